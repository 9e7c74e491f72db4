"""Which small ward stores do the tests share?

`ward_stores` is the hospital day of `tests.hospital_day` with two wards, three items and
half a year of history, every table of the stores in use: each policy, a lead time of its
own, a class of its own, a closed day, capacities, a pick list. `stores_of` makes stores of
any size, as columns, for what must be quick.
"""

from __future__ import annotations

import datetime as dt

import numpy as np

from optimizer.domain import Scenario
from optimizer.history import DemandHistory
from optimizer.ward_stores import (
    ClosedDay,
    Item,
    LeadTime,
    OrderLine,
    StockClass,
    StockSettings,
    Ward,
    WardItem,
    WeekdayCapacity,
)
from tests.hospital_day import hospital_day

__all__ = ["FIRST_DAY", "N_DAYS", "stores_of", "ward_stores"]

FIRST_DAY = dt.date(2024, 9, 2)
"""A Monday, half a year before the hospital day."""
N_DAYS = 182

_MEANS = (  # pieces a day, on working days; weekends have a third of it
    ("avd-1", "gloves", 14.0),
    ("avd-1", "syringe", 4.0),
    ("avd-1", "sheet", 6.0),
    ("mottagning", "gloves", 3.0),
    ("mottagning", "syringe", 0.4),
    ("mottagning", "sheet", 1.2),
)


def _history() -> DemandHistory:
    """Poisson demand, doubled on one day in five; a week empty of gloves on the ward."""
    rng = np.random.default_rng(20250304)
    wards, items = ["avd-1", "mottagning"], ["gloves", "sheet", "syringe"]
    rows: list[tuple[int, int, int, int, bool]] = []
    for ward, item, mean in _MEANS:
        for day in range(N_DAYS):
            rate = mean * (1 / 3 if day % 7 >= 5 else 1) * (2 if rng.random() < 0.2 else 1)
            pieces = int(rng.poisson(rate))
            empty = (ward, item) == ("avd-1", "gloves") and 60 <= day < 67
            pieces = min(pieces, 5) if empty else pieces
            if pieces or empty:
                rows.append((wards.index(ward), items.index(item), day, pieces, empty))
    ward_idx, item_idx, day_idx, pieces_of, empty_of = zip(*rows, strict=True)
    return DemandHistory.from_rows(
        wards,
        items,
        FIRST_DAY,
        ward=ward_idx,
        item=item_idx,
        day=day_idx,
        pieces=pieces_of,
        stock_out=empty_of,
    )


def ward_stores() -> Scenario:
    """A ward visited on three days and a clinic visited on one; six ward items."""
    day = hospital_day()
    counted = day.day
    return day.model_copy(
        update={
            "name": "ward-stores",
            "stock": StockSettings(
                line_sek=18,
                visit_sek=60,
                emergency_sek=400,
                holding_rate=0.2,
                history_from=FIRST_DAY,
                history_to=FIRST_DAY + dt.timedelta(days=N_DAYS - 1),
            ),
            "stock_classes": (
                StockClass(id="A", name="Kritisk", fill_rate=0.995, shortage_sek=60),
                StockClass(id="B", name="Viktig", fill_rate=0.97, shortage_sek=10),
                StockClass(id="C", fill_rate=0.9, cycle_service=0.8, shortage_sek=2),
            ),
            "wards": (
                Ward(
                    id="avd-1",
                    name="Avdelning 1, kirurgi",
                    site="sas",
                    shelf_l=900,
                    visit_days=("mon", "wed", "fri"),
                    lead_days=1,
                ),
                Ward(id="mottagning", name="Lerums mottagning", site="lerum", visit_days=("tue",)),
            ),
            "items": (
                Item(
                    id="gloves",
                    name="Undersökningshandske, 10 par",
                    flow="supplies",
                    stock_class="B",
                    volume_l=0.8,
                    weight_kg=0.2,
                    pack=10,
                    cost_sek=12,
                ),
                Item(
                    id="syringe",
                    name="Spruta 10 ml",
                    flow="supplies",
                    stock_class="A",
                    volume_l=0.1,
                    weight_kg=0.02,
                    pieces_per_carrier=4000,
                    pack=5,
                    cost_sek=3.5,
                    holding_rate=0.3,
                ),
                Item(
                    id="sheet",
                    name="Lakan",
                    flow="linen",
                    stock_class="B",
                    volume_l=3,
                    weight_kg=0.6,
                    cost_sek=40,
                ),
            ),
            "ward_items": (
                WardItem(
                    ward="avd-1",
                    item="gloves",
                    min_pieces=60,
                    max_pieces=120,
                    shelf_pieces=200,
                    on_hand=38,
                    counted=counted,
                ),
                WardItem(
                    ward="avd-1",
                    item="syringe",
                    policy="packs",
                    min_pieces=20,
                    max_pieces=25,
                    on_hand=22,
                    on_order=5,
                    counted=counted,
                ),
                WardItem(
                    ward="avd-1",
                    item="sheet",
                    policy="par",
                    min_pieces=29,
                    max_pieces=30,
                    on_hand=11,
                    counted=counted,
                ),
                WardItem(
                    ward="mottagning",
                    item="gloves",
                    policy="kanban",
                    min_pieces=20,
                    max_pieces=40,
                    shelf_pieces=60,
                    on_hand=24,
                    counted=counted,
                ),
                WardItem(
                    ward="mottagning",
                    item="syringe",
                    min_pieces=5,
                    max_pieces=15,
                    on_hand=9,
                    counted=counted,
                    stock_class="C",
                ),
                WardItem(
                    ward="mottagning",
                    item="sheet",
                    min_pieces=8,
                    max_pieces=20,
                    on_hand=4,
                    counted=counted,
                ),
            ),
            "lead_times": (LeadTime(ward="avd-1", flow="linen", lead_days=2),),
            "closed_days": (ClosedDay(date=dt.date(2025, 3, 7), reason="Inventering"),),
            "weekday_capacities": (
                *(
                    WeekdayCapacity(weekday=weekday, lines=6, carriers=8)
                    for weekday in ("mon", "tue", "wed", "thu", "fri")
                ),
                WeekdayCapacity(weekday="sat", lines=0, carriers=0),
                WeekdayCapacity(weekday="sun", lines=0, carriers=0),
            ),
            "order_lines": (
                OrderLine(order="supplies-sas", ward="avd-1", item="gloves", pieces=80),
            ),
            "demand_history": _history(),
        }
    )


def stores_of(n_wards: int, n_items: int, *, n_days: int = 364, seed: int = 0) -> Scenario:
    """Stores of wards that each keep every item, with demand drawn day by day.

    Most items are slow, as they are on wards: mean demand is lognormal about half a piece a
    week. Today's levels are the usual ones, mean + 1.64 standard deviations.
    """
    rng = np.random.default_rng(seed)
    wards = [f"w{i:04d}" for i in range(n_wards)]
    items = [f"i{i:04d}" for i in range(n_items)]
    rate = np.exp(rng.normal(-2.5, 1.3, (n_wards, n_items))).clip(0.004, 40)
    weekday = np.array([1.15, 1.2, 1.2, 1.15, 1.0, 0.65, 0.65])
    columns: list[np.ndarray] = []
    for day in range(n_days):
        # Gamma-mixed Poisson: variance 1.6 times the mean.
        mean = rng.gamma(rate * weekday[day % 7] / 0.6, 0.6)
        pieces = rng.poisson(mean)
        at = np.nonzero(pieces)
        columns.append(np.stack([*at, np.full(len(at[0]), day), pieces[at]]))
    rows = np.concatenate(columns, axis=1)
    order = np.lexsort((rows[2], rows[1], rows[0]))
    rows = rows[:, order]
    history = DemandHistory.from_rows(
        wards,
        items,
        FIRST_DAY,
        ward=rows[0],
        item=rows[1],
        day=rows[2],
        pieces=rows[3],
        stock_out=np.zeros(rows.shape[1], dtype=np.bool_),
    )
    patterns = (("mon", "thu"), ("tue", "fri"), ("wed",), ("mon", "wed", "fri"), ("tue",))
    packs = rng.choice([1, 1, 5, 10], n_items)
    costs = np.exp(rng.normal(3.0, 1.0, n_items)).round(2)
    days_covered = np.array([7 / len(patterns[w % len(patterns)]) + 1 for w in range(n_wards)])
    mean = rate * days_covered[:, None]
    low = np.ceil(mean + 1.64 * np.sqrt(1.6 * mean)).astype(int)
    high = low + np.maximum(packs, np.ceil(mean).astype(int))
    classes = ("A", "B", "B", "C")
    return hospital_day().model_copy(
        update={
            "name": f"stores-{n_wards}-{n_items}",
            "stock_classes": (
                StockClass(id="A", fill_rate=0.995, shortage_sek=60),
                StockClass(id="B", fill_rate=0.98, shortage_sek=20),
                StockClass(id="C", fill_rate=0.95, shortage_sek=5),
            ),
            "wards": tuple(
                Ward(
                    id=ward,
                    site=("sas", "lerum", "vargarda")[w % 3],
                    visit_days=patterns[w % len(patterns)],
                    lead_days=w % 2,
                )
                for w, ward in enumerate(wards)
            ),
            "items": tuple(
                Item(
                    id=item,
                    flow="supplies",
                    stock_class=classes[i % len(classes)],
                    volume_l=0.5 + i % 4,
                    weight_kg=0.2,
                    pack=int(packs[i]),
                    cost_sek=float(costs[i]),
                )
                for i, item in enumerate(items)
            ),
            "ward_items": tuple(
                WardItem(
                    ward=ward,
                    item=item,
                    min_pieces=int(low[w, i]),
                    max_pieces=int(high[w, i]),
                    on_hand=int(high[w, i]),
                    counted=dt.date(2025, 3, 4),
                )
                for w, ward in enumerate(wards)
                for i, item in enumerate(items)
            ),
            "demand_history": history,
        }
    )
