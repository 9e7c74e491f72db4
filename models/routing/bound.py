"""How cheap could any solution be at best? Lower bounds that hold under all rules.

Weak but certain, and quick: whoever does a task must at least go there and back, and duty
is never shorter than the services in it. Section 8 of ``docs/models/routing.md``.
"""

from __future__ import annotations

from functools import cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from models.routing.problem import RoutingProblem, Task

__all__ = ["dearest_route", "lower_bound", "shortest_from"]

AmountT = TypeVar("AmountT", np.int64, np.float64)

_MOST_PLACES = 2_000
_LOOKS = 6
"""At each place, in the mean, before it is done in another way."""


def lower_bound(problem: RoutingProblem) -> float:
    """Objective that no solution can be below.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.

    Returns
    -------
    float
        The better of (B.1) there and back and (B.2) services; infinite where a required
        task cannot be reached by anybody.

    Examples
    --------
    >>> from models.routing.problem import Depot, Task, VehicleType
    >>> metres = np.array([[[0, 1000], [1000, 0]]])
    >>> lower_bound(RoutingProblem(
    ...     durations=metres // 10, distances=metres, setups=np.zeros(2, np.int64),
    ...     tasks=(Task(1, (1,), (0,)),), depots=(Depot(0),),
    ...     vehicle_types=(VehicleType(1, (2,), 0, 0, (0, 3600), 3600, cost_per_metre=0.01),),
    ... ))
    20.0
    """
    if not problem.tasks:
        return 0.0
    return max(_there_and_back(problem), _services(problem))


def _worth(task: Task) -> float:
    return float("inf") if task.prize is None else task.prize


def _there_and_back(problem: RoutingProblem) -> float:
    """(B.1): the dearest task, done by the cheapest vehicle on the shortest ways."""
    if problem.n_places > _MOST_PLACES:
        return 0.0
    metres = [
        np.where(times < problem.unreachable, lengths, problem.unreachable)
        for lengths, times in zip(problem.distances, problem.durations, strict=True)
    ]

    @cache
    def there_and_back(profile: int, start: int, end: int) -> tuple[list[int], list[int]]:
        """Shortest time and way from start to each place and on to the end. [s], [m]"""
        time, way = (
            shortest_from(matrix[profile], start) + shortest_from(matrix[profile].T, end)
            for matrix in (problem.durations, metres)
        )
        return time.tolist(), way.tolist()

    dearest = 0.0
    for task in problem.tasks:
        cheapest = _worth(task)
        for index, vehicle in enumerate(problem.vehicle_types):
            if task.vehicle_types is not None and index not in task.vehicle_types:
                continue
            ends = vehicle.start_place, vehicle.end_place
            times, ways = there_and_back(vehicle.profile, *ends)
            time, way = times[task.place], ways[task.place]
            if max(time, way) >= problem.unreachable:
                continue
            cost = (
                vehicle.fixed_cost
                + way * vehicle.cost_per_metre
                + (time + task.service) * vehicle.cost_per_second
            )
            cheapest = min(cheapest, cost)
        dearest = max(dearest, cheapest)
    return dearest


def _services(problem: RoutingProblem) -> float:
    """(B.2): all services at the lowest rate of those who may do them, and one vehicle."""
    total = 0.0
    for task in problem.tasks:
        rates = [
            vehicle.cost_per_second
            for index, vehicle in enumerate(problem.vehicle_types)
            if task.vehicle_types is None or index in task.vehicle_types
        ]
        total += min(_worth(task), min(rates, default=float("inf")) * task.service)
    needed = any(task.prize is None for task in problem.tasks)
    fixed = min((vehicle.fixed_cost for vehicle in problem.vehicle_types), default=0.0)
    return total + (fixed if needed else 0.0)


def shortest_from(matrix: NDArray[AmountT], place: int) -> NDArray[AmountT]:
    """Shortest ways from one place.

    By rounds (Bellman 1958, doi:10.1090/qam/102435); where those are many, nearest places first
    (Dijkstra 1959, doi:10.1007/BF01386390).

    Parameters
    ----------
    matrix : numpy.ndarray of int64 or float64, shape (n_places, n_places)
        Ways from row to column, none negative; hand over its transpose for ways to a place.
    place : int
        Where they begin.

    Returns
    -------
    numpy.ndarray of the same type, shape (n_places,)
        Lengths, 0 to the place itself.

    Examples
    --------
    >>> shortest_from(np.array([[0, 9, 2], [9, 0, 9], [9, 3, 0]]), 0).tolist()
    [0, 5, 2]
    """
    found: NDArray[AmountT] = matrix[place].copy()
    found[place] = 0
    # Where a detour is hardly ever shorter, few places are looked at again.
    changed, looked_at = np.arange(len(found)), 0
    while len(changed) and looked_at < _LOOKS * len(found):
        looked_at += len(changed)
        through = (found[changed, None] + matrix[changed]).min(axis=0)
        changed = np.flatnonzero(through < found)
        found[changed] = through[changed]
    to_do = list(range(len(found))) if len(changed) else []
    while to_do:
        nearest = to_do.pop(int(np.argmin(found[to_do])))
        np.minimum(found, found[nearest] + matrix[nearest], out=found)
    return found


def dearest_route(problem: RoutingProblem) -> float:
    """More than any one route can cost; a prize beyond it is never worth forgoing."""
    known = problem.durations < problem.unreachable
    fastest = float(
        np.max(np.where(known, problem.distances / np.maximum(problem.durations, 1), 0), initial=0)
    )
    return max(
        vehicle.fixed_cost
        + (vehicle.shift[1] - vehicle.shift[0])
        * (
            vehicle.cost_per_second
            + vehicle.cost_per_overtime_second
            + fastest * vehicle.cost_per_metre
        )
        for vehicle in problem.vehicle_types
    )
