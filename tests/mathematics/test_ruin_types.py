"""Do routes change their vehicle type where that is cheaper, or needed, and only then?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.outcome import Limits
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
from models.routing.reformulate import expand
from models.routing.ruin import ruin_and_recreate
from models.routing.ruin_moves import put
from models.routing.ruin_net import as_net
from models.routing.ruin_places import find_place
from models.routing.ruin_rows import lay_out, read_rows
from models.routing.ruin_split import cut_in_two
from models.routing.ruin_state import KIND, blank
from models.routing.ruin_types import change_type
from models.routing.ruin_undo import restore, save, spare_room

SMALL = VehicleType(
    9, (3,), 0, 0, (0, 90_000), 90_000, max_trips=1, fixed_cost=10.0, cost_per_metre=0.01
)
LARGE = replace(SMALL, capacity=(9,), fixed_cost=25.0)


def along_a_road(*types: VehicleType, n_tasks: int = 6) -> RoutingProblem:
    """A depot at 0 and tasks of one unit at 10, 11, 12 ... kilometres."""
    at = np.array([0, *range(10_000, 10_000 + 1000 * n_tasks, 1000)])
    metres = np.abs(at[:, None] - at[None, :])[None]
    tasks = tuple(Task(i + 1, (1,), (0,)) for i in range(n_tasks))
    setups = np.zeros(n_tasks + 1, np.int64)
    return RoutingProblem(metres // 10, metres, setups, tasks, (Depot(0),), types)


def rows_of(problem: RoutingProblem, *routes: tuple[int, tuple[int, ...]]):
    expanded = expand(problem)
    net = as_net(expanded)
    rows = blank(net, len(net.worth))
    given = RoutingSolution(tuple(Route(kind, (Trip(0, tasks),)) for kind, tasks in routes))
    lay_out(expanded, net, rows, given)
    return expanded, net, rows


def place_of(net, rows, task: int):
    stream = np.array([12345], np.uint64)
    return find_place(net, rows, task, stream, np.zeros(len(rows.rows) + 1, np.int64), 0.01, 20)


def test_a_route_is_driven_by_the_cheapest_type_that_has_room():
    problem = along_a_road(LARGE, SMALL)
    expanded, net, rows = rows_of(problem, (0, (0, 1, 2)), (0, (3, 4, 5)))
    change_type(net, rows, 0)
    assert list(rows.rows[:2, KIND]) == [1, 0]
    assert list(rows.used[:2]) == [1, 1]
    changed = read_rows(expanded, rows)
    assert rows.cost[0] == pytest.approx(evaluate_route(problem, changed.routes[0]).cost)


@pytest.mark.parametrize(
    "other",
    [
        replace(SMALL, capacity=(2,)),
        replace(SMALL, shift=(0, 80_000)),
        replace(SMALL, max_trips=2),
        replace(SMALL, fixed_cost=25.0),
    ],
    ids=["too small", "another shift", "another number of trips", "no cheaper"],
)
def test_other_types_are_left_alone(other):
    problem = along_a_road(LARGE, other)
    _, net, rows = rows_of(problem, (0, (0, 1, 2)))
    change_type(net, rows, 0)
    assert rows.rows[0, KIND] == 0


def test_a_type_that_is_all_out_is_not_taken():
    problem = along_a_road(LARGE, replace(SMALL, n_available=1))
    _, net, rows = rows_of(problem, (0, (0, 1, 2)), (1, (3, 4, 5)))
    change_type(net, rows, 0)
    assert rows.rows[0, KIND] == 0


def test_one_more_goes_on_a_full_route_with_a_larger_vehicle():
    problem = along_a_road(SMALL, LARGE, n_tasks=4)
    expanded, net, rows = rows_of(problem, (0, (0, 1, 2)))
    spot = place_of(net, rows, 3)
    # 2 km more and the larger vehicle, against 26 km and a vehicle of its own.
    assert spot[0] == pytest.approx(2000 * 0.01 + 15.0)
    assert put(net, rows, spot)
    assert list(rows.used[:2]) == [0, 1]
    grown = read_rows(expanded, rows)
    assert [(r.vehicle_type, set(r.tasks)) for r in grown.routes] == [(1, {0, 1, 2, 3})]
    assert rows.cost[0] == pytest.approx(evaluate_route(problem, grown.routes[0]).cost)


def test_where_the_larger_vehicle_costs_too_much_another_route_begins():
    problem = along_a_road(SMALL, replace(LARGE, fixed_cost=1000.0), n_tasks=4)
    _, net, rows = rows_of(problem, (0, (0, 1, 2)))
    spot = place_of(net, rows, 3)
    assert spot[0] == pytest.approx(10.0 + 26_000 * 0.01)


def cut(problem: RoutingProblem, *tasks: int):
    """Rows after a route of the first type was cut where that pays, and what is read of them."""
    expanded, net, rows = rows_of(problem, (0, tasks))
    kept, spare = blank(net, len(net.worth)), spare_room(net, len(net.worth))
    spare.stamp[:] = -1
    save(rows, kept, spare.touched, spare.stamp, 0, 0)
    cut_in_two(net, rows, kept, spare, 0, 0)
    found = read_rows(expanded, rows)
    assert rows.cost.sum() == pytest.approx(evaluate(problem, found).objective)
    return expanded, net, rows, kept, spare, found


def test_a_route_is_cut_in_two_where_two_small_vehicles_are_cheaper():
    problem = along_a_road(replace(LARGE, fixed_cost=1000.0), SMALL, n_tasks=5)
    expanded, net, rows, kept, spare, found = cut(problem, 0, 1, 2, 3, 4)
    assert {(r.vehicle_type, len(r.tasks)) for r in found.routes} == {(1, 2), (1, 3)}
    assert list(rows.used[:2]) == [0, 2]
    # A step that is not taken leaves no trace of it.
    restore(net, rows, kept, spare.touched)
    assert list(rows.used[:2]) == [1, 0]
    assert [r.tasks for r in read_rows(expanded, rows).routes] == [(0, 1, 2, 3, 4)]


@pytest.mark.parametrize(
    "other",
    [
        replace(SMALL, fixed_cost=510.0),
        replace(SMALL, n_available=1),
        replace(SMALL, capacity=(2,)),
        replace(SMALL, shift=(0, 80_000)),
    ],
    ids=["two are dearer", "only one is free", "too small", "another shift"],
)
def test_otherwise_it_stays_whole(other):
    problem = along_a_road(replace(LARGE, fixed_cost=1000.0), other, n_tasks=5)
    *_, rows, _, _, found = cut(problem, 0, 1, 2, 3, 4)
    assert len(found.routes) == 1
    assert rows.rows[0, KIND] == 0


def test_trips_of_one_vehicle_are_not_cut():
    large = replace(LARGE, fixed_cost=1000.0, max_trips=2)
    problem = along_a_road(large, replace(SMALL, max_trips=2), n_tasks=5)
    expanded = expand(problem)
    net = as_net(expanded)
    rows, kept = blank(net, len(net.worth)), blank(net, len(net.worth))
    spare = spare_room(net, len(net.worth))
    two = RoutingSolution((Route(0, (Trip(0, (0, 1)), Trip(0, (2, 3, 4)))),))
    lay_out(expanded, net, rows, two)
    cut_in_two(net, rows, kept, spare, 0, 0)
    assert read_rows(expanded, rows) == two


def test_a_dear_fleet_is_exchanged_for_the_right_one():
    middle = replace(SMALL, capacity=(6,), fixed_cost=14.0)
    problem = along_a_road(LARGE, middle, SMALL, n_tasks=12)
    halves = tuple(
        Route(0, (Trip(0, tasks),)) for tasks in ((0, 1, 2, 3), (4, 5, 6, 7), (8, 9, 10, 11))
    )
    found, _ = ruin_and_recreate(
        expand(problem), Limits(iterations=500, seed=1), start=RoutingSolution(halves)
    )
    assert sorted(route.vehicle_type for route in found.routes) == [0, 2]
    # The nine that are far there and back to 21 km, the three near ones to 12 km.
    assert evaluate(problem, found).objective == pytest.approx(35.0 + (42_000 + 24_000) * 0.01)
