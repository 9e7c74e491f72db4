"""Where does a route halt? Loading, unloading and cleaning that its trips imply.

Equations (R.4)-(R.6) of ``docs/models/routing.md`` once more, for ``benchmarks.verify`` and
apart from the module that the engines use.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations, product

import numpy as np
from numpy.typing import NDArray

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


def halts_of(problem: RoutingProblem, route: Route) -> Iterator[list[Halt]]:
    """Halts of a route in order, home not among them, for each way of cleaning that suffices.

    Parameters
    ----------
    problem : RoutingProblem
        What was asked.
    route : Route
        Trips with tasks.

    Yields
    ------
    list of Halt
        With loading, unloading and cleaning put in. Nothing where a return cannot be unloaded, or
        nowhere is cleaned what must be.
    """
    vehicle = problem.vehicle_types[route.vehicle_type]
    way = _Way(problem, route.vehicle_type)
    kinds = [{problem.tasks[t].goods for t in trip.tasks} for trip in route.trips]
    demanded = problem.rules.cleaning[vehicle.mode]
    some = any(
        demanded[old, new]
        for trip, earlier in enumerate(kinds)
        for later in kinds[trip + 1 :]
        for old in earlier
        for new in later
    )
    following = [*(_first_place(problem, trip) for trip in route.trips[1:]), vehicle.end_place]
    for levels in product(range(3 if some else 1), repeat=len(kinds) - 1):
        if not _is_clean(demanded, kinds, levels):
            continue
        halts: list[Halt] = []
        for number, (trip, onward) in enumerate(zip(route.trips, following, strict=True)):
            level = (*levels, 0)[number]
            halts += _out(problem, route.vehicle_type, trip)
            back = way.back(trip, halts[-1].place, onward, level, home=number == len(levels))
            if back is None:
                break
            halts += back
        else:
            yield halts


def _is_clean(demanded: NDArray[np.int8], kinds: Sequence[set[int]], levels: Sequence[int]) -> bool:
    """Whether cleanings after each trip but the last keep what follows from what was carried."""
    carried: dict[int, int] = {}
    for trip, level in zip(kinds, (*levels, 0), strict=True):
        if any(demanded[old, new] > done for old, done in carried.items() for new in trip):
            return False
        carried = {
            old: max(done, level) for old, done in (carried | dict.fromkeys(trip, 0)).items()
        }
    return True


def _first_place(problem: RoutingProblem, trip: Trip) -> int:
    if trip.origin is None:
        return problem.tasks[trip.tasks[0]].place
    return problem.depots[trip.origin].place


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

    def back(
        self, trip: Trip, here: int, onward: int, level: int, *, home: bool
    ) -> list[Halt] | None:
        """Unloading and cleaning between the last task of a trip and what follows."""
        cleaners = {
            depot.place
            for index, depot in enumerate(self.problem.depots)
            if level and depot.cleaning >= level and self.admits(index)
        }
        if level and not cleaners:
            return None
        places: list[int | None] = [*sorted(cleaners)] or [None]
        unloads = self._unloads(trip, here, onward, places, home=home)
        if unloads is None:
            return None
        if len(unloads) > _ALL_ORDERS:
            orders = [tuple(sorted(unloads, key=lambda d: (self.hop(here, self._at(d)), d)))]
        else:
            orders = list(permutations(sorted(unloads)))
        via = [(order, cleaner) for order in orders for cleaner in places]
        order, cleaner = min(
            via,
            key=lambda v: self._detour(
                here, [*map(self._at, v[0]), *([] if v[1] is None else [v[1]])], onward, home=home
            ),
        )
        duration = self.problem.vehicle_types[self.vehicle_type].unload_duration
        halts = [Halt(self._at(d), duration, self.problem.depots[d].windows) for d in order]
        if cleaner is not None:
            halts.append(Halt(cleaner, self.problem.rules.cleaning_duration[level]))
        return halts

    def _at(self, depot: int) -> int:
        return self.problem.depots[depot].place

    def _detour(self, here: int, places: Sequence[int], onward: int, *, home: bool) -> int:
        path = [here, *places]
        total = sum(self.hop(a, b) for a, b in pairwise(path))
        return total + self.hop(path[-1], onward, home=home)

    def _unloads(
        self, trip: Trip, here: int, onward: int, cleaners: Sequence[int | None], *, home: bool
    ) -> list[int] | None:
        """Depots where a trip unloads; returns with the fewest choices choose first."""
        takes = [t for t in trip.tasks if np.any(self.problem.tasks[t].pickup)]
        choices = {t: [d for d in self.problem.tasks[t].depots if self.admits(d)] for t in takes}

        def detour(d: int) -> tuple[int, int]:
            over = ([self._at(d), *([] if c is None else [c])] for c in cleaners)
            return min(self._detour(here, places, onward, home=home) for places in over), d

        chosen: list[int] = []
        for task in sorted(takes, key=lambda t: (len(choices[t]), t)):
            if not choices[task]:
                return None
            if not set(choices[task]) & set(chosen):
                chosen.append(min(choices[task], key=detour))
        return chosen
