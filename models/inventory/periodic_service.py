"""What service do given levels reach? Periodic review where demand waits; kernels.

The position after a review decides what is on the shelf a lead time later, and until the next
order can arrive: the protection interval is the review period plus the lead time.
"""

from __future__ import annotations

import numpy as np

from models.inventory.problem import Floats
from models.inventory.s_s_search import mean_and_losses, renewals
from models.kernels import kernel

__all__ = ["bin_service", "packs_service", "par_service", "position_shares"]


@kernel
def par_service(whole: Floats, early: Floats, demand: float) -> tuple[Floats, Floats]:
    """Service of each position after a review.

    Parameters
    ----------
    whole, early : float, shape (width,), shape (early width,)
        Probabilities of demand over the protection interval and over the lead time. [-]
    demand : float
        Mean demand of a review period, positive. [pieces]

    Returns
    -------
    fill, cycle : float, shape (width,)
        Of the positions 0, 1 ...; beyond, both are 1. [-]

    Notes
    -----
    (I.617) of docs/models/inventory.md.

    Examples
    --------
    >>> fill, cycle = par_service(np.array([0.25, 0.5, 0.25]), np.ones(1), 1.0)
    >>> fill.tolist(), cycle.tolist()
    ([0.0, 0.75, 1.0], [0.25, 0.75, 1.0])
    """
    losses = mean_and_losses(whole)[1]
    before = mean_and_losses(early)[1]
    fill = np.empty(len(whole))
    for level in range(len(whole)):
        waiting = before[level] if level < len(before) else 0.0
        fill[level] = 1.0 - (losses[level] - waiting) / demand
    fill[-1] = 1.0
    cycle = np.cumsum(whole)
    cycle[-1] = 1.0
    return fill, cycle


@kernel
def position_shares(review: Floats, gap: int) -> Floats:
    """How often the position after a review is S, S - 1 ... s + 1, of (R,s,S).

    Parameters
    ----------
    review : float, shape (width,)
        Probabilities of a review period's demand. [-]
    gap : int
        S - s, at least 1. [pieces]

    Returns
    -------
    numpy.ndarray of float, shape (gap,)
        Shares of the reviews. [-]

    Examples
    --------
    >>> position_shares(np.array([0.5, 0.0, 0.5]), 3)
    array([0.5, 0. , 0.5])
    """
    often = renewals(review, gap)
    return np.asarray(often / often.sum())


@kernel
def packs_service(s: int, shares: Floats, fills: Floats, cycles: Floats) -> tuple[float, float]:
    """Service of a reorder point, over the positions after a review.

    Parameters
    ----------
    s : int
        Reorder point, at least -1. [pieces]
    shares : float, shape (gap,)
        Share of the reviews with position s + gap, s + gap - 1 ... s + 1. [-]
    fills, cycles : float, shape (width,)
        Of each position, by :func:`par_service`. [-]

    Returns
    -------
    fill, cycle : float
        [-]

    Examples
    --------
    >>> packs_service(0, np.array([0.5, 0.5]), np.array([0, 0.5]), np.array([0.2, 0.6]))
    (0.75, 0.8)
    """
    gap = len(shares)
    fill = 0.0
    cycle = 0.0
    for j in range(gap):
        level = s + gap - j
        fill += shares[j] * (fills[level] if level < len(fills) else 1.0)
        cycle += shares[j] * (cycles[level] if level < len(cycles) else 1.0)
    return fill, cycle


@kernel
def bin_service(size: int, whole: Floats) -> tuple[float, float]:
    """Service of two bins, one in use while the other is away.

    Parameters
    ----------
    size : int
        Pieces of a bin, at least 1. [pieces]
    whole : float, shape (width,)
        Probabilities of demand while a bin is away. [-]

    Returns
    -------
    fill, cycle : float
        Fill rate and probability that the bin in use lasts. [-]

    Notes
    -----
    (I.620) of docs/models/inventory.md.

    Examples
    --------
    >>> bin_service(1, np.array([0.25, 0.5, 0.25]))
    (0.75, 0.75)
    """
    if size >= len(whole):
        return 1.0, 1.0
    short = 0.0
    cycle = 0.0
    for d in range(len(whole)):
        if d > size:
            short += (d - size) * whole[d]
        else:
            cycle += whole[d]
    return max(0.0, 1.0 - short / size), cycle
