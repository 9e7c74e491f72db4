"""On which days is each ward visited? Days chosen by inventory routing, then busy ones relieved."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from models.outcome import Limits, Progress
from optimizer.domain import Scenario
from optimizer.horizon.aggregate import ward_stocks
from optimizer.horizon.days import Yes
from optimizer.horizon.level import level
from optimizer.horizon.loads import loads_of
from optimizer.horizon.roll import roll
from optimizer.horizon_plan import HorizonPolicy
from optimizer.service.horizon_ahead import Ahead
from optimizer.service.loops import LoopMaker
from optimizer.translate.pose_horizon import detours, pose_horizon, read_visits
from optimizer.travel import TravelTimes

__all__ = ["HorizonListener", "choose_days", "relieve_days"]

log = logging.getLogger("wardflow.service")

_LEVELLINGS = 4
"""Times that busy days are relieved: moving a visit changes what later ones bring."""
_LEAST_S = 0.1
"""However long it took to make loops ready, something is tried. [s]"""

HorizonListener = Callable[[str, float | None, float], bool]
"""Told what is being done, the best cost so far and seconds; answers True to stop."""


def choose_days(
    scenario: Scenario,
    travel: TravelTimes,
    ahead: Ahead,
    policy: HorizonPolicy,
    limits: Limits,
    listen: HorizonListener,
    maker: LoopMaker,
) -> tuple[Yes | None, bool, str, str]:
    """Choose the days on which each ward is visited.

    Parameters
    ----------
    scenario : Scenario
        Sites, wards and prices.
    travel : TravelTimes
        Between its sites.
    ahead : Ahead
        Shelves, and the days on which wards may be visited.
    policy : HorizonPolicy
        How much a visit brings.
    limits : Limits
        When to stop; hubs have parts of the time by their wards.
    listen : callable
        Told of progress; answers True to stop.
    maker : LoopMaker
        Has the search compiled where that has not been done; none is made without it in time.

    Returns
    -------
    visits : bool, shape (n_days, n_wards), or None
        None where no days were found.
    interrupted : bool
        Whether the listener stopped it.
    engine : str
        Who searched.
    hub : str
        The hub whose days cannot be chosen, or the first.
    """
    from models.inventory_routing.solve import solve

    stocks = ward_stocks(ahead.stores, ahead.found)
    posed = pose_horizon(scenario, travel, stocks, ahead.returning, ahead.possible, policy=policy)
    visits = np.zeros_like(ahead.possible)
    interrupted, engine = False, ""
    if limits.time_s is not None:
        began = time.monotonic()

        def asked() -> bool:
            nonlocal interrupted
            interrupted = listen("loops", None, time.monotonic() - began)
            return interrupted

        if not maker.ready_within(limits.time_s, asked):
            return None, interrupted, engine, posed[0].hub
        left = limits.time_s - (time.monotonic() - began)
        limits = replace(limits, time_s=max(_LEAST_S, left))
    n_all = sum(len(hub.wards) for hub in posed)
    for hub in posed:
        share = len(hub.wards) / n_all
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


def relieve_days(
    scenario: Scenario,
    travel: TravelTimes,
    ahead: Ahead,
    visits: Yes,
    hub: str,
    n_days: int,
    policy: HorizonPolicy,
) -> Yes:
    """Move visits from days that cannot do what is asked of them.

    Parameters
    ----------
    scenario : Scenario
        Sites and capacities.
    travel : TravelTimes
        Between its sites.
    ahead : Ahead
        Shelves, and the days on which wards may be visited.
    visits : bool, shape (n_days, n_wards)
        Who is visited when.
    hub : str
        Where routes begin.
    n_days : int
        Days of the horizon. [days]
    policy : HorizonPolicy
        How much a visit brings.

    Returns
    -------
    bool, shape (n_days, n_wards)
        The visits that ask least beyond what days can do.
    """
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
