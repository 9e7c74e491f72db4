"""What is asked of the shelves, and what is answered: arrays over pairs of ward and item.

A week of seven days repeats for ever. Each day, in this order:

1. what was ordered ``lead`` days ago arrives, if this is a visit day;
2. if the day ``lead`` days from now is a visit day, the stock is counted and, as the policy
   says, an order is placed that arrives then (with ``lead = 0`` at once, before demand);
3. the day's demand is met from the shelf as far as it goes; the rest is *lost* to the shelf
   (somebody brings it in an emergency delivery) at ``shortage`` a piece;
4. ``holding`` is charged on what is left.

The inventory position, stock on the shelf plus what is ordered and has not arrived, is what
the policy compares with its levels. Section I.1 of ``docs/models/inventory.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

__all__ = [
    "Demand",
    "Family",
    "Floats",
    "Levels",
    "Limit",
    "Policy",
    "Rounding",
    "ShelfProblem",
    "Whole",
    "Yes",
]

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Yes = npt.NDArray[np.bool_]

N_WEEKDAYS = 7
MAX_LEAD = 2


class Family(IntEnum):
    """Distribution of one day's demand."""

    POISSON = 0
    NEGATIVE_BINOMIAL = 1
    """With the same variance-to-mean ratio each day: sums over days stay in the family."""
    TABLE = 2
    """A distribution of its own, as a table: empirical, compound, discretised normal."""


class Policy(IntEnum):
    """How the order is found when the position is at or below s (each is defined in I.2)."""

    MIN_MAX = 0
    """(R,s,S): up to S, in whole packs."""
    PAR = 1
    """(R,S): up to S whatever the position, in whole packs; s is S - 1."""
    PACKS = 2
    """(R,s,nQ): the fewest packs that bring the position above s; S is s + pack."""
    KANBAN = 3
    """Two bins of Q: each empty bin is exchanged; s = Q, S = 2Q."""


class Rounding(IntEnum):
    """An order up to S that is no multiple of the pack."""

    DOWN = 0
    """Never above S."""
    UP = 1
    """Above S by less than a pack, but never above the shelf."""


class Limit(IntEnum):
    """What holds a pair's levels where they are."""

    COST = 0
    """Nothing: the cheapest levels meet all targets."""
    FILL = 1
    """The fill-rate target asks for more than the cheapest."""
    CYCLE = 2
    """The cycle-service target asks for more than the cheapest."""
    SHELF = 3
    """The pair's own shelf ends before the targets are met, or before the cheapest."""
    SPACE = 4
    """The space shared by the ward's items, likewise."""
    PACK = 5
    """A pack is more than the shelf holds: nothing can be ordered."""
    NONE = 6
    """There is no demand: nothing is kept."""


@dataclass(frozen=True, eq=False)
class Demand:
    """Demand of n pairs, by weekday.

    Parameters
    ----------
    mean : float, shape (n, 7)
        Mean on each weekday, Monday first. [pieces]
    ratio : float, shape (n,)
        Variance over mean of a day's demand, at least 1; 1 for Poisson. [pieces]
    family : int, shape (n,)
        :class:`Family` of each pair.
    tables : float, shape (n_tables, width)
        Probability of 0, 1, 2 ... pieces on a day with demand of mean ``table_mean``.
    table : int, shape (n,)
        Row of ``tables`` for pairs of the family TABLE, else -1. Their day's demand is the
        table's with probability ``mean[pair, day] / table_mean``, else none: weekdays differ
        in how often there is demand, not in how much.
    """

    mean: Floats
    ratio: Floats
    family: Whole
    tables: Floats
    table: Whole

    @property
    def n(self) -> int:
        """Number of pairs."""
        return len(self.ratio)


@dataclass(frozen=True, eq=False)
class ShelfProblem:
    """Levels are asked for n pairs of ward and item.

    Parameters
    ----------
    demand : Demand
        Demand by weekday.
    visits : bool, shape (n, 7)
        Weekdays with delivery, Monday first; at least one each.
    lead : int, shape (n,)
        Days from count to delivery, 0 to 2. [days]
    policy : int, shape (n,)
        :class:`Policy` of each pair.
    pack : int, shape (n,)
        Orders are multiples of this. [pieces]
    shelf : int, shape (n,)
        Most that may ever be on the shelf: S never exceeds it. [pieces]
    holding : float, shape (n,)
        [SEK / piece / day]
    line : float, shape (n,)
        Cost of an order line. [SEK]
    shortage : float, shape (n,)
        Cost of each piece lost to the shelf. [SEK / piece]
    fill : float, shape (n,)
        Least fill rate, 0 for none. [-]
    cycle : float, shape (n,)
        Least probability of no stock-out between two deliveries, 0 for none. [-]
    space : float, shape (n,)
        Space of a piece; a pair takes ``space * S``. [l]
    ward : int, shape (n,)
        Ward whose space the pair shares.
    ward_space : float, shape (n_wards,)
        Space of each ward; infinite where it is not limited. [l]
    rounding : Rounding
        What becomes of orders that are no multiple of the pack.
    """

    demand: Demand
    visits: Yes
    lead: Whole
    policy: Whole
    pack: Whole
    shelf: Whole
    holding: Floats
    line: Floats
    shortage: Floats
    fill: Floats
    cycle: Floats
    space: Floats
    ward: Whole
    ward_space: Floats
    rounding: Rounding = Rounding.DOWN

    def __post_init__(self) -> None:
        n = self.demand.n
        columns = (
            *(self.lead, self.policy, self.pack, self.shelf, self.holding, self.line),
            *(self.shortage, self.fill, self.cycle, self.space, self.ward),
        )
        if any(column.shape != (n,) for column in columns) or self.visits.shape != (n, N_WEEKDAYS):
            raise ValueError(f"every column has one entry for each of the {n} pairs")
        if n and not self.visits.any(axis=1).all():
            raise ValueError("every pair has at least one visit day")
        if n and (self.lead.min() < 0 or self.lead.max() > MAX_LEAD):
            raise ValueError(f"lead times are 0 to {MAX_LEAD} days")
        if n and (self.pack.min() < 1 or self.shelf.min() < 0):
            raise ValueError("packs are at least 1, shelves at least 0")

    @property
    def n(self) -> int:
        """Number of pairs."""
        return self.demand.n


@dataclass(frozen=True, eq=False)
class Levels:
    """Levels of n pairs, and what is expected of them in the long run.

    Parameters
    ----------
    s, S : int, shape (n,)
        Reorder point (min; -1 orders never) and order-up-to level (max). [pieces]
    fill : float, shape (n,)
        Fill rate; 1 where there is no demand. [-]
    cycle : float, shape (n,)
        Probability of no stock-out between two deliveries. [-]
    stock : float, shape (n,)
        Mean stock at the end of a day. [pieces]
    lines : float, shape (n,)
        Order lines. [lines / week]
    short : float, shape (n,)
        Pieces lost to the shelf. [pieces / week]
    cost : float, shape (n,)
        Holding, lines and shortage, without the price of space. [SEK / week]
    limit : int, shape (n,)
        :class:`Limit`: what holds the levels where they are.
    met : bool, shape (n,)
        Whether all targets are met. Where not, fill and cycle are the best that can be.
    space_price : float, shape (n_wards,)
        Multiplier of each ward's shared space. [SEK / l / week]
    overflow : float, shape (n_wards,)
        Space that is missing for the ward's targets: with the levels given, which then
        meet the targets as nearly as the space allows, 0. [l]
    """

    s: Whole
    S: Whole
    fill: Floats
    cycle: Floats
    stock: Floats
    lines: Floats
    short: Floats
    cost: Floats
    limit: Whole
    met: Yes
    space_price: Floats
    overflow: Floats
