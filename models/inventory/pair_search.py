"""Which levels of each pair are best? Exact looks at what estimates find promising.

Estimates (``candidates.py``) are exact with zero lead time and single pieces, and nearly so
else; what an exact look finds puts right those that are left (``hunt.py``). Section I.4 of
``docs/models/inventory.md``.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.inventory.case import BINS
from models.inventory.flows import Rule
from models.inventory.hunt import BEST_CAP, BEST_D, MET, Hunt, hunt_of, learn, next_look
from models.inventory.long_run import full_shelf, long_run
from models.inventory.pack_shapes import first_guess
from models.inventory.pair_limit import limit_of
from models.inventory.pair_sketch import sketched
from models.inventory.problem import Floats, Limit, Policy, Rounding, Whole
from models.inventory.shapes import piece_starts
from models.inventory.sketch import Sketch
from models.kernels import kernel, part

__all__ = ["best_of_all"]

_PAR, _PACKS, _KANBAN = int(Policy.PAR), int(Policy.PACKS), int(Policy.KANBAN)
_UP = int(Rounding.UP)
_COST, _SPACE, _PACK, _NONE = (
    int(Limit.COST),
    int(Limit.SPACE),
    int(Limit.PACK),
    int(Limit.NONE),
)

_CUT = 1e-11
"""Flows below this do not show in what is compared."""
_WIDEST = 200.0


@part
def _rule_of(sketch: Sketch, d: int, cap: int) -> Rule:
    """A candidate as a policy."""
    case = sketch.case
    unit = d if case.form == BINS else case.pack
    return Rule(case.lead, cap - d, cap, unit, cap - case.raised, _CUT)


@part
def _beginning(sketch: Sketch, d: int, rule: Rule) -> Floats:
    """Where orders are placed, nearly: the long run is not far from there."""
    spans, starts = sketch.spans, sketch.starts
    begin = full_shelf(spans, rule)
    if sketch.case.start_full:
        return begin
    total = 1.0
    if sketch.renewals.seen.shape[0] > 0:
        piece_starts(sketch.renewals, sketch.gaps, d, starts)
    else:
        total = first_guess(spans, d, rule.unit, starts)
    begin[:] = 0.0
    for j in range(spans.n):
        for r in range(min(rule.unit, rule.cap + 1)):
            begin[j, r] = starts[j, r] / total
    return begin


@part
def _is_wide_enough(sketch: Sketch, hunt: Hunt, shelf: int, most_d: int) -> bool:
    """Whether what was searched holds the best."""
    case = sketch.case
    most = shelf // 2 // case.pack * case.pack * 2 if case.form == BINS else shelf
    if case.most >= most:
        return True
    d = hunt.whole[BEST_D]
    inside = hunt.whole[BEST_CAP] < case.most and (d < most_d or d == case.pack)
    return bool(hunt.whole[MET] == 1 and inside)


@part
def _keeps_nothing(prices: Floats, found: Floats, cap: int, weekly: float) -> bool:
    """Whether it is cheaper to keep nothing at all than the best levels."""
    missing = prices[3] + prices[4]
    soft = np.isfinite(prices[6])
    if missing > 0.0 and not soft:
        return False
    nothing = prices[2] * weekly
    cost = 7.0 * prices[0] * found[0] + prices[1] * found[2] + prices[2] * found[1]
    cost += prices[5] * cap
    if missing > 0.0:
        nothing += prices[6] * missing
        cost += prices[6] * max(0.0, prices[3] - 1.0 + found[1] / weekly)
        cost += prices[6] * max(0.0, prices[4] - 1.0 + found[3] / max(found[2], 1e-300))
    return bool(nothing < cost)


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
        wide = 1.0
        while True:
            sketch, most_d = sketched(
                policy[i],
                rounding,
                lead[i],
                pack[i],
                shelf[i],
                mean[i],
                ratio[i],
                family[i],
                tables[max(0, table[i])],
                visits[i],
                prices[i],
                wide,
            )
            hunt = hunt_of(sketch, pack[i], most_d)
            while True:
                d, cap = next_look(sketch, hunt)
                if d == 0:
                    break
                rule = _rule_of(sketch, d, cap)
                begin = _beginning(sketch, d, rule)
                stock, lost, lines, cycle = long_run(sketch.spans, rule, begin, tolerance)
                learn(sketch, hunt, d, cap, stock, lost, lines, (1.0 - cycle) * lines)
            if wide > _WIDEST or _is_wide_enough(sketch, hunt, shelf[i], most_d):
                break
            wide *= 2.0
        d, cap, found = hunt.whole[BEST_D], hunt.whole[BEST_CAP], hunt.found
        if _keeps_nothing(prices[i], found, cap, weekly):
            limit[i] = _SPACE if prices[i, 5] > 0.0 else _COST
            continue
        limit[i] = limit_of(sketch, d, cap, shelf[i], hunt.whole[MET] == 1)
        measured[i, 0], measured[i, 1], measured[i, 2] = found[0], found[1], found[2]
        measured[i, 3] = 1.0 - found[3] / found[2] if found[2] > 0.0 else 0.0
        raised = pack[i] - 1 if rounding == _UP and policy[i] not in (_PACKS, _KANBAN) else 0
        s[i], S[i] = cap - d, cap - raised
        if policy[i] == _PAR:
            s[i] = S[i] - 1
