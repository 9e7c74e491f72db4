"""How likely is which demand? Distributions over whole pieces, as tables of probabilities.

A table holds the probabilities of 0, 1, 2 ... pieces; what lies beyond its end counts as its
last point, so that every table sums to 1. Batches are in ``panjer``, what follows from a
table in ``tables``.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import special

from models.inventory.problem import Floats

__all__ = [
    "by_moments",
    "closed",
    "discretised_normal",
    "empirical",
    "negative_binomial",
    "poisson",
    "width_of",
]

_ROUNDING = 1e-10
TAIL = 1e-14
"""What a table of the width of :func:`width_of` leaves out, about."""


def width_of(mean: float, ratio: float, tail: float = TAIL) -> int:
    """Find how many points hold all but a tail of a Poisson or negative binomial demand.

    Parameters
    ----------
    mean : float
        Mean demand, at least 0. [pieces]
    ratio : float
        Variance over mean, at least 1. [pieces]
    tail : float
        Probability that may lie beyond. [-]

    Returns
    -------
    int
        Number of points 0, 1 ... of such a table, at least 1.

    Notes
    -----
    Chernoff's bound with the tilt theta where it is least, by bisection on the end.

    Examples
    --------
    >>> width_of(6.0, 1.0)
    36
    """
    if mean < 0 or ratio < 1 or not np.isfinite(mean * ratio):
        raise ValueError("the mean is at least 0 and the ratio at least 1, both finite")
    if mean == 0:
        return 1
    low, high = int(mean), int(mean) + 16
    while _log_tail(high, mean, ratio) > np.log(tail):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if _log_tail(middle, mean, ratio) > np.log(tail):
            low = middle
        else:
            high = middle
    return high + 1


def _log_tail(least: int, mean: float, ratio: float) -> float:
    """Chernoff's bound on the logarithm of P(D >= least), for least above the mean."""
    k = float(least)
    if ratio - 1 < 1e-9:
        return float(k - mean - k * np.log(k / mean))
    size = mean / (ratio - 1)
    return float((size + k) * np.log((size + k) / (size + mean)) - k * np.log(k / mean))


def poisson(mean: npt.ArrayLike, width: int) -> Floats:
    """Poisson demand.

    Parameters
    ----------
    mean : array_like of float, shape (...)
        Mean demand, at least 0. [pieces]
    width : int
        Points of the table, at least 1.

    Returns
    -------
    numpy.ndarray of float, shape (..., width)
        Probabilities. [-]

    Examples
    --------
    >>> poisson(2.0, 4).round(4)
    array([0.1353, 0.2707, 0.2707, 0.3233])
    """
    return negative_binomial(mean, 1.0, width)


def negative_binomial(mean: npt.ArrayLike, ratio: npt.ArrayLike, width: int) -> Floats:
    """Negative binomial demand with a variance-to-mean ratio; Poisson where that is 1.

    Parameters
    ----------
    mean : array_like of float, shape (...)
        Mean demand, at least 0. [pieces]
    ratio : array_like of float, shape (...)
        Variance over mean, at least 1. [pieces]
    width : int
        Points of the table, at least 1.

    Returns
    -------
    numpy.ndarray of float, shape (..., width)
        Probabilities. [-]

    Raises
    ------
    ValueError
        If a mean is negative, a ratio below 1 or either not finite.

    Notes
    -----
    (I.501) of docs/models/inventory.md: both families are of Panjer's class, whose
    probabilities follow from one another [1]_.

    References
    ----------
    .. [1] H. H. Panjer (1981), Recursive evaluation of a family of compound distributions,
       ASTIN Bulletin 12(1), 22-26, doi:10.1017/S0515036100006796.

    Examples
    --------
    >>> negative_binomial(2.0, 2.0, 4).round(4)
    array([0.25  , 0.25  , 0.1875, 0.3125])
    """
    mean, ratio = np.broadcast_arrays(np.asarray(mean, float), np.asarray(ratio, float))
    if not (np.all(np.isfinite(mean) & (mean >= 0)) and np.all(np.isfinite(ratio) & (ratio >= 1))):
        raise ValueError("means are at least 0 and ratios at least 1, all finite")
    spread = ratio - 1.0
    none = -mean * np.where(spread > 0, np.log1p(spread) / np.where(spread > 0, spread, 1.0), 1.0)
    return _panjer_class(none, mean / ratio, spread / ratio, width)


def _panjer_class(log_none: Floats, a: Floats, b: Floats, width: int) -> Floats:
    """Probabilities with f(k + 1) / f(k) = (a + b k) / (k + 1), the rest at the end."""
    k = np.arange(width - 1)
    with np.errstate(divide="ignore"):
        steps = np.log(np.maximum(0.0, a[..., None] + b[..., None] * k)) - np.log(k + 1.0)
    logs = np.concatenate([log_none[..., None], steps], axis=-1).cumsum(axis=-1)
    return closed(np.exp(logs))


def closed(table: Floats) -> Floats:
    """Put what is missing to 1 at the last point.

    Parameters
    ----------
    table : float, shape (..., width)
        Probabilities, changed in place. [-]

    Returns
    -------
    numpy.ndarray of float, shape (..., width)
        They sum to 1. [-]

    Examples
    --------
    >>> closed(np.array([0.5, 0.25]))
    array([0.5, 0.5])
    """
    missing = 1.0 - table.sum(axis=-1)
    # Less is rounding, which far out would still count by the square of the distance.
    table[..., -1] += np.where(missing > _ROUNDING, missing, 0.0)
    return np.asarray(table / table.sum(axis=-1, keepdims=True))


def by_moments(mean: float, variance: float, width: int) -> Floats:
    """Binomial, Poisson or negative binomial demand, whichever has these moments.

    Parameters
    ----------
    mean, variance : float
        At least 0. With less variance than mean the binomial with the next whole number of
        trials is taken, whose variance is the nearest that is not less. [pieces, pieces^2]
    width : int
        Points of the table, at least 1.

    Returns
    -------
    numpy.ndarray of float, shape (width,)
        Probabilities. [-]

    Examples
    --------
    >>> by_moments(1.5, 0.75, 5).round(4)
    array([0.125, 0.375, 0.375, 0.125, 0.   ])
    """
    if mean <= 0 or variance >= mean:
        return negative_binomial(mean, max(1.0, variance / mean) if mean > 0 else 1.0, width)
    trials = int(np.ceil(mean * mean / (mean - variance) - 1e-9))
    share = mean / trials
    from scipy import stats

    # Differences of log-gammas would lose the digits that a far last point makes count.
    return closed(stats.binom.pmf(np.arange(width), trials, min(1.0, share)))


def discretised_normal(mean: float, sd: float, width: int) -> Floats:
    """Normal demand rounded to the nearest piece, nothing below 0.

    Parameters
    ----------
    mean : float
        Mean of the normal distribution. [pieces]
    sd : float
        Its standard deviation, at least 0. [pieces]
    width : int
        Points of the table, at least 1.

    Returns
    -------
    numpy.ndarray of float, shape (width,)
        Probabilities; 0 takes all that is below a half. [-]

    Examples
    --------
    >>> discretised_normal(1.0, 0.5, 3).round(4)
    array([0.1587, 0.6827, 0.1587])
    """
    if not (np.isfinite(mean) and np.isfinite(sd)) or sd < 0:
        raise ValueError("mean and standard deviation are finite, the latter at least 0")
    edges = np.arange(width - 1) + 0.5
    below = (edges >= mean).astype(float) if sd == 0 else special.ndtr((edges - mean) / sd)
    return np.diff(below, prepend=0.0, append=1.0)


def empirical(sample: npt.ArrayLike) -> Floats:
    """Demand as often as it was seen.

    Parameters
    ----------
    sample : array_like of int, shape (n,)
        Demand of each day, at least one day. [pieces]

    Returns
    -------
    numpy.ndarray of float, shape (width,)
        Share of the days with each demand; the last is that of the greatest. [-]

    Examples
    --------
    >>> empirical([0, 2, 0, 0])
    array([0.75, 0.  , 0.25])
    """
    counts = np.bincount(np.asarray(sample))
    return np.asarray(counts / counts.sum())
