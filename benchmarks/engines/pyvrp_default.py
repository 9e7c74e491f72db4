"""How does PyVRP do by itself? Its own ``solve`` with default parameters, one seed a core.

A plain problem is built straight from its matrices. Where it has rules that PyVRP cannot say
(goods that may not meet, cleaning, several loading depots), it is given our restatement of
them and searches that: what is compared is the search. Tasks that no cost would justify to
leave out are required, as anybody would pose them; where nothing feasible is found in half
the time that is left after building, they become optional.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.engines import pyvrp_data
from benchmarks.engines.answer import Answer, Listener
from benchmarks.engines.plain import Plain, obstacles
from benchmarks.engines.team import Tell, best_of
from benchmarks.instance import Instance
from models.outcome import Limits
from models.routing.problem import RoutingProblem, RoutingSolution

if TYPE_CHECKING:
    import pyvrp

__all__ = ["NAME", "SEEDED", "run", "unsupported", "version"]

NAME = "pyvrp_default"
SEEDED = True

_SEED_STEP = 1_000_003
_PATIENCE = 0.5
_READING_S = 0.05

Read = Callable[["pyvrp.Solution"], RoutingSolution]


@dataclass(frozen=True)
class _Job:
    problem: RoutingProblem
    limits: Limits
    deadline: float | None


def version() -> str:
    """Library and version."""
    from importlib.metadata import version as installed

    return f"pyvrp {installed('pyvrp')}"


def unsupported(instance: Instance) -> tuple[str, ...]:
    """What of an instance cannot be expressed."""
    return () if instance.problem.vehicle_types else ("a problem without vehicle types",)


def run(instance: Instance, limits: Limits, on_progress: Listener) -> Answer:
    """Search with one process a core, each with its own seed."""
    started = time.monotonic()
    deadline = None if limits.time_s is None else started + limits.time_s
    jobs = [
        _Job(
            instance.problem,
            Limits(
                limits.time_s,
                limits.iterations,
                limits.no_improvement,
                limits.seed + number * _SEED_STEP,
            ),
            deadline,
        )
        for number in range(limits.n_jobs)
    ]
    best = best_of(_search, jobs, started=started, deadline=deadline, on_progress=on_progress)
    return Answer(
        solution=best.solution,
        seconds=time.monotonic() - started,
        trajectory=best.trajectory,
        bound=None,
        iterations=best.iterations,
        version=version(),
    )


def _search(job: _Job, tell: Tell) -> int:
    """Search with one seed; iterations done."""
    iterations = 0
    dispensable = any(task.prize is not None for task in job.problem.tasks)
    for insist in (True, False) if dispensable else (True,):
        watch = _search_once(job, tell, insist=insist, may_give_up=insist and dispensable)
        iterations += watch.iterations
        if watch.found:
            break
    return iterations


def _search_once(job: _Job, tell: Tell, *, insist: bool, may_give_up: bool) -> _Watch:
    import pyvrp

    data, read, scale = _posed(job.problem, insist=insist)
    watch = _Watch(job, data, tell, read, scale, may_give_up=may_give_up)

    class Callbacks(pyvrp.IteratedLocalSearchCallbacks):
        def on_start(self, ils: Any) -> None:
            del ils

        def on_iteration(self, current: Any, _candidate: Any, _best: Any, _costs: Any) -> None:
            del current
            watch.iterations += 1

        def on_best(self, best: Any) -> None:
            watch.on_best(best)

    parameters = pyvrp.SolveParams(ils=pyvrp.IteratedLocalSearchParams(callbacks=Callbacks()))
    with warnings.catch_warnings():
        # Penalties at their bound are told by the missing solution.
        warnings.simplefilter("ignore")
        result = pyvrp.solve(
            data,
            stop=watch,
            seed=job.limits.seed,
            collect_stats=False,
            display=False,
            params=parameters,
        )
    watch.on_best(result.best)
    return watch


def _posed(problem: RoutingProblem, *, insist: bool) -> tuple[pyvrp.ProblemData, Read, float]:
    """PyVRP's data, how to read its solutions, and its units for a unit of the objective."""
    if not obstacles(problem):
        plain = Plain(problem)
        data = pyvrp_data.build(plain, insist=insist)
        scale = pyvrp_data.units(plain).scale
        return data, lambda found: pyvrp_data.read(plain, data, found), scale
    from models.routing.reformulate import expand
    from models.routing.with_pyvrp import data as restated
    from models.routing.with_pyvrp.money import money_scale

    expanded = expand(problem)
    built = restated.build(expanded, insist=insist)
    scale = money_scale(problem)
    return built, lambda found: restated.read(expanded, found), scale


def _counted_twice(data: pyvrp.ProblemData) -> int:
    """Prizes of copies of one task: PyVRP counts all those that are not collected."""
    clients = data.clients()
    prizes = [[clients[member].prize for member in group.clients] for group in data.groups()]
    return sum(sum(group) - max(group) for group in prizes)


class _Watch:
    """Says when to stop, in PyVRP's way, and tells what is better."""

    def __init__(
        self,
        job: _Job,
        data: pyvrp.ProblemData,
        tell: Tell,
        read: Read,
        scale: float,
        *,
        may_give_up: bool,
    ) -> None:
        import pyvrp

        self._limits, self._deadline = job.limits, job.deadline
        began = time.monotonic()
        left = 0.0 if job.deadline is None else job.deadline - began
        self._patient_until = began + _PATIENCE * left
        self._tell, self._read, self._scale = tell, read, scale
        self._may_give_up = may_give_up
        self._costs = pyvrp.CostEvaluator([0.0] * data.num_load_dimensions, 0, 0)
        self._counted_twice = _counted_twice(data)
        self._cost = float("inf")
        self._last_gain = 0
        self.iterations = 0

    @property
    def found(self) -> bool:
        """Whether anything feasible has been found."""
        return self._cost < float("inf")

    def on_best(self, solution: pyvrp.Solution) -> None:
        if not solution.is_feasible():
            return
        cost = self._costs.cost(solution)
        if cost < self._cost:
            self._cost, self._last_gain = cost, self.iterations
            self._tell((cost - self._counted_twice) / self._scale, lambda: self._read(solution))

    def __call__(self, best_cost: int) -> bool:
        limits = self._limits
        if limits.iterations is not None and self.iterations >= limits.iterations:
            return True
        idle = self.iterations - self._last_gain
        if limits.no_improvement is not None and idle >= limits.no_improvement:
            return True
        if self._deadline is None:
            return False
        now = time.monotonic()
        feasible = best_cost < np.iinfo(np.int64).max
        if self._may_give_up and not feasible and now > self._patient_until:
            return True
        return now > self._deadline - _READING_S
