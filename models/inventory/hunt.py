"""Which levels are looked at exactly next, and what does a look teach?

The most promising candidate first (``hopes.py``); each look puts estimates right, adds what is
next to the best, and the caps that are the best now that it is known how much is lost. Where
no candidate meets the targets, what serves best. Asked and told in turn, so that the exact
look has one place alone in what is compiled. Section I.4 of ``docs/models/inventory.md``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from models.inventory.candidates import add_d
from models.inventory.case import BINS, FREE, TOP_UP, Case
from models.inventory.hopes import promising, unseen_valley
from models.inventory.problem import Floats, Whole
from models.inventory.sketch import SEEN, Sketch, add_row, objective, row_of, shape_of
from models.inventory.told import is_known, put_right, told
from models.inventory.windows import sum_over
from models.kernels import kernel, part, plain

__all__ = ["BEST_CAP", "BEST_D", "MET", "Hunt", "hunt_of", "learn", "next_look"]

BEST_D, BEST_CAP, MET = 0, 1, 2
_PHASE, _LEAST, _MOST_D, _TRIED, _ROW, _WAY, _CAPPED, _FAILED = 3, 4, 5, 6, 7, 8, 9, 10
_N_WHOLE = 11
_BEST, _DOUBT, _LOSSES = 0, 1, 2
_PROMISED, _SERVING, _DONE = 0, 1, 2

_LOOKS = 24
_LEAST_LOOKS = 4
_WORK = 1_000_000
_WORTH = 1e-4  # what is not better than the best by this share is not looked at
_MOST_FAILED = 2
"""Looks in a row that miss the targets after which only what is sure to meet them is seen."""
_MOVED_MUCH = 0.02
_DEAR = 2.0
"""Pieces held by which a candidate may cost more than the best for a lower cap to be sought."""
_MOST_DOUBT = 0.1
_MEMORY = 0.01
"""Doubt where the long run depends on where it starts, which estimates know nothing of."""
_SIZES = 4


class Hunt(NamedTuple):
    """How far the search of a pair is."""

    whole: Whole
    """Best d, cap, and whether it meets the targets; then where the search is."""
    real: Floats
    """Cost of the best; doubt of estimated costs, and of losses."""
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
    hunt.real[_BEST] = np.inf
    hunt.real[_DOUBT] = _MEMORY if case.start_full else 0.0
    hunt.whole[_LEAST], hunt.whole[_MOST_D] = least, most_d
    if case.lead == 0 and case.pack == 1 and case.form != BINS and np.isinf(case.missed):
        row, _ = promising(sketch, plain(0), plain(0), 0.0, 0.0, np.inf)
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
        if d == 0:
            whole[_PHASE] = _SERVING if whole[BEST_D] == 0 else _DONE
    if whole[_PHASE] == _SERVING:
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
    if whole[_PHASE] == _SERVING and good and whole[_WAY] == 0:
        # Estimates knew too little of what is lost: with this look they tell what is cheaper.
        whole[_PHASE] = _PROMISED
        whole[_ROW] = add_row(sketch, d, cap, shape_of(sketch, d, plain(2)))
    if whole[_PHASE] == _SERVING:
        better = whole[_WAY] == 0 or lost < hunt.found[1]
        whole[_WAY] += 1
    else:
        better = (good or np.isfinite(case.missed)) and cost < real[_BEST]
    if better:
        real[_BEST] = cost
        whole[BEST_D], whole[BEST_CAP], whole[MET] = d, cap, 1 if good else 0
        found = hunt.found
        found[0], found[1], found[2], found[3] = stock, lost, lines, first
    if whole[_PHASE] == _PROMISED:
        row = whole[_ROW]
        hoped = told(sketch, row, 0.0)[0]
        moved = put_right(sketch, row, stock, lost, first, lines)
        real[_DOUBT] = max(min(_MOST_DOUBT, abs(cost / hoped - 1.0)), 0.5 * real[_DOUBT])
        real[_LOSSES] = max(min(_MOST_DOUBT, moved), 0.5 * real[_LOSSES])
        if (moved > _MOVED_MUCH or not good) and case.form != BINS:
            _cap_again(sketch, hunt, d, cap)
        whole[_FAILED] = 0 if good else whole[_FAILED] + 1
        if better:
            _add_neighbours(sketch, whole, d, cap)


@part
def _cap_again(sketch: Sketch, hunt: Hunt, d: int, cap: int) -> None:
    """Best caps of what may be the best, now that it is known how much is lost."""
    case, whole, real = sketch.case, hunt.whole, hunt.real
    if whole[_CAPPED] == 0:
        whole[_CAPPED] = 1
        less = _DEAR * case.holding + case.room
        before = d
        for row in range(int(sketch.n[0])):
            other = int(sketch.table[row, 0])
            if other != before and told(sketch, row, 0.0)[0] < real[_BEST] + less:
                before = other
                add_d(sketch, other, cap + other - d, plain(2))
    for other in (d, d - 1, d + 1):
        if other == d or (case.form == FREE and case.pack <= other <= whole[_MOST_D]):
            add_d(sketch, other, cap + other - d, plain(2))


@part
def _add_neighbours(sketch: Sketch, whole: Whole, d: int, cap: int) -> None:
    """Candidates next to the best."""
    case = sketch.case
    wide = 2 if case.form == TOP_UP else 1
    step = case.pack if case.form == BINS else 1
    for way in range(-1, 2):
        to = d + way * step
        if to < case.pack or to > whole[_MOST_D] or (way != 0 and case.form == TOP_UP):
            continue
        made, lines = False, 0.0
        for up in range(-wide, wide + 1):
            at = 2 * to if case.form == BINS else cap + up
            if at < to or at > case.most or row_of(sketch, to, at) >= 0:
                continue
            if not made:
                lines = shape_of(sketch, to, plain(2))
                made = True
            add_row(sketch, to, at, lines)


@kernel
def _most_looks(sketch: Sketch, d: int, most: int) -> int:
    """How many exact looks a pair is worth: fewer the more work they are."""
    spans = sketch.spans
    work = 0
    for j in range(spans.n):
        work += (spans.high[j] - spans.low[j] + 1) * d
    if sketch.case.lead == 2 and spans.gap.min() == 1:
        work *= 4
    return min(most, max(_LEAST_LOOKS, _WORK // work))


@part
def _next_promised(sketch: Sketch, hunt: Hunt) -> tuple[int, int]:
    """What the estimates promise most of, if it is better than the best."""
    whole = hunt.whole
    if whole[_TRIED] >= _LOOKS:
        return 0, 0
    real = hunt.real
    enough = real[_BEST] * (1.0 - _WORTH)
    row = -1
    while row < 0:
        row, loose = promising(
            sketch, whole[BEST_D], whole[BEST_CAP], real[_DOUBT], real[_LOSSES], enough
        )
        if row < 0:
            row = unseen_valley(sketch, real[_BEST])
        if row < 0 and whole[_FAILED] < _MOST_FAILED:
            row = loose
        if row < 0:
            row = _next_lower(sketch, whole)
        if row < 0:
            return 0, 0
        if is_known(sketch, row):
            sketch.table[row, SEEN] = 2.0  # by a look at another
            row = -1
    d, cap = int(sketch.table[row, 0]), int(sketch.table[row, 1])
    if whole[BEST_D] > 0 and whole[_TRIED] >= _most_looks(sketch, d, plain(_LOOKS)):
        return 0, 0
    whole[_TRIED] += 1
    whole[_ROW] = row
    return d, cap


@part
def _next_lower(sketch: Sketch, whole: Whole) -> int:
    """The cap below the best where a policy leaves no other choice, if it was not looked at.

    One that nearly meets its targets by its estimates may meet them; here a look more is cheap.
    """
    if sketch.case.form != TOP_UP or whole[BEST_D] == 0:
        return -1
    row = int(row_of(sketch, whole[BEST_D], whole[BEST_CAP] - 1))
    return row if row >= 0 and sketch.table[row, SEEN] == 0.0 else -1


@part
def _next_serving(case: Case, hunt: Hunt) -> tuple[int, int]:
    """The highest cap with an order at each visit; of bins, the largest few."""
    whole = hunt.whole
    if case.form == BINS:
        d = (case.most // (2 * case.pack) - whole[_WAY]) * case.pack
        if whole[_WAY] < _SIZES and d > 0:
            return d, 2 * d
    elif whole[_WAY] == 0:
        return whole[_LEAST], case.most
    whole[_PHASE] = _DONE
    return 0, 0
