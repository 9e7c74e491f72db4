"""What does a search need to know of one pair? Its demand, targets and prices, as numbers."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["BINS", "FREE", "TOP_UP", "Case"]

FREE, TOP_UP, BINS = 0, 1, 2


class Case(NamedTuple):
    """A pair as it is searched: orders up to a cap, in whole units, at or below s = cap - d.

    The one form that all policies have (see :func:`models.inventory.long_run.rule_of`).
    """

    form: int
    """FREE: d is at least the unit. TOP_UP: d is the unit. BINS: the unit is d, the cap 2 d."""
    lead: int
    """Days from count to delivery. [days]"""
    pack: int
    """Unit, or what bins are multiples of. [pieces]"""
    most: int
    """Highest cap. [pieces]"""
    raised: int
    """Cap less S, the level that is told. [pieces]"""
    start_full: bool
    """Whether the long run may depend on where it starts."""
    widest: int
    """Step of d that misses no valley of the cost below ``calm``. [pieces]"""
    calm: int
    """d from which on cost has no valleys: what is used while an order lasts varies by a third
    of a gap's demand or more. [pieces]"""
    weekly: float
    """Mean demand. [pieces / week]"""
    holding: float
    """[SEK / piece / week]"""
    line: float
    """[SEK / line]"""
    shortage: float
    """[SEK / piece]"""
    fill: float
    """Least fill rate. [-]"""
    cycle: float
    """Least cycle service. [-]"""
    room: float
    """Price of a piece of S. [SEK / piece / week]"""
    missed: float
    """Price of missing a target by 1; infinite: targets come first. [SEK / week]"""
