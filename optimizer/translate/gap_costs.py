"""What does a ward cost by the days between its deliveries? A fast screen of every ward item."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.inventory.problem import Demand, Floats
from optimizer.translate.pose_shelves import pose_shelves
from optimizer.translate.shelves import Shelves

__all__ = ["GapCosts", "gap_costs"]

_WEEK = 7


@dataclass(frozen=True, eq=False)
class GapCosts:
    """What wards cost when the days between deliveries are always the same.

    Parameters
    ----------
    cost : float, shape (n_wards, 7)
        Holding, lines and shortages, with 1 to 7 days between deliveries. [SEK / day]
    lines : float, shape (n_wards, 7)
        Order lines of a delivery, likewise. [lines]
    """

    cost: Floats
    lines: Floats


def gap_costs(shelves: Shelves, demand: Demand) -> GapCosts:
    """Screen every ward item at gaps of one to seven days, and add up its ward.

    Parameters
    ----------
    shelves : Shelves
        Ward items as columns.
    demand : Demand
        Their demand by weekday.

    Returns
    -------
    GapCosts
        With the best min and max at each gap, that meet the fill rates asked for.
    """
    from models.inventory.screen import screen

    problem = pose_shelves(shelves, demand)
    n_wards = len(shelves.scenario.wards)
    cost, lines = np.empty((n_wards, _WEEK)), np.empty((n_wards, _WEEK))
    for gap in range(1, _WEEK + 1):
        found = screen(
            demand.mean.mean(axis=1),
            demand.ratio,
            np.full(shelves.n, gap),
            shelf=problem.shelf,
            holding=problem.holding,
            line=problem.line,
            shortage=problem.shortage,
            fill=problem.fill,
        )
        for table, column in ((cost, found.cost), (lines, found.lines * gap)):
            table[:, gap - 1] = np.bincount(shelves.ward, weights=column, minlength=n_wards)
    return GapCosts(cost, lines)
