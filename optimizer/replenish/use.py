"""How much is used? From the levels, or else from the history."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from optimizer.domain import Scenario
from optimizer.level_plan import Level

__all__ = ["Use", "use_of_level", "uses_of_history"]

_DAYS_PER_WEEK = 7


@dataclass(frozen=True, slots=True)
class Use:
    """What is used of an item on a ward.

    Parameters
    ----------
    per_day : float
        Mean, over all days of the week. [pieces/day]
    ratio : float
        Variance over mean of a day, at least 1. [pieces]
    """

    per_day: float
    ratio: float = 1.0

    def pieces(self, days: int) -> int:
        """Expected use of some days, rounded up. [pieces]"""
        return math.ceil(days * self.per_day - 1e-9)

    def lasting(self, days: int, target: float) -> float:
        """Stock that lasts some days with the probability promised.

        Parameters
        ----------
        days : int
            How long. [days]
        target : float
            Promised probability; one below a half is taken as a half. [-]

        Returns
        -------
        float
            Mean and so many standard deviations, by the normal distribution. [pieces]

        Examples
        --------
        >>> round(Use(4.0).lasting(4, 0.9772), 1), Use(4.0).lasting(4, 0)
        (24.0, 16.0)
        """
        mean = days * self.per_day
        return mean + _deviations(target) * math.sqrt(self.ratio * mean)


@lru_cache(maxsize=1024)
def _deviations(target: float) -> float:
    return max(0.0, NormalDist().inv_cdf(target)) if target > 0 else 0.0


def use_of_level(level: Level) -> Use:
    """What the levels were set for."""
    return Use(level.demand_per_week / _DAYS_PER_WEEK, max(1.0, level.demand_ratio))


def uses_of_history(scenario: Scenario) -> Mapping[tuple[str, str], Use] | None:
    """Mean use in the history, by ward and item.

    Parameters
    ----------
    scenario : Scenario
        Its history is taken within the days that its settings name. A day without stock
        counts with what was issued.

    Returns
    -------
    mapping of (ward, item) to Use, or None
        Ward items without any use are left out; None where there is no history.
    """
    history = scenario.demand_history
    if history is None or not len(history):
        return None
    first = scenario.stock.history_from or history.first_day
    start = (first - history.first_day).days
    end = int(history.day.max())
    if scenario.stock.history_to is not None:
        end = (scenario.stock.history_to - history.first_day).days
    inside = (history.day >= start) & (history.day <= end)
    n_days, n_items = max(1, end - start + 1), len(history.items)
    key = (history.ward * n_items + history.item)[inside]
    pieces = history.pieces[inside].astype(np.float64)
    size = len(history.wards) * n_items
    mean = np.bincount(key, pieces, size) / n_days
    variance = np.bincount(key, pieces * pieces, size) / n_days - mean * mean
    used = np.flatnonzero(mean > 0)
    ratios = np.maximum(1.0, variance[used] / mean[used])
    return {
        (history.wards[pair // n_items], history.items[pair % n_items]): Use(per_day, ratio)
        for pair, per_day, ratio in zip(
            used.tolist(), mean[used].tolist(), ratios.tolist(), strict=True
        )
    }
