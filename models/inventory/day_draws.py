"""What is asked for on some days in a row? Demand drawn by counter, any first weekday.

The same numbers as in ``simulate``: those of (seed, replication, pair, day), whatever is
decided, so that two plans meet the very same days. Day 0 is the Monday on or before the first.
"""

from __future__ import annotations

import numpy as np

from models.compiled import is_kept
from models.inventory.draws import N_GUIDES, draw_days, stream, tabulate, width
from models.inventory.problem import Demand, Floats, Whole
from models.kernels import kernel

__all__ = ["drawn_days", "is_ready", "prepare"]


@kernel
def _draw(
    mean: Floats,
    ratio: Floats,
    family: Whole,
    tables: Floats,
    table: Whole,
    streams: Whole,
    numbers: tuple[int, int, int],
    drawn: Whole,
) -> None:
    seed, replication, skipped = numbers
    longest = width(mean, ratio, family, tables.shape[1])
    cumulative = np.zeros((7, longest))
    guides = np.zeros((7, N_GUIDES), np.int64)
    lows, sizes = np.zeros(7, np.int64), np.ones(7, np.int64)
    days = np.zeros(skipped + drawn.shape[1], np.int64)
    no_table = np.zeros(0)
    for i in range(len(ratio)):
        for w in range(7):
            its = tables[table[i]] if table[i] >= 0 else no_table
            lows[w], sizes[w] = tabulate(
                mean[i, w], ratio[i], family[i], its, cumulative[w], guides[w]
            )
        start = stream(seed, replication, streams[i])
        draw_days(start, 0, lows, sizes, cumulative, guides, days)
        for d in range(drawn.shape[1]):  # a slice would have half of numba's texts compiled
            drawn[i, d] = days[skipped + d]


def drawn_days(
    demand: Demand, *, first_weekday: int, n_days: int, seed: int, replication: int, streams: Whole
) -> Whole:
    """Draw the demand of pairs over some days.

    Parameters
    ----------
    demand : Demand
        Demand of n pairs.
    first_weekday : int
        Weekday of the first day, 0 for Monday.
    n_days : int
        Days to draw. [days]
    seed, replication : int
        What the numbers depend on, besides pair and day.
    streams : int, shape (n,)
        Number of each pair in the random stream.

    Returns
    -------
    int, shape (n, n_days)
        Demand. [pieces]

    Examples
    --------
    >>> demand = Demand(np.full((1, 7), 2.0), np.ones(1), np.zeros(1, dtype=int),
    ...     np.empty((0, 0)), np.full(1, -1))
    >>> week = drawn_days(demand, first_weekday=0, n_days=7, seed=1, replication=0,
    ...                   streams=np.array([4]))
    >>> later = drawn_days(demand, first_weekday=2, n_days=5, seed=1, replication=0,
    ...                    streams=np.array([4]))
    >>> bool((week[:, 2:] == later).all()), int(week.sum())
    (True, 16)
    """
    drawn = np.zeros((len(demand.ratio), n_days), dtype=np.int64)
    _draw(
        np.ascontiguousarray(demand.mean, dtype=np.float64),
        np.ascontiguousarray(demand.ratio, dtype=np.float64),
        np.ascontiguousarray(demand.family, dtype=np.int64),
        np.ascontiguousarray(demand.tables, dtype=np.float64),
        np.ascontiguousarray(demand.table, dtype=np.int64),
        np.ascontiguousarray(streams, dtype=np.int64),
        (seed, replication, first_weekday),
        drawn,
    )
    return drawn


def is_ready() -> bool:
    """Whether the machine code of draws has been made, in this process or an earlier one.

    Returns
    -------
    bool
        False the first time on a machine, until somebody has made it.

    Examples
    --------
    >>> prepare()
    >>> is_ready()
    True
    """
    return is_kept(_draw)


def prepare() -> None:
    """Make the machine code of draws, or load it, by drawing nothing.

    Examples
    --------
    >>> prepare()
    """
    none = np.zeros(0, np.int64)
    demand = Demand(np.zeros((0, 7)), np.zeros(0), none, np.zeros((0, 0)), none)
    drawn_days(demand, first_weekday=0, n_days=1, seed=0, replication=0, streams=none)
