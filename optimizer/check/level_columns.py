"""Which level is of which ward item? Levels beside the rows they are about, as columns.

Rule L1 of ``docs/level-rules.md``, and what the other rules read: a hundred thousand levels
are judged by whole columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from optimizer.domain import Scenario
from optimizer.findings import Finding, Place
from optimizer.level_plan import Level, LevelPlan
from optimizer.ward_stores import Item, StockClass, WardItem

__all__ = ["Floats", "Known", "column", "known_levels", "ward_findings"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Known:
    """Levels of ward items that the scenario has, each once, beside their rows.

    Parameters
    ----------
    rows : list of int
        Row of the plan, counted from 1.
    levels : list of Level
        What the plan says.
    ward_items, items, classes : list
        What the scenario says.
    n_visits : list of int
        Deliveries a week: the plan's, or else the ward's own.
    """

    rows: list[int]
    levels: list[Level]
    ward_items: list[WardItem]
    items: list[Item]
    classes: list[StockClass]
    n_visits: list[int]

    def stated(self, name: str) -> Floats:
        """A figure that the plan states, as a column."""
        return column(getattr(level, name) for level in self.levels)

    def finding(self, code: str, at: int, told: str, name: str = "") -> Finding:
        """A finding on one of the levels."""
        level = self.levels[at]
        message = f'"{level.ward}" "{level.item}": {told}'
        return Finding(code, message, Place("levels", self.rows[at], name))


def known_levels(scenario: Scenario, plan: LevelPlan) -> tuple[Known, list[Finding]]:
    """Match levels and ward items one to one.

    Parameters
    ----------
    scenario : Scenario
        What was asked.
    plan : LevelPlan
        What was answered.

    Returns
    -------
    Known
        Levels that match.
    list of Finding
        L1: those that do not, and ward items without.
    """
    rows = {(row.ward, row.item): row for row in scenario.ward_items}
    items = {item.id: item for item in scenario.items}
    classes = {row.id: row for row in scenario.stock_classes}
    visits = {ward.id: len(ward.visit_days) for ward in scenario.wards}
    visits |= {row.ward: len(row.visit_days) for row in plan.visits}
    known = Known([], [], [], [], [], [])
    findings: list[Finding] = []
    seen: set[tuple[str, str]] = set()
    for n, level in enumerate(plan.levels, start=1):
        key = level.ward, level.item
        ward_item = rows.get(key)
        if ward_item is None:
            told = f'"{level.ward}" keeps no "{level.item}"'
            findings.append(Finding("C711", told, Place("levels", n)))
            continue
        if key in seen:
            told = f'"{level.ward}" "{level.item}" has a level already'
            findings.append(Finding("C713", told, Place("levels", n)))
            continue
        seen.add(key)
        item = items[level.item]
        known.rows.append(n)
        known.levels.append(level)
        known.ward_items.append(ward_item)
        known.items.append(item)
        known.classes.append(classes[ward_item.stock_class or item.stock_class])
        known.n_visits.append(visits[level.ward])
    findings += [
        Finding("C712", f'"{ward}" "{item}" has no level', Place("ward_items", n))
        for n, (ward, item) in enumerate(rows, start=1)
        if (ward, item) not in seen
    ]
    return known, findings


def ward_findings(scenario: Scenario, plan: LevelPlan) -> Iterator[Finding]:
    """L1: spaces and visits name each ward once, if they are there at all.

    Parameters
    ----------
    scenario : Scenario
        What was asked.
    plan : LevelPlan
        What was answered.

    Yields
    ------
    Finding
        One for each ward and table.
    """
    wards = {ward.id for ward in scenario.wards}
    tables: dict[str, list[str]] = {
        "spaces": [row.ward for row in plan.spaces],
        "visits": [row.ward for row in plan.visits],
    }
    for table, named in tables.items():
        if not named:
            continue
        times = Counter(named)
        for ward in sorted(wards.union(named)):
            if ward not in wards or times[ward] != 1:
                told = f'"{ward}" is there {times[ward]} times'
                told += "" if ward in wards else ", and no ward of the scenario"
                yield Finding("C714", told, Place(table))


def column(values: Iterable[float]) -> Floats:
    """Values as a column.

    Parameters
    ----------
    values : iterable of float
        One for each level.

    Returns
    -------
    float, shape (n,)
        The same.
    """
    return np.fromiter(values, dtype=np.float64)
