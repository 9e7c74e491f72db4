"""Is what the search finds legal, repeatable, stopped when asked, and where known the best?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.inventory_routing import with_milp, with_search
from models.inventory_routing.answer import answer_of
from models.inventory_routing.evaluate import evaluate
from models.inventory_routing.problem import (
    InventoryRoutingProblem,
    InventoryRoutingSolution,
    Replenishment,
    Returns,
    Vehicles,
)
from models.inventory_routing.searcher import Searcher
from models.inventory_routing.state import case_of
from models.inventory_routing.with_search import solve, unsupported
from models.outcome import Limits, Status
from tests.mathematics.small_irp import problem_of, returns_of

FEW = Limits(iterations=300)


def drawn(seed: int, n: int = 12, n_days: int = 5, **changes) -> InventoryRoutingProblem:
    """Customers anywhere, demand that varies, one or two kinds of vehicles."""
    rng = np.random.default_rng(seed)
    at = rng.uniform(0, 100, (n + 1, 2))
    demand = rng.integers(2, 9, (n, n_days)).astype(float)
    minimum = rng.integers(0, 3, n).astype(float)
    plain = {
        "distances": np.hypot(*(at[:, None] - at[None, :]).transpose(2, 0, 1)),
        "initial": minimum + demand[:, 0] * rng.integers(0, 3, n),
        "minimum": minimum,
        "maximum": minimum + demand.max(axis=1) * rng.integers(2, 5, n),
        "demand": demand,
        "holding_cost": rng.uniform(0.0, 0.6, n),
        "hub_initial": float(demand[:, 0].sum() + minimum.sum()),
        "production": demand.sum(axis=0) * 1.2,
        "hub_holding_cost": 0.3,
        "vehicles": (Vehicles(2, 60.0, 20.0), Vehicles(3, 35.0, 8.0, 1.2)),
        "visit_allowed": np.ones((n, n_days), bool),
        "shortage_cost": np.full(n, np.inf),
        "visit_cost": rng.uniform(0.0, 5.0, n),
        "service": np.full(n, 4.0),
    }
    return InventoryRoutingProblem(**(plain | changes))


def given_back(seed: int, n: int = 12, n_days: int = 5, **changes) -> Returns:
    """Nearly as much as is used comes back."""
    rng = np.random.default_rng(seed)
    arising = rng.integers(1, 7, (n, n_days)).astype(float)
    room = arising.max(axis=1) * rng.integers(2, 4, n)
    plain = {"overflow_cost": np.full(n, np.inf), "loss": 0.1, "lag_days": 1}
    return Returns(arising[:, 0], arising, room, **(plain | changes))


def weekdays(n: int = 12, n_days: int = 5) -> np.ndarray:
    """No customer is visited on the third day, the even ones not on the last."""
    allowed = np.ones((n, n_days), bool)
    allowed[:, 2] = False
    allowed[::2, -1] = False
    return allowed


def timed(seed: int) -> InventoryRoutingProblem:
    problem = drawn(seed)
    fleet = tuple(replace(kind, max_duration=260.0) for kind in problem.vehicles)
    return replace(problem, vehicles=fleet, durations=problem.distances)


CASES = {
    "plain": drawn(1),
    "filled up": drawn(2, replenishment=Replenishment.ORDER_UP_TO, hub_initial=200.0),
    "short at a price": drawn(
        3, shortage_cost=np.full(12, 9.0), visit_allowed=weekdays(), hub_initial=20.0
    ),
    "weekdays": drawn(4, visit_allowed=weekdays(), maximum=np.full(12, 40.0)),
    "timed": timed(5),
    "given back": drawn(6, returns=given_back(6)),
    "given back, filled up": drawn(
        7, returns=given_back(7), replenishment=Replenishment.ORDER_UP_TO
    ),
    "spilt at a price": drawn(8, returns=given_back(8, overflow_cost=np.full(12, 3.0))),
    "hub scarce": drawn(9, hub_initial=40.0, holding_cost=np.full(12, 0.01)),
    "hub never short": drawn(10, hub_initial=float("inf")),
    "a fortnight": drawn(11, n_days=14),
}


@pytest.mark.parametrize("name", CASES)
def test_answers_are_legal_and_told_as_they_are(name):
    outcome = solve(CASES[name], FEW)
    assert outcome.status is Status.FEASIBLE
    found = evaluate(CASES[name], outcome.solution)
    assert found.violations == ()
    assert found.objective == pytest.approx(outcome.objective)


def test_the_optimum_is_found_where_it_is_known():
    for seed, policy in [(21, Replenishment.MAXIMUM_LEVEL), (22, Replenishment.ORDER_UP_TO)]:
        problem = drawn(
            seed, 4, 3, replenishment=policy, hub_initial=60.0, vehicles=(Vehicles(2, 30.0, 5.0),)
        )
        exact = with_milp.solve(problem, Limits(time_s=60.0))
        assert exact.status is Status.OPTIMAL
        assert solve(problem, FEW).objective == pytest.approx(exact.objective, rel=1e-6)


def test_returns_are_collected_as_the_program_would():
    problem = problem_of(
        [[2, 2, 2], [3, 3, 3]], returns=returns_of([[2, 2, 2], [3, 3, 3]], maximum=6.0, loss=0.5)
    )
    exact = with_milp.solve(problem, Limits(time_s=60.0))
    assert exact.status is Status.OPTIMAL
    assert solve(problem, FEW).objective == pytest.approx(exact.objective, rel=1e-6)


def test_the_same_seed_gives_the_same_answer_in_any_number_of_threads():
    for n_jobs in (1, 2):
        limits = Limits(iterations=300, seed=3, n_jobs=n_jobs)
        first, second = (solve(CASES["plain"], limits) for _ in range(2))
        assert first.solution == second.solution
        assert first.iterations == second.iterations == 300 * n_jobs


def test_a_listener_stops_it_and_keeps_the_best():
    told = []

    def listener(progress):
        told.append(progress)
        return progress.objective is not None

    outcome = solve(CASES["plain"], Limits(iterations=10**9), listener)
    assert outcome.interrupted
    assert outcome.objective <= told[-1].objective + 1e-6
    assert outcome.iterations < 10**9


def test_it_stops_when_nothing_gets_better():
    outcome = solve(problem_of([[2.0, 2.0]]), Limits(no_improvement=1000))
    assert outcome.objective == pytest.approx(4.0 + 0.1 * 2.0)
    assert not outcome.interrupted


def test_what_cannot_be_is_unknown():
    problem = problem_of([[12.0, 2.0]])
    outcome = solve(problem, FEW)
    assert outcome.status is Status.UNKNOWN
    assert outcome.solution is None


def test_several_visits_a_day_are_allowed_but_not_made():
    problem = replace(CASES["plain"], once_a_day=False)
    assert unsupported(problem) == ()
    assert solve(problem, FEW).solution == solve(CASES["plain"], FEW).solution


def test_the_constant_of_the_initial_stock_is_all_that_charging_it_adds():
    charged = solve(replace(CASES["plain"], charge_initial=True), FEW)
    plain = CASES["plain"]
    constant = (
        float(plain.initial @ plain.holding_cost) + plain.hub_initial * plain.hub_holding_cost
    )
    assert charged.objective == pytest.approx(solve(plain, FEW).objective + constant)


def test_nobody_to_visit_costs_nothing():
    assert solve(problem_of([[0.0, 0.0]]), FEW).solution.routes == ()
    assert case_of(problem_of([[0.0, 0.0]])).hub.shape == (2,)


@pytest.mark.parametrize("seed", [0, 7, 11, 12, 14, 17])
def test_what_emergencies_brought_counts_where_amounts_are_shifted(seed):
    """Full vehicles, days without visits: what fills a shelf is not only what a visit brought."""
    problem = drawn(
        seed,
        n_days=7,
        shortage_cost=np.full(12, 9.0),
        visit_allowed=weekdays(n_days=7),
        vehicles=(Vehicles(2, 35.0, 20.0), Vehicles(2, 20.0, 8.0, 1.2)),
        hub_initial=float("inf"),
    )
    case = case_of(problem)
    searcher = Searcher(case, seed)
    # What the search leaves out of its sums is the same for every answer.
    constants = []
    for k in range(20):
        searcher.step(40, 0.8**k)
        if searcher.found:
            told = evaluate(problem, answer_of(case, searcher.best))
            assert told.violations == ()
            constants.append(told.objective - float(searcher.best.acc[0]))
    assert constants == pytest.approx([constants[-1]] * len(constants))


def test_an_answer_that_breaks_a_rule_is_told_and_not_given(monkeypatch, caplog):
    nothing = InventoryRoutingSolution(())
    monkeypatch.setattr(with_search, "answer_of", lambda *_: nothing)
    outcome = solve(CASES["plain"], Limits(iterations=20))
    assert (outcome.status, outcome.solution) == (Status.UNKNOWN, None)
    assert "it breaks IR10 day 0" in caplog.text
