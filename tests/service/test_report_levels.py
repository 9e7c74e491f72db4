"""Is the report of a level plan whole, honest, inert, and in the reader's language?"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
from itertools import pairwise

import pytest
from openpyxl import load_workbook

from optimizer.domain import Scenario
from optimizer.findings import Finding, Place
from optimizer.level_plan import LevelPlan, LevelReason, WardSpace
from optimizer.report import (
    LevelComparison,
    compare_levels,
    level_story,
    levels_report,
    levels_workbook,
)
from optimizer.report.levels_page import levels_page
from optimizer.report.stamped import MANY_ROWS, stamp_rows
from optimizer.report.table import Column, Kind, Table
from optimizer.report.text import Language
from optimizer.report.workbook import workbook_bytes
from tests.rigs import amend
from tests.service.test_report_page import Reader
from tests.stock import stores_of, ward_stores
from tests.told_levels import our_levels, simulation, todays_levels, visit_plan

HOSTILE = '=1+1</script><script>document.title="owned"</script><img src=x onerror="alert(1)">'


def comparison(day: Scenario, plan: LevelPlan | None = None, **more: object) -> LevelComparison:
    told: dict[str, object] = {
        "today": todays_levels(day),
        "visits": visit_plan(day),
        "simulated": simulation(day),
        **more,
    }
    return compare_levels(level_story(day, plan or our_levels(day), **told))  # type: ignore[arg-type]


def hampered(day: Scenario) -> LevelPlan:
    """One target that the shelf lets nobody meet, and a ward whose shelves overflow."""
    plan = our_levels(day)
    first = amend(plan.levels[0], meets_targets=False, fill_rate=0.91, reason=LevelReason.SHELF)
    space = WardSpace(ward="avd-1", shelf_l=900, used_l=900, price_sek_per_l=0.4, overflow_l=75)
    return amend(plan, levels=(first, *plan.levels[1:]), spaces=(space, plan.spaces[1]))


def hostile(day: Scenario) -> Scenario:
    ward = amend(day.wards[0], name=HOSTILE[:190])
    item = amend(day.items[0], name=HOSTILE[:190])
    classes = (amend(day.stock_classes[0], name=HOSTILE[:190]), *day.stock_classes[1:])
    update = {
        "wards": (ward, *day.wards[1:]),
        "items": (item, *day.items[1:]),
        "stock_classes": classes,
        "description": HOSTILE,
    }
    return day.model_copy(update=update)


@pytest.fixture(scope="module")
def page() -> str:
    return levels_report(comparison(ward_stores())).decode()


# ------------------------------------------------------------------------------------ page


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


# ------------------------------------------------------------------------------ comparison


def test_the_comparison_adds_up() -> None:
    told = comparison(ward_stores())
    ours, today = our_levels(ward_stores()).levels, todays_levels(ward_stores()).levels
    figures = {f.kpi: f for f in told.figures if f.basis == "calculated"}
    assert figures["stock_sek"].ours == pytest.approx(sum(v.stock_sek for v in ours))
    assert figures["lines"].today == pytest.approx(sum(v.lines_per_week for v in today))
    terms = ("holding_sek", "line_sek", "shortage_sek")
    assert figures["total_sek"].ours == pytest.approx(sum(figures[t].ours for t in terms))
    short = sum(v.short_per_week for v in ours) / sum(v.demand_per_week for v in ours)
    assert figures["fill_rate"].ours == pytest.approx(1 - short)
    assert figures["unmet"].today == sum(not v.meets_targets for v in today)
    lines = figures["lines"]
    assert lines.difference is not None
    assert lines.today is not None
    assert lines.percent == pytest.approx(100 * lines.difference / lines.today)


def test_simulated_figures_go_before_calculated_ones() -> None:
    told = comparison(ward_stores())
    figure = told.of("lines")
    assert figure is not None
    assert (figure.basis, figure.difference_half_width) == ("simulated", 0.0005)
    assert figure.sure
    (calculated,) = (f for f in told.figures if f.kpi == "unmet")
    assert calculated.basis == "calculated"


def test_only_ward_items_with_levels_today_are_compared() -> None:
    day = ward_stores()
    today = todays_levels(day)
    told = comparison(day, today=amend(today, levels=today.levels[:4]), simulated=None)
    stock = told.of("stock_sek")
    assert stock is not None
    assert stock.ours == pytest.approx(sum(v.stock_sek for v in our_levels(day).levels[:4]))
    assert "4 of 6 ward items are compared" in levels_report(told).decode()


def test_the_comparison_is_told_as_json_and_csv() -> None:
    told = comparison(ward_stores())
    document = json.loads(told.to_json())
    assert document["n_changed"] == 6
    savings = [abs(row["saved_sek_per_week"]) for row in document["changed_most"]]
    assert savings == sorted(savings, reverse=True)
    rows = list(csv.DictReader(io.StringIO(told.to_csv())))
    assert len(rows) == len(document["figures"])
    assert float(rows[0]["ours"]) == document["figures"][0]["ours"]


# ------------------------------------------------------------------------------- workbook


def test_the_workbook_has_a_sheet_for_each_table() -> None:
    book = load_workbook(io.BytesIO(levels_workbook(comparison(ward_stores()))))
    assert book.sheetnames == [
        *("Todays levels against ours", "Levels", "Todays levels", "Items changed most"),
        *("Service", "Targets that cannot be met", "Wards short of shelf space", "Delivery days"),
        *("Weekdays", "Findings"),
    ]
    sheet = book["Levels"]
    heads = [cell.value for cell in sheet[1]]
    level = our_levels(ward_stores()).levels[0]
    row = dict(zip(heads, (cell.value for cell in sheet[2]), strict=True))
    assert (row["Min"], row["Max"], row["Pack"]) == (level.min_pieces, level.max_pieces, 10)
    assert row["Fill rate"] == pytest.approx(level.fill_rate)
    assert sheet.cell(2, heads.index("Fill rate") + 1).number_format == "0.00%"


def test_the_workbook_is_in_the_readers_language() -> None:
    book = load_workbook(io.BytesIO(levels_workbook(comparison(ward_stores()), lang="sv")))
    assert {"Dagens nivåer mot våra", "Nivåer", "Leveransdagar", "Veckodagar"} <= set(
        book.sheetnames
    )
    heads = [cell.value for cell in book["Nivåer"][1]]
    formats = book["Nivåer"].cell(2, heads.index("Lagervärde") + 1).number_format
    assert formats == '#,##0" kr"'


def test_formulas_are_texts_in_small_and_large_sheets() -> None:
    small = load_workbook(io.BytesIO(levels_workbook(comparison(hostile(ward_stores())))))
    cell = small["Levels"]["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (HOSTILE[:190], "s", True)
    columns = (Column("Text"), Column("Number", Kind.PRICE))
    rows = tuple((f"=A{i}<&\x07", i / 3) for i in range(MANY_ROWS + 1))
    large = workbook_bytes([Table("t", "Large", columns, rows)], Language("sv"))
    sheet = load_workbook(io.BytesIO(large))["Large"]
    last = sheet[MANY_ROWS + 2]
    assert [c.value for c in last] == [f"=A{MANY_ROWS}<&", pytest.approx(MANY_ROWS / 3)]
    assert [(c.data_type, c.quotePrefix) for c in last] == [("s", True), ("n", False)]
    assert last[1].number_format == '#,##0.00" kr"'


def test_large_sheets_are_as_small_ones_but_for_the_way_they_are_written() -> None:
    columns = (Column("Name"), Column("Pieces", Kind.COUNT), Column("Share", Kind.SERVICE))
    rows = tuple((f"Hylla {i}", i if i % 3 else None, i / 7) for i in range(MANY_ROWS + 1))
    table = Table("t", "Hyllor", columns, rows)
    say = Language("en")
    large = load_workbook(io.BytesIO(workbook_bytes([table], say)))["Hyllor"]
    half = Table("t", "Hyllor", columns, rows[: MANY_ROWS // 2])
    small = load_workbook(io.BytesIO(workbook_bytes([half], say)))["Hyllor"]
    assert large.dimensions == large.auto_filter.ref == f"A1:C{MANY_ROWS + 2}"
    assert large.freeze_panes == small.freeze_panes == "A2"
    for row in (1, 2, 3, MANY_ROWS // 2):
        for column in (1, 2, 3):
            a, b = large.cell(row, column), small.cell(row, column)
            assert a.value == (pytest.approx(b.value) if isinstance(b.value, float) else b.value)
            if b.value is not None:
                assert a.number_format == b.number_format


def test_a_sheet_that_is_not_there_cannot_be_stamped() -> None:
    table = Table("t", "Hyllor", (Column("Name"),), (("a",),))
    with pytest.raises(ValueError, match=r"no sheet xl/worksheets/sheet9\.xml"):
        stamp_rows(workbook_bytes([table], Language("en")), {"xl/worksheets/sheet9.xml": table})
