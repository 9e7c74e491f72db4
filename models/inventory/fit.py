"""What will each shelf be asked for? Demand and its doubt, from a history of issues.

The mean of a pair of ward and item is spread over the weekdays by a pattern borrowed from
its pool (``fit_weekdays``), with what stock-outs hid put back (``fit_hidden``). Demand is
Poisson unless it scatters significantly more; then negative binomial, or, where it comes in
batches on fewer days than that would have, a shared table of sizes (``fit_batches``).
Section I.5 of ``docs/models/inventory.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from models.inventory.fit_batches import MAX_SIZE, batch_kinds, size_tables
from models.inventory.fit_moments import Moments, moments
from models.inventory.fit_rows import Rows, rows_of
from models.inventory.fit_weekdays import weekday_factors
from models.inventory.problem import Demand, Family, Floats, Whole

__all__ = ["DemandFit", "fit_demand"]

_FEWER_DAYS = -2.33
"""Demand is lumpy where the days with demand are so many standard deviations too few."""
_INTERMITTENT = 1.32
"""... and come at most every so many days (Syntetos, Boylan & Croston 2005)."""
_LEAST_BATCHES = 3
_MOST_DAYS_WITH_BATCH = 0.95


@dataclass(frozen=True, eq=False)
class DemandFit:
    """Demand of n pairs as fitted, and how far it can be trusted.

    Parameters
    ----------
    demand : Demand
        Demand by weekday, with the family chosen.
    mean : float, shape (n,)
        Mean over the weekdays. [pieces / day]
    mean_error : float, shape (n,)
        Its standard error; of a mean of 0, what one piece in the history would make. [pieces / day]
    n_days : int, shape (n,)
        Days of history. [days]
    n_stock_outs : int, shape (n,)
        Days among them with a stock-out. [days]
    dispersion_p : float, shape (n,)
        Probability that Poisson demand scatters as much as was seen, or more. [-]
    pool_factors : float, shape (n_pools, 7)
        Mean of each weekday over that of all days, Monday first. [-]
    """

    demand: Demand
    mean: Floats
    mean_error: Floats
    n_days: Whole
    n_stock_outs: Whole
    dispersion_p: Floats
    pool_factors: Floats

    def interval(self, confidence: float = 0.95) -> tuple[Floats, Floats]:
        """Confidence interval of the mean.

        Parameters
        ----------
        confidence : float
            Wanted probability of holding the true mean, in (0, 1). [-]

        Returns
        -------
        low, high : numpy.ndarray of float, shape (n,)
            Ends of the interval. [pieces / day]

        Notes
        -----
        (I.513) of docs/models/inventory.md: Garwood's for the number of pieces that a Poisson
        mean of the same relative error would rest on [1]_.

        References
        ----------
        .. [1] F. Garwood (1936), Fiducial limits for the Poisson distribution, Biometrika
           28(3-4), 437-442, doi:10.1093/biomet/28.3-4.437.

        Examples
        --------
        >>> fit = fit_demand([0], [3], [4], [False], n_pairs=1, n_days=28, first_weekday=0,
        ...                  pool=[0])
        >>> [end.round(3).tolist() for end in fit.interval()]
        [[0.004], [0.796]]
        """
        unit = self.mean_error**2 / np.where(self.mean > 0, self.mean, self.mean_error)
        pieces = self.mean / unit
        tail = (1.0 - confidence) / 2.0
        low = np.where(pieces > 0, special.gammaincinv(np.maximum(pieces, 1e-300), tail), 0.0)
        return low * unit, special.gammaincinv(pieces + 1.0, 1.0 - tail) * unit


def fit_demand(
    pair: npt.ArrayLike,
    day: npt.ArrayLike,
    pieces: npt.ArrayLike,
    stock_out: npt.ArrayLike,
    *,
    n_pairs: int,
    n_days: int,
    first_weekday: int,
    pool: npt.ArrayLike,
) -> DemandFit:
    r"""Fit demand to a history of issues.

    Parameters
    ----------
    pair : array_like of int, shape (n_rows,)
        Pair of ward and item of each row, 0 to ``n_pairs - 1``.
    day : array_like of int, shape (n_rows,)
        Day of each row, 0 to ``n_days - 1``; a pair has one row a day at most, and days
        without a row are days without demand. [days]
    pieces : array_like of int, shape (n_rows,)
        Pieces issued, at least 0. [pieces]
    stock_out : array_like of bool, shape (n_rows,)
        Whether the shelf was empty, so that demand was at least what was issued. A day on
        which it was empty from the start has a row of 0 pieces and says nothing.
    n_pairs : int
        Number of pairs.
    n_days : int
        Days of the history, at least 1. [days]
    first_weekday : int
        Weekday of day 0, Monday is 0.
    pool : array_like of int, shape (n_pairs,)
        Pool whose weekday pattern each pair borrows, counted from 0: its ward.

    Returns
    -------
    DemandFit
        Demand by weekday and its doubt; pairs without rows have mean 0.

    Raises
    ------
    ValueError
        If columns differ in length, an index is out of range, pieces are negative or a pair
        has two rows of one day.

    Notes
    -----
    (I.505) to (I.513) of docs/models/inventory.md. The tests of dispersion and of lumpiness
    are one-sided, at 5 % and 1 % [1]_.

    References
    ----------
    .. [1] A. A. Syntetos, J. E. Boylan, J. D. Croston (2005), On the categorization of demand
       patterns, J. Oper. Res. Soc. 56(5), 495-503, doi:10.1057/palgrave.jors.2601841.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> issued = rng.poisson(2.0, 364)
    >>> fit = fit_demand(np.zeros(364, int), np.arange(364), issued, np.zeros(364, bool),
    ...                  n_pairs=2, n_days=364, first_weekday=0, pool=[0, 0])
    >>> fit.mean.round(2).tolist(), fit.mean_error.round(3).tolist()
    ([2.01, 0.0], [0.074, 0.003])
    """
    rows = rows_of(
        *(pair, day, pieces, stock_out),
        n_pairs=n_pairs,
        n_days=n_days,
        first_weekday=first_weekday,
    )
    pools = np.asarray(pool, dtype=np.int64)
    if pools.shape != (n_pairs,) or (n_pairs and pools.min() < 0):
        raise ValueError("every pair has a pool, counted from 0")
    totals, ratio = rows.known + rows.hidden_issued, np.ones(n_pairs)
    for draft in (True, False):
        factors, pool_factors = weekday_factors(totals, ratio, rows.days, pools)
        found = moments(rows, factors, draft=draft)
        totals, ratio = found.totals, found.ratio
    lumpy, kind, tables = _lumpy(rows, factors, found)
    mean, ratio = found.mean.copy(), found.ratio.copy()
    family = np.where(found.scattered, Family.NEGATIVE_BINOMIAL, Family.POISSON).astype(np.int64)
    table = np.full(n_pairs, -1, dtype=np.int64)
    if len(lumpy):
        batch_mean, batch_square = _batch_moments(tables)
        seen_mean = _mean_with_hidden_batches(rows, factors, found.exposure, lumpy, kind, tables)
        peak = seen_mean * factors[lumpy].max(axis=1)
        fits = peak <= _MOST_DAYS_WITH_BATCH * batch_mean[kind]
        lumpy, kind, seen_mean = lumpy[fits], kind[fits], seen_mean[fits]
        kept, kind = np.unique(kind, return_inverse=True)
        tables, batch_mean, batch_square = tables[kept], batch_mean[kept], batch_square[kept]
        mean[lumpy], table[lumpy], family[lumpy] = seen_mean, kind, Family.TABLE
        by_day = seen_mean[:, None] * factors[lumpy]
        ratio[lumpy] = np.maximum(
            1.0, (batch_square / batch_mean)[kind] - (by_day**2).sum(axis=1) / by_day.sum(axis=1)
        )
    seen = np.maximum(1.0, n_days - rows.hidden_days.sum(axis=1))
    variance = np.where(table < 0, found.variance, ratio * mean / found.exposure)
    return DemandFit(
        Demand(mean[:, None] * factors, ratio, family, tables, table),
        mean,
        np.where(mean > 0, np.sqrt(variance), 1.0 / seen),
        np.full(n_pairs, n_days, dtype=np.int64),
        rows.hidden_days.sum(axis=1).astype(np.int64),
        found.p,
        pool_factors,
    )


def _lumpy(rows: Rows, factors: Floats, found: Moments) -> tuple[Whole, Whole, Floats]:
    """Pairs whose demand comes in batches, their kinds, and the kinds' tables of sizes."""
    # A day that was empty from the start says nothing; any other tells whether it had demand.
    telling = rows.days - rows.on_weekdays(rows.hidden.least == 0)
    n_telling = (telling * (factors > 0)).sum(axis=1)
    n_with = rows.n_batches + rows.of_pairs(rows.hidden.least > 0)
    greatest = np.zeros(len(n_with), dtype=np.int64)
    np.maximum.at(greatest, rows.pair, rows.pieces)
    which = np.flatnonzero(
        found.scattered
        & (rows.n_batches >= _LEAST_BATCHES)
        & (n_telling >= _INTERMITTENT * n_with)
        & (greatest <= MAX_SIZE)
    )
    spread = found.ratio[which] - 1.0
    day_mean = found.mean[which, None] * factors[which]
    none = np.exp(-day_mean * (np.log1p(spread) / spread)[:, None])
    expected = (telling[which] * (1.0 - none)).sum(axis=1)
    variance = (telling[which] * none * (1.0 - none)).sum(axis=1)
    which = which[n_with[which] < expected + _FEWER_DAYS * np.sqrt(variance)]
    if not len(which):
        return which, which, np.zeros((0, 1))
    kind = batch_kinds(rows.n_batches[which], rows.known[which].sum(axis=1), rows.squares[which])
    kind_of_pair = np.full(len(n_with), -1, dtype=np.int64)
    kind_of_pair[which] = kind
    of_rows = kind_of_pair[rows.pair]
    some = np.flatnonzero((of_rows >= 0) & (rows.pieces > 0))
    tables = size_tables(
        of_rows[some], rows.pieces[some], rows.stock_out[some], int(kind.max()) + 1
    )
    return which, kind, tables


def _batch_moments(tables: Floats) -> tuple[Floats, Floats]:
    sizes = np.arange(tables.shape[1])
    return tables @ sizes, tables @ sizes**2


def _mean_with_hidden_batches(
    rows: Rows, factors: Floats, exposure: Floats, which: Whole, kind: Whole, tables: Floats
) -> Floats:
    """Mean of pairs with batches: a day that ran out had at least a batch of that size.

    A day that was empty from the start says nothing, so it does not count.
    """
    sizes = np.arange(tables.shape[1])
    mass = tables[:, ::-1].cumsum(axis=1)[:, ::-1]
    beyond = (tables * sizes)[:, ::-1].cumsum(axis=1)[:, ::-1]
    beyond = np.divide(beyond, mass, out=np.tile(sizes * 1.0, (len(tables), 1)), where=mass > 1e-12)
    kind_of_pair = np.full(len(exposure), -1, dtype=np.int64)
    kind_of_pair[which] = kind
    of_hidden = kind_of_pair[rows.hidden.pair]
    least = rows.hidden.least
    told = (of_hidden >= 0) & (least > 0)
    batch = np.zeros(len(least))
    batch[told] = np.maximum(least[told], beyond[of_hidden[told], least[told]])
    silent = np.where(least == 0, factors[rows.hidden.pair, rows.hidden.weekday], 0.0)
    total = rows.known.sum(axis=1) + rows.of_pairs(batch)
    return np.asarray(total / np.maximum(exposure - rows.of_pairs(silent), 1e-12))[which]
