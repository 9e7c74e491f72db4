"""Which findings are made about travel? Codes T001-T999."""

from __future__ import annotations

from optimizer.findings.entry import CodeEntry

__all__ = ["CODES"]

CODES: tuple[CodeEntry, ...] = ()
