"""What is on the page of a level plan? Every section's view, ready to be shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from optimizer.report.chosen import chosen_pairs
from optimizer.report.frame import Banner, Frame
from optimizer.report.heat_map import HeatMap, heat_map
from optimizer.report.level_comparison import LevelComparison
from optimizer.report.level_figures import figures_lead, level_tiles, levels_figures_table
from optimizer.report.level_limits import overflow_table, remarks_table, unmet_table
from optimizer.report.level_story import LevelStory
from optimizer.report.level_tables import changed_table, levels_table
from optimizer.report.levelling import Levelling, levelling
from optimizer.report.page import TableView, table_view
from optimizer.report.shelf_picture import ShelfPicture, shelf_picture
from optimizer.report.source import author_of
from optimizer.report.table import Table
from optimizer.report.text import Language
from optimizer.report.visit_tables import visit_days_table

__all__ = ["FILTERS", "LevelsPage", "levels_page"]

_CHANGED, _UNMET, _WARDS, _FINDINGS, _LEVELS = 25, 100, 300, 200, 1500
"""Most rows of the page's tables; the workbook has them all."""
FILTERS = (0, 2, 9)
"""Columns of the table of levels that can be chosen from: ward, class, what holds them."""


@dataclass(frozen=True, slots=True)
class CutTable:
    """A table, and what is said of rows that are left out."""

    table: TableView
    cut: str


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice above the table of levels."""

    column: int
    name: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LevelsPage(Frame):
    """The whole page."""

    figures: TableView
    figures_lead: str
    heat: HeatMap | None
    levelling: Levelling | None
    visit_days: CutTable | None
    changed: CutTable
    shelves: tuple[ShelfPicture, ...]
    unmet: CutTable
    space: CutTable
    levels: CutTable
    filters: tuple[Filter, ...]
    findings: CutTable


def _cut(table: Table, most: int, say: Language) -> CutTable:
    """A table's first rows, with a word on the others."""
    n_rows = len(table.rows)
    shown = Table(
        table.key, table.title, table.columns, table.rows[:most], table.empty, table.grouped
    )
    text = ""
    if n_rows > most:
        text = say.text(
            "The first {shown} of {total} rows; the workbook has them all.",
            shown=say.number(most),
            total=say.number(n_rows),
        )
    return CutTable(table_view(shown, say), text)


def _banners(story: LevelStory, say: Language) -> tuple[Banner, ...]:
    unmet, banners = len(story.unmet), []
    if unmet:
        count = say.plural("{n} ward item", "{n} ward items", unmet)
        banners.append(
            Banner(
                say.text("Targets that cannot be met: {count}.", count=count),
                say.text("They come as near as their limits allow."),
                bad=False,
                link="unmet",
                link_text=say.text("See what stops them"),
            )
        )
    over = [space for space in story.plan.spaces if space.overflow_l > 0]
    if over:
        banners.append(
            Banner(
                say.plural("{n} ward lacks shelf space.", "{n} wards lack shelf space.", len(over)),
                say.text(
                    "{litres} l are missing in all to meet every target.",
                    litres=say.number(sum(space.overflow_l for space in over)),
                ),
                bad=False,
                link="space",
                link_text=say.text("See the wards"),
            )
        )
    return tuple(banners)


def _source(story: LevelStory, say: Language) -> tuple[str, ...]:
    lines = [say.text("Levels by: {source}", source=author_of(story.plan.provenance))]
    history = story.scenario.demand_history
    if history is not None:
        days = int(history.day.max()) + 1 if len(history) else 0
        lines.append(
            say.text(
                "From {rows} rows of history over {days} days from {first}.",
                rows=say.number(len(history)),
                days=say.number(days),
                first=history.first_day.isoformat(),
            )
        )
    return tuple(lines)


def _contents(page: dict[str, object], say: Language) -> tuple[tuple[str, str], ...]:
    names = (
        ("comparison", say.text("Today's levels against ours")),
        ("service", say.text("Service")),
        ("levelling", say.text("Weekdays")),
        ("changed", say.text("Items changed most")),
        ("shelves", say.text("Shelves")),
        ("unmet", say.text("Targets that cannot be met")),
        ("space", say.text("Shelf space")),
        ("levels", say.text("Levels")),
        ("findings", say.text("Findings")),
    )
    return tuple((key, name) for key, name in names if page.get(key, True))


def _filters(table: TableView, n_columns: Iterable[int]) -> tuple[Filter, ...]:
    return tuple(
        Filter(
            column,
            table.heads[column].text,
            tuple(sorted({row[column].text for row in table.rows})),
        )
        for column in n_columns
    )


def levels_page(
    comparison: LevelComparison, say: Language, pictures: Iterable[tuple[str, str]] = ()
) -> LevelsPage:
    """Everything the page of a level plan shows.

    Parameters
    ----------
    comparison : LevelComparison
        The plan against today's levels.
    say : Language
        Language of the reader.
    pictures : iterable of (str, str)
        Ids of ward and item whose shelves are drawn; those that show most by default.

    Returns
    -------
    LevelsPage
        The view that ``levels.html`` renders.

    Raises
    ------
    ValueError
        If there is no level of a ward item asked for.

    Examples
    --------
    >>> from optimizer.report import compare_levels, level_story
    >>> from tests.stock import ward_stores
    >>> from tests.told_levels import our_levels, todays_levels
    >>> day = ward_stores()
    >>> story = level_story(day, our_levels(day), today=todays_levels(day))
    >>> levels_page(compare_levels(story), Language("sv")).title
    'Nivåer ward-stores'
    """
    story = comparison.story
    scenario = story.scenario
    heat, level_out = heat_map(story, say), levelling(story, say)
    shelves = tuple(shelf_picture(story, p, why, say) for p, why in chosen_pairs(story, pictures))
    visits = visit_days_table(story, say)
    levels = _cut(levels_table(story.dearest(_LEVELS), say), _LEVELS, say)
    if len(story.pairs) > _LEVELS:
        text = say.text(
            "The {shown} of {total} ward items that cost or change the most; the workbook "
            "has them all.",
            shown=say.number(_LEVELS),
            total=say.number(len(story.pairs)),
        )
        levels = CutTable(levels.table, text)
    shown: dict[str, object] = {"service": heat, "levelling": level_out, "shelves": shelves}
    return LevelsPage(
        title=say.text("Levels {name}", name=scenario.name),
        name=scenario.name,
        day=say.day(scenario.day),
        description=scenario.description,
        banners=_banners(story, say),
        tiles=level_tiles(comparison, say),
        source=_source(story, say),
        contents=_contents(shown, say),
        figures=table_view(levels_figures_table(comparison, say), say),
        figures_lead=figures_lead(comparison, say),
        heat=heat,
        levelling=level_out,
        visit_days=_cut(visits, _WARDS, say) if visits.rows else None,
        changed=_cut(changed_table(story, say, _CHANGED), _CHANGED, say),
        shelves=shelves,
        unmet=_cut(unmet_table(story.unmet, say), _UNMET, say),
        space=_cut(overflow_table(story, say), _WARDS, say),
        levels=levels,
        filters=_filters(levels.table, FILTERS),
        findings=_cut(remarks_table(story, say), _FINDINGS, say),
    )
