"""Does the program around an answer find what is cheaper, and never break a rule?"""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from models.inventory_routing import searcher, with_search
from models.inventory_routing.crew import Crew
from models.inventory_routing.cycles import Start, cycles_of
from models.inventory_routing.evaluate import evaluate
from models.inventory_routing.milp_changes import improve_visits, suits
from models.inventory_routing.problem import (
    InventoryRoutingProblem,
    Replenishment,
    Vehicles,
)
from models.inventory_routing.searcher import Budget
from models.inventory_routing.state import case_of
from models.outcome import Limits
from tests.mathematics.small_irp import plan, problem_of, returns_of


def drawn(seed: int) -> InventoryRoutingProblem:
    """Two kinds of vehicles, nearly full."""
    rng = np.random.default_rng(seed)
    n, n_days = 9, 4
    at = rng.uniform(0, 100, (n + 1, 2))
    demand = rng.integers(2, 9, (n, n_days)).astype(float)
    return problem_of(
        demand,
        distances=np.hypot(*(at[:, None] - at[None, :]).transpose(2, 0, 1)),
        initial=demand[:, 0],
        maximum=demand.max(axis=1) * 3,
        holding_cost=rng.uniform(0.0, 0.6, n),
        hub_initial=float(demand.sum()),
        hub_holding_cost=0.3,
        vehicles=(Vehicles(2, 40.0, 20.0), Vehicles(2, 25.0, 8.0, 1.2)),
        visit_cost=rng.uniform(0.0, 5.0, n),
    )


def cost(problem, solution) -> float:
    told = evaluate(problem, solution)
    assert told.ok
    return told.objective


def test_a_visit_that_nothing_needs_is_left_out():
    problem = problem_of([[2, 2]])
    better = improve_visits(problem, plan((0, [(0, 2)]), (1, [(0, 2)])).routes, time_s=10)
    assert [(route.day, route.stops[0].delivered) for route in better.routes] == [(0, 4.0)]


def test_a_visit_is_made_where_a_vehicle_passes():
    # The near customer gets a route of its own on the second day; the vehicle to the far one
    # passes it on the first.
    problem = problem_of([[0, 3], [2, 2]])
    dear = plan((0, [(1, 4)]), (1, [(0, 3)]))
    better = improve_visits(problem, dear.routes, time_s=10)
    assert [(r.day, [s.customer for s in r.stops]) for r in better.routes] == [(0, [0, 1])]
    assert cost(problem, better) < cost(problem, dear)


def test_what_full_vehicles_exchange():
    # Only if the near customer gives its room on the first day to the far one, and is brought
    # its goods on the second, need the far one be reached once only.
    problem = problem_of([[4, 4], [3, 3], [3, 3]], initial=[4.0, 0.0, 0.0], holding_cost=0.0)
    problem = replace(problem, vehicles=(Vehicles(1, 10.0),), visit_cost=np.ones(3))
    dear = plan((0, [(0, 4), (1, 3), (2, 3)]), (1, [(1, 3), (2, 3)]))
    better = improve_visits(problem, dear.routes, time_s=10)
    visited = [(r.day, [s.customer for s in r.stops]) for r in better.routes]
    assert visited == [(0, [1, 2]), (1, [0, 1])]
    assert cost(problem, dear) - cost(problem, better) == pytest.approx(4 + 1)


@pytest.mark.parametrize("seed", range(4))
def test_it_is_legal_and_never_dearer(seed):
    problem = drawn(seed)
    given = with_search.solve(problem, Limits(iterations=300, seed=seed)).solution
    assert given is not None
    better = improve_visits(problem, given.routes, time_s=10)
    assert cost(problem, better) <= cost(problem, given) + 1e-6


def test_closed_days_stay_closed():
    allowed = np.array([[True, False], [True, True]])
    problem = problem_of([[2, 2], [2, 2]], visit_allowed=allowed, maximum=[4.0, 10.0])
    given = plan((0, [(0, 4)]), (0, [(1, 2)]), (1, [(1, 2)]))
    better = improve_visits(problem, given.routes, time_s=10)
    assert cost(problem, better) < cost(problem, given)


def test_whom_it_suits():
    plain = problem_of([[2, 2]])
    assert suits(plain)
    assert not suits(replace(plain, replenishment=Replenishment.ORDER_UP_TO))
    assert not suits(replace(plain, returns=returns_of([[1, 1]])))
    assert not suits(replace(plain, vehicles=(Vehicles(1, 10.0, max_duration=9.0),)))


def test_rounds_fill_the_time():
    cycles = cycles_of(Limits(time_s=300.0), 100, 0.1, 40_000)
    assert cycles[-1].end == pytest.approx(0.9)
    ends = [cycle.end for cycle in cycles]
    assert ends == sorted(ends)
    assert [cycle.start for cycle in cycles] == [Start.AFRESH, Start.BEST, Start.BEST] * 5
    counted = cycles_of(Limits(iterations=999_999), 7, 0.0, 0.0)
    assert sum(c.iterations for c in counted) == 999_999


@pytest.mark.parametrize(("speed", "rounds"), [(5_000, 1), (40_000, 2), (60_000, 3), (1e6, 5)])
def test_rounds_follow_the_speed(speed, rounds):
    cycles = cycles_of(Limits(time_s=60.0), 50, 0.0, speed)
    assert max(1, sum(cycle.start is Start.AFRESH for cycle in cycles)) == rounds


@pytest.mark.parametrize(
    ("speed", "trials"), [(1_000, 0), (4_000, 0), (5_000, 2), (10_000, 4), (16_000, 6), (40_000, 0)]
)
def test_one_round_begins_with_as_many_trials_as_there_is_time_for(speed, trials):
    cycles = cycles_of(Limits(time_s=60.0), 50, 0.05, speed)
    tried = [cycle for cycle in cycles if cycle.start is Start.ASIDE]
    assert len(tried) == trials
    if trials:
        assert cycles[trials].start is Start.CHOSEN
        assert cycles[trials].hot == tried[-1].cold
        lengths = np.diff([0.0, *(cycle.end for cycle in tried)])
        assert lengths == pytest.approx(np.full(trials, lengths[0]))
        assert cycles[-1].end == pytest.approx(0.95)


def test_the_best_of_those_tried_go_on_and_all_iterations_count():
    crew = Crew(case_of(drawn(1)), Limits(iterations=1, seed=3, n_jobs=2))
    everybody = []
    for number in range(3):
        crew.take_up(Start.ASIDE)
        everybody += crew.at_work
        for one in crew.at_work:
            one.cool(2.0, 0.5, Budget(None, 5 + number, lambda: False))
    assert len({id(one) for one in everybody}) == 6
    best = crew.best
    reached = [(one.best.acc[4], one.best.acc[0]) for one in everybody]
    crew.take_up(Start.CHOSEN)
    assert crew.best is best
    assert sorted((o.best.acc[4], o.best.acc[0]) for o in crew.at_work) == sorted(reached)[:2]
    assert crew.n_iterations == 2 * (5 + 6 + 7)


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_trials_give_the_same_answer_with_the_same_seed(monkeypatch, n_jobs):
    monkeypatch.setattr("models.inventory_routing.cycles._TRIAL", 5)
    limits = Limits(iterations=400, seed=5, n_jobs=n_jobs)
    starts = {cycle.start for cycle in cycles_of(limits, 9, 0.0, 0.0)}
    assert Start.ASIDE in starts
    one, other = (with_search.solve(drawn(1), limits) for _ in range(2))
    assert one.solution == other.solution
    assert one.iterations == other.iterations == 400 * n_jobs


def test_iterations_limit_rounds_whatever_the_speed():
    limits = Limits(time_s=60.0, iterations=100_000)
    assert cycles_of(limits, 2, 0.0, 1e5) == cycles_of(limits, 2, 0.0, 1e6)


def test_the_first_call_is_not_part_of_the_pace(monkeypatch):
    now = [0.0]

    def step(_, size, heat):
        now[0] += 50.0 if now[0] == 0.0 else size / 10.0

    monkeypatch.setattr(searcher, "time", SimpleNamespace(perf_counter=lambda: now[0]))
    monkeypatch.setattr(searcher.Searcher, "step", step)
    assert searcher.pace(case_of(drawn(1)), 60.0) == pytest.approx(10.0)


def test_a_long_run_asks_the_program(monkeypatch):
    asked = []

    def improve(problem, routes, *, time_s):
        asked.append(time_s)
        return improve_visits(problem, routes, time_s=time_s)

    monkeypatch.setattr(with_search, "improve_visits", improve)
    monkeypatch.setattr(with_search, "_CHANGE_FROM_S", 1e-3)
    outcome = with_search.solve(drawn(1), Limits(time_s=1.0, iterations=200))
    assert len(asked) >= 1
    assert all(0 < time_s <= 0.05 for time_s in asked)
    assert outcome.objective == pytest.approx(cost(drawn(1), outcome.solution))
