"""What would a shelf have held, had it been run by these levels? One shelf, its own history.

For pictures: a replay of what was used, day by day, in the order of events that the levels
are set for (section I.1 of ``docs/models/inventory.md``): what was ordered arrives, the
stock is counted and an order placed, the demand is met as far as it goes. Demand that a
stock-out has hidden is not made up for, and weeks have no closed days.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from optimizer.domain import Scenario
from optimizer.history import DemandHistory
from optimizer.level_plan import Level
from optimizer.ward_stores import WEEKDAYS, Policy, Rounding

__all__ = ["Rhythm", "ShelfDay", "last_days", "order_size", "replay", "rhythm_of"]


@dataclass(frozen=True, slots=True)
class ShelfDay:
    """One day of a shelf. Pieces.

    Parameters
    ----------
    day : date
        The day.
    morning, evening : int
        On the shelf after what arrives, and after the day's demand.
    used : int
        Demand of the day.
    missing : int
        Demand that the shelf could not meet.
    empty : bool
        Whether the history has the shelf empty that day: demand may have been more.
    """

    day: dt.date
    morning: int
    evening: int
    used: int
    missing: int
    empty: bool


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a shelf is filled, and what fits on it.

    Parameters
    ----------
    weekdays : frozenset of int
        Delivery weekdays, Monday is 0.
    lead_days : int
        From the count to the delivery. [days]
    rounding : Rounding
        Orders that are no multiple of the pack.
    shelf : int or None
        Room on the shelf. [pieces]
    """

    weekdays: frozenset[int]
    lead_days: int = 0
    rounding: Rounding = Rounding.DOWN
    shelf: int | None = None


def rhythm_of(scenario: Scenario, level: Level, visit_days: Iterable[str]) -> Rhythm:
    """When the shelf of a level is filled, by the scenario's lead times and settings."""
    ward = next(ward for ward in scenario.wards if ward.id == level.ward)
    item = next(item for item in scenario.items if item.id == level.item)
    own = [t for t in scenario.lead_times if (t.ward, t.flow) == (ward.id, item.flow)]
    places = (w for w in scenario.ward_items if w.item == item.id and w.ward == ward.id)
    place = next(places, None)
    return Rhythm(
        frozenset(WEEKDAYS.index(day) for day in WEEKDAYS if day in set(visit_days)),
        own[0].lead_days if own else ward.lead_days,
        scenario.stock.rounding,
        place.shelf_pieces if place else None,
    )


def order_size(level: Level, position: int, rhythm: Rhythm) -> int:
    """Pieces that are ordered when the stock, and what is on its way, is counted.

    Equation (I.2) of ``docs/models/inventory.md``.

    Examples
    --------
    >>> from types import SimpleNamespace as Shelf
    >>> shelf = Shelf(policy=Policy.MIN_MAX, min_pieces=4, max_pieces=20, pack=6)
    >>> [order_size(shelf, position, Rhythm(frozenset({0}))) for position in (5, 4, 0)]
    [0, 12, 18]
    """
    low, high, pack = level.min_pieces, level.max_pieces, level.pack
    if level.policy is Policy.KANBAN:
        low = pack = high // 2
    elif level.policy is Policy.PAR:
        low = high - 1
    if position > low or not pack:
        return 0
    if level.policy is Policy.PACKS:
        n_packs = (low - position) // pack + 1
    elif rhythm.rounding is Rounding.UP and level.policy is not Policy.KANBAN:
        n_packs = -((position - high) // pack)  # rounded up
    else:
        n_packs = (high - position) // pack
    if rhythm.shelf is not None:
        n_packs = min(n_packs, (rhythm.shelf - position) // pack)
    return pack * max(0, n_packs)


def last_days(
    history: DemandHistory, ward: str, item: str, n_days: int
) -> list[tuple[dt.date, int, bool]]:
    """Demand of a ward item on the last days of the history: day, pieces, shelf empty."""
    last = history.first_day + dt.timedelta(days=int(history.day.max()) if len(history) else 0)
    first = last - dt.timedelta(days=n_days - 1)
    found: dict[dt.date, tuple[int, bool]] = {}
    if ward in history.wards and item in history.items:
        ward_idx, item_idx = history.wards.index(ward), history.items.index(item)
        start, end = np.searchsorted(history.ward, [ward_idx, ward_idx + 1])
        inner = np.searchsorted(history.item[start:end], [item_idx, item_idx + 1]) + start
        for row in range(*map(int, inner)):
            day = history.first_day + dt.timedelta(days=int(history.day[row]))
            found[day] = int(history.pieces[row]), bool(history.stock_out[row])
    days = (first + dt.timedelta(days=i) for i in range(n_days))
    return [(day, *found.get(day, (0, False))) for day in days]


def replay(
    level: Level, demand: Sequence[tuple[dt.date, int, bool]], rhythm: Rhythm
) -> list[ShelfDay]:
    """Run one shelf through days of demand, full on the first morning.

    Parameters
    ----------
    level : Level
        Its min and max.
    demand : sequence of (date, int, bool)
        Consecutive days: pieces used, and whether the shelf was empty then.
    rhythm : Rhythm
        When it is filled.

    Returns
    -------
    list of ShelfDay
        One for each day.
    """
    stock, lead = level.max_pieces, rhythm.lead_days
    coming: deque[int] = deque([0] * lead)
    days = []
    for day, used, empty in demand:
        stock += coming.popleft() if lead else 0
        visited = (day.weekday() + lead) % 7 in rhythm.weekdays
        size = order_size(level, stock + sum(coming), rhythm) if visited else 0
        if lead:
            coming.append(size)
        else:
            stock += size
        met = min(stock, used)
        days.append(ShelfDay(day, stock, stock - met, used, used - met, empty))
        stock -= met
    return days
