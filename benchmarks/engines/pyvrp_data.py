"""What does a plain problem look like to PyVRP, straight from its matrices?

As PyVRP's own reader of instances would have it: one location a home and a task, forbidden
arcs (to tasks closed to a vehicle, from returns to deliveries) as very long ones.

Costs are integers that lose nothing, unless that would make an arc cost millions: the library
holds penalties below 100 000 by default, so that what is infeasible would seem cheap. Then the
unit is chosen so that a short arc costs some 100 000, which loses a millionth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from benchmarks.engines.integers import exact_scale, whole
from benchmarks.engines.plain import Plain
from models.routing.bound import dearest_route
from models.routing.problem import RoutingSolution

if TYPE_CHECKING:
    import pyvrp

__all__ = ["Units", "build", "read", "units"]

_N_NEAR = 20
_DEAR_ARC, _USUAL_ARC = 1e6, 1e5


@dataclass(frozen=True)
class Units:
    """How money is told to the library.

    Parameters
    ----------
    scale : float
        Integer units for a unit of the objective.
    in_matrices : bool
        Whether arcs are given as costs rather than as metres with a rate.
    """

    scale: float
    in_matrices: bool = False


def units(plain: Plain) -> Units:
    """Units that neither lose precision nor leave the range of the library's penalties.

    Parameters
    ----------
    plain : Plain
        The problem.

    Returns
    -------
    Units
        Exact ones wherever they will do.
    """
    problem = plain.problem
    exact = exact_scale(problem)
    if any(v.cost_per_second or v.cost_per_overtime_second for v in problem.vehicle_types):
        return Units(exact)
    arcs = [
        vehicle.cost_per_metre * _near(plain.matrices(number)[1])
        for number, vehicle in enumerate(problem.vehicle_types)
    ]
    arc = float(np.mean(arcs)) * exact
    return Units(exact) if arc <= _DEAR_ARC else Units(exact * _USUAL_ARC / arc, in_matrices=True)


def _near(distances: NDArray[np.int64]) -> float:
    """Mean over the shortest few arcs from each node, which routes are made of."""
    width = min(_N_NEAR, len(distances) - 1)
    return float(np.sort(distances, axis=1)[:, 1 : width + 1].mean()) if width else 0.0


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

    money = units(plain)
    distances, durations, profile_of = _profiles(plain, money)
    clients, groups = _clients(plain, money, insist=insist)
    return pyvrp.ProblemData(
        [pyvrp.Location(0, 0) for _ in plain.nodes],
        clients,
        [pyvrp.Depot(home) for home in range(len(plain.homes))],
        [_vehicle_type(plain, money, v, p) for v, p in enumerate(profile_of)],
        distances,  # type: ignore[arg-type]
        durations,  # type: ignore[arg-type]
        groups,
        _shipments(plain, money, insist=insist),
    )


def _profiles(plain: Plain, money: Units) -> tuple[list[object], list[object], list[int]]:
    """Matrices, those of types that see the same only once."""
    from pyvrp.constants import MAX_VALUE

    types = plain.problem.vehicle_types
    keys = [
        (v.profile, plain.allowed[n].tobytes(), v.cost_per_metre if money.in_matrices else 0.0)
        for n, v in enumerate(types)
    ]
    distinct = list(dict.fromkeys(keys))
    all_distances: list[object] = []
    all_durations: list[object] = []
    for key in distinct:
        vehicle_type = keys.index(key)
        durations, distances = plain.matrices(vehicle_type)
        if money.in_matrices:
            rate = types[vehicle_type].cost_per_metre * money.scale
            distances = np.rint(distances * rate).astype(np.int64)
        barred = plain.forbidden(vehicle_type)
        all_durations.append(np.where(barred, MAX_VALUE, durations))
        all_distances.append(np.where(barred, MAX_VALUE, distances))
    return all_distances, all_durations, [distinct.index(key) for key in keys]


def _clients(
    plain: Plain, money: Units, *, insist: bool
) -> tuple[list[pyvrp.Client], list[pyvrp.ClientGroup]]:
    import pyvrp

    problem = plain.problem
    dear = dearest_route(problem)
    clients: list[pyvrp.Client] = []
    groups: list[pyvrp.ClientGroup] = []
    for number, task in enumerate(problem.tasks):
        if number in problem.shipment_of:
            continue
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
                    prize=0 if required else whole(task.prize or 0.0, money.scale),
                    required=required and group is None,
                    group=group,
                    name=str(number),
                    **times,
                )
            )
    return clients, groups


def _shipments(plain: Plain, money: Units, *, insist: bool) -> list[pyvrp.Shipment]:
    import pyvrp

    problem = plain.problem
    dear = dearest_route(problem)
    found = []
    for one in problem.shipments:
        times: dict[str, int] = {}
        ends = {"pickup": problem.tasks[one.source], "delivery": problem.tasks[one.target]}
        for end, task in ends.items():
            times[f"{end}_service_duration"] = task.service
            for opens, closes in task.windows:
                times |= {f"{end}_tw_early": opens, f"{end}_tw_late": closes}
        prizes = [task.prize for task in ends.values() if task.prize is not None]
        required = not prizes or (insist and max(prizes) > dear)
        found.append(
            pyvrp.Shipment(
                len(plain.homes) + one.source,
                len(plain.homes) + one.target,
                amount=list(one.amount),
                prize=0 if required else whole(sum(prizes), money.scale),
                required=required,
                name=f"{one.source} {one.target}",
                **times,
            )
        )
    return found


def _vehicle_type(plain: Plain, money: Units, number: int, profile: int) -> pyvrp.VehicleType:
    import pyvrp

    vehicle, scale = plain.problem.vehicle_types[number], money.scale
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
        unit_distance_cost=1 if money.in_matrices else whole(vehicle.cost_per_metre, scale),
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
    ends_of = [[int(end) for end in one.name.split()] for one in data.shipments()]
    routes = []
    for route in solution.routes():
        trips: list[list[int]] = [[]]
        for activity in route.schedule():
            if activity.is_depot():
                trips.append([])
            elif activity.is_shipment():
                trips[-1].append(ends_of[activity.idx][0 if activity.is_pickup() else 1])
            else:
                trips[-1].append(task_of[activity.idx])
        routes.append((route.vehicle_type(), trips))
    return plain.solution(routes)
