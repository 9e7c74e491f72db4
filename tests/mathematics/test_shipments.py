"""Are goods that one task takes for another brought, in order and within the load space?"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from benchmarks.instance import Instance
from benchmarks.verify import verify
from models.outcome import Limits
from models.routing.evaluate import evaluate
from models.routing.problem import (
    Depot,
    Route,
    RoutingProblem,
    RoutingSolution,
    Shipment,
    Task,
    Trip,
    VehicleType,
)
from models.routing.prove import prove
from models.routing.repair import Why, impossible_tasks, mend, why_left_out
from models.routing.solve import solve
from tests.mathematics.small_problems import hygiene
from tests.oracles import optimum


def shipped(seed: int, *, optional: bool = False, depot: bool = False) -> RoutingProblem:
    """Two shipments between random places, and a delivery from the depot where that is asked."""
    draw = Random(seed)
    at = np.array([(0, 0), *((draw.randrange(-40, 41), draw.randrange(-40, 41)) for _ in range(5))])
    metres = np.rint(np.hypot(*(at[:, None] - at[None, :]).transpose(2, 0, 1))).astype(np.int64)
    tasks = []
    for place in range(1, 5):
        opens = draw.randrange(0, 60)
        windows = ((opens, opens + draw.choice((60, 120))),) if draw.random() < 0.5 else ()
        prize = float(draw.randrange(20, 90)) if optional else None
        tasks.append(Task(place, (0,), (0,), service=2, windows=windows, prize=prize))
    if depot:
        tasks.append(Task(5, (draw.randrange(1, 5),), (0,)))
    pairs = (Shipment(0, 1, (draw.randrange(2, 7),)), Shipment(2, 3, (draw.randrange(2, 7),)))
    vehicle = VehicleType(
        2, (7,), 0, 0, (0, 400), 400, fixed_cost=10, cost_per_metre=1, max_trips=1
    )
    return RoutingProblem(
        metres[None], metres[None], np.zeros(6, np.int64), tuple(tasks), (Depot(0),), (vehicle,),
        shipments=pairs,
    )  # fmt: skip


def one_route(*tasks: int) -> RoutingSolution:
    return RoutingSolution((Route(0, (Trip(0, tasks),)),))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("kind", [{}, {"optional": True}, {"depot": True}])
def test_the_search_finds_the_best_of_all_routes(seed, kind):
    problem = shipped(seed, **kind)
    best = optimum(problem)
    outcome = solve(problem, limits=Limits(iterations=300, seed=seed))
    if best.objective == float("inf"):
        assert outcome.solution is None
        return
    assert outcome.objective == pytest.approx(best.objective)
    judged = verify(Instance("shipped", "made", problem), outcome.solution)
    assert judged.objective == pytest.approx(best.objective)
    assert outcome.bound is None or outcome.bound <= best.objective + 1e-9


@pytest.mark.parametrize("seed", range(40))
def test_the_judges_agree_on_any_order(seed):
    problem = shipped(seed, optional=True, depot=seed % 2 == 0)
    draw = Random(seed)
    tasks = draw.sample(range(problem.n_tasks), draw.randrange(1, problem.n_tasks + 1))
    if problem.n_tasks == 5 and 4 not in tasks:
        tasks.insert(draw.randrange(len(tasks) + 1), 4)
    solution = one_route(*tasks)
    ours = evaluate(problem, solution)
    theirs = verify(Instance("shipped", "made", problem), solution)
    assert bool(ours.violations) == bool(theirs.violations), (ours.violations, theirs.violations)
    if not ours.violations:
        assert ours.objective == pytest.approx(theirs.objective)


@pytest.mark.parametrize(
    ("tasks", "said"),
    [
        ((1, 0), "shipment from task 0 to 1 out of order"),
        ((0,), "shipment from task 0 to 1 only in part"),
        ((0, 2, 1, 3), "load [11] exceeds [7]"),
        ((0, 1, 2, 3), None),
    ],
)
def test_what_is_wrong_is_said(tasks, said):
    made = shipped(0)
    pairs = (Shipment(0, 1, (6,)), Shipment(2, 3, (5,)))
    free = tuple(replace(task, windows=(), prize=1.0) for task in made.tasks)
    problem = replace(made, tasks=free, shipments=pairs)
    found = evaluate(problem, one_route(*tasks)).violations
    assert found == (() if said is None else (f"route 0: {said}",))


def test_goods_are_aboard_between_their_ends_only():
    rules = hygiene("YT TY", (1, 2))
    made = shipped(0)
    tasks = tuple(replace(t, windows=(), goods=int(n > 1)) for n, t in enumerate(made.tasks))
    problem = replace(made, tasks=tasks, rules=rules)
    orders = [(0, 1, 2, 3), (0, 2, 1, 3), (2, 3, 0, 1), (2, 0, 1), (0, 2, 3)]
    for order, legal in zip(orders, (True, False, False, False, False), strict=True):
        assert (evaluate(problem, one_route(*order)).violations == ()) is legal
        judged = verify(Instance("shipped", "made", problem), one_route(*order))
        assert (judged.violations == ()) is legal, judged.violations
    with pytest.raises(ValueError, match="shipments with goods that may not meet"):
        solve(problem, limits=Limits(iterations=10))


def test_a_shipment_that_no_vehicle_holds_or_reaches_in_time_is_told():
    made = shipped(0)
    free = tuple(replace(task, windows=(), prize=50.0) for task in made.tasks)
    heavy = replace(made, tasks=free, shipments=(Shipment(0, 1, (8,)), Shipment(2, 3, (5,))))
    assert impossible_tasks(heavy) == {0, 1}
    assert why_left_out(heavy, one_route(2, 3), 0) is Why.CAPACITY
    early = (*free[:1], replace(free[1], windows=((0, 1),)), *free[2:])
    late = replace(made, tasks=early, shipments=(Shipment(0, 1, (5,)), Shipment(2, 3, (5,))))
    assert why_left_out(late, one_route(2, 3), 0) is Why.TIME
    assert why_left_out(late, one_route(2, 3), 1) is Why.TIME
    outcome = solve(late, limits=Limits(iterations=50))
    assert outcome.solution.left_out(4) in ((0, 1), (0, 1, 2, 3))


def test_half_a_shipment_is_dropped_and_not_put_back():
    problem = shipped(0, optional=True)
    assert mend(problem, one_route(0, 2, 3)) == RoutingSolution(())


def test_no_proof_is_claimed_but_by_bounds_that_hold():
    problem = shipped(1)
    best = optimum(problem)
    proof = prove(problem, best.solution, limits=Limits(time_s=5))
    assert proof.bound is not None
    assert proof.bound <= best.objective


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ((Shipment(0, 1, (1,)), Shipment(1, 2, (1,))), "an end of two shipments"),
        ((Shipment(0, 0, (1,)),), "both ends of one"),
        ((Shipment(0, 9, (1,)),), "but there are 5"),
        ((Shipment(0, 4, (1,)),), "moves goods of a depot"),
        ((Shipment(0, 1, (1, 1)),), "is no load"),
        ((Shipment(0, 1, (-1,)),), "is no load"),
    ],
)
def test_shipments_that_cannot_be_meant_are_refused(pairs, said):
    made = shipped(0, depot=True)
    with pytest.raises(ValueError, match=said):
        replace(made, shipments=pairs)


def test_both_ends_or_neither_must_be_done():
    made = shipped(0)
    tasks = (replace(made.tasks[0], prize=1.0), *made.tasks[1:])
    with pytest.raises(ValueError, match="only one end must be done"):
        replace(made, tasks=tasks)


def test_what_the_engine_cannot_say_of_shipments_is_told():
    made = shipped(0)
    vehicle = made.vehicle_types[0]
    gaps = tuple(replace(task, windows=((0, 50), (90, 200))) for task in made.tasks)
    for changed, said in (
        (replace(made, vehicle_types=(replace(vehicle, max_trips=2),)), "several trips"),
        (replace(made, depots=(Depot(0), Depot(5))), "a choice of depots"),
        (replace(made, tasks=gaps), "several windows"),
    ):
        with pytest.raises(ValueError, match=said):
            solve(changed, limits=Limits(iterations=10))
