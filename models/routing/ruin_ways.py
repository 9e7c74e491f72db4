"""How long is each way into and out of what lies between two trips, and home?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise, permutations

import numpy as np
from numpy.typing import NDArray

from models.routing.arcs import is_open
from models.routing.problem import RoutingProblem, VehicleType
from models.routing.reformulate import Expanded
from models.routing.ruin_gaps import Gaps

__all__ = ["forbidden", "usable_locations", "ways_in", "ways_out"]

Ints = NDArray[np.int64]


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
    place, usable = _places(expanded), usable_locations(expanded, vehicle_type)
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
    no_way = forbidden(expanded)
    for e, depots in enumerate(found.sets):
        yield (int(found.homes[e, 0, 0]), *ways.to(homes, depots, 0, served=False))
        for level in range(found.turns.shape[1] if len(begins) else 0):
            seconds, metres = ways.to(begins, depots, level, served=True)
            never = found.turns[e, level, :, 1] > found.turns[e, level, :, 2]
            seconds[:, never], metres[:, never] = no_way
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
        self._place, self._usable = _places(expanded), usable_locations(expanded, vehicle_type)
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


def usable_locations(expanded: Expanded, vehicle_type: int) -> NDArray[np.bool_]:
    """Whether a vehicle type may do a trip that comes to a location, for each of them."""
    may = [is_open(expanded.problem, kind, vehicle_type) for kind in expanded.contexts]
    usable = (
        may[loc.context] and (loc.vehicle_types is None or vehicle_type in loc.vehicle_types)
        for loc in expanded.locations
    )
    return np.fromiter(usable, bool, len(expanded.locations))


def _places(expanded: Expanded) -> Ints:
    return np.array([loc.place for loc in expanded.locations], np.int64)
