"""What do wards cost, and how many lines do they ask for, with exact levels on their weekdays?

The screen that prices all patterns of weekdays (``gap_costs.py``) knows no lead time, no
weekday but by its length, and no cycle service. Exact levels know all of it, for one pattern
of each ward: today's, which puts the screen's figures of a ward right, and the chosen one,
which is told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from models.inventory.problem import Demand, Floats, Whole, Yes
from models.inventory.visit_problem import VisitDaysProblem
from optimizer.translate.pose_shelves import pose_shelves, take_pairs
from optimizer.translate.shelves import Shelves
from optimizer.ward_stores import WEEKDAYS

__all__ = ["WardWeek", "exact_weeks", "put_right"]

_NEAREST, _FARTHEST = 0.2, 5.0


@dataclass(frozen=True, eq=False)
class WardWeek:
    """A week of wards with exact levels.

    Parameters
    ----------
    cost : float, shape (n_wards,)
        Holding, lines and shortages. [SEK / week]
    lines : float, shape (n_wards,)
        [lines / week]
    """

    cost: Floats
    lines: Floats


def exact_weeks(
    shelves: Shelves, demand: Demand, visits: Yes, *, of: Yes | None = None
) -> WardWeek:
    """Set levels for given weekdays, and add up each ward.

    Parameters
    ----------
    shelves : Shelves
        Ward items as columns.
    demand : Demand
        Their demand by weekday.
    visits : bool, shape (n_wards, 7)
        Delivery weekdays of each ward.
    of : bool, shape (n_wards,), optional
        Wards that are asked about; the others get zeros.

    Returns
    -------
    WardWeek
        With the levels that :func:`~optimizer.service.levels.set_levels` gives.
    """
    from models.inventory.solve import solve

    named = {
        ward.id: [day for day, on in zip(WEEKDAYS, row, strict=True) if on]
        for ward, row in zip(shelves.scenario.wards, visits.tolist(), strict=True)
    }
    problem = pose_shelves(shelves, demand, visits=named)
    pairs = np.arange(problem.n) if of is None else np.flatnonzero(of[problem.ward])
    asked = take_pairs(problem, pairs)
    levels = solve(asked)
    n_wards = len(problem.ward_space)
    return WardWeek(
        np.bincount(asked.ward, levels.cost, n_wards).astype(np.float64),
        np.bincount(asked.ward, levels.lines, n_wards).astype(np.float64),
    )


def put_right(
    problem: VisitDaysProblem,
    pattern: Whole,
    weeks: WardWeek,
    *,
    visit_sek: float,
    of: Yes,
    alone: bool,
) -> VisitDaysProblem:
    """Costs and lines by the exact figures of one pattern of each ward.

    Parameters
    ----------
    problem : VisitDaysProblem
        With the screen's figures.
    pattern : int, shape (n_wards,)
        The pattern of each ward that exact figures are of.
    weeks : WardWeek
        The figures.
    visit_sek : float
        Cost of a delivery to a ward. [SEK]
    of : bool, shape (n_wards,)
        Wards that have exact figures.
    alone : bool
        Whether the figures are put in for that pattern alone; else what the screen is wrong
        by there is taken for what it is wrong by with the ward's other patterns too.

    Returns
    -------
    VisitDaysProblem
        Weekdays share a ward's lines as the screen says.
    """
    rows = np.arange(problem.n_wards)
    visiting = visit_sek * -np.expm1(-problem.lines).sum(axis=2)
    stock = problem.cost - visiting
    more_lines = _ratio(weeks.lines, problem.lines[rows, pattern].sum(axis=1), of)
    more_cost = _ratio(weeks.cost, stock[rows, pattern], of)
    if not alone:
        more_lines, more_cost = (
            np.clip(factor, _NEAREST, _FARTHEST) for factor in (more_lines, more_cost)
        )
    where = np.ones(problem.cost.shape, np.bool_)
    if alone:
        where = np.arange(problem.cost.shape[1]) == pattern[:, None]
    lines = np.where(where, more_lines[:, None], 1.0)[:, :, None] * problem.lines
    cost = np.where(where, more_cost[:, None], 1.0) * stock
    cost += visit_sek * -np.expm1(-lines).sum(axis=2)
    return replace(problem, lines=lines, cost=cost)


def _ratio(exact: Floats, screened: Floats, of: Yes) -> Floats:
    usable = of & np.isfinite(screened) & (screened > 0.0)
    ratio: Floats = np.divide(exact, screened, out=np.ones_like(exact), where=usable)
    return ratio
