"""Which s and S are best where a screened pair's target or least order binds?

The stocks that the cheapest levels of all would leave bound from where on no S can pay; from
there S comes down as far as it must. Section I.4 of ``docs/models/inventory.md``.
"""

from __future__ import annotations

import numpy as np

from models.inventory.problem import Floats
from models.inventory.renewal import mean_over
from models.inventory.screen_bounds import SAME, high_end, low_end
from models.kernels import bare, part, plain

__all__ = ["within_targets"]


@bare
def _best_below(
    cap: int,
    top: int,
    d: int,
    least: int,
    line: float,
    limit: float,
    seen: Floats,
    gaps: Floats,
    price: Floats,
    lost: Floats,
) -> tuple[int, float]:
    """Best d = S - s for an S, coming down from a d, and its cost a gap.

    A lowest stock raises the mean where it costs more than the mean; the loss rises with d.
    """
    at = top - cap
    cost = mean_over(seen, price, at, d)
    short = mean_over(seen, lost, at, d)
    while d > least and (
        short > limit * gaps[d] or price[at + d - 1] * gaps[d] >= (line + cost) * (1 - 1e-13)
    ):
        d -= 1
        cost -= seen[d] * price[at + d]
        short -= seen[d] * lost[at + d]
    if short > limit * gaps[d]:
        return d, np.inf
    return d, (line + cost) / gaps[d]


@part
def _cheapest_with(
    d: int,
    low: int,
    top: int,
    limit: float,
    seen: Floats,
    gaps: Floats,
    price: Floats,
    lost: Floats,
) -> int:
    """Lowest S from ``low`` on that meets the target with a d, and saves nothing by one more."""
    high = top
    low = max(low, d)
    while low < high:
        cap = (low + high) // 2
        at = top - cap
        if mean_over(seen, lost, at, d) <= limit * gaps[d] and (
            mean_over(seen, price, at - 1, d) >= mean_over(seen, price, at, d)
        ):
            high = cap
        else:
            low = cap + 1
    return low


@part
def within_targets(
    least: int,
    low: int,
    top: int,
    valley: int,
    free_d: int,
    free: float,
    line: float,
    limit: float,
    slope: float,
    seen: Floats,
    gaps: Floats,
    price: Floats,
    lost: Floats,
) -> tuple[int, int, float, bool]:
    """S, d and cost of the best levels, where the cheapest of all miss a target or are too close.

    ``low`` is the least S that meets the target at all, ``free`` the cost without targets.
    """
    best_cap = _cheapest_with(max(free_d, least), low, top, limit, seen, gaps, price, lost)
    best_d, best = _best_below(best_cap, top, best_cap, least, line, limit, seen, gaps, price, lost)
    s = low_end(best, plain(0), valley, top, price)
    end = high_end(best, top + 1, valley, top, price)
    # From an S above, stocks up to ``end`` cost more than the best, and those below save no
    # more than the cheapest levels of all do (I.407).
    saved = (best - free * (1.0 - SAME)) * gaps[max(0, end - 1 - s)]
    first, cap = end, top + 1
    while first < cap:
        middle = (first + cap) // 2
        n = middle - end + 1
        if mean_over(seen, price, top - middle, n) - best * gaps[n] >= saved:
            cap = middle
        else:
            first = middle + 1
    open_end = cap > top
    cap -= 1
    while cap >= low and cap > s:
        d, total = _best_below(
            cap, top, min(cap, max(least, cap - s)), least, line, limit, seen, gaps, price, lost
        )
        step = 1
        if total < best * (1.0 - SAME) or (total <= best * (1.0 + SAME) and cap < best_cap):
            best_cap, best_d = cap, d
            if total < best:
                best = total
                s = low_end(best, s, valley, top, price)
        elif slope > 0.0:
            # The same s - S with an S lower by one saves the slope at most.
            step = max(1, int((total - best) / slope))
        cap -= step
    return best_cap, best_d, best, open_end
