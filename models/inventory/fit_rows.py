"""What do the rows of a history say of each pair? Sums by pair and weekday.

Millions of rows become a few columns over pairs; only the days with a stock-out stay rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.inventory.fit_weekdays import days_by_weekday
from models.inventory.problem import N_WEEKDAYS, Floats, Whole, Yes

__all__ = ["Hidden", "Rows", "rows_of"]


@dataclass(frozen=True, eq=False)
class Hidden:
    """Days with a stock-out, in the order of pairs.

    Parameters
    ----------
    pair, weekday : int, shape (n_hidden,)
        Which pair, and which weekday, Monday is 0.
    least : int, shape (n_hidden,)
        Pieces issued: demand was at least that. [pieces]
    """

    pair: Whole
    weekday: Whole
    least: Whole


@dataclass(frozen=True, eq=False)
class Rows:
    """A history in sums.

    Parameters
    ----------
    days : int, shape (7,)
        Days of each weekday. [days]
    known : float, shape (n, 7)
        Pieces on days without a stock-out. [pieces]
    squares : float, shape (n,)
        Sum over the same days of the pieces squared. [pieces^2]
    n_batches : float, shape (n,)
        How many of them had demand. [days]
    hidden : Hidden
        The other days.
    hidden_days : float, shape (n, 7)
        How many they are. [days]
    hidden_issued : float, shape (n, 7)
        Pieces issued on them. [pieces]
    pair, pieces, stock_out : shape (n_rows,)
        The rows themselves.
    """

    days: Whole
    known: Floats
    squares: Floats
    n_batches: Floats
    hidden: Hidden
    hidden_days: Floats
    hidden_issued: Floats
    pair: Whole
    pieces: Whole
    stock_out: Yes

    def on_weekdays(self, of_hidden: npt.ArrayLike) -> Floats:
        """Sum a column over the hidden days by pair and weekday, shape (n, 7)."""
        return _summed(
            self.hidden.pair * N_WEEKDAYS + self.hidden.weekday, of_hidden, self.known.shape
        )

    def of_pairs(self, of_hidden: npt.ArrayLike) -> Floats:
        """Sum a column over the hidden days by pair, shape (n,)."""
        return _summed(self.hidden.pair, of_hidden, self.squares.shape)


def rows_of(
    pair: npt.ArrayLike,
    day: npt.ArrayLike,
    pieces: npt.ArrayLike,
    stock_out: npt.ArrayLike,
    *,
    n_pairs: int,
    n_days: int,
    first_weekday: int,
) -> Rows:
    """Sum the rows of a history.

    Parameters
    ----------
    pair, day, pieces : array_like of int, shape (n_rows,)
        As in :func:`models.inventory.fit.fit_demand`.
    stock_out : array_like of bool, shape (n_rows,)
        Likewise.
    n_pairs, n_days, first_weekday : int
        Likewise.

    Returns
    -------
    Rows
        The sums.

    Raises
    ------
    ValueError
        If columns differ in length, an index is out of range, pieces are negative or a pair
        has two rows of one day.

    Examples
    --------
    >>> rows = rows_of([0, 0], [0, 8], [3, 2], [False, True], n_pairs=1, n_days=14,
    ...                first_weekday=0)
    >>> rows.known[0].tolist(), rows.hidden.weekday.tolist(), rows.hidden.least.tolist()
    ([3.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], [1], [2])
    """
    pair, day, pieces = (np.asarray(column, dtype=np.int64) for column in (pair, day, pieces))
    out = np.asarray(stock_out, dtype=np.bool_)
    _refuse_nonsense(pair, day, pieces, out, n_pairs, n_days)
    weekday = (day + first_weekday) % N_WEEKDAYS
    shape = (n_pairs, N_WEEKDAYS)
    kept = np.where(out, 0, pieces)
    which = np.flatnonzero(out)
    which = which[np.argsort(pair[which], kind="stable")]
    cell = pair[which] * N_WEEKDAYS + weekday[which]
    return Rows(
        days_by_weekday(n_days, first_weekday),
        _summed(pair * N_WEEKDAYS + weekday, kept, shape),
        _summed(pair, kept.astype(np.float64) ** 2, (n_pairs,)),
        _summed(pair, kept > 0, (n_pairs,)),
        Hidden(pair[which], weekday[which], pieces[which]),
        _summed(cell, np.ones(len(cell)), shape),
        _summed(cell, pieces[which], shape),
        *(pair, pieces, out),
    )


def _summed(cell: Whole, values: npt.ArrayLike, shape: tuple[int, ...]) -> Floats:
    size = int(np.prod(shape))
    weights = np.asarray(values, dtype=np.float64)
    return np.asarray(np.bincount(cell, weights, size).reshape(shape), dtype=np.float64)


def _refuse_nonsense(
    pair: Whole, day: Whole, pieces: Whole, out: Yes, n_pairs: int, n_days: int
) -> None:
    if not pair.shape == day.shape == pieces.shape == out.shape or pair.ndim != 1:
        raise ValueError("the columns of a history are of one length")
    if n_pairs < 0 or n_days < 1:
        raise ValueError("a history has at least one day")
    if not len(pair):
        return
    if pair.min() < 0 or pair.max() >= n_pairs or day.min() < 0 or day.max() >= n_days:
        raise ValueError("a row's pair or day is out of range")
    if pieces.min() < 0:
        raise ValueError("pieces are at least 0")
    key = pair * n_days + day
    if not (key[1:] > key[:-1]).all() and (np.diff(np.sort(key)) == 0).any():
        raise ValueError("a pair has one row a day at most")
