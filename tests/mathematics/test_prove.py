"""Is what is proven true? Against brute force, under all features, and however it is stopped."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from models.outcome import Limits, Status
from models.routing.bound import lower_bound
from models.routing.evaluate import evaluate
from models.routing.problem import (
    Depot,
    Route,
    RoutingProblem,
    RoutingSolution,
    Task,
    Trip,
    VehicleType,
)
from models.routing.prove import prove
from models.routing.proven import solve_and_prove
from tests.mathematics.small_problems import FEATURES, line, random_problem
from tests.mathematics.spread import SPREAD, best_of, problem_of
from tests.oracles import optimum

UNLIMITED = Limits(iterations=1)


@pytest.mark.parametrize("features", SPREAD)
def test_every_small_problem_is_solved_without_any_help(features):
    problem, best = problem_of(features), best_of(features)
    proof = prove(problem, None, limits=UNLIMITED)
    assert proof.optimal
    assert proof.objective == pytest.approx(best.objective)
    assert proof.bound <= best.objective
    assert proof.bound == pytest.approx(best.objective, rel=1e-5)
    assert evaluate(problem, proof.solution).violations == ()


@pytest.mark.parametrize("seed", range(30))
def test_the_bound_holds_and_the_best_is_found_however_features_mix(seed):
    rng = Random(1000 + seed)
    features = frozenset(f for f in sorted(FEATURES) if rng.random() < 0.5)
    problem = random_problem(1000 + seed, features, 3)
    best = optimum(problem)
    proof = prove(problem, None, limits=UNLIMITED)
    if best.objective == np.inf:
        assert proof.solution is None
        assert not proof.optimal
        return
    assert proof.bound <= best.objective + 1e-9
    # The best way to unload, or to clean, may be one that the evaluation does not choose.
    assert proof.objective >= best.objective - 1e-9
    assert proof.bound == pytest.approx(best.objective, rel=1e-5)
    assert proof.optimal == (proof.objective <= best.objective * (1 + 1e-6) + 1e-6)


def test_what_is_known_is_kept_where_nothing_is_better():
    problem, best = problem_of("trips returns"), best_of("trips returns")
    proof = prove(problem, best.solution, limits=UNLIMITED)
    assert proof.optimal
    assert proof.solution == best.solution


def alike(n: int, **changes: object) -> RoutingProblem:
    """Tasks that are alike in everything, one vehicle that holds two at a time."""
    vehicle = VehicleType(2, (2,), 0, 0, (0, 1000), 1000, fixed_cost=5.0, cost_per_second=1.0)
    tasks = tuple(Task(1, (1,), (0,), service=3) for _ in range(n))
    asked = {"tasks": tasks, "depots": (Depot(0),), "vehicle_types": (replace(vehicle, **changes),)}
    return RoutingProblem(**line(0, 10), **asked)


def test_tasks_that_are_alike_need_not_be_told_apart():
    proof = prove(alike(40), None, limits=UNLIMITED)
    assert proof.optimal
    assert proof.objective == pytest.approx(5.0 + 20 * 20.0 + 40 * 3.0)
    assert sorted(t for r in proof.solution.routes for t in r.tasks) == list(range(40))


def test_two_vehicles_where_duty_ends_before_all_is_done():
    proof = prove(alike(8, ordinary=60), None, limits=UNLIMITED)
    assert proof.optimal
    assert len(proof.solution.routes) == 2
    assert proof.objective == pytest.approx(2 * 5.0 + 4 * 20.0 + 8 * 3.0)


def test_overtime_is_counted_where_it_is_cheaper_than_another_vehicle():
    day = alike(8, ordinary=60, max_overtime=60, cost_per_overtime_second=0.01)
    proof = prove(day, None, limits=UNLIMITED)
    assert proof.optimal
    assert proof.objective == pytest.approx(5.0 + 4 * 20.0 + 8 * 3.0 + 0.01 * (104 - 60))


def test_a_required_task_that_nobody_can_do_leaves_nothing_to_prove():
    proof = prove(alike(1, capacity=(0,)), None, limits=UNLIMITED)
    assert (proof.bound, proof.solution, proof.objective, proof.optimal) == (
        None,
        None,
        None,
        False,
    )


def test_an_optional_task_that_nobody_can_do_is_left_out():
    day = alike(3, capacity=(0,))
    day = replace(day, tasks=tuple(replace(task, prize=7.0) for task in day.tasks))
    proof = prove(day, None, limits=UNLIMITED)
    assert (proof.objective, proof.optimal) == (21.0, True)


def test_a_day_too_large_for_routes_has_a_bound_all_the_same():
    tasks = tuple(Task(1, (1,), (0,), service=1 + n) for n in range(130))
    day = replace(alike(1, n_available=130), tasks=tasks)
    routes = tuple(Route(0, (Trip(0, (t,)),)) for t in range(130))
    proof = prove(day, RoutingSolution(routes), limits=Limits(time_s=60))
    assert proof.bound == pytest.approx(lower_bound(day))
    assert not proof.optimal


@pytest.mark.parametrize("n_asked", [1, 2, 3])
def test_a_listener_ends_it_and_what_was_proven_stays(n_asked):
    problem, best = problem_of("hygiene returns partition"), best_of("hygiene returns partition")
    heard = []

    def listen(progress):
        heard.append(progress)
        return len(heard) >= n_asked

    proof = prove(problem, None, limits=UNLIMITED, on_progress=listen)
    assert heard
    assert proof.bound is None or proof.bound <= best.objective


def test_no_time_at_all_still_gives_the_quick_bound():
    problem, best = problem_of("fleet"), best_of("fleet")
    proof = prove(problem, best.solution, limits=Limits(time_s=0.0))
    assert proof.bound == pytest.approx(lower_bound(problem))
    assert proof.solution == best.solution


def test_search_and_proof_together():
    outcome = solve_and_prove(problem_of("windows trips"), limits=Limits(iterations=20))
    best = best_of("windows trips").objective
    assert outcome.status is Status.OPTIMAL
    assert outcome.objective == pytest.approx(best)
    assert outcome.bound <= best


def test_search_and_proof_end_together_when_told_to():
    outcome = solve_and_prove(
        problem_of("trips hygiene returns"),
        limits=Limits(iterations=100_000),
        on_progress=lambda now: now.objective is not None,
    )
    assert outcome.interrupted
    assert outcome.solution is not None
