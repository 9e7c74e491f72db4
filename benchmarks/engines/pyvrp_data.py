"""What does a plain problem look like to PyVRP, straight from its matrices?

As PyVRP's own reader of instances would have it: one location a home and a task, forbidden
arcs (to tasks closed to a vehicle, from returns to deliveries) as very long ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.engines.integers import exact_scale, whole
from benchmarks.engines.plain import Plain
from models.routing.problem import RoutingSolution, dearest_route

if TYPE_CHECKING:
    import pyvrp

__all__ = ["build", "read"]


def build(plain: Plain, *, insist: bool) -> pyvrp.ProblemData:
    """PyVRP's data.

    Parameters
    ----------
    plain : Plain
        The problem.
    insist : bool
        Require tasks whose prize no cost of a route would justify to forgo.

    Returns
    -------
    pyvrp.ProblemData
        Locations are the nodes of the plain problem.
    """
    import pyvrp

    problem = plain.problem
    distances, durations, profile_of = _profiles(plain)
    clients, groups = _clients(plain, insist=insist)
    return pyvrp.ProblemData(
        [pyvrp.Location(0, 0) for _ in plain.nodes],
        clients,
        [pyvrp.Depot(home) for home in range(len(plain.homes))],
        [_vehicle_type(plain, v, profile_of[v]) for v in range(len(problem.vehicle_types))],
        distances,  # type: ignore[arg-type]
        durations,  # type: ignore[arg-type]
        groups,
    )


def _profiles(plain: Plain) -> tuple[list[object], list[object], list[int]]:
    """Matrices, those of types that see the same only once."""
    from pyvrp.constants import MAX_VALUE

    types = plain.problem.vehicle_types
    keys = [(v.profile, plain.allowed[n].tobytes()) for n, v in enumerate(types)]
    distinct = list(dict.fromkeys(keys))
    all_distances: list[object] = []
    all_durations: list[object] = []
    for key in distinct:
        vehicle_type = keys.index(key)
        durations, distances = plain.matrices(vehicle_type)
        barred = plain.forbidden(vehicle_type)
        all_durations.append(np.where(barred, MAX_VALUE, durations))
        all_distances.append(np.where(barred, MAX_VALUE, distances))
    return all_distances, all_durations, [distinct.index(key) for key in keys]


def _clients(plain: Plain, *, insist: bool) -> tuple[list[pyvrp.Client], list[pyvrp.ClientGroup]]:
    import pyvrp

    problem = plain.problem
    scale = exact_scale(problem)
    dear = dearest_route(problem)
    clients: list[pyvrp.Client] = []
    groups: list[pyvrp.ClientGroup] = []
    for number, task in enumerate(problem.tasks):
        required = task.prize is None or (insist and task.prize > dear)
        group = None
        if len(task.windows) > 1:
            group = len(groups)
            members = [len(clients) + i for i in range(len(task.windows))]
            groups.append(pyvrp.ClientGroup(members, required=required))
        for window in task.windows or ((None, None),):
            times = {} if window[0] is None else {"tw_early": window[0], "tw_late": window[1]}
            clients.append(
                pyvrp.Client(
                    len(plain.homes) + number,
                    delivery=list(task.delivery),
                    pickup=list(task.pickup),
                    service_duration=task.service,
                    release_time=task.release,
                    prize=0 if required else whole(task.prize or 0.0, scale),
                    required=required and group is None,
                    group=group,
                    name=str(number),
                    **times,
                )
            )
    return clients, groups


def _vehicle_type(plain: Plain, number: int, profile: int) -> pyvrp.VehicleType:
    import pyvrp

    problem = plain.problem
    vehicle, scale = problem.vehicle_types[number], exact_scale(problem)
    home = plain.homes.index(vehicle.start_place)
    duty = {}
    if plain.limit_s(number) is not None:
        duty = {"shift_duration": vehicle.ordinary, "max_overtime": vehicle.max_overtime}
    elif vehicle.cost_per_overtime_second:
        length = vehicle.shift[1] - vehicle.shift[0]
        duty = {"shift_duration": vehicle.ordinary, "max_overtime": length}
    trips = {}
    if vehicle.max_trips != 1:
        trips["reload_depots"] = [home]
        if vehicle.max_trips is not None:
            trips["max_reloads"] = vehicle.max_trips - 1  # type: ignore[assignment]
    return pyvrp.VehicleType(
        num_available=plain.n_vehicles(number),
        capacity=list(vehicle.capacity),
        start_depot=home,
        end_depot=home,
        fixed_cost=whole(vehicle.fixed_cost, scale),
        tw_early=vehicle.shift[0],
        tw_late=vehicle.shift[1],
        unit_distance_cost=whole(vehicle.cost_per_metre, scale),
        unit_duration_cost=whole(vehicle.cost_per_second, scale),
        unit_overtime_cost=whole(vehicle.cost_per_overtime_second, scale),
        profile=profile,
        **duty,  # type: ignore[arg-type]
        **trips,  # type: ignore[arg-type]
    )


def read(plain: Plain, data: pyvrp.ProblemData, solution: pyvrp.Solution) -> RoutingSolution:
    """A solution in the problem's own words.

    Parameters
    ----------
    plain : Plain
        The problem.
    data : pyvrp.ProblemData
        The same, built; copies of a task carry its number as their name.
    solution : pyvrp.Solution
        What PyVRP found.

    Returns
    -------
    RoutingSolution
        Trips without tasks are left out.
    """
    task_of = [int(client.name) for client in data.clients()]
    routes = []
    for route in solution.routes():
        trips: list[list[int]] = [[]]
        for activity in route.schedule():
            if activity.is_depot():
                trips.append([])
            else:
                trips[-1].append(task_of[activity.idx])
        routes.append((route.vehicle_type(), trips))
    return plain.solution(routes)
