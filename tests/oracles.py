"""What is the best answer to a tiny routing problem? Every route that it has is tried."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise, permutations, product

from models.routing.problem import Route, RoutingProblem, RoutingSolution, Trip
from tests.route_oracle import best_route, is_legal_trip

__all__ = ["Best", "cheapest_routes", "optimum"]

INF = float("inf")


@dataclass(frozen=True)
class Best:
    """The best solution there is; infinite where a required task cannot be done."""

    objective: float
    solution: RoutingSolution


def cheapest_routes(
    problem: RoutingProblem, vehicle_type: int
) -> dict[frozenset[int], tuple[float, Route]]:
    """The cheapest route of a vehicle type for each set of tasks that it can do."""
    found: dict[frozenset[int], tuple[float, Route]] = {}
    everything = range(problem.n_tasks)
    orders = (o for n in range(1, problem.n_tasks + 1) for o in permutations(everything, n))
    origins = (None, *range(len(problem.depots)))

    @cache
    def trips(tasks: tuple[int, ...]) -> list[Trip]:
        loads = any(problem.tasks[t].is_delivery for t in tasks)
        listed = (Trip(origin, tasks) for origin in origins if (origin is not None) == loads)
        return [trip for trip in listed if is_legal_trip(problem, vehicle_type, trip)]

    for order in orders:
        for n_cuts in range(len(order)):
            for cuts in combinations(range(1, len(order)), n_cuts):
                parts = [order[a:b] for a, b in pairwise((0, *cuts, len(order)))]
                for listed in product(*(trips(part) for part in parts)):
                    route = Route(vehicle_type, listed)
                    told = best_route(problem, route)
                    done = frozenset(order)
                    if told is not None and told.cost < found.get(done, (INF,))[0]:
                        found[done] = (told.cost, route)
    return found


def optimum(problem: RoutingProblem) -> Best:
    """The best solution of a problem with at most some six tasks."""
    tables = [
        cheapest_routes(problem, v) if vehicle.n_available else {}
        for v, vehicle in enumerate(problem.vehicle_types)
    ]

    @cache
    def best(todo: frozenset[int], vehicles: tuple[int, ...]) -> tuple[float, tuple[Route, ...]]:
        if not todo:
            return 0.0, ()
        first = min(todo)
        prize = problem.tasks[first].prize
        cost, routes = best(todo - {first}, vehicles)
        answer = (INF if prize is None else cost + prize, routes)
        for v, table in enumerate(tables):
            for done, (price, route) in table.items() if vehicles[v] else ():
                if first in done and done <= todo:
                    fewer = tuple(n - (i == v) for i, n in enumerate(vehicles))
                    cost, routes = best(todo - done, fewer)
                    answer = min(answer, (cost + price, (route, *routes)), key=lambda a: a[0])
        return answer

    objective, routes = best(
        frozenset(range(problem.n_tasks)), tuple(v.n_available for v in problem.vehicle_types)
    )
    return Best(objective, RoutingSolution(routes))
