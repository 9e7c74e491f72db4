"""Do trips and vehicles change hands as they should, and can all of it be taken back?"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from models.routing.evaluate import evaluate, evaluate_route
from models.routing.problem import Depot, Route, RoutingProblem, RoutingSolution, Task, Trip
from models.routing.reformulate import expand
from models.routing.ruin_hands import change_hands
from models.routing.ruin_kernel import anneal
from models.routing.ruin_net import as_net
from models.routing.ruin_rows import lay_out, read_rows
from models.routing.ruin_state import ROW, UNIT, N, blank
from models.routing.ruin_undo import restore, spare_room
from tests.mathematics.small_problems import FEATURES, line, random_problem, random_route
from tests.mathematics.test_ruin_gaps import FREE


class Bench:
    """Rows of a solution, and changes made to them one by one."""

    def __init__(self, problem: RoutingProblem, *routes: Route, n_rows: int = 6) -> None:
        self.problem, self.expanded = problem, expand(problem)
        self.net = as_net(self.expanded)
        self.rows, self.kept = blank(self.net, n_rows), blank(self.net, n_rows)
        lay_out(self.expanded, self.net, self.rows, RoutingSolution(routes))
        self.spare = spare_room(self.net, n_rows)
        self.spare.stamp[:] = -1
        self.rng = np.array([4711], np.uint64)
        self.now = 0

    def change(self) -> bool:
        """One change; whether anything is not as it was."""
        self.now += 1
        self.spare.touched[0] = 0
        change_hands(self.net, self.rows, self.kept, self.spare, self.now, self.rng)
        return bool(self.spare.touched[0])

    def undo(self) -> None:
        restore(self.net, self.rows, self.kept, self.spare.touched)

    def read(self) -> RoutingSolution:
        return read_rows(self.expanded, self.rows)

    def cost(self) -> float:
        return float(self.rows.cost[self.rows.rows[:, N] > 0].sum())

    def reached(self, wanted, n: int = 300) -> bool:
        """Whether some change from here leads to what is wanted; each is taken back."""
        for _ in range(n):
            if self.change():
                if wanted(self.read()):
                    return True
                self.undo()
        return False


def street(*types, n_tasks: int = 6, **changes: object) -> RoutingProblem:
    """Tasks along a street, in vehicles that hold two of them."""
    asked = {
        "tasks": tuple(Task(place, (1,), (0,)) for place in range(1, n_tasks + 1)),
        "depots": (Depot(0),),
        "vehicle_types": types or (replace(FREE, capacity=(2,), n_available=3),),
    }
    ways = line(*range(0, 10 * n_tasks + 1, 10))
    return RoutingProblem(**ways, **(asked | changes))  # type: ignore[arg-type]


def furnished(seed: int, always: frozenset[str], n_tasks: int) -> Bench:
    """Legal routes by chance, of a problem with some features by chance and others always."""
    rng = Random(seed)
    features = frozenset(f for f in sorted(FEATURES - {"gaps"}) if rng.random() < 0.6)
    problem = random_problem(seed, features | always, n_tasks)
    problem = replace(
        problem, vehicle_types=tuple(replace(v, n_available=4) for v in problem.vehicle_types)
    )
    routes: list[Route] = []
    done: set[int] = set()
    for _ in range(400):
        route = random_route(rng, problem)
        if not done.intersection(route.tasks) and not evaluate_route(problem, route).violations:
            routes.append(route)
            done.update(route.tasks)
    return Bench(problem, *routes, n_rows=10)


def trips(*groups: tuple[int, ...]) -> tuple[Trip, ...]:
    return tuple(Trip(0, group) for group in groups)


def tasks_of(solution: RoutingSolution) -> set[tuple[tuple[int, ...], ...]]:
    return {tuple(trip.tasks for trip in route.trips) for route in solution.routes}


def test_a_trip_goes_to_another_route_before_between_or_behind_its_trips():
    late = tuple(
        Task(place, (1,), (0,), windows=((first, first + 30),))
        for place, first in ((1, 0), (2, 0), (1, 300), (2, 300), (1, 150), (2, 150))
    )
    problem = street(tasks=late)
    bench = Bench(problem, Route(0, trips((0, 1), (2, 3))), Route(0, trips((4, 5))))
    assert bench.reached(lambda found: tasks_of(found) == {((0, 1), (4, 5), (2, 3))})
    assert bench.cost() == pytest.approx(evaluate(problem, bench.read()).objective)
    assert bench.rows.used[0] == 1


def test_two_trips_change_places():
    bench = Bench(street(), Route(0, trips((0, 1), (2, 3))), Route(0, trips((4, 5))))
    assert bench.reached(lambda found: tasks_of(found) == {((4, 5), (2, 3)), ((0, 1),)})


def test_a_route_goes_to_a_free_vehicle_that_is_cheaper():
    cheap = replace(FREE, start_place=1, end_place=1, fixed_cost=1.0, n_available=1)
    problem = street(replace(FREE, n_available=1), cheap)
    bench = Bench(problem, Route(0, trips((0, 1, 2))))
    assert bench.reached(lambda found: [r.vehicle_type for r in found.routes] == [1])
    assert list(bench.rows.used[:2]) == [0, 1]


def test_two_routes_change_vehicles_where_none_is_free():
    one = replace(FREE, n_available=1)
    problem = street(one, replace(one, start_place=6, end_place=6))
    bench = Bench(problem, Route(0, trips((4, 5))), Route(1, trips((0, 1))))
    before = bench.cost()
    assert bench.reached(
        lambda found: (
            {(r.vehicle_type, r.tasks) for r in found.routes} == {(1, (4, 5)), (0, (0, 1))}
        )
    )
    assert bench.cost() < before


@pytest.mark.parametrize("seed", range(12))
def test_the_objective_that_is_kept_is_that_of_the_rows(seed):
    """Whatever a step tears out, puts back, fails to put back, moves or undoes."""
    rng = Random(seed)
    features = frozenset(f for f in sorted(FEATURES - {"gaps"}) if rng.random() < 0.6)
    problem = random_problem(seed, features | {"trips", "fleet"}, 12)
    problem = replace(
        problem, vehicle_types=tuple(replace(v, n_available=4) for v in problem.vehicle_types)
    )
    bench = Bench(problem, n_rows=8)
    net, rows, best = bench.net, bench.rows, blank(bench.net, 8)
    told = np.array([net.worth.sum()] * 2)
    for _ in range(200):
        step = (5, 20.0, 4.0, 0.1, 20, 0.3, 1.0)
        anneal(net, rows, bench.kept, best, bench.spare, told, bench.rng, *step)
        absent = rows.units[:, ROW] < 0
        assert told[0] == pytest.approx(bench.cost() + net.worth[absent].sum())
    assert told[1] < net.worth.sum()


@pytest.mark.parametrize("seed", range(25))
def test_whatever_changes_is_legal_complete_and_can_be_taken_back(seed):
    bench = furnished(seed, frozenset({"trips", "fleet"}), 8)
    problem = bench.problem
    units = bench.rows.units[:, ROW] >= 0
    for step in range(150):
        before, cost = bench.read(), bench.cost()
        bench.change()
        found = bench.read()
        assert sorted(t for r in found.routes for t in r.tasks) == sorted(
            t for r in before.routes for t in r.tasks
        )
        assert ((bench.rows.units[:, ROW] >= 0) == units).all()
        for row, route in zip(
            bench.rows.rows[bench.rows.rows[:, N] > 0], found.routes, strict=True
        ):
            assert row[0] == route.vehicle_type
        sheet = evaluate(problem, found)
        assert sum(s.cost for s in sheet.routes) <= bench.cost() + 1e-6
        assert all(not s.violations for s in sheet.routes)
        used = np.bincount([r.vehicle_type for r in found.routes], minlength=2)
        assert used.tolist() == bench.rows.used[:-1].tolist()
        if step % 2:
            bench.undo()
            assert bench.read() == before
            assert bench.cost() == pytest.approx(cost)
    assert bench.net.nodes[:, UNIT].max() >= 0
