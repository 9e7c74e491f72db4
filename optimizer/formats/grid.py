"""Which documents do the rows of a table make?

A grid is what a CSV file or a sheet comes down to: numbered rows of cells. The row of
headings is found, headings are matched with the table's columns, each cell is read by
the kind of its column, and the model judges the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from optimizer.findings import Place
from optimizer.formats.cells import CellError, Parse, parser
from optimizer.formats.gather import Gatherer, hint, shorten
from optimizer.formats.layout import CODE_COLUMN, Kind, Table
from optimizer.formats.limits import MAX_COLUMNS, MAX_ROWS
from optimizer.formats.rows import build_rows
from optimizer.formats.written import CODES_PREFIX
from optimizer.plan import Document

__all__ = ["FAULTY", "Grid", "Rows", "is_blank", "plain_name", "read_table"]

_HEADING_WITHIN = 20
"""The heading is among the first rows that are not empty; so many are looked at."""


class _Faulty:
    """A cell whose fault has been told: a formula, an error."""

    def __str__(self) -> str:
        return ""


FAULTY: Final = _Faulty()


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells.

    Parameters
    ----------
    source : str
        File or sheet.
    rows : iterable of (int, sequence of object)
        Row number as the user sees it, and the cells; None or an empty text where empty.
    is_csv : bool
        Whether it is a CSV file: there a short row means something is lost, and
        apostrophes guard texts that look like formulas.
    """

    source: str
    rows: Iterable[tuple[int, Sequence[object]]]
    is_csv: bool = False


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


@dataclass(slots=True)
class _Heading:
    """What stands where: index, field, class of the matrix, reading function, spaces count."""

    width: int
    columns: list[tuple[int, str, str, Parse, bool]]
    untitled: list[int]
    known: set[str]


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
    numbered = _without_blanks(grid, gatherer)
    head = [row for _, row in zip(range(_HEADING_WITHIN), numbered, strict=False)]
    if not head:
        gatherer.error("F008", "the table has no headings", Place(grid.source))
        return Rows(source=grid.source)
    at = _find_heading(table, [cells for _, cells in head])
    if at:
        first = head[0][0]
        gatherer.tolerate("F058", grid.source, first, "", f"{at} rows were skipped")
    heading = _read_heading(table, grid, head[at][0], head[at][1], gatherer)
    records: list[dict[str, object]] = []
    numbers: list[int] = []
    told: dict[int, set[str]] = {}
    for number, cells in chain(head[at + 1 :], numbered):
        if len(records) >= MAX_ROWS:
            message = f"there are more than {MAX_ROWS} rows"
            gatherer.error("F006", message, Place(grid.source, number))
            break
        _check_width(heading, grid, number, cells, gatherer)
        record, faults = _read_row(heading, grid.source, number, cells, gatherer)
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


def is_blank(cell: object) -> bool:
    """Whether a cell holds nothing but spaces."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def plain_name(text: str) -> str:
    """A heading or table name with its letters made small and its spaces made underscores."""
    return "_".join(text.replace("-", " ").split()).casefold()


def _without_blanks(grid: Grid, gatherer: Gatherer) -> Iterator[tuple[int, Sequence[object]]]:
    for count, (number, cells) in enumerate(grid.rows):
        if count > 2 * MAX_ROWS:
            message = f"there are more than {MAX_ROWS} rows"
            gatherer.error("F006", message, Place(grid.source, number))
            return
        if all(is_blank(cell) for cell in cells):
            gatherer.tolerate("F059", grid.source, number, "", "an empty row was skipped")
        else:
            yield number, cells


def _find_heading(table: Table, rows: Sequence[Sequence[object]]) -> int:
    """Index of the row that has most of the table's headings; the first where none has any."""
    names = {column.name for column in table.columns}
    hits = [sum(plain_name(str(cell)) in names for cell in cells if cell) for cells in rows]
    return hits.index(max(hits))


def _read_heading(
    table: Table, grid: Grid, number: int, cells: Sequence[object], gatherer: Gatherer
) -> _Heading:
    by_name = {column.name: column for column in table.columns}
    texts = ["" if is_blank(cell) else str(cell).strip() for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    heading = _Heading(len(texts), [], [i for i, text in enumerate(texts) if not text], set())
    if table.matrix:
        heading.known.add(CODE_COLUMN.name)
    if len(texts) > MAX_COLUMNS:
        message = f"there are {len(texts)} columns, at most {MAX_COLUMNS}"
        gatherer.error("F006", message, Place(grid.source, number))
        return heading
    seen: set[tuple[str, str]] = set()
    for index, text in enumerate(texts):
        if not text:
            continue
        place = Place(grid.source, number, text)
        plain = plain_name(text)
        if plain in by_name:
            if text != plain:
                gatherer.tolerate("F057", grid.source, number, text, f"read as {plain}")
            key, column = (plain, ""), by_name[plain]
        elif table.matrix:
            key, column = (CODE_COLUMN.name, text.removeprefix(CODES_PREFIX)), CODE_COLUMN
        else:
            message = f"there is no column {shorten(text)}"
            gatherer.error("F024", message, place, hint(plain, by_name))
            continue
        if key in seen:
            gatherer.error("F025", "the column is given twice", place)
            continue
        seen.add(key)
        parse = parser(column, guarded=grid.is_csv)
        heading.columns.append((index, *key, parse, column.kind is Kind.TEXT))
        heading.known.add(key[0])
    for column in table.columns:
        if column.required and column.name not in heading.known:
            place = Place(grid.source, number, column.name)
            gatherer.error("F023", "the column is missing", place)
    return heading


def _check_width(
    heading: _Heading, grid: Grid, number: int, cells: Sequence[object], gatherer: Gatherer
) -> None:
    if len(cells) < heading.width:
        if grid.is_csv:
            example = f"{len(cells)} cells instead of {heading.width}"
            gatherer.tolerate("F062", grid.source, number, "", example)
        return
    extra = [cells[index] for index in heading.untitled] + list(cells[heading.width :])
    found = next((cell for cell in extra if not is_blank(cell)), None)
    if found is not None:
        message = f"{shorten(found)} stands in a column without a heading"
        gatherer.error("F026", message, Place(grid.source, number))


def _read_row(
    heading: _Heading, source: str, number: int, cells: Sequence[object], gatherer: Gatherer
) -> tuple[dict[str, object], set[str]]:
    record: dict[str, object] = {}
    faults: set[str] = set()
    name = ""

    def note(code: str, example: str) -> None:
        gatherer.tolerate(code, source, number, name, example)

    n_cells = len(cells)
    codes: dict[str, object] = {}
    for index, name, within, parse, spaces_count in heading.columns:
        cell = cells[index] if index < n_cells else None
        if cell is None or cell == "" or (not spaces_count and is_blank(cell)):
            continue
        if cell is FAULTY:
            faults.add(name)
            continue
        try:
            value = parse(cell, note)
        except CellError as fault:
            gatherer.error(fault.code, fault.message, Place(source, number, name), fault.remedy)
            faults.add(name)
            continue
        if within:
            codes[within] = value
        else:
            record[name] = value
    if CODE_COLUMN.name in heading.known:
        record[CODE_COLUMN.name] = codes
    return record, faults
