"""Which levels are worth an exact look? Estimates over all d = cap - s and caps.

For each d the estimate's loss falls and its cost is convex in the cap; over d it is scanned in
steps, the finer the nearer to the best. Section I.4 of ``docs/models/inventory.md``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from models.inventory.case import BINS, Case
from models.inventory.kernels import kernel
from models.inventory.problem import Floats
from models.inventory.shapes import Renewals, pack_shape, piece_shape, renewals_of
from models.inventory.spans import Spans
from models.inventory.windows import Windows, estimate

__all__ = ["Sketch", "add_d", "looked_at", "objective", "row_of", "scan", "sketch_of", "told"]

_ROWS = 400
_FAR = 1.3
_FINE = 48
_D, _CAP, _HELD, _LOST, _FIRST, _LINES, _SEEN = 0, 1, 2, 3, 4, 5, 6


class Sketch(NamedTuple):
    """All that estimates of a pair are made of, and those made."""

    case: Case
    spans: Spans
    windows: Windows
    renewals: Renewals
    gaps: Floats
    """Weeks from each count to the next."""
    shape: Floats
    starts: Floats
    work: Floats
    table: Floats
    """Candidates: d, cap, stock [pieces * days / week], loss and cycles with a loss a week,
    lines a week, whether it was looked at exactly."""
    n: Floats
    """How many candidates there are, in a box."""
    bias: Floats
    """What exact looks found over what was estimated: stock, loss, cycles with a loss, lines."""


@kernel
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
    for j in range(m):
        widest = max(widest, spans.high[j])
    gaps = np.empty(m)
    for j in range(m):
        gaps[j] = spans.gap[j] / 7.0
    if single:
        renewals = renewals_of(spans, most_d)
    else:
        renewals = Renewals(np.zeros((0, 0, 0)), np.zeros((0, 0, 0)))
    unit = most_d if case.form == BINS else case.pack
    return Sketch(
        case,
        spans,
        windows,
        renewals,
        gaps,
        np.empty((m, most_d)),
        np.zeros((m, unit)),
        np.empty((m, 0 if single else most_d + widest + 1)),
        np.zeros((_ROWS, 7)),
        np.zeros(1),
        np.ones(4),
    )


@kernel
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


@kernel
def shape_of(sketch: Sketch, d: int, passes: int) -> float:
    """Make the shape of a d; orders a week."""
    if sketch.renewals.seen.shape[0] > 0:
        return piece_shape(sketch.renewals, sketch.gaps, d, sketch.shape, sketch.starts)
    unit = d if sketch.case.form == BINS else sketch.case.pack
    return pack_shape(
        *(sketch.spans, sketch.gaps, d, unit, passes, sketch.work),
        *(sketch.shape, sketch.starts),
    )


@kernel
def told(sketch: Sketch, row: int, slack: float) -> tuple[float, bool]:
    """Cost of a candidate, put right by what exact looks have found; whether it may be met.

    Parameters
    ----------
    sketch : Sketch
        Of the pair.
    row : int
        Candidate.
    slack : float
        Share of losses by which they may be less than estimated, per share of demand lost.

    Returns
    -------
    (cost, met)
        [SEK / week]
    """
    table, bias = sketch.table[row], sketch.bias
    lost, first, lines = table[_LOST] * bias[1], table[_FIRST] * bias[2], table[_LINES] * bias[3]
    cap = int(table[_CAP])
    cost, met = objective(sketch.case, cap, table[_HELD] * bias[0], lost, first, lines)
    if not met and slack > 0.0:
        less = 1.0 - slack * (0.02 + min(0.3, lost / sketch.case.weekly))
        met = objective(sketch.case, cap, 0.0, lost * less, first * less, lines)[1]
    return cost, met


@kernel
def _row_of(sketch: Sketch, d: int, cap: int, lines: float) -> int:
    """Candidate of d and a cap, estimated if it is new; the last row is overwritten if full."""
    table = sketch.table
    n = int(sketch.n[0])
    row = n - 1
    while row >= 0 and table[row, _D] == d:
        if table[row, _CAP] == cap:
            return row
        row -= 1
    row = min(n, _ROWS - 1)
    estimate(sketch.windows, sketch.shape, d, cap, table[row, _HELD:])
    table[row, _HELD] /= 7.0
    table[row, _D], table[row, _CAP] = d, cap
    table[row, _LINES], table[row, _SEEN] = lines, 0.0
    sketch.n[0] = row + 1
    return row


@kernel
def row_of(sketch: Sketch, d: int, cap: int) -> int:
    """Candidate of d and a cap, whatever was looked at before.

    Parameters
    ----------
    sketch : Sketch
        Of the pair.
    d, cap : int
        [pieces]

    Returns
    -------
    int
        Its row, the last.
    """
    return _row_of(sketch, d, cap, shape_of(sketch, d, 2))


@kernel
def looked_at(sketch: Sketch, d: int, cap: int) -> bool:
    """Whether a candidate has been looked at exactly; it is taken to be from now on.

    Parameters
    ----------
    sketch : Sketch
        Of the pair.
    d, cap : int
        [pieces]

    Returns
    -------
    bool
        Before this call.
    """
    table = sketch.table
    n = int(sketch.n[0])
    for row in range(n):
        if table[row, _D] == d and table[row, _CAP] == cap:
            before = table[row, _SEEN] > 0.0
            table[row, _SEEN] = 1.0
            return bool(before)
    if n < _ROWS:
        table[n, _D], table[n, _CAP], table[n, _SEEN] = d, cap, 1.0
        sketch.n[0] = n + 1
    return False


@kernel
def _least_cap(sketch: Sketch, d: int, near: int, lines: float) -> int:
    """The least cap that meets the targets with d, beyond the case's most if none does."""
    most = sketch.case.most
    cap = min(max(near, d), most)
    step = 1
    low = high = cap
    if told(sketch, _row_of(sketch, d, cap, lines), 0.0)[1]:
        while low == high:
            if high == d:
                return d
            low = max(d, high - step)
            if told(sketch, _row_of(sketch, d, low, lines), 0.0)[1]:
                high = low
                step *= 2
    else:
        while low == high:
            if low == most:
                return most + 1
            high = min(most, low + step)
            if not told(sketch, _row_of(sketch, d, high, lines), 0.0)[1]:
                low = high
                step *= 2
    while high - low > 1:
        middle = (low + high) // 2
        if told(sketch, _row_of(sketch, d, middle, lines), 0.0)[1]:
            high = middle
        else:
            low = middle
    return high


@kernel
def _best_cap(sketch: Sketch, d: int, near: int, lines: float) -> int:
    """Best cap with d, beyond the case's most if none meets the targets."""
    case = sketch.case
    if case.form == BINS:
        return 2 * d
    hard = np.isinf(case.missed)
    low = d
    cap = min(max(near, d), case.most)
    if hard and (case.fill > 0.0 or case.cycle > 0.0):
        cap = low = _least_cap(sketch, d, near, lines)
        if low > case.most:
            return low
    if case.shortage <= 0.0 and hard:
        return low
    # From the least on, the cost is convex in the cap.
    here = told(sketch, _row_of(sketch, d, cap, lines), 0.0)[0]
    for way in (1, -1):
        step = 1
        while step > 0:
            to = cap + way * step
            if to < low or to > case.most:
                step //= 2
                continue
            there = told(sketch, _row_of(sketch, d, to, lines), 0.0)[0]
            if there < here:
                cap, here = to, there
                step *= 2
            else:
                step //= 2
    return cap


@kernel
def add_d(sketch: Sketch, d: int, near: int, passes: int) -> tuple[int, float, float]:
    """Add the best cap of d to the candidates, with others about it.

    Parameters
    ----------
    sketch : Sketch
        Of the pair.
    d : int
        Cap - s. [pieces]
    near : int
        Where the cap is likely to be. [pieces]
    passes : int
        For shapes of packs.

    Returns
    -------
    (cap, cost, without)
        Best cap, beyond the highest if no cap meets the targets; its cost, infinite then; the
        cost without lines.
    """
    case = sketch.case
    lines = shape_of(sketch, d, passes)
    cap = _best_cap(sketch, d, near, lines)
    if cap > case.most:
        return cap, np.inf, np.inf
    if case.form != BINS:
        if cap > d:
            _row_of(sketch, d, cap - 1, lines)
        if cap < case.most:
            _row_of(sketch, d, cap + 1, lines)
    cost, met = told(sketch, _row_of(sketch, d, cap, lines), 0.0)
    without = cost - case.line * lines * sketch.bias[3]
    if not met and np.isinf(case.missed):
        return cap, np.inf, without
    return cap, cost, without


@kernel
def scan(  # noqa: C901 - one search, told in one place
    sketch: Sketch, least: int, most: int, start: int, near: int
) -> None:
    """Fill the candidates: outwards from a d in growing steps, then finer about the best.

    Parameters
    ----------
    sketch : Sketch
        Of the pair.
    least, most : int
        Range of d. [pieces]
    start : int
        Where d is likely to be. [pieces]
    near : int
        Where the cap is likely to be for that. [pieces]
    """
    pack = sketch.case.pack
    unit = pack if sketch.case.form == BINS else 1
    first = min(max(start // unit * unit, least), most // unit * unit)
    cap, best, _ = add_d(sketch, first, near, 1)
    best_d, best_cap = first, cap
    for way in (-1, 1):
        d, here = first, cap
        while True:
            to = _next_d(d, way, unit, pack)
            if to < least or to > most:
                break
            here, cost, without = add_d(sketch, to, here + to - d, 1)
            d = to
            if here > sketch.case.most:
                # Less often than this the targets cannot be met.
                if way > 0:
                    break
                here = sketch.case.most
            if cost < best:
                best, best_d, best_cap = cost, d, here
            elif (way > 0 and without >= best) or (way < 0 and cost > _FAR * best):
                break
    step = abs(_next_d(best_d, 1, unit, unit) - best_d) // 2
    while step >= unit:
        step = step // unit * unit
        centre, cap, before = best_d, best_cap, best
        for way in (-1, 1, -3, 3):
            to = centre + way * step
            if to < least or to > most:
                continue
            here, cost, _ = add_d(sketch, to, cap + to - centre, 2)
            if cost < best:
                best, best_d, best_cap = cost, to, here
        if step > unit or best >= before:
            step //= 2


@kernel
def _next_d(d: int, way: int, unit: int, pack: int) -> int:
    """The next d of a scan, about a tenth or a fifth of d away, and a whole pack if it can be.

    With few pieces used a gap, whole packs are the best.
    """
    n = d // unit
    step = max(1, n // 12 if n < _FINE else n // 6) * unit
    if way > 0:
        to = d + step
        whole = to // pack * pack if step >= pack else (d // pack + 1) * pack
        return whole if d < whole <= to else to
    to = d - step
    whole = -(-to // pack) * pack if step >= pack else (d - 1) // pack * pack
    return whole if to <= whole < d else to
