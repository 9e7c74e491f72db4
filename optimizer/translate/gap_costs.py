"""What does a ward cost by the days between its deliveries? A fast screen of every ward item."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from models.inventory.problem import Demand, Floats, ShelfProblem, Whole
from optimizer.translate.pose_shelves import pose_shelves
from optimizer.translate.shelves import Shelves

__all__ = ["GapCosts", "gap_costs"]

_WEEK = 7
_ROUNDS = 16
_FIRST = 0.002
_GROWTH = 4.0
_NEARLY = 0.01


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
        With the best min and max at each gap, that meet the fill rates asked for and share
        the ward's shelf. Where a gap is too long for that, the shelf is kept as full as it
        can be, and what is missing costs what missing pieces do.
    """
    problem = pose_shelves(shelves, demand)
    n_wards = len(shelves.scenario.wards)
    cost, lines, space = (np.zeros((n_wards, _WEEK)) for _ in range(3))
    for gap in range(1, _WEEK + 1):
        # With nothing but stock to pay for, no more is kept than the fill rate needs.
        lean = replace(
            problem,
            holding=np.ones(problem.n),
            line=np.zeros(problem.n),
            shortage=np.zeros(problem.n),
        )
        everyone = np.arange(problem.n)
        least = _screened(lean, everyone, gap, np.zeros(n_wards)).space
        space[:, gap - 1] = _by_ward(problem, everyone, least)
        found = _sharing(problem, gap, np.maximum(problem.ward_space, space[:, gap - 1]))
        cost[:, gap - 1] = _by_ward(problem, everyone, found.cost)
        lines[:, gap - 1] = _by_ward(problem, everyone, found.lines * gap)
    return GapCosts(cost=cost, lines=lines, space=space)


@dataclass(frozen=True, eq=False)
class _Found:
    """Of each pair: cost and lines a day, and litres at the max."""

    cost: Floats
    lines: Floats
    space: Floats


def _sharing(problem: ShelfProblem, gap: int, room: Floats) -> _Found:
    """Best levels at one gap whose maxima fit each ward's shelf together, by a price on space."""
    everyone = np.arange(problem.n)
    price, low, high = np.zeros(len(room)), np.zeros(len(room)), np.full(len(room), np.inf)
    best = _screened(problem, everyone, gap, price)
    open_ = _by_ward(problem, everyone, best.space) > room * (1 + _NEARLY)
    price[open_] = _FIRST
    for _ in range(_ROUNDS):
        pairs = np.flatnonzero(open_[problem.ward])
        if not len(pairs):
            break
        trial = _screened(problem, pairs, gap, price)
        fits = open_ & (_by_ward(problem, pairs, trial.space) <= room * (1 + _NEARLY))
        # Until a price is found that fits, what comes nearest is the last that was tried.
        keep = fits[problem.ward[pairs]] | np.isinf(high[problem.ward[pairs]])
        for known, new in zip(
            (best.cost, best.lines, best.space),
            (trial.cost, trial.lines, trial.space),
            strict=True,
        ):
            known[pairs[keep]] = new[keep]
        high[fits], low[open_ & ~fits] = price[fits], price[open_ & ~fits]
        open_ &= ~fits | (high - low > 0.2 * high)
        price = np.where(np.isinf(high), price * _GROWTH, 0.5 * (low + np.minimum(high, 1e9)))
    return best


def _screened(problem: ShelfProblem, pairs: Whole, gap: int, price: Floats) -> _Found:
    """Best levels of some pairs at one gap, with a price on each ward's space [SEK / l / day]."""
    from models.inventory.screen import screen

    mean = problem.demand.mean[pairs].mean(axis=1)
    space = problem.space[pairs]
    # Stock is about proportional to its max: a price on room acts as a holding cost.
    holding = problem.holding[pairs] + price[problem.ward[pairs]] * space
    found = screen(
        mean,
        np.maximum(problem.demand.ratio[pairs], 1.0),
        [gap],
        shelf=problem.shelf[pairs],
        holding=holding,
        line=problem.line[pairs],
        shortage=problem.shortage[pairs],
        fill=problem.fill[pairs],
        least_order=problem.pack[pairs],
    )
    lines, cost = found.lines[:, 0].copy(), found.cost[:, 0]
    others = problem.line[pairs] * lines
    others += problem.shortage[pairs] * mean * (1.0 - found.fill[:, 0])
    stock = (cost - others) / np.where(holding > 0.0, holding, 1.0)
    own = problem.holding[pairs] * stock + others
    return _Found(own, lines, found.S[:, 0] * space)


def _by_ward(problem: ShelfProblem, pairs: Whole, figure: Floats) -> Floats:
    total = np.bincount(problem.ward[pairs], figure, len(problem.ward_space))
    return total.astype(np.float64)
