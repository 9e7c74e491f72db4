"""Do figures, cost and shortfalls of a horizon plan recount? Rule H5."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from optimizer.check.checker import Verdict
from optimizer.domain import Direction, Scenario
from optimizer.findings import Finding, Place
from optimizer.horizon_plan import HorizonDay, HorizonPlan, HorizonResource
from optimizer.ward_stores import WEEKDAYS

__all__ = ["figure_findings"]

_MONEY = 0.05
_SMALL = 0.051
_PARTS = 1e-6


def figure_findings(
    scenario: Scenario, plan: HorizonPlan, verdicts: Sequence[Verdict | None]
) -> Iterator[Finding]:
    """Figures that do not recount, and shortfalls that are not told.

    Holding and the value of stock rest on items, which the plan tells by flow: they are not
    counted again.

    Parameters
    ----------
    scenario : Scenario
        What was asked.
    plan : HorizonPlan
        What was answered.
    verdicts : sequence of Verdict or None
        The judge's word on each day's routes.

    Yields
    ------
    Finding
        C851 and C852.
    """
    counted = [
        _day(scenario, day, verdict) for day, verdict in zip(plan.days, verdicts, strict=True)
    ]
    returns = {
        (row.ward, at)
        for row in plan.returns
        for at, taken in enumerate(row.collected)
        if taken > _PARTS
    }
    for at, (day, figures) in enumerate(zip(plan.days, counted, strict=True)):
        wards = {line.ward for line in day.order_lines}
        figures["visits"] = len(wards | {ward for ward, when in returns if when == at})
        yield from _differ(f"{day.date} ", figures, day.work, Place("days", at + 1, "work"))
    totals = {
        name: sum(figures[name] for figures in counted)
        for name in ("visits", "routes", "km", "carriers", "lines")
    }
    totals["stops"] = sum(day.work.stops for day in plan.days)
    totals["emergencies"] = _emergencies(plan)
    yield from _differ("", totals, plan.figures, Place("figures"))
    prices = scenario.stock
    money = {
        "travel_sek": sum(figures["travel_sek"] for figures in counted),
        "line_sek": totals["lines"] * prices.line_sek,
        "visit_sek": totals["visits"] * prices.visit_sek,
        "emergency_sek": totals["emergencies"] * prices.emergency_sek,
    }
    yield from _differ("", money, plan.cost, Place("cost"))
    yield from _untold(scenario, plan)


def _day(scenario: Scenario, day: HorizonDay, verdict: Verdict | None) -> dict[str, float]:
    out = {flow.id for flow in scenario.flows if flow.direction is Direction.DELIVERY}
    cost = verdict.cost if verdict else None
    lengths = verdict.length_m if verdict else ()
    return {
        "routes": len(day.plan.routes) if day.plan else 0,
        "km": sum(length or 0 for length in lengths) / 1000,
        "carriers": sum(order.carriers for order in day.orders if order.flow in out),
        "returned": sum(order.carriers for order in day.orders if order.flow not in out),
        "lines": len(day.order_lines),
        "travel_sek": cost.total_sek - cost.penalty_sek if cost else 0.0,
    }


def _emergencies(plan: HorizonPlan) -> int:
    short = {(r.ward, at) for r in plan.stocks for at, n in enumerate(r.short) if n > _PARTS}
    over = {(r.ward, at) for r in plan.returns for at, n in enumerate(r.over) if n > _PARTS}
    return len(short | over)


def _differ(
    what: str, counted: dict[str, float], stated: object, place: Place
) -> Iterator[Finding]:
    for name, value in counted.items():
        says = float(getattr(stated, name))
        tolerance = _MONEY * 30 if name.endswith("_sek") else _SMALL
        if abs(says - value) > tolerance:
            told = f"{what}{name}: {says:.2f} stated, counted {value:.2f}"
            yield Finding("C851", told, place)


def _untold(scenario: Scenario, plan: HorizonPlan) -> Iterator[Finding]:
    """H5: what does not suffice is named."""
    told = {(short.date, short.resource, short.where) for short in plan.shortfalls}
    for date, resource, where, words in _short(scenario, plan):
        if (date, resource, where) not in told:
            message = f"{date} {resource} {where}".rstrip()
            yield Finding("C852", f"{message}: {words}", Place("shortfalls"))


def _short(
    scenario: Scenario, plan: HorizonPlan
) -> Iterator[tuple[dt.date, HorizonResource, str, str]]:
    docks = {site.id: site.n_docks for site in scenario.sites}
    for day in plan.days:
        yield from _short_work(scenario, day)
        for site, at_once in _crowds(day).items():
            n_docks = docks.get(site)
            if n_docks is not None and at_once > n_docks:
                words = f"{at_once} vehicles at once, {n_docks} docks"
                yield day.date, HorizonResource.DOCKS, site, words
        for left in day.plan.unserved if day.plan else ():
            words = f"{left.carriers} load carriers left out"
            yield day.date, HorizonResource.FLEET, left.order, words
    for loop in plan.depots:
        for day, sent, end in zip(plan.days, loop.sent, loop.end, strict=False):
            if end < -_SMALL and sent > 0:
                where = f"{loop.depot} {loop.flow}"
                yield day.date, HorizonResource.DEPOT, where, f"{-end:.2f} are not there"
    for back in plan.returns:
        for day, over in zip(plan.days, back.over, strict=False):
            if over > _SMALL:
                yield day.date, HorizonResource.ROOM, back.ward, f"no room for {over:.2f}"


def _short_work(
    scenario: Scenario, day: HorizonDay
) -> Iterator[tuple[dt.date, HorizonResource, str, str]]:
    weekday = WEEKDAYS[day.date.weekday()]
    row = next((r for r in scenario.weekday_capacities if r.weekday == weekday), None)
    for resource in (HorizonResource.LINES, HorizonResource.CARRIERS):
        most = getattr(row, resource) if row else None
        asked = getattr(day.work, resource)
        if most is not None and asked > most:
            yield day.date, resource, "", f"{asked} asked for, {most:g} there"


def _crowds(day: HorizonDay) -> dict[str, int]:
    """Most vehicles at each site at one time."""
    moments: dict[str, list[tuple[int, int]]] = {}
    for route in day.plan.routes if day.plan else ():
        for trip in route.trips:
            for visit in trip.visits:
                if visit.departure > visit.arrival:
                    moments.setdefault(visit.site, []).append((visit.arrival, 1))
                    moments[visit.site].append((visit.departure, -1))
    crowds = {}
    for site, changes in moments.items():
        there = most = 0
        for _, change in sorted(changes):
            there += change
            most = max(most, there)
        crowds[site] = most
    return crowds
