"""What does one finding consist of, and how does it read on a terminal?"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from optimizer.findings.registry import REGISTRY

__all__ = ["DataError", "Finding", "Place", "Severity", "suggestion"]


class Severity(StrEnum):
    """An error stops the work; a warning is worth a look; a note says what was tolerated."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding is: a file or table, a row, a column. Parts may be missing.

    Examples
    --------
    >>> str(Place("orders.csv", 17, "latest"))
    'orders.csv:17 latest'
    """

    source: str = ""
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        where = self.source + (f":{self.row}" if self.row is not None else "")
        return " ".join(part for part in (where, self.column) if part)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or worth knowing.

    Parameters
    ----------
    code : str
        Code of the registry, for instance ``V402``.
    message : str
        What is wrong, with the value.
    place : Place
        Where it is.
    remedy : str
        What to do; the registry's remedy where empty.
    severity : Severity or None
        The registry's severity where None.

    Examples
    --------
    >>> from optimizer.findings.registry import REGISTRY
    >>> print(Finding("F002", "no file or folder is there", Place("day.json")))
    error F002 day.json: no file or folder is there. Check the path; quote it if it has spaces.
    """

    code: str
    message: str
    place: Place = field(default_factory=Place)
    remedy: str = ""
    severity: Severity | None = None

    def __post_init__(self) -> None:
        entry = REGISTRY[self.code]
        if not self.remedy:
            object.__setattr__(self, "remedy", entry.remedy)
        if self.severity is None:
            object.__setattr__(self, "severity", Severity(entry.severity))

    def __str__(self) -> str:
        where = f" {self.place}" if str(self.place) else ""
        message = self.message.rstrip(".")
        return f"{self.severity} {self.code}{where}: {message}. {self.remedy}".rstrip()

    def as_dict(self) -> dict[str, str | int | None]:
        """The finding as plain values, for JSON output."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "source": self.place.source,
            "row": self.place.row,
            "column": self.place.column,
            "message": self.message,
            "remedy": self.remedy,
        }


class DataError(Exception):
    """Input that cannot be worked with; carries every finding, errors and warnings alike."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        errors = [f for f in self.findings if f.severity is Severity.ERROR]
        super().__init__("\n".join(str(f) for f in errors))


def suggestion(unknown: str, known: Iterable[str]) -> str:
    """A remedy that names the nearest known word, or lists what there is.

    Examples
    --------
    >>> suggestion("longitud", ["lat", "longitude"])
    'Did you mean "longitude"?'
    >>> suggestion("x", ["alpha", "beta"])
    'Use one of: alpha, beta.'
    """
    words = list(dict.fromkeys(known))
    close = difflib.get_close_matches(unknown, words, n=1, cutoff=0.6) or difflib.get_close_matches(
        unknown.casefold(), words, n=1, cutoff=0.6
    )
    if close:
        return f'Did you mean "{close[0]}"?'
    if not words:
        return ""
    shown = ", ".join(words[:8]) + (" ..." if len(words) > 8 else "")
    return f"Use one of: {shown}."
