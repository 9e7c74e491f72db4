"""Which units are taken out? Strings of neighbours from some routes near each other, or one whole.

References
----------
Christiaens, Vanden Berghe (2020), Slack induction by string removals for vehicle routing
problems, Transportation Science 54(2), 417-433. https://doi.org/10.1287/trsc.2019.0914
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.kernels import woven
from models.routing.ruin_moves import take_out, uniform
from models.routing.ruin_state import NODE, PLACE, ROW, UNIT, N, Net, Routes
from models.routing.ruin_undo import save

__all__ = ["tear_out"]

Ints = NDArray[np.int64]

_LONGEST_STRING = 10.0
_SPLIT = 0.5
_WIDER = 0.5


@woven
def tear_out(  # noqa: C901 - the paper's procedure in one piece
    net: Net,
    routes: Routes,
    kept: Routes,
    touched: Ints,
    stamp: Ints,
    now: int,
    absent: Ints,
    n_absent: int,
    n_removed: float,
    empties: float,
    rng: NDArray[np.uint64],
) -> int:
    """Take strings out of rows near a unit drawn by chance; how many units are out then.

    In some share of steps all is taken out of the first: strings are too short to do without a
    vehicle, and each of them alone saves nothing of what it costs.
    """
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
    whole = empties > 0.0 and uniform(rng) < empties
    done = 0
    for i in range(net.near.shape[1]):
        if done >= n_strings:
            break
        unit = net.near[seed, i]
        r = units[unit, ROW]
        if r < 0 or stamp[r] == now:
            continue
        save(routes, kept, touched, stamp, now, r)
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
        if whole and done == 1:
            first, span, gap, spared = 1, n, n + 1, 0
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
