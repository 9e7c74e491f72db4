"""How does VROOM do, where it can express the set? By pyvroom, an optional extra.

VROOM stops by itself when its heuristics are through, however much time there is, and is
deterministic: one seed is run. It has a thread a core. Costs are given by matrices in integer
units that lose nothing, or, where its 32 bits do not suffice for them, in the finest that fit.
"""

from __future__ import annotations

import datetime as dt
import importlib
import time
from typing import Any

import numpy as np

from benchmarks.engines.answer import Answer, Listener, Trajectory
from benchmarks.engines.integers import exact_scale, whole
from benchmarks.engines.plain import Plain, obstacles
from benchmarks.instance import Instance
from models.outcome import Limits

__all__ = ["NAME", "SEEDED", "run", "unsupported", "version"]

NAME = "vroom"
SEEDED = False

_DONE = ("job", "pickup", "delivery")
_MOST_EXPLORATION = 5
_LARGEST = 2**32 - 1
_SPARE = 2
_READING_S = 0.1


def version() -> str | None:
    """Library and version; None where it is not installed."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return f"pyvroom {installed('pyvroom')}"
    except PackageNotFoundError:
        return None


def unsupported(instance: Instance) -> tuple[str, ...]:
    """What of an instance cannot be expressed."""
    problem = instance.problem
    more = obstacles(problem)
    if more:
        return more
    plain, types = Plain(problem), problem.vehicle_types
    windows = any(task.windows for task in problem.tasks)
    kinds = range(len(types))
    closed = any(
        (plain.forbidden(v)[:, _open_nodes(plain, v)] != 0).any() for v in kinds
    )  # without arcs into tasks that skills keep a vehicle from
    found = {
        "deliveries before returns": plain.backhauls,
        "several trips of a vehicle": any(v.max_trips != 1 for v in types),
        "goods that are ready later": any(task.release for task in problem.tasks),
        "tasks left out for their price": any(t.prize is not None for t in problem.tasks),
        "overtime": any(v.cost_per_overtime_second for v in types),
        "cost of waiting": windows and any(v.cost_per_second for v in types),
        "a longest duty with windows": windows and any(plain.limit_s(v) is not None for v in kinds),
        "ways that are closed": closed and not plain.backhauls,
    }
    return tuple(text for text, is_so in found.items() if is_so)


def _open_nodes(plain: Plain, vehicle_type: int) -> list[int]:
    n_homes = len(plain.homes)
    return [
        *range(n_homes),
        *(n_homes + int(task) for task in np.flatnonzero(plain.allowed[vehicle_type])),
    ]


def _money(plain: Plain, vehicle_type: int) -> Any:
    """Costs of arcs in the objective's units, driving time and service on arrival included."""
    vehicle = plain.problem.vehicle_types[vehicle_type]
    durations, distances = plain.matrices(vehicle_type)
    service = np.array([0] * len(plain.homes) + [task.service for task in plain.problem.tasks])
    spent = durations + service[None, :]
    return distances * vehicle.cost_per_metre + spent * vehicle.cost_per_second


def _scale(plain: Plain) -> float:
    """Integer units for a unit of the objective."""
    types, fleet = plain.problem.vehicle_types, plain.fleet()
    arcs = np.max([_money(plain, v) for v in range(len(types))], axis=0)
    # VROOM adds the dearest ways into and out of every job and every vehicle's home.
    dearest = float(arcs.max(axis=0).sum() + arcs.max(axis=1).sum()) + 2 * len(fleet) * arcs.max()
    dearest += sum(types[v].fixed_cost for v in fleet)
    return min(exact_scale(plain.problem), float(_LARGEST / _SPARE / max(dearest, 1.0)))


def run(instance: Instance, limits: Limits, on_progress: Listener) -> Answer:
    """Solve at the highest level of exploration, with a thread a core."""
    started = time.monotonic()
    plain = Plain(instance.problem)
    scale = _scale(plain)
    asked = _asked(plain, scale)
    timeout = None
    if limits.time_s is not None:
        left = limits.time_s - (time.monotonic() - started) - _READING_S
        timeout = dt.timedelta(seconds=max(left, 0.01))
    solved = asked.solve(
        exploration_level=_MOST_EXPLORATION, nb_threads=limits.n_jobs, timeout=timeout
    )
    answer = solved.to_dict()
    fleet = plain.fleet()
    solution = None
    trajectory: Trajectory = ()
    if not answer["unassigned"]:
        solution = plain.solution(
            [
                (fleet[r["vehicle"]], [[s["id"] for s in r["steps"] if s["type"] in _DONE]])
                for r in answer["routes"]
            ]
        )
    seconds = time.monotonic() - started
    if solution is not None:
        trajectory = ((seconds, answer["summary"]["cost"] / scale),)
        on_progress(*trajectory[0])
    return Answer(
        solution=solution,
        seconds=seconds,
        trajectory=trajectory,
        bound=None,
        iterations=None,
        version=str(version()),
    )


def _asked(plain: Plain, scale: float) -> Any:
    """The problem in VROOM's words; tasks and vehicles are numbered as ours."""
    vroom: Any = importlib.import_module("vroom")
    problem = plain.problem
    asked = vroom.Input()
    n_homes = len(plain.homes)
    for v in range(len(problem.vehicle_types)):
        durations, _ = plain.matrices(v)
        asked.set_durations_matrix(f"type {v}", durations)
        asked.set_costs_matrix(f"type {v}", np.rint(_money(plain, v) * scale))
    access, skills = _skills(plain)
    asked.add_job(
        [
            vroom.Job(
                number,
                location=n_homes + number,
                default_service=task.service,
                delivery=list(task.delivery),
                pickup=list(task.pickup),
                skills=access[number],
                time_windows=[vroom.TimeWindow(*window) for window in task.windows],
            )
            for number, task in enumerate(problem.tasks)
            if number not in problem.shipment_of
        ]
    )
    for one in problem.shipments:
        steps = [
            vroom.ShipmentStep(
                end,
                location=n_homes + end,
                default_service=problem.tasks[end].service,
                time_windows=[vroom.TimeWindow(*window) for window in problem.tasks[end].windows],
            )
            for end in (one.source, one.target)
        ]
        asked.add_shipment(*steps, amount=vroom.Amount(list(one.amount)), skills=access[one.source])
    for k, v in enumerate(plain.fleet()):
        vehicle = problem.vehicle_types[v]
        home = plain.homes.index(vehicle.start_place)
        limit = plain.limit_s(v)
        latest = vehicle.shift[1] if limit is None else vehicle.shift[0] + limit
        asked.add_vehicle(
            vroom.Vehicle(
                k,
                start=home,
                end=home,
                profile=f"type {v}",
                capacity=list(vehicle.capacity),
                skills=skills[v],
                time_window=(vehicle.shift[0], latest),
                costs=vroom.VehicleCosts(fixed=whole(vehicle.fixed_cost, scale)),
            )
        )
    return asked


def _skills(plain: Plain) -> tuple[list[set[int]], list[set[int]]]:
    """Skills that tasks need and vehicle types have: one for each set of types let in."""
    groups: dict[bytes, int] = {}
    needed: list[set[int]] = []
    has: list[set[int]] = [set() for _ in plain.problem.vehicle_types]
    for number in range(plain.problem.n_tasks):
        column = plain.allowed[:, number]
        if column.all():
            needed.append(set())
            continue
        skill = groups.setdefault(column.tobytes(), len(groups) + 1)
        needed.append({skill})
        for v in np.flatnonzero(column):
            has[int(v)].add(skill)
    return needed, has
