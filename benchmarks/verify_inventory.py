"""Is an answer of inventory routing legal, and what does it cost? By the challenge's own rules.

Plain arithmetic, route by route and day by day, of what the sets of the literature ask: one kind
of vehicle, deliveries alone, shortage forbidden. It shares ``problem.py`` and nothing else with
``models.inventory_routing``, so that a fault of its ``evaluate`` cannot hide here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.instance import InventoryInstance
from benchmarks.verify import Verified
from models.inventory_routing.problem import (
    DayRoute,
    InventoryRoutingProblem,
    InventoryRoutingSolution,
    Replenishment,
)

__all__ = ["verify_inventory"]

_TOLERANCE = 1e-6


def verify_inventory(instance: InventoryInstance, solution: InventoryRoutingSolution) -> Verified:
    """Judge and price an answer.

    Parameters
    ----------
    instance : InventoryInstance
        What was asked.
    solution : InventoryRoutingSolution
        What was answered.

    Returns
    -------
    Verified
        All violations, not only the first.

    Raises
    ------
    ValueError
        If the problem asks more than the sets of the literature do.
    """
    problem = instance.problem
    _refuse_more(problem)
    (vehicles,) = problem.vehicles
    hub, stock = problem.hub_initial, problem.initial.copy()
    broken = [
        f"route {number}: no day {route.day}, or no vehicles {route.vehicles}"
        for number, route in enumerate(solution.routes)
        if route.day not in range(problem.n_days) or route.vehicles != 0
    ]
    cost = 0.0
    if problem.charge_initial:
        cost += problem.hub_holding_cost * hub + float(problem.holding_cost @ stock)
    for day in range(problem.n_days):
        routes = [route for route in solution.routes if route.day == day]
        if len(routes) > vehicles.n:
            broken.append(f"day {day}: {len(routes)} routes with {vehicles.n} vehicles")
        seen = [stop.customer for route in routes for stop in route.stops]
        broken += [f"day {day}: customer {i} again" for i in set(seen) if seen.count(i) > 1]
        brought = np.zeros(problem.n_customers)
        for route in routes:
            faults, length = _drive(problem, route, brought)
            broken += [f"day {day}: {fault}" for fault in faults]
            cost += vehicles.fixed_cost + vehicles.cost_per_distance * length
        hub += float(problem.production[day]) - float(brought.sum())
        if not hub >= -_TOLERANCE:
            broken.append(f"day {day}: the hub lacks {-hub:g}")
        stock += brought
        high = (brought > _TOLERANCE) & ~(stock <= problem.maximum + _TOLERANCE)
        stock -= problem.demand[:, day]
        low = ~(stock >= problem.minimum - _TOLERANCE)
        broken += [f"day {day}: customer {i} above its maximum" for i in np.flatnonzero(high)]
        broken += [f"day {day}: customer {i} below its minimum" for i in np.flatnonzero(low)]
        cost += float(problem.holding_cost @ stock) + problem.hub_holding_cost * hub
    return Verified(None if broken else cost, tuple(broken))


def _refuse_more(problem: InventoryRoutingProblem) -> None:
    plain = (
        len(problem.vehicles) == 1
        and problem.returns is None
        and problem.replenishment is Replenishment.MAXIMUM_LEVEL
        and problem.once_a_day
        and np.isinf(problem.shortage_cost).all()
        and problem.visit_allowed.all()
        and not problem.visit_cost.any()
        and np.isinf(problem.vehicles[0].max_duration)
    )
    if not plain:
        raise ValueError("only what the sets of the literature ask can be verified here")


def _drive(
    problem: InventoryRoutingProblem, route: DayRoute, brought: NDArray[np.float64]
) -> tuple[list[str], float]:
    """Faults and length of a route; what it brings is added up."""
    faults = []
    place, load, length = 0, 0.0, 0.0
    for stop in route.stops:
        if not 0 <= stop.customer < problem.n_customers:
            faults.append(f"no customer {stop.customer}")
            continue
        if not stop.delivered >= -_TOLERANCE or stop.collected != 0:
            faults.append(f"amounts of customer {stop.customer}")
        length += float(problem.distances[place, stop.customer + 1])
        place = stop.customer + 1
        load += stop.delivered
        brought[stop.customer] += stop.delivered
    if not load <= problem.vehicles[0].capacity + _TOLERANCE:
        faults.append(f"{load:g} on a vehicle")
    return faults, length + float(problem.distances[place, 0])
