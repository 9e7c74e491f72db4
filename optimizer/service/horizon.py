"""Who gets what on which day? Validate, look ahead, choose days, route them, check, count."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass, replace

import numpy as np

from models.outcome import Limits
from optimizer.check.horizon import check_horizon
from optimizer.domain import Scenario
from optimizer.findings import Finding, Place
from optimizer.horizon.days import Yes
from optimizer.horizon.telling import summary_of, tell
from optimizer.horizon_plan import HorizonPlan, HorizonPolicy
from optimizer.level_plan import LevelPlan
from optimizer.plan import Provenance
from optimizer.service.day import OwnFaultError
from optimizer.service.horizon_ahead import Ahead, look_ahead
from optimizer.service.horizon_choose import HorizonListener, choose_days, relieve_days
from optimizer.service.horizon_days import DayRouter
from optimizer.service.horizon_judge import judge
from optimizer.service.loops import LoopMaker
from optimizer.service.prepare import provenance_of
from optimizer.travel import TravelTimes, measure, notes

__all__ = ["HorizonFound", "HorizonListener", "plan_horizon"]

_CHOOSING, _LEAST_S = 0.45, 1.0
"""Share of the time that goes to choosing days, and least of it [s]; routing the plan and today's
takes the rest."""
_OF_PLAN = 0.5
"""Share of the time for routes that goes to those of the plan: today's have as much."""
_JUDGING, _JUDGING_S = 0.05, 5.0
"""Share of the time, and most, that is kept for replications. [s]"""
_CHECKING_S, _CHECKING = 0.5, 0.15
"""Kept for checking and writing [s], and what more for each second that reading took: it grows
with the tables, and with the slowness of the machine."""


@dataclass(frozen=True, eq=False)
class HorizonFound:
    """What comes of planning a horizon.

    Parameters
    ----------
    plan : HorizonPlan or None
        None where it was stopped before days were found; where time was over, today's days.
    today : HorizonPlan or None
        Today's fixed weekdays over the same days; None when it was interrupted.
    travel : TravelTimes
        Travel times planned with.
    findings : tuple of Finding
        Warnings and notes.
    interrupted : bool
        Whether the listener stopped it.
    """

    plan: HorizonPlan | None
    today: HorizonPlan | None
    travel: TravelTimes
    findings: tuple[Finding, ...]
    interrupted: bool


def plan_horizon(
    scenario: Scenario,
    *,
    start: dt.date | None = None,
    n_days: int = 14,
    policy: HorizonPolicy = HorizonPolicy.MAXIMUM_LEVEL,
    levels: LevelPlan | None = None,
    limits: Limits,
    n_replications: int = 0,
    on_progress: HorizonListener | None = None,
    began: float | None = None,
) -> HorizonFound:
    """Choose delivery days and routes of the coming days, and compare with today's weekdays.

    Items are seen together as flows and wards while days are chosen, over a week more than the
    horizon, so that it does not end with empty shelves. What is ordered on each day then follows
    item by item from the levels and the stock expected, packed into load carriers, and each day
    is routed as a day of its own, by all rules of the day. What a day's routes leave out is
    tried on the next.

    Parameters
    ----------
    scenario : Scenario
        With wards, items, ward items, and a history unless the levels know the demand.
    start : date, optional
        First day; the scenario's own if left out.
    n_days : int
        Days to plan, 1 to 28. [days]
    policy : HorizonPolicy
        How much a visit brings.
    levels : LevelPlan, optional
        Min and max; today's own if left out.
    limits : Limits
        When to stop: about half of the seconds go to the days, half to the routes.
    n_replications : int
        Replications under drawn demand that plan and today's weekdays are judged by; 0: none.
        Where time is over, fewer.
    on_progress : callable, optional
        Told of progress; answers True to stop and keep the best plan.
    began : float, optional
        Moment of ``time.monotonic`` from which a limit in seconds counts, such as the start of
        the command; that of the call where it is not given.

    Returns
    -------
    HorizonFound
        A checked plan.

    Raises
    ------
    DataError
        If the scenario cannot be planned, with every finding.
    OwnFaultError
        If the checker finds a violation in our own plan.
    ValueError
        If the number of days is out of range.
    """
    if not 1 <= n_days <= 28:
        raise ValueError(f"n_days must be from 1 to 28, got {n_days}")
    began = time.monotonic() if began is None else began
    end = None if limits.time_s is None else began + limits.time_s
    listen = on_progress or (lambda *_: False)
    start = scenario.day if start is None else start
    ahead, findings = look_ahead(scenario, levels, start, n_days)
    travel = measure(scenario)
    findings += notes(scenario, travel)
    choosing = limits
    if end is not None:
        end -= _CHECKING_S + _CHECKING * (time.monotonic() - began)
        # A little is tried whatever is left: without days there is no plan.
        choosing = replace(limits, time_s=max(_LEAST_S, _CHOOSING * (end - time.monotonic())))

    def asking(done: int, n: int) -> bool:
        return listen(f"routes, {done} of {n} days", None, time.monotonic() - began)

    with (
        LoopMaker() as maker,
        DayRouter(scenario, start, limits, asking, maker.make_for_routes) as router,
    ):
        visits, router.stopped, engine, hub = choose_days(
            scenario, travel, ahead, policy, choosing, listen, maker
        )
        if visits is None and router.stopped:
            return HorizonFound(None, None, travel, tuple(findings), interrupted=True)
        made = provenance_of(
            scenario, "wardflow horizon", seed=limits.seed, status="feasible", engine=engine
        )
        fixed = provenance_of(scenario, "fixed weekdays of today, by wardflow horizon")
        routed_by = _before_judging(limits, end, n_replications)
        today = None
        if visits is None:
            findings.append(Finding("S231", "the days are today's", Place("days")))
            plan, days = _routed(ahead, router, ahead.today, n_days, policy, made, routed_by)
            if not router.stopped:
                today, their_days = plan.model_copy(update={"provenance": fixed}), days
        else:
            visits = relieve_days(scenario, travel, ahead, visits, hub, n_days, policy)
            now = time.monotonic()
            until = None if routed_by is None else now + _OF_PLAN * (routed_by - now)
            plan, days = _routed(ahead, router, visits, n_days, policy, made, until)
        _own(scenario, travel, plan)
        if today is None and not router.stopped:
            today, their_days = _routed(
                ahead, router, ahead.today, n_days, policy, fixed, routed_by
            )
            _own(scenario, travel, today)
        if today is not None:
            plan = plan.model_copy(update={"today": summary_of(today)})
    if today is not None and n_replications and not router.stopped:
        rows, n_made = judge(
            *(ahead.stores, ahead.returning, ahead.demand, (plan, today), (days, their_days)),
            policy=policy,
            n_replications=n_replications,
            seed=limits.seed,
            until=end,
        )
        plan = plan.model_copy(update={"judged": rows, "n_replications": n_made})
        if n_made < n_replications:
            findings.append(
                Finding("S230", f"{n_made} of {n_replications} were made", Place("judged"))
            )
    return HorizonFound(plan, today, travel, (*findings, *_told(plan)), router.stopped)


def _before_judging(limits: Limits, end: float | None, n_replications: int) -> float | None:
    """Moment at which routes are to be there, so that what follows ends in time."""
    if end is None or limits.time_s is None:
        return None
    judging = min(_JUDGING_S, _JUDGING * limits.time_s) if n_replications else 0.0
    return end - judging


def _routed(
    ahead: Ahead,
    router: DayRouter,
    visits: Yes,
    n_days: int,
    policy: HorizonPolicy,
    provenance: Provenance,
    until: float | None,
) -> tuple[HorizonPlan, Yes]:
    """The plan of some visits, and the days on which they are made after all."""
    days = router.route(
        ahead.stores,
        ahead.returning,
        visits,
        ahead.possible,
        n_days=n_days,
        policy=policy,
        until=until,
    )
    plan = tell(
        ahead.stores,
        ahead.found,
        ahead.returning,
        days.rolled,
        days.plans,
        policy=policy,
        today=ahead.today,
        provenance=provenance,
    )
    return plan, np.concatenate([days.rolled.visits | visits[:n_days], visits[n_days:]])


def _own(scenario: Scenario, travel: TravelTimes, plan: HorizonPlan) -> None:
    verdict = check_horizon(scenario, travel, plan)
    if not verdict.ok:
        fault = Finding("S001", "the horizon found breaks rules", Place("plan"))
        raise OwnFaultError([fault, *verdict.violations])


def _told(plan: HorizonPlan) -> list[Finding]:
    told = [
        Finding(
            "S226",
            f"{short.date} {short.resource}{' ' + short.where if short.where else ''}: "
            f"{short.needed:g} asked for, {short.capacity:g} there",
            Place("days"),
        )
        for short in plan.shortfalls
    ]
    told += [
        Finding(
            "S227",
            f'"{row.order}" of {row.date}: {row.carriers} load carriers, '
            + (f"tried again on {row.to}" if row.to else "after the horizon"),
            Place("days"),
        )
        for row in plan.moved
    ]
    return told
