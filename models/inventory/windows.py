"""What follows from a position until the next order can arrive? Windows of days, by count.

A decision at a count rules the days from its delivery to the next count's delivery: its
*window*. Each day of the week is in one window. Demand that is lost while an order is under
way is taken off the position all the same, which is what makes this an estimate unless the
lead time is zero. Section I.4 of ``docs/models/inventory.md``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from models.inventory.masses import add_days, mean_of, width_of
from models.inventory.problem import Family, Floats
from models.inventory.spans import Spans, stock_left
from models.kernels import bare, kernel, plain, sums

__all__ = ["Windows", "sum_over", "windows_of"]

_TABLE = int(Family.TABLE)


class Windows(NamedTuple):
    """Of each count and position y after its decision, at top - y: (counts, top + 1)."""

    top: int
    """Highest position. [pieces]"""
    held: Floats
    """Sum of the stocks at the ends of the window's days. [pieces * days]"""
    lost: Floats
    """Pieces lost in it. [pieces]"""
    first: Floats
    """Probability that the first loss since the decision is in it."""


@kernel
def windows_of(
    spans: Spans,
    lead: int,
    means: Floats,
    family: int,
    ratio: float,
    table: Floats,
    top: int,
    least: float,
) -> Windows:
    """Windows of a pair's week.

    Parameters
    ----------
    spans : Spans
        The week.
    lead : int
        Days from count to delivery. [days]
    means : float, shape (7,)
        Mean demand of each weekday. [pieces]
    family, ratio, table, least
        As for :func:`models.inventory.spans.week_spans`.
    top : int
        Highest position. [pieces]

    Returns
    -------
    Windows
        For positions 0 ... top.

    Notes
    -----
    Equation (I.404) of docs/models/inventory.md.
    """
    m = spans.n
    windows = Windows(top, np.zeros((m, top + 1)), np.zeros((m, top + 1)), np.zeros((m, top + 1)))
    width = width_of(family, 9.0 / 7.0 * means.sum(), ratio, table.shape[0])
    if family == _TABLE:
        width = 9 * table.shape[0] + 2
    mass = np.empty(width)
    work = np.empty(width if family == _TABLE else 0)
    table_mean = mean_of(table)
    left = np.empty(top + 1)
    for j in range(m):
        low, high, mean = plain(0), plain(0), 0.0
        mass[0] = 1.0
        for day in range(spans.gap[j] + lead + 1):
            if day > 0:
                day_mean = means[(spans.day[j] + day - 1) % 7]
                mean += day_mean
                low, high = add_days(
                    low, high, mean, day_mean, family, ratio, table, table_mean, least, mass, work
                )
                stock_left(mass, low, high, left)
                if day > lead:
                    for y in range(top + 1):
                        windows.held[j, top - y] += left[y]
            sign = -1.0 if day == lead else 1.0 if day == spans.gap[j] + lead else 0.0
            if sign != 0.0:
                _tell_losses(sign, mass, low, high, mean, left, day == 0, j, windows)
    return windows


@bare
def _tell_losses(
    sign: float,
    mass: Floats,
    low: int,
    high: int,
    mean: float,
    left: Floats,
    nothing: bool,  # noqa: FBT001
    j: int,
    windows: Windows,
) -> None:
    """Add or take off what some days lose."""
    if nothing:
        return
    top = windows.top
    for y in range(top + 1):
        windows.lost[j, top - y] += sign * (mean - y + left[y])
    above = 0.0
    for y in range(high, low, -1):
        above += mass[y]
        if y <= top + 1:
            windows.first[j, top - y + 1] += sign * above
    for y in range(min(low - 1, top) + 1):
        windows.first[j, top - y] += sign


@sums
def sum_over(table: Floats, shape: Floats, d: int, at: int) -> float:
    """Sum of a table over the positions of a shape.

    Parameters
    ----------
    table : float, shape (counts, top + 1)
        Of a pair's windows.
    shape : float, shape (counts, at least d)
        How often a week each position below the cap is seen after the decision.
    d : int
        Cap - s. [pieces]
    at : int
        Top less cap. [pieces]

    Returns
    -------
    float
        In the table's unit, a week.
    """
    total = 0.0
    base = np.uint64(at)
    for j in range(shape.shape[0]):
        row = np.uint64(j)
        for k in range(np.uint64(d)):
            total += shape[row, k] * table[row, base + k]
    return total
