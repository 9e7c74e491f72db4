"""How are the days of a horizon routed? Each as a day of its own, several at once."""

from __future__ import annotations

import datetime as dt
import logging
import multiprocessing
import signal
import time
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, replace

from models.outcome import Limits, Progress
from optimizer.domain import Order, Scenario
from optimizer.horizon.day_scenario import day_scenario
from optimizer.horizon.days import Yes
from optimizer.horizon.returns import Returning
from optimizer.horizon.roll import Rolled, roll
from optimizer.horizon.stores import Stores
from optimizer.horizon_plan import HorizonPolicy
from optimizer.plan import RoutePlan, Unserved, UnservedReason
from optimizer.service.day import plan_day

__all__ = ["Asking", "DayPlans", "DayRouter"]

log = logging.getLogger("wardflow.service")

_QUICK = 100
"""Iterations for each day that is left when somebody has asked to stop."""
_PATIENCE = (1, 4, 16)
"""Times the limit of a day, until a plan is found."""
_MOST_ITERATIONS = 10**6
_BEAT_S = 0.2
_WARM: list[bool] = []

Asking = Callable[[int, int], bool]
"""Told how many days are routed, of how many; answers True to stop."""


@dataclass(frozen=True, eq=False)
class DayPlans:
    """Days with their routes.

    Parameters
    ----------
    rolled : Rolled
        Orders and shelves, day by day.
    plans : mapping of int to RoutePlan
        Routes of the days that have orders.
    """

    rolled: Rolled
    plans: Mapping[int, RoutePlan]


class DayRouter:
    """Routes days, and remembers those that were routed.

    Parameters
    ----------
    scenario : Scenario
        Sites, fleet and flows.
    start : date
        First day.
    limits : Limits
        Limits of one day's search; as many days at once as it has processes.
    asking : callable
        Told how many days are done.
    """

    def __init__(self, scenario: Scenario, start: dt.date, limits: Limits, asking: Asking) -> None:
        self._scenario = scenario
        self._start = start
        self._limits = limits
        self._asking = asking
        self.stopped = False

    def route(
        self,
        stores: Stores,
        returning: Returning,
        visits: Yes,
        possible: Yes,
        *,
        n_days: int,
        policy: HorizonPolicy,
    ) -> DayPlans:
        """Route every day; what one leaves out is tried on the next.

        Parameters
        ----------
        stores : Stores
            Ward items.
        returning : Returning
            What is taken back.
        visits, possible : bool, shape (>= n_days, n_wards)
            Who is visited, and who may be.
        n_days : int
            Days to route. [days]
        policy : HorizonPolicy
            How much a visit brings.

        Returns
        -------
        DayPlans
            Orders, shelves and routes that agree.
        """
        known: dict[int, tuple[tuple[Order, ...], RoutePlan]] = {}
        while True:
            pending: dict[int, tuple[Order, ...]] = {}

            def left_out(
                day: int,
                orders: tuple[Order, ...],
                pending: dict[int, tuple[Order, ...]] = pending,
            ) -> tuple[Unserved, ...]:
                routed = known.get(day)
                if routed is not None and routed[0] == orders:
                    return routed[1].unserved
                pending[day] = orders
                return ()

            rolled = roll(
                stores,
                returning,
                visits,
                possible,
                n_days=n_days,
                policy=policy,
                left_out=left_out,
            )
            if not pending:
                days = {day for day, asked in enumerate(rolled.days) if asked.orders}
                return DayPlans(rolled, {day: known[day][1] for day in sorted(days)})
            for day, plan in self._plan(pending).items():
                known[day] = pending[day], plan

    def _plan(self, pending: Mapping[int, tuple[Order, ...]]) -> dict[int, RoutePlan]:
        jobs = {
            day: day_scenario(self._scenario, self._start + dt.timedelta(days=day), orders)
            for day, orders in pending.items()
        }
        n_jobs = min(self._limits.n_jobs, len(jobs))
        limits = replace(self._limits, n_jobs=1)
        if n_jobs == 1:
            return {day: self._alone(job, limits, len(jobs)) for day, job in jobs.items()}
        return self._together(jobs, limits, n_jobs)

    def _alone(self, job: Scenario, limits: Limits, n: int) -> RoutePlan:
        self.stopped = self._asking(0, n) or self.stopped
        return _route(job, _quick(limits) if self.stopped else limits)

    def _together(
        self, jobs: Mapping[int, Scenario], limits: Limits, n_jobs: int
    ) -> dict[int, RoutePlan]:
        found: dict[int, RoutePlan] = {}
        waiting = list(jobs)
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(n_jobs, mp_context=context, initializer=_deaf) as pool:
            running: dict[Future[RoutePlan], int] = {}
            while waiting or running:
                while waiting and len(running) < n_jobs:
                    day = waiting.pop(0)
                    given = _quick(limits) if self.stopped else limits
                    running[pool.submit(_route, jobs[day], given)] = day
                done, _ = wait(running, timeout=_BEAT_S, return_when=FIRST_COMPLETED)
                for future in done:
                    found[running.pop(future)] = future.result()
                self.stopped = self._asking(len(found), len(jobs)) or self.stopped
        return found


def _deaf() -> None:
    """Leave signals to the parent, which ends the work gently."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def _quick(limits: Limits) -> Limits:
    return Limits(iterations=_QUICK, seed=limits.seed)


def _route(job: Scenario, limits: Limits) -> RoutePlan:
    """Routes of a day; a plan that leaves everything out where none is found in time.

    The search is watched from here rather than given seconds: then it stays in this process.
    """
    if limits.time_s is not None:
        _warm_up(job)
    began = time.monotonic()
    for times in _PATIENCE:
        seconds = None if limits.time_s is None else limits.time_s * times

        def late(now: Progress, seconds: float | None = seconds) -> bool:
            return seconds is not None and now.seconds >= seconds

        most = limits.iterations or _MOST_ITERATIONS
        watched = replace(limits, time_s=None, iterations=most * times)
        planned = plan_day(job, limits=watched, on_progress=late)
        if planned.plan is not None:
            log.info("routed %s in %.1f s", job.day, time.monotonic() - began)
            return _as_asked(planned.plan, limits)
    return RoutePlan(
        scenario=job.name,
        unserved=tuple(
            Unserved(
                order=order.id,
                carriers=order.carriers,
                reason=UnservedReason.LIMIT,
                detail="No routes were found for the day within the limits.",
            )
            for order in job.orders
        ),
    )


def _warm_up(job: Scenario) -> None:
    """Load what a search needs, once a process: it is no part of the first day's time."""
    if not _WARM:
        plan_day(job, limits=Limits(iterations=1))
        _WARM.append(True)


def _as_asked(plan: RoutePlan, limits: Limits) -> RoutePlan:
    """The plan with the limits that were asked for, not those it was watched with."""
    made = plan.provenance
    if made is None:
        return plan
    known = {
        "time_limit_s": None if limits.time_s is None else round(limits.time_s, 2),
        "iteration_limit": limits.iterations,
        "status": "feasible" if made.status == "interrupted" else made.status,
    }
    return plan.model_copy(update={"provenance": made.model_copy(update=known)})
