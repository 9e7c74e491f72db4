"""How is the demand of a day, or of some days, spread? Probabilities, piece by piece.

Equation (I.301) of ``docs/models/inventory.md``.
"""

from __future__ import annotations

import numpy as np

from models.inventory.problem import Family, Floats
from models.kernels import bare

__all__ = ["NEGLIGIBLE", "add_days", "lumps", "mean_of", "spread", "width_of"]

_NEGATIVE = int(Family.NEGATIVE_BINOMIAL)
_TABLE = int(Family.TABLE)

NEGLIGIBLE = 1e-16
"""Probabilities below this do not show in any measure."""


@bare
def spread(family: int, mean: float, ratio: float, least: float, out: Floats) -> tuple[int, int]:
    """Distribution of a Poisson or negative binomial demand.

    Parameters
    ----------
    family : int
        :class:`~models.inventory.problem.Family`; not TABLE.
    mean : float
        [pieces]
    ratio : float
        Variance over mean. [pieces]
    least : float
        Probabilities below this, as a share of the highest, are left out. [-]
    out : float, shape (width,)
        Gets the probabilities; the rest of it is left as it is.

    Returns
    -------
    (low, high)
        Demands outside have probabilities that do not matter. [pieces]

    Notes
    -----
    From the mode outwards by the ratio of neighbours, then divided by the sum: nothing
    underflows, whatever the mean.

    Examples
    --------
    >>> mass = np.zeros(60)
    >>> spread(Family.POISSON, 2.0, 1.0, NEGLIGIBLE, mass)[0], mass[:3].round(6)
    (0, array([0.135335, 0.270671, 0.270671]))
    """
    if mean <= 0.0:
        out[0] = 1.0
        return 0, 0
    negative = family == _NEGATIVE and ratio > 1.0 + 1e-12
    q = 1.0 - 1.0 / ratio if negative else 0.0
    # p(k + 1) / p(k) = (a + q k) / (k + 1)
    a = mean / (ratio - 1.0) * q if negative else mean
    mode = int(max(0.0, mean - ratio + 1.0)) if negative else int(mean)
    mode = min(mode, out.shape[0] - 1)
    out[mode] = 1.0
    total = 1.0
    high = mode
    value = 1.0
    while high + 1 < out.shape[0]:
        value *= (a + q * high) / (high + 1)
        if value < least:
            break
        high += 1
        out[high] = value
        total += value
    low = mode
    value = 1.0
    while low > 0:
        value *= low / (a + q * (low - 1))
        if value < least:
            break
        low -= 1
        out[low] = value
        total += value
    for k in range(low, high + 1):
        out[k] /= total
    return low, high


@bare
def width_of(family: int, mean: float, ratio: float, table_width: int) -> int:
    """Room that a week's demand takes in an array.

    Parameters
    ----------
    family : int
        :class:`~models.inventory.problem.Family`.
    mean : float
        Of the week. [pieces]
    ratio : float
        Variance over mean. [pieces]
    table_width : int
        Entries of the table of a day.

    Returns
    -------
    int
        Entries. [pieces]

    Examples
    --------
    >>> width_of(Family.TABLE, 3.0, 1.0, 5)
    30
    """
    if family == _TABLE:
        return 7 * (table_width - 1) + 2
    return int(mean + 12.0 * np.sqrt(ratio * mean) + 45.0 * ratio + 20.0)


@bare
def _thinned(
    mass: Floats, low: int, high: int, table: Floats, share: float, least: float, out: Floats
) -> tuple[int, int]:
    """Demand so far, and one more day of a table that occurs with a probability."""
    last = table.shape[0] - 1
    while last > 0 and table[last] <= least:
        last -= 1
    for k in range(low, high + last + 1):
        out[k] = 0.0
    for k in range(low, high + 1):
        out[k] += mass[k] * (1.0 - share)
        value = mass[k] * share
        base = np.uint64(k)
        for i in range(np.uint64(last + 1)):
            out[base + i] += value * table[i]
    while high + last > low and out[high + last] <= least:
        high -= 1
    high += last
    while low < high and out[low] <= least:
        low += 1
    return low, high


@bare
def mean_of(table: Floats) -> float:
    """Mean of a table of probabilities.

    Parameters
    ----------
    table : float, shape (width,)
        Probability of 0, 1, 2 ... pieces.

    Returns
    -------
    float
        [pieces]

    Examples
    --------
    >>> mean_of(np.array([0.5, 0.0, 0.5]))
    1.0
    """
    total = 0.0
    for k in range(table.shape[0]):
        total += k * table[k]
    return total


@bare
def lumps(table: Floats) -> float:
    """Variance over mean of demand that comes in a table's lumps, now and then.

    Parameters
    ----------
    table : float, shape (width,)
        Probability of 0, 1, 2 ... pieces.

    Returns
    -------
    float
        Mean of squares over mean. [pieces]

    Examples
    --------
    >>> lumps(np.array([0.5, 0.0, 0.5]))
    2.0
    """
    total, squares = 0.0, 0.0
    for k in range(table.shape[0]):
        total += k * table[k]
        squares += k * k * table[k]
    return squares / total if total > 0.0 else 1.0


@bare
def add_days(
    low: int,
    high: int,
    mean: float,
    day_mean: float,
    family: int,
    ratio: float,
    table: Floats,
    table_mean: float,
    least: float,
    mass: Floats,
    work: Floats,
) -> tuple[int, int]:
    """Demand of some days, and of one day more.

    Parameters
    ----------
    low, high : int
        Of the days before. [pieces]
    mean : float
        Of all days with the one more. [pieces]
    day_mean : float
        Of the one more. [pieces]
    family, ratio : int, float
        As in :class:`~models.inventory.problem.Demand`.
    table : float, shape (n,)
        Of the family TABLE.
    table_mean : float
        Its mean. [pieces]
    least : float
        As for :func:`spread`.
    mass : float, shape (width,)
        Probabilities of the days before; gets those with one day more.
    work : float, shape (width,)
        Room to work in, for the family TABLE.

    Returns
    -------
    (low, high)
        Demands outside have probabilities that do not matter. [pieces]
    """
    if family != _TABLE:
        return spread(family, mean, ratio, least, mass)
    share = min(1.0, day_mean / table_mean) if table_mean > 0.0 else 0.0
    low, high = _thinned(mass, low, high, table, share, least, work)
    for k in range(low, high + 1):
        mass[k] = work[k]
    return low, high
