"""What does a process do that searches? It takes jobs, tells of what it finds, and answers.

Each new best solution is told as it is found, so that nothing is lost when the process is
stopped, crashes or overruns its time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection

from models.routing.line import Line, PeersByLine
from models.routing.messages import Job, Lack, Report
from models.routing.processes import leave_signals_to_parent
from models.routing.ruin_shares import Peers
from models.routing.with_pyvrp import Found

__all__ = ["make_kernels", "search", "work"]

_LEAST_S = 0.05
"""However late it is told, a first solution is made. [s]"""


def search(
    job: Job,
    on_report: Callable[[int, Report], None],
    should_stop: Callable[[], bool],
    peers: Peers | None = None,
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
        peers=peers,
    )


def make_kernels(*, shipments: bool) -> None:
    """What a process does that makes kernels for the others."""
    leave_signals_to_parent()
    from models.routing.ready import prepare

    prepare(shipments=shipments)


def work(pipe: Connection) -> None:
    """What a process does. Signals are for its parent to answer, as long as it lives."""
    leave_signals_to_parent()
    from models.routing.ready import is_ready

    line = Line(pipe)
    try:
        while (order := line.next_order()) is not None:
            job, deadline = order
            if deadline is not None:
                left = max(_LEAST_S, deadline - time.monotonic())
                job = replace(job, limits=replace(job.limits, time_s=left))
            if not is_ready(job.problem):
                line.say(Lack())
            crew = job.crew
            peers = None if crew is None else PeersByLine(crew, line)
            line.say(search(job, lambda _n, report: line.say(report), line.should_stop, peers))
    except (BrokenPipeError, EOFError, ConnectionResetError):
        pass
    except Exception as error:  # whatever it was, the parent must hear of it
        line.say(f"{type(error).__name__}: {error}")
    finally:
        pipe.close()
