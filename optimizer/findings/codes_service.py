"""Which findings are made about the work itself? Codes S001-S999."""

from __future__ import annotations

from optimizer.findings.entry import CodeEntry

__all__ = ["CODES"]

CODES: tuple[CodeEntry, ...] = (
    CodeEntry(
        "S001",
        "Our own plan breaks a rule",
        "The checker found a violation in a plan of the engine: a fault of Wardflow.",
        "Report it with the scenario; the plan was not written.",
    ),
)
