"""What was found while reading? Findings are collected, then raised once.

Readers hand every fault to a :class:`Gatherer` and go on. What was tolerated is counted
by file and kind, so that ten thousand decimal commas make one note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from optimizer.findings import DataError, Finding, Place, Severity, suggestion
from optimizer.formats.limits import MAX_FINDINGS_PER_TABLE

__all__ = ["Gatherer", "Read", "hint", "shorten"]

_USER = re.compile(r"//[^/\s]{0,500}@")
_QUERY = re.compile(r"([?&;][^=&\s]{0,80}=)[^&;\s]{0,500}")
T = TypeVar("T")

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """What was read, and what was tolerated in reading it.

    Parameters
    ----------
    value : T
        The document.
    findings : tuple of Finding
        Notes and warnings; never errors, for these are raised.
    """

    value: T
    findings: tuple[Finding, ...] = ()


def shorten(value: object) -> str:
    """A value as a message shows it: quoted, printable and short.

    Parameters
    ----------
    value : object
        Anything a file may hold.

    Returns
    -------
    str
        At most about sixty characters.

    Examples
    --------
    >>> shorten("x" * 100)
    "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx ...'"
    >>> shorten(1.5), shorten([1, 2])
    ('1.5', 'a list')

    Passwords and keys in addresses are not shown:

    >>> shorten("https://me:secret@osrm.test/?key=abc")
    "'https://...@osrm.test/?key=...'"
    """
    if isinstance(value, str):
        if "//" in value:
            value = _QUERY.sub(r"\1...", _USER.sub("//...@", value))
        text = value if len(value) <= _SHOWN else value[: _SHOWN - 5] + " ..."
        return repr(text)
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return "a list"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, int) and abs(value) >= 10**_SHOWN:
        return "a number of many digits"
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def hint(unknown: str, known: Iterable[str]) -> str:
    """A remedy that names the nearest known word; long texts are like none and cost nothing.

    Examples
    --------
    >>> hint("max_heigt_m", ["height_m", "max_height_m"])
    'Did you mean "max_height_m"?'
    """
    return suggestion(unknown[:_SHOWN], known)


@dataclass(slots=True)
class _Tolerated:
    count: int
    row: int | None
    column: str
    example: str


class Gatherer:
    """Collects findings of one reading; raises them together."""

    def __init__(self) -> None:
        self._findings: list[Finding] = []
        self._tolerated: dict[tuple[str, str], _Tolerated] = {}
        self._n_by_source: dict[str, int] = {}
        self.stand_ins: dict[tuple[type, int], set[str]] = {}
        """By class and index of a row, its fields that could not be read."""
        self.parts: dict[type, dict[str, object]] = {}
        """Fields of a document that could not be made, as far as they could."""

    def error(self, code: str, message: str, place: Place, remedy: str = "") -> None:
        """Add a fault; past the limit of its file it is left out.

        Parameters
        ----------
        code : str
            Code of the registry.
        message : str
            What is wrong, with the value.
        place : Place
            Where it is.
        remedy : str
            What to do, where the registry's remedy is too general.
        """
        told = self._n_by_source.get(place.source, 0)
        self._n_by_source[place.source] = told + 1
        if told < MAX_FINDINGS_PER_TABLE:
            self._findings.append(Finding(code, message, place, remedy))

    def tolerate(
        self, code: str, source: str, row: int | None, column: str, example: str, count: int = 1
    ) -> None:
        """Count something that was tolerated, keeping the first example.

        Parameters
        ----------
        code : str
            Code of the registry, one of the notes.
        source : str
            File or sheet.
        row : int or None
            Row as the user sees it.
        column : str
            Column, or empty.
        example : str
            What was found and how it was read, ready to be shown.
        count : int, optional
            How often it was found.
        """
        known = self._tolerated.get((code, source))
        if known is None:
            self._tolerated[code, source] = _Tolerated(count, row, column, example)
        else:
            known.count += count

    def is_full(self, source: str) -> bool:
        """Whether so much is wrong with a file that reading on tells nobody anything."""
        return self._n_by_source.get(source, 0) >= MAX_FINDINGS_PER_TABLE

    @property
    def is_any_full(self) -> bool:
        """Whether some file was not read to its end."""
        return any(self.is_full(source) for source in self._n_by_source)

    @property
    def failed(self) -> bool:
        """Whether there is any error so far."""
        return any(f.severity is Severity.ERROR for f in self._findings)

    def add(self, findings: Iterable[Finding]) -> None:
        """Add what was found elsewhere."""
        self._findings += findings

    def findings(self) -> tuple[Finding, ...]:
        """Everything so far: faults in the order they were met, then what was tolerated."""
        untold = [
            Finding("F043", f"there may be more than these {MAX_FINDINGS_PER_TABLE}", Place(source))
            for source in self._n_by_source
            if self.is_full(source)
        ]
        notes = [
            Finding(
                code,
                t.example + (f", and {t.count - 1} more like it" if t.count > 1 else ""),
                Place(source, t.row, t.column),
            )
            for (code, source), t in self._tolerated.items()
        ]
        return (*self._findings, *untold, *notes)

    def outcome(self, value: T | None) -> Read[T]:
        """The value with what was tolerated.

        Parameters
        ----------
        value : T or None
            What was read; None stands for a value whose fault was told.

        Returns
        -------
        Read of T
            The value and the notes.

        Raises
        ------
        DataError
            With everything found, if anything found is an error.
        """
        if self.failed or value is None:
            raise DataError(self.findings())
        return Read(value, self.findings())
