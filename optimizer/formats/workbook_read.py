"""How is a scenario read from an Excel workbook?

Cells hold values: a formula is a finding, for what it gives depends on the program that
opens it. Sheets have the names and headings of the CSV tables.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from optimizer.domain import Scenario
from optimizer.findings import Place
from optimizer.formats.assemble import assemble
from optimizer.formats.build import Where
from optimizer.formats.gather import Gatherer, hint, shorten
from optimizer.formats.grid import Rows, read_table
from optimizer.formats.heading import FAULTY, Grid, is_blank, plain_name
from optimizer.formats.history_columns import history_of
from optimizer.formats.history_rows import history_sheet_cells
from optimizer.formats.layout import HISTORY_TABLE, SETTINGS_TABLE, TABLES
from optimizer.formats.limits import MAX_CELLS, MAX_ROWS, MAX_SHEET_ROWS
from optimizer.formats.settings import read_settings_sheet
from optimizer.formats.workbook_safety import Formulas, formula_cells

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["read_workbook"]

_ESCAPED = re.compile(r"_x(?![dD][89a-fA-F])([0-9A-Fa-f]{4})_")
"""How workbooks spell characters that XML would change; half characters are left alone."""


def read_workbook(data: bytes, name: str, gatherer: Gatherer) -> Scenario | None:
    """Read a scenario from a workbook.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        Name of the file, for findings.
    gatherer : Gatherer
        Gets every fault of every sheet and everything tolerated.

    Returns
    -------
    Scenario or None
        None where a fault was told.
    """
    formulas = formula_cells(data, name, gatherer)
    if formulas is None:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about decoration that does not concern us
        try:
            return _read(data, name, formulas, gatherer)
        except Exception as error:  # damaged files fail in many ways
            message = f"the workbook cannot be opened ({type(error).__name__})"
            gatherer.error("F013", message, Place(name))
            return None


def _read(
    data: bytes, name: str, formulas: Mapping[str, Formulas], gatherer: Gatherer
) -> Scenario | None:
    import openpyxl

    book = openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=True, keep_links=False
    )
    try:
        sheets = _sheets(book, name, gatherer)
        tables: dict[str, Rows] = {}
        history = None
        settings, where = None, Where(f"{name}!{SETTINGS_TABLE}")
        for title, sheet in sheets.items():
            source = f"{name}!{sheet.title}"
            most = MAX_SHEET_ROWS if title == HISTORY_TABLE.name else 2 * MAX_ROWS
            of_sheet = formulas.get(sheet.title, {})
            grid = Grid(source, _rows(sheet, source, of_sheet, gatherer, most))
            if title == HISTORY_TABLE.name:
                cells = history_sheet_cells(grid, gatherer)
                history = None if cells is None else history_of(cells, gatherer)
            elif title == SETTINGS_TABLE:
                settings, rows = read_settings_sheet(grid, gatherer)
                where = Where(source, rows=rows)
            else:
                tables[title] = read_table(TABLES[title], grid, gatherer)
    finally:
        book.close()
    if settings is None:
        message = f"there is no sheet {SETTINGS_TABLE}"
        gatherer.error("F020", message, Place(name))
    return assemble(settings, where, tables, history, name, gatherer)


def _sheets(book: Workbook, name: str, gatherer: Gatherer) -> dict[str, Worksheet]:
    """Sheets of the scenario by canonical name; unknown ones are told unless they are empty."""
    known = [SETTINGS_TABLE, *TABLES]
    found: dict[str, Worksheet] = {}
    for sheet in book.worksheets:
        title = plain_name(sheet.title)
        source = f"{name}!{sheet.title}"
        if title in found:
            gatherer.error("F022", f"{found[title].title} is there as well", Place(source))
        elif title in known:
            if title != sheet.title:
                gatherer.tolerate("F057", source, None, "", f"read as {title}")
            found[title] = sheet
        else:
            rows = islice(_rows(sheet, source, {}, Gatherer()), MAX_ROWS)
            if any(not is_blank(cell) for _, row in rows for cell in row):
                message = f"no table is called {shorten(sheet.title)}"
                gatherer.error("F021", message, Place(source), hint(title, known))
    return found


def _rows(
    sheet: Worksheet,
    source: str,
    formulas: Formulas,
    gatherer: Gatherer,
    most: int = 2 * MAX_ROWS,
) -> Iterator[tuple[int, list[object]]]:
    """Rows of a sheet without the empty cells at their ends; formulas and errors are told."""
    # What the file says of its size need not be true.
    sheet.reset_dimensions()  # type: ignore[attr-defined]
    n_cells = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        n_cells += len(row)
        if n_cells > MAX_CELLS or number > most:
            gatherer.error("F006", "the sheet is larger than is read", Place(source, number))
            return
        values: list[object] = []
        for cell in row:
            value: object = cell.value
            if isinstance(value, str) and cell.data_type == "e":
                message = f"the cell {cell.coordinate} shows {shorten(value)}"
                gatherer.error("F016", message, Place(source, number))
                value = FAULTY
            elif isinstance(value, str):
                value = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
            values.append(value)
        for letters in formulas.get(number, ()):
            column = _column_index(letters)
            message = f"the cell {letters}{number} holds a formula"
            gatherer.error("F015", message, Place(source, number))
            values += [None] * (column - len(values))
            values[column - 1] = FAULTY
        while values and values[-1] is None:
            values.pop()
        yield number, values


def _column_index(letters: str) -> int:
    from openpyxl.utils import column_index_from_string

    return column_index_from_string(letters)
