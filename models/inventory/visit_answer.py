"""How is a program over weekday patterns answered quickly, and how good is the answer?

Wards are many and rows few, so that the relaxation without integrality comes close to the
optimum. It bounds it from below; rounded and mended it often is good enough at once; and its
reduced costs say which patterns can be part of a better answer, so that the integer program
is asked with these alone (Dantzig, Fulkerson & Johnson 1954, doi:10.1287/opre.2.4.393).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.inventory.problem import Whole, Yes
from models.inventory.visit_moves import Score, improve, score_of
from models.inventory.visit_problem import VisitDaysProblem, judge
from models.inventory.visit_rounding import rounded
from models.inventory.visit_rows import Program
from models.milp import solve
from models.outcome import Status

__all__ = ["Answer", "answer"]

_FIRST_WIDTH = 0.3
"""Patterns are tried whose reduced cost is at most this many gaps."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What a program says.

    Parameters
    ----------
    pattern : int, shape (n_wards,), or None
        Pattern of each ward; None where nothing was found in time.
    proven : bool
        Whether its score is within the gap of the bound.
    """

    pattern: Whole | None
    proven: bool


def answer(
    problem: VisitDaysProblem,
    make: Callable[[Yes], Program],
    score: Score,
    allowed: Yes,
    keep: Whole,
    *,
    gap: float,
    time_s: float | None,
) -> Answer:
    """Ask the relaxation, round and mend it, and only then the integer program.

    Parameters
    ----------
    problem : VisitDaysProblem
        What is asked.
    make : callable
        Gives the program with the patterns allowed.
    score : Score
        The program's objective, of arrays.
    allowed : bool, shape (n_wards, n_patterns)
        Patterns that may be part of the answer.
    keep : int, shape (n_wards,)
        A choice that keeps all rows: these patterns are never left out.
    gap : float
        Relative gap at which an answer is good enough. [-]
    time_s : float or None
        Wall time. [s]

    Returns
    -------
    Answer
        Still to be counted again by whoever asks.
    """
    deadline = None if time_s is None else time.monotonic() + time_s
    relaxed = make(allowed)
    for x in relaxed.choice.values():
        x.cat = "Continuous"
    result = solve(relaxed.rows, time_s=time_s)
    if result.status is not Status.OPTIMAL or result.objective is None:
        return Answer(improve(problem, keep, score, deadline=deadline), proven=False)
    bound = result.objective
    reduced, share = np.full(allowed.shape, np.inf), np.full(allowed.shape, -1.0)
    for key, x in relaxed.choice.items():
        reduced[key], share[key] = x.dj, result.values[x.name]
    reduced[np.arange(len(keep)), keep] = -np.inf
    best = improve(problem, rounded(problem, share, score), score, deadline=deadline)
    width = _FIRST_WIDTH * gap * max(abs(bound), gap)
    while True:
        over = score_of(judge(problem, best), score) - bound
        if over <= gap * abs(bound):
            return Answer(best, proven=True)
        left = None if deadline is None else max(0.1, deadline - time.monotonic())
        program = make(reduced <= width)
        result = solve(program.rows, time_s=left, gap=gap)
        if result.objective is None:
            return Answer(best, proven=False)
        chosen = sorted(key for key, x in program.choice.items() if result.values[x.name] > 0.5)
        found = np.array([pattern for _, pattern in chosen], dtype=np.int64)
        if score_of(judge(problem, found), score) < score_of(judge(problem, best), score):
            best = found
        # A proven optimum among all patterns up to `over` is one among all patterns.
        proven = result.status is Status.OPTIMAL
        if not proven or width >= over or (deadline is not None and time.monotonic() > deadline):
            return Answer(best, proven=proven and width >= over)
        width = over
