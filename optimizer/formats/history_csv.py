"""How is a demand history of millions of rows read from CSV, and written to it?

What the file looks like (separator, title rows, headings) is found as for every table;
pandas then cuts the rows into cells, a hundred thousand at a time.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from optimizer.findings import Place
from optimizer.formats.csv_text import csv_start
from optimizer.formats.gather import Gatherer
from optimizer.formats.heading import HEADING_WITHIN, Grid, find_heading, is_blank, read_heading
from optimizer.formats.history_columns import Coded, HistoryCells
from optimizer.formats.layout import HISTORY_TABLE
from optimizer.formats.limits import MAX_COLUMNS, MAX_HISTORY_ROWS
from optimizer.formats.text import in_utf8

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["history_csv_cells"]

_HEAD = 200_000
"""Headings are looked for in so much of the file. [bytes]"""
_CHUNK = 100_000
"""Rows that are cut into cells at a time."""
_BOM = b"\xef\xbb\xbf"
_TOO_WIDE = re.compile(r"Expected \d+ fields in line (\d+), saw \d+")
_OPEN_QUOTE = re.compile(r"EOF inside string starting at row (\d+)")


def history_csv_cells(data: bytes, source: str, gatherer: Gatherer) -> HistoryCells | None:
    r"""Cells of a history in a CSV file.

    Parameters
    ----------
    data : bytes
        Content of the file.
    source : str
        Name of the file, for findings.
    gatherer : Gatherer
        Gets every fault and everything tolerated.

    Returns
    -------
    HistoryCells or None
        None where the file is no text, or has no headings.

    Examples
    --------
    >>> found = history_csv_cells(b"ward;item;date;pieces\nA;x;261121;4", "demand_history.csv",
    ...     Gatherer())
    >>> found.columns["date"].cells, found.number(0)
    (['261121'], 2)
    """
    plain = in_utf8(data, source, gatherer)
    if plain is None:
        return None
    start = len(_BOM) if plain.startswith(_BOM) else 0
    head = plain[start:_HEAD].decode(errors="ignore")
    separator, skipped = csv_start(HISTORY_TABLE, head, source, gatherer)
    if not separator.isascii() or separator in "\"'\r\n":
        gatherer.error("F009", f"{separator!r} cannot stand between cells", Place(source, 1))
        return None
    try:
        rows = list(_first_rows(head[skipped:], separator))
    except csv.Error as error:
        gatherer.error("F009", f"the headings cannot be read ({error})", Place(source, 1))
        return None
    if not rows:
        gatherer.error("F008", "the table has no headings", Place(source))
        return None
    at = find_heading(HISTORY_TABLE, [cells for _, cells in rows[:HEADING_WITHIN]])
    end, cells = skipped + rows[at][0], rows[at][1]
    n_lines = head.count("\n", 0, end) or head.count("\r", 0, end) or 1
    if at:
        gatherer.tolerate("F058", source, 1, "", f"{at} rows were skipped")
    grid = Grid(source, (), is_csv=True)
    heading = read_heading(HISTORY_TABLE, grid, n_lines, cells, gatherer)
    if len(cells) > MAX_COLUMNS:
        return None
    width = 1 + max(len(row) for _, row in rows[at : at + 2])
    stream = io.BytesIO(plain)  # shares the bytes
    body = stream.seek(start + len(head[:end].encode()))
    columns = _cut(stream, separator, min(width, MAX_COLUMNS), Place(source, n_lines), gatherer)
    titled = {index: name for index, name, *_ in heading.columns}
    extra = {*heading.untitled, *range(heading.width, len(columns))}
    n_separators = plain.count(separator.encode(), body)
    if n_separators < _n_filled(columns[0]) * (len(cells) - 1):
        gatherer.tolerate("F062", source, None, "", "a row has fewer cells than headings")
    return HistoryCells(
        source,
        {name: columns[index] for index, name in titled.items()},
        [columns[index] for index in sorted(extra)],
        lambda row: n_lines + 1 + row,
        guarded=True,
    )


def _first_rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, with the number of characters up to their end."""
    n_read = 0

    def lines() -> Iterator[str]:
        nonlocal n_read
        for line in io.StringIO(text, newline=""):
            n_read += len(line)
            yield line

    reader = csv.reader(lines(), delimiter=separator)
    n_rows = 0
    for cells in reader:
        if all(is_blank(cell) for cell in cells):
            continue
        yield n_read, cells
        n_rows += 1
        if n_rows > HEADING_WITHIN:
            return


def _cut(
    stream: io.BytesIO, separator: str, width: int, heading: Place, gatherer: Gatherer
) -> list[Coded]:
    """Columns of a CSV file from where the stream stands; fewer rows where a fault is told."""
    import pandas as pd

    codes: list[list[npt.NDArray[np.int32]]] = [[] for _ in range(width)]
    cells: list[dict[str, int]] = [{} for _ in range(width)]
    n_rows = 0
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)  # about cells that are dropped
        try:
            for chunk in _chunks(stream, separator, width):
                n_rows += len(chunk)
                if n_rows > MAX_HISTORY_ROWS:
                    message = f"there are more than {MAX_HISTORY_ROWS} rows"
                    gatherer.error("F006", message, heading)
                    break
                for index in range(width):
                    places, different = pd.factorize(chunk[index].to_numpy(dtype=object))
                    known = cells[index]
                    ranks = [known.setdefault(str(cell), len(known)) for cell in different]
                    codes[index].append(np.array(ranks, dtype=np.int32)[places])
        except pd.errors.EmptyDataError:
            pass
        except (pd.errors.ParserError, pd.errors.ParserWarning) as error:
            _tell_uncut(str(error), heading, gatherer)
    none = np.zeros(0, dtype=np.int32)
    return [
        Coded(list(known), np.concatenate([none, *parts]))
        for known, parts in zip(cells, codes, strict=True)
    ]


def _chunks(stream: io.BytesIO, separator: str, width: int) -> Iterator[pd.DataFrame]:
    import pandas as pd

    return iter(
        pd.read_csv(
            stream,
            sep=separator,
            header=None,
            names=list(range(width)),
            index_col=False,
            dtype=str,
            keep_default_na=False,
            na_filter=False,
            skip_blank_lines=False,
            encoding="utf-8",
            chunksize=_CHUNK,
        )
    )


def _tell_uncut(message: str, heading: Place, gatherer: Gatherer) -> None:
    """Tell why pandas stopped."""
    wide, quote = _TOO_WIDE.search(message), _OPEN_QUOTE.search(message)
    first = (heading.row or 0) + 1
    if wide is not None:
        place = Place(heading.source, first + int(wide[1]) - 1)
        gatherer.error("F026", "the row has more cells than there are headings", place)
    elif quote is not None:
        place = Place(heading.source, first + int(quote[1]))
        gatherer.error("F009", "a quote is not closed", place)
    else:
        gatherer.error("F009", "the rows cannot be told apart", heading)


def _n_filled(column: Coded) -> int:
    """Rows whose cell is not blank."""
    blank = [index for index, cell in enumerate(column.cells) if is_blank(cell)]
    return len(column.codes) - sum(column.count(index) for index in blank)
