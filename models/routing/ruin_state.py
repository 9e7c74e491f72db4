"""What does ruin and recreate know of each route? Segments of time and load at every position.

A route is a row of nodes: copies of units, and beginnings of trips between them. For every
position the segment before it and the one from it are kept, so that whether a unit fits somewhere,
and at what cost, takes a constant number of steps (Vidal, Crainic, Gendreau, Prins 2014,
doi:10.1016/j.ejor.2013.09.045). What lies between two trips follows from what they carry. Numbers
that are read together lie together: the arrays are few, for each costs time at every call of a
kernel.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.kernels import woven

__all__ = ["NEVER", "Net", "Routes", "blank", "join", "route_cost"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

NEVER = 1 << 40
"""Length of a segment that cannot be driven in time. [s]"""

LOCATION, EARLY, LATE, SERVICE, UNIT, RELEASE, CONTEXT, DEPOTS, SPOT = range(9)
"""Columns of ``Net.nodes``: row of the matrices, window, duration, unit or -1, ready time, kind of
trip, at which of its depots a copy must be unloaded, as bits, and column of its place."""
WAY, LENGTH = range(2)
"""Matrices of ``Net.arcs`` and ``Net.into``: durations and distances."""
OWN, WIPED, WASHED = range(3)
"""Of ``Net.goods``, as bits: a copy's own kind, and those before which it demands a cleaning."""
COLUMN, FROM, TO = range(3)
"""Of ``Net.gaps`` and ``Net.homes``: column of the matrices, and when one may be there."""
START, END, PROFILE, BESIDE, OPENS, CLOSES, ORDINARY, LONGEST, AVAILABLE, TRIPS, MODE = range(11)
"""Columns of ``Net.fleet``; capacities follow. The start is a column of the matrices, the end a
number of a home; by how much the columns of homes and gaps are behind those of the first profile
that shares its matrix."""
CAPACITY = 11
PER_ROUTE, PER_METRE, PER_SECOND, PER_OVERTIME = range(4)
"""Columns of ``Net.price``."""
NODE, AT, STEP, LEAVE, READY = range(5)
AHEAD, AHEAD_EARLY, AHEAD_LATE, BEHIND, BEHIND_EARLY, BEHIND_LATE = range(5, 11)
"""Columns of ``Routes.places``: node, its location, metres to the next, earliest departure, and
when the goods of the trip that begins there are ready; duration, earliest and latest start of
what leads up to it, and of what follows from it."""
TILL, KIND_OF, PART, BORNE, WIPES, WASHES, LEVEL, SET = range(8)
"""Columns of ``Routes.trips``, where a trip begins: where the next begins or home is; kind of trip,
parts of its depots and kinds of goods, as bits; kinds before which what was carried so far demands
a cleaning, the level cleaned before the trip, and the set of depots unloaded at before it."""
BACK, MOST, OUT_AFTER, MOST_AFTER = range(4)
"""Columns of ``Routes.loads``: picked up and most on board up to a position on its trip, and
delivered and most on board from it."""
KIND, N, METRES, DRIVEN = range(4)
"""Columns of ``Routes.rows``: vehicle type, nodes, distance, trips."""
ROW, PLACE = range(2)
"""Columns of ``Routes.units``: where it is; row -1 where it is left out."""


class Net(NamedTuple):
    """A restated problem as arrays. Nodes are copies first, then beginnings of trips.

    Parameters
    ----------
    nodes : numpy.ndarray of int64, shape (n_nodes, 9)
        Location, window, duration, unit, release, context, depots and place of each.
    loads : numpy.ndarray of int64, shape (n_nodes, n_dimensions, 2)
        Delivered and picked up.
    copies : numpy.ndarray of int64, shape (n_units + 1,)
        First copy of each unit; those of one are in a row.
    worth : numpy.ndarray of float64, shape (n_units,)
        Cost of leaving it out.
    pressing : numpy.ndarray of float64, shape (n_units,)
        By how much that grows each time it is left out; 0 where it may be.
    near : numpy.ndarray of int64, shape (n_units, n_near)
        Units in the order of distance, itself first.
    mates : numpy.ndarray of int64, shape (n_units, n_mates)
        Units that may share a trip with it, in the order of distance.
    arcs, into : numpy.ndarray of int32, shape (n_matrices, n_locations, n_columns, 2)
        Durations and distances from locations to columns, and from columns to locations. [s], [m]
    begins : numpy.ndarray of bool, shape (n_copies, n_begins)
        Whether a trip that begins in this way may go to a copy first.
    ends : numpy.ndarray of int64, shape (n_contexts, 4)
        Set of depots of each part of a context's.
    homes : numpy.ndarray of int64, shape (n_sets, n_homes, 3)
        Column of a home after unloading at a set of depots, and when one may be there. [s]
    doors : numpy.ndarray of int64, shape (n_types, n_contexts, 2)
        When a vehicle may leave home to load for a kind of trip. [s]
    gaps : numpy.ndarray of int64, shape (n_sets, n_levels, n_loads + n_rests, 3)
        Column of unloading, cleaning and beginning anew, and when that may be. [s]
    rests : numpy.ndarray of int64, shape (n_rests,)
        Gaps before trips that load nothing, which begin in the last of all ways; none if none may.
    goods : numpy.ndarray of int64, shape (2, n_copies, 3)
        For each mode, kinds of goods as bits.
    fleet : numpy.ndarray of int64, shape (n_types, 11 + n_dimensions)
        Of each vehicle type.
    price : numpy.ndarray of float64, shape (n_types, 4)
        Of a route, a metre, a second, and a second of overtime on top.
    alike : numpy.ndarray of bool, shape (n_types, n_types)
        Whether vehicles of two types can drive the very same routes, but for their room.
    may : numpy.ndarray of bool, shape (n_copies, n_types)
        Whether a vehicle type may do it at all: else the matrices do not tell.
    alone : numpy.ndarray of float64, shape (n_copies, n_types)
        Cost of a route of its own; infinite where it is not legal.
    """

    nodes: Ints
    loads: Ints
    copies: Ints
    worth: Floats
    pressing: Floats
    near: Ints
    mates: Ints
    arcs: NDArray[np.int32]
    into: NDArray[np.int32]
    begins: NDArray[np.bool_]
    ends: Ints
    homes: Ints
    doors: Ints
    gaps: Ints
    rests: Ints
    goods: Ints
    fleet: Ints
    price: Floats
    alike: NDArray[np.bool_]
    may: NDArray[np.bool_]
    alone: Floats


class Routes(NamedTuple):
    """Routes at work, one a row; positions 0 and ``n + 1`` are home.

    Parameters
    ----------
    rows : numpy.ndarray of int64, shape (n_rows, 4)
        Vehicle type, number of nodes (0: not in use), distance and trips. [m]
    cost : numpy.ndarray of float64, shape (n_rows,)
        Of each route.
    places : numpy.ndarray of int64, shape (n_rows, n_positions, 11)
        What is known of each position.
    trips : numpy.ndarray of int64, shape (n_rows, n_positions, 8)
        What is known of the trip that begins at a position, and at the end of all.
    loads : numpy.ndarray of int64, shape (n_rows, n_positions, n_dimensions, 4)
        Segments of load.
    units : numpy.ndarray of int64, shape (n_units, 2)
        Where each unit is.
    used : numpy.ndarray of int64, shape (n_types + 1,)
        Routes of each vehicle type, and rows up to the last that is in use.
    """

    rows: Ints
    cost: Floats
    places: Ints
    trips: Ints
    loads: Ints
    units: Ints
    used: Ints


def blank(net: Net, n_rows: int, *, longest: int | None = None) -> Routes:
    """Rows for routes, none in use; with room for all units and trips, or for so many."""
    n_units, n_dims = len(net.worth), net.loads.shape[1]
    size = (n_units * 2 if longest is None else longest) + 2
    units = np.zeros((n_units, 2), np.int64)
    units[:, ROW] = -1
    return Routes(
        rows=np.zeros((n_rows, 4), np.int64),
        cost=np.zeros(n_rows),
        places=np.zeros((n_rows, size, 11), np.int64),
        trips=np.zeros((n_rows, size, 8), np.int64),
        loads=np.zeros((n_rows, size, n_dims, 4), np.int64),
        units=units,
        used=np.zeros(len(net.fleet) + 1, np.int64),
    )


@woven
def join(
    duration: int, early: int, late: int, way: int, then: int, then_early: int, then_late: int
) -> tuple[int, int, int]:
    """Two segments one after the other; longer than ever where that cannot be in time."""
    at = duration + way
    if early + at > then_late:
        return NEVER, 0, 0
    wait = max(then_early - at - late, 0)
    return at + then + wait, max(then_early - at, early) - wait, min(then_late - at, late)


@woven
def route_cost(fleet: Ints, price: Floats, kind: int, metres: int, duration: int) -> float:
    """Cost of a route that is driven."""
    over = max(0, duration - fleet[kind, ORDINARY])
    return float(
        price[kind, PER_ROUTE]
        + price[kind, PER_METRE] * metres
        + price[kind, PER_SECOND] * duration
        + price[kind, PER_OVERTIME] * over
    )
