"""Which d = cap - s are worth an exact look? Steps over all of them, the finer where it is deep.

Section I.4 of ``docs/models/inventory.md``.
"""

from __future__ import annotations

import numpy as np

from models.inventory.candidates import add_d
from models.inventory.case import BINS, FREE, Case
from models.inventory.problem import Floats
from models.inventory.sketch import Sketch
from models.kernels import bare, kernel, plain

__all__ = ["scan"]

_FINE = 24
_FINEST = 64
_MOST_STEPS = 129
_DEEP = 1.03
"""Times the best that a valley's cost may be, in steps, for finer ones there to be worth it."""
_DEAR = 0.005
"""Share of the cost that a piece held may come to before it is looked where s falls."""


@bare
def _next_d(case: Case, d: int, way: int, unit: int, pack: int) -> int:
    """The next d of a scan, about an eighth or a fifth of d away, and a whole pack if it can be.

    With few pieces used a gap, whole packs are the best.
    """
    n = d // unit
    step = max(1, n // 8 if n < _FINE else n // 5) * unit
    if d < case.calm:
        step = min(step, max(1, case.widest // unit) * unit)
    if way > 0:
        to = d + step
        whole = to // pack * pack if step >= pack else (d // pack + 1) * pack
        return whole if d < whole <= to else to
    to = d - step
    whole = -(-to // pack) * pack if step >= pack else (d - 1) // pack * pack
    return whole if to <= whole < d else to


@bare
def _outwards(
    sketch: Sketch, least: int, most: int, first: int, near: int, seen: Floats
) -> tuple[int, int]:
    """Scan d both ways in growing steps; d, cap and cost of each, from where to where they are."""
    pack, hopeless = sketch.case.pack, sketch.case.most
    unit = pack if sketch.case.form == BINS else 1
    passes = plain(1)
    middle = seen.shape[0] // 2
    cap, best, _, _ = add_d(sketch, first, near, passes)
    seen[middle, 0], seen[middle, 1], seen[middle, 2] = first, cap, best
    begin, end = middle, middle
    for way in (-1, 1):
        d, here = first, cap
        worse = 0
        while begin > 0 and end < seen.shape[0] - 1:
            to = _next_d(sketch.case, d, way, unit, pack)
            if to < least or to > most:
                break
            here, cost, without, lines = add_d(sketch, to, here + to - d, passes)
            d = to
            if way < 0:
                begin -= 1
            else:
                end += 1
            at = begin if way < 0 else end
            seen[at, 0], seen[at, 1], seen[at, 2] = d, here, cost
            best = min(best, cost)
            # The targets cannot be met or stock alone costs more; or lower ones order as often
            # or more, and that alone costs more. One d may be by chance, of packs.
            dear = without >= best if way > 0 else sketch.case.line * lines >= best
            worse = worse + 1 if dear else 0
            if worse > (1 if way > 0 and d < 3 * pack else 0):
                break
            here = min(here, hopeless)
    return begin, end


@bare
def _refine(sketch: Sketch, least: int, most: int, best_d: int, best_cap: int) -> tuple[float, int]:
    """Finer steps about a d; the least cost, and where."""
    unit = sketch.case.pack if sketch.case.form == BINS else 1
    passes = plain(2)
    best_cap, best, _, _ = add_d(sketch, best_d, best_cap, passes)
    step = abs(_next_d(sketch.case, best_d, plain(1), unit, unit) - best_d) // 2
    finest = max(1, best_d // (_FINEST * unit)) * unit
    wide = step > finest
    step = max(step, finest)
    while step >= finest:
        step = step // unit * unit
        centre, cap, before = best_d, best_cap, best
        for way in (-1, 1, -3, 3):
            to = centre + way * step
            if to < least or to > most or (abs(way) == 3 and not (wide and step == finest)):
                continue
            here, cost, _, _ = add_d(sketch, to, cap + to - centre, passes)
            if cost < best:
                best, best_d, best_cap = cost, to, here
        if step >= 2 * finest or best >= before:
            step //= 2
    return best, best_d


@bare
def _between(sketch: Sketch, from_d: Floats, to_d: Floats, best: float) -> float:
    """Look for where s falls between two steps of the scan; the least cost, if less than best.

    There cost falls by a piece held, and rises with d from there on, or until the cap is too high.
    """
    most, piece = sketch.case.most, sketch.case.holding + sketch.case.room
    d, s, cost = int(from_d[0]), int(from_d[1] - from_d[0]), from_d[2]
    end, end_s, end_cost = int(to_d[0]), int(to_d[1] - to_d[0]), to_d[2]
    while s + d <= most and end - d > 1 and s > end_s:
        rises = end_cost + (s - end_s) * piece > cost
        if not rises or min(cost, end_cost) - piece >= best:
            break
        high, cap, there = end, end_s + end, end_cost
        while high - d > 1:
            middle = (d + high) // 2
            before = sketch.n[0]
            here, of_it, _, _ = add_d(sketch, middle, min(most, s + middle), plain(1))
            if of_it > best + piece:
                sketch.n[0] = before
            if here > most or here - middle < s:
                high, cap, there = middle, here, of_it
            else:
                d = middle
        d, s, cost = high, cap - high, there
        best = min(best, cost)
    return best


@bare
def _deepest(seen: Floats, begin: int, end: int) -> int:
    """The valley with the least cost among steps that was not refined; where it began, if none."""
    best: int = seen.shape[0] // 2
    low = np.inf
    for k in range(begin, end + 1):
        cost = seen[k, 2]
        if seen[k, 3] > 0.0 or not cost < low:
            continue
        if (k > begin and seen[k - 1, 2] < cost) or (k < end and seen[k + 1, 2] < cost):
            continue
        best, low = k, cost
    return best


@kernel
def scan(sketch: Sketch, least: int, most: int, start: int, near: int) -> None:
    """Fill the candidates: outwards from a d in growing steps, then finer about the best.

    Cost has a valley for each number of gaps that an order lasts where a gap's demand is
    nearly sure: the best of them need not be where the steps meet the least cost.

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
    unit = sketch.case.pack if sketch.case.form == BINS else 1
    first = min(max(start // unit * unit, least), most // unit * unit)
    seen = np.zeros((_MOST_STEPS, 4))
    begin, end = _outwards(sketch, least, most, first, near, seen)
    best = np.inf
    for number in range(sketch.valleys.shape[0]):
        valley = _deepest(seen, begin, end)
        if number > 0 and (seen[valley, 3] > 0.0 or not seen[valley, 2] < best * _DEEP):
            break
        d, cap = int(seen[valley, 0]), int(seen[valley, 1])
        cost, d = _refine(sketch, least, most, d, cap)
        best = min(best, cost)
        sketch.valleys[number] = d
        seen[valley, 3] = 1.0
    case = sketch.case
    hard = np.isinf(case.missed) and (case.fill > 0.0 or case.cycle > 0.0)
    if case.form == FREE and hard and case.holding + case.room > _DEAR * best:
        for k in range(begin, end):
            best = _between(sketch, seen[k], seen[k + 1], best)
