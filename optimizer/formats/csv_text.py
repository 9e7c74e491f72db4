"""Which rows does a CSV text hold, and which text do rows become?

Written is one form: UTF-8 with a byte order mark (spreadsheets need it for å, ä and ö),
semicolons, a decimal point, quotes where they are needed. Read is what Swedish systems
export: commas and tabs, other encodings, ``sep=``, title rows.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from optimizer.findings import Place
from optimizer.formats.cells import guard
from optimizer.formats.gather import Gatherer
from optimizer.formats.heading import Grid, plain_name
from optimizer.formats.layout import Kind, Table
from optimizer.formats.limits import MAX_COLUMNS
from optimizer.formats.text import decode
from optimizer.formats.written import Cell, number_to_text

__all__ = ["csv_bytes", "csv_grid", "csv_start"]

_SEPARATORS = {";": "semicolons", ",": "commas", "\t": "tabs"}
_LOOKED_AT = 20
_MOST_SEPARATORS = 4_000_000
"""A row of more cells is not even made."""
_DECLARED = re.compile(r"\s*sep=(.)[ \t]*(\r\n|\n|\r)")
_NEEDS_QUOTES = re.compile(r'[;"\r\n]')


def csv_grid(table: Table, data: bytes, source: str, gatherer: Gatherer) -> Grid | None:
    """Rows of a CSV file.

    Parameters
    ----------
    table : Table
        Which table it is: its headings tell which separator is meant.
    data : bytes
        Content of the file.
    source : str
        Name of the file, for findings.
    gatherer : Gatherer
        Gets every fault and everything tolerated.

    Returns
    -------
    Grid or None
        None where the file is no text. Rows carry the number of the line they begin in.
    """
    text = decode(data, source, gatherer)
    if text is None:
        return None
    separator, start = csv_start(table, text, source, gatherer)
    n_skipped = (text.count("\n", 0, start) or 1) if start else 0
    text = text[start:]
    return Grid(source, _rows(text, separator, source, n_skipped, gatherer), is_csv=True)


def csv_start(table: Table, text: str, source: str, gatherer: Gatherer) -> tuple[str, int]:
    """How a CSV file begins.

    Parameters
    ----------
    table : Table
        Which table it is: its headings tell which separator is meant.
    text : str
        The file, or its first thousands of characters.
    source : str
        Name of the file, for findings.
    gatherer : Gatherer
        Gets F051 for a separator other than a semicolon.

    Returns
    -------
    separator : str
        What stands between cells.
    start : int
        Where the rows begin: after a line that declares the separator. [characters]
    """
    declared = _DECLARED.match(text)
    if declared is not None:
        separator, start = declared[1], declared.end()
    else:
        separator, start = _separator(table, text), 0
    if separator != ";":
        name = _SEPARATORS.get(separator, repr(separator))
        gatherer.tolerate("F051", source, None, "", f"read with {name} between cells")
    return separator, start


def csv_bytes(table: Table, rows: Iterable[Sequence[Cell]]) -> bytes:
    """Content of a CSV file.

    Parameters
    ----------
    table : Table
        Which table it is.
    rows : iterable of sequence of str, int, float or None
        Cells, headings first.

    Returns
    -------
    bytes
        The same for the same rows, always.
    """
    is_text = [column.kind is Kind.TEXT for column in table.columns]
    lines: list[str] = []
    for row in rows:
        texts = []
        for index, cell in enumerate(row):
            text = cell if isinstance(cell, str) else "" if cell is None else number_to_text(cell)
            if lines and index < len(is_text) and is_text[index]:
                text = guard(text)
            if _NEEDS_QUOTES.search(text):
                text = '"' + text.replace('"', '""') + '"'
            texts.append(text)
        lines.append(";".join(texts))
    return "".join(f"{line}\n" for line in lines).encode("utf-8-sig")


def _separator(table: Table, text: str) -> str:
    """The separator that makes most headings of the table appear; the commonest where none does."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:_LOOKED_AT]
    names = {column.name for column in table.columns}

    def n_headings(separator: str) -> int:
        return max(
            sum(plain_name(cell.strip(' "')) in names for cell in line.split(separator))
            for line in lines
        )

    def rank(separator: str) -> tuple[int, int]:
        return n_headings(separator), lines[0].count(separator)

    return max(_SEPARATORS, key=rank) if lines else ";"


def _rows(
    text: str, separator: str, source: str, n_skipped: int, gatherer: Gatherer
) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(_lines(text, separator), delimiter=separator, strict=True)
    line = n_skipped
    try:
        for row in reader:
            yield line + 1, row
            line = n_skipped + reader.line_num
    except _TooWideError:
        message = f"there are more than {MAX_COLUMNS} columns"
        gatherer.error("F006", message, Place(source, line + 1))
    except csv.Error as error:
        message = f"a quote is not closed or closes too early ({error})"
        gatherer.error("F009", message, Place(source, line + 1))


class _TooWideError(Exception):
    """A line with so many separators that its row is not to be made."""


def _lines(text: str, separator: str) -> Iterator[str]:
    for line in io.StringIO(text, newline=""):
        if line.count(separator) > _MOST_SEPARATORS:
            raise _TooWideError
        yield line
