"""How is a choice of weekdays mended, ward by ward? Local search on plain arrays.

What rounding a relaxation leaves uneven or out of its limits, single wards put right, and
pairs of wards where no single one does: all changes are scored at once, and the best is made
while any helps.
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
_CANDIDATES = 300
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
        # However little it is broken by: a step that pays for more than that is a bad one.
        broken = (dear > _ENOUGH) | (shorter > 0.0)
        return np.asarray(peaks + cost / scale + _BROKEN * (dear + shorter + broken))

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
    """Change the patterns of single wards, or of two, while that helps.

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
    chosen = _within_changes(problem, pattern.copy(), score)
    while True:
        moves = _Moves(problem, chosen, score)
        step = moves.best_single() or moves.best_pair()
        if step is None or (deadline is not None and time.monotonic() > deadline):
            return chosen
        for ward, its in step:
            chosen[ward] = its


class _Moves:
    """All changes of one ward's pattern, and what each does to sums, score and changes."""

    def __init__(self, problem: VisitDaysProblem, chosen: Whole, score: Score) -> None:
        wards = np.arange(problem.n_wards)
        lines, carriers = problem.lines[wards, chosen], problem.carriers[wards, chosen]
        cost = problem.cost[wards, chosen]
        self._score = score
        self._sums = lines.sum(axis=0), carriers.sum(axis=0), cost.sum()
        self._now = float(score(*self._sums))
        self._lines = problem.lines - lines[:, None]
        self._carriers = problem.carriers - carriers[:, None]
        self._cost = problem.cost - cost[:, None]
        differs = (problem.today >= 0)[:, None] & (
            np.arange(problem.cost.shape[1]) != problem.today[:, None]
        )
        now_differs = differs[wards, chosen]
        self._changes = differs.astype(np.int64) - now_differs[:, None]
        self._spare = _most(problem) - int(now_differs.sum())
        scores = self._scored(self._lines, self._carriers, self._cost)
        self.scores = np.where(np.isfinite(problem.cost), scores, np.inf)

    def _scored(self, lines: Floats, carriers: Floats, cost: Floats) -> Floats:
        sums = self._sums
        return self._score(sums[0] + lines, sums[1] + carriers, sums[2] + cost)

    def best_single(self) -> list[tuple[int, int]] | None:
        """The ward and pattern that help most, if any do."""
        scores = np.where(self._changes <= self._spare, self.scores, np.inf)
        w, p = divmod(int(scores.argmin()), scores.shape[1])
        return [(w, p)] if scores[w, p] < self._now - _ENOUGH else None

    def back_to(self, today: Whole) -> Floats:
        """Scores of wards that return to today's pattern; infinite where they have it."""
        wards = np.arange(len(today))
        back = self.scores[wards, today]
        return np.where(self._changes[wards, today] < 0, back, np.inf)

    def best_pair(self) -> list[tuple[int, int]] | None:
        """Two wards whose changes help together, among those that hurt least alone."""
        order = np.argsort(self.scores, axis=None, kind="stable")[:_CANDIDATES]
        w, p = np.divmod(order, self.scores.shape[1])
        kept = np.isfinite(self.scores[w, p])
        w, p = w[kept], p[kept]
        lines, carriers, cost = self._lines[w, p], self._carriers[w, p], self._cost[w, p]
        changes = self._changes[w, p]
        scores = self._scored(
            lines[:, None] + lines, carriers[:, None] + carriers, cost[:, None] + cost
        )
        legal = (w[:, None] != w) & (changes[:, None] + changes <= self._spare)
        scores = np.where(legal, scores, np.inf)
        if not scores.size or scores.min() >= self._now - _ENOUGH:
            return None
        one, other = divmod(int(scores.argmin()), len(w))
        return [(int(w[one]), int(p[one])), (int(w[other]), int(p[other]))]


def _within_changes(problem: VisitDaysProblem, chosen: Whole, score: Score) -> Whole:
    """Take wards back to today's pattern, those that it hurts least, until few enough change."""
    known = problem.today >= 0
    while int((known & (chosen != problem.today)).sum()) > _most(problem):
        back = _Moves(problem, chosen, score).back_to(problem.today)
        ward = int(back.argmin())
        chosen[ward] = problem.today[ward]
    return chosen


def _most(problem: VisitDaysProblem) -> int:
    return problem.n_wards if problem.max_changes is None else problem.max_changes


def _short(problem: VisitDaysProblem, lines: Floats, carriers: Floats) -> Floats:
    over_lines = np.maximum(0.0, lines - problem.lines_capacity).sum(axis=-1)
    over_carriers = np.maximum(0.0, carriers - problem.carriers_capacity).sum(axis=-1)
    return np.asarray(
        over_lines / unit(problem.lines_capacity) + over_carriers / unit(problem.carriers_capacity)
    )
