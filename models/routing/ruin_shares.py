"""What do processes tell each other that search for one solution? What each found in its part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.outcome import Limits

__all__ = ["Peers", "Row", "Share", "n_partings"]

_MOST_PARTINGS = 30
_PARTING_S = 0.25
"""Least time for which parts are left as they are; to part takes some hundredths of that. [s]"""

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

    @property
    def n_partings(self) -> int:
        """How often all divide the solution anew: who counted otherwise would be waited for."""
        ...

    def exchange(self, mine: Share) -> Sequence[Share] | None:
        """Give a share, and have those of all others; None where one does not answer."""
        ...


def n_partings(limits: Limits) -> int:
    """How often to divide a solution anew: as often as pays, by the time there is.

    Parameters
    ----------
    limits : Limits
        Of the whole search.

    Returns
    -------
    int
        One at least.

    Examples
    --------
    >>> [n_partings(Limits(time_s=seconds)) for seconds in (60.0, 3.0, 0.1)]
    [30, 12, 1]
    """
    if limits.time_s is None:
        return _MOST_PARTINGS
    return max(1, min(_MOST_PARTINGS, int(limits.time_s / _PARTING_S)))
