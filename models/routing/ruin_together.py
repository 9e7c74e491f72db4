"""How do several processes search for one solution? Each has a part of it, parted again and again.

Where time is short for the number of units, two halves that are each searched by one process come
further than two solutions of which the better is taken. Section 5.7 of ``docs/models/routing.md``.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from models.routing.ruin_pace import Pace
from models.routing.ruin_parts import Part, divide
from models.routing.ruin_shares import Peers, Share
from models.routing.ruin_work import Work, rows_of

__all__ = ["search_parts"]

_TINY = 1e-9


def search_parts(
    work: Work,
    pace: Pace,
    peers: Peers,
    *,
    tell: Callable[[int], None],
    stop: Callable[[], bool],
) -> None:
    """Search part of a solution at a time, and have the others search the rest.

    Parameters
    ----------
    work : Work
        The whole, laid out alike by all; its best is changed to the best found.
    pace : Pace
        How fast.
    peers : Peers
        The others. Where one of them does not answer, this one goes on with all of it.
    tell : callable
        Told how many steps were done, now and then, of ``work``'s best.
    stop : callable
        Asked now and then; True ends the search.
    """
    net, common = work.net, np.random.default_rng(peers.seed)
    rows, n_parts = rows_of(work.routes), peers.n
    for number in range(peers.n_partings):
        if stop():
            return
        parcels = divide(net, rows, n_parts, common)
        own = (peers.number + number) % n_parts
        part = Part.of(net, rows, parcels[own])
        mine = _search(part, work, pace, (number + 1) / peers.n_partings, peers.number, stop)
        others = peers.exchange(mine) if n_parts > 1 else ()
        if others is None:
            lost = (row for place, one in enumerate(parcels) if place != own for row in one.rows)
            rows, n_parts = [*mine.rows, *(rows[row] for row in lost)], 1
            continue
        shares = sorted([mine, *others], key=lambda share: share.number)
        rows = [row for share in shares for row in share.rows]
        least = sum(share.least for share in shares)
        if least < work.least - _TINY * abs(work.least):
            work.keep([row for share in shares for row in share.best], least)
            if peers.number == 0 or n_parts == 1:
                tell(pace.done)


def _search(
    part: Part, work: Work, pace: Pace, till: float, number: int, stop: Callable[[], bool]
) -> Share:
    """Search a part until some share of the limits is spent."""
    if not len(part.net.worth):
        return Share(number, [], [], 0.0)
    at = Work(part.net, work.manner, work.rng, work.missed[part.units])
    at.lay_out(part.rows)
    pace.run(at, till, stop=stop, tell=lambda _n: None)
    work.missed[part.units] = at.missed
    return Share(number, part.in_whole(at.routes), part.in_whole(at.best), at.least)
