"""What do processes tell each other that search for one solution? What each found in its part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Peers", "Row", "Share"]

Row = tuple[int, NDArray[np.int64]]
"""Vehicle type and nodes of a route, without those at home."""


@dataclass(frozen=True, eq=False, slots=True)
class Share:
    """What one of several found in its part.

    Parameters
    ----------
    number : int
        Who found it.
    rows : list of Row
        Where its search is, by the numbers of the whole.
    best : list of Row
        The best it has met since the last parting.
    least : float
        What that costs, with what is left out of its part.
    """

    number: int
    rows: list[Row]
    best: list[Row]
    least: float


class Peers(Protocol):
    """Those who search for the same solution at the same time."""

    @property
    def number(self) -> int:
        """Which of them this one is, from 0 on."""
        ...

    @property
    def n(self) -> int:
        """How many there are."""
        ...

    @property
    def seed(self) -> int:
        """What follows from it is drawn alike by all."""
        ...

    def exchange(self, mine: Share) -> Sequence[Share] | None:
        """Give a share, and have those of all others; None where one does not answer."""
        ...
