"""How do several processes search at once? One seed each, watched from outside."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Self

from models.errors import EngineError
from models.outcome import Limits
from models.routing import with_pyvrp
from models.routing.member import Member, Watch
from models.routing.messages import Crew, Job, Report
from models.routing.problem import RoutingProblem, RoutingSolution
from models.routing.processes import Context, Process, context, fresh, signals_held
from models.routing.ruin_shares import n_partings
from models.routing.with_pyvrp import Found, Tuning
from models.routing.workers import make_kernels, search

__all__ = ["Team", "is_hurried", "is_too_much"]

log = logging.getLogger("wardflow.routing")

_MAKING = (
    "Part of the search is made into machine code for the first time on this machine, and joins "
    "in when that is done: better plans come then. It is given up when the search ends; where "
    "none lasts the minute or two that takes, 'wardflow doctor' does it once."
)
_HURRY_S, _HURRY_TASK_S = 0.1, 0.0005
"""With less time left, in all or for each task, one process makes a first solution: it does so
sooner undisturbed. [s]"""
_MUCH_TASK_S, _MUCH_ROUTES = 0.03, 12
"""With less time for each task, and as many routes for each process at least, all search for one
solution together. Where a part has few routes none is emptied, for the others have no room. [s]"""
_SEED_STEP = 1_000_003


class Team:
    """Processes that search, each at the other end of a pipe; kept from one search to the next.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    """

    def __init__(self, problem: RoutingProblem) -> None:
        self._problem = problem
        self._context: Context | None = None
        self._members: list[Member] = []
        self._maker: Process | None = None

    def __enter__(self) -> Self:
        """Nothing is started before it is needed."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop whoever is still at work."""
        for member in self._members:
            member.dismiss()
        if self._maker is not None:
            self._maker.kill()
            self._maker.join()

    def search(
        self,
        limits: Limits,
        tunings: Sequence[Tuning],
        *,
        skip: frozenset[int],
        insist: bool,
        start: RoutingSolution | None,
        together: bool,
        on_report: Callable[[int, Report], None],
        should_stop: Callable[[], bool],
    ) -> list[Found]:
        """Search with one process for each tuning, or in this one where that is safe.

        Parameters
        ----------
        limits : Limits
            When to stop. Seeds follow from its seed.
        tunings : sequence of Tuning
            How each process searches.
        skip : frozenset of int
            Tasks that are not looked at.
        insist : bool
            Leave out no task whose prize is beyond any route's cost.
        start : RoutingSolution or None
            Solution to begin with.
        together : bool
            Whether all ruin and recreate one solution, each a part of it at a time.
        on_report : callable
            Told the process's number and its report.
        should_stop : callable
            Asked about ten times a second; True ends the search.

        Returns
        -------
        list of Found
            One for each process, in order; of a process that had to be killed, what it told.
            Of one process alone where time is all but over already.

        Raises
        ------
        EngineError
            If every process failed.
        MemoryError
            If every process failed for want of memory.
        """
        jobs = [
            Job(
                self._problem,
                replace(limits, seed=limits.seed + number * _SEED_STEP),
                tuning,
                skip,
                insist,
                start,
                Crew(number, len(tunings), limits.seed, n_partings(limits)) if together else None,
            )
            for number, tuning in enumerate(tunings)
        ]
        if len(jobs) == 1 and limits.time_s is None:
            # Iterations end by themselves: no need to watch from outside.
            return [search(jobs[0], on_report, should_stop)]
        deadline = None if limits.time_s is None else time.monotonic() + limits.time_s
        if start is None and is_hurried(self._problem, limits.time_s):
            jobs = [replace(jobs[0], crew=None)]
        living = [member for member in self._members if member.is_able()]
        while len(living) < len(jobs):
            living.append(self._new_member())
        self._members, living = living, living[: len(jobs)]
        for member, job in zip(living, jobs, strict=True):
            member.begin(job, deadline)
        Watch(living, deadline, has_start=start is not None).until_done(
            on_report, self._make_kernels, should_stop
        )
        found = [member.found for member in living if member.found is not None]
        if not found and not any(member.told for member in living):
            errors = [member.error for member in living if member.error]
            if errors:
                if all(error.startswith(MemoryError.__name__) for error in errors):
                    raise MemoryError("every search process ran out of memory")
                raise EngineError(with_pyvrp.version(), self._problem.size(), errors[0])
            return []
        for member in living:
            if member.error:
                log.warning("A search process failed, and the others went on: %s", member.error)
        return [member.answer() for member in living]

    def _new_member(self) -> Member:
        self._context = self._context or context()
        try:
            return Member(self._context)
        except (EOFError, ConnectionError):
            # The server is gone, as for want of memory: what depends on nobody may still go.
            self._context = fresh()
            return Member(self._context)

    def _make_kernels(self) -> None:
        """Have them made beside the search, once."""
        if self._maker is None and self._context is not None:
            log.warning(_MAKING)
            with signals_held():
                wanted = {"shipments": bool(self._problem.shipments)}
                self._maker = self._context.Process(target=make_kernels, kwargs=wanted, daemon=True)
                self._maker.start()


def is_hurried(problem: RoutingProblem, time_s: float | None) -> bool:
    """Whether time suffices for no more than a first solution.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    time_s : float or None
        Time there is; None for as much as it takes. [s]

    Returns
    -------
    bool
        A guess, by the number of tasks.
    """
    return time_s is not None and time_s < max(_HURRY_S, _HURRY_TASK_S * problem.n_tasks)


def is_too_much(problem: RoutingProblem, limits: Limits) -> bool:
    """Whether one process alone gets nowhere in the time there is, so that several share the work.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    limits : Limits
        Time, and the number of processes.

    Returns
    -------
    bool
        False for a single process, for shipments, without a limit of time, and where there may be
        too few routes to share.
    """
    if limits.time_s is None or limits.n_jobs == 1 or problem.shipments:
        return False
    is_short = limits.time_s < _MUCH_TASK_S * problem.n_tasks
    return is_short and _least_routes(problem) >= _MUCH_ROUTES * limits.n_jobs


def _least_routes(problem: RoutingProblem) -> float:
    """Routes of any solution that serves all, by load alone."""
    least = 0.0
    for dimension in range(problem.n_dimensions):
        out = sum(task.delivery[dimension] for task in problem.tasks)
        back = sum(task.pickup[dimension] for task in problem.tasks)
        room = max(
            float("inf") if v.max_trips is None else v.capacity[dimension] * v.max_trips
            for v in problem.vehicle_types
        )
        least = max(least, max(out, back) / max(room, 1))
    return least
