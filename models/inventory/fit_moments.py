"""How much is used, and how much does it scatter? Means, ratios and a test of Poisson.

One round of estimation for weekday factors as given. What the days with a stock-out hid is
put back as its expectation, under Poisson for the test and, for the pairs that fail it,
under the negative binomial.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from models.inventory.fit_hidden import means_with_hidden_demand
from models.inventory.fit_rows import Rows
from models.inventory.problem import Floats, Whole, Yes

__all__ = ["SIGNIFICANT", "Moments", "moments", "poisson_p"]

SIGNIFICANT = 0.05
"""Demand is not Poisson where so much scatter or more had less than this probability."""


@dataclass(frozen=True, eq=False)
class Moments:
    """What one round of estimation found.

    Parameters
    ----------
    mean : float, shape (n,)
        Mean demand of a day with factor 1. [pieces / day]
    ratio : float, shape (n,)
        Variance over mean of a day's demand; 1 where that is not significant. [pieces]
    scattered : bool, shape (n,)
        Where it is.
    totals : float, shape (n, 7)
        Pieces by weekday, with what was hidden. [pieces]
    exposure : float, shape (n,)
        Days, weighted by their factors. [days]
    variance : float, shape (n,)
        Squared standard error of the mean. [(pieces / day)^2]
    p : float, shape (n,)
        Probability of as much scatter under Poisson. [-]
    """

    mean: Floats
    ratio: Floats
    scattered: Yes
    totals: Floats
    exposure: Floats
    variance: Floats
    p: Floats


def moments(rows: Rows, factors: Floats, *, draft: bool = False) -> Moments:
    """Estimate means and ratios for given weekday factors.

    Parameters
    ----------
    rows : Rows
        The history.
    factors : float, shape (n, 7)
        Mean of each weekday over that of all days. [-]
    draft : bool
        Whether hidden demand may be taken as Poisson throughout, which is quick: enough for
        the factors of the next round.

    Returns
    -------
    Moments
        The estimates.

    Notes
    -----
    (I.506), (I.508) and (I.509) of docs/models/inventory.md.

    Examples
    --------
    >>> from models.inventory.fit_rows import rows_of
    >>> rows = rows_of([0] * 4, [0, 2, 3, 6], [1, 2, 1, 3], [False] * 4, n_pairs=1, n_days=14,
    ...                first_weekday=0)
    >>> found = moments(rows, np.ones((1, 7)))
    >>> found.mean.tolist(), found.p.round(2).tolist(), found.scattered.tolist()
    ([0.5], [0.06], [False])
    """
    exposure = np.maximum(factors @ rows.days, 1e-12)
    all_squared = factors**2 @ rows.days
    seen_squared = (factors**2 * (rows.days - rows.hidden_days)).sum(axis=1)
    known = rows.known.sum(axis=1)
    cross = (rows.known * factors).sum(axis=1)
    mean = known / exposure
    variance = np.zeros_like(mean)
    firsts, seconds = np.zeros((2, len(rows.hidden.pair)))

    def put_back(which: Whole, given: Floats, free: Yes) -> Floats:
        ratio = given[which]
        where, start = _rows_of_pairs(rows, which)
        least, pair = rows.hidden.least[where], rows.hidden.pair[where]
        estimate, doubt = mean[which], np.zeros(len(which))
        first, second = np.zeros((2, len(where)))
        means_with_hidden_demand(
            start, least, factors[pair, rows.hidden.weekday[where]], known[which],
            exposure[which], rows.squares[which], cross[which], seen_squared[which],
            all_squared[which], free[which], estimate, ratio, first, second, doubt,
        )  # fmt: skip
        mean[which], variance[which], firsts[where], seconds[where] = estimate, doubt, first, second
        return ratio

    out = np.flatnonzero(rows.hidden_days.sum(axis=1))
    ones = np.ones_like(mean)
    put_back(out, ones, np.zeros(len(mean), dtype=np.bool_))
    total = known + rows.of_pairs(firsts)
    coincident = (rows.squares - known + rows.of_pairs(seconds - firsts)) / 2
    p = poisson_p(total, coincident, factors, rows.days)
    scattered = p < SIGNIFICANT

    freedom = mean * (exposure - all_squared / exposure)
    scatter = rows.squares - 2 * mean * cross + mean**2 * seen_squared
    if draft:
        scatter += rows.of_pairs(_scatter_of_hidden(rows, factors, mean, firsts, seconds))
    ratio = np.divide(scatter, freedom, out=ones.copy(), where=scattered & (freedom > 0))
    ratio = np.maximum(1.0, ratio)
    if not draft:
        again = out[scattered[out]]
        ratio[again] = put_back(again, ratio, scattered)
    seen = rows.hidden_days.sum(axis=1) == 0
    variance[seen] = (ratio * mean / exposure)[seen]
    totals = rows.known + rows.on_weekdays(firsts)
    return Moments(mean, ratio, scattered & (ratio > 1), totals, exposure, variance, p)


def _scatter_of_hidden(
    rows: Rows, factors: Floats, mean: Floats, firsts: Floats, seconds: Floats
) -> Floats:
    """Expected squared distance of each hidden day's demand from its mean."""
    day_mean = mean[rows.hidden.pair] * factors[rows.hidden.pair, rows.hidden.weekday]
    return np.asarray(seconds - 2 * day_mean * firsts + day_mean**2)


def _rows_of_pairs(rows: Rows, which: Whole) -> tuple[Whole, Whole]:
    """Hidden rows of some pairs (in their order), and where each pair's begin."""
    first = np.searchsorted(rows.hidden.pair, which, side="left")
    count = np.searchsorted(rows.hidden.pair, which, side="right") - first
    start = np.concatenate([[0], count.cumsum()]).astype(np.int64)
    where = np.arange(start[-1]) + np.repeat(first - start[:-1], count)
    return where, start


def poisson_p(total: Floats, coincident: Floats, factors: Floats, days: Whole) -> Floats:
    """Probability that Poisson demand puts so many pieces on the same days, or more.

    Parameters
    ----------
    total : float, shape (n,)
        Pieces of each pair. [pieces]
    coincident : float, shape (n,)
        Pairs of pieces of one day: the sum over days of ``x (x - 1) / 2``. [-]
    factors : float, shape (n, 7)
        Mean of each weekday over that of all days. [-]
    days : int, shape (7,)
        Days of each weekday. [days]

    Returns
    -------
    numpy.ndarray of float, shape (n,)
        The test's p. [-]

    Notes
    -----
    (I.510) of docs/models/inventory.md. Given their number, Poisson pieces fall on days
    independently; how many coincide is nearly Poisson even where pieces are few, and its
    mean and variance are exact.

    Examples
    --------
    Four pieces in a year, two of them on one day:

    >>> p = poisson_p(np.array([4.0]), np.array([1.0]), np.ones((1, 7)), np.full(7, 52))
    >>> p.round(4).tolist()
    [0.0162]
    """
    exposure = np.maximum(factors @ days, 1e-12)
    two = factors**2 @ days / exposure**2
    three = factors**3 @ days / exposure**3
    ordered = total * (total - 1)
    mean = ordered * two / 2
    variance = ordered * (two - two**2) / 2 + ordered * (total - 2) * (three - two**2)
    possible = (mean > 0) & (variance > 1e-12) & (coincident > 0)
    scale = np.divide(variance, mean, out=np.ones_like(mean), where=possible)
    p: Floats = np.ones(len(mean))
    some = scale[possible]
    p[possible] = special.gammainc(coincident[possible] / some, mean[possible] / some)
    return p
