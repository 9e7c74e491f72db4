"""How is PyVRP asked, driven and believed?"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from models.outcome import Limits
from models.routing import with_pyvrp
from models.routing.evaluate import evaluate
from models.routing.problem import RoutingProblem
from models.routing.reformulate import expand
from models.routing.with_pyvrp import Tuning, search
from models.routing.with_pyvrp.data import as_solution, build, read
from models.routing.with_pyvrp.money import money_scale
from tests.mathematics.small_problems import FEATURES, random_problem
from tests.mathematics.spread import best_of, problem_of


@pytest.mark.parametrize("iterations", [0, 1, 37, 250])
def test_iterations_are_kept_exactly(iterations):
    expanded = expand(problem_of("trips returns"))
    assert search(expanded, Limits(iterations=iterations), Tuning()).iterations == iterations


def test_stops_without_improvement():
    expanded = expand(problem_of("trips returns"))
    found = search(expanded, Limits(no_improvement=40), Tuning())
    assert found.iterations >= 40
    assert found.solution is not None


def test_stops_when_told_so():
    expanded = expand(problem_of("trips returns"))
    found = search(expanded, Limits(iterations=10**7), Tuning(), stop=lambda n: n >= 0)
    assert found.iterations < 10**7


def test_same_seed_same_search():
    expanded = expand(problem_of("trips hygiene returns"))
    one, other = (search(expanded, Limits(iterations=80, seed=3), Tuning()) for _ in range(2))
    assert (one.solution, one.routes) == (other.solution, other.routes)


def test_each_best_is_told_and_the_last_is_the_answer():
    problem = problem_of("trips hygiene returns")
    told = []
    found = search(
        expand(problem),
        Limits(iterations=200),
        Tuning(),
        on_best=lambda solution, n: told.append((n, evaluate(problem, solution).objective)),
    )
    assert found.solution is not None
    assert [n for n, _ in told] == sorted(n for n, _ in told)
    assert told[-1][1] == evaluate(problem, found.solution).objective
    assert set(found.solution.routes) <= set(found.routes)


def test_nothing_to_search():
    problem = problem_of("windows")
    expanded = expand(replace(problem, tasks=()))
    assert search(expanded, Limits(iterations=5), Tuning()).iterations == 0


@pytest.mark.parametrize("tuning", [Tuning(), Tuning(scaled_penalties=False)])
def test_begins_from_a_solution_and_never_ends_worse(tuning):
    problem = problem_of("trips hygiene returns")
    start = best_of("trips hygiene returns").solution
    expanded = expand(problem, start=start)
    found = search(expanded, Limits(iterations=20), tuning, start=start)
    assert found.solution is not None
    objective = evaluate(problem, found.solution).objective
    assert objective == pytest.approx(evaluate(problem, start).objective)


@pytest.mark.parametrize("features", ["hygiene returns", "trips returns", "fleet", "overtime"])
def test_costs_are_the_same_on_both_sides(features):
    import pyvrp

    problem = problem_of(features)
    solution = best_of(features).solution
    expanded = expand(problem, start=solution)
    data = build(expanded)
    theirs = as_solution(expanded, data, solution)
    assert theirs is not None
    assert theirs.is_feasible()
    free = pyvrp.CostEvaluator([0.0] * data.num_load_dimensions, 0, 0)
    cost = free.cost(theirs) / money_scale(problem)
    assert cost == pytest.approx(evaluate(problem, solution).objective)
    again = read(expanded, theirs)
    assert evaluate(problem, again).objective == pytest.approx(cost)


def with_limit(problem: RoutingProblem, ordinary: int) -> RoutingProblem:
    vehicles = (replace(v, ordinary=ordinary, max_overtime=20) for v in problem.vehicle_types)
    return replace(problem, vehicle_types=tuple(vehicles))


@pytest.mark.parametrize("seed", range(10))
def test_a_limit_on_duty_and_releases_never_meet(seed):
    """PyVRP times the two together in two ways, and searches in circles; see section 5.4."""
    rng = Random(seed)
    features = frozenset({"release", "trips"}) | {f for f in sorted(FEATURES) if rng.random() < 0.3}
    problem = random_problem(seed, frozenset(features), 4)
    for ordinary in (60, 10_000):
        asked = with_limit(problem, ordinary)
        expanded = expand(asked)
        data = build(expanded)
        released = any(client.release_time for client in data.clients())
        limited = any(v.max_duration < v.tw_late - v.tw_early for v in data.vehicle_types())
        assert limited == (ordinary == 60)
        late = any(expanded.units[copy.unit].release for copy in expanded.copies)
        assert released == (late and not limited)
        for client, copy in zip(data.clients(), expanded.copies, strict=True):
            assert client.tw_early == copy.window[0] >= expanded.units[copy.unit].release


@pytest.mark.parametrize("seed", range(15))
def test_a_search_with_releases_and_a_limit_comes_to_its_end(seed):
    features = frozenset({"release", "trips", "returns", "hygiene", "windows", "away"})
    problem = with_limit(random_problem(seed, features, 10), 150)
    found = search(expand(problem), Limits(iterations=60, seed=seed), Tuning())
    assert found.iterations == 60


def test_what_cannot_be_expressed_is_named():
    problem = problem_of("windows")
    assert with_pyvrp.unsupported(problem) == ()
    assert with_pyvrp.unsupported(replace(problem, vehicle_types=())) == (
        "a problem without vehicle types",
    )


@pytest.mark.parametrize(
    ("rates", "scale"), [((1.0, 2.0), 1.0), ((0.5, 3.0), 10.0), ((0.0, 0.0123), 1e4)]
)
def test_money_is_scaled_until_rates_are_whole(rates, scale):
    problem = problem_of("windows")
    vehicle = replace(problem.vehicle_types[0], cost_per_metre=rates[0], cost_per_second=rates[1])
    assert money_scale(replace(problem, vehicle_types=(vehicle,))) == scale
