"""How do whole trips and routes change hands? Strings are too short to move them.

A route may go to a vehicle of another type that is free, or two routes change vehicles; a trip may
go to another route, at its beginning, its end or between two others, or two trips change places.
Section 5.7 of ``docs/models/routing.md``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.kernels import bare
from models.routing.ruin_moves import begin_of, uniform
from models.routing.ruin_refresh import refresh
from models.routing.ruin_state import (
    AHEAD,
    AVAILABLE,
    KIND,
    LONGEST,
    NODE,
    PLACE,
    ROW,
    SERVICE,
    TILL,
    N,
    Net,
    Routes,
)
from models.routing.ruin_undo import Spare, copy_row, save, take_over

__all__ = ["change_hands"]

Words = NDArray[np.uint64]

_VEHICLES = 0.3
"""Share of changes in which routes change vehicles; in the others trips change routes."""
_SWAP = 0.5
_BLINK = 0.2


@bare
def change_hands(
    net: Net, routes: Routes, kept: Routes, spare: Spare, now: int, rng: Words
) -> None:
    """Move a trip or a route, or exchange two; rows that are changed can be restored.

    Parameters
    ----------
    net, routes, kept, spare : Net, Routes, Routes, Spare
        The problem, where the search is, and what is needed to take a step back.
    now : int
        Number of the step.
    rng : numpy.ndarray of uint64, shape (1,)
        State of the random stream; changed.
    """
    units = routes.units
    unit, other = int(uniform(rng) * len(units)), int(uniform(rng) * len(units))
    r, t = units[unit, ROW], units[other, ROW]
    swaps = uniform(rng) < _SWAP
    if r < 0:
        return
    if swaps and (t < 0 or t == r):
        return
    if uniform(rng) < _VEHICLES:
        if swaps:
            _swap_vehicles(net, routes, kept, spare, now, r, t)
        else:
            _change_vehicle(net, routes, kept, spare, now, r, rng)
    elif swaps:
        _swap_trips(net, routes, kept, spare, now, unit, other)
    else:
        _move_trip(net, routes, kept, spare, now, unit, rng)


@bare
def _trip_of(routes: Routes, unit: int) -> tuple[int, int]:
    """Row of a unit, and where its trip begins."""
    r, begin = routes.units[unit, ROW], int(np.int64(0))
    while routes.trips[r, begin, TILL] <= routes.units[unit, PLACE]:
        begin = routes.trips[r, begin, TILL]
    return r, begin


@bare
def _add_trip(net: Net, routes: Routes, r: int, begin: int, draft: Routes, d: int) -> None:
    """Add the trip that begins at a position of a row to the end of a drafted one."""
    places, n = routes.places, draft.rows[d, N]
    if n:
        own = places[r, begin, NODE] if begin else int(np.int64(-1))
        n += 1
        draft.places[d, n, NODE] = begin_of(net, own, places[r, begin + 1, NODE])
    for p in range(begin + 1, routes.trips[r, begin, TILL]):
        n += 1
        draft.places[d, n, NODE] = places[r, p, NODE]
    draft.rows[d, N] = n


@bare
def _draft(
    net: Net, routes: Routes, r: int, cut: int, t: int, begin: int, at: int, draft: Routes, d: int
) -> bool:
    """Draft a row without the trip at ``cut``, and with one of row ``t`` before that at ``at``.

    Whether it can be driven by the same vehicle; ``t`` is -1 where no trip is added.
    """
    draft.rows[d, N] = 0
    draft.rows[d, KIND] = routes.rows[r, KIND]
    n, p = routes.rows[r, N], int(np.int64(0))
    while p <= n:
        if p == at and t >= 0:
            _add_trip(net, routes, t, begin, draft, d)
        if p != cut:
            _add_trip(net, routes, r, p, draft, d)
        p = routes.trips[r, p, TILL]
    if at > n and t >= 0:
        _add_trip(net, routes, t, begin, draft, d)
    return draft.rows[d, N] == 0 or _can_be_driven(net, draft, d)


@bare
def _can_be_driven(net: Net, draft: Routes, d: int) -> bool:
    """Whether all trips of a drafted row can begin, and all is in time and has room."""
    for p in range(1, draft.rows[d, N] + 1):
        if draft.places[d, p, NODE] < 0:
            return False
    return refresh(net, draft, d)


@bare
def _take_over(
    net: Net, routes: Routes, kept: Routes, spare: Spare, now: int, r: int, d: int
) -> None:
    """Make a row what was drafted."""
    save(routes, kept, spare.touched, spare.stamp, now, r)
    take_over(net, routes, spare.draft, d, r)


@bare
def _change_vehicle(
    net: Net, routes: Routes, kept: Routes, spare: Spare, now: int, r: int, rng: Words
) -> None:
    """Give a route the cheapest vehicle of another type that is free."""
    draft, rows, zero = spare.draft, routes.rows, int(np.int64(0))
    copy_row(routes, draft, r, zero)
    own, best, found = rows[r, KIND], np.inf, int(np.int64(-1))
    for kind in range(len(net.fleet)):
        if kind == own or routes.used[kind] >= net.fleet[kind, AVAILABLE] or uniform(rng) < _BLINK:
            continue
        draft.rows[0, KIND] = kind
        if refresh(net, draft, zero) and draft.cost[0] < best:
            best, found = draft.cost[0], int(kind)
    if found >= 0:
        draft.rows[0, KIND] = found
        _take_over(net, routes, kept, spare, now, r, zero)


@bare
def _swap_vehicles(
    net: Net, routes: Routes, kept: Routes, spare: Spare, now: int, r: int, t: int
) -> None:
    """Let two routes change vehicles."""
    draft, rows = spare.draft, routes.rows
    zero, one = int(np.int64(0)), int(np.int64(1))
    if rows[r, KIND] == rows[t, KIND]:
        return
    copy_row(routes, draft, r, zero)
    copy_row(routes, draft, t, one)
    draft.rows[0, KIND], draft.rows[1, KIND] = rows[t, KIND], rows[r, KIND]
    if refresh(net, draft, zero) and refresh(net, draft, one):
        _take_over(net, routes, kept, spare, now, r, zero)
        _take_over(net, routes, kept, spare, now, t, one)


@bare
def _swap_trips(
    net: Net, routes: Routes, kept: Routes, spare: Spare, now: int, unit: int, other: int
) -> None:
    """Let two trips change places."""
    zero, one = int(np.int64(0)), int(np.int64(1))
    r, begin = _trip_of(routes, unit)
    t, then = _trip_of(routes, other)
    if _draft(net, routes, r, begin, t, then, begin, spare.draft, zero) and _draft(
        net, routes, t, then, r, begin, then, spare.draft, one
    ):
        _take_over(net, routes, kept, spare, now, r, zero)
        _take_over(net, routes, kept, spare, now, t, one)


@bare
def _move_trip(
    net: Net, routes: Routes, kept: Routes, spare: Spare, now: int, unit: int, rng: Words
) -> None:
    """Give a trip to the route, and to the place in it, where it costs least."""
    rows, places, trips, draft = routes.rows, routes.places, routes.trips, spare.draft
    none, zero, one = int(np.int64(-1)), int(np.int64(0)), int(np.int64(1))
    r, begin = _trip_of(routes, unit)
    busy = 0
    for p in range(begin + 1, trips[r, begin, TILL]):
        busy += net.nodes[places[r, p, NODE], SERVICE]
    best, row, place = np.inf, none, none
    for t in range(routes.used[-1]):
        n, kind = rows[t, N], rows[t, KIND]
        if n == 0 or t == r or uniform(rng) < _BLINK:
            continue
        if places[t, n + 1, AHEAD] + busy > net.fleet[kind, LONGEST]:
            continue
        at = zero
        while True:
            if _draft(net, routes, t, none, r, begin, at, draft, zero):
                cost = draft.cost[0] - routes.cost[t]
                if cost < best:
                    best, row, place = cost, int(t), at
            if at > n:
                break
            at = trips[t, at, TILL]
    if row < 0 or not _draft(net, routes, r, begin, none, none, none, draft, one):
        return
    _draft(net, routes, row, none, r, begin, place, draft, zero)
    _take_over(net, routes, kept, spare, now, r, one)
    _take_over(net, routes, kept, spare, now, row, zero)
