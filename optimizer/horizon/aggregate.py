"""How long does a visit last a ward? Items seen together as flows, flows as wards.

Hundreds of items are one stock for whoever chooses days. What counts of a flow is its *cover*:
the longest gap between two visits that its maxima last, with the protection of its minima kept,
for all but few of its items on few of the days. A ward lasts as long as the first of its flows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.horizon.stores import Floats, Stores, Whole
from optimizer.ward_stores import Rounding

__all__ = ["LONGEST_DAYS", "Covers", "WardStocks", "covers", "ward_stocks"]

UNCOVERED = 0.05
"""Days on which some item of a flow eats its protection, for each day of its cover. [-]"""
LONGEST_DAYS = 56.0
"""Cover of what is hardly used. [days]"""
_SHORTEST_DAYS = 1.5
_HALVINGS = 40


@dataclass(frozen=True, eq=False)
class Covers:
    """Flows of wards, one entry for each of ``Stores.parts``.

    Parameters
    ----------
    a_day : float, shape (n_parts,)
        Mean use. [carriers/day]
    least, most, start : float, shape (n_parts,)
        Protection; all maxima, or what stands there already where that is more; stock on the
        first morning. [carriers]
    full, first : float, shape (n_parts,)
        Days that full shelves last; days until the first visit is due. [days]
    """

    a_day: Floats
    least: Floats
    most: Floats
    start: Floats
    full: Floats
    first: Floats


@dataclass(frozen=True, eq=False)
class WardStocks:
    """Wards as single stocks, in slots of floor.

    Parameters
    ----------
    ward : int, shape (n,)
        Index of each ward that keeps anything.
    minimum, maximum, start : float, shape (n,)
        Stock to keep, stock right after a visit, stock on the first morning. [slots]
    demand : float, shape (n, n_days)
        Use of each day. [slots]
    holding : float, shape (n,)
        [SEK/slot/day]
    """

    ward: Whole
    minimum: Floats
    maximum: Floats
    start: Floats
    demand: Floats
    holding: Floats


def covers(stores: Stores) -> Covers:
    """How long each flow of each ward lasts.

    Parameters
    ----------
    stores : Stores
        Ward items.

    Returns
    -------
    Covers
        One entry a part. The cover T is the longest with
        sum max(0, u T + p - S) min(1, 1 / u) <= 0.05 T, over items with use u, protection p of
        such a gap, and max S: the days on which an item that is asked for stands below its
        protection. The first morning's stock lasts until it has as many as full shelves.
    """
    a_day = stores.sums(stores.a_day)
    high = stores.high.astype(np.float64)

    every = slice(None)
    asked = np.minimum(1.0, 1.0 / np.maximum(stores.a_day, 1e-9))

    def missing(days: Floats, stock: Floats) -> Floats:
        gap = days[stores.part]
        lack = stores.a_day * gap + stores.protects(every, gap + stores.lead) - stock
        bad = np.where(stores.a_day > 0, np.maximum(0.0, lack) * asked, 0.0)
        return np.bincount(stores.part, bad, len(stores.parts)).astype(np.float64)

    low, up = np.zeros(len(a_day)), np.full(len(a_day), LONGEST_DAYS)
    for _ in range(_HALVINGS):
        middle = (low + up) / 2
        fine = missing(middle, high) <= UNCOVERED * middle
        low, up = np.where(fine, middle, low), np.where(fine, up, middle)
    full = np.where(a_day > 0, np.maximum(low, _SHORTEST_DAYS), LONGEST_DAYS)
    left_out = UNCOVERED * full
    low, up = np.zeros(len(a_day)), full.copy()
    for _ in range(_HALVINGS):
        middle = (low + up) / 2
        fine = missing(middle, stores.on_hand) <= left_out
        low, up = np.where(fine, middle, low), np.where(fine, up, middle)
    return Covers(
        a_day=a_day,
        least=stores.sums(stores.protection),
        most=stores.sums(_reached(stores)),
        start=stores.sums(stores.on_hand),
        full=full,
        first=np.where(a_day > 0, low, LONGEST_DAYS),
    )


def ward_stocks(stores: Stores, found: Covers) -> WardStocks:
    """Wards as single stocks that last as long as the first of their flows.

    Load carriers are whole ones on a vehicle: amounts are raised by what rounding up the
    carriers of each site and flow adds, when all its wards are filled at once.

    Parameters
    ----------
    stores : Stores
        Ward items.
    found : Covers
        Their flows.

    Returns
    -------
    WardStocks
        One entry for each ward that keeps anything.
    """
    scenario = stores.scenario
    types = {carrier.id: carrier.slots for carrier in scenario.load_carriers}
    slots = np.array([types[scenario.flows[f].load_carrier] for _, f in stores.parts])
    wards = np.array([w for w, _ in stores.parts], dtype=np.int64)
    ward, at = np.unique(wards, return_inverse=True)
    n, n_parts = len(ward), len(wards)
    use = np.zeros((n_parts, stores.n_days))
    np.add.at(use, stores.part, stores.carriers[:, None] * stores.use)
    reach = np.maximum(found.a_day * found.full, 1e-12)
    rate = np.zeros((n, stores.n_days))
    np.maximum.at(rate, at, use / reach[:, None])
    first = np.full(n, LONGEST_DAYS)
    np.minimum.at(first, at, found.first)
    lasts = np.full(n, LONGEST_DAYS)
    np.minimum.at(lasts, at, found.full)
    a_day = np.bincount(at, slots * found.a_day, n)
    mean_rate = np.maximum(rate.mean(axis=1), 1e-12)
    span = a_day / mean_rate
    scale = _rounded_up(stores, found, slots, wards, lasts[at])[ward]
    holding = np.bincount(at, _daily_holding(stores), n)
    least = np.bincount(at, slots * found.least, n)
    return WardStocks(
        ward=ward,
        minimum=scale * least,
        maximum=scale * (least + span),
        start=scale * (least + span * np.minimum(1.0, mean_rate * first)),
        demand=(scale * span)[:, None] * rate,
        holding=holding / np.maximum(scale * a_day, 1e-9),
    )


def _reached(stores: Stores) -> Floats:
    """Most that may stand on the shelves: the max, or what stands there already. [pieces]"""
    up = stores.scenario.stock.rounding is Rounding.UP
    top = stores.high + (stores.pack - 1 if up else 0)
    return np.maximum(top.astype(np.float64), stores.on_hand)


def _daily_holding(stores: Stores) -> Floats:
    """Holding of a day's use of each part. [SEK/day]"""
    spent = np.bincount(stores.part, stores.holding * stores.a_day, len(stores.parts))
    return spent.astype(np.float64)


def _rounded_up(
    stores: Stores, found: Covers, slots: Floats, wards: Whole, lasts: Floats
) -> Floats:
    """What whole load carriers take over parts of them, by ward of the scenario. [-]"""
    scenario = stores.scenario
    sites = {site.id: i for i, site in enumerate(scenario.sites)}
    site = np.array([sites[ward.site] for ward in scenario.wards], dtype=np.int64)
    n_flows = len(scenario.flows)
    flow = np.array([f for _, f in stores.parts], dtype=np.int64)
    key = site[wards] * n_flows + flow
    size = len(sites) * n_flows
    brought = np.bincount(key, found.a_day * lasts, size)
    one = np.zeros(size)
    one[key] = slots
    of_site = np.arange(size) // n_flows
    exact = np.bincount(of_site, one * brought, len(sites))
    whole = np.bincount(of_site, one * np.ceil(brought - 1e-9), len(sites))
    ratio: Floats = np.where(exact > 0, whole / np.maximum(exact, 1e-12), 1.0)
    return ratio[site]
