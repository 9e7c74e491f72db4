"""Which row of a grid holds the headings, and which column stands where?

A grid is what a CSV file or a sheet comes down to: numbered rows of cells. The row of
headings is found, and headings are matched with the table's columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from optimizer.findings import Place
from optimizer.formats.cells import Parse, parser
from optimizer.formats.gather import Gatherer, hint, shorten
from optimizer.formats.layout import CODE_COLUMN, Kind, Table
from optimizer.formats.limits import MAX_COLUMNS, MAX_ROWS
from optimizer.formats.written import CODES_PREFIX

__all__ = [
    "FAULTY",
    "HEADING_WITHIN",
    "Grid",
    "Heading",
    "check_width",
    "find_heading",
    "is_blank",
    "plain_name",
    "read_heading",
    "without_blanks",
]

HEADING_WITHIN = 20
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


@dataclass(slots=True)
class Heading:
    """What stands where.

    Parameters
    ----------
    width : int
        Headings, untitled columns between them included.
    columns : list of tuple
        Index, field, class of the matrix, reading function, whether spaces count.
    untitled : list of int
        Indices of columns without a heading.
    known : set of str
        Fields that have a column.
    """

    width: int
    columns: list[tuple[int, str, str, Parse, bool]]
    untitled: list[int]
    known: set[str]


def is_blank(cell: object) -> bool:
    """Whether a cell holds nothing but spaces."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def plain_name(text: str) -> str:
    """A heading or table name with its letters made small and its spaces made underscores."""
    return "_".join(text.replace("-", " ").split()).casefold()


def without_blanks(
    grid: Grid, gatherer: Gatherer, most: int = MAX_ROWS
) -> Iterator[tuple[int, Sequence[object]]]:
    """Rows of a grid that hold something; the others are noted."""
    for count, (number, cells) in enumerate(grid.rows):
        if count > 2 * most:
            message = f"there are more than {most} rows"
            gatherer.error("F006", message, Place(grid.source, number))
            return
        if (not cells or is_blank(cells[0])) and all(is_blank(cell) for cell in cells):
            gatherer.tolerate("F059", grid.source, number, "", "an empty row was skipped")
        else:
            yield number, cells


def find_heading(table: Table, rows: Sequence[Sequence[object]]) -> int:
    """Index of the row that has most of the table's headings; the first where none has any."""
    names = {column.name for column in table.columns}
    hits = [sum(plain_name(str(cell)) in names for cell in cells if cell) for cells in rows]
    return hits.index(max(hits))


def read_heading(
    table: Table, grid: Grid, number: int, cells: Sequence[object], gatherer: Gatherer
) -> Heading:
    """Match headings with the columns of a table.

    Parameters
    ----------
    table : Table
        Which table.
    grid : Grid
        Where it is kept.
    number : int
        Row of the headings.
    cells : sequence of object
        The headings.
    gatherer : Gatherer
        Gets columns that are unknown, missing or given twice.

    Returns
    -------
    Heading
        What stands where.
    """
    by_name = {column.name: column for column in table.columns}
    texts = ["" if is_blank(cell) else str(cell).strip() for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    heading = Heading(len(texts), [], [i for i, text in enumerate(texts) if not text], set())
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


def check_width(
    heading: Heading, grid: Grid, number: int, cells: Sequence[object], gatherer: Gatherer
) -> None:
    """Tell a row that is shorter than the headings, or has cells beside them."""
    if len(cells) == heading.width and not heading.untitled:
        return
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
