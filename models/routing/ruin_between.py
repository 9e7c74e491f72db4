"""What lies before a route's first trip, between two trips, and behind the last?

That follows from what the trips carry: where to unload, how well to clean, where the next begins.
"""

from __future__ import annotations

import numpy as np

from models.kernels import woven
from models.routing.ruin_state import (
    BESIDE,
    CLOSES,
    COLUMN,
    CONTEXT,
    END,
    FROM,
    LOCATION,
    NEVER,
    OPENS,
    PROFILE,
    SPOT,
    TO,
    WAY,
    Net,
)

__all__ = ["arrival", "cleaning", "departure", "gap_between"]


@woven
def gap_between(
    net: Net, kind: int, depots: int, level: int, begin: int, last: int, first: int
) -> tuple[int, int, int]:
    """Column between two trips, and when the second may begin; from later than to if never.

    A trip that loads nothing begins at the depot that is nearest, or at once where nothing is to be
    unloaded or cleaned.
    """
    arcs, into = net.arcs, net.into
    profile, beside = net.fleet[kind, PROFILE], net.fleet[kind, BESIDE]
    found = begin
    if len(net.rests) and begin == net.begins.shape[1] - 1:
        if depots == 0 and level == 0:
            return net.nodes[first, SPOT] + beside, int(np.int64(0)), int(np.int64(NEVER))
        least, here = NEVER, net.nodes[first, LOCATION]
        for other in net.rests:
            gap = net.gaps[depots, level, other]
            column = gap[COLUMN] + beside
            way = arcs[profile, last, column, WAY] + into[profile, here, column, WAY]
            if gap[FROM] <= gap[TO] and way < least:
                found, least = other, int(way)
    gap = net.gaps[depots, level, found]
    return gap[COLUMN] + beside, gap[FROM], gap[TO]


@woven
def departure(net: Net, kind: int, first: int) -> tuple[int, int]:
    """When a vehicle may leave home, by the first copy it comes to. [s]"""
    opens, closes = net.fleet[kind, OPENS], net.fleet[kind, CLOSES]
    if len(net.rests) and net.begins[first, net.begins.shape[1] - 1]:
        return opens, closes  # it loads nothing
    door = net.doors[kind, net.nodes[first, CONTEXT]]
    return max(opens, door[0]), min(closes, door[1])


@woven
def arrival(net: Net, kind: int, depots: int) -> tuple[int, int, int]:
    """Column of home after unloading at a set of depots, and when one may be there. [s]"""
    home = net.homes[depots, net.fleet[kind, END]]
    opens, closes = net.fleet[kind, OPENS], net.fleet[kind, CLOSES]
    return home[COLUMN] + net.fleet[kind, BESIDE], max(opens, home[FROM]), min(closes, home[TO])


@woven
def cleaning(borne: int, wipes: int, washes: int) -> int:
    """Level of cleaning before goods, by what is demanded before which."""
    if borne & washes:
        return 2
    return 1 if borne & wipes else 0
