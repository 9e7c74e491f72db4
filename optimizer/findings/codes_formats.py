"""Which findings are made about reading and writing files? Codes F001-F999."""

from __future__ import annotations

from optimizer.findings.entry import CodeEntry

__all__ = ["CODES"]

CODES: tuple[CodeEntry, ...] = (
    CodeEntry(
        "F002",
        "Nothing at that path",
        "The path names no file or folder.",
        "Check the path; quote it if it has spaces.",
    ),
)
