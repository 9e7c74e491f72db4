"""Which demand history do the columns of a table make?

A history has millions of rows and few different cells: each column is kept as its different
cells and their indices, each cell is read once, and what is told of a cell is told of the
first row that has it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter, ValidationError

from optimizer.findings import Place
from optimizer.formats.cells import CellError, parser
from optimizer.formats.faults import translate
from optimizer.formats.gather import Gatherer, shorten
from optimizer.formats.heading import FAULTY, is_blank
from optimizer.formats.history_row import HistoryRow
from optimizer.formats.layout import HISTORY_TABLE, Column
from optimizer.formats.tolerance import Note
from optimizer.history import DemandHistory

__all__ = ["Coded", "HistoryCells", "history_of"]

_PORTION = 500
_TOLD_OF_EXTRA = 5
"""Rows with cells under no heading that are told one by one."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A column as its different cells.

    Parameters
    ----------
    cells : sequence of object
        Different cells, in no certain order.
    codes : numpy.ndarray of int32, shape (n_rows,)
        Index in cells, of each row.
    """

    cells: Sequence[object]
    codes: npt.NDArray[np.int32]

    def first(self, index: int) -> int:
        """First row that has a cell."""
        return int(np.argmax(self.codes == index))

    def count(self, index: int) -> int:
        """Number of rows that have a cell."""
        return int(np.count_nonzero(self.codes == index))


@dataclass(frozen=True, slots=True)
class HistoryCells:
    """The table as it was found.

    Parameters
    ----------
    source : str
        File or sheet.
    columns : mapping of str to Coded
        Columns of the table that are there.
    extra : sequence of Coded
        Columns without a heading, which should be empty.
    number : callable
        Gives the number of a row as the user sees it.
    guarded : bool, optional
        Whether it is a CSV file.
    """

    source: str
    columns: Mapping[str, Coded]
    extra: Sequence[Coded]
    number: Callable[[int], int]
    guarded: bool = False


def history_of(found: HistoryCells, gatherer: Gatherer) -> DemandHistory | None:
    """Make a history of the cells of its table.

    Parameters
    ----------
    found : HistoryCells
        The table.
    gatherer : Gatherer
        Gets every fault and everything tolerated.

    Returns
    -------
    DemandHistory or None
        None where a fault was told, and where there are no rows.
    """
    _tell_extra(found, gatherer)
    blank = _blank_rows(found)
    keep = None
    if blank.any():
        first = found.number(int(np.argmax(blank)))
        count = int(np.count_nonzero(blank))
        gatherer.tolerate("F059", found.source, first, "", "an empty row was skipped", count)
        keep = ~blank
    values = {
        column.name: _values(column, found.columns[column.name], blank, found, gatherer)
        for column in HISTORY_TABLE.columns
        if column.name in found.columns
    }
    if gatherer.failed or blank.all() or not len(blank):
        return None

    def codes(name: str) -> npt.NDArray[np.int32]:
        taken = found.columns[name].codes
        return taken if keep is None else taken[keep]

    def ids(name: str) -> tuple[list[str], npt.NDArray[np.int64]]:
        names = sorted({str(value) for value in values[name] if value is not None})
        place = {one: index for index, one in enumerate(names)}
        return names, _table([place.get(str(value), 0) for value in values[name]])[codes(name)]

    wards, ward = ids("ward")
    items, item = ids("item")
    days = [0 if v is None else dt.date.fromisoformat(str(v)).toordinal() for v in values["date"]]
    first_day = min(day for day, value in zip(days, values["date"], strict=True) if value)
    outs = values.get("stock_out")
    try:
        history = DemandHistory.from_rows(
            wards,
            items,
            dt.date.fromordinal(first_day),
            ward=ward,
            item=item,
            day=_table([max(0, day - first_day) for day in days])[codes("date")],
            pieces=_table([int(str(v or 0)) for v in values["pieces"]])[codes("pieces")],
            stock_out=np.zeros(len(ward), dtype=np.bool_)
            if outs is None
            else np.array([bool(out) for out in outs])[codes("stock_out")],
        )
    except ValidationError as error:
        code, message, remedy = translate(error.errors(include_url=False)[0])
        gatherer.error(code, message, Place(found.source), remedy)
        return None
    if len(history) < len(ward):
        message = "a row was added to another of the same ward, item and day"
        gatherer.tolerate("F065", found.source, None, "", message, len(ward) - len(history))
    return history


def _table(values: Sequence[int]) -> npt.NDArray[np.int64]:
    return np.array(values, dtype=np.int64)


def _tell_extra(found: HistoryCells, gatherer: Gatherer) -> None:
    for column in found.extra:
        filled = np.array([not is_blank(cell) for cell in column.cells], dtype=np.bool_)
        for row in np.flatnonzero(filled[column.codes])[:_TOLD_OF_EXTRA].tolist():
            cell = column.cells[column.codes[row]]
            message = f"{shorten(cell)} stands in a column without a heading"
            gatherer.error("F026", message, Place(found.source, found.number(row)))


def _blank_rows(found: HistoryCells) -> npt.NDArray[np.bool_]:
    columns = [*found.columns.values(), *found.extra]
    blank = np.ones(len(columns[0].codes) if columns else 0, dtype=np.bool_)
    for column in columns:
        empty = np.array([is_blank(cell) for cell in column.cells], dtype=np.bool_)
        if empty.any():
            blank &= empty[column.codes]
        else:
            blank[:] = False
    return blank


def _values(
    column: Column,
    coded: Coded,
    blank: npt.NDArray[np.bool_],
    found: HistoryCells,
    gatherer: Gatherer,
) -> list[object]:
    """Plain value of each different cell; None where it is empty, or its fault was told."""
    parse = parser(column, guarded=found.guarded)
    values: list[object] = [None] * len(coded.cells)
    for index, cell in enumerate(coded.cells):
        if cell is FAULTY:
            continue
        if is_blank(cell):
            if column.required:
                _tell_missing(column, coded, index, blank, found, gatherer)
            continue
        try:
            values[index] = parse(cell, _noting((column, coded, index), found, gatherer))
        except CellError as fault:
            _tell(fault.code, fault.message, fault.remedy, (column, coded, index), found, gatherer)
            if gatherer.is_full(found.source):
                return values
    for index, code, message, remedy in _judge(column.name, values):
        values[index] = None
        _tell(code, message, remedy, (column, coded, index), found, gatherer)
        if gatherer.is_full(found.source):
            break
    return values


def _noting(cell: tuple[Column, Coded, int], found: HistoryCells, gatherer: Gatherer) -> Note:
    column, coded, index = cell

    def note(code: str, example: str) -> None:
        row = found.number(coded.first(index))
        gatherer.tolerate(code, found.source, row, column.name, example, coded.count(index))

    return note


def _tell(
    code: str,
    message: str,
    remedy: str,
    cell: tuple[Column, Coded, int],
    found: HistoryCells,
    gatherer: Gatherer,
) -> None:
    column, coded, index = cell
    n_rows = coded.count(index)
    message += f" ({n_rows} rows)" if n_rows > 1 else ""
    place = Place(found.source, found.number(coded.first(index)), column.name)
    gatherer.error(code, message, place, remedy)


def _tell_missing(
    column: Column,
    coded: Coded,
    index: int,
    blank: npt.NDArray[np.bool_],
    found: HistoryCells,
    gatherer: Gatherer,
) -> None:
    rows = np.flatnonzero((coded.codes == index) & ~blank)
    if len(rows):
        message = "the value is missing" + (f" ({len(rows)} rows)" if len(rows) > 1 else "")
        place = Place(found.source, found.number(int(rows[0])), column.name)
        gatherer.error("F030", message, place)


def _judge(name: str, values: Sequence[object]) -> Iterator[tuple[int, str, str, str]]:
    """What the model says against values: index, code, message and remedy."""
    given = [index for index, value in enumerate(values) if value is not None]
    for start in range(0, len(given), _PORTION):
        portion = given[start : start + _PORTION]
        try:
            _adapter(name).validate_json(json.dumps([values[i] for i in portion]), strict=True)
        except ValidationError as error:
            for one in error.errors(include_url=False):
                yield portion[int(one["loc"][0])], *translate(one)


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    info = HistoryRow.model_fields[name]
    annotated: Any = Annotated[info.annotation, info]
    return TypeAdapter(list[annotated])
