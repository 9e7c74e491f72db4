"""Which number, time or date is meant by a text that is not written the canonical way?

What Swedish systems export: decimal commas, thousands set apart by spaces, a minus at
the end, ``07.30``, ``24.00``, ``21/11 2026``. Each function returns the canonical text, or
None if it cannot be told, and notes what it tolerated.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

__all__ = ["Note", "date_text", "number_text", "time_text", "window_texts"]

Note = Callable[[str, str], None]
"""Takes the code of what was tolerated, and an example."""

_MAX_DIGITS = 400
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_SPACES = "[ \u00a0\u2007\u2009\u202f']"
_SPACED = re.compile(rf"[0-9]{{1,3}}(?:{_SPACES}[0-9]{{3}})+(?:[.,][0-9]+)?")
_COMMA = re.compile(r"[0-9]*,[0-9]+")
_DOTTED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_ENGLISH = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3}){2,}")
_MINUS = ("-", "\u2212", "\u2013")

_TIME = re.compile(r"([0-9]{1,2})([:.])([0-5][0-9])(?:[:.]([0-5][0-9]))?")
_TIME_DIGITS = re.compile(r"([0-9]{1,2})([0-5][0-9])")
_LAST_HOUR = 72

_WINDOW = r"([0-9:.]{3,8})\s{0,9}[-\u2013\u2014]\s{0,9}([0-9:.]{3,8})"
_WINDOWS = re.compile(rf"\s*{_WINDOW}(?:[\s,;|]+{_WINDOW})*\s*")
_ONE_WINDOW = re.compile(_WINDOW)

_DATES = (
    re.compile(r"(?P<y>[0-9]{4})[-/.](?P<m>[0-9]{1,2})[-/.](?P<d>[0-9]{1,2})"),
    re.compile(r"(?P<d>[0-9]{1,2})[/.-] ?(?P<m>[0-9]{1,2})[ /.-] ?(?P<y>[0-9]{4})"),
    re.compile(r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})"),
    re.compile(r"(?P<y>[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})"),
    re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})[ T]00:00(?::00(?:\.0+)?)?"),
)


def number_text(text: str, note: Note) -> str | None:
    """Number in the form ``-1234.5``.

    Examples
    --------
    >>> noted = []
    >>> number_text("1 234,5-", lambda code, example: noted.append(code))
    '-1234.5'
    >>> noted
    ['F054', 'F053', 'F052']
    """
    if len(text) > _MAX_DIGITS:
        return None
    if _PLAIN.fullmatch(text):
        return text
    bare = text.strip()
    if _PLAIN.fullmatch(bare):
        note("F060", f"{text!r} was read as {bare}")
        return bare
    sign, bare, codes = _split_sign(bare)
    if _SPACED.fullmatch(bare):
        codes.append("F053")
        bare = re.sub(_SPACES, "", bare)
    elif _DOTTED.fullmatch(bare):
        codes.append("F053")
        bare = bare.replace(".", "")
    elif _ENGLISH.fullmatch(bare):
        codes.append("F053")
        bare = bare.replace(",", "")
    if _COMMA.fullmatch(bare):
        codes.append("F052")
        bare = bare.replace(",", ".")
    if bare.startswith("."):
        bare = f"0{bare}"
    if not _PLAIN.fullmatch(bare) or bare.startswith("-"):
        return None
    for code in codes:
        note(code, f"{text!r} was read as {sign}{bare}")
    return sign + bare


def _split_sign(text: str) -> tuple[str, str, list[str]]:
    """Sign, the rest, and the code of what was tolerated."""
    if text.endswith(_MINUS):
        return "-", text[:-1].rstrip(), ["F054"]
    if text.startswith(_MINUS):
        return "-", text[1:].lstrip(), [] if text[0] == "-" else ["F054"]
    return "", text.removeprefix("+"), []


def time_text(text: str, note: Note) -> str | None:
    """Time of day in the form ``07:30`` or ``07:30:15``.

    Examples
    --------
    >>> [time_text(t, lambda code, example: None) for t in ("07.30", "0730", "24.00", "7")]
    ['07:30', '07:30', '24:00', None]
    """
    bare = text.strip()
    match = _TIME.fullmatch(bare)
    if match is not None:
        hours, mark, minutes, seconds = match.groups()
    else:
        match = _TIME_DIGITS.fullmatch(bare)
        if match is None:
            return None
        hours, mark, minutes, seconds = match[1], "", match[2], None
    if int(hours) >= _LAST_HOUR:
        return None
    canonical = f"{int(hours):02d}:{minutes}" + (f":{seconds}" if seconds else "")
    if mark != ":":
        note("F055", f"{text!r} was read as {canonical}")
    return canonical


def window_texts(text: str, note: Note) -> list[tuple[str, str]] | None:
    """Windows such as ``06:00-11:30 12:30-16:00``.

    Examples
    --------
    >>> window_texts("06.00-11.30, 12:30–16:00", lambda code, example: None)
    [('06:00', '11:30'), ('12:30', '16:00')]
    """
    if not _WINDOWS.fullmatch(text):
        return None
    windows = []
    for match in _ONE_WINDOW.finditer(text):
        earliest, latest = time_text(match[1], note), time_text(match[2], note)
        if earliest is None or latest is None:
            return None
        windows.append((earliest, latest))
    return windows


def date_text(text: str, note: Note) -> str | None:
    """Date in the form ``2026-11-21``; a day comes before its month.

    Examples
    --------
    >>> [date_text(t, lambda code, example: None) for t in ("21/11 2026", "261121", "21/13 2026")]
    ['2026-11-21', '2026-11-21', None]
    """
    bare = text.strip()
    for form in _DATES:
        match = form.fullmatch(bare)
        if match is None:
            continue
        century = 2000 if len(match["y"]) < len("2026") else 0
        try:
            day = dt.date(century + int(match["y"]), int(match["m"]), int(match["d"]))
        except ValueError:
            return None
        if day.isoformat() != text:
            note("F056", f"{text!r} was read as {day.isoformat()}")
        return day.isoformat()
    return None
