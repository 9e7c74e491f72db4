"""Does each ward get what its policy says, in whole carriers, as orders that can be planned?"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.domain import Order, Scenario
from optimizer.findings import REGISTRY, DataError, Finding
from optimizer.findings.codes_replenish import CODES
from optimizer.formats import read_scenario, write_scenario
from optimizer.history import DemandHistory
from optimizer.level_plan import DemandFamily, Level, LevelPlan, LevelReason, WardVisits
from optimizer.plan import Provenance
from optimizer.replenish import Replenished, replenish
from optimizer.replenish.ordering import order_pieces, raised
from optimizer.replenish.use import Use, use_of_level, uses_of_history
from optimizer.service import Limits, plan_day
from optimizer.validate import validate
from optimizer.ward_stores import (
    ClosedDay,
    Item,
    LeadTime,
    Policy,
    Rounding,
    StockClass,
    StockSettings,
    Ward,
    WardItem,
)
from tests.rigs import hospital_day, hospital_plan
from tests.stock import ward_stores

D = dt.date
TUESDAY = D(2025, 3, 4)
"""The hospital day. A cage of the flow supplies holds 1 m3 here and 160 kg net."""


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


TABLE = [
    # policy, position, low, high, pack, shelf, rounding -> pieces
    (Policy.MIN_MAX, 5, 4, 20, 1, None, Rounding.DOWN, 0),
    (Policy.MIN_MAX, 4, 4, 20, 1, None, Rounding.DOWN, 16),
    (Policy.MIN_MAX, 4, 4, 20, 6, None, Rounding.DOWN, 12),
    (Policy.MIN_MAX, 4, 4, 20, 6, None, Rounding.UP, 18),
    (Policy.MIN_MAX, 4, 4, 20, 6, 22, Rounding.UP, 18),
    (Policy.MIN_MAX, 4, 4, 20, 6, 21, Rounding.UP, 12),
    (Policy.MIN_MAX, 4, 4, 20, 30, None, Rounding.DOWN, 0),
    (Policy.MIN_MAX, 4, 4, 20, 30, None, Rounding.UP, 30),
    (Policy.MIN_MAX, 4, 4, 20, 1, 10, Rounding.DOWN, 6),
    (Policy.MIN_MAX, 0, -1, 0, 1, None, Rounding.DOWN, 0),
    (Policy.MIN_MAX, 0, 0, 0, 1, None, Rounding.UP, 0),
    (Policy.PAR, 20, 4, 20, 1, None, Rounding.DOWN, 0),
    (Policy.PAR, 19, 4, 20, 1, None, Rounding.DOWN, 1),
    (Policy.PAR, 19, 4, 20, 6, None, Rounding.DOWN, 0),
    (Policy.PAR, 19, 4, 20, 6, None, Rounding.UP, 6),
    (Policy.PAR, 3, 0, 20, 6, None, Rounding.DOWN, 12),
    (Policy.PAR, 25, 0, 20, 1, None, Rounding.UP, 0),
    (Policy.PACKS, 5, 4, 999, 6, None, Rounding.DOWN, 0),
    (Policy.PACKS, 4, 4, 0, 6, None, Rounding.DOWN, 6),
    (Policy.PACKS, 0, 12, 0, 6, None, Rounding.UP, 18),
    (Policy.PACKS, 0, 12, 0, 6, 17, Rounding.UP, 12),
    (Policy.KANBAN, 13, 0, 24, 1, None, Rounding.DOWN, 0),
    (Policy.KANBAN, 12, 0, 24, 1, None, Rounding.DOWN, 12),
    (Policy.KANBAN, 1, 0, 24, 5, None, Rounding.UP, 12),
    (Policy.KANBAN, 0, 0, 24, 1, None, Rounding.DOWN, 24),
    (Policy.KANBAN, 0, 0, 24, 1, 20, Rounding.DOWN, 12),
    (Policy.KANBAN, 0, 0, 25, 1, None, Rounding.DOWN, 24),
    (Policy.KANBAN, 0, 0, 1, 1, None, Rounding.DOWN, 0),
]


@pytest.mark.parametrize(
    ("policy", "position", "low", "high", "pack", "shelf", "rounding", "pieces"), TABLE
)
def test_orders_by_hand(policy, position, low, high, pack, shelf, rounding, pieces) -> None:
    assert (
        order_pieces(policy, position, low, high, pack=pack, shelf=shelf, rounding=rounding)
        == pieces
    )


@settings(deadline=None)  # the first call compiles
@given(
    policy=st.sampled_from(Policy),
    position=st.integers(0, 60),
    low=st.integers(-1, 40),
    high=st.integers(0, 60),
    pack=st.integers(1, 12),
    shelf=st.none() | st.integers(0, 70),
    rounding=st.sampled_from(Rounding),
)
def test_orders_agree_with_the_mathematics_and_keep_the_shelf(
    policy, position, low, high, pack, shelf, rounding
) -> None:
    from models.inventory import orders
    from models.inventory.problem import Policy as Number
    from models.inventory.problem import Rounding as Way

    pieces = order_pieces(policy, position, low, high, pack=pack, shelf=shelf, rounding=rounding)
    number = int(Number[policy.name])
    s, S, unit = orders.settled_levels(number, low, high, pack)  # noqa: N806
    ample = 10**6 if shelf is None else shelf
    way = int(Way[rounding.name])
    assert pieces == orders.order_size(number, position, s, S, unit, ample, way)
    assert pieces == 0 or shelf is None or position + pieces <= shelf


class TestRaised:
    def test_min_and_max_by_the_same(self) -> None:
        assert raised(Policy.MIN_MAX, 4, 20, pieces=6) == (10, 26)
        assert raised(Policy.PAR, 0, 20, pieces=6) == (6, 26)

    def test_never_above_the_shelf(self) -> None:
        assert raised(Policy.MIN_MAX, 4, 20, pieces=6, shelf=22) == (10, 22)
        assert raised(Policy.MIN_MAX, 18, 20, pieces=6, shelf=22) == (22, 22)

    def test_a_max_above_the_shelf_is_not_lowered_here(self) -> None:
        assert raised(Policy.MIN_MAX, 4, 20, pieces=6, shelf=15) == (10, 20)

    def test_two_bins_and_what_is_never_kept_stay(self) -> None:
        assert raised(Policy.KANBAN, 10, 20, pieces=6) == (10, 20)
        assert raised(Policy.MIN_MAX, -1, 0, pieces=6) == (-1, 0)

    def test_packs_go_by_the_min(self) -> None:
        assert raised(Policy.PACKS, 4, 0, pieces=6, shelf=8)[0] == 10


class TestUse:
    def test_of_levels(self) -> None:
        assert use_of_level(level(demand_per_week=14, demand_ratio=0.5)) == Use(2.0, 1.0)

    def test_of_history(self) -> None:
        history = DemandHistory.from_rows(
            ["A", "B"],
            ["x", "y"],
            D(2025, 1, 1),
            ward=[0, 0, 1],
            item=[0, 0, 1],
            day=[0, 9, 4],
            pieces=[2, 4, 5],
            stock_out=[False] * 3,
        )
        day = store({}, demand_history=history)
        uses = uses_of_history(day)
        # mean 0.6, mean square 2, so the variance is 1.64
        assert uses[("A", "x")].per_day == pytest.approx(0.6)
        assert uses[("A", "x")].ratio == pytest.approx(1.64 / 0.6)
        assert set(uses) == {("A", "x"), ("B", "y")}
        cut = store(
            {},
            demand_history=history,
            stock={"history_from": D(2025, 1, 2), "history_to": D(2025, 1, 20)},
        )
        assert uses_of_history(cut)[("A", "x")].per_day == pytest.approx(4 / 19)
        assert uses_of_history(store({})) is None

    def test_days_are_rounded_up_and_lasting_is_mean_and_deviations(self) -> None:
        assert Use(0.5).pieces(3) == 2
        assert Use(2.0).pieces(3) == 6
        assert Use(4.0, 2.25).lasting(4, 0.8413447) == pytest.approx(16 + 6, abs=1e-3)
        assert Use(4.0, 2.25).lasting(4, 0.2) == 16


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


class TestCounts:
    LEVELS = plan(level(), level("A", "y"))

    @pytest.mark.parametrize(
        ("row", "code", "column"),
        [
            ({"on_hand": None}, "S921", "on_hand"),
            ({"counted": None}, "S921", "counted"),
            ({"on_hand": -1}, "S922", "on_hand"),
            ({"counted": D(2025, 3, 5)}, "S923", "counted"),
            ({"counted": D(2025, 3, 3)}, "S924", "counted"),
        ],
    )
    def test_what_cannot_be_used_is_told_and_gets_nothing(self, row, code, column) -> None:
        done = replenish(store({"item": "y"}, row), self.LEVELS)
        assert got(done) == {("A", "y"): 20}
        (finding,) = done.findings
        assert (finding.code, finding.place.row, finding.place.column) == (code, 3, column)
        assert '"x" on ward "A"' in finding.message or '"x"' in finding.message

    def test_age_and_future_go_by_the_morning_that_decides(self) -> None:
        wards = (Ward(id="A", site="sas", visit_days=("tue",), lead_days=1),)
        monday = {"item": "y", "counted": D(2025, 3, 3)}
        done = replenish(store(monday, {}, wards=wards), self.LEVELS)
        assert got(done) == {("A", "y"): 20}
        assert codes(done) == ["S923"]

    def test_lead_times_of_a_flow_count_before_the_wards(self) -> None:
        sunday = {"counted": D(2025, 3, 2)}
        lead = LeadTime(ward="A", flow="supplies", lead_days=2)
        assert got(replenish(store(sunday, lead_times=(lead,)), self.LEVELS)) == {("A", "x"): 20}

    @pytest.mark.parametrize(("age", "usable"), [(0, 0), (2, 0), (3, 1), (4, 1)])
    def test_older_counts_where_the_settings_allow(self, age: int, usable: int) -> None:
        old = {"counted": D(2025, 3, 1)}
        day = store(old, {"item": "y"}, stock={"max_count_age_days": age})
        assert len(replenish(day, self.LEVELS).lines) == 1 + usable

    def test_no_count_at_all_is_an_error_with_everything_that_is_wrong(self) -> None:
        day = store({"on_hand": None}, {"item": "y", "on_hand": -4}, {"ward": "W"})
        with pytest.raises(DataError) as error:
            replenish(day, self.LEVELS)
        assert codes(error.value) == ["S920", "S921", "S922"]

    def test_counts_of_wards_that_are_not_due_do_not_matter(self) -> None:
        done = replenish(store({"ward": "W", "on_hand": None}, {}), plan(level()))
        assert got(done) == {("A", "x"): 20}
        assert codes(done) == []

    def test_thousands_of_missing_counts_are_told_as_far_as_anybody_reads(self) -> None:
        rows = [{"ward": "A", "item": "x", "on_hand": None}] * 500
        done = replenish(store({"item": "y"}, *rows), self.LEVELS)
        assert got(done) == {("A", "y"): 20}
        assert len(done.findings) == 1
        assert "(500 rows" in done.findings[0].message


class TestLevels:
    @pytest.mark.parametrize(
        ("row", "column"),
        [
            ({"max_pieces": 4}, "min_pieces"),
            ({"min_pieces": 4}, "max_pieces"),
            ({"policy": "par", "min_pieces": 4}, "max_pieces"),
            ({"policy": "kanban", "min_pieces": 4}, "max_pieces"),
            ({"policy": "packs", "max_pieces": 4}, "min_pieces"),
        ],
    )
    def test_without_the_level_the_policy_needs_nothing_is_sent(self, row, column) -> None:
        done = replenish(store(row))
        assert done.lines == ()
        (finding,) = done.findings
        assert (finding.code, finding.place.column) == ("S925", column)

    def test_levels_that_leave_out_a_ward_item(self) -> None:
        done = replenish(store({"min_pieces": 4, "max_pieces": 20}), plan())
        assert (done.lines, codes(done)) == ((), ["S925"])

    def test_levels_of_other_ward_items(self) -> None:
        done = replenish(store({}), plan(level(), level("Z", "z")))
        assert "does not have Z z" in says(done, "S926")

    def test_levels_made_for_other_delivery_days(self) -> None:
        visits = tuple(
            WardVisits(ward=ward, visit_days=("mon", "thu"), visit_days_today=("tue",))
            for ward in "AC"
        )
        done = replenish(store({}), plan(level(), visits=visits))
        assert "the levels of A, C are made for deliveries on mon, thu" in says(done, "S927")
        same = (WardVisits(ward="A", visit_days=("fri", "tue"), visit_days_today=("tue",)),)
        assert codes(replenish(store({}), plan(level(), visits=same))) == []


class TestHolidays:
    CHRISTMAS = D(2026, 12, 22)
    """A Tuesday: Friday 25 falls away, the next delivery is on Tuesday 29."""

    def test_levels_are_raised_by_the_use_of_the_extra_days(self) -> None:
        day = store({"on_hand": 9, "counted": self.CHRISTMAS}, day=self.CHRISTMAS)
        done = replenish(day, plan(level()))
        # Two pieces a day, seven days instead of three: 8 more than the max of 20.
        assert got(done) == {("A", "x"): 28 - 9}
        assert (
            "the delivery to A, C has to last 7 days, until 2026-12-29, 4 days more than in "
            "other weeks" in says(done, "S928")
        )

    def test_an_ordinary_week_has_no_extra_days(self) -> None:
        done = replenish(store({"on_hand": 9}), plan(level()))
        assert (done.lines, codes(done)) == ((), [])

    def test_never_above_the_shelf(self) -> None:
        row = {"on_hand": 9, "counted": self.CHRISTMAS, "shelf_pieces": 22}
        done = replenish(store(row, day=self.CHRISTMAS), plan(level()))
        assert got(done) == {("A", "x"): 22 - 9}

    def test_without_levels_the_history_tells_the_use(self) -> None:
        history = DemandHistory.from_rows(
            ["A"],
            ["x"],
            D(2026, 1, 1),
            ward=[0, 0],
            item=[0, 0],
            day=[0, 9],
            pieces=[6, 4],
            stock_out=[False, False],
        )
        row = {"on_hand": 6, "counted": self.CHRISTMAS, "min_pieces": 4, "max_pieces": 20}
        new = row | {"item": "y", "on_hand": 4}
        day = store(row, new, day=self.CHRISTMAS, demand_history=history)
        # One piece a day: 4 extra. What the history has nothing of stays as it is.
        assert got(replenish(day)) == {("A", "x"): 24 - 6, ("A", "y"): 16}

    def test_without_any_demand_it_is_told(self) -> None:
        row = {"on_hand": 4, "counted": self.CHRISTMAS, "min_pieces": 4, "max_pieces": 20}
        done = replenish(store(row, day=self.CHRISTMAS))
        assert got(done) == {("A", "x"): 16}
        assert "has to last 7 days" in says(done, "S929")

    def test_a_delivery_that_falls_away_is_told_with_the_next(self) -> None:
        friday = D(2026, 12, 25)
        done = replenish(store({}, day=friday), plan(level()))
        assert done.lines == ()
        assert codes(done) == ["S942", "S941"]
        assert "(Christmas Day) to A, C; the next is on 2026-12-29" in says(done, "S941")

    def test_a_closed_day_of_one_ward_is_told_and_the_others_are_served(self) -> None:
        closed = ClosedDay(date=TUESDAY, ward="C", reason="Flytt")
        done = replenish(store({}, {"ward": "C"}, closed_days=(closed,)), plan(level(), level("C")))
        assert got(done) == {("A", "x"): 20}
        assert "(Flytt) to C; the next is on 2025-03-07" in says(done, "S941")

    def test_a_ward_whose_rhythm_ends(self) -> None:
        wards = (Ward(id="A", site="sas", visit_days=()),)
        extra = ClosedDay(date=TUESDAY, ward="A", open=True)
        done = replenish(store({}, wards=wards, closed_days=(extra,)), plan(level()))
        assert got(done) == {("A", "x"): 20}
        shut = tuple(ClosedDay(date=TUESDAY + dt.timedelta(days=n)) for n in range(0, 420, 7))
        lone = (Ward(id="A", site="sas", visit_days=("tue",)),)
        done = replenish(store({}, wards=lone, closed_days=shut), plan(level()))
        assert "no next one is known" in says(done, "S941")


class TestWaiting:
    """A par level of 100 pieces a carrier: two a day are used, Friday brings the next."""

    PAR: ClassVar[dict[str, Any]] = {"policy": "par", "demand_per_week": 14, "max_pieces": 100}

    def test_a_little_that_can_wait_waits(self) -> None:
        done = replenish(store({"on_hand": 90}), plan(level(**self.PAR)))
        assert (done.orders, done.lines) == ((), ())
        (waiting,) = done.waiting
        assert (waiting.ward, waiting.item, waiting.pieces) == ("A", "x", 10)
        assert waiting.until == D(2025, 3, 7)
        assert 'x of ward "A" may wait until 2025-03-07' in says(done, "S932")

    def test_it_rides_where_goods_do_not_wait(self) -> None:
        done = replenish(store({"on_hand": 90}), plan(level(**self.PAR)), may_wait=False)
        assert (got(done), done.waiting) == ({("A", "x"): 10}, ())

    def test_half_a_carrier_goes(self) -> None:
        assert replenish(store({"on_hand": 51}), plan(level(**self.PAR))).waiting
        assert got(replenish(store({"on_hand": 50}), plan(level(**self.PAR)))) == {("A", "x"): 50}

    def test_what_may_not_last_until_the_next_delivery_goes(self) -> None:
        # Six pieces until Friday, and 2.05 deviations of 2.45 more: 11.03.
        levels = plan(level(policy="par", demand_per_week=14, max_pieces=20))
        assert got(replenish(store({"on_hand": 11}), levels)) == {("A", "x"): 9}
        assert replenish(store({"on_hand": 12}), levels).waiting

    def test_lines_ride_along_where_others_must_go(self) -> None:
        day = store({"on_hand": 90}, {"item": "y", "on_hand": 0})
        done = replenish(day, plan(level(**self.PAR), level("A", "y")))
        assert got(done) == {("A", "x"): 10, ("A", "y"): 20}

    def test_full_carriers_go_and_the_least_urgent_of_the_rest_waits(self) -> None:
        day = store(
            {"on_hand": 20},
            {"ward": "C", "on_hand": 90},
            {"ward": "C", "item": "y", "on_hand": 85},
        )
        levels = plan(
            level(**self.PAR),
            level("C", **self.PAR),
            level("C", "y", **self.PAR | {"demand_per_week": 7}),
        )
        # 80 + 10 + 15 pieces: five too many for one carrier. Ward C has spare of both, most
        # of what is used less.
        done = replenish(day, levels)
        assert got(done) == {("A", "x"): 80, ("C", "x"): 10}
        assert [(row.ward, row.item) for row in done.waiting] == [("C", "y")]
        assert [order.carriers for order in done.orders] == [1]

    def test_nothing_waits_where_nobody_knows_the_use(self) -> None:
        row = {"policy": "par", "max_pieces": 100, "on_hand": 90}
        assert got(replenish(store(row))) == {("A", "x"): 10}


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


def test_every_code_of_replenishing_is_provoked_here() -> None:
    import inspect
    import sys

    text = inspect.getsource(sys.modules[__name__])
    assert {entry.code for entry in CODES} == {code for code in REGISTRY if f'"{code}"' in text}


def test_codes_are_kept_apart_from_other_areas() -> None:
    assert all("S920" <= entry.code <= "S949" for entry in CODES)
    assert isinstance(Finding("S920", "x"), Finding)
    assert np.array_equal(sorted(e.code for e in CODES), [e.code for e in CODES])
