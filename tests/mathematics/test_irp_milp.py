"""Is the program's optimum the best there is, in both ways to say routes, and a bound below it?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import models.inventory_routing.with_milp
from models.inventory_routing.bound import lower_bound
from models.inventory_routing.evaluate import evaluate
from models.inventory_routing.milp_amounts import settle
from models.inventory_routing.milp_routes import rounds
from models.inventory_routing.problem import Replenishment, Stop, Vehicles
from models.inventory_routing.with_milp import Routing, formulate, solve
from models.milp import MilpResult
from models.outcome import Outcome, Status
from tests.mathematics.irp_cases import CASES, LONG, SHARED, UP_TO, best, middling, places
from tests.mathematics.small_irp import best_by_trying, mirrored, plan, problem_of


@pytest.mark.parametrize("case", list(CASES))
def test_the_optimum_is_the_best_of_all(case):
    problem = CASES[case]
    tried = best_by_trying(problem, 3)
    assert np.isfinite(tried)
    assert best(problem, Routing.ARCS) == pytest.approx(tried)
    bound = lower_bound(problem)
    assert bound is not None
    assert 0 < bound <= tried + 1e-6


@pytest.mark.parametrize("case", [name for name in CASES if CASES[name].returns is None])
def test_both_ways_to_say_routes_agree(case):
    problem = CASES[case]
    assert best(problem, Routing.ROUNDS) == pytest.approx(best(problem, Routing.ARCS))


@pytest.mark.parametrize("fleet", [SHARED.vehicles, (Vehicles(2, 2.0, 1.0), Vehicles(1, 1.0))])
def test_a_customer_may_be_visited_more_than_once_a_day_where_that_is_asked(fleet):
    problem = replace(SHARED, vehicles=fleet)
    arcs = solve(problem, LONG, routing=Routing.ARCS)
    assert arcs.objective == pytest.approx(best(problem, Routing.ROUNDS))
    assert arcs.objective == pytest.approx(best(problem, Routing.ARCS))
    first = [s.customer for r in arcs.solution.routes if r.day == 0 for s in r.stops]
    assert first.count(0) == 2
    assert solve(replace(problem, once_a_day=True), LONG).status is Status.INFEASIBLE
    assert lower_bound(problem) <= arcs.objective


def test_filled_up_by_any_of_the_visits_of_a_day():
    # 5 are missing, a vehicle has room for 3: only two together fill up.
    problem = replace(SHARED, demand=np.array([[5.0, 0], [0, 0]]), maximum=np.full(2, 5.0),
                      vehicles=(Vehicles(3, 3.0),), replenishment=UP_TO)  # fmt: skip
    outcome = solve(problem, LONG)
    assert outcome.status is Status.OPTIMAL
    assert sum(s.delivered for r in outcome.solution.routes for s in r.stops) == 5


@pytest.mark.parametrize("policy", list(Replenishment))
def test_minimum_levels_shift_the_optimum_by_their_holding_alone(policy):
    problem = middling(replenishment=policy)
    amounts = np.array([3.0, 1.0, 4.0])
    shifted = replace(
        problem,
        initial=problem.initial + amounts,
        minimum=problem.minimum + amounts,
        maximum=problem.maximum + amounts,
    )
    assert best(shifted) == pytest.approx(best(problem) + 3 * problem.holding_cost @ amounts)


@pytest.mark.parametrize("policy", list(Replenishment))
def test_collecting_costs_what_delivering_would(policy):
    problem = middling(
        holding_cost=0, hub_initial=float("inf"), shortage_cost=9.0, replenishment=policy
    )
    if policy is UP_TO:
        # What is collected may be less than all: filling up can only cost more.
        assert best(mirrored(problem)) <= best(problem) + 1e-6
    else:
        assert best(mirrored(problem)) == pytest.approx(best(problem))


def test_one_more_vehicle_or_day_to_visit_never_costs_more():
    problem = middling()
    more = replace(problem, vehicles=(Vehicles(3, 12.0),))
    fewer = problem.visit_allowed.copy()
    fewer[1, 0] = False
    assert best(more) <= best(problem) + 1e-6
    assert best(replace(problem, visit_allowed=fewer)) >= best(problem) - 1e-6


def test_what_cannot_be_is_infeasible():
    problem = problem_of([[3, 3]], maximum=2)
    outcome = solve(problem, LONG)
    assert (outcome.status, outcome.solution, outcome.objective) == (Status.INFEASIBLE, None, None)
    assert lower_bound(problem) is None


def test_without_demand_nothing_is_driven():
    outcome = solve(problem_of([[0, 0]]), LONG)
    assert (outcome.status, outcome.objective, outcome.solution.routes) == (Status.OPTIMAL, 0, ())


def test_rounds_are_the_shortest():
    lengths = rounds(problem_of([[1], [1], [1]], distances=places(13, 3)))
    way = places(13, 3)
    assert lengths[0b101][0] == min(
        way[0, 1] + way[1, 3] + way[3, 0], way[0, 3] + way[3, 1] + way[1, 0]
    )
    assert len(lengths) == 7
    assert sorted(lengths[0b111][1]) == [0, 1, 2]


def test_rounds_say_what_they_cannot():
    many = problem_of(np.ones((9, 1)))
    both = replace(CASES["two loops"], durations=np.ones((3, 3)))
    both = replace(both, vehicles=(Vehicles(1, 1.0, max_duration=5.0),))
    for problem, words in (
        (many, "more than 8 customers"),
        (both, "returns, limited times that are no distances"),
        (replace(CASES["up to"], once_a_day=False), "filling up more than once a day"),
    ):
        with pytest.raises(ValueError, match=words):
            formulate(problem, routing=Routing.ROUNDS)
    # Asked in no particular way, they are said as arcs.
    assert "x_0_1_0_0" in {v.name for v in formulate(both).rows.variables()}


def test_amounts_are_settled_on_given_routes():
    problem = middling()
    routes = solve(problem, LONG).solution.routes
    silly = tuple(
        replace(r, stops=tuple(replace(s, delivered=0.5) for s in r.stops)) for r in routes
    )
    assert evaluate(problem, settle(problem, silly)).objective == pytest.approx(best(problem))
    # Where no amounts do, those given are given back.
    lost = plan((0, [(0, 0.25)]))
    assert settle(problem, lost.routes) == lost


@pytest.mark.parametrize("case", ["loop", "two loops"])
def test_amounts_of_both_ways_are_settled(case):
    problem = CASES[case]
    routes = solve(problem, LONG).solution.routes
    empty = tuple(replace(r, stops=tuple(Stop(s.customer, 0.0) for s in r.stops)) for r in routes)
    assert evaluate(problem, settle(problem, empty)).objective == pytest.approx(best(problem))


def test_bounds_lie_below_larger_optima():
    problem = middling(vehicles=(Vehicles(2, 7.0, 4.0, 0.5), Vehicles(1, 12.0, 1.0, 2.0)))
    optimum = best(problem)
    bound = lower_bound(problem)
    assert 0.5 * optimum < bound <= optimum


def test_the_program_is_not_believed_either(monkeypatch):
    problem = CASES["plain"]
    module = models.inventory_routing.with_milp
    monkeypatch.setattr(
        module, "solve_program", lambda *_, **__: MilpResult(Status.OPTIMAL, {"a": 1.0}, 0.0, 0.0)
    )
    outcome = solve(problem, LONG)
    assert (outcome.status, outcome.solution) == (Status.UNKNOWN, None)


def test_a_listener_is_told():
    told = []

    def listen(progress):
        told.append(progress.objective)
        return True

    outcome = solve(CASES["plain"], LONG, listen)
    assert told == [outcome.objective]
    assert isinstance(outcome, Outcome)
    assert outcome.interrupted
