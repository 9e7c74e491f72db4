"""Do routes exchange their ends where that pays, and is what comes out legal and priced right?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.routing.evaluate import evaluate
from models.routing.problem import Route, RoutingProblem, Task
from models.routing.ruin_ends import exchange_ends
from models.routing.ruin_state import ROW, N
from tests.mathematics.test_ruin_gaps import FREE
from tests.mathematics.test_ruin_hands import Bench, furnished, street, tasks_of, trips


def exchanged(bench: Bench, heat: float = 0.0) -> float:
    return float(exchange_ends(bench.net, bench.rows, bench.spare.draft, bench.rng, heat))


def reaches(bench: Bench, wanted: set[tuple[tuple[int, ...], ...]], heat: float = 0.0) -> bool:
    """Whether one of many exchanges leads to what is wanted."""
    for _ in range(300):
        exchanged(bench, heat)
        if tasks_of(bench.read()) == wanted:
            return True
    return False


def apart(far: int = 4) -> RoutingProblem:
    """Pairs of tasks close together, some far from the others, in vehicles that hold two."""
    near = tuple(Task(place, (1,), (0,)) for place in (1, 1, far, far))
    return street(tasks=near)


def test_two_routes_that_cross_go_their_own_ways():
    bench = Bench(apart(), Route(0, trips((0, 3))), Route(0, trips((2, 1))))
    before = bench.cost()
    assert reaches(bench, {((0, 1),), ((2, 3),)})
    assert bench.cost() < before
    assert bench.cost() == pytest.approx(evaluate(bench.problem, bench.read()).objective)


def test_nothing_of_a_route_may_be_left_and_its_vehicle_is_free_then():
    problem = street(replace(FREE, capacity=(4,), n_available=3), n_tasks=4)
    bench = Bench(problem, Route(0, trips((0, 1))), Route(0, trips((2, 3))))
    assert reaches(bench, {((0, 1, 2, 3),)})
    assert bench.rows.used[0] == 1
    assert bench.cost() == pytest.approx(evaluate(problem, bench.read()).objective)


def test_later_trips_follow_their_vehicle_or_the_end_that_is_exchanged():
    tasks = tuple(
        Task(place, (1,), (0,), windows=((first, first + 60),))
        for place, first in ((1, 0), (1, 0), (4, 0), (4, 0), (2, 400), (3, 400))
    )
    problem = street(tasks=tasks)
    crossed = (Route(0, trips((0, 2), (4,))), Route(0, trips((1, 3), (5,))))
    alone = {((0, 3), (4,)), ((1, 2), (5,))}
    with_rest = {((0, 3), (5,)), ((1, 2), (4,))}
    assert reaches(Bench(problem, *crossed), alone, heat=1e9)
    assert reaches(Bench(problem, *crossed), with_rest, heat=1e9)


def test_nothing_that_costs_more_is_done_without_heat():
    bench = Bench(apart(), Route(0, trips((0, 1))), Route(0, trips((2, 3))))
    before = bench.cost()
    assert [exchanged(bench) for _ in range(200)] == [0.0] * 200
    assert bench.cost() == before
    assert any(exchanged(bench, heat=1e9) > 0.0 for _ in range(200))


@pytest.mark.parametrize("seed", range(25))
def test_whatever_is_exchanged_is_legal_complete_and_costs_what_is_said(seed):
    bench = furnished(seed, frozenset({"trips", "fleet"} if seed % 2 else ()), 9)
    problem = bench.problem
    served = bench.rows.units[:, ROW] >= 0
    for _ in range(300):
        before, was = bench.read(), bench.cost()
        change = exchanged(bench, heat=1e9)
        found = bench.read()
        assert bench.cost() == pytest.approx(was + change)
        assert sorted(t for r in found.routes for t in r.tasks) == sorted(
            t for r in before.routes for t in r.tasks
        )
        assert ((bench.rows.units[:, ROW] >= 0) == served).all()
        sheet = evaluate(problem, found)
        assert sum(s.cost for s in sheet.routes) <= bench.cost() + 1e-6
        assert all(not s.violations for s in sheet.routes)
        n_types = len(problem.vehicle_types)
        used = np.bincount([r.vehicle_type for r in found.routes], minlength=n_types)
        assert used.tolist() == bench.rows.used[:-1].tolist()
        assert int((bench.rows.rows[:, N] > 0).sum()) == len(found.routes)
