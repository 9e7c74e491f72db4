"""Which whole choice of weekdays is nearest to a relaxed one? A beam over what it leaves open.

A relaxation leaves few wards between patterns, no more than there are limits. All ways of
rounding these are tried, ward by ward; wards not yet rounded count as the relaxation has them,
and of too many ways the best are kept.
"""

from __future__ import annotations

import numpy as np

from models.inventory.problem import Floats, Whole
from models.inventory.visit_moves import Score
from models.inventory.visit_problem import VisitDaysProblem

__all__ = ["rounded"]

_WAYS = 2000
"""Ways of rounding that are kept."""
_NOTHING = 1e-6


def rounded(problem: VisitDaysProblem, share: Floats, score: Score) -> Whole:
    """Round a relaxed choice.

    Parameters
    ----------
    problem : VisitDaysProblem
        What is asked.
    share : float, shape (n_wards, n_patterns)
        Of each pattern, at most 0 where it may not be chosen.
    score : Score
        Objective.

    Returns
    -------
    numpy.ndarray of int, shape (n_wards,)
        Patterns with a share each; within the number of changes, where any way is.

    Examples
    --------
    >>> from models.inventory.visit_moves import priced_score
    >>> week = np.zeros((2, 2, 7)); week[:, 0, 0] = week[:, 1, 3] = 5.0
    >>> problem = VisitDaysProblem(
    ...     np.array([[10.0, 12.0], [10.0, 13.0]]), week[0] > 0, week, week / 5, np.zeros(2, int),
    ...     lines_capacity=np.full(7, 5.0), carriers_capacity=np.full(7, np.inf))
    >>> rounded(problem, np.array([[0.5, 0.5], [0.5, 0.5]]), priced_score(problem, 20.0))
    array([1, 0])
    """
    chosen: Whole = share.argmax(axis=1)
    wards = np.arange(problem.n_wards)
    most = problem.n_wards if problem.max_changes is None else problem.max_changes
    known = problem.today >= 0
    # Per ward and pattern: lines, carriers, cost, and whether it is a change.
    figures = np.concatenate(
        [
            problem.lines,
            problem.carriers,
            np.where(np.isfinite(problem.cost), problem.cost, 0.0)[:, :, None],
            (known[:, None] & (np.arange(share.shape[1]) != problem.today[:, None]))[:, :, None],
        ],
        axis=2,
    )
    open_ = np.flatnonzero(share[wards, chosen] < 1.0 - _NOTHING)
    relaxed = np.einsum("wp,wpf->wf", share[open_].clip(0.0), figures[open_])
    sums = (figures[wards, chosen].sum(axis=0) - figures[open_, chosen[open_]].sum(axis=0))[None]
    sums = sums + relaxed.sum(axis=0)
    ways = np.zeros((1, 0), np.int64)
    for ward, its in zip(open_.tolist(), relaxed, strict=True):
        choices = np.flatnonzero(share[ward] > _NOTHING)
        sums = (sums[:, None] - its + figures[ward, choices]).reshape(-1, figures.shape[2])
        ways = np.column_stack([np.repeat(ways, len(choices), axis=0), np.tile(choices, len(ways))])
        if len(ways) > _WAYS:
            kept = np.argsort(_scores(sums, score, most), kind="stable")[:_WAYS]
            sums, ways = sums[kept], ways[kept]
    chosen[open_] = ways[int(_scores(sums, score, most).argmin())]
    return chosen


def _scores(sums: Floats, score: Score, most: int) -> Floats:
    """Of each way; too many changes are worse than all else."""
    scores = score(sums[:, :7], sums[:, 7:14], sums[:, 14])
    return np.asarray(scores + 1e6 * np.maximum(0.0, sums[:, 15] - most - _NOTHING))
