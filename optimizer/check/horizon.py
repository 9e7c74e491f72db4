"""Is every rule of a horizon plan kept, and does it recount?

The judge of plans over days, whoever made them: rules H1 to H5 of ``docs/horizon-rules.md``. It
knows the documents and the travel times alone, and asks the judge of days for each of its days.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from optimizer.calendar import OpenDays
from optimizer.check.checker import Verdict, check
from optimizer.check.horizon_figures import figure_findings
from optimizer.check.horizon_stocks import loads_of_lines, stock_findings
from optimizer.domain import Direction, Scenario
from optimizer.findings import Finding, Place, Severity
from optimizer.horizon_plan import HorizonDay, HorizonPlan
from optimizer.travel import TravelTimes
from optimizer.ward_stores import WEEKDAYS

__all__ = ["HorizonVerdict", "check_horizon"]

_EPS = 1e-6


@dataclass(frozen=True)
class HorizonVerdict:
    """What the checker says of a horizon plan.

    Parameters
    ----------
    violations : tuple of Finding
        Rules that are broken, all of them.
    warnings : tuple of Finding
        What breaks no rule and is worth a look.
    travel_sek : float
        Cost of all routes, counted anew. [SEK]
    length_m : int
        Length of all routes, counted anew. [m]
    """

    violations: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    travel_sek: float
    length_m: int

    @property
    def ok(self) -> bool:
        """Whether no rule is broken."""
        return not self.violations


def check_horizon(scenario: Scenario, travel: TravelTimes, plan: HorizonPlan) -> HorizonVerdict:
    """Judge a horizon plan by rules H1 to H5.

    Parameters
    ----------
    scenario : Scenario
        What was asked; its ids are coherent.
    travel : TravelTimes
        Between its sites.
    plan : HorizonPlan
        Any well-formed plan, from whatever source.

    Returns
    -------
    HorizonVerdict
        All violations at once, warnings, cost and length of the routes.
    """
    findings = [*_names(scenario, plan)]
    if findings:
        return HorizonVerdict(tuple(findings), (), 0.0, 0)
    findings += [*_days_in_a_row(plan), *_open_days(scenario, plan), *_delivery_days(plan)]
    warnings: list[Finding] = []
    verdicts: list[Verdict | None] = []
    for number, day in enumerate(plan.days, start=1):
        verdict = _judged(scenario, travel, day)
        verdicts.append(verdict)
        findings += _of_day(number, day, verdict)
        findings += _packed(scenario, number, day)
        warnings += [_dated(day.date, warning) for warning in verdict.warnings] if verdict else []
    findings += stock_findings(scenario, plan)
    findings += figure_findings(scenario, plan, verdicts)
    if plan.scenario != scenario.name:
        told = f'the plan is of "{plan.scenario}", the scenario is "{scenario.name}"'
        warnings.append(Finding("C903", told, Place("plan")))
    known = [verdict for verdict in verdicts if verdict is not None]
    return HorizonVerdict(
        tuple(findings),
        tuple(warnings),
        sum(v.cost.total_sek - v.cost.penalty_sek for v in known),
        sum(length or 0 for v in known for length in v.length_m),
    )


def _names(scenario: Scenario, plan: HorizonPlan) -> Iterator[Finding]:
    """H1: every name is one of the scenario's, and no row is there twice."""
    wards, items = {w.id for w in scenario.wards}, {i.id for i in scenario.items}
    flows, sites = {f.id for f in scenario.flows}, {s.id for s in scenario.sites}
    named: list[tuple[str, str, set[str]]] = []
    for stock in plan.stocks:
        named += [("stocks", stock.ward, wards), ("stocks", stock.flow, flows)]
    for back in plan.returns:
        named += [("returns", back.ward, wards), ("returns", back.flow, flows)]
    for loop in plan.depots:
        named += [("depots", loop.depot, sites), ("depots", loop.flow, flows)]
    for day in plan.days:
        for line in day.order_lines:
            named += [("order_lines", line.ward, wards), ("order_lines", line.item, items)]
        for order in day.orders:
            named += [("orders", order.site, sites), ("orders", order.flow, flows)]
    named += [("wards", row.ward, wards) for row in plan.wards]
    named += [("docks", row.site, sites) for row in plan.docks]
    for table, name in dict.fromkeys((t, n) for t, n, known in named if n not in known):
        yield Finding("C813", f'the scenario has no "{name}"', Place(table))
    keys: list[tuple[str, object]] = [("wards", row.ward) for row in plan.wards]
    keys += [("stocks", (row.ward, row.flow)) for row in plan.stocks]
    keys += [("returns", (row.ward, row.flow)) for row in plan.returns]
    for (table, key), times in Counter(keys).items():
        if times > 1:
            yield Finding("C813", f"{key} is there {times} times", Place(table))


def _days_in_a_row(plan: HorizonPlan) -> Iterator[Finding]:
    """H1: days follow one another from the start."""
    for at, day in enumerate(plan.days):
        wanted = plan.start + dt.timedelta(days=at)
        if day.date != wanted or day.work.date != wanted:
            told = f"{day.date}, with work of {day.work.date}, where {wanted} comes"
            yield Finding("C811", told, Place("days", at + 1, "date"))
    tables: dict[str, list[tuple[float, ...]]] = {
        "stocks": [row.end for row in plan.stocks],
        "returns": [row.end for row in plan.returns],
        "depots": [row.end for row in plan.depots],
    }
    for table, columns in tables.items():
        for number, column in enumerate(columns, start=1):
            if len(column) != plan.n_days:
                told = f"{len(column)} days, the plan has {plan.n_days}"
                yield Finding("C811", told, Place(table, number, "end"))


def _open_days(scenario: Scenario, plan: HorizonPlan) -> Iterator[Finding]:
    """H1: nothing is delivered on a day without deliveries."""
    calendar = OpenDays(scenario)
    usual = {day for ward in scenario.wards for day in ward.visit_days}
    for row in scenario.weekday_capacities:
        usual.discard(row.weekday)
        if row.lines != 0 and row.carriers != 0:
            usual.add(row.weekday)
    opened = {(row.date, row.ward) for row in scenario.closed_days if row.open}
    for ward in plan.wards:
        for date in ward.days:
            if (date, ward.ward) in opened:
                continue
            why = calendar.why_closed(date, ward.ward)
            if not why and WEEKDAYS[date.weekday()] not in usual:
                why = "no working day"
            if why:
                told = f'"{ward.ward}" on {date}: {why}'
                yield Finding("C812", told, Place("wards"))


def _delivery_days(plan: HorizonPlan) -> Iterator[Finding]:
    """H1: a ward's days are those on which it gets or gives something."""
    found: dict[str, set[dt.date]] = {row.ward: set() for row in plan.wards}
    for day in plan.days:
        for line in day.order_lines:
            found.setdefault(line.ward, set()).add(day.date)
    for back in plan.returns:
        for day, taken in zip(plan.days, back.collected, strict=False):
            if taken > _EPS:
                found.setdefault(back.ward, set()).add(day.date)
    stated = {row.ward: set(row.days) for row in plan.wards}
    for ward, dates in found.items():
        if stated.get(ward) != dates:
            odd = sorted(stated.get(ward, set()) ^ dates)
            told = f'"{ward}": {", ".join(map(str, odd[:3]))}'
            yield Finding("C814", told, Place("wards"))


def _judged(scenario: Scenario, travel: TravelTimes, day: HorizonDay) -> Verdict | None:
    """The judge's word on a day's routes, on a scenario that has the day's orders alone."""
    if day.plan is None:
        return None
    alone = scenario.model_copy(
        update={"day": day.date, "orders": day.orders, "order_lines": (), "baseline": None}
    )
    return check(alone, travel, day.plan)


def _of_day(number: int, day: HorizonDay, verdict: Verdict | None) -> Iterator[Finding]:
    """H2: each day is a day plan that breaks no rule."""
    if verdict is None:
        if day.orders:
            told = f"{day.date} has {len(day.orders)} orders"
            yield Finding("C823", told, Place("days", number, "plan"))
        return
    for violation in verdict.violations:
        yield _dated(day.date, violation, "C821")


def _dated(date: dt.date, finding: Finding, code: str = "") -> Finding:
    where = f" {finding.place}" if str(finding.place) else ""
    if code:
        told = f"{date} {finding.code}{where}: {finding.message}"
        return Finding(code, told, Place("days"), finding.remedy)
    place = Place(f"{date} {finding.place.source}".strip(), finding.place.row, finding.place.column)
    return Finding(finding.code, finding.message, place, finding.remedy, Severity.WARNING)


def _packed(scenario: Scenario, number: int, day: HorizonDay) -> Iterator[Finding]:
    """H2: load carriers hold what is in them."""
    room = {order.id: (0.0, 0.0) for order in day.orders}
    flows = {flow.id: flow.direction for flow in scenario.flows}
    for order, _, _, space, weight in loads_of_lines(scenario, day):
        if order in room:
            room[order] = room[order][0] + space, room[order][1] + weight
        else:
            told = f'the pick list of {day.date} names order "{order}"'
            yield Finding("C813", told, Place("days", number, "order_lines"))
    for one in day.orders:
        needed = max(room[one.id])
        if flows[one.flow] is Direction.DELIVERY and needed > one.carriers * (1 + _EPS):
            told = f'"{one.id}" of {day.date}: goods for {needed:.2f} load carriers'
            yield Finding("C822", f"{told} in {one.carriers}", Place("days", number, "orders"))
