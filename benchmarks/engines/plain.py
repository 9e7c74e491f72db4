"""Can a library express this problem as it stands, without our restatements?

Other libraries know loads, windows, shifts and fleets, and arcs that are forbidden. A problem
is *plain* when that is enough: each vehicle loads at its home, nothing need be cleaned, and
goods meet freely or deliveries precede returns. :func:`obstacles` says in words what is in the
way; :class:`Plain` is the problem as seen by a library with one depot a vehicle.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.routing.problem import Relation, Route, RoutingProblem, RoutingSolution, Trip

__all__ = ["Plain", "obstacles"]

_SPARE = 10


def obstacles(problem: RoutingProblem) -> tuple[str, ...]:
    """What makes a problem more than plain, in words.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.

    Returns
    -------
    tuple of str
        Empty when it is plain.
    """
    types = problem.vehicle_types
    homes = {v.start_place for v in types}
    found = {
        "no vehicle types": not types,
        "cleaning": bool(problem.rules.cleaning.any()),
        "goods that may not meet": _keeps_apart(problem) and not _has_backhauls(problem),
        "routes that end elsewhere": any(v.start_place != v.end_place for v in types),
        "time at the depot": any(v.load_duration or v.unload_duration for v in types),
        "set-up at home": any(int(problem.setups[home]) for home in homes),
        "shipments with goods of depots, or windows with gaps": _mixes_shipments(problem),
        "a choice of depots": any(len(_open(problem, v)) != 1 for v in range(len(types))),
    }
    told = [text for text, is_so in found.items() if is_so]
    return tuple(told) or _at_depots(problem)


def _open(problem: RoutingProblem, vehicle_type: int) -> list[int]:
    return [
        number
        for number, depot in enumerate(problem.depots)
        if depot.vehicle_types is None or vehicle_type in depot.vehicle_types
    ]


def _mixes_shipments(problem: RoutingProblem) -> bool:
    """Whether there is more than shipments, where there are any."""
    return bool(problem.shipments) and (
        any(task not in problem.shipment_of for task in range(problem.n_tasks))
        or any(len(task.windows) > 1 for task in problem.tasks)
    )


def _at_depots(problem: RoutingProblem) -> tuple[str, ...]:
    found = set()
    for index, vehicle in enumerate(problem.vehicle_types):
        depot = problem.depots[_open(problem, index)[0]]
        if depot.place != vehicle.start_place:
            found.add("depots away from home")
        first, last = vehicle.shift
        if depot.windows and not any(a <= first and last <= b for a, b in depot.windows):
            found.add("opening hours of depots")
    return tuple(sorted(found))


def _relations(problem: RoutingProblem) -> NDArray[np.int8]:
    used = sorted({task.goods for task in problem.tasks})
    modes = sorted({v.mode for v in problem.vehicle_types})
    return problem.rules.relation[np.ix_(modes, used, used)]


def _keeps_apart(problem: RoutingProblem) -> bool:
    return bool(_relations(problem).any())


def _has_backhauls(problem: RoutingProblem) -> bool:
    """Whether every trip must bring everything before it takes anything, and that is all."""
    outward = {task.goods for task in problem.tasks if any(task.delivery)}
    homeward = {task.goods for task in problem.tasks if any(task.pickup)}
    if outward & homeward or any(not any(t.delivery + t.pickup) for t in problem.tasks):
        return False
    rules, modes = problem.rules, {v.mode for v in problem.vehicle_types}
    within = [(a, b) for group in (outward, homeward) for a in group for b in group]
    return all(
        all(rules.relation[mode, a, b] == Relation.FREE for a, b in within)
        and all(
            rules.relation[mode, out, back] == Relation.SEQUENCE
            and rules.rank[out] <= rules.rank[back]
            for out in outward
            for back in homeward
        )
        for mode in modes
    )


@dataclass(frozen=True, eq=False)
class Plain:
    """A plain problem; see :func:`obstacles`.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    """

    problem: RoutingProblem

    @cached_property
    def homes(self) -> tuple[int, ...]:
        """Places where vehicles are at home."""
        return tuple(sorted({v.start_place for v in self.problem.vehicle_types}))

    @cached_property
    def depot_of(self) -> tuple[int, ...]:
        """Depot of each vehicle type."""
        types = range(len(self.problem.vehicle_types))
        return tuple(_open(self.problem, number)[0] for number in types)

    @cached_property
    def backhauls(self) -> bool:
        """Whether deliveries come before returns."""
        return _keeps_apart(self.problem)

    @cached_property
    def allowed(self) -> NDArray[np.bool_]:
        """Which vehicle type may do which task; shape (n_types, n_tasks)."""
        return np.array(
            [
                [
                    (task.vehicle_types is None or v in task.vehicle_types)
                    and self.depot_of[v] in task.depots
                    for task in self.problem.tasks
                ]
                for v in range(len(self.problem.vehicle_types))
            ],
            dtype=bool,
        ).reshape(len(self.problem.vehicle_types), self.problem.n_tasks)

    def n_vehicles(self, vehicle_type: int) -> int:
        """Vehicles of a type, no more than there are tasks."""
        return min(self.problem.vehicle_types[vehicle_type].n_available, self.problem.n_tasks)

    def fleet(self) -> list[int]:
        """Type of each vehicle, for libraries that look at every vehicle by itself.

        Where any number may be used and no window asks for more, no more of a type than
        twice what would carry everything, and ten.
        """
        problem = self.problem
        loads = [
            [sum(task.delivery[d] for task in problem.tasks) for d in range(problem.n_dimensions)],
            [sum(task.pickup[d] for task in problem.tasks) for d in range(problem.n_dimensions)],
        ]
        windows = any(task.windows for task in problem.tasks)
        vehicles = []
        for number, vehicle in enumerate(problem.vehicle_types):
            n = self.n_vehicles(number)
            if not windows and self.limit_s(number) is None:
                needed = max(
                    (
                        -(-load[d] // room)
                        for load in loads
                        for d, room in enumerate(vehicle.capacity)
                        if room
                    ),
                    default=n,
                )
                n = min(n, 2 * needed + _SPARE)
            vehicles += [number] * n
        return vehicles

    def limit_s(self, vehicle_type: int) -> int | None:
        """Longest duty, None where the shift says it all. [s]"""
        vehicle = self.problem.vehicle_types[vehicle_type]
        longest = vehicle.ordinary + vehicle.max_overtime
        return longest if longest < vehicle.shift[1] - vehicle.shift[0] else None

    @property
    def nodes(self) -> list[int]:
        """Places of the homes, then of the tasks."""
        return [*self.homes, *(task.place for task in self.problem.tasks)]

    def matrices(self, vehicle_type: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Seconds (with set-ups, without service) and metres between nodes.

        Parameters
        ----------
        vehicle_type : int
            As this type sees them.

        Returns
        -------
        durations, distances : numpy.ndarray of int64, shape (n_nodes, n_nodes)
            Arcs that :meth:`forbidden` tells of are not marked in them.
        """
        problem = self.problem
        profile = problem.vehicle_types[vehicle_type].profile
        legs = problem.durations[profile] + problem.setups[None, :]
        np.fill_diagonal(legs, 0)
        where = np.ix_(self.nodes, self.nodes)
        return legs[where], problem.distances[profile][where]

    def forbidden(self, vehicle_type: int) -> NDArray[np.bool_]:
        """Arcs between nodes that a vehicle type may not drive."""
        problem, n_homes = self.problem, len(self.homes)
        n = n_homes + problem.n_tasks
        profile = problem.vehicle_types[vehicle_type].profile
        legs = problem.durations[profile][np.ix_(self.nodes, self.nodes)]
        barred: NDArray[np.bool_] = legs >= problem.unreachable
        closed = n_homes + np.flatnonzero(~self.allowed[vehicle_type])
        barred[:, closed] = True
        if self.backhauls:
            back = np.array([any(task.pickup) for task in problem.tasks], dtype=bool)
            takes = n_homes + np.flatnonzero(back)
            brings = n_homes + np.flatnonzero(~back)
            barred[np.ix_(takes, brings)] = True
        barred[range(n), range(n)] = False
        return barred

    def solution(self, routes: list[tuple[int, list[list[int]]]]) -> RoutingSolution:
        """Solution from tasks of each trip of each vehicle used.

        Parameters
        ----------
        routes : list of (int, list of list of int)
            Vehicle type, and the tasks of its trips in driving order; empty trips go.

        Returns
        -------
        RoutingSolution
            In the problem's own words.
        """
        read = []
        for vehicle_type, trips in routes:
            kept = tuple(
                Trip(self._origin(vehicle_type, tasks), tuple(tasks)) for tasks in trips if tasks
            )
            if kept:
                read.append(Route(vehicle_type, kept))
        return RoutingSolution(tuple(read))

    def _origin(self, vehicle_type: int, tasks: list[int]) -> int | None:
        loads = any(self.problem.tasks[task].is_delivery for task in tasks)
        return self.depot_of[vehicle_type] if loads else None
