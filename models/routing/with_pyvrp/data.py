"""What does a restated problem look like to PyVRP, and back?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.routing.embed import embed
from models.routing.problem import (
    RoutingSolution,
)
from models.routing.reformulate import Expanded
from models.routing.with_pyvrp.money import money_scale
from models.routing.with_pyvrp.roles import roles_of
from models.routing.with_pyvrp.visits import (
    clients_of,
    limits_duty,
    required_units,
    shipments_of,
)

if TYPE_CHECKING:
    import pyvrp

__all__ = ["as_solution", "build", "read", "scaled_penalties"]

_N_NEAR = 20
_NO_LIMIT_S = 10**9
_LATE = 2.0


def build(expanded: Expanded, *, insist: bool = False) -> pyvrp.ProblemData:
    """PyVRP's data for a restated problem, straight from matrices.

    Parameters
    ----------
    expanded : Expanded
        The restated problem.
    insist : bool
        Require every task that may be skipped only at a prize beyond any route's cost. The
        library searches far better so, but finds nothing legal where capacity is short.

    Returns
    -------
    pyvrp.ProblemData
        Its locations are the homes, turnarounds and locations, in this order.
    """
    import pyvrp

    n_homes, n_turns = len(expanded.homes), len(expanded.turnarounds)
    locations = [pyvrp.Location(0, 0) for _ in range(n_homes + n_turns + len(expanded.locations))]
    depots = [pyvrp.Depot(i) for i in range(n_homes)] + [
        pyvrp.Depot(n_homes + r, tw_early=turn.window[0], tw_late=turn.window[1])
        for r, turn in enumerate(expanded.turnarounds)
    ]
    roles = roles_of(expanded)
    required = required_units(expanded, insist=insist)
    clients, groups = clients_of(expanded, roles, required)
    return pyvrp.ProblemData(
        locations,
        clients,
        depots,
        _vehicle_types(expanded),
        [profile.distances for profile in expanded.profiles],  # type: ignore[misc]
        [profile.durations for profile in expanded.profiles],  # type: ignore[misc]
        groups,
        shipments_of(expanded, roles, required),
    )


def _vehicle_types(expanded: Expanded) -> list[pyvrp.VehicleType]:
    import pyvrp

    problem = expanded.problem
    scale = money_scale(problem)
    n_homes = len(expanded.homes)
    first = n_homes + len(expanded.turnarounds)
    found = []
    for index, vehicle in enumerate(problem.vehicle_types):
        profile = expanded.profiles[expanded.profile_of[index]]
        reachable = profile.allowed[first:, n_homes:first].any(axis=0)
        most_trips = problem.n_tasks if vehicle.max_trips is None else vehicle.max_trips
        found.append(
            pyvrp.VehicleType(
                num_available=vehicle.n_available,
                capacity=list(vehicle.capacity),
                start_depot=expanded.homes.index(vehicle.start_place),
                end_depot=expanded.homes.index(vehicle.end_place),
                fixed_cost=round(vehicle.fixed_cost * scale),
                tw_early=vehicle.shift[0],
                tw_late=vehicle.shift[1],
                shift_duration=vehicle.ordinary,
                max_overtime=vehicle.max_overtime if limits_duty(vehicle) else _NO_LIMIT_S,
                unit_distance_cost=round(vehicle.cost_per_metre * scale),
                unit_duration_cost=round(vehicle.cost_per_second * scale),
                unit_overtime_cost=round(vehicle.cost_per_overtime_second * scale),
                profile=expanded.profile_of[index],
                reload_depots=[n_homes + int(r) for r in np.flatnonzero(reachable)],
                max_reloads=max(0, most_trips - 1),
            )
        )
    return found


def scaled_penalties(
    expanded: Expanded, data: pyvrp.ProblemData
) -> tuple[list[float], float, float]:
    """Penalties of the size of an arc's cost over what it usually carries.

    Parameters
    ----------
    expanded : Expanded
        The restated problem.
    data : pyvrp.ProblemData
        The same, built.

    Returns
    -------
    tuple
        For a unit of load in each dimension, of time and of distance.
    """
    first = len(expanded.homes) + len(expanded.turnarounds)
    profile = expanded.profiles[0]
    arc_s = _near(profile.durations[first:, first:], profile.allowed[first:, first:])
    arc_m = _near(profile.distances[first:, first:], profile.allowed[first:, first:])
    types = data.vehicle_types()
    per_second = float(np.mean([v.unit_duration_cost for v in types]))
    per_metre = float(np.mean([v.unit_distance_cost for v in types]))
    arc = max(1.0, per_metre * arc_m + per_second * arc_s)
    loads = []
    for dimension in range(data.num_load_dimensions):
        moved = [max(t.delivery[dimension], t.pickup[dimension]) for t in expanded.problem.tasks]
        loads.append(arc / max(1.0, float(np.mean([m for m in moved if m] or [1]))))
    return loads, _LATE * arc / max(1.0, arc_s), max(1.0, per_metre)


def _near(values: NDArray[np.int64], allowed: NDArray[np.bool_]) -> float:
    """Mean over the arcs that routes are made of: the shortest few of each node."""
    far = np.iinfo(np.int64).max
    usable = np.where(allowed & (values > 0), values, far)
    width = min(_N_NEAR, usable.shape[1])
    nearest = np.partition(usable, width - 1, axis=1)[:, :width]
    nearest = nearest[nearest < far]
    return float(nearest.mean()) if nearest.size else 1.0


def read(expanded: Expanded, solution: pyvrp.Solution) -> RoutingSolution:
    """A solution in the problem's own words.

    Parameters
    ----------
    expanded : Expanded
        The restated problem.
    solution : pyvrp.Solution
        What PyVRP found.

    Returns
    -------
    RoutingSolution
        Trips without tasks are left out.
    """
    roles = roles_of(expanded)
    routes = []
    for route in solution.routes():
        trips: list[tuple[int | None, list[int]]] = [(None, [])]
        for activity in route.schedule():
            if activity.is_depot():
                turn = activity.idx - len(expanded.homes)
                trips.append((turn if turn >= 0 else None, []))
            else:
                trips[-1][1].append(roles.copy_of(activity))
        own = expanded.read_back(route.vehicle_type(), trips)
        if own.trips:
            routes.append(own)
    return RoutingSolution(tuple(routes))


def as_solution(
    expanded: Expanded, data: pyvrp.ProblemData, solution: RoutingSolution
) -> pyvrp.Solution:
    """A solution in PyVRP's words, without the routes that its words do not reach.

    Parameters
    ----------
    expanded : Expanded
        The restated problem.
    data : pyvrp.ProblemData
        The same, built.
    solution : RoutingSolution
        To begin with.

    Returns
    -------
    pyvrp.Solution
        Perhaps incomplete; the search inserts what is missing.
    """
    import pyvrp

    activity_of = roles_of(expanded).activities()
    routes = []
    for route in solution.routes:
        parts = embed(expanded, route)
        if parts is None:
            continue
        activities = []
        for turn, copies in parts:
            if turn is not None:
                depot = len(expanded.homes) + turn
                activities.append(pyvrp.Activity(pyvrp.ActivityType.DEPOT, depot))
            activities += [activity_of[copy] for copy in copies]
        routes.append(pyvrp.Route(data, activities, route.vehicle_type))
    return pyvrp.Solution(data, routes)
