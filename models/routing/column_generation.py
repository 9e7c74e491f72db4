"""How cheap can a day be at best? A bound from prices that tasks are given.

Any prices give a valid bound once the cheapest route at these prices is known: the sum of
prices, less what the vehicles could gain by them. Prices come from a linear program over
the routes known so far; the cheapest routes at these prices join it. Section 8.2 of
``docs/models/routing.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from models.routing import labels
from models.routing.evaluate import evaluate_route
from models.routing.master import Master
from models.routing.network import MAX_TASKS, Class
from models.routing.pricing import CLOSE, Found, Source, Way
from models.routing.problem import Route, RoutingProblem, Trip, dearest_route

__all__ = ["Column", "Lagrangian", "Stop", "generate", "in_threads"]

ResultT = TypeVar("ResultT")

Stop = Callable[[], bool]
"""Asked now and then; True ends the work."""

_PER_ROUND = 40
_SMOOTHING = 0.6
_POLL_S = 0.05
_MANY = 10**6
_FAR = 1e12
_PENALTY_STEP = 4.0


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


class _Generation:
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
        return max(after)

    def true(self, found: Iterable[Found], prices: NDArray[np.float64]) -> list[Way]:
        """Routes with their true costs."""
        n = len(self.classes)
        return [
            replace(way, cost=way.cost + float(way.counts(n) @ prices))
            for f in found
            for way in f.ways
        ]


def generate(
    problem: RoutingProblem,
    classes: tuple[Class, ...],
    sources: Sequence[Source],
    known: Iterable[Way],
    *,
    memory: int,
    target: float,
    stop: Stop,
    n_jobs: int = 1,
    start: Lagrangian | None = None,
    mode: int = labels.EXACT,
    n_routes: tuple[int, int] = (0, _MANY),
) -> Lagrangian:
    """Best bound that prices can prove, or what was proven when it was stopped.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    classes : tuple of Class
        Its tasks.
    sources : sequence of Source
        One for each vehicle type that has vehicles.
    known : iterable of Way
        Routes to begin with.
    memory : int
        Tasks remembered around each (ng-routes: Baldacci, Mingozzi & Roberti 2011,
        doi:10.1287/opre.1110.0975).
    target : float
        A bound that is enough.
    stop : callable
        Asked now and then; True ends it.
    n_jobs : int
        Threads.
    start : Lagrangian, optional
        What was proven before.
    mode : int
        ``labels.EXACT`` or ``RELAXED``; with ``COARSE`` prices are only sought, which is quick,
        and nothing is proven.
    n_routes : tuple of int
        Fewest and most routes; the bound holds for solutions with so many.

    Returns
    -------
    Lagrangian
        The bound with the prices that prove it, and all routes met.
    """
    work = _Generation(problem, classes, sources, memory, mode, stop, n_jobs, n_routes)
    work.add(known)
    centre = None
    if start is not None:
        work.add(column.way for column in start.columns)
        work.best = start
        centre = start.prices
    if mode == labels.COARSE:
        prices = _guess(work)
        none = np.zeros(len(sources))
        return Lagrangian(-np.inf, prices, none, tuple(work.columns), converged=False)
    converged = _iterate(work, centre, target)
    return replace(
        work.best,
        columns=tuple(work.columns),
        converged=converged,
        n_routes=work.answer.n_routes,
    )


def _guess(work: _Generation) -> NDArray[np.float64]:
    """Prices at which the quickest search finds no route."""
    prices = np.zeros(len(work.classes))
    while not work.stop():
        work.answer = work.master.solve()
        prices, left_out = work.answer.prices, work.answer.left_out
        is_better = _useful(work, work.price(prices, labels.COARSE), prices, prices)
        if not is_better and not _raise_penalties(work, left_out):
            break
    found: NDArray[np.float64] = np.minimum(prices, work.penalties)
    return found


def _iterate(work: _Generation, centre: NDArray[np.float64] | None, target: float) -> bool:
    """Price out and solve in turn; prices are drawn to those that proved most (Wentges 1997)."""
    smoothing = _SMOOTHING
    while not work.stop():
        work.answer = work.master.solve()
        value, prices, left_out = work.answer.value, work.answer.prices, work.answer.left_out
        drawn = centre is not None and smoothing > 0.0
        tried = prices if centre is None else smoothing * centre + (1.0 - smoothing) * prices
        tried = np.minimum(tried, work.penalties)
        if _find_quickly(work, tried, prices, drawn=drawn):
            continue
        found = work.price(tried, work.mode)
        before = work.best.bound
        if work.prove(tried, found) > before:
            centre = tried
        if work.best.bound >= target - CLOSE * max(1.0, abs(target)):
            return False
        is_closed = value - work.best.bound <= CLOSE * max(1.0, abs(value))
        if not is_closed:
            if _useful(work, found, tried, prices):
                continue
            if drawn:
                smoothing = max(0.0, smoothing - _SMOOTHING / 2)
                continue
        if any(f.status != labels.DONE for f in found):
            return False
        if not _raise_penalties(work, left_out):
            return True
    return False


def _find_quickly(
    work: _Generation, tried: NDArray[np.float64], prices: NDArray[np.float64], *, drawn: bool
) -> bool:
    """Routes by searches that may miss some, the quickest first; whether there were any."""
    for mode in (labels.COARSE, labels.ROUGH):
        for at in (tried, prices) if drawn else (tried,):
            if _useful(work, work.price(at, mode), at, prices):
                return True
    return False


def _useful(
    work: _Generation,
    found: Sequence[Found],
    tried: NDArray[np.float64],
    prices: NDArray[np.float64],
) -> bool:
    """Add routes that the linear program would take at its own prices; whether there were any."""
    n = len(work.classes)
    ways = [
        way
        for way in work.true(found, tried)
        if way.cost - float(way.counts(n) @ prices)
        < work.answer.toll - CLOSE * max(1.0, abs(way.cost))
    ]
    return work.add(ways) > 0


def _raise_penalties(work: _Generation, left_out: NDArray[np.float64]) -> bool:
    """Where tasks are left out for less than their prize, make that dearer."""
    cheap = (left_out > CLOSE) & (work.penalties < work.prizes) & (work.penalties < work.highest)
    if not cheap.any():
        return False
    work.penalties = np.where(
        cheap, np.minimum(work.prizes, _PENALTY_STEP * work.penalties), work.penalties
    )
    work.master.set_penalties(work.penalties.tolist())
    return True


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


def in_threads(
    jobs: Sequence[Callable[[NDArray[np.int64]], ResultT]], stop: Stop, n_jobs: int
) -> list[ResultT]:
    """Do several things at once, each told by an array of one when to end.

    Parameters
    ----------
    jobs : sequence of callable
        Each looks at the array it is given now and then, and ends when a one is in it.
    stop : callable
        Asked now and then; True ends them all.
    n_jobs : int
        Threads.

    Returns
    -------
    list
        What they answered.

    Examples
    --------
    >>> in_threads([lambda flag: int(flag[0]), lambda flag: 7], lambda: False, 2)
    [0, 7]
    """
    flag = np.zeros(1, np.int64)
    with ThreadPoolExecutor(max_workers=n_jobs) as pool:
        futures: list[Future[ResultT]] = [pool.submit(job, flag) for job in jobs]
        try:
            while wait(futures, timeout=_POLL_S, return_when=FIRST_EXCEPTION).not_done:
                if stop():
                    flag[0] = 1
        except BaseException:
            flag[0] = 1
            raise
    return [future.result() for future in futures]
