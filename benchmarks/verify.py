"""Is a solution legal, and what does it cost? Worked out apart from all that searches.

Plain arithmetic over the numbers of the problem, by the words of ``docs/models/routing.md``,
sections 2 and 3. Of the mathematics only ``problem.py`` is imported, so that a fault in an
engine or in the evaluation that the engines ask cannot hide here. What follows from the
sequences (unloading, cleaning) is worked out in ``benchmarks.implied``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from benchmarks.driven import driven
from benchmarks.implied import halts_of
from benchmarks.instance import Instance
from models.routing.problem import Relation, Route, RoutingProblem, RoutingSolution, Task, Trip

__all__ = ["Verified", "verify"]


@dataclass(frozen=True, slots=True)
class Verified:
    """What a solution is worth.

    Parameters
    ----------
    objective : float or None
        In the instance's units; None where a rule is broken.
    violations : tuple of str
        Rules that are broken.
    """

    objective: float | None
    violations: tuple[str, ...]


def verify(instance: Instance, solution: RoutingSolution) -> Verified:
    """Judge and price a solution.

    Parameters
    ----------
    instance : Instance
        What was asked.
    solution : RoutingSolution
        What was answered.

    Returns
    -------
    Verified
        All violations, not only the first.

    Examples
    --------
    >>> from models.routing.problem import Depot, VehicleType
    >>> way = np.array([[[0, 30], [30, 0]]])
    >>> van = VehicleType(1, (5,), 0, 0, (0, 100), 100, fixed_cost=7.0, cost_per_metre=0.5)
    >>> asked = RoutingProblem(way, way, np.zeros(2, np.int64), (Task(1, (4,), (0,)),),
    ...                        (Depot(0),), (van,))
    >>> instance = Instance("small", "own", asked)
    >>> verify(instance, RoutingSolution((Route(0, (Trip(0, (0,)),)),)))
    Verified(objective=37.0, violations=())
    >>> verify(instance, RoutingSolution(())).violations
    ('task 0 is done 0 times',)
    """
    problem = instance.problem
    broken: list[str] = []
    objective = 0.0
    counts: Counter[int] = Counter()
    used: Counter[int] = Counter()
    for number, route in enumerate(solution.routes):
        if faults := _unknown(problem, route):
            broken += [f"route {number}: {fault}" for fault in faults]
            continue
        counts.update(task for trip in route.trips for task in trip.tasks)
        used[route.vehicle_type] += 1
        cost, faults = _route(problem, route)
        objective += cost
        broken += [f"route {number}: {fault}" for fault in faults]
    for index, task in enumerate(problem.tasks):
        if counts[index] > 1 or (counts[index] == 0 and task.prize is None):
            broken.append(f"task {index} is done {counts[index]} times")
        elif counts[index] == 0 and task.prize is not None:
            objective += task.prize
    for index, vehicle in enumerate(problem.vehicle_types):
        if used[index] > vehicle.n_available:
            broken.append(f"{used[index]} vehicles of type {index}, of {vehicle.n_available}")
    if instance.n_vehicles is not None and used.total() != instance.n_vehicles:
        broken.append(f"{used.total()} vehicles, where exactly {instance.n_vehicles} are fixed")
    return Verified(None if broken else objective, tuple(broken))


def _unknown(problem: RoutingProblem, route: Route) -> list[str]:
    """Indices that are not the problem's: nothing can be said of such a route."""
    faults = []
    if not 0 <= route.vehicle_type < len(problem.vehicle_types):
        faults.append(f"there is no vehicle type {route.vehicle_type}")
    for trip in route.trips:
        faults += [f"there is no task {t}" for t in trip.tasks if not 0 <= t < problem.n_tasks]
        if trip.origin is not None and not 0 <= trip.origin < len(problem.depots):
            faults.append(f"there is no depot {trip.origin}")
    return faults


def _route(problem: RoutingProblem, route: Route) -> tuple[float, list[str]]:
    """Cost and faults of one route."""
    vehicle = problem.vehicle_types[route.vehicle_type]
    faults = [fault for trip in route.trips for fault in _trip(problem, route.vehicle_type, trip)]
    if not route.trips:
        return 0.0, ["no trips"]
    if vehicle.max_trips is not None and len(route.trips) > vehicle.max_trips:
        faults.append(f"{len(route.trips)} trips, at most {vehicle.max_trips}")
    if any(not trip.tasks for trip in route.trips):
        return 0.0, faults
    ways = [driven(problem, route.vehicle_type, halts) for halts in halts_of(problem, route)]
    nowhere = (0.0, ["nowhere to unload or to clean the load space"])
    cost, late = min(ways, key=lambda way: (len(way[1]), way[0]), default=nowhere)
    return cost, [*faults, *late]


def _trip(problem: RoutingProblem, vehicle_type: int, trip: Trip) -> list[str]:
    """Faults that do not depend on time: who, where from, how much, with what."""
    tasks = [problem.tasks[t] for t in trip.tasks]
    if not tasks:
        return ["a trip without tasks"]
    faults = []
    for index, task in zip(trip.tasks, tasks, strict=True):
        if task.vehicle_types is not None and vehicle_type not in task.vehicle_types:
            faults.append(f"task {index} by a vehicle that may not come")
        if _brings(task) and trip.origin not in task.depots:
            faults.append(f"task {index} loaded at depot {trip.origin}")
    if trip.origin is not None:
        admitted = problem.depots[trip.origin].vehicle_types
        if admitted is not None and vehicle_type not in admitted:
            faults.append(f"depot {trip.origin} by a vehicle that may not come")
    brought = np.array([task.delivery for task in tasks], np.int64)
    taken = np.array([task.pickup for task in tasks], np.int64)
    # Row i is the load on the leg after i tasks: what is not yet brought and already taken.
    still = brought.sum(axis=0) - np.vstack([0 * brought[:1], brought.cumsum(axis=0)])
    load = still + np.vstack([0 * taken[:1], taken.cumsum(axis=0)])
    load += _shipped(problem, trip, faults)
    room = np.array(problem.vehicle_types[vehicle_type].capacity, np.int64)
    if (over := np.argwhere(load > room)).size:
        leg, dimension = (int(i) for i in over[0])
        faults.append(f"load {int(load[leg, dimension])} on leg {leg}, room {room[dimension]}")
    mode = problem.vehicle_types[vehicle_type].mode
    return faults + _meetings(problem, mode, trip)


def _shipped(problem: RoutingProblem, trip: Trip, faults: list[str]) -> NDArray[np.int64]:
    """Load of shipments on each leg of a trip; what is wrong with their order is a fault."""
    load = np.zeros((len(trip.tasks) + 1, problem.n_dimensions), np.int64)
    for one in problem.shipments:
        taken = [leg for leg, task in enumerate(trip.tasks, 1) if task == one.source]
        brought = [leg for leg, task in enumerate(trip.tasks, 1) if task == one.target]
        if not taken and not brought:
            continue
        if len(taken) != 1 or len(brought) != 1 or taken[0] > brought[0]:
            faults.append(f"goods of task {one.source} do not come to task {one.target}")
            continue
        load[taken[0] : brought[0]] += np.array(one.amount, np.int64)
    return load


def _brings(task: Task) -> bool:
    return max(task.delivery, default=0) > 0 or not _takes(task)


def _takes(task: Task) -> bool:
    return max(task.pickup, default=0) > 0


def _meetings(problem: RoutingProblem, mode: int, trip: Trip) -> list[str]:
    """Goods that meet against the rules, looked at leg by leg."""
    aboard = _aboard(problem, trip)
    kinds = sorted(aboard)
    faults = []
    apart: set[tuple[int, int]] = set()
    for a, b in combinations(kinds, 2):
        relation = Relation(int(problem.rules.relation[mode, a, b]))
        at_once = bool((aboard[a] & aboard[b]).any())
        if relation == Relation.NEVER:
            faults.append(f"goods {a} and {b} on one trip")
        elif relation == Relation.SEQUENCE and at_once:
            faults.append(f"goods {a} and {b} at once")
        elif relation == Relation.SEQUENCE and _out_of_order(problem, aboard, a, b):
            faults.append(f"goods {a} and {b} in the wrong order")
        elif relation == Relation.APART and at_once:
            apart.add((a, b))
    if not _two_groups(kinds, apart):
        faults.append("goods that two compartments do not keep apart")
    return faults


def _aboard(problem: RoutingProblem, trip: Trip) -> dict[int, NDArray[np.bool_]]:
    """On which legs each kind of goods is on board.

    On leg i (before task i) rides what tasks from i on bring, what tasks before i took, and of
    shipments what is between its ends.
    """
    tasks = [problem.tasks[index] for index in trip.tasks]
    aboard = {task.goods: np.zeros(len(tasks) + 1, bool) for task in tasks}
    at = {index: position for position, index in enumerate(trip.tasks)}
    shipped = {end for one in problem.shipments for end in (one.source, one.target)}
    for one in problem.shipments:
        if one.source in at and one.target in at:
            between = slice(at[one.source] + 1, at[one.target] + 1)
            aboard[problem.tasks[one.source].goods][between] = True
    for position, (index, task) in enumerate(zip(trip.tasks, tasks, strict=True)):
        if _brings(task) and index not in shipped:
            aboard[task.goods][: position + 1] = True
        if _takes(task):
            aboard[task.goods][position + 1 :] = True
    return aboard


def _out_of_order(
    problem: RoutingProblem, aboard: Mapping[int, NDArray[np.bool_]], a: int, b: int
) -> bool:
    """Whether the higher rank comes on before the lower is off."""
    low, high = sorted((a, b), key=lambda kind: int(problem.rules.rank[kind]))
    if problem.rules.rank[low] == problem.rules.rank[high]:
        return False
    if not (aboard[low].any() and aboard[high].any()):
        return False  # half a shipment rides nowhere, and is a fault by itself
    return bool(aboard[high].nonzero()[0][0] < aboard[low].nonzero()[0][-1])


def _two_groups(kinds: Sequence[int], apart: set[tuple[int, int]]) -> bool:
    """Whether the kinds divide in two without a pair inside a group, by trying all ways."""
    bound = [kind for kind in kinds if any(kind in pair for pair in apart)]
    for choice in range(1 << max(0, len(bound) - 1)):
        side = {kind: choice >> position & 1 for position, kind in enumerate(bound)}
        if all(side[a] != side[b] for a, b in apart):
            return True
    return False
