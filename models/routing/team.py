"""How do several processes search at once? One seed each, watched from outside."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from multiprocessing.connection import wait
from multiprocessing.context import ForkContext, ForkProcess, SpawnContext, SpawnProcess
from pathlib import Path
from typing import Self

from models.errors import EngineError
from models.outcome import Limits
from models.routing import ruin, with_pyvrp
from models.routing.problem import RoutingProblem, RoutingSolution
from models.routing.with_pyvrp import Found, Tuning
from models.routing.workers import Job, Report, make_kernels, search, signals_held, work

__all__ = ["Team", "grace_s"]

log = logging.getLogger("wardflow.routing")

_MAKING = (
    "Part of the search is made into machine code for the first time on this machine, and "
    "joins in when that is done: better plans come then."
)
_GRACE_S = 1.0
_LEAST_GRACE_S = 0.3
_FIRST_GRACE_S = 3.0
"""For a first solution, without which there is no plan: to begin anew would take longer. [s]"""
_HURRY_S = 0.1
"""With less time left one process makes a first solution, which it does sooner undisturbed. [s]"""
_BEAT_S = 0.1
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
        self._context = _context()
        self._members: list[_Member] = []
        self._maker: ForkProcess | SpawnProcess | None = None

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
            )
            for number, tuning in enumerate(tunings)
        ]
        if len(jobs) == 1 and limits.time_s is None:
            # Iterations end by themselves: no need to watch from outside.
            return [search(jobs[0], on_report, should_stop)]
        deadline = None if limits.time_s is None else time.monotonic() + limits.time_s
        if self._maker is None and not ruin.is_ready():
            log.warning(_MAKING)
            with signals_held():
                self._maker = self._context.Process(target=make_kernels, daemon=True)
                self._maker.start()
        elif isinstance(self._context, ForkContext):
            ruin.prepare()  # loaded once, every process has them at once
        if deadline is not None and deadline - time.monotonic() < _HURRY_S:
            jobs = jobs[:1]
        living = [member for member in self._members if member.is_able()]
        while len(living) < len(jobs):
            living.append(_Member(self._context))
        self._members, living = living, living[: len(jobs)]
        for member, job in zip(living, jobs, strict=True):
            member.begin(job, deadline)
        _Watch(living, deadline, has_start=start is not None).until_done(on_report, should_stop)
        found = [member.found for member in living if member.found is not None]
        if not found and not any(member.told for member in living):
            errors = [member.error for member in living if member.error]
            if errors:
                if all(error.startswith(MemoryError.__name__) for error in errors):
                    raise MemoryError("every search process ran out of memory")
                raise EngineError(with_pyvrp.version(), self._problem.size(), errors[0])
            return []
        return [member.answer() for member in living]


class _Member:
    """One process and what it has said of its present job."""

    def __init__(self, context: ForkContext | SpawnContext) -> None:
        self._halt = context.Event()
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=work, args=(theirs, self._halt), daemon=True)
        with signals_held():
            self._process.start()
        theirs.close()
        self.told: Report | None = None
        self.found: Found | None = None
        self.error = ""

    def begin(self, job: Job, deadline: float | None) -> None:
        """Hand over a job."""
        self.told, self.found, self.error = None, None, ""
        # The job follows by the pipe: one that dies at once then blocks nobody.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.pipe.send((job, deadline))

    def is_able(self) -> bool:
        """Whether it can take another job; one that cannot is dismissed."""
        able = self.found is not None and self._process.is_alive() and not self._halt.is_set()
        if not able:
            self.dismiss()
        return able

    def receive(self, tell: Callable[[Report], None]) -> bool:
        """Take one message; False when it has no more to say of this job."""
        try:
            message = self.pipe.recv()
        except (EOFError, OSError):
            self.error = self.error or "a search process ended without an answer"
            return False
        if isinstance(message, Report):
            self.told = message
            tell(message)
            return True
        if isinstance(message, Found):
            self.found = message
        else:
            self.error = str(message)
        return False

    def answer(self) -> Found:
        """What it found, or told before it had to be stopped."""
        told = self.told or Report(RoutingSolution(()), 0)
        return self.found or Found(told.solution, (), told.iterations)

    def halt(self) -> None:
        """Ask it to come to an end."""
        self._halt.set()

    def dismiss(self) -> None:
        """End the process, whatever it does: it holds nothing that could be lost."""
        self._process.kill()
        self._process.join()
        self.pipe.close()


class _Watch:
    """Hears the members of a team until all have answered or time is over."""

    def __init__(
        self, members: Sequence[_Member], deadline: float | None, *, has_start: bool
    ) -> None:
        self._members = members
        self._deadline = deadline
        self._has_start = has_start
        self._left_s = float("inf") if deadline is None else deadline - time.monotonic()
        self._halted = False

    def until_done(
        self, on_report: Callable[[int, Report], None], should_stop: Callable[[], bool]
    ) -> None:
        at_work = {member.pipe: number for number, member in enumerate(self._members)}
        while at_work:
            for pipe in wait(list(at_work), timeout=_BEAT_S):
                number = at_work[pipe]  # type: ignore[index]

                def tell(report: Report, number: int = number) -> None:
                    on_report(number, report)

                if not self._members[number].receive(tell):
                    del at_work[pipe]  # type: ignore[arg-type]
            if not self._halted and should_stop():
                self._halted = True
                for member in self._members:
                    member.halt()
                self._deadline = min(self._deadline or float("inf"), time.monotonic())
            if self._deadline is not None and time.monotonic() > self._deadline + self._grace():
                return

    def _grace(self) -> float:
        """How long an answer is waited for after the deadline. [s]"""
        has_plan = self._has_start or any(member.told for member in self._members)
        return grace_s(self._left_s, has_plan=has_plan, halted=self._halted)


def grace_s(left_s: float, *, has_plan: bool, halted: bool) -> float:
    """How long answers are waited for when time is over.

    Parameters
    ----------
    left_s : float
        Time there was when the search began. [s]
    has_plan : bool
        Whether there is a solution, told or to begin with.
    halted : bool
        Whether somebody wanted an end.

    Returns
    -------
    float
        After a short search little, for what is told is there; longest for a first solution,
        unless somebody waits for the end. [s]

    Examples
    --------
    >>> [grace_s(left, has_plan=True, halted=False) for left in (0.1, 0.7, 60.0)]
    [0.3, 0.7, 1.0]
    >>> grace_s(0.1, has_plan=False, halted=False), grace_s(0.1, has_plan=False, halted=True)
    (3.0, 1.0)
    """
    if has_plan:
        return min(_GRACE_S, max(_LEAST_GRACE_S, left_s))
    return _GRACE_S if halted else _FIRST_GRACE_S


def _context() -> ForkContext | SpawnContext:
    """Fork where this process has one thread, which is instant and safe; else start afresh.

    Libraries of linear algebra start threads when they are imported, unless they are told to
    use one only; where jobs are run by the thousand they are.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            if sum(1 for _ in Path("/proc/self/task").iterdir()) == 1:
                return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")
