"""Which s and S are best when a shelf is visited every R days? Exact, by renewal and bounds.

A policy's cost is one sum over its d = S - s stocks, and the cost of a stock is convex: what
that leaves out, in both directions, is never looked at (after Zheng & Federgruen 1991,
doi:10.1287/opre.39.4.654). Section I.4 of ``docs/models/inventory.md``.
"""

from __future__ import annotations

import numpy as np

from models.inventory.gap_tables import gap_tables
from models.inventory.problem import Floats
from models.inventory.renewal import mean_over, renewal, without_none
from models.inventory.screen_bounds import SAME, falling, high_end, low_end
from models.inventory.screen_targets import within_targets
from models.kernels import bare, part, plain

__all__ = ["best_levels"]


@bare
def _without_dear(
    at: int, d: int, cost: float, line: float, seen: Floats, gaps: Floats, price: Floats
) -> tuple[int, float]:
    """Best d up to a d with its cost, and its cost a gap: the lowest stocks may raise the mean."""
    while d > 1 and price[at + d - 1] * gaps[d] >= (line + cost) * (1 - 1e-13):
        d -= 1
        cost -= seen[d] * price[at + d]
    return d, (line + cost) / gaps[d]


@part
def _cheapest(
    guess: int,
    top: int,
    valley: int,
    line: float,
    slope: float,
    high: int,
    level: float,
    mass: Floats,
    seen: Floats,
    gaps: Floats,
    price: Floats,
) -> tuple[int, int, float, bool, int]:
    """S, d and cost of the best levels without targets; may S exceed top; visits known."""
    best_cap = guess
    known = renewal(mass, high, level, plain(0), guess + 1, seen, gaps)
    cost = mean_over(seen, price, top - guess, guess)
    best_d, best = _without_dear(top - guess, guess, cost, line, seen, gaps, price)
    s = low_end(best, plain(0), valley, top, price)
    end = high_end(best, top + 1, valley, top, price)
    known = renewal(mass, high, level, known, end - s + 1, seen, gaps)
    floor = falling(best, s, end, valley, top, slope, seen, gaps, price)
    cap = end - 1
    while cap >= min(floor, top) and cap > s:
        d = cap - s
        cost = mean_over(seen, price, top - cap, d)
        total = (line + cost) / gaps[d]
        if total < best * (1.0 - SAME) or (total <= best * (1.0 + SAME) and cap < best_cap):
            # Once the mean is known, some of the lowest stocks cost more than it.
            best_d, total = _without_dear(top - cap, d, cost, line, seen, gaps, price)
            best_cap, best = cap, min(best, total)
            s = low_end(best, s, valley, top, price)
            end = high_end(best, end, valley, top, price)
            floor = falling(best, s, end, valley, top, slope, seen, gaps, price)
            cap = min(cap, end) - 1
        else:
            # The same s - S with an S lower by one saves the slope at most, and that with
            # those of its stocks only that are above the valley.
            saving = slope * gaps[max(0, cap - valley)]
            cap -= max(1, int((total - best) * gaps[d] / saving)) if saving > 0.0 else 1
    return best_cap, best_d, best, end > top, known


@bare
def best_levels(
    rate: float,
    ratio: float,
    days: int,
    least: int,
    shelf: int,
    top: int,
    holding: float,
    line: float,
    shortage: float,
    fill: float,
    guess: int,
    mass: Floats,
    of_days: Floats,
    price: Floats,
    lost: Floats,
    seen: Floats,
    gaps: Floats,
) -> tuple[int, int, bool, float, float, float, bool]:
    """Cheapest levels of a pair with S up to a highest.

    Parameters
    ----------
    rate, ratio : float
        Mean of a day's demand, and variance over mean. [pieces / day, pieces]
    days : int
        From visit to visit. [days]
    least : int
        Least S - s. [pieces]
    shelf, top : int
        Highest S, and highest S that is looked at. [pieces]
    holding, line, shortage : float
        [SEK / piece / day, SEK / line, SEK / piece]
    fill : float
        Least fill rate. [-]
    guess : int
        Where S may be. [pieces]
    mass, of_days, price, lost, seen, gaps : float, shape (width,)
        Room to work in: for the demand of a gap, and for ``top`` and two blocks more.

    Returns
    -------
    (s, S, met, cost, short, gaps, proven)
        Cost [SEK] and pieces lost a gap; gaps from order to order. Where the target cannot be
        met, what tops the shelf up to its most. ``proven`` if no S above top can be better.

    Notes
    -----
    Equations (I.402), (I.406) and (I.407) of docs/models/inventory.md.
    """
    demand = rate * days
    if top < least:
        return -1, 0, False, shortage * demand, demand, np.inf, True
    limit, slope = (1.0 - fill + 1e-12) * demand, holding * days
    high, valley = gap_tables(rate, ratio, days, top, holding, shortage, mass, of_days, price, lost)
    some = without_none(mass, high)
    per_order, level = line * some, some / demand
    cap, d, cost, open_end, known = _cheapest(
        max(1, min(top, guess + valley)),
        top,
        valley,
        per_order,
        slope,
        high,
        level,
        mass,
        seen,
        gaps,
        price,
    )
    met = True
    short = mean_over(seen, lost, top - cap, d)
    if d < least or short > limit * gaps[d]:
        renewal(mass, high, level, known, top + 2, seen, gaps)
        low, end = least, top + 1
        while low < end:
            middle = (low + end) // 2
            if mean_over(seen, lost, top - middle, least) <= limit * gaps[least]:
                end = middle
            else:
                low = middle + 1
        met = low <= top
        if met:
            cap, d, cost, open_end = within_targets(
                least, low, top, valley, d, cost, per_order, limit, slope, seen, gaps, price, lost
            )
        else:
            # As much service as the shelf can give: each visit tops it up.
            cap, d, open_end = top, least, True
            cost = (per_order + mean_over(seen, price, plain(0), d)) / gaps[d]
        short = mean_over(seen, lost, top - cap, d)
    proven = top >= shelf or not open_end
    return cap - d, cap, met, cost, short / gaps[d], gaps[d] / some, proven
