"""Which tables tell levels? The levels, today's, and the ones that change most.

The same tables are shown on the page, where long ones are cut, and written to the workbook.
"""

from __future__ import annotations

from collections.abc import Iterable

from optimizer.level_plan import Level, LevelReason
from optimizer.report.level_story import LevelStory, PairStory, cost_sek
from optimizer.report.table import Cell, Column, Kind, Quantity, Table
from optimizer.report.text import N_, Language
from optimizer.ward_stores import Policy

__all__ = [
    "POLICY_NAMES",
    "REASON_NAMES",
    "changed_table",
    "class_columns",
    "levels_table",
    "today_table",
]

REASON_NAMES: dict[LevelReason, str] = {
    LevelReason.COST: N_("Cheapest"),
    LevelReason.FILL_RATE: N_("Fill-rate target"),
    LevelReason.CYCLE_SERVICE: N_("Cycle-service target"),
    LevelReason.SHELF: N_("Room on the shelf"),
    LevelReason.SPACE: N_("Shelf space of the ward"),
    LevelReason.PACK: N_("A pack is more than the shelf holds"),
    LevelReason.NO_DEMAND: N_("No demand"),
    LevelReason.GIVEN: N_("Today's levels"),
}
"""What holds levels where they are, for people."""
POLICY_NAMES: dict[Policy, str] = {
    Policy.MIN_MAX: N_("Min/max"),
    Policy.PAR: N_("Par level"),
    Policy.PACKS: N_("Whole packs"),
    Policy.KANBAN: N_("Two bins"),
}
"""Policies, for people."""


def class_columns(say: Language) -> tuple[Column, ...]:
    """The columns that name a ward item: ward, item, class."""
    return (Column(say.text("Ward")), Column(say.text("Item")), Column(say.text("Class")))


def _figures(say: Language) -> tuple[Column, ...]:
    return (
        Column(say.text("Used a week"), Kind.DECIMAL),
        Column(say.text("Target"), Kind.SHARE),
        Column(say.text("Fill rate"), Kind.SERVICE),
        Column(say.text("Mean stock"), Kind.DECIMAL),
        Column(say.text("Stock value"), Kind.MONEY),
        Column(say.text("Space"), Kind.DECIMAL),
        Column(say.text("Lines a week"), Kind.FINE),
        Column(say.text("Missing a week"), Kind.FINE),
        Column(say.text("Cost a week"), Kind.PRICE),
    )


def _figure_cells(level: Level) -> tuple[Cell, ...]:
    return (
        level.demand_per_week,
        level.fill_rate_target,
        level.fill_rate,
        level.stock_pieces,
        level.stock_sek,
        level.space_l,
        level.lines_per_week,
        level.short_per_week,
        cost_sek(level),
    )


def levels_table(pairs: Iterable[PairStory], say: Language) -> Table:
    """One row a ward item: levels, today's, why, and what is expected.

    Parameters
    ----------
    pairs : iterable of PairStory
        Ward items.
    say : Language
        Language of the reader.

    Returns
    -------
    Table
        Cells are plain numbers and texts.

    Examples
    --------
    >>> levels_table((), Language("sv")).title
    'Nivåer'
    """
    columns = (
        *class_columns(say),
        Column(say.text("Policy")),
        Column(say.text("Min today"), Kind.COUNT),
        Column(say.text("Max today"), Kind.COUNT),
        Column(say.text("Min"), Kind.COUNT),
        Column(say.text("Max"), Kind.COUNT),
        Column(say.text("Pack"), Kind.COUNT),
        Column(say.text("Held by")),
        *_figures(say),
        Column(say.text("Days of history"), Kind.COUNT),
        Column(say.text("Doubt"), Kind.SHARE),
    )
    policies = {policy: say.text(name) for policy, name in POLICY_NAMES.items()}
    reasons = {reason: say.text(name) for reason, name in REASON_NAMES.items()}
    rows = tuple(
        (
            pair.ward,
            pair.item,
            pair.class_name,
            policies[pair.level.policy],
            pair.today.min_pieces if pair.today else None,
            pair.today.max_pieces if pair.today else None,
            pair.level.min_pieces,
            pair.level.max_pieces,
            pair.level.pack,
            reasons[pair.level.reason],
            *_figure_cells(pair.level),
            pair.level.n_days,
            pair.level.demand_doubt,
        )
        for pair in pairs
    )
    return Table("levels", say.text("Levels"), columns, rows, say.text("There are no levels."))


def today_table(story: LevelStory, say: Language) -> Table:
    """One row a ward item that has levels today: what is expected of those."""
    columns = (
        *class_columns(say),
        Column(say.text("Min"), Kind.COUNT),
        Column(say.text("Max"), Kind.COUNT),
        *_figures(say),
    )
    rows = tuple(
        (
            pair.ward,
            pair.item,
            pair.class_name,
            pair.today.min_pieces,
            pair.today.max_pieces,
            *_figure_cells(pair.today),
        )
        for pair in story.pairs
        if pair.today is not None
    )
    return Table("today", say.text("Today's levels"), columns, rows)


def changed_table(story: LevelStory, say: Language, n_rows: int) -> Table:
    """The ward items whose change is worth the most, either way.

    Parameters
    ----------
    story : LevelStory
        The plan and what is known of it.
    say : Language
        Language of the reader.
    n_rows : int
        Most rows.

    Returns
    -------
    Table
        Costs are those of a week.

    Examples
    --------
    >>> from optimizer.report import level_story
    >>> from tests.stock import ward_stores
    >>> from tests.told_levels import our_levels, todays_levels
    >>> day = ward_stores()
    >>> story = level_story(day, our_levels(day), today=todays_levels(day))
    >>> len(changed_table(story, Language("sv"), 2).rows)
    2
    """
    columns = (
        *class_columns(say),
        Column(say.text("Min today"), Kind.COUNT),
        Column(say.text("Max today"), Kind.COUNT),
        Column(say.text("Min"), Kind.COUNT),
        Column(say.text("Max"), Kind.COUNT),
        Column(say.text("Fill rate today"), Kind.SERVICE),
        Column(say.text("Fill rate"), Kind.SERVICE),
        Column(say.text("Stock value today"), Kind.MONEY),
        Column(say.text("Stock value"), Kind.MONEY),
        Column(say.text("Lines a week today"), Kind.FINE),
        Column(say.text("Lines a week"), Kind.FINE),
        Column(say.text("Saved a week"), Kind.PRICE),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            pair.ward,
            pair.item,
            pair.class_name,
            pair.today.min_pieces,
            pair.today.max_pieces,
            pair.level.min_pieces,
            pair.level.max_pieces,
            pair.today.fill_rate,
            pair.level.fill_rate,
            pair.today.stock_sek,
            pair.level.stock_sek,
            pair.today.lines_per_week,
            pair.level.lines_per_week,
            Quantity(pair.saved_sek, Kind.PRICE, signed=True),
        )
        for pair in story.most_changed(n_rows)
        if pair.today is not None
    ]
    title, empty = say.text("Items changed most"), say.text("No level changes.")
    return Table("changed", title, columns, tuple(rows), empty)
