"""The harness's own judge: it agrees with the evaluation, and each rule can be broken."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.instance import Instance
from benchmarks.verify import Verified, verify
from models.routing.evaluate import evaluate
from models.routing.problem import (
    Depot,
    GoodsRules,
    Relation,
    Route,
    RoutingProblem,
    RoutingSolution,
    Task,
    Trip,
    VehicleType,
)
from tests.mathematics.small_problems import FEATURES, hygiene, line, random_problem, random_route

FEATURE_SETS = st.sets(st.sampled_from(sorted(FEATURES))).map(frozenset)


def judged(problem: RoutingProblem, solution: RoutingSolution, n_vehicles: int | None = None):
    return verify(Instance("small", "own", problem, n_vehicles=n_vehicles), solution)


def agree(problem: RoutingProblem, solution: RoutingSolution) -> Verified:
    sheet = evaluate(problem, solution)
    found = judged(problem, solution)
    assert bool(found.violations) == bool(sheet.violations), (found.violations, sheet.violations)
    assert (found.objective is None) == bool(found.violations)
    if found.objective is not None:
        assert found.objective == pytest.approx(sheet.objective, rel=1e-12)
    return found


@given(st.integers(0, 10**6), FEATURE_SETS, st.integers(1, 6))
@settings(max_examples=200)
def test_it_agrees_with_the_evaluation_on_any_route(seed, features, n_tasks):
    # None of the tasks is required, so that one route can be a legal whole.
    problem = random_problem(seed, features, n_tasks)
    tasks = tuple(replace(task, prize=float(5 + task.place)) for task in problem.tasks)
    problem = replace(problem, tasks=tasks)
    rng = Random(seed)
    for _ in range(8):
        agree(problem, RoutingSolution((random_route(rng, problem),)))


@given(st.integers(0, 10**6), FEATURE_SETS)
@settings(max_examples=100)
def test_it_agrees_with_the_evaluation_on_whole_solutions(seed, features):
    problem = random_problem(seed, features, 4)
    rng = Random(seed)
    for n_routes in (0, 1, 2, 3):
        agree(problem, RoutingSolution(tuple(random_route(rng, problem) for _ in range(n_routes))))


def test_the_routes_it_agrees_on_are_often_legal():
    """Without legal ones the two tests above would say nothing of objectives."""
    legal = 0
    for seed in range(200):
        features = frozenset(Random(seed).sample(sorted(FEATURES), 4))
        problem = random_problem(seed, features, 3)
        tasks = tuple(replace(task, prize=1.0) for task in problem.tasks)
        problem = replace(problem, tasks=tasks)
        rng = Random(seed)
        legal += any(
            not agree(problem, RoutingSolution((random_route(rng, problem),))).violations
            for _ in range(8)
        )
    assert legal > 60


# One day that keeps every rule, and plans that break one each.

ORDERED = GoodsRules(
    np.array([[[0, 2], [2, 0]]] * 2, np.int8),
    np.array([0, 1]),
    np.zeros((2, 2, 2), np.int8),
    (0, 0, 0),
)
assert ORDERED.relation[0, 0, 1] == Relation.SEQUENCE


def day() -> RoutingProblem:
    """A depot at 0, a second at 100; out on the line two deliveries, one of both, a return.

    Van 0 starts at depot 0 and holds 10; van 1 is one that may not serve task 0.
    """
    return RoutingProblem(
        **line(0, 10, 20, 30, 40, 100),
        tasks=(
            Task(1, (4,), (0,), service=2, windows=((15, 40),), vehicle_types=frozenset({0})),
            Task(2, (4,), (0,), release=5),
            Task(3, (2,), (6,)),
            Task(4, (0,), (4,), goods=1),
        ),
        depots=(Depot(0), Depot(5)),
        vehicle_types=(
            VehicleType(1, (10,), 0, 0, (0, 200), 150, cost_per_metre=1.0, max_trips=2),
            VehicleType(1, (10,), 0, 0, (0, 200), 150, fixed_cost=50.0, cost_per_metre=1.0),
        ),
        rules=ORDERED,
    )


GOOD = RoutingSolution((Route(0, (Trip(0, (0, 1)),)), Route(1, (Trip(0, (2,)), Trip(None, (3,))))))


def test_a_good_plan_costs_what_it_costs_by_hand():
    # Out to 20 and back; to 30 and back, unloading, and to 40 and back; a second vehicle.
    assert judged(day(), GOOD) == Verified(40.0 + 60.0 + 80.0 + 50.0, ())


def routes(*found: tuple[int, tuple[Trip, ...]]) -> RoutingSolution:
    return RoutingSolution(tuple(Route(vehicle, trips) for vehicle, trips in found))


LAST = (1, (Trip(0, (2,)), Trip(None, (3,))))


@pytest.mark.parametrize(
    ("change", "plan", "fault"),
    [
        ({}, routes((0, (Trip(0, (0,)),)), LAST), "task 1 is done 0 times"),
        (
            {},
            routes((0, (Trip(0, (0, 1)), Trip(0, (1,)))), LAST),
            "task 1 is done 2 times",
        ),
        ({}, routes((0, (Trip(0, (0, 1)),)), (1, (Trip(0, (2, 3)),))), "goods 0 and 1 at once"),
        (
            {0: {"vehicle_types": frozenset({1})}},
            GOOD,
            "task 0 by a vehicle that may not come",
        ),
        ({1: {"depots": (1,)}}, GOOD, "task 1 loaded at depot 0"),
        ({0: {"delivery": (7,)}}, GOOD, "load 11 on leg 0, room 10"),
        ({2: {"pickup": (11,)}}, GOOD, "load 11 on leg 1, room 10"),
        ({0: {"windows": ((15, 16), (18, 19))}, 1: {"windows": ((0, 26),)}}, GOOD, "halt 2"),
        ({1: {"release": 31}}, GOOD, "halt 1"),
        ({1: {"release": 170}, 0: {"windows": ()}}, GOOD, "back at 212, when the shift ends at"),
        ({0: {"service": 120}}, GOOD, "on duty for 160 s, at most 150"),
        ({0: {"windows": ((30, 31),)}, 1: {"windows": ((20, 25),)}}, GOOD, "outside its windows"),
        (
            {},
            routes((0, (Trip(0, (0, 1)),)), LAST, (1, (Trip(0, (2,)),))),
            "2 vehicles of type 1, of 1",
        ),
        (
            {},
            routes((0, (Trip(0, (0,)), Trip(0, (1,)), Trip(0, (2,)))), (1, (Trip(None, (3,)),))),
            "3 trips, at most 2",
        ),
        ({}, routes((0, (Trip(0, (0, 1)),)), LAST, (1, ())), "no trips"),
        ({}, routes((0, (Trip(0, (0, 1)), Trip(0, ()))), LAST), "a trip without tasks"),
        ({}, routes((0, (Trip(0, (0, 1, 9)),)), LAST), "there is no task 9"),
        ({}, routes((2, (Trip(0, (0, 1)),)), LAST), "there is no vehicle type 2"),
        ({}, routes((0, (Trip(2, (0, 1)),)), LAST), "there is no depot 2"),
        ({}, routes((0, (Trip(None, (0, 1)),)), LAST), "loaded at depot None"),
        ({3: {"depots": ()}}, GOOD, "nowhere to unload"),
    ],
)
def test_each_rule_can_be_broken(change, plan, fault):
    asked = day()
    tasks = tuple(replace(task, **change.get(t, {})) for t, task in enumerate(asked.tasks))
    found = judged(replace(asked, tasks=tasks), plan)
    assert found.objective is None
    assert any(fault in violation for violation in found.violations), found.violations


def test_a_depot_may_be_closed_to_a_vehicle():
    depots = (Depot(0, vehicle_types=frozenset({1})), Depot(5))
    found = judged(replace(day(), depots=depots), GOOD)
    assert found.violations == ("route 0: depot 0 by a vehicle that may not come",)


def test_a_depot_has_windows():
    found = judged(replace(day(), depots=(Depot(0, windows=((0, 4),)), Depot(5))), GOOD)
    assert [v for v in found.violations if "route 0" in v] == [
        "route 0: halt 0 at place 0 outside its windows"
    ]


def test_a_closed_way_is_not_driven():
    asked = day()
    durations = asked.durations.copy()
    durations[0, 1, 2] = asked.unreachable
    found = judged(replace(asked, durations=durations), GOOD)
    assert found.violations == ("route 0: a way that does not exist",)


def test_the_dirtier_must_not_come_first():
    asked = day()
    delivery_of_dirt = Task(3, (2,), (0,), goods=1)
    tasks = (*asked.tasks[:2], delivery_of_dirt, Task(4, (0,), (4,)))
    plan = routes((0, (Trip(0, (0, 1)),)), (1, (Trip(0, (2, 3)),)))
    found = judged(replace(asked, tasks=tasks), plan)
    assert found.violations == ("route 1: goods 0 and 1 in the wrong order",)


def test_goods_that_never_meet_and_goods_that_need_three_compartments():
    asked = day()
    never = hygiene("YN NY", (0, 1))
    plan = routes((0, (Trip(0, (0, 1)),)), (1, (Trip(0, (2, 3)),)))
    found = judged(replace(asked, rules=never), plan)
    assert found.violations == ("route 1: goods 0 and 1 on one trip",)
    three = tuple(Task(place, (1,), (0,), goods=place - 1) for place in (1, 2, 3))
    wagon = replace(asked.vehicle_types[0], mode=1)
    asked = replace(
        asked, tasks=three, vehicle_types=(wagon,), rules=hygiene("YSS SYS SSY", (0, 1, 2))
    )
    found = judged(asked, routes((0, (Trip(0, (0, 1, 2)),))))
    assert found.violations == ("route 0: goods that two compartments do not keep apart",)


def test_what_must_be_cleaned_can_be_nowhere():
    asked = replace(day(), rules=hygiene("YN NY", (1, 2)))
    dirty_first = routes((0, (Trip(0, (0, 1)),)), (1, (Trip(None, (3,)), Trip(0, (2,)))))
    assert judged(asked, dirty_first).violations == (
        "route 1: nowhere to unload or to clean the load space",
    )
    washed = replace(asked, depots=(Depot(0, cleaning=2), Depot(5)))
    assert judged(washed, dirty_first).objective == 230.0


@pytest.mark.parametrize(("fixed", "legal"), [(1, False), (2, True), (3, False), (None, True)])
def test_a_fixed_number_of_vehicles_is_exact(fixed, legal):
    found = judged(day(), GOOD, fixed)
    assert (not found.violations) == legal
    if not legal:
        assert found.violations == (f"2 vehicles, where exactly {fixed} are fixed",)


def test_duty_is_counted_from_the_best_start_and_overtime_on_top():
    asked = day()
    van = replace(
        asked.vehicle_types[0], ordinary=40, max_overtime=80, cost_per_second=1.0,
        cost_per_overtime_second=10.0,
    )  # fmt: skip
    alone = replace(asked, tasks=asked.tasks[:2], vehicle_types=(van,))
    # Release at 5, window from 15: leaving at 5 there is no waiting. 42 s of duty, 2 too long.
    assert judged(alone, routes((0, (Trip(0, (0, 1)),)))).objective == 40 + 42 + 20


def test_a_later_window_may_make_the_duty_shorter():
    asked = day()
    tasks = (
        replace(asked.tasks[0], windows=((0, 12), (100, 140))),
        replace(asked.tasks[1], release=0, windows=((115, 130),)),
    )
    van = replace(asked.vehicle_types[0], cost_per_second=1.0)
    alone = replace(asked, tasks=tasks, vehicle_types=(van,))
    # From the first window one waits for 115: 10 + 103 + ... ; from the second, 20 + 2 + 20.
    assert judged(alone, routes((0, (Trip(0, (0, 1)),)))).objective == 40 + 42
