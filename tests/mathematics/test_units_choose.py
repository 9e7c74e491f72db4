"""Do bundles keep what their tasks ask, and is every task offered a kind of trip?"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from models.routing.choose import Chooser, has_little_time
from models.routing.contexts import contexts
from models.routing.embed import embed
from models.routing.evaluate import evaluate_route
from models.routing.problem import (
    Depot,
    Route,
    RoutingProblem,
    RoutingSolution,
    Task,
    Trip,
    VehicleType,
)
from models.routing.reformulate import expand
from models.routing.signatures import signature
from models.routing.units import bundle
from tests.mathematics.small_problems import FEATURES, line, random_problem, random_route


def some_problem(seed: int) -> tuple[Random, RoutingProblem]:
    rng = Random(seed)
    features = frozenset(f for f in sorted(FEATURES) if rng.random() < 0.4)
    problem = random_problem(seed, features, 8)
    # Two to a place, so that there is something to bundle.
    places = [problem.tasks[n // 2].place for n in range(8)]
    tasks = tuple(replace(t, place=p) for t, p in zip(problem.tasks, places, strict=True))
    roomy = tuple(
        replace(v, capacity=tuple(c * 5 for c in v.capacity)) for v in problem.vehicle_types
    )
    return rng, replace(problem, tasks=tasks, vehicle_types=roomy)


@pytest.mark.parametrize("seed", range(40))
def test_units_are_their_tasks_in_sum(seed):
    _, problem = some_problem(seed)
    units = bundle(problem, contexts(problem))
    bundled = [t for unit in units for t in unit.tasks]
    assert len(bundled) == len(set(bundled))
    for unit in units:
        tasks = [problem.tasks[t] for t in unit.tasks]
        assert {t.place for t in tasks} == {unit.place}
        assert unit.delivery == tuple(map(sum, zip(*(t.delivery for t in tasks), strict=True)))
        assert unit.pickup == tuple(map(sum, zip(*(t.pickup for t in tasks), strict=True)))
        assert unit.service == sum(t.service for t in tasks)
        assert unit.release == max(t.release if t.is_delivery else 0 for t in tasks)
        assert (unit.prize is None) == any(t.prize is None for t in tasks)
        # Whenever the first may start, the others start in their windows.
        for first, last in unit.windows:
            for start in (first, last):
                clock = start
                for t in tasks:
                    assert not t.windows or any(a <= clock <= b for a, b in t.windows)
                    clock += t.service


def test_small_tasks_of_a_place_ride_together_unless_the_start_parts_them():
    vehicle = VehicleType(1, (20,), 0, 0, (0, 99), 99)
    problem = RoutingProblem(
        **line(0, 10),
        tasks=(Task(1, (1,), (0,)), Task(1, (1,), (0,)), Task(1, (15,), (0,))),
        depots=(Depot(0),),
        vehicle_types=(vehicle,),
    )
    kinds = contexts(problem)
    assert {unit.tasks for unit in bundle(problem, kinds)} == {(0, 1), (2,)}
    assert {u.tasks for u in bundle(problem, kinds, skip=frozenset({0}))} == {(1,), (2,)}
    for start in _ways_apart(problem):
        assert {unit.tasks for unit in bundle(problem, kinds, start=start)} == {(0,), (1,), (2,)}


def _ways_apart(problem: RoutingProblem) -> list[RoutingSolution]:
    return [
        RoutingSolution((Route(0, (Trip(0, (0,)), Trip(0, (1,)))),)),
        RoutingSolution((Route(0, (Trip(0, (0, 2, 1)),)),)),
        RoutingSolution((Route(0, (Trip(0, (0,)),)),)),
    ]


@pytest.mark.parametrize("seed", range(30))
def test_every_task_is_offered_a_kind_of_trip(seed):
    _, problem = some_problem(seed)
    chooser = Chooser(problem)
    everything = {s for context in contexts(problem) for s in context.members}
    for number in range(4):
        offered = {s for context in chooser.choose(None, number) for s in context.members}
        assert everything == offered


@pytest.mark.parametrize("seed", range(30))
def test_the_trips_of_the_start_stay_possible(seed):
    rng, problem = some_problem(seed)
    chooser = Chooser(problem)
    for _ in range(20):
        route = random_route(rng, problem)
        sheet = evaluate_route(problem, route)
        start = RoutingSolution((route,))
        if sheet.violations or embed(expand(problem, start=start), route) is None:
            continue
        kinds = chooser.choose(start, rng.randrange(5))
        members = [{signature(problem.tasks[t]) for t in trip.tasks} for trip in route.trips]
        assert all(any(asked <= kind.members for kind in kinds) for asked in members)


def test_there_is_little_time_only_where_there_is_something_to_choose():
    kinds = next(p for seed in range(40) if not Chooser(p := some_problem(seed)[1]).offers_all)
    few = next(p for seed in range(40) if Chooser(p := some_problem(seed)[1]).offers_all)
    assert has_little_time(kinds, 0.1)
    assert not has_little_time(kinds, 10.0)
    assert not has_little_time(kinds, None)
    assert not has_little_time(few, 0.1)
