"""How is a step taken back? Rows are kept as they were before it first touched them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.kernels import woven
from models.routing.ruin_refresh import refresh
from models.routing.ruin_state import (
    KIND,
    NODE,
    ROW,
    UNIT,
    N,
    Net,
    Routes,
    blank,
)

__all__ = ["Spare", "copy_row", "restore", "save", "spare_room", "take_over"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


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
    missed : numpy.ndarray of float64, shape (n_units,)
        By how much it has become dearer to leave each out.
    draft : Routes
        Two rows to try something in.
    """

    touched: Ints
    stamp: Ints
    seen: Ints
    absent: Ints
    before: Ints
    keys: Floats
    missed: Floats
    draft: Routes


def spare_room(net: Net, n_rows: int) -> Spare:
    """Room for an iteration."""
    n_units = len(net.worth)
    return Spare(
        touched=np.zeros(n_rows + 1, np.int64),
        stamp=np.zeros(n_rows + 1, np.int64),
        seen=np.zeros(n_rows + 1, np.int64),
        absent=np.zeros(n_units + 1, np.int64),
        before=np.zeros(n_units + 1, np.int64),
        keys=np.zeros(n_units + 1),
        missed=np.zeros(n_units),
        draft=blank(net, 2),
    )


@woven
def save(routes: Routes, kept: Routes, touched: Ints, stamp: Ints, now: int, r: int) -> None:
    """Keep a row as it was before this iteration first touched it."""
    if stamp[r] == now:
        return
    stamp[r] = now
    touched[0] += 1
    touched[touched[0]] = r
    kept.cost[r] = routes.cost[r]
    copy_row(routes, kept, r, r)


@woven
def copy_row(source: Routes, target: Routes, r: int, to: int) -> None:
    """Keep what a row is made of; its segments follow from that."""
    n = source.rows[r, N]
    target.rows[to, KIND], target.rows[to, N] = source.rows[r, KIND], n
    for p in range(1, n + 1):
        target.places[to, p, NODE] = source.places[r, p, NODE]


@woven
def take_over(net: Net, routes: Routes, draft: Routes, d: int, r: int) -> None:
    """Make a row in use what was drafted, which can be driven or is empty."""
    routes.used[routes.rows[r, KIND]] -= 1
    copy_row(draft, routes, d, r)
    routes.cost[r] = 0.0
    if routes.rows[r, N]:
        routes.used[routes.rows[r, KIND]] += 1
        refresh(net, routes, r)


@woven
def restore(net: Net, routes: Routes, kept: Routes, touched: Ints) -> None:
    """Make the touched rows what they were."""
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
        copy_row(kept, routes, r, r)
        if rows[r, N]:
            routes.used[rows[r, KIND]] += 1
            refresh(net, routes, r)
