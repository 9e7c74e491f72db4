"""Which sets of delivery weekdays are worth considering for a ward?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

from models.inventory.problem import N_WEEKDAYS, Yes

__all__ = ["WORKING_DAYS", "longest_gap", "patterns"]

WORKING_DAYS = (0, 1, 2, 3, 4)
"""Monday to Friday."""


def longest_gap(pattern: npt.ArrayLike) -> int:
    """Most days from one delivery to the next, over a week that repeats.

    Parameters
    ----------
    pattern : array_like of bool, shape (7,)
        Weekdays with delivery, Monday first; at least one.

    Returns
    -------
    int
        [days]

    Raises
    ------
    ValueError
        If there is no delivery at all.

    Examples
    --------
    >>> longest_gap([True, False, False, True, False, False, False])
    4
    """
    days = np.flatnonzero(np.asarray(pattern, dtype=np.bool_))
    if not len(days):
        raise ValueError("a pattern has at least one weekday")
    return int(np.diff([*days, days[0] + N_WEEKDAYS]).max())


def patterns(weekdays: Sequence[int] = WORKING_DAYS, *, slack: int = 1) -> Yes:
    """List the weekday patterns whose deliveries are spread well.

    Of all sets of k weekdays, those whose longest gap is at most ``slack`` days longer than
    the shortest possible for that k. With Monday to Friday and a slack of 1: five single
    days, the six pairs that are not neighbours (Monday and Friday count as three days
    apart), seven triples, five sets of four and all five days: 24. With no slack 15.

    Parameters
    ----------
    weekdays : sequence of int
        Weekdays on which deliveries are possible at all, Monday is 0.
    slack : int
        How much longer the longest gap may be, at least 0; 7 admits every set. [days]

    Returns
    -------
    numpy.ndarray of bool, shape (n_patterns, 7)
        By number of weekdays, then by weekday; no two alike.

    Raises
    ------
    ValueError
        If there is no weekday, or one is not 0 to 6, or the slack is negative.

    Examples
    --------
    >>> len(patterns()), len(patterns(slack=0)), len(patterns(range(7)))
    (24, 15, 106)
    >>> [np.flatnonzero(pattern).tolist() for pattern in patterns(slack=0)[5:11]]
    [[0, 3], [0, 4], [1, 4], [0, 1, 4], [0, 2, 4], [0, 3, 4]]
    """
    days = sorted(set(weekdays))
    if not days or days[0] < 0 or days[-1] >= N_WEEKDAYS or slack < 0:
        raise ValueError("weekdays are 0 to 6, at least one, and the slack is not negative")
    rows = []
    for count in range(1, len(days) + 1):
        sets = [_pattern(chosen) for chosen in combinations(days, count)]
        gaps = [longest_gap(pattern) for pattern in sets]
        most = min(gaps) + slack
        rows += [pattern for pattern, gap in zip(sets, gaps, strict=True) if gap <= most]
    return np.array(rows)


def _pattern(days: Sequence[int]) -> Yes:
    pattern = np.zeros(N_WEEKDAYS, dtype=np.bool_)
    pattern[list(days)] = True
    return pattern
