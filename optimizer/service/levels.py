"""How are levels set? Validate, fit, pose, solve, read back, check."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from optimizer.domain import Scenario
from optimizer.findings import Finding
from optimizer.level_plan import LevelPlan
from optimizer.visit_plan import VisitPlan

__all__ = ["LevelsFound", "LevelsListener", "set_levels"]

log = logging.getLogger("wardflow.service")

LevelsListener = Callable[[int, int], bool]
"""Told how many ward items are done, of how many; answers True to stop."""


@dataclass(frozen=True, eq=False)
class LevelsFound:
    """What comes of setting levels.

    Parameters
    ----------
    plan : LevelPlan or None
        Levels of every ward item, checked. None exactly when it was interrupted: levels of
        some wards only are not handed out as a plan.
    today : LevelPlan or None
        Today's min and max judged in the same way, for the ward items that have both; None
        where no ward item has, or when it was interrupted.
    findings : tuple of Finding
        Warnings and notes: on the scenario, then targets that cannot be met and wards whose
        shelves overflow.
    interrupted : bool
        Whether the listener stopped it.
    """

    plan: LevelPlan | None
    today: LevelPlan | None
    findings: tuple[Finding, ...]
    interrupted: bool


def set_levels(
    scenario: Scenario,
    *,
    on_progress: LevelsListener | None = None,
    visits: VisitPlan | None = None,
) -> LevelsFound:
    """Signature only for the moment."""
    raise NotImplementedError
