"""Does the label search know all routes, and do prices prove what they seem to?"""

from __future__ import annotations

from itertools import count
from random import Random

import numpy as np
import pytest

from models.routing import labels
from models.routing.bound import lower_bound
from models.routing.choose_ways import priced, solution_of
from models.routing.column_generation import generate
from models.routing.evaluate import evaluate_route
from models.routing.moves import machine
from models.routing.network import MAX_TASKS, TooManyStatesError, classes_of
from models.routing.pricing import Pricer
from models.routing.signatures import signature
from tests.mathematics.small_problems import FEATURES, random_problem
from tests.mathematics.spread import SPREAD, best_of, problem_of
from tests.oracles import cheapest_routes

STILL = np.zeros(1, np.int64)


def pricers_of(problem, max_labels=100_000):
    classes = classes_of(problem)
    return classes, [
        Pricer(problem, k, classes, max_labels=max_labels)
        for k, vehicle in enumerate(problem.vehicle_types)
        if vehicle.n_available
    ]


def mixed(seed, n_tasks=3):
    rng = Random(seed)
    features = frozenset(f for f in sorted(FEATURES) if rng.random() < 0.5)
    return random_problem(seed, features, n_tasks)


@pytest.mark.parametrize("problem", [*map(problem_of, SPREAD[::2]), *map(mixed, range(12))])
def test_every_set_of_tasks_has_the_cost_that_brute_force_finds(problem):
    classes, pricers = pricers_of(problem)
    for pricer in pricers:
        expected = {}
        for done, (cost, _) in cheapest_routes(problem, pricer.vehicle_type).items():
            key = tuple(sum(t in group.tasks for t in done) for group in classes)
            expected[key] = min(cost, expected.get(key, np.inf))
        listed = pricer.below(np.zeros(len(classes)), threshold=1e12, stop=STILL)
        found = dict(zip(map(tuple, listed.counts.astype(int)), listed.costs, strict=True))
        assert found.keys() == expected.keys()
        for key, cost in expected.items():
            assert found[key] == pytest.approx(cost)


@pytest.mark.parametrize("seed", range(6))
def test_routes_that_are_read_back_are_legal_and_cost_what_was_said(seed):
    problem = mixed(100 + seed, 4)
    classes, pricers = pricers_of(problem)
    for pricer in pricers:
        listed = pricer.below(np.zeros(len(classes)), threshold=1e12, stop=STILL)
        for index in range(len(listed.ends)):
            (route,) = solution_of(problem, classes, [listed.way(index)]).routes
            sheet = evaluate_route(problem, route)
            if not sheet.violations:
                assert sheet.cost >= listed.costs[index] - 1e-6


@pytest.mark.parametrize("features", SPREAD[::3])
def test_bounds_rise_with_what_is_looked_at_and_stay_below_the_optimum(features):
    problem, best = problem_of(features), best_of(features)
    classes, pricers = pricers_of(problem)
    bounds = [
        generate(
            problem, classes, pricers, (), memory=memory, target=np.inf, stop=lambda: False,
            mode=mode,
        ).bound
        for mode, memory in (
            (labels.RELAXED, 1),
            (labels.RELAXED, MAX_TASKS),
            (labels.EXACT, MAX_TASKS),
        )
    ]  # fmt: skip
    assert bounds == sorted(bounds) or np.diff(bounds).min() > -1e-6
    assert bounds[-1] <= best.objective + 1e-6
    assert bounds[-1] >= 0.5 * lower_bound(problem)


@pytest.mark.parametrize("n_asked", [1, 2, 3, 5, 8, 13, 21, 34])
def test_stopped_anywhere_the_bound_holds(n_asked):
    features = "trips overtime optional"
    problem, best = problem_of(features), best_of(features)
    classes, pricers = pricers_of(problem)
    asked = count(1)
    found = generate(
        problem, classes, pricers, (), memory=2, target=np.inf, stop=lambda: next(asked) > n_asked
    )
    assert found.bound <= best.objective + 1e-6
    assert found.converged or found.bound < best.objective


def test_any_prices_prove_something_true():
    problem, best = problem_of("trips returns"), best_of("trips returns")
    classes, pricers = pricers_of(problem)
    sizes = np.array([len(group.tasks) for group in classes])
    rng = np.random.default_rng(1)
    for _ in range(50):
        prices = rng.uniform(0, 200, len(classes))
        bound = float(sizes @ prices)
        for pricer in pricers:
            found = pricer.search(prices, mode=labels.EXACT, memory=3, stop=STILL, most=3)
            assert found.status == labels.DONE
            n = problem.vehicle_types[pricer.vehicle_type].n_available
            bound += n * min(0.0, found.least)
        assert bound <= best.objective + 1e-6


def test_no_room_for_all_labels_proves_nothing():
    problem = problem_of("trips returns")
    classes, pricers = pricers_of(problem, max_labels=8)
    prices = np.full(len(classes), 100.0)
    found = pricers[0].search(prices, mode=labels.EXACT, memory=3, stop=STILL, most=3)
    assert found.status == labels.FULL
    assert pricers[0].below(prices, threshold=1e12, stop=STILL) is None
    proven = generate(problem, classes, pricers, (), memory=3, target=np.inf, stop=lambda: False)
    assert (proven.bound, proven.converged) == (-np.inf, False)


def test_a_flag_from_outside_ends_a_search():
    problem = random_problem(5, frozenset({"trips", "returns"}), 9)
    classes, pricers = pricers_of(problem)
    assert pricers[0].below(np.zeros(len(classes)), threshold=1e12, stop=np.ones(1, int)) is None


def test_what_no_limit_on_duty_was_looked_at_for_is_priced_again():
    problem = problem_of("overtime")
    classes, pricers = pricers_of(problem)
    prices = np.full(len(classes), 300.0)
    found = pricers[0].search(prices, mode=labels.RELAXED, memory=MAX_TASKS, stop=STILL, most=9)
    assert found.ways
    for way in found.ways:
        true = priced(problem, classes, way)
        if true is not None:
            assert not true.is_relaxed
            earned = 300.0 * way.counts(len(classes)).sum()
            assert true.cost >= way.cost + earned - 1e-6


def test_goods_are_left_aside_where_their_states_are_too_many(monkeypatch):
    problem = problem_of("trips hygiene returns")
    signatures = tuple(sorted({signature(task) for task in problem.tasks}))
    assert machine(problem, 0, signatures, max_states=3) is None
    everything = machine(problem, 0, signatures)
    loose = machine(problem, 0, signatures, with_goods=False)
    assert len(loose.steps) <= len(everything.steps)
    monkeypatch.setattr("models.routing.network._MOST_WITH_GOODS", 3)
    classes, pricers = pricers_of(problem)
    bound = generate(
        problem, classes, pricers, (), memory=MAX_TASKS, target=np.inf, stop=lambda: False
    ).bound
    assert bound <= best_of("trips hygiene returns").objective + 1e-6
    monkeypatch.setattr("models.routing.network._MOST_STATES", 2)
    with pytest.raises(TooManyStatesError):
        pricers_of(problem)
