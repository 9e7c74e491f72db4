"""How do tables become an Excel workbook? One sheet each; numbers stay numbers.

Texts are never formulas, whatever they begin with: they are written as strings and
marked as quoted, so that editing a cell does not turn it into one either.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

from optimizer.files import needs_temporary_files
from optimizer.report.stamped import MANY_ROWS, stamp_rows
from optimizer.report.table import Cell, Column, Kind, Quantity, Table, plain, written
from optimizer.report.text import Language
from optimizer.units import DAY

if TYPE_CHECKING:
    from openpyxl.cell import Cell as SheetCell
    from openpyxl.cell import MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["workbook_bytes"]

_FORMATS = {
    Kind.COUNT: "#,##0",
    Kind.DECIMAL: "#,##0.0",
    Kind.TIME: "[hh]:mm",
    Kind.DURATION: "[h]:mm",
    Kind.LENGTH: '#,##0.0" km"',
    Kind.WEIGHT: '#,##0" kg"',
    Kind.SHARE: "0.0%",
    Kind.POINTS: "0.0%",
    Kind.ENERGY: '#,##0" kWh"',
    Kind.FINE: "#,##0.00",
    Kind.SERVICE: "0.00%",
    Kind.SERVICE_POINTS: "0.00%",
    Kind.VOLUME: '#,##0" l"',
}
_MONEY = {"en": '"SEK" #,##0', "sv": '#,##0" kr"'}
_PRICE = {"en": '"SEK" #,##0.00', "sv": '#,##0.00" kr"'}
_DIVISORS = {Kind.TIME: DAY, Kind.DURATION: DAY, Kind.LENGTH: 1000}
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_SHEET_NAME, _CELL_TEXT = 31, 32_000
_NARROWEST, _WIDEST = 8, 60
_MEASURED = 200
"""Rows of a large table that its columns are made wide enough for."""
_FORBIDDEN_IN_NAMES = str.maketrans("", "", "[]:*?/\\'")


def _number_format(kind: Kind, say: Language, *, signed: bool) -> str:
    money = {Kind.MONEY: _MONEY[say.code], Kind.PRICE: _PRICE[say.code]}
    plain = money.get(kind) or _FORMATS[kind]
    if not signed or kind in {Kind.TIME, Kind.DURATION}:
        return plain
    return f"+{plain};-{plain};{plain}"


def _put(cell: SheetCell | MergedCell, content: Cell, kind: Kind, say: Language) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    value, kind, signed = plain(content, kind)
    if value is None:
        return
    if isinstance(value, dt.date):
        cell.value = value
        cell.number_format = "yyyy-mm-dd"
    elif isinstance(value, str) or kind is Kind.TEXT:
        text = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:_CELL_TEXT]
        cell.value = text
        cell.data_type = "s"
        if text.startswith(_FORMULA_STARTS):
            cell.quotePrefix = True
    elif signed and kind is Kind.DURATION and value < 0:
        cell.value = written(Quantity(value, kind, signed=True), kind, say)  # Excel has none
        cell.data_type = "s"
    else:
        cell.value = value / _DIVISORS.get(kind, 1)
        cell.number_format = _number_format(kind, say, signed=signed)


def _width(column: Column, cells: Iterable[Cell], say: Language) -> float:
    texts = [column.title, *(written(cell, column.kind, say) for cell in cells)]
    longest = max(len(line) for text in texts for line in (text.splitlines() or [""]))
    return min(_WIDEST, max(_NARROWEST, longest + 2))


def _model(table: Table) -> Table:
    """The table with one row that gives each of its columns a style."""
    row = tuple("=" if column.kind is Kind.TEXT else 0 for column in table.columns)
    return replace(table, rows=(row,))


def _sheet(sheet: Worksheet, table: Table, say: Language) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    head = PatternFill("solid", fgColor="E8EDF2")
    shown = _model(table) if len(table.rows) > MANY_ROWS else table
    n_measured = _MEASURED if shown is not table else len(table.rows)
    for index, column in enumerate(table.columns, start=1):
        cell = sheet.cell(1, index)
        _put(cell, column.title, Kind.TEXT, say)
        cell.font = Font(bold=True)
        cell.fill = head
        right = "right" if column.kind is not Kind.TEXT else "left"
        cell.alignment = Alignment(horizontal=right, vertical="top", wrap_text=True)
        cells = [row[index - 1] for row in shown.rows]
        width = _width(column, (row[index - 1] for row in table.rows[:n_measured]), say)
        sheet.column_dimensions[get_column_letter(index)].width = width
        for number, value in enumerate(cells, start=2):
            body = sheet.cell(number, index)
            _put(body, value, column.kind, say)
            if width >= _WIDEST:
                body.alignment = Alignment(vertical="top", wrap_text=True)
            elif isinstance(value, Quantity):
                body.alignment = Alignment(horizontal="right", vertical="top")
            else:
                body.alignment = Alignment(vertical="top")
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    if table.rows:
        last = get_column_letter(len(table.columns))
        sheet.auto_filter.ref = f"A1:{last}{len(table.rows) + 1}"


def workbook_bytes(tables: Iterable[Table], say: Language) -> bytes:
    """An Excel workbook with one sheet for each table.

    Parameters
    ----------
    tables : iterable of Table
        At least one; sheets are named by their titles.
    say : Language
        Language of the texts; Excel itself writes numbers as its reader has chosen.

    Returns
    -------
    bytes
        Content of an ``.xlsx`` file.

    Examples
    --------
    >>> table = Table("t", "Rutter", (Column("Namn"),), (("=1+1",),))
    >>> workbook_bytes([table], Language("sv"))[:2]
    b'PK'
    """
    from openpyxl import Workbook

    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    large = {}
    for number, table in enumerate(tables, start=1):
        title = table.title.translate(_FORBIDDEN_IN_NAMES)[:_SHEET_NAME]
        _sheet(book.create_sheet(title), table, say)
        if len(table.rows) > MANY_ROWS:
            large[f"xl/worksheets/sheet{number}.xml"] = table
    content = BytesIO()
    with needs_temporary_files("the workbook"):
        book.save(content)
    return stamp_rows(content.getvalue(), large) if large else content.getvalue()
