"""Which problems are divided among processes? Random ones, and two towns far apart."""

from __future__ import annotations

from random import Random

import numpy as np

from models.outcome import Limits
from models.routing.problem import Depot, RoutingProblem, RoutingSolution, Task, VehicleType
from models.routing.reformulate import expand
from models.routing.ruin import ruin_and_recreate
from models.routing.ruin_net import as_net
from models.routing.ruin_rows import lay_out
from models.routing.ruin_work import Manner, Work
from tests.mathematics.small_problems import FEATURES, random_problem

__all__ = ["laid_out", "some_problem", "two_towns"]

ABLE = sorted(FEATURES - {"gaps"})


def some_problem(seed: int) -> RoutingProblem:
    """Problems of all kinds, with routes enough to be divided."""
    rng = Random(seed)
    features = frozenset(f for f in ABLE if rng.random() < 0.5)
    return random_problem(seed, features, rng.randint(12, 25))


def two_towns(n: int = 20) -> RoutingProblem:
    """Some tasks in each of two towns that are far apart, five to a vehicle."""
    rng = Random(1)
    at = [(0, 0)] + [
        (side * 500 + rng.randrange(40), rng.randrange(40)) for side in (-1, 1) for _ in range(n)
    ]
    xy = np.array(at)
    metres = np.rint(np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))).astype(np.int64)[None]
    return RoutingProblem(
        durations=metres, distances=metres, setups=np.zeros(len(at), np.int64),
        tasks=tuple(Task(place, (1,), (0,)) for place in range(1, len(at))), depots=(Depot(0),),
        vehicle_types=(
            VehicleType(n, (5,), 0, 0, (0, 9999), 9999, cost_per_metre=1.0, max_trips=1),
        ),
    )  # fmt: skip


def laid_out(problem: RoutingProblem, seed: int = 1) -> Work:
    """A solution of some quality as rows, some units perhaps left out."""
    expanded = expand(problem)
    found, _ = ruin_and_recreate(expanded, Limits(iterations=20, seed=seed))
    some = RoutingSolution(found.routes[: max(1, len(found.routes) - 1)])
    net = as_net(expanded)
    work = Work(net, Manner.of(net, joined=True), np.array([seed], np.uint64))
    lay_out(expanded, net, work.routes, some)
    work.begin()
    return work
