"""How does a table of a hundred thousand rows become an Excel sheet within seconds?

openpyxl writes the sheet with its heading and one model row, which gives every column its
style; the rows themselves are stamped into the sheet's XML. A million cells take about two
seconds so, rather than twelve. Texts are strings, and quoted, as everywhere in the workbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from optimizer.report.table import Cell, Table

__all__ = ["MANY_ROWS", "stamp_rows"]

MANY_ROWS = 2000
"""Tables with more rows than this are stamped."""

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_CELL_TEXT = 32_000
_MODEL_CELL = re.compile(r'<c r="([A-Z]+)2"(?: s="(\d+)")?')
_CHUNK = 4096
_FASTEST = 1


def stamp_rows(workbook: bytes, tables: Mapping[str, Table]) -> bytes:
    """Put the rows of large tables into the sheets that were prepared for them.

    Parameters
    ----------
    workbook : bytes
        Content of an ``.xlsx`` file whose sheets have a heading and one model row.
    tables : mapping of str to Table
        By the sheet's file in the archive, for instance ``xl/worksheets/sheet1.xml``. Cells
        are plain texts and numbers, without dates, times or quantities of their own.

    Returns
    -------
    bytes
        The workbook with all rows instead of the model ones.

    Raises
    ------
    ValueError
        If a sheet is not there.
    """
    content = BytesIO()
    with (
        ZipFile(BytesIO(workbook)) as old,
        ZipFile(content, "w", ZIP_DEFLATED, compresslevel=_FASTEST) as new,
    ):
        lacking = tables.keys() - set(old.namelist())
        if lacking:
            raise ValueError(f"there is no sheet {', '.join(sorted(lacking))}")
        for name in old.namelist():
            if name not in tables:
                new.writestr(name, old.read(name))
                continue
            text = old.read(name).decode()
            start, end = text.index('<row r="2"'), text.index("</sheetData>")
            styles = {column: style or "0" for column, style in _MODEL_CELL.findall(text)}
            head = re.sub(
                r'(<dimension ref="A1:[A-Z]+)\d+', rf"\g<1>{_last(tables[name])}", text[:start]
            )
            with new.open(name, "w") as sheet:
                sheet.write(head.encode())
                for chunk in _chunks(tables[name], styles):
                    sheet.write(chunk.encode())
                sheet.write(text[end:].encode())
    return content.getvalue()


def _last(table: Table) -> int:
    return len(table.rows) + 1


def _chunks(table: Table, styles: Mapping[str, str]) -> Iterator[str]:
    """The rows as XML, some thousands at a time."""
    texts: dict[str, str] = {}
    for first in range(0, len(table.rows), _CHUNK):
        columns = zip(*table.rows[first : first + _CHUNK], strict=True)
        written = [
            _column(cells, style, texts)
            for cells, style in zip(columns, styles.values(), strict=True)
        ]
        yield "".join(
            f'<row r="{number}">{"".join(row)}</row>'
            for number, row in enumerate(zip(*written, strict=True), start=first + 2)
        )


def _column(cells: Iterable[Cell], style: str, texts: dict[str, str]) -> list[str]:
    """Cells of one column as XML. Numbers have the digits anybody looks at."""
    string, empty = f'<c s="{style}" t="inlineStr">', f'<c s="{style}"/>'
    return [
        f'<c s="{style}"><v>{cell:.7g}</v></c>'
        if isinstance(cell, float)
        else f'<c s="{style}"><v>{cell}</v></c>'
        if isinstance(cell, int)
        else string + (texts.get(cell) or _inert(cell, texts))
        if isinstance(cell, str)
        else empty
        for cell in cells
    ]


def _inert(text: str, texts: dict[str, str]) -> str:
    """The rest of a cell with a text; each text is made harmless once."""
    harmless = escape(_ILLEGAL.sub("", text)[:_CELL_TEXT])
    texts[text] = f'<is><t xml:space="preserve">{harmless}</t></is></c>'
    return texts[text]
