"""What follows from the nodes of a route? Its trips, times, loads and cost."""

from __future__ import annotations

import numpy as np

from models.kernels import bare, woven
from models.routing.ruin_between import arrival, cleaning, departure, gap_between
from models.routing.ruin_state import (
    AHEAD,
    AHEAD_EARLY,
    AHEAD_LATE,
    AT,
    BACK,
    BEHIND,
    BEHIND_EARLY,
    BEHIND_LATE,
    BORNE,
    CAPACITY,
    CONTEXT,
    DEPOTS,
    EARLY,
    KIND,
    KIND_OF,
    LATE,
    LEAVE,
    LENGTH,
    LEVEL,
    LOCATION,
    LONGEST,
    METRES,
    MODE,
    MOST,
    MOST_AFTER,
    NEVER,
    NODE,
    OUT_AFTER,
    OWN,
    PART,
    PLACE,
    PROFILE,
    READY,
    RELEASE,
    ROW,
    SERVICE,
    SET,
    START,
    STEP,
    TILL,
    TRIPS,
    UNIT,
    WASHED,
    WASHES,
    WAY,
    WIPED,
    WIPES,
    N,
    Net,
    Routes,
    join,
    route_cost,
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


@woven
def _ahead(net: Net, routes: Routes, r: int, first: int) -> bool:
    """Segments that lead up to each position from one on; whether time, load and trips are kept."""
    about, goods, fleet = net.nodes, net.loads, net.fleet
    arcs, into = net.arcs, net.into
    places, loads, units, trips = routes.places, routes.loads, routes.units, routes.trips
    kind, n = routes.rows[r, KIND], routes.rows[r, N]
    profile = fleet[kind, PROFILE]
    n_dims = goods.shape[1]
    n_copies = len(net.begins)
    nothing = int(np.int64(0))
    if first == 1:
        opens, closes = departure(net, kind, places[r, 1, NODE])
        e = max(opens, places[r, 0, READY])
        places[r, 0, AT], places[r, 0, LEAVE] = fleet[kind, START], e
        places[r, 0, AHEAD], places[r, 0, AHEAD_EARLY], places[r, 0, AHEAD_LATE] = 0, e, closes
        for k in range(n_dims):
            loads[r, 0, k, BACK] = loads[r, 0, k, MOST] = 0
    metres, n_trips, n_faults = 0, 1, 0
    for p in range(first - 1):
        metres += places[r, p, STEP]
    before, d = places[r, first - 1, AT], places[r, first - 1, AHEAD]
    e, f = places[r, first - 1, AHEAD_EARLY], places[r, first - 1, AHEAD_LATE]
    for p in range(first, n + 1):
        node = places[r, p, NODE]
        unit = about[node, UNIT]
        if unit < 0:
            here, early, late = gap_between(
                net, profile, trips[r, p, SET], trips[r, p, LEVEL], node - n_copies,
                before, places[r, p + 1, NODE],
            )  # fmt: skip
            early = max(early, places[r, p, READY])
            length, way = arcs[profile, before, here, LENGTH], arcs[profile, before, here, WAY]
        else:
            here, early, late = about[node, LOCATION], about[node, EARLY], about[node, LATE]
            length = into[profile, here, before, LENGTH]
            way = into[profile, here, before, WAY]
        metres += length
        places[r, p - 1, STEP] = length
        d, e, f = join(d, e, f, way, about[node, SERVICE], early, late)
        n_faults += d >= NEVER
        places[r, p, AT], places[r, p, LEAVE] = here, e + d
        places[r, p, AHEAD], places[r, p, AHEAD_EARLY], places[r, p, AHEAD_LATE] = d, e, f
        before = here
        if unit < 0:
            n_trips += 1
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
    end, opens, closes = arrival(net, kind, trips[r, n + 1, SET])
    length = arcs[profile, before, end, LENGTH]
    metres += length
    places[r, n, STEP] = length
    d, e, f = join(d, e, f, arcs[profile, before, end, WAY], nothing, opens, closes)
    if n_faults or d > fleet[kind, LONGEST] or n_trips > fleet[kind, TRIPS]:
        return False
    routes.rows[r, METRES] = metres
    routes.cost[r] = route_cost(fleet, net.price, kind, metres, d)
    places[r, n + 1, AT], places[r, n + 1, AHEAD] = end, d
    return True


@woven
def _behind(net: Net, routes: Routes, r: int, last: int) -> None:
    """Segments from each position on, up to one."""
    about, goods, fleet = net.nodes, net.loads, net.fleet
    arcs, into = net.arcs, net.into
    places, loads, trips = routes.places, routes.loads, routes.trips
    kind, n = routes.rows[r, KIND], routes.rows[r, N]
    profile = fleet[kind, PROFILE]
    n_dims = goods.shape[1]
    n_copies = len(net.begins)
    if last == n:
        _, opens, closes = arrival(net, kind, trips[r, n + 1, SET])
        places[r, n + 1, BEHIND], places[r, n + 1, BEHIND_EARLY] = 0, opens
        places[r, n + 1, BEHIND_LATE] = closes
        for k in range(n_dims):
            loads[r, n + 1, k, OUT_AFTER] = 0
            loads[r, n + 1, k, MOST_AFTER] = 0
    after, d = places[r, last + 1, AT], places[r, last + 1, BEHIND]
    e, f = places[r, last + 1, BEHIND_EARLY], places[r, last + 1, BEHIND_LATE]
    for p in range(last, 0, -1):
        node, here = places[r, p, NODE], places[r, p, AT]
        is_turn = about[node, UNIT] < 0
        if is_turn:
            _, early, late = gap_between(
                net, profile, trips[r, p, SET], trips[r, p, LEVEL], node - n_copies,
                places[r, p - 1, AT], places[r, p + 1, NODE],
            )  # fmt: skip
            early = max(early, places[r, p, READY])
            way = into[profile, after, here, WAY]
        else:
            early, late = about[node, EARLY], about[node, LATE]
            way = arcs[profile, here, after, WAY]
        d, e, f = join(about[node, SERVICE], early, late, way, d, e, f)
        after = here
        places[r, p, BEHIND], places[r, p, BEHIND_EARLY], places[r, p, BEHIND_LATE] = d, e, f
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
    if not _ahead(net, routes, r, 1):
        return False
    _behind(net, routes, r, routes.rows[r, N])
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
    if not _ahead(net, routes, r, p if p and begin == p else p + 1):
        return False
    _behind(net, routes, r, min(p + 2, n + 1))
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
