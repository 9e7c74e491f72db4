"""How is a vehicle type told to the label search? Stops, legal steps, ways, loads as arrays.

Tasks that are alike in everything are one *class*: it matters how many of them a route does,
not which. Section 8.2 of ``docs/models/routing.md``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.routing.bound import shortest_from
from models.routing.machine import CLEAN, LOAD, TASK, UNLOAD, Machine, flags_of
from models.routing.moves import machine
from models.routing.problem import RoutingProblem, Windows
from models.routing.signatures import signature

__all__ = ["MAX_TASKS", "Class", "Network", "TooManyStatesError", "classes_of"]

MAX_TASKS = 128
"""Tasks that a label can remember."""

_WORD = 64
_FAR = 1e15
_ALWAYS = ((-_FAR, _FAR),)
_MOST_WITH_GOODS = 20_000
_MOST_STATES = 200_000


@dataclass(frozen=True, slots=True)
class Class:
    """Tasks that are alike in everything.

    Parameters
    ----------
    tasks : tuple of int
        Which they are.
    """

    tasks: tuple[int, ...]


def classes_of(problem: RoutingProblem) -> tuple[Class, ...]:
    """Tasks grouped by all that is asked of them, in the order of their first task.

    Examples
    --------
    >>> from models.routing.problem import Depot, Task, VehicleType
    >>> problem = RoutingProblem(
    ...     durations=np.zeros((1, 2, 2), np.int64), distances=np.zeros((1, 2, 2), np.int64),
    ...     setups=np.zeros(2, np.int64), depots=(Depot(0),),
    ...     tasks=(Task(1, (1,), (0,)), Task(1, (2,), (0,)), Task(1, (1,), (0,))),
    ...     vehicle_types=(VehicleType(1, (2,), 0, 0, (0, 3600), 3600),),
    ... )
    >>> [group.tasks for group in classes_of(problem)]
    [(0, 2), (1,)]
    """
    groups: dict[object, list[int]] = defaultdict(list)
    for index, task in enumerate(problem.tasks):
        groups[replace(task, depots=tuple(sorted(set(task.depots))))].append(index)
    return tuple(Class(tuple(tasks)) for tasks in groups.values())


class TooManyStatesError(ValueError):
    """What a vehicle may do next depends on too much that happened before."""


class Network:
    """What a vehicle type may do, as arrays.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    vehicle_type : int
        Who drives.
    classes : tuple of Class
        Its tasks, at most :data:`MAX_TASKS`.
    """

    def __init__(
        self, problem: RoutingProblem, vehicle_type: int, classes: tuple[Class, ...]
    ) -> None:
        self.problem = problem
        self.vehicle_type = vehicle_type
        self.classes = classes
        self.vehicle = problem.vehicle_types[vehicle_type]
        self.representative = [problem.tasks[group.tasks[0]] for group in classes]
        self.signatures = tuple(sorted({signature(task) for task in self.representative}))
        self.machine = self._machine()
        self._list_nodes()
        self._list_steps()
        self._measure_ways()
        self._choose_dimensions()
        self.scalars = self._scalars()
        self.masks, self.apart = self._masks()
        self.disordered = self._disordered()
        self.least_costs, self.least_times = self._leasts()

    @property
    def is_limited(self) -> bool:
        """Whether duty is limited more than by the shift, or dearer when it is long."""
        return bool(self.scalars[7])

    @property
    def n_keys(self) -> int:
        """Numbers that labels are compared by."""
        return 3 + 2 * int(self.scalars[7]) + 2 * int(self.scalars[8]) + 2 * len(self.capacity)

    def _machine(self) -> Machine:
        """All rules where their states are few enough, else without those about goods."""
        for with_goods, most in ((True, _MOST_WITH_GOODS), (False, _MOST_STATES)):
            found = machine(
                self.problem, self.vehicle_type, self.signatures,
                with_goods=with_goods, max_states=most,
            )  # fmt: skip
            if found is not None:
                return found
        raise TooManyStatesError

    def _list_nodes(self) -> None:
        """Stops: one a class, and one for each thing that may be done at a depot."""
        problem, vehicle = self.problem, self.vehicle
        rows: list[tuple[int, int, int, int, Windows]] = []
        self.nodes_of: dict[tuple[int, int], list[int]] = defaultdict(list)
        for c, task in enumerate(self.representative):
            if task.vehicle_types is None or self.vehicle_type in task.vehicle_types:
                self.nodes_of[TASK, self.signatures.index(signature(task))].append(c)
            release = task.release if task.is_delivery else 0
            rows.append((TASK, task.place, task.service, release, task.windows))
        for index, depot in enumerate(problem.depots):
            for kind, duration in (
                (LOAD, vehicle.load_duration),
                (UNLOAD, vehicle.unload_duration),
            ):
                self.nodes_of[kind, index].append(len(rows))
                rows.append((kind, depot.place, duration, 0, depot.windows))
            if depot.admits(self.vehicle_type):
                for level in range(1, depot.cleaning + 1):
                    self.nodes_of[CLEAN, level].append(len(rows))
                    duration = problem.rules.cleaning_duration[level]
                    rows.append((CLEAN, depot.place, duration, 0, ()))
        windows: list[tuple[float, float]] = []
        nodes = []
        self.depot_of = {
            n: index for (kind, index), ns in self.nodes_of.items() if kind == LOAD for n in ns
        }
        for kind, place, duration, release, spans in rows:
            first = len(windows)
            windows += spans or _ALWAYS
            nodes.append((kind, place, duration, release, first, len(windows)))
        self.nodes = np.array(nodes, np.int64)
        self.windows = np.array(windows, np.float64).reshape(-1, 2)

    def _list_steps(self) -> None:
        """Legal steps from each state, stop by stop; and what a state still has to do with."""
        steps: list[tuple[int, int, int]] = []
        start = [0]
        for listed in self.machine.steps:
            steps += [
                (node, step.state, int(step.fresh))
                for step in listed
                for node in self.nodes_of.get(step.move, ())
            ]
            start.append(len(steps))
        self.steps = np.array(steps, np.int32).reshape(-1, 3)
        self.step_start = np.array(start, np.int32)
        self.state_flags = np.array(flags_of(self.machine, self.signatures), np.int32)

    def _measure_ways(self) -> None:
        problem, vehicle = self.problem, self.vehicle
        legs = np.array(problem.legs[vehicle.profile], np.float64)
        metres = np.array(problem.lengths[vehicle.profile], np.float64)
        np.fill_diagonal(metres, 0.0)
        closed = legs >= problem.unreachable
        last = vehicle.end_place
        homeward = legs[:, last] - np.where(
            np.arange(len(legs)) == last, 0, float(problem.setups[last])
        )
        blocked = closed[:, last]
        shortest = shortest_from(np.where(closed, _FAR, legs).T, last)
        nearest = np.maximum(0.0, shortest - float(problem.setups[last]))
        self.legs = np.where(closed, _FAR, legs)
        self.costs = metres * vehicle.cost_per_metre
        self.home = np.stack(
            [np.where(blocked, _FAR, homeward), self.costs[:, last], np.minimum(nearest, homeward)]
        )

    def _choose_dimensions(self) -> None:
        """Leave out dimensions of load that another one implies."""
        asked = np.array(
            [[task.delivery, task.pickup] for task in self.representative], np.float64
        ).reshape(len(self.classes), 2, -1)
        capacity = np.array(self.vehicle.capacity, np.float64)
        kept: list[int] = []
        shares = asked / np.maximum(capacity, 1e-9)
        for d in sorted(range(len(capacity)), key=lambda d: -float(shares[:, :, d].sum())):
            if not any((shares[:, :, d] <= shares[:, :, e] + 1e-12).all() for e in kept):
                kept.append(d)
        total = np.array([len(group.tasks) for group in self.classes], np.float64)
        kept = [d for d in kept if (total @ asked[:, :, d].max(axis=1)) > capacity[d]]
        self.capacity = capacity[kept]
        self.loads = np.zeros((len(self.nodes), len(kept), 2))
        for k, d in enumerate(kept):
            self.loads[: len(self.classes), k, :] = asked[:, :, d]

    def _scalars(self) -> NDArray[np.float64]:
        vehicle = self.vehicle
        first, last = vehicle.shift
        longest = vehicle.ordinary + vehicle.max_overtime
        limited = longest < last - first or (
            vehicle.cost_per_overtime_second > 0 and vehicle.ordinary < last - first
        )
        releases = bool(self.nodes[:, 3].any())
        return np.array(
            [
                first, last, vehicle.ordinary, longest, vehicle.cost_per_second,
                vehicle.cost_per_overtime_second, vehicle.fixed_cost, limited, releases,
                vehicle.start_place,
            ],
            np.float64,
        )  # fmt: skip

    def _masks(self) -> tuple[NDArray[np.uint64], NDArray[np.float64]]:
        """Bits of each class, and how far classes are from each other. [s]"""
        masks = np.zeros((len(self.nodes), 2), np.uint64)
        bit = 0
        for c, group in enumerate(self.classes):
            for _ in group.tasks:
                masks[c, bit // _WORD] |= np.uint64(1) << np.uint64(bit % _WORD)
                bit += 1
        places = [task.place for task in self.representative]
        apart = self.legs[np.ix_(places, places)]
        return masks, np.minimum(apart, apart.T)

    def _disordered(self) -> NDArray[np.uint8]:
        """Pairs of classes at one place that may as well be done the other way round."""
        n = len(self.nodes)
        found = np.zeros((n, n), np.uint8)
        for one, a in enumerate(self.representative):
            for other, b in enumerate(self.representative[:one]):
                found[one, other] = (
                    a.place == b.place
                    and a.windows == b.windows
                    and (a.service == b.service or not a.windows)
                    and (a.is_delivery, a.is_pickup) == (b.is_delivery, b.is_pickup)
                    and not (a.is_delivery and a.is_pickup)
                )
        return found

    def remembered(self, size: int) -> NDArray[np.uint64]:
        """Which tasks a label still remembers after one of each class: those nearby.

        Parameters
        ----------
        size : int
            Classes remembered around each; those without any way between are always.

        Returns
        -------
        numpy.ndarray of uint64, shape (n_nodes, 2)
            Bits kept.
        """
        keeps = np.full((len(self.nodes), 2), np.iinfo(np.uint64).max, np.uint64)
        n = len(self.classes)
        for c in range(n):
            near = {int(k) for k in np.argsort(self.apart[c], kind="stable")[:size]}
            near |= {c, *(int(k) for k in np.flatnonzero(self.apart[c] <= 0))}
            keeps[c] = np.bitwise_or.reduce(self.masks[sorted(near)], axis=0)
        return keeps

    def _leasts(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """What doing a task costs and takes at least: the best way to it, and its service."""
        rate = self.vehicle.cost_per_second
        times = np.zeros(len(self.nodes))
        costs = np.zeros(len(self.classes))
        way_costs = self.costs + rate * np.minimum(self.legs, 1e12)
        at = self.nodes[:, 1].tolist()
        for c, task in enumerate(self.representative):
            # It may be come to from the same place only where something else is done there.
            elsewhere = np.arange(len(self.legs)) != task.place
            if at.count(task.place) > 1 or len(self.classes[c].tasks) > 1:
                elsewhere[:] = True
            times[c] = self.legs[elsewhere, task.place].min(initial=_FAR) + task.service
            costs[c] = way_costs[elsewhere, task.place].min(initial=_FAR) + rate * task.service
        return costs, times
