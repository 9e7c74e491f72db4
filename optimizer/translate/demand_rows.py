"""Which rows of the history speak of which ward item? Ids to pairs, dates to days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from models.inventory.problem import Whole, Yes
from optimizer.domain import Scenario
from optimizer.translate.shelves import Shelves

__all__ = ["DemandRows", "demand_rows"]

_NOT_KEPT, _UNKNOWN = -1, -2


@dataclass(frozen=True, eq=False)
class DemandRows:
    """The history as columns, in the order of pair and day.

    Parameters
    ----------
    pair, day, pieces : int, shape (n_rows,)
        Index of the ward item, days after the first, pieces issued.
    stock_out : bool, shape (n_rows,)
        Whether the shelf was empty, so that demand may have been more.
    first_day : date
        Day 0.
    n_days : int
        Days that the history covers, with and without rows. [days]
    n_strange : int
        Rows left out, for their ward does not keep the item.
    n_outside : int
        Rows left out, for they are before or after the days the settings name.
    """

    pair: Whole
    day: Whole
    pieces: Whole
    stock_out: Yes
    first_day: dt.date
    n_days: int
    n_strange: int
    n_outside: int


def demand_rows(shelves: Shelves) -> DemandRows | None:
    """The scenario's history by pairs.

    Parameters
    ----------
    shelves : Shelves
        Ward items as columns.

    Returns
    -------
    DemandRows or None
        None where there is no history, or none within the days the settings name.

    Examples
    --------
    >>> from optimizer.translate.shelves import shelves_of
    >>> from tests.stock import ward_stores
    >>> rows = demand_rows(shelves_of(ward_stores()))
    >>> len(rows.pair), rows.n_days, rows.first_day.strftime("%A"), rows.n_strange
    (851, 182, 'Monday', 0)
    """
    scenario = shelves.scenario
    history = scenario.demand_history
    if history is None:
        return None
    settings = scenario.stock
    first = settings.history_from or history.first_day
    last = settings.history_to or history.last_day
    n_days = (last - first).days + 1
    of_row = _pair_of(shelves, scenario)[history.ward, history.item]
    day = history.day + (history.first_day - first).days
    inside = (day >= 0) & (day < n_days)
    kept = inside & (of_row >= 0)
    if not kept.any():
        return None
    pair, day = of_row[kept], day[kept]
    pieces, stock_out = history.pieces[kept], history.stock_out[kept]
    if not (pair[1:] >= pair[:-1]).all():
        # Stable, so that the days of a pair stay in their order.
        order = np.argsort(pair, kind="stable")
        pair, day = pair[order], day[order]
        pieces, stock_out = pieces[order], stock_out[order]
    return DemandRows(
        pair=pair,
        day=day,
        pieces=pieces,
        stock_out=stock_out,
        first_day=first,
        n_days=n_days,
        n_strange=int((inside & (of_row == _NOT_KEPT)).sum()),
        n_outside=int((~inside).sum()),
    )


def _pair_of(shelves: Shelves, scenario: Scenario) -> Whole:
    """Pair by the history's index of ward and item, or why there is none."""
    history = scenario.demand_history
    if history is None:
        return np.empty((0, 0), dtype=np.int64)
    table = np.full((len(scenario.wards) + 1, len(scenario.items) + 1), _UNKNOWN, dtype=np.int64)
    table[:-1, :-1] = _NOT_KEPT
    table[shelves.ward, shelves.item] = np.arange(shelves.n)
    wards = {ward.id: i for i, ward in enumerate(scenario.wards)}
    items = {item.id: i for i, item in enumerate(scenario.items)}
    rows = [wards.get(ward, -1) for ward in history.wards]
    columns = [items.get(item, -1) for item in history.items]
    of_history: Whole = table[np.ix_(rows, columns)]
    return of_history
