"""Which stores do the tests of replenishing share? A few ward items, made row by row.

`store` has wards "A" and "C" at a dock, visited on Tuesdays and Fridays, "B" at a clinic on
Tuesdays and "W" on Wednesdays; items "x", "y" and "p" (in packs of six), a hundred pieces to
a load carrier. `level` and `plan` are levels of them: two pieces a day are used.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from optimizer.domain import Scenario
from optimizer.findings import DataError
from optimizer.level_plan import DemandFamily, Level, LevelPlan, LevelReason, WardVisits
from optimizer.plan import Provenance
from optimizer.replenish import Replenished
from optimizer.ward_stores import Item, Policy, StockClass, StockSettings, Ward, WardItem
from tests.rigs import hospital_day

__all__ = ["TUESDAY", "codes", "got", "level", "plan", "says", "store"]

D = dt.date
TUESDAY = D(2025, 3, 4)
"""The hospital day."""


def store(
    *rows: dict[str, Any],
    wards: tuple[Ward, ...] = (),
    items: tuple[Item, ...] = (),
    stock: dict[str, Any] | None = None,
    **tables: Any,
) -> Scenario:
    """Ward items on the wards "A" (two deliveries a week, dock) and "B" (a clinic)."""
    base = hospital_day()
    default = {"ward": "A", "item": "x", "on_hand": 0, "counted": TUESDAY}
    ward_items = tuple(WardItem.model_validate(default | row) for row in rows)
    return base.model_copy(
        update={
            "orders": (),
            "stock": StockSettings.model_validate({"carrier_fill": 0.5} | (stock or {})),
            "stock_classes": (
                StockClass(id="high", fill_rate=0.98, shortage_sek=100),
                StockClass(id="low", fill_rate=0.9, shortage_sek=1),
            ),
            "wards": wards
            or (
                Ward(id="A", site="sas", visit_days=("tue", "fri")),
                Ward(id="B", site="lerum", visit_days=("tue",)),
                Ward(id="C", site="sas", visit_days=("tue", "fri")),
                Ward(id="W", site="sas", visit_days=("wed",)),
            ),
            "items": items
            or tuple(
                Item(
                    id=id_,
                    flow="supplies",
                    stock_class=class_,
                    volume_l=1,
                    weight_kg=0.1,
                    pack=pack,
                    pieces_per_carrier=100,
                )
                for id_, class_, pack in (("x", "high", 1), ("y", "low", 1), ("p", "low", 6))
            ),
            "ward_items": ward_items,
            **tables,
        }
    )


def level(ward: str = "A", item: str = "x", **changes: Any) -> Level:
    given = {
        "ward": ward,
        "item": item,
        "policy": Policy.MIN_MAX,
        "min_pieces": 4,
        "max_pieces": 20,
        "pack": 1,
        "reason": LevelReason.COST,
        "meets_targets": True,
        "fill_rate_target": 0.98,
        "fill_rate": 0.99,
        "cycle_service_target": 0,
        "cycle_service": 0.9,
        "demand": DemandFamily.POISSON,
        "demand_per_week": 14,
        "demand_ratio": 1,
        "demand_doubt": 0.1,
        "n_days": 364,
        "n_stock_outs": 0,
        **dict.fromkeys(
            (
                *("stock_pieces", "stock_sek", "space_l", "lines_per_week", "short_per_week"),
                *("holding_sek", "line_sek", "shortage_sek"),
            ),
            0,
        ),
    }
    return Level.model_validate(given | changes)


def plan(*levels: Level, visits: tuple[WardVisits, ...] = ()) -> LevelPlan:
    return LevelPlan(
        scenario="x", levels=levels, visits=visits, provenance=Provenance(source="test")
    )


def got(done: Replenished) -> dict[tuple[str, str], int]:
    return {(line.ward, line.item): line.pieces for line in done.lines}


def codes(done: Replenished | DataError) -> list[str]:
    return [finding.code for finding in done.findings]


def says(done: Replenished, code: str) -> str:
    (finding,) = [finding for finding in done.findings if finding.code == code]
    return str(finding)
