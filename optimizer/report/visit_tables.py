"""Which tables tell delivery days? Those of wards, and what each weekday carries."""

from __future__ import annotations

from collections.abc import Iterable

from optimizer.report.level_story import LevelStory
from optimizer.report.levelling import WEEKDAY_NAMES
from optimizer.report.table import Column, Kind, Table
from optimizer.report.text import Language
from optimizer.ward_stores import Weekday

__all__ = ["days_text", "visit_days_table", "weekdays_table"]


def days_text(days: Iterable[Weekday], say: Language) -> str:
    """Weekdays in a row, for instance ``Mon Thu``."""
    return " ".join(say.text(WEEKDAY_NAMES[day]) for day in days)


def visit_days_table(story: LevelStory, say: Language) -> Table:
    """One row a ward: delivery weekdays today and proposed, and what they cost."""
    columns = (
        Column(say.text("Ward")),
        Column(say.text("Delivery days today")),
        Column(say.text("Delivery days proposed")),
        Column(say.text("Cost a week today"), Kind.MONEY),
        Column(say.text("Cost a week"), Kind.MONEY),
        Column(say.text("Lines a week today"), Kind.DECIMAL),
        Column(say.text("Lines a week"), Kind.DECIMAL),
        Column(say.text("Load carriers a week"), Kind.DECIMAL),
    )
    names = story.ward_names
    wards = story.visits.wards if story.visits else ()
    rows = tuple(
        (
            names.get(ward.ward, ward.ward),
            days_text(ward.visit_days_today, say),
            days_text(ward.visit_days, say),
            ward.cost_today_sek,
            ward.cost_sek,
            ward.lines_per_week_today,
            ward.lines_per_week,
            ward.carriers_per_week,
        )
        for ward in sorted(wards, key=lambda ward: not ward.changed)
    )
    return Table("visits", say.text("Delivery days"), columns, rows)


def weekdays_table(story: LevelStory, say: Language) -> Table:
    """One row a weekday: deliveries, lines and carriers today and proposed, and capacity."""
    columns = (
        Column(say.text("Weekday")),
        Column(say.text("Wards today"), Kind.COUNT),
        Column(say.text("Wards proposed"), Kind.COUNT),
        Column(say.text("Lines today"), Kind.DECIMAL),
        Column(say.text("Lines proposed"), Kind.DECIMAL),
        Column(say.text("Lines, capacity"), Kind.DECIMAL),
        Column(say.text("Carriers today"), Kind.DECIMAL),
        Column(say.text("Carriers proposed"), Kind.DECIMAL),
        Column(say.text("Carriers, capacity"), Kind.DECIMAL),
    )
    rows = tuple(
        (
            say.text(WEEKDAY_NAMES[day.weekday]),
            day.visits_today,
            day.visits,
            day.lines_today,
            day.lines,
            day.lines_capacity,
            day.carriers_today,
            day.carriers,
            day.carriers_capacity,
        )
        for day in (story.visits.days if story.visits else ())
    )
    return Table("weekdays", say.text("Weekdays"), columns, rows)
