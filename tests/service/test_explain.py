"""Is every level explained, truly, in three plain sentences and both languages?"""

from __future__ import annotations

import re
import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.domain import Scenario
from optimizer.explain import LANGUAGES, explain_level
from optimizer.explain.speaker import Speaker
from optimizer.explain.words import WORDS
from optimizer.findings import DataError
from optimizer.level_plan import DemandFamily, Level, LevelReason
from optimizer.ward_stores import WEEKDAYS, Policy
from tests.stock import ward_stores

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
    assert told.endswith(".")
    return [f"{part}." for part in re.split(r"\.(?: |$)", told) if part]


def said(day: Scenario = STORES, lang: str = "en", **changes: Any) -> list[str]:
    return sentences(explain_level(day, level(**changes), lang=lang).replace("\u00a0", " "))


def changed(table: str, index: int, **values: Any) -> Scenario:
    rows = list(getattr(STORES, table))
    rows[index] = rows[index].model_copy(update=values)
    return STORES.model_copy(update={table: tuple(rows)})


def test_three_sentences_in_english() -> None:
    # 84 a week, and 1.28 deviations of the root of 168 each way.
    assert said() == [
        (
            "Avdelning 1, kirurgi uses about 84 of “Undersökningshandske, 10 par” a week, in most "
            "weeks between 67 and 101; deliveries come on Mondays, Wednesdays and Fridays and each "
            "has to last up to 3 days, with stock counted the day before."
        ),
        (
            "When 60 or fewer are left or on their way, the shelf is filled up to 1,200 in whole "
            "packs of 10, because that costs the least: with fewer there would be more orders and "
            "shortages, with more there would be more stock to pay for."
        ),
        (
            "Of what is asked for, 98.4% is expected to be on the shelf, with at least 97% "
            "promised; each missing piece costs SEK 10 and an emergency delivery SEK 400."
        ),
    ]


def test_three_sentences_in_swedish() -> None:
    assert said(lang="sv") == [
        (
            "Avdelning 1, kirurgi använder cirka 84 ”Undersökningshandske, 10 par” i veckan, de "
            "flesta veckor mellan 67 och 101; leveranser kommer på måndagar, onsdagar och fredagar "
            "och var och en ska räcka i upp till 3 dagar, med saldot räknat dagen före."
        ),
        (
            "När 60 eller färre finns kvar eller är på väg fylls hyllan på upp till 1 200 i hela "
            "förpackningar om 10, eftersom det kostar minst: med färre blir det fler beställningar "
            "och brister, med fler blir det mer lager att betala för."
        ),
        (
            "Av allt ni frågar efter väntas 98,4 % finnas på hyllan, med minst 97 % utlovat; varje "
            "saknad vara kostar 10 kr och en akutleverans 400 kr."
        ),
    ]


@pytest.mark.parametrize(
    ("changes", "lang", "begins"),
    [
        ({"policy": "par"}, "en", "At every delivery the shelf is filled up to 1,200 in whole"),
        ({"policy": "par", "pack": 1}, "en", "At every delivery the shelf is filled up to 1,200,"),
        (
            {"policy": "packs", "max_pieces": 70},
            "en",
            (
                "When 60 or fewer are left or on their way, as many packs of 10 come as make it "
                "more than 60,"
            ),
        ),
        ({"policy": "kanban", "max_pieces": 40}, "en", "There are two bins of 20,"),
        ({"policy": "par"}, "sv", "Vid varje leverans fylls hyllan på upp till 1 200 i hela"),
        ({"policy": "packs"}, "sv", "När 60 eller färre finns kvar eller är på väg kommer så"),
        ({"policy": "kanban", "max_pieces": 40}, "sv", "Det finns två fack om 20,"),
    ],
)
def test_each_policy_is_told_as_it_works(changes, lang, begins) -> None:
    assert said(lang=lang, **changes)[1].startswith(begins)


REASONS = [
    ({"reason": "cost"}, "because that costs the least", "eftersom det kostar minst"),
    (
        {"reason": "fill_rate"},
        "because with fewer, less than 97% of what is asked for would be on the shelf.",
        "eftersom mindre än 97 % av allt ni frågar efter skulle finnas på hyllan med färre.",
    ),
    (
        {"reason": "cycle_service", "cycle_service_target": 0.85},
        "less often than the 85% of times that are promised.",
        "mer sällan än i utlovade 85 % av fallen.",
    ),
    (
        {"reason": "shelf"},
        "because the shelf has room for 200 and no more.",
        "eftersom hyllan rymmer 200 och inte fler.",
    ),
    (
        {"reason": "space"},
        "because the ward's shelves hold 900 litres of all items together",
        "eftersom avdelningens hyllor rymmer 900 liter av alla artiklar tillsammans",
    ),
    (
        {"reason": "pack", "pack": 500, "max_pieces": 0},
        "Nothing can be ordered, because a pack of 500 is more than the shelf holds.",
        "Ingenting kan beställas, eftersom en förpackning om 500 är mer än hyllan rymmer.",
    ),
    (
        {"reason": "no_demand", "min_pieces": -1, "max_pieces": 0, "demand_per_week": 0},
        "Nothing is kept on the shelf, because nothing was used.",
        "Ingenting hålls på hyllan, eftersom ingenting har använts.",
    ),
    (
        {"reason": "given"},
        "as it is set today, not chosen by Wardflow.",
        "så är det satt i dag, inte valt av Wardflow.",
    ),
    (
        {"reason": "cost", "min_pieces": -1, "max_pieces": 0},
        "Nothing is kept on the shelf, because keeping it would cost more than being without",
        "Ingenting hålls på hyllan, eftersom det skulle kosta mer att ha den än att vara utan",
    ),
    (
        {"reason": "shelf", "policy": "par", "max_pieces": 0},
        "Nothing is kept on the shelf, because the shelf has no room for it.",
        "Ingenting hålls på hyllan, eftersom hyllan inte har plats för den.",
    ),
    (
        {"reason": "space", "policy": "kanban", "max_pieces": 1},
        "because the ward's shelves have no room for it beside the others.",
        "eftersom avdelningens hyllor inte har plats för den bredvid de andra.",
    ),
]


@pytest.mark.parametrize(("changes", "english", "swedish"), REASONS)
def test_each_reason_is_told(changes, english, swedish) -> None:
    assert english in said(**changes)[1]
    assert swedish in said(lang="sv", **changes)[1]


def test_every_reason_is_among_them() -> None:
    assert {LevelReason(changes["reason"]) for changes, _, _ in REASONS} == set(LevelReason)


def test_room_is_the_smaller_of_the_items_own_and_the_wards_for_it() -> None:
    assert "room for 100 and" in said(changed("wards", 0, shelf_l=80), reason="shelf")[1]
    free = changed("ward_items", 0, shelf_pieces=None)
    # 900 litres, of 0.8 litres a piece
    assert "room for 1,125 and" in said(free, reason="shelf")[1]
    wards = (STORES.wards[0].model_copy(update={"shelf_l": None}), STORES.wards[1])
    free = free.model_copy(update={"wards": wards})
    assert "because the shelf has no room for more." in said(free, reason="shelf")[1]
    assert "room for 200 and" in said(changed("wards", 0, shelf_l=None), reason="shelf")[1]


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


def test_levels_of_other_scenarios_are_told() -> None:
    with pytest.raises(DataError, match='no item "gloves" on ward "avd-9"'):
        explain_level(STORES, level(ward="avd-9"))


def test_unknown_languages_are_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="'fi'; there are en, sv"):
        explain_level(STORES, level(), lang="fi")


def test_both_languages_have_the_same_phrases_with_the_same_values() -> None:
    def values(phrase: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}

    english, swedish = (WORDS[lang] for lang in LANGUAGES)
    assert list(english) == list(swedish)
    assert {key: values(text) for key, text in english.items()} == {
        key: values(text) for key, text in swedish.items()
    }


def test_numbers_in_both_languages() -> None:
    en, sv = Speaker("en"), Speaker("sv")
    assert (en.number(1234.5), sv.number(1234.5)) == ("1,234", "1\u00a0234")
    assert (en.number(9.94), sv.number(9.94)) == ("9.9", "9,9")
    assert (en.days(1), sv.days(2)) == ("1 day", "2 dagar")
    assert sv.weekdays(["sun", "mon"]) == "på måndagar och söndagar"
    assert (en.weekdays(WEEKDAYS), sv.weekdays(WEEKDAYS)) == ("every day", "varje dag")


@settings(max_examples=150)
@given(
    reason=st.sampled_from(LevelReason),
    policy=st.sampled_from(Policy),
    low=st.integers(-1, 30),
    high=st.integers(0, 60),
    weekly=st.sampled_from([0, 0.01, 0.99, 1, 7.5, 4000]),
    cycle=st.sampled_from([0, 0.9]),
    lang=st.sampled_from(LANGUAGES),
    ward_item=st.sampled_from(STORES.ward_items),
)
def test_always_three_sentences_without_gaps(
    reason, policy, low, high, weekly, cycle, lang, ward_item
) -> None:
    told = said(
        lang=lang,
        ward=ward_item.ward,
        item=ward_item.item,
        reason=reason,
        policy=policy,
        min_pieces=low,
        max_pieces=high,
        demand_per_week=weekly,
        cycle_service_target=cycle,
    )
    assert len(told) == 3
    for sentence in told:
        assert sentence[0].isupper()
        assert not re.search(r"[{}]|  |,,|;;|-1|None", sentence)
