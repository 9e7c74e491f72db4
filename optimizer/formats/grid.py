"""Which documents do the rows of a table make?

Where the headings are is told by ``optimizer.formats.heading``; here each cell is read by the
kind of its column, and the model judges the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

from optimizer.findings import Place
from optimizer.formats.cells import CellError
from optimizer.formats.gather import Gatherer
from optimizer.formats.heading import (
    FAULTY,
    HEADING_WITHIN,
    Grid,
    Heading,
    check_width,
    find_heading,
    is_blank,
    read_heading,
    without_blanks,
)
from optimizer.formats.layout import CODE_COLUMN, Table
from optimizer.formats.limits import MAX_ROWS
from optimizer.formats.rows import build_rows
from optimizer.plan import Document

__all__ = ["Rows", "read_table"]

_REMEMBERED = 10_000
"""Texts of a column whose value is remembered: most columns repeat a few."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Documents of a table, and where they stand.

    Parameters
    ----------
    documents : list of Document
        One a row; fewer where a fault was told.
    numbers : list of int
        Row numbers as the user sees them.
    source : str
        File or sheet.
    """

    documents: list[Document] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    source: str = ""

    def place(self, index: int) -> Place:
        """Place of a row, from its index."""
        return Place(self.source, self.numbers[index])


def read_table(table: Table, grid: Grid, gatherer: Gatherer) -> Rows:
    """Read a table.

    Parameters
    ----------
    table : Table
        Which table.
    grid : Grid
        Its rows.
    gatherer : Gatherer
        Gets every fault and everything tolerated.

    Returns
    -------
    Rows
        The documents and their row numbers.
    """
    numbered = without_blanks(grid, gatherer)
    head = [row for _, row in zip(range(HEADING_WITHIN), numbered, strict=False)]
    if not head:
        gatherer.error("F008", "the table has no headings", Place(grid.source))
        return Rows(source=grid.source)
    at = find_heading(table, [cells for _, cells in head])
    if at:
        first = head[0][0]
        gatherer.tolerate("F058", grid.source, first, "", f"{at} rows were skipped")
    heading = read_heading(table, grid, head[at][0], head[at][1], gatherer)
    records: list[dict[str, object]] = []
    numbers: list[int] = []
    told: dict[int, set[str]] = {}
    memos: list[dict[str, object]] = [{} for _ in heading.columns]
    for number, cells in chain(head[at + 1 :], numbered):
        if len(records) >= MAX_ROWS:
            message = f"there are more than {MAX_ROWS} rows"
            gatherer.error("F006", message, Place(grid.source, number))
            break
        check_width(heading, grid, number, cells, gatherer)
        record, faults = _read_row(heading, grid.source, number, cells, gatherer, memos)
        if faults:
            told[len(records)] = faults
        records.append(record)
        numbers.append(number)
        if gatherer.is_full(grid.source):
            break
    missing = {c.name for c in table.columns if c.required} - heading.known
    if missing:
        told = {index: told.get(index, set()) | missing for index in range(len(records))}
    if not records and table.n_least:
        gatherer.error("F028", "the table has no rows, and needs at least one", Place(grid.source))

    def locate(index: int, path: tuple[int | str, ...]) -> Place:
        in_matrix = table.matrix and path[:1] == (CODE_COLUMN.name,) and len(path) > 1
        column = str(path[1] if in_matrix else path[0]) if path else ""
        return Place(grid.source, numbers[index], column)

    documents = build_rows(table.model, records, locate, gatherer, told)
    return Rows(list(documents), numbers, grid.source)


def _read_row(
    heading: Heading,
    source: str,
    number: int,
    cells: Sequence[object],
    gatherer: Gatherer,
    memos: Sequence[dict[str, object]],
) -> tuple[dict[str, object], set[str]]:
    record: dict[str, object] = {}
    faults: set[str] = set()
    name = ""
    is_plain = True

    def note(code: str, example: str) -> None:
        nonlocal is_plain
        is_plain = False
        gatherer.tolerate(code, source, number, name, example)

    n_cells = len(cells)
    codes: dict[str, object] = {}
    for (index, name, within, parse, spaces_count), memo in zip(
        heading.columns, memos, strict=True
    ):
        cell = cells[index] if index < n_cells else None
        if cell is None or cell == "":
            continue
        if isinstance(cell, str) and cell in memo:
            value = memo[cell]
        elif not spaces_count and is_blank(cell):
            continue
        elif cell is FAULTY:
            faults.add(name)
            continue
        else:
            is_plain = True
            try:
                value = parse(cell, note)
            except CellError as fault:
                gatherer.error(fault.code, fault.message, Place(source, number, name), fault.remedy)
                faults.add(name)
                continue
            if isinstance(cell, str) and is_plain and len(memo) < _REMEMBERED:
                memo[cell] = value
        if within:
            codes[within] = value
        else:
            record[name] = value
    if CODE_COLUMN.name in heading.known:
        record[CODE_COLUMN.name] = codes
    return record, faults
