"""What lies between two trips, and behind the last? Each way of unloading, cleaning and loading.

The restated problem unloads at all depots that a kind of trip may need, and cleans as all its
goods may demand. Ruin and recreate sees what a trip has on board, so here every set of depots,
every level of cleaning and every place to begin the next trip has a column of its own. Section
5.7 of ``docs/models/routing.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.routing.contexts import Context
from models.routing.reformulate import Expanded
from models.routing.turnaround import window_between

__all__ = ["Gaps", "departures", "gaps", "loads_of"]

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
            depots = [problem.depots[origin] for origin in kind.origins]
            ways = [
                (depot.windows, legs[depot.place])
                for depot in depots
                if depot.admits(v) and legs[depot.place] < problem.unreachable
            ]
            # Depots of one kind of trip open alike, and the nearest one is the last to be left for.
            if ways and all(windows for windows, _ in ways):
                found[v, c, 0] = max(windows[0][0] - way for windows, way in ways)
                found[v, c, 1] = max(windows[-1][1] - way for windows, way in ways)
    return found


def _part(kind: Context, mask: int) -> tuple[int, ...]:
    return tuple(d for bit, d in enumerate(sorted(kind.destinations)) if mask >> bit & 1)
