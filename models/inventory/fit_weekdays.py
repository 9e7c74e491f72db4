"""Which weekdays have how much demand? Patterns of pairs, borrowed from their pool.

A slow mover tells little of its own rhythm, so its pattern is drawn towards that of its pool
(its ward), and a small pool's towards that of all. How strongly is estimated from how much
the patterns differ beyond chance.
"""

from __future__ import annotations

import numpy as np

from models.inventory.problem import N_WEEKDAYS, Floats, Whole

__all__ = ["days_by_weekday", "weekday_factors"]


def days_by_weekday(n_days: int, first_weekday: int) -> Whole:
    """Count the days of each weekday in a history.

    Parameters
    ----------
    n_days : int
        Days of the history, at least 1. [days]
    first_weekday : int
        Weekday of day 0, Monday is 0.

    Returns
    -------
    numpy.ndarray of int64, shape (7,)
        Days, Monday first. [days]

    Examples
    --------
    >>> days_by_weekday(9, first_weekday=5)
    array([1, 1, 1, 1, 1, 2, 2])
    """
    weekdays = (np.arange(n_days) + first_weekday) % N_WEEKDAYS
    return np.bincount(weekdays, minlength=N_WEEKDAYS).astype(np.int64)


def weekday_factors(
    totals: Floats, ratio: Floats, days: Whole, pool: Whole
) -> tuple[Floats, Floats]:
    """Estimate by how much each weekday differs from the mean day.

    Parameters
    ----------
    totals : float, shape (n, 7)
        Pieces of each pair on each weekday, summed over the history. [pieces]
    ratio : float, shape (n,)
        Variance over mean of a day's demand: lumpy pieces tell less. [pieces]
    days : int, shape (7,)
        Days of each weekday; a weekday without any gets factor 1. [days]
    pool : int, shape (n,)
        Pool each pair borrows from, counted from 0.

    Returns
    -------
    factors : float, shape (n, 7)
        Mean of the weekday over that of all days; the mean of a row is 1. [-]
    pool_factors : float, shape (n_pools, 7)
        The pools' own. [-]

    Notes
    -----
    Solves (I.507) of docs/models/inventory.md.

    Examples
    --------
    >>> totals = np.array([[52.0, 26, 26, 26, 26, 13, 13], [1, 0, 0, 0, 0, 0, 0]])
    >>> factors, _ = weekday_factors(totals, np.ones(2), np.full(7, 52), np.zeros(2, dtype=int))
    >>> factors.round(2).tolist()[1]
    [2.03, 0.99, 0.99, 0.99, 0.99, 0.5, 0.5]
    """
    n_pools = int(pool.max()) + 1 if len(pool) else 0
    seen = days > 0
    pieces = totals[:, seen]
    pool_pieces = np.zeros((n_pools, pieces.shape[1]))
    np.add.at(pool_pieces, pool, pieces)
    size = pieces.sum(axis=1)
    pool_size = np.bincount(pool, weights=size, minlength=n_pools)
    pool_ratio = np.bincount(pool, weights=size * ratio, minlength=n_pools)
    mean_ratio = np.divide(pool_ratio, pool_size, out=np.ones(n_pools), where=pool_size > 0)

    overall = pieces.sum(axis=0)
    flat = days[seen] / days.sum()
    overall = overall / overall.sum() if overall.sum() > 0 else flat
    of_pools = _drawn_towards(pool_pieces, np.broadcast_to(overall, pool_pieces.shape), mean_ratio)
    of_pairs = _drawn_towards(pieces, of_pools[pool], ratio)
    return _factors(of_pairs, days), _factors(of_pools, days)


def _drawn_towards(pieces: Floats, expected: Floats, ratio: Floats) -> Floats:
    """Shares of the weekdays: own ones and expected ones, weighted by evidence.

    A row's true shares are taken as Dirichlet around the expected ones. Its concentration
    follows from Pearson's statistic, whose mean is ``df * ratio * (n + k) / (1 + k)`` with
    ``n`` the row's pieces over its ratio and ``k`` the concentration.
    """
    size = pieces.sum(axis=1)
    known = size > 0
    predicted = expected[known] * size[known, None]
    statistic = np.divide(
        (pieces[known] - predicted) ** 2,
        predicted,
        out=np.zeros_like(predicted),
        where=predicted > 0,
    ).sum()
    freedom = np.maximum(0, (predicted > 0).sum(axis=1) - 1)
    by_chance = float((freedom * ratio[known]).sum())
    at_most = float((freedom * size[known]).sum())
    weight = np.zeros_like(size)
    if statistic > by_chance:
        concentration = max(0.0, (at_most - statistic) / (statistic - by_chance))
        evidence = size / ratio
        weight = np.divide(evidence, evidence + concentration, out=weight, where=known)
    own = np.divide(pieces, size[:, None], out=np.zeros_like(pieces), where=known[:, None])
    return np.asarray(weight[:, None] * own + (1 - weight[:, None]) * expected)


def _factors(shares: Floats, days: Whole) -> Floats:
    """Shares of the pieces, per day of each weekday, with mean 1."""
    seen = days > 0
    factors = np.ones((len(shares), N_WEEKDAYS))
    per_day = shares / days[seen]
    factors[:, seen] = per_day / per_day.mean(axis=1, keepdims=True)
    return factors
