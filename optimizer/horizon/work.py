"""What does a day ask of warehouse, fleet and docks, and where does it not suffice?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from optimizer.domain import Direction, Order, Scenario
from optimizer.horizon_plan import (
    DayWork,
    DepotStock,
    DockWork,
    HorizonResource,
    HorizonShortfall,
    MovedDelivery,
    ReturnStock,
)
from optimizer.plan import RoutePlan
from optimizer.units import MINUTE
from optimizer.ward_stores import WEEKDAYS

__all__ = ["day_work", "dock_work", "shortfalls"]

_EPS = 0.05
"""Parts of a load carrier that are no shortfall. [carriers]"""


def day_work(
    scenario: Scenario,
    date: dt.date,
    orders: tuple[Order, ...],
    n_lines: int,
    n_visits: int,
    plan: RoutePlan | None,
) -> DayWork:
    """What a day asks for, against its weekday's capacity.

    Parameters
    ----------
    scenario : Scenario
        Flows, sites and capacities.
    date : date
        The day.
    orders : tuple of Order
        Its orders.
    n_lines, n_visits : int
        Order lines, wards visited.
    plan : RoutePlan or None
        Its routes.

    Returns
    -------
    DayWork
        Counts, and the cost of the routes.
    """
    out = {flow.id for flow in scenario.flows if flow.direction is Direction.DELIVERY}
    weekday = WEEKDAYS[date.weekday()]
    row = next((r for r in scenario.weekday_capacities if r.weekday == weekday), None)
    routes = plan.routes if plan else ()
    cost = plan.cost if plan else None
    depots = {kind for flow in scenario.flows for kind in flow.depot_kinds}
    kinds = {site.id: site.kind for site in scenario.sites}
    asked = {order.site for order in orders}
    return DayWork(
        date=date,
        visits=n_visits,
        stops=sum(
            visit.site in asked or kinds[visit.site] not in depots
            for route in routes
            for trip in route.trips
            for visit in trip.visits
        ),
        routes=len(routes),
        km=round(sum(route.length_m or 0 for route in routes) / 1000, 3),
        carriers=sum(order.carriers for order in orders if order.flow in out),
        carriers_capacity=row.carriers if row else None,
        returned=sum(order.carriers for order in orders if order.flow not in out),
        lines=n_lines,
        lines_capacity=row.lines if row else None,
        travel_sek=round(cost.total_sek - cost.penalty_sek, 2) if cost else 0.0,
    )


def dock_work(
    scenario: Scenario, days: Iterable[tuple[dt.date, RoutePlan | None]]
) -> tuple[DockWork, ...]:
    """Time at the docks of each site on each day.

    Parameters
    ----------
    scenario : Scenario
        Sites with their docks.
    days : iterable of (date, RoutePlan or None)
        Routes of each day.

    Returns
    -------
    tuple of DockWork
        Sites that are visited, by day and in the scenario's order.
    """
    docks = {site.id: site.n_docks for site in scenario.sites}
    found = []
    for date, plan in days:
        stays: dict[str, list[tuple[int, int]]] = {}
        for route in plan.routes if plan else ():
            for trip in route.trips:
                for visit in trip.visits:
                    stays.setdefault(visit.site, []).append((visit.arrival, visit.departure))
        found += [
            DockWork(
                date=date,
                site=site,
                vehicles=len(stays[site]),
                minutes=round(sum(end - begin for begin, end in stays[site]) / MINUTE, 2),
                at_once=_at_once(stays[site]),
                n_docks=n_docks,
            )
            for site, n_docks in docks.items()
            if site in stays
        ]
    return tuple(found)


def _at_once(stays: list[tuple[int, int]]) -> int:
    """Most stays that overlap at the beginning of one of them."""
    crowds = (sum(a <= begin < b for a, b in stays) for begin, _ in stays)
    return max(1, *crowds) if len(stays) > 1 else 1


def shortfalls(
    work: Iterable[DayWork],
    docks: Iterable[DockWork],
    depots: Iterable[DepotStock],
    returns: Iterable[ReturnStock],
    moved: Iterable[MovedDelivery],
) -> tuple[HorizonShortfall, ...]:
    """Days on which something does not suffice, named.

    Parameters
    ----------
    work, docks, depots, returns, moved
        What the days ask for, and what was put off.

    Returns
    -------
    tuple of HorizonShortfall
        By date; empty where everything is in balance.

    Examples
    --------
    >>> busy = DayWork(date=dt.date(2026, 11, 25), visits=9, stops=5, routes=2, km=80, carriers=12,
    ...                carriers_capacity=10, lines=40, lines_capacity=60, travel_sek=900)
    >>> [(short.resource.value, short.missing) for short in shortfalls([busy], [], [], [], [])]
    [('carriers', 2.0)]
    """
    found = [
        *_of_work(work),
        *_of_docks(docks),
        *_of_depots(depots, work),
        *_of_room(returns, work),
    ]
    found += [
        HorizonShortfall(
            date=row.date,
            resource=HorizonResource.FLEET,
            where=row.order,
            needed=row.carriers,
            capacity=0,
        )
        for row in moved
    ]
    return tuple(sorted(found, key=lambda short: (short.date, short.resource, short.where)))


def _of_work(work: Iterable[DayWork]) -> Iterator[HorizonShortfall]:
    for day in work:
        for resource in (HorizonResource.LINES, HorizonResource.CARRIERS):
            needed = float(getattr(day, resource))
            capacity = getattr(day, f"{resource}_capacity")
            if capacity is not None and needed > capacity:
                yield HorizonShortfall(
                    date=day.date, resource=resource, where="", needed=needed, capacity=capacity
                )


def _of_docks(docks: Iterable[DockWork]) -> Iterator[HorizonShortfall]:
    for row in docks:
        if row.n_docks is not None and row.at_once > row.n_docks:
            yield HorizonShortfall(
                date=row.date,
                resource=HorizonResource.DOCKS,
                where=row.site,
                needed=row.at_once,
                capacity=row.n_docks,
            )


def _of_depots(depots: Iterable[DepotStock], work: Iterable[DayWork]) -> Iterator[HorizonShortfall]:
    dates = [day.date for day in work]
    for row in depots:
        for date, sent, end in zip(dates, row.sent, row.end, strict=True):
            if end < -_EPS and sent > 0:
                yield HorizonShortfall(
                    date=date,
                    resource=HorizonResource.DEPOT,
                    where=f"{row.depot} {row.flow}",
                    needed=sent,
                    capacity=round(sent + end, 6),
                )


def _of_room(returns: Iterable[ReturnStock], work: Iterable[DayWork]) -> Iterator[HorizonShortfall]:
    dates = [day.date for day in work]
    for row in returns:
        for date, over, end in zip(dates, row.over, row.end, strict=True):
            if over > _EPS:
                yield HorizonShortfall(
                    date=date,
                    resource=HorizonResource.ROOM,
                    where=row.ward,
                    needed=round(end + over, 6),
                    capacity=end,
                )
