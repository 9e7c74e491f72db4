"""Does arithmetic rule out no place that is legal? Insertion against every place there is."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from models.routing.evaluate import evaluate, evaluate_route
from models.routing.insertion import Inserter
from models.routing.problem import (
    Depot,
    Route,
    RoutingProblem,
    RoutingSolution,
    Task,
    Trip,
    VehicleType,
)
from tests.mathematics.small_problems import FEATURES, line, random_problem, random_route

INF = float("inf")


def _every_place(problem: RoutingProblem, route: Route, task: int) -> list[Route]:
    """The route with the task at every position of every trip, from every depot."""
    asked = problem.tasks[task]
    found = []
    for number, trip in enumerate(route.trips):
        origins = {trip.origin} if trip.origin is not None else {None, *range(len(problem.depots))}
        for origin in origins:
            if asked.is_delivery and origin is None:
                continue
            for at in range(len(trip.tasks) + 1):
                longer = Trip(origin, (*trip.tasks[:at], task, *trip.tasks[at:]))
                trips = (*route.trips[:number], longer, *route.trips[number + 1 :])
                found.append(replace(route, trips=trips))
    origins = set(range(len(problem.depots))) if asked.is_delivery else {None}
    for number in range(len(route.trips) + 1):
        for origin in origins:
            own = Trip(origin, (task,))
            trips = (*route.trips[:number], own, *route.trips[number:])
            found.append(replace(route, trips=trips))
    return found


def _cheapest(problem: RoutingProblem, route: Route, task: int) -> float:
    before = evaluate_route(problem, route).cost
    sheets = [evaluate_route(problem, r) for r in _every_place(problem, route, task)]
    return min((s.cost - before for s in sheets if not s.violations), default=INF)


@pytest.mark.parametrize("seed", range(120))
def test_the_cheapest_of_all_places_is_found(seed):
    rng = Random(seed)
    features = frozenset(f for f in sorted(FEATURES) if rng.random() < 0.4)
    problem = random_problem(seed, features, 5)
    single = tuple(replace(v, n_available=1) for v in problem.vehicle_types)
    problem = replace(problem, vehicle_types=single)
    routes = [random_route(rng, problem) for _ in range(60)]
    for route in [r for r in routes if not evaluate_route(problem, r).violations][:4]:
        idle = [v for v in range(len(single)) if v != route.vehicle_type]
        closed = tuple(replace(v, n_available=int(i not in idle)) for i, v in enumerate(single))
        lone = replace(problem, vehicle_types=closed)
        for task in RoutingSolution((route,)).left_out(problem.n_tasks):
            found = Inserter(lone).cheapest(RoutingSolution((route,)), task)
            expected = _cheapest(lone, route, task)
            assert (INF if found is None else found.cost) == pytest.approx(expected)


def _street(*prizes: float, shift: int) -> tuple[RoutingProblem, RoutingSolution]:
    """Tasks along a street of 10 s each, one vehicle, the last of them left out."""
    places = line(0, *(10 * (n + 1) for n in range(len(prizes))))
    tasks = tuple(Task(n + 1, (1,), (0,), service=5, prize=p) for n, p in enumerate(prizes))
    vehicle = VehicleType(1, (9,), 0, 0, (0, shift), shift, cost_per_second=0.01)
    problem = RoutingProblem(**places, tasks=tasks, depots=(Depot(0),), vehicle_types=(vehicle,))
    return problem, RoutingSolution((Route(0, (Trip(0, tuple(range(len(prizes) - 1))),)),))


def test_what_is_worth_less_makes_room():
    problem, start = _street(10.0, 100.0, 1000.0, shift=70)
    assert evaluate(problem, start).violations == ()
    worth = [10.0, 100.0, 1000.0]
    found = Inserter(problem).exchange(start, 2, worth)
    assert found is not None
    after = found.into(start)
    assert evaluate(problem, after).violations == ()
    assert after.left_out(3) == found.ejected == (0,)
    gain = evaluate(problem, start).objective - evaluate(problem, after).objective
    assert gain == pytest.approx(worth[2] - found.cost)


def test_nothing_of_equal_worth_is_put_out():
    problem, start = _street(10.0, 10.0, 10.0, shift=70)
    assert Inserter(problem).exchange(start, 2, [10.0] * 3) is None
