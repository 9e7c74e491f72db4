"""On which weekdays is each ward visited? Fit, screen every pattern, choose, read back."""

from __future__ import annotations

from dataclasses import dataclass

from models.outcome import Limits
from optimizer.domain import Scenario
from optimizer.findings import Finding
from optimizer.visit_plan import VisitPlan

__all__ = ["VisitsFound", "choose_visits"]


@dataclass(frozen=True, eq=False)
class VisitsFound:
    """What comes of choosing delivery weekdays.

    Parameters
    ----------
    plan : VisitPlan or None
        None where none was found within the limits.
    findings : tuple of Finding
        Warnings and notes: on the scenario, then weekdays that are short of capacity.
    """

    plan: VisitPlan | None
    findings: tuple[Finding, ...]


def choose_visits(
    scenario: Scenario, *, max_changes: int | None = None, limits: Limits
) -> VisitsFound:
    """Signature only for the moment."""
    raise NotImplementedError
