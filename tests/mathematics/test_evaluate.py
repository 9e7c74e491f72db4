"""Does the evaluation tell the cost and the legality of a route? By hand and by brute force."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from models.routing.evaluate import evaluate, evaluate_route, left_out_cost
from models.routing.problem import (
    Depot,
    Route,
    RoutingProblem,
    RoutingSolution,
    Task,
    Trip,
    VehicleType,
)
from tests.mathematics.small_problems import FEATURES, hygiene, line, random_problem, random_route
from tests.route_oracle import Deed, best_route, ways

VEHICLE = VehicleType(
    n_available=2,
    capacity=(4,),
    start_place=0,
    end_place=0,
    shift=(100, 1000),
    ordinary=300,
    max_overtime=100,
    fixed_cost=50.0,
    cost_per_metre=2.0,
    cost_per_second=0.5,
    cost_per_overtime_second=1.5,
    load_duration=7,
    unload_duration=5,
)


def ab(*tasks: Task, **changes: object) -> RoutingProblem:
    """Depot at 0, places at 10, 20 and 30 on a line."""
    asked = {"tasks": tasks, "depots": (Depot(0, cleaning=2),), "vehicle_types": (VEHICLE,)}
    return RoutingProblem(**line(0, 10, 20, 30), **(asked | changes))  # type: ignore[arg-type]


def out(place: int, load: int = 1, **more: object) -> Task:
    return Task(place, (load,), (0,), **more)  # type: ignore[arg-type]


def back(place: int, load: int = 1, **more: object) -> Task:
    return Task(place, (0,), (load,), **more)  # type: ignore[arg-type]


def test_every_term_of_the_cost_of_a_trip_out_and_home():
    problem = ab(out(1, service=4), back(2, service=6))
    sheet = evaluate_route(problem, Route(0, (Trip(0, (0, 1)),)))
    assert sheet.violations == ()
    # load 7, drive 10, serve 4, drive 10, serve 6, drive 20, unload 5
    assert sheet.end - sheet.start == 62
    assert sheet.distance == 40
    assert sheet.cost == 50 + 40 * 2 + 62 * 0.5
    assert [t.stop.kind.value for t in sheet.stops] == ["load", "task", "task", "unload"]


def test_setup_is_spent_on_arriving_from_elsewhere_only():
    setups = np.array([3, 8, 0, 0])
    problem = replace(ab(out(1), out(1), back(1)), setups=setups)
    sheet = evaluate_route(problem, Route(0, (Trip(0, (0, 1, 2)),)))
    # set-up at place 1 once, and at the depot for unloading
    assert sheet.end - sheet.start == 7 + 10 + 8 + 10 + 3 + 5
    only_out = evaluate_route(problem, Route(0, (Trip(0, (0, 1)),)))
    assert only_out.end - only_out.start == 7 + 10 + 8 + 10, "home is driven to, not served"


def test_overtime_is_what_exceeds_the_ordinary_duty():
    sheet = evaluate_route(ab(out(1, service=320)), Route(0, (Trip(0, (0,)),)))
    assert sheet.end - sheet.start == 347
    assert sheet.overtime == 47
    assert sheet.cost == 50 + 20 * 2 + 347 * 0.5 + 47 * 1.5
    assert evaluate_route(ab(out(1, service=400)), Route(0, (Trip(0, (0,)),))).violations


@pytest.mark.parametrize(
    ("tasks", "trips"),
    [
        ((out(1, 3), out(2, 2)), (Trip(0, (0, 1)),)),
        ((out(1, 3), back(2, 3), out(3, 1), back(3, 4)), (Trip(0, (1, 0, 2)),)),
        ((out(1, 1, depots=(1,)),), (Trip(0, (0,)),)),
        ((out(1, 1),), (Trip(None, (0,)),)),
        ((out(1, 1, vehicle_types=frozenset({1})),), (Trip(0, (0,)),)),
        ((out(1, 1, windows=((0, 50),)),), (Trip(0, (0,)),)),
        ((out(1, 1, release=1100),), (Trip(0, (0,)),)),
        ((out(1, 1),), (Trip(0, (0,)), Trip(0, ()))),
    ],
    ids=["overfull", "peak", "other depot", "unloaded", "closed", "late", "release", "empty trip"],
)
def test_what_is_illegal(tasks, trips):
    problem = ab(*tasks, depots=(Depot(0), Depot(3)))
    assert evaluate_route(problem, Route(0, trips)).violations


def test_a_return_takes_the_place_of_a_delivery():
    problem = ab(out(1, 3), back(2, 3), out(3, 1))
    assert not evaluate_route(problem, Route(0, (Trip(0, (0, 2, 1)),))).violations
    assert not evaluate_route(problem, Route(0, (Trip(0, (0, 1, 2)),))).violations
    assert evaluate_route(problem, Route(0, (Trip(0, (1, 0, 2)),))).violations


def test_a_second_trip_loads_again_and_may_be_forbidden():
    problem = ab(out(1, 3), out(2, 3))
    two = Route(0, (Trip(0, (0,)), Trip(0, (1,))))
    assert evaluate_route(problem, two).distance == 60
    single = replace(VEHICLE, max_trips=1)
    assert evaluate_route(replace(problem, vehicle_types=(single,)), two).violations


def test_a_solution_counts_vehicles_tasks_and_what_is_left_out():
    problem = ab(out(1), out(2, prize=30.0), out(3, prize=4.5))
    route = Route(0, (Trip(0, (0,)),))
    sheet = evaluate(problem, RoutingSolution((route,)))
    assert sheet.violations == ()
    assert sheet.left_out == (1, 2)
    assert sheet.objective == sheet.routes[0].cost + 34.5
    assert left_out_cost(problem, (0,)) == float("inf")
    twice = evaluate(problem, RoutingSolution((route, route)))
    assert any("more than once" in v for v in twice.violations)
    few = replace(problem, vehicle_types=(replace(VEHICLE, n_available=0),))
    assert any("0 exist" in v for v in evaluate(few, RoutingSolution((route,))).violations)
    assert evaluate(problem, RoutingSolution(())).violations == ("a required task is left out",)


RULES = hygiene("YNY NYY YYY", (1, 3, 2))


def test_a_neutral_task_between_does_not_hide_two_that_never_meet():
    problem = ab(out(1, goods=0), out(2, goods=2), back(3, goods=1), rules=RULES)
    assert evaluate_route(problem, Route(0, (Trip(0, (0, 1, 2)),))).violations
    apart = Route(0, (Trip(0, (0, 1)), Trip(None, (2,))))
    assert not evaluate_route(problem, apart).violations


def test_residue_is_remembered_over_a_neutral_trip_and_washed_away_once():
    problem = ab(back(1, goods=1), out(2, goods=2), out(1, goods=0), out(1, goods=0), rules=RULES)
    trips = (Trip(None, (0,)), Trip(0, (1,)), Trip(0, (2,)), Trip(0, (3,)))
    sheet = evaluate_route(problem, Route(0, trips))
    kinds = [t.stop.kind.value for t in sheet.stops]
    assert sheet.violations == ()
    assert kinds.count("clean") == 1
    assert kinds.index("clean") == 4, "after the neutral trip, before the clean one"
    assert [t.stop.index for t in sheet.stops if t.stop.kind.value == "clean"] == [2]
    nowhere = replace(problem, depots=(Depot(0, cleaning=1),))
    assert evaluate_route(nowhere, Route(0, trips)).violations


def test_a_load_space_is_cleaned_where_the_way_leads_past_and_before_it_must_be():
    depots = (Depot(0), Depot(3, cleaning=2))
    tasks = (back(3, goods=1, depots=(1,)), out(1, goods=2), out(1, goods=0))
    problem = ab(*tasks, rules=RULES, depots=depots)
    trips = (Trip(None, (0,)), Trip(0, (1,)), Trip(0, (2,)))
    sheet = evaluate_route(problem, Route(0, trips))
    assert sheet.violations == ()
    assert [t.stop.kind.value for t in sheet.stops][:4] == ["task", "unload", "clean", "load"]
    assert sheet.distance == 30 + 30 + 10 + 10 + 10 + 10
    late = replace(problem, tasks=(tasks[0], out(1, goods=2, windows=((100, 200),)), tasks[2]))
    slow = replace(late, rules=replace(RULES, cleaning_duration=(0, 10, 80)))
    sheet = evaluate_route(slow, Route(0, trips))
    assert sheet.violations == (), "cleaned later where the trip between would come late"
    assert [t.stop.kind.value for t in sheet.stops].index("clean") == 4


def test_depots_are_visited_in_the_order_that_suits_the_cleaning():
    depots = (Depot(0), Depot(1, cleaning=2), Depot(3))
    tasks = (back(2, depots=(1,)), back(2, goods=1, depots=(2,)), out(2, depots=(2,)))
    problem = ab(*tasks, rules=RULES, depots=depots)
    plain = replace(problem, tasks=(tasks[0], replace(tasks[1], goods=0), tasks[2]))
    for asked, order in ((problem, [3, 1]), (plain, [1, 3])):
        sheet = evaluate_route(asked, Route(0, (Trip(None, (0, 1)), Trip(2, (2,)))))
        assert [t.stop.place for t in sheet.stops if t.stop.kind.value == "unload"] == order


def test_a_wipe_takes_away_the_demand_for_a_wipe_alone():
    rules = hygiene("YTN TYY NYY", (1, 2, 3))
    problem = ab(back(1, goods=2), back(1, goods=1), out(1, goods=0), rules=rules)
    trips = (Trip(None, (0, 1)), Trip(0, (2,)))
    sheet = evaluate_route(problem, Route(0, trips))
    assert [t.stop.index for t in sheet.stops if t.stop.kind.value == "clean"] == [2]


def test_clean_goods_leave_before_soiled_ones_come():
    problem = ab(out(1, goods=0), back(2, goods=1), rules=hygiene("YT TY", (1, 2)))
    assert not evaluate_route(problem, Route(0, (Trip(0, (0, 1)),))).violations
    assert evaluate_route(problem, Route(0, (Trip(0, (1, 0)),))).violations
    upside_down = replace(problem, rules=hygiene("YT TY", (2, 1)))
    assert evaluate_route(upside_down, Route(0, (Trip(0, (0, 1)),))).violations


def test_three_kinds_apart_need_a_third_compartment_only_at_once():
    rules = hygiene("YSS SYS SSY", (1, 1, 1))
    tasks = (out(1, goods=0), out(2, goods=1), back(3, goods=2))
    split = replace(VEHICLE, mode=1)
    problem = ab(*tasks, rules=rules, vehicle_types=(split,))
    assert not evaluate_route(problem, Route(0, (Trip(0, (0, 1, 2)),))).violations
    assert evaluate_route(problem, Route(0, (Trip(0, (2, 0, 1)),))).violations
    single = replace(problem, vehicle_types=(VEHICLE,))
    assert evaluate_route(single, Route(0, (Trip(0, (0, 1)),))).violations


@pytest.mark.parametrize("seed", range(60))
def test_agrees_with_brute_force(seed):
    rng = Random(seed)
    features = frozenset(f for f in sorted(FEATURES) if rng.random() < 0.5)
    problem = random_problem(seed, features, rng.randint(2, 5))
    for _ in range(15):
        route = random_route(rng, problem)
        sheet = evaluate_route(problem, route)
        told = best_route(problem, route)
        if told is None:
            assert sheet.violations, "legal only for the evaluation"
        elif not sheet.violations:
            assert sheet.cost >= told.cost - 1e-6
            check_by_walking(problem, route, sheet)
        if "depots" not in features and "gaps" not in features:
            # No choice of depots and no gaps: the evaluation is exact.
            assert (told is None) == bool(sheet.violations)
            assert told is None or told.cost == pytest.approx(sheet.cost)
        elif "gaps" not in features and all(
            len(task.depots) == 1 for task in problem.tasks if task.is_pickup
        ):
            # Where each return has one depot, the quickest order and cleaning are found.
            assert (told is None) == bool(sheet.violations)


def check_by_walking(problem, route, sheet):
    """The stops are one of the ways to drive the route, and the times can be kept."""
    done = tuple(
        Deed(s.kind.value, s.index, s.place, s.duration, s.windows, s.ready)
        for s in (timed.stop for timed in sheet.stops)
    )
    assert done in set(ways(problem, route))
    vehicle = problem.vehicle_types[route.vehicle_type]
    at, clock = vehicle.start_place, sheet.start
    assert clock >= vehicle.shift[0]
    for timed in sheet.stops:
        stop = timed.stop
        if stop.place != at:
            drive = int(problem.durations[vehicle.profile, at, stop.place])
            assert timed.arrival >= clock + drive
            clock = timed.arrival + int(problem.setups[stop.place])
            at = stop.place
        assert timed.start >= max(clock, stop.ready)
        assert not stop.windows or any(a <= timed.start <= b for a, b in stop.windows)
        assert timed.end == timed.start + stop.duration
        clock = timed.end
    way_home = int(problem.durations[vehicle.profile, at, vehicle.end_place])
    home = 0 if at == vehicle.end_place else way_home
    assert clock + home <= sheet.end <= vehicle.shift[1]
