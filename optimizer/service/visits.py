"""On which weekdays is each ward visited? Fit, screen, pose, choose, read back."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from models.outcome import Limits
from optimizer.domain import Scenario
from optimizer.findings import Finding, Place
from optimizer.service.prepare import prepare, provenance_of
from optimizer.translate.gap_costs import gap_costs
from optimizer.translate.visit_days import pose_visit_days, read_visits, without_room
from optimizer.visit_plan import VisitPlan

__all__ = ["VisitsFound", "choose_visits"]

log = logging.getLogger("wardflow.service")


@dataclass(frozen=True, eq=False)
class VisitsFound:
    """What comes of choosing delivery weekdays.

    Parameters
    ----------
    plan : VisitPlan or None
        None where none was found within the limits.
    findings : tuple of Finding
        Warnings and notes: on the scenario, then weekdays that are short of capacity.
    """

    plan: VisitPlan | None
    findings: tuple[Finding, ...]


def choose_visits(
    scenario: Scenario, *, max_changes: int | None = None, limits: Limits
) -> VisitsFound:
    """Choose the delivery weekdays of every ward, in balance with capacity.

    Least of all is what weekdays lack of lines and carriers; then the cost of stock, lines,
    shortages and visits; then, for at most a thousandth of that cost, the busiest weekday.

    What a ward costs with a pattern of weekdays is found by a fast screen of every ward item
    at equal gaps of one to seven days, at once from count to delivery; the pattern's own gaps
    count as long as the demand in them. A delivery costs something when there is a line to
    bring, which is as likely as with items that run low independently. Patterns with which
    the ward's shelves would not hold what the fill rates need are left out, but for today's.
    Levels, their targets and their exact cost come from
    :func:`~optimizer.service.levels.set_levels` with the plan. Holidays and closed days are
    no part of the weekly rhythm, and are not looked at.

    Parameters
    ----------
    scenario : Scenario
        With wards, items, ward items, a history and perhaps capacities of weekdays.
    max_changes : int, optional
        Most wards whose weekdays may change; any number if omitted.
    limits : Limits
        When to stop; only its seconds matter.

    Returns
    -------
    VisitsFound
        Weekdays of every ward, and where capacity does not suffice.

    Raises
    ------
    DataError
        If the scenario cannot be worked with, with every finding.
    ValueError
        If ``max_changes`` is negative.
    EngineError
        If the engine fails.

    Examples
    --------
    >>> from tests.stock import ward_stores
    >>> found = choose_visits(ward_stores(), max_changes=0, limits=Limits(time_s=10))
    >>> found.plan.n_changes, [ward.visit_days for ward in found.plan.wards][1]
    (0, (<Weekday.TUE: 'tue'>,))
    """
    from models.inventory.visit_days import choose, judge

    if max_changes is not None and max_changes < 0:
        raise ValueError(f"max_changes must not be negative, got {max_changes}")
    prepared = prepare(scenario)
    gaps = gap_costs(prepared.shelves, prepared.fit.demand)
    problem = pose_visit_days(prepared.shelves, prepared.fit.demand, gaps, max_changes=max_changes)
    log.info("posed %d wards with %d patterns of weekdays", *problem.cost.shape)
    outcome = choose(problem, limits=limits)
    log.info("%s after %.1f s: %s", outcome.status, outcome.seconds, outcome.objective)
    if outcome.solution is None:
        return VisitsFound(None, prepared.findings)
    provenance = provenance_of(
        scenario, "wardflow calendar", engine=outcome.engine, status=str(outcome.status)
    )
    plan = read_visits(
        prepared.shelves,
        problem,
        outcome.solution,
        judge(problem, problem.today),
        provenance.model_copy(update={"bound_sek": outcome.bound}),
    )
    told = [*_without_room(without_room(scenario)), *_short(plan)]
    return VisitsFound(plan, (*prepared.findings, *told))


def _without_room(items: list[str]) -> Iterator[Finding]:
    if items:
        named = ", ".join(items[:5]) + (" ..." if len(items) > 5 else "")
        told = f"{len(items)} items are not counted in load carriers: {named}"
        yield Finding("S212", told, Place("items"))


def _short(plan: VisitPlan) -> Iterator[Finding]:
    for short in plan.shortfalls:
        told = f"{short.weekday}: {short.needed:.1f} {short.resource} asked for, capacity "
        told += f"{short.capacity:g}: {short.missing:.1f} are missing"
        yield Finding("S208", told, Place("weekday_capacities"))
