"""How are the days of a horizon routed? Each as a day of its own, several at once."""

from __future__ import annotations

import datetime as dt
import logging
import math
import time
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

from models.outcome import Limits, Progress
from models.routing.processes import context, leave_signals_to_parent, signals_held
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
_FIRST_SHARE = 0.85
"""Share of the time in which every day is routed once; what days leave out takes the rest."""
_LEAST_DAY_S, _AROUND_S = 0.1, 0.2
"""Least search of a day; and what posing and checking it takes, about. [s]"""

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
    """Routes days, and remembers those that were routed. Use it in a ``with`` block.

    Parameters
    ----------
    scenario : Scenario
        Sites, fleet and flows.
    start : date
        First day.
    limits : Limits
        Iterations of one day's search, or that time limits it; as many days at once as it has
        processes.
    asking : callable
        Told how many days are done.
    on_missing : callable, optional
        Called where the processes find that their loops are not compiled: none of them does it.
    """

    def __init__(
        self,
        scenario: Scenario,
        start: dt.date,
        limits: Limits,
        asking: Asking,
        on_missing: Callable[[], None] = lambda: None,
    ) -> None:
        self._scenario = scenario
        self._start = start
        self._limits = limits
        self._asking = asking
        self._on_missing = on_missing
        self._pool: ProcessPoolExecutor | None = None
        self.stopped = False

    def __enter__(self) -> Self:
        """Processes are started when they are needed."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Let the processes go."""
        if self._pool is not None:
            self._pool.shutdown(wait=error is None, cancel_futures=True)

    def route(
        self,
        stores: Stores,
        returning: Returning,
        visits: Yes,
        possible: Yes,
        *,
        n_days: int,
        policy: HorizonPolicy,
        until: float | None = None,
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
        until : float, optional
            Moment of ``time.monotonic`` to end at, about: each day has an equal part of what is
            left when it is begun. [s]

        Returns
        -------
        DayPlans
            Orders, shelves and routes that agree.
        """
        known: dict[int, tuple[tuple[Order, ...], RoutePlan]] = {}
        now = time.monotonic()
        end = None if until is None else now + _FIRST_SHARE * (until - now)
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
            for day, plan in self._plan(pending, end).items():
                known[day] = pending[day], plan
            end = until

    def _plan(
        self, pending: Mapping[int, tuple[Order, ...]], end: float | None
    ) -> dict[int, RoutePlan]:
        jobs = {
            day: day_scenario(self._scenario, self._start + dt.timedelta(days=day), orders)
            for day, orders in pending.items()
        }
        if min(self._limits.n_jobs, len(jobs)) > 1:
            return self._together(jobs, end)
        found: dict[int, RoutePlan] = {}
        for day, job in jobs.items():
            self.stopped = self._asking(len(found), len(jobs)) or self.stopped
            found[day] = _route(job, self._of_a_day(end, len(jobs) - len(found)))
        return found

    def _together(self, jobs: Mapping[int, Scenario], end: float | None) -> dict[int, RoutePlan]:
        n_jobs = self._limits.n_jobs
        found: dict[int, RoutePlan] = {}
        waiting = list(jobs)
        with signals_held():  # a process that begins must not die of what its parent answers
            if self._pool is None:
                self._pool = ProcessPoolExecutor(
                    n_jobs, mp_context=context(), initializer=leave_signals_to_parent
                )
                if self._limits.time_s is not None:  # else each makes them before it begins
                    self._pool.submit(_has_loops).add_done_callback(self._heard)
        running: dict[Future[RoutePlan], int] = {}
        while waiting or running:
            while waiting and len(running) < n_jobs:
                given = self._of_a_day(end, math.ceil(len(waiting) / n_jobs))
                day = waiting.pop(0)
                with signals_held():
                    running[self._pool.submit(_route, jobs[day], given)] = day
            done, _ = wait(running, timeout=_BEAT_S, return_when=FIRST_COMPLETED)
            for future in done:
                found[running.pop(future)] = future.result()
            self.stopped = self._asking(len(found), len(jobs)) or self.stopped
        return found

    def _heard(self, has_loops: Future[bool]) -> None:
        if not has_loops.cancelled() and has_loops.exception() is None and not has_loops.result():
            self._on_missing()

    def _of_a_day(self, end: float | None, n_left: int) -> Limits:
        """Limits of a day's search, of so many that come one after another."""
        limits = replace(self._limits, n_jobs=1)
        if self.stopped:
            return Limits(iterations=_QUICK, seed=limits.seed)
        if end is None or limits.time_s is None:
            return replace(limits, time_s=None)
        time_s = (end - time.monotonic()) / n_left - _AROUND_S
        return replace(limits, time_s=max(_LEAST_DAY_S, time_s))


def _has_loops() -> bool:
    from models.routing.ruin import is_ready  # heavy, and only needed where days are routed

    return is_ready()


def _route(job: Scenario, limits: Limits) -> RoutePlan:
    """Routes of a day; a plan that leaves everything out where none is found in time.

    The search is watched from here rather than given seconds: then it stays in this process.
    """
    began = time.monotonic()
    for times in _PATIENCE:
        seconds = None if limits.time_s is None else limits.time_s * times

        def late(now: Progress, seconds: float | None = seconds) -> bool:
            return seconds is not None and now.seconds >= seconds

        most = limits.iterations or _MOST_ITERATIONS
        watched = replace(limits, time_s=None, iterations=most * times)
        if seconds is not None and not _has_loops():
            # What counts iterations would first have loops made, for a minute or two.
            watched = replace(limits, time_s=seconds)
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
