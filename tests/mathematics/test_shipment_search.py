"""Does ruin and recreate of shipments keep every rule, count right, and use few vehicles?"""

from __future__ import annotations

import time
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from models.outcome import Limits
from models.routing.evaluate import evaluate
from models.routing.problem import Depot, RoutingProblem, RoutingSolution, Shipment, Task
from models.routing.shipment_kernel import CHEAPER
from models.routing.shipment_net import as_net
from models.routing.shipment_search import _CHUNK_S, _chunks, _Search, search_shipments, suits
from models.routing.solve import solve
from tests.mathematics.test_shipments import shipped
from tests.oracles import optimum


def town(seed: int, n: int = 12, *, fixed: float = 10.0, second: float = 0.0) -> RoutingProblem:
    """Shipments between random places, some targets with windows, and vehicles enough."""
    draw = Random(seed)
    corners = [(draw.randrange(-60, 61), draw.randrange(-60, 61)) for _ in range(2 * n)]
    at = np.array([(0, 0), *corners])
    metres = np.ceil(np.hypot(*(at[:, None] - at[None, :]).transpose(2, 0, 1))).astype(np.int64)
    tasks = []
    for place in range(1, 2 * n + 1):
        opens = draw.randrange(120, 500)
        windows = ((opens, opens + 200),) if place % 2 == 0 and draw.random() < 0.6 else ()
        tasks.append(Task(place, (0, 0), (0, 0), service=3, windows=windows))
    pairs = [
        Shipment(2 * k, 2 * k + 1, (draw.randrange(1, 6), draw.randrange(0, 3))) for k in range(n)
    ]
    vehicle = replace(
        shipped(0).vehicle_types[0],
        n_available=n,
        capacity=(9, 4),
        shift=(0, 1000),
        ordinary=1000,
        fixed_cost=fixed,
        cost_per_second=second,
    )
    setups = np.array([draw.randrange(0, 3) for _ in range(2 * n + 1)])
    return RoutingProblem(
        metres[None], metres[None], setups, tuple(tasks), (Depot(0),), (vehicle,),
        shipments=tuple(pairs),
    )  # fmt: skip


def found(problem: RoutingProblem, iterations: int = 300, **more: object) -> RoutingSolution:
    told = {"skip": frozenset(), "on_best": lambda *_: None, "stop": lambda: False} | more
    limits = Limits(iterations=iterations, seed=1)
    solution, done = search_shipments(problem, limits, **told)  # type: ignore[arg-type]
    assert 0 < done <= iterations + 1
    return solution


@pytest.mark.parametrize("seed", range(12))
def test_small_problems_are_solved_to_the_optimum(seed):
    problem = shipped(seed)
    best = optimum(problem)
    judged = evaluate(problem, found(problem))
    if best.objective < float("inf"):
        assert judged.violations == ()
        assert judged.objective == pytest.approx(best.objective)
    else:
        assert judged.left_out


@pytest.mark.parametrize("seed", range(8))
def test_what_may_be_left_out_is_where_that_is_cheaper(seed):
    problem = shipped(seed, optional=True)
    assert evaluate(problem, found(problem)).objective == pytest.approx(optimum(problem).objective)


@pytest.mark.parametrize("seed", range(15))
@pytest.mark.parametrize("fixed", [10.0, 5000.0])
def test_every_answer_is_legal_and_its_cost_is_counted_right(seed, fixed):
    problem = town(seed, fixed=fixed)
    net = as_net(problem, frozenset())
    search = _Search(net, 12, seed)
    heard: list[float] = []
    search.run(Limits(iterations=200), lambda: bool(heard.append(0.0)), lambda *_: None)
    answer = found(problem, 200)
    judged = evaluate(problem, answer)
    assert judged.violations == ()
    free = evaluate(problem, found(problem, 200)).objective
    assert judged.objective == free, "the same seed gives the same answer"
    assert search.best.value.sum() == pytest.approx(evaluate_best(problem, search))
    again = _Search(net, 12, seed)
    again.lay_out(answer)
    assert again.state.value.sum() == pytest.approx(judged.objective)
    again._steps(30, 1.0, CHEAPER)
    assert again.best.value.sum() <= judged.objective + 1e-6


def evaluate_best(problem: RoutingProblem, search: _Search) -> float:
    from models.routing.shipment_search import _read

    judged = evaluate(problem, _read(search.net, search.best))
    assert judged.violations == ()
    return judged.objective


@pytest.mark.parametrize("seed", range(6))
def test_dear_vehicles_are_few(seed):
    problem = town(seed, fixed=5000.0)
    cheap = town(seed, fixed=0.0)
    few, many = found(problem, 2000), found(cheap, 2000)
    assert len(few.routes) <= len(many.routes)
    # As few as the search that starts from them can come down to.
    told = solve(problem, limits=Limits(iterations=3000, seed=2))
    assert told.solution is not None
    assert len(few.routes) <= len(told.solution.routes)


def test_seconds_cost_driving_set_up_and_service():
    problem = town(3, second=2.0)
    vehicle = replace(problem.vehicle_types[0], cost_per_metre=0.0, fixed_cost=0.0)
    tasks = tuple(replace(task, windows=()) for task in problem.tasks)
    problem = replace(problem, vehicle_types=(vehicle,), tasks=tasks)
    answer = found(problem)
    search = _Search(as_net(problem, frozenset()), 12, 1)
    search.lay_out(answer)
    judged = evaluate(problem, answer)
    assert judged.violations == ()
    assert search.state.value.sum() == pytest.approx(judged.objective)


def test_what_is_skipped_and_its_other_end_are_left_alone():
    problem = town(5)
    answer = found(problem, skip=frozenset({3}))
    assert answer.left_out(24) == (2, 3)


def test_without_vehicles_or_with_nothing_to_look_at_there_are_no_routes():
    problem = town(5)
    none = replace(problem.vehicle_types[0], n_available=0)
    assert found(replace(problem, vehicle_types=(none,))) == RoutingSolution(())
    assert found(problem, skip=frozenset(range(24))) == RoutingSolution(())


def test_a_start_is_never_made_worse():
    problem = town(7)
    start = found(problem, 500)
    better = found(problem, 5, start=start)
    assert evaluate(problem, better).objective <= evaluate(problem, start).objective + 1e-9


def test_whoever_wants_an_end_gets_it_at_once():
    problem = town(8)
    limits = Limits(time_s=60.0, seed=1)
    answer, done = search_shipments(
        problem, limits, skip=frozenset(), on_best=lambda *_: None, stop=lambda: True
    )
    assert done == 1
    assert evaluate(problem, answer).violations == ()


@pytest.mark.parametrize(("n_available", "n"), [(1, 12), (12, 1)])
def test_all_steps_are_done_where_no_route_can_be_closed(n_available, n):
    problem = town(9, n, fixed=5000.0)
    vehicle = replace(problem.vehicle_types[0], n_available=n_available)
    search = _Search(
        as_net(replace(problem, vehicle_types=(vehicle,)), frozenset()), n_available, 1
    )
    search.run(Limits(iterations=200), lambda: False, lambda *_: None)
    assert search.done >= 200


UNSUITED = {
    "a task of a depot": lambda p: replace(p, tasks=(*p.tasks, Task(1, (1, 0), (0, 0)))),
    "two types": lambda p: replace(p, vehicle_types=p.vehicle_types * 2),
    "several trips": lambda p: replace(
        p, vehicle_types=(replace(p.vehicle_types[0], max_trips=None),)
    ),
    "short duty": lambda p: replace(p, vehicle_types=(replace(p.vehicle_types[0], ordinary=500),)),
    "another end": lambda p: replace(p, vehicle_types=(replace(p.vehicle_types[0], end_place=1),)),
    "two windows": lambda p: replace(
        p, tasks=(replace(p.tasks[0], windows=((0, 9), (20, 90))), *p.tasks[1:])
    ),
    "a task not for all": lambda p: replace(
        p, tasks=(replace(p.tasks[0], vehicle_types=frozenset()), *p.tasks[1:])
    ),
    "depots": lambda p: replace(p, depots=p.depots * 2),
}


def test_steps_that_end_early_are_not_followed_by_a_great_many():
    """A vehicle less at the first step, again and again, as at the beginning of a search."""
    search = _Search(as_net(town(1), frozenset()), 12, 1)
    asked = []
    for _, chunk in _chunks(Limits(time_s=1.0), 0.0, 1.0, search, lambda: len(asked) == 20):
        time.sleep(0.001)
        search.done += 1
        asked.append(chunk)
    assert len(asked) == 20
    assert max(asked[1:]) <= 1000.0 * _CHUNK_S


@pytest.mark.parametrize("why", UNSUITED)
def test_whom_it_suits(why):
    problem = town(1)
    assert suits(problem)
    assert not suits(UNSUITED[why](problem))
