"""Which tables and columns does a scenario have?

They are derived from the model, so that they cannot differ from it. Each list of documents
in the scenario is a table; the rest are settings. A baseline plan, nested as it is,
becomes three flat tables (``optimizer.formats.baseline``), a demand history one of its own
(``optimizer.formats.history_columns``).
"""

from __future__ import annotations

import datetime as dt
import inspect
import types
import typing
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import Any, Literal

from pydantic.fields import FieldInfo

from optimizer.domain import Code, HygieneClass, Scenario, SpeedBand, Window
from optimizer.formats.baseline_rows import BaselineRouteRow, BaselineRow
from optimizer.formats.history_row import HistoryRow
from optimizer.formats.rows import document_in, is_table
from optimizer.formats.salvage import words_in
from optimizer.plan import Document, Identifier, Unserved
from optimizer.units import TimeOfDay

__all__ = [
    "BASELINE_TABLES",
    "CODE_COLUMN",
    "HISTORY_TABLE",
    "SETTINGS",
    "SETTINGS_TABLE",
    "TABLES",
    "Column",
    "Kind",
    "Table",
    "columns_of",
]


class Kind(StrEnum):
    """What a cell of a column holds, and so how it is written and read."""

    TEXT = auto()
    ID = auto()
    IDS = auto()
    WORD = auto()
    WORDS = auto()
    WHOLE = auto()
    NUMBER = auto()
    YES_NO = auto()
    TIME = auto()
    DATE = auto()
    WINDOWS = auto()
    SPEED_BANDS = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, or one setting.

    Parameters
    ----------
    name : str
        Heading; the field's name, for settings with its path: ``travel.circuity``.
    kind : Kind
        What its cells hold.
    field : FieldInfo
        Description, default and bounds.
    words : tuple of str
        The words it admits, where they are few.
    """

    name: str
    kind: Kind
    field: FieldInfo
    words: tuple[str, ...] = ()

    @property
    def required(self) -> bool:
        """Whether a cell may not be empty."""
        return self.field.is_required()


@dataclass(frozen=True, slots=True)
class Table:
    """One table: a CSV file or a sheet.

    Parameters
    ----------
    name : str
        Name of the sheet, and of the file without ``.csv``.
    model : type of Document
        Class of its rows.
    columns : tuple of Column
        Columns in the order they are written.
    required : bool
        Whether the table has to be there, if only with its headings.
    n_least : int
        Rows it has to have.
    matrix : bool
        Whether further columns follow, one for each row: the hygiene matrix.
    """

    name: str
    model: type[Document]
    columns: tuple[Column, ...]
    required: bool = False
    n_least: int = 0
    matrix: bool = False


def _kind(annotation: Any) -> Kind | None:
    """Kind of a column from its annotation; None for what is no single cell."""
    if typing.get_origin(annotation) in {typing.Union, types.UnionType}:
        annotation = next(a for a in typing.get_args(annotation) if a is not type(None))
    if annotation == TimeOfDay:
        return Kind.TIME
    if annotation == Identifier:
        return Kind.ID
    if typing.get_origin(annotation) is tuple:
        item = typing.get_args(annotation)[0]
        if item is Window:
            return Kind.WINDOWS
        if item is SpeedBand:
            return Kind.SPEED_BANDS
        return {Kind.ID: Kind.IDS, Kind.WORD: Kind.WORDS}.get(_kind(item) or Kind.TEXT)
    if typing.get_origin(annotation) is typing.Annotated:
        annotation = typing.get_args(annotation)[0]
    if typing.get_origin(annotation) is Literal:
        return Kind.WORD
    if not inspect.isclass(annotation):
        return None
    if issubclass(annotation, Enum):
        return Kind.WORD
    plain = {
        str: Kind.TEXT,
        bool: Kind.YES_NO,
        int: Kind.WHOLE,
        float: Kind.NUMBER,
        dt.date: Kind.DATE,
    }
    return plain.get(annotation)


def columns_of(model: type[Document], prefix: str = "") -> tuple[Column, ...]:
    """Columns of a class of documents: its fields that fit in a cell.

    Parameters
    ----------
    model : type of Document
        Class of a row, or of a group of settings.
    prefix : str, optional
        Stands before each name.

    Returns
    -------
    tuple of Column
        In the order of the fields.
    """
    hints = typing.get_type_hints(model, include_extras=True)
    columns = []
    for name, field in model.model_fields.items():
        kind = _kind(hints[name])
        if kind is not None:
            columns.append(Column(prefix + name, kind, field, words_in(hints[name])))
    return tuple(columns)


def _tables() -> dict[str, Table]:
    tables = {}
    for name, field in Scenario.model_fields.items():
        model = document_in(field.annotation)
        if model is not None and is_table(field):
            least = next((m.min_length for m in field.metadata if hasattr(m, "min_length")), 0)
            matrix = model is HygieneClass
            required = field.is_required()
            tables[name] = Table(name, model, columns_of(model), required, least, matrix)
    return tables


def _settings(model: type[Document], prefix: str = "") -> dict[str, Column]:
    settings = {column.name: column for column in columns_of(model, prefix)}
    for name, field in model.model_fields.items():
        inner = document_in(field.annotation)
        if inner is not None and not is_table(field):
            settings |= _settings(inner, f"{prefix}{name}.")
    return settings


BASELINE_TABLES: dict[str, Table] = {
    name: Table(name, model, columns_of(model))
    for name, model in (
        ("baseline", BaselineRow),
        ("baseline_routes", BaselineRouteRow),
        ("baseline_unserved", Unserved),
    )
}
"""The three tables of a baseline plan."""

HISTORY_TABLE = Table("demand_history", HistoryRow, columns_of(HistoryRow))
"""The table of the demand history."""

TABLES: dict[str, Table] = _tables() | {HISTORY_TABLE.name: HISTORY_TABLE} | BASELINE_TABLES
"""All tables by name, in the order they are written."""

SETTINGS: dict[str, Column] = {
    name: column
    for name, column in _settings(Scenario).items()
    if not name.startswith(("travel.speed_bands.", f"{HISTORY_TABLE.name}."))
}
"""All settings by path: what is in ``scenario.toml`` and on the sheet ``scenario``."""

SETTINGS_TABLE = "scenario"
"""Name of the sheet of settings, and of the TOML file."""

CODE_COLUMN = Column(
    "codes", Kind.WORD, HygieneClass.model_fields["codes"], tuple(code.value for code in Code)
)
"""Each further column of the hygiene matrix."""
