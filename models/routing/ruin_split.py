"""When are two small vehicles cheaper than a large one? Routes are cut in two where it pays.

Units come in one by one, and for each a larger vehicle is cheaper than one more: so fleets
that differ in size end with large vehicles where two small ones would do.
"""

from __future__ import annotations

import numpy as np

from models.kernels import bare
from models.routing.ruin_between import arrival, departure
from models.routing.ruin_refresh import refresh
from models.routing.ruin_state import (
    AHEAD,
    AHEAD_EARLY,
    AHEAD_LATE,
    AT,
    AVAILABLE,
    BEHIND,
    BEHIND_EARLY,
    BEHIND_LATE,
    CAPACITY,
    KIND,
    LENGTH,
    LONGEST,
    METRES,
    MOST,
    MOST_AFTER,
    NODE,
    PER_ROUTE,
    PROFILE,
    SET,
    START,
    STEP,
    UNIT,
    WAY,
    N,
    Net,
    Routes,
    join,
    route_cost,
)
from models.routing.ruin_undo import Spare, save

__all__ = ["cut_in_two"]


@bare
def _cheapest(
    net: Net, routes: Routes, r: int, p: int, column: int, metres: int, duration: int, taken: int
) -> tuple[float, int]:
    """Cheapest type that drives what lies on one side of a cut, and its cost.

    ``column`` says which side of position ``p``; ``taken`` is the type of the other part, or -1.
    """
    kind = routes.rows[r, KIND]
    best, found = np.inf, int(np.int64(-1))
    for other in range(len(net.fleet)):
        free = net.fleet[other, AVAILABLE] - routes.used[other] + (other == kind)
        if free <= (other == taken) or not net.alike[kind, other]:
            continue
        fits = True
        for k in range(net.loads.shape[1]):
            fits &= routes.loads[r, p, k, column] <= net.fleet[other, CAPACITY + k]
        if fits:
            cost = route_cost(net.fleet, net.price, other, metres, duration)
            if cost < best:
                best, found = cost, int(other)
    return best, found


@bare
def _best_cut(net: Net, routes: Routes, r: int) -> tuple[int, int, int]:
    """Position after which a route is cut, and the types of both parts; 0 where none pays."""
    rows, places, fleet = routes.rows, routes.places, net.fleet
    arcs, into = net.arcs, net.into
    nothing = int(np.int64(0))
    kind, n = rows[r, KIND], rows[r, N]
    profile, start, longest = fleet[kind, PROFILE], fleet[kind, START], fleet[kind, LONGEST]
    # The first part unloads at no more depots than the whole.
    end, opens, closes = arrival(net, kind, routes.trips[r, n + 1, SET])
    cut = first = second = nothing
    best = routes.cost[r] - 1e-9 * abs(routes.cost[r])
    cheap = np.inf
    for other in range(len(fleet)):
        cheap = min(cheap, net.price[other, PER_ROUTE])
    if 2.0 * cheap >= best:
        return cut, first, second
    driven = 0
    for p in range(1, n):
        driven += places[r, p - 1, STEP]
        if net.nodes[places[r, p, NODE], UNIT] < 0 or net.nodes[places[r, p + 1, NODE], UNIT] < 0:
            return nothing, nothing, nothing  # of several trips; they share one vehicle
        here, then = places[r, p, AT], places[r, p + 1, AT]
        leave, leave_late = departure(net, kind, places[r, p + 1, NODE])
        d, _, _ = join(
            places[r, p, AHEAD], places[r, p, AHEAD_EARLY], places[r, p, AHEAD_LATE],
            arcs[profile, here, end, WAY], nothing, opens, closes,
        )  # fmt: skip
        metres = driven + arcs[profile, here, end, LENGTH]
        if d > longest:
            continue
        cost, one = _cheapest(net, routes, r, p, MOST, metres, d, -1)
        if cost >= best:
            continue
        d, _, _ = join(
            nothing, leave, leave_late, into[profile, then, start, WAY],
            places[r, p + 1, BEHIND], places[r, p + 1, BEHIND_EARLY],
            places[r, p + 1, BEHIND_LATE],
        )  # fmt: skip
        metres = rows[r, METRES] - driven - places[r, p, STEP] + into[profile, then, start, LENGTH]
        if d > longest:
            continue
        more, other = _cheapest(net, routes, r, p + 1, MOST_AFTER, metres, d, one)
        if cost + more < best:
            best, cut, first, second = cost + more, int(p), one, other
    return cut, first, second


@bare
def cut_in_two(net: Net, routes: Routes, kept: Routes, spare: Spare, now: int, r: int) -> None:
    """Cut a route in two where two vehicles are cheaper; the new row can be restored.

    Parameters
    ----------
    net, routes, kept, spare : Net, Routes, Routes, Spare
        The problem, where the search is, and what is needed to take a step back.
    now : int
        Number of the step.
    r : int
        Row, kept already in this step.
    """
    rows, places, used = routes.rows, routes.places, routes.used
    cut, first, second = _best_cut(net, routes, r)
    if cut == 0:
        return
    other = used[-1]
    for row in range(used[-1]):
        if rows[row, N] == 0:
            other = row
            break
    if other >= len(rows):
        return
    save(routes, kept, spare.touched, spare.stamp, now, other)
    n, kind = rows[r, N], rows[r, KIND]
    for p in range(cut, n):
        places[other, p - cut + 1, NODE] = places[r, p + 1, NODE]
    used[kind] -= 1
    used[first] += 1
    used[second] += 1
    used[-1] = max(used[-1], other + 1)
    rows[r, KIND], rows[r, N] = first, cut
    rows[other, KIND], rows[other, N] = second, n - cut
    refresh(net, routes, r)
    refresh(net, routes, other)
