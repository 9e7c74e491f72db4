"""Which other vehicle type could drive a route, and at what cost?"""

from __future__ import annotations

import numpy as np

from models.kernels import bare, woven
from models.routing.ruin_state import (
    AHEAD,
    AVAILABLE,
    BACK,
    CAPACITY,
    KIND,
    METRES,
    MOST,
    MOST_AFTER,
    OUT_AFTER,
    TILL,
    N,
    Net,
    Routes,
    route_cost,
)

__all__ = ["change_type", "has_room", "in_larger"]


@woven
def _alike(net: Net, routes: Routes, kind: int, other: int) -> bool:
    """Whether a vehicle of another type is free that can drive the very same routes."""
    if other == kind or routes.used[other] >= net.fleet[other, AVAILABLE]:
        return False
    return bool(net.alike[kind, other])


@woven
def has_room(net: Net, routes: Routes, r: int, p: int, copy: int) -> bool:
    """Whether all that the trip that begins at a position carries leaves room for a copy as well.

    Nowhere on the trip is there room where there is none for it all, in no vehicle type that is
    free to drive the same ways.
    """
    kind, last = routes.rows[r, KIND], routes.trips[r, p, TILL] - 1
    for k in range(net.loads.shape[1]):
        out = routes.loads[r, p + 1, k, OUT_AFTER] + net.loads[copy, k, 0]
        back = routes.loads[r, last, k, BACK] + net.loads[copy, k, 1]
        if max(out, back) <= net.fleet[kind, CAPACITY + k]:
            continue
        larger = False
        for other in range(len(net.fleet)):
            room = net.fleet[other, CAPACITY + k]
            larger = larger or (max(out, back) <= room and _alike(net, routes, kind, other))
        if not larger:
            return False
    return True


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
