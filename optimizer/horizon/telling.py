"""How do days, shelves and routes become a plan? Indices to ids, pieces to load carriers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import numpy as np

from optimizer.domain import Order, Scenario
from optimizer.horizon.aggregate import Covers
from optimizer.horizon.days import Yes, closed_days, dates
from optimizer.horizon.returns import Returning, ready_again
from optimizer.horizon.roll import Rolled
from optimizer.horizon.stores import Floats, Stores, Whole
from optimizer.horizon.work import day_work, dock_work, shortfalls
from optimizer.horizon_plan import (
    DepotStock,
    FlowStock,
    HorizonCost,
    HorizonDay,
    HorizonFigures,
    HorizonPlan,
    HorizonPolicy,
    HorizonSummary,
    MovedDelivery,
    ReturnStock,
    WardDays,
)
from optimizer.plan import Provenance, RoutePlan

__all__ = ["summary_of", "tell"]

DECIMALS = 6
_EPS = 1e-6


def tell(
    stores: Stores,
    found: Covers,
    returning: Returning,
    rolled: Rolled,
    plans: Mapping[int, RoutePlan],
    *,
    policy: HorizonPolicy,
    today: Yes,
    provenance: Provenance,
) -> HorizonPlan:
    """The plan that rolled days and their routes make.

    Parameters
    ----------
    stores, found, returning
        Ward items, their flows, what is taken back.
    rolled : Rolled
        Orders and shelves, day by day.
    plans : mapping of int to RoutePlan
        Routes of the days that have orders.
    policy : HorizonPolicy
        How much a visit brings.
    today : bool, shape (>= n_days, n_wards)
        Visits by today's weekdays.
    provenance : Provenance
        Who made it.

    Returns
    -------
    HorizonPlan
        Without comparison: that is added by whoever has both.
    """
    scenario, n_days = stores.scenario, len(rolled.days)
    all_dates = dates(stores.start, n_days)
    closed = closed_days(scenario, stores.start, n_days)
    days = tuple(
        HorizonDay(
            date=date,
            closed=closed[at],
            orders=asked.orders,
            order_lines=asked.order_lines,
            plan=plans.get(at),
            work=day_work(
                scenario,
                date,
                asked.orders,
                len(asked.order_lines),
                int(rolled.visits[at].sum()),
                plans.get(at),
            ),
        )
        for at, (date, asked) in enumerate(zip(all_dates, rolled.days, strict=True))
    )
    stocks = _stocks(stores, found, rolled)
    returns = _returns(returning, rolled)
    moved = tuple(
        MovedDelivery(
            order=put.order.id,
            date=all_dates[put.day],
            to=None if put.to is None else stores.start + dt.timedelta(days=put.to),
            carriers=put.left.carriers,
            reason=put.left.detail or put.left.reason,
        )
        for put in rolled.put_off
    )
    docks = dock_work(scenario, ((day.date, day.plan) for day in days))
    depots = _depots(scenario, n_days, (day.orders for day in days), days)
    work = [day.work for day in days]
    figures = _figures(stores, rolled, days, stocks, returns)
    return HorizonPlan(
        scenario=scenario.name,
        start=stores.start,
        policy=policy,
        days=days,
        wards=_wards(scenario, rolled.visits, today, all_dates),
        stocks=stocks,
        returns=returns,
        depots=depots,
        docks=docks,
        shortfalls=shortfalls(work, docks, depots, returns, moved),
        moved=moved,
        cost=_cost(stores, rolled, days, figures),
        figures=figures,
        provenance=provenance,
    )


def summary_of(plan: HorizonPlan) -> HorizonSummary:
    """A plan in short, to compare with.

    Parameters
    ----------
    plan : HorizonPlan
        The whole plan.

    Returns
    -------
    HorizonSummary
        Its cost, figures, days and shortfalls.
    """
    return HorizonSummary(
        cost=plan.cost,
        figures=plan.figures,
        work=tuple(day.work for day in plan.days),
        shortfalls=plan.shortfalls,
    )


def _row(values: Iterable[float]) -> tuple[float, ...]:
    return tuple(round(float(value), DECIMALS) + 0.0 for value in values)


def _by_part(stores: Stores, pieces: Floats | Whole) -> Floats:
    """Load carriers of each part on each day. shape (n_parts, n_days)"""
    return np.stack([stores.sums(day.astype(np.float64)) for day in pieces], axis=1)


def _stocks(stores: Stores, found: Covers, rolled: Rolled) -> tuple[FlowStock, ...]:
    n_days = len(rolled.days)
    used = _by_part(stores, stores.use[:, :n_days].T)
    brought, short = _by_part(stores, rolled.delivered), _by_part(stores, rolled.short)
    end = _by_part(stores, rolled.end)
    scenario = stores.scenario
    return tuple(
        FlowStock(
            ward=scenario.wards[ward].id,
            flow=scenario.flows[flow].id,
            min_carriers=round(float(found.least[at]), DECIMALS),
            max_carriers=round(float(found.most[at]), DECIMALS),
            start_carriers=round(float(found.start[at]), DECIMALS),
            used=_row(used[at]),
            delivered=_row(brought[at]),
            short=_row(short[at]),
            end=_row(end[at]),
        )
        for at, (ward, flow) in enumerate(stores.parts)
    )


def _returns(returning: Returning, rolled: Rolled) -> tuple[ReturnStock, ...]:
    n_days = len(rolled.days)
    return tuple(
        ReturnStock(
            ward=row.ward,
            flow=row.flow,
            room_carriers=row.room_carriers,
            start_carriers=round(row.held_carriers, DECIMALS),
            arising=_row(returning.arising[at, :n_days]),
            collected=_row(rolled.collected[:, at]),
            over=_row(rolled.over[:, at]),
            end=_row(rolled.held[:, at]),
        )
        for at, row in enumerate(returning.scenario.ward_returns)
    )


def _depots(
    scenario: Scenario,
    n_days: int,
    orders: Iterable[tuple[Order, ...]],
    days: tuple[HorizonDay, ...],
) -> tuple[DepotStock, ...]:
    """Closed loops: what is ready, sent and back."""
    moved = np.zeros((len(scenario.flows), n_days))
    flows = {flow.id: at for at, flow in enumerate(scenario.flows)}
    for at, (asked, day) in enumerate(zip(orders, days, strict=True)):
        missing = {left.order: left.carriers for left in day.plan.unserved} if day.plan else {}
        for order in asked:
            moved[flows[order.flow], at] += order.carriers - missing.get(order.id, 0)
    found = []
    for loop in scenario.loops:
        back = ready_again(loop, moved[flows[loop.return_flow]])
        sent = moved[flows[loop.flow]]
        made = np.full(n_days, loop.per_day)
        end = loop.stock_carriers + np.cumsum(made + back - sent)
        found.append(
            DepotStock(
                depot=loop.depot,
                flow=loop.flow,
                start_carriers=loop.stock_carriers,
                made=_row(made),
                back=_row(back),
                sent=_row(sent),
                end=_row(end),
            )
        )
    return tuple(found)


def _wards(
    scenario: Scenario, visits: Yes, today: Yes, all_dates: tuple[dt.date, ...]
) -> tuple[WardDays, ...]:
    return tuple(
        WardDays(
            ward=ward.id,
            days=tuple(d for d, yes in zip(all_dates, visits[:, at], strict=True) if yes),
            days_today=tuple(
                d for d, yes in zip(all_dates, today[: len(all_dates), at], strict=True) if yes
            ),
        )
        for at, ward in enumerate(scenario.wards)
    )


def _figures(
    stores: Stores,
    rolled: Rolled,
    days: tuple[HorizonDay, ...],
    stocks: tuple[FlowStock, ...],
    returns: tuple[ReturnStock, ...],
) -> HorizonFigures:
    value = rolled.end @ stores.value
    return HorizonFigures(
        visits=sum(day.work.visits for day in days),
        stops=sum(day.work.stops for day in days),
        routes=sum(day.work.routes for day in days),
        km=round(sum(day.work.km for day in days), 3),
        carriers=sum(day.work.carriers for day in days),
        lines=sum(day.work.lines for day in days),
        emergencies=_emergencies(stocks, returns),
        stock_sek=round(float(value.mean()), 2),
        end_stock_sek=round(float(value[-1]), 2),
    )


def _emergencies(stocks: tuple[FlowStock, ...], returns: tuple[ReturnStock, ...]) -> int:
    """Ward days on which a shelf lacks something, or what arises has no room."""
    short = {(row.ward, at) for row in stocks for at, n in enumerate(row.short) if n > _EPS}
    over = {(row.ward, at) for row in returns for at, n in enumerate(row.over) if n > _EPS}
    return len(short | over)


def _cost(
    stores: Stores, rolled: Rolled, days: tuple[HorizonDay, ...], figures: HorizonFigures
) -> HorizonCost:
    settings = stores.scenario.stock
    return HorizonCost(
        travel_sek=round(sum(day.work.travel_sek for day in days), 2),
        holding_sek=round(float((rolled.end @ stores.holding).sum()), 2),
        line_sek=round(figures.lines * settings.line_sek, 2),
        visit_sek=round(figures.visits * settings.visit_sek, 2),
        emergency_sek=round(figures.emergencies * settings.emergency_sek, 2),
    )
