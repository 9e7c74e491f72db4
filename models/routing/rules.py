"""Which kinds of goods may meet, and what must be cleaned between them? Rules as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

__all__ = ["NO_RULES", "GoodsRules", "Relation"]


class Relation(IntEnum):
    """How two kinds of goods may meet in one vehicle, from most to least permissive."""

    FREE = 0
    """At once, side by side."""
    APART = 1
    """At once, in different compartments."""
    SEQUENCE = 2
    """In one trip, never at once, the lower rank off before the higher comes on."""
    NEVER = 3
    """Never in one trip."""


@dataclass(frozen=True, eq=False)
class GoodsRules:
    """Which kinds of goods may meet, and what must be cleaned between them.

    The first axis is the *mode* of the vehicle: 0 one load space, 1 two compartments.

    Parameters
    ----------
    relation : numpy.ndarray of int8, shape (2, n_goods, n_goods)
        :class:`Relation` of each pair, symmetric, ``FREE`` on the diagonal.
    rank : numpy.ndarray of int64, shape (n_goods,)
        Order of a sequence: lower first.
    cleaning : numpy.ndarray of int8, shape (2, n_goods, n_goods)
        Level of cleaning (0 none, 1 wipe, 2 wash) demanded between the residue of the row
        and a later load of the column.
    cleaning_duration : tuple of int
        Duration of levels 0, 1 and 2. [s]

    Raises
    ------
    ValueError
        If a shape is wrong, a relation is not symmetric, or two compartments are stricter.
    """

    relation: NDArray[np.int8]
    rank: NDArray[np.int64]
    cleaning: NDArray[np.int8]
    cleaning_duration: tuple[int, int, int]

    def __post_init__(self) -> None:
        n = len(self.rank)
        if self.relation.shape != (2, n, n) or self.cleaning.shape != (2, n, n):
            raise ValueError(f"relation and cleaning must have shape (2, {n}, {n})")
        if not np.array_equal(self.relation, self.relation.transpose(0, 2, 1)):
            raise ValueError("relation must be symmetric")
        if self.relation[:, range(n), range(n)].any():
            raise ValueError("goods of one kind must be FREE to meet")
        if (self.relation[1] > self.relation[0]).any():
            raise ValueError("two compartments must not be stricter than one")

    @property
    def n_goods(self) -> int:
        """Number of kinds of goods."""
        return len(self.rank)


NO_RULES = GoodsRules(
    relation=np.zeros((2, 1, 1), np.int8),
    rank=np.zeros(1, np.int64),
    cleaning=np.zeros((2, 1, 1), np.int8),
    cleaning_duration=(0, 0, 0),
)
"""One kind of goods and nothing to keep apart: the literature's problems."""
