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
    LENGTH_TO,
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
    WAY_TO,
    WIPED,
    WIPES,
    N,
    Net,
    Routes,
    join,
    route_cost,
)

__all__ = ["refresh"]


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
def _ahead(net: Net, routes: Routes, r: int) -> bool:
    """Segments that lead up to each position, and whether the route keeps time, load and trips."""
    about, goods, arcs, fleet = net.nodes, net.loads, net.arcs, net.fleet
    places, loads, units, trips = routes.places, routes.loads, routes.units, routes.trips
    kind, n = routes.rows[r, KIND], routes.rows[r, N]
    profile = fleet[kind, PROFILE]
    n_dims = goods.shape[1]
    n_copies = len(net.begins)
    nothing = int(np.int64(0))
    opens, closes = departure(net, kind, places[r, 1, NODE])
    d, e, f = nothing, max(opens, places[r, 0, READY]), closes
    before = fleet[kind, START]
    places[r, 0, AT], places[r, 0, LEAVE] = before, e
    places[r, 0, AHEAD], places[r, 0, AHEAD_EARLY], places[r, 0, AHEAD_LATE] = d, e, f
    for k in range(n_dims):
        loads[r, 0, k, BACK] = loads[r, 0, k, MOST] = 0
    metres, n_trips, n_faults = 0, 1, 0
    for p in range(1, n + 1):
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
            length = arcs[profile, here, before, LENGTH_TO]
            way = arcs[profile, here, before, WAY_TO]
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
def _behind(net: Net, routes: Routes, r: int) -> None:
    """Segments from each position on."""
    about, goods, arcs, fleet = net.nodes, net.loads, net.arcs, net.fleet
    places, loads, trips = routes.places, routes.loads, routes.trips
    kind, n = routes.rows[r, KIND], routes.rows[r, N]
    profile = fleet[kind, PROFILE]
    n_dims = goods.shape[1]
    n_copies = len(net.begins)
    nothing = int(np.int64(0))
    after, opens, closes = arrival(net, kind, trips[r, n + 1, SET])
    d, e, f = nothing, opens, closes
    places[r, n + 1, BEHIND], places[r, n + 1, BEHIND_EARLY] = d, e
    places[r, n + 1, BEHIND_LATE] = f
    for k in range(n_dims):
        loads[r, n + 1, k, OUT_AFTER] = 0
        loads[r, n + 1, k, MOST_AFTER] = 0
    for p in range(n, 0, -1):
        node, here = places[r, p, NODE], places[r, p, AT]
        is_turn = about[node, UNIT] < 0
        if is_turn:
            _, early, late = gap_between(
                net, profile, trips[r, p, SET], trips[r, p, LEVEL], node - n_copies,
                places[r, p - 1, AT], places[r, p + 1, NODE],
            )  # fmt: skip
            early = max(early, places[r, p, READY])
            way = arcs[profile, after, here, WAY_TO]
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
    if not _ahead(net, routes, r):
        return False
    _behind(net, routes, r)
    return True
