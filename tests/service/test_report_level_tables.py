"""Do comparison and workbook of levels add up, and are formulas only texts in them?"""

from __future__ import annotations

import csv
import io
import json

import pytest
from openpyxl import load_workbook

from optimizer.report import levels_report, levels_workbook
from optimizer.report.stamped import MANY_ROWS, stamp_rows
from optimizer.report.table import Column, Kind, Table
from optimizer.report.text import Language
from optimizer.report.workbook import workbook_bytes
from tests.rigs import amend
from tests.stock import ward_stores
from tests.told_levels import our_levels, todays_levels
from tests.told_stories import HOSTILE, comparison, hostile

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
