"""How does the report of a level plan become bytes? A page and a workbook.

Whoever asked for them writes them; ``wardflow levels`` puts them beside the levels.
"""

from __future__ import annotations

from collections.abc import Iterable

from optimizer.report.level_comparison import LevelComparison
from optimizer.report.level_figures import levels_figures_table
from optimizer.report.level_limits import (
    overflow_table,
    remarks_table,
    service_table,
    unmet_table,
)
from optimizer.report.level_tables import changed_table, levels_table, today_table
from optimizer.report.levels_page import levels_page
from optimizer.report.render import page_html
from optimizer.report.table import Table
from optimizer.report.text import Language
from optimizer.report.visit_tables import visit_days_table, weekdays_table
from optimizer.report.workbook import workbook_bytes

__all__ = ["levels_report", "levels_workbook"]

_MOST_CHANGED = 1000


def levels_report(
    comparison: LevelComparison, *, lang: str = "en", pictures: Iterable[tuple[str, str]] = ()
) -> bytes:
    """Tell a level plan on one self-contained page.

    Parameters
    ----------
    comparison : LevelComparison
        The plan against today's levels, from :func:`compare_levels`.
    lang : {"en", "sv"}
        Language of the page.
    pictures : iterable of (str, str)
        Ids of ward and item whose shelves are drawn; those that show most by default.

    Returns
    -------
    bytes
        HTML in UTF-8.

    Raises
    ------
    ValueError
        If there is no such language, or no level of a ward item asked for.

    Examples
    --------
    >>> from optimizer.report import compare_levels, level_story
    >>> from tests.stock import ward_stores
    >>> from tests.told_levels import our_levels, todays_levels
    >>> day = ward_stores()
    >>> story = level_story(day, our_levels(day), today=todays_levels(day))
    >>> levels_report(compare_levels(story))[:15]
    b'<!DOCTYPE html>'
    """
    say = Language(lang)
    return page_html(levels_page(comparison, say, pictures), "levels", say).encode()


def levels_workbook(comparison: LevelComparison, *, lang: str = "en") -> bytes:
    """Tell a level plan in a workbook: one sheet a table, every ward item.

    Parameters
    ----------
    comparison : LevelComparison
        The plan against today's levels, from :func:`compare_levels`.
    lang : {"en", "sv"}
        Language of the sheets.

    Returns
    -------
    bytes
        Content of an ``.xlsx`` file.

    Raises
    ------
    ValueError
        If there is no such language.

    Examples
    --------
    >>> from optimizer.report import compare_levels, level_story
    >>> from tests.stock import ward_stores
    >>> from tests.told_levels import our_levels, todays_levels
    >>> day = ward_stores()
    >>> story = level_story(day, our_levels(day), today=todays_levels(day))
    >>> levels_workbook(compare_levels(story))[:2]
    b'PK'
    """
    say, story = Language(lang), comparison.story
    tables: list[Table] = [
        levels_figures_table(comparison, say),
        levels_table(story.pairs, say),
        today_table(story, say),
        changed_table(story, say, _MOST_CHANGED),
        service_table(story, say),
        unmet_table(story.unmet, say),
        overflow_table(story, say),
        visit_days_table(story, say),
        weekdays_table(story, say),
        remarks_table(story, say),
    ]
    told = [table for table in tables if table.rows or table.empty]
    return workbook_bytes(told, say)
