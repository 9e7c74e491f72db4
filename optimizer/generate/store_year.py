"""What has a year left behind: history, levels, stock, and how much there was to carry?

Pairs of ward and article are worked through in parts, so that five million rows of history
need no more memory than their columns and one part.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from optimizer.generate.articles import WARD_KINDS, ArticleFact
from optimizer.generate.lived_year import LEAD_DAYS, MORNINGS, Lived, deliveries, live
from optimizer.generate.shelves import Levels, Shelves, todays_levels
from optimizer.generate.usage import day_factors, occupancy, pieces, uniforms
from optimizer.generate.ward_places import Store
from optimizer.history import DemandHistory

__all__ = ["LEVEL_DAYS", "StoreYear", "live_year"]

LEVEL_DAYS = 91
"""Thirteen weeks from which today's levels were made. They end where the history begins."""

PART = 8_000
"""Pairs that are worked through at once."""

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class StoreYear:
    """A year of all shelves.

    Parameters
    ----------
    history : DemandHistory
        What was used.
    levels : Levels
        Today's.
    on_hand : numpy.ndarray of int64, shape (n,)
        Stock at the last count. [pieces]
    count_age : numpy.ndarray of int64, shape (n,)
        Days from that count to the planning day. [days]
    lines : numpy.ndarray of int64, shape (n_days,)
        Order lines delivered on each day of the history.
    litres, kilos : numpy.ndarray of float64, shape (n_days, n_groups)
        What was delivered, by the pairs' group. [l, kg]
    asked, lost : numpy.ndarray of int64, shape (n,)
        Demand in the history, and what of it the shelf could not give. [pieces]
    """

    history: DemandHistory
    levels: Levels
    on_hand: Whole
    count_age: Whole
    lines: Whole
    litres: Floats
    kilos: Floats
    asked: Whole
    lost: Whole


def _means(stock: Shelves, part: slice, factors: Floats) -> Floats:
    """Mean number of batches of each pair and day."""
    mean = factors[stock.ward[part]] * (stock.mean[part] / stock.batch[part])[:, None]
    mean[:, :LEVEL_DAYS] /= stock.drift[part][:, None]
    return mean


def _demand(
    stock: Shelves, part: slice, ids: Sequence[tuple[str, str]], factors: Floats, seed: int
) -> npt.NDArray[np.int32]:
    """What is asked for, shape (n_days, n_pairs). [pieces]"""
    uniform = uniforms(seed, ids[part], factors.shape[1])
    drawn = pieces(uniform, _means(stock, part, factors), stock.ratio[part])
    drawn *= stock.batch[part].astype(np.int32)[:, None]
    return np.ascontiguousarray(drawn.T)


def _count_age(stock: Shelves, delivery: npt.NDArray[np.bool_], today: int) -> Whole:
    """Days since the count for today's delivery, or else since the last one. [days]"""
    age = np.full(stock.n, MORNINGS - 1)
    for back in reversed(range(MORNINGS)):
        age[delivery[today - back + stock.lead, stock.ward]] = back
    due = delivery[today, stock.ward]
    return np.where(due, stock.lead, age)


def live_year(
    stores: Sequence[Store],
    facts: Sequence[ArticleFact],
    stock: Shelves,
    day: dt.date,
    n_history_days: int,
    group: Whole,
    seed: int,
) -> StoreYear:
    """Set today's levels, and run the shelves by them until the planning day.

    Parameters
    ----------
    stores, facts : sequence of Store, sequence of ArticleFact
        What the pairs point at.
    stock : Shelves
        Pairs of ward and article.
    day : date
        Planning day; the history ends the day before.
    n_history_days : int
        Length of the history. [days]
    group : numpy.ndarray of int64, shape (n,)
        What is carried together: a flow to a site.
    seed : int
        Fixes the use.

    Returns
    -------
    StoreYear
        History, levels and stock.
    """
    start = LEVEL_DAYS
    n_days = start + n_history_days + 1
    first_day = day - dt.timedelta(days=n_days - 1)
    days = [first_day + dt.timedelta(days=k) for k in range(n_days + LEAD_DAYS)]
    delivery = deliveries([store.ward for store in stores], days)
    by_kind = {kind: day_factors(kind, days[:n_days]) for kind in WARD_KINDS}
    factors = np.stack(
        [by_kind[store.kind] * occupancy(seed, store.ward.id, n_days) for store in stores]
    )
    ids = [
        (stores[w].ward.id, facts[i].item.id) for w, i in zip(stock.ward, stock.item, strict=True)
    ]
    age = _count_age(stock, delivery, n_days - 1)
    collected = _Collected(stock, group, age, start, start + n_history_days)
    for begin in range(0, stock.n, PART):
        part = slice(begin, min(begin + PART, stock.n))
        demand = _demand(stock, part, ids, factors, seed)
        levels = todays_levels(stock, part, demand[:start].T)
        lived = live(stock, part, levels, demand, delivery, start)
        collected.add(part, levels, demand, lived)
    return collected.year([s.ward.id for s in stores], [f.item.id for f in facts], days[start])


class _Collected:
    """Parts of the year, put together."""

    def __init__(self, stock: Shelves, group: Whole, age: Whole, start: int, end: int) -> None:
        self._stock, self._group, self._start, self._end = stock, group, start, end
        self._rows: list[tuple[npt.NDArray[np.int32], ...]] = []
        self._levels = Levels(*(np.zeros(stock.n, dtype=np.int64) for _ in range(3)))
        self._on_hand, self._age = np.zeros(stock.n, dtype=np.int64), age
        self._asked, self._lost = (np.zeros(stock.n, dtype=np.int64) for _ in range(2))
        n_groups = int(group.max()) + 1
        self._lines = np.zeros(end - start, dtype=np.int64)
        self._litres, self._kilos = (np.zeros((end - start, n_groups)) for _ in range(2))

    def add(self, part: slice, levels: Levels, demand: npt.NDArray[np.int32], lived: Lived) -> None:
        """Take in what happened on some shelves."""
        start, end, stock = self._start, self._end, self._stock
        for name in ("s", "S", "shelf"):
            getattr(self._levels, name)[part] = getattr(levels, name)
        self._on_hand[part] = lived.mornings[
            MORNINGS - 1 - self._age[part], np.arange(len(levels.s))
        ]
        self._asked[part] = demand[start:end].sum(axis=0)
        self._lost[part] = lived.lost
        issued, empty = lived.issued[start:end].T, lived.empty[start:end].T
        pair, day = np.nonzero((issued > 0) | empty)
        self._rows.append(
            (
                (pair + part.start).astype(np.int32),
                day.astype(np.int32),
                issued[pair, day],
                empty[pair, day].astype(np.int32),
            )
        )
        ordered = lived.ordered[start:end]
        self._lines += (ordered > 0).sum(axis=1)
        group, n_groups = self._group[part], self._litres.shape[1]
        for weight, total in ((stock.volume_l, self._litres), (stock.weight_kg, self._kilos)):
            for k, quantity in enumerate(ordered):
                total[k] += np.bincount(group, quantity * weight[part], n_groups)

    def year(self, wards: list[str], items: list[str], first_day: dt.date) -> StoreYear:
        """All parts together."""
        pair, day, issued, empty = (
            np.concatenate(column) for column in zip(*self._rows, strict=True)
        )
        self._rows.clear()
        history = DemandHistory.from_rows(
            wards,
            items,
            first_day,
            ward=self._stock.ward[pair],
            item=self._stock.item[pair],
            day=day,
            pieces=issued,
            stock_out=empty > 0,
        )
        return StoreYear(
            history=history,
            levels=self._levels,
            on_hand=self._on_hand,
            count_age=self._age,
            lines=self._lines,
            litres=self._litres,
            kilos=self._kilos,
            asked=self._asked,
            lost=self._lost,
        )
