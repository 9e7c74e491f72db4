"""Do pictures of shelves show what happened on them, and the shelves worth showing?"""

from __future__ import annotations

from optimizer.report import level_story
from optimizer.report.chosen import chosen_pairs
from optimizer.report.shelf_picture import shelf_picture
from optimizer.report.text import Language
from tests.rigs import amend
from tests.stock import stores_of, ward_stores
from tests.told_levels import our_levels
from tests.told_stories import told

EN = Language("en")


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
