"""How is a history handed to the simulation? Demand as it was, in place of draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.inventory.problem import N_WEEKDAYS, Whole

__all__ = ["Replay", "rows_of"]


@dataclass(frozen=True, eq=False)
class Replay:
    """Demand as it was: sparse rows, in the order of pair and day, at most one for each.

    Parameters
    ----------
    first_weekday : int
        Weekday of day 0, Monday is 0.
    n_days : int
        Days it covers; days without a row are days without demand. [days]
    pair, day, pieces : int, shape (n_rows,)
        Index of the pair, days after day 0, demand. [-, days, pieces]
    """

    first_weekday: int
    n_days: int
    pair: Whole
    day: Whole
    pieces: Whole

    def __post_init__(self) -> None:
        if not (self.pair.shape == self.day.shape == self.pieces.shape):
            raise ValueError("pair, day and pieces have one entry a row")
        if not 0 <= self.first_weekday < N_WEEKDAYS:
            raise ValueError(f"weekdays are 0 to 6, got {self.first_weekday}")
        if not len(self.pair):
            return
        if self.day.min() < 0 or self.day.max() >= self.n_days or self.pieces.min() < 0:
            raise ValueError("days lie within the replay, and pieces are not negative")
        key = self.pair * self.n_days + self.day
        if self.pair.min() < 0 or not (key[1:] > key[:-1]).all():
            raise ValueError("rows are in the order of pair and day, one for each")


def rows_of(
    replay: Replay | None, n: int, weeks: int, n_replications: int
) -> tuple[tuple[Whole, Whole, Whole], int]:
    """Lay out rows by pair.

    Parameters
    ----------
    replay : Replay or None
        None where demand is drawn.
    n : int
        Number of pairs.
    weeks : int
        Weeks that are lived through. [weeks]
    n_replications : int
        Replications.

    Returns
    -------
    (begin, day, pieces) : tuple of int arrays, shapes (n + 1,), (n_rows,), (n_rows,)
        Where each pair's rows begin, their days and pieces.
    first_weekday : int
        Weekday of the first day.

    Raises
    ------
    ValueError
        If there is more than one replication, the replay is shorter than the weeks, or it
        names a pair that there is not.

    Examples
    --------
    >>> replay = Replay(2, 14, np.array([0, 2, 2]), np.array([5, 1, 9]), np.array([1, 4, 2]))
    >>> (begin, _, _), first_weekday = rows_of(replay, 3, 2, 1)
    >>> begin.tolist(), first_weekday
    ([0, 1, 1, 3], 2)
    """
    none = np.zeros(0, np.int64)
    if replay is None:
        return (none, none, none), 0
    if n_replications != 1:
        raise ValueError("a replay is always the same: one replication")
    if replay.n_days < N_WEEKDAYS * weeks:
        raise ValueError(f"the replay has {replay.n_days} days, fewer than {weeks} weeks")
    if len(replay.pair) and replay.pair[-1] >= n:
        raise ValueError(f"the replay names pair {int(replay.pair[-1])} of {n}")
    begin = np.searchsorted(replay.pair, np.arange(n + 1))
    return (
        (begin.astype(np.int64), replay.day.astype(np.int64), replay.pieces.astype(np.int64)),
        replay.first_weekday,
    )
