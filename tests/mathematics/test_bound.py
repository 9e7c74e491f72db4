"""Lower bounds: below every optimum, tight where nothing is to choose, and an end of search."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from models.outcome import Limits, Status
from models.routing.bound import lower_bound, shortest_from
from models.routing.problem import Depot, RoutingProblem, Task, VehicleType
from models.routing.solve import solve
from tests.mathematics.spread import SPREAD, best_of, problem_of

METRES = np.array([[[0, 1000, 2000], [1000, 0, 1000], [2000, 1000, 0]]])


def _line(*tasks: Task) -> RoutingProblem:
    vehicle = VehicleType(
        1, (2,), 0, 0, (0, 36_000), 36_000,
        fixed_cost=5.0, cost_per_metre=0.01, cost_per_second=0.1,
    )  # fmt: skip
    return RoutingProblem(
        METRES // 10, METRES, np.zeros(3, np.int64), tasks, (Depot(0),), (vehicle,)
    )


@pytest.mark.parametrize("features", SPREAD)
def test_no_optimum_is_below_the_bound(features: str) -> None:
    assert lower_bound(problem_of(features)) <= best_of(features).objective + 1e-9


def test_one_task_alone_is_bounded_by_its_own_route_and_proven_optimal() -> None:
    problem = _line(Task(2, (1,), (0,), service=60))
    alone = 5.0 + 4000 * 0.01 + (400 + 60) * 0.1
    assert lower_bound(problem) == pytest.approx(alone)
    outcome = solve(problem, limits=Limits(iterations=100_000))
    assert outcome.status is Status.OPTIMAL
    assert outcome.bound == pytest.approx(alone)
    assert outcome.iterations < 100_000


def test_many_services_are_bounded_by_their_sum() -> None:
    tasks = tuple(Task(1, (1,), (0,), service=3000) for _ in range(4))
    assert lower_bound(_line(*tasks)) == pytest.approx(4 * 3000 * 0.1 + 5.0)


def test_a_detour_in_the_matrix_is_not_counted() -> None:
    problem = _line(Task(2, (1,), (0,)))
    longer = METRES.copy()
    longer[0, 0, 2] = 9000
    problem = dataclasses.replace(problem, distances=longer)
    assert lower_bound(problem) == pytest.approx(5.0 + 4000 * 0.01 + 400 * 0.1)


def test_a_cheap_prize_bounds_the_bound() -> None:
    assert lower_bound(_line(Task(2, (1,), (0,), prize=1.5))) == pytest.approx(1.5)


def test_nothing_to_do_costs_nothing() -> None:
    assert lower_bound(_line()) == 0.0


@pytest.mark.parametrize("seed", range(20))
def test_shortest_ways_are_found_however_long_detours_are(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 40))
    # From nearly straight to many stops: what is far is dearer than all small steps to it.
    at = np.arange(n) if seed % 2 else rng.integers(0, 60, n)
    matrix = np.abs(at[:, None] - at[None, :]) ** int(rng.integers(1, 4))
    matrix[rng.random((n, n)) < 0.1] = 10**9
    expected = matrix.copy()
    np.fill_diagonal(expected, 0)
    for k in range(n):
        expected = np.minimum(expected, expected[:, [k]] + expected[[k]])
    for place in range(n):
        assert shortest_from(matrix, place).tolist() == expected[place].tolist()
