"""Is every level explained, truly, in three plain sentences and both languages?"""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.explain import LANGUAGES, explain_level
from optimizer.explain.speaker import Speaker
from optimizer.explain.words import WORDS
from optimizer.findings import DataError
from optimizer.level_plan import LevelReason
from optimizer.ward_stores import WEEKDAYS, Policy
from tests.explained import STORES, changed, level, said


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
