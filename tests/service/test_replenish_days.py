"""Do levels rise before holidays, and may goods wait only where the shelf lasts?"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from optimizer.history import DemandHistory
from optimizer.replenish import replenish
from optimizer.ward_stores import ClosedDay, Ward
from tests.small_store import TUESDAY, codes, got, level, plan, says, store

D = dt.date


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
