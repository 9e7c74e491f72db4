"""What is the demand of a day in a simulation? Random numbers by counter, not by turn.

The uniform number behind the demand of (seed, replication, pair, day) is a hash of these four
(SplitMix64: Steele, Lea & Flood 2014, doi:10.1145/2660193.2660195), inverted through the
day's distribution. So the demand never depends on the levels, on other pairs or on how long
anything ran before: two policies meet the very same days. Equations (I.71) and (I.72) of
``docs/models/inventory.md``.
"""

from __future__ import annotations

import numpy as np

from models.inventory.problem import Family, Floats, Whole
from models.kernels import kernel

__all__ = ["draw_days", "stream", "tabulate", "uniform", "width"]

N_GUIDES = 64

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_A = np.uint64(0xBF58476D1CE4E5B9)
_MIX_B = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_UNIT = 2.0**-53
_NEGLIGIBLE = 1e-18
_POISSON = int(Family.POISSON)
_TABLE = int(Family.TABLE)


@kernel
def _mix(z: np.uint64) -> np.uint64:
    z = (z ^ (z >> _S30)) * _MIX_A
    z = (z ^ (z >> _S27)) * _MIX_B
    return z ^ (z >> _S31)


@kernel
def stream(seed: int, replication: int, pair: int) -> np.uint64:
    """Where the random numbers of a pair start in a replication.

    Parameters
    ----------
    seed, replication, pair : int
        The first three of the four numbers that a demand depends on.

    Returns
    -------
    numpy.uint64
        Argument of :func:`uniform`; outside of kernels it comes as an int and is given back
        as ``numpy.uint64``.

    Examples
    --------
    >>> stream(1, 0, 0) == stream(1, 0, 0), stream(1, 0, 0) == stream(0, 1, 0)
    (True, False)
    """
    state = _mix(np.uint64(seed) + _GOLDEN)
    state = _mix(state + np.uint64(replication) * _GOLDEN + _GOLDEN)
    return _mix(state + np.uint64(pair) * _GOLDEN + _GOLDEN)


@kernel
def uniform(start: np.uint64, day: int) -> float:
    """Uniform random number of a day.

    Parameters
    ----------
    start : numpy.uint64
        From :func:`stream`.
    day : int
        Day; negative for the warm-up.

    Returns
    -------
    float
        In [0, 1), a multiple of 2**-53.

    Examples
    --------
    >>> round(uniform(np.uint64(stream(1, 0, 0)), 5), 6)
    0.900187
    """
    return float(_mix(start + np.uint64(day) * _GOLDEN + _GOLDEN) >> _S11) * _UNIT


@kernel
def _next(p: float, k: int, mean: float, ratio: float, family: int) -> float:
    """Probability of k + 1 from that of k; of k from that of k + 1 by dividing."""
    if family == _POISSON or ratio <= 1.0 + 1e-12:
        return p * mean / (k + 1)
    size = mean / (ratio - 1.0)
    return p * (k + size) / (k + 1) * (1.0 - 1.0 / ratio)


@kernel
def _reach(mean: float, ratio: float, family: int) -> tuple[int, int, float]:
    """First and last number of pieces worth telling, and the weight of the first.

    Weights are relative to that of the mode.
    """
    spread = ratio if family != _POISSON else 1.0
    mode = max(0, int(np.floor(mean - (spread - 1.0))))
    low, weight = mode, 1.0
    while low > 0 and weight > _NEGLIGIBLE:
        weight /= _next(1.0, low - 1, mean, ratio, family)
        low -= 1
    first = weight
    high, weight = mode, 1.0
    while weight > _NEGLIGIBLE:
        weight = _next(weight, high, mean, ratio, family)
        high += 1
    return low, high, first


@kernel
def width(mean: Floats, ratio: Floats, family: Whole, table_width: int) -> int:
    """Longest table that any day of any pair needs.

    Parameters
    ----------
    mean : float, shape (n, 7)
        Means. [pieces]
    ratio : float, shape (n,)
        Variance over mean. [pieces]
    family : int, shape (n,)
        Family.
    table_width : int
        Width of given tables.

    Returns
    -------
    int
        Entries.

    Examples
    --------
    >>> width(np.zeros((1, 7)), np.ones(1), np.zeros(1, np.int64), 0)
    1
    """
    longest = max(1, table_width)
    for i in range(len(ratio)):
        if family[i] == _TABLE:
            continue
        for day in range(7):
            if mean[i, day] > 0.0 and (day == 0 or mean[i, day] != mean[i, day - 1]):
                low, high, _ = _reach(mean[i, day], ratio[i], family[i])
                longest = max(longest, high - low + 1)
    return longest


@kernel
def tabulate(
    mean: float, ratio: float, family: int, table: Floats, cumulative: Floats, guide: Whole
) -> tuple[int, int]:
    """Write the distribution function of a day's demand, with a guide into it.

    Parameters
    ----------
    mean : float
        Mean demand. [pieces]
    ratio : float
        Variance over mean. [pieces]
    family : int
        Family.
    table : float, shape (width,)
        Distribution on a day with demand; read for the family TABLE only.
    cumulative : float, shape (at least width(...),)
        Written: probability of at most ``low + j`` pieces; the last is 1.
    guide : int, shape (n_guides,)
        Written: first j whose probability is above ``g / n_guides``.

    Returns
    -------
    low : int
        Pieces at j = 0. [pieces]
    size : int
        Entries written.

    Examples
    --------
    >>> cumulative, guide = np.zeros(40), np.zeros(4, np.int64)
    >>> low, size = tabulate(1.0, 1.0, 0, np.zeros(0), cumulative, guide)
    >>> low, cumulative[:3].round(4).tolist(), guide.tolist()
    (0, [0.3679, 0.7358, 0.9197], [0, 0, 1, 2])
    """
    low, size = 0, 1
    if mean <= 0.0:
        cumulative[0] = 1.0
    elif family == _TABLE:
        total, table_mean = 0.0, 0.0
        for k in range(len(table)):
            total += table[k]
            table_mean += k * table[k]
            cumulative[k] = total
            if table[k] > 0.0:
                size = k + 1
        often = min(1.0, mean * total / table_mean)
        for k in range(size):
            cumulative[k] = 1.0 - often * (1.0 - cumulative[k] / total)
    else:
        low, high, weight = _reach(mean, ratio, family)
        size = high - low + 1
        total = 0.0
        for j in range(size):
            total += weight
            cumulative[j] = total
            weight = _next(weight, low + j, mean, ratio, family)
        for j in range(size):
            cumulative[j] /= total
    j = 0
    for g in range(len(guide)):
        while j < size - 1 and cumulative[j] <= g / len(guide):
            j += 1
        guide[g] = j
    return low, size


@kernel
def draw_days(
    start: np.uint64,
    first_day: int,
    lows: Whole,
    sizes: Whole,
    cumulative: Floats,
    guides: Whole,
    demand: Whole,
) -> None:
    """Draw the demand of consecutive days, the first of which is a Monday.

    Parameters
    ----------
    start : numpy.uint64
        From :func:`stream`.
    first_day : int
        Day of ``demand[0]``: a Monday, a multiple of 7.
    lows, sizes : int, shape (7,)
        From :func:`tabulate`, by weekday.
    cumulative : float, shape (7, width)
        Likewise.
    guides : int, shape (7, n_guides)
        Likewise.
    demand : int, shape (n_days,)
        Written. [pieces]
    """
    n_guides = guides.shape[1]
    weekday = 0
    for d in range(len(demand)):
        u = uniform(start, first_day + d)
        j = guides[weekday, int(u * n_guides)]
        last = sizes[weekday] - 1
        while j < last and cumulative[weekday, j] <= u:
            j += 1
        demand[d] = lows[weekday] + j
        weekday = weekday + 1 if weekday < 6 else 0
