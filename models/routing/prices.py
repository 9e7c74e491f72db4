"""What do prices of tasks prove, and which routes are cheap at them?

The linear program (B.5), the label searches at its prices, and the bound (B.6) of
``docs/models/routing.md``; ``column_generation`` decides in which order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.routing import labels
from models.routing.bound import dearest_route
from models.routing.evaluate import evaluate_route
from models.routing.master import Master
from models.routing.network import MAX_TASKS, Class
from models.routing.problem import Route, RoutingProblem, Trip
from models.routing.threads import Stop, in_threads
from models.routing.ways import Found, Source, Way

__all__ = ["Column", "Lagrangian", "Prices"]

_PER_ROUND = 40
_FAR = 1e12


@dataclass(frozen=True, eq=False)
class Column:
    """A route as the linear program knows it.

    Parameters
    ----------
    way : Way
        How it is driven, with its true cost.
    counts : numpy.ndarray of int64, shape (n_classes,)
        Tasks of each class that it does.
    """

    way: Way
    counts: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Lagrangian:
    """The best bound found.

    Parameters
    ----------
    bound : float
        No solution costs less; minus infinity where nothing was proven.
    prices : numpy.ndarray of float64, shape (n_classes,)
        Prices that prove it.
    least : numpy.ndarray of float64, shape (n_types,)
        Least cost of a route of each type at these prices, at most 0.
    columns : tuple of Column
        All routes met.
    converged : bool
        Whether no other prices can prove more.
    n_routes : float
        Routes of the last linear program.
    """

    bound: float
    prices: NDArray[np.float64]
    least: NDArray[np.float64]
    columns: tuple[Column, ...]
    converged: bool
    n_routes: float = 0.0


class Prices:
    """The linear program, its prices, and the best that they have proven so far.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    classes : tuple of Class
        Its tasks.
    sources : sequence of Source
        One for each vehicle type that has vehicles.
    memory, mode : int
        Of the label searches that prove.
    stop : callable
        Asked now and then; True ends it.
    n_jobs : int
        Threads.
    n_routes : tuple of int
        Fewest and most routes.
    """

    def __init__(
        self,
        problem: RoutingProblem,
        classes: tuple[Class, ...],
        sources: Sequence[Source],
        memory: int,
        mode: int,
        stop: Stop,
        n_jobs: int,
        n_routes: tuple[int, int],
    ) -> None:
        self.n_routes = n_routes
        self.problem, self.classes, self.sources = problem, classes, sources
        self.memory, self.mode, self.stop, self.n_jobs = memory, mode, stop, n_jobs
        self.n_tasks = np.array([len(group.tasks) for group in classes])
        self.n_vehicles = np.array(
            [
                min(problem.vehicle_types[p.vehicle_type].n_available, problem.n_tasks)
                for p in sources
            ]
        )
        self.fixed = np.array(
            [problem.vehicle_types[source.vehicle_type].fixed_cost for source in sources]
        )
        self.prizes = np.array(
            [
                np.inf if prize is None else prize
                for prize in (problem.tasks[group.tasks[0]].prize for group in classes)
            ]
        )
        dear = dearest_route(problem)
        alone = np.array([_alone(problem, group.tasks[0], dear) for group in classes])
        self.penalties = np.minimum(self.prizes, 1.2 * alone)
        self.highest = 1e3 * dear
        self.master = Master(self.n_tasks, self.n_vehicles, self.penalties, n_routes)
        self.answer = self.master.solve()
        self.columns: list[Column] = []
        self.known: set[tuple[int, bytes]] = set()
        self.best = Lagrangian(
            -np.inf, np.zeros(len(classes)), np.zeros(len(sources)), (), converged=False
        )

    def add(self, ways: Iterable[Way]) -> int:
        """Add routes, their costs being true; how many were new."""
        n = 0
        for way in ways:
            counts = way.counts(len(self.classes))
            key = (way.vehicle_type, counts.tobytes() + repr(round(way.cost, 6)).encode())
            if key not in self.known:
                self.known.add(key)
                self.columns.append(Column(way, counts))
                position = [source.vehicle_type for source in self.sources].index(way.vehicle_type)
                self.master.add(position, way.cost, counts)
                n += 1
        return n

    def price(self, prices: NDArray[np.float64], mode: int) -> list[Found]:
        """Cheap routes at some prices, of every vehicle type."""
        toll = self.answer.toll

        # What proves nothing need not forget anything.
        memory = self.memory if mode in (labels.EXACT, labels.RELAXED) else MAX_TASKS

        def job(source: Source) -> Callable[[NDArray[np.int64]], Found]:
            return lambda flag: source.search(
                prices, mode=mode, memory=memory, stop=flag, most=_PER_ROUND, toll=toll
            )

        return in_threads([job(source) for source in self.sources], self.stop, self.n_jobs)

    def prove(self, prices: NDArray[np.float64], found: Sequence[Found]) -> float:
        """(B.6): the bound that prices give, if the label searches were complete."""
        if any(f.status != labels.DONE for f in found):
            return -np.inf
        costs = np.array([f.least for f in found])
        least = np.minimum(0.0, costs)
        bound = float(self.n_tasks @ prices) + self._least_of_routes(costs)
        # Prices a little lower, at which no route pays: it costs its fixed cost at least.
        shares = np.where(least < 0.0, self.fixed / np.maximum(self.fixed - least, 1e-9), 1.0)
        share = float(shares.min(initial=1.0))
        lowered = share * float(self.n_tasks @ prices)
        if lowered > bound:
            bound, prices, least = lowered, share * prices, np.zeros_like(least)
        if bound > self.best.bound:
            self.best = Lagrangian(bound, prices, least, (), converged=False)
        return bound

    def _least_of_routes(self, costs: NDArray[np.float64]) -> float:
        """Least that so few and so many routes cost after prices, at the best of all tolls."""
        fewest, most = self.n_routes
        if fewest > self.n_vehicles.sum():
            return float("inf")
        after = [
            float(fewest if toll > 0.0 else most) * toll
            + float(self.n_vehicles @ np.minimum(0.0, costs - toll))
            for toll in (0.0, *costs[np.abs(costs) < _FAR].tolist())
        ]
        least: float = max(after)
        return least

    def true(self, found: Iterable[Found], prices: NDArray[np.float64]) -> list[Way]:
        """Routes with their true costs."""
        n = len(self.classes)
        return [
            replace(way, cost=way.cost + float(way.counts(n) @ prices))
            for f in found
            for way in f.ways
        ]


def _alone(problem: RoutingProblem, task: int, dear: float) -> float:
    """Cost of the cheapest route with one task alone; the dearest route's where there is none."""
    asked = problem.tasks[task]
    costs = [dear]
    for index in range(len(problem.vehicle_types)):
        for origin in asked.depots if asked.is_delivery else (None,):
            sheet = evaluate_route(problem, Route(index, (Trip(origin, (task,)),)))
            if not sheet.violations:
                costs.append(sheet.cost)
    return min(costs)
