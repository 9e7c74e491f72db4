"""Where does a unit fit best? Among the routes near it, on a trip or a route of its own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.kernels import bare
from models.routing.ruin_moves import Spot, uniform
from models.routing.ruin_state import (
    AHEAD,
    AHEAD_EARLY,
    AHEAD_LATE,
    AT,
    AVAILABLE,
    BACK,
    BEHIND,
    BEHIND_EARLY,
    BEHIND_LATE,
    CAPACITY,
    CLOSES,
    EARLY,
    END,
    KIND,
    LATE,
    LEAVE,
    LENGTH,
    LENGTH_TO,
    LOCATION,
    LONGEST,
    METRES,
    MOST,
    MOST_AFTER,
    NEVER,
    NODE,
    OPENS,
    OUT_AFTER,
    PER_METRE,
    PER_OVERTIME,
    PER_ROUTE,
    PER_SECOND,
    PROFILE,
    ROW,
    SERVICE,
    START,
    STEP,
    TRIPS,
    UNIT,
    WAY,
    WAY_TO,
    N,
    Net,
    Routes,
    join,
    route_cost,
)

__all__ = ["find_place"]

Ints = NDArray[np.int64]


@bare
def find_place(  # noqa: C901 - one loop over all places, quick as nothing is called in it
    net: Net,
    routes: Routes,
    unit: int,
    rng: NDArray[np.uint64],
    seen: Ints,
    blink: float,
    scan: int,
) -> Spot:
    """Cheapest place of a unit, each being overlooked with some probability."""
    about, goods, arcs, fleet, price = net.nodes, net.loads, net.arcs, net.fleet, net.price
    rows, places, loads = routes.rows, routes.places, routes.loads
    first_copy, last_copy = net.copies[unit], net.copies[unit + 1]
    turns = net.turns
    n_dims, n_turns, n_nodes = goods.shape[1], turns.shape[2], len(about)
    best = np.inf
    best_row = best_copy = best_place = best_kind = best_turn = -1
    # Typed as they are, they do not make further kernels of those that they are given to.
    none, one = int(np.int64(0)), int(np.int64(1))
    turn_first = none
    # Places until the next that is overlooked: one draw for many.
    thin = 1.0 / np.log(1.0 - blink)
    skip = int(np.log(1.0 - uniform(rng)) * thin)
    n_rows = routes.used[-1]
    width = min(scan, net.near.shape[1])
    seen[-1] += 1
    # Rows of near units first: most others are then ruled out by distance, or not looked at.
    for i in range(width + n_rows):
        if i < width:
            r = routes.units[net.near[unit, i], ROW]
            if r < 0:
                continue
        elif best < np.inf:
            break
        else:
            r = i - width
        n = rows[r, N]
        if n == 0 or seen[r] == seen[-1]:
            continue
        seen[r] = seen[-1]
        kind = rows[r, KIND]
        profile, longest = fleet[kind, PROFILE], fleet[kind, LONGEST]
        per_metre = price[kind, PER_METRE]
        by_distance = (
            price[kind, PER_SECOND] == 0.0
            and price[kind, PER_OVERTIME] == 0.0
            and longest >= fleet[kind, CLOSES] - fleet[kind, OPENS]
        )
        for copy in range(first_copy, last_copy):
            here = about[copy, LOCATION]
            first, last, spent = about[copy, EARLY], about[copy, LATE], about[copy, SERVICE]
            for p in range(n + 1):
                before, after = places[r, p, AT], places[r, p + 1, AT]
                metres = (
                    arcs[profile, LENGTH_TO, here, before]
                    + arcs[profile, LENGTH, here, after]
                    - places[r, p, STEP]
                )
                if per_metre * metres >= best:
                    continue
                way, onward = arcs[profile, WAY_TO, here, before], arcs[profile, WAY, here, after]
                start = max(places[r, p, LEAVE] + way, first)
                if start > last or start + spent + onward > places[r, p + 1, BEHIND_LATE]:
                    continue
                if skip == 0:
                    skip = int(np.log(1.0 - uniform(rng)) * thin)
                    continue
                skip -= 1
                fits = True
                for k in range(n_dims):
                    out, back = goods[copy, k, 0], goods[copy, k, 1]
                    picked = loads[r, p, k, BACK]
                    most = max(loads[r, p, k, MOST] + out, picked + max(out, back))
                    most = max(
                        most + loads[r, p + 1, k, OUT_AFTER],
                        picked + back + loads[r, p + 1, k, MOST_AFTER],
                    )
                    fits &= most <= fleet[kind, CAPACITY + k] or (out == 0 and back == 0)
                if not fits:
                    continue
                cost = per_metre * metres
                if not by_distance:
                    d, e, f = join(
                        places[r, p, AHEAD], places[r, p, AHEAD_EARLY], places[r, p, AHEAD_LATE],
                        way, spent, first, last,
                    )  # fmt: skip
                    d, e, f = join(
                        d, e, f, onward, places[r, p + 1, BEHIND],
                        places[r, p + 1, BEHIND_EARLY], places[r, p + 1, BEHIND_LATE],
                    )  # fmt: skip
                    if d > longest:
                        continue
                    metres += rows[r, METRES]
                    cost = route_cost(fleet, price, kind, metres, d) - routes.cost[r]
                if cost < best:
                    best = cost
                    best_row, best_copy, best_place, best_kind = r, copy, p, kind
                    best_turn = -1
        if n_turns == 0 or not _may_turn_again(net, routes, r):
            continue
        head, tail = places[r, 1, NODE], places[r, n, NODE]
        for copy in range(first_copy, last_copy):
            here = about[copy, LOCATION]
            home = arcs[profile, LENGTH, here, fleet[kind, END]]
            for turn in range(n_turns):
                via = about[n_nodes - n_turns + turn, LOCATION]
                # Whether a way can be driven at all is quick to see, what it costs is not.
                if turns[0, tail, turn] and turns[1, copy, turn]:
                    metres = (
                        arcs[profile, LENGTH, places[r, n, AT], via]
                        + arcs[profile, LENGTH, via, here] + home - places[r, n, STEP]
                    )  # fmt: skip
                    if per_metre * metres < best:
                        cost = _with_turn(net, routes, r, copy, turn, one)
                        if cost < best:
                            best = cost
                            best_row, best_copy, best_place, best_kind = r, copy, n, kind
                            best_turn, turn_first = turn, 1
                if turns[0, copy, turn] and turns[1, head, turn]:
                    cost = _with_turn(net, routes, r, copy, turn, none)
                    if cost < best:
                        best = cost
                        best_row, best_copy, best_place, best_kind = r, copy, 0, kind
                        best_turn, turn_first = turn, 0
    free = -1
    for r in range(min(n_rows + 1, len(rows))):
        if r == n_rows or rows[r, N] == 0:
            free = r
            break
    if free >= 0:
        for kind in range(len(fleet)):
            if routes.used[kind] >= fleet[kind, AVAILABLE] or price[kind, PER_ROUTE] >= best:
                continue
            for copy in range(first_copy, last_copy):
                cost = _alone(net, kind, copy)
                if cost < best:
                    best = cost
                    best_row, best_copy, best_place, best_kind = free, copy, 0, kind
                    best_turn = -1
    if best_turn >= 0:
        best_turn += len(about) - n_turns
    return best, best_row, best_copy, best_place, best_turn, turn_first, best_kind


@bare
def _alone(net: Net, kind: int, copy: int) -> float:
    """Cost of a route of its own; infinite where it is not legal."""
    nothing = int(np.int64(0))
    about, fleet = net.nodes, net.fleet
    for k in range(net.loads.shape[1]):
        if max(net.loads[copy, k, 0], net.loads[copy, k, 1]) > fleet[kind, CAPACITY + k]:
            return np.inf
    start, end, profile = fleet[kind, START], fleet[kind, END], fleet[kind, PROFILE]
    opens, closes = fleet[kind, OPENS], fleet[kind, CLOSES]
    here = about[copy, LOCATION]
    d, e, f = join(
        nothing, opens, closes, net.arcs[profile, WAY, start, here],
        about[copy, SERVICE], about[copy, EARLY], about[copy, LATE],
    )  # fmt: skip
    if d >= NEVER:
        return np.inf
    d, e, f = join(d, e, f, net.arcs[profile, WAY, here, end], nothing, opens, closes)
    if d > fleet[kind, LONGEST]:
        return np.inf
    metres = net.arcs[profile, LENGTH, start, here] + net.arcs[profile, LENGTH, here, end]
    return route_cost(fleet, net.price, kind, metres, d)


@bare
def _with_turn(net: Net, routes: Routes, r: int, copy: int, turn: int, last_one: int) -> float:
    """Cost of a trip of its own after the last or before the first one of a route."""
    nothing = int(np.int64(0))
    about, fleet, arcs, places = net.nodes, net.fleet, net.arcs, routes.places
    n = routes.rows[r, N]
    kind = routes.rows[r, KIND]
    for k in range(net.loads.shape[1]):
        if max(net.loads[copy, k, 0], net.loads[copy, k, 1]) > fleet[kind, CAPACITY + k]:
            return np.inf
    profile, opens, closes = fleet[kind, PROFILE], fleet[kind, OPENS], fleet[kind, CLOSES]
    node = len(about) - net.turns.shape[2] + turn
    via, here = about[node, LOCATION], about[copy, LOCATION]
    if last_one:
        at, to = places[r, n, AT], fleet[kind, END]
        d, e, f = join(
            places[r, n, AHEAD], places[r, n, AHEAD_EARLY], places[r, n, AHEAD_LATE],
            arcs[profile, WAY, at, via], nothing, about[node, EARLY], about[node, LATE],
        )  # fmt: skip
        gone, final = via, here
        then, then_early, then_late = nothing, opens, closes
    else:
        at, to = fleet[kind, START], places[r, 1, AT]
        d, e, f = nothing, opens, closes
        gone, final = at, via
        then, then_early = places[r, 1, BEHIND], places[r, 1, BEHIND_EARLY]
        then_late = places[r, 1, BEHIND_LATE]
    if d >= NEVER:
        return np.inf
    d, e, f = join(
        d, e, f, arcs[profile, WAY, gone, here],
        about[copy, SERVICE], about[copy, EARLY], about[copy, LATE],
    )  # fmt: skip
    if d >= NEVER:
        return np.inf
    if not last_one:
        d, e, f = join(
            d,
            e,
            f,
            arcs[profile, WAY, here, via],
            nothing,
            about[node, EARLY],
            about[node, LATE],
        )
        if d >= NEVER:
            return np.inf
    d, e, f = join(d, e, f, arcs[profile, WAY, final, to], then, then_early, then_late)
    if d > fleet[kind, LONGEST]:
        return np.inf
    middle = arcs[profile, LENGTH, via, here] if last_one else arcs[profile, LENGTH, here, via]
    gone = via if last_one else here
    metres = (
        routes.rows[r, METRES]
        + arcs[profile, LENGTH, at, gone]
        + middle
        + arcs[profile, LENGTH, final, to]
        - arcs[profile, LENGTH, at, to]
    )
    return float(route_cost(fleet, net.price, kind, metres, d) - routes.cost[r])


@bare
def _may_turn_again(net: Net, routes: Routes, r: int) -> bool:
    most = net.fleet[routes.rows[r, KIND], TRIPS]
    n = routes.rows[r, N]
    if n + 3 > routes.places.shape[1]:
        return False
    trips = 1
    for p in range(1, n + 1):
        trips += net.nodes[routes.places[r, p, NODE], UNIT] < 0
    return bool(trips < most)
