"""What do a great many pairs cost, were they visited every R days? Exact, by renewal.

With zero lead time and equal gaps the shelf runs down from S until a visit finds it at or
below s: the visits of each stock are the renewal function of a gap's demand, whatever S and s,
so that all policies of a pair are enumerated at the price of a few. Half a million pairs a
second; the visit-day choice prices its weekday patterns with it. Section I.4 of
``docs/models/inventory.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.inventory.evaluate import tell_compiling
from models.inventory.problem import Floats, Whole, Yes
from models.inventory.renewal import BLOCK
from models.inventory.screen_search import best_levels
from models.kernels import kernel, part

__all__ = ["Screened", "screen", "screen_all"]


@dataclass(frozen=True, eq=False)
class Screened:
    """Best levels of each pair for each gap between visits.

    Parameters
    ----------
    s, S : int, shape (n, n_gaps)
        Reorder point and order-up-to level. [pieces]
    cost : float, shape (n, n_gaps)
        Holding, lines and shortage. [SEK / day]
    fill : float, shape (n, n_gaps)
        Fill rate. [-]
    lines : float, shape (n, n_gaps)
        Order lines. [lines / day]
    met : bool, shape (n, n_gaps)
        Whether the fill-rate target is met; where not, the fill rate is the best there is.
    """

    s: Whole
    S: Whole
    cost: Floats
    fill: Floats
    lines: Floats
    met: Yes


@part
def _room(width: int) -> tuple[Floats, Floats, Floats, Floats, Floats, Floats]:
    """Arrays to work in."""
    return (
        np.empty(width),
        np.empty(width),
        np.empty(width),
        np.empty(width),
        np.empty(width),
        np.empty(width),
    )


@kernel
def screen_all(
    rate: Floats,
    ratio: Floats,
    gap: Whole,
    least: Whole,
    shelf: Whole,
    holding: Floats,
    line: Floats,
    shortage: Floats,
    fill: Floats,
    levels: Whole,
    measures: Floats,
    met: Yes,
) -> None:
    """Best levels of each pair and gap.

    Parameters
    ----------
    rate, ratio, gap, least, shelf, holding, line, shortage, fill : array
        As for :func:`screen`, broadcast: all of shape (n,) but ``gap`` of shape (n_gaps,).
    levels : int, shape (n, n_gaps, 2)
        Filled in: s and S. [pieces]
    measures : float, shape (n, n_gaps, 3)
        Filled in: cost, fill rate and lines. [SEK / day, -, lines / day]
    met : bool, shape (n, n_gaps)
        Filled in: whether the target is met.
    """
    width = 512
    mass, days, price, lost, seen, gaps = _room(width)
    for i in range(rate.shape[0]):
        for g in range(gap.shape[0]):
            levels[i, g, 0], levels[i, g, 1], met[i, g] = -1, 0, True
            measures[i, g, 0], measures[i, g, 1], measures[i, g, 2] = 0.0, 1.0, 0.0
            if rate[i] <= 0.0:
                continue
            demand = rate[i] * gap[g]
            batch = 52.0 * 7.0 * rate[i]
            if holding[i] > 0.0:
                batch = min(batch, np.sqrt(2.0 * line[i] * rate[i] / holding[i]))
            spread = np.sqrt(ratio[i] * demand)
            widest = int(demand + 12.0 * spread + 45.0 * ratio[i]) + 2 * BLOCK + 20
            likely = 1.2 * batch + 2.0 * demand + 3.0 * spread + 2.0 * ratio[i] + least[i] + 4.0
            top = int(min(float(shelf[i]), likely))
            while True:
                if max(widest, top + 2 * BLOCK + 2) > width:
                    width = 2 * max(widest, top + 2 * BLOCK + 2)
                    mass, days, price, lost, seen, gaps = _room(width)
                s, cap, reached, cost, short, between, proven = best_levels(
                    *(rate[i], ratio[i], gap[g], least[i], shelf[i], top),
                    *(holding[i], line[i], shortage[i], fill[i], int(0.9 * batch)),
                    *(mass, days, price, lost, seen, gaps),
                )
                if proven or top > 10.0 * batch + 4000.0:
                    break
                top = min(shelf[i], 2 * top + least[i])
            levels[i, g, 0], levels[i, g, 1], met[i, g] = s, cap, reached
            measures[i, g, 0] = cost / gap[g]
            measures[i, g, 1] = 1.0 - short / demand
            measures[i, g, 2] = 1.0 / (between * gap[g])


def screen(
    mean_per_day: npt.ArrayLike,
    ratio: npt.ArrayLike,
    gap_days: npt.ArrayLike,
    *,
    shelf: npt.ArrayLike,
    holding: npt.ArrayLike,
    line: npt.ArrayLike,
    shortage: npt.ArrayLike,
    fill: npt.ArrayLike,
    least_order: npt.ArrayLike = 1,
) -> Screened:
    """Exact best (R,s,S) with lost sales of many pairs, for one or several gaps R.

    Parameters
    ----------
    mean_per_day : array_like of float, shape (n,)
        Mean demand; Poisson or negative binomial, the same each day. [pieces / day]
    ratio : array_like of float, broadcast to (n,)
        Variance over mean of a day's demand; 1 for Poisson. [pieces]
    gap_days : array_like of int, shape (n_gaps,)
        Days from visit to visit; a visit counts and delivers at once. [days]
    shelf : array_like of int, broadcast to (n,)
        S never exceeds it. [pieces]
    holding : array_like of float, broadcast to (n,)
        [SEK / piece / day]
    line : array_like of float, broadcast to (n,)
        [SEK / line]
    shortage : array_like of float, broadcast to (n,)
        [SEK / piece]
    fill : array_like of float, broadcast to (n,)
        Least fill rate, below 1. [-]
    least_order : array_like of int, broadcast to (n,)
        S - s is at least this: a pack, where orders come in packs; above it, single pieces.
        [pieces]

    Returns
    -------
    Screened
        Of shape (n, n_gaps).

    Raises
    ------
    ValueError
        If a number is out of its range.

    Notes
    -----
    Equations (I.401) and (I.402) of docs/models/inventory.md.

    Examples
    --------
    >>> found = screen([0.5, 4.0], 1.0, [1, 7], shelf=200, holding=0.02, line=10.0,
    ...                shortage=0.0, fill=0.98)
    >>> found.s.tolist(), found.S.tolist()
    ([[0, 2], [1, 19]], [[22, 28], [62, 62]])
    """
    rate = np.ascontiguousarray(mean_per_day, dtype=np.float64)
    if rate.ndim != 1:
        raise ValueError("mean_per_day is one-dimensional")
    gap = np.atleast_1d(np.ascontiguousarray(gap_days, dtype=np.int64))
    variance, kept, per_line, per_short, target = (
        np.ascontiguousarray(np.broadcast_to(np.asarray(column, dtype=np.float64), rate.shape))
        for column in (ratio, holding, line, shortage, fill)
    )
    least, most = (
        np.ascontiguousarray(np.broadcast_to(np.asarray(column, dtype=np.int64), rate.shape))
        for column in (least_order, shelf)
    )
    numbers = (rate, variance, kept, per_line, per_short, target)
    if not all(np.isfinite(column).all() for column in numbers):
        raise ValueError("means, ratios, prices and targets are finite")
    if any((column < 0).any() for column in numbers):
        raise ValueError("means, prices and targets are not negative")
    if (variance < 1).any() or (target >= 1).any():
        raise ValueError("ratios are at least 1 and targets below 1")
    if (gap < 1).any() or (least < 1).any() or (most < 0).any():
        raise ValueError("gaps and least orders are at least 1, shelves at least 0")
    shape = (len(rate), len(gap))
    levels = np.empty((*shape, 2), np.int64)
    measures = np.zeros((*shape, 3))
    met = np.empty(shape, np.bool_)
    tell_compiling(screen_all)
    screen_all(
        rate,
        variance,
        gap,
        least,
        most,
        kept,
        per_line,
        per_short,
        target,
        levels,
        measures,
        met,
    )
    cost, service, lines = np.moveaxis(measures, 2, 0)
    return Screened(levels[..., 0], levels[..., 1], cost, service, lines, met)
