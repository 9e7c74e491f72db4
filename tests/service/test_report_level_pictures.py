"""Do heat map and levelling show what the levels say, and can they be read?"""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from optimizer.report import level_story
from optimizer.report.heat_map import heat_map
from optimizer.report.levelling import levelling
from optimizer.report.service_cells import NO_TARGET, Service
from optimizer.report.text import Language
from optimizer.visit_plan import VisitPlan
from tests.rigs import amend
from tests.stock import stores_of, ward_stores
from tests.told_levels import our_levels, simulation, visit_plan
from tests.told_stories import told

EN = Language("en")

# -------------------------------------------------------------------------------- heat map


@pytest.mark.parametrize(
    ("fill_rate", "target", "step", "below"),
    [
        (0.999, 0.98, 0, False),
        (0.99, 0.98, 0, False),
        (0.985, 0.98, 1, False),
        (0.98, 0.98, 1, False),
        (0.975, 0.98, 2, True),
        (0.95, 0.98, 3, True),
        (0.5, 0.98, 4, True),
        (0.1, 0.0, NO_TARGET, False),
    ],
)
def test_shades_say_how_much_is_missing_against_the_target(
    fill_rate: float, target: float, step: int, below: bool
) -> None:
    service = Service(fill_rate, target, 10, 1)
    assert (service.step, service.below) == (step, below)


def test_the_heat_map_has_a_cell_for_each_ward_class_and_side() -> None:
    view = heat_map(told(ward_stores()), EN)
    assert view is not None
    assert not view.simulated
    (block,) = view.blocks
    assert [row.full_name for row in block.rows] == ["Avdelning 1, kirurgi", "Lerums mottagning"]
    assert [len(row.cells) for row in block.rows] == [4, 4]  # two classes each, today and new
    assert [head.title for head in view.heads if head.title not in {"Today", "New"}] == [
        *("Kritisk", "Viktig", "C"),
    ]
    for row in block.rows:
        lefts = [cell.x for cell in row.cells]
        assert all(b - a >= view.cell for a, b in pairwise(lefts))
        assert max(lefts) + view.cell <= view.width


def test_the_heat_map_prefers_what_was_simulated() -> None:
    report = simulation(ward_stores())
    worse = tuple(
        row.model_copy(update={"fill_rate": 0.5, "n_below_target": 1})
        if (row.plan, row.ward, row.stock_class) == ("ours", "avd-1", "A")
        else row
        for row in report.services
    )
    view = heat_map(told(ward_stores(), simulated=amend(report, services=worse)), EN)
    assert view is not None
    assert view.simulated
    cell = view.blocks[0].rows[0].cells[1]
    assert (cell.text, cell.step, cell.below) == ("50.0", 4, True)
    assert "1 of 1 ward items below their target" in cell.title
    assert "New: 1 of 4 cells below the target" in view.caption


def test_nearly_all_is_not_told_as_all() -> None:
    day = ward_stores()
    plan = our_levels(day)
    close = tuple(level.model_copy(update={"fill_rate": 0.99996}) for level in plan.levels)
    view = heat_map(level_story(day, amend(plan, levels=close)), EN)
    assert view is not None
    assert {cell.text for row in view.blocks[0].rows for cell in row.cells} == {"99.9"}


def test_many_wards_make_blocks_that_hold_each_ward_once() -> None:
    view = heat_map(told(stores_of(60, 3, n_days=14)), EN)
    assert view is not None
    assert [len(block.rows) for block in view.blocks] == [25, 25, 10]
    names = [row.full_name for block in view.blocks for row in block.rows]
    assert len(set(names)) == 60


# ------------------------------------------------------------------------------- levelling


def test_bars_stand_on_the_base_and_reach_their_load() -> None:
    plan = visit_plan(ward_stores())
    view = levelling(told(ward_stores(), visits=plan), EN)
    assert view is not None
    lines, carriers = view.charts
    assert carriers.title == "Load carriers a weekday"
    loads = [float(re.sub(r".*: ", "", bar.title)) for bar in lines.bars]
    units = [bar.height / load for bar, load in zip(lines.bars, loads, strict=True)]
    assert units == pytest.approx([units[0]] * len(units), rel=0.02)
    assert [bar.y + bar.height for bar in lines.bars] == pytest.approx(
        [lines.base] * len(units), abs=0.11
    )
    wednesday = plan.days[2]
    assert [(bar.kind, bar.over) for bar in lines.bars if bar.title.startswith("Wed")] == [
        ("today", wednesday.lines_today > (wednesday.lines_capacity or 0)),
        ("ours", True),
    ]
    assert all(day.capacity_y is not None for day in lines.days)
    assert all(day.capacity_y is None for day in carriers.days)


def test_short_weekdays_are_named_and_balance_is_said() -> None:
    plan = visit_plan(ward_stores())
    view = levelling(told(ward_stores(), visits=plan), EN)
    assert view is not None
    assert not view.in_balance
    assert view.shortfalls == ("Wed: 10.7 order lines, capacity 3.3, 7.3 too many",)
    calm: VisitPlan = amend(plan, shortfalls=())
    balanced = levelling(told(ward_stores(), visits=calm), EN)
    assert balanced is not None
    assert balanced.in_balance


def test_without_delivery_days_the_lines_of_levels_are_spread_over_the_week() -> None:
    day = ward_stores()
    view = levelling(told(day), EN)
    assert view is not None
    (chart,) = view.charts
    ours = {
        bar.title[:3]: float(bar.title.split(": ")[1]) for bar in chart.bars if bar.kind == "ours"
    }
    assert set(ours) == {"Mon", "Tue", "Wed", "Fri"}
    total = sum(level.lines_per_week for level in our_levels(day).levels)
    assert sum(ours.values()) == pytest.approx(total, abs=0.21)
    assert ours["Mon"] == pytest.approx(1.5 * ours["Wed"], abs=0.11)  # three days rather than two
