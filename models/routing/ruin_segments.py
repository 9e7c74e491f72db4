"""What leads up to each position of a route, and what follows from it? Of time and load."""

from __future__ import annotations

import numpy as np

from models.kernels import woven
from models.routing.ruin_between import arrival, departure, gap_between
from models.routing.ruin_state import (
    AHEAD,
    AHEAD_EARLY,
    AHEAD_LATE,
    AT,
    BACK,
    BEHIND,
    BEHIND_EARLY,
    BEHIND_LATE,
    CAPACITY,
    DRIVEN,
    EARLY,
    KIND,
    LATE,
    LEAVE,
    LENGTH,
    LEVEL,
    LOCATION,
    LONGEST,
    METRES,
    MOST,
    MOST_AFTER,
    NEVER,
    NODE,
    OUT_AFTER,
    PLACE,
    PROFILE,
    READY,
    ROW,
    SERVICE,
    SET,
    START,
    STEP,
    TRIPS,
    UNIT,
    WAY,
    N,
    Net,
    Routes,
    join,
    route_cost,
)

__all__ = ["ahead", "behind"]


@woven
def ahead(net: Net, routes: Routes, r: int, first: int) -> bool:
    """Segments that lead up to each position from one on; whether time, load and trips are kept."""
    about, goods, fleet = net.nodes, net.loads, net.fleet
    arcs, into = net.arcs, net.into
    places, loads, units, trips = routes.places, routes.loads, routes.units, routes.trips
    kind, n = routes.rows[r, KIND], routes.rows[r, N]
    profile = fleet[kind, PROFILE]
    n_dims = goods.shape[1]
    n_copies = len(net.begins)
    nothing = int(np.int64(0))
    is_whole = first == 1
    if is_whole:
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
                net, kind, trips[r, p, SET], trips[r, p, LEVEL], node - n_copies,
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
        n_faults += not net.may[node, kind]
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
    if is_whole:
        routes.rows[r, DRIVEN] = n_trips
    routes.cost[r] = route_cost(fleet, net.price, kind, metres, d)
    places[r, n + 1, AT], places[r, n + 1, AHEAD] = end, d
    return True


@woven
def behind(net: Net, routes: Routes, r: int, last: int) -> None:
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
                net, kind, trips[r, p, SET], trips[r, p, LEVEL], node - n_copies,
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
