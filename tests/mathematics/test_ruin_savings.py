"""Are routes joined where that saves most, legally, and with the vehicles there are?"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest

from models.outcome import Limits
from models.routing.evaluate import evaluate, evaluate_route
from models.routing.problem import Depot, RoutingProblem, RoutingSolution, Task, VehicleType
from models.routing.reformulate import expand
from models.routing.ruin import ruin_and_recreate
from models.routing.ruin_net import as_net, fits
from models.routing.ruin_rows import lay_out, read_rows
from models.routing.ruin_savings import lay_out_savings
from models.routing.ruin_state import blank
from tests.mathematics.small_problems import FEATURES, random_problem

ABLE = sorted(FEATURES - {"gaps"})


def saved(problem: RoutingProblem) -> RoutingSolution:
    expanded = expand(problem)
    net = as_net(expanded)
    rows = blank(net, sum(v.n_available for v in problem.vehicle_types))
    lay_out_savings(net, rows)
    return read_rows(expanded, rows)


def plane(points: list[tuple[int, int]], *types: VehicleType, load: int = 1) -> RoutingProblem:
    """Tasks in the plane, the depot first."""
    at = np.array(points, np.float64)
    metres = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1)).round().astype(np.int64)[None]
    return RoutingProblem(
        durations=metres,
        distances=metres,
        setups=np.zeros(len(points), np.int64),
        tasks=tuple(Task(place, (load,), (0,)) for place in range(1, len(points))),
        depots=(Depot(0),),
        vehicle_types=types,
    )


def truck(n: int, capacity: int, **more: Any) -> VehicleType:
    return VehicleType(n, (capacity,), 0, 0, (0, 10**6), 10**6, cost_per_metre=1.0, **more)


def test_neighbours_share_a_route_as_far_as_they_fit():
    east, west = [(100, 0), (110, 0), (120, 0)], [(-100, 0), (-110, 0), (-120, 0)]
    problem = plane([(0, 0), *east, *west], truck(6, 3))
    found = saved(problem)
    assert sorted(sorted(route.tasks) for route in found.routes) == [[0, 1, 2], [3, 4, 5]]
    assert evaluate(problem, found).objective == 480.0


def test_a_route_is_turned_round_where_the_other_end_is_near():
    # From the depot's far side: only end to end, or beginning to beginning, is it short.
    problem = plane([(0, 0), (50, 50), (100, 50), (100, -50), (50, -50)], truck(4, 4))
    found = saved(problem)
    assert [len(route.tasks) for route in found.routes] == [4]
    assert evaluate(problem, found).objective == 71 + 50 + 100 + 50 + 71


def test_small_vehicles_give_way_to_a_larger_one_where_that_is_cheaper():
    small, large = truck(4, 1, fixed_cost=10.0), truck(1, 4, fixed_cost=15.0)
    points = [(0, 0), (100, 0), (101, 0), (102, 0), (103, 0)]
    assert Counter(r.vehicle_type for r in saved(plane(points, small, large)).routes) == {1: 1}
    dear = replace(large, fixed_cost=1000.0)
    assert Counter(r.vehicle_type for r in saved(plane(points, small, dear)).routes) == {0: 4}


def test_who_may_not_be_first_comes_behind_others():
    problem = plane([(0, 0), (100, 0), (110, 0)], truck(2, 4))
    closed = problem.durations.copy()
    closed[0, 0, 2] = problem.unreachable
    found = saved(replace(problem, durations=closed))
    assert [route.tasks for route in found.routes] == [(0, 1)]


def test_what_is_not_worth_a_route_of_its_own_is_left_out_unless_it_lies_on_the_way():
    problem = plane([(0, 0), (100, 0), (99, 0), (-100, 0)], truck(3, 4))
    prized = tuple(
        replace(task, prize=150.0 if t else None) for t, task in enumerate(problem.tasks)
    )
    found = saved(replace(problem, tasks=prized))
    assert sorted(sorted(route.tasks) for route in found.routes) == [[0, 1]]


@pytest.mark.parametrize("seed", range(30))
def test_every_route_is_legal_and_every_vehicle_there(seed):
    rng = Random(seed)
    features = frozenset(f for f in ABLE if rng.random() < 0.5)
    problem = random_problem(seed, features, rng.randint(4, 14))
    found = saved(problem)
    done = [task for route in found.routes for task in route.tasks]
    assert len(done) == len(set(done))
    for route in found.routes:
        assert evaluate_route(problem, route).violations == ()
    for kind, vehicle in enumerate(problem.vehicle_types):
        assert sum(route.vehicle_type == kind for route in found.routes) <= vehicle.n_available


def test_of_scarce_large_vehicles_no_more_are_filled_than_there_are():
    small, large = truck(4, 2, fixed_cost=10.0), truck(1, 4, fixed_cost=10.0)
    places = [(x + dx, y) for x, y in ((500, 0), (-500, 0)) for dx in (0, 1, 2, 3)]
    found = saved(plane([(0, 0), *places], small, large))
    assert found.left_out(8) == ()
    assert Counter(r.vehicle_type for r in found.routes) == {0: 2, 1: 1}


def test_search_from_it_beats_it_soon_and_it_beats_filling_up():
    rng = Random(1)
    points = [(rng.randint(0, 999), rng.randint(0, 999)) for _ in range(121)]
    problem = plane(points, truck(120, 12))
    joined = evaluate(problem, saved(problem)).objective
    searched, _ = ruin_and_recreate(expand(problem), Limits(iterations=4000, seed=1))
    best = evaluate(problem, searched).objective
    assert best < joined < 1.15 * best


def test_with_ample_steps_it_may_begin_filled_up_by_chance():
    rng = Random(2)
    points = [(rng.randint(0, 999), rng.randint(0, 999)) for _ in range(61)]

    def begun(problem: RoutingProblem, steps: int, *, joined: bool) -> float:
        found, _ = ruin_and_recreate(
            expand(problem), Limits(iterations=steps, seed=1), joined=joined, stop=lambda: True
        )
        return evaluate(problem, found).objective

    once = plane(points, truck(60, 9, max_trips=1))
    as_saved = evaluate(once, saved(once)).objective
    assert begun(once, 100_000, joined=True) == begun(once, 1_000, joined=False) == as_saved
    assert begun(once, 100_000, joined=False) > 1.2 * as_saved
    # Filled up, the wrong vehicles would be full.
    for mixed in (plane(points, truck(60, 9)), plane(points, truck(30, 9), truck(30, 5))):
        as_saved = evaluate(mixed, saved(mixed)).objective
        assert begun(mixed, 100_000, joined=False) == as_saved


def test_units_too_fine_for_half_the_bits_are_told():
    problem = plane([(0, 0), (1, 0)], truck(1, 1))
    assert fits(problem)
    assert not fits(replace(problem, distances=problem.distances * 2**30))
    late = replace(problem.vehicle_types[0], shift=(0, 2**30))
    assert not fits(replace(problem, vehicle_types=(late,)))


def test_what_is_closed_stays_closed_with_half_the_bits():
    problem = plane([(0, 0), (100, 0), (110, 0)], truck(2, 4))
    far = problem.durations.copy()
    far[0, 1, 2] = far[0, 2, 1] = 10**12
    cut = replace(problem, durations=far, unreachable=10**12)
    expanded = expand(cut)
    net = as_net(expanded)
    both = read_rows(expanded, _laid(net, expanded, saved(problem)))
    assert both.routes == ()
    assert sorted(route.tasks for route in saved(cut).routes) == [(0,), (1,)]


def _laid(net, expanded, start):
    rows = blank(net, 2)
    lay_out(expanded, net, rows, start)
    return rows
