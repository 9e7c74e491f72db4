"""Is the report of a level plan whole, honest, inert, and in the reader's language?"""

from __future__ import annotations

import base64
import hashlib
import io
import re
from itertools import pairwise

import pytest
from openpyxl import load_workbook

from optimizer.domain import Scenario
from optimizer.findings import Finding, Place
from optimizer.level_plan import LevelPlan, LevelReason, WardSpace
from optimizer.report import level_story, levels_report, levels_workbook
from optimizer.report.levels_page import levels_page
from optimizer.report.text import Language
from tests.rigs import amend
from tests.service.test_report_page import Reader
from tests.stock import stores_of, ward_stores
from tests.told_levels import our_levels, simulation
from tests.told_stories import comparison, hostile


def hampered(day: Scenario) -> LevelPlan:
    """One target that the shelf lets nobody meet, and a ward whose shelves overflow."""
    plan = our_levels(day)
    first = amend(plan.levels[0], meets_targets=False, fill_rate=0.91, reason=LevelReason.SHELF)
    space = WardSpace(ward="avd-1", shelf_l=900, used_l=900, price_sek_per_l=0.4, overflow_l=75)
    return amend(plan, levels=(first, *plan.levels[1:]), spaces=(space, plan.spaces[1]))


@pytest.fixture(scope="module")
def page() -> str:
    return levels_report(comparison(ward_stores())).decode()


def test_the_page_loads_nothing_and_runs_one_script(page: str) -> None:
    loads = r"(?i)\b(https?|ftp|wss?|file|data):|@import|\bsrc=|url\((?!#)"
    assert not re.search(loads, page.replace("img-src data:", ""))
    reader = Reader(page)
    (script,) = reader.scripts
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    (policy,) = (v for v in reader.values("content") if v.startswith("default-src"))
    assert f"script-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy


def test_references_lead_somewhere_and_headings_go_down_in_steps(page: str) -> None:
    reader = Reader(page)
    ids = reader.values("id")
    assert len(ids) == len(set(ids))
    wanted = {v.removeprefix("#") for v in reader.values("href")}
    wanted |= {v for value in reader.values("aria-labelledby") for v in value.split()}
    assert wanted <= set(ids)
    sections = {"comparison", "service", "levelling", "changed", "shelves", "unmet", "space"}
    assert sections | {"levels", "findings"} <= wanted
    assert all("aria-" in svg for svg in re.findall(r"<svg[^>]*>", page))
    steps = [int(level) for level in re.findall(r"<h([1-6])[\s>]", page)]
    assert steps[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(steps))


def test_names_cannot_become_markup() -> None:
    html = levels_report(comparison(hostile(ward_stores()))).decode()
    assert len(Reader(html).scripts) == 1
    assert "<img" not in html
    assert "onerror=" not in {name for _, name, _ in Reader(html).attributes}
    assert "&lt;/script&gt;" in html


def test_the_top_tells_gains_and_which_way_is_better(page: str) -> None:
    words = [word for word in Reader(page).words if word]
    start = words.index("Cost a week")
    assert words[start + 1].startswith("SEK ")
    assert re.fullmatch(r"−SEK \d+ \(−\d+\.\d%\) to today", words[start + 2])
    assert page.count('class="note better"') == 3  # cost, service, emergencies
    assert page.count('class="note worse"') == 0


def test_a_difference_within_its_doubt_is_not_called_better() -> None:
    told = simulation(ward_stores())
    less = told.differences[0]
    wide = amend(less.kpis.total_sek, half_width=abs(less.kpis.total_sek.mean) * 2)
    doubtful = amend(less, kpis=amend(less.kpis, total_sek=wide))
    html = levels_report(
        comparison(ward_stores(), simulated=amend(told, differences=(doubtful,)))
    ).decode()
    assert "no sure difference to today" in html
    assert html.count('class="note better"') == 2


def test_without_today_there_is_nothing_to_compare() -> None:
    told = comparison(ward_stores(), today=None, visits=None, simulated=None)
    html = levels_report(told).decode()
    assert "there is nothing to compare with" in html
    assert 'class="note better"' not in html
    assert told.as_dict()["n_compared"] == 0
    assert {figure.today for figure in told.figures} == {None}


def test_what_cannot_be_met_is_told_with_what_stops_it() -> None:
    html = levels_report(comparison(ward_stores(), hampered(ward_stores()))).decode()
    words = Reader(html).words
    assert "Targets that cannot be met: 1 ward item." in html
    assert "1 ward lacks shelf space." in html
    assert {"Room on the shelf", "91.00%", "75.0", "SEK 0.40"} <= set(words)


def test_findings_are_told_gravest_first() -> None:
    notes = (
        Finding("S209", "2 of 6 have none", Place("ward_items")),
        Finding("S205", "one target", Place("ward_items")),
    )
    html = levels_report(comparison(ward_stores(), findings=notes), lang="sv").decode()
    assert html.index("Målen kan nås") < html.index("Hyllplatserna har nivåer i dag")


def test_swedish_pages_are_swedish() -> None:
    html = levels_report(comparison(ward_stores()), lang="sv").decode()
    words = set(Reader(html).words)
    assert '<html lang="sv">' in html
    assert {"Dagens nivåer mot våra", "Mest ändrade artiklar", "Lagervärde", "mån"} <= words
    english = {"Ward", "Item", "Min today", "Levels", "Shelves", "Today", "Mon", "Lines a week"}
    assert english.isdisjoint(words)
    assert re.search(r"Avdelning 1, kirurgi använder", html)


def test_the_same_plan_gives_the_same_page(page: str) -> None:
    assert levels_report(comparison(ward_stores())).decode() == page


def test_an_unknown_shelf_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="no level of 'needle' at 'avd-1'"):
        levels_report(comparison(ward_stores()), pictures=[("avd-1", "needle")])


def test_levels_of_another_scenario_are_refused() -> None:
    day = ward_stores()
    other = amend(our_levels(day).levels[0], ward="avd-9")
    with pytest.raises(ValueError, match="no 'gloves' at 'avd-9'"):
        level_story(day, amend(our_levels(day), levels=(other,)))


def test_many_levels_are_cut_on_the_page_and_whole_in_the_workbook() -> None:
    day = stores_of(45, 50, n_days=28)
    told = comparison(day)
    html = levels_report(told)
    assert len(html) < 5_000_000
    view = levels_page(told, Language("en"))
    assert len(view.levels.table.rows) == 1500
    assert view.levels.cut.startswith("The 1,500 of 2,250 ward items that cost or change")
    dearest = {(p.ward, p.item) for p in told.story.dearest(1500)}
    assert {(row[0].text, row[1].text) for row in view.levels.table.rows} == dearest
    book = load_workbook(io.BytesIO(levels_workbook(told)), read_only=True)
    assert book["Levels"].max_row == book["Todays levels"].max_row == 2251
