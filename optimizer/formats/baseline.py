"""How does a nested plan become flat tables, and they a plan again?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from optimizer.findings import Place
from optimizer.formats.baseline_rows import BaselineRouteRow, BaselineRow
from optimizer.formats.gather import Gatherer, shorten
from optimizer.plan import Document, Handling, Route, RoutePlan, Trip, Visit

__all__ = ["baseline_rows", "routes_from_rows"]

RowPlace = Callable[[int], Place]
"""Place of a row, from its index."""


def baseline_rows(plan: RoutePlan) -> dict[str, Sequence[Document]]:
    """Rows of the three tables of a baseline plan.

    Parameters
    ----------
    plan : RoutePlan
        The plan.

    Returns
    -------
    dict of str to sequence of Document
        ``baseline``, ``baseline_routes`` and ``baseline_unserved``.
    """
    vehicles = [route.vehicle for route in plan.routes]
    route_rows: list[Document] = []
    rows: list[Document] = []
    for number, route in enumerate(plan.routes, start=1):
        name = f"{number}" if vehicles.count(route.vehicle) > 1 else None
        whose = {"vehicle": route.vehicle, "route": name}
        route_rows.append(
            BaselineRouteRow(**whose, start=route.start, end=route.end, length_m=route.length_m)
        )
        for trip_number, trip in enumerate(route.trips, start=1):
            for visit_number, visit in enumerate(trip.visits, start=1):
                place = {
                    **whose,
                    "trip": trip_number,
                    "visit": visit_number,
                    "site": visit.site,
                    "arrival": visit.arrival,
                    "departure": visit.departure,
                    "cleaning": visit.cleaning,
                }
                rows += [BaselineRow(**place, **dict(handling)) for handling in visit.handlings]
                if not visit.handlings:
                    rows.append(BaselineRow(**place))
    return {
        "baseline": rows,
        "baseline_routes": route_rows,
        "baseline_unserved": plan.unserved,
    }


def routes_from_rows(
    rows: Sequence[BaselineRow],
    route_rows: Sequence[BaselineRouteRow],
    place: RowPlace,
    route_place: RowPlace,
    gatherer: Gatherer,
) -> tuple[Route, ...]:
    """Routes of a plan from its flat rows.

    Parameters
    ----------
    rows : sequence of BaselineRow
        Handlings and visits.
    route_rows : sequence of BaselineRouteRow
        Routes.
    place, route_place : callable
        Place of a row of each table, from its index.
    gatherer : Gatherer
        Gets F029 for rows that do not fit together, F030 for half a handling.

    Returns
    -------
    tuple of Route
        In the order of ``baseline_routes``.
    """
    visits = _visits(rows, place, gatherer)
    routes: dict[tuple[str, str | None], Route] = {}
    for index, row in enumerate(route_rows):
        key = (row.vehicle, row.route)
        trips = visits.get(key, {})
        if key in routes:
            gatherer.error("F029", f"{_name(key)} is given twice", route_place(index))
        elif not trips:
            gatherer.error("F029", f"{_name(key)} has no visits in baseline", route_place(index))
        else:
            routes[key] = Route(
                vehicle=row.vehicle,
                start=row.start,
                end=row.end,
                length_m=row.length_m,
                trips=tuple(
                    Trip(visits=tuple(visit for _, visit in sorted(trip.items(), key=_first)))
                    for _, trip in sorted(trips.items(), key=_first)
                ),
            )
    known = {(row.vehicle, row.route) for row in route_rows}
    told: set[tuple[str, str | None]] = set()
    for index, visit_row in enumerate(rows):
        key = (visit_row.vehicle, visit_row.route)
        if key not in known | told:
            told.add(key)
            gatherer.error("F029", f"{_name(key)} has no row in baseline_routes", place(index))
    return tuple(routes.values())


_Trips = dict[int, dict[int, Visit]]


def _visits(
    rows: Sequence[BaselineRow], place: RowPlace, gatherer: Gatherer
) -> Mapping[tuple[str, str | None], _Trips]:
    """Visits by route, trip number and visit number."""
    firsts: dict[tuple[str, str | None, int, int], BaselineRow] = {}
    handlings: dict[tuple[str, str | None, int, int], list[Handling]] = {}
    for index, row in enumerate(rows):
        key = (row.vehicle, row.route, row.trip, row.visit)
        first = firsts.setdefault(key, row)
        for column in ("site", "arrival", "departure", "cleaning"):
            if getattr(first, column) != getattr(row, column):
                where = place(index)
                gatherer.error(
                    "F029",
                    f"{column} differs from that of another row of the same visit",
                    Place(where.source, where.row, column),
                )
        handling = _handling(row, place(index), gatherer)
        if handling is not None:
            handlings.setdefault(key, []).append(handling)
    trips: dict[tuple[str, str | None], _Trips] = {}
    for (vehicle, route, trip, visit), row in firsts.items():
        done = tuple(handlings.get((vehicle, route, trip, visit), ()))
        trips.setdefault((vehicle, route), {}).setdefault(trip, {})[visit] = Visit(
            site=row.site,
            arrival=row.arrival,
            departure=row.departure,
            handlings=done,
            cleaning=row.cleaning,
        )
    return trips


def _handling(row: BaselineRow, place: Place, gatherer: Gatherer) -> Handling | None:
    """The handling of a row; None where it has none, or only half of one."""
    parts = {name: getattr(row, name) for name in Handling.model_fields}
    missing = [name for name, value in parts.items() if value is None]
    if not missing:
        return Handling(**parts)
    if len(missing) < len(parts):
        for name in missing:
            where = Place(place.source, place.row, name)
            gatherer.error("F030", "the handling of this row lacks its value", where)
    return None


def _name(key: tuple[str, str | None]) -> str:
    vehicle, route = key
    return f"the route of {shorten(vehicle)}" + (f", {shorten(route)}," if route else "")


def _first(item: tuple[int, object]) -> int:
    return item[0]
