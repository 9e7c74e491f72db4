"""How are levels read and written: as a JSON document, or as one CSV table?

The document holds everything. The table holds one row for each ward item and is what a
planner edits: ward, item, min and max are enough, and what else is left out is that of a
level nobody has judged. Shelf spaces and visit days are in the document only.
"""

from __future__ import annotations

from copy import copy
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import create_model

from optimizer.files import write_atomically
from optimizer.findings import Place
from optimizer.formats.csv_text import csv_grid
from optimizer.formats.document_io import parse_document, read_content
from optimizer.formats.gather import Gatherer, Read
from optimizer.formats.grid import read_table
from optimizer.formats.layout import Table, columns_of
from optimizer.formats.written import check_text, number_to_text
from optimizer.level_plan import DemandFamily, Level, LevelPlan, LevelReason
from optimizer.plan import Provenance
from optimizer.ward_stores import Policy

__all__ = [
    "UNNAMED",
    "levels_table",
    "levels_to_csv",
    "levels_to_json",
    "read_levels",
    "write_levels",
]

UNNAMED = "levels"
"""Name of the scenario of levels that were read from a table: a table has none."""

_REQUIRED = {"ward", "item", "min_pieces", "max_pieces"}

_GIVEN: dict[str, Any] = {
    "policy": Policy.MIN_MAX,
    "pack": 1,
    "reason": LevelReason.GIVEN,
    "meets_targets": False,
    "demand": DemandFamily.NONE,
    "n_days": 0,
    "n_stock_outs": 0,
}
"""What a level set by hand has; of numbers that are not here, zero."""


def read_levels(source: Path | str | BinaryIO) -> Read[LevelPlan]:
    r"""Read levels from a JSON document or a CSV table.

    Parameters
    ----------
    source : Path, str or binary stream
        The file, or an open stream. What begins with a brace is a document.

    Returns
    -------
    Read of LevelPlan
        The levels, and what was tolerated. Levels of a table are of a scenario called
        :data:`UNNAMED`, and their provenance is the name of the file.

    Raises
    ------
    DataError
        With everything that is wrong.

    Examples
    --------
    >>> import io
    >>> read = read_levels(io.BytesIO(b"ward;item;min_pieces;max_pieces\nA;gloves;4;12"))
    >>> level = read.value.levels[0]
    >>> level.max_pieces, str(level.reason), str(level.policy)
    (12, 'given', 'min_max')
    """
    gatherer = Gatherer()
    name, data = read_content(source, "levels are a JSON or CSV file", gatherer)
    if data is None:
        return gatherer.outcome(None)
    if data[:1000].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return gatherer.outcome(parse_document(LevelPlan, data, name, gatherer))
    return gatherer.outcome(_read_table(data, name, gatherer))


def write_levels(plan: LevelPlan, target: Path | str) -> None:
    """Write levels, whole or not at all.

    Parameters
    ----------
    plan : LevelPlan
        The levels.
    target : Path or str
        ``.json`` for the whole document, ``.csv`` for the table of levels alone.

    Raises
    ------
    DataError
        F001 for another suffix, F004 if the disk refuses, F017 for a text that a table
        cannot hold.
    """
    target = Path(target)
    gatherer = Gatherer()
    suffix = target.suffix.lower()
    if suffix == ".json":
        write_atomically(target, levels_to_json(plan).encode())
    elif suffix == ".csv":
        write_atomically(target, levels_to_csv(plan, target.name))
    else:
        message = f"levels are not written as {suffix or 'a file without suffix'}"
        gatherer.error("F001", message, Place(target.name), "Name it .json or .csv.")
    gatherer.outcome(plan)


def levels_to_json(plan: LevelPlan) -> str:
    """Levels as readable JSON; equal levels give equal texts.

    By pydantic's own writer, which takes a second for a hundred thousand levels.
    """
    return plan.model_dump_json(indent=1) + "\n"


def levels_to_csv(plan: LevelPlan, name: str = "levels.csv") -> bytes:
    r"""The table of levels as the content of a CSV file.

    Parameters
    ----------
    plan : LevelPlan
        The levels.
    name : str
        What findings call the file.

    Returns
    -------
    bytes
        One row for each ward item; without shelf spaces and visit days.

    Raises
    ------
    DataError
        F017 for a text that a table cannot hold.

    Examples
    --------
    >>> made = Provenance(source="by hand")
    >>> levels_to_csv(LevelPlan(scenario="x", levels=(), provenance=made))[:12]
    b'\xef\xbb\xbfward;item'
    """
    gatherer, table = Gatherer(), levels_table()
    columns = []
    for column in table.columns:
        texts: dict[object, str] = {}
        cells = [getattr(level, column.name) for level in plan.levels]
        for row, cell in enumerate(cells, start=2):
            if cell not in texts:  # a hundred thousand levels have few wards and items
                texts[cell] = _text(cell)
                if isinstance(cell, str):
                    check_text(column, texts[cell], Place(name, row, column.name), gatherer)
        columns.append([column.name, *(texts[cell] for cell in cells)])
    lines = map(";".join, zip(*columns, strict=True))
    return gatherer.outcome("".join(f"{line}\n" for line in lines).encode("utf-8-sig")).value


def _text(cell: object) -> str:
    """A cell of levels as text: none of them needs quotes."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, (int, float)):
        return number_to_text(cell)
    return str(cell)


@cache
def levels_table() -> Table:
    """The table of levels: what is required, and what an empty cell stands for.

    Examples
    --------
    >>> [column.name for column in levels_table().columns if column.required]
    ['ward', 'item', 'min_pieces', 'max_pieces']
    """
    fields: dict[str, Any] = {}
    for name, info in Level.model_fields.items():
        if name not in _REQUIRED:
            optional = copy(info)
            optional.default = _GIVEN.get(name, 0.0)
            fields[name] = (info.annotation, optional)
    model = create_model("LevelRow", __base__=Level, **fields)
    return Table("levels", model, columns_of(model))


def _read_table(data: bytes, name: str, gatherer: Gatherer) -> LevelPlan | None:
    table = levels_table()
    grid = csv_grid(table, data, name, gatherer)
    rows = None if grid is None else read_table(table, grid, gatherer)
    if rows is None or gatherer.failed:
        return None
    levels = tuple(Level.model_construct(**dict(row)) for row in rows.documents)
    return LevelPlan(scenario=UNNAMED, levels=levels, provenance=Provenance(source=name))
