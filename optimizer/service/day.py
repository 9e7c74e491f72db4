"""How is a day planned? Validate, measure, pose, solve, read back, check, count."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version

from models.outcome import Limits, Outcome, Progress, ProgressListener
from models.routing.problem import RoutingSolution
from models.routing.proven import solve_and_prove
from models.routing.solve import solve
from optimizer.check import Verdict, check
from optimizer.domain import Scenario
from optimizer.findings import DataError, Finding, Place, Severity
from optimizer.formats import scenario_sha256
from optimizer.plan import Provenance, RoutePlan, UnservedReason
from optimizer.translate import pose, read_back, routes_of_plan, unserved, unused_routes
from optimizer.travel import TravelTimes, measure, notes
from optimizer.validate import validate, validate_reach

__all__ = ["DayPlan", "Limits", "OwnFaultError", "Progress", "ProgressListener", "plan_day"]

log = logging.getLogger("wardflow.service")

_REASONS_S = 0.7
_REASONS_LATEST_S = 0.3
_LEAST_SHARE = 0.25
_LEAST_S = 0.25


class OwnFaultError(RuntimeError):
    """The checker found a violation in a plan of ours, which is therefore not handed out."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("the plan that was found breaks rules, and is not handed out")


@dataclass(frozen=True, eq=False)
class DayPlan:
    """What comes of planning a day.

    Parameters
    ----------
    plan : RoutePlan or None
        None where no plan was found within the limits.
    verdict : Verdict or None
        The checker's word on the plan; it has no violations.
    travel : TravelTimes
        Travel times planned with.
    findings : tuple of Finding
        Warnings and notes on the scenario.
    interrupted : bool
        Whether the listener stopped the search.
    """

    plan: RoutePlan | None
    verdict: Verdict | None
    travel: TravelTimes
    findings: tuple[Finding, ...]
    interrupted: bool


def plan_day(
    scenario: Scenario,
    *,
    limits: Limits,
    on_progress: ProgressListener | None = None,
    prove: bool = False,
    began: float | None = None,
    starts: Sequence[RoutePlan] = (),
) -> DayPlan:
    """Plan today's routes.

    Parameters
    ----------
    scenario : Scenario
        What is asked, and with what.
    limits : Limits
        When to stop searching.
    on_progress : callable, optional
        Told of progress, the objective being None while mandatory orders are left out; answers
        True to stop and keep the best plan.
    prove : bool
        Whether part of the time goes into proving how good the plan is: a sharper bound, and
        for small days the best plan of all.
    began : float, optional
        Moment of ``time.monotonic`` from which a limit in seconds counts, such as the start of
        the command; that of the call where it is not given. A quarter of it, and a quarter of
        a second, is left for the search at least, however long it took to get here.
    starts : sequence of RoutePlan, optional
        Plans to begin from, whoever made them: what can be driven of their routes is combined,
        and the plan is no dearer than what that comes to.

    Returns
    -------
    DayPlan
        A checked, costed plan.

    Raises
    ------
    DataError
        If the scenario cannot be planned, with every finding.
    OwnFaultError
        If the checker finds a violation in our own plan.
    EngineError
        If the engine fails.

    Examples
    --------
    >>> from optimizer.formats import read_scenario
    >>> day = plan_day(read_scenario("instances/tiny").value, limits=Limits(iterations=100))
    >>> day.verdict.ok, len(day.plan.unserved)
    (True, 0)
    """
    began = time.monotonic() if began is None else began
    findings = list(validate(scenario))
    _refuse_errors(findings)
    travel = measure(scenario)
    findings += [*notes(scenario, travel), *validate_reach(scenario, travel)]
    _refuse_errors(findings)
    posed = pose(scenario, travel)
    left = limits
    if limits.time_s is not None:
        # What it took to pose the day counts as well, but some time to search there must be.
        spent = time.monotonic() - began
        # Below that the processes that search have hardly begun.
        least = max(_LEAST_SHARE * limits.time_s, min(limits.time_s, _LEAST_S))
        left = replace(limits, time_s=max(limits.time_s - spent, least))
    log.info("posed %s", posed.problem.size())
    known = [routes_of_plan(posed, plan) for plan in starts]
    for plan, routes in zip(starts, known, strict=True):
        findings += unused_routes(plan, routes)
    search = solve_and_prove if prove else solve
    outcome = search(posed.problem, limits=left, on_progress=_in_sek(on_progress), starts=known)
    log.info("%s after %.1f s: %s", outcome.status, outcome.seconds, outcome.objective)
    if outcome.solution is None:
        return DayPlan(None, None, travel, tuple(findings), outcome.interrupted)
    deadline = None
    if outcome.interrupted:
        deadline = time.monotonic() + _REASONS_S
    elif limits.time_s is not None:
        end = began + limits.time_s
        deadline = min(max(time.monotonic(), end) + _REASONS_S, end + _REASONS_LATEST_S)
    mandatory = {order.id: order.mandatory for order in scenario.orders}
    left_out = unserved(posed, outcome.solution, deadline=deadline)
    if not outcome.solution.routes and any(u.reason is UnservedReason.LIMIT for u in left_out):
        # Nothing is driven, and nobody knows whether something could be: that is no plan.
        return DayPlan(None, None, travel, tuple(findings), outcome.interrupted)
    plan = read_back(posed, outcome.solution, left_out)
    complete = all(not mandatory[left.order] for left in plan.unserved)
    provenance = _provenance(scenario, outcome, limits, bound=outcome.bound if complete else None)
    plan = plan.model_copy(update={"provenance": provenance})
    verdict = check(scenario, travel, plan)
    if not verdict.ok:
        raise OwnFaultError([_own_fault(), *verdict.violations])
    return DayPlan(plan, verdict, travel, tuple(findings), outcome.interrupted)


def _refuse_errors(findings: list[Finding]) -> None:
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise DataError(findings)


def _in_sek(listener: ProgressListener | None) -> ProgressListener | None:
    """Listener that is told no cost while mandatory orders are left out: it is no money then."""
    if listener is None:
        return None
    return lambda now: listener(replace(now, objective=None) if now.n_short else now)


def _own_fault() -> Finding:
    return Finding("S001", "the plan found breaks rules of the day", Place("plan"))


def _provenance(
    scenario: Scenario,
    outcome: Outcome[RoutingSolution],
    limits: Limits,
    *,
    bound: float | None,
) -> Provenance:
    try:
        own = version("wardflow")
    except PackageNotFoundError:
        own = ""
    return Provenance(
        source="wardflow solve",
        engine_version=outcome.engine,
        wardflow_version=own,
        seed=limits.seed,
        n_jobs=limits.n_jobs,
        time_limit_s=limits.time_s,
        iteration_limit=limits.iterations,
        iterations=outcome.iterations,
        seconds=round(outcome.seconds, 2),
        status="interrupted" if outcome.interrupted else str(outcome.status),
        # With a mandatory order left out the objective is no money, and so is its bound.
        bound_sek=bound,
        scenario_sha256=scenario_sha256(scenario),
    )
