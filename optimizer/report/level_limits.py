"""What stands in the way? Tables of service, unmet targets, full shelves, and findings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from optimizer.report.level_story import LevelStory, PairStory
from optimizer.report.level_tables import REASON_NAMES, class_columns
from optimizer.report.remarks import findings_table
from optimizer.report.service_cells import service_cells
from optimizer.report.table import Column, Kind, Table
from optimizer.report.text import Language

__all__ = ["overflow_table", "remarks_table", "service_table", "unmet_table"]


def unmet_table(pairs: Iterable[PairStory], say: Language) -> Table:
    """Ward items whose targets cannot be met: how far they come, and what stands in the way."""
    columns = (
        *class_columns(say),
        Column(say.text("Fill rate asked"), Kind.SERVICE),
        Column(say.text("Fill rate reached"), Kind.SERVICE),
        Column(say.text("Cycle service asked"), Kind.SERVICE),
        Column(say.text("Cycle service reached"), Kind.SERVICE),
        Column(say.text("Stopped by")),
        Column(say.text("Min"), Kind.COUNT),
        Column(say.text("Max"), Kind.COUNT),
        Column(say.text("Pack"), Kind.COUNT),
        Column(say.text("Used a week"), Kind.DECIMAL),
    )
    rows = tuple(
        (
            pair.ward,
            pair.item,
            pair.class_name,
            pair.level.fill_rate_target or None,
            pair.level.fill_rate,
            pair.level.cycle_service_target or None,
            pair.level.cycle_service if pair.level.cycle_service_target else None,
            say.text(REASON_NAMES[pair.level.reason]),
            pair.level.min_pieces,
            pair.level.max_pieces,
            pair.level.pack,
            pair.level.demand_per_week,
        )
        for pair in pairs
    )
    title = say.text("Targets that cannot be met")
    return Table("unmet", title, columns, rows, say.text("Every target can be met."))


def overflow_table(story: LevelStory, say: Language) -> Table:
    """Wards whose shelves are too small for their targets, or cost something by being full."""
    columns = (
        Column(say.text("Ward")),
        Column(say.text("Shelf space, l"), Kind.DECIMAL),
        Column(say.text("Taken by the maxima, l"), Kind.DECIMAL),
        Column(say.text("Missing for the targets, l"), Kind.DECIMAL),
        Column(say.text("One more litre saves, a week"), Kind.PRICE),
    )
    names = story.ward_names
    tight = [s for s in story.plan.spaces if s.overflow_l > 0 or s.price_sek_per_l > 0]
    tight.sort(key=lambda s: (-s.overflow_l, -s.price_sek_per_l))
    rows = tuple(
        (names.get(s.ward, s.ward), s.shelf_l, s.used_l, s.overflow_l, s.price_sek_per_l)
        for s in tight
    )
    title = say.text("Wards short of shelf space")
    return Table("space", title, columns, rows, say.text("Every ward has shelf space enough."))


def remarks_table(story: LevelStory, say: Language) -> Table:
    """One row a finding on the way to the levels, the gravest first."""
    table = findings_table(story.findings, say)
    return replace(table, title=say.text("Findings"), empty=say.text("Nothing was remarked."))


def service_table(story: LevelStory, say: Language) -> Table:
    """One row a ward and class: the figures of the heat map.

    Examples
    --------
    >>> from optimizer.report import level_story
    >>> from tests.stock import ward_stores
    >>> from tests.told_levels import our_levels
    >>> story = level_story(ward_stores(), our_levels(ward_stores()))
    >>> [row[:3] for row in service_table(story, Language("en")).rows][:1]
    [('Avdelning 1, kirurgi', 'Kritisk', 0.995)]
    """
    columns = (
        Column(say.text("Ward")),
        Column(say.text("Class")),
        Column(say.text("Target"), Kind.SHARE),
        Column(say.text("Fill rate today"), Kind.SERVICE),
        Column(say.text("Fill rate"), Kind.SERVICE),
        Column(say.text("Ward items"), Kind.COUNT),
        Column(say.text("Below their target today"), Kind.COUNT),
        Column(say.text("Below their target"), Kind.COUNT),
    )
    ours, today, _ = service_cells(story)
    classes = {c.id: c.name or c.id for c in story.classes}
    rows = tuple(
        (
            name,
            classes[stock_class],
            cell.target or None,
            before.fill_rate if before else None,
            cell.fill_rate,
            cell.n_pairs,
            before.n_below if before else None,
            cell.n_below,
        )
        for ward, name in story.ward_names.items()
        for stock_class in classes
        if (cell := ours.get((ward, stock_class))) is not None
        for before in [today.get((ward, stock_class))]
    )
    return Table("service", say.text("Service"), columns, rows)
