"""What does the registry say of one code?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["CodeEntry"]


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """A code, what it means, why it happens and what to do.

    Parameters
    ----------
    code : str
        Letter of the area (F formats, V validate, T travel, C check, S service) and a number.
    title : str
        The rule that is broken, in a few words.
    cause : str
        How it comes about.
    remedy : str
        What the reader can do.
    severity : {"error", "warning", "note"}
        How much it matters, unless the finding says otherwise.
    """

    code: str
    title: str
    cause: str
    remedy: str
    severity: Literal["error", "warning", "note"] = "error"
