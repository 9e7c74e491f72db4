"""How is a program over weekday patterns answered quickly, and how good is the answer?

Wards are many and rows few, so that the relaxation without integrality comes close to the
optimum. It bounds it from below, and its reduced costs say which patterns can be part of a
good answer: the integer program is asked with these alone (Dantzig, Fulkerson & Johnson
1954, doi:10.1287/opre.2.4.393). The bound is the relaxation's, over all patterns.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.inventory.problem import Whole, Yes
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
        Whether its objective is within the gap of the bound.
    """

    pattern: Whole | None
    proven: bool


def answer(
    make: Callable[[Yes], Program],
    allowed: Yes,
    keep: Whole,
    *,
    gap: float,
    time_s: float | None,
) -> Answer:
    """Ask the relaxation, then the integer program with the patterns that may matter.

    Parameters
    ----------
    make : callable
        Gives the program with the patterns allowed.
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
    began = time.monotonic()
    relaxed = make(allowed)
    for x in relaxed.choice.values():
        x.cat = "Continuous"
    result = solve(relaxed.rows, time_s=time_s)
    if result.status is not Status.OPTIMAL or result.objective is None:
        return Answer(None, proven=False)
    bound = result.objective
    reduced = np.full(allowed.shape, np.inf)
    for key, x in relaxed.choice.items():
        reduced[key] = x.dj
    reduced[np.arange(len(keep)), keep] = -np.inf
    pattern, width = None, _FIRST_WIDTH * gap * max(abs(bound), gap)
    while True:
        left = None if time_s is None else max(0.1, time_s - (time.monotonic() - began))
        program = make(reduced <= width)
        result = solve(program.rows, time_s=left, gap=gap / 2)
        if result.objective is None:
            return Answer(pattern, proven=False)
        chosen = sorted(key for key, x in program.choice.items() if result.values[x.name] > 0.5)
        pattern = np.array([p for _, p in chosen], dtype=np.int64)
        over = result.objective - bound
        if over <= gap * abs(result.objective):
            return Answer(pattern, proven=True)
        if result.status is not Status.OPTIMAL or width >= over:
            # With all patterns up to `over` in it, a proven optimum is one among all.
            return Answer(pattern, proven=result.status is Status.OPTIMAL)
        width = over
