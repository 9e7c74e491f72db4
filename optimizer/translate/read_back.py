"""What does the answer mean for people? Routes of tasks as visits and handlings with times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from models.routing.complete import StopKind
from models.routing.evaluate import RouteSheet, evaluate_route
from models.routing.problem import RoutingSolution
from models.routing.schedule import Timed
from optimizer.domain import Vehicle
from optimizer.plan import (
    Cleaning,
    Cost,
    Handling,
    Route,
    RoutePlan,
    Trip,
    Unserved,
    Visit,
)
from optimizer.translate.pose import Posed

__all__ = ["read_back"]

_CLEANING = {1: Cleaning.WIPE, 2: Cleaning.WASH}


def read_back(posed: Posed, solution: RoutingSolution, unserved: Sequence[Unserved]) -> RoutePlan:
    """Turn a solution into a plan.

    Parameters
    ----------
    posed : Posed
        What was asked.
    solution : RoutingSolution
        Legal, by the mathematics' own account.
    unserved : sequence of Unserved
        What it leaves out, with reasons.

    Returns
    -------
    RoutePlan
        With the cost that the mathematics counts; the checker counts it again.
    """
    free = [iter(group) for group in posed.vehicles]
    routes, sheets = [], []
    for route in sorted(solution.routes, key=lambda r: (r.vehicle_type, r.tasks)):
        sheet = evaluate_route(posed.problem, route)
        sheets.append((route.vehicle_type, sheet))
        routes.append(_route(posed, next(free[route.vehicle_type]), sheet))
    order = {vehicle.id: number for number, vehicle in enumerate(posed.scenario.vehicles)}
    return RoutePlan(
        scenario=posed.scenario.name,
        routes=tuple(sorted(routes, key=lambda r: order[r.vehicle])),
        unserved=tuple(unserved),
        cost=_cost(posed, sheets, unserved),
    )


def _route(posed: Posed, vehicle: Vehicle, sheet: RouteSheet) -> Route:
    trips: dict[int, list[Visit]] = {}
    site, clock = vehicle.home, sheet.start
    for group in _visits(sheet.stops):
        visit = _visit(posed, group, site, clock)
        trips.setdefault(group[0].stop.trip, []).append(visit)
        site, clock = visit.site, visit.departure
    return Route(
        vehicle=vehicle.id,
        start=sheet.start,
        end=sheet.end,
        length_m=sheet.distance,
        trips=tuple(Trip(visits=tuple(visits)) for visits in trips.values()),
    )


def _visits(stops: Iterable[Timed]) -> list[list[Timed]]:
    """Stops that make one visit: at one place, of one trip, nothing after a cleaning."""
    groups: list[list[Timed]] = []
    for timed in stops:
        last = groups[-1][-1].stop if groups else None
        if (
            last is not None
            and last.place == timed.stop.place
            and last.trip == timed.stop.trip
            and last.kind is not StopKind.CLEAN
        ):
            groups[-1].append(timed)
        else:
            groups.append([timed])
    return groups


def _visit(posed: Posed, group: list[Timed], came_from: str, clock: int) -> Visit:
    site = posed.scenario.sites[group[0].stop.place].id
    cleaning = None
    handlings: list[Handling] = []
    for timed in group:
        if timed.stop.kind is StopKind.CLEAN:
            cleaning = _CLEANING[timed.stop.index]
        else:
            handlings += _handlings(posed, timed)
    return Visit(
        site=site,
        arrival=clock if site == came_from else group[0].arrival,
        departure=group[-1].end,
        handlings=tuple(_merged(handlings)),
        cleaning=cleaning,
    )


def _handlings(posed: Posed, timed: Timed) -> list[Handling]:
    carriers: dict[str, int] = {}
    for task in timed.stop.tasks:
        part = posed.parts[task]
        carriers[part.order.id] = carriers.get(part.order.id, 0) + part.carriers
    if timed.stop.kind is StopKind.TASK:
        out = posed.problem.tasks[timed.stop.index].is_delivery
        action = "unload" if out else "load"
    else:
        action = "load" if timed.stop.kind is StopKind.LOAD else "unload"
    return [
        Handling(order=order, action=action, carriers=n, start=timed.start, end=timed.end)
        for order, n in carriers.items()
    ]


def _merged(handlings: list[Handling]) -> list[Handling]:
    """Parts of one order handled one after the other, as one handling."""
    merged: list[Handling] = []
    for handling in handlings:
        last = merged[-1] if merged else None
        if last is not None and (last.order, last.action, last.end) == (
            handling.order,
            handling.action,
            handling.start,
        ):
            merged[-1] = last.model_copy(
                update={"carriers": last.carriers + handling.carriers, "end": handling.end}
            )
        else:
            merged.append(handling)
    return merged


def _cost(posed: Posed, sheets: list[tuple[int, RouteSheet]], unserved: Sequence[Unserved]) -> Cost:
    orders = {order.id: order for order in posed.scenario.orders}
    types = posed.problem.vehicle_types
    penalty = 0.0
    for left in unserved:
        order = orders[left.order]
        if not order.mandatory:
            penalty += (order.penalty_sek or 0.0) * left.carriers / order.carriers
    return Cost(
        fixed_sek=sum(types[k].fixed_cost for k, _ in sheets),
        distance_sek=sum(sheet.distance * types[k].cost_per_metre for k, sheet in sheets),
        time_sek=sum((sheet.end - sheet.start) * types[k].cost_per_second for k, sheet in sheets),
        overtime_sek=sum(sheet.overtime * types[k].cost_per_overtime_second for k, sheet in sheets),
        penalty_sek=penalty,
    )
