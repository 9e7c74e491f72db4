"""How low and how high for a service target? Periodic review where demand waits.

A shelf is looked at every review period; an order arrives ``lead`` later. Demand is Poisson or
negative binomial at a steady rate. Targets are for the cycle service level (no stock-out
in a review period) or the fill rate (share of demand met from the shelf); each function
finds the smallest level that reaches what is asked, for arrays of pairs.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.inventory.panjer import table_of
from models.inventory.periodic_service import (
    bin_service,
    packs_service,
    par_service,
    position_shares,
)
from models.inventory.problem import Floats, Whole
from models.kernels import kernel

__all__ = ["kanban_bins", "packs_levels", "par_levels", "s_s_levels"]

_MET = 1e-12
"""By so little a target may be missed: rounding."""


@kernel
def _reached(fill: float, cycle: float, fill_target: float, cycle_target: float) -> bool:
    return fill >= fill_target - _MET and cycle >= cycle_target - _MET


@kernel
def _par(columns: Floats) -> tuple[Whole, Floats, Floats]:
    n = columns.shape[1]
    level, fill, cycle = np.zeros(n, np.int64), np.ones(n), np.ones(n)
    for i in range(n):
        rate, ratio, review, lead, fill_target, cycle_target = columns[:, i]
        if rate <= 0.0:
            continue
        whole, early = table_of(rate * (review + lead), ratio), table_of(rate * lead, ratio)
        fills, cycles = par_service(whole, early, rate * review)
        while not _reached(fills[level[i]], cycles[level[i]], fill_target, cycle_target):
            level[i] += 1
        fill[i], cycle[i] = fills[level[i]], cycles[level[i]]
    return level, fill, cycle


def par_levels(
    rate: npt.ArrayLike,
    ratio: npt.ArrayLike,
    review: npt.ArrayLike,
    lead: npt.ArrayLike,
    *,
    fill: npt.ArrayLike = 0.0,
    cycle: npt.ArrayLike = 0.0,
) -> tuple[Whole, Floats, Floats]:
    """Smallest par levels: (R,S), each review orders up to S.

    Parameters
    ----------
    rate : array_like of float, shape (...)
        Mean demand, at least 0. [pieces / day]
    ratio : array_like of float, shape (...)
        Variance over mean, at least 1; 1 is Poisson. [pieces]
    review, lead : array_like of float, shape (...)
        Review period, positive, and lead time, at least 0. [days]
    fill, cycle : array_like of float, shape (...)
        Wanted fill rate and cycle service level, in [0, 1); 0 asks nothing. [-]

    Returns
    -------
    level : numpy.ndarray of int64, shape (...)
        Par levels; 0 without demand. [pieces]
    fill, cycle : numpy.ndarray of float, shape (...)
        Fill rate and cycle service level that they reach. [-]

    Notes
    -----
    Solves (I.617) of docs/models/inventory.md; section 4.3 of Snyder & Shen,
    doi:10.1002/9781119584445.

    Examples
    --------
    >>> par_levels([[4.0, 0.5], [10.0, 0.0]], 1, 1.0, 1.5, cycle=0.98)[0]
    array([[17,  4],
           [36,  0]])
    """
    columns, shape = _columns(rate, ratio, review, lead, fill, cycle)
    level, got_fill, got_cycle = _par(columns)
    return level.reshape(shape), got_fill.reshape(shape), got_cycle.reshape(shape)


@kernel
def _smallest_s(columns: Floats, *, by_packs: bool) -> tuple[Whole, Floats, Floats]:
    n = columns.shape[1]
    s, fill, cycle = np.full(n, -1), np.ones(n), np.ones(n)
    for i in range(n):
        rate, ratio, review, lead, fill_target, cycle_target, span = columns[:, i]
        if rate <= 0.0:
            continue
        whole, early = table_of(rate * (review + lead), ratio), table_of(rate * lead, ratio)
        gap = int(span)
        shares = np.full(gap, 1.0 / gap)
        if not by_packs:
            shares = position_shares(table_of(rate * review, ratio), gap)
        fills, cycles = par_service(whole, early, rate * review)
        while True:
            fill[i], cycle[i] = packs_service(s[i], shares, fills, cycles)
            if _reached(fill[i], cycle[i], fill_target, cycle_target):
                break
            s[i] += 1
    return s, fill, cycle


def s_s_levels(
    rate: npt.ArrayLike,
    ratio: npt.ArrayLike,
    review: npt.ArrayLike,
    lead: npt.ArrayLike,
    gap: npt.ArrayLike,
    *,
    fill: npt.ArrayLike = 0.0,
    cycle: npt.ArrayLike = 0.0,
) -> tuple[Whole, Whole, Floats, Floats]:
    """Smallest levels of (R,s,S) with a given distance of S from s.

    Parameters
    ----------
    rate, ratio, review, lead, fill, cycle
        As in :func:`par_levels`.
    gap : array_like of int, shape (...)
        S - s, at least 1: an economic order quantity, say. [pieces]

    Returns
    -------
    s, S : numpy.ndarray of int64, shape (...)
        Reorder point (at least -1) and order-up-to level; -1 and 0 without demand. [pieces]
    fill, cycle : numpy.ndarray of float, shape (...)
        What they reach. [-]

    Notes
    -----
    Solves (I.618) of docs/models/inventory.md: the position after each review is spread as
    in (I.607).

    Examples
    --------
    >>> s, S, fill, cycle = s_s_levels([4.0], 1, 1.0, 1.5, 8, cycle=0.98)
    >>> int(s[0]), int(S[0])
    (13, 21)
    """
    columns, shape = _columns(rate, ratio, review, lead, fill, cycle, gap)
    s, got_fill, got_cycle = _smallest_s(columns, by_packs=False)
    top = np.where(columns[0] > 0, s + columns[-1].astype(np.int64), 0)
    return tuple(c.reshape(shape) for c in (s, top, got_fill, got_cycle))  # type: ignore[return-value]


def packs_levels(
    rate: npt.ArrayLike,
    ratio: npt.ArrayLike,
    review: npt.ArrayLike,
    lead: npt.ArrayLike,
    pack: npt.ArrayLike,
    *,
    fill: npt.ArrayLike = 0.0,
    cycle: npt.ArrayLike = 0.0,
) -> tuple[Whole, Floats, Floats]:
    """Smallest reorder points of (R,s,nQ): whole packs, until the position is above s.

    Parameters
    ----------
    rate, ratio, review, lead, fill, cycle
        As in :func:`par_levels`.
    pack : array_like of int, shape (...)
        Pieces of a pack, at least 1. [pieces]

    Returns
    -------
    s : numpy.ndarray of int64, shape (...)
        Reorder points, at least -1. [pieces]
    fill, cycle : numpy.ndarray of float, shape (...)
        What they reach. [-]

    Notes
    -----
    Solves (I.619) of docs/models/inventory.md: the position after each review is anywhere
    from s + 1 to s + pack with equal probability [1]_.

    References
    ----------
    .. [1] G. Hadley, T. M. Whitin (1963), Analysis of Inventory Systems, Prentice-Hall,
       section 5-6; Y.-S. Zheng, F. Chen (1992), Inventory policies with quantized ordering,
       Naval Research Logistics 39(3), 285-305.

    Examples
    --------
    >>> packs_levels([4.0, 4.0], 1, 1.0, 1.5, [1, 10], cycle=0.98)[0]
    array([16, 13])
    """
    columns, shape = _columns(rate, ratio, review, lead, fill, cycle, pack)
    s, got_fill, got_cycle = _smallest_s(columns, by_packs=True)
    return s.reshape(shape), got_fill.reshape(shape), got_cycle.reshape(shape)


@kernel
def _bins(columns: Floats) -> tuple[Whole, Floats, Floats]:
    n = columns.shape[1]
    size, fill, cycle = np.zeros(n, np.int64), np.ones(n), np.ones(n)
    for i in range(n):
        rate, ratio, review, lead, fill_target, cycle_target, pack = columns[:, i]
        if rate <= 0.0:
            continue
        whole = table_of(rate * (review + lead), ratio)
        while True:
            size[i] += int(pack)
            fill[i], cycle[i] = bin_service(size[i], whole)
            if _reached(fill[i], cycle[i], fill_target, cycle_target):
                break
    return size, fill, cycle


def kanban_bins(
    rate: npt.ArrayLike,
    ratio: npt.ArrayLike,
    review: npt.ArrayLike,
    lead: npt.ArrayLike,
    pack: npt.ArrayLike = 1,
    *,
    fill: npt.ArrayLike = 0.0,
    cycle: npt.ArrayLike = 0.0,
) -> tuple[Whole, Floats, Floats]:
    """Smallest bins of a two-bin kanban: one is used while the other is away.

    Parameters
    ----------
    rate, ratio, review, lead
        As in :func:`par_levels`.
    pack : array_like of int, shape (...)
        Bins hold a multiple of this. [pieces]
    fill, cycle : array_like of float, shape (...)
        Wanted fill rate, and probability that the second bin lasts until the first comes
        back; in [0, 1), 0 asks nothing. [-]

    Returns
    -------
    size : numpy.ndarray of int64, shape (...)
        Pieces of a bin; 0 without demand. [pieces]
    fill, cycle : numpy.ndarray of float, shape (...)
        What they reach, at least: the first bin is taken to be found empty a whole review
        period after it was. [-]

    Notes
    -----
    Solves (I.620) of docs/models/inventory.md.

    Examples
    --------
    >>> kanban_bins([4.0, 0.5], 1, 1.0, 1.5, [1, 3], cycle=0.98)[0]
    array([17,  6])
    """
    columns, shape = _columns(rate, ratio, review, lead, fill, cycle, pack)
    size, got_fill, got_cycle = _bins(columns)
    return size.reshape(shape), got_fill.reshape(shape), got_cycle.reshape(shape)


def _columns(*inputs: npt.ArrayLike) -> tuple[Floats, tuple[int, ...]]:
    """Inputs as rows over pairs, and the shape of the answer."""
    columns = np.array(np.broadcast_arrays(*inputs), dtype=np.float64)
    rate, ratio, review, lead, fill, cycle = columns[:6]
    if not np.isfinite(columns).all() or (rate < 0).any() or (ratio < 1).any():
        raise ValueError("rates are at least 0 and ratios at least 1, all finite")
    if (review <= 0).any() or (lead < 0).any():
        raise ValueError("review periods are positive, lead times at least 0")
    if (fill < 0).any() or (fill >= 1).any() or (cycle < 0).any() or (cycle >= 1).any():
        raise ValueError("targets are in [0, 1)")
    if len(columns) > 6 and (columns[6] < 1).any():
        raise ValueError("gaps and packs are at least 1")
    return columns.reshape(len(columns), -1), columns.shape[1:]
