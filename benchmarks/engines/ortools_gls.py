"""How does OR-Tools' routing library do, with guided local search?

It is deterministic: another seed changes nothing, so one seed is run. It uses one core; the
others get a search each from another first solution (cheapest arcs, then parallel cheapest
insertion, savings, the library's own choice), and the best is taken.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from benchmarks.engines.answer import Answer, Listener
from benchmarks.engines.plain import obstacles
from benchmarks.engines.team import Tell, best_of
from benchmarks.instance import Instance
from models.outcome import Limits
from models.routing.problem import RoutingProblem

__all__ = ["NAME", "SEEDED", "run", "unsupported", "version"]

NAME = "ortools_gls"
SEEDED = False

_STARTS = ("PATH_CHEAPEST_ARC", "PARALLEL_CHEAPEST_INSERTION", "SAVINGS", "AUTOMATIC")


@dataclass(frozen=True)
class _Job:
    problem: RoutingProblem
    limits: Limits
    deadline: float | None
    start: str


def version() -> str:
    """Library and version."""
    from importlib.metadata import version as installed

    return f"ortools {installed('ortools')}"


def unsupported(instance: Instance) -> tuple[str, ...]:
    """What of an instance cannot be expressed."""
    problem = instance.problem
    found = list(obstacles(problem))
    if any(vehicle.max_trips != 1 for vehicle in problem.vehicle_types):
        found.append("several trips of a vehicle")
    if any(task.release for task in problem.tasks):
        found.append("goods that are ready later")
    return tuple(found)


def run(instance: Instance, limits: Limits, on_progress: Listener) -> Answer:
    """Search with one process a core, each from its own first solution."""
    started = time.monotonic()
    deadline = None if limits.time_s is None else started + limits.time_s
    jobs = [
        _Job(instance.problem, limits, deadline, _STARTS[number % len(_STARTS)])
        for number in range(min(limits.n_jobs, len(_STARTS)))
    ]
    best = best_of(_search, jobs, started=started, deadline=deadline, on_progress=on_progress)
    return Answer(
        solution=best.solution,
        seconds=time.monotonic() - started,
        trajectory=best.trajectory,
        bound=None,
        iterations=None,
        version=version(),
    )


def _search(job: _Job, tell: Tell) -> int:
    from benchmarks.engines.ortools_model import OrtoolsModel

    OrtoolsModel(job.problem).solve(job.limits, job.deadline, job.start, tell)
    return 0
