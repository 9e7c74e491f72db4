"""Which of the routes found by the label search are driven, and by which tasks?

Set partitioning over classes of like tasks with PuLP and HiGHS; then classes become tasks
again. Equation (B.10) of ``docs/models/routing.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.milp import solve
from models.outcome import Status
from models.routing.evaluate import evaluate_route
from models.routing.network import Class
from models.routing.problem import Route, RoutingProblem, RoutingSolution, Trip
from models.routing.ways import Way

__all__ = ["best_combination", "priced", "solution_of"]


def best_combination(
    problem: RoutingProblem,
    classes: tuple[Class, ...],
    types: NDArray[np.int64],
    costs: NDArray[np.float64],
    counts: NDArray[np.float64],
    optional: NDArray[np.bool_],
    *,
    time_s: float | None,
) -> tuple[list[int] | None, float | None]:
    """Cheapest set of routes that does every task once.

    Parameters
    ----------
    problem : RoutingProblem
        For prizes and vehicles.
    classes : tuple of Class
        Its tasks.
    types, costs : numpy.ndarray, shape (n_routes,)
        Vehicle type and cost of each route.
    counts : numpy.ndarray, shape (n_routes, n_classes)
        Tasks of each class that each route does.
    optional : numpy.ndarray of bool, shape (n_classes,)
        Classes whose tasks may be left out, if they have a prize.
    time_s : float or None
        Wall time. [s]

    Returns
    -------
    chosen : list of int or None
        Routes to drive, some perhaps twice; None where no set is complete, or none was found.
    bound : float or None
        Proven of the least objective, infinite where no set is complete; None where nothing is.
    """
    import pulp

    program = pulp.LpProblem("ways", pulp.LpMinimize)
    # A route may be driven twice: by other vehicles, with other tasks of the same classes.
    sizes = np.array([len(group.tasks) for group in classes], np.float64)
    often = np.floor(np.min(sizes / np.where(counts > 0, counts, 1e-9), axis=1, initial=1e9))
    driven = [
        pulp.LpVariable(f"way_{i}", lowBound=0, upBound=int(most), cat="Integer")
        for i, most in enumerate(often)
    ]
    terms: list[list[tuple[pulp.LpVariable, int]]] = [[] for _ in classes]
    for route, c in zip(*np.nonzero(counts), strict=True):
        terms[c].append((driven[route], int(counts[route, c])))
    objective = list(zip(driven, costs.tolist(), strict=True))
    for c, group in enumerate(classes):
        prize = problem.tasks[group.tasks[0]].prize
        if optional[c] and prize is not None:
            most = len(group.tasks)
            skipped = pulp.LpVariable(f"skip_{c}", lowBound=0, upBound=most, cat="Integer")
            terms[c].append((skipped, 1))
            objective.append((skipped, prize))
        if not terms[c]:
            return None, float("inf")
    program += pulp.LpAffineExpression(objective)
    for c, group in enumerate(classes):
        program += pulp.LpAffineExpression(terms[c]) == len(group.tasks), f"B10_{c}"
    for k, vehicle in enumerate(problem.vehicle_types):
        used = [driven[i] for i in np.flatnonzero(types == k)]
        if len(used) > vehicle.n_available:
            program += pulp.lpSum(used) <= vehicle.n_available, f"B11_{k}"
    result = solve(program, time_s=time_s)
    if result.status is Status.INFEASIBLE:
        return None, float("inf")
    if result.status not in (Status.OPTIMAL, Status.FEASIBLE):
        return None, result.bound
    chosen = [
        i for i, variable in enumerate(driven) for _ in range(round(result.values[variable.name]))
    ]
    return chosen, result.objective if result.status is Status.OPTIMAL else result.bound


def solution_of(
    problem: RoutingProblem, classes: tuple[Class, ...], ways: Sequence[Way]
) -> RoutingSolution:
    """Routes with tasks instead of classes; trips that need not be apart are one.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    classes : tuple of Class
        Its tasks.
    ways : sequence of Way
        Routes that together do no class more often than it has tasks.

    Returns
    -------
    RoutingSolution
        Its routes, in the order of the ways.
    """
    left = [list(group.tasks) for group in classes]
    routes = []
    for way in ways:
        trips = [Trip(origin, tuple(left[c].pop(0) for c in done)) for origin, done in way.trips]
        routes.append(_joined(problem, Route(way.vehicle_type, tuple(trips))))
    return RoutingSolution(tuple(routes))


def priced(problem: RoutingProblem, classes: tuple[Class, ...], way: Way) -> Way | None:
    """A way with its true cost; None where it is not legal, or does a task twice.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    classes : tuple of Class
        Its tasks.
    way : Way
        Perhaps found while some rule was not looked at.

    Returns
    -------
    Way or None
        Never cheaper than before.
    """
    if not way.is_relaxed:
        return way
    if (way.counts(len(classes)) > [len(group.tasks) for group in classes]).any():
        return None
    (route,) = solution_of(problem, classes, [way]).routes
    sheet = evaluate_route(problem, route)
    return None if sheet.violations else replace(way, cost=sheet.cost, is_relaxed=False)


def _joined(problem: RoutingProblem, route: Route) -> Route:
    """The same route with trips that only collect joined to those before, where that is legal."""
    position = 1
    while position < len(route.trips):
        one, other = route.trips[position - 1 : position + 1]
        if other.origin is None:
            together = Trip(one.origin, one.tasks + other.tasks)
            trips = (*route.trips[: position - 1], together, *route.trips[position + 1 :])
            joined = Route(route.vehicle_type, trips)
            sheet, before = evaluate_route(problem, joined), evaluate_route(problem, route)
            if not sheet.violations and (before.violations or sheet.cost <= before.cost + 1e-9):
                route = joined
                continue
        position += 1
    return route
