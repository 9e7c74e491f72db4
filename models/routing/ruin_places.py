"""Where does a unit fit best? Among the routes near it, on a trip or a route of its own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.kernels import woven
from models.routing.ruin_moves import Spot, uniform
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
    CLOSES,
    CONTEXT,
    DEPOTS,
    EARLY,
    KIND,
    KIND_OF,
    LATE,
    LEAVE,
    LENGTH,
    LOCATION,
    LONGEST,
    METRES,
    MODE,
    MOST,
    MOST_AFTER,
    NODE,
    OPENS,
    OUT_AFTER,
    OWN,
    PART,
    PER_METRE,
    PER_OVERTIME,
    PER_SECOND,
    PROFILE,
    ROW,
    SERVICE,
    STEP,
    TILL,
    WAY,
    N,
    Net,
    Routes,
    join,
    route_cost,
)
from models.routing.ruin_trips import may_turn_again, new_route, with_more, with_turn
from models.routing.ruin_types import has_room, in_larger

__all__ = ["find_place"]

Ints = NDArray[np.int64]


@woven
def find_place(  # noqa: C901 - one loop over all places, quick as little is called in it
    net: Net,
    routes: Routes,
    unit: int,
    rng: NDArray[np.uint64],
    seen: Ints,
    blink: float,
    scan: int,
) -> Spot:
    """Cheapest place of a unit, each being overlooked with some probability."""
    about, goods, fleet, price = net.nodes, net.loads, net.fleet, net.price
    arcs, into = net.arcs, net.into
    rows, places, loads = routes.rows, routes.places, routes.loads
    first_copy, last_copy = net.copies[unit], net.copies[unit + 1]
    trips = routes.trips
    n_dims, n_begins, n_kinds = goods.shape[1], net.begins.shape[1], len(fleet)
    best = np.inf
    best_row = best_copy = best_place = best_kind = best_begin = -1
    # Typed as they are, they do not make further kernels of those that they are given to.
    none = int(np.int64(0))
    begin_first = none
    # Places until the next that is overlooked: one draw for many.
    thin = 1.0 / np.log(1.0 - blink)
    skip = int(np.log(1.0 - uniform(rng)) * thin)
    n_rows = routes.used[-1]
    width = min(scan, net.mates.shape[1])
    seen[-1] += 1
    # Rows of near units first: most others are then ruled out by distance, or not looked at.
    for i in range(width + n_rows):
        if i < width:
            r = routes.units[net.mates[unit, i], ROW]
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
        profile, longest, mode = fleet[kind, PROFILE], fleet[kind, LONGEST], fleet[kind, MODE]
        per_metre = price[kind, PER_METRE]
        by_distance = (
            price[kind, PER_SECOND] == 0.0
            and price[kind, PER_OVERTIME] == 0.0
            and longest >= fleet[kind, CLOSES] - fleet[kind, OPENS]
        )
        for copy in range(first_copy, last_copy):
            if not net.may[copy, kind]:
                continue
            here, context = about[copy, LOCATION], about[copy, CONTEXT]
            first, last, spent = about[copy, EARLY], about[copy, LATE], about[copy, SERVICE]
            p = till = none
            more_s = more_m = none
            while p <= n:
                if p == till:
                    # A trip begins here, and has its end from what it carries.
                    till = trips[r, p, TILL]
                    if trips[r, p, KIND_OF] != context or not has_room(net, routes, r, p, copy):
                        p = till
                        continue
                    more_s = more_m = none
                    if (about[copy, DEPOTS] & ~trips[r, p, PART]) or (
                        net.goods[mode, copy, OWN] & ~trips[r, p, BORNE]
                    ):
                        more_s, more_m = with_more(net, routes, r, p, copy)
                if places[r, p, LEAVE] > last:
                    break  # and later ones leave later
                p += 1
                if first + spent + more_s > places[r, p, BEHIND_LATE]:
                    continue
                before, after = places[r, p - 1, AT], places[r, p, AT]
                metres = (
                    into[profile, here, before, LENGTH]
                    + arcs[profile, here, after, LENGTH]
                    - places[r, p - 1, STEP]
                    + more_m
                )
                if per_metre * metres >= best:
                    continue
                way, onward = into[profile, here, before, WAY], arcs[profile, here, after, WAY]
                start = max(places[r, p - 1, LEAVE] + way, first)
                if start > last or start + spent + onward + more_s > places[r, p, BEHIND_LATE]:
                    continue
                if skip == 0:
                    skip = int(np.log(1.0 - uniform(rng)) * thin)
                    continue
                skip -= 1
                fits = True
                for k in range(n_dims):
                    out, back = goods[copy, k, 0], goods[copy, k, 1]
                    picked = loads[r, p - 1, k, BACK]
                    most = max(loads[r, p - 1, k, MOST] + out, picked + max(out, back))
                    most = max(
                        most + loads[r, p, k, OUT_AFTER],
                        picked + back + loads[r, p, k, MOST_AFTER],
                    )
                    fits &= most <= fleet[kind, CAPACITY + k] or (out == 0 and back == 0)
                if not fits and n_kinds == 1:
                    continue
                cost = per_metre * metres
                vehicle = kind
                if not (by_distance and fits):
                    d, e, f = join(
                        places[r, p - 1, AHEAD], places[r, p - 1, AHEAD_EARLY],
                        places[r, p - 1, AHEAD_LATE], way, spent, first, last,
                    )  # fmt: skip
                    d, e, f = join(
                        d, e, f, onward, places[r, p, BEHIND],
                        places[r, p, BEHIND_EARLY], places[r, p, BEHIND_LATE],
                    )  # fmt: skip
                    d += more_s
                    if d > longest:
                        continue
                    metres += rows[r, METRES]
                    if fits:
                        cost = route_cost(fleet, price, kind, metres, d) - routes.cost[r]
                    else:
                        cost, vehicle = in_larger(net, routes, r, p - 1, copy, metres, d)
                if cost < best:
                    best = cost
                    best_row, best_copy, best_place, best_kind = r, copy, p - 1, vehicle
                    best_begin = -1
        if n_begins == 0 or not may_turn_again(net, routes, r):
            continue
        head = places[r, 1, NODE]
        for copy in range(first_copy, last_copy):
            # Whether a way can be driven at all is quick to see, what it costs is not.
            may = net.may[copy, kind]
            behind = may and places[r, n, LEAVE] <= about[copy, LATE]
            ahead = may and about[copy, EARLY] + about[copy, SERVICE] <= places[r, 1, BEHIND_LATE]
            for begin in range(n_begins):
                for is_last in range(2):
                    if is_last:
                        can = behind and net.begins[copy, begin]
                    else:
                        can = ahead and net.begins[head, begin]
                    if not can:
                        continue
                    cost = with_turn(net, routes, r, copy, begin, is_last, best)
                    if cost < best:
                        best = cost
                        best_row, best_copy, best_kind = r, copy, kind
                        best_place = n if is_last else none
                        best_begin, begin_first = begin, is_last
    cost, r, copy, kind = new_route(net, routes, unit, best)
    if cost < best:
        best = cost
        best_row, best_copy, best_place, best_kind = r, copy, 0, kind
        best_begin = -1
    if best_begin >= 0:
        best_begin += len(net.begins)
    return best, best_row, best_copy, best_place, best_begin, begin_first, best_kind
