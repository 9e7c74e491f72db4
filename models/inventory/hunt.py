"""Which levels are looked at exactly next, and what does a look teach?

First what estimates promise, put right by what each look finds; then, where much is lost,
what is next to the best; and where no candidate meets the targets, the least cap that does.
Asked and told in turn, so that the exact look has one place alone in what is compiled.
Section I.4 of ``docs/models/inventory.md``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from models.inventory.candidates import add_d
from models.inventory.case import BINS, FREE, TOP_UP, Case
from models.inventory.problem import Floats, Whole
from models.inventory.sketch import Sketch, add_row, looked_at, objective, shape_of, told
from models.inventory.windows import sum_over
from models.kernels import bare, kernel, part, plain

__all__ = ["BEST_CAP", "BEST_D", "MET", "Hunt", "hunt_of", "learn", "next_look"]

BEST_D, BEST_CAP, MET = 0, 1, 2
_PHASE, _LEAST, _MOST_D, _TRIED, _ROW = 3, 4, 5, 6, 7
_WAY, _MOVED, _FROM_D, _FROM_CAP, _MADE, _LOW = 8, 9, 10, 11, 12, 13
_N_WHOLE = 14
_BEST, _BELIEF, _LINES = 0, 1, 2
_PROMISED, _NEAR, _SERVING, _DONE = 0, 1, 2, 3

_LOOKS = 6
_MOST_LOOKS = 24
_LOST = 0.01
_SLACK = 0.6
_MOVED_MUCH = 0.03
_WORK = 200_000
_WORTH = 1e-4  # what is not better than the best by this share is not looked at


class Hunt(NamedTuple):
    """How far the search of a pair is."""

    whole: Whole
    """Best d, cap, and whether it meets the targets; then where the search is."""
    real: Floats
    """Cost of the best; slack with which estimates are believed; lines of the shape made."""
    found: Floats
    """Of the best: stock, pieces lost, lines and cycles with a loss a week."""


@part
def hunt_of(sketch: Sketch, least: int, most_d: int) -> Hunt:
    """Begin to search a pair whose estimates have been made.

    Parameters
    ----------
    sketch : Sketch
        With its candidates.
    least, most_d : int
        Range of d. [pieces]

    Returns
    -------
    Hunt
        With nothing found; finished where estimates are exact.
    """
    case = sketch.case
    hunt = Hunt(np.zeros(_N_WHOLE, np.int64), np.zeros(3), np.zeros(4))
    hunt.real[_BEST], hunt.real[_BELIEF] = np.inf, _SLACK
    hunt.whole[_LEAST], hunt.whole[_MOST_D] = least, most_d
    if case.lead == 0 and case.pack == 1 and case.form != BINS and np.isinf(case.missed):
        row, _ = _promising(sketch, 0.0)
        hunt.whole[_PHASE] = _SERVING
        if row >= 0:
            d, cap = int(sketch.table[row, 0]), int(sketch.table[row, 1])
            lines = shape_of(sketch, d, plain(1))
            found = hunt.found
            found[0], found[1], found[2] = sketch.table[row, 2], sketch.table[row, 3], lines
            found[3] = sum_over(sketch.windows.first, sketch.shape, d, sketch.windows.top - cap)
            hunt.whole[BEST_D], hunt.whole[BEST_CAP], hunt.whole[MET] = d, cap, 1
            hunt.whole[_PHASE] = _DONE
    return hunt


@part
def next_look(sketch: Sketch, hunt: Hunt) -> tuple[int, int]:
    """What is to be looked at exactly.

    Parameters
    ----------
    sketch : Sketch
        Of the pair.
    hunt : Hunt
        How far its search is.

    Returns
    -------
    (d, cap)
        Zeros when the search has ended. [pieces]
    """
    whole = hunt.whole
    d, cap = 0, 0
    if whole[_PHASE] == _PROMISED:
        d, cap = _next_promised(sketch, hunt)
        if d == 0 and whole[BEST_D] == 0:
            whole[_PHASE] = _SERVING
        elif d == 0 and hunt.found[1] > _LOST * sketch.case.weekly:
            whole[_PHASE], whole[_TRIED] = _NEAR, 0
            whole[_FROM_D], whole[_FROM_CAP] = whole[BEST_D], whole[BEST_CAP]
        elif d == 0:
            whole[_PHASE] = _DONE
    if whole[_PHASE] == _NEAR:
        d, cap = _next_near(sketch, hunt)
    elif whole[_PHASE] == _SERVING:
        d, cap = _next_serving(sketch.case, hunt)
    return d, cap


@part
def learn(
    sketch: Sketch,
    hunt: Hunt,
    d: int,
    cap: int,
    stock: float,
    lost: float,
    lines: float,
    first: float,
) -> None:
    """Take in what an exact look has found.

    Parameters
    ----------
    sketch : Sketch
        Of the pair.
    hunt : Hunt
        How far its search is.
    d, cap : int
        What was looked at. [pieces]
    stock, lost, lines, first : float
        Mean stock [pieces]; loss, lines, and cycles with a loss a week.
    """
    case, whole, real = sketch.case, hunt.whole, hunt.real
    # What is found met must be met by the last digit of an exact evaluation too.
    cost, good = objective(case, cap, stock, lost + 1e-7 * case.weekly, first + 1e-7 * lines, lines)
    if whole[_PHASE] == _SERVING:
        better = good or whole[_WAY] == 0
        _narrow(case, whole, d, cap, good)
    else:
        better = (good or np.isfinite(case.missed)) and cost < real[_BEST]
    if better:
        real[_BEST] = cost
        whole[BEST_D], whole[BEST_CAP], whole[MET] = d, cap, 1 if good else 0
        whole[_MOVED] = 1
        found = hunt.found
        found[0], found[1], found[2], found[3] = stock, lost, lines, first
    if whole[_PHASE] == _PROMISED:
        # What is just not met is believed less and less.
        real[_BELIEF] = 0.1 * _SLACK if good else min(real[_BELIEF] - 0.5 * _SLACK, 0.1 * _SLACK)
        moved = _put_right(sketch, whole[_ROW], stock, lost, first, lines)
        if (moved > _MOVED_MUCH or not good) and case.form != BINS:
            for other in (d, d - 1, d + 1):
                if other == d or (case.form == FREE and case.pack <= other <= whole[_MOST_D]):
                    add_d(sketch, other, cap + other - d, plain(2))


@bare
def _promising(sketch: Sketch, slack: float) -> tuple[int, float]:
    """The candidate with the least estimated cost that was not looked at, -1 for none."""
    best, row, low = np.inf, -1, 0.0
    hard = np.isinf(sketch.case.missed)
    for i in range(int(sketch.n[0])):
        if sketch.table[i, 6] > 0.0:
            continue
        cost, met = told(sketch, i, slack)
        if hard and not met:
            continue
        cap = sketch.table[i, 1]
        if cost < best * (1.0 - 1e-12) or (cost <= best * (1.0 + 1e-12) and cap < low):
            best, row, low = min(best, cost), i, cap
    return row, best


@part
def _put_right(
    sketch: Sketch, row: int, stock: float, lost: float, first: float, lines: float
) -> float:
    """Put estimates right by an exact look; by how much those of losses are moved."""
    bias, table = sketch.bias, sketch.table
    before = bias[1]
    for which, found in ((0, stock), (1, lost), (2, first), (3, lines)):
        estimated = table[row, 2 + which]
        ratio = found / estimated if estimated > 1e-9 and found > 0.0 else 1.0
        bias[which] = min(4.0, max(0.25, ratio))
    return float(abs(bias[1] - before))


@kernel
def _most_looks(sketch: Sketch, d: int, most: int) -> int:
    """How many exact looks a pair is worth: fewer the more work they are."""
    spans = sketch.spans
    work = 0
    for j in range(spans.n):
        work += (spans.high[j] - spans.low[j] + 1) * d
    if sketch.case.lead == 2 and spans.gap.min() == 1:
        work *= 4
    return min(most, max(2, _WORK // work))


@part
def _next_promised(sketch: Sketch, hunt: Hunt) -> tuple[int, int]:
    """What the estimates promise most of, if it is better than the best."""
    whole = hunt.whole
    if whole[_TRIED] >= _LOOKS:
        return 0, 0
    row, hope = _promising(sketch, hunt.real[_BELIEF])
    if row < 0 or hope >= hunt.real[_BEST] * (1.0 - _WORTH):
        return 0, 0
    d, cap = int(sketch.table[row, 0]), int(sketch.table[row, 1])
    if whole[BEST_D] > 0 and whole[_TRIED] >= _most_looks(sketch, d, plain(_LOOKS)):
        return 0, 0
    whole[_TRIED] += 1
    whole[_ROW] = row
    sketch.table[row, 6] = 1.0
    return d, cap


@part
def _next_near(sketch: Sketch, hunt: Hunt) -> tuple[int, int]:
    """What is next to the best, until nothing there is better.

    Where much is lost, estimates know too little of what that does to positions.
    """
    case, whole, real = sketch.case, hunt.whole, hunt.real
    limit = _most_looks(sketch, whole[BEST_D], plain(_MOST_LOOKS))
    while whole[_TRIED] < limit:
        if whole[_WAY] == 8:
            if whole[_MOVED] == 0:
                break
            whole[_WAY], whole[_MOVED] = 0, 0
            whole[_FROM_D], whole[_FROM_CAP] = whole[BEST_D], whole[BEST_CAP]
        elif whole[_WAY] == 0:
            whole[_MOVED] = 0
        d, cap = _neighbour(case, whole[_FROM_D], whole[_FROM_CAP], whole[_WAY])
        whole[_WAY] += 1
        if d < case.pack or d > whole[_MOST_D] or cap < d or cap > case.most:
            continue
        if whole[_MADE] != d:
            real[_LINES] = shape_of(sketch, d, plain(2))
            whole[_MADE] = d
        row = add_row(sketch, d, cap, real[_LINES])
        hope, may = told(sketch, row, _SLACK)
        lost = max(hunt.found[1], sketch.table[row, 3] * sketch.bias[1])
        doubt = 1.0 + 0.5 * min(0.3, lost / case.weekly)
        if hope > real[_BEST] * doubt or not (may or np.isfinite(case.missed)):
            continue
        if looked_at(sketch, row):
            continue
        whole[_TRIED] += 1
        return d, cap
    whole[_PHASE] = _DONE
    return 0, 0


@bare
def _neighbour(case: Case, d: int, cap: int, way: int) -> tuple[int, int]:
    """One of eight neighbours of d and cap; d = 0 for none."""
    if case.form == BINS:
        d += (way - 4) * case.pack if way in (3, 5) else 0
        return (d, 2 * d) if way in (3, 5) else (0, 0)
    if case.form == TOP_UP:
        return d, cap + (way - 4 if way < 4 else way - 3)
    steps = ((0, -1), (0, 1), (-1, 0), (-1, -1), (-1, 1), (1, 0), (1, 1), (1, -1))
    return d + steps[way][0], cap + steps[way][1]


@part
def _next_serving(case: Case, hunt: Hunt) -> tuple[int, int]:
    """The highest cap with an order at each visit, then halves of what may serve as well."""
    whole = hunt.whole
    if whole[_WAY] == 0:
        if case.form == BINS:
            d = case.most // (2 * case.pack) * case.pack
            return d, 2 * d
        return whole[_LEAST], case.most
    if whole[BEST_CAP] - whole[_LOW] <= 1:
        whole[_PHASE] = _DONE
        return 0, 0
    return whole[BEST_D], (whole[BEST_CAP] + whole[_LOW]) // 2


@part
def _narrow(case: Case, whole: Whole, d: int, cap: int, good: bool) -> None:  # noqa: FBT001
    """Which caps may still be the least that serves."""
    if whole[_WAY] > 0:
        whole[_LOW] = whole[_LOW] if good else cap
    else:
        whole[_WAY] = 1
        # What the whole shelf does not serve nothing does; of bins all sizes were candidates.
        whole[_LOW] = d - 1 if good and case.form != BINS else cap
