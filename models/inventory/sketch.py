"""What is estimated of a pair's levels, and how wrong was it? The sketch a search works on.

Section I.4 of ``docs/models/inventory.md``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from models.inventory.case import BINS, Case
from models.inventory.pack_shapes import pack_shape
from models.inventory.problem import Floats, Whole
from models.inventory.shapes import Renewals, piece_shape, renewals_of
from models.inventory.spans import Spans
from models.inventory.windows import Windows, sum_over
from models.kernels import bare, part

__all__ = [
    "CAP",
    "FIRST",
    "HELD",
    "LINES",
    "LOOK",
    "LOST",
    "MOST_LOOKS",
    "SEEN",
    "D",
    "Sketch",
    "add_row",
    "far_from",
    "objective",
    "row_of",
    "shape_of",
    "sketch_of",
]

ROWS = 512
_UNLIKELY = 1e-7
"""Demand that is left out of shapes of packs, which are no more exact than that."""
MOST_LOOKS = 40
_VALLEYS = 3
D, CAP, HELD, LOST, FIRST, LINES, SEEN, LOOK = 0, 1, 2, 3, 4, 5, 6, 7


class Sketch(NamedTuple):
    """All that estimates of a pair are made of, and those made."""

    case: Case
    spans: Spans
    windows: Windows
    renewals: Renewals
    gaps: Floats
    """Weeks from each count to the next."""
    likely: Whole
    """Most that is likely to be used from each count to the next. [pieces]"""
    shape: Floats
    starts: Floats
    work: Floats
    table: Floats
    """Candidates: d, cap, mean stock, loss and cycles with a loss a week, lines a week, whether
    it was looked at exactly (2: another that does the same was), and which look is the nearest."""
    n: Floats
    """How many candidates there are, and how many looks were taken."""
    valleys: Whole
    """Where the cost was found to be deep: d, 0 for none. [pieces]"""
    looks: Floats
    """What exact looks found over what was estimated: stock, loss, cycles with a loss, lines; d,
    cap, and the share that is lost. The first is none."""
    bias: Floats
    """The same of the latest."""


@part
def sketch_of(case: Case, spans: Spans, windows: Windows, most_d: int) -> Sketch:
    """Room for a pair's estimates.

    Parameters
    ----------
    case : Case
        The pair.
    spans : Spans
        Its week.
    windows : Windows
        Its windows, up to the case's highest cap.
    most_d : int
        Highest d. [pieces]

    Returns
    -------
    Sketch
        Without candidates.
    """
    m = spans.n
    single = case.pack == 1 and case.form != BINS
    widest = 0
    gaps = np.empty(m)
    likely = np.empty(m, np.int64)
    for j in range(m):
        widest = max(widest, spans.high[j])
        gaps[j] = spans.gap[j] / 7.0
        last = spans.tail.shape[1] - 1
        likely[j] = spans.high[j]
        if spans.tail[j, last] < _UNLIKELY:
            likely[j] = min(likely[j], last)
        while 1 < likely[j] <= last and spans.tail[j, likely[j]] < _UNLIKELY:
            likely[j] -= 1
    if single:
        renewals = renewals_of(spans, most_d)
    else:
        renewals = Renewals(np.zeros((0, 0, 0)), np.zeros((0, 0, 0)), np.zeros((1, 0)))
    unit = most_d if case.form == BINS else case.pack
    return Sketch(
        case,
        spans,
        windows,
        renewals,
        gaps,
        likely,
        np.empty((m, most_d)),
        np.zeros((m, unit)),
        np.empty((m, 0 if single else most_d + widest + 1)),
        np.empty((ROWS, 8)),
        np.zeros(2),
        np.zeros(_VALLEYS, np.int64),
        np.ones((MOST_LOOKS + 1, 7)),
        np.ones(4),
    )


@bare
def objective(
    case: Case, cap: int, held: float, lost: float, first: float, lines: float
) -> tuple[float, bool]:
    """What a policy costs a week with all prices, and whether it meets the targets.

    Parameters
    ----------
    case : Case
        The pair.
    cap : int
        [pieces]
    held, lost, first, lines : float
        Mean stock [pieces]; loss, cycles with a loss, and lines a week.

    Returns
    -------
    (cost, met)
        [SEK / week]. What is missed costs as well, if that has a price.
    """
    fill = 1.0 - lost / case.weekly
    cycle = 1.0 - first / lines if lines > 0.0 else 0.0
    missing = max(0.0, case.fill - fill - 1e-12) + max(0.0, case.cycle - cycle - 1e-12)
    cost = case.holding * held + case.line * lines + case.shortage * lost
    cost += case.room * (cap - case.raised)
    if missing > 0.0 and np.isfinite(case.missed):
        cost += case.missed * missing
    return cost, missing <= 0.0


@part
def shape_of(sketch: Sketch, d: int, passes: int) -> float:
    """Make the shape of a d.

    Parameters
    ----------
    sketch : Sketch
        Of the pair.
    d : int
        Cap - s. [pieces]
    passes : int
        For shapes of packs.

    Returns
    -------
    float
        Orders a week.
    """
    if sketch.renewals.seen.shape[0] > 0:
        return piece_shape(sketch.renewals, sketch.gaps, d, sketch.shape, sketch.starts)
    unit = d if sketch.case.form == BINS else sketch.case.pack
    # Nearly sure demand remembers for long where orders were placed.
    passes = 2 * passes if d < sketch.case.calm else passes
    return pack_shape(
        sketch.spans,
        sketch.gaps,
        sketch.likely,
        d,
        unit,
        passes,
        sketch.work,
        sketch.shape,
        sketch.starts,
    )


@bare
def row_of(sketch: Sketch, d: int, cap: int) -> int:
    """Row of a candidate, -1 if it is none.

    Parameters
    ----------
    sketch : Sketch
        Of the pair.
    d, cap : int
        [pieces]

    Returns
    -------
    int
        The latest estimate of it.
    """
    table = sketch.table
    for row in range(int(sketch.n[0]) - 1, -1, -1):
        if table[row, D] == d and table[row, CAP] == cap:
            return row
    return -1


@bare
def add_row(sketch: Sketch, d: int, cap: int, lines: float) -> int:
    """Candidate of the d whose shape was made last, estimated unless an exact look was taken.

    Parameters
    ----------
    sketch : Sketch
        Of the pair.
    d, cap : int
        [pieces]
    lines : float
        Orders a week.

    Returns
    -------
    int
        Its row. The last one is overwritten when there is no more room.
    """
    table, windows = sketch.table, sketch.windows
    row = row_of(sketch, d, cap)
    if row >= 0 and table[row, SEEN] > 0.0:
        return row
    if row < 0:
        row = min(int(sketch.n[0]), ROWS - 1)
        sketch.n[0] = row + 1
    at = windows.top - cap
    table[row, D], table[row, CAP], table[row, LINES], table[row, SEEN] = d, cap, lines, 0.0
    table[row, HELD] = sum_over(windows.held, sketch.shape, d, at) / 7.0
    table[row, LOST] = sum_over(windows.lost, sketch.shape, d, at)
    table[row, LOOK] = min(1.0, sketch.n[1])
    for k in range(2, int(sketch.n[1]) + 1):
        if far_from(sketch, row, k) <= far_from(sketch, row, int(table[row, LOOK])):
            table[row, LOOK] = k
    table[row, FIRST] = 0.0
    if sketch.case.cycle > 0.0:
        table[row, FIRST] = sum_over(windows.first, sketch.shape, d, at)
    return row


@bare
def far_from(sketch: Sketch, row: int, look: int) -> float:
    """How far a candidate is from a look.

    Parameters
    ----------
    sketch : Sketch
        Of the pair.
    row : int
        Candidate.
    look : int
        Its number.

    Returns
    -------
    float
        [pieces]
    """
    table, looks = sketch.table, sketch.looks
    return float(abs(looks[look, 4] - table[row, D]) + abs(looks[look, 5] - table[row, CAP]))
