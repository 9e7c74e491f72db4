"""Are use and service of a level explained as its figures say?"""

from __future__ import annotations

import re

import pytest

from optimizer.ward_stores import WEEKDAYS
from tests.explained import changed, said


class TestUse:
    @pytest.mark.parametrize(
        ("changes", "begins"),
        [
            (
                {"demand_per_week": 1, "demand_ratio": 1},
                "uses about 1 of “X” a week, in most weeks",
            ),
            ({"demand_per_week": 2.25}, "uses about 2.2 of “X” a week, in most weeks between 0"),
            (
                {"demand_per_week": 0.25, "demand_ratio": 1},
                "uses “X” rarely, about one in 4 weeks;",
            ),
            (
                {"demand_per_week": 0.4, "demand_ratio": 3},
                "uses “X” rarely, about one in 2.5 weeks, often several at once;",
            ),
            ({"demand_per_week": 0}, "has not used “X” in 182 days;"),
            ({"demand_per_week": 0, "n_days": 1}, "has not used “X” in 1 day;"),
        ],
    )
    def test_how_much_and_how_unevenly(self, changes, begins) -> None:
        day = changed("items", 0, name="X")
        assert said(day, **changes)[0].startswith(f"Avdelning 1, kirurgi {begins}")

    def test_no_history(self) -> None:
        first = said(demand_per_week=0, n_days=0)[0]
        assert first.startswith("How much Avdelning 1, kirurgi uses of “Undersökningshandske")

    def test_more_uneven_demand_is_told_as_a_wider_range(self) -> None:
        def width(ratio: float) -> int:
            low, high = re.search(r"between (\d+) and (\d+)", said(demand_ratio=ratio)[0]).groups()
            return int(high) - int(low)

        assert width(0.5) <= width(1) < width(4) < width(16)

    def test_ids_stand_for_missing_names(self) -> None:
        day = changed("items", 0, name="")
        assert "of “gloves” a week" in said(day)[0]

    @pytest.mark.parametrize(
        ("visit_days", "says"),
        [
            (("tue",), "deliveries come on Tuesdays and each has to last up to 7 days,"),
            (
                ("mon", "thu"),
                "deliveries come on Mondays and Thursdays and each has to last up to 4",
            ),
            (WEEKDAYS, "deliveries come every day and each has to last up to 1 day,"),
            ((), "there are no regular deliveries."),
        ],
    )
    def test_how_long_a_delivery_has_to_last(self, visit_days, says) -> None:
        assert says in said(changed("wards", 0, visit_days=visit_days))[0]

    @pytest.mark.parametrize(
        ("lead", "says", "sv"),
        [
            (0, "counted the same morning.", "räknat samma morgon."),
            (1, "counted the day before.", "räknat dagen före."),
            (2, "counted 2 days before.", "räknat 2 dagar före."),
            (5, "counted 5 days before.", "räknat 5 dagar före."),
        ],
    )
    def test_when_stock_is_counted(self, lead, says, sv) -> None:
        day = changed("wards", 0, lead_days=lead)
        assert said(day)[0].endswith(says)
        assert said(day, lang="sv")[0].endswith(sv)

    def test_lead_times_of_a_flow_count_before_the_wards(self) -> None:
        assert said(item="sheet")[0].endswith("counted 2 days before.")


class TestService:
    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            (
                {"fill_rate": 0.97},
                "97% is expected to be on the shelf, with at least 97% promised;",
            ),
            ({"fill_rate": 0.9}, "90% is expected to be on the shelf, less than the 97% promised;"),
            ({"fill_rate": 0.99996}, "99.9% is expected to be on the shelf"),
            ({"fill_rate": 1}, "100% is expected to be on the shelf"),
            ({"fill_rate_target": 0}, "on the shelf, with no share promised;"),
            (
                {"cycle_service_target": 0.8},
                (
                    "with at least 97% promised, and in 90% of cases it lasts until the next "
                    "delivery, with 80% promised;"
                ),
            ),
            (
                {"cycle_service_target": 0.95, "fill_rate_target": 0},
                (
                    "on the shelf, and in only 90% of cases it lasts until the next delivery, with "
                    "95% promised;"
                ),
            ),
        ],
    )
    def test_what_is_expected_and_promised(self, changes, says) -> None:
        assert says in said(**changes)[2]

    def test_what_a_shortage_costs(self) -> None:
        def ending(piece: float, emergency: float) -> str:
            day = changed("stock_classes", 1, shortage_sek=piece)
            stock = day.stock.model_copy(update={"emergency_sek": emergency})
            return said(day.model_copy(update={"stock": stock}))[2].split("; ")[1]

        assert ending(1250.5, 400) == (
            "each missing piece costs SEK 1,250.50 and an emergency delivery SEK 400."
        )
        assert ending(7, 0) == "each missing piece costs SEK 7."
        assert ending(0, 400) == "a shortage costs an emergency delivery of SEK 400."
        assert ending(0, 0) == "a shortage is given no cost."

    def test_the_class_of_the_ward_item_counts_before_the_items(self) -> None:
        day = changed("ward_items", 0, stock_class="A")
        assert "each missing piece costs SEK 60" in said(day)[2]

    def test_of_what_nobody_asks_for_nothing_is_expected(self) -> None:
        assert said(demand_per_week=0)[2] == (
            "If it is asked for all the same, each missing piece costs SEK 10 and an emergency "
            "delivery SEK 400."
        )
        assert said(lang="sv", demand_per_week=0)[2].startswith("Frågar ni ändå efter den: ")
