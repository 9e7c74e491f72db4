"""How often is each stock seen when a shelf is visited every R days? The renewal function.

From S on a shelf runs down until a visit finds it at or below s, and is filled to S again: how
often each number of used pieces is seen between is the renewal function of a gap's demand,
whatever S and s. Which are best is found in ``screen_search.py``, with the costs of
``gap_tables.py``. Section I.4 of ``docs/models/inventory.md``.
"""

from __future__ import annotations

import numpy as np

from models.inventory.problem import Floats
from models.kernels import bare, sums

__all__ = ["BLOCK", "mean_over", "renewal", "without_none"]

BLOCK = 8
"""Entries of the renewal function that are found at a time."""


@sums
def without_none(mass: Floats, high: int) -> float:
    """Demand of a gap that has some: probabilities from one piece up are made to sum to 1.

    Parameters
    ----------
    mass : float, shape (at least high + BLOCK + 1,)
        Probabilities of a gap's demand, to ``high``; zeros are put behind it.
    high : int
        Highest demand that matters, at least 1. [pieces]

    Returns
    -------
    float
        Probability of any demand.

    Examples
    --------
    >>> mass = np.array([0.5, 0.25, 0.25] + 10 * [9.0])
    >>> without_none(mass, 2), mass[1:4]
    (0.5, array([0.5, 0.5, 0. ]))
    """
    some = 0.0
    one = np.uint64(1)
    for k in range(np.uint64(high)):
        some += mass[k + one]
    share = 1.0 / some
    for k in range(np.uint64(high)):
        mass[k + one] *= share
    for i in range(high + 1, high + BLOCK + 1):
        mass[i] = 0.0
    return some


@bare
def renewal(
    mass: Floats, high: int, level: float, begin: int, end: int, seen: Floats, gaps: Floats
) -> int:
    """Visits after the decision with k pieces used (I.401), and with less than k.

    Parameters
    ----------
    mass : float, shape (at least high + BLOCK + 1,)
        As :func:`without_none` leaves it.
    high : int
        Highest demand that matters. [pieces]
    level : float
        What the visits with k pieces used come to for high k: one over the mean of ``mass``.
    begin, end : int
        Visits with fewer than ``begin`` pieces used are known, a multiple of :data:`BLOCK`;
        those with fewer than ``end`` are asked for. [pieces]
    seen, gaps : float, shape (at least end + BLOCK + 1,)
        Get the visits with k pieces used, and with less than k, as a multiple of those that
        come before the first piece is used.

    Returns
    -------
    int
        Visits with fewer pieces used than this are known now. [pieces]

    Examples
    --------
    >>> mass, seen, gaps = np.zeros(20), np.zeros(20), np.zeros(20)
    >>> mass[1:3] = 0.5
    >>> renewal(mass, 2, 1 / 1.5, 0, 4, seen, gaps), seen[:4], gaps[:4]
    (8, array([1.   , 0.5  , 0.75 , 0.625]), array([0.  , 1.  , 1.5 , 2.25]))
    """
    in_a_row, k = 0, begin
    if begin == 0:
        gaps[0] = 0.0
    while k < end:
        if in_a_row > high:
            # As many values in a row as a demand can span: it stays there.
            for i in range(k, k + BLOCK):
                seen[i] = level
        else:
            _eight_more(mass, high, k, seen)
            if k > high:
                calm = True
                for i in range(k, k + BLOCK):
                    calm = calm and abs(seen[i] - level) < 1e-14 * level
                in_a_row = in_a_row + BLOCK if calm else 0
        for i in range(k, k + BLOCK):
            gaps[i + 1] = gaps[i] + seen[i]
        k += BLOCK
    return k


@sums
def _eight_more(mass: Floats, high: int, k: int, seen: Floats) -> None:
    """Entries k to k + 7 of the renewal function of demands of one piece and more."""
    a0, a1, a2, a3, a4, a5, a6, a7 = 1.0 if k == 0 else 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    back = min(k, high)
    at = np.uint64(k - back)
    for i in range(np.uint64(back)):
        value = seen[at + i]
        j = np.uint64(back) - i
        a0 += value * mass[j]
        a1 += value * mass[j + np.uint64(1)]
        a2 += value * mass[j + np.uint64(2)]
        a3 += value * mass[j + np.uint64(3)]
        a4 += value * mass[j + np.uint64(4)]
        a5 += value * mass[j + np.uint64(5)]
        a6 += value * mass[j + np.uint64(6)]
        a7 += value * mass[j + np.uint64(7)]
    m1, m2, m3, m4, m5, m6 = mass[1], mass[2], mass[3], mass[4], mass[5], mass[6]
    a1 += a0 * m1
    a2 += a0 * m2 + a1 * m1
    a3 += a0 * m3 + a1 * m2 + a2 * m1
    a4 += a0 * m4 + a1 * m3 + a2 * m2 + a3 * m1
    a5 += a0 * m5 + a1 * m4 + a2 * m3 + a3 * m2 + a4 * m1
    a6 += a0 * m6 + a1 * m5 + a2 * m4 + a3 * m3 + a4 * m2 + a5 * m1
    a7 += a0 * mass[7] + a1 * m6 + a2 * m5 + a3 * m4 + a4 * m3 + a5 * m2 + a6 * m1
    seen[k], seen[k + 1], seen[k + 2], seen[k + 3] = a0, a1, a2, a3
    seen[k + 4], seen[k + 5], seen[k + 6], seen[k + 7] = a4, a5, a6, a7


@sums
def mean_over(seen: Floats, table: Floats, start: int, n: int) -> float:
    """Sum of a table from ``start`` on, as often as each of n stocks is seen.

    Parameters
    ----------
    seen : float, shape (at least n,)
        As :func:`renewal` gives it.
    table : float, shape (at least start + n,)
        As :func:`~models.inventory.gap_tables.gap_tables` gives it.
    start, n : int
        First entry of the table, and how many.

    Returns
    -------
    float
        In the table's unit, times visits.

    Examples
    --------
    >>> mean_over(np.array([1.0, 0.5]), np.array([7.0, 3.0, 4.0]), 1, 2)
    5.0
    """
    total = 0.0
    base = np.uint64(start)
    for k in range(np.uint64(n)):
        total += seen[k] * table[base + k]
    return total
