"""How do several processes search at once? One seed each, watched from outside."""

from __future__ import annotations

import logging
import multiprocessing
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Self

from models.errors import EngineError
from models.outcome import Limits
from models.routing import with_pyvrp
from models.routing.haste import is_hurried
from models.routing.member import Member, Watch
from models.routing.messages import Crew, Job, Report
from models.routing.problem import RoutingProblem, RoutingSolution
from models.routing.processes import Context, Process, context, fresh, signals_held
from models.routing.ruin_shares import n_partings
from models.routing.with_pyvrp import Found, Tuning
from models.routing.workers import make_kernels, search

__all__ = ["Team"]

log = logging.getLogger("wardflow.routing")

_MAKING = (
    "Part of the search is made into machine code for the first time on this machine, and joins "
    "in when that is done: better plans come then. It is given up when the search ends; where "
    "none lasts the minute or two that takes, 'wardflow doctor' does it once."
)
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
        watch = Watch(living, deadline, has_start=start is not None)
        watch.until_done(on_report, self._make_kernels, should_stop)
        if deadline is None and not should_stop():
            living = self._again(living, jobs, on_report, should_stop)
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

    def _again(
        self,
        members: list[Member],
        jobs: Sequence[Job],
        on_report: Callable[[int, Report], None],
        should_stop: Callable[[], bool],
    ) -> list[Member]:
        """Have others do once more what a process failed at while others did not.

        Iterations alone are to give the same answer each time, whatever befalls a process.
        """
        if not any(member.found for member in members):
            return members
        members = list(members)
        for number, (member, job) in enumerate(zip(members, jobs, strict=True)):
            if member.found is not None:
                continue
            log.warning("A search process failed, another does its work: %s", member.error)
            member.dismiss()
            members[number] = self._new_member()
            self._members[self._members.index(member)] = members[number]
            members[number].begin(job, None)

            def tell(_number: int, report: Report, number: int = number) -> None:
                on_report(number, report)

            Watch([members[number]], None, has_start=True).until_done(
                tell, self._make_kernels, should_stop
            )
        return members

    def _new_member(self) -> Member:
        self._context = self._context or context()
        try:
            return Member(self._context)
        except (EOFError, ConnectionError):
            # The server is gone, as for want of memory: what depends on nobody may still go.
            self._context = fresh()
            return Member(self._context)

    def _make_kernels(self) -> None:
        """Have them made beside the search, once; one of several processes leaves it to others."""
        if multiprocessing.parent_process() is not None:
            return
        if self._maker is None and self._context is not None:
            log.warning(_MAKING)
            with signals_held():
                wanted = {"shipments": bool(self._problem.shipments)}
                self._maker = self._context.Process(target=make_kernels, kwargs=wanted, daemon=True)
                self._maker.start()
