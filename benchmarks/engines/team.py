"""How does a library that searches with one core use all of them? One process a core.

Each process searches in its own way (another seed, another start) and tells what it finds;
the best is taken. What was told counts, even of a process that ends badly.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Generic, TypeVar

from benchmarks.engines.answer import Listener, Trajectory
from models.routing.problem import RoutingSolution

__all__ = ["Best", "Tell", "best_of"]

JobT = TypeVar("JobT")

Tell = Callable[[float, Callable[[], RoutingSolution] | None], None]
"""Takes a better objective, and what makes its solution, now or later; None where nothing can."""

_BETWEEN_S = 0.1
_BEAT_S = 0.2
_GRACE_S = 1.0


@dataclass
class Best:
    """The best that any process has told.

    Parameters
    ----------
    on_progress : Listener
        Told of what is better than everything before.
    """

    on_progress: Listener
    objective: float = float("inf")
    solution: RoutingSolution | None = None
    iterations: int = 0
    trajectory: Trajectory = ()
    errors: list[str] = field(default_factory=list)
    _lowest: float = float("inf")

    def hear(self, message: _Message) -> None:
        """Take what a process told."""
        for seconds, objective in message.points:
            if objective < self._lowest:
                self._lowest = objective
                self.trajectory = (*self.trajectory, (seconds, objective))
                self.on_progress(seconds, objective)
        if message.solution is not None and message.objective < self.objective:
            self.objective, self.solution = message.objective, message.solution
        self.iterations += message.iterations
        if message.error:
            self.errors.append(message.error)


@dataclass(frozen=True)
class _Message:
    points: Trajectory = ()
    objective: float = float("inf")
    solution: RoutingSolution | None = None
    iterations: int = 0
    error: str = ""
    last: bool = False


@dataclass
class _Teller(Generic[JobT]):
    """Gathers what a search finds and sends it on a few times a second."""

    send: Callable[[_Message], None]
    started: float
    points: list[tuple[float, float]] = field(default_factory=list)
    make: Callable[[], RoutingSolution] | None = None
    worth: float = float("inf")
    sent: float = 0.0

    def __call__(self, objective: float, make: Callable[[], RoutingSolution] | None) -> None:
        now = time.monotonic()
        self.points.append((now - self.started, objective))
        if make is not None:
            self.make, self.worth = make, objective
        if now - self.sent >= _BETWEEN_S:
            self.flush()

    def flush(self) -> None:
        solution = None if self.make is None else self.make()
        if self.points:
            self.send(_Message(tuple(self.points), self.worth, solution))
            self.points, self.make, self.sent = [], None, time.monotonic()

    def work(self, search: Callable[[JobT, Tell], int], job: JobT) -> None:
        try:
            iterations = search(job, self)
            self.flush()
            self.send(_Message(iterations=iterations, last=True))
        except Exception as error:  # whatever it was, it must be told
            self.send(_Message(error=f"{type(error).__name__}: {error}", last=True))


def best_of(
    search: Callable[[JobT, Tell], int],
    jobs: Sequence[JobT],
    *,
    started: float,
    deadline: float | None,
    on_progress: Listener,
) -> Best:
    """Run a search for each job, each in its own process, and take the best.

    Parameters
    ----------
    search : callable
        Function of a module: takes a job and a :data:`Tell`, returns iterations done.
    jobs : sequence
        One a process; a single one is done in this process.
    started, deadline : float
        By ``time.monotonic``; who has not ended a second after the deadline is killed.
    on_progress : Listener
        Told of each better objective.

    Returns
    -------
    Best
        The best solution told.

    Raises
    ------
    RuntimeError
        If every process failed without having told a solution.
    """
    best = Best(on_progress)
    if len(jobs) == 1:
        _Teller[JobT](best.hear, started).work(search, jobs[0])
    else:
        _run_apart(search, jobs, started, deadline, best)
    if best.solution is None and best.errors:
        raise RuntimeError(best.errors[0])
    return best


def _run_apart(
    search: Callable[[JobT, Tell], int],
    jobs: Sequence[JobT],
    started: float,
    deadline: float | None,
    best: Best,
) -> None:
    context = multiprocessing.get_context("spawn")
    pipes: list[Connection] = []
    processes = []
    for job in jobs:
        mine, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, search), daemon=True)
        process.start()
        theirs.close()
        mine.send((job, started))
        pipes.append(mine)
        processes.append(process)
    waiting = list(pipes)
    try:
        while waiting:
            ready = wait(waiting, timeout=_BEAT_S)
            for pipe in [one for one in waiting if one in ready]:
                try:
                    message: _Message = pipe.recv()
                except (EOFError, OSError):
                    message = _Message(error="a process ended without an answer", last=True)
                best.hear(message)
                if message.last:
                    waiting.remove(pipe)
            if deadline is not None and time.monotonic() > deadline + _GRACE_S:
                break
    finally:
        for process in processes:
            process.kill()
            process.join()
        for pipe in pipes:
            pipe.close()


def _serve(pipe: Connection, search: Callable[[JobT, Tell], int]) -> None:
    job, started = pipe.recv()
    _Teller[JobT](pipe.send, started).work(search, job)
    pipe.close()
