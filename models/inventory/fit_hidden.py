"""How much would have been used had the shelf not been empty? Means from censored days.

On a day with a stock-out the pieces issued are only the least that was asked for. The
expectation-maximisation algorithm replaces them by what the demand is expected to be, given
that it was at least that much, and estimates anew, until nothing moves.
"""

from __future__ import annotations

import math

import numpy as np

from models.inventory.problem import Floats, Whole, Yes
from models.kernels import kernel

__all__ = ["expected_beyond", "means_with_hidden_demand"]

_NEGLIGIBLE = 1e-12
_HUGE = 1e18
_TINY = 1e-300
_MOST_EXPONENT = 42.0
_MAX_TERMS = 10_000
_LIKE_POISSON = 1e8
_MAX_ROUNDS = 200
_SETTLED = 1e-5
_MOST_HIDDEN = 20.0
"""A mean is at most so many times what was seen a day: where (nearly) every day is censored
the likelihood rises for ever."""
_LEAST_TOLD = 0.02
"""Share of the information that the seen days are taken to tell at least."""
_MOST_SCATTER = 3.0
"""A ratio is at most so many times what it is with the pieces issued for the demand: what lies
beyond a stock-out grows with the square of the ratio, and few other days hold it down."""


@kernel
def expected_beyond(least: int, mean: float, ratio: float) -> tuple[float, float]:
    """Mean and mean square of a day's demand that is at least so much.

    Parameters
    ----------
    least : int
        Demand is known to be at least this. [pieces]
    mean : float
        Mean demand of the day, positive. [pieces]
    ratio : float
        Variance over mean: Poisson at 1, above it negative binomial. [pieces]

    Returns
    -------
    first, second : float
        E[D | D >= least] and E[D^2 | D >= least]. [pieces, pieces^2]

    Notes
    -----
    (I.514) of docs/models/inventory.md: all that is needed is the tail's mass over its first
    probability, so neither far tails nor large means underflow.

    Examples
    --------
    >>> first, second = expected_beyond(2, 0.1, 1.0)
    >>> round(first, 4), round(second, 4)
    (2.0339, 4.1712)
    """
    a = mean / ratio
    b = (ratio - 1.0) / ratio
    if least <= 0:
        return mean, ratio * mean + mean * mean
    size = a / b if b > 0.0 else np.inf
    if size > _LIKE_POISSON:
        mass = _poisson_tail(least, mean)
    else:
        mass = _negative_binomial_tail(least, size, b)
    first = mean + ratio * least / mass
    return first, ratio * ((a + b) * first + a + float(least) * least / mass)


@kernel
def _poisson_tail(least: int, mean: float) -> float:
    """P(D >= least) / P(D = least) of Poisson demand, by its terms; infinite if it is huge."""
    mass = 1.0
    term = 1.0
    k = least
    while term > _NEGLIGIBLE * mass:
        k += 1
        term *= mean / k
        mass += term
        if mass > _HUGE:
            return np.inf
    return mass


@kernel
def _negative_binomial_tail(least: int, size: float, b: float) -> float:
    """P(D >= least) / P(D = least) of negative binomial demand; infinite if it is huge."""
    if b < (least + 1.0) / (least + size + 2.0):
        return _fraction(float(least), size, b)
    log_first = (
        math.lgamma(least + size)
        - math.lgamma(size)
        - math.lgamma(least + 1.0)
        + size * math.log1p(-b)
        + least * math.log(b)
    )
    if log_first < -_MOST_EXPONENT:
        return np.inf
    return math.exp(-log_first) - least / size * _fraction(size, float(least), 1.0 - b)


@kernel
def _fraction(p: float, q: float, x: float) -> float:
    """Continued fraction of the incomplete beta function I_x(p, q), by Lentz's algorithm."""
    d = 1.0 / _away_from_zero(1.0 - (p + q) * x / (p + 1.0))
    c = 1.0
    value = d
    for m in range(1, _MAX_TERMS):
        even = m * (q - m) * x / ((p + 2.0 * m - 1.0) * (p + 2.0 * m))
        d = 1.0 / _away_from_zero(1.0 + even * d)
        c = _away_from_zero(1.0 + even / c)
        value *= d * c
        odd = -(p + m) * (p + q + m) * x / ((p + 2.0 * m) * (p + 2.0 * m + 1.0))
        d = 1.0 / _away_from_zero(1.0 + odd * d)
        c = _away_from_zero(1.0 + odd / c)
        value *= d * c
        if abs(d * c - 1.0) < _NEGLIGIBLE:
            break
    return value


@kernel
def _away_from_zero(x: float) -> float:
    return x if abs(x) > _TINY else _TINY


@kernel
def means_with_hidden_demand(
    start: Whole,
    least: Whole,
    factor: Floats,
    known: Floats,
    exposure: Floats,
    squares: Floats,
    cross: Floats,
    seen_factors: Floats,
    all_factors: Floats,
    free: Yes,
    mean: Floats,
    ratio: Floats,
    firsts: Floats,
    seconds: Floats,
    variance: Floats,
) -> None:
    """Estimate means, and ratios where they are free, of pairs with censored days.

    Parameters
    ----------
    start : int, shape (n + 1,)
        Censored days of pair i are ``start[i]`` to ``start[i + 1]``.
    least : int, shape (n_hidden,)
        Pieces issued on each censored day. [pieces]
    factor : float, shape (n_hidden,)
        Weekday factor of each censored day. [-]
    known : float, shape (n,)
        Pieces on uncensored days. [pieces]
    exposure : float, shape (n,)
        Sum of the factors of all days. [days]
    squares, cross : float, shape (n,)
        Sums over uncensored days of pieces squared, and of pieces times factor.
    seen_factors, all_factors : float, shape (n,)
        Sums of squared factors over uncensored days and over all days.
    free : bool, shape (n,)
        Whether the ratio is estimated too, from 1 upwards; elsewhere it stays as it is given.
    mean, ratio : float, shape (n,)
        Changed in place: from first guesses to estimates. [pieces / day, pieces]
    firsts, seconds : float, shape (n_hidden,)
        Filled in: expected demand and its square on each censored day.
    variance : float, shape (n,)
        Filled in: squared standard error of the mean. [(pieces / day)^2]

    Notes
    -----
    Solves (I.509) of docs/models/inventory.md.
    """
    for i in range(len(known)):
        rows = slice(start[i], start[i + 1])
        issued = known[i]
        for row in range(start[i], start[i + 1]):
            issued += least[row]
        if issued <= 0:
            mean[i] = 0.0
            variance[i] = 0.0
            continue
        m = max(mean[i], issued / exposure[i])
        v = ratio[i]
        most_v = v
        freedom = exposure[i] - all_factors[i] / exposure[i]
        if free[i]:
            scatter = squares[i] - 2.0 * m * cross[i] + m * m * seen_factors[i]
            for row in range(start[i], start[i + 1]):
                scatter += (least[row] - m * factor[row]) ** 2
            most_v = max(1.0, _MOST_SCATTER * scatter / (m * max(freedom, 1.0)))
            v = 1.0
        last_v, last_step = v, 0.0
        for _ in range(_MAX_ROUNDS):
            total, beyond = _put_back(least, factor, rows, m, v, firsts, seconds)
            new_m = min((known[i] + total) / exposure[i], _MOST_HIDDEN * issued / exposure[i])
            new_v = v
            if free[i]:
                scatter = squares[i] - 2.0 * m * cross[i] + m * m * seen_factors[i] + beyond
                step = scatter / (new_m * max(freedom, 1.0)) - v
                new_v = min(max(1.0, _secant(v, step, last_v, last_step)), most_v)
                last_v, last_step = v, step
            settled = abs(new_m - m) <= _SETTLED * m and abs(new_v - v) <= _SETTLED * v
            m, v = new_m, new_v
            if settled:
                break
        mean[i] = m
        ratio[i] = v
        variance[i] = _variance(least, factor, rows, m, v, exposure[i], free[i], firsts, seconds)


@kernel
def _secant(x: float, step: float, last_x: float, last_step: float) -> float:
    """Where steps end: from the last two, yet never more than ten of the last one away."""
    if x == last_x:
        return x + step
    slope = (step - last_step) / (x - last_x)
    if slope >= 0.0:
        return x + step
    return x + min(1.0 / -slope, 10.0) * step


@kernel
def _put_back(
    least: Whole, factor: Floats, rows: slice, m: float, v: float, firsts: Floats, seconds: Floats
) -> tuple[float, float]:
    """Expected demand of a pair's hidden days, and its expected squared distance from the mean."""
    total = 0.0
    beyond = 0.0
    for row in range(rows.start, rows.stop):
        day_mean = m * factor[row]
        if day_mean > 0.0:
            firsts[row], seconds[row] = expected_beyond(least[row], day_mean, v)
        else:
            firsts[row] = least[row]
            seconds[row] = firsts[row] ** 2
        total += firsts[row]
        beyond += seconds[row] - 2.0 * day_mean * firsts[row] + day_mean * day_mean
    return total, beyond


@kernel
def _variance(
    least: Whole,
    factor: Floats,
    rows: slice,
    m: float,
    v: float,
    days: float,
    free: bool,  # noqa: FBT001 - kernels know no keywords
    firsts: Floats,
    seconds: Floats,
) -> float:
    """Squared standard error of the mean: of its own, and through the ratio's.

    What hidden demand owes to the estimates is what the seen days do not tell of them.
    """
    step = 1e-3
    above, _ = _put_back(least, factor, rows, m * (1.0 + step), v, firsts, seconds)
    below, _ = _put_back(least, factor, rows, m * (1.0 - step), v, firsts, seconds)
    told = max(_LEAST_TOLD, 1.0 - (above - below) / (2.0 * step * m * days))
    found = v * m / (days * told)
    if free and v > 1.0:
        above, wide = _put_back(least, factor, rows, m, v * (1.0 + step), firsts, seconds)
        below, close = _put_back(least, factor, rows, m, v, firsts, seconds)
        told_ratio = max(_LEAST_TOLD, 1.0 - (wide - close) / (step * v * m * days))
        fourth = v * (6.0 * v * v - 6.0 * v + 1.0) / m + 2.0 * v * v
        slope = (above - below) / (step * v * days * told)
        found += slope * slope * fourth / (days * told_ratio)
    else:
        _put_back(least, factor, rows, m, v, firsts, seconds)
    return found
