"""Where does a route halt? Loading, unloading and cleaning that its trips imply.

Equations (R.4)-(R.6) of ``docs/models/routing.md`` once more, for ``benchmarks.verify`` and
apart from the module that the engines use.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations

import numpy as np

from models.routing.problem import Route, RoutingProblem, Task, Trip, Windows

__all__ = ["Halt", "halts_of"]

_ALL_ORDERS = 4


@dataclass(frozen=True, slots=True)
class Halt:
    """Something done at a place.

    Parameters
    ----------
    place : int
        Where.
    duration : int
        How long. [s]
    windows : Windows
        When it may start.
    ready : int
        Not before this. [s]
    """

    place: int
    duration: int = 0
    windows: Windows = ()
    ready: int = 0


def halts_of(problem: RoutingProblem, route: Route) -> list[Halt] | str:
    """Halts of a route in order, home not among them; or why it cannot be driven.

    Parameters
    ----------
    problem : RoutingProblem
        What was asked.
    route : Route
        Trips with tasks.

    Returns
    -------
    list of Halt or str
        With loading, unloading and cleaning put in.
    """
    vehicle = problem.vehicle_types[route.vehicle_type]
    way = _Way(problem, route.vehicle_type)
    first = [_first_place(problem, trip) for trip in route.trips]
    halts: list[Halt] = []
    carried: dict[int, int] = {}
    for number, trip in enumerate(route.trips):
        here = halts[-1].place if halts else vehicle.start_place
        kinds = {problem.tasks[t].goods for t in trip.tasks}
        level = _demanded(problem, vehicle.mode, carried, kinds)
        if level:
            place = way.cleaner(level, here, first[number])
            if place is None:
                return "nowhere to clean the load space"
            halts.append(Halt(place, problem.rules.cleaning_duration[level]))
            carried = {} if level == 2 else {kind: max(1, was) for kind, was in carried.items()}
        halts += _out(problem, route.vehicle_type, trip)
        is_last = number + 1 == len(route.trips)
        following = vehicle.end_place if is_last else first[number + 1]
        unloads = way.unloads(trip, halts[-1].place, following, home=is_last)
        if unloads is None:
            return "nowhere to unload"
        halts += [
            Halt(problem.depots[d].place, vehicle.unload_duration, problem.depots[d].windows)
            for d in unloads
        ]
        carried.update(dict.fromkeys(kinds, 0))
    return halts


def _first_place(problem: RoutingProblem, trip: Trip) -> int:
    if trip.origin is None:
        return problem.tasks[trip.tasks[0]].place
    return problem.depots[trip.origin].place


def _demanded(problem: RoutingProblem, mode: int, carried: dict[int, int], new: set[int]) -> int:
    levels = [
        int(problem.rules.cleaning[mode, old, kind])
        for old, done in carried.items()
        for kind in new
        if problem.rules.cleaning[mode, old, kind] > done
    ]
    return max(levels, default=0)


def _out(problem: RoutingProblem, vehicle_type: int, trip: Trip) -> Iterator[Halt]:
    """Loading, then the tasks."""
    tasks = [problem.tasks[t] for t in trip.tasks]
    if trip.origin is not None:
        depot = problem.depots[trip.origin]
        ready = max((task.release for task in tasks if not _only_takes(task)), default=0)
        duration = problem.vehicle_types[vehicle_type].load_duration
        yield Halt(depot.place, duration, depot.windows, ready)
    for task in tasks:
        yield Halt(task.place, task.service, task.windows)


def _only_takes(task: Task) -> bool:
    return max(task.pickup, default=0) > 0 and max(task.delivery, default=0) == 0


@dataclass(frozen=True, slots=True)
class _Way:
    """Detours of one vehicle type."""

    problem: RoutingProblem
    vehicle_type: int

    def hop(self, a: int, b: int, *, home: bool = False) -> int:
        """Travel and set-up; at home none."""
        if a == b:
            return 0
        profile = self.problem.vehicle_types[self.vehicle_type].profile
        setup = 0 if home else int(self.problem.setups[b])
        return int(self.problem.durations[profile, a, b]) + setup

    def admits(self, depot: int) -> bool:
        types = self.problem.depots[depot].vehicle_types
        return types is None or self.vehicle_type in types

    def cleaner(self, level: int, here: int, onward: int) -> int | None:
        """The place of least detour, of equals the lowest, that offers a level."""
        places = [
            depot.place
            for index, depot in enumerate(self.problem.depots)
            if depot.cleaning >= level and self.admits(index)
        ]
        detours = [(self.hop(here, p) + self.hop(p, onward), p) for p in places]
        return min(detours)[1] if detours else None

    def unloads(self, trip: Trip, here: int, onward: int, *, home: bool) -> Sequence[int] | None:
        """Depots where a trip unloads, in the quickest order."""
        at = [depot.place for depot in self.problem.depots]

        def detour(depots: Sequence[int]) -> int:
            path = [here, *(at[d] for d in depots)]
            total = sum(self.hop(a, b) for a, b in pairwise(path))
            return total + self.hop(path[-1], onward, home=home)

        takes = [t for t in trip.tasks if np.any(self.problem.tasks[t].pickup)]
        choices = {t: [d for d in self.problem.tasks[t].depots if self.admits(d)] for t in takes}
        chosen: list[int] = []
        for task in sorted(takes, key=lambda t: (len(choices[t]), t)):
            if not choices[task]:
                return None
            if not set(choices[task]) & set(chosen):
                chosen.append(min(choices[task], key=lambda d: (detour([d]), d)))
        if len(chosen) > _ALL_ORDERS:
            return sorted(chosen, key=lambda d: (self.hop(here, at[d]), d))
        return min(permutations(sorted(chosen)), key=lambda order: (detour(order), order))
