"""What is a route to the label search, and who may be asked for cheap ones?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["CLOSE", "Found", "Source", "Way"]

CLOSE = 1e-7
"""Costs that differ by less are the same. [money]"""


@dataclass(frozen=True, slots=True)
class Way:
    """A route as the label search knows it.

    Parameters
    ----------
    vehicle_type : int
        Who drives.
    cost : float
        Cost at the prices it was found with.
    trips : tuple of (int or None, tuple of int)
        Origin and classes of each trip, in driving order.
    is_relaxed : bool
        Whether limits on duty and overtime were not looked at.
    """

    vehicle_type: int
    cost: float
    trips: tuple[tuple[int | None, tuple[int, ...]], ...]
    is_relaxed: bool = False

    def counts(self, n_classes: int) -> NDArray[np.int64]:
        """How many tasks of each class it does."""
        done = [c for _, classes in self.trips for c in classes]
        return np.bincount(np.array(done, np.int64), minlength=n_classes)


@dataclass(frozen=True, slots=True)
class Found:
    """What a label search found.

    Parameters
    ----------
    status : int
        ``labels.DONE`` when nothing was passed over.
    least : float
        Least cost of any route; a lower bound only when done, not coarse and not pruned.
    ways : tuple of Way
        The cheapest below the threshold.
    n_labels : int
        Labels made.
    """

    status: int
    least: float
    ways: tuple[Way, ...]
    n_labels: int


class Source(Protocol):
    """Who knows the routes of a vehicle type."""

    @property
    def vehicle_type(self) -> int:
        """Whose routes."""

    def search(
        self,
        prices: NDArray[np.float64],
        *,
        mode: int,
        memory: int,
        stop: NDArray[np.int64],
        most: int,
        toll: float = 0.0,
    ) -> Found:
        """Cheapest routes that cost less than a toll at given prices."""
