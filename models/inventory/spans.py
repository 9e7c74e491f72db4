"""What is the demand of some days in a row, and what does it do to a stock?

A *span* is a number of days in a row, from a weekday on, during which nothing arrives. With K
the demand from its start to the end of each day, a span holds, for stocks x = 0 ... X at its
start: the distribution of the demand of all its days, the probability of demand of at least x,
the stock left, and the stock at the end of each day, summed. Section I.3 of
``docs/models/inventory.md``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from models.inventory.kernels import kernel
from models.inventory.problem import Family, Floats, Whole

__all__ = ["Spans", "counts_of", "spread", "week_spans", "width_of"]

_POISSON = int(Family.POISSON)
_NEGATIVE = int(Family.NEGATIVE_BINOMIAL)
_TABLE = int(Family.TABLE)

_NEGLIGIBLE = 1e-16


class Spans(NamedTuple):
    """Spans of a pair's week; rows are spans.

    Rows 0 ... m-1: from each count to the next. Then, m rows each: the days from a count to
    its delivery; from its delivery to the next count; and from the day after a count to the
    next count. Then seven single days.
    """

    n: int
    """Counts a week, m."""
    day: Whole
    """Weekday of each count."""
    gap: Whole
    """Days from each count to the next."""
    low: Whole
    """Least demand of a span with a probability that matters."""
    high: Whole
    """Most demand of a span with a probability that matters."""
    mass: Floats
    """Probability of each demand; (spans, width)."""
    tail: Floats
    """Probability of a demand of at least x; (spans, X + 2)."""
    left: Floats
    """Stock left of x at the end; (spans, X + 1). [pieces]"""
    held: Floats
    """Sum of the stocks at the ends of its days; (spans, X + 1). [pieces * days]"""
    mean: Floats
    """Mean demand. [pieces]"""


@kernel
def counts_of(visits: Whole, lead: int) -> tuple[Whole, Whole]:
    """Weekdays on which stock is counted, and days to the next count.

    Parameters
    ----------
    visits : bool or int, shape (7,)
        Weekdays with delivery.
    lead : int
        Days from count to delivery. [days]

    Returns
    -------
    (day, gap) : int, shape (n_counts,)
        Monday first. [days]

    Examples
    --------
    >>> counts_of(np.array([1, 0, 0, 1, 0, 0, 0]), 1)
    (array([2, 6]), array([4, 3]))
    """
    n = 0
    for d in range(7):
        if visits[d]:
            n += 1
    day = np.empty(n, np.int64)
    j = 0
    for d in range(7):
        if visits[(d + lead) % 7]:
            day[j] = d
            j += 1
    gap = np.empty(n, np.int64)
    for j in range(n):
        gap[j] = (day[(j + 1) % n] - day[j]) % 7
        if gap[j] == 0:
            gap[j] = 7
    return day, gap


@kernel
def spread(family: int, mean: float, ratio: float, out: Floats) -> tuple[int, int]:
    """Distribution of a Poisson or negative binomial demand.

    Parameters
    ----------
    family : int
        :class:`~models.inventory.problem.Family`; not TABLE.
    mean : float
        [pieces]
    ratio : float
        Variance over mean. [pieces]
    out : float, shape (width,)
        Gets the probabilities; the rest of it is left as it is.

    Returns
    -------
    (low, high)
        Demands outside have probabilities that do not matter. [pieces]

    Notes
    -----
    From the mode outwards by the ratio of neighbours, then divided by the sum: nothing
    underflows, whatever the mean.

    Examples
    --------
    >>> mass = np.zeros(60)
    >>> spread(Family.POISSON, 2.0, 1.0, mass)[0], mass[:3].round(6)
    (0, array([0.135335, 0.270671, 0.270671]))
    """
    if mean <= 0.0:
        out[0] = 1.0
        return 0, 0
    negative = family == _NEGATIVE and ratio > 1.0 + 1e-12
    q = 1.0 - 1.0 / ratio if negative else 0.0
    # p(k + 1) / p(k) = (a + q k) / (k + 1)
    a = mean / (ratio - 1.0) * q if negative else mean
    mode = int(max(0.0, mean - ratio + 1.0)) if negative else int(mean)
    mode = min(mode, out.shape[0] - 1)
    out[mode] = 1.0
    total = 1.0
    high = mode
    value = 1.0
    while high + 1 < out.shape[0]:
        value *= (a + q * high) / (high + 1)
        if value < _NEGLIGIBLE:
            break
        high += 1
        out[high] = value
        total += value
    low = mode
    value = 1.0
    while low > 0:
        value *= low / (a + q * (low - 1))
        if value < _NEGLIGIBLE:
            break
        low -= 1
        out[low] = value
        total += value
    for k in range(low, high + 1):
        out[k] /= total
    return low, high


@kernel
def width_of(family: int, mean: float, ratio: float, table_width: int) -> int:
    """Room that a week's demand takes in an array.

    Parameters
    ----------
    family : int
        :class:`~models.inventory.problem.Family`.
    mean : float
        Of the week. [pieces]
    ratio : float
        Variance over mean. [pieces]
    table_width : int
        Entries of the table of a day.

    Returns
    -------
    int
        Entries. [pieces]

    Examples
    --------
    >>> width_of(Family.TABLE, 3.0, 1.0, 5)
    30
    """
    if family == _TABLE:
        return 7 * (table_width - 1) + 2
    return int(mean + 12.0 * np.sqrt(ratio * mean) + 45.0 * ratio + 20.0)


@kernel
def _thinned(
    mass: Floats, low: int, high: int, table: Floats, share: float, out: Floats
) -> tuple[int, int]:
    """Demand so far, and one more day of a table that occurs with a probability."""
    last = table.shape[0] - 1
    while last > 0 and table[last] <= 0.0:
        last -= 1
    out[low : high + last + 1] = 0.0
    for k in range(low, high + 1):
        out[k] += mass[k] * (1.0 - share)
        for i in range(last + 1):
            out[k + i] += mass[k] * share * table[i]
    while high + last > low and out[high + last] <= 0.0:
        high -= 1
    high += last
    while low < high and out[low] <= 0.0:
        low += 1
    return low, high


@kernel
def _span(
    row: int,
    first: int,
    n_days: int,
    means: Floats,
    family: int,
    ratio: float,
    table: Floats,
    table_mean: float,
    spans: Spans,
    work: Floats,
) -> None:
    """Fill a row."""
    mass = spans.mass[row]
    top = spans.left.shape[1] - 1
    low, high, mean = 0, 0, 0.0
    mass[0] = 1.0
    for x in range(top + 1):
        spans.held[row, x] = 0.0
        spans.left[row, x] = x
    for j in range(n_days):
        day_mean = means[(first + j) % 7]
        mean += day_mean
        if family == _TABLE:
            share = min(1.0, day_mean / table_mean) if table_mean > 0.0 else 0.0
            low, high = _thinned(mass, low, high, table, share, work)
            mass[low : high + 1] = work[low : high + 1]
        else:
            low, high = spread(family, mean, ratio, mass)
        below, left = 0.0, 0.0
        for x in range(top + 1):
            spans.left[row, x] = left
            spans.held[row, x] += left
            if low <= x <= high:
                below += mass[x]
            left += min(below, 1.0)
    above = 0.0
    for x in range(high, top + 1, -1):
        above += mass[x]
    for x in range(top + 1, -1, -1):
        if low <= x <= high:
            above += mass[x]
        spans.tail[row, x] = above if x > low else 1.0
    spans.low[row] = low
    spans.high[row] = high
    spans.mean[row] = mean


@kernel
def week_spans(
    visits: Whole,
    lead: int,
    means: Floats,
    family: int,
    ratio: float,
    table: Floats,
    top: int,
) -> Spans:
    """Spans of a pair's week.

    Parameters
    ----------
    visits : bool, shape (7,)
        Weekdays with delivery.
    lead : int
        Days from count to delivery. [days]
    means : float, shape (7,)
        Mean demand of each weekday. [pieces]
    family : int
        :class:`~models.inventory.problem.Family`.
    ratio : float
        Variance over mean of a day. [pieces]
    table : float, shape (width,)
        Probabilities of the family TABLE.
    top : int
        Highest stock X. [pieces]

    Returns
    -------
    Spans
        As its rows are described there.

    Notes
    -----
    Equations (I.3) and (I.4) of docs/models/inventory.md.

    Examples
    --------
    >>> week = week_spans(np.ones(7, np.bool_), 0, np.ones(7), 0, 1.0, np.zeros(1), 3)
    >>> week.left[0].round(4)
    array([0.    , 0.3679, 1.1036, 2.0233])
    """
    day, gap = counts_of(visits, lead)
    m = day.shape[0]
    # A run of counts on days in a row is not cut by the end of the week, if that can be.
    turn = (int(np.argmax(gap)) + 1) % m
    day, gap = np.roll(day, -turn), np.roll(gap, -turn)
    rows = 4 * m + 7
    width = width_of(family, means.sum(), ratio, table.shape[0])
    spans = Spans(
        m,
        day,
        gap,
        np.zeros(rows, np.int64),
        np.zeros(rows, np.int64),
        np.zeros((rows, width)),
        np.zeros((rows, top + 2)),
        np.zeros((rows, top + 1)),
        np.zeros((rows, top + 1)),
        np.zeros(rows),
    )
    table_mean = 0.0
    for k in range(table.shape[0]):
        table_mean += k * table[k]
    work = np.empty(width if family == _TABLE else 0)
    for j in range(m):
        _span(j, day[j], gap[j], means, family, ratio, table, table_mean, spans, work)
        if lead > 0:
            days = min(lead, gap[j])
            after = day[j] + days
            rest = gap[j] - days
            _span(m + j, day[j], days, means, family, ratio, table, table_mean, spans, work)
            _span(2 * m + j, after, rest, means, family, ratio, table, table_mean, spans, work)
        if lead > 1:
            after, rest = day[j] + 1, gap[j] - 1
            _span(3 * m + j, after, rest, means, family, ratio, table, table_mean, spans, work)
    if lead > 1:
        for d in range(7):
            _span(4 * m + d, d, 1, means, family, ratio, table, table_mean, spans, work)
    return spans
