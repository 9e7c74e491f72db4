"""Is each set read in its own convention, and are its rules in the problem?"""

from __future__ import annotations

import math

import pytest

from benchmarks.readers import Known, read_instance
from benchmarks.verify import verify
from models.routing.evaluate import evaluate
from models.routing.problem import Route, RoutingSolution, Trip
from tests.harness.small_sets import FILES, LITERATURE, write_file

ROOT_2, ROOT_13 = math.sqrt(2), math.sqrt(13)


def one_route(*tasks: int, vehicle_type: int = 0, origin: int = 0) -> RoutingSolution:
    return RoutingSolution((Route(vehicle_type, (Trip(origin, tasks),)),))


def together(*parts: RoutingSolution) -> RoutingSolution:
    return RoutingSolution(tuple(route for part in parts for route in part.routes))


TWO = together(one_route(0, 2), one_route(1))

BY_HAND = [
    # 5 + 4 (3.6) + 1 (1.4), and 3 out and back.
    ("cvrp", TWO, 16.0),
    ("vrpb", TWO, 16.0),
    # 5 + 3.6 + 1.4 cut off, and 6: the same tour under another convention.
    ("vrptw_solomon", TWO, 16.0),
    ("vrptw_gehring_homberger", together(one_route(2, 0), one_route(1)), 16.0),
    ("vrptw_solomon", one_route(2, 0, 1), 1.4 + 3.6 + 4 + 3),
    # Trips 0-1-2-0 and, after the release, 0-3-0 of one vehicle.
    (
        "mtvrptwr",
        RoutingSolution((Route(0, (Trip(0, (0, 1)), Trip(0, (2,)))),)),
        12.0 + 2.8,
    ),
    ("vrpspd_dethloff", one_route(0, 1), 5 + 3.6056 + 1.4142),
    ("vrpspd_salhi_nagy", TWO, 5 + ROOT_13 + ROOT_2 + 6),
    ("vrpspdtw_wang_chen", TWO, 5 + ROOT_13 + ROOT_2 + 6),
    # Two vehicles at 300, and half of 100 + 120 + 210 and of 300 + 310.
    ("vrpspdtw_jd", together(one_route(0, 1), one_route(2)), 600 + 215 + 305),
    # Two vehicles at 10 000: 5 + 4 + 3, and 1.4 + 1 + 1.
    ("pdptw_li_lim", together(one_route(0, 1), one_route(2, 3)), 20_000 + 12 + ROOT_2 + 2),
    # Type 0: 7 + distance; type 1: 12.5 + 1.5 a unit.
    (
        "hfvrp",
        together(one_route(1, vehicle_type=0), one_route(0, 2, vehicle_type=1)),
        7 + 6 + 12.5 + 1.5 * (5 + ROOT_13 + ROOT_2),
    ),
    ("hfvrp", one_route(0, 1, 2, vehicle_type=1), 12.5 + 1.5 * (9 + math.sqrt(5) + ROOT_2)),
    (
        "hvrpspd_avci",
        together(one_route(1, vehicle_type=0), one_route(0, 2, vehicle_type=1)),
        7 + 6 + 12.5 + 1.5 * (5 + ROOT_13 + ROOT_2),
    ),
    (
        "sdvrptw",
        together(one_route(1, vehicle_type=0), one_route(0, 2, vehicle_type=1)),
        6 + 5 + ROOT_13 + ROOT_2,
    ),
    # From depot 1 at (6, 4) to (3, 4) and back; from depot 0 the other two, one by one.
    (
        "mdvrptw",
        together(one_route(0, vehicle_type=1, origin=1), one_route(1), one_route(2)),
        6 + 6 + 2 * ROOT_2,
    ),
]


@pytest.mark.parametrize(("family", "solution", "published"), BY_HAND)
def test_the_objective_is_the_sets_own(tmp_path, family, solution, published):
    instance = read_instance(family, write_file(tmp_path, family))
    found = verify(instance, solution)
    assert found.violations == ()
    # Unrounded conventions are posed in integers of a thousandth or smaller.
    assert found.objective == pytest.approx(published, abs=2.5e-3)
    assert found.objective == evaluate(instance.problem, solution).objective


def test_every_family_has_a_value_by_hand():
    assert {family for family, _, _ in BY_HAND} == set(LITERATURE) == set(FILES)


BROKEN_BY = [
    ("cvrp", together(one_route(0, 1, 2)), "load 15 on leg 0, room 10"),
    # A backhaul before a linehaul, a backhaul alone.
    ("vrpb", together(one_route(2, 0), one_route(1)), "goods 0 and 1 at once"),
    (
        "vrpb",
        RoutingSolution((Route(0, (Trip(0, (0, 1)),)), Route(0, (Trip(None, (2,)),)))),
        "a way that does not exist",
    ),
    ("vrptw_solomon", together(one_route(2, 1, 0)), "halt 3 at place 1 outside its windows"),
    ("vrptw_solomon", together(one_route(0), one_route(1), one_route(2)), "3 vehicles of type 0"),
    (
        "mtvrptwr",
        RoutingSolution((Route(0, (Trip(0, (0, 2)), Trip(0, (1,)))),)),
        "halt 1 at place 1 outside its windows",
    ),
    # Pickups 1 and 7, deliveries 6 and 2: 8 at first, 3 after the first, 8 at last; turned
    # round 8, 13. With the columns swapped it would be the other way about.
    ("vrpspd_dethloff", one_route(1, 0), "load 130000 on leg 1, room 90000"),
    # 12 driven and three times 9 of service: more than 30.
    ("vrpspd_salhi_nagy", one_route(0, 1, 2), "on duty for"),
    ("vrpspdtw_wang_chen", one_route(0, 1, 2), "1 vehicles, where exactly 2 are fixed"),
    (
        "vrpspdtw_wang_chen",
        together(one_route(0), one_route(1), one_route(2)),
        "3 vehicles, where exactly 2 are fixed",
    ),
    ("pdptw_li_lim", one_route(0, 2, 1, 3), "load 13 on leg 2, room 10"),
    (
        "pdptw_li_lim",
        together(one_route(0, 1), one_route(3, 2)),
        "goods of task 2 do not come to task 3",
    ),
    ("hfvrp", together(*(one_route(t, vehicle_type=1) for t in range(3))), "3 vehicles of type 1"),
    ("hvrpspd_avci", one_route(2, 1, vehicle_type=0), "load 115000 on leg 0, room 100000"),
    ("sdvrptw", together(one_route(2), one_route(0, 1)), "by a vehicle that may not come"),
    (
        "mdvrptw",
        together(one_route(0, vehicle_type=1), one_route(1), one_route(2)),
        "depot 0 by a vehicle that may not come",
    ),
    ("cvrp", RoutingSolution((Route(0, (Trip(0, (0, 1)), Trip(0, (2,)))),)), "2 trips, at most 1"),
]


@pytest.mark.parametrize(("family", "solution", "fault"), BROKEN_BY)
def test_the_rules_of_a_set_are_in_its_problem(tmp_path, family, solution, fault):
    instance = read_instance(family, write_file(tmp_path, family))
    found = verify(instance, solution)
    assert any(fault in violation for violation in found.violations), found.violations
    fewer = fault.startswith("1 vehicles, where exactly")
    assert bool(evaluate(instance.problem, solution).violations) != fewer


def test_pickup_comes_before_delivery_in_these_files(tmp_path):
    for family in ("vrpspd_dethloff", "vrpspd_salhi_nagy", "vrpspdtw_wang_chen"):
        first = read_instance(family, write_file(tmp_path, family)).problem.tasks[0]
        assert first.pickup[0] < first.delivery[0], family


def test_a_limit_counts_service_but_not_the_depots_own(tmp_path):
    # Twice 9 of service and 10.02 driven is within 30; the depot's 9 would be beyond.
    path = write_file(tmp_path, "vrpspd_salhi_nagy")
    vehicle = read_instance("vrpspd_salhi_nagy", path).problem.vehicle_types[0]
    assert (vehicle.ordinary, vehicle.max_overtime) == (300_000, 0)
    for none in ("DISTANCE : 0", "DISTANCE : 999999"):
        text = FILES["vrpspd_salhi_nagy"].replace("DISTANCE : 30", none)
        path = write_file(tmp_path, "vrpspd_salhi_nagy", text)
        vehicle = read_instance("vrpspd_salhi_nagy", path).problem.vehicle_types[0]
        assert vehicle.ordinary == vehicle.shift[1] > 300_000


def test_equal_vehicles_are_one_type(tmp_path):
    for family in ("hfvrp", "sdvrptw"):
        problem = read_instance(family, write_file(tmp_path, family)).problem
        assert [(v.n_available, v.capacity) for v in problem.vehicle_types] == [
            (2, (10,)),
            (1, (20,)),
        ]


@pytest.mark.parametrize("family", LITERATURE)
def test_any_route_of_one_visit_each_fits_into_the_shift(tmp_path, family):
    """Where a set knows no time, none may bind."""
    problem = read_instance(family, write_file(tmp_path, family)).problem
    if any(task.windows or task.service for task in problem.tasks):
        return
    n = problem.n_places
    longest = sum(sorted(problem.distances[0].max(axis=1))[-n:])
    assert all(v.shift == (0, longest) and v.ordinary == longest for v in problem.vehicle_types)


def test_where_fewest_vehicles_come_first_they_cost_in_the_best_value_too(tmp_path):
    path = write_file(tmp_path, "pdptw_li_lim")
    for vehicles, best in ((2, 20_015.5), (None, None)):
        known = {"small": Known("small", 15.5, proven=False, n_vehicles=vehicles)}
        assert read_instance("pdptw_li_lim", path, known).best_known == best
