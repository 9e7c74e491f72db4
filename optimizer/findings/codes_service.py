"""Which findings are made about the work itself? Codes S001-S999."""

from __future__ import annotations

from optimizer.findings.entry import CodeEntry

__all__ = ["CODES"]

CODES: tuple[CodeEntry, ...] = ()
