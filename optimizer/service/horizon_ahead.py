"""What lies ahead of a horizon? Validate, fit or read the use, shelves over the days to come."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from models.inventory.problem import Demand, Family
from optimizer.domain import Scenario
from optimizer.findings import DataError, Finding, Place, Severity
from optimizer.horizon.aggregate import Covers, covers
from optimizer.horizon.days import Yes, possible_days, todays_days
from optimizer.horizon.gather import stores_of
from optimizer.horizon.returns import Returning, returning_of
from optimizer.horizon.stores import Stores, Use
from optimizer.level_plan import LevelPlan
from optimizer.service.prepare import prepare
from optimizer.validate import validate
from optimizer.ward_stores import WEEKDAYS

__all__ = ["LOOK_AHEAD_DAYS", "Ahead", "look_ahead"]

LOOK_AHEAD_DAYS = 7
"""Days beyond the horizon that are planned and thrown away: nobody runs down the shelves. [days]"""
_TIGHT_DAYS = 2.0


@dataclass(frozen=True, eq=False)
class Ahead:
    """What lies ahead: shelves, returns, and the days on which wards may be visited.

    Parameters
    ----------
    stores : Stores
        Ward items, over the horizon and a week more.
    found : Covers
        How long their flows last.
    returning : Returning
        What is taken back.
    possible, today : bool, shape (n_days, n_wards)
        Days on which a ward may be visited, and is by its weekdays of today.
    demand : Demand
        Demand of all ward items of the scenario.
    """

    stores: Stores
    found: Covers
    returning: Returning
    possible: Yes
    today: Yes
    demand: Demand


def look_ahead(
    scenario: Scenario, levels: LevelPlan | None, start: dt.date, n_days: int
) -> tuple[Ahead, list[Finding]]:
    """What is expected of every shelf.

    Parameters
    ----------
    scenario : Scenario
        With ward items.
    levels : LevelPlan or None
        Min and max; None for today's own.
    start : date
        First day.
    n_days : int
        Days of the horizon; a week more is looked at. [days]

    Returns
    -------
    Ahead
        Shelves, returns and days.
    list of Finding
        Warnings and notes.

    Raises
    ------
    DataError
        If nothing can be planned, with every finding.
    """
    use, demand, told = _use(scenario, levels)
    findings = list(told)
    n_ahead = n_days + LOOK_AHEAD_DAYS
    possible = possible_days(scenario, start, n_ahead)
    if not possible[:n_days].any():
        message = f"none of the {n_days} days from {start} is a working day"
        raise DataError([*findings, Finding("S228", message, Place("closed_days"))])
    stores, guessed = stores_of(scenario, levels, use, start=start, n_days=n_ahead)
    findings += guessed
    if not stores.n:
        raise DataError([*findings, Finding("S201", "none has levels", Place("ward_items"))])
    if scenario.orders:
        message = f"{len(scenario.orders)} orders of {scenario.day} are left alone"
        findings.append(Finding("S224", message, Place("orders")))
    today = todays_days(scenario, start, n_ahead)
    found = covers(stores)
    tight = sorted({stores.parts[i][0] for i in np.flatnonzero(found.full < _TIGHT_DAYS)})
    if tight:
        some = ", ".join(scenario.wards[ward].id for ward in tight[:5])
        message = f"{len(tight)} wards last less than two days: {some}"
        findings.append(Finding("S229", message, Place("ward_items", column="max_pieces")))
    return Ahead(stores, found, returning_of(stores), possible, today, demand), findings


def _use(scenario: Scenario, levels: LevelPlan | None) -> tuple[Use, Demand, tuple[Finding, ...]]:
    """What is used of each ward item: from the history, or else as the levels say."""
    if scenario.demand_history is not None and len(scenario.demand_history):
        prepared = prepare(scenario)
        demand = prepared.fit.demand
        return Use(demand.mean, np.maximum(1.0, demand.ratio)), demand, prepared.findings
    findings = validate(scenario)
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise DataError(findings)
    if not scenario.ward_items:
        raise DataError([*findings, Finding("S201", "no ward items", Place("ward_items"))])
    known = {(level.ward, level.item): level for level in levels.levels} if levels else {}
    if not any(level.demand_per_week for level in known.values()):
        told = Finding("S225", "no history, no levels that know the demand", Place("levels"))
        raise DataError([*findings, told])
    rows = [known.get((row.ward, row.item)) for row in scenario.ward_items]
    week = len(WEEKDAYS)
    mean = np.array([0.0 if level is None else level.demand_per_week / week for level in rows])
    ratio = np.array([1.0 if level is None else max(1.0, level.demand_ratio) for level in rows])
    by_weekday = np.repeat(mean[:, None], week, axis=1)
    family = np.where(ratio > 1, Family.NEGATIVE_BINOMIAL, Family.POISSON).astype(np.int64)
    none = np.full(len(rows), -1)
    demand = Demand(by_weekday, ratio, family, np.empty((0, 0)), none)
    return Use(by_weekday, ratio), demand, findings
