"""What did the shelves give while they were run by today's levels?

Day by day: goods arrive; where a delivery is due after the lead time the stock is counted
and ordered; use is met as far as the shelf goes, and the rest is lost to it. The same order
of events as in section I.1 of ``docs/models/inventory.md``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from optimizer.calendar import eves, public_holidays
from optimizer.generate.shelves import Levels, Shelves
from optimizer.ward_stores import WEEKDAYS, Policy, Ward

__all__ = ["LEAD_DAYS", "MORNINGS", "Lived", "deliveries", "live"]

LEAD_DAYS = 2
"""Days beyond the last for which deliveries must be known. [days]"""

MORNINGS = 10
"""Days at the end of which the stock of the morning is kept. [days]"""

Yes = npt.NDArray[np.bool_]
Pieces = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Lived:
    """What happened on some shelves.

    Parameters
    ----------
    issued : numpy.ndarray of int32, shape (n_days, n)
        What the shelf gave. [pieces]
    empty : numpy.ndarray of bool, shape (n_days, n)
        Whether it was empty at the end of the day.
    lost : numpy.ndarray of int64, shape (n,)
        What it could not give. [pieces]
    ordered : numpy.ndarray of int32, shape (n_days + LEAD_DAYS, n)
        What arrived or will arrive, by day of delivery. [pieces]
    mornings : numpy.ndarray of int64, shape (MORNINGS, n)
        Stock as counted in the last mornings, the last one of the last day. [pieces]
    """

    issued: Pieces
    empty: Yes
    lost: npt.NDArray[np.int64]
    ordered: Pieces
    mornings: npt.NDArray[np.int64]


def _is_closed(day: dt.date) -> bool:
    return day in public_holidays(day.year) or day in eves(day.year)


def deliveries(wards: Sequence[Ward], days: Sequence[dt.date]) -> Yes:
    """Which ward gets a delivery on which day.

    A delivery that a holiday or an eve stops comes on the last open weekday before it.

    Parameters
    ----------
    wards : sequence of Ward
        With their visit days.
    days : sequence of date
        Consecutive days.

    Returns
    -------
    numpy.ndarray of bool, shape (n_days, n_wards)
        True where goods come.

    Examples
    --------
    >>> ward = Ward(id="a", site="a", visit_days=("fri",))
    >>> easter = [dt.date(2026, 3, 30) + dt.timedelta(days=k) for k in range(5)]
    >>> deliveries([ward], easter)[:, 0].tolist()
    [False, False, True, False, False]
    """
    weekdays = np.zeros((len(WEEKDAYS), len(wards)), dtype=np.bool_)
    for w, ward in enumerate(wards):
        weekdays[[WEEKDAYS.index(weekday) for weekday in ward.visit_days], w] = True
    n_working_days = 5
    found = np.zeros((len(days), len(wards)), dtype=np.bool_)
    last_open = None
    pending = [weekdays[day.weekday()] for day in days]
    for k, day in enumerate(days):
        if _is_closed(day):
            if last_open is not None:
                found[last_open] |= pending[k]
        else:
            found[k] |= pending[k]
            if day.weekday() < n_working_days:
                last_open = k
    return found


def live(
    stock: Shelves, part: slice, levels: Levels, demand: Pieces, delivery: Yes, first: int
) -> Lived:
    """Run some shelves by their levels, from full.

    Parameters
    ----------
    stock : Shelves
        All pairs.
    part : slice
        Pairs that are run.
    levels : Levels
        Theirs.
    demand : numpy.ndarray of int32, shape (n_days, n)
        What is asked for. [pieces]
    delivery : numpy.ndarray of bool, shape (n_days + LEAD_DAYS, n_wards)
        From :func:`deliveries`.
    first : int
        Day from which on losses are told.

    Returns
    -------
    Lived
        Day by day.
    """
    n_days, n = demand.shape
    ward, lead, pack = stock.ward[part], stock.lead[part], stock.pack[part]
    is_bins = np.array([p is Policy.KANBAN for p in stock.policy[part]])
    arriving = np.zeros((n_days + LEAD_DAYS, n), dtype=np.int32)
    issued = np.zeros((n_days, n), dtype=np.int32)
    empty = np.zeros((n_days, n), dtype=np.bool_)
    mornings = np.zeros((MORNINGS, n), dtype=np.int64)
    lost = np.zeros(n, dtype=np.int64)
    on_shelf = levels.S.copy()
    step = np.where(is_bins, np.maximum(levels.S // 2, 1), pack)
    leads = [(days, lead == days) for days in np.unique(lead)]
    for day in range(n_days):
        on_shelf += arriving[day]
        if day >= n_days - MORNINGS:
            mornings[day - (n_days - MORNINGS)] = on_shelf
        for days, is_lead in leads:
            counted = is_lead & delivery[day + days, ward]
            position = on_shelf + arriving[day + 1 : day + days + 1].sum(axis=0)
            due = counted & (position <= levels.s)
            quantity = np.where(due, (levels.S - position) // step * step, 0)
            arriving[day + days] += quantity.astype(np.int32)
            if days == 0:
                on_shelf += quantity
        given = np.minimum(on_shelf, demand[day])
        on_shelf -= given
        issued[day] = given
        empty[day] = on_shelf == 0
        if day >= first:
            lost += demand[day] - given
    return Lived(issued=issued, empty=empty, lost=lost, ordered=arriving, mornings=mornings)
