"""What changes nothing, what never hurts, and what scales? Laws that need no known answer."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from models.outcome import Limits
from models.routing.evaluate import evaluate
from models.routing.problem import GoodsRules, RoutingProblem, RoutingSolution
from models.routing.solve import solve
from tests.mathematics.small_problems import FEATURES, random_problem
from tests.oracles import optimum


def some_problem(seed: int) -> RoutingProblem:
    rng = Random(seed)
    features = frozenset(f for f in sorted(FEATURES) if rng.random() < 0.4)
    return random_problem(seed, features, 3)


def solved(problem: RoutingProblem) -> float | None:
    return solve(problem, limits=Limits(iterations=150)).objective


def same(one: float | None, other: float | None) -> bool:
    return one == pytest.approx(other) if one is not None and other is not None else one is other


def other_order_of_tasks(rng: Random, problem: RoutingProblem) -> RoutingProblem:
    return replace(problem, tasks=tuple(rng.sample(problem.tasks, len(problem.tasks))))


def other_names_of_places(rng: Random, problem: RoutingProblem) -> RoutingProblem:
    order = np.array(rng.sample(range(problem.n_places), problem.n_places))
    new = {int(old): number for number, old in enumerate(order)}
    return replace(
        problem,
        durations=problem.durations[:, order][:, :, order],
        distances=problem.distances[:, order][:, :, order],
        setups=problem.setups[order],
        tasks=tuple(replace(t, place=new[t.place]) for t in problem.tasks),
        depots=tuple(replace(d, place=new[d.place]) for d in problem.depots),
        vehicle_types=tuple(
            replace(v, start_place=new[v.start_place], end_place=new[v.end_place])
            for v in problem.vehicle_types
        ),
    )


def other_order_of_goods(rng: Random, problem: RoutingProblem) -> RoutingProblem:
    rules = problem.rules
    order = rng.sample(range(rules.n_goods), rules.n_goods)
    return replace(
        problem,
        rules=GoodsRules(
            rules.relation[:, order][:, :, order],
            rules.rank[order],
            rules.cleaning[:, order][:, :, order],
            rules.cleaning_duration,
        ),
        tasks=tuple(replace(t, goods=order.index(t.goods)) for t in problem.tasks),
    )


def a_place_that_nobody_visits(rng: Random, problem: RoutingProblem) -> RoutingProblem:
    def wider(matrix):
        return np.pad(matrix, ((0, 0), (0, 1), (0, 1)), constant_values=rng.randint(1, 50))

    return replace(
        problem,
        durations=wider(problem.durations),
        distances=wider(problem.distances),
        setups=np.append(problem.setups, 3),
    )


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(
    "change",
    [
        other_order_of_tasks,
        other_names_of_places,
        other_order_of_goods,
        a_place_that_nobody_visits,
    ],
)
def test_names_and_orders_change_nothing(change, seed):
    problem = some_problem(seed)
    renamed = change(Random(seed), problem)
    best = optimum(problem).objective
    assert optimum(renamed).objective == pytest.approx(best)
    objective = solved(renamed)
    assert (objective is None) == (best == np.inf)
    assert objective is None or objective >= best - 1e-6


@pytest.mark.parametrize("seed", range(8))
def test_names_of_places_do_not_change_the_search(seed):
    problem = some_problem(seed)
    assert same(solved(problem), solved(a_place_that_nobody_visits(Random(seed), problem)))


@pytest.mark.parametrize("seed", range(10))
def test_one_more_vehicle_never_hurts(seed):
    problem = some_problem(seed)
    first, *others = problem.vehicle_types
    more = replace(
        problem, vehicle_types=(replace(first, n_available=first.n_available + 1), *others)
    )
    assert optimum(more).objective <= optimum(problem).objective + 1e-6


@pytest.mark.parametrize("seed", range(10))
def test_what_is_eased_never_hurts(seed):
    problem = some_problem(seed)
    best = optimum(problem).objective
    eased = {
        "windows": replace(problem, tasks=tuple(replace(t, windows=()) for t in problem.tasks)),
        "release": replace(problem, tasks=tuple(replace(t, release=0) for t in problem.tasks)),
        "room": replace(
            problem,
            vehicle_types=tuple(
                replace(v, capacity=tuple(c + 3 for c in v.capacity)) for v in problem.vehicle_types
            ),
        ),
        "access": replace(
            problem, tasks=tuple(replace(t, vehicle_types=None) for t in problem.tasks)
        ),
    }
    assert {
        name: optimum(p).objective <= best + 1e-6 for name, p in eased.items()
    } == dict.fromkeys(eased, True)


def slower(problem: RoutingProblem, k: int) -> RoutingProblem:
    """Every duration and moment k times as long."""

    def stretched(windows):
        return tuple((a * k, b * k) for a, b in windows)

    rules = problem.rules
    none, wipe, wash = rules.cleaning_duration
    return replace(
        problem,
        durations=problem.durations * k,
        setups=problem.setups * k,
        tasks=tuple(
            replace(t, service=t.service * k, windows=stretched(t.windows), release=t.release * k)
            for t in problem.tasks
        ),
        depots=tuple(replace(d, windows=stretched(d.windows)) for d in problem.depots),
        vehicle_types=tuple(
            replace(
                v,
                shift=(v.shift[0] * k, v.shift[1] * k),
                ordinary=v.ordinary * k,
                max_overtime=v.max_overtime * k,
                load_duration=v.load_duration * k,
                unload_duration=v.unload_duration * k,
                cost_per_second=v.cost_per_second / k,
                cost_per_overtime_second=v.cost_per_overtime_second / k,
            )
            for v in problem.vehicle_types
        ),
        rules=replace(rules, cleaning_duration=(none, wipe * k, wash * k)),
    )


def dearer(problem: RoutingProblem, k: float) -> RoutingProblem:
    """Everything costs k times as much."""
    return replace(
        problem,
        tasks=tuple(
            replace(t, prize=None if t.prize is None else t.prize * k) for t in problem.tasks
        ),
        vehicle_types=tuple(
            replace(
                v,
                fixed_cost=v.fixed_cost * k,
                cost_per_metre=v.cost_per_metre * k,
                cost_per_second=v.cost_per_second * k,
                cost_per_overtime_second=v.cost_per_overtime_second * k,
            )
            for v in problem.vehicle_types
        ),
    )


@pytest.mark.parametrize("seed", range(8))
def test_time_in_other_units_costs_the_same(seed):
    problem = some_problem(seed)
    best = optimum(problem)
    assert optimum(slower(problem, 4)).objective == pytest.approx(best.objective)
    if best.objective < np.inf:
        sheets = [evaluate(p, best.solution) for p in (problem, slower(problem, 4))]
        assert sheets[0].objective == pytest.approx(sheets[1].objective)
        assert sheets[0].violations == sheets[1].violations


@pytest.mark.parametrize("seed", range(8))
def test_money_in_other_units_scales(seed):
    problem = some_problem(seed)
    best = optimum(problem)
    assert optimum(dearer(problem, 3.0)).objective == pytest.approx(3 * best.objective)
    found = solved(problem)
    assert same(solved(dearer(problem, 10.0)), None if found is None else 10 * found)


def test_a_solution_is_worth_the_same_in_any_order_of_its_routes():
    for seed in range(20):
        problem = some_problem(seed)
        routes = optimum(problem).solution.routes
        one = evaluate(problem, RoutingSolution(routes))
        other = evaluate(problem, RoutingSolution(routes[::-1]))
        assert one.objective == pytest.approx(other.objective)
