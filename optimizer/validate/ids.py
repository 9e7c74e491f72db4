"""Does every id name one row, and does every reference name a row?"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from optimizer.findings import Finding, Severity, suggestion
from optimizer.validate.tables import Tables, at, looks, rows

__all__ = [
    "depots_of_other_kinds",
    "duplicate_ids",
    "flows_without_depot",
    "look_alike_ids",
    "odd_spaces",
    "orders_at_their_depot",
    "unknown_references",
]

_TABLES = (
    "sites",
    "load_carriers",
    "hygiene",
    "flows",
    "orders",
    "vehicle_types",
    "vehicles",
    "stock_classes",
    "wards",
    "items",
)
_COMPARISONS = 20_000
"""Words compared to find near ones, for each kind of reference: the work stays bounded."""


def _ids(tables: Tables, table: str) -> Iterator[tuple[int, str]]:
    return ((row, record.id) for row, record in rows(getattr(tables.scenario, table)))


def duplicate_ids(tables: Tables) -> Iterator[Finding]:
    """Ids that two rows of one table share."""
    for table in _TABLES:
        first: dict[str, int] = {}
        for row, id_ in _ids(tables, table):
            if first.setdefault(id_, row) != row:
                message = f'id "{id_}" is already used in row {first[id_]}'
                yield Finding("V101", message, at(table, row, "id"))


def look_alike_ids(tables: Tables) -> Iterator[Finding]:
    """Ids of one table that differ, but not to the eye."""
    for table in _TABLES:
        first: dict[str, tuple[int, str]] = {}
        for row, id_ in _ids(tables, table):
            other_row, other = first.setdefault(looks(id_), (row, id_))
            if other != id_:
                message = f'id "{id_}" looks like "{other}" in row {other_row}'
                yield Finding("V102", message, at(table, row, "id"))


def odd_spaces(tables: Tables) -> Iterator[Finding]:
    """Ids with spaces that nobody sees."""
    for table in _TABLES:
        for row, id_ in _ids(tables, table):
            if id_ != " ".join(id_.split()) or any(unicodedata.category(c) == "Cf" for c in id_):
                message = f"id {id_!a} holds spaces or characters that do not show"
                yield Finding("V103", message, at(table, row, "id"))


class _Reference(NamedTuple):
    table: str
    row: int | None
    column: str
    id: str
    target: str
    where: str = ""
    lasting: bool = False
    """Whether the row outlives today's fleet, so that it may name what is not there today."""

    @property
    def severity(self) -> Severity:
        return Severity.NOTE if self.lasting else Severity.ERROR


def unknown_references(tables: Tables) -> Iterator[Finding]:
    """References to rows that do not exist."""
    known: dict[str, dict[str, None]] = {
        table: dict.fromkeys(id_ for _, id_ in _ids(tables, table)) for table in _TABLES
    }
    remedies: dict[tuple[str, str], str] = {}
    asked = dict.fromkeys(_TABLES, 0)
    for reference in _references(tables):
        ids, target = known[reference.target], reference.target
        if reference.id in ids or target in tables.unsure:
            continue
        key = (target, reference.id)
        if key not in remedies:
            asked[target] += len(ids)
            affordable = asked[target] <= max(_COMPARISONS, len(ids))
            remedies[key] = suggestion(reference.id, ids) if affordable else ""
        near = remedies[key].startswith("Did you mean")
        severity = Severity.WARNING if reference.lasting and near else reference.severity
        message = f'{reference.where}"{reference.id}" is no id in {target}'
        place = at(reference.table, reference.row, reference.column)
        yield Finding("V104", message, place, remedies[key], severity)


def _references(tables: Tables) -> Iterator[_Reference]:
    yield from _of_orders(tables)
    scenario = tables.scenario
    for row, flow in rows(scenario.flows):
        yield _Reference("flows", row, "hygiene_class", flow.hygiene_class, "hygiene")
        yield _Reference("flows", row, "load_carrier", flow.load_carrier, "load_carriers")
    for row, class_ in rows(scenario.hygiene):
        yield from (_Reference("hygiene", row, id_, id_, "hygiene") for id_ in class_.codes)
    for row, vehicle in rows(scenario.vehicles):
        yield _Reference("vehicles", row, "vehicle_type", vehicle.vehicle_type, "vehicle_types")
        yield _Reference("vehicles", row, "home", vehicle.home, "sites")
    for row, site in rows(scenario.sites):
        for id_ in site.excluded_vehicle_types:
            column = "excluded_vehicle_types"
            yield _Reference("sites", row, column, id_, "vehicle_types", lasting=True)
    for row, edge in rows(scenario.travel_edges):
        for id_ in edge.closed_to:
            yield _Reference("travel_edges", row, "closed_to", id_, "vehicle_types")
    for row, time in rows(scenario.travel_times):
        yield _Reference("travel_times", row, "origin", time.origin, "sites")
        yield _Reference("travel_times", row, "destination", time.destination, "sites")
        if time.vehicle_type is not None:
            id_ = time.vehicle_type
            yield _Reference("travel_times", row, "vehicle_type", id_, "vehicle_types")
    yield from _of_stores(tables)
    yield from _of_baseline(tables)


def _of_orders(tables: Tables) -> Iterator[_Reference]:
    for row, order in rows(tables.scenario.orders):
        yield _Reference("orders", row, "flow", order.flow, "flows")
        yield _Reference("orders", row, "site", order.site, "sites")
        if order.load_carrier is not None:
            yield _Reference("orders", row, "load_carrier", order.load_carrier, "load_carriers")
        yield from (_Reference("orders", row, "depots", id_, "sites") for id_ in order.depots)


def _of_stores(tables: Tables) -> Iterator[_Reference]:
    scenario = tables.scenario
    for row, ward in rows(scenario.wards):
        yield _Reference("wards", row, "site", ward.site, "sites")
    for row, item in rows(scenario.items):
        yield _Reference("items", row, "flow", item.flow, "flows")
        yield _Reference("items", row, "stock_class", item.stock_class, "stock_classes")
    for row, one in rows(scenario.ward_items):
        if one.ward not in tables.wards:
            yield _Reference("ward_items", row, "ward", one.ward, "wards")
        if one.item not in tables.items:
            yield _Reference("ward_items", row, "item", one.item, "items")
        if one.stock_class is not None:
            yield _Reference("ward_items", row, "stock_class", one.stock_class, "stock_classes")
    for row, lead in rows(scenario.lead_times):
        yield _Reference("lead_times", row, "ward", lead.ward, "wards")
        yield _Reference("lead_times", row, "flow", lead.flow, "flows")
    for row, closed in rows(scenario.closed_days):
        if closed.ward is not None:
            yield _Reference("closed_days", row, "ward", closed.ward, "wards")
    for row, line in rows(scenario.order_lines):
        yield _Reference("order_lines", row, "order", line.order, "orders")
        yield _Reference("order_lines", row, "ward", line.ward, "wards")
        yield _Reference("order_lines", row, "item", line.item, "items")
    yield from _of_returns(tables)


def _of_returns(tables: Tables) -> Iterator[_Reference]:
    scenario = tables.scenario
    for row, one_return in rows(scenario.ward_returns):
        yield _Reference("ward_returns", row, "ward", one_return.ward, "wards")
        yield _Reference("ward_returns", row, "flow", one_return.flow, "flows")
    for row, loop in rows(scenario.loops):
        yield _Reference("loops", row, "depot", loop.depot, "sites")
        yield _Reference("loops", row, "flow", loop.flow, "flows")
        yield _Reference("loops", row, "return_flow", loop.return_flow, "flows")


def _of_baseline(tables: Tables) -> Iterable[_Reference]:
    plan = tables.scenario.baseline
    if plan is None:
        return
    for route in plan.routes:
        where = f'route of "{route.vehicle}": '
        yield _Reference("baseline", None, "vehicle", route.vehicle, "vehicles")
        for visit in (visit for trip in route.trips for visit in trip.visits):
            yield _Reference("baseline", None, "site", visit.site, "sites", where)
            for handling in visit.handlings:
                yield _Reference("baseline", None, "order", handling.order, "orders", where)
    for unserved in plan.unserved:
        yield _Reference("baseline", None, "unserved", unserved.order, "orders")


def orders_at_their_depot(tables: Tables) -> Iterator[Finding]:
    """Orders whose goods would not have to move."""
    for row in tables.orders:
        if row.site not in row.depots:
            continue
        column = "depots" if row.order.depots else "site"
        message = f'site "{row.site.id}" of order "{row.order.id}" is also its depot'
        alone = row.order.depots or len(row.depots) == 1
        severity = Severity.ERROR if alone else Severity.WARNING
        yield Finding("V105", message, at("orders", row.row, column), severity=severity)


def depots_of_other_kinds(tables: Tables) -> Iterator[Finding]:
    """Depots named by orders whose flow does not go there."""
    for row in tables.orders:
        for depot in row.depots:
            if depot.kind not in row.flow.depot_kinds:
                kinds = ", ".join(row.flow.depot_kinds)
                message = f'depot "{depot.id}" is a {depot.kind}; flow "{row.flow.id}" uses {kinds}'
                yield Finding("V106", message, at("orders", row.row, "depots"))


def flows_without_depot(tables: Tables) -> Iterator[Finding]:
    """Flows for which there is no depot; an error where an order has to rely on one."""
    needed = {row.flow.id for row in tables.orders if not row.order.depots}
    for row, flow in rows(tables.scenario.flows):
        if not tables.depots_by_flow[flow.id]:
            kinds = " or ".join(flow.depot_kinds)
            message = f'flow "{flow.id}" needs a {kinds}, and no site is one'
            severity = Severity.ERROR if flow.id in needed else Severity.WARNING
            yield Finding("V107", message, at("flows", row, "depot_kinds"), severity=severity)
