"""How do several processes search at once? One seed each, watched from outside.

A process reports each new best solution as it finds it, so that nothing is lost when it is
stopped, crashes or overruns its time: what it has told counts.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.synchronize import Event
from typing import TYPE_CHECKING

from models.errors import EngineError
from models.outcome import Limits
from models.routing import with_pyvrp
from models.routing.problem import RoutingProblem, RoutingSolution
from models.routing.rounds import search_in_rounds
from models.routing.with_pyvrp import Found, Tuning

if TYPE_CHECKING:
    from multiprocessing.context import ForkContext, SpawnContext

__all__ = ["Report", "search_together"]

_GRACE_S = 1.0
_BEAT_S = 0.1
_ANSWERED_BY_PARENT = (signal.SIGINT, signal.SIGTERM)
_SEED_STEP = 1_000_003


@dataclass(frozen=True, slots=True)
class Report:
    """What a process tells while it works.

    Parameters
    ----------
    solution : RoutingSolution
        Its new best.
    iterations : int
        Iterations it has done.
    """

    solution: RoutingSolution
    iterations: int


def search_together(
    problem: RoutingProblem,
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
    problem : RoutingProblem
        What is asked.
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

    Raises
    ------
    EngineError
        If every process failed.
    """
    plans = [
        replace(limits, seed=limits.seed + number * _SEED_STEP) for number in range(len(tunings))
    ]
    if len(tunings) == 1 and limits.time_s is None:
        # Iterations end by themselves: no need to watch from outside.
        return [
            _search(
                _Job(problem, plans[0], tunings[0], skip, insist, start), on_report, should_stop
            )
        ]
    jobs = [
        _Job(problem, plan, tuning, skip, insist, start)
        for plan, tuning in zip(plans, tunings, strict=True)
    ]
    return _Team(jobs).run(on_report, should_stop)


@dataclass(frozen=True, slots=True)
class _Job:
    """What one process is to do."""

    problem: RoutingProblem
    limits: Limits
    tuning: Tuning
    skip: frozenset[int]
    insist: bool
    start: RoutingSolution | None


def _search(
    job: _Job, on_report: Callable[[int, Report], None], should_stop: Callable[[], bool]
) -> Found:
    return search_in_rounds(
        job.problem,
        job.limits,
        job.tuning,
        skip=job.skip,
        insist=job.insist,
        start=job.start,
        on_best=lambda solution, iterations: on_report(0, Report(solution, iterations)),
        stop=should_stop,
    )


class _Team:
    """Processes at work, each at the other end of a pipe."""

    def __init__(self, jobs: Sequence[_Job]) -> None:
        context = _context()
        self._problem = jobs[0].problem
        time_s = jobs[0].limits.time_s
        self._deadline = None if time_s is None else time.monotonic() + time_s
        self._halt = context.Event()
        self._pipes: list[Connection] = []
        self._processes = []
        self._told: dict[int, Report] = {}
        self._found: dict[int, Found] = {}
        self._errors: list[str] = []
        for job in jobs:
            mine, theirs = context.Pipe()
            process = context.Process(target=_work, args=(theirs, self._halt), daemon=True)
            with _signals_held():
                process.start()
            theirs.close()
            # The job follows by the pipe: one that dies at once then blocks nobody.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                mine.send((job, self._deadline))
            self._pipes.append(mine)
            self._processes.append(process)

    def run(
        self, on_report: Callable[[int, Report], None], should_stop: Callable[[], bool]
    ) -> list[Found]:
        open_pipes = list(self._pipes)
        try:
            while open_pipes:
                for pipe in wait(open_pipes, timeout=_BEAT_S):
                    number = self._pipes.index(pipe)  # type: ignore[arg-type]
                    if not self._receive(number, on_report):
                        open_pipes.remove(self._pipes[number])
                if should_stop() and not self._halt.is_set():
                    self._halt.set()
                    self._deadline = min(self._deadline or float("inf"), time.monotonic())
                if self._deadline is not None and time.monotonic() > self._deadline + _GRACE_S:
                    break
        finally:
            self._dismiss()
        if not self._found and not self._told:
            if self._errors:
                raise EngineError(with_pyvrp.version(), self._problem.size(), self._errors[0])
            return []
        return [
            self._found.get(number) or Found(report.solution, (), report.iterations)
            for number in range(len(self._pipes))
            for report in (self._told.get(number, Report(RoutingSolution(()), 0)),)
        ]

    def _receive(self, number: int, on_report: Callable[[int, Report], None]) -> bool:
        """Take one message; False when the process has no more to say."""
        try:
            message = self._pipes[number].recv()
        except (EOFError, OSError):
            if number not in self._found:
                self._errors.append("a search process ended without an answer")
            return False
        if isinstance(message, Report):
            self._told[number] = message
            on_report(number, message)
            return True
        if isinstance(message, Found):
            self._found[number] = message
        else:
            self._errors.append(str(message))
        return False

    def _dismiss(self) -> None:
        for process in self._processes:
            if process.is_alive():
                process.join(timeout=_BEAT_S)
            if process.is_alive():
                process.kill()
            process.join()
        for pipe in self._pipes:
            pipe.close()


def _context() -> ForkContext | SpawnContext:
    """Fork where this process has one thread, which is instant and safe; else start afresh.

    Libraries of linear algebra start threads when they are imported, unless they are told to
    use one only; where jobs are run by the thousand they are.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            if len(os.listdir("/proc/self/task")) == 1:  # noqa: PTH208 - numbers are wanted
                return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


@contextlib.contextmanager
def _signals_held() -> Iterator[None]:
    """Hold back what a child would die of before it can ignore it: masks are inherited."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ANSWERED_BY_PARENT)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(pipe: Connection, halt: Event) -> None:
    """What a process does. Signals are for its parent to answer, as long as it lives."""
    for number in _ANSWERED_BY_PARENT:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ANSWERED_BY_PARENT)
    parent = multiprocessing.parent_process()

    def should_stop() -> bool:
        return halt.is_set() or (parent is not None and not parent.is_alive())

    job, deadline = pipe.recv()
    try:
        if deadline is not None:
            left = max(0.0, deadline - time.monotonic())
            job = replace(job, limits=replace(job.limits, time_s=left))
        pipe.send(_search(job, lambda _n, report: pipe.send(report), should_stop))
    except BrokenPipeError:
        return
    except Exception as error:  # whatever it was, the parent must hear of it
        pipe.send(f"{type(error).__name__}: {error}")
    finally:
        pipe.close()
