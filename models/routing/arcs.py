"""Which way may a vehicle go in the restated problem, and how long is it?

Builds the matrices of one profile a block at a time: within trips, from home over the
loading depot, home over the unloading depots, and into and out of turnarounds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.routing.contexts import Context
from models.routing.paths import path_lengths
from models.routing.problem import RoutingProblem
from models.routing.turnaround import Exit, Turnaround

__all__ = ["Location", "Profile", "arc_key", "build_profile", "is_open"]

Matrix = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Location:
    """A place as seen by one phase of one context.

    Parameters
    ----------
    place : int
        Row of the problem's matrices.
    context, phase : int
        Of the trips that come here.
    vehicle_types : frozenset of int or None
        Vehicle types that may come; None means all.
    """

    place: int
    context: int
    phase: int
    vehicle_types: frozenset[int] | None


@dataclass(frozen=True, eq=False)
class Profile:
    """Matrices of the vehicle types that see the arcs alike.

    Parameters
    ----------
    durations, distances : numpy.ndarray of int64, shape (n_nodes, n_nodes)
        Nodes are: homes, turnarounds, locations, in this order. [s], [m]
    allowed : numpy.ndarray of bool, shape (n_nodes, n_nodes)
        Arcs that may be driven; the others are long enough to break any shift.
    """

    durations: Matrix
    distances: Matrix
    allowed: NDArray[np.bool_]


def arc_key(problem: RoutingProblem, vehicle_type: int) -> tuple[object, ...]:
    """What makes two vehicle types see the arcs alike."""
    vehicle = problem.vehicle_types[vehicle_type]
    closed = tuple(
        types is None or vehicle_type in types
        for types in (
            *(task.vehicle_types for task in problem.tasks),
            *(depot.vehicle_types for depot in problem.depots),
        )
    )
    return (vehicle.profile, vehicle.mode, vehicle.load_duration, vehicle.unload_duration, *closed)


def build_profile(
    problem: RoutingProblem,
    kinds: tuple[Context, ...],
    ways_out: tuple[Exit, ...],
    homes: tuple[int, ...],
    turns: tuple[Turnaround, ...],
    locations: tuple[Location, ...],
    vehicle_type: int,
    horizon: int,
) -> Profile:
    """Arcs as one vehicle type sees them.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    kinds, ways_out, homes, turns, locations : tuple
        Contexts, exits, places of homes, turnarounds and locations.
    vehicle_type : int
        Who sees them.
    horizon : int
        End of the latest shift. [s]

    Returns
    -------
    Profile
        Nodes are homes, turnarounds, locations, in this order.
    """
    arcs = _Arcs(problem, kinds, homes, turns, locations, vehicle_type)
    arcs.within_trips()
    arcs.out_of_homes()
    arcs.out_of_trips(ways_out)
    arcs.out_of_turnarounds()
    return arcs.finished(horizon)


class _Arcs:
    """Matrices in the making, filled a block at a time."""

    def __init__(
        self,
        problem: RoutingProblem,
        kinds: tuple[Context, ...],
        homes: tuple[int, ...],
        turns: tuple[Turnaround, ...],
        locations: tuple[Location, ...],
        vehicle_type: int,
    ) -> None:
        self.problem, self.kinds, self.homes, self.turns = problem, kinds, homes, turns
        self.vehicle, self.vehicle_type = problem.vehicle_types[vehicle_type], vehicle_type
        self.legs = problem.durations[self.vehicle.profile] + problem.setups[None, :]
        np.fill_diagonal(self.legs, 0)
        self.metres = problem.distances[self.vehicle.profile]
        self.place = np.array([loc.place for loc in locations], dtype=np.int64)
        self.kind = np.array([loc.context for loc in locations], dtype=np.int64)
        self.phase = np.array([loc.phase for loc in locations], dtype=np.int64)
        open_to = [is_open(problem, context, vehicle_type) for context in kinds]
        self.usable = np.array(
            [
                open_to[loc.context]
                and (loc.vehicle_types is None or vehicle_type in loc.vehicle_types)
                for loc in locations
            ],
            dtype=bool,
        )
        self.first = len(homes) + len(turns)
        n = self.first + len(locations)
        self.durations = np.zeros((n, n), dtype=np.int64)
        self.distances = np.zeros((n, n), dtype=np.int64)
        self.allowed = np.zeros((n, n), dtype=bool)

    def is_ordered(self, context: int) -> bool:
        """Whether this vehicle must keep the phases of a context."""
        return self.vehicle.mode in self.kinds[context].ordered

    def loading_places(self, context: Context) -> list[int]:
        """Places where this vehicle may load for a kind of trip."""
        depots = (self.problem.depots[origin] for origin in context.origins)
        return [depot.place for depot in depots if depot.admits(self.vehicle_type)]

    def within_trips(self) -> None:
        kind, phase, first = self.kind, self.phase, self.first
        ordered = np.array([self.is_ordered(c) for c in range(len(self.kinds))], dtype=bool)
        onward = (phase[:, None] <= phase[None, :]) | ~ordered[kind][:, None]
        self.durations[first:, first:] = self.legs[np.ix_(self.place, self.place)]
        self.distances[first:, first:] = self.metres[np.ix_(self.place, self.place)]
        self.allowed[first:, first:] = (kind[:, None] == kind[None, :]) & onward

    def out_of_homes(self) -> None:
        places = list(self.homes)
        for h, home in enumerate(self.homes):
            self.durations[h, : len(places)] = self.legs[home, places]
            self.distances[h, : len(places)] = self.metres[home, places]
            self.allowed[h, : len(places)] = True
            for c, context in enumerate(self.kinds):
                vias = self.loading_places(context)
                self._enter(h, home, vias or [home], c, late=False)
                if self.is_ordered(c):
                    self._enter(h, home, [home], c, late=True)

    def out_of_turnarounds(self) -> None:
        for r, turn in enumerate(self.turns):
            for entry in turn.into:
                context = self.kinds[entry.context]
                if not entry.late and context.origins:
                    may = turn.place in self.loading_places(context)
                else:
                    may = not entry.late or self.is_ordered(entry.context)
                if may:
                    row = len(self.homes) + r
                    self._enter(row, turn.place, [turn.place], entry.context, late=entry.late)

    def _enter(self, row: int, start: int, vias: list[int], context: int, *, late: bool) -> None:
        """From a place over the quickest loading depot to where a trip may begin."""
        chosen = self.kind == context
        if self.is_ordered(context):
            # Whoever begins in the second phase can deliver nothing, and so loads nothing.
            chosen &= self.phase == int(late)
        columns = np.flatnonzero(chosen)
        load = 0
        if not late and self.kinds[context].origins:
            load = self.vehicle.load_duration
        to = self.place[columns]
        columns = self.first + columns
        ways = self.legs[start, vias][:, None] + self.legs[np.ix_(np.asarray(vias), to)]
        via = np.asarray(vias)[ways.argmin(axis=0)]
        self.durations[row, columns] = ways.min(axis=0) + load
        self.distances[row, columns] = self.metres[start, via] + self.metres[via, to]
        self.allowed[row, columns] = True

    def out_of_trips(self, ways_out: tuple[Exit, ...]) -> None:
        by_source = {source: way for way in ways_out for source in way.sources}
        for c, context in enumerate(self.kinds):
            for phase in range(context.n_phases):
                # Phases that need not be kept may have had all of the trip's goods on board.
                ended = phase if self.is_ordered(c) else context.n_phases - 1
                rows = np.flatnonzero((self.kind == c) & (self.phase == phase))
                self._leave(rows, by_source[c, ended])

    def _leave(self, rows: NDArray[np.intp], way: Exit) -> None:
        unloading = {self.problem.depots[d].place for d in way.destinations}
        for h, home in enumerate(self.homes):
            # Home is reached, not served: no set-up there unless something is unloaded.
            spared = 0 if home in unloading else int(self.problem.setups[home])
            self._drive(rows, h, way, 0, home, spared)
        for r, turn in enumerate(self.turns):
            if turn.exit == way.number:
                self._drive(rows, len(self.homes) + r, way, turn.level, turn.place, 0)

    def _drive(
        self, rows: NDArray[np.intp], column: int, way: Exit, level: int, target: int, spared: int
    ) -> None:
        seconds, length = path_lengths(
            self.problem, self.vehicle, self.legs, self.metres, self.place[rows],
            way.destinations, level, target,
        )  # fmt: skip
        self.durations[self.first + rows, column] = np.maximum(seconds - spared, 0)
        self.distances[self.first + rows, column] = length
        self.allowed[self.first + rows, column] = True

    def finished(self, horizon: int) -> Profile:
        self.allowed[self.first :, :] &= self.usable[:, None]
        self.allowed[:, self.first :] &= self.usable[None, :]
        self.allowed &= self.durations < self.problem.unreachable
        np.fill_diagonal(self.allowed, val=True)
        # A forbidden arc alone is longer than any shift, so no legal route can hold one.
        longest = int(self.metres[self.metres < self.problem.unreachable].max(initial=0))
        self.durations[~self.allowed] = 2 * horizon + 1
        self.distances[~self.allowed] = 2 * longest + 1
        np.fill_diagonal(self.durations, 0)
        np.fill_diagonal(self.distances, 0)
        return Profile(self.durations, self.distances, self.allowed)


def is_open(problem: RoutingProblem, context: Context, vehicle_type: int) -> bool:
    """Whether a vehicle type may drive a kind of trip."""
    admits = [problem.depots[origin].admits(vehicle_type) for origin in context.origins]
    return (
        problem.vehicle_types[vehicle_type].mode in context.modes
        and (any(admits) or not admits)
        and all(problem.depots[d].admits(vehicle_type) for d in context.destinations)
    )
