"""How are time, money and amounts written at the edges, and what are they inside?

Inside, time is an integer number of seconds since midnight of the planning day, length
is metres, money is SEK as a float. At the edges times of day are ``HH:MM`` (``HH:MM:SS``
where seconds matter; hours may pass 24 for the morning after).

What a file may contain beyond that (decimal commas, ``07.30``) is read by
``optimizer.formats``; this module knows the canonical forms only.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

__all__ = [
    "DAY",
    "HOUR",
    "MINUTE",
    "TimeOfDay",
    "format_time_of_day",
    "parse_time_of_day",
]

MINUTE = 60
HOUR = 3600
DAY = 86_400

_TIME = re.compile(r"^(\d{1,2}):([0-5]\d)(?::([0-5]\d))?$")
_LAST_HOUR = 72


def parse_time_of_day(text: str) -> int:
    """Seconds since midnight of a canonical time of day.

    Parameters
    ----------
    text : str
        ``HH:MM`` or ``HH:MM:SS``; hours run to 71 so that a shift may pass midnight.

    Returns
    -------
    int
        Seconds since midnight of the planning day. [s]

    Raises
    ------
    ValueError
        If the text is no such time.

    Examples
    --------
    >>> parse_time_of_day("07:30"), parse_time_of_day("24:00:05")
    (27000, 86405)
    """
    match = _TIME.match(text.strip())
    if match is None or int(match[1]) >= _LAST_HOUR:
        raise ValueError(f"{text!r} is not a time of day; write HH:MM, for instance 07:30")
    hours, minutes, seconds = int(match[1]), int(match[2]), int(match[3] or 0)
    return hours * HOUR + minutes * MINUTE + seconds


def format_time_of_day(seconds: int) -> str:
    """``HH:MM``, or ``HH:MM:SS`` where there are odd seconds.

    Parameters
    ----------
    seconds : int
        Seconds since midnight of the planning day. [s]

    Returns
    -------
    str
        The canonical form; :func:`parse_time_of_day` reads it back.

    Examples
    --------
    >>> format_time_of_day(27000), format_time_of_day(86405)
    ('07:30', '24:00:05')
    """
    hours, rest = divmod(int(seconds), HOUR)
    minutes, odd = divmod(rest, MINUTE)
    return f"{hours:02d}:{minutes:02d}" + (f":{odd:02d}" if odd else "")


def _time_from_any(value: object) -> int:
    if isinstance(value, str):
        return parse_time_of_day(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LAST_HOUR * HOUR:
        return value
    raise ValueError(f"{value!r} is not a time of day; write HH:MM, for instance 07:30")


TimeOfDay = Annotated[
    int,
    BeforeValidator(_time_from_any),
    PlainSerializer(format_time_of_day, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,2}:[0-5]\d(:[0-5]\d)?$"}),
]
