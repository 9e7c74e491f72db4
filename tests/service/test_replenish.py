"""Do wards get what their levels say, as orders of a scenario that can be planned?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.domain import Order, Scenario
from optimizer.findings import REGISTRY, DataError
from optimizer.findings.codes_replenish import CODES
from optimizer.formats import read_scenario, write_scenario
from optimizer.replenish import replenish
from optimizer.service import Limits, plan_day
from optimizer.validate import validate
from optimizer.ward_stores import Item, Policy, Rounding, Ward
from tests.rigs import hospital_day, hospital_plan
from tests.small_store import codes, got, level, plan, says, store
from tests.stock import ward_stores

D = dt.date


def test_wards_due_get_what_the_levels_say_and_others_nothing() -> None:
    day = store(
        {"on_hand": 3, "on_order": 1},
        {"item": "y", "on_hand": 5},
        {"ward": "B", "item": "p", "on_hand": 2},
        {"ward": "W", "on_hand": 0},
    )
    levels = plan(
        level(),
        level("A", "y"),
        level("B", "p", policy="packs", min_pieces=7, max_pieces=13, pack=6),
        level("W", "x"),
    )
    done = replenish(day, levels)
    assert got(done) == {("A", "x"): 16, ("B", "p"): 6}
    assert [(o.id, o.site, o.flow, o.carriers, o.mandatory) for o in done.orders] == [
        ("sas-supplies", "sas", "supplies", 1, True),
        ("lerum-supplies", "lerum", "supplies", 1, True),
    ]
    assert [o.weight_kg for o in done.orders] == [pytest.approx(1.6), pytest.approx(0.6)]
    assert {(load.order, load.carrier, load.ward, load.pieces) for load in done.loads} == {
        ("sas-supplies", 1, "A", 16),
        ("lerum-supplies", 1, "B", 6),
    }
    assert codes(done) == []


def test_todays_levels_where_no_others_are_given() -> None:
    done = replenish(
        store(
            {"min_pieces": 4, "max_pieces": 20, "on_hand": 2},
            {"item": "y", "policy": "par", "max_pieces": 9, "on_hand": 2},
            {"item": "p", "policy": "packs", "min_pieces": 9, "on_hand": 2},
            {"ward": "B", "policy": "kanban", "max_pieces": 10, "on_hand": 2},
        )
    )
    assert got(done) == {("A", "x"): 18, ("A", "y"): 7, ("A", "p"): 12, ("B", "x"): 5}


def test_the_day_is_the_day_of_delivery() -> None:
    day = store({"ward": "W", "counted": D(2025, 3, 5)}, {"counted": D(2025, 3, 4), "item": "y"})
    levels = plan(level("W"), level("A", "y"))
    done = replenish(day, levels, D(2025, 3, 5))
    assert got(done) == {("W", "x"): 20}
    assert done.scenario.day == D(2025, 3, 5)
    assert got(replenish(day, levels)) == {("A", "y"): 20}


def test_rounding_and_the_wards_own_shelf() -> None:
    wards = (Ward(id="A", site="sas", visit_days=("tue",), shelf_l=17),)
    day = store({"item": "p", "on_hand": 2}, wards=wards, stock={"rounding": "up"})
    high = plan(level("A", "p", pack=6, max_pieces=15))
    assert got(replenish(day, high)) == {("A", "p"): 12}
    own = store({"item": "p", "on_hand": 2, "shelf_pieces": 16}, stock={"rounding": "up"})
    assert got(replenish(own, high)) == {("A", "p"): 12}
    free = store({"item": "p", "on_hand": 2}, stock={"rounding": "up"})
    assert got(replenish(free, high)) == {("A", "p"): 18}


class TestOrders:
    def test_ids_are_new(self) -> None:
        there = tuple(
            Order(id=id_, flow="supplies", site="sas", carriers=1)
            for id_ in ("sas-supplies", "sas-supplies-2")
        )
        done = replenish(store({}, orders=there), plan(level()))
        assert [order.id for order in done.scenario.orders] == [
            *("sas-supplies", "sas-supplies-2", "sas-supplies-3")
        ]
        assert {line.order for line in done.lines} == {"sas-supplies-3"}

    def test_long_ids_are_cut(self) -> None:
        base = store({})
        long = "s" * 79 + "e"
        sites = (*base.sites, base.sites[3].model_copy(update={"id": long}))
        wards = (Ward(id="A", site=long, visit_days=("tue",)),)
        there = (Order(id=long, flow="supplies", site="sas", carriers=1),)
        day = store({}, wards=wards, sites=sites, orders=there)
        (order,) = replenish(day, plan(level())).orders
        assert order.id == "s" * 78 + "-2"
        assert Order.model_validate(order.model_dump()) == order

    @pytest.mark.parametrize(
        ("row", "levels", "priority"),
        [
            ({"on_hand": 0}, level(), 1),
            ({"on_hand": 0, "stock_class": "low"}, level(), 2),
            ({"on_hand": 1}, level(), 3),
            ({"on_hand": 1, "item": "y"}, level("A", "y"), 4),
            ({"on_hand": 40}, level(policy="par", max_pieces=100), 5),
            ({"on_hand": 40, "item": "y"}, level("A", "y", policy="par", max_pieces=100), 6),
            ({"on_hand": 0}, level(demand_per_week=0, policy="par", max_pieces=100), 5),
        ],
    )
    def test_priority_is_that_of_the_line_needed_most(self, row, levels, priority) -> None:
        (order,) = replenish(store(row), plan(levels)).orders
        assert order.priority == priority

    def test_flows_and_sites_apart_and_wards_of_a_site_together(self) -> None:
        linen = Item(id="l", flow="linen", stock_class="low", volume_l=1)
        day = store(
            {}, {"ward": "C"}, {"ward": "B"}, {"item": "l"}, items=(*store({}).items, linen)
        )
        done = replenish(day, plan(level(), level("C"), level("B"), level("A", "l")))
        assert {order.id for order in done.orders} == {
            *("sas-supplies", "lerum-supplies", "sas-linen")
        }
        assert {line.ward for line in done.lines if line.order == "sas-supplies"} == {"A", "C"}

    def test_carriers_by_volume_and_weight(self) -> None:
        # A cage holds 1.0 m3 at a fill of a half, and 500 - 38 kg.
        base = store({})
        cage = next(c for c in base.load_carriers if c.id == "cage")
        bulky = Item(id="x", flow="supplies", stock_class="low", volume_l=100, weight_kg=1)
        n = int(cage.volume_m3 * 1000 * 0.5 / 100 + 1e-9)
        levels = plan(level(max_pieces=n + 1, demand_per_week=200))
        (order,) = replenish(store({}, items=(bulky,)), levels).orders
        assert order.carriers == 2
        assert order.weight_kg == n + 1

    def test_pieces_that_no_carrier_holds(self) -> None:
        huge = Item(id="x", flow="supplies", stock_class="low", volume_l=5000)
        day = store({}, {"ward": "C"}, {"item": "y"}, items=(huge, store({}).items[1]))
        done = replenish(day, plan(level(), level("C"), level("A", "y")))
        assert got(done) == {("A", "y"): 20}
        (finding,) = done.findings
        assert (finding.code, finding.place.row) == ("S930", 2)
        cages = tuple(c.model_copy(update={"volume_m3": 0.0}) for c in store({}).load_carriers)
        done = replenish(day.model_copy(update={"load_carriers": cages}), plan(level()))
        assert "has no volume" in says(done, "S930")

    @pytest.mark.parametrize(
        "changes",
        [{"max_pieces": 10**8}, {"max_pieces": 5_000_000}],
        ids=["pieces", "carriers"],
    )
    def test_amounts_that_cannot_be(self, changes: dict[str, Any]) -> None:
        with pytest.raises(DataError, match="S931"):
            replenish(store({}), plan(level(**changes)))


class TestScenarioOfTheDay:
    def test_it_holds_the_old_orders_and_the_new_ones_without_history(self) -> None:
        day = ward_stores().model_copy(update={"baseline": hospital_plan()})
        done = replenish(day)
        assert done.scenario.orders[: len(day.orders)] == day.orders
        assert done.scenario.orders[len(day.orders) :] == done.orders
        assert done.scenario.order_lines == (*day.order_lines, *done.lines)
        assert done.scenario.demand_history is None
        assert done.scenario.baseline is None
        assert "demand_history and baseline left out" in says(done, "S944")

    def test_orders_of_another_day_are_told(self) -> None:
        day = ward_stores()
        old = day.stock.model_copy(update={"max_count_age_days": 7})
        done = replenish(day.model_copy(update={"stock": old}), None, D(2025, 3, 11))
        assert "10 orders of 2025-03-04 kept on 2025-03-11" in says(done, "S943")

    def test_it_is_planned_as_it_is(self, tmp_path) -> None:
        done = replenish(ward_stores())
        assert [f for f in validate(done.scenario) if f.severity == "error"] == []
        write_scenario(done.scenario, tmp_path / "day")
        day = plan_day(read_scenario(tmp_path / "day").value, limits=Limits(iterations=60))
        served = {
            handling.order
            for route in day.plan.routes
            for trip in route.trips
            for visit in trip.visits
            for handling in visit.handlings
        }
        assert day.verdict.ok
        assert {order.id for order in done.orders} <= served

    def test_what_is_ordered_is_not_ordered_again(self) -> None:
        done = replenish(ward_stores())
        again = replenish(done.scenario)
        assert (done.lines != (), again.lines) == (True, ())
        assert again.findings == ()

    def test_a_scenario_without_ward_items(self) -> None:
        with pytest.raises(DataError, match="S940"):
            replenish(hospital_day())


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "ward": st.sampled_from("ABC"),
            "item": st.sampled_from("xyp"),
            "policy": st.sampled_from(Policy),
            "min_pieces": st.integers(0, 60),
            "max_pieces": st.integers(0, 400),
            "shelf_pieces": st.none() | st.integers(0, 300),
            "on_hand": st.none() | st.integers(-3, 200),
            "on_order": st.integers(0, 20),
        }
    ),
    min_size=1,
    max_size=9,
    unique_by=lambda row: (row["ward"], row["item"]),
)


@settings(max_examples=80, deadline=None)
@given(rows=ROWS, rounding=st.sampled_from(Rounding), wait=st.booleans(), use=st.integers(0, 60))
def test_every_piece_is_in_an_order_and_in_a_carrier(rows, rounding, wait, use) -> None:
    day = store(*rows, stock={"rounding": rounding})
    levels = plan(
        *(
            level(
                row["ward"],
                row["item"],
                policy=row["policy"],
                min_pieces=row["min_pieces"],
                max_pieces=row["max_pieces"],
                pack=6 if row["item"] == "p" else 1,
                demand_per_week=use,
            )
            for row in rows
        )
    )
    if not any(row["on_hand"] is not None and row["on_hand"] >= 0 for row in rows):
        with pytest.raises(DataError, match="S920"):
            replenish(day, levels, may_wait=wait)
        return
    done = replenish(day, levels, may_wait=wait)
    by_key = {(row["ward"], row["item"]): row for row in rows}
    assert not (set(got(done)) & {(w.ward, w.item) for w in done.waiting})
    for key, pieces in [*got(done).items(), *(((w.ward, w.item), w.pieces) for w in done.waiting)]:
        row = by_key[key]
        assert row["on_hand"] is not None
        assert row["on_hand"] >= 0
        assert row["shelf_pieces"] is None or (
            row["on_hand"] + row["on_order"] + pieces <= row["shelf_pieces"]
        )
        assert row["policy"] is Policy.KANBAN or row["item"] != "p" or pieces % 6 == 0
    carried: dict[tuple[str, str], int] = {}
    for load in done.loads:
        key = load.ward, load.item
        carried[key] = carried.get(key, 0) + load.pieces
    assert carried == got(done)
    for order in done.orders:
        numbers = {load.carrier for load in done.loads if load.order == order.id}
        assert numbers == set(range(1, order.carriers + 1))
        for number in numbers:
            inside = [d for d in done.loads if (d.order, d.carrier) == (order.id, number)]
            assert sum(d.pieces for d in inside) <= 100
        assert order.weight_kg == pytest.approx(
            sum(0.1 * line.pieces for line in done.lines if line.order == order.id), abs=1e-3
        )
    scenario = Scenario.model_validate(done.scenario.model_dump())
    assert scenario == done.scenario
    before = {(row.ward, row.item): row.on_order for row in day.ward_items}
    for row in scenario.ward_items:
        key = row.ward, row.item
        assert row.on_order == before[key] + got(done).get(key, 0)


def test_every_code_of_replenishing_is_provoked() -> None:
    here = Path(__file__)
    text = "".join(path.read_text("utf-8") for path in here.parent.glob(f"{here.stem}*.py"))
    assert {entry.code for entry in CODES} == {code for code in REGISTRY if f'"{code}"' in text}
    assert all("S920" <= entry.code <= "S949" for entry in CODES)
