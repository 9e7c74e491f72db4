"""How is a scenario written as an Excel workbook?

Every cell states that it is a text or a number, so that no text is taken for a formula,
and texts stay texts when a planner edits them: ``07:30`` and ``0412`` keep their form.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from optimizer.domain import Scenario
from optimizer.files import needs_temporary_files
from optimizer.findings import Place
from optimizer.formats.gather import Gatherer
from optimizer.formats.history_rows import history_rows
from optimizer.formats.layout import HISTORY_TABLE, SETTINGS_TABLE
from optimizer.formats.limits import MAX_SHEET_ROWS
from optimizer.formats.written import Cell, setting_cells, table_cells, written_tables
from optimizer.history import DemandHistory

if TYPE_CHECKING:
    from openpyxl.cell import Cell as BookCell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

__all__ = ["workbook_bytes"]

_ESCAPE = re.compile(r"\r|_(?=x[0-9A-Fa-f]{4}_)")
_LOOKS_LIKE_FORMULA = tuple("=+-@")
_DIGITS_KEPT = "%.16g"
"""How the library writes numbers; one that needs more digits is written as text."""
_LARGEST_WHOLE = 2**53
_WIDTHS = (8, 40)
"""Narrowest and widest column. [characters]"""
_LOOKED_AT = 200
"""Rows that the width of a column is taken from."""


def workbook_bytes(scenario: Scenario, name: str, gatherer: Gatherer) -> bytes:
    """Content of the workbook.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    name : str
        Name of the file, for findings.
    gatherer : Gatherer
        Gets F017 for texts that a workbook cannot hold.

    Returns
    -------
    bytes
        The workbook.
    """
    settings = setting_cells(scenario, f"{name}!{SETTINGS_TABLE}", gatherer)
    sheets: dict[str, list[list[Cell]]] = {
        SETTINGS_TABLE: [["setting", "value"], *([path, cell] for path, cell in settings.items())]
    }
    for table, rows in written_tables(scenario).items():
        source = f"{name}!{table.name}"
        sheets[table.name] = list(table_cells(table, rows, source, gatherer))
    history = scenario.demand_history
    source = f"{name}!{HISTORY_TABLE.name}"
    if history is not None and len(history) >= MAX_SHEET_ROWS:
        message = f"{len(history)} rows; a sheet holds {MAX_SHEET_ROWS - 1} and its headings"
        gatherer.error("F018", message, Place(source))
    if gatherer.failed:
        return b""
    with needs_temporary_files(name):
        return _book(sheets, history, source, gatherer)


def _book(
    sheets: Mapping[str, Sequence[Sequence[Cell]]],
    history: DemandHistory | None,
    source: str,
    gatherer: Gatherer,
) -> bytes:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    for title, cells in sheets.items():
        _add_sheet(book, title, cells)
    if history is not None:
        _add_history(book, history, source, gatherer)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _add_sheet(book: Workbook, title: str, rows: Sequence[Sequence[Cell]]) -> None:
    from openpyxl.utils import get_column_letter

    sheet: WriteOnlyWorksheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for index, width in enumerate(_column_widths(rows), start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width  # type: ignore[attr-defined]
    for number, row in enumerate(rows):
        sheet.append([_cell(sheet, value, is_heading=number == 0) for value in row])


def _add_history(book: Workbook, history: DemandHistory, source: str, gatherer: Gatherer) -> None:
    title = HISTORY_TABLE.name
    _add_sheet(book, title, [[column.name for column in HISTORY_TABLE.columns]])
    sheet = cast("WriteOnlyWorksheet", book[title])
    texts = {text: _cell(sheet, text, is_heading=False) for text in history.wards + history.items}
    for ward, item, date, pieces, out in history_rows(history, source, gatherer):
        sheet.append([texts[ward], texts[item], date, pieces, out])


def _cell(sheet: WriteOnlyWorksheet, value: Cell, *, is_heading: bool) -> BookCell | None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    if value is None or value == "":
        return None
    if not isinstance(value, str) and not _is_kept(value):
        value = repr(value)
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, _ESCAPE.sub(_escaped, value))
    cell.data_type = "s"
    cell.number_format = "@"
    if value.startswith(_LOOKS_LIKE_FORMULA):
        cell.quotePrefix = True
    if is_heading:
        cell.font = Font(bold=True)
    return cell


def _escaped(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"


def _is_kept(number: float) -> bool:
    """Whether a number comes back from the workbook as it went in."""
    if number == 0:
        return repr(number) != "-0.0"
    if isinstance(number, int):
        return abs(number) <= _LARGEST_WHOLE
    return repr(float(_DIGITS_KEPT % number)) == repr(number)


def _column_widths(rows: Sequence[Sequence[Cell]]) -> Iterable[int]:
    narrow, wide = _WIDTHS
    for cells in zip(*rows[:_LOOKED_AT], strict=False):
        longest = max(len(str(cell)) for cell in cells if cell is not None)
        yield min(wide, max(narrow, longest + 2))
