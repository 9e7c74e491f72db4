"""Sets in VRPLIB's format as PyVRP extended it, and its plain original.

Vehicles are listed one by one; equal ones become a type. Each function is one set.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.readers.build import fleet, pose, single_depot, windows_of
from benchmarks.readers.distances import exact, nearest, truncated, wide_shift
from benchmarks.readers.lines import whole
from benchmarks.readers.sections import SectionFile, read_sections
from models.routing.problem import Depot, GoodsRules, Relation, RoutingProblem, Task, VehicleType

__all__ = [
    "read_cvrp",
    "read_heterogeneous",
    "read_linehauls_backhauls",
    "read_multi_depot",
    "read_multi_trip",
    "read_site_dependent",
]

_EXACT = 1000
_PLAIN = ("CAPACITY", "NODE_COORD", "DEMAND", "DEPOT")
_TIMED = (*_PLAIN, "VEHICLES", "VEHICLES_MAX_DURATION", "SERVICE_TIME", "TIME_WINDOW")
_CENTS = 100


def read_cvrp(path: Path) -> tuple[RoutingProblem, int | None]:
    """Uchoa et al. (2017), set X: distances rounded to the nearest integer, any fleet size.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    (RoutingProblem, None)
        The objective is the distance.
    """
    file = read_sections(path)
    file.demand_kind("CVRP", _PLAIN, {"EUC_2D"})
    n_tasks = single_depot(file)
    matrix = nearest(file.coordinates())
    vehicle = fleet(n_tasks, file.count("CAPACITY"), wide_shift(matrix), 1.0)
    return pose(file, matrix, _deliveries(file, 1), [vehicle]), None


def read_linehauls_backhauls(path: Path) -> tuple[RoutingProblem, int | None]:
    """Queiroga et al. (2020): backhauls after linehauls, on no route alone; rounded.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    (RoutingProblem, None)
        Linehauls are goods 0, backhauls goods 1 of a higher rank, never at once; the arcs from
        the depot to a backhaul and from a backhaul to a linehaul are closed.
    """
    file = read_sections(path)
    file.demand_kind("VRPB", (*_PLAIN, "BACKHAUL"), {"EUC_2D"})
    n_tasks = single_depot(file)
    matrix = nearest(file.coordinates())
    linehaul = whole(file.table("DEMAND", file.n_nodes, "demand")[:, 0], 1, path, "demand")
    backhaul = whole(file.table("BACKHAUL", file.n_nodes, "backhaul")[:, 0], 1, path, "backhaul")
    both = (linehaul > 0) & (backhaul > 0)
    if both.any():
        line = file.tables["BACKHAUL"].line
        raise file.fail(line, f"node {int(np.argmax(both)) + 1} with both", "one or the other")
    relation = np.full((2, 2, 2), int(Relation.SEQUENCE), np.int8)
    relation[:, range(2), range(2)] = Relation.FREE
    rules = GoodsRules(relation, np.array([0, 1]), np.zeros((2, 2, 2), np.int8), (0, 0, 0))
    tasks = [
        replace(task, pickup=(int(backhaul[task.place]),), goods=int(backhaul[task.place] > 0))
        for task in _deliveries(file, 1)
    ]
    vehicle = fleet(n_tasks, file.count("CAPACITY"), wide_shift(matrix), 1.0)
    problem = pose(file, matrix, tasks, [vehicle], rules=rules)
    last = backhaul > 0
    first = ~last
    first[0] = False
    closed = problem.durations.copy()
    closed[0, 0, last] = problem.unreachable
    closed[0][np.ix_(last, first)] = problem.unreachable
    return replace(problem, durations=closed), None


def read_heterogeneous(path: Path) -> tuple[RoutingProblem, int | None]:
    """Pessoa et al. (2018): types with their own size, fixed cost and cost by distance.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    (RoutingProblem, None)
        Unrounded distances in thousandths; costs of the file are hundredths.
    """
    file = read_sections(path)
    rates = ("VEHICLES_FIXED_COST", "VEHICLES_UNIT_DISTANCE_COST")
    file.demand_kind("HFVRP", (*_PLAIN, "VEHICLES", *rates), {"EUC_2D"})
    single_depot(file)
    matrix = exact(file.coordinates(), _EXACT)
    n_vehicles = file.n_vehicles
    capacity = whole(file.each("CAPACITY", n_vehicles), 1, path, "capacity")
    fixed, by_distance = (
        file.each(name, n_vehicles) if name in {**file.fields, **file.tables} else default
        for name, default in zip(
            rates, (np.zeros(n_vehicles), np.full(n_vehicles, float(_CENTS))), strict=True
        )
    )
    shift = wide_shift(matrix)
    listed = [
        fleet(
            1,
            int(capacity[v]),
            shift,
            float(by_distance[v]) / (_CENTS * _EXACT),
            fixed_cost=float(fixed[v]) / _CENTS,
        )
        for v in range(n_vehicles)
    ]
    return pose(file, matrix, _deliveries(file, 1), list(_types(listed))), None


def read_multi_trip(path: Path) -> tuple[RoutingProblem, int | None]:
    """Yang (2023): several trips a vehicle, windows, goods that are ready late; DIMACS tenths.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    (RoutingProblem, None)
        Distances cut off after one decimal, times in tenths.
    """
    file = read_sections(path)
    file.demand_kind("MTVRPTWR", (*_TIMED, "RELEASE_TIME", "VEHICLES_RELOAD_DEPOT"), {"EUC_2D"})
    single_depot(file)
    n_vehicles = file.n_vehicles
    if any(row != (0,) for row in file.lists("VEHICLES_RELOAD_DEPOT", n_vehicles, 1)):
        line = file.tables["VEHICLES_RELOAD_DEPOT"].line
        raise file.fail(line, "a vehicle that does not reload at depot 1", "all to do")
    release = whole(file.each("RELEASE_TIME", file.n_nodes), 10, path, "release time")
    tasks, shifts, duration = _timed(file, 1, 10)
    matrix = truncated(file.coordinates())
    vehicle = fleet(
        n_vehicles, file.count("CAPACITY"), shifts[0], 0.1, duration=duration, max_trips=None
    )
    late = [replace(task, release=int(release[task.place])) for task in tasks]
    return pose(file, matrix, late, [vehicle]), None


def read_site_dependent(path: Path) -> tuple[RoutingProblem, int | None]:
    """Cordeau & Laporte (2001): customers that only some vehicles may serve, windows.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    (RoutingProblem, None)
        Unrounded distances and times in thousandths; one depot, the first node.
    """
    file = read_sections(path)
    file.demand_kind("SDVRPTW", (*_TIMED, "VEHICLES_ALLOWED_CLIENTS"), {"EUC_2D"})
    n_vehicles = file.n_vehicles
    capacity = whole(file.each("CAPACITY", n_vehicles), 1, path, "capacity")
    admitted = file.lists("VEHICLES_ALLOWED_CLIENTS", n_vehicles, file.n_nodes)
    tasks, shifts, duration = _timed(file, 1, _EXACT)
    kinds = sorted(set(zip(capacity.tolist(), (frozenset(a) for a in admitted), strict=True)),
                   key=lambda kind: (kind[0], sorted(kind[1])))  # fmt: skip
    listed = list(zip(capacity.tolist(), (frozenset(a) for a in admitted), strict=True))
    vehicles = [
        fleet(listed.count(kind), kind[0], shifts[0], 1.0 / _EXACT, duration=duration)
        for kind in kinds
    ]
    able = [
        frozenset(index for index, kind in enumerate(kinds) if task.place in kind[1])
        for task in tasks
    ]
    for task, types in zip(tasks, able, strict=True):
        if not types:
            line = file.tables["VEHICLES_ALLOWED_CLIENTS"].line
            raise file.fail(line, f"node {task.place + 1} for no vehicle", "one that may come")
    tasks = [
        replace(task, vehicle_types=None if len(types) == len(kinds) else types)
        for task, types in zip(tasks, able, strict=True)
    ]
    return pose(file, exact(file.coordinates(), _EXACT), tasks, vehicles), None


def read_multi_depot(path: Path) -> tuple[RoutingProblem, int | None]:
    """Vidal et al. (2013): vehicles with their own depots, windows, a longest duration.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    (RoutingProblem, None)
        Unrounded distances and times in thousandths; a depot loads its own vehicles only.
    """
    file = read_sections(path)
    file.demand_kind("MDVRPTW", (*_TIMED, "VEHICLES_DEPOT"), {"EUC_2D"})
    n_depots = file.depots()
    n_vehicles = file.n_vehicles
    rows = file.lists("VEHICLES_DEPOT", n_vehicles, n_depots)
    if any(len(row) != 1 for row in rows):
        raise file.fail(file.tables["VEHICLES_DEPOT"].line, "several depots a vehicle", "one")
    homes = [row[0] for row in rows]
    used = sorted(set(homes))
    tasks, shifts, duration = _timed(file, n_depots, _EXACT)
    vehicles = [
        fleet(
            homes.count(home),
            file.count("CAPACITY"),
            shifts[home],
            1.0 / _EXACT,
            duration=duration,
            place=home,
        )
        for home in used
    ]
    depots = [
        Depot(place, vehicle_types=frozenset(t for t, home in enumerate(used) if home == place))
        for place in range(n_depots)
    ]
    tasks = [replace(task, depots=tuple(used)) for task in tasks]
    matrix = exact(file.coordinates(), _EXACT)
    return pose(file, matrix, tasks, vehicles, depots=depots), None


def _deliveries(file: SectionFile, n_depots: int) -> list[Task]:
    demand = whole(file.table("DEMAND", file.n_nodes, "demand")[:, 0], 1, file.path, "demand")
    if demand[:n_depots].any():
        raise file.fail(file.tables["DEMAND"].line, "demand at a depot", "none")
    return [Task(node, (int(demand[node]),), (0,)) for node in range(n_depots, file.n_nodes)]


def _timed(
    file: SectionFile, n_depots: int, scale: int
) -> tuple[list[Task], list[tuple[int, int]], int | None]:
    """Tasks with windows and services, the shift of each depot's vehicles, a longest duration."""
    n_nodes = file.n_nodes
    service = whole(file.each("SERVICE_TIME", n_nodes), scale, file.path, "service time")
    rows = file.table("TIME_WINDOW", n_nodes, "earliest latest")
    times: NDArray[np.int64] = whole(rows, scale, file.path, "time")
    windows = windows_of(times)
    tasks = [
        replace(task, service=int(service[task.place]), windows=windows[task.place])
        for task in _deliveries(file, n_depots)
    ]
    duration = None
    if "VEHICLES_MAX_DURATION" in file.fields:
        duration = round(file.number("VEHICLES_MAX_DURATION") * scale)
    return tasks, [windows[depot][0] for depot in range(n_depots)], duration


def _types(listed: list[VehicleType]) -> dict[VehicleType, None]:
    """Equal vehicles as one type each, in the order in which they are listed."""
    counted: dict[VehicleType, int] = {}
    for vehicle in listed:
        counted[vehicle] = counted.get(vehicle, 0) + 1
    return dict.fromkeys(replace(v, n_available=n) for v, n in counted.items())
