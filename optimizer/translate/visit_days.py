"""How does the choice of delivery weekdays become numbers, and the answer a plan?

What a ward costs with each pattern of weekdays is put together from what it costs at equal
gaps of one to seven days: a gap between two deliveries counts as long as its share of the
week's demand, and lies between the two whole numbers of days beside it. Fourteen screenings
of a ward item thus stand for all patterns.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from models.inventory.patterns import WORKING_DAYS, patterns
from models.inventory.problem import Demand, Floats, Whole, Yes
from models.inventory.visit_problem import VisitDays, VisitDaysProblem
from optimizer.domain import Scenario
from optimizer.plan import Provenance
from optimizer.replenish.carriers import shares
from optimizer.translate.gap_costs import GapCosts
from optimizer.translate.shelves import Shelves, visit_days
from optimizer.visit_plan import DayLoad, DayShortfall, Resource, VisitPlan, WardPattern
from optimizer.ward_stores import WEEKDAYS

__all__ = ["pose_visit_days", "read_visits", "without_room"]

_WEEK = len(WEEKDAYS)
_DECIMALS = 6
_NOTHING = 1e-9


def pose_visit_days(
    shelves: Shelves, demand: Demand, gaps: GapCosts, *, max_changes: int | None
) -> VisitDaysProblem:
    """The problem of giving each ward its delivery weekdays.

    Parameters
    ----------
    shelves : Shelves
        Ward items as columns.
    demand : Demand
        Their demand by weekday.
    gaps : GapCosts
        What wards cost by days between deliveries.
    max_changes : int or None
        Most wards whose weekdays may change.

    Returns
    -------
    VisitDaysProblem
        Patterns whose deliveries are spread well over the weekdays that have capacity, and
        every pattern that a ward has today. Those with which its shelves do not hold what
        the fill rates need are impossible, but for today's own.
    """
    scenario = shelves.scenario
    today = visit_days(scenario)
    capacity = _capacities(scenario)
    chosen, index = _patterns(today, capacity)
    share = _demand_share(shelves, demand)
    carriers = _carriers_per_week(shelves, demand)
    room = np.array([np.inf if w.shelf_l is None else w.shelf_l for w in scenario.wards])
    n_wards, n_patterns = len(today), len(chosen)
    cost = np.zeros((n_wards, n_patterns))
    lines = np.zeros((n_wards, n_patterns, _WEEK))
    load = np.zeros((n_wards, n_patterns, _WEEK))
    for p, pattern in enumerate(chosen):
        days = np.flatnonzero(pattern)
        for day, gap in zip(days.tolist(), np.diff([*days, days[0] + _WEEK]).tolist(), strict=True):
            worth = share[:, (day + np.arange(gap)) % _WEEK].sum(axis=1)
            arrives = (day + gap) % _WEEK
            cost[:, p] += gap * _between(gaps.cost, worth)
            cost[(_between(gaps.space, worth) > room) & (index != p), p] = np.inf
            lines[:, p, arrives] = _between(gaps.lines, worth)
            load[:, p, arrives] = carriers * worth / _WEEK
        # Nothing is driven where no item asks for a line: of independent items, with e^-lines.
        cost[:, p] += scenario.stock.visit_sek * -np.expm1(-lines[:, p]).sum(axis=1)
    return VisitDaysProblem(
        cost=cost,
        patterns=chosen,
        lines=lines,
        carriers=load,
        today=index,
        lines_capacity=capacity[Resource.LINES],
        carriers_capacity=capacity[Resource.CARRIERS],
        max_changes=max_changes,
    )


def read_visits(
    shelves: Shelves,
    problem: VisitDaysProblem,
    found: VisitDays,
    today: VisitDays,
    provenance: Provenance,
) -> VisitPlan:
    """The plan that a choice of patterns stands for.

    Parameters
    ----------
    shelves : Shelves
        Ward items as columns.
    problem : VisitDaysProblem
        What was asked.
    found, today : VisitDays
        The choice, and today's weekdays counted in the same way.
    provenance : Provenance
        Who made it, and from what.

    Returns
    -------
    VisitPlan
        Wards in the scenario's order, weekdays from Monday.
    """
    scenario = shelves.scenario
    rows = np.arange(problem.n_wards)
    lines = problem.lines.sum(axis=2)
    carriers = problem.carriers.sum(axis=2)
    wards = []
    for i, ward in enumerate(scenario.wards):
        new, old = int(found.pattern[i]), int(today.pattern[i])
        wards.append(
            WardPattern(
                ward=ward.id,
                visit_days=_names(problem.patterns[new]),
                visit_days_today=_names(problem.patterns[old]),
                cost_sek=_told(problem.cost[i, new]),
                cost_today_sek=_told(problem.cost[i, old]),
                lines_per_week=_told(lines[i, new]),
                lines_per_week_today=_told(lines[i, old]),
                carriers_per_week=_told(carriers[i, new]),
            )
        )
    counts = [problem.patterns[choice.pattern][rows].sum(axis=0) for choice in (found, today)]
    return VisitPlan(
        scenario=scenario.name,
        wards=tuple(wards),
        days=tuple(
            DayLoad(
                weekday=weekday,
                visits=int(counts[0][d]),
                visits_today=int(counts[1][d]),
                lines=_told(found.lines[d]),
                lines_today=_told(today.lines[d]),
                lines_capacity=_limit(problem.lines_capacity[d]),
                carriers=_told(found.carriers[d]),
                carriers_today=_told(today.carriers[d]),
                carriers_capacity=_limit(problem.carriers_capacity[d]),
            )
            for d, weekday in enumerate(WEEKDAYS)
        ),
        shortfalls=_shortfalls(problem, found),
        shortfalls_today=_shortfalls(problem, today),
        max_changes=problem.max_changes,
        provenance=provenance,
    )


def without_room(scenario: Scenario) -> list[str]:
    """Items that are not counted in load carriers, for their flow's has no room for a piece.

    Parameters
    ----------
    scenario : Scenario
        A scenario whose ids are known to be coherent.

    Returns
    -------
    list of str
        Ids, in the order of the table.

    Examples
    --------
    >>> from tests.stock import ward_stores
    >>> without_room(ward_stores())
    []
    """
    taken = _carrier_shares(scenario)
    return [item.id for item, share in zip(scenario.items, taken, strict=True) if share is None]


def _carrier_shares(scenario: Scenario) -> list[float | None]:
    """Share of its flow's load carrier that a piece of each item fills."""
    carriers = {carrier.id: carrier for carrier in scenario.load_carriers}
    flows = {flow.id: carriers[flow.load_carrier] for flow in scenario.flows}
    taken = [shares(i, flows[i.flow], scenario.stock.carrier_fill) for i in scenario.items]
    return [None if share is None else max(share) for share in taken]


def _shortfalls(problem: VisitDaysProblem, choice: VisitDays) -> tuple[DayShortfall, ...]:
    resources = (
        (Resource.LINES, choice.lines, choice.lines_short, problem.lines_capacity),
        (Resource.CARRIERS, choice.carriers, choice.carriers_short, problem.carriers_capacity),
    )
    return tuple(
        DayShortfall(
            weekday=weekday,
            resource=resource,
            needed=_told(load[d]),
            capacity=float(capacity[d]),
        )
        for d, weekday in enumerate(WEEKDAYS)
        for resource, load, short, capacity in resources
        if short[d] > _NOTHING
    )


def _capacities(scenario: Scenario) -> Mapping[Resource, Floats]:
    """By resource and weekday; infinite where not limited."""
    capacity = {resource: np.full(_WEEK, np.inf) for resource in Resource}
    for row in scenario.weekday_capacities:
        day = WEEKDAYS.index(row.weekday)
        if row.lines is not None:
            capacity[Resource.LINES][day] = row.lines
        if row.carriers is not None:
            capacity[Resource.CARRIERS][day] = row.carriers
    return capacity


def _patterns(today: Yes, capacity: Mapping[Resource, Floats]) -> tuple[Yes, Whole]:
    """Patterns to choose from, and which of them each ward has today."""
    possible = (capacity[Resource.LINES] > 0) & (capacity[Resource.CARRIERS] > 0)
    usual = today.any(axis=0) | np.isin(np.arange(_WEEK), WORKING_DAYS)
    days = np.flatnonzero(possible & usual).tolist() or list(WORKING_DAYS)
    # Deliveries on six or seven days have so many patterns that the best spread suffice.
    listed = patterns(days, slack=1 if len(days) <= len(WORKING_DAYS) else 0)
    index = {tuple(pattern): p for p, pattern in enumerate(listed.tolist())}
    for pattern in map(tuple, today.tolist()):
        index.setdefault(pattern, len(index))
    of_today = np.array([index[tuple(pattern)] for pattern in today.tolist()], dtype=np.int64)
    return np.array(list(index), dtype=np.bool_), of_today


def _demand_share(shelves: Shelves, demand: Demand) -> Floats:
    """Demand of each ward on each weekday over its mean: a gap's worth in mean days."""
    n_wards = len(shelves.scenario.wards)
    share = np.empty((n_wards, _WEEK))
    # Lines are asked for by items: each counts as much, whether it is used by the piece or
    # by the hundred.
    mean = demand.mean.mean(axis=1, keepdims=True)
    each = np.divide(demand.mean, mean, out=np.zeros_like(demand.mean), where=mean > 0)
    for day in range(_WEEK):
        share[:, day] = np.bincount(shelves.ward, weights=each[:, day], minlength=n_wards)
    total = share.mean(axis=1, keepdims=True)
    relative: Floats = np.divide(share, total, out=np.ones_like(share), where=total > 0)
    return relative


def _carriers_per_week(shelves: Shelves, demand: Demand) -> Floats:
    """Load carriers that the demand of each ward fills in a week, fractions added up."""
    scenario = shelves.scenario
    piece = np.array([share or 0.0 for share in _carrier_shares(scenario)])
    filled = demand.mean.sum(axis=1) * piece[shelves.item]
    return np.bincount(shelves.ward, weights=filled, minlength=len(scenario.wards)).astype(float)


def _between(table: Floats, worth: Floats) -> Floats:
    """Value of each ward's row at a number of days between 1 and 7."""
    at = worth.clip(1, _WEEK) - 1
    low = np.minimum(at.astype(np.int64), _WEEK - 2)
    rows = np.arange(len(table))
    part = at - low
    value: Floats = (1 - part) * table[rows, low] + part * table[rows, low + 1]
    return value


def _names(pattern: Yes) -> tuple[str, ...]:
    return tuple(day for day, on in zip(WEEKDAYS, pattern.tolist(), strict=True) if on)


def _limit(capacity: float) -> float | None:
    return float(capacity) if np.isfinite(capacity) else None


def _told(figure: float) -> float:
    return round(float(figure), _DECIMALS)
