"""How does a JSON document hold the columns of a demand history?

As lists of numbers, millions long. Written and read as other lists are, they would take a
gigabyte: they are written in portions, and on reading taken out of the text one by one,
each being JSON of its own.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from optimizer.history import COLUMNS, DemandHistory

__all__ = ["TakenColumn", "give_back", "history_sha256", "take_columns", "with_history"]

_PORTION = 100_000
"""Numbers written at a time."""
_SHORTEST = 1000
"""Lists shorter than this stay where they are. [characters]"""
_COLUMN = re.compile(
    rf'(?<!\\)"(?:{"|".join(COLUMNS)})"[ \t\r\n]*+:[ \t\r\n]*+'
    rf"(\[[0-9truefals, \t\r\n]{{{_SHORTEST},}}+\])"
)
"""A quote without a backslash begins or ends a text, so that this is no part of one."""
_PLACE = '"demand_history": null'


class TakenColumn(list[Any]):
    """A list that was taken out: its numbers, where an empty list stands.

    Parameters
    ----------
    values : numpy.ndarray, shape (n_rows,)
        The numbers, or true and false.
    """

    def __init__(self, values: npt.NDArray[Any]) -> None:
        super().__init__()
        self.values = values


def with_history(text: str, history: DemandHistory) -> str:
    """Put a history into a JSON document.

    Parameters
    ----------
    text : str
        The document, indented by one space; ``null`` stands for its history.
    history : DemandHistory
        The history.

    Returns
    -------
    str
        The document with the columns of the history, each in one line.
    """
    before, _, after = text.partition(f"\n {_PLACE}")
    return "".join([before, '\n "demand_history": {\n', *_parts(history), "\n }", after])


def _parts(history: DemandHistory) -> Iterator[str]:
    for name in ("wards", "items"):
        yield f'  "{name}": {json.dumps(getattr(history, name), ensure_ascii=False)},\n'
    yield f'  "first_day": "{history.first_day.isoformat()}"'
    for name in COLUMNS:
        column = getattr(history, name)
        yield f',\n  "{name}": ['
        for start in range(0, len(column), _PORTION):
            numbers = json.dumps(column[start : start + _PORTION].tolist(), separators=(",", ":"))
            yield ("," if start else "") + numbers[1:-1]
        yield "]"


def take_columns(text: str) -> tuple[str, Mapping[str, TakenColumn]]:
    """Take long columns out of a JSON text.

    Parameters
    ----------
    text : str
        The text.

    Returns
    -------
    text : str
        The text with a word in the place of each column; what is not well formed stays.
    columns : mapping of str to TakenColumn
        Columns by that word.

    Examples
    --------
    >>> text, columns = take_columns('{"pieces": [' + "12, " * 500 + "7]}")
    >>> text, columns["column-0-0"].values.tolist()[-2:]
    ('{"pieces": "column-0-0"}', [12, 7])
    """
    columns: dict[str, TakenColumn] = {}
    parts: list[str] = []
    end = 0
    salt = next(n for n in range(len(text) + 1) if f"column-{n}" not in text)
    for match in _COLUMN.finditer(text):
        column = _column(match[1])
        if column is not None:
            word = f"column-{salt}-{len(columns)}"
            columns[word] = TakenColumn(column)
            parts += [text[end : match.start(1)], f'"{word}"']
            end = match.end(1)
    if not columns:
        return text, columns
    return "".join([*parts, text[end:]]), columns


def _column(text: str) -> npt.NDArray[Any] | None:
    """Numbers of a list; None where the ordinary reader has to tell what is wrong with it."""
    try:
        numbers = json.loads(text)
        kind = bool if isinstance(numbers[0], bool) else int
        if any(type(number) is not kind for number in numbers):
            return None
        return np.array(numbers, dtype=np.bool_ if kind is bool else np.int64)
    except (ValueError, OverflowError):
        return None


def give_back(value: Any, columns: Mapping[str, TakenColumn]) -> Any:
    """The column that a word stands for; any other value as it is."""
    return columns.get(value, value) if isinstance(value, str) else value


def history_sha256(history: DemandHistory) -> str:
    """SHA-256 of a history: of its ids as JSON and its columns as bytes, whatever machine it is.

    Parameters
    ----------
    history : DemandHistory
        The history.

    Returns
    -------
    str
        Sixty-four hexadecimal digits.
    """
    ids = [history.wards, history.items, history.first_day.isoformat()]
    digest = hashlib.sha256(json.dumps(ids, ensure_ascii=False).encode())
    for name in COLUMNS:
        digest.update(np.ascontiguousarray(getattr(history, name)).astype("<i8").tobytes())
    return digest.hexdigest()
