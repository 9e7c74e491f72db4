"""What is known of every ward item over the days to come? Columns, one entry a ward item."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from optimizer.domain import Scenario
from optimizer.ward_stores import Policy

__all__ = ["POLICIES", "Floats", "Stores", "Use", "Whole"]

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

POLICIES = tuple(Policy)
"""Policies by the number they have in :attr:`Stores.policy`."""


@dataclass(frozen=True, eq=False)
class Use:
    """What is expected to be used of every ward item of the scenario.

    Parameters
    ----------
    mean : float, shape (n_rows, 7)
        Mean use by weekday, Monday first. [pieces/day]
    ratio : float, shape (n_rows,)
        Variance over mean of a day's use, at least 1. [pieces]
    """

    mean: Floats
    ratio: Floats


@dataclass(frozen=True, eq=False)
class Stores:
    """Ward items that have levels, as columns.

    Parameters
    ----------
    scenario : Scenario
        Where ids are looked up by index.
    start : date
        First day.
    row : int, shape (n,)
        Row of each in the scenario's ward items.
    ward, item, flow : int, shape (n,)
        Index of its ward, item and flow.
    policy, low, high, pack, shelf, lead : int, shape (n,)
        Policy (index in ``POLICIES``), min, max, pack, room on the shelf [pieces], lead [days].
    carriers : float, shape (n,)
        Share of a load carrier that a piece takes. [carriers]
    use : float, shape (n, n_days)
        Expected use of each day. [pieces]
    a_day : float, shape (n,)
        Mean over a week. [pieces/day]
    ratio : float, shape (n,)
        Variance over mean. [pieces]
    counted, on_hand : float, shape (n,)
        Inventory position as counted; expected stock on the first morning. [pieces]
    value, holding : float, shape (n,)
        Of a piece. [SEK, SEK/day]
    doubt : float, shape (n,)
        Standard deviations that its target asks for. [-]
    usual : float, shape (n,)
        Mean days between deliveries that its levels are made for. [days]
    """

    scenario: Scenario
    start: dt.date
    row: Whole
    ward: Whole
    item: Whole
    flow: Whole
    policy: Whole
    low: Whole
    high: Whole
    pack: Whole
    shelf: Whole
    lead: Whole
    carriers: Floats
    use: Floats
    a_day: Floats
    ratio: Floats
    counted: Floats
    on_hand: Floats
    value: Floats
    holding: Floats
    doubt: Floats
    usual: Floats

    @property
    def n(self) -> int:
        """Ward items."""
        return len(self.row)

    @property
    def n_days(self) -> int:
        """Days of use that are known."""
        return int(self.use.shape[1])

    @cached_property
    def parts(self) -> tuple[tuple[int, int], ...]:
        """Pairs of ward and flow that have items, in order."""
        pairs = np.unique(np.stack([self.ward, self.flow], axis=1), axis=0)
        return tuple((int(ward), int(flow)) for ward, flow in pairs)

    @cached_property
    def part(self) -> Whole:
        """Index in :attr:`parts` of each ward item. shape (n,)"""
        index = {pair: i for i, pair in enumerate(self.parts)}
        pairs = zip(self.ward.tolist(), self.flow.tolist(), strict=True)
        return np.fromiter((index[pair] for pair in pairs), np.int64, self.n)

    @cached_property
    def exposed(self) -> Floats:
        """Days that the levels are made to protect: a usual gap and the lead time. shape (n,)"""
        return self.usual + self.lead

    @cached_property
    def protection(self) -> Floats:
        """Share of the min that is kept against doubt, not for use. shape (n,) [pieces]"""
        used = self.exposed * self.a_day
        by_min = np.maximum(0.0, self.low - used)
        by_target = self.doubt * np.sqrt(self.ratio * used)
        knows_min = np.isin(
            self.policy, [POLICIES.index(p) for p in (Policy.MIN_MAX, Policy.PACKS)]
        )
        kept: Floats = np.where(knows_min, by_min, by_target)
        protection: Floats = np.minimum(kept, 0.5 * self.high).astype(np.float64)
        return protection

    def protects(self, at: Whole | slice, days: Floats) -> Floats:
        """What protects some days from a count on: doubt grows with their root.

        Parameters
        ----------
        at : int, shape (k,), or slice
            Ward items.
        days : float, shape (k,)
            From the count to the next visit. [days]

        Returns
        -------
        float, shape (k,)
            At least the protection of the levels, at most half the max. [pieces]
        """
        longer = np.sqrt(np.maximum(1.0, days / self.exposed[at]))
        kept: Floats = np.minimum(self.protection[at] * longer, 0.5 * self.high[at])
        return kept

    def sums(self, pieces: Floats) -> Floats:
        """Load carriers of each part. shape (n_parts,) [carriers]"""
        return np.bincount(self.part, self.carriers * pieces, len(self.parts)).astype(np.float64)
