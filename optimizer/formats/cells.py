"""Which plain value does a cell hold?

One function for each kind of column. They take texts (CSV) and the values of
a spreadsheet (numbers, dates, times) alike, and raises :class:`CellError` where it cannot.
Whether the value is admitted is asked later, of the model.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from optimizer.formats.gather import shorten
from optimizer.formats.layout import Column, Kind
from optimizer.formats.tolerance import Note, date_text, number_text, time_text, window_texts
from optimizer.units import format_time_of_day

__all__ = ["EMPTY_LIST", "CellError", "Parse", "guard", "parser"]

EMPTY_LIST = "none"
"""Written for an empty list where an empty cell would mean the default list."""

Parse = Callable[[object, Note], object]

_FIRST_YEAR = 1900
"""Spreadsheets count hours past 24 as days from the beginning of this year."""

_YES = {"yes", "ja", "true", "sant", "1", "j", "y"}
_NO = {"no", "nej", "false", "falskt", "0", "n"}
_GUARDED = "=+-@'\t\r\n"
"""A text that begins with one of these gets an apostrophe before it in CSV files."""


class CellError(Exception):
    """A cell that cannot be read: code, message and remedy of the finding."""

    def __init__(self, code: str, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy


def parser(column: Column, *, guarded: bool = False) -> Parse:
    """The function that reads the cells of a column.

    Parameters
    ----------
    column : Column
        The column.
    guarded : bool, optional
        Whether texts that look like formulas have an apostrophe before them: in CSV files.

    Returns
    -------
    callable
        Takes a cell that is not empty and a note-taker; returns a plain value.

    Examples
    --------
    >>> from optimizer.formats.layout import TABLES
    >>> windows = next(c for c in TABLES["sites"].columns if c.name == "windows")
    >>> parser(windows)("06:00-11.30", lambda code, example: print(code, example))
    F055 '11.30' was read as 11:30
    [{'earliest': '06:00', 'latest': '11:30'}]
    """
    if column.kind in {Kind.WORD, Kind.WORDS}:
        return _word_parser(column)
    if column.kind is Kind.TEXT and guarded:
        return _guarded_text
    return _PARSERS[column.kind]


def guard(text: str) -> str:
    """A text as a CSV file holds it, so that no spreadsheet takes it for a formula.

    Examples
    --------
    >>> guard("=1+1"), guard("'tis"), guard("Ward 5")
    ("'=1+1", "''tis", 'Ward 5')
    """
    return f"'{text}" if text and text[0] in _GUARDED else text


def _guarded_text(cell: object, _note: Note) -> str:
    text = _as_text(cell)
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in _GUARDED else text


def _text(cell: object, _note: Note) -> str:
    return _as_text(cell)


def _id(cell: object, note: Note) -> str:
    text = _as_text(cell)
    bare = text.strip()
    if bare != text:
        note("F060", f"{text!r} was read as {bare!r}")
    return bare


def _ids(cell: object, _note: Note) -> list[str]:
    return [part.strip() for part in _as_text(cell).split("|")]


def _as_text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return repr(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, int):
        return str(cell)
    raise CellError("F041", f"{cell} is a date or time, not a text", "Format the cell as text.")


def _word_parser(column: Column) -> Parse:
    known = {word.casefold(): word for word in column.words}

    def word(text: str, note: Note) -> str:
        if text in column.words:
            return text
        loose = known.get(text.strip().casefold().replace(" ", "_").replace("-", "_"))
        if loose is None:
            return text.strip()
        note("F057", f"{text!r} was read as {loose}")
        return loose

    def words(cell: object, note: Note) -> list[str]:
        text = _as_text(cell)
        if column.field.default and text.strip() == EMPTY_LIST:
            return []
        for mark in ",;|":
            text = text.replace(mark, " ")
        return [word(part, note) for part in text.split()]

    def one(cell: object, note: Note) -> str:
        return word(_as_text(cell), note)

    return words if column.kind is Kind.WORDS else one


def _number(cell: object, note: Note) -> float:
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return cell
    text = number_text(cell, note) if isinstance(cell, str) else None
    if text is None:
        raise CellError("F031", f"{shorten(cell)} is not a number")
    return float(text)


def _whole(cell: object, note: Note) -> int:
    if isinstance(cell, str):
        text = number_text(cell, note)
        if text is None:
            raise CellError("F031", f"{shorten(cell)} is not a number")
        if text.lstrip("-").isdigit():
            return int(text)
        cell = float(text)
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    raise CellError("F032", f"{shorten(cell)} is not a whole number")


def _yes_no(cell: object, note: Note) -> bool:
    if isinstance(cell, bool):
        return cell
    text = _as_text(cell)
    word = text.strip().casefold()
    if word not in _YES | _NO:
        raise CellError("F033", f"{shorten(cell)} is neither yes nor no")
    if text not in {"yes", "no"}:
        note("F061", f"{text!r} was read as {'yes' if word in _YES else 'no'}")
    return word in _YES


def _time(cell: object, note: Note) -> str:
    """Time of day; spreadsheets turn a typed time into a time, a duration or a date with a time."""
    midnight = dt.datetime(1899, 12, 31)  # noqa: DTZ001 - a spreadsheet knows no zones
    if isinstance(cell, dt.time):
        cell = dt.datetime.combine(midnight, cell)
    if isinstance(cell, dt.datetime):
        if cell.year > _FIRST_YEAR:
            raise CellError("F034", f"{cell} is a date, not a time of day")
        cell = cell - midnight
    if isinstance(cell, dt.timedelta) and cell >= dt.timedelta(0):
        return format_time_of_day(round(cell.total_seconds()))
    text = None
    if isinstance(cell, str) or (isinstance(cell, int) and not isinstance(cell, bool)):
        text = time_text(str(cell), note)
    if text is None:
        raise CellError("F034", f"{shorten(cell)} is not a time of day")
    return text


def _date(cell: object, note: Note) -> str:
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    text = None
    if isinstance(cell, str) or (isinstance(cell, int) and not isinstance(cell, bool)):
        text = date_text(str(cell), note)
    if text is None:
        raise CellError("F035", f"{shorten(cell)} is not a date")
    return text


def _windows(cell: object, note: Note) -> list[dict[str, str]]:
    windows = window_texts(cell, note) if isinstance(cell, str) else None
    if windows is None:
        raise CellError(
            "F036",
            f"{shorten(cell)} is not a list of windows",
            "Write them as 06:00-11:30 12:30-16:00.",
        )
    return [{"earliest": earliest, "latest": latest} for earliest, latest in windows]


def _speed_bands(cell: object, note: Note) -> list[dict[str, float]]:
    if cell == EMPTY_LIST:
        return []
    bands = []
    for part in str(cell).replace("|", " ").split():
        texts = [number_text(number, note) for number in part.split(":")]
        if len(texts) != 2 or None in texts:
            raise CellError(
                "F036", f"{shorten(cell)} is not a list of speed bands", "Write them as 5:28 15:45."
            )
        up_to, speed = (float(text) for text in texts if text is not None)
        bands.append({"up_to_km": up_to, "speed_kmh": speed})
    return bands


_PARSERS: dict[Kind, Parse] = {
    Kind.TEXT: _text,
    Kind.ID: _id,
    Kind.IDS: _ids,
    Kind.WHOLE: _whole,
    Kind.NUMBER: _number,
    Kind.YES_NO: _yes_no,
    Kind.TIME: _time,
    Kind.DATE: _date,
    Kind.WINDOWS: _windows,
    Kind.SPEED_BANDS: _speed_bands,
}
