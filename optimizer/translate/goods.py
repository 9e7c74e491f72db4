"""Which goods may meet, in numbers? The hygiene matrix as rules for kinds of goods.

A kind of goods is a hygiene class in closed or in open carriers, for a closed carrier
separates its goods from the others. Rules R8 and R9 of ``docs/plan-rules.md``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.routing.problem import GoodsRules, Relation
from optimizer.amounts import Amounts
from optimizer.domain import Code, Order, Scenario
from optimizer.units import MINUTE

__all__ = ["Goods", "goods_of", "goods_rules"]

Goods = tuple[str, bool]
"""Hygiene class, and whether it rides in closed carriers."""

_WIPE, _WASH = 1, 2


def goods_of(amounts: Amounts, order: Order) -> Goods:
    """Kind of goods of an order."""
    return amounts.flow(order).hygiene_class, amounts.load_carrier(order).closed


def goods_rules(scenario: Scenario, kinds: Sequence[Goods]) -> GoodsRules:
    """Rules for the kinds of goods of a scenario.

    Parameters
    ----------
    scenario : Scenario
        For its hygiene matrix and cleaning durations.
    kinds : sequence of Goods
        In the order of their indices.

    Returns
    -------
    GoodsRules
        Mode 0 for vehicles without a partition, mode 1 for those with one.
    """
    classes = {c.id: c for c in scenario.hygiene}
    n = max(1, len(kinds))
    relation = np.zeros((2, n, n), dtype=np.int8)
    cleaning = np.zeros((2, n, n), dtype=np.int8)
    rank = np.zeros(n, dtype=np.int64)
    for a, (class_a, closed_a) in enumerate(kinds):
        rank[a] = classes[class_a].rank
        for b, (class_b, closed_b) in enumerate(kinds):
            code = Code.Y if class_a == class_b else classes[class_a].codes[class_b]
            for mode in (0, 1):
                met, wanted = _meeting(code, mode=mode, closed=closed_a or closed_b)
                relation[mode, a, b] = met
                if classes[class_a].rank >= classes[class_b].rank:
                    cleaning[mode, a, b] = wanted
    return GoodsRules(
        relation,
        rank,
        cleaning,
        (0, round(scenario.wipe_min * MINUTE), round(scenario.wash_min * MINUTE)),
    )


def _meeting(code: Code, *, mode: int, closed: bool) -> tuple[Relation, int]:
    """How two classes meet, and the cleaning between trips that the pair may demand."""
    if code is Code.Y or (code is Code.S and closed):
        return Relation.FREE, 0
    if code is Code.S and mode == 1:
        return Relation.APART, 0
    if code is Code.N:
        return Relation.NEVER, _WASH
    return Relation.SEQUENCE, _WIPE
