"""Is everything said in the reader's language, and are numbers and times written its way?"""

from __future__ import annotations

import datetime as dt
import string
from pathlib import Path
from types import SimpleNamespace

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po

import optimizer.report
from optimizer.findings import REGISTRY
from optimizer.report.rule_details import rule_detail
from optimizer.report.text import LANGUAGES, Language
from optimizer.translate import reasons
from tests.rigs import amend, hospital_day

FOLDER = Path(optimizer.report.__file__).parent
KEYWORDS = {"text": None, "N_": None, "plural": (1, 2)}

Message = str | tuple[str, ...]


def said_in_code() -> dict[Message, str]:
    """Messages of modules and templates, with where they are said."""
    found: dict[Message, str] = {}
    for path in sorted(FOLDER.rglob("*")):
        method = {".py": "python", ".html": "jinja2.ext:babel_extract"}.get(path.suffix)
        if method:
            with path.open("rb") as file:
                keywords = KEYWORDS if path.suffix == ".py" else {"_": None}
                for line, message, _, _ in extract(method, file, keywords=keywords):
                    found[message] = f"{path.name}:{line}"
    return found


def said_by_checker() -> dict[Message, str]:
    """Rules and remedies of the findings that reports tell: the checker's, and of ward stores."""
    checker = [
        entry
        for code, entry in REGISTRY.items()
        if code.startswith("C") or (code[:2] in {"S2", "V9"} and entry.severity != "error")
    ]
    return {text: entry.code for entry in checker for text in (entry.title, entry.remedy)}


@pytest.fixture(scope="module")
def swedish() -> Catalog:
    with (FOLDER / "locale" / "sv" / "report.po").open("rb") as file:
        return read_po(file, locale="sv")


def test_the_extraction_finds_messages() -> None:
    said = said_in_code()
    assert {"Routes", "Map", "Driver's manifest", ("{n} trip", "{n} trips")} <= said.keys()
    assert len(said) > 150


def test_every_message_is_translated(swedish: Catalog) -> None:
    lacking = []
    for message, where in {**said_in_code(), **said_by_checker()}.items():
        entry = swedish.get(message[0] if isinstance(message, tuple) else message)
        words = entry.string if entry else ""
        if not all(words) or not words or (entry and entry.fuzzy):
            lacking.append((where, message))
    assert lacking == []


def test_no_translation_is_left_over(swedish: Catalog) -> None:
    known = {
        message[0] if isinstance(message, tuple) else message
        for message in (*said_in_code(), *said_by_checker())
    }
    kept = {entry.id[0] if isinstance(entry.id, tuple) else entry.id for entry in swedish}
    assert kept - known == {""}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_translations_hold_the_same_values(swedish: Catalog) -> None:
    for entry in swedish:
        originals = entry.id if isinstance(entry.id, tuple) else (entry.id,)
        words = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        if originals != ("",):
            assert {frozenset(fields(t)) for t in words} == {
                frozenset(fields(t)) for t in originals
            }, entry.id


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="no language 'de'; there are en, sv"):
        Language("de")


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_is_said_of_an_empty_message(code: str) -> None:
    assert Language(code).text("") == ""


def test_plurals_follow_the_number() -> None:
    sv = Language("sv")
    assert [sv.plural("{n} trip", "{n} trips", n) for n in (0, 1, 2)] == [
        "0 turer",
        "1 tur",
        "2 turer",
    ]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", ["1,234.5", "SEK\xa012,346", "38.1%", "1.5\xa0km"]),
        ("sv", ["1\xa0234,5", "12\xa0346\xa0kr", "38,1\xa0%", "1,5\xa0km"]),
    ],
)
def test_numbers_follow_the_language(code: str, said: list[str]) -> None:
    say = Language(code)
    assert said == [
        say.number(1234.5, 1),
        say.money(12345.6),
        say.percent(0.381, 1),
        say.km(1500),
    ]


@pytest.mark.parametrize(
    ("code", "said"),
    [("en", "Tuesday 18 November 2025, week 47"), ("sv", "tisdag 18 november 2025, v. 47")],
)
def test_days_have_their_iso_week(code: str, said: str) -> None:
    assert Language(code).day(dt.date(2025, 11, 18)) == said


def test_the_week_of_new_year_is_the_iso_week() -> None:
    assert Language("sv").day(dt.date(2027, 1, 1)).endswith("v. 53")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "00:00"), (27_059, "07:30"), (86_399, "23:59"), (86_400, "00:00\xa0+1")],
)
def test_times_are_cut_to_the_minute_and_pass_midnight(seconds: int, said: str) -> None:
    assert {Language(code).time(seconds) for code in LANGUAGES} == {said}


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0\xa0min"),
        (29, "0\xa0min"),
        (1140, "19\xa0min"),
        (3599, "1\xa0h\xa000\xa0min"),
        (-5430, "−1\xa0h\xa030\xa0min"),
    ],
)
def test_durations_are_rounded_to_the_minute(seconds: int, said: str) -> None:
    assert Language("en").duration(seconds) == said


def test_slots_show_a_decimal_only_where_there_is_one() -> None:
    sv = Language("sv")
    assert [sv.slots(value) for value in (3.0, 2.999_999_9, 3.8)] == ["3", "3", "3,8"]


def test_the_rules_that_our_plans_name_are_said_in_swedish() -> None:
    """The words are those of the module that gives the reasons, not a copy of them."""
    day = hospital_day()
    bare = tuple(amend(kind, equipment=()) for kind in day.vehicle_types)
    flows = tuple(amend(flow, requires_equipment=("cooled",)) for flow in day.flows)
    sites = tuple(amend(s, excluded_vehicle_types=("lorry", "split", "van")) for s in day.sites)
    sas = next(s for s in day.sites if s.id == "sas")
    hindered = [
        amend(day, vehicle_types=bare, flows=flows),
        amend(day, vehicle_types=bare, sites=tuple(sas if s.id == "sas" else s for s in sites)),
        amend(day, sites=tuple(amend(s, requires_equipment=()) for s in sites)),
    ]
    kinds = set()
    for scenario in hindered:
        for order in scenario.orders:
            for rule in reasons._rules(SimpleNamespace(scenario=scenario), order.id):
                kinds.add(rule.split()[0])
                said = rule_detail(rule, Language("sv"))
                assert said != rule
                assert rule_detail(rule, Language("en")) == rule
    assert kinds == {"flow", "site", "no"}
    assert rule_detail("words of somebody; by hand", Language("sv")) == "words of somebody; by hand"
