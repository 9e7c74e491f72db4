"""Problems of inventory routing of every kind, small enough to be tried out or proven."""

from __future__ import annotations

import numpy as np
import pytest

from models.inventory_routing.evaluate import evaluate
from models.inventory_routing.problem import InventoryRoutingProblem, Replenishment, Vehicles
from models.inventory_routing.with_milp import Routing, solve
from models.outcome import Limits, Status
from tests.mathematics.small_irp import problem_of, returns_of

__all__ = ["CASES", "LONG", "SHARED", "UP_TO", "best", "middling", "places"]

LONG = Limits(time_s=120)
UP_TO = Replenishment.ORDER_UP_TO


def places(seed: int, n: int) -> np.ndarray:
    """Ways between the hub and n customers, not the same both ways."""
    rng = np.random.default_rng(seed)
    points = rng.uniform(0, 9, (n + 1, 2))
    apart = np.hypot(*(points[:, None] - points[None, :]).T)
    return np.rint(apart + rng.uniform(0, 2, apart.shape) * (apart > 0))


PRICED = {"shortage_cost": [2.5, 8.0], "initial": [1, 1], "minimum": [0, 1]}
LOOP = returns_of([[1, 1]], initial=2, maximum=3, overflow_cost=3.0, loss=0.0, load_factor=0.5)
CASES: dict[str, InventoryRoutingProblem] = {
    "plain": problem_of([[1, 2], [2, 1]], distances=places(1, 2), initial=[1, 0], maximum=2),
    "two kinds": problem_of(
        [[2], [3]],
        distances=places(2, 2),
        vehicles=(Vehicles(1, 2.0, 3.0, 1.0), Vehicles(1, 4.0, 1.0, 0.5)),
    ),
    "up to": problem_of(
        [[1, 2], [1, 1]], distances=places(3, 2), initial=[2, 1], maximum=3, replenishment=UP_TO
    ),
    "priced": problem_of([[1, 2], [1, 1]], distances=places(4, 2), **PRICED),
    # Cheaper were a unit from outside before it is needed, so that filling up fits the vehicle.
    "priced up to": problem_of(
        [[4, 1, 1]],
        initial=4,
        maximum=4,
        vehicles=(Vehicles(1, 3.0),),
        replenishment=UP_TO,
        shortage_cost=5.0,
    ),
    "closed days": problem_of(
        [[2, 1], [1, 2]],
        distances=places(5, 2),
        initial=[2, 1],
        visit_allowed=np.array([[True, False], [False, True]]),
        visit_cost=[1.0, 2.0],
    ),
    "short routes": problem_of(
        [[1, 1], [1, 1]],
        distances=places(17, 2),
        vehicles=(Vehicles(2, 9.0, max_duration=15.0),),
        service=1.0,
    ),
    "scarce hub": problem_of(
        [[2, 2], [1, 2]],
        distances=places(7, 2),
        initial=[2, 1],
        hub_initial=1.0,
        production=np.array([1.0, 2.0]),
        hub_holding_cost=0.75,
        shortage_cost=6.0,
        charge_initial=True,
    ),
    "tight shelf": problem_of([[1, 3, 3]], initial=3, maximum=4),
    "late": problem_of(
        [[0, 0]], returns=returns_of([[1, 3]], initial=2, maximum=2, overflow_cost=20.0)
    ),
    "too full": problem_of([[3, 3], [1, 1]], distances=places(9, 2), initial=[6, 0], maximum=4),
    "loop": problem_of(
        [[2, 1]],
        distances=places(10, 1),
        vehicles=(Vehicles(1, 3.0),),
        hub_initial=1.0,
        shortage_cost=5.0,
        returns=LOOP,
    ),
    "two loops": problem_of(
        [[1], [1]],
        distances=places(11, 2),
        vehicles=(Vehicles(2, 1.5),),
        initial=[0, 1],
        returns=returns_of([[1], [3]], initial=[2, 1], maximum=2, overflow_cost=20.0),
    ),
    "too full to fill": problem_of(
        [[2, 2]],
        initial=5,
        maximum=3,
        replenishment=UP_TO,
        returns=returns_of([[3, 1]], initial=2, maximum=3),
    ),
}
"""Small enough for every answer to be tried."""

SHARED = problem_of(
    [[3, 2], [2, 0]],
    distances=places(8, 2),
    vehicles=(Vehicles(3, 2.0, fixed_cost=1.0),),
    once_a_day=False,
)
"""Visited by two vehicles on the first day, for one has no room for all."""


def best(problem: InventoryRoutingProblem, routing: Routing | None = None) -> float:
    """The proven optimum, recounted."""
    outcome = solve(problem, LONG, routing=routing)
    assert outcome.status is Status.OPTIMAL
    assert outcome.bound == pytest.approx(outcome.objective)
    found = evaluate(problem, outcome.solution)
    assert found.ok
    assert found.objective == outcome.objective
    return outcome.objective


def middling(**changes) -> InventoryRoutingProblem:
    """Three customers on three days, too many amounts to try them all."""
    rng = np.random.default_rng(3)
    n, n_days = 3, 3
    demand = np.repeat(rng.integers(1, 5, (n, 1)), n_days, axis=1).astype(float)
    plain = {
        "distances": places(12, n),
        "initial": demand[:, 0],
        "maximum": 3 * demand[:, 0],
        "vehicles": (Vehicles(2, 12.0),),
        "hub_initial": 20.0,
        "production": np.full(n_days, 12.0),
        "hub_holding_cost": 0.05,
    }
    return problem_of(demand, **(plain | changes))
