"""How are routes torn down and built up again? Slack induction by string removals.

Strings of neighbouring units are taken out of some routes near each other, and put back one
by one where they cost least; what comes out is accepted as in simulated annealing.

References
----------
Christiaens, Vanden Berghe (2020), Slack induction by string removals for vehicle routing
problems, Transportation Science 54(2), 417-433. https://doi.org/10.1287/trsc.2019.0914
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.kernels import bare
from models.routing.ruin_moves import put, sort_out, take_out, uniform
from models.routing.ruin_places import find_place
from models.routing.ruin_state import (
    KIND,
    NODE,
    PLACE,
    ROW,
    UNIT,
    N,
    Net,
    Routes,
    refresh,
)
from models.routing.ruin_trips import change_type

__all__ = ["Spare", "anneal", "spare_room"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_LONGEST_STRING = 10.0
_SPLIT = 0.5
_WIDER = 0.5
_BLINK = 0.01


class Spare(NamedTuple):
    """Room that an iteration works in.

    Parameters
    ----------
    touched, stamp, seen : numpy.ndarray of int64, shape (n_rows + 1,)
        Rows that were changed, their number first; when each row was last changed, and looked at.
    absent, before : numpy.ndarray of int64, shape (n_units + 1,)
        Units that are out, and that were out before.
    keys : numpy.ndarray of float64, shape (n_units + 1,)
        What they are sorted by.
    """

    touched: Ints
    stamp: Ints
    seen: Ints
    absent: Ints
    before: Ints
    keys: Floats


def spare_room(n_rows: int, n_units: int) -> Spare:
    """Room for an iteration."""
    return Spare(
        touched=np.zeros(n_rows + 1, np.int64),
        stamp=np.zeros(n_rows + 1, np.int64),
        seen=np.zeros(n_rows + 1, np.int64),
        absent=np.zeros(n_units + 1, np.int64),
        before=np.zeros(n_units + 1, np.int64),
        keys=np.zeros(n_units + 1),
    )


@bare
def _save(routes: Routes, kept: Routes, touched: Ints, stamp: Ints, now: int, r: int) -> None:
    """Keep a row as it was before this iteration first touched it."""
    if stamp[r] == now:
        return
    stamp[r] = now
    touched[0] += 1
    touched[touched[0]] = r
    kept.cost[r] = routes.cost[r]
    _copy_row(routes, kept, r)


@bare
def _copy_row(source: Routes, target: Routes, r: int) -> None:
    n = source.rows[r, N]
    target.rows[r, KIND], target.rows[r, N] = source.rows[r, KIND], n
    for p in range(1, n + 1):
        target.places[r, p, NODE] = source.places[r, p, NODE]


@bare
def _restore(net: Net, routes: Routes, kept: Routes, touched: Ints) -> None:
    rows, units = routes.rows, routes.units
    for i in range(1, touched[0] + 1):
        r = touched[i]
        n = rows[r, N]
        if n:
            routes.used[rows[r, KIND]] -= 1
        for p in range(1, n + 1):
            unit = net.nodes[routes.places[r, p, NODE], UNIT]
            if unit >= 0:
                units[unit, ROW] = -1
    for i in range(1, touched[0] + 1):
        r = touched[i]
        routes.cost[r] = kept.cost[r]
        _copy_row(kept, routes, r)
        if rows[r, N]:
            routes.used[rows[r, KIND]] += 1
            refresh(net, routes, r)


@bare
def _ruin(  # noqa: C901 - the paper's procedure in one piece
    net: Net,
    routes: Routes,
    kept: Routes,
    touched: Ints,
    stamp: Ints,
    now: int,
    absent: Ints,
    n_absent: int,
    n_removed: float,
    rng: NDArray[np.uint64],
) -> int:
    """Take strings out of rows near a unit drawn by chance; how many units are out then."""
    n_units = len(net.worth)
    rows, places, units, unit_of = routes.rows, routes.places, routes.units, net.nodes
    n_rows = 0
    for r in range(routes.used[-1]):
        n_rows += rows[r, N] > 0
    served = n_units - n_absent
    if n_rows == 0:
        return n_absent
    string = min(_LONGEST_STRING, served / n_rows)
    most = 4.0 * n_removed / (1.0 + string) - 1.0
    n_strings = int(uniform(rng) * most + 1.0)
    seed = int(uniform(rng) * n_units)
    done = 0
    for i in range(net.near.shape[1]):
        if done >= n_strings:
            break
        unit = net.near[seed, i]
        r = units[unit, ROW]
        if r < 0 or stamp[r] == now:
            continue
        _save(routes, kept, touched, stamp, now, r)
        done += 1
        n = rows[r, N]
        length = int(uniform(rng) * min(string, float(n)) + 1.0)
        spared = 0
        if length > 1 and length < n and uniform(rng) < _SPLIT:
            spared = 1
            while length + spared < n and uniform(rng) > _WIDER:
                spared += 1
        place = units[unit, PLACE]
        span = length + spared
        low = max(1, place - span + 1)
        high = min(place, n - span + 1)
        first = low + int(uniform(rng) * (high - low + 1))
        gap = first + 1 + int(uniform(rng) * max(1, length - 1)) if spared else first + span
        for p in range(first, first + span):
            if gap <= p < gap + spared:
                continue
            out = unit_of[places[r, p, NODE], UNIT]
            if out >= 0:
                units[out, ROW] = -1
        # Whoever is out after closing up is told by its row, -1.
        take_out(net, routes, r)
        for p in range(1, n + 1):
            out = unit_of[kept.places[r, p, NODE], UNIT]
            if out >= 0 and units[out, ROW] < 0:
                absent[n_absent] = out
                n_absent += 1
    return n_absent


@bare
def _recreate(
    net: Net,
    routes: Routes,
    kept: Routes,
    spare: Spare,
    now: int,
    n_out: int,
    rng: NDArray[np.uint64],
    scan: int,
) -> int:
    """Put units back one by one where that costs least; how many are left out."""
    absent = spare.absent
    n_absent = int(np.int64(0))
    for i in range(n_out):
        unit = absent[i]
        spot = find_place(net, routes, unit, rng, spare.seen, _BLINK, scan)
        if spot[1] < 0 or spot[0] >= net.worth[unit]:
            absent[n_absent] = unit
            n_absent += 1
            continue
        _save(routes, kept, spare.touched, spare.stamp, now, spot[1])
        if not put(net, routes, spot):
            # Its goods are ready so late that those before it on its trip come late.
            routes.units[unit, ROW] = -1
            take_out(net, routes, spot[1])
            absent[n_absent] = unit
            n_absent += 1
    if len(net.fleet) > 1:
        for i in range(1, spare.touched[0] + 1):
            change_type(net, routes, spare.touched[i])
    return n_absent


@bare
def _left_out(routes: Routes, absent: Ints) -> int:
    """List the units in no row; how many they are."""
    n_absent = int(np.int64(0))
    for unit in range(len(routes.units)):
        if routes.units[unit, ROW] < 0:
            absent[n_absent] = unit
            n_absent += 1
    return n_absent


@bare
def anneal(
    net: Net,
    routes: Routes,
    kept: Routes,
    best: Routes,
    spare: Spare,
    told: Floats,
    rng: NDArray[np.uint64],
    n_iterations: int,
    temperature: float,
    n_removed: float,
    scan: int,
) -> None:
    """Tear down and build up; ``told`` holds the objective now and the best one.

    Parameters
    ----------
    net : Net
        The problem.
    routes : Routes
        Where the search is; changed.
    kept : Routes
        Room for rows as they were.
    best : Routes
        Rows of the best answer; changed.
    spare : Spare
        Room to work in.
    told : numpy.ndarray of float64, shape (2,)
        Objective of ``routes`` and of ``best``; changed.
    rng : numpy.ndarray of uint64, shape (1,)
        State of the random stream; changed.
    n_iterations : int
        How many.
    temperature : float
        By how much worse, in the mean, an answer may be to be taken.
    n_removed : float
        Mean number of units taken out.
    scan : int
        Near units whose routes are looked at for a place; others only where there is none.
    """
    n_rows = len(routes.rows)
    touched, stamp = spare.touched, spare.stamp
    absent, before = spare.absent, spare.before
    for r in range(n_rows):
        stamp[r] = -1
    n_absent = _left_out(routes, absent)
    current, least = told[0], told[1]
    for now in range(n_iterations):
        touched[0] = 0
        n_before = n_absent
        for i in range(n_before):
            before[i] = absent[i]
        n_out = _ruin(net, routes, kept, touched, stamp, now, absent, n_absent, n_removed, rng)
        sort_out(net, absent, n_out, spare.keys, rng)
        n_absent = _recreate(net, routes, kept, spare, now, n_out, rng, scan)
        change = 0.0
        for i in range(1, touched[0] + 1):
            change += routes.cost[touched[i]] - kept.cost[touched[i]]
        for i in range(n_absent):
            change += net.worth[absent[i]]
        for i in range(n_before):
            change -= net.worth[before[i]]
        if change < -temperature * np.log(1.0 - uniform(rng)):
            current += change
            if current < least - 1e-9 * abs(least):
                least = current
                for r in range(n_rows):
                    _copy_row(routes, best, r)
        else:
            _restore(net, routes, kept, touched)
            n_absent = n_before
            for i in range(n_before):
                absent[i] = before[i]
    told[0], told[1] = current, least
