"""What does an answer with too few vehicles become where a set fixes their number?

No engine can be asked for exactly so many routes: all may use fewer. So the answer of every
engine alike is cut into as many as are asked for, each time where that costs least.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from benchmarks.instance import Instance
from benchmarks.verify import verify
from models.routing.problem import Route, RoutingSolution

__all__ = ["with_all_vehicles"]


def with_all_vehicles(instance: Instance, solution: RoutingSolution) -> RoutingSolution:
    """Cut routes in two until all the vehicles that a convention fixes are used.

    Parameters
    ----------
    instance : Instance
        The instance; where it fixes no number, the answer stays as it is.
    solution : RoutingSolution
        An answer, of routes with one trip each.

    Returns
    -------
    RoutingSolution
        With the fixed number of routes, or as it came where it has more, or no legal cut is left.

    Examples
    --------
    >>> import numpy as np
    >>> from models.routing.problem import Depot, RoutingProblem, Task, Trip, VehicleType
    >>> way = np.array([[[0, 30, 40], [30, 0, 20], [40, 20, 0]]])
    >>> van = VehicleType(2, (5,), 0, 0, (0, 100), 100, cost_per_metre=1.0)
    >>> asked = RoutingProblem(way, way, np.zeros(3, np.int64),
    ...                        (Task(1, (1,), (0,)), Task(2, (1,), (0,))), (Depot(0),), (van,))
    >>> instance = Instance("small", "own", asked, n_vehicles=2)
    >>> one = RoutingSolution((Route(0, (Trip(0, (0, 1)),)),))
    >>> [route.tasks for route in with_all_vehicles(instance, one).routes]
    [(0,), (1,)]
    """
    while instance.n_vehicles is not None and len(solution.routes) < instance.n_vehicles:
        best, cost = None, float("inf")
        for cut in _cuts(solution):
            # As long as vehicles are too few, that alone must not count against a cut.
            judged = verify(replace(instance, n_vehicles=None), cut)
            if judged.objective is not None and judged.objective < cost:
                best, cost = cut, judged.objective
        if best is None:
            return solution
        solution = best
    return solution


def _cuts(solution: RoutingSolution) -> Iterator[RoutingSolution]:
    """The answer with one of its routes cut in two, at each place."""
    routes = solution.routes
    for number, route in enumerate(routes):
        if len(route.trips) != 1:
            continue
        (trip,) = route.trips
        for at in range(1, len(trip.tasks)):
            halves = [
                Route(route.vehicle_type, (replace(trip, tasks=tasks),))
                for tasks in (trip.tasks[:at], trip.tasks[at:])
            ]
            yield RoutingSolution((*routes[:number], *halves, *routes[number + 1 :]))
