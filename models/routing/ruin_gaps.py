"""What lies between two trips, and behind the last? Each way of unloading, cleaning and loading.

The restated problem unloads at all depots that a kind of trip may need, and cleans as all its
goods may demand. Ruin and recreate sees what a trip has on board, so here every set of depots,
every level of cleaning and every place to begin the next trip has a column of its own. Section
5.7 of ``docs/models/routing.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise, permutations

import numpy as np
from numpy.typing import NDArray

from models.routing.arcs import is_open
from models.routing.contexts import Context
from models.routing.problem import RoutingProblem, VehicleType
from models.routing.reformulate import Expanded
from models.routing.turnaround import window_between

__all__ = ["Gaps", "departures", "forbidden", "gaps", "loads_of", "ways_in", "ways_out"]

Ints = NDArray[np.int64]
_PARTS = 4
"""Sets of at most two depots."""


@dataclass(frozen=True, eq=False)
class Gaps:
    """Columns for what lies behind a trip. Locations have the first ones.

    Parameters
    ----------
    sets : tuple of tuple of int
        Depots to unload at; the first is empty.
    loads, rests : tuple of int
        Depots where trips that are not the first may load, and where those may begin that load
        nothing, if they do not go straight from the last task to the next.
    ends : numpy.ndarray of int64, shape (n_contexts, 4)
        Set of each part of the destinations of a context.
    homes : numpy.ndarray of int64, shape (n_sets, n_homes, 3)
        Column of unloading and driving home, and when one may be there. [s]
    turns : numpy.ndarray of int64, shape (n_sets, n_levels, n_loads + n_rests, 3)
        Column of unloading, cleaning and beginning anew, and when that may be. [s]
    places : int
        Column of the first place, for who goes straight to one; the last ones.
    n_columns : int
        All of them.
    """

    sets: tuple[tuple[int, ...], ...]
    loads: tuple[int, ...]
    rests: tuple[int, ...]
    ends: Ints
    homes: Ints
    turns: Ints
    places: int
    n_columns: int


def gaps(expanded: Expanded) -> Gaps:
    """Number what may lie behind the trips of a restated problem.

    Parameters
    ----------
    expanded : Expanded
        The restated problem.

    Returns
    -------
    Gaps
        Without ways on where no vehicle makes a second trip.
    """
    problem, kinds = expanded.problem, expanded.contexts
    parts = [[_part(kind, mask) for mask in range(_PARTS)] for kind in kinds]
    sets = tuple(sorted({(), *(part for row in parts for part in row)}))
    loads, rests = loads_of(expanded), _rests(expanded)
    n_levels = 1 + int(problem.rules.cleaning.max(initial=0))
    n_homes, column = len(expanded.homes), len(expanded.locations)
    homes = np.empty((len(sets), n_homes, 3), np.int64)
    homes[..., 0] = column + np.arange(len(sets) * n_homes).reshape(len(sets), n_homes)
    column += len(sets) * n_homes
    turns = np.empty((len(sets), n_levels, len(loads) + len(rests), 3), np.int64)
    turns[..., 0] = column + np.arange(turns[..., 0].size).reshape(turns.shape[:3])
    column += turns[..., 0].size
    for e, depots in enumerate(sets):
        for h, home in enumerate(expanded.homes):
            homes[e, h, 1:] = window_between(problem, depots, 0, home, set(), expanded.horizon)
        for level in range(n_levels):
            for q, depot in enumerate((*loads, *rests)):
                turns[e, level, q, 1:] = window_between(
                    problem, depots, level, problem.depots[depot].place,
                    {depot} if q < len(loads) else set(), expanded.horizon,
                )  # fmt: skip
    ends = np.array([[sets.index(part) for part in row] for row in parts], np.int64)
    straight = problem.n_places if rests else 0
    return Gaps(
        sets, loads, rests, ends.reshape(-1, _PARTS), homes, turns, column, column + straight
    )


def loads_of(expanded: Expanded) -> tuple[int, ...]:
    """Depots where a trip that is not the first may load.

    Parameters
    ----------
    expanded : Expanded
        The restated problem.

    Returns
    -------
    tuple of int
        None where no vehicle makes a second trip.
    """
    if all(v.max_trips == 1 for v in expanded.problem.vehicle_types):
        return ()
    return tuple(sorted({origin for kind in expanded.contexts for origin in kind.origins}))


def _rests(expanded: Expanded) -> tuple[int, ...]:
    """Depots where a trip may begin that loads nothing."""
    kinds = expanded.contexts
    if all(v.max_trips == 1 for v in expanded.problem.vehicle_types) or not any(
        kind.ordered or not kind.origins for kind in kinds
    ):
        return ()
    return tuple(sorted({d for kind in kinds for d in kind.destinations}))


def departures(expanded: Expanded) -> Ints:
    """When a vehicle may leave home to load first, so that the depot is open.

    Parameters
    ----------
    expanded : Expanded
        The restated problem.

    Returns
    -------
    numpy.ndarray of int64, shape (n_types, n_contexts, 2)
        Earliest and latest departure of each vehicle type for each kind of trip. [s]
    """
    problem = expanded.problem
    found = np.empty((len(problem.vehicle_types), len(expanded.contexts), 2), np.int64)
    found[..., 0], found[..., 1] = 0, expanded.horizon
    for v, vehicle in enumerate(problem.vehicle_types):
        legs = problem.legs[vehicle.profile][vehicle.start_place]
        for c, kind in enumerate(expanded.contexts):
            for depot in (problem.depots[origin] for origin in kind.origins):
                if depot.windows and depot.admits(v):
                    first, last = depot.windows[0][0], depot.windows[-1][1]
                    found[v, c, 0] = max(found[v, c, 0], first - legs[depot.place])
                    found[v, c, 1] = min(found[v, c, 1], last - legs[depot.place])
    return found


def _part(kind: Context, mask: int) -> tuple[int, ...]:
    return tuple(d for bit, d in enumerate(sorted(kind.destinations)) if mask >> bit & 1)


def forbidden(expanded: Expanded) -> tuple[int, int]:
    """Duration and distance of a way that is none: longer than any shift, dearer than any."""
    problem = expanded.problem
    longest = int(problem.distances[problem.distances < problem.unreachable].max(initial=0))
    return 2 * expanded.horizon + 1, 2 * longest + 1


def ways_out(
    expanded: Expanded, found: Gaps, vehicle_type: int
) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Ways from where a trip begins to each location.

    Parameters
    ----------
    expanded : Expanded
        The restated problem.
    found : Gaps
        Its gaps.
    vehicle_type : int
        Who drives.

    Yields
    ------
    (columns, durations, distances) : numpy.ndarray of int64, shape (n_locations, n or 1)
        Columns where a trip begins alike, and the ways from there, with loading;
        :func:`forbidden` where none may begin so. First of each depot where trips load, then of
        each where they rest, then of all places. [s], [m]
    """
    problem, vehicle = expanded.problem, expanded.problem.vehicle_types[vehicle_type]
    legs, metres = _matrices(problem, vehicle)
    place, usable = _locations(expanded, vehicle_type)
    long_s, long_m = forbidden(expanded)
    context = np.array([loc.context for loc in expanded.locations], np.int64)
    phase = np.array([loc.phase for loc in expanded.locations], np.int64)
    n = len(place)

    def ways(at: Ints, load_s: int, chosen: NDArray[np.bool_]) -> tuple[Ints, Ints]:
        seconds = legs[np.ix_(at, place)].T + load_s
        may = chosen[:, None] & usable[:, None] & (seconds < problem.unreachable)
        return np.where(may, seconds, long_s), np.where(may, metres[np.ix_(at, place)].T, long_m)

    for q, depot in enumerate(found.loads):
        chosen = np.zeros(n, bool)
        for c, kind in enumerate(expanded.contexts):
            if depot in kind.origins:
                # Whoever begins in the second phase can deliver nothing, and so loads nothing.
                chosen |= (context == c) & ((phase == 0) | (vehicle.mode not in kind.ordered))
        chosen &= problem.depots[depot].admits(vehicle_type)
        at = np.array([problem.depots[depot].place])
        yield found.turns[:, :, q, 0].ravel(), *ways(at, vehicle.load_duration, chosen)
    chosen = np.zeros(n, bool)
    for c, kind in enumerate(expanded.contexts):
        if vehicle.mode in kind.ordered:
            chosen |= (context == c) & (phase == 1)
        elif not kind.origins:
            chosen |= context == c
    for q, depot in enumerate(found.rests, len(found.loads)):
        at = np.array([problem.depots[depot].place])
        yield found.turns[:, :, q, 0].ravel(), *ways(at, 0, chosen)
    if found.rests:
        everywhere = np.arange(problem.n_places)
        yield found.places + everywhere, *ways(everywhere, 0, chosen)


def ways_in(expanded: Expanded, found: Gaps, vehicle_type: int) -> Iterator[tuple[int, Ints, Ints]]:
    """Quickest ways from each location over unloading and cleaning to where each column leads.

    Parameters
    ----------
    expanded : Expanded
        The restated problem.
    found : Gaps
        Its gaps.
    vehicle_type : int
        Who drives.

    Yields
    ------
    (column, durations, distances) : numpy.ndarray of int64, shape (n_locations, n)
        First column of those side by side, and the ways; :func:`forbidden` where there are none.
        [s], [m]
    """
    problem = expanded.problem
    depots_on = (*found.loads, *found.rests)
    begins = np.array([problem.depots[d].place for d in depots_on], np.int64)
    homes = np.array(expanded.homes, np.int64)
    ways = _Ways(expanded, vehicle_type)
    for e, depots in enumerate(found.sets):
        yield (int(found.homes[e, 0, 0]), *ways.to(homes, depots, 0, served=False))
        for level in range(found.turns.shape[1] if len(begins) else 0):
            seconds, metres = ways.to(begins, depots, level, served=True)
            never = found.turns[e, level, :, 1] > found.turns[e, level, :, 2]
            seconds[:, never], metres[:, never] = forbidden(expanded)
            yield int(found.turns[e, level, 0, 0]), seconds, metres
    if found.rests:
        everywhere = np.arange(problem.n_places)
        yield (found.places, *ways.to(everywhere, (), 0, served=True))


class _Ways:
    """Ways of one vehicle type from all locations."""

    def __init__(self, expanded: Expanded, vehicle_type: int) -> None:
        self._problem, self._vehicle_type = expanded.problem, vehicle_type
        self._vehicle = self._problem.vehicle_types[vehicle_type]
        self._legs, self._metres = _matrices(self._problem, self._vehicle)
        self._place, self._usable = _locations(expanded, vehicle_type)
        self._forbidden = forbidden(expanded)

    def to(
        self, targets: Ints, depots: tuple[int, ...], level: int, *, served: bool
    ) -> tuple[Ints, Ints]:
        """Durations and distances to some places; no set-up at a home that is not served."""
        problem, legs, metres = self._problem, self._legs, self._metres
        shape = (len(self._place), len(targets))
        best, length = (np.full(shape, value) for value in self._forbidden)
        still = self._vehicle.unload_duration * len(depots) + problem.rules.cleaning_duration[level]
        for via in self._over(depots, level):
            for_path = [*pairwise(via)]
            inner_s = sum(int(legs[a, b]) for a, b in for_path) + still
            inner_m = sum(int(metres[a, b]) for a, b in for_path)
            if via:
                seconds = legs[self._place, via[0]][:, None] + inner_s + legs[via[-1], targets]
                metre = metres[self._place, via[0]][:, None] + inner_m + metres[via[-1], targets]
                moved = np.broadcast_to(targets != via[-1], shape)
            else:
                seconds = legs[np.ix_(self._place, targets)] + still
                metre = metres[np.ix_(self._place, targets)]
                moved = self._place[:, None] != targets
            if not served:
                seconds = seconds - np.where(moved, problem.setups[targets], 0)
            better = (seconds < best) & self._usable[:, None] & (seconds < problem.unreachable)
            best, length = np.where(better, seconds, best), np.where(better, metre, length)
        return best, length

    def _over(self, depots: tuple[int, ...], level: int) -> Iterable[list[int]]:
        """Places on the way, in each order and with each place to clean."""
        problem = self._problem
        if not all(problem.depots[d].admits(self._vehicle_type) for d in depots):
            return
        cleaners: list[list[int]] = [[]]
        if level:
            cleaners = [
                [depot.place]
                for depot in problem.depots
                if depot.cleaning >= level and depot.admits(self._vehicle_type)
            ]
        for order in permutations(depots):
            for cleaner in cleaners:
                yield [*(problem.depots[d].place for d in order), *cleaner]


def _matrices(problem: RoutingProblem, vehicle: VehicleType) -> tuple[Ints, Ints]:
    """Travel with the set-up on arrival, and distances. [s], [m]"""
    legs = problem.durations[vehicle.profile] + problem.setups[None, :]
    np.fill_diagonal(legs, 0)
    return legs, problem.distances[vehicle.profile]


def _locations(expanded: Expanded, vehicle_type: int) -> tuple[Ints, NDArray[np.bool_]]:
    """Place of each location, and whether the vehicle type may do a trip that comes there."""
    problem = expanded.problem
    may = [is_open(problem, kind, vehicle_type) for kind in expanded.contexts]
    usable = [
        may[loc.context] and (loc.vehicle_types is None or vehicle_type in loc.vehicle_types)
        for loc in expanded.locations
    ]
    place = np.array([loc.place for loc in expanded.locations], np.int64)
    return place, np.array(usable, bool)
