"""Do the rows about ward stores fit together: items, classes, pick list, delivery days?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from optimizer.domain import Direction, LoadCarrier
from optimizer.findings import Finding, Severity
from optimizer.validate.tables import Tables, at, few, rows

__all__ = [
    "flows_the_wrong_way",
    "idle_classes",
    "lines_in_packs",
    "lines_of_orders",
    "long_lead_times",
    "oversized_pieces",
    "returned_items",
    "rows_twice",
    "wards_without_days",
]

MOST_LEAD_DAYS = 2
"""Longest lead time that levels are computed for. [days]"""

_KEYS: dict[str, tuple[str, Callable[[Any], tuple[object, ...]]]] = {
    "ward_items": ("item", lambda row: (row.ward, row.item)),
    "lead_times": ("flow", lambda row: (row.ward, row.flow)),
    "closed_days": ("date", lambda row: (row.date, row.ward)),
    "weekday_capacities": ("weekday", lambda row: (row.weekday,)),
    "order_lines": ("item", lambda row: (row.order, row.ward, row.item)),
    "ward_returns": ("flow", lambda row: (row.ward, row.flow)),
    "loops": ("flow", lambda row: (row.depot, row.flow)),
}


def rows_twice(tables: Tables) -> Iterator[Finding]:
    """Rows about the same thing."""
    for table, (column, key) in _KEYS.items():
        first: dict[tuple[object, ...], int] = {}
        twice = []
        for row, record in rows(getattr(tables.scenario, table)):
            before = first.setdefault(key(record), row)
            if before != row:
                names = ", ".join(f'"{part}"' for part in key(record) if part is not None)
                twice.append((row, f"{names} is already in row {before}"))
        yield from few("V901", at(table, None, column), twice)


def returned_items(tables: Tables) -> Iterator[Finding]:
    """Items whose flow is a return."""
    for row, item in rows(tables.scenario.items):
        flow = tables.flows.get(item.flow)
        if flow is not None and flow.direction is not Direction.DELIVERY:
            message = f'flow "{flow.id}" of item "{item.id}" is a return'
            yield Finding("V902", message, at("items", row, "flow"))


def flows_the_wrong_way(tables: Tables) -> Iterator[Finding]:
    """Returns and loops whose flows go the other way."""
    named = [("ward_returns", "flow", Direction.RETURN)]
    named += [("loops", "flow", Direction.DELIVERY), ("loops", "return_flow", Direction.RETURN)]
    for table, column, wanted in named:
        for row, record in rows(getattr(tables.scenario, table)):
            flow = tables.flows.get(getattr(record, column))
            if flow is not None and flow.direction is not wanted:
                message = f'flow "{flow.id}" is a {flow.direction}, not a {wanted}'
                yield Finding("V907", message, at(table, row, column))


def lines_of_orders(tables: Tables) -> Iterator[Finding]:
    """Lines whose item or ward is not that of the order."""
    orders = {order.id: order for order in tables.scenario.orders}
    odd: dict[str, list[tuple[int, str]]] = {"item": [], "ward": []}
    for row, line in rows(tables.scenario.order_lines):
        order = orders.get(line.order)
        item, ward = tables.items.get(line.item), tables.wards.get(line.ward)
        if order is None:
            continue
        if item is not None and item.flow != order.flow and item.flow in tables.flows:
            words = f'"{item.id}" rides in flow "{item.flow}", its order in "{order.flow}"'
            odd["item"].append((row, words))
        known = ward is not None and {ward.site, order.site} <= tables.sites.keys()
        if ward is not None and known and ward.site != order.site:
            words = f'"{ward.id}" is served at "{ward.site}", its order goes to "{order.site}"'
            odd["ward"].append((row, words))
    for column, found in odd.items():
        yield from few("V903", at("order_lines", None, column), found)


def lines_in_packs(tables: Tables) -> Iterator[Finding]:
    """Lines that are no whole packs."""
    broken = []
    for row, line in rows(tables.scenario.order_lines):
        item = tables.items.get(line.item)
        if item is not None and line.pieces % item.pack:
            broken.append((row, f'{line.pieces} pieces of "{item.id}" in packs of {item.pack}'))
    yield from few("V904", at("order_lines", None, "pieces"), broken)


def oversized_pieces(tables: Tables) -> Iterator[Finding]:
    """Items of which not one piece fits in the carrier of their flow."""
    for row, item in rows(tables.scenario.items):
        flow = tables.flows.get(item.flow)
        carrier = None if flow is None else tables.carriers.get(flow.load_carrier)
        if carrier is None:
            continue
        volume_l, weight_kg = _room(carrier)
        if item.pieces_per_carrier is None and volume_l is not None and item.volume_l > volume_l:
            message = f'{item.volume_l:.12g} l; "{carrier.id}" holds {volume_l:.12g} l'
            yield Finding("V905", message, at("items", row, "volume_l"))
        if weight_kg is not None and item.weight_kg > weight_kg:
            message = f'{item.weight_kg:.12g} kg; "{carrier.id}" holds {weight_kg:.12g} kg'
            yield Finding("V905", message, at("items", row, "weight_kg"))


def _room(carrier: LoadCarrier) -> tuple[float | None, float | None]:
    """Litres and kilograms that a carrier holds; None where that is not said."""
    volume_l = carrier.volume_m3 * 1000 if carrier.volume_m3 else None
    gross_kg = carrier.max_gross_kg
    return volume_l, None if gross_kg is None else max(0.0, gross_kg - carrier.tare_kg)


def idle_classes(tables: Tables) -> Iterator[Finding]:
    """Classes that ask for nothing."""
    for row, one in rows(tables.scenario.stock_classes):
        if not (one.fill_rate or one.cycle_service or one.shortage_sek):
            message = f'class "{one.id}" has no target and no cost of shortages'
            yield Finding("V906", message, at("stock_classes", row, "fill_rate"))


def wards_without_days(tables: Tables) -> Iterator[Finding]:
    """Wards that are never delivered to; an error where they keep stock."""
    stocked = {ward_item.ward for ward_item in tables.scenario.ward_items}
    for row, ward in rows(tables.scenario.wards):
        if not ward.visit_days:
            severity = Severity.ERROR if ward.id in stocked else Severity.WARNING
            message = f'ward "{ward.id}" has no weekday with delivery'
            yield Finding("V921", message, at("wards", row, "visit_days"), severity=severity)


def long_lead_times(tables: Tables) -> Iterator[Finding]:
    """Lead times that levels are not computed for."""
    for table in ("wards", "lead_times"):
        for row, record in rows(getattr(tables.scenario, table)):
            if record.lead_days > MOST_LEAD_DAYS:
                message = f"{record.lead_days} days; at most {MOST_LEAD_DAYS} are computed"
                yield Finding("V922", message, at(table, row, "lead_days"))
