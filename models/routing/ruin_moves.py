"""What does a route look like with a unit more, or without some? Random numbers, orders."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.kernels import bare, woven
from models.routing.ruin_refresh import lengthen, refresh
from models.routing.ruin_state import (
    EARLY,
    KIND,
    LATE,
    LENGTH,
    LOCATION,
    NODE,
    PROFILE,
    ROW,
    START,
    UNIT,
    N,
    Net,
    Routes,
)

__all__ = ["Spot", "begin_of", "put", "sort_out", "take_out", "uniform"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Spot = tuple[float, int, int, int, int, int, int]
"""Cost, row, copy, position before it, beginning of a trip that comes with it or -1, whether that
comes first, and vehicle type."""


@woven
def uniform(state: NDArray[np.uint64]) -> float:
    """Next random number in [0, 1) (xorshift64*, Vigna 2016, doi:10.1145/2845077)."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@woven
def put(net: Net, routes: Routes, spot: Spot) -> bool:
    """Put a unit where :func:`find_place` said; whether the route is legal with it."""
    _, r, copy, p, turn, turn_first, kind = spot
    places, rows = routes.places, routes.rows
    n = rows[r, N]
    if n == 0:
        routes.used[-1] = max(routes.used[-1], r + 1)
    else:
        routes.used[rows[r, KIND]] -= 1
    routes.used[kind] += 1
    alike = n > 0 and rows[r, KIND] == kind
    rows[r, KIND] = kind
    if turn < 0 and alike:
        return lengthen(net, routes, r, p, copy)
    added = 1 if turn < 0 else 2
    for q in range(n, p, -1):
        places[r, q + added, NODE] = places[r, q, NODE]
    places[r, p + 1, NODE] = copy
    if turn >= 0:
        places[r, p + 1 + (1 - turn_first), NODE] = turn
        places[r, p + 1 + turn_first, NODE] = copy
    rows[r, N] = n + added
    return refresh(net, routes, r)


@bare
def take_out(net: Net, routes: Routes, r: int) -> None:
    """Close up a row after some of its units have been marked as left out.

    Where two trips can no longer follow each other, or the rest is out of time after all, the
    units after that are left out as well.
    """
    places, rows, units = routes.places, routes.rows, routes.units
    n = rows[r, N]
    kept = 0
    turn = int(np.int64(-1))
    broken = False
    for p in range(1, n + 1):
        node = places[r, p, NODE]
        unit = net.nodes[node, UNIT]
        if unit < 0:
            if kept:
                turn = node
            continue
        if units[unit, ROW] < 0:
            continue
        if turn >= 0 and kept and not broken:
            joining = begin_of(net, turn, node)
            broken = joining < 0
            if not broken:
                kept += 1
                places[r, kept, NODE] = joining
        if broken:
            units[unit, ROW] = -1
            continue
        turn = int(np.int64(-1))
        kept += 1
        places[r, kept, NODE] = node
    rows[r, N] = kept
    if kept and not refresh(net, routes, r):
        for p in range(1, kept + 1):
            unit = net.nodes[places[r, p, NODE], UNIT]
            if unit >= 0:
                units[unit, ROW] = -1
        rows[r, N] = 0
    if rows[r, N] == 0:
        routes.used[rows[r, KIND]] -= 1
        routes.cost[r] = 0.0


@bare
def begin_of(net: Net, begin: int, first: int) -> int:
    """Node with which a trip may begin before a copy: the one that is said, or any; else -1."""
    n_copies = len(net.begins)
    if begin >= 0 and net.begins[first, begin - n_copies]:
        return int(begin)
    for other in range(net.begins.shape[1]):
        if net.begins[first, other]:
            return int(n_copies + other)
    return -1


@bare
def sort_out(
    net: Net, absent: Ints, first: int, n_absent: int, keys: Floats, rng: NDArray[np.uint64]
) -> None:
    """Order in which units are put back, from the first one on: by chance, size, way or window."""
    draw = uniform(rng) * 11.0
    start, profile = net.fleet[0, START], net.fleet[0, PROFILE]
    for i in range(first, n_absent):
        copy = net.copies[absent[i]]
        if draw < 4.0:
            key = uniform(rng)
        elif draw < 7.0:
            key = -float(net.loads[copy, 0, 0] + net.loads[copy, 0, 1])
        elif draw < 8.0:
            key = -float(net.into[profile, net.nodes[copy, LOCATION], start, LENGTH])
        elif draw < 8.5:
            key = float(net.into[profile, net.nodes[copy, LOCATION], start, LENGTH])
        elif draw < 9.5:
            key = float(net.nodes[copy, LATE] - net.nodes[copy, EARLY])
        elif draw < 10.25:
            key = float(net.nodes[copy, EARLY])
        else:
            key = -float(net.nodes[copy, LATE])
        keys[i] = key
    for i in range(first + 1, n_absent):
        unit, key = absent[i], keys[i]
        j = i - 1
        while j >= first and keys[j] > key:
            absent[j + 1], keys[j + 1] = absent[j], keys[j]
            j -= 1
        absent[j + 1], keys[j + 1] = unit, key
