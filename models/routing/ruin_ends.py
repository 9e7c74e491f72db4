"""What do two routes gain by exchanging what follows? Strings are too short to move it.

From one unit a vehicle goes on to a near unit of another route, and to what follows that; the other
vehicle goes on to what it left. That may be the rest of both routes, or the rest of a trip alone.
Section 5.7 of ``docs/models/routing.md``.

References
----------
Potvin, Rousseau (1995), An exchange heuristic for routeing problems with time windows, Journal of
the Operational Research Society 46(12), 1433-1446. https://doi.org/10.1057/jors.1995.204
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.kernels import bare, woven
from models.routing.ruin_moves import begin_of, uniform
from models.routing.ruin_refresh import refresh
from models.routing.ruin_state import (
    AT,
    BACK,
    BEHIND_LATE,
    CAPACITY,
    KIND,
    LATE,
    LEAVE,
    LENGTH,
    LOCATION,
    MOST,
    MOST_AFTER,
    NODE,
    OUT_AFTER,
    PER_METRE,
    PER_SECOND,
    PLACE,
    PROFILE,
    ROW,
    TILL,
    UNIT,
    WAY,
    N,
    Net,
    Routes,
)
from models.routing.ruin_undo import take_over

__all__ = ["exchange_ends"]

Words = NDArray[np.uint64]

_N_MATES = 20
"""Near units that a vehicle may go on to instead."""
_TRIP = 0.5
"""Share of exchanges that end with the trip, where vehicles make several."""
_TINY = 1e-9


@bare
def exchange_ends(net: Net, routes: Routes, draft: Routes, rng: Words, heat: float) -> float:
    """Try to have a unit, drawn by chance, followed by one of another route.

    Parameters
    ----------
    net : Net
        The problem.
    routes : Routes
        Where the search is; two rows may be changed, and cannot be restored.
    draft : Routes
        Two rows to try it in.
    rng : numpy.ndarray of uint64, shape (1,)
        State of the random stream; changed.
    heat : float
        By how much dearer, in the mean, an exchange may be that is made; 0 for none that is.

    Returns
    -------
    float
        By how much everything costs more than before; 0 where nothing was changed.
    """
    rows, places, units = routes.rows, routes.places, routes.units
    unit = int(uniform(rng) * len(units))
    other = net.mates[unit, int(uniform(rng) * min(_N_MATES, net.mates.shape[1]))]
    r, t = units[unit, ROW], units[other, ROW]
    trip_alone = net.begins.shape[1] > 0 and uniform(rng) < _TRIP
    if r < 0 or t < 0 or r == t:
        return 0.0
    p, q = units[unit, PLACE], units[other, PLACE]
    latest = net.nodes[places[t, q, NODE], LATE] if trip_alone else places[t, q, BEHIND_LATE]
    if places[r, p, LEAVE] + _way(net, routes, r, p, t, q)[0] > latest:
        return 0.0
    allowed = -_TINY - heat * np.log(1.0 - uniform(rng))
    till, until = rows[r, N] + 1, rows[t, N] + 1
    if trip_alone:
        till, until = _end_of_trip(routes, r, p), _end_of_trip(routes, t, q)
    # Most are too dear by their ways already, and need not be drafted.
    if not (
        _estimate(net, routes, r, p, till, t, q, until, allowed) < allowed
        and _has_room(net, routes, r, p, t, q)
        and _has_room(net, routes, t, q - 1, r, p + 1)
        and _can_be_driven(net, routes, r, p, till, t, q, until, draft)
    ):
        return 0.0
    change = draft.cost[0] + draft.cost[1] - routes.cost[r] - routes.cost[t]
    if change < allowed:
        take_over(net, routes, draft, int(np.int64(0)), r)
        take_over(net, routes, draft, int(np.int64(1)), t)
        return float(change)
    return 0.0


@woven
def _end_of_trip(routes: Routes, r: int, p: int) -> int:
    """Where the trip ends that a position is on."""
    till = routes.trips[r, 0, TILL]
    while till <= p:
        till = routes.trips[r, till, TILL]
    return int(till)


@woven
def _way(net: Net, routes: Routes, r: int, p: int, t: int, q: int) -> tuple[int, int]:
    """Seconds and metres from a position of a row to one of another; none between two depots."""
    places, about = routes.places, net.nodes
    profile = net.fleet[routes.rows[r, KIND], PROFILE]
    if p and about[places[r, p, NODE], UNIT] >= 0:
        arc = net.arcs[profile, about[places[r, p, NODE], LOCATION], places[t, q, AT]]
        return arc[WAY], arc[LENGTH]
    if q > routes.rows[t, N] or about[places[t, q, NODE], UNIT] < 0:
        return int(np.int64(0)), int(np.int64(0))
    arc = net.into[profile, about[places[t, q, NODE], LOCATION], places[r, p, AT]]
    return arc[WAY], arc[LENGTH]


@woven
def _price(net: Net, routes: Routes, r: int, p: int, t: int, q: int) -> float:
    """Cost of that way, waiting and overtime left out."""
    kind = routes.rows[r, KIND]
    way, length = _way(net, routes, r, p, t, q)
    return float(net.price[kind, PER_METRE] * length + net.price[kind, PER_SECOND] * way)


@woven
def _estimate(
    net: Net,
    routes: Routes,
    r: int,
    p: int,
    till: int,
    t: int,
    q: int,
    until: int,
    enough: float,
) -> float:
    """By how much the ways that change cost more; not all of them where some are dear enough."""
    more = (
        _price(net, routes, r, p, t, q)
        - _price(net, routes, r, p, r, p + 1)
        - _price(net, routes, t, q - 1, t, q)
    )
    if more >= enough:
        return more
    if p + 1 == till:
        more += _price(net, routes, t, q - 1, t, until)
    else:
        more += _price(net, routes, t, q - 1, r, p + 1)
        more += _price(net, routes, r, till - 1, t, until)
        more -= _price(net, routes, r, till - 1, r, till)
    more += _price(net, routes, t, until - 1, r, till)
    return more - _price(net, routes, t, until - 1, t, until)


@woven
def _has_room(net: Net, routes: Routes, r: int, p: int, t: int, q: int) -> bool:
    """Whether what leads up to a position and what follows from another is room enough for."""
    loads, kind = routes.loads, routes.rows[r, KIND]
    for k in range(net.loads.shape[1]):
        most = max(
            loads[r, p, k, MOST] + loads[t, q, k, OUT_AFTER],
            loads[r, p, k, BACK] + loads[t, q, k, MOST_AFTER],
        )
        if most > net.fleet[kind, CAPACITY + k]:
            return False
    return True


@bare
def _can_be_driven(
    net: Net,
    routes: Routes,
    r: int,
    p: int,
    till: int,
    t: int,
    q: int,
    until: int,
    draft: Routes,
) -> bool:
    """Draft both rows with the exchange; whether each can be driven."""
    zero, one = int(np.int64(0)), int(np.int64(1))
    for d, row in ((zero, r), (one, t)):
        draft.rows[d, KIND], draft.rows[d, N], draft.cost[d] = routes.rows[row, KIND], 0, 0.0
    return (
        _append(net, routes, r, one, p + 1, draft, zero)
        and _append(net, routes, t, q, until, draft, zero)
        and _append(net, routes, r, till, routes.rows[r, N] + 1, draft, zero)
        and _append(net, routes, t, one, q, draft, one)
        and _append(net, routes, r, p + 1, till, draft, one)
        and _append(net, routes, t, until, routes.rows[t, N] + 1, draft, one)
        and _close(net, draft, zero)
        and _close(net, draft, one)
    )


@woven
def _append(net: Net, routes: Routes, r: int, first: int, till: int, draft: Routes, d: int) -> bool:
    """Add positions of a row to a drafted one; False where a trip could not begin so.

    A trip of which nothing is left does not begin.
    """
    n = draft.rows[d, N]
    if n + till - first > draft.places.shape[1] - 2:
        return False
    for p in range(first, till):
        node = routes.places[r, p, NODE]
        follows_turn = n > 0 and net.nodes[draft.places[d, n, NODE], UNIT] < 0
        if net.nodes[node, UNIT] < 0:
            n += n > 0 and not follows_turn
        else:
            if follows_turn:
                begin = begin_of(net, draft.places[d, n, NODE], node)
                if begin < 0:
                    return False
                draft.places[d, n, NODE] = begin
            n += 1
        if n > 0:
            draft.places[d, n, NODE] = node
    draft.rows[d, N] = n
    return True


@woven
def _close(net: Net, draft: Routes, d: int) -> bool:
    """Whether a drafted row can be driven, or is empty, when no trip begins at its end."""
    n = draft.rows[d, N]
    n -= n > 0 and net.nodes[draft.places[d, n, NODE], UNIT] < 0
    draft.rows[d, N] = n
    return n == 0 or refresh(net, draft, d)
