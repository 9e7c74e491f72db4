"""What stands in the way? Tables of unmet targets, of full shelves, and of the findings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from optimizer.report.level_story import LevelStory, PairStory
from optimizer.report.level_tables import REASON_NAMES, class_columns
from optimizer.report.remarks import findings_table
from optimizer.report.table import Column, Kind, Table
from optimizer.report.text import Language

__all__ = ["overflow_table", "remarks_table", "unmet_table"]


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
