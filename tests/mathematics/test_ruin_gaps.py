"""Does ruin and recreate see between trips what is true: unloading, cleaning, beginning anew?"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from models.outcome import Limits
from models.routing.evaluate import evaluate_route
from models.routing.problem import Depot, Route, RoutingProblem, RoutingSolution, Task, Trip
from models.routing.reformulate import expand
from models.routing.ruin import ruin_and_recreate
from models.routing.ruin_between import cleaning
from models.routing.ruin_gaps import departures, gaps, loads_of
from models.routing.ruin_kernel import anneal
from models.routing.ruin_net import as_net
from models.routing.ruin_rows import lay_out, read_rows
from models.routing.ruin_state import blank
from tests.mathematics.small_problems import FEATURES, hygiene, line, random_problem, random_route
from tests.mathematics.test_evaluate import VEHICLE, back, out

FREE = replace(VEHICLE, max_overtime=10_000, shift=(0, 10_000), cost_per_overtime_second=0.0)
# Clean goods 0 and soiled goods 1 never meet, goods 2 are neutral.
RULES = hygiene("YNY NYY YYY", (1, 3, 2))


def between(*depots: Depot, **changes: object) -> RoutingProblem:
    """Places at 0, 10, 20 and 30 on a line, and what the tasks of a test need."""
    asked = {"depots": depots, "vehicle_types": (FREE,), "rules": RULES}
    return RoutingProblem(**line(0, 10, 20, 30), **(asked | changes))  # type: ignore[arg-type]


def cost_in_rows(problem: RoutingProblem, route: Route) -> float:
    """What a route costs laid out in a row; 0 where it cannot be."""
    expanded = expand(problem)
    net = as_net(expanded)
    rows = blank(net, 1)
    lay_out(expanded, net, rows, RoutingSolution((route,)))
    if rows.cost[0]:
        assert read_rows(expanded, rows).routes == (route,)
    return float(rows.cost[0])


@pytest.mark.parametrize(
    ("tasks", "trips"),
    [
        # Unloaded at one of the two depots that the kind of trip knows.
        ((back(1, depots=(0,)), back(2, depots=(1,)), out(1)), (Trip(None, (0,)), Trip(0, (2,)))),
        # At both, in the order that suits what follows.
        (
            (back(1, depots=(0,)), back(2, depots=(1,)), out(1, depots=(1,))),
            (Trip(None, (0, 1)), Trip(1, (2,))),
        ),
        # Cleaned for clean goods alone, not for what else the kind of trip may bring.
        (
            (back(3, goods=1), out(1, goods=2), out(2, goods=0)),
            (Trip(None, (0,)), Trip(0, (1,)), Trip(0, (2,))),
        ),
        ((back(3, goods=1), out(1, goods=2)), (Trip(None, (0,)), Trip(0, (1,)))),
        # Empty after the last delivery, and straight on to collect.
        ((out(1, goods=0), back(3, goods=1)), (Trip(0, (0,)), Trip(None, (1,)))),
        # A trip that loads nothing begins where the last one unloaded.
        (
            (back(3, goods=1, depots=(1,)), back(2, goods=0, depots=(1,)), out(1, goods=2)),
            (Trip(None, (1,)), Trip(None, (0,))),
        ),
    ],
)
def test_a_route_costs_in_a_row_what_it_costs_in_truth(tasks, trips):
    problem = between(Depot(0, cleaning=1), Depot(2, cleaning=2), tasks=tasks)
    sheet = evaluate_route(problem, Route(0, trips))
    assert sheet.violations == ()
    assert cost_in_rows(problem, Route(0, trips)) == pytest.approx(sheet.cost)


def test_whoever_unloads_cannot_go_straight_on():
    problem = between(Depot(0), tasks=(back(1, goods=2), back(3, goods=1), out(2, goods=0)))
    route = Route(0, (Trip(None, (0,)), Trip(None, (1,))))
    assert cost_in_rows(problem, route) == pytest.approx(evaluate_route(problem, route).cost)
    assert evaluate_route(problem, route).distance == 10 + 10 + 30 + 30


@pytest.mark.parametrize("seed", range(40))
def test_what_a_row_can_carry_is_legal_and_costs_no_more_in_truth(seed):
    rng = Random(seed)
    features = frozenset(f for f in sorted(FEATURES - {"gaps"}) if rng.random() < 0.5)
    problem = random_problem(seed, features | {"trips"}, rng.randint(3, 6))
    expanded = expand(problem)
    net = as_net(expanded)
    for _ in range(20):
        rows = blank(net, 1)
        lay_out(expanded, net, rows, RoutingSolution((random_route(rng, problem),)))
        for route in read_rows(expanded, rows).routes:
            sheet = evaluate_route(problem, route)
            assert sheet.violations == ()
            assert sheet.cost <= rows.cost[0] + 1e-6


def test_nearly_all_legal_routes_cost_the_same_in_rows_and_in_truth():
    same = carried = legal = 0
    for seed in range(60):
        rng = Random(seed)
        features = frozenset({"returns", "trips", "hygiene", "windows", "fleet"})
        problem = random_problem(seed, features, 5)
        for _ in range(30):
            route = random_route(rng, problem)
            sheet = evaluate_route(problem, route)
            if sheet.violations:
                continue
            cost = cost_of_legal(problem, route)
            legal += 1
            carried += cost > 0
            same += cost == pytest.approx(sheet.cost)
    assert legal > 200
    assert carried > 0.95 * legal
    assert same > 0.9 * legal


def cost_of_legal(problem: RoutingProblem, route: Route) -> float:
    expanded = expand(problem)
    net = as_net(expanded)
    rows = blank(net, 1)
    lay_out(expanded, net, rows, RoutingSolution((route,)))
    return float(rows.cost[0])


@pytest.mark.parametrize("features", [frozenset(), frozenset({"returns", "trips", "hygiene"})])
def test_no_problem_makes_kernels_of_its_own(features):
    """They would be made while the search waits, for they fit one layout of arrays alone."""
    for n_tasks in (3, 60):
        expanded = expand(random_problem(1, features, n_tasks))
        ruin_and_recreate(expanded, Limits(iterations=3, seed=1))
    assert len(anneal.signatures) == 1


def test_levels_of_cleaning_by_what_is_demanded_before_which_goods():
    assert [cleaning(0b01, w, v) for w, v in ((0, 0), (1, 0), (0, 1), (1, 1), (2, 2))] == [
        0, 1, 2, 2, 0
    ]  # fmt: skip


def test_without_second_trips_there_is_nothing_between_them():
    once = replace(FREE, max_trips=1)
    problem = between(Depot(0), tasks=(out(1), back(2)), vehicle_types=(once,))
    expanded = expand(problem)
    assert loads_of(expanded) == ()
    assert gaps(expanded).turns.size == 0
    assert as_net(expanded).begins.shape[1] == 0


def test_mates_are_near_units_that_may_share_a_trip():
    tasks = (out(1, goods=0), back(1, goods=1), back(2, goods=1), out(3, goods=0))
    net = as_net(expand(between(Depot(0, cleaning=2), tasks=tasks)))
    assert net.near[0].tolist() == [0, 1, 2, 3]
    assert net.mates[0].tolist() == [0, 3, 0, 0]
    assert net.mates[1].tolist() == [1, 2, 1, 1]


def test_the_search_uses_a_way_straight_from_bringing_to_taking():
    tasks = (out(3, goods=0), back(2, goods=1), Task(3, (1,), (0,), goods=0))
    problem = between(Depot(0, cleaning=2), tasks=tasks)
    found, _ = ruin_and_recreate(expand(problem), Limits(iterations=200, seed=1))
    assert [trip.tasks for trip in found.routes[0].trips][-1] == (1,)
    sheet = evaluate_route(problem, found.routes[0])
    assert sheet.distance == 60
    assert np.isfinite(sheet.cost)


def test_depots_that_load_alike_do_not_close_earlier_for_one_that_is_far():
    depots = (Depot(0, ((20, 100),)), Depot(3, ((20, 100),)))
    problem = between(*depots, tasks=(out(1, depots=(0, 1)), out(2, depots=(0, 1))))
    expanded = expand(problem)
    assert [kind.origins for kind in expanded.contexts] == [(0, 1)]
    assert departures(expanded)[0].tolist() == [[20, 100]]


def test_a_way_that_other_vehicles_lack_closes_nothing_to_those_that_have_it():
    ways = line(0, 10, 20, 30, profiles=2)
    ways["durations"][1, 3, :] = ways["durations"][1, :, 3] = RoutingProblem.unreachable
    problem = RoutingProblem(
        **ways,
        tasks=(back(1, depots=(0,)), out(2, depots=(0,))),
        depots=(Depot(3, ((0, 200),), cleaning=2),),
        vehicle_types=(FREE, replace(FREE, profile=1)),
    )
    route = Route(0, (Trip(None, (0,)), Trip(0, (1,))))
    sheet = evaluate_route(problem, route)
    assert sheet.violations == ()
    assert cost_in_rows(problem, route) == pytest.approx(sheet.cost)


def test_the_last_unloading_keeps_the_hours_of_its_depot():
    problem = between(Depot(0, ((0, 60),)), tasks=(back(1, windows=((45, 90),)), back(2)))
    assert cost_in_rows(problem, Route(0, (Trip(None, (1, 0)),))) > 0
    late = replace(problem, tasks=(back(1, windows=((52, 90),)), back(2)))
    assert cost_in_rows(late, Route(0, (Trip(None, (1, 0)),))) == 0
