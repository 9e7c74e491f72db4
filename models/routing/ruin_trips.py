"""What does a unit cost on a route or a trip of its own, and what does it add to a trip's ends?"""

from __future__ import annotations

import numpy as np

from models.kernels import bare, woven
from models.routing.ruin_between import arrival, cleaning, departure, gap_between
from models.routing.ruin_state import (
    AHEAD,
    AHEAD_EARLY,
    AHEAD_LATE,
    AT,
    AVAILABLE,
    BEHIND,
    BEHIND_EARLY,
    BEHIND_LATE,
    BESIDE,
    BORNE,
    CAPACITY,
    COLUMN,
    CONTEXT,
    DEPOTS,
    DRIVEN,
    EARLY,
    END,
    KIND,
    KIND_OF,
    LATE,
    LENGTH,
    LEVEL,
    LOCATION,
    LONGEST,
    METRES,
    MODE,
    NEVER,
    NODE,
    OWN,
    PART,
    PER_METRE,
    PER_ROUTE,
    PROFILE,
    READY,
    SERVICE,
    SET,
    START,
    STEP,
    TILL,
    TRIPS,
    WASHED,
    WASHES,
    WAY,
    WIPED,
    WIPES,
    N,
    Net,
    Routes,
    join,
    route_cost,
)

__all__ = ["may_turn_again", "new_route", "price_alone", "with_more", "with_turn"]


@bare
def price_alone(net: Net) -> None:
    """Work out what each copy costs on a route of its own in each type of vehicle."""
    for copy in range(len(net.alone)):
        for kind in range(len(net.fleet)):
            net.alone[copy, kind] = _alone(net, kind, copy)


@woven
def _alone(net: Net, kind: int, copy: int) -> float:
    nothing = int(np.int64(0))
    about, fleet = net.nodes, net.fleet
    if not net.may[copy, kind]:
        return np.inf
    for k in range(net.loads.shape[1]):
        if max(net.loads[copy, k, 0], net.loads[copy, k, 1]) > fleet[kind, CAPACITY + k]:
            return np.inf
    start, profile = fleet[kind, START], fleet[kind, PROFILE]
    here = about[copy, LOCATION]
    leave, leave_late = departure(net, kind, copy)
    end, opens, closes = arrival(net, kind, net.ends[about[copy, CONTEXT], about[copy, DEPOTS]])
    d, e, f = join(
        nothing, leave, leave_late, net.into[profile, here, start, WAY],
        about[copy, SERVICE], about[copy, EARLY], about[copy, LATE],
    )  # fmt: skip
    if d >= NEVER:
        return np.inf
    d, e, f = join(d, e, f, net.arcs[profile, here, end, WAY], nothing, opens, closes)
    if d > fleet[kind, LONGEST]:
        return np.inf
    metres = net.into[profile, here, start, LENGTH] + net.arcs[profile, here, end, LENGTH]
    return route_cost(fleet, net.price, kind, metres, d)


@woven
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
                cost = net.alone[copy, kind]
                if cost < best:
                    best, found_copy, found_kind = cost, copy, kind
    if found_kind < 0:
        return np.inf, found_row, found_copy, found_kind
    return best, found_row, found_copy, found_kind


@woven
def with_turn(
    net: Net, routes: Routes, r: int, copy: int, begin: int, last_one: int, below: float
) -> float:
    """Cost of a trip of its own after the last or before the first one of a route.

    Infinite where it is not below what was said.
    """
    nothing = int(np.int64(0))
    about, fleet = net.nodes, net.fleet
    arcs, into = net.arcs, net.into
    places, trips = routes.places, routes.trips
    n, kind = routes.rows[r, N], routes.rows[r, KIND]
    profile, mode = fleet[kind, PROFILE], fleet[kind, MODE]
    here = about[copy, LOCATION]
    own = net.ends[about[copy, CONTEXT], about[copy, DEPOTS]]
    if last_one:
        level = cleaning(
            net.goods[mode, copy, OWN], trips[r, n + 1, WIPES], trips[r, n + 1, WASHES]
        )
        at = places[r, n, AT]
        end, opens, closes = arrival(net, kind, own)
        via, soon, late = gap_between(net, kind, trips[r, n + 1, SET], level, begin, at, copy)
        metres = (
            arcs[profile, at, via, LENGTH]
            + into[profile, here, via, LENGTH]
            + arcs[profile, here, end, LENGTH]
            - places[r, n, STEP]
        )
    else:
        level = cleaning(
            trips[r, 0, BORNE], net.goods[mode, copy, WIPED], net.goods[mode, copy, WASHED]
        )
        via, soon, late = gap_between(net, kind, own, level, begin, here, places[r, 1, NODE])
        soon = max(soon, places[r, 0, READY])
        start, then = fleet[kind, START], places[r, 1, AT]
        opens, closes = departure(net, kind, copy)
        metres = (
            into[profile, here, start, LENGTH]
            + arcs[profile, here, via, LENGTH]
            + into[profile, then, via, LENGTH]
            - places[r, 0, STEP]
        )
    if net.price[kind, PER_METRE] * metres >= below:
        return np.inf
    for k in range(net.loads.shape[1]):
        if max(net.loads[copy, k, 0], net.loads[copy, k, 1]) > fleet[kind, CAPACITY + k]:
            return np.inf
    if last_one:
        d, e, f = join(
            places[r, n, AHEAD], places[r, n, AHEAD_EARLY], places[r, n, AHEAD_LATE],
            arcs[profile, at, via, WAY], nothing, soon, late,
        )  # fmt: skip
        way, onward = into[profile, here, via, WAY], arcs[profile, here, end, WAY]
    else:
        d, e, f = nothing, opens, closes
        way, onward = into[profile, here, start, WAY], arcs[profile, here, via, WAY]
    if d >= NEVER:
        return np.inf
    d, e, f = join(d, e, f, way, about[copy, SERVICE], about[copy, EARLY], about[copy, LATE])
    if d >= NEVER:
        return np.inf
    if last_one:
        d, e, f = join(d, e, f, onward, nothing, opens, closes)
    else:
        d, e, f = join(d, e, f, onward, nothing, soon, late)
        if d >= NEVER:
            return np.inf
        d, e, f = join(
            d, e, f, into[profile, then, via, WAY],
            places[r, 1, BEHIND], places[r, 1, BEHIND_EARLY], places[r, 1, BEHIND_LATE],
        )  # fmt: skip
    if d > fleet[kind, LONGEST]:
        return np.inf
    metres += routes.rows[r, METRES]
    return float(route_cost(fleet, net.price, kind, metres, d) - routes.cost[r])


@bare
def with_more(net: Net, routes: Routes, r: int, p: int, copy: int) -> tuple[int, int]:
    """What a copy adds behind and before the trip that begins at a position, time and way.

    A depot more to unload at, or a cleaning that its goods demand before or leave behind. What they
    leave to later trips is not foreseen.
    """
    about, arcs, places, trips = net.nodes, net.arcs, routes.places, routes.trips
    kind, n = routes.rows[r, KIND], routes.rows[r, N]
    profile, mode = net.fleet[kind, PROFILE], net.fleet[kind, MODE]
    n_copies = len(net.begins)
    seconds = metres = int(np.int64(0))
    own = net.goods[mode, copy, OWN]
    level = cleaning(own, trips[r, p, WIPES], trips[r, p, WASHES])
    if p and level > trips[r, p, LEVEL]:
        before, here = places[r, p - 1, AT], places[r, p, AT]
        column, soon, late = gap_between(
            net, kind, trips[r, p, SET], level, places[r, p, NODE] - n_copies,
            before, places[r, p + 1, NODE],
        )  # fmt: skip
        if soon > late:
            return NEVER, NEVER
        seconds += arcs[profile, before, column, WAY] - arcs[profile, before, here, WAY]
        metres += arcs[profile, before, column, LENGTH] - arcs[profile, before, here, LENGTH]
    till = trips[r, p, TILL]
    after = net.ends[trips[r, p, KIND_OF], trips[r, p, PART] | about[copy, DEPOTS]]
    column = net.homes[after, net.fleet[kind, END], COLUMN] + net.fleet[kind, BESIDE]
    if till <= n:
        level = cleaning(
            trips[r, till, BORNE], net.goods[mode, copy, WIPED], net.goods[mode, copy, WASHED]
        )
        begin = places[r, till, NODE] - n_copies
        column, soon, late = gap_between(
            net, kind, after, max(level, trips[r, till, LEVEL]), begin,
            places[r, till - 1, AT], places[r, till + 1, NODE],
        )  # fmt: skip
        if soon > late:
            return NEVER, NEVER
    last, here = places[r, till - 1, AT], places[r, till, AT]
    if column != here:
        seconds += arcs[profile, last, column, WAY] - arcs[profile, last, here, WAY]
        metres += arcs[profile, last, column, LENGTH] - arcs[profile, last, here, LENGTH]
    return seconds, metres


@woven
def may_turn_again(net: Net, routes: Routes, r: int) -> bool:
    """Whether a trip more is allowed, and can be kept."""
    rows = routes.rows
    has_room = rows[r, N] + 3 <= routes.places.shape[1]
    return bool(has_room and rows[r, DRIVEN] < net.fleet[rows[r, KIND], TRIPS])
