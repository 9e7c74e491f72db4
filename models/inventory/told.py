"""What do exact looks tell of the other candidates? Estimates, put right by the nearest look.

How many times too high or too low an estimate is goes slowly from candidate to candidate.
Section I.4 of ``docs/models/inventory.md``.
"""

from __future__ import annotations

from models.inventory.sketch import (
    CAP,
    FIRST,
    HELD,
    LINES,
    LOOK,
    LOST,
    MOST_LOOKS,
    SEEN,
    D,
    Sketch,
    far_from,
    objective,
)
from models.kernels import bare, plain

__all__ = ["is_known", "put_right", "told", "untold"]

_SAME = 1e-4
"""Share by which estimates may differ of candidates of which one look tells all."""


@bare
def is_known(sketch: Sketch, row: int) -> bool:
    """Whether a look was taken at a candidate with another d that does the same.

    With large packs, one is what is ordered, whatever the cap.

    Parameters
    ----------
    sketch : Sketch
        Of the pair.
    row : int
        Candidate.

    Returns
    -------
    bool
        Whether all of its estimates are those of the other, and it costs no less.
    """
    table = sketch.table
    cost, met = told(sketch, row, 0.0)
    for i in range(int(sketch.n[0])):
        if table[i, SEEN] != 1.0:
            continue
        other, same = told(sketch, i, 0.0)
        same = same == met and cost >= other * (1.0 - _SAME)
        for k in range(HELD, LINES + 1):
            same = same and abs(table[i, k] - table[row, k]) <= _SAME * table[i, k]
        if same:
            return True
    return False


@bare
def told(sketch: Sketch, row: int, slack: float) -> tuple[float, bool]:
    """Cost of a candidate, put right by what the nearest look found; whether it may be met.

    Parameters
    ----------
    sketch : Sketch
        Of the pair.
    row : int
        Candidate.
    slack : float
        Share by which losses may be less than estimated.

    Returns
    -------
    (cost, met)
        [SEK / week]
    """
    return _told_by(sketch, row, int(sketch.table[row, LOOK]), slack)


@bare
def untold(sketch: Sketch, row: int) -> float:
    """Cost of a candidate as it was estimated, whatever looks have found.

    Parameters
    ----------
    sketch : Sketch
        Of the pair.
    row : int
        Candidate.

    Returns
    -------
    float
        [SEK / week]
    """
    return _told_by(sketch, row, plain(0), 0.0)[0]


@bare
def _told_by(sketch: Sketch, row: int, look: int, slack: float) -> tuple[float, bool]:
    """Cost of a candidate, put right by a look; by look 0, which is none, left as it was."""
    table, bias = sketch.table, sketch.looks[look]
    return objective(
        sketch.case,
        int(table[row, CAP]),
        table[row, HELD] * bias[0],
        table[row, LOST] * bias[1] * (1.0 - slack),
        table[row, FIRST] * bias[2] * (1.0 - slack),
        table[row, LINES] * bias[3],
    )


@bare
def put_right(
    sketch: Sketch, row: int, stock: float, lost: float, first: float, lines: float
) -> float:
    """Put estimates right by an exact look; by how much its losses were estimated wrong.

    Parameters
    ----------
    sketch : Sketch
        Of the pair.
    row : int
        Candidate that was looked at.
    stock, lost, first, lines : float
        What was found, as for :func:`objective`.

    Returns
    -------
    float
        Share of what was estimated.
    """
    bias, table, looks = sketch.bias, sketch.table, sketch.looks
    before = looks[int(table[row, LOOK]), 1]
    n = min(int(sketch.n[1]) + 1, MOST_LOOKS)
    sketch.n[1] = n
    for which, found in ((0, stock), (1, lost), (2, first), (3, lines)):
        estimated = table[row, HELD + which]
        ratio = found / estimated if estimated > 1e-9 and found > 0.0 else 1.0
        bias[which] = min(4.0, max(0.25, ratio))
        looks[n, which] = bias[which]
    looks[n, 4], looks[n, 5] = table[row, D], table[row, CAP]
    looks[n, 6] = lost / sketch.case.weekly
    for i in range(int(sketch.n[0])):
        k = int(table[i, LOOK])
        if k == 0 or far_from(sketch, i, n) <= far_from(sketch, i, k):
            table[i, LOOK] = n
    table[row, SEEN] = 1.0
    return float(abs(bias[1] / before - 1.0))
