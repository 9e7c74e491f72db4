"""From where to where are a pair's levels searched, and what do estimates say of them?

The pair in its one form, as wide as it may have to be, with its candidates. Section I.4 of
``docs/models/inventory.md``.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.inventory.case import BINS, FREE, TOP_UP, Case
from models.inventory.masses import lumps
from models.inventory.problem import Family, Floats, Policy, Rounding
from models.inventory.scan import scan
from models.inventory.sketch import Sketch, sketch_of
from models.inventory.spans import counts_of, week_spans
from models.inventory.windows import windows_of
from models.kernels import part

__all__ = ["sketched"]

_PAR, _PACKS, _KANBAN = int(Policy.PAR), int(Policy.PACKS), int(Policy.KANBAN)
_UP, _TABLE = int(Rounding.UP), int(Family.TABLE)

_LEAST = 1e-11
"""Flows and probabilities below these do not show in what is compared."""
_LONGEST = 52.0


@part
def _case(
    policy: int,
    rounding: int,
    lead: int,
    pack: int,
    most: int,
    family: int,
    weekly: float,
    used: float,
    ratio: float,
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
        int(used / 4.0),
        int(used * used / (9.0 * ratio)),
        weekly,
        7.0 * prices[0],
        prices[1],
        prices[2],
        prices[3],
        prices[4],
        prices[5],
        prices[6],
    )


@part
def sketched(
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
    wide: float,
) -> tuple[Sketch, int]:
    """Estimates of a pair with demand whose shelf holds an order.

    Parameters
    ----------
    policy, rounding, lead, pack, shelf, ratio, family, visits
        Of the pair, as in :class:`~models.inventory.problem.ShelfProblem`.
    means : float, shape (7,)
        Mean demand of each weekday. [pieces]
    table : float, shape (width,)
        Probabilities of the family TABLE.
    prices : float, shape (7,)
        As for :func:`models.inventory.pair_search.best_of_all`.
    wide : float
        How far to search, 1 as far as will do as a rule.

    Returns
    -------
    (sketch, most_d)
        With candidates; the highest d [pieces].
    """
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
    reach = int(wide * (2.3 * batch + weekly * gap / 7.0 + ratio + 4.0)) + pack
    high = int(need + wide * (5.0 * spread + 5.0 * ratio)) + 4
    most, most_d = min(shelf, reach + high), min(shelf, reach)
    start = int(batch)
    if policy in (_PAR, _PACKS):
        most, most_d = min(shelf, high + pack), pack
        start = pack
    elif policy == _KANBAN:
        most_d = min(shelf // 2, reach + high) // pack * pack
        most = 2 * most_d
        start = max(start, int(need + spread))
    used = weekly * gap / 7.0
    case = _case(policy, rounding, lead, pack, most, family, weekly, used, ratio, prices)
    spans = week_spans(visits, lead, means, family, ratio, table, most, _LEAST)
    windows = windows_of(spans, lead, means, family, ratio, table, most, _LEAST)
    sketch = sketch_of(case, spans, windows, most_d)
    scan(sketch, pack, most_d, start, int(need + 1.5 * spread) + start)
    return sketch, most_d
