"""How are routes torn down and built up again? Slack induction by string removals.

Strings of neighbouring units are taken out of some routes near each other, and put back one
by one where they cost least; what comes out is accepted as in simulated annealing.

References
----------
Christiaens, Vanden Berghe (2020), Slack induction by string removals for vehicle routing
problems, Transportation Science 54(2), 417-433. https://doi.org/10.1287/trsc.2019.0914
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.kernels import bare, woven
from models.routing.ruin_ends import exchange_ends
from models.routing.ruin_hands import change_hands
from models.routing.ruin_moves import put, sort_out, take_out, uniform
from models.routing.ruin_places import find_place
from models.routing.ruin_split import cut_in_two
from models.routing.ruin_state import (
    ROW,
    Net,
    Routes,
)
from models.routing.ruin_strings import tear_out
from models.routing.ruin_types import change_type
from models.routing.ruin_undo import Spare, copy_row, restore, save

__all__ = ["anneal"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_BLINK = 0.01
_MOST_TRIED = 20
_CUT = 0.1
"""Share of steps that look for routes to cut in two, which is not worth its time in each."""
_N_EXCHANGES = 8
"""Of ends that are tried after each step."""


@woven
def _recreate(
    net: Net,
    routes: Routes,
    kept: Routes,
    spare: Spare,
    now: int,
    n_passed: int,
    n_out: int,
    rng: NDArray[np.uint64],
    scan: int,
) -> int:
    """Put units back one by one where that costs least; how many are left out."""
    absent = spare.absent
    n_absent = n_passed
    for i in range(n_passed, n_out):
        unit = absent[i]
        spot = find_place(net, routes, unit, rng, spare.seen, _BLINK, scan)
        if spot[1] < 0 or spot[0] >= net.worth[unit]:
            absent[n_absent] = unit
            n_absent += 1
            continue
        save(routes, kept, spare.touched, spare.stamp, now, spot[1])
        if not put(net, routes, spot):
            # Its goods are ready so late that those before it on its trip come late.
            routes.units[unit, ROW] = -1
            take_out(net, routes, spot[1])
            absent[n_absent] = unit
            n_absent += 1
    if len(net.fleet) > 1:
        n_touched = spare.touched[0]
        cuts = uniform(rng) < _CUT
        for i in range(1, n_touched + 1):
            change_type(net, routes, spare.touched[i])
            if cuts:
                cut_in_two(net, routes, kept, spare, now, spare.touched[i])
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


@woven
def _pass_over(absent: Ints, n_absent: int, n_units: int, rng: NDArray[np.uint64]) -> int:
    """Bring to the front those of many left out that this step does not try; how many they are.

    Where all are out, all are tried: that is how routes begin.
    """
    n_passed = int(np.int64(0))
    if n_absent > _MOST_TRIED and n_absent < n_units:
        n_passed = n_absent - _MOST_TRIED
    for i in range(n_passed):
        j = i + int(uniform(rng) * (n_absent - i))
        absent[i], absent[j] = absent[j], absent[i]
    return n_passed


@woven
def _pressed(net: Net, spare: Spare, n_absent: int, n_before: int) -> float:
    """By how much more the absent now are missed than those before; being missed adds to it.

    Where room is tight this leaves out what is easily put in, and so nothing in the end.
    """
    absent, before, missed = spare.absent, spare.before, spare.missed
    pressed = 0.0
    for i in range(n_before):
        pressed -= missed[before[i]]
    for i in range(n_absent):
        pressed += missed[absent[i]]
    for i in range(n_absent):
        missed[absent[i]] += net.pressing[absent[i]]
    return pressed


@woven
def _change(
    net: Net, routes: Routes, kept: Routes, spare: Spare, n_absent: int, n_before: int
) -> float:
    """By how much more everything costs than before the step."""
    change = 0.0
    for i in range(1, spare.touched[0] + 1):
        change += routes.cost[spare.touched[i]] - kept.cost[spare.touched[i]]
    for i in range(n_absent):
        change += net.worth[spare.absent[i]]
    for i in range(n_before):
        change -= net.worth[spare.before[i]]
    return change


@woven
def _keep_best(routes: Routes, best: Routes, current: float, least: float) -> float:
    """Keep the rows if they cost less than the best; the least they ever cost."""
    if current >= least - 1e-9 * abs(least):
        return least
    for r in range(len(routes.rows)):
        copy_row(routes, best, r, r)
    return current


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
    empties: float,
    scan: int,
    hands: float,
    warmth: float,
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
    empties : float
        Share of steps that take all out of a route as well.
    scan : int
        Near units whose routes are looked at for a place; others only where there is none.
    hands : float
        Share of steps in which trips and vehicles change hands instead.
    warmth : float
        Share of the temperature at which routes exchange ends.
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
        if hands > 0.0 and uniform(rng) < hands:
            change_hands(net, routes, kept, spare, now, rng)
        else:
            n_out = tear_out(
                net, routes, kept, touched, stamp, now, absent, n_absent, n_removed, empties, rng
            )
            n_passed = _pass_over(absent, n_before, len(net.worth), rng)
            sort_out(net, absent, n_passed, n_out, spare.keys, rng)
            n_absent = _recreate(net, routes, kept, spare, now, n_passed, n_out, rng, scan)
        change = _change(net, routes, kept, spare, n_absent, n_before)
        pressed = 0.0
        if n_before:
            pressed = _pressed(net, spare, n_absent, n_before)
        if change + pressed < -temperature * np.log(1.0 - uniform(rng)):
            current += change
            least = _keep_best(routes, best, current, least)
        else:
            restore(net, routes, kept, touched)
            n_absent = n_before
            for i in range(n_before):
                absent[i] = before[i]
        for _ in range(_N_EXCHANGES):
            current += exchange_ends(net, routes, spare.draft, rng, warmth * temperature)
            least = _keep_best(routes, best, current, least)
    told[0], told[1] = current, least
