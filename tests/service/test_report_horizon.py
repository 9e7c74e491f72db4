"""Does the report of a horizon tell what the plan says, to everybody, and run nothing else?"""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pytest

from optimizer.domain import Scenario
from optimizer.report import horizon_report, horizon_workbook
from optimizer.report.horizon_board import board
from optimizer.report.horizon_curves import stock_curves
from optimizer.report.horizon_levelling import day_charts, dock_grid
from optimizer.report.horizon_tables import figures_table, short_table
from optimizer.report.text import Language
from optimizer.travel import measure
from tests.rigs import amend
from tests.stock import ward_stores
from tests.told_horizon import N_DAYS, told_horizon, with_loop

EN = Language("en")


def page(day: Scenario | None = None, **options: Any) -> str:
    scenario = day or ward_stores()
    return horizon_report(scenario, measure(ward_stores()), told_horizon(), **options).decode()


def test_the_board_shows_every_ward_and_day() -> None:
    plan = told_horizon()
    view = board(ward_stores(), plan, EN)
    assert len(view.days) == N_DAYS
    states = {row.ward: [cell.state for cell in row.cells] for row in view.rows}
    for row in plan.wards:
        name = next(w.name for w in ward_stores().wards if w.id == row.ward)
        for day, state in zip(plan.days, states[name], strict=True):
            if not day.closed:
                planned, today = day.date in row.days, day.date in row.days_today
                wanted = {(1, 1): "both", (1, 0): "new", (0, 1): "gone", (0, 0): "none"}
                assert state == wanted[planned, today]
    assert [total[0] for total in view.totals] == [str(d.work.visits) for d in plan.days]


def test_charts_have_a_bar_for_each_busy_day() -> None:
    charts = day_charts(told_horizon(), EN)
    busy = sum(day.work.lines > 0 for day in told_horizon().days)
    assert sum(bar.kind == "ours" for bar in charts[0].bars) == busy
    assert all(bar.height > 0 for chart in charts for bar in chart.bars)


def test_docks_tell_minutes_of_each_visited_site() -> None:
    grid = dock_grid(ward_stores(), told_horizon(), EN)
    assert grid is not None
    shown = sum(cell[0] != "none" for row in grid.rows for cell in row.cells)
    assert shown == len(told_horizon().docks)
    assert dock_grid(ward_stores(), told_horizon().model_copy(update={"docks": ()}), EN) is None


def test_curves_can_be_chosen_and_include_returns() -> None:
    plan = told_horizon(loop=True)
    curves = stock_curves(with_loop(), plan, EN, ["avd-1"])
    assert {curve.ward for curve in curves} == {"Avdelning 1, kirurgi"}
    assert len(curves) == sum(row.ward == "avd-1" for row in (*plan.stocks, *plan.returns))
    with pytest.raises(ValueError, match="no ward"):
        stock_curves(with_loop(), plan, EN, ["nobody"])


def test_figures_stand_beside_todays() -> None:
    rows = figures_table(told_horizon(), EN).rows
    plan = told_horizon()
    assert plan.today is not None
    first = {row[0]: row for row in rows}["Deliveries to wards"]
    assert (first[1].value, first[2].value) == (  # type: ignore[union-attr]
        plan.today.figures.visits,
        plan.figures.visits,
    )
    alone = figures_table(plan.model_copy(update={"today": None}), EN)
    assert alone.rows[0][1].value is None  # type: ignore[union-attr]
    assert short_table(plan, EN).rows == ()


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_the_page_loads_nothing_and_has_every_section(lang: str) -> None:
    html = page(lang=lang)
    for key in ("comparison", "board", "maps", "levelling", "stocks", "days", "wards"):
        assert f'id="{key}"' in html
    assert not re.search(r'(src|href)="(?!#)', html)
    assert "default-src 'none'" in html
    assert f'<html lang="{lang}">' in html


def test_names_are_text_whatever_they_hold() -> None:
    day = ward_stores()
    evil = tuple(amend(ward, name="<script>alert(1)</script>") for ward in day.wards)
    html = page(day.model_copy(update={"wards": evil}))
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_the_workbook_has_a_sheet_for_each_table() -> None:
    book = openpyxl.load_workbook(io.BytesIO(horizon_workbook(ward_stores(), told_horizon())))
    assert len(book.sheetnames) == 7  # nothing was put off
    days = book["Days"]
    assert days.max_row == N_DAYS + 1
