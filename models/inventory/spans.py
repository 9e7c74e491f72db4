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

from models.inventory.masses import add_days, mean_of, width_of
from models.inventory.problem import Family, Floats, Whole, Yes
from models.kernels import bare, kernel, plain

__all__ = ["Spans", "counts_of", "stock_left", "week_spans"]

_TABLE = int(Family.TABLE)


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
def counts_of(visits: Whole | Yes, lead: int) -> tuple[Whole, Whole]:
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


@bare
def stock_left(mass: Floats, low: int, high: int, out: Floats) -> None:
    """Expected stock left of each x after a demand.

    Parameters
    ----------
    mass : float, shape (width,)
        Probabilities of the demand from ``low`` to ``high``.
    low, high : int
        Demands that matter. [pieces]
    out : float, shape (X + 1,)
        Gets E(x - demand)+. [pieces]

    Examples
    --------
    >>> out = np.zeros(4)
    >>> stock_left(np.array([0.5, 0.0, 0.5]), 0, 2, out)
    >>> out
    array([0. , 0.5, 1. , 2. ])
    """
    top = out.shape[0] - 1
    for x in range(min(low, top) + 1):
        out[x] = 0.0
    below, left = 0.0, 0.0
    last = min(top, high + 1)
    for x in range(low, last + 1):
        out[x] = left
        if x <= high:
            below += mass[x]
        left += below
    if last > high:
        # From there on, a piece more is a piece left.
        for x in range(last + 1, top + 1):
            out[x] = out[last] + (x - last)


@bare
def _span(
    row: int,
    first: int,
    n_days: int,
    means: Floats,
    family: int,
    ratio: float,
    table: Floats,
    table_mean: float,
    least: float,
    spans: Spans,
    work: Floats,
) -> None:
    """Fill a row."""
    mass = spans.mass[row]
    top = spans.left.shape[1] - 1
    low, high, mean = plain(0), plain(0), 0.0
    mass[0] = 1.0
    for x in range(top + 1):
        spans.held[row, x] = 0.0
        spans.left[row, x] = x
    for j in range(n_days):
        day_mean = means[(first + j) % 7]
        mean += day_mean
        low, high = add_days(
            low, high, mean, day_mean, family, ratio, table, table_mean, least, mass, work
        )
        stock_left(mass, low, high, spans.left[row])
        for x in range(top + 1):
            spans.held[row, x] += spans.left[row, x]
    above = 0.0
    for x in range(high, low, -1):
        above += mass[x]
        if x <= top + 1:
            spans.tail[row, x] = above
    for x in range(min(low, top + 1) + 1):
        spans.tail[row, x] = 1.0
    spans.low[row] = low
    spans.high[row] = high
    spans.mean[row] = mean


@kernel
def week_spans(
    visits: Whole | Yes,
    lead: int,
    means: Floats,
    family: int,
    ratio: float,
    table: Floats,
    top: int,
    least: float,
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
    least : float
        As for :func:`models.inventory.masses.spread`.

    Returns
    -------
    Spans
        As its rows are described there.

    Notes
    -----
    Equations (I.301) and (I.302) of docs/models/inventory.md.

    Examples
    --------
    >>> week = week_spans(np.ones(7, np.bool_), 0, np.ones(7), 0, 1.0, np.zeros(1), 3, 1e-16)
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
    table_mean = mean_of(table)
    work = np.empty(width if family == _TABLE else 0)
    for j in range(m):
        _span(j, day[j], gap[j], means, family, ratio, table, table_mean, least, spans, work)
        if lead > 0:
            days = min(lead, gap[j])
            after = day[j] + days
            rest = gap[j] - days
            _span(m + j, day[j], days, means, family, ratio, table, table_mean, least, spans, work)
            _span(
                2 * m + j, after, rest, means, family, ratio, table, table_mean, least, spans, work
            )
        if lead > 1:
            after, rest = day[j] + 1, gap[j] - 1
            _span(
                3 * m + j, after, rest, means, family, ratio, table, table_mean, least, spans, work
            )
    if lead > 1:
        for d in range(7):
            _span(
                4 * m + d, d, plain(1), means, family, ratio, table, table_mean, least, spans, work
            )
    return spans
