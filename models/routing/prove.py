"""How good is a solution at worst? Bounds that hold, and optimality where it can be had.

First what is quick: there and back, services. Then a bound from prices of tasks (column
generation), sharper and sharper. Then every route that could be in a better solution, and
the best combination of these: with that the day is solved. Section 8 of
``docs/models/routing.md``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.outcome import Limits, Progress, ProgressListener
from models.routing.bound import lower_bound
from models.routing.choose_ways import best_combination, solution_of
from models.routing.column_generation import Lagrangian, generate, in_threads
from models.routing.evaluate import evaluate
from models.routing.network import MAX_TASKS, Class, TooManyStatesError, classes_of
from models.routing.pricing import Listed, Pricer, Source, Way
from models.routing.problem import RoutingProblem, RoutingSolution

__all__ = ["Proof", "prove"]

_MEMORIES = (5, 9, 14)
_FEW_TASKS = 20
_LABELS = 3_000_000
_MOST_WAYS = 40_000
_COMBINE_S = 3.0
_TELL_S = 0.1
_FAR = 1e14
_ROUNDING = 1e-6
_SAFETY = 1e-6


@dataclass(frozen=True, slots=True)
class Proof:
    """What is certain about a problem.

    Parameters
    ----------
    bound : float or None
        No solution's objective is below it; None where nothing is proven.
    solution : RoutingSolution or None
        The best known: the one given, or a better one that was found.
    optimal : bool
        Whether its objective meets the bound.
    method : str
        What the bound comes from.
    seconds : float
        Wall time used. [s]
    """

    bound: float | None
    solution: RoutingSolution | None
    optimal: bool
    method: str
    seconds: float


@dataclass(slots=True)
class _Known:
    """Best solution and best bound so far, and who is told of them."""

    problem: RoutingProblem
    started: float
    deadline: float | None
    listener: ProgressListener | None
    solution: RoutingSolution | None = None
    objective: float = float("inf")
    bound: float = -float("inf")
    method: str = "nothing"
    stopped: bool = False
    told: float = field(default=-float("inf"))

    def offer(self, solution: RoutingSolution | None) -> None:
        if solution is None:
            return
        sheet = evaluate(self.problem, solution)
        if not sheet.violations and sheet.objective < self.objective:
            self.solution, self.objective = solution, sheet.objective

    def raise_bound(self, bound: float, method: str) -> None:
        # A little less than was found: sums of floating point numbers are not exact.
        safe = bound - _SAFETY * max(1e-3, abs(bound) * 1e-3)
        if safe > self.bound:
            self.bound, self.method = safe, method

    @property
    def is_proven(self) -> bool:
        if self.objective == float("inf"):
            return False
        return self.objective - self.bound <= _ROUNDING * max(1.0, abs(self.objective))

    def should_stop(self) -> bool:
        now = time.monotonic()
        if self.listener is not None and not self.stopped and now - self.told > _TELL_S:
            self.told = now
            known = self.solution is not None
            left_out = self.solution.left_out(self.problem.n_tasks) if self.solution else ()
            self.stopped = self.listener(
                Progress(
                    seconds=now - self.started,
                    objective=self.objective if known else None,
                    n_routes=len(self.solution.routes) if self.solution else 0,
                    n_unserved=len(left_out) if known else self.problem.n_tasks,
                    iterations=0,
                )
            )
        return self.stopped or (self.deadline is not None and now >= self.deadline)

    def proof(self) -> Proof:
        bound = min(self.bound, self.objective)
        return Proof(
            bound=bound if -float("inf") < bound < float("inf") else None,
            solution=self.solution,
            optimal=self.is_proven,
            method=self.method,
            seconds=time.monotonic() - self.started,
        )


def prove(
    problem: RoutingProblem,
    solution: RoutingSolution | None,
    *,
    limits: Limits,
    on_progress: ProgressListener | None = None,
) -> Proof:
    """Bound a problem from below, and solve it where that can be done in time.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    solution : RoutingSolution or None
        The best one known; the better it is, the quicker the proof.
    limits : Limits
        Its time and number of threads count; without a time it ends when all means are used.
    on_progress : callable, optional
        Told now and then; answers True to stop now. What was proven stays proven.

    Returns
    -------
    Proof
        Bound, best solution known, and whether that is optimal.

    Examples
    --------
    >>> from models.routing.problem import Depot, Route, Task, Trip, VehicleType
    >>> metres = np.array([[[0, 1000, 2000], [1000, 0, 1000], [2000, 1000, 0]]])
    >>> problem = RoutingProblem(
    ...     durations=metres // 10, distances=metres, setups=np.zeros(3, np.int64),
    ...     tasks=(Task(1, (1,), (0,)), Task(2, (1,), (0,))), depots=(Depot(0),),
    ...     vehicle_types=(VehicleType(2, (2,), 0, 0, (0, 3600), 3600, cost_per_metre=0.01),),
    ... )
    >>> apart = RoutingSolution(tuple(Route(0, (Trip(0, (t,)),)) for t in (0, 1)))
    >>> proof = prove(problem, apart, limits=Limits(time_s=60))
    >>> round(proof.bound, 3), proof.optimal, len(proof.solution.routes)
    (40.0, True, 1)
    """
    started = time.monotonic()
    deadline = None if limits.time_s is None else started + limits.time_s
    known = _Known(problem, started, deadline, on_progress)
    known.offer(solution)
    known.offer(RoutingSolution(()))
    known.raise_bound(lower_bound(problem), "there and back, services")
    if not known.is_proven and 0 < problem.n_tasks <= MAX_TASKS and not known.should_stop():
        _prove_by_routes(problem, known, limits.n_jobs)
    return known.proof()


def _prove_by_routes(problem: RoutingProblem, known: _Known, n_jobs: int) -> None:
    classes = classes_of(problem)
    types = [k for k, vehicle in enumerate(problem.vehicle_types) if vehicle.n_available > 0]
    room = _LABELS // max(1, len(types))
    try:
        sources: Sequence[Source] = [Pricer(problem, k, classes, max_labels=room) for k in types]
    except TooManyStatesError:
        return
    memories: tuple[int, ...] = _MEMORIES
    if problem.n_tasks <= _FEW_TASKS:
        everything = _all_below(sources, np.zeros(len(classes)), [_FAR] * len(types), known, n_jobs)
        if everything is not None:
            sources, memories = everything, (MAX_TASKS,)
    ways = _ways_of(problem, classes, known.solution)
    proven: Lagrangian | None = None
    for memory in memories:
        proven = generate(
            problem, classes, sources, ways, memory=memory, target=known.objective,
            stop=known.should_stop, n_jobs=n_jobs, start=proven,
        )  # fmt: skip
        known.raise_bound(proven.bound, "column generation")
        if known.is_proven or known.should_stop():
            return
        _combine_known(problem, classes, proven, known)
        if known.is_proven or known.should_stop():
            return
        if _solve_by_all_routes(problem, classes, sources, proven, known, n_jobs):
            return


def _all_below(
    sources: Sequence[Source],
    prices: NDArray[np.float64],
    thresholds: Sequence[float],
    known: _Known,
    n_jobs: int,
) -> list[Listed] | None:
    """Every route below a threshold of its type; None where there are too many."""

    def job(source: Source, threshold: float) -> Callable[[NDArray[np.int64]], Listed | None]:
        return lambda flag: source.below(prices, threshold=threshold, stop=flag)

    jobs = [job(*pair) for pair in zip(sources, thresholds, strict=True)]
    found = in_threads(jobs, known.should_stop, n_jobs)
    every = [one for one in found if one is not None]
    return every if len(every) == len(found) else None


def _combine_known(
    problem: RoutingProblem, classes: tuple[Class, ...], proven: Lagrangian, known: _Known
) -> None:
    """A better solution from the routes met while prices were sought."""
    sizes = np.array([len(group.tasks) for group in classes])
    fit = [c for c in proven.columns if (c.counts <= sizes).all()]
    if not fit:
        return
    left = _COMBINE_S
    if known.deadline is not None:
        left = min(left, known.deadline - time.monotonic())
    chosen, _ = best_combination(
        problem,
        classes,
        np.array([c.way.vehicle_type for c in fit]),
        np.array([c.way.cost for c in fit]),
        np.array([c.counts for c in fit]),
        np.ones(len(classes), bool),
        time_s=max(0.1, left),
    )
    if chosen is not None:
        known.offer(solution_of(problem, classes, [fit[i].way for i in chosen]))


def _solve_by_all_routes(
    problem: RoutingProblem,
    classes: tuple[Class, ...],
    sources: Sequence[Source],
    proven: Lagrangian,
    known: _Known,
    n_jobs: int,
) -> bool:
    """(B.10): the best combination of all routes that a better solution could have.

    Such a route costs, after prices, no more than the gap above the cheapest of its type.
    """
    gap = known.objective - proven.bound
    gap += _ROUNDING * max(1.0, abs(known.objective)) if gap < float("inf") else 0.0
    every = _all_below(
        sources, proven.prices, [gap + least for least in proven.least], known, n_jobs
    )
    if every is None or sum(len(one.ends) for one in every) > _MOST_WAYS:
        return False
    types = np.concatenate([np.full(len(a.ends), a.vehicle_type) for a in every])
    prizes = (problem.tasks[group.tasks[0]].prize for group in classes)
    optional = np.array(
        [
            prize is not None and prize - price <= gap
            for prize, price in zip(prizes, proven.prices, strict=True)
        ]
    )
    left = None if known.deadline is None else max(0.1, known.deadline - time.monotonic())
    chosen, value = best_combination(
        problem,
        classes,
        types,
        np.concatenate([a.costs for a in every]),
        np.concatenate([a.counts for a in every]),
        optional,
        time_s=left,
    )
    if value is None:
        return False
    if chosen is None:
        # No combination is better than what is known.
        known.raise_bound(known.objective, "all routes")
        return True
    known.raise_bound(min(value, known.objective), "all routes")
    starts = np.cumsum([0, *(len(a.ends) for a in every)])
    ways = []
    for index in chosen:
        which = int(np.searchsorted(starts, index, side="right")) - 1
        ways.append(every[which].way(int(index - starts[which])))
    known.offer(solution_of(problem, classes, ways))
    return True


def _ways_of(
    problem: RoutingProblem, classes: tuple[Class, ...], solution: RoutingSolution | None
) -> list[Way]:
    """Routes of a solution as the label search knows them."""
    if solution is None:
        return []
    class_of = {task: c for c, group in enumerate(classes) for task in group.tasks}
    sheets = evaluate(problem, solution).routes
    return [
        Way(
            route.vehicle_type,
            sheet.cost,
            tuple((trip.origin, tuple(class_of[t] for t in trip.tasks)) for trip in route.trips),
        )
        for route, sheet in zip(solution.routes, sheets, strict=True)
    ]
