"""Which stops does a route's list of trips imply? Loading, unloading and cleaning put in.

The sequences decide nearly everything: what a trip took must be unloaded at depots that accept
it, in the quickest order; what remains in the load space decides which cleaning must come
before a later load, in one of the gaps between. Rules (R.4)-(R.6) of ``docs/models/routing.md``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import pairwise, permutations

from models.routing.cleaning import ways_to_clean
from models.routing.problem import Route, RoutingProblem, Trip, VehicleType, Windows

__all__ = ["Stop", "StopKind", "complete"]

_MAX_PERMUTED = 4


class StopKind(Enum):
    """What is done at a stop."""

    LOAD = "load"
    TASK = "task"
    UNLOAD = "unload"
    CLEAN = "clean"


@dataclass(frozen=True, slots=True)
class Stop:
    """One thing done at one place.

    Parameters
    ----------
    kind : StopKind
        What is done.
    place : int
        Where.
    duration : int
        How long. [s]
    windows : Windows
        When it may start.
    ready : int
        Not before this. [s]
    tasks : tuple of int
        Tasks loaded, served or unloaded.
    index : int
        Task of a TASK stop, depot of a LOAD or UNLOAD, level of a CLEAN.
    trip : int
        Position of the trip in its route.
    """

    kind: StopKind
    place: int
    duration: int
    windows: Windows
    ready: int
    tasks: tuple[int, ...]
    index: int
    trip: int


def complete(problem: RoutingProblem, route: Route) -> tuple[tuple[Stop, ...], ...]:
    """All stops of a route, for each way of cleaning between its trips that is of use.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    route : Route
        Trips of one vehicle.

    Returns
    -------
    tuple of tuple of Stop
        Stops in driving order, home not among them; first with cleaning as late as can be.
        Empty where something cannot be unloaded or cleaned.
    """
    vehicle = problem.vehicle_types[route.vehicle_type]
    starts = [_first_place(problem, trip) for trip in route.trips]
    outward = [
        tuple(_outward(problem, vehicle, trip, number)) for number, trip in enumerate(route.trips)
    ]
    homeward = []
    for number, (trip, stops) in enumerate(zip(route.trips, outward, strict=True)):
        is_last = number + 1 == len(route.trips)
        target = vehicle.end_place if is_last else starts[number + 1]
        # Home is driven to, not served: its set-up is not spent.
        spared = int(problem.setups[target]) if is_last else 0
        ways = _Ways(problem, route.vehicle_type, number, stops[-1].place, target, spared)
        if ways.unloading(trip, 0) is None:
            return ()
        homeward.append(ways)

    @cache
    def after(number: int, level: int) -> tuple[float, tuple[Stop, ...]]:
        ways = homeward[number]
        return ways.quickest(ways.unloading(route.trips[number], level) or {}, level)

    if len(route.trips) == 1:  # which most are that are tried, and nothing is cleaned for
        return ((*outward[0], *after(0, 0)[1]),)
    goods = [frozenset(problem.tasks[t].goods for t in trip.tasks) for trip in route.trips]
    table = problem.rules.cleaning[vehicle.mode]
    cleanings = ways_to_clean(table, goods, lambda trip, level: after(trip - 1, level)[0])
    return tuple(
        tuple(
            stop
            for number, level in enumerate((*levels[1:], 0))
            for stop in (*outward[number], *after(number, level)[1])
        )
        for levels in cleanings
    )


def _first_place(problem: RoutingProblem, trip: Trip) -> int:
    if trip.origin is not None:
        return problem.depots[trip.origin].place
    return problem.tasks[trip.tasks[0]].place


def _outward(
    problem: RoutingProblem, vehicle: VehicleType, trip: Trip, number: int
) -> Iterator[Stop]:
    loaded = tuple(t for t in trip.tasks if problem.tasks[t].is_delivery)
    if trip.origin is not None:
        depot = problem.depots[trip.origin]
        ready = max((problem.tasks[t].release for t in loaded), default=0)
        yield Stop(
            StopKind.LOAD, depot.place, vehicle.load_duration, depot.windows, ready, loaded,
            trip.origin, number,
        )  # fmt: skip
    for index in trip.tasks:
        task = problem.tasks[index]
        yield Stop(
            StopKind.TASK, task.place, task.service, task.windows, 0, (index,), index, number
        )


class _Ways:
    """Ways from the last task of a trip to where the next begins, or home."""

    def __init__(
        self,
        problem: RoutingProblem,
        vehicle_type: int,
        number: int,
        place: int,
        target: int,
        spared: int,
    ) -> None:
        self._problem, self._vehicle_type, self._number = problem, vehicle_type, number
        self._legs = problem.legs[problem.vehicle_types[vehicle_type].profile]
        self._place, self._target, self._spared = place, target, spared

    def unloading(self, trip: Trip, level: int) -> dict[int, tuple[int, ...]] | None:
        """Tasks to unload by depot, before cleaning; None where some accepts none that is open."""
        chosen: dict[int, int] = {}
        choices = {
            t: [d for d in self._problem.tasks[t].depots if self._admits(d)]
            for t in trip.tasks
            if self._problem.tasks[t].is_pickup
        }
        if not choices:
            return {}
        if not all(choices.values()):
            return None
        cleaners = self._cleaners(level) or [()]

        def detour(depot: int) -> tuple[int, int]:
            return min(self._length((self._at(depot), *c)) for c in cleaners), depot

        # The returns with the fewest choices first, so that the others may join them.
        for task in sorted(choices, key=lambda t: (len(choices[t]), t)):
            joined = [d for d in choices[task] if d in chosen.values()]
            chosen[task] = joined[0] if joined else min(choices[task], key=detour)
        depots = sorted(set(chosen.values()))
        return {d: tuple(t for t in trip.tasks if chosen.get(t) == d) for d in depots}

    def quickest(
        self, unloading: dict[int, tuple[int, ...]], level: int
    ) -> tuple[float, tuple[Stop, ...]]:
        """Time, and the stops, to unload and then clean to a level; infinite where none can."""
        problem = self._problem
        orders: Iterable[tuple[int, ...]] = permutations(unloading)
        if len(unloading) > _MAX_PERMUTED:
            nearest = sorted(unloading, key=lambda d: (self._legs[self._place][self._at(d)], d))
            orders = [tuple(nearest)]
        ways = [
            (self._length((*map(self._at, order), *cleaner)), order, cleaner)
            for order in orders
            for cleaner in self._cleaners(level)
        ]
        if not ways:
            return math.inf, ()
        length, order, cleaner = min(ways)
        duration = problem.vehicle_types[self._vehicle_type].unload_duration
        cleaning = problem.rules.cleaning_duration[level]
        stops = [
            Stop(
                StopKind.UNLOAD, self._at(d), duration, problem.depots[d].windows, 0,
                unloading[d], d, self._number,
            )
            for d in order
        ]  # fmt: skip
        stops += [
            Stop(StopKind.CLEAN, place, cleaning, (), 0, (), level, self._number)
            for place in cleaner
        ]
        return float(length + sum(stop.duration for stop in stops)), tuple(stops)

    def _cleaners(self, level: int) -> list[tuple[int, ...]]:
        """Places that offer a level, each as a way over it; without cleaning the way over none."""
        if level == 0:
            return [()]
        offering = {
            depot.place
            for number, depot in enumerate(self._problem.depots)
            if depot.cleaning >= level and self._admits(number)
        }
        return [(place,) for place in sorted(offering)]

    def _admits(self, depot: int) -> bool:
        return self._problem.depots[depot].admits(self._vehicle_type)

    def _at(self, depot: int) -> int:
        return self._problem.depots[depot].place

    def _length(self, via: tuple[int, ...]) -> int:
        """Driving and set-ups over some places. [s]"""
        path = [self._place, *via, self._target]
        spared = self._spared if path[-2] != self._target else 0
        return sum(self._legs[a][b] for a, b in pairwise(path)) - spared
