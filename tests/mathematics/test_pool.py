"""Is the best combination of routes found? Against brute force and hand counts."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from random import Random

import pytest

import models.routing.pool
from models.milp import MilpResult
from models.outcome import Status
from models.routing.evaluate import evaluate, evaluate_route
from models.routing.pool import combine
from models.routing.problem import Route, RoutingSolution, Trip
from tests.mathematics.small_problems import FEATURES, random_problem, random_route
from tests.oracles import cheapest_routes, optimum

NOTHING = RoutingSolution(())
EXACT = FEATURES - {"depots", "gaps"}
"""Features with which the evaluation of a route is exact."""


def some_problem(seed: int, n_tasks: int = 3):
    rng = Random(seed)
    features = frozenset(f for f in sorted(EXACT) if rng.random() < 0.4)
    return rng, random_problem(seed, features, n_tasks)


@pytest.mark.parametrize("seed", range(12))
def test_all_good_routes_make_the_optimum(seed):
    _, problem = some_problem(seed)
    routes = [
        route
        for v in range(len(problem.vehicle_types))
        for _, route in cheapest_routes(problem, v).values()
    ]
    best = optimum(problem)
    found = combine(problem, routes, NOTHING)
    assert evaluate(problem, found).objective == pytest.approx(best.objective)


@pytest.mark.parametrize("seed", range(12))
def test_never_worse_than_the_incumbent(seed):
    rng, problem = some_problem(seed)
    routes = [random_route(rng, problem) for _ in range(40)]
    legal = [r for r in routes if not evaluate_route(problem, r).violations]
    for incumbent in [NOTHING, *(RoutingSolution((r,)) for r in legal[:3])]:
        found = combine(problem, routes, incumbent)
        before, after = evaluate(problem, incumbent), evaluate(problem, found)
        assert after.objective <= before.objective
        assert found == incumbent or not after.violations


def test_no_pool_and_no_routes_leave_the_incumbent():
    _, problem = some_problem(0)
    assert combine(problem, [], NOTHING) is NOTHING


def test_a_program_that_would_be_too_large_is_left(monkeypatch):
    _, problem = some_problem(0)
    routes = [route for _, route in cheapest_routes(problem, 0).values()]
    assert combine(problem, routes, NOTHING) != NOTHING
    monkeypatch.setattr(models.routing.pool, "_MAX_WORK", len(routes) - 1)
    assert combine(problem, routes, NOTHING) is NOTHING


def test_the_answer_of_the_program_is_not_believed(monkeypatch):
    _, problem = some_problem(1)
    tables = cheapest_routes(problem, 0)
    routes = [route for _, route in tables.values()]

    def everything(program, **_):
        return MilpResult(Status.OPTIMAL, {v.name: 1.0 for v in program.variables()}, 0.0)

    monkeypatch.setattr(models.routing.pool, "solve", everything)
    assert combine(problem, routes, NOTHING) is NOTHING
    monkeypatch.setattr(
        models.routing.pool, "solve", lambda *_, **__: MilpResult(Status.UNKNOWN, {}, None)
    )
    assert combine(problem, routes, NOTHING) is NOTHING


@pytest.mark.parametrize("seed", range(6))
def test_of_routes_with_the_same_tasks_the_cheapest_is_taken(seed):
    _, problem = some_problem(seed)
    problem = replace(problem, tasks=tuple(replace(t, prize=1e6) for t in problem.tasks))
    orders = [
        Route(0, (Trip(origin, tasks),)) for tasks in permutations(range(3)) for origin in (None, 0)
    ]
    costs = [
        sheet.cost
        for sheet in (evaluate_route(problem, route) for route in orders)
        if not sheet.violations
    ]
    for pool in (orders, orders[::-1]):
        found = combine(problem, pool, NOTHING)
        best = min(costs, default=3e6)
        assert evaluate(problem, found).objective == pytest.approx(best)


def test_rows_carry_their_numbers():
    _, problem = some_problem(3)
    routes = [route for _, route in cheapest_routes(problem, 0).values()]
    columns = [(route, evaluate_route(problem, route).cost) for route in routes]
    program, chosen = models.routing.pool._program(problem, columns)
    assert len(chosen) == len(columns)
    assert {name for name in program.constraints if name.startswith("P1")} == {
        f"P1_{t}" for t in range(problem.n_tasks)
    }
    for t in range(problem.n_tasks):
        row = program.constraints[f"P1_{t}"]
        doing = [v for (route, _), v in zip(columns, chosen, strict=True) if t in route.tasks]
        assert set(doing) <= set(row)
        assert row.constant == -1
