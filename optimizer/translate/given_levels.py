"""Which levels are there already? Today's min and max, or a plan's, as columns of some pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.inventory.problem import Whole
from optimizer.level_plan import Level, LevelPlan
from optimizer.translate.shelves import Shelves

__all__ = ["Given", "levels_of_plan", "levels_of_today"]


@dataclass(frozen=True, eq=False)
class Given:
    """Levels that are there already, for some of the pairs.

    Parameters
    ----------
    pairs : int, shape (k,)
        Which ward items, ascending.
    s, S : int, shape (k,)
        Reorder point and order-up-to level. [pieces]
    """

    pairs: Whole
    s: Whole
    S: Whole


def levels_of_today(shelves: Shelves) -> Given:
    """Today's min and max, of the ward items that have what their policy needs.

    Parameters
    ----------
    shelves : Shelves
        Ward items as columns.

    Returns
    -------
    Given
        As :meth:`~optimizer.ward_stores.WardItem.levels` says; ward items without are left out.

    Examples
    --------
    >>> from optimizer.translate.shelves import shelves_of
    >>> from tests.stock import ward_stores
    >>> today = levels_of_today(shelves_of(ward_stores()))
    >>> today.s.tolist(), today.S.tolist()
    ([60, 20, 29, 20, 5, 8], [120, 25, 30, 40, 15, 20])
    """
    rows = shelves.scenario.ward_items
    known = [row.levels(pack) for row, pack in zip(rows, shelves.pack.tolist(), strict=True)]
    pairs = [pair for pair, levels in enumerate(known) if levels is not None]
    levels = np.array([known[pair] for pair in pairs], dtype=np.int64).reshape(-1, 2)
    return Given(np.array(pairs, dtype=np.int64), levels[:, 0].copy(), levels[:, 1].copy())


def levels_of_plan(shelves: Shelves, plan: LevelPlan) -> Given:
    """Levels of a plan, of the ward items that the scenario has.

    Parameters
    ----------
    shelves : Shelves
        Ward items as columns.
    plan : LevelPlan
        A plan from whatever source.

    Returns
    -------
    Given
        Levels; of a ward item that is there twice, the first.

    Examples
    --------
    >>> from optimizer.translate.shelves import shelves_of
    >>> from tests.stock import ward_stores
    >>> plan = LevelPlan.model_validate(
    ...     {"scenario": "ward-stores", "levels": (), "provenance": {"source": "by hand"}})
    >>> len(levels_of_plan(shelves_of(ward_stores()), plan).pairs)
    0
    """
    rows = shelves.scenario.ward_items
    pair = {(row.ward, row.item): i for i, row in enumerate(rows)}
    found: dict[int, Level] = {}
    for level in plan.levels:
        which = pair.get((level.ward, level.item))
        if which is not None:
            found.setdefault(which, level)
    pairs = np.array(sorted(found), dtype=np.int64)
    levels = [found[which] for which in pairs.tolist()]
    return Given(
        pairs,
        np.array([level.min_pieces for level in levels], dtype=np.int64),
        np.array([level.max_pieces for level in levels], dtype=np.int64),
    )
