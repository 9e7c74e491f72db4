"""Which s and S are best when a shelf is visited every R days? Exact, by renewal and bounds.

From S on a shelf runs down until a visit finds it at or below s, and is filled to S again: how
often each number of used pieces is seen between is the renewal function of a gap's demand,
whatever S and s. A policy's cost is then one sum over d = S - s stocks; for given d it is
convex in S, and intervals of d are left out by a bound. Section I.4 of
``docs/models/inventory.md``.
"""

from __future__ import annotations

import numpy as np

from models.inventory.masses import NEGLIGIBLE, spread
from models.inventory.problem import Family, Floats
from models.kernels import bare, sums

__all__ = ["best_levels", "gap_tables", "renewal"]

_POISSON = int(Family.POISSON)
_NEGATIVE = int(Family.NEGATIVE_BINOMIAL)


@bare
def gap_tables(
    rate: float,
    ratio: float,
    gap: int,
    top: int,
    holding: float,
    shortage: float,
    mass: Floats,
    price: Floats,
    lost: Floats,
) -> int:
    """Cost of a gap, and pieces lost in it, from each stock after the decision.

    Parameters
    ----------
    rate, ratio : float
        Mean of a day's demand, and variance over mean. [pieces / day, pieces]
    gap : int
        Days. [days]
    top : int
        Highest stock. [pieces]
    holding, shortage : float
        [SEK / piece / day, SEK / piece]
    mass : float, shape (width,)
        Gets the probabilities of the gap's demand.
    price, lost : float, shape (at least top + 1,)
        Get the cost [SEK] and the loss [pieces] from stock x, at top - x.

    Returns
    -------
    int
        Highest demand with a probability that matters. [pieces]

    Notes
    -----
    Equation (I.302) of docs/models/inventory.md.
    """
    family = _NEGATIVE if ratio > 1.0 else _POISSON
    high = 0
    for k in range(top + 1):
        price[k] = 0.0
    for days in range(1, gap + 1):
        low, high = spread(family, rate * days, ratio, NEGLIGIBLE, mass)
        for k in range(low):
            mass[k] = 0.0
        below, kept = 0.0, 0.0
        last = min(top, high + 1)
        for x in range(last + 1):
            lost[top - x] = kept
            price[top - x] += kept
            if x <= high:
                below += mass[x]
            kept += below
        # From there on nothing is lost: a piece more is a piece left.
        base = lost[top - last]
        for k in range(top - last):
            lost[k] = base + (top - last - k)
            price[k] += lost[k]
    demand = rate * gap
    for k in range(top + 1):
        lost[k] += demand - (top - k)
        price[k] = holding * price[k] + shortage * lost[k]
    return high


@bare
def renewal(mass: Floats, high: int, top: int, demand: float, seen: Floats, gaps: Floats) -> None:
    """Visits after the decision with k pieces used (I.401), and with less than k.

    Parameters
    ----------
    mass : float, shape (width,)
        Probabilities of a gap's demand, to ``high``.
    high : int
        Highest demand that matters. [pieces]
    top : int
        Most pieces used. [pieces]
    demand : float
        Mean of a gap's demand. [pieces]
    seen, gaps : float, shape (at least top + 1 + high, at least top + 2)
        Get the visits with k pieces used, and with less than k.
    """
    some = 0.0
    for k in range(high, 0, -1):
        some += mass[k]
    for k in range(top + 1):
        seen[k] = 0.0
    seen[0] = 1.0
    gaps[0] = 0.0
    level = 1.0 / demand
    in_a_row = 0
    for k in range(top + 1):
        if in_a_row > high:
            # As many values in a row as a demand can span: it stays there.
            seen[k] = level
        else:
            value = seen[k] / some
            seen[k] = value
            in_a_row = in_a_row + 1 if abs(value - level) < 1e-14 * level else 0
            base = np.uint64(k + 1)
            one = np.uint64(1)
            for i in range(np.uint64(max(0, min(high, top - k)))):
                seen[base + i] += value * mass[one + i]
        gaps[k + 1] = gaps[k] + seen[k]


@sums
def _sums(seen: Floats, price: Floats, lost: Floats, start: int, n: int) -> tuple[float, float]:
    """Sums of both tables from ``start`` on, as often as each stock is seen."""
    cost, short = 0.0, 0.0
    base = np.uint64(start)
    for k in range(np.uint64(n)):
        cost += seen[k] * price[base + k]
        short += seen[k] * lost[base + k]
    return cost, short


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
) -> tuple[int, float, float]:
    """Best d = S - s for an S, coming down from a d; its cost a gap, and that without lines.

    A lowest stock raises the mean where it costs more than the mean; the loss rises with d.
    """
    at = top - cap
    cost, short = _sums(seen, price, lost, at, d)
    while d > least and (
        short > limit * gaps[d] or price[at + d - 1] * gaps[d] >= (line + cost) * (1 - 1e-13)
    ):
        d -= 1
        cost -= seen[d] * price[at + d]
        short -= seen[d] * lost[at + d]
    if short > limit * gaps[d]:
        return d, np.inf, cost / gaps[d]
    return d, (line + cost) / gaps[d], cost / gaps[d]


@bare
def best_levels(
    least: int,
    top: int,
    start: int,
    line: float,
    limit: float,
    slope: float,
    demand: float,
    seen: Floats,
    gaps: Floats,
    price: Floats,
    lost: Floats,
) -> tuple[int, int, float, bool]:
    """Cheapest levels of a pair.

    Parameters
    ----------
    least : int
        Least S - s. [pieces]
    top : int
        Highest S. [pieces]
    start : int
        Where S is likely to be. [pieces]
    line : float
        [SEK / line]
    limit : float
        Most pieces lost in a gap. [pieces]
    slope : float
        Holding a piece for a gap: the most that an S higher by one costs. [SEK]
    demand : float
        Mean of a gap. [pieces]
    seen, gaps : float
        As :func:`renewal` gives them.
    price, lost : float
        As :func:`gap_tables` gives them.

    Returns
    -------
    (s, S, cost, proven)
        Cost a gap [SEK]; S above top where nothing meets the target. ``proven`` if no S above
        top can be better.

    Notes
    -----
    Equation (I.402) of docs/models/inventory.md.
    """
    # The least S that meets the target is the least that does so when each visit orders.
    low, high = least, top + 1
    while low < high:
        middle = (low + high) // 2
        if _sums(seen, price, lost, top - middle, least)[1] <= limit * gaps[least]:
            high = middle
        else:
            low = middle + 1
    if low > top:
        return -1, low, np.inf, False
    best_d, best_cap, best = 0, low, np.inf
    for part in range(1, 4):
        cap = max(low, min(top, start * (3 + part) // 5))
        d, total, _ = _best_below(cap, top, cap, least, line, limit, seen, gaps, price, lost)
        if total < best:
            best_d, best_cap, best = d, cap, total
    cap, d = top, top
    proven = False
    while cap >= low:
        d, total, without = _best_below(
            cap, top, min(d, cap), least, line, limit, seen, gaps, price, lost
        )
        if cap == top:
            # From an S to a higher one the cost without lines falls little.
            proven = without - slope * demand >= best
        if total < best * (1.0 - 1e-12) or (total <= best * (1.0 + 1e-12) and cap < best_cap):
            best_d, best_cap, best = d, cap, min(best, total)
        # The same s - S with an S lower by one saves the slope at most.
        step = 1
        if slope > 0.0 and total < np.inf:
            step = max(1, int((total - best) / slope))
        cap -= step
    return best_cap - best_d, best_cap, best, proven
