"""What does a process do that searches? It takes jobs, tells of what it finds, and answers.

Each new best solution is told as it is found, so that nothing is lost when the process is
stopped, crashes or overruns its time.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait

from models.outcome import Limits
from models.routing.problem import RoutingProblem, RoutingSolution
from models.routing.processes import leave_signals_to_parent
from models.routing.with_pyvrp import Found, Tuning

__all__ = ["Job", "Lack", "Report", "make_kernels", "search", "work"]

_LEAST_S = 0.05
"""However late it is told, a first solution is made. [s]"""


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


class Lack:
    """What a process tells that has no kernels: it searches without, until somebody makes them."""


@dataclass(frozen=True, slots=True)
class Job:
    """What one process is to do."""

    problem: RoutingProblem
    limits: Limits
    tuning: Tuning
    skip: frozenset[int]
    insist: bool
    start: RoutingSolution | None


def search(
    job: Job, on_report: Callable[[int, Report], None], should_stop: Callable[[], bool]
) -> Found:
    """Do a job in this process, telling of what is found as that of process 0."""
    # Heavy, and not needed by whoever only watches.
    from models.routing.rounds import search_in_rounds

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


def make_kernels(*, shipments: bool) -> None:
    """What a process does that makes kernels for the others."""
    leave_signals_to_parent()
    from models.routing.ready import prepare

    prepare(shipments=shipments)


def work(pipe: Connection) -> None:
    """What a process does. Signals are for its parent to answer, as long as it lives.

    Whatever is said to it while it is at work means that it is to come to an end.
    """
    leave_signals_to_parent()
    from models.routing.ready import is_ready

    parent = multiprocessing.parent_process()

    def should_stop() -> bool:
        return pipe.poll() or (parent is not None and not parent.is_alive())

    def next_order() -> tuple[Job, float | None] | None:
        # A forked process has both ends of the pipe: their end does not tell of its parent's.
        if parent is not None and pipe not in wait([pipe, parent.sentinel]):
            return None
        order: tuple[Job, float | None] | None = pipe.recv()
        return order

    try:
        while (order := next_order()) is not None:
            job, deadline = order
            if deadline is not None:
                left = max(_LEAST_S, deadline - time.monotonic())
                job = replace(job, limits=replace(job.limits, time_s=left))
            if not is_ready(job.problem):
                pipe.send(Lack())
            pipe.send(search(job, lambda _n, report: pipe.send(report), should_stop))
    except (BrokenPipeError, EOFError, ConnectionResetError):
        pass
    except Exception as error:  # whatever it was, the parent must hear of it
        pipe.send(f"{type(error).__name__}: {error}")
    finally:
        pipe.close()
