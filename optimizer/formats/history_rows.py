"""How is a demand history written as rows, and read from the rows of a sheet?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import chain

import numpy as np

from optimizer.findings import Place
from optimizer.formats.gather import Gatherer
from optimizer.formats.heading import (
    HEADING_WITHIN,
    Grid,
    check_width,
    find_heading,
    read_heading,
    without_blanks,
)
from optimizer.formats.history_columns import Coded, HistoryCells
from optimizer.formats.layout import HISTORY_TABLE
from optimizer.formats.limits import MAX_SHEET_ROWS
from optimizer.formats.written import check_text
from optimizer.history import DemandHistory

__all__ = ["history_csv", "history_rows", "history_sheet_cells"]

_CHUNK = 200_000
"""Rows made at a time."""


def history_rows(
    history: DemandHistory, source: str, gatherer: Gatherer
) -> Iterator[tuple[str, str, str, int, str]]:
    """Rows of a history, without headings.

    Parameters
    ----------
    history : DemandHistory
        The history.
    source : str
        Name of the file or sheet, for findings.
    gatherer : Gatherer
        Gets F017 for ids that would not come back as they are.

    Yields
    ------
    tuple of str, str, str, int, str
        Ward, item, date, pieces, and ``yes`` or ``no``.
    """
    for name, ids in (("ward", history.wards), ("item", history.items)):
        column = next(c for c in HISTORY_TABLE.columns if c.name == name)
        for id_ in ids:
            check_text(column, id_, Place(source, None, name), gatherer)
    n_days = int(history.day.max()) + 1
    dates = [(history.first_day + dt.timedelta(days=day)).isoformat() for day in range(n_days)]
    for start in range(0, len(history), _CHUNK):
        part = slice(start, start + _CHUNK)
        yield from zip(
            map(history.wards.__getitem__, history.ward[part].tolist()),
            map(history.items.__getitem__, history.item[part].tolist()),
            map(dates.__getitem__, history.day[part].tolist()),
            history.pieces[part].tolist(),
            map(("no", "yes").__getitem__, history.stock_out[part].tolist()),
            strict=True,
        )


def history_csv(history: DemandHistory, source: str, gatherer: Gatherer) -> bytes:
    """Content of ``demand_history.csv``.

    Parameters
    ----------
    history : DemandHistory
        The history.
    source : str
        Name of the file, for findings.
    gatherer : Gatherer
        Gets F017 for ids that would not come back as they are.

    Returns
    -------
    bytes
        The same for the same history, always. Ids need no quotes, for they hold none of the
        letters that quotes are for.
    """
    parts = [f"{';'.join(column.name for column in HISTORY_TABLE.columns)}\n".encode("utf-8-sig")]
    lines: list[str] = []
    for ward, item, date, pieces, out in history_rows(history, source, gatherer):
        lines.append(f"{ward};{item};{date};{pieces};{out}\n")
        if len(lines) == _CHUNK:
            parts.append("".join(lines).encode())
            lines.clear()
    parts.append("".join(lines).encode())
    return b"".join(parts)


def history_sheet_cells(grid: Grid, gatherer: Gatherer) -> HistoryCells | None:
    """Cells of a history on a sheet.

    Parameters
    ----------
    grid : Grid
        Rows of the sheet.
    gatherer : Gatherer
        Gets every fault and everything tolerated.

    Returns
    -------
    HistoryCells or None
        None where there are no headings.
    """
    numbered = without_blanks(grid, gatherer, MAX_SHEET_ROWS)
    head = [row for _, row in zip(range(HEADING_WITHIN), numbered, strict=False)]
    if not head:
        gatherer.error("F008", "the table has no headings", Place(grid.source))
        return None
    at = find_heading(HISTORY_TABLE, [cells for _, cells in head])
    if at:
        gatherer.tolerate("F058", grid.source, head[0][0], "", f"{at} rows were skipped")
    heading = read_heading(HISTORY_TABLE, grid, *head[at], gatherer)
    known: list[dict[tuple[type, object], int]] = [{} for _ in heading.columns]
    codes: list[list[int]] = [[] for _ in heading.columns]
    numbers: list[int] = []
    for number, cells in chain(head[at + 1 :], numbered):
        check_width(heading, grid, number, cells, gatherer)
        numbers.append(number)
        for (index, *_), cell_codes, cell_ranks in zip(heading.columns, codes, known, strict=True):
            cell = cells[index] if index < len(cells) else None
            key = (type(cell), cell)  # 1, 1.0 and TRUE are not the same
            cell_codes.append(cell_ranks.setdefault(key, len(cell_ranks)))
        if gatherer.is_full(grid.source):
            break
    columns = {
        name: Coded([cell for _, cell in ranks], np.array(column, dtype=np.int32))
        for (_, name, *_), ranks, column in zip(heading.columns, known, codes, strict=True)
    }
    return HistoryCells(grid.source, columns, (), numbers.__getitem__)
