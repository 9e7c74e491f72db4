"""Is the demand history one of these wards and items, and of days that have been?

It has millions of rows: they are looked at as columns, and told in a few sentences.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from optimizer.findings import Finding, Severity, suggestion
from optimizer.history import DemandHistory
from optimizer.validate.tables import Tables, at

__all__ = ["history_ids", "history_span", "items_without_history", "late_history"]

_NAMED = 3
"""Examples that are named."""


def late_history(tables: Tables) -> Iterator[Finding]:
    """Rows of days to come."""
    history, day = tables.scenario.demand_history, tables.scenario.day
    if history is None:
        return
    late = history.day > (day - history.first_day).days
    n_late = int(np.count_nonzero(late))
    if n_late:
        message = f"{n_late} rows are of days after {day}, the latest of {history.last_day}"
        yield Finding("V933", message, at("demand_history", None, "date"))


def history_span(tables: Tables) -> Iterator[Finding]:
    """A span without a day, or without a row."""
    history, stock = tables.scenario.demand_history, tables.scenario.stock
    first, last = stock.history_from, stock.history_to
    place = at("scenario", None, "stock.history_from")
    if first is not None and last is not None and first > last:
        yield Finding("V934", f"the history is to be from {first} to {last}", place)
    elif history is not None and (
        (first is not None and history.last_day < first)
        or (last is not None and history.first_day > last)
    ):
        span = f"from {history.first_day} to {history.last_day}"
        asked = f"{first or dt.date.min} to {last or dt.date.max}"
        yield Finding("V934", f"rows are {span}, none is of {asked}", place)


def items_without_history(tables: Tables) -> Iterator[Finding]:
    """Ward items of which nothing is known; worth a look where they are many."""
    scenario = tables.scenario
    if not scenario.ward_items:
        return
    place = at("ward_items")
    if scenario.demand_history is None:
        message = "there is no demand_history, without which no levels can be set"
        yield Finding("V935", message, place)
        return
    used = _pairs(scenario.demand_history)
    unknown = [one for one in scenario.ward_items if (one.ward, one.item) not in used]
    if unknown:
        n_all = len(scenario.ward_items)
        some = ", ".join(f'"{one.item}" on "{one.ward}"' for one in unknown[:_NAMED])
        more = " and others" if len(unknown) > _NAMED else ""
        message = f"{len(unknown)} of {n_all} ward items have no history: {some}{more}"
        severity = Severity.WARNING if 2 * len(unknown) > n_all else Severity.NOTE
        yield Finding("V935", message, place, severity=severity)


def _pairs(history: DemandHistory) -> set[tuple[str, str]]:
    """Wards and items that rows are of."""
    n_items = len(history.items)
    key = history.ward * n_items + history.item  # rows are sorted by it
    first = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
    return {
        (history.wards[ward], history.items[item])
        for ward, item in zip(
            history.ward[first].tolist(), history.item[first].tolist(), strict=True
        )
    }


def history_ids(tables: Tables) -> Iterator[Finding]:
    """Wards and items of the history that their tables do not have."""
    history = tables.scenario.demand_history
    if history is None:
        return
    yield from _unknown("ward", history.wards, history.ward, tables.wards)
    yield from _unknown("item", history.items, history.item, tables.items)


def _unknown(
    column: str, ids: Sequence[str], index: npt.NDArray[np.int64], known: Mapping[str, object]
) -> Iterator[Finding]:
    unknown = [i for i, id_ in enumerate(ids) if id_ not in known]
    if not unknown:
        return
    n_rows = int(np.bincount(index, minlength=len(ids))[unknown].sum())
    more = " and others" if len(unknown) > _NAMED else ""
    some = ", ".join(f'"{ids[i]}"' for i in unknown[:_NAMED]) + more
    message = f"{len(unknown)} ids of {n_rows} rows are not in {column}s: {some}"
    near = next(
        (s for i in unknown[:_NAMED] if (s := suggestion(ids[i], known)).startswith("Did")), ""
    )
    severity = Severity.WARNING if near or len(unknown) == len(ids) else Severity.NOTE
    yield Finding("V936", message, at("demand_history", None, column), near, severity)
