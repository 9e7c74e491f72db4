"""Between which trips is a load space cleaned? Where its residue demands it, in each way of use.

What one trip leaves behind and a later one may not ride with has to be cleaned away somewhere
between the two, and every gap between trips in that interval will do. Equation (R.6) of
``docs/models/routing.md``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Levels", "ways_to_clean"]

_MOST_WAYS = 8

Levels = tuple[int, ...]
"""Cleaning before each trip of a route: 0 none, 1 wipe, 2 wash."""


@dataclass(frozen=True, slots=True)
class _Demand:
    """A cleaning to at least a level in one of the gaps after ``carried`` up to ``before``."""

    before: int
    carried: int
    level: int

    def is_met(self, levels: Levels) -> bool:
        """Whether cleanings in the gaps take the residue away in time."""
        return max(levels[self.carried + 1 : self.before + 1]) >= self.level


def ways_to_clean(
    table: NDArray[np.int8],
    goods: Sequence[frozenset[int]],
    seconds: Callable[[int, int], float],
) -> list[Levels]:
    """Cleanings that keep each trip of a route from the residue of those before it.

    Parameters
    ----------
    table : numpy.ndarray of int8, shape (n_goods, n_goods)
        Level that residue of the row's goods demands before the column's are loaded.
    goods : sequence of frozenset of int, length n_trips
        Kinds of goods of each trip.
    seconds : callable
        Time from the last task of the trip before one to the beginning of that trip, with a
        level of cleaning; infinite where it cannot be done. [s]

    Returns
    -------
    list of tuple of int, length n_trips
        First cleaning as late as can be, then up to eight ways that take little time. Empty
        where no depot offers what is demanded.

    Examples
    --------
    >>> table = np.array([[0, 0, 0], [0, 0, 0], [2, 0, 0]], np.int8)
    >>> carried = [frozenset({2}), frozenset({1}), frozenset({0})]
    >>> ways_to_clean(table, carried, lambda trip, level: 60.0 * trip * level)
    [(0, 0, 2), (0, 2, 0)]
    """
    demands = _demands(table, goods)
    nothing = (0,) * len(goods)
    late, others = nothing, [nothing]

    def in_all(levels: Levels) -> float:
        return sum(
            seconds(trip, level) - seconds(trip, 0) for trip, level in enumerate(levels) if level
        )

    for demand in demands:
        if not demand.is_met(late):
            late = _raised(late, demand.before, demand.level)
        reached: dict[Levels, None] = {}
        for levels in others:
            if demand.is_met(levels):
                reached[levels] = None
                continue
            for trip in range(demand.before, demand.carried, -1):
                reached[_raised(levels, trip, demand.level)] = None
        others = sorted((w for w in reached if in_all(w) < math.inf), key=in_all)[:_MOST_WAYS]
    listed = [late] if in_all(late) < math.inf else []
    return list(dict.fromkeys((*listed, *others)))


def _demands(table: NDArray[np.int8], goods: Sequence[frozenset[int]]) -> list[_Demand]:
    """What must be cleaned away when, those that leave least choice first."""
    demands = []
    carried: dict[int, int] = {}
    for trip, new in enumerate(goods):
        for old, last in carried.items():
            level = max((int(table[old, kind]) for kind in new), default=0)
            if level:
                demands.append(_Demand(trip, last, level))
        carried |= dict.fromkeys(new, trip)
    return sorted(demands, key=lambda d: (d.before, -d.carried, -d.level))


def _raised(levels: Levels, trip: int, level: int) -> Levels:
    return (*levels[:trip], max(level, levels[trip]), *levels[trip + 1 :])
