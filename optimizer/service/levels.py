"""How are levels set? Validate, fit the demand, pose, solve, read back, check."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimizer.check.levels import check_levels
from optimizer.domain import Scenario
from optimizer.findings import Finding, Place
from optimizer.level_plan import LevelPlan
from optimizer.plan import Provenance
from optimizer.service.day import OwnFaultError
from optimizer.service.level_findings import level_findings
from optimizer.service.prepare import Prepared, prepare, provenance_of
from optimizer.translate.given_levels import levels_of_today
from optimizer.translate.pose_shelves import pose_shelves, take_pairs
from optimizer.translate.read_levels import read_levels
from optimizer.visit_plan import VisitPlan

if TYPE_CHECKING:
    from models.inventory.problem import Levels, ShelfProblem

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
        Levels of every ward item, checked. None exactly when it was interrupted: shelf space
        is shared and priced over all items of a ward, so that levels of some of them are no
        plan, and are not handed out.
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
    """Set min and max of every ward item, and judge today's in the same way.

    What is minimised is holding, order lines and shortages; every target of an item's class
    is met, within the item's room on the shelf and the space its ward's items share. What a
    missing piece costs is its class's ``shortage_sek`` and a share of ``emergency_sek``: the
    pieces that a day of shortage misses of an item on the mean, (m + r + 1) / 2 with the mean
    m of a day's demand and its variance over mean r, share one emergency delivery. Where many
    items of a ward run short on the same day that counts too many deliveries;
    :func:`~optimizer.service.simulation.simulate_levels` counts them exactly.

    Weekly rhythm only: public holidays and closed days lengthen a gap now and then, which
    levels do not provide for.

    Parameters
    ----------
    scenario : Scenario
        With wards, items, ward items and a history.
    on_progress : callable, optional
        Told now and then how many ward items are done; answers True to stop.
    visits : VisitPlan, optional
        Delivery weekdays to set levels for, in the place of the wards' own. Today's levels
        are judged with today's weekdays all the same.

    Returns
    -------
    LevelsFound
        Checked levels, or none when interrupted.

    Raises
    ------
    DataError
        If the scenario cannot be worked with, with every finding.
    OwnFaultError
        If the checker finds a violation in our own plan.

    Examples
    --------
    >>> from tests.stock import ward_stores
    >>> found = set_levels(ward_stores())
    >>> len(found.plan.levels), all(level.meets_targets for level in found.plan.levels)
    (6, True)
    """
    from models.inventory.solve import solve

    prepared = prepare(scenario)
    days = None if visits is None else {row.ward: row.visit_days for row in visits.wards}
    problem = pose_shelves(prepared.shelves, prepared.fit.demand, visits=days)
    ear = _Ear(on_progress)
    levels = solve(problem, on_progress=ear)
    if ear.stopped:
        log.info("stopped before all levels were found: none are handed out")
        return LevelsFound(None, None, prepared.findings, interrupted=True)
    log.info("levels of %d ward items, %d miss a target", problem.n, int((~levels.met).sum()))
    provenance = provenance_of(scenario, "wardflow levels")
    plan = read_levels(
        prepared.shelves, prepared.fit, problem, levels, provenance=provenance, visits=days
    )
    violations = check_levels(scenario, plan).violations
    if violations:
        own = Finding("S001", "the levels found break rules", Place("plan"))
        raise OwnFaultError([own, *violations])
    if days is not None:
        problem = pose_shelves(prepared.shelves, prepared.fit.demand)
    source = "today's levels, judged by wardflow levels"
    today, missing = _today(prepared, problem, provenance.model_copy(update={"source": source}))
    told = level_findings(prepared.shelves, problem, levels, plan)
    return LevelsFound(plan, today, (*prepared.findings, *told, *missing), interrupted=False)


class _Ear:
    """Listens for the listener's wish to stop, and remembers it."""

    def __init__(self, listener: LevelsListener | None) -> None:
        self._listener = listener
        self.stopped = False

    def __call__(self, done: int, total: int) -> bool:
        """Pass on how far it is, and whether to stop."""
        if self._listener is not None and self._listener(done, total):
            self.stopped = True
        return self.stopped


def _today(
    prepared: Prepared, problem: ShelfProblem, provenance: Provenance
) -> tuple[LevelPlan | None, list[Finding]]:
    """Today's levels as a plan, and a note where ward items have none."""
    from models.inventory.evaluate import evaluate

    given = levels_of_today(prepared.shelves)
    missing = problem.n - len(given.pairs)
    findings = []
    if missing:
        told = f"{missing} of {problem.n} ward items have no levels today"
        findings.append(Finding("S209", told, Place("ward_items")))
    if not len(given.pairs):
        return None, findings
    asked = take_pairs(problem, given.pairs)
    # What lies above the shelf's room today is there all the same.
    asked = replace(asked, shelf=np.maximum(asked.shelf, given.S))
    levels: Levels = evaluate(asked, given.s, given.S)
    plan = read_levels(
        prepared.shelves,
        prepared.fit,
        asked,
        levels,
        provenance=provenance,
        given=given.pairs,
    )
    return plan, findings
