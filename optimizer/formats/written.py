"""What is written into a cell, and which texts can a table not hold?

A cell is a text, a number or nothing. CSV files hold the shortest text that reads back as
the same number; workbooks hold the number itself where they can.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum

from optimizer.domain import HygieneClass, Scenario, SpeedBand, Window
from optimizer.findings import Place
from optimizer.formats.baseline import baseline_rows
from optimizer.formats.cells import EMPTY_LIST
from optimizer.formats.gather import Gatherer, shorten
from optimizer.formats.layout import SETTINGS, TABLES, Column, Kind, Table
from optimizer.plan import Document
from optimizer.units import format_time_of_day
from optimizer.ward_stores import StockSettings

__all__ = [
    "CODES_PREFIX",
    "Cell",
    "check_text",
    "default_text",
    "number_to_text",
    "setting_cells",
    "table_cells",
    "written_tables",
]

Cell = str | int | float | None

CODES_PREFIX = "codes."
"""Stands before a class in the headings of the hygiene matrix, where it would be mistaken."""

_NO_STORES = StockSettings()
"""Not written, so that the settings of a day without ward stores do not speak of them."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONGEST_TEXT = 32_767
"""Longest text of a cell in a workbook. [characters]"""


def written_tables(scenario: Scenario) -> dict[Table, Sequence[Document]]:
    """Tables that are written, with their rows: required ones, and those that have rows.

    Parameters
    ----------
    scenario : Scenario
        The scenario.

    Returns
    -------
    dict of Table to sequence of Document
        In the order they are written.
    """
    baseline = baseline_rows(scenario.baseline) if scenario.baseline is not None else {}
    found: dict[Table, Sequence[Document]] = {}
    for name, table in TABLES.items():
        rows = baseline[name] if name in baseline else getattr(scenario, name, None)
        if isinstance(rows, (tuple, list)) and (rows or table.required):
            found[table] = rows
    return found


def table_cells(
    table: Table, rows: Sequence[Document], source: str, gatherer: Gatherer
) -> Iterator[list[Cell]]:
    """Cells of a table, headings first.

    Parameters
    ----------
    table : Table
        The table.
    rows : sequence of Document
        Its rows.
    source : str
        Name of the file or sheet, for findings.
    gatherer : Gatherer
        Gets F017 for texts that would not come back as they are.

    Yields
    ------
    list of str, int, float or None
        One row.
    """
    classes = _classes(rows) if table.matrix else []
    fixed = {column.name for column in table.columns}
    yield [*(column.name for column in table.columns), *(_heading(name, fixed) for name in classes)]
    for number, row in enumerate(rows, start=2):
        cells: list[Cell] = []
        for column in table.columns:
            cell = _cell(column, getattr(row, column.name))
            if isinstance(cell, str):
                check_text(column, cell, Place(source, number, column.name), gatherer)
            cells.append(cell)
        if isinstance(row, HygieneClass):
            codes: Mapping[str, Enum] = row.codes
            cells += [str(codes[name].value) if name in codes else None for name in classes]
        yield cells


def setting_cells(scenario: Scenario, source: str, gatherer: Gatherer) -> dict[str, Cell]:
    """Settings by path, those of documents that are not there left out.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    source : str
        Name of the file or sheet, for findings.
    gatherer : Gatherer
        Gets F017 for texts that would not come back as they are.

    Returns
    -------
    dict of str to str, int, float or None
        None where a value is empty.
    """
    cells: dict[str, Cell] = {}
    for path, column in SETTINGS.items():
        value: object = scenario
        for part in path.split("."):
            value = getattr(value, part, None)
        owner = path.rpartition(".")[0]
        if (value is None and owner) or (owner == "stock" and scenario.stock == _NO_STORES):
            continue
        cell = _cell(column, value)
        if isinstance(cell, str):
            check_text(column, cell, Place(source, None, path), gatherer)
        cells[path] = cell
    return cells


def default_text(column: Column) -> str:
    """What an empty cell of a column stands for, as it would be written.

    Examples
    --------
    >>> default_text(SETTINGS["travel.circuity"]), default_text(SETTINGS["wash_min"])
    ('1.3', '25')
    """
    if column.required:
        return ""
    cell = _cell(column, column.field.get_default())
    return "" if cell is None or cell == EMPTY_LIST else _shown(cell)


def number_to_text(number: float) -> str:
    """Shortest text that reads back as the same number.

    Examples
    --------
    >>> number_to_text(0.1), number_to_text(28.0), number_to_text(1e-7), number_to_text(12)
    ('0.1', '28', '1e-07', '12')
    """
    return repr(number).removesuffix(".0")


def _shown(cell: str | float) -> str:
    return cell if isinstance(cell, str) else number_to_text(cell)


def _cell(column: Column, value: object) -> Cell:
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return _list(column, value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if column.kind is Kind.TIME and isinstance(value, int):
        return format_time_of_day(value)
    assert isinstance(value, (str, int, float))  # noqa: S101 - the kinds are exhausted
    return value


def _list(column: Column, items: tuple[object, ...]) -> Cell:
    if not items:
        return EMPTY_LIST if column.field.default else None
    if column.kind is Kind.WINDOWS:
        return " ".join(
            f"{format_time_of_day(w.earliest)}-{format_time_of_day(w.latest)}"
            for w in items
            if isinstance(w, Window)
        )
    if column.kind is Kind.SPEED_BANDS:
        return " ".join(
            f"{number_to_text(b.up_to_km)}:{number_to_text(b.speed_kmh)}"
            for b in items
            if isinstance(b, SpeedBand)
        )
    return "|".join(str(item.value if isinstance(item, Enum) else item) for item in items)


def _classes(rows: Sequence[Document]) -> list[str]:
    """Every class of the matrix once: rows first, then those that only codes name."""
    matrix = [row for row in rows if isinstance(row, HygieneClass)]
    named = {name: None for row in matrix for name in row.codes}
    return list({row.id: None for row in matrix if row.id in named} | named)


def _heading(name: str, fixed: set[str]) -> str:
    clash = name.strip().casefold() in fixed or name.startswith(CODES_PREFIX)
    return CODES_PREFIX + name if clash else name


def check_text(column: Column, text: str, place: Place, gatherer: Gatherer) -> None:
    """Tell a text that no table can hold as it is.

    Parameters
    ----------
    column : Column
        Its column.
    text : str
        The text.
    place : Place
        Where it is.
    gatherer : Gatherer
        Gets F017.
    """
    if _CONTROL.search(text):
        gatherer.error("F017", f"{shorten(text)} has control characters", place)
    elif len(text) > _LONGEST_TEXT:
        gatherer.error("F017", f"the text has {len(text)} characters", place)
    elif column.kind in {Kind.ID, Kind.IDS} and any(
        part != part.strip() for part in text.split("|")
    ):
        gatherer.error("F017", f"{shorten(text)} begins or ends with a space", place)
