"""Which cap is worth an exact look for a d = cap - s? Estimates.

For each d the estimate's loss falls and its cost is convex in the cap. Section I.4 of
``docs/models/inventory.md``.
"""

from __future__ import annotations

import numpy as np

from models.inventory.case import BINS, Case
from models.inventory.problem import Floats
from models.inventory.sketch import Sketch, add_row, shape_of
from models.inventory.told import told
from models.inventory.windows import Windows, sum_over
from models.kernels import bare, part

__all__ = ["add_d"]


@bare
def _serves(
    case: Case, windows: Windows, shape: Floats, d: int, cap: int, lines: float, bias: Floats
) -> bool:
    """Whether an estimate meets the targets."""
    at = windows.top - cap
    if case.fill > 0.0:
        lost = sum_over(windows.lost, shape, d, at) * bias[1]
        if 1.0 - lost / case.weekly < case.fill - 1e-12:
            return False
    if case.cycle > 0.0:
        first = sum_over(windows.first, shape, d, at) * bias[2]
        if 1.0 - first / (lines * bias[3]) < case.cycle - 1e-12:
            return False
    return True


@bare
def _least_cap(
    case: Case, windows: Windows, shape: Floats, d: int, near: int, lines: float, bias: Floats
) -> int:
    """The least cap that meets the targets with d, beyond the case's most if none does."""
    most = case.most
    cap = min(max(near, d), most)
    step = 1
    low = high = cap
    if _serves(case, windows, shape, d, cap, lines, bias):
        while low == high:
            if high == d:
                return d
            low = max(d, high - step)
            if _serves(case, windows, shape, d, low, lines, bias):
                high = low
                step *= 2
    else:
        while low == high:
            if low == most:
                return most + 1
            high = min(most, low + step)
            if not _serves(case, windows, shape, d, high, lines, bias):
                low = high
                step *= 2
    while high - low > 1:
        middle = (low + high) // 2
        if _serves(case, windows, shape, d, middle, lines, bias):
            high = middle
        else:
            low = middle
    return high


@bare
def _price(
    case: Case, windows: Windows, shape: Floats, d: int, cap: int, lines: float, bias: Floats
) -> float:
    """An estimate's cost without lines."""
    at = windows.top - cap
    held = sum_over(windows.held, shape, d, at) / 7.0 * bias[0]
    lost = sum_over(windows.lost, shape, d, at) * bias[1]
    cost: float = case.holding * held + case.shortage * lost + case.room * cap
    if np.isfinite(case.missed):
        cost += case.missed * max(0.0, case.fill - 1.0 + lost / case.weekly)
        if case.cycle > 0.0:
            first = sum_over(windows.first, shape, d, at) * bias[2] / (lines * bias[3])
            cost += case.missed * max(0.0, case.cycle - 1.0 + first)
    return cost


@bare
def _cheapest_cap(
    case: Case,
    windows: Windows,
    shape: Floats,
    d: int,
    cap: int,
    low: int,
    lines: float,
    bias: Floats,
) -> int:
    """The cap from ``low`` on with the least estimated cost, which is convex, from a cap on."""
    here = _price(case, windows, shape, d, cap, lines, bias)
    for way in (1, -1):
        step, gain = 1, True
        while step > 0:
            to = cap + way * step
            if low <= to <= case.most:
                there = _price(case, windows, shape, d, to, lines, bias)
                if there < here:
                    cap, here = to, there
                    step = 2 * step if gain else step // 2
                    continue
            gain = False
            step //= 2
    return cap


@part
def _best_cap(
    case: Case, windows: Windows, shape: Floats, d: int, near: int, lines: float, bias: Floats
) -> int:
    """Best cap with d, beyond the case's most if none meets the targets."""
    if case.form == BINS:
        return 2 * d
    hard = np.isinf(case.missed)
    targets = hard and (case.fill > 0.0 or case.cycle > 0.0)
    cap = min(max(near, d), case.most)
    if case.shortage <= 0.0 and hard:
        return _least_cap(case, windows, shape, d, cap, lines, bias) if targets else d
    cap = _cheapest_cap(case, windows, shape, d, cap, d, lines, bias)
    if not targets or _serves(case, windows, shape, d, cap, lines, bias):
        return cap
    cap = _least_cap(case, windows, shape, d, cap, lines, bias)
    if cap > case.most:
        return cap
    return _cheapest_cap(case, windows, shape, d, cap, cap, lines, bias)


@bare
def add_d(sketch: Sketch, d: int, near: int, passes: int) -> tuple[int, float, float, float]:
    """Add the best cap of d to the candidates; with a good shape, those next to it as well.

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
    (cap, cost, without, lines)
        Best cap, beyond the highest if no cap meets the targets; its cost, infinite then; the
        cost without lines; orders a week.
    """
    case = sketch.case
    lines = shape_of(sketch, d, passes)
    cap = _best_cap(case, sketch.windows, sketch.shape, d, near, lines, sketch.bias)
    if cap > case.most:
        if case.form != BINS:
            # An exact look may find that it does.
            add_row(sketch, d, case.most, lines)
        return cap, np.inf, np.inf, lines
    if case.form != BINS and passes > 1:
        if cap > d:
            add_row(sketch, d, cap - 1, lines)
        if cap < case.most:
            add_row(sketch, d, cap + 1, lines)
    cost, met = told(sketch, add_row(sketch, d, cap, lines), 0.0)
    lines *= sketch.bias[3]
    without = cost - case.line * lines
    if not met and np.isinf(case.missed):
        return cap, np.inf, without, lines
    return cap, cost, without, lines
