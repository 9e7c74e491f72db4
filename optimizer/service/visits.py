"""On which weekdays is each ward visited? Fit, screen, pose, choose, read back."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from models.inventory.problem import Whole, Yes
from models.inventory.visit_problem import VisitDaysProblem
from models.outcome import Limits
from optimizer.domain import Scenario
from optimizer.findings import Finding, Place
from optimizer.service.loops import LoopMaker
from optimizer.service.prepare import Prepared, fitted, lay_out, provenance_of
from optimizer.translate.gap_costs import gap_costs
from optimizer.translate.gap_levels import WardWeek, exact_weeks, put_right
from optimizer.translate.visit_days import pose_visit_days, read_visits, without_room
from optimizer.visit_plan import VisitPlan

__all__ = ["VisitsFound", "choose_visits"]

log = logging.getLogger("wardflow.service")

_CHOOSING = 0.25
"""Share of a limit that is for choosing, whatever has been used up by then."""


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
    scenario: Scenario,
    *,
    max_changes: int | None = None,
    limits: Limits,
    began: float | None = None,
) -> VisitsFound:
    """Choose the delivery weekdays of every ward, in balance with capacity.

    Least of all is what weekdays lack of lines and carriers; then the cost of stock, lines,
    shortages and visits; then, for at most a thousandth of that cost, the busiest weekday.

    What a ward costs with a pattern of weekdays is found by a fast screen of every ward item
    at equal gaps of one to seven days, at once from count to delivery; the pattern's own gaps
    count as long as the demand in them; and all of a ward is put right by what the screen is
    wrong by with today's weekdays, whose levels are exact. A delivery costs something when
    there is a line to bring, which is as likely as with items that run low independently.
    Patterns with which the ward's shelves would not hold what the fill rates need are left
    out, but for today's. What is told of the weekdays chosen, and of today's, is of the
    levels that :func:`~optimizer.service.levels.set_levels` gives with them. Holidays and
    closed days are no part of the weekly rhythm, and are not looked at.

    Parameters
    ----------
    scenario : Scenario
        With wards, items, ward items, a history and perhaps capacities of weekdays.
    max_changes : int, optional
        Most wards whose weekdays may change; any number if omitted.
    limits : Limits
        When to stop; only its seconds matter.
    began : float, optional
        Moment, by ``time.monotonic``, from which the seconds count for everything that is
        done; they are for choosing alone if it is not said.

    Returns
    -------
    VisitsFound
        Weekdays of every ward, and where capacity does not suffice. No plan where ``began``
        is given and the loops that set levels cannot be compiled in time (S232).

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
    laid_out = lay_out(scenario)
    if began is not None and limits.time_s is not None:
        until = began + (1.0 - _CHOOSING) * limits.time_s
        with LoopMaker() as maker:
            if not maker.levels_within(until - time.monotonic(), _never):
                late = Finding("S232", f"none in {limits.time_s:g} s", Place("ward_items"))
                return VisitsFound(None, (*laid_out.findings, late))
    prepared = fitted(laid_out)
    gaps = gap_costs(prepared.shelves, prepared.fit.demand)
    screened = pose_visit_days(prepared.shelves, prepared.fit.demand, gaps, max_changes=max_changes)
    log.info("posed %d wards with %d patterns of weekdays", *screened.cost.shape)
    exact = _Exact(prepared)
    exact_from = time.monotonic()
    problem = exact.of_today(screened)
    outcome = choose(problem, limits=_left(limits, began, time.monotonic() - exact_from))
    log.info("%s after %.1f s: %s", outcome.status, outcome.seconds, outcome.objective)
    if outcome.solution is None:
        return VisitsFound(None, prepared.findings)
    problem = exact.of_chosen(problem, outcome.solution.pattern)
    provenance = provenance_of(
        scenario, "wardflow calendar", engine=outcome.engine, status=str(outcome.status)
    )
    plan = read_visits(
        prepared.shelves,
        problem,
        judge(problem, outcome.solution.pattern),
        judge(problem, problem.today),
        provenance.model_copy(update={"bound_sek": outcome.bound}),
    )
    told = [*_without_room(without_room(scenario)), *_short(plan)]
    return VisitsFound(plan, (*prepared.findings, *told))


def _left(limits: Limits, began: float | None, afterwards: float) -> Limits:
    """What is left for choosing, where some seconds are needed afterwards."""
    if began is None or limits.time_s is None:
        return limits
    left = began + limits.time_s - time.monotonic() - afterwards
    return replace(limits, time_s=max(_CHOOSING * limits.time_s, left))


def _never() -> bool:
    return False


class _Exact:
    """Exact levels for the patterns that are told, in the place of the screen's figures."""

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self._visit_sek = float(prepared.shelves.scenario.stock.visit_sek)

    def of_today(self, problem: VisitDaysProblem) -> VisitDaysProblem:
        """Every pattern put right by what is exact of today's, which is told as it is."""
        everywhere = np.ones(problem.n_wards, np.bool_)
        weeks = self._weeks(problem, problem.today, everywhere)
        for alone in (False, True):
            problem = put_right(
                *(problem, problem.today, weeks),
                visit_sek=self._visit_sek,
                of=everywhere,
                alone=alone,
            )
        return problem

    def of_chosen(self, problem: VisitDaysProblem, pattern: Whole) -> VisitDaysProblem:
        """What is exact of the chosen pattern, where it is another."""
        changed = pattern != problem.today
        weeks = self._weeks(problem, pattern, changed)
        return put_right(problem, pattern, weeks, visit_sek=self._visit_sek, of=changed, alone=True)

    def _weeks(self, problem: VisitDaysProblem, pattern: Whole, of: Yes) -> WardWeek:
        days = problem.patterns[pattern]
        return exact_weeks(self._prepared.shelves, self._prepared.fit.demand, days, of=of)


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
