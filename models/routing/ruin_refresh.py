"""What follows from the nodes of a route, or from one more? Its trips, times, loads and cost."""

from __future__ import annotations

import numpy as np

from models.kernels import bare, woven
from models.routing.ruin_between import cleaning
from models.routing.ruin_segments import ahead, behind
from models.routing.ruin_state import (
    BORNE,
    CONTEXT,
    DEPOTS,
    KIND,
    KIND_OF,
    LEVEL,
    MODE,
    NODE,
    OWN,
    PART,
    READY,
    RELEASE,
    SET,
    TILL,
    UNIT,
    WASHED,
    WASHES,
    WIPED,
    WIPES,
    N,
    Net,
    Routes,
)

__all__ = ["lengthen", "refresh"]


@bare
def _read_trips(net: Net, routes: Routes, r: int) -> None:
    """What each trip carries, and what follows: it begins when all is ready and all is clean."""
    rows, places, trips, about = routes.rows, routes.places, routes.trips, net.nodes
    nothing = int(np.int64(0))
    n, mode = rows[r, N], net.fleet[rows[r, KIND], MODE]
    ready = part = borne = kind = nothing
    till = n + 1
    for p in range(n, -1, -1):
        node = places[r, p, NODE]
        if p and about[node, UNIT] >= 0:
            places[r, p, READY] = 0
            ready = max(ready, about[node, RELEASE])
            part |= about[node, DEPOTS]
            borne |= net.goods[mode, node, OWN]
            kind = about[node, CONTEXT]
        else:
            places[r, p, READY] = ready
            trips[r, p, TILL], trips[r, p, KIND_OF] = till, kind
            trips[r, p, PART], trips[r, p, BORNE] = part, borne
            ready = part = borne = nothing
            till = p
    wipes = washes = before = nothing
    p = nothing
    while p <= n:
        trips[r, p, WIPES], trips[r, p, WASHES], trips[r, p, SET] = wipes, washes, before
        level = cleaning(trips[r, p, BORNE], wipes, washes)
        trips[r, p, LEVEL] = level
        if level:
            wipes = nothing
        if level > 1:
            washes = nothing
        before = net.ends[trips[r, p, KIND_OF], trips[r, p, PART]]
        for q in range(p + 1, trips[r, p, TILL]):
            node = places[r, q, NODE]
            wipes |= net.goods[mode, node, WIPED]
            washes |= net.goods[mode, node, WASHED]
        p = trips[r, p, TILL]
    trips[r, n + 1, WIPES], trips[r, n + 1, WASHES] = wipes, washes
    trips[r, n + 1, SET] = before


@bare
def refresh(net: Net, routes: Routes, r: int) -> bool:
    """Renew the segments of a row; whether the route keeps time, load and trips.

    Parameters
    ----------
    net : Net
        The problem.
    routes : Routes
        Rows; the segments of one are changed, and its cost where it is legal.
    r : int
        Row.

    Returns
    -------
    bool
        False also where it is empty.
    """
    if routes.rows[r, N] == 0:
        return False
    _read_trips(net, routes, r)
    if not ahead(net, routes, r, 1):
        return False
    behind(net, routes, r, routes.rows[r, N])
    return True


@bare
def lengthen(net: Net, routes: Routes, r: int, p: int, copy: int) -> bool:
    """Put a copy behind a position of a trip; whether the route keeps time, load and trips.

    Where the trip then carries what it would not else, all is renewed; else what leads up to the
    copy, and what follows from it, is as it was.

    Parameters
    ----------
    net : Net
        The problem.
    routes : Routes
        Rows; one is changed.
    r, p : int
        Row in use, and position.
    copy : int
        What is put in.

    Returns
    -------
    bool
        As of :func:`refresh`.
    """
    about, rows, places, trips = net.nodes, routes.rows, routes.places, routes.trips
    n, mode = rows[r, N], net.fleet[rows[r, KIND], MODE]
    begin = int(np.int64(0))
    while trips[r, begin, TILL] <= p:
        begin = trips[r, begin, TILL]
    is_new = (about[copy, DEPOTS] & ~trips[r, begin, PART]) | (
        net.goods[mode, copy, OWN] & ~trips[r, begin, BORNE]
    )
    _make_room(net, routes, r, p)
    places[r, p + 1, NODE], places[r, p + 1, READY] = copy, 0
    rows[r, N] = n + 1
    if is_new or about[copy, RELEASE] > places[r, begin, READY]:
        return refresh(net, routes, r)
    trips[r, begin, TILL] += 1
    # How a gap is driven depends on what is on both sides of it.
    if not ahead(net, routes, r, p if p and begin == p else p + 1):
        return False
    behind(net, routes, r, min(p + 2, n + 1))
    return True


@woven
def _make_room(net: Net, routes: Routes, r: int, p: int) -> None:
    """Move what is behind a position on by one."""
    places, trips, loads = routes.places, routes.trips, routes.loads
    n = routes.rows[r, N]
    for q in range(n + 1, p, -1):
        is_gap = q > n or net.nodes[places[r, q, NODE], UNIT] < 0
        for column in range(places.shape[2]):
            places[r, q + 1, column] = places[r, q, column]
        for k in range(loads.shape[2]):
            for column in range(loads.shape[3]):
                loads[r, q + 1, k, column] = loads[r, q, k, column]
        if is_gap:
            for column in range(trips.shape[2]):
                trips[r, q + 1, column] = trips[r, q, column]
            trips[r, q + 1, TILL] += 1
