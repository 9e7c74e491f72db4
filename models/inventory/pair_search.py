"""Which levels of one pair are best? Exact looks at what estimates find promising.

Estimates (``candidates.py``) are exact with zero lead time and single pieces, and nearly so
else; what an exact look finds puts right those that are left. Section I.4 of
``docs/models/inventory.md``.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.inventory.candidates import add_d, scan
from models.inventory.case import BINS, FREE, TOP_UP, Case
from models.inventory.flows import Rule
from models.inventory.kernels import kernel
from models.inventory.long_run import full_shelf, long_run
from models.inventory.masses import lumps
from models.inventory.problem import Family, Floats, Limit, Policy, Rounding, Whole
from models.inventory.shapes import first_guess, piece_starts
from models.inventory.sketch import (
    Sketch,
    add_row,
    looked_at,
    objective,
    row_of,
    shape_of,
    sketch_of,
    told,
)
from models.inventory.spans import counts_of, week_spans
from models.inventory.windows import sum_over, windows_of

__all__ = ["best_of_all"]

_PAR, _PACKS, _KANBAN = int(Policy.PAR), int(Policy.PACKS), int(Policy.KANBAN)
_UP, _TABLE = int(Rounding.UP), int(Family.TABLE)
_COST, _FILL, _CYCLE = int(Limit.COST), int(Limit.FILL), int(Limit.CYCLE)
_SHELF, _SPACE, _PACK, _NONE = (
    int(Limit.SHELF),
    int(Limit.SPACE),
    int(Limit.PACK),
    int(Limit.NONE),
)

_LOOKS = 6
_MOST_LOOKS = 24
_LOST = 0.01
_SLACK = 0.6
_MOVED = 0.03
_WORK = 200_000
_WORTH = 1e-4
"""An estimate that is not better than the best by this share is not looked at."""
_CUT = 1e-11
_LEAST = 1e-11
"""Flows and probabilities below these do not show in what is compared."""
_LONGEST = 52.0


@kernel
def _case(
    policy: int,
    rounding: int,
    lead: int,
    pack: int,
    most: int,
    family: int,
    weekly: float,
    prices: Floats,
) -> Case:
    """A pair in its one form."""
    form = BINS if policy == _KANBAN else TOP_UP if policy in (_PAR, _PACKS) else FREE
    raised = pack - 1 if rounding == _UP and policy not in (_PACKS, _KANBAN) else 0
    return Case(
        form,
        lead,
        pack,
        most,
        raised,
        family == _TABLE and pack > 1,
        weekly,
        7.0 * prices[0],
        prices[1],
        prices[2],
        prices[3],
        prices[4],
        prices[5],
        prices[6],
    )


@kernel
def _look(sketch: Sketch, d: int, cap: int, tolerance: float, out: Floats) -> tuple[float, bool]:
    """Exact stock, loss, lines, cycles with a loss; the cost and whether targets are met."""
    case, spans = sketch.case, sketch.spans
    unit = d if case.form == BINS else case.pack
    rule = Rule(case.lead, cap - d, cap, unit, cap - case.raised, _CUT)
    begin = full_shelf(spans, rule)
    if not case.start_full:
        total = 1.0
        starts = sketch.starts
        if sketch.renewals.seen.shape[0] > 0:
            piece_starts(sketch.renewals, sketch.gaps, d, starts)
        else:
            total = first_guess(spans, d, unit, starts)
        begin[:] = 0.0
        for j in range(spans.n):
            for r in range(min(unit, cap + 1)):
                begin[j, r] = starts[j, r] / total
    stock, lost, lines, cycle = long_run(spans, rule, begin, tolerance)
    out[0], out[1], out[2], out[3] = stock, lost, lines, (1.0 - cycle) * lines
    # What is found met must be met by the last digit of an exact evaluation too.
    return objective(case, cap, stock, lost + 1e-7 * case.weekly, out[3] + 1e-7 * lines, lines)


@kernel
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


@kernel
def _learn(sketch: Sketch, row: int, exact: Floats) -> float:
    """Put estimates right by an exact look; by how much those of losses are moved."""
    bias, table = sketch.bias, sketch.table
    before = bias[1]
    for which, found in ((0, exact[0]), (1, exact[1]), (2, exact[3]), (3, exact[2])):
        estimated = table[row, 2 + which]
        ratio = found / estimated if estimated > 1e-9 and found > 0.0 else 1.0
        bias[which] = min(4.0, max(0.25, ratio))
    return float(abs(bias[1] - before))


@kernel
def _take(sketch: Sketch, row: int, found: Floats) -> tuple[int, int, bool]:
    """A candidate whose estimate is exact."""
    d, cap = int(sketch.table[row, 0]), int(sketch.table[row, 1])
    lines = shape_of(sketch, d, 1)
    found[0], found[1], found[2] = sketch.table[row, 2], sketch.table[row, 3], lines
    found[3] = sum_over(sketch.windows.first, sketch.shape, d, sketch.windows.top - cap)
    return d, cap, True


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


@kernel
def _search(sketch: Sketch, most_d: int, tolerance: float, found: Floats) -> tuple[int, int, bool]:
    """Look at what is promising; d, cap and whether the targets are met."""
    case = sketch.case
    best, best_d, best_cap, met = np.inf, -1, 0, False
    exact = np.empty(4)
    tried = 0
    if case.lead == 0 and case.pack == 1 and case.form != BINS and np.isinf(case.missed):
        row, _ = _promising(sketch, 0.0)
        return _take(sketch, row, found) if row >= 0 else (-1, 0, False)
    slack = _SLACK
    while tried < _LOOKS:
        row, hope = _promising(sketch, slack)
        if row < 0 or hope >= best * (1.0 - _WORTH):
            break
        d, cap = int(sketch.table[row, 0]), int(sketch.table[row, 1])
        if tried >= _most_looks(sketch, d, _LOOKS) and best_d > 0:
            break
        tried += 1
        sketch.table[row, 6] = 1.0
        cost, good = _look(sketch, d, cap, tolerance, exact)
        if (good or np.isfinite(case.missed)) and cost < best:
            best, best_d, best_cap, met = cost, d, cap, good
            found[:] = exact
        # What is just not met once is believed less and less.
        slack = 0.1 * _SLACK if good else min(slack - 0.5 * _SLACK, 0.1 * _SLACK)
        if (_learn(sketch, row, exact) > _MOVED or not good) and case.form != BINS:
            add_d(sketch, d, cap, 2)
            for other in (d - 1, d + 1):
                if case.form == FREE and case.pack <= other <= most_d:
                    add_d(sketch, other, cap + other - d, 2)
    if best_d > 0 and found[1] > _LOST * case.weekly:
        return _improve(sketch, most_d, best_d, best_cap, best, met, tolerance, found)
    return best_d, best_cap, met


@kernel
def _improve(
    sketch: Sketch,
    most_d: int,
    best_d: int,
    best_cap: int,
    best: float,
    met: bool,  # noqa: FBT001
    tolerance: float,
    found: Floats,
) -> tuple[int, int, bool]:
    """Look at what is next to the best until nothing there is better.

    Where much is lost, estimates know too little of what that does to positions.
    """
    case = sketch.case
    exact = np.empty(4)
    moved = True
    tried = 0
    limit = _most_looks(sketch, best_d, _MOST_LOOKS)
    while moved and tried < limit:
        moved = False
        centre_d, centre = best_d, best_cap
        made, lines = -1, 0.0
        for way in range(8):
            d, cap = _neighbour(case, centre_d, centre, way)
            if d < case.pack or d > most_d or cap < d or cap > case.most:
                continue
            if made != d:
                lines = shape_of(sketch, d, 2)
                made = d
            row = add_row(sketch, d, cap, lines)
            hope, may = told(sketch, row, _SLACK)
            doubt = 1.0 + 0.5 * found[1] / case.weekly
            if hope > best * doubt or not (may or np.isfinite(case.missed)):
                continue
            if tried >= limit or looked_at(sketch, row):
                continue
            tried += 1
            cost, good = _look(sketch, d, cap, tolerance, exact)
            if (good or np.isfinite(case.missed)) and cost < best:
                best, best_d, best_cap, met = cost, d, cap, good
                found[:] = exact
                moved = True
    return best_d, best_cap, met


@kernel
def _neighbour(case: Case, d: int, cap: int, way: int) -> tuple[int, int]:
    """One of eight neighbours of d and cap; d = 0 for none."""
    if case.form == BINS:
        d += (way - 4) * case.pack if way in (3, 5) else 0
        return (d, 2 * d) if way in (3, 5) else (0, 0)
    if case.form == TOP_UP:
        return d, cap + (way - 4 if way < 4 else way - 3)
    steps = ((0, -1), (0, 1), (-1, 0), (-1, -1), (-1, 1), (1, 0), (1, 1), (1, -1))
    return d + steps[way][0], cap + steps[way][1]


@kernel
def _serve(sketch: Sketch, least: int, tolerance: float, found: Floats) -> tuple[int, int, bool]:
    """The least cap with which an order at each visit serves, or else the most service."""
    case = sketch.case
    exact = np.empty(4)
    d = case.most // (2 * case.pack) * case.pack if case.form == BINS else least
    high = 2 * d if case.form == BINS else case.most
    good = _look(sketch, d, high, tolerance, exact)[1]
    found[:] = exact
    if not good or case.form == BINS:
        return d, high, good
    low = d - 1
    while high - low > 1:
        middle = (low + high) // 2
        if _look(sketch, d, middle, tolerance, exact)[1]:
            high = middle
            found[:] = exact
        else:
            low = middle
    return d, high, True


@kernel
def _limit(sketch: Sketch, d: int, cap: int, shelf: int, met: bool) -> int:  # noqa: FBT001
    """What holds the levels where they are."""
    case = sketch.case
    if met and (case.fill > 0.0 or case.cycle > 0.0):
        lower_d, lower = (d - case.pack, cap - 2 * case.pack) if case.form == BINS else (d, cap - 1)
        if lower < lower_d and case.form == FREE:
            lower_d -= 1
        if lower_d >= case.pack and lower >= lower_d:
            row = row_of(sketch, d, cap)
            if row < 0:
                row = add_row(sketch, d, cap, shape_of(sketch, d, 2))
            here = told(sketch, row, 0.0)[0]
            row = row_of(sketch, lower_d, lower)
            if row < 0:
                row = add_row(sketch, lower_d, lower, shape_of(sketch, lower_d, 2))
            cost, meets = told(sketch, row, 0.0)
            if cost < here and not meets:
                fill = 1.0 - sketch.table[row, 3] * sketch.bias[1] / case.weekly
                return _FILL if fill < case.fill - 1e-12 else _CYCLE
    if case.room > 0.0:
        return _SPACE
    if not met or cap + (2 * case.pack if case.form == BINS else 1) > shelf:
        return _SHELF
    return _COST


@kernel
def _pair(
    policy: int,
    rounding: int,
    lead: int,
    pack: int,
    shelf: int,
    means: Floats,
    ratio: float,
    family: int,
    table: Floats,
    visits: npt.NDArray[np.bool_],
    prices: Floats,
    tolerance: float,
    found: Floats,
) -> tuple[int, int, int]:
    """d, cap and limit of a pair with demand whose shelf holds an order; ``found`` as looked."""
    weekly = means.sum()
    gap = 7.0 / visits.sum()
    longest = counts_of(visits, lead)[1].max() + lead
    need = weekly * longest / 7.0
    if family == _TABLE:
        ratio = lumps(table)
    spread = np.sqrt(ratio * need)
    price = 7.0 * prices[0] + 2.0 * prices[5]
    batch = _LONGEST * weekly
    if price > 0.0:
        batch = min(batch, np.sqrt(2.0 * prices[1] * weekly / price))
    wide = 1.0
    while True:
        reach = int(wide * (2.3 * batch + weekly * gap / 7.0 + ratio + 4.0)) + pack
        high = int(need + wide * (5.0 * spread + 5.0 * ratio)) + 4
        case = _case(policy, rounding, lead, pack, 0, family, weekly, prices)
        most, least, most_d = min(shelf, reach + high), pack, min(shelf, reach)
        if case.form == TOP_UP:
            most, most_d = min(shelf, high + pack), pack
        elif case.form == BINS:
            most_d = min(shelf // 2, reach + high) // pack * pack
            most = 2 * most_d
        case = _case(policy, rounding, lead, pack, most, family, weekly, prices)
        spans = week_spans(visits, lead, means, family, ratio, table, most, _LEAST)
        windows = windows_of(spans, lead, means, family, ratio, table, most, _LEAST)
        sketch = sketch_of(case, spans, windows, most_d)
        start = pack if case.form == TOP_UP else int(batch)
        if case.form == BINS:
            start = max(start, int(need + spread))
        near = int(need + 1.5 * spread) + start
        scan(sketch, least, most_d, start, near)
        d, cap, met = _search(sketch, most_d, tolerance, found)
        if d < 0:
            d, cap, met = _serve(sketch, least, tolerance, found)
        whole = shelf // 2 // pack * pack * 2 if case.form == BINS else shelf
        if most >= whole or (met and cap < most and (d < most_d or d == pack)):
            break
        if wide > 200.0:
            break
        wide *= 2.0
    return d, cap, _limit(sketch, d, cap, shelf, met)


@kernel
def best_of_all(
    mean: Floats,
    ratio: Floats,
    family: Whole,
    tables: Floats,
    table: Whole,
    visits: npt.NDArray[np.bool_],
    lead: Whole,
    policy: Whole,
    pack: Whole,
    shelf: Whole,
    rounding: int,
    prices: Floats,
    tolerance: float,
    s: Whole,
    S: Whole,  # noqa: N803
    measured: Floats,
    limit: Whole,
) -> None:
    """Best levels of each pair, into ``s``, ``S``, ``measured`` and ``limit``.

    Parameters
    ----------
    mean, ratio, family, tables, table, visits, lead, policy, pack, shelf, rounding
        As in :class:`~models.inventory.problem.ShelfProblem`.
    prices : float, shape (n, 7)
        Holding, line, shortage, fill target, cycle target, price of a piece of room
        [SEK / piece / week], price of missed targets (infinite: before any cost).
    tolerance : float
        Of exact looks.
    s, S, measured, limit
        Answers; ``measured`` has stock, pieces lost, lines and cycle service.
    """
    found = np.empty(4)
    for i in range(s.shape[0]):
        weekly = mean[i].sum()
        s[i], S[i] = -1, 0
        measured[i, 0], measured[i, 1], measured[i, 2] = 0.0, weekly, 0.0
        measured[i, 3] = 1.0 if weekly <= 0.0 else 0.0
        limit[i] = _NONE
        if weekly <= 0.0:
            continue
        limit[i] = _PACK
        if pack[i] * (2 if policy[i] == _KANBAN else 1) > shelf[i]:
            continue
        d, cap, limit[i] = _pair(
            *(policy[i], rounding, lead[i], pack[i], shelf[i], mean[i], ratio[i], family[i]),
            *(tables[max(0, table[i])], visits[i], prices[i], tolerance, found),
        )
        own = prices[i]
        missing = own[3] + own[4]
        nothing = own[2] * weekly + (own[6] * missing if missing > 0.0 else 0.0)
        cost = 7.0 * own[0] * found[0] + own[1] * found[2] + own[2] * found[1] + own[5] * cap
        if missing > 0.0 and np.isfinite(own[6]):
            cost += own[6] * max(0.0, own[3] - 1.0 + found[1] / weekly)
            cost += own[6] * max(0.0, own[4] - 1.0 + found[3] / max(found[2], 1e-300))
        if (missing <= 0.0 or np.isfinite(own[6])) and nothing < cost:
            # Keeping nothing at all is cheaper.
            limit[i] = _SPACE if own[5] > 0.0 else _COST
            continue
        measured[i, 0], measured[i, 1], measured[i, 2] = found[0], found[1], found[2]
        measured[i, 3] = 1.0 - found[3] / found[2] if found[2] > 0.0 else 0.0
        raised = pack[i] - 1 if rounding == _UP and policy[i] not in (_PACKS, _KANBAN) else 0
        s[i], S[i] = cap - d, cap - raised
        if policy[i] == _PAR:
            s[i] = S[i] - 1
