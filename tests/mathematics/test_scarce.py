"""Are the most valuable tasks served where not all can be? Against the optimum, and by exchange."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from models.outcome import Limits
from models.routing.evaluate import evaluate, evaluate_route
from models.routing.insertion import Inserter
from models.routing.problem import (
    Depot,
    Route,
    RoutingProblem,
    RoutingSolution,
    Task,
    Trip,
    VehicleType,
)
from models.routing.scarce import is_scarce
from models.routing.solve import solve
from tests.mathematics.small_problems import FEATURES, random_problem
from tests.oracles import optimum

DEAR = 10_000.0


def _levels(problem: RoutingProblem, rng: Random) -> RoutingProblem:
    """Every task worth more than any route, in four levels; one vehicle of each type."""
    tasks = tuple(replace(t, prize=DEAR * 10.0 ** rng.randrange(4)) for t in problem.tasks)
    few = tuple(replace(v, n_available=1, ordinary=90) for v in problem.vehicle_types)
    return replace(problem, tasks=tasks, vehicle_types=few)


@pytest.mark.parametrize("seed", range(12))
def test_short_fleets_serve_what_is_worth_most(seed):
    rng = Random(1000 + seed)
    features = frozenset(
        f for f in sorted(FEATURES - {"optional", "trips", "depots", "gaps"}) if rng.random() < 0.35
    )
    problem = _levels(random_problem(seed, features, 4), rng)
    outcome = solve(problem, limits=Limits(iterations=300, seed=1))
    assert outcome.solution is not None
    assert evaluate(problem, outcome.solution).violations == ()
    assert outcome.objective is not None
    best = optimum(problem).objective
    assert best - 1e-6 <= outcome.objective
    # Whatever a single exchange could gain has been gained.
    assert outcome.objective < best + DEAR or not _gains(problem, outcome.solution)


def _gains(problem: RoutingProblem, solution: RoutingSolution) -> list[tuple[int, int]]:
    """Tasks left out that could be served instead of one that is worth less."""
    worth = [t.prize or 0.0 for t in problem.tasks]
    found = []
    for task in solution.left_out(problem.n_tasks):
        for route in solution.routes:
            for out in route.tasks:
                if worth[out] >= worth[task]:
                    continue
                trips = tuple(
                    Trip(trip.origin, kept)
                    for trip in route.trips
                    if (kept := tuple(t for t in trip.tasks if t != out))
                )
                rest = Route(route.vehicle_type, trips)
                others = tuple(r for r in solution.routes if r is not route)
                if trips and evaluate_route(problem, rest).violations:
                    continue
                without = RoutingSolution((*others, rest) if trips else others)
                if Inserter(problem).cheapest(without, task) is not None:
                    found.append((task, out))
    return found


def _town(seed: int, n_tasks: int, n_vehicles: int) -> RoutingProblem:
    """A town of scattered tasks of nine levels, and a fleet for about half of them."""
    random = np.random.default_rng(seed)
    points = random.integers(0, 100, (n_tasks + 1, 2))
    apart = np.abs(points[:, None] - points[None]).sum(axis=2)[None].astype(np.int64)
    tasks = tuple(
        Task(n + 1, (1,), (0,), service=20, prize=DEAR * 10.0 ** int(random.integers(9)))
        for n in range(n_tasks)
    )
    vehicle = VehicleType(n_vehicles, (12,), 0, 0, (0, 500), 500, cost_per_second=1.0)
    return RoutingProblem(
        durations=apart,
        distances=apart.copy(),
        setups=np.zeros(n_tasks + 1, np.int64),
        tasks=tasks,
        depots=(Depot(0),),
        vehicle_types=(vehicle,),
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_no_exchange_gains_where_half_is_left_out(seed):
    problem = _town(seed, 60, 3)
    assert is_scarce(problem, RoutingSolution(()), frozenset())
    outcome = solve(problem, limits=Limits(iterations=600, seed=seed))
    assert outcome.solution is not None
    left = outcome.solution.left_out(problem.n_tasks)
    assert 10 < len(left) < 50
    assert _gains(problem, outcome.solution) == []
    levels = [round(np.log10((t.prize or 1.0) / DEAR)) for t in problem.tasks]
    served = sorted((levels[t] for r in outcome.solution.routes for t in r.tasks), reverse=True)
    assert served[:10] == sorted(levels, reverse=True)[:10]
