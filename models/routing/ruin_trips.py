"""What does a unit cost on a route or a trip of its own, or on a route of another vehicle type?"""

from __future__ import annotations

import numpy as np

from models.kernels import bare, woven
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
    LENGTH,
    LOCATION,
    LONGEST,
    METRES,
    MOST,
    MOST_AFTER,
    NEVER,
    NODE,
    OPENS,
    OUT_AFTER,
    PER_ROUTE,
    PROFILE,
    SERVICE,
    START,
    TRIPS,
    UNIT,
    WAY,
    N,
    Net,
    Routes,
    join,
    route_cost,
)

__all__ = [
    "alone",
    "change_type",
    "drives_alike",
    "in_larger",
    "may_turn_again",
    "new_route",
    "with_turn",
]


@bare
def alone(net: Net, kind: int, copy: int) -> float:
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
        nothing, opens, closes, net.arcs[profile, start, here, WAY],
        about[copy, SERVICE], about[copy, EARLY], about[copy, LATE],
    )  # fmt: skip
    if d >= NEVER:
        return np.inf
    d, e, f = join(d, e, f, net.arcs[profile, here, end, WAY], nothing, opens, closes)
    if d > fleet[kind, LONGEST]:
        return np.inf
    metres = net.arcs[profile, start, here, LENGTH] + net.arcs[profile, here, end, LENGTH]
    return route_cost(fleet, net.price, kind, metres, d)


@bare
def new_route(net: Net, routes: Routes, unit: int, below: float) -> tuple[float, int, int, int]:
    """Cheapest route of its own, if it costs less than said.

    Parameters
    ----------
    net, routes : Net, Routes
        The problem, and where the search is.
    unit : int
        Which.
    below : float
        Cost to stay below.

    Returns
    -------
    (cost, row, copy, vehicle type)
        Infinite where there is none.
    """
    best = below
    found_row = found_copy = found_kind = int(np.int64(-1))
    rows, fleet, price = routes.rows, net.fleet, net.price
    n_rows = routes.used[-1]
    for r in range(min(n_rows + 1, len(rows))):
        if r == n_rows or rows[r, N] == 0:
            found_row = r
            break
    if found_row >= 0:
        for kind in range(len(fleet)):
            if routes.used[kind] >= fleet[kind, AVAILABLE] or price[kind, PER_ROUTE] >= best:
                continue
            for copy in range(net.copies[unit], net.copies[unit + 1]):
                cost = alone(net, kind, copy)
                if cost < best:
                    best, found_copy, found_kind = cost, copy, kind
    if found_kind < 0:
        return np.inf, found_row, found_copy, found_kind
    return best, found_row, found_copy, found_kind


@bare
def with_turn(net: Net, routes: Routes, r: int, copy: int, turn: int, last_one: int) -> float:
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
            arcs[profile, at, via, WAY], nothing, about[node, EARLY], about[node, LATE],
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
        d, e, f, arcs[profile, gone, here, WAY],
        about[copy, SERVICE], about[copy, EARLY], about[copy, LATE],
    )  # fmt: skip
    if d >= NEVER:
        return np.inf
    if not last_one:
        d, e, f = join(
            d,
            e,
            f,
            arcs[profile, here, via, WAY],
            nothing,
            about[node, EARLY],
            about[node, LATE],
        )
        if d >= NEVER:
            return np.inf
    d, e, f = join(d, e, f, arcs[profile, final, to, WAY], then, then_early, then_late)
    if d > fleet[kind, LONGEST]:
        return np.inf
    middle = arcs[profile, via, here, LENGTH] if last_one else arcs[profile, here, via, LENGTH]
    gone = via if last_one else here
    metres = (
        routes.rows[r, METRES]
        + arcs[profile, at, gone, LENGTH]
        + middle
        + arcs[profile, final, to, LENGTH]
        - arcs[profile, at, to, LENGTH]
    )
    return float(route_cost(fleet, net.price, kind, metres, d) - routes.cost[r])


@bare
def may_turn_again(net: Net, routes: Routes, r: int) -> bool:
    """Whether a trip more is allowed, and can be kept."""
    most = net.fleet[routes.rows[r, KIND], TRIPS]
    n = routes.rows[r, N]
    if n + 3 > routes.places.shape[1]:
        return False
    trips = 1
    for p in range(1, n + 1):
        trips += net.nodes[routes.places[r, p, NODE], UNIT] < 0
    return bool(trips < most)


@bare
def drives_alike(net: Net, kind: int, other: int) -> bool:
    """Whether vehicles of two types can drive the very same routes, but for their room."""
    fleet = net.fleet
    for column in range(CAPACITY):
        if column != AVAILABLE and fleet[kind, column] != fleet[other, column]:
            return False
    return True


@bare
def _alike(net: Net, routes: Routes, kind: int, other: int) -> bool:
    """Whether a vehicle of another type is free that can drive the very same routes."""
    if other == kind or routes.used[other] >= net.fleet[other, AVAILABLE]:
        return False
    return bool(drives_alike(net, kind, other))


@bare
def in_larger(
    net: Net, routes: Routes, r: int, p: int, copy: int, metres: int, duration: int
) -> tuple[float, int]:
    """What a copy behind a position costs in the cheapest vehicle type that has room; and which.

    Parameters
    ----------
    net, routes : Net, Routes
        The problem, and where the search is.
    r, p, copy : int
        Row, position before it, and copy.
    metres, duration : int
        Of the route with the copy. [m], [s]

    Returns
    -------
    (cost, vehicle type)
        Infinite where no vehicle that drives the same ways is large enough and free.
    """
    goods, loads, kind = net.loads, routes.loads, routes.rows[r, KIND]
    best, best_kind = np.inf, int(np.int64(-1))
    for other in range(len(net.fleet)):
        if not _alike(net, routes, kind, other):
            continue
        fits = True
        for k in range(goods.shape[1]):
            out, back = goods[copy, k, 0], goods[copy, k, 1]
            picked = loads[r, p, k, BACK]
            most = max(loads[r, p, k, MOST] + out, picked + max(out, back))
            most = max(
                most + loads[r, p + 1, k, OUT_AFTER],
                picked + back + loads[r, p + 1, k, MOST_AFTER],
            )
            room = net.fleet[other, CAPACITY + k]
            fits &= most <= room
            # Other trips of the route ride in that vehicle as well.
            for q in range(1, routes.rows[r, N] + 1):
                fits &= loads[r, q, k, MOST] <= room
        if fits:
            cost = route_cost(net.fleet, net.price, other, metres, duration) - routes.cost[r]
            if cost < best:
                best, best_kind = cost, int(other)
    return best, best_kind


@woven
def change_type(net: Net, routes: Routes, r: int) -> None:
    """Drive a route with the cheapest vehicle type that is free and has room for it."""
    rows, fleet = routes.rows, net.fleet
    kind, n = rows[r, KIND], rows[r, N]
    if n == 0:
        return
    best, cost = kind, routes.cost[r]
    for other in range(len(fleet)):
        if not _alike(net, routes, kind, other):
            continue
        price = route_cost(fleet, net.price, other, rows[r, METRES], routes.places[r, n + 1, AHEAD])
        fits = price < cost
        for q in range(1, n + 1):
            for k in range(net.loads.shape[1]):
                fits = fits and routes.loads[r, q, k, MOST] <= fleet[other, CAPACITY + k]
        if fits:
            best, cost = other, price
    if best != kind:
        routes.used[kind] -= 1
        routes.used[best] += 1
        rows[r, KIND] = best
        routes.cost[r] = cost
