"""Which candidate is worth the next exact look? What estimates promise, and where they may err.

Estimates are put right by what the nearest look found over them; by how much that was wrong
again is the doubt with which the others are believed. Section I.4 of
``docs/models/inventory.md``.
"""

from __future__ import annotations

import numpy as np

from models.inventory.case import BINS, FREE, TOP_UP
from models.inventory.sketch import CAP, LINES, LOOK, LOST, SEEN, D, Sketch
from models.inventory.told import told, untold
from models.kernels import bare

__all__ = ["promising", "unseen_valley"]

_NEAR = 1.0
_FAR = 0.25
"""Of the doubt, how much a candidate beside the best may be cheaper, or one elsewhere."""
_TOP_UP, _BINS = 2.0, 4.0
"""The same of candidates beside the best, where there are few levels and each is a step."""
_LEAST_SLACK = 0.002
_SLACK = 0.4
_SLACK_FAR = 0.04
_MOST_LOST = 0.3
_APART = 0.25
"""Share of d from which on a look does not tell of a candidate."""
_DEEP = 1.02
_VALLEY = 0.1


@bare
def _hope(sketch: Sketch, row: int, cost: float) -> float:
    """What a candidate may cost if the nearest look does not tell of it, or losses save orders."""
    case, table, look = sketch.case, sketch.table, int(sketch.table[row, LOOK])
    if look == 0:
        return cost
    found = sketch.looks[look]
    if case.lead > 0:
        # What is lost while an order is under way is not ordered again.
        more = table[row, LOST] * found[1] / case.weekly - found[6]
        cost -= case.line * table[row, LINES] * found[3] * min(_MOST_LOST, max(0.0, more))
    if abs(table[row, D] - found[4]) > _APART * found[4]:
        cost = min(cost, untold(sketch, row))
    return cost


@bare
def promising(
    sketch: Sketch, d: int, cap: int, doubt: float, losses: float, enough: float
) -> tuple[int, int]:
    """The candidates with the least hope of a cost, of those that were not looked at.

    Parameters
    ----------
    sketch : Sketch
        Of the pair.
    d, cap : int
        The best so far. [pieces]
    doubt, losses : float
        Share by which the latest looks found another cost, and other losses, than estimated.
    enough : float
        What does not promise less is not worth a look. [SEK / week]

    Returns
    -------
    (sure, loose)
        Rows, -1 for none: of the candidates that meet the targets by their estimates, and of
        those that may meet them.
    """
    case, table = sketch.case, sketch.table
    hard = np.isinf(case.missed)
    near, far, close = _NEAR * doubt, 1.0 - _FAR * doubt, 2
    if case.form == BINS:
        close = 2 * case.pack
    if case.form != FREE:
        near *= _TOP_UP if case.form == TOP_UP else _BINS
    near = 1.0 - near
    slack = _LEAST_SLACK + _SLACK * losses
    sure, loose, least, lowest = -1, -1, enough, enough
    for i in range(int(sketch.n[0])):
        if table[i, SEEN] > 0.0:
            continue
        beside = abs(table[i, CAP] - cap) <= close and abs(table[i, D] - d) <= case.pack
        cost, met = told(sketch, i, 0.0)
        cost = _hope(sketch, i, cost) * (near if beside else far)
        if cost > least * (1.0 + 1e-12):
            continue
        may = met or not hard
        if may and _is_less(table[i, CAP], cost, least, sure, sketch):
            sure, least = i, min(least, cost)
        if not may:
            share = min(_MOST_LOST, table[i, LOST] / case.weekly)
            may = told(sketch, i, slack + (_SLACK if beside else _SLACK_FAR) * share)[1]
        if may and _is_less(table[i, CAP], cost, lowest, loose, sketch):
            loose, lowest = i, min(lowest, cost)
    return sure, loose


@bare
def _is_less(cap: float, cost: float, least: float, row: int, sketch: Sketch) -> bool:
    """Whether a candidate is cheaper than a row, or costs the same with a lower cap."""
    if cost < least * (1.0 - 1e-12):
        return True
    return bool(row >= 0 and cost <= least * (1.0 + 1e-12) and cap < sketch.table[row, CAP])


@bare
def unseen_valley(sketch: Sketch, best: float) -> int:
    """The most promising candidate of a valley that was not looked into, -1 for none.

    Where demand is nearly sure, shapes remember for long where orders were placed: which of
    two valleys is the deeper one is not known from estimates.

    Parameters
    ----------
    sketch : Sketch
        Of the pair.
    best : float
        Cost of the best so far. [SEK / week]

    Returns
    -------
    int
        Its row.
    """
    table = sketch.table
    for v in range(sketch.valleys.shape[0]):
        d = sketch.valleys[v]
        if d == 0 or d >= sketch.case.calm:
            continue
        least, row = best * _DEEP, -1
        for i in range(int(sketch.n[0])):
            if abs(table[i, D] - d) > _VALLEY * d:
                continue
            if table[i, SEEN] > 0.0:
                least, row = 0.0, -1
                continue
            cost, met = told(sketch, i, 0.0)
            if cost < least and met:
                least, row = cost, i
        if row >= 0:
            return row
    return -1
