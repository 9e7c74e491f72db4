"""Does every engine keep its promises? Against brute force, on a spread of tiny problems."""

from __future__ import annotations

import pickle
import time
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from models.outcome import Limits, Status
from models.routing.best import nothing_yet
from models.routing.evaluate import evaluate
from models.routing.haste import is_hurried
from models.routing.member import Member
from models.routing.messages import Job
from models.routing.problem import (
    Depot,
    Route,
    RoutingProblem,
    RoutingSolution,
    Task,
    Trip,
    VehicleType,
)
from models.routing.processes import context
from models.routing.solve import Strategy, _leg, solve
from models.routing.team import Team
from models.routing.with_pyvrp import Tuning
from tests.mathematics.small_problems import FEATURES, line, random_problem
from tests.mathematics.spread import SPREAD, best_of, problem_of

ENGINES = ("pyvrp",)
N_EXACT = 22
"""Of the spread, so many problems at least are solved to the optimum."""


def solved(problem: RoutingProblem, engine: str = "pyvrp", seed: int = 0, iterations: int = 300):
    return solve(problem, engine=engine, limits=Limits(iterations=iterations, seed=seed))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("features", SPREAD)
def test_legal_and_never_better_than_brute_force(engine, features):
    problem, best = problem_of(features), best_of(features)
    outcome = solved(problem, engine)
    assert outcome.status is (Status.FEASIBLE if best.objective < np.inf else Status.UNKNOWN)
    assert outcome.solution is not None
    sheet = evaluate(problem, outcome.solution)
    assert sheet.violations == ()
    assert sheet.objective == pytest.approx(outcome.objective)
    assert outcome.objective >= best.objective - 1e-6
    assert outcome.bound is None or outcome.bound <= best.objective + 1e-6


@pytest.mark.parametrize("engine", ENGINES)
def test_nearly_all_are_solved_to_the_optimum(engine):
    exact = [
        features
        for features in SPREAD
        if solved(problem_of(features), engine).objective
        == pytest.approx(best_of(features).objective)
    ]
    assert len(exact) >= N_EXACT, sorted(set(SPREAD) - set(exact))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(20))
def test_always_legal_however_the_features_mix(engine, seed):
    rng = Random(seed)
    features = frozenset(f for f in sorted(FEATURES) if rng.random() < 0.5)
    problem = random_problem(seed, features, rng.randint(4, 9))
    outcome = solved(problem, engine, seed=seed, iterations=100)
    if outcome.solution is not None:
        assert evaluate(problem, outcome.solution).violations == ()
    else:
        assert outcome.status is Status.UNKNOWN
        assert outcome.objective is None


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("features", ["trips hygiene returns", "gaps returns"])
def test_same_seed_same_answer(engine, features):
    problem = problem_of(features)
    one, other = (solved(problem, engine, seed=7) for _ in range(2))
    assert (one.solution, one.objective, one.iterations) == (
        other.solution,
        other.objective,
        other.iterations,
    )
    assert one.seed == 7


@pytest.mark.parametrize("iterations", [1, 10, 57, 400])
def test_no_more_iterations_than_asked_for(iterations):
    outcome = solved(problem_of("trips returns"), iterations=iterations)
    assert 0 < outcome.iterations <= iterations + 6, "each round does one at least"


def test_engine_and_version_are_told():
    assert solved(problem_of("windows")).engine.startswith("pyvrp 0.")


def one_task(**changes: object) -> RoutingProblem:
    vehicle = VehicleType(1, (2,), 0, 0, (0, 100), 100, fixed_cost=5.0, cost_per_second=1.0)
    asked = {"tasks": (Task(1, (1,), (0,)),), "depots": (Depot(0),), "vehicle_types": (vehicle,)}
    return RoutingProblem(**line(0, 10), **(asked | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("engine", ENGINES)
def test_one_task(engine):
    outcome = solved(one_task(), engine)
    assert (outcome.status, outcome.objective) == (Status.OPTIMAL, 25.0)
    assert outcome.solution is not None
    assert [route.tasks for route in outcome.solution.routes] == [(0,)]


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_to_do(engine):
    outcome = solved(one_task(tasks=()), engine)
    assert (outcome.status, outcome.objective) == (Status.OPTIMAL, 0.0)
    assert outcome.solution == RoutingSolution(())
    assert outcome.iterations == 0


IMPOSSIBLE = {
    "window": Task(1, (1,), (0,), windows=((0, 5),)),
    "no window at all": Task(1, (1,), (0,), windows=((1, 0),)),
    "load": Task(1, (3,), (0,)),
    "vehicle": Task(1, (1,), (0,), vehicle_types=frozenset()),
    "release": Task(1, (1,), (0,), release=95),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("why", IMPOSSIBLE)
def test_what_cannot_be_done_is_left_out_or_unknown(engine, why):
    task = IMPOSSIBLE[why]
    required = solved(one_task(tasks=(task,)), engine)
    assert (required.status, required.solution, required.objective) == (Status.UNKNOWN, None, None)
    possible = Task(1, (1,), (0,))
    optional = solved(one_task(tasks=(replace(task, prize=3.0), possible)), engine)
    assert optional.status is Status.FEASIBLE
    assert optional.objective == 28.0
    assert optional.solution is not None
    assert optional.solution.left_out(2) == (0,)


@pytest.mark.parametrize("why", IMPOSSIBLE)
def test_in_a_hurry_too_what_cannot_be_done_is_left_out(why):
    """Then nobody looks beforehand for what is impossible."""
    tasks = (replace(IMPOSSIBLE[why], prize=3.0), Task(1, (1,), (0,)))
    limits = Limits(time_s=0.0, seed=1)
    assert is_hurried(one_task(tasks=tasks), limits.time_s)
    outcome = solve(one_task(tasks=tasks), limits=limits)
    assert (outcome.status, outcome.objective) == (Status.FEASIBLE, 28.0)
    assert outcome.solution is not None
    assert outcome.solution.left_out(2) == (0,)


def test_a_task_not_worth_its_cost_is_left_out():
    task = Task(1, (1,), (0,), prize=24.0)
    assert solved(one_task(tasks=(task,))).objective == 24.0
    assert solved(one_task(tasks=(replace(task, prize=26.0),))).objective == 25.0


def test_an_unknown_engine_and_no_vehicles_are_refused():
    with pytest.raises(ValueError, match="no engine 'abacus'"):
        solved(one_task(), "abacus")
    with pytest.raises(ValueError, match="vehicle types"):
        solved(one_task(vehicle_types=()))


def test_a_listener_hears_of_better_and_better_and_may_stop():
    heard = []

    def listen(progress):
        heard.append(progress)
        return False

    problem = random_problem(3, frozenset({"trips", "returns", "optional"}), 9)
    problem = replace(problem, tasks=tuple(replace(t, prize=500.0) for t in problem.tasks))
    outcome = solve(problem, limits=Limits(iterations=200), on_progress=listen)
    told = [p.objective for p in heard if p.objective is not None]
    assert told == sorted(told, reverse=True)
    assert told[-1] == pytest.approx(outcome.objective)
    assert not outcome.interrupted
    stopped = solve(problem, limits=Limits(iterations=10**7), on_progress=lambda _: True)
    assert stopped.interrupted
    assert stopped.iterations < 10**7
    assert stopped.solution is not None


def test_several_processes_find_what_one_finds():
    problem = problem_of("depots returns hygiene")
    outcome = solve(problem, limits=Limits(iterations=150, n_jobs=2))
    assert outcome.objective == pytest.approx(best_of("depots returns hygiene").objective)
    assert outcome.iterations <= 2 * (150 + 6)


def test_without_the_pool_it_is_legal_as_well():
    problem = problem_of("trips overtime optional")
    outcome = solve(problem, limits=Limits(iterations=200), strategy=Strategy(pool=False))
    assert outcome.solution is not None
    assert evaluate(problem, outcome.solution).violations == ()


def test_a_small_problem_of_the_literature():
    """Four customers, three vehicles: the example that PyVRP's own tests are built on."""
    matrix = np.array(
        [
            [0, 1544, 1944, 1931, 1476],
            [1726, 0, 1992, 1427, 1593],
            [1965, 1975, 0, 621, 1090],
            [2063, 1433, 647, 0, 818],
            [1475, 1594, 1090, 828, 0],
        ]
    )
    windows = ((15600, 22500), (12000, 19500), (8400, 15300), (12000, 19500))
    loads, services = (5, 5, 3, 5), (360, 360, 420, 360)
    problem = RoutingProblem(
        durations=matrix[None],
        distances=matrix[None],
        setups=np.zeros(5, np.int64),
        tasks=tuple(Task(i + 1, (loads[i],), (0,), services[i], (windows[i],)) for i in range(4)),
        depots=(Depot(0),),
        vehicle_types=(
            VehicleType(3, (10,), 0, 0, (0, 45000), 45000, cost_per_metre=1.0, max_trips=1),
        ),
    )
    assert solved(problem).objective == 9155


def test_a_job_that_is_told_too_late_still_brings_a_first_solution():
    """Starting a process takes time of the search: nothing may be left of a short limit."""
    problem = random_problem(3, frozenset(), 4)
    job = Job(problem, Limits(time_s=1.0, seed=1), Tuning(ruin=0.9), frozenset(), True, None)
    member = Member(context())
    try:
        member.begin(job, time.monotonic() - 60.0)
        while member.receive(lambda _: None):
            pass
    finally:
        member.dismiss()
    assert member.found is not None, member.error
    assert member.found.solution is not None
    assert not evaluate(problem, member.found.solution).violations


def test_whoever_is_told_to_end_does_and_answers():
    problem = random_problem(3, frozenset(), 4)
    job = Job(problem, Limits(time_s=600.0, seed=1), Tuning(ruin=0.9), frozenset(), True, None)
    member = Member(context())
    try:
        member.begin(job, None)
        assert member.receive(lambda _: None), "it tells of a first solution"
        member.halt()
        while member.receive(lambda _: None):
            pass
        assert member.found is not None, member.error
        assert not member.is_able()
    finally:
        member.dismiss()


def test_processes_are_sent_no_more_than_they_cannot_make_themselves():
    problem = random_problem(3, FEATURES, 4)
    before = pickle.dumps(problem)
    evaluate(problem, RoutingSolution((Route(0, (Trip(None, (0,)),)),)))
    assert "legs" in vars(problem)
    assert len(pickle.dumps(problem)) == len(before)
    assert pickle.loads(before).legs == problem.legs


def test_what_was_spent_before_the_search_is_not_spent_again():
    best = nothing_yet(random_problem(3, frozenset(), 4), None)
    best.started -= 3.0
    leg = _leg(Limits(time_s=10.0), 0.8, best, combine_after=False, first=True, last=False)
    assert leg is not None
    assert leg.time_s == pytest.approx(5.0, abs=0.5)


def test_where_time_is_over_already_one_process_alone_is_asked():
    problem = random_problem(3, frozenset(), 4)
    heard: set[int] = set()
    with Team(problem) as team:
        found = team.search(
            Limits(time_s=0.0, seed=1, n_jobs=2),
            [Tuning(ruin=0.9), Tuning(ruin=0.6)],
            skip=frozenset(),
            insist=True,
            start=None,
            together=True,
            on_report=lambda number, _report: heard.add(number),
            should_stop=lambda: False,
        )
    assert len(found) <= 1
    assert heard <= {0}
