"""Is what is left out put in where it fits, and is the reason true where it does not?"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from models.routing.evaluate import evaluate, evaluate_route
from models.routing.problem import (
    Depot,
    Route,
    RoutingProblem,
    RoutingSolution,
    Task,
    Trip,
    VehicleType,
)
from models.routing.repair import Why, impossible_tasks, mend, why_left_out
from tests.mathematics.small_problems import FEATURES, line, random_problem, random_route
from tests.route_oracle import best_route

NOTHING = RoutingSolution(())
VEHICLE = VehicleType(1, (2,), 0, 0, (0, 100), 100, fixed_cost=5.0, cost_per_second=1.0)


def asked(*tasks: Task, **changes: object) -> RoutingProblem:
    vehicle = replace(VEHICLE, **changes)
    return RoutingProblem(
        **line(0, 10, 40), tasks=tasks, depots=(Depot(0),), vehicle_types=(vehicle,)
    )


def out(place: int = 1, load: int = 1, **more: object) -> Task:
    return Task(place, (load,), (0,), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("task", "why"),
    [
        (out(load=3), Why.CAPACITY),
        (out(vehicle_types=frozenset()), Why.VEHICLE),
        (out(windows=((0, 9),)), Why.TIME),
        (out(service=90), Why.TIME),
        (out(prize=24.0), Why.PRIZE),
    ],
    ids=lambda value: str(getattr(value, "value", "")),
)
def test_reasons(task, why):
    problem = asked(task)
    assert why_left_out(problem, NOTHING, 0) is why
    assert (0 in impossible_tasks(problem)) == (why is not Why.PRIZE)


def test_what_is_reached_by_another_task_only_is_not_impossible():
    """As backhauls are that no route may begin with, and the far side of a one-way street."""
    problem = asked(out(), out(place=2))
    ways = problem.durations.copy()
    ways[0, 0, 2] = problem.unreachable
    one_way = replace(problem, durations=ways)
    assert 1 not in impossible_tasks(one_way)
    assert why_left_out(one_way, NOTHING, 1) is Why.UNTRIED
    ways = ways.copy()
    ways[0, 1, 2] = problem.unreachable
    cut_off = replace(problem, durations=ways)
    assert impossible_tasks(cut_off) & {0, 1} == {1}


def test_the_fleet_is_full():
    problem = asked(out(service=60), out(service=60))
    full = RoutingSolution((Route(0, (Trip(0, (0,)),)),))
    assert why_left_out(problem, full, 1) is Why.FULL
    assert mend(problem, full) == full


def test_mending_drops_what_is_illegal_and_inserts_what_pays():
    problem = asked(out(), out(prize=2.0), out(place=2, prize=1.0), out(load=2, prize=100.0))
    overfull = RoutingSolution((Route(0, (Trip(0, (0, 3)),)),))
    mended = mend(problem, overfull)
    assert evaluate(problem, mended).violations == ()
    assert mended.left_out(4) == (2,), "40 s there and back are not worth 1"


def test_no_time_left_to_mend():
    problem = asked(out(), out())
    assert mend(problem, NOTHING, deadline=0.0) == NOTHING


@pytest.mark.parametrize("seed", range(25))
def test_mending_is_legal_never_worse_and_its_reasons_are_true(seed):
    rng = Random(seed)
    features = frozenset(f for f in sorted(FEATURES) if rng.random() < 0.4)
    problem = random_problem(seed, features, 4)
    routes = [random_route(rng, problem) for _ in range(20)]
    legal = [r for r in routes if not evaluate_route(problem, r).violations][:1]
    start = RoutingSolution(tuple(legal))
    if evaluate(problem, start).violations not in ((), ("a required task is left out",)):
        return
    mended = mend(problem, start)
    assert evaluate(problem, mended).objective <= evaluate(problem, start).objective + 1e-6
    put_out = set(mended.left_out(4)) - set(start.left_out(4))
    come_in = set(start.left_out(4)) - set(mended.left_out(4))
    assert bool(come_in) or not put_out
    for task in mended.left_out(4):
        why = why_left_out(problem, mended, task)
        alone = [
            best_route(problem, Route(v, (Trip(origin, (task,)),)))
            for v in range(len(problem.vehicle_types))
            for origin in (None, *range(len(problem.depots)))
        ]
        possible = any(told is not None for told in alone)
        assert possible == (why in (Why.FULL, Why.PRIZE))
        assert why is not Why.PRIZE or problem.tasks[task].prize is not None
