"""What is a table of the report, before it is a web page or a spreadsheet?

Cells hold plain values; the column says what kind of quantity they are. The page writes
them in the reader's language, the workbook keeps them as numbers, times and dates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from optimizer.report.text import Language

__all__ = ["Cell", "Column", "Kind", "Quantity", "Table", "plain", "written"]


class Kind(StrEnum):
    """What kind of quantity a cell holds, and in which unit inside."""

    TEXT = "text"
    COUNT = "count"
    DECIMAL = "decimal"
    MONEY = "money"
    """[SEK]"""
    TIME = "time"
    """Time of day. [s]"""
    DURATION = "duration"
    """[s]"""
    LENGTH = "length"
    """[m]"""
    WEIGHT = "weight"
    """[kg]"""
    SHARE = "share"
    """Of one. [-]"""
    POINTS = "points"
    """Difference of two shares. [-]"""
    ENERGY = "energy"
    """[kWh]"""
    FINE = "fine"
    """A number with two decimals."""
    PRICE = "price"
    """Money with two decimals. [SEK]"""
    SERVICE = "service"
    """A share close to one, with two decimals. [-]"""
    SERVICE_POINTS = "service_points"
    """Difference of two such shares. [-]"""
    VOLUME = "volume"
    """[l]"""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value that is of another kind than its column; a difference shows its sign."""

    value: float | None
    kind: Kind
    signed: bool = False


Cell = str | int | float | dt.date | Quantity | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading and the kind of its cells."""

    title: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns.

    Parameters
    ----------
    key : str
        Name in addresses of the page.
    title : str
        Heading, and name of the sheet.
    columns : tuple of Column
        Headings and kinds.
    rows : tuple of tuple of Cell
        Values, one for each column.
    empty : str
        What to say where there are no rows.
    grouped : bool
        Whether the first column repeats, so that the page shows each value once.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""
    grouped: bool = False


def plain(cell: Cell, kind: Kind) -> tuple[str | float | dt.date | None, Kind, bool]:
    """Value, kind, and whether it is a difference, of a cell in a column of some kind.

    Examples
    --------
    >>> plain(3, Kind.COUNT), plain(Quantity(0.5, Kind.SHARE), Kind.COUNT)[1]
    ((3, <Kind.COUNT: 'count'>, False), <Kind.SHARE: 'share'>)
    """
    if isinstance(cell, Quantity):
        return cell.value, cell.kind, cell.signed
    return cell, kind, False


def _writers(say: Language) -> dict[Kind, Callable[[float], str]]:
    return {
        Kind.COUNT: say.number,
        Kind.DECIMAL: lambda value: say.number(value, 1),
        Kind.MONEY: say.money,
        Kind.TIME: say.time,
        Kind.DURATION: say.duration,
        Kind.LENGTH: say.km,
        Kind.WEIGHT: say.kg,
        Kind.SHARE: lambda value: say.percent(value, 1),
        Kind.POINTS: lambda value: say.text("{n} pp", n=say.number(100 * value, 1)),
        Kind.ENERGY: lambda value: f"{say.number(value)}\u00a0kWh",
        Kind.FINE: lambda value: say.number(value, 2),
        Kind.PRICE: lambda value: say.money(value, 2),
        Kind.SERVICE: lambda value: say.percent(value, 2),
        Kind.SERVICE_POINTS: lambda value: say.text("{n} pp", n=say.number(100 * value, 2)),
        Kind.VOLUME: lambda value: f"{say.number(value)}\u00a0l",
    }


def written(cell: Cell, kind: Kind, say: Language) -> str:
    r"""A cell as the reader sees it.

    Parameters
    ----------
    cell : Cell
        The value; None is an empty cell.
    kind : Kind
        Kind of its column.
    say : Language
        Language of the reader.

    Returns
    -------
    str
        The text.

    Examples
    --------
    >>> written(Quantity(-1500, Kind.LENGTH, signed=True), Kind.TEXT, Language("sv"))
    '−1,5\xa0km'
    """
    cell, kind, signed = plain(cell, kind)
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, str) or kind is Kind.TEXT:
        return str(cell)
    write = _writers(say)[kind]
    text = write(abs(cell) if signed else cell)
    if not signed or text == write(0):
        return text
    return ("+" if cell > 0 else "−") + text
