"""How is a choice of weekdays mended, ward by ward? Local search on plain arrays.

What rounding a relaxation leaves uneven or out of its limits, single wards put right: all
changes of one ward's pattern are scored at once, and the best is made while any helps.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from models.inventory.problem import Floats, Whole
from models.inventory.visit_problem import VisitDays, VisitDaysProblem, unit
from models.inventory.visit_rows import SHORTFALL_PRICE

__all__ = ["Score", "improve", "peak_score", "priced_score", "score_of"]

Score = Callable[[Floats, Floats, Floats], Floats]
"""Of lines and carriers, shape (..., 7), and cost, shape (...): lower is better."""

_BROKEN = 1e3
_ENOUGH = 1e-9
_ROUNDING = 1e-7


def priced_score(problem: VisitDaysProblem, scale: float) -> Score:
    """Make the objective (I.85).

    Parameters
    ----------
    problem : VisitDaysProblem
        What is asked.
    scale : float
        A week's cost, positive. [SEK / week]

    Returns
    -------
    Score
        Cost in weeks, and shortfall at its price.
    """

    def score(lines: Floats, carriers: Floats, cost: Floats) -> Floats:
        return cost / scale + SHORTFALL_PRICE * _short(problem, lines, carriers)

    return score


def peak_score(problem: VisitDaysProblem, cheapest: VisitDays) -> Score:
    """Make the objective (I.89), with (I.86) and (I.87) at a price beyond all gain.

    Parameters
    ----------
    problem : VisitDaysProblem
        What is asked.
    cheapest : VisitDays
        Choice that is to be levelled.

    Returns
    -------
    Score
        Peaks over means, and relative cost.
    """
    scale, days = max(cheapest.cost, 1.0), problem.open_days
    means = [
        load[days].mean() if load.any() else np.inf for load in (cheapest.lines, cheapest.carriers)
    ]
    most = cheapest.cost * (1 + problem.cost_allowance)
    short = cheapest.shortfall(problem)

    def score(lines: Floats, carriers: Floats, cost: Floats) -> Floats:
        peaks = lines.max(axis=-1) / means[0] + carriers.max(axis=-1) / means[1]
        dear = np.maximum(0.0, cost - most) / scale
        shorter = np.maximum(0.0, _short(problem, lines, carriers) - short - _ROUNDING)
        return np.asarray(peaks + cost / scale + _BROKEN * (dear + shorter))

    return score


def score_of(found: VisitDays, score: Score) -> float:
    """Score of one choice.

    Parameters
    ----------
    found : VisitDays
        Choice, counted.
    score : Score
        Objective.

    Returns
    -------
    float
        Lower is better.
    """
    return float(score(found.lines, found.carriers, np.asarray(found.cost)))


def improve(
    problem: VisitDaysProblem, pattern: Whole, score: Score, *, deadline: float | None
) -> Whole:
    """Change single wards' patterns while that helps.

    Parameters
    ----------
    problem : VisitDaysProblem
        What is asked.
    pattern : int, shape (n_wards,)
        Possible patterns; more of them may differ from today's than allowed.
    score : Score
        Objective.
    deadline : float or None
        When to stop, in time.monotonic(). [s]

    Returns
    -------
    numpy.ndarray of int, shape (n_wards,)
        No worse; within the number of changes, the wards that gain least staying as today.

    Examples
    --------
    >>> week = np.zeros((2, 2, 7)); week[:, 0, 0] = week[:, 1, 3] = 5.0
    >>> problem = VisitDaysProblem(
    ...     np.array([[10.0, 12.0], [10.0, 13.0]]), week[0] > 0, week, week / 5, np.zeros(2, int),
    ...     lines_capacity=np.full(7, 5.0), carriers_capacity=np.full(7, np.inf))
    >>> improve(problem, np.zeros(2, int), priced_score(problem, 20.0), deadline=None)
    array([1, 0])
    """
    wards = np.arange(problem.n_wards)
    chosen = pattern.copy()
    known = problem.today >= 0
    while True:
        excess = int((known & (chosen != problem.today)).sum()) - _most(problem)
        lines = problem.lines[wards, chosen]
        carriers = problem.carriers[wards, chosen]
        cost = problem.cost[wards, chosen]
        scores = score(
            lines.sum(axis=0) + problem.lines - lines[:, None],
            carriers.sum(axis=0) + problem.carriers - carriers[:, None],
            cost.sum() + problem.cost - cost[:, None],
        )
        changes = known[:, None] & (np.arange(scores.shape[1]) != problem.today[:, None])
        before = known & (chosen != problem.today)
        if excess > 0:
            # Back to today's pattern, whatever it costs, until the number is kept.
            allowed = before[:, None] & ~changes
        else:
            allowed = ~changes | before[:, None] | (excess < 0)
        scores = np.where(allowed & np.isfinite(problem.cost), scores, np.inf)
        w, p = divmod(int(scores.argmin()), scores.shape[1])
        now = float(score(lines.sum(axis=0), carriers.sum(axis=0), cost.sum()))
        late = deadline is not None and time.monotonic() > deadline
        if excess <= 0 and (scores[w, p] >= now - _ENOUGH or late):
            return chosen
        chosen[w] = p


def _most(problem: VisitDaysProblem) -> int:
    return problem.n_wards if problem.max_changes is None else problem.max_changes


def _short(problem: VisitDaysProblem, lines: Floats, carriers: Floats) -> Floats:
    over_lines = np.maximum(0.0, lines - problem.lines_capacity).sum(axis=-1)
    over_carriers = np.maximum(0.0, carriers - problem.carriers_capacity).sum(axis=-1)
    return np.asarray(
        over_lines / unit(problem.lines_capacity) + over_carriers / unit(problem.carriers_capacity)
    )
