"""Is what ruin and recreate makes legal, never worse than its start, and the same each time?"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from models.outcome import Limits
from models.routing import ruin, ruin_pace, ruin_work
from models.routing.construct import construct
from models.routing.evaluate import evaluate, evaluate_route
from models.routing.problem import Depot, RoutingProblem, RoutingSolution, Task, VehicleType
from models.routing.reformulate import expand
from models.routing.ruin import ruin_and_recreate
from models.routing.ruin_kernel import _MOST_TRIED, anneal
from models.routing.ruin_net import as_net
from models.routing.ruin_rows import lay_out, read_rows
from models.routing.ruin_state import ROW, blank
from models.routing.ruin_undo import spare_room
from tests.mathematics.small_problems import FEATURES, line, random_problem
from tests.mathematics.spread import SPREAD, best_of, problem_of

# What the restated problem does not know, the caller looks after.
ABLE = sorted(FEATURES - {"gaps"})
N_OPTIMAL = 21
"""Of the spread without gaps, so many at least are solved to the optimum."""


def made(problem: RoutingProblem, seed: int = 1, iterations: int = 400, **more):
    found, _ = ruin_and_recreate(expand(problem), Limits(iterations=iterations, seed=seed), **more)
    return found


def town(seed: int, n_tasks: int = 40) -> RoutingProblem:
    """Some tasks and vehicles enough for all of them."""
    features = frozenset({"windows", "trips", "returns"})
    problem = random_problem(seed, features, n_tasks)
    types = tuple(replace(v, n_available=n_tasks, fixed_cost=50.0) for v in problem.vehicle_types)
    return replace(problem, vehicle_types=types)


@pytest.mark.parametrize("seed", range(30))
def test_every_route_is_legal_however_the_features_mix(seed):
    rng = Random(seed)
    features = frozenset(f for f in ABLE if rng.random() < 0.5)
    problem = random_problem(seed, features, rng.randint(4, 12))
    found = made(problem, seed)
    done = [task for route in found.routes for task in route.tasks]
    assert len(done) == len(set(done))
    for route in found.routes:
        assert evaluate_route(problem, route).violations == ()
    for kind, vehicle in enumerate(problem.vehicle_types):
        assert sum(route.vehicle_type == kind for route in found.routes) <= vehicle.n_available


def test_many_tiny_problems_are_solved_to_the_optimum():
    exact = []
    able = [f for f in SPREAD if "gaps" not in f]
    for features in able:
        sheet = evaluate(problem_of(features), made(problem_of(features)))
        if sheet.violations:
            continue
        assert sheet.objective >= best_of(features).objective - 1e-6
        if sheet.objective == pytest.approx(best_of(features).objective):
            exact.append(features)
    assert len(exact) >= min(N_OPTIMAL, len(able)), sorted(set(able) - set(exact))


@pytest.mark.parametrize("seed", range(4))
def test_never_worse_than_its_start_and_much_better_than_a_built_one(seed):
    problem = town(seed)
    expanded = expand(problem)
    start = construct(expanded, seed, enough=lambda: True)
    before = evaluate(problem, start).objective
    little, _ = ruin_and_recreate(expanded, Limits(iterations=1, seed=seed), start=start)
    assert evaluate(problem, little).objective <= before + 1e-6
    much, _ = ruin_and_recreate(expanded, Limits(iterations=3000, seed=seed), start=start)
    assert evaluate(problem, much).objective < before


@pytest.mark.parametrize("seed", range(10))
def test_a_solution_laid_out_in_rows_reads_back(seed):
    problem = town(seed, 12)
    expanded = expand(problem)
    solution = construct(expanded, seed, enough=lambda: True)
    net = as_net(expanded)
    rows = blank(net, len(net.worth))
    lay_out(expanded, net, rows, solution)
    again = read_rows(expanded, rows)
    assert [r.tasks for r in again.routes] == [r.tasks for r in solution.routes]
    sheets = [evaluate_route(problem, route) for route in again.routes]
    for r, sheet in enumerate(sheets):
        # The arcs are the more careful account: depots' windows are kept at every turnaround.
        assert sheet.cost <= rows.cost[r] + 1e-6
    left = {u for u, unit in enumerate(expanded.units) if unit.tasks[0] not in
            {t for route in solution.routes for t in route.tasks}}  # fmt: skip
    assert {int(u) for u in (rows.units[:, ROW] < 0).nonzero()[0]} == left


def far_town(seed: int) -> RoutingProblem:
    """Sixty tasks close together and far from home: one vehicle does them all in four trips."""
    rng, n = Random(seed), 60
    at = [(0, 0), *((rng.randrange(60, 100), rng.randrange(-20, 20)) for _ in range(n))]
    xy = np.array(at)
    metres = np.rint(10 * np.hypot(*(xy[:, None] - xy[None, :]).transpose(2, 0, 1)))
    metres = metres.astype(np.int64)[None]
    loads = [(rng.randrange(1, 4), rng.randrange(0, 4)) for _ in range(n)]
    shift = 9 * 3600
    vehicle = VehicleType(n, (30,), 0, 0, (0, shift), shift, fixed_cost=300.0, cost_per_metre=1.0)
    return RoutingProblem(
        durations=metres // 10, distances=metres, setups=np.zeros(n + 1, np.int64),
        tasks=tuple(Task(i, (out,), (back,)) for i, (out, back) in enumerate(loads, start=1)),
        depots=(Depot(0),), vehicle_types=(vehicle,),
    )  # fmt: skip


def test_vehicles_that_can_be_done_without_are_emptied(monkeypatch):
    days = [far_town(seed) for seed in range(4)]
    few = sum(len(made(day, 1, 500).routes) for day in days)
    monkeypatch.setattr(ruin_work, "_EMPTIES", 0.0)
    assert few < sum(len(made(day, 1, 500).routes) for day in days)


def test_same_seed_same_answer_another_seed_another():
    problem = town(3)
    assert made(problem, 5) == made(problem, 5)
    assert len({made(problem, seed, 50) for seed in range(6)}) > 1


def test_what_costs_more_than_it_is_worth_is_left_out():
    problem = town(2)
    cheap = replace(problem, tasks=tuple(replace(task, prize=0.01) for task in problem.tasks))
    assert made(cheap).routes == ()
    dear = replace(problem, tasks=tuple(replace(task, prize=1e7) for task in problem.tasks))
    assert len(made(dear, iterations=2000).left_out(problem.n_tasks)) < problem.n_tasks / 2


def test_many_left_out_come_in_by_and_by():
    """Only some of them are tried in each step; all find a place in the end."""
    problem = town(3, n_tasks=60)
    expanded = expand(problem)
    few = RoutingSolution(construct(expanded, 1, enough=lambda: False).routes[:1])
    assert len(few.left_out(problem.n_tasks)) > _MOST_TRIED
    found, _ = ruin_and_recreate(expanded, Limits(iterations=200, seed=1), start=few)
    assert not found.left_out(problem.n_tasks)


def missed(problem: RoutingProblem):
    """By how much each task is missed more after some steps than before."""
    net = as_net(expand(problem))
    rows, kept, best = (
        blank(net, sum(v.n_available for v in problem.vehicle_types)) for _ in "123"
    )
    spare, told = spare_room(net, len(rows.rows)), np.array([net.worth.sum()] * 2)
    rng = np.ones(1, np.uint64)
    anneal(net, rows, kept, best, spare, told, rng, 300, 1.0, 6.0, 0.1, 20, 0.0, 1.0)
    assert (rows.units[:, ROW] < 0).sum() == 1
    return spare.missed


def test_what_is_left_out_is_missed_more_and_more_until_others_are_left_out_in_its_stead():
    ways = line(*range(0, 110, 10))
    problem = RoutingProblem(
        **ways,
        tasks=tuple(Task(place, (1,), (0,)) for place in range(1, 11)),
        depots=(Depot(0),),
        vehicle_types=(
            VehicleType(3, (3,), 0, 0, (0, 10**6), 10**6, cost_per_metre=1.0, max_trips=1),
        ),
    )
    assert (missed(problem) > 0).all()
    priced = replace(problem, tasks=tuple(replace(t, prize=50_000.0) for t in problem.tasks))
    assert not missed(priced).any()


def test_near_is_also_what_a_one_way_street_leads_to():
    ways = line(0, 10, 11, 40, 41)
    problem = RoutingProblem(
        **ways,
        tasks=tuple(Task(place, (1,), (0,)) for place in range(1, 5)),
        depots=(Depot(0),),
        vehicle_types=(VehicleType(4, (4,), 0, 0, (0, 1000), 1000, cost_per_metre=1.0),),
    )
    for back in ((2, 1), (4, 3)):
        ways["durations"][0][back] = problem.unreachable
    near = as_net(expand(problem)).near
    assert near[:, 1].tolist() == [1, 0, 3, 2]


def test_stops_when_told_to_and_tells_what_it_has():
    problem = town(1)
    told: list[RoutingSolution] = []
    found, n = ruin_and_recreate(
        expand(problem), Limits(iterations=10**9, seed=1), stop=lambda: True,
        on_best=lambda solution, _n: told.append(solution),
    )  # fmt: skip
    assert n <= 1
    assert found.routes


def test_time_to_lay_out_the_problem_is_time_of_the_limit(monkeypatch):
    class Clock:
        now = 0.0

        def monotonic(self) -> float:
            self.now += 0.2
            return self.now

    clock = Clock()

    def slow(expanded):
        clock.now += 5.0
        return as_net(expanded)

    for module in (ruin, ruin_pace):
        monkeypatch.setattr(module, "time", clock)
    monkeypatch.setattr(ruin, "as_net", slow)
    began = clock.now
    found, _ = ruin_and_recreate(expand(town(1)), Limits(time_s=9.0, seed=1))
    assert found.routes
    assert 9.0 <= clock.now - began < 10.0
