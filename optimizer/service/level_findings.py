"""What did levels not reach, and what held them back? Said once for each, the worst first."""

from __future__ import annotations

import numpy as np

from models.inventory.problem import Levels, ShelfProblem
from optimizer.findings import Finding, Place
from optimizer.level_plan import LevelPlan, LevelReason
from optimizer.translate.shelves import Shelves

__all__ = ["level_findings"]

_MOST_TOLD = 20


def level_findings(
    shelves: Shelves, problem: ShelfProblem, levels: Levels, plan: LevelPlan
) -> list[Finding]:
    """Targets that cannot be met with what can be reached, and wards that overflow.

    Parameters
    ----------
    shelves : Shelves
        Ward items as columns.
    problem : ShelfProblem
        What was asked.
    levels : Levels
        What was answered for all of them.
    plan : LevelPlan
        The same as documents.

    Returns
    -------
    list of Finding
        At most twenty of a kind, the worst first, and one that counts the rest.
    """
    return [*_unmet(shelves, problem, levels, plan), *_overflows(plan)]


def _unmet(
    shelves: Shelves, problem: ShelfProblem, levels: Levels, plan: LevelPlan
) -> list[Finding]:
    gap = np.maximum(problem.fill - levels.fill, problem.cycle - levels.cycle)
    missed = np.flatnonzero(~levels.met)
    missed = missed[np.argsort(-gap[missed], kind="stable")]
    told = [
        Finding(
            "S205",
            f"{shelves.name(pair)}: {_reached(problem, levels, pair)}; "
            f"{_because(problem, plan, pair)}",
            Place("ward_items", pair + 1),
        )
        for pair in missed[:_MOST_TOLD].tolist()
    ]
    if len(missed) > _MOST_TOLD:
        rest = f"{len(missed) - _MOST_TOLD} ward items more miss a target"
        told.append(Finding("S205", rest, Place("ward_items")))
    return told


def _reached(problem: ShelfProblem, levels: Levels, pair: int) -> str:
    if levels.fill[pair] < problem.fill[pair]:
        return f"fill rate {levels.fill[pair]:.4f} of {problem.fill[pair]:g} is the best"
    return f"cycle service {levels.cycle[pair]:.4f} of {problem.cycle[pair]:g} is the best"


def _because(problem: ShelfProblem, plan: LevelPlan, pair: int) -> str:
    pack, shelf = int(problem.pack[pair]), int(problem.shelf[pair])
    reason = plan.levels[pair].reason
    if reason is LevelReason.PACK:
        return f"a pack of {pack} is more than the shelf's {shelf} pieces"
    if reason is LevelReason.SPACE:
        return "the ward's items share too little shelf space"
    return f"the shelf holds {shelf} pieces"


def _overflows(plan: LevelPlan) -> list[Finding]:
    over = [(space.overflow_l, row) for row, space in enumerate(plan.spaces) if space.overflow_l]
    over.sort(key=lambda entry: (-entry[0], entry[1]))
    told = []
    for missing, row in over[:_MOST_TOLD]:
        space = plan.spaces[row]
        message = f'"{space.ward}" lacks {missing:.1f} l beyond its {space.shelf_l or 0:g} l'
        told.append(Finding("S206", message, Place("wards", row + 1)))
    if len(over) > _MOST_TOLD:
        rest = f"{len(over) - _MOST_TOLD} wards more lack shelf space"
        told.append(Finding("S206", rest, Place("wards")))
    return told
