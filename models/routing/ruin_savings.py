"""Where does ruin and recreate begin? With routes of one unit each, joined where that saves most.

Units put in one by one fill up the routes that are there, wherever they go: with a thousand
units that ends at more than twice the cost, and most of a short limit goes into mending it.

References
----------
Clarke, Wright (1964), Scheduling of vehicles from a central depot to a number of delivery
points, Operations Research 12(4), 568-581. https://doi.org/10.1287/opre.12.4.568
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.kernels import bare
from models.routing.ruin_refresh import refresh
from models.routing.ruin_state import (
    AVAILABLE,
    BACK,
    BESIDE,
    CAPACITY,
    COLUMN,
    CONTEXT,
    DEPOTS,
    END,
    KIND,
    LENGTH,
    LOCATION,
    NODE,
    OUT_AFTER,
    PER_METRE,
    PER_ROUTE,
    PER_SECOND,
    PROFILE,
    ROW,
    START,
    UNIT,
    WAY,
    N,
    Net,
    Routes,
    blank,
)

__all__ = ["lay_out_savings"]

Ints = NDArray[np.int64]

_N_NEAR = 40
_LONGEST = 200
"""Most units that are joined: rows for all units in each would be memory to fill for nothing."""


@bare
def _grow_alone(net: Net, routes: Routes) -> None:
    """Give each unit the cheapest route of its own, in the row of its number."""
    for unit in range(len(net.worth)):
        least, found = np.inf, False
        for kind in range(len(net.fleet)):
            if net.fleet[kind, AVAILABLE] == 0:
                continue
            for copy in range(net.copies[unit], net.copies[unit + 1]):
                cost = net.alone[copy, kind]
                if cost < least or not found:
                    least, found = cost, True
                    routes.rows[unit, KIND], routes.places[unit, 1, NODE] = kind, copy
        routes.rows[unit, N] = found
        refresh(net, routes, unit)
        if not least < net.worth[unit]:
            # Not alone, but behind others perhaps.
            routes.cost[unit] = net.worth[unit]


@bare
def _copy_nodes(routes: Routes, r: int, target: int, first: int, step: int) -> None:
    """Write the nodes of a row behind a position of another, from the end if the step is -1."""
    n = routes.rows[r, N]
    source = 1 if step > 0 else n
    for p in range(1, n + 1):
        routes.places[target, first + p, NODE] = routes.places[r, source, NODE]
        source += step


@bare
def _cheapest(net: Net, routes: Routes, a: int, b: int) -> int:
    """Cheapest type for two rows joined, as the spare last one has them; -1 where none pays.

    Routes of one unit have no vehicle yet: they are to be joined.
    """
    fleet, loads, rows = net.fleet, routes.loads, routes.rows
    spare = len(rows) - 1
    n_a, n_b = rows[a, N], rows[b, N]
    best, best_kind = routes.cost[a] + routes.cost[b], int(np.int64(-1))
    for kind in range(len(fleet)):
        used = routes.used[kind]
        used -= (n_a > 1 and rows[a, KIND] == kind) + (n_b > 1 and rows[b, KIND] == kind)
        if net.price[kind, PER_ROUTE] >= best or used >= fleet[kind, AVAILABLE]:
            continue
        fits = True
        for k in range(net.loads.shape[1]):
            out = loads[a, 1, k, OUT_AFTER] + loads[b, 1, k, OUT_AFTER]
            back = loads[a, n_a, k, BACK] + loads[b, n_b, k, BACK]
            fits &= max(out, back) <= fleet[kind, CAPACITY + k]
        if not fits:
            continue
        rows[spare, KIND] = kind
        if refresh(net, routes, spare) and routes.cost[spare] < best:
            best, best_kind = routes.cost[spare], int(kind)
    return best_kind


@bare
def _join_ends(net: Net, routes: Routes, pairs: Ints) -> None:
    """Join the routes of units, pair by pair, where both are at an end and one route is cheaper."""
    rows, places, units = routes.rows, routes.places, routes.units
    spare = len(rows) - 1
    for i in range(len(pairs)):
        unit, then = pairs[i, 0], pairs[i, 1]
        a, b = units[unit, ROW], units[then, ROW]
        if min(a, b) < 0 or a == b:
            continue
        n_a, n_b = rows[a, N], rows[b, N]
        if n_a + n_b + 2 > places.shape[1]:
            continue
        last = net.nodes[places[a, n_a, NODE], UNIT] == unit
        first = net.nodes[places[b, 1, NODE], UNIT] == then
        if not (last or net.nodes[places[a, 1, NODE], UNIT] == unit):
            continue
        if not (first or net.nodes[places[b, n_b, NODE], UNIT] == then):
            continue
        _copy_nodes(routes, a, spare, 0, 1 if last else -1)
        _copy_nodes(routes, b, spare, n_a, 1 if first else -1)
        rows[spare, N] = n_a + n_b
        kind = _cheapest(net, routes, a, b)
        if kind < 0:
            for r in (a, b):
                for p in range(1, rows[r, N] + 1):
                    units[net.nodes[places[r, p, NODE], UNIT], ROW] = r
            continue
        _copy_nodes(routes, spare, a, 0, 1)
        routes.used[rows[a, KIND]] -= n_a > 1
        routes.used[rows[b, KIND]] -= n_b > 1
        routes.used[kind] += 1
        rows[a, KIND], rows[a, N], rows[b, N] = kind, n_a + n_b, 0
        refresh(net, routes, a)


def _pairs(net: Net, routes: Routes) -> Ints:
    """Near units with a route each, the pair that saves most when driven in a row first."""
    kinds, copies = routes.rows[:-1, KIND], routes.places[:-1, 1, NODE]
    at, profile = net.nodes[copies, LOCATION], net.fleet[kinds, PROFILE]
    near = net.near[:, 1 : _N_NEAR + 1]
    unit = np.repeat(np.arange(len(near)), near.shape[1])
    then = near.ravel()
    unit, then = np.concatenate([unit, then]), np.concatenate([then, unit])
    served = routes.rows[:-1, N] > 0
    both = served[unit] & served[then]
    unit, then = unit[both], then[both]

    def cost(location: Ints, column: Ints) -> NDArray[np.float64]:
        at = profile[unit], location, column
        # Where a way leads in one direction only, the other is as long.
        ways = np.minimum(net.arcs[at], net.into[at])
        price = net.price[kinds[unit]]
        seconds, metres = ways[:, WAY], ways[:, LENGTH]
        found: NDArray[np.float64] = price[:, PER_METRE] * metres + price[:, PER_SECOND] * seconds
        return found

    home = net.fleet[kinds[unit], START]
    unloaded = net.ends[net.nodes[copies[unit], CONTEXT], net.nodes[copies[unit], DEPOTS]]
    back = net.homes[unloaded, net.fleet[kinds[unit], END], COLUMN]
    back += net.fleet[kinds[unit], BESIDE]
    saved = cost(at[unit], back) + cost(at[then], home) - cost(at[unit], at[then])
    best = np.lexsort((then, unit, -saved))
    return np.stack([unit, then], axis=1)[best]


def lay_out_savings(net: Net, routes: Routes) -> None:
    """Lay out routes that are joined from routes of one unit each.

    Parameters
    ----------
    net : Net
        The problem.
    routes : Routes
        Rows, none in use; changed. What the fleet has no vehicle for is left out, and what is
        not worth its route.
    """
    loose = blank(net, len(net.worth) + 1, longest=min(len(net.worth), _LONGEST))
    _grow_alone(net, loose)
    _join_ends(net, loose, _pairs(net, loose))
    sizes = loose.rows[:-1, N]
    r = 0
    for row in np.argsort(-sizes, kind="stable")[: int((sizes > 0).sum())].tolist():
        if r >= len(routes.rows):
            break
        n, own = int(sizes[row]), int(loose.rows[row, KIND])
        routes.places[r, 1 : n + 1, NODE] = loose.places[row, 1 : n + 1, NODE]
        routes.rows[r, N] = n
        units = net.nodes[routes.places[r, 1 : n + 1, NODE], UNIT]
        free = routes.used[:-1] < net.fleet[:, AVAILABLE]
        for kind in [own, *(k for k in range(len(free)) if k != own)]:
            routes.rows[r, KIND] = kind
            if free[kind] and refresh(net, routes, r) and routes.cost[r] < net.worth[units].sum():
                routes.used[kind] += 1
                r += 1
                break
        else:
            routes.units[units, ROW] = -1
            routes.rows[r, N], routes.cost[r] = 0, 0.0
    routes.used[-1] = r
