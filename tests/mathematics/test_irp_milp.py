"""Is the program's optimum the best there is, in both ways to say routes, and a bound below it?"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import models.inventory_routing.solve
import models.inventory_routing.with_milp
from models.errors import EngineError
from models.inventory_routing.bound import lower_bound
from models.inventory_routing.evaluate import evaluate
from models.inventory_routing.milp_amounts import settle
from models.inventory_routing.milp_routes import rounds
from models.inventory_routing.problem import (
    InventoryRoutingProblem,
    Replenishment,
    Stop,
    Vehicles,
)
from models.inventory_routing.solve import judged
from models.inventory_routing.solve import solve as solve_front
from models.inventory_routing.with_milp import Routing, formulate, solve
from models.milp import MilpResult
from models.milp import solve as solve_program
from models.outcome import Limits, Outcome, Status
from tests.mathematics.small_irp import best_by_trying, mirrored, plan, problem_of, returns_of

GOLDEN = Path(__file__).parent.parent / "golden" / "inventory_routing_rows.txt"
LONG = Limits(time_s=120)
UP_TO = Replenishment.ORDER_UP_TO


def places(seed: int, n: int) -> np.ndarray:
    """Ways between the hub and n customers, not the same both ways."""
    rng = np.random.default_rng(seed)
    points = rng.uniform(0, 9, (n + 1, 2))
    apart = np.hypot(*(points[:, None] - points[None, :]).T)
    return np.rint(apart + rng.uniform(0, 2, apart.shape) * (apart > 0))


PRICED = {"shortage_cost": [2.5, 8.0], "initial": [1, 1], "minimum": [0, 1]}
LOOP = returns_of([[1, 1]], initial=2, maximum=3, overflow_cost=3.0, loss=0.0, load_factor=0.5)
CASES: dict[str, InventoryRoutingProblem] = {
    "plain": problem_of([[1, 2], [2, 1]], distances=places(1, 2), initial=[1, 0], maximum=2),
    "two kinds": problem_of(
        [[2], [3]],
        distances=places(2, 2),
        vehicles=(Vehicles(1, 2.0, 3.0, 1.0), Vehicles(1, 4.0, 1.0, 0.5)),
    ),
    "up to": problem_of(
        [[1, 2], [1, 1]], distances=places(3, 2), initial=[2, 1], maximum=3, replenishment=UP_TO
    ),
    "priced": problem_of([[1, 2], [1, 1]], distances=places(4, 2), **PRICED),
    # Cheaper were a unit from outside before it is needed, so that filling up fits the vehicle.
    "priced up to": problem_of(
        [[4, 1, 1]],
        initial=4,
        maximum=4,
        vehicles=(Vehicles(1, 3.0),),
        replenishment=UP_TO,
        shortage_cost=5.0,
    ),
    "closed days": problem_of(
        [[2, 1], [1, 2]],
        distances=places(5, 2),
        initial=[2, 1],
        visit_allowed=np.array([[True, False], [False, True]]),
        visit_cost=[1.0, 2.0],
    ),
    "short routes": problem_of(
        [[1, 1], [1, 1]],
        distances=places(17, 2),
        vehicles=(Vehicles(2, 9.0, max_duration=15.0),),
        service=1.0,
    ),
    "scarce hub": problem_of(
        [[2, 2], [1, 2]],
        distances=places(7, 2),
        initial=[2, 1],
        hub_initial=1.0,
        production=np.array([1.0, 2.0]),
        hub_holding_cost=0.75,
        shortage_cost=6.0,
        charge_initial=True,
    ),
    "tight shelf": problem_of([[1, 3, 3]], initial=3, maximum=4),
    "late": problem_of(
        [[0, 0]], returns=returns_of([[1, 3]], initial=2, maximum=2, overflow_cost=20.0)
    ),
    "too full": problem_of([[3, 3], [1, 1]], distances=places(9, 2), initial=[6, 0], maximum=4),
    "loop": problem_of(
        [[2, 1]],
        distances=places(10, 1),
        vehicles=(Vehicles(1, 3.0),),
        hub_initial=1.0,
        shortage_cost=5.0,
        returns=LOOP,
    ),
    "two loops": problem_of(
        [[1], [1]],
        distances=places(11, 2),
        vehicles=(Vehicles(2, 1.5),),
        initial=[0, 1],
        returns=returns_of([[1], [3]], initial=[2, 1], maximum=2, overflow_cost=20.0),
    ),
    "too full to fill": problem_of(
        [[2, 2]],
        initial=5,
        maximum=3,
        replenishment=UP_TO,
        returns=returns_of([[3, 1]], initial=2, maximum=3),
    ),
}

SHARED = problem_of(
    [[3, 2], [2, 0]],
    distances=places(8, 2),
    vehicles=(Vehicles(3, 2.0, fixed_cost=1.0),),
    once_a_day=False,
)
"""Visited by two vehicles on the first day, for one has no room for all."""


def best(problem: InventoryRoutingProblem, routing: Routing | None = None) -> float:
    outcome = solve(problem, LONG, routing=routing)
    assert outcome.status is Status.OPTIMAL
    assert outcome.bound == pytest.approx(outcome.objective)
    found = evaluate(problem, outcome.solution)
    assert found.ok
    assert found.objective == outcome.objective
    return outcome.objective


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


@pytest.mark.parametrize("case", list(CASES))
@pytest.mark.parametrize("routing", list(Routing))
def test_cuts_change_no_optimum(case, routing):
    problem = CASES[case]
    if routing is Routing.ROUNDS and problem.returns is not None:
        return
    with_cuts, without = (
        solve_program(formulate(problem, routing=routing, cuts=cuts).rows).objective
        for cuts in (True, False)
    )
    assert with_cuts == pytest.approx(without)


def middling(**changes) -> InventoryRoutingProblem:
    rng = np.random.default_rng(3)
    n, n_days = 3, 3
    demand = np.repeat(rng.integers(1, 5, (n, 1)), n_days, axis=1).astype(float)
    plain = {
        "distances": places(12, n),
        "initial": demand[:, 0],
        "maximum": 3 * demand[:, 0],
        "vehicles": (Vehicles(2, 12.0),),
        "hub_initial": 20.0,
        "production": np.full(n_days, 12.0),
        "hub_holding_cost": 0.05,
    }
    return problem_of(demand, **(plain | changes))


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


NEEDED = {
    "V11": ("plain", Routing.ARCS),
    "V12": ("tight shelf", Routing.ARCS),
    "V13": ("up to", Routing.ARCS),
    "V14": ("priced up to", Routing.ARCS),
    "V15": ("scarce hub", Routing.ARCS),
    "V16": ("two loops", Routing.ARCS),
    "V17": ("late", Routing.ARCS),
    "V21": ("plain", Routing.ARCS),
    "V22": ("two kinds", Routing.ARCS),
    "V25": ("two kinds", Routing.ARCS),
    "V26": ("two loops", Routing.ARCS),
    "V27": ("two kinds", Routing.ARCS),
    "V28": ("short routes", Routing.ARCS),
    "V32": ("two kinds", Routing.ROUNDS),
    "V33": ("two kinds", Routing.ROUNDS),
    "V34": ("plain", Routing.ROUNDS),
}
"""Of each family that an answer needs, a problem where it binds."""


@pytest.mark.parametrize("family", list(NEEDED))
def test_no_family_of_rows_is_idle(family):
    case, routing = NEEDED[family]
    programs = [formulate(CASES[case], routing=routing, cuts=False) for _ in range(2)]
    rows = programs[1].rows.constraints
    mine = [name for name in rows if name.startswith(family)]
    assert mine
    for name in mine:
        programs[1].rows.constraints.pop(name)
    whole, without = (solve_program(program.rows).objective for program in programs)
    assert without is None or without < whole - 1e-6


def golden_problem() -> InventoryRoutingProblem:
    """One customer, two days, and every feature whose rows stay few."""
    return problem_of(
        [[5.0, 6.0]],
        initial=4,
        minimum=1,
        maximum=9,
        hub_initial=20.0,
        production=np.array([2.0, 3.0]),
        hub_holding_cost=0.25,
        vehicles=(Vehicles(1, 12.0, 30.0, 1.5, 40.0),),
        shortage_cost=70.0,
        visit_cost=3.0,
        service=7.0,
        replenishment=UP_TO,
        returns=returns_of(
            [[2, 1]], initial=3, maximum=8, overflow_cost=50.0, loss=0.125, load_factor=0.5
        ),
    )


def rows_of(program) -> str:
    text = [f"minimise {program.rows.objective}"]
    text += [f"{name}: {row}" for name, row in program.rows.constraints.items()]
    return "\n".join(text) + "\n"


def test_rows_are_the_golden_ones():
    strict = problem_of([[5.0, 6.0], [1.0, 2.0]], initial=[4, 1], vehicles=(Vehicles(1, 8.0),))
    text = (
        f"# arcs, everything\n{rows_of(formulate(golden_problem(), routing=Routing.ARCS))}"
        f"# rounds, plain\n{rows_of(formulate(strict, routing=Routing.ROUNDS))}"
    )
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_every_family_of_rows_is_in_the_golden_file_or_needed():
    text = GOLDEN.read_text(encoding="utf-8")
    # V29 and V31 only cut or order, and need two customers, or vehicles told apart.
    for family in [*NEEDED, "V23", "V24", "V30", "V35", "V41", "V42", "V43"]:
        assert f"\n{family}" in text, family


def test_bounds_lie_below_larger_optima():
    problem = middling(vehicles=(Vehicles(2, 7.0, 4.0, 0.5), Vehicles(1, 12.0, 1.0, 2.0)))
    optimum = best(problem)
    bound = lower_bound(problem)
    assert 0.5 * optimum < bound <= optimum


def test_the_front_door_believes_no_status(monkeypatch):
    problem = CASES["plain"]
    good = solve(problem, LONG)
    assert judged(problem, good) == good
    lied = replace(good, objective=1.0, bound=None)
    assert judged(problem, lied).objective == good.objective
    assert judged(problem, lied).status is Status.FEASIBLE
    broken = judged(problem, replace(good, solution=plan()))
    assert (broken.status, broken.solution, broken.objective) == (Status.UNKNOWN, None, None)
    with pytest.raises(EngineError, match="is legal"):
        judged(problem, replace(good, bound=good.objective + 1))
    with pytest.raises(ValueError, match="no engine 'guess'"):
        solve_front(problem, engine="guess", limits=LONG)


def test_the_front_door_proves_on_request(monkeypatch):
    problem = CASES["plain"]

    class Engine:
        def unsupported(self, problem):
            return ()

        def solve(self, problem, limits, on_progress=None):
            found = solve(problem, limits)
            return replace(found, status=Status.FEASIBLE, bound=None)

    monkeypatch.setattr(
        models.inventory_routing.solve.importlib, "import_module", lambda _: Engine()
    )
    assert solve_front(problem, limits=LONG).bound is None
    told = solve_front(problem, limits=LONG, prove=True)
    assert 0 < told.bound <= told.objective
    monkeypatch.setattr(Engine, "unsupported", lambda *_: ("anything",))
    with pytest.raises(ValueError, match="cannot express anything"):
        solve_front(problem, limits=LONG)


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


def test_every_number_of_a_docstring_is_on_the_page():
    root = Path(__file__).parents[2]
    page = (root / "docs" / "models" / "inventory_routing.md").read_text(encoding="utf-8")
    told = set(re.findall(r"V\.\d+", page))
    sources = (root / "models" / "inventory_routing").glob("*.py")
    said = {number for p in sources for number in re.findall(r"V\.\d+", p.read_text("utf-8"))}
    assert said <= told
    assert {f"V{number[2:]}" for number in said} >= set(NEEDED)
