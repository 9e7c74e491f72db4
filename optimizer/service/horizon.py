"""Who gets what on which day? Validate, look ahead, choose days, route them, check, count."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from models.outcome import Limits, Progress
from optimizer.check.horizon import check_horizon
from optimizer.domain import Scenario
from optimizer.findings import Finding, Place
from optimizer.horizon.aggregate import ward_stocks
from optimizer.horizon.days import Yes
from optimizer.horizon.level import level
from optimizer.horizon.loads import loads_of
from optimizer.horizon.roll import roll
from optimizer.horizon.telling import summary_of, tell
from optimizer.horizon_plan import HorizonPlan, HorizonPolicy
from optimizer.level_plan import LevelPlan
from optimizer.plan import Provenance
from optimizer.service.day import OwnFaultError
from optimizer.service.horizon_ahead import Ahead, look_ahead
from optimizer.service.horizon_days import DayRouter
from optimizer.service.horizon_judge import judge
from optimizer.service.prepare import provenance_of
from optimizer.translate.pose_horizon import detours, pose_horizon, read_visits
from optimizer.travel import TravelTimes, measure, notes

__all__ = ["HorizonFound", "HorizonListener", "plan_horizon"]

log = logging.getLogger("wardflow.service")

_CHOOSING = 0.45
"""Share of the time that goes to choosing days; routing the plan and today's takes the rest."""
_LEAST_DAY_S = 1.0
_LEVELLINGS = 4
"""Times that busy days are relieved: moving a visit changes what later ones bring."""

HorizonListener = Callable[[str, float | None, float], bool]
"""Told what is being done, the best cost so far and seconds; answers True to stop."""


@dataclass(frozen=True, eq=False)
class HorizonFound:
    """What comes of planning a horizon.

    Parameters
    ----------
    plan : HorizonPlan or None
        None where no days were found within the limits.
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
    on_progress : callable, optional
        Told of progress; answers True to stop and keep the best plan.

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
    began = time.monotonic()
    listen = on_progress or (lambda *_: False)
    start = scenario.day if start is None else start
    ahead, findings = look_ahead(scenario, levels, start, n_days)
    travel = measure(scenario)
    findings += notes(scenario, travel)
    visits, interrupted, engine, hub = _choose(scenario, travel, ahead, policy, limits, listen)
    if visits is None:
        return HorizonFound(None, None, travel, tuple(findings), interrupted)
    visits = _levelled(scenario, travel, ahead, visits, hub, n_days, policy)
    n_open = int(ahead.possible[:n_days].any(axis=1).sum())
    router = DayRouter(
        scenario,
        start,
        _a_day(limits, 2 * n_open, time.monotonic() - began),
        lambda done, n: listen(f"routes, {done} of {n} days", None, time.monotonic() - began),
    )
    router.stopped = interrupted
    made = provenance_of(
        scenario, "wardflow horizon", seed=limits.seed, status="feasible", engine=engine
    )
    plan, days = _routed(ahead, router, visits, n_days, policy, made)
    _own(scenario, travel, plan)
    today = None
    if not router.stopped:
        fixed = provenance_of(scenario, "fixed weekdays of today, by wardflow horizon")
        today, their_days = _routed(ahead, router, ahead.today, n_days, policy, fixed)
        _own(scenario, travel, today)
        plan = plan.model_copy(update={"today": summary_of(today)})
        if n_replications and not router.stopped:
            rows = judge(
                *(ahead.stores, ahead.returning, ahead.demand, (plan, today), (days, their_days)),
                policy=policy,
                n_replications=n_replications,
                seed=limits.seed,
            )
            plan = plan.model_copy(update={"judged": rows, "n_replications": n_replications})
    return HorizonFound(plan, today, travel, (*findings, *_told(plan)), router.stopped)


def _choose(
    scenario: Scenario,
    travel: TravelTimes,
    ahead: Ahead,
    policy: HorizonPolicy,
    limits: Limits,
    listen: HorizonListener,
) -> tuple[Yes | None, bool, str, str]:
    """Days on which each ward is visited; None where none were found."""
    from models.inventory_routing.solve import solve

    stocks = ward_stocks(ahead.stores, ahead.found)
    posed = pose_horizon(scenario, travel, stocks, ahead.returning, ahead.possible, policy=policy)
    visits = np.zeros_like(ahead.possible)
    interrupted, engine = False, ""
    n_all = sum(len(hub.wards) for hub in posed)
    for hub in posed:
        share = _CHOOSING * len(hub.wards) / n_all
        given = replace(limits, time_s=None if limits.time_s is None else limits.time_s * share)
        log.info("%d wards of %s over %d days", len(hub.wards), hub.hub, hub.problem.n_days)

        def told(now: Progress) -> bool:
            return listen("delivery days", now.objective, now.seconds)

        outcome = solve(hub.problem, limits=given, on_progress=told)
        log.info("%s after %.1f s: %s", outcome.status, outcome.seconds, outcome.objective)
        interrupted, engine = interrupted or outcome.interrupted, outcome.engine
        if outcome.solution is None:
            return None, interrupted, engine, hub.hub
        visits |= read_visits(hub, outcome.solution, len(scenario.wards))
    return visits, interrupted, engine, posed[0].hub


def _levelled(
    scenario: Scenario,
    travel: TravelTimes,
    ahead: Ahead,
    visits: Yes,
    hub: str,
    n_days: int,
    policy: HorizonPolicy,
) -> Yes:
    """The visits with busy days relieved, as the shelves then ask for it."""
    stocks = ward_stocks(ahead.stores, ahead.found)
    detour = detours(scenario, travel, hub)
    best, least = visits, np.inf
    for _ in range(_LEVELLINGS):
        rolled = roll(
            ahead.stores, ahead.returning, visits, ahead.possible, n_days=n_days, policy=policy
        )
        loads = loads_of(ahead.stores, rolled, visits, detour)
        lack = float(loads.over(visits).sum())
        if lack < least:
            best, least = visits, lack
        if not lack:
            break
        visits = level(visits, ahead.possible, loads, stocks)
    return best


def _a_day(limits: Limits, n_routed: int, spent_s: float) -> Limits:
    """Limits of one day's routes."""
    if limits.time_s is None:
        return limits
    left = max(0.0, limits.time_s - spent_s)
    share = left * min(limits.n_jobs, n_routed) / max(1, n_routed)
    return replace(limits, time_s=max(_LEAST_DAY_S, 0.85 * share))


def _routed(
    ahead: Ahead,
    router: DayRouter,
    visits: Yes,
    n_days: int,
    policy: HorizonPolicy,
    provenance: Provenance,
) -> tuple[HorizonPlan, Yes]:
    """The plan of some visits, and the days on which they are made after all."""
    days = router.route(
        ahead.stores, ahead.returning, visits, ahead.possible, n_days=n_days, policy=policy
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
