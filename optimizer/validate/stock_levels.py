"""Do today's levels and counts make sense: min, max, pack, shelf, stock, days of counts?"""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.findings import Finding
from optimizer.validate.tables import Tables, at, few, rows
from optimizer.ward_stores import Policy, WardItem

__all__ = ["counts", "full_shelves", "half_levels", "levels_in_packs", "levels_on_shelf", "min_max"]


def min_max(tables: Tables) -> Iterator[Finding]:
    """Mins above their max."""
    wrong = [
        (row, f"{_name(one)}: min {one.min_pieces}, max {one.max_pieces}")
        for row, one in rows(tables.scenario.ward_items)
        if one.min_pieces is not None
        and one.max_pieces is not None
        and one.min_pieces > one.max_pieces
    ]
    yield from few("V911", at("ward_items", None, "min_pieces"), wrong)


def half_levels(tables: Tables) -> Iterator[Finding]:
    """Levels of which one is missing; a par level and two bins need no min."""
    half = []
    for row, one in rows(tables.scenario.ward_items):
        needs_min = one.policy in {Policy.MIN_MAX, Policy.PACKS}
        if one.max_pieces is None and one.min_pieces is not None:
            half.append((row, f"{_name(one)} has a min and no max"))
        elif one.max_pieces is not None and one.min_pieces is None and needs_min:
            half.append((row, f"{_name(one)} has a max and no min"))
    yield from few("V912", at("ward_items", None, "max_pieces"), half)


def levels_on_shelf(tables: Tables) -> Iterator[Finding]:
    """Maxima and packs that have no room."""
    high: list[tuple[int, str]] = []
    thick: list[tuple[int, str]] = []
    for row, one in rows(tables.scenario.ward_items):
        if one.shelf_pieces is None:
            continue
        item = tables.items.get(one.item)
        room = f"the shelf holds {one.shelf_pieces}"
        if one.max_pieces is not None and one.max_pieces > one.shelf_pieces:
            high.append((row, f"{_name(one)}: max {one.max_pieces}, {room}"))
        if item is not None and item.pack > one.shelf_pieces:
            thick.append((row, f"{_name(one)}: a pack has {item.pack} pieces, {room}"))
    yield from few("V913", at("ward_items", None, "max_pieces"), high)
    yield from few("V913", at("ward_items", None, "shelf_pieces"), thick)


def levels_in_packs(tables: Tables) -> Iterator[Finding]:
    """Maxima that are no whole packs."""
    odd = []
    for row, one in rows(tables.scenario.ward_items):
        item = tables.items.get(one.item)
        if item is None or one.max_pieces is None:
            continue
        pack = 2 * item.pack if one.policy is Policy.KANBAN else item.pack
        if one.max_pieces % pack:
            odd.append((row, f"{_name(one)}: max {one.max_pieces}, packs of {item.pack}"))
    yield from few("V914", at("ward_items", None, "max_pieces"), odd, n_examples=1)


def full_shelves(tables: Tables) -> Iterator[Finding]:
    """Wards whose maxima take more space than there is."""
    used: dict[str, float] = {}
    for one in tables.scenario.ward_items:
        item = tables.items.get(one.item)
        if item is not None and one.max_pieces is not None:
            used[one.ward] = used.get(one.ward, 0.0) + one.max_pieces * item.volume_l
    for row, ward in rows(tables.scenario.wards):
        taken = used.get(ward.id, 0.0)
        if ward.shelf_l is not None and taken > ward.shelf_l * (1 + 1e-9):
            message = f'ward "{ward.id}" has {ward.shelf_l:.6g} l, its maxima take {taken:.6g} l'
            yield Finding("V915", message, at("wards", row, "shelf_l"))


def counts(tables: Tables) -> Iterator[Finding]:
    """Counts below zero, and counts of days to come."""
    negative: list[tuple[int, str]] = []
    ahead: list[tuple[int, str]] = []
    day = tables.scenario.day
    for row, one in rows(tables.scenario.ward_items):
        if one.on_hand is not None and one.on_hand < 0:
            negative.append((row, f"{_name(one)} has {one.on_hand} pieces"))
        if one.counted is not None and one.counted > day:
            ahead.append((row, f"{_name(one)} was counted on {one.counted}, after {day}"))
    yield from few("V931", at("ward_items", None, "on_hand"), negative)
    yield from few("V932", at("ward_items", None, "counted"), ahead)


def _name(one: WardItem) -> str:
    return f'"{one.item}" on "{one.ward}"'
