"""How large are the batches of lumpy demand? A few tables of sizes that many pairs share.

A pair that is used on few days, but then much, has too few such days to tell the
distribution of its sizes. Pairs whose batches are alike share one: what was seen of all,
with sizes hidden by stock-outs estimated from the others, drawn towards a smooth
distribution as far as the evidence is thin.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.inventory.distributions import by_moments
from models.inventory.problem import Floats, Whole

__all__ = ["MAX_SIZE", "batch_kinds", "batch_table", "size_tables"]

MAX_SIZE = 511
"""Largest batch a table can tell. [pieces]"""
_SCALE_STEP = 1.25
_SCATTER_STEPS = (1.1, 1.5)
_SMOOTH_DAYS = 20.0
"""The smooth distribution weighs as much as so many days with demand."""
_TAIL = 1.5
"""A table reaches so many times as far as the largest batch seen."""


def batch_kinds(n_batches: Floats, total: Floats, squares: Floats) -> Whole:
    """Sort pairs into kinds whose batches are alike.

    Alike are batches whose mean square over mean, which sets the variance of demand, differs
    by less than a quarter, and that scatter in the same class: hardly, somewhat, much.

    Parameters
    ----------
    n_batches : float, shape (n,)
        Days with demand, at least 1. [days]
    total : float, shape (n,)
        Pieces on them. [pieces]
    squares : float, shape (n,)
        Sum of their squares. [pieces^2]

    Returns
    -------
    numpy.ndarray of int64, shape (n,)
        Kind of each pair, counted from 0; every kind has a pair.

    Examples
    --------
    >>> batch_kinds(np.array([4, 8, 3]), np.array([40, 83, 30]), np.array([400, 865, 500]))
    array([0, 0, 1])
    """
    scale = squares / total
    scatter = np.digitize(scale * n_batches / total, _SCATTER_STEPS)
    step = np.floor(np.log(scale) / np.log(_SCALE_STEP)).astype(np.int64)
    kind = np.unique(step * (len(_SCATTER_STEPS) + 1) + scatter, return_inverse=True)[1]
    return kind.astype(np.int64)


def size_tables(kind: Whole, size: Whole, hidden: npt.NDArray[np.bool_], n_kinds: int) -> Floats:
    """Estimate the distribution of sizes of each kind.

    Parameters
    ----------
    kind : int, shape (n_rows,)
        Kind of each day with demand.
    size : int, shape (n_rows,)
        Its pieces, 1 to :data:`MAX_SIZE`. [pieces]
    hidden : bool, shape (n_rows,)
        Whether the shelf ran out, so that the batch was at least of that size.
    n_kinds : int
        Number of kinds.

    Returns
    -------
    numpy.ndarray of float, shape (n_kinds, width)
        Probability of 0 (never), 1, 2 ... pieces; ``width`` is the same for all. [-]

    Examples
    --------
    >>> tables = size_tables(np.zeros(40, int), np.full(40, 3), np.zeros(40, bool), 1)
    >>> tables.round(2).tolist()
    [[0.0, 0.0, 0.0, 1.0, 0.0]]
    """
    width = min(MAX_SIZE, int(_TAIL * size.max())) + 1
    flat = kind * width + size
    seen = np.bincount(flat[~hidden], minlength=n_kinds * width).reshape(n_kinds, width)
    cut = np.bincount(flat[hidden], minlength=n_kinds * width).reshape(n_kinds, width)
    return np.array([batch_table(s, c) for s, c in zip(seen, cut, strict=True)])


def batch_table(seen: Whole, cut: Whole) -> Floats:
    """Estimate the distribution of sizes of one kind.

    Parameters
    ----------
    seen, cut : int, shape (width,)
        How many batches were of 0 (none), 1, 2 ... pieces, and how many at least that.

    Returns
    -------
    numpy.ndarray of float, shape (width,)
        Probabilities. [-]

    Notes
    -----
    (I.512) of docs/models/inventory.md: the product-limit estimate [1]_, in which a cut batch
    counts as present up to its size; what is left beyond the largest is put there. Then
    a smooth distribution of the same mean and variance is mixed in.

    References
    ----------
    .. [1] E. L. Kaplan, P. Meier (1958), Nonparametric estimation from incomplete
       observations, J. Am. Stat. Assoc. 53(282), 457-481, doi:10.1080/01621459.1958.10501452.

    Examples
    --------
    >>> batch_table(np.array([0, 100, 100]), np.array([0, 0, 200])).round(2)
    array([0.  , 0.25, 0.75])
    """
    present = (seen + cut)[::-1].cumsum()[::-1] - cut
    ends = np.divide(seen, present, out=np.zeros(len(seen)), where=present > 0)
    beyond = np.concatenate([[1.0], (1.0 - ends).cumprod()])
    table = beyond[:-1] - beyond[1:]
    table[np.flatnonzero(seen + cut)[-1]] += beyond[-1]
    k = np.arange(len(table))
    mean = table @ k
    variance = table @ (k - mean) ** 2
    smooth = np.concatenate([[0.0], by_moments(mean - 1.0, variance, len(table) - 1)])
    n = float(seen.sum() + cut.sum())
    return np.asarray((n * table + _SMOOTH_DAYS * smooth) / (n + _SMOOTH_DAYS))
