"""What does a gap between visits cost from each stock, and what is lost in it? Exact tables.

Section I.3 of ``docs/models/inventory.md``, for Poisson and negative binomial demand that is
the same every day. ``renewal.py`` tells how often each stock is seen.
"""

from __future__ import annotations

import numpy as np

from models.inventory.masses import spread
from models.inventory.problem import Family, Floats
from models.inventory.renewal import BLOCK
from models.kernels import bare, part

__all__ = ["gap_tables"]

_POISSON = int(Family.POISSON)
_NEGATIVE = int(Family.NEGATIVE_BINOMIAL)
_LEAST = 1e-15
"""Probabilities below this do not show in any cost, where a piece is asked for at all."""
_LOWEST_LOG = -600.0
"""Smaller probabilities of no demand are no numbers to start from."""


@bare
def _days_mass(mean: float, ratio: float, none: float, out: Floats) -> int:
    """Probabilities of a demand, from that of none, a logarithm; the highest that matters."""
    if none < _LOWEST_LOG:
        family = _NEGATIVE if ratio > 1.0 else _POISSON
        low, high = spread(family, mean, ratio, _LEAST, out)
        for k in range(np.uint64(low)):
            out[k] = 0.0
        return high
    # p(k + 1) / p(k) = (a + q k) / (k + 1)
    q = 1.0 - 1.0 / ratio
    a = mean / ratio
    value = np.exp(none)
    out[0] = value
    pieces = 0.0
    last: int = out.shape[0] - BLOCK - 1
    # Pieces of a rare demand count as well.
    least = _LEAST * min(1.0, mean)
    for k in range(np.uint64(1), np.uint64(last + 1)):
        pieces += 1.0
        value *= a / pieces
        a += q
        if value < least and pieces > mean:
            return int(pieces) - 1
        out[k] = value
    return last


@part
def _add_three(
    rate: float, ratio: float, none: float, first: int, end: int, high: int, out: Floats
) -> None:
    """Add probabilities of the demand of ``first`` days, one more and two more, before an end.

    Three at a time, as each entry waits for the one before.
    """
    q = 1.0 - 1.0 / ratio
    more = rate / ratio
    a = more * first
    b, c = a + more, a + more + more
    p = np.exp(none * first)
    day = np.exp(none)
    u = p * day if first + 1 < end else 0.0
    v = u * day if first + 2 < end else 0.0
    out[0] += p + u + v
    pieces = 0.0
    for k in range(np.uint64(1), np.uint64(high + 1)):
        pieces += 1.0
        share = 1.0 / pieces
        p *= a * share
        u *= b * share
        v *= c * share
        out[k] += p + u + v
        a += q
        b += q
        c += q


@part
def gap_tables(
    rate: float,
    ratio: float,
    gap: int,
    top: int,
    holding: float,
    shortage: float,
    mass: Floats,
    days: Floats,
    price: Floats,
    lost: Floats,
) -> tuple[int, int]:
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
    days : float, shape (width,)
        Gets the sum of those of one day, two days ... the gap.
    price, lost : float, shape (width,)
        Get the cost [SEK] and the loss [pieces] from stock x, at top - x.

    Returns
    -------
    (high, valley)
        Highest demand with a probability that matters, and the stock that costs least. [pieces]

    Notes
    -----
    Equation (I.302) of docs/models/inventory.md. What is left over is summed over the days, so
    that the days' probabilities are summed first.

    Examples
    --------
    >>> mass, days, price, lost = (np.zeros(90) for _ in range(4))
    >>> gap_tables(1.0, 1.0, 2, 3, 0.1, 5.0, mass, days, price, lost)
    (21, 3)
    >>> lost[:4].round(4), price[:4].round(3)
    (array([0.218 , 0.5413, 1.1353, 2.    ]), array([ 1.414,  2.871,  5.727, 10.   ]))
    """
    none = -rate * (np.log1p(ratio - 1.0) / (ratio - 1.0) if ratio > 1.0 else 1.0)
    high = _days_mass(rate * gap, ratio, none * gap, mass)
    for k in range(np.uint64(high + 1)):
        days[k] = mass[k]
    if none * gap > _LOWEST_LOG:
        for first in range(1, gap, 3):
            _add_three(rate, ratio, none, first, gap, high, days)
    else:
        for some in range(1, gap):
            likely = min(high, _days_mass(rate * some, ratio, none * some, lost))
            for k in range(np.uint64(likely + 1)):
                days[k] += lost[k]
    # Sums of what is not negative alone: what is kept from the bottom up, what is lost from the
    # top down, so that neither drowns in the other.
    last = min(top, high)
    below, kept = 0.0, 0.0
    for x in range(last):
        price[np.uint64(top - x)] = holding * kept
        below += days[np.uint64(x)]
        kept += below
    price[np.uint64(top - last)] = holding * kept
    above, missing = 0.0, 0.0
    for x in range(high, last, -1):
        above += mass[np.uint64(x)]
        missing += above
    valley, cheapest = last, np.inf
    for x in range(last, -1, -1):
        lost[np.uint64(top - x)] = missing
        cost = price[np.uint64(top - x)] + shortage * missing
        price[np.uint64(top - x)] = cost
        if cost < cheapest:
            valley, cheapest = x, cost
        above += mass[np.uint64(x)]
        missing += above
    # From there on nothing is lost: a piece more is a piece left.
    dearest, slope = price[top - last], holding * gap
    for k in range(np.uint64(top - last)):
        price[k] = dearest + slope * np.float64(top - last - np.int64(k))
        lost[k] = 0.0
    return high, valley
