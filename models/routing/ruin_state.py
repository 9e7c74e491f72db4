"""What does ruin and recreate know of each route? Segments of time and load at every position.

A route is a row of nodes: copies of units, and turnarounds between trips. For every position
the segment before it and the one from it are kept, so that whether a unit fits somewhere, and
at what cost, takes a constant number of steps (Vidal, Crainic, Gendreau, Prins 2014,
doi:10.1016/j.ejor.2013.09.045). Numbers that are read together lie together: the arrays are
few, for each costs time at every call of a kernel.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.kernels import bare, woven

__all__ = ["NEVER", "Net", "Routes", "blank", "join", "refresh", "route_cost"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

NEVER = 1 << 40
"""Length of a segment that cannot be driven in time. [s]"""

LOCATION, EARLY, LATE, SERVICE, UNIT, RELEASE = range(6)
"""Columns of ``Net.nodes``: row of the matrices, window, duration, unit or -1, ready time."""
WAY, LENGTH, WAY_TO, LENGTH_TO = range(4)
"""Matrices of ``Net.arcs``: durations and distances, and both by where they lead."""
START, END, PROFILE, OPENS, CLOSES, ORDINARY, LONGEST, AVAILABLE, TRIPS = range(9)
"""Columns of ``Net.fleet``; capacities follow."""
CAPACITY = 9
PER_ROUTE, PER_METRE, PER_SECOND, PER_OVERTIME = range(4)
"""Columns of ``Net.price``."""
NODE, AT, STEP, LEAVE, READY = range(5)
AHEAD, AHEAD_EARLY, AHEAD_LATE, BEHIND, BEHIND_EARLY, BEHIND_LATE = range(5, 11)
"""Columns of ``Routes.places``: node, its location, metres to the next, earliest departure, and
when the goods of the trip that begins there are ready; duration, earliest and latest start of
what leads up to it, and of what follows from it."""
BACK, MOST, OUT_AFTER, MOST_AFTER = range(4)
"""Columns of ``Routes.loads``: picked up and most on board up to a position on its trip, and
delivered and most on board from it."""
KIND, N, METRES = range(3)
"""Columns of ``Routes.rows``: vehicle type, nodes, distance."""
ROW, PLACE = range(2)
"""Columns of ``Routes.units``: where it is; row -1 where it is left out."""


class Net(NamedTuple):
    """A restated problem as arrays. Nodes are copies first, then turnarounds.

    Parameters
    ----------
    nodes : numpy.ndarray of int64, shape (n_nodes, 6)
        Location, window, duration, unit and release of each.
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
    arcs : numpy.ndarray of int32, shape (n_profiles, n_locations, n_locations, 4)
        Durations, distances, and the transpose of each. [s], [m]
    turns : numpy.ndarray of bool, shape (2, n_copies, n_turns)
        Whether an arc leads from a copy to a turnaround, and from that to a copy.
    fleet : numpy.ndarray of int64, shape (n_types, 9 + n_dimensions)
        Of each vehicle type.
    price : numpy.ndarray of float64, shape (n_types, 4)
        Of a route, a metre, a second, and a second of overtime on top.
    """

    nodes: Ints
    loads: Ints
    copies: Ints
    worth: Floats
    pressing: Floats
    near: Ints
    arcs: NDArray[np.int32]
    turns: NDArray[np.bool_]
    fleet: Ints
    price: Floats


class Routes(NamedTuple):
    """Routes at work, one a row; positions 0 and ``n + 1`` are home.

    Parameters
    ----------
    rows : numpy.ndarray of int64, shape (n_rows, 3)
        Vehicle type, number of nodes (0: not in use) and distance. [m]
    cost : numpy.ndarray of float64, shape (n_rows,)
        Of each route.
    places : numpy.ndarray of int64, shape (n_rows, n_positions, 11)
        What is known of each position.
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
    loads: Ints
    units: Ints
    used: Ints


def blank(net: Net, n_rows: int, *, longest: int | None = None) -> Routes:
    """Rows for routes, none in use; with room for all units and turnarounds, or for so many."""
    n_units, n_dims = len(net.worth), net.loads.shape[1]
    size = (n_units * 2 if longest is None else longest) + 2
    units = np.zeros((n_units, 2), np.int64)
    units[:, ROW] = -1
    return Routes(
        rows=np.zeros((n_rows, 3), np.int64),
        cost=np.zeros(n_rows),
        places=np.zeros((n_rows, size, 11), np.int64),
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


@bare
def _wait_for_goods(net: Net, routes: Routes, r: int) -> None:
    """No trip begins before all that it brings is ready."""
    ready = int(np.int64(0))
    places = routes.places
    for p in range(routes.rows[r, N], 0, -1):
        node = places[r, p, NODE]
        if net.nodes[node, UNIT] < 0:
            places[r, p, READY] = ready
            ready = int(np.int64(0))
        else:
            places[r, p, READY] = 0
            ready = max(ready, net.nodes[node, RELEASE])
    places[r, 0, READY] = ready


@bare
def refresh(net: Net, routes: Routes, r: int) -> bool:
    """Renew the segments of a row; whether the route keeps time, load and trips."""
    about, goods, arcs, fleet = net.nodes, net.loads, net.arcs, net.fleet
    places, loads, units = routes.places, routes.loads, routes.units
    kind, n = routes.rows[r, KIND], routes.rows[r, N]
    end, profile = fleet[kind, END], fleet[kind, PROFILE]
    opens, closes = fleet[kind, OPENS], fleet[kind, CLOSES]
    n_dims = goods.shape[1]
    _wait_for_goods(net, routes, r)
    nothing = int(np.int64(0))
    d, e, f = nothing, max(opens, places[r, 0, READY]), closes
    before = fleet[kind, START]
    places[r, 0, AT], places[r, 0, LEAVE] = before, e
    places[r, 0, AHEAD], places[r, 0, AHEAD_EARLY], places[r, 0, AHEAD_LATE] = d, e, f
    for k in range(n_dims):
        loads[r, 0, k, BACK] = loads[r, 0, k, MOST] = 0
    metres, trips, n_faults = 0, 1, 0
    for p in range(1, n + 1):
        node = places[r, p, NODE]
        here, unit = about[node, LOCATION], about[node, UNIT]
        length = arcs[profile, before, here, LENGTH]
        metres += length
        places[r, p - 1, STEP] = length
        d, e, f = join(
            d, e, f, arcs[profile, before, here, WAY],
            about[node, SERVICE], max(about[node, EARLY], places[r, p, READY]), about[node, LATE],
        )  # fmt: skip
        n_faults += d >= NEVER
        places[r, p, AT], places[r, p, LEAVE] = here, e + d
        places[r, p, AHEAD], places[r, p, AHEAD_EARLY], places[r, p, AHEAD_LATE] = d, e, f
        before = here
        if unit < 0:
            trips += 1
            for k in range(n_dims):
                loads[r, p, k, BACK] = loads[r, p, k, MOST] = 0
            continue
        units[unit, ROW], units[unit, PLACE] = r, p
        for k in range(n_dims):
            out, back = goods[node, k, 0], goods[node, k, 1]
            picked = loads[r, p - 1, k, BACK]
            most = max(loads[r, p - 1, k, MOST] + out, picked + max(out, back))
            loads[r, p, k, BACK] = picked + back
            loads[r, p, k, MOST] = most
            n_faults += most > fleet[kind, CAPACITY + k]
    length = arcs[profile, before, end, LENGTH]
    metres += length
    places[r, n, STEP] = length
    d, e, f = join(d, e, f, arcs[profile, before, end, WAY], nothing, opens, closes)
    if n_faults or d > fleet[kind, LONGEST] or trips > fleet[kind, TRIPS]:
        return False
    routes.rows[r, METRES] = metres
    routes.cost[r] = route_cost(fleet, net.price, kind, metres, d)
    places[r, n + 1, AT], places[r, n + 1, AHEAD] = end, d
    d, e, f = nothing, opens, closes
    after = end
    places[r, n + 1, BEHIND], places[r, n + 1, BEHIND_EARLY] = d, e
    places[r, n + 1, BEHIND_LATE] = f
    for k in range(n_dims):
        loads[r, n + 1, k, OUT_AFTER] = 0
        loads[r, n + 1, k, MOST_AFTER] = 0
    for p in range(n, 0, -1):
        node, here = places[r, p, NODE], places[r, p, AT]
        d, e, f = join(
            about[node, SERVICE], max(about[node, EARLY], places[r, p, READY]), about[node, LATE],
            arcs[profile, here, after, WAY], d, e, f,
        )  # fmt: skip
        after = here
        places[r, p, BEHIND], places[r, p, BEHIND_EARLY], places[r, p, BEHIND_LATE] = d, e, f
        is_turn = about[node, UNIT] < 0
        for k in range(n_dims):
            if is_turn:
                loads[r, p, k, OUT_AFTER] = 0
                loads[r, p, k, MOST_AFTER] = 0
                continue
            out, back = goods[node, k, 0], goods[node, k, 1]
            then_out = loads[r, p + 1, k, OUT_AFTER]
            loads[r, p, k, OUT_AFTER] = then_out + out
            loads[r, p, k, MOST_AFTER] = max(
                max(out, back) + then_out, back + loads[r, p + 1, k, MOST_AFTER]
            )
    return True
