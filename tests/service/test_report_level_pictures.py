"""Do heat map, levelling and shelves show what the levels say, and can they be read?"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.domain import Scenario
from optimizer.level_plan import Level
from optimizer.report import level_story
from optimizer.report.chosen import chosen_pairs
from optimizer.report.heat_map import heat_map
from optimizer.report.level_story import LevelStory
from optimizer.report.levelling import levelling
from optimizer.report.service_cells import NO_TARGET, Service
from optimizer.report.shelf_picture import shelf_picture
from optimizer.report.shelf_replay import Rhythm, last_days, order_size, replay, rhythm_of
from optimizer.report.text import Language
from optimizer.visit_plan import VisitPlan
from optimizer.ward_stores import WEEKDAYS, Policy, Rounding
from tests.rigs import amend
from tests.stock import N_DAYS, stores_of, ward_stores
from tests.told_levels import our_levels, simulation, todays_levels, visit_plan

EN = Language("en")
MONDAY = dt.date(2025, 3, 3)
EVERY_DAY = Rhythm(frozenset(range(7)))


def told(day: Scenario, **more: Any) -> LevelStory:
    return level_story(day, our_levels(day), today=todays_levels(day), **more)


def shelf(**changes: Any) -> Level:
    base = our_levels(ward_stores()).levels[0]
    plain = {"policy": Policy.MIN_MAX, "min_pieces": 4, "max_pieces": 10, "pack": 1}
    return amend(base, **{**plain, **changes})


def days(pieces: Sequence[int]) -> list[tuple[dt.date, int, bool]]:
    return [(MONDAY + dt.timedelta(days=i), n, False) for i, n in enumerate(pieces)]


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


# ---------------------------------------------------------------------------------- replay


@pytest.mark.parametrize(
    ("changes", "position", "rhythm", "size"),
    [
        ({}, 5, EVERY_DAY, 0),
        ({}, 4, EVERY_DAY, 6),
        ({"pack": 4}, 4, EVERY_DAY, 4),
        ({"pack": 4}, 4, Rhythm(frozenset({0}), rounding=Rounding.UP), 8),
        ({"pack": 4}, 4, Rhythm(frozenset({0}), rounding=Rounding.UP, shelf=11), 4),
        ({"pack": 10}, 4, EVERY_DAY, 0),
        ({"policy": Policy.PAR}, 9, EVERY_DAY, 1),
        ({"policy": Policy.PAR}, 10, EVERY_DAY, 0),
        ({"policy": Policy.PACKS, "pack": 3, "max_pieces": 7}, 4, EVERY_DAY, 3),
        ({"policy": Policy.PACKS, "pack": 3, "max_pieces": 7}, -2, EVERY_DAY, 9),
        ({"policy": Policy.KANBAN, "min_pieces": 5}, 6, EVERY_DAY, 0),
        ({"policy": Policy.KANBAN, "min_pieces": 5}, 5, EVERY_DAY, 5),
        ({"policy": Policy.KANBAN, "min_pieces": 5}, 0, EVERY_DAY, 10),
        ({"min_pieces": -1, "max_pieces": 0}, 0, EVERY_DAY, 0),
    ],
)
def test_orders_are_as_the_policy_says(
    changes: dict[str, Any], position: int, rhythm: Rhythm, size: int
) -> None:
    assert order_size(shelf(**changes), position, rhythm) == size


@pytest.mark.parametrize(
    ("lead", "deliveries", "mornings"),
    [(0, {2, 4}, [10, 7, 10, 7, 10]), (1, {3}, [10, 7, 4, 7, 4]), (2, {3}, [10, 7, 4, 4, 1])],
)
def test_a_shelf_by_hand(lead: int, deliveries: set[int], mornings: list[int]) -> None:
    """Three used a day from Monday; min 7, max 10; counted so many days before the delivery."""
    rhythm = Rhythm(frozenset(deliveries), lead_days=lead)
    found = replay(shelf(min_pieces=7), days([3, 3, 3, 3, 3]), rhythm)
    assert [day.morning for day in found] == mornings


def test_what_is_missing_is_lost() -> None:
    found = replay(shelf(), days([12, 1, 1]), Rhythm(frozenset({2})))
    assert [(day.evening, day.missing) for day in found] == [(0, 2), (0, 1), (9, 0)]


@settings(max_examples=50, deadline=None)
@given(
    pieces=st.lists(st.integers(0, 9), min_size=1, max_size=40),
    policy=st.sampled_from(list(Policy)),
    low=st.integers(0, 12),
    more=st.integers(1, 12),
    pack=st.integers(1, 5),
    lead=st.integers(0, 2),
    weekdays=st.sets(st.integers(0, 6), min_size=1),
)
def test_no_piece_comes_from_nowhere(
    pieces: list[int],
    policy: Policy,
    low: int,
    more: int,
    pack: int,
    lead: int,
    weekdays: set[int],
) -> None:
    level = shelf(policy=policy, min_pieces=low, max_pieces=low + more, pack=pack)
    found = replay(level, days(pieces), Rhythm(frozenset(weekdays), lead_days=lead))
    stock = level.max_pieces
    for day, used in zip(found, pieces, strict=True):
        arrived = day.morning - stock
        assert arrived == 0 or (arrived > 0 and day.day.weekday() in weekdays)
        assert day.evening == max(0, day.morning - used)
        assert day.missing == used - (day.morning - day.evening)
        stock = day.evening


def test_the_replay_is_that_of_the_simulation() -> None:
    """The same shelf, the same days: the mathematics loses what the picture loses."""
    from models.inventory.problem import Demand, ShelfProblem
    from models.inventory.simulate import Replay, simulate

    rng = np.random.default_rng(7)
    pieces = rng.poisson(3.0, 8 * 7)
    one = np.ones(1)
    whole = np.ones(1, dtype=np.int64)
    problem = ShelfProblem(
        demand=Demand(
            mean=np.full((1, 7), 3.0),
            ratio=one,
            family=0 * whole,
            tables=np.zeros((0, 1)),
            table=-whole,
        ),
        visits=np.array([[True, False, False, True, False, False, False]]),
        lead=whole,
        policy=0 * whole,
        pack=2 * whole,
        shelf=20 * whole,
        holding=one,
        line=one,
        shortage=one,
        fill=0 * one,
        cycle=0 * one,
        space=one,
        ward=0 * whole,
        ward_space=np.array([np.inf]),
    )
    at = np.flatnonzero(pieces)
    history = Replay(
        first_weekday=0, n_days=56, pair=0 * at, day=at.astype(np.int64), pieces=pieces[at]
    )
    simulated = simulate(
        problem,
        9 * whole,
        19 * whole,
        n_weeks=8,
        n_replications=1,
        seed=0,
        start=19 * whole,
        replay=history,
        warm_up_weeks=0,
    )
    level = shelf(min_pieces=9, max_pieces=19, pack=2)
    rhythm = Rhythm(frozenset({0, 3}), lead_days=1, shelf=20)
    found = replay(level, days([int(n) for n in pieces]), rhythm)
    assert simulated.short.sum() == sum(day.missing for day in found)
    assert simulated.short.sum() > 0


def test_the_rhythm_is_that_of_ward_flow_and_shelf() -> None:
    day = ward_stores()
    gloves, _, sheet = our_levels(day).levels[:3]
    assert rhythm_of(day, gloves, day.wards[0].visit_days) == Rhythm(
        frozenset({0, 2, 4}), lead_days=1, shelf=200
    )
    assert rhythm_of(day, sheet, (WEEKDAYS[1],)) == Rhythm(frozenset({1}), lead_days=2)


def test_the_last_days_of_the_history_have_a_row_each() -> None:
    day = ward_stores()
    history = day.demand_history
    assert history is not None
    rows = last_days(history, "avd-1", "gloves", N_DAYS)
    assert [a[0] for a in rows] == [rows[0][0] + dt.timedelta(days=i) for i in range(N_DAYS)]
    mine = (history.ward == 0) & (history.item == 0)
    assert sum(n for _, n, _ in rows) == int(history.pieces[mine].sum())
    assert sum(empty for *_, empty in rows) == 7
    assert {n for _, n, _ in last_days(history, "avd-1", "needle", 10)} == {0}


# -------------------------------------------------------------------------------- pictures


def test_a_picture_draws_band_stock_use_and_weeks() -> None:
    story = told(ward_stores())
    picture = shelf_picture(story, story.pairs[1], "Used the most", EN)
    level = story.pairs[1].level
    labels = [limit.label for limit in picture.limits]
    assert labels == [f"min {level.min_pieces}", f"max {level.max_pieces}"]
    assert picture.band_y + picture.band_height <= picture.base
    points = [tuple(map(float, p.split())) for p in picture.stock_path[1:].split("L")]
    assert len(points) == 2 * 56
    assert all(picture.left - 0.1 <= x <= picture.right + 0.1 for x, _ in points)
    assert all(12 - 0.1 <= y <= picture.base + 0.1 for _, y in points)
    assert [week.label for week in picture.weeks] == [f"w {n}" for n in range(2, 10)]
    assert "used" in picture.bars[0].title
    assert picture.today_path


def test_days_on_which_the_shelf_was_empty_are_marked() -> None:
    day = ward_stores()
    history = day.demand_history
    assert history is not None
    early = history.day < 80
    short = type(history).from_rows(
        history.wards,
        history.items,
        history.first_day,
        **{n: getattr(history, n)[early] for n in ("ward", "item", "day", "pieces", "stock_out")},
    )
    story = told(day.model_copy(update={"demand_history": short}))
    picture = shelf_picture(story, story.pairs[0], "Used the most", EN)
    empty = [bar for bar in picture.bars if bar.empty]
    assert len(empty) == 7
    assert "it may have been more" in empty[0].title


def test_a_shelf_without_history_has_no_curve() -> None:
    day = ward_stores()
    plan = our_levels(day)
    bare = level_story(day.model_copy(update={"demand_history": None}), plan)
    picture = shelf_picture(bare, bare.pairs[0], "Used the most", EN)
    assert (picture.stock_path, picture.bars, picture.lacks) == ("", (), ())
    assert picture.facts


def test_days_with_a_lack_are_marked_and_counted() -> None:
    day = ward_stores()
    plan = our_levels(day)
    tight = amend(plan.levels[1], min_pieces=1, max_pieces=6)
    story = level_story(day, amend(plan, levels=(plan.levels[0], tight)))
    picture = shelf_picture(story, story.pairs[1], "Used the most", EN)
    assert picture.lacks
    n = len(picture.lacks)
    assert picture.description == f"Something would have been missing on {n} days"


def test_what_is_chosen_shows_what_changes_each_once() -> None:
    story = told(stores_of(6, 20, n_days=60))
    chosen = chosen_pairs(story)
    assert 4 <= len(chosen) <= 6
    assert len({(p.level.ward, p.level.item) for p, _ in chosen}) == len(chosen)
    first, why = chosen[0]
    assert why == "Saves the most"
    assert first.saved_sek == max(pair.saved_sek for pair in story.pairs)


def test_what_is_asked_for_is_shown_once_in_that_order() -> None:
    story = told(ward_stores())
    wanted = [("mottagning", "sheet"), ("avd-1", "gloves"), ("mottagning", "sheet")]
    assert [(p.level.ward, p.level.item) for p, _ in chosen_pairs(story, wanted)] == wanted[:2]
