"""What does a test need to know of a scenario that is broken in one way, and what is told of it?"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from optimizer.domain import Scenario
from optimizer.findings import Finding
from optimizer.validate import validate

__all__ = ["TRAILER", "Break", "head", "told"]

TRAILER = "note V104 sites:6 excluded_vehicle_types"
"""The rig's clinic excludes a vehicle type that today's fleet lacks: a note, told always."""


class Break(NamedTuple):
    """A scenario broken in one way, and the findings that are new."""

    change: Callable[[Scenario], Scenario]
    heads: tuple[str, ...]
    says: str


def head(finding: Finding) -> str:
    """A finding but for its words."""
    return f"{finding.severity} {finding.code} {finding.place}".strip()


def told(day: Scenario) -> list[Finding]:
    """What `validate` finds that is new."""
    return [f for f in validate(day) if head(f) != TRAILER]
