"""Which level do tests of explanations have explained, and how are its sentences told apart?"""

from __future__ import annotations

import re
from typing import Any

from optimizer.domain import Scenario
from optimizer.explain import explain_level
from optimizer.level_plan import DemandFamily, Level, LevelReason
from optimizer.ward_stores import Policy
from tests.changes import row
from tests.stock import ward_stores

__all__ = ["STORES", "changed", "level", "said"]

STORES = ward_stores()


def level(**changes: Any) -> Level:
    """A level of gloves on the surgical ward, in packs of ten."""
    given = {
        "ward": "avd-1",
        "item": "gloves",
        "policy": Policy.MIN_MAX,
        "min_pieces": 60,
        "max_pieces": 1200,
        "pack": 10,
        "reason": LevelReason.COST,
        "meets_targets": True,
        "fill_rate_target": 0.97,
        "fill_rate": 0.9843,
        "cycle_service_target": 0,
        "cycle_service": 0.9,
        "demand": DemandFamily.POISSON,
        "demand_per_week": 84,
        "demand_ratio": 2,
        "demand_doubt": 0.1,
        "n_days": 182,
        "n_stock_outs": 7,
        **dict.fromkeys(
            (
                *("stock_pieces", "stock_sek", "space_l", "lines_per_week", "short_per_week"),
                *("holding_sek", "line_sek", "shortage_sek"),
            ),
            0,
        ),
    }
    return Level.model_validate(given | changes)


def sentences(told: str) -> list[str]:
    """Each with its full stop."""
    assert told.endswith(".")
    return [f"{part}." for part in re.split(r"\.(?: |$)", told) if part]


def said(day: Scenario = STORES, lang: str = "en", **changes: Any) -> list[str]:
    """The sentences on a level that differs from ``level`` as told, with common spaces."""
    return sentences(explain_level(day, level(**changes), lang=lang).replace("\u00a0", " "))


def changed(table: str, index: int, **values: Any) -> Scenario:
    """The stores with some fields of one row changed."""
    return row(table, index, **values)(STORES)
