"""Is a stock count or a level that cannot be used told, and never guessed?"""

from __future__ import annotations

import datetime as dt

import pytest

from optimizer.findings import DataError
from optimizer.level_plan import WardVisits
from optimizer.replenish import replenish
from optimizer.ward_stores import LeadTime, Ward
from tests.small_store import codes, got, level, plan, says, store

D = dt.date


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
