"""How is PyVRP driven? Penalties, acceptance, limits, and what is kept on the way.

Section 5 of ``docs/models/routing.md``.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from models.outcome import Limits
from models.routing.problem import Route, RoutingProblem, RoutingSolution
from models.routing.reformulate import Expanded
from models.routing.with_pyvrp.data import as_solution, build, read, scaled_penalties
from models.routing.with_pyvrp.tuning import Found, Tuning

if TYPE_CHECKING:
    import pyvrp

__all__ = ["NAME", "search", "unsupported", "version"]

NAME = "pyvrp"

_POOL_SOLUTIONS = 400
_POOL_ROUTES = 8000
_STRIDE = 20
_LISTEN_S = 0.05
_PATIENCE = 0.8
_MAX_PENALTY = 1e8
_RESTART = 8000
_UPDATE = 100
_MIN_PENALTY = 0.01


def version() -> str:
    """Name and version of the engine."""
    from importlib.metadata import version as installed

    return f"{NAME} {installed('pyvrp')}"


def unsupported(problem: RoutingProblem) -> tuple[str, ...]:
    """Features of a problem that this engine cannot express, in words.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.

    Returns
    -------
    tuple of str
        Empty when it can be solved.
    """
    types = problem.vehicle_types
    ends = [problem.tasks[task] for task in problem.shipment_of]
    found = {
        "a problem without vehicle types": not types,
        "shipments with several trips": bool(ends) and any(v.max_trips != 1 for v in types),
        "shipments with goods that may not meet": bool(ends) and bool(problem.rules.relation.any()),
        "shipments with a choice of depots": bool(ends) and len(problem.depots) > 1,
        "shipments with several windows": any(len(end.windows) > 1 for end in ends),
    }
    return tuple(text for text, is_so in found.items() if is_so)


def search(
    expanded: Expanded,
    limits: Limits,
    tuning: Tuning,
    *,
    insist: bool = False,
    add_trips: bool = True,
    start: RoutingSolution | None = None,
    on_best: Callable[[RoutingSolution, int], None] | None = None,
    stop: Callable[[int], bool] | None = None,
) -> Found:
    """Search until a limit is reached.

    Parameters
    ----------
    expanded : Expanded
        The restated problem.
    limits : Limits
        When to stop; ``n_jobs`` is not looked at.
    tuning : Tuning
        How to search.
    insist : bool
        Leave out no task whose prize is beyond any route's cost.
    add_trips : bool
        Try to put reloads into routes. It takes most of the time where turnarounds are many.
    start : RoutingSolution, optional
        Solution to begin with.
    on_best : callable, optional
        Told each new best solution with the iterations done.
    stop : callable, optional
        Asked now and then with the iterations done; True ends the search.

    Returns
    -------
    Found
        The best solution and good routes.
    """
    import pyvrp
    from pyvrp.search import (
        OPERATORS,
        LocalSearch,
        NeighbourhoodParams,
        PerturbationManager,
        PerturbationParams,
        RelocateWithDepot,
        compute_neighbours,
    )

    if not expanded.copies:
        return Found(RoutingSolution(()), (), 0)
    watch = _Watch(expanded, limits, insist=insist, tell=on_best, stop=stop)
    data = build(expanded, insist=insist)
    rng = pyvrp.RandomNumberGenerator(seed=limits.seed)
    local_search = LocalSearch(
        data,
        rng,
        compute_neighbours(data, NeighbourhoodParams(num_neighbours=tuning.n_neighbours)),
        PerturbationManager(PerturbationParams(1, tuning.max_perturbations)),
    )
    for operator in OPERATORS:
        if operator.supports(data) and (add_trips or operator is not RelocateWithDepot):
            local_search.add_operator(operator(data))
    penalties = (
        scaled_penalties(expanded, data)
        if tuning.scaled_penalties
        else pyvrp.PenaltyParams().midpoint_penalties(data)
    )
    manager = pyvrp.PenaltyManager(
        penalties,
        pyvrp.PenaltyParams(
            solutions_between_updates=_UPDATE, min_penalty=_MIN_PENALTY, max_penalty=_MAX_PENALTY
        ),
    )
    initial = None if start is None else as_solution(expanded, data, start)
    with warnings.catch_warnings():
        # Penalties at their bound are told by the missing solution, not by a warning.
        warnings.simplefilter("ignore")
        if initial is None:
            random = pyvrp.Solution.make_random(data, rng)
            initial = local_search(random, manager.max_cost_evaluator(), exhaustive=True)
        watch.on_best(initial)
        algorithm = pyvrp.IteratedLocalSearch(
            data,
            manager,
            local_search,
            initial,
            pyvrp.IteratedLocalSearchParams(
                num_iters_no_improvement=_RESTART,
                history_length=tuning.history_length,
                callbacks=_callbacks(watch),
            ),
        )
        algorithm.run(watch.should_stop, collect_stats=False)
    return Found(watch.best, watch.pool(), watch.iterations)


def _callbacks(watch: _Watch) -> pyvrp.IteratedLocalSearchCallbacks:
    import pyvrp

    class Callbacks(pyvrp.IteratedLocalSearchCallbacks):
        def on_iteration(self, current: Any, _candidate: Any, _best: Any, _costs: Any) -> None:
            watch.on_iteration(current)

        def on_best(self, best: Any) -> None:
            watch.on_best(best)

    return Callbacks()


class _Watch:
    """Keeps the best, collects routes, and says when to stop."""

    def __init__(
        self,
        expanded: Expanded,
        limits: Limits,
        *,
        insist: bool,
        tell: Callable[[RoutingSolution, int], None] | None,
        stop: Callable[[int], bool] | None,
    ) -> None:
        self._expanded = expanded
        self._limits = limits
        self._tell = tell
        self._stop = stop
        self._gives_up = insist
        self._started = time.monotonic()
        self._deadline = None if limits.time_s is None else self._started + limits.time_s
        self._listened = 0.0
        self._last_gain = 0
        self._cost = float("inf")
        self._early: list[pyvrp.Solution] = []
        self._late: list[pyvrp.Solution] = []
        self.iterations = 0
        self.best: RoutingSolution | None = None

    def on_iteration(self, current: pyvrp.Solution) -> None:
        self.iterations += 1
        if self.iterations % _STRIDE == 0 and current.is_feasible():
            self._keep(current)

    def on_best(self, solution: pyvrp.Solution) -> None:
        import pyvrp

        if not solution.is_feasible():
            return
        free = pyvrp.CostEvaluator([0.0] * len(solution.excess_load()), 0, 0)
        cost = free.cost(solution)
        if cost >= self._cost:
            return
        self._cost = cost
        self._last_gain = self.iterations
        self._keep(solution)
        self.best = read(self._expanded, solution)
        if self._tell is not None:
            self._tell(self.best, self.iterations)

    def _keep(self, solution: pyvrp.Solution) -> None:
        """Keep references only: early solutions are different, late ones are good."""
        if len(self._early) < _POOL_SOLUTIONS // 4:
            self._early.append(solution)
            return
        self._late.append(solution)
        if len(self._late) >= 2 * _POOL_SOLUTIONS:
            del self._late[:_POOL_SOLUTIONS]

    def should_stop(self, best_cost: int) -> bool:  # noqa: ARG002 - the library calls by this name
        limits = self._limits
        if limits.iterations is not None and self.iterations >= limits.iterations:
            return True
        idle = self.iterations - self._last_gain
        if self._gives_up and self.best is None and self._share_used() > _PATIENCE:
            return True
        if limits.no_improvement is not None and idle >= limits.no_improvement:
            return True
        now = time.monotonic()
        if self._deadline is not None and now >= self._deadline:
            return True
        if self._stop is not None and now - self._listened > _LISTEN_S:
            self._listened = now
            return self._stop(self.iterations)
        return False

    def _share_used(self) -> float:
        """How much of the limits is spent."""
        limits = self._limits
        by_time = by_iterations = 0.0
        if limits.time_s is not None:
            by_time = (time.monotonic() - self._started) / max(limits.time_s, 1e-9)
        if limits.iterations is not None:
            by_iterations = self.iterations / max(limits.iterations, 1)
        return max(by_time, by_iterations)

    def pool(self) -> tuple[Route, ...]:
        """Distinct routes of the solutions kept, in a fixed order; of many only some."""
        routes: dict[Route, None] = {}
        kept = [*self._early, *self._late]
        n_routes = len(kept) * max(1, len(self.best.routes) if self.best else 1)
        for solution in kept[:: 1 + n_routes // _POOL_ROUTES]:
            routes |= dict.fromkeys(read(self._expanded, solution).routes)
        return tuple(routes)
