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
    space : float, shape (n_wards, 7)
        Least shelf space with which the fill rates are met, likewise. [l]
    """

    cost: Floats
    lines: Floats
    space: Floats


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
        With the best min and max at each gap, that meet the fill rates asked for. Where a
        gap is too long for that, the shelf is kept as full as it can be, and what is missing
        costs what missing pieces do.
    """
    from models.inventory.screen import screen

    problem = pose_shelves(shelves, demand)
    mean, ratio = demand.mean.mean(axis=1), np.maximum(demand.ratio, 1.0)
    gaps = np.arange(1, _WEEK + 1)
    cheapest = screen(
        mean,
        ratio,
        gaps,
        shelf=problem.shelf,
        holding=problem.holding,
        line=problem.line,
        shortage=problem.shortage,
        fill=problem.fill,
        least_order=problem.pack,
    )
    # With nothing but stock to pay for, no more is kept than the fill rate needs.
    leanest = screen(
        mean,
        ratio,
        gaps,
        shelf=problem.shelf,
        holding=1.0,
        line=0.0,
        shortage=0.0,
        fill=problem.fill,
        least_order=problem.pack,
    )

    def by_ward(figure: Floats) -> Floats:
        table = np.zeros((len(shelves.scenario.wards), _WEEK))
        np.add.at(table, shelves.ward, figure)
        return table

    return GapCosts(
        cost=by_ward(cheapest.cost),
        lines=by_ward(cheapest.lines * gaps),
        space=by_ward(leanest.S * problem.space[:, None]),
    )
