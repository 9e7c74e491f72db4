"""In which ways can ward stores be incoherent?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np

from optimizer.closed_loops import Loop, WardReturn
from optimizer.domain import Scenario
from optimizer.history import COLUMNS, DemandHistory
from optimizer.ward_stores import StockClass
from tests.changes import added, again, both, dropped, row
from tests.faults.breaks import Break
from tests.rigs import amend

__all__ = ["BREAKS"]


def stock(**changes: object) -> Callable[[Scenario], Scenario]:
    return lambda day: day.model_copy(update={"stock": amend(day.stock, **changes)})


def history(
    pick: Callable[[DemandHistory], np.ndarray] | None = None,
    ids: tuple[tuple[str, str], ...] = (),
    days: int = 0,
) -> Callable[[Scenario], Scenario]:
    """Keep some rows, rename ids, move all rows by some days."""

    def change(day: Scenario) -> Scenario:
        old = day.demand_history
        assert old is not None
        kept = slice(None) if pick is None else pick(old)
        named = dict(ids)
        new = DemandHistory.from_rows(
            [named.get(ward, ward) for ward in old.wards],
            [named.get(item, item) for item in old.items],
            old.first_day + dt.timedelta(days=days),
            **{name: getattr(old, name)[kept] for name in COLUMNS},
        )
        return day.model_copy(update={"demand_history": new})

    return change


def without_history(day: Scenario) -> Scenario:
    return day.model_copy(update={"demand_history": None})


BREAKS: dict[str, Break] = {
    "ward at no site": Break(
        row("wards", 0, site="sass"), ("error V104 wards:2 site",), 'Did you mean "sas"?'
    ),
    "item in no flow": Break(row("items", 2, flow="linnen"), ("error V104 items:4 flow",), "linen"),
    "item of no class": Break(
        row("items", 0, stock_class="Z"), ("error V104 items:2 stock_class",), "A, B, C"
    ),
    "ward item of no ward": Break(
        row("ward_items", 3, ward="motagning"),
        ("error V104 ward_items:5 ward", "note V935 ward_items"),
        'Did you mean "mottagning"?',
    ),
    "ward item of no item": Break(
        row("ward_items", 3, item="glove"),
        ("error V104 ward_items:5 item", "note V935 ward_items"),
        'Did you mean "gloves"?',
    ),
    "ward item of no class": Break(
        row("ward_items", 4, stock_class="D"), ("error V104 ward_items:6 stock_class",), '"D"'
    ),
    "lead time of no ward": Break(
        row("lead_times", 0, ward="avd1"), ("error V104 lead_times:2 ward",), '"avd-1"'
    ),
    "lead time of no flow": Break(
        row("lead_times", 0, flow="lines"), ("error V104 lead_times:2 flow",), '"linen"'
    ),
    "closed day of no ward": Break(
        row("closed_days", 0, ward="avd 1"), ("error V104 closed_days:2 ward",), '"avd-1"'
    ),
    "line of no order": Break(
        row("order_lines", 0, order="supplies"), ("error V104 order_lines:2 order",), "supplies-sas"
    ),
    "line of no ward": Break(
        row("order_lines", 0, ward="avd"), ("error V104 order_lines:2 ward",), "avd-1"
    ),
    "line of no item": Break(
        row("order_lines", 0, item="glovs"), ("error V104 order_lines:2 item",), "gloves"
    ),
    "class twice": Break(again("stock_classes", 0), ("error V101 stock_classes:5 id",), "row 2"),
    "ward twice": Break(again("wards", 1), ("error V101 wards:4 id",), "row 3"),
    "item looks alike": Break(
        again("items", 0, id="Gloves"), ("warning V102 items:5 id",), 'looks like "gloves"'
    ),
    "ward item twice": Break(
        again("ward_items", 1), ("error V901 ward_items:8 item",), '"avd-1", "syringe" is already'
    ),
    "lead time twice": Break(again("lead_times", 0), ("error V901 lead_times:3 flow",), "row 2"),
    "closed day twice": Break(
        again("closed_days", 0, open=True), ("error V901 closed_days:3 date",), "2025-03-07"
    ),
    "capacity twice": Break(
        again("weekday_capacities", 0), ("error V901 weekday_capacities:9 weekday",), '"mon"'
    ),
    "line twice": Break(again("order_lines", 0), ("error V901 order_lines:3 item",), "row 2"),
    "item comes home": Break(
        row("items", 2, flow="soiled"), ("error V902 items:4 flow",), 'item "sheet" is a return'
    ),
    "line in another flow": Break(
        row("order_lines", 0, item="sheet"), ("warning V903 order_lines:2 item",), '"linen"'
    ),
    "line of another site": Break(
        row("order_lines", 0, ward="mottagning"), ("warning V903 order_lines:2 ward",), '"lerum"'
    ),
    "line of half a pack": Break(
        row("order_lines", 0, pieces=85),
        ("warning V904 order_lines:2 pieces",),
        '85 pieces of "gloves" in packs of 10',
    ),
    "piece of a tonne": Break(
        both(row("items", 1, weight_kg=1000), row("load_carriers", 3, max_gross_kg=500)),
        ("error V905 items:3 weight_kg",),
        '1000 kg; "cage" holds 462 kg',
    ),
    "piece of a cubic metre": Break(
        both(
            row("items", 2, volume_l=1000),
            row("wards", 0, shelf_l=None),
            row("load_carriers", 0, volume_m3=0.8),
        ),
        ("error V905 items:4 volume_l",),
        '1000 l; "trolley" holds 800 l',
    ),
    "class that asks nothing": Break(
        added("stock_classes", StockClass(id="D", fill_rate=0)),
        ("warning V906 stock_classes:5 fill_rate",),
        '"D"',
    ),
    "return that goes out": Break(
        added("ward_returns", WardReturn(ward="avd-1", flow="linen")),
        ("error V907 ward_returns:2 flow",),
        'flow "linen" is a delivery, not a return',
    ),
    "return twice, of nobody": Break(
        lambda day: day.model_copy(
            update={"ward_returns": 2 * (WardReturn(ward="avd", flow="soiled"),)}
        ),
        ("error V104 ward_returns:2 ward", "error V901 ward_returns:3 flow"),
        "avd-1",
    ),
    "loop the wrong way round": Break(
        added(
            "loops",
            Loop(depot="laundry", flow="soiled", return_flow="linen", stock_carriers=1),
        ),
        ("error V907 loops:2 flow", "error V907 loops:2 return_flow"),
        'flow "soiled" is a return, not a delivery',
    ),
    "min above max": Break(
        row("ward_items", 0, min_pieces=130),
        ("error V911 ward_items:2 min_pieces",),
        '"gloves" on "avd-1": min 130, max 120',
    ),
    "min without max": Break(
        row("ward_items", 0, max_pieces=None), ("warning V912 ward_items:2 max_pieces",), "no max"
    ),
    "max without min": Break(
        row("ward_items", 0, min_pieces=None), ("warning V912 ward_items:2 max_pieces",), "no min"
    ),
    "max above the shelf": Break(
        row("ward_items", 0, shelf_pieces=110),
        ("warning V913 ward_items:2 max_pieces",),
        "max 120, the shelf holds 110",
    ),
    "pack above the shelf": Break(
        row("ward_items", 0, shelf_pieces=9, min_pieces=None, max_pieces=None),
        ("warning V913 ward_items:2 shelf_pieces",),
        "a pack has 10 pieces",
    ),
    "max of half a pack": Break(
        row("ward_items", 0, max_pieces=125),
        ("note V914 ward_items:2 max_pieces",),
        "max 125, packs of 10",
    ),
    "two bins of one pack and a half": Break(
        row("ward_items", 3, max_pieces=30), ("note V914 ward_items:5 max_pieces",), "max 30"
    ),
    "shelves too small": Break(
        row("wards", 0, shelf_l=100),
        ("warning V915 wards:2 shelf_l",),
        'ward "avd-1" has 100 l, its maxima take 188.5 l',
    ),
    "ward never served": Break(
        row("wards", 1, visit_days=()), ("error V921 wards:3 visit_days",), '"mottagning"'
    ),
    "ward never served that keeps nothing": Break(
        again("wards", 1, id="ny", visit_days=()), ("warning V921 wards:4 visit_days",), '"ny"'
    ),
    "three days ahead": Break(
        row("wards", 1, lead_days=3), ("error V922 wards:3 lead_days",), "3 days; at most 2"
    ),
    "lead time of a week": Break(
        row("lead_times", 0, lead_days=7), ("error V922 lead_times:2 lead_days",), "7 days"
    ),
    "count below zero": Break(
        row("ward_items", 0, on_hand=-3), ("warning V931 ward_items:2 on_hand",), "has -3 pieces"
    ),
    "counted tomorrow": Break(
        row("ward_items", 0, counted=dt.date(2100, 1, 1)),
        ("warning V932 ward_items:2 counted",),
        "was counted on 2100-01-01",
    ),
    "history of days to come": Break(
        both(stock(history_from=None, history_to=None), history(days=365)),
        ("warning V933 demand_history date",),
        "the latest of 2026-03-02",
    ),
    "span upside down": Break(
        stock(history_from=dt.date(2025, 3, 1), history_to=dt.date(2024, 3, 1)),
        ("error V934 scenario stock.history_from",),
        "from 2025-03-01 to 2024-03-01",
    ),
    "span without rows": Break(
        stock(history_from=dt.date(2025, 4, 1), history_to=None),
        ("error V934 scenario stock.history_from",),
        "none is of 2025-04-01",
    ),
    "one item without history": Break(
        history(lambda old: ~((old.ward == 0) & (old.item == 2))),
        ("note V935 ward_items",),
        '1 of 6 ward items have no history: "syringe" on "avd-1"',
    ),
    "most without history": Break(
        history(lambda old: (old.ward == 0) & (old.item < 2)),
        ("warning V935 ward_items",),
        '4 of 6 ward items have no history: "syringe" on "avd-1", "gloves" on "mottagning", ',
    ),
    "no history": Break(without_history, ("note V935 ward_items",), "there is no demand_history"),
    "history of other wards": Break(
        history(ids=(("avd-1", "avd 1"),)),
        ("note V935 ward_items", "warning V936 demand_history ward"),
        'Did you mean "avd-1"?',
    ),
    "history of an item no longer kept": Break(
        both(dropped("items", 2), dropped("ward_items", 2, 5)),
        ("note V936 demand_history item",),
        'rows are not in items: "sheet"',
    ),
}
