"""How are the figures of a level plan shown? Tiles at the top and the table of all."""

from __future__ import annotations

from optimizer.report.headline import Tile
from optimizer.report.level_comparison import ComparedFigure, LevelComparison
from optimizer.report.table import Cell, Column, Kind, Quantity, Table, written
from optimizer.report.text import N_, Language

__all__ = ["FIGURE_NAMES", "figures_lead", "level_tiles", "levels_figures_table"]

FIGURE_NAMES: dict[str, tuple[str, Kind]] = {
    "fill_rate": (N_("Shelf fill rate"), Kind.SERVICE),
    "unmet": (N_("Ward items below a target"), Kind.COUNT),
    "stock_outs": (N_("Stock-outs a week"), Kind.DECIMAL),
    "short_pieces": (N_("Pieces missing a week"), Kind.DECIMAL),
    "lines": (N_("Order lines a week"), Kind.DECIMAL),
    "emergencies": (N_("Emergency deliveries a week"), Kind.DECIMAL),
    "visits": (N_("Deliveries a week"), Kind.DECIMAL),
    "stock_sek": (N_("Stock value"), Kind.MONEY),
    "space_l": (N_("Shelf space at the max"), Kind.VOLUME),
    "holding_sek": (N_("Holding a week"), Kind.MONEY),
    "line_sek": (N_("Order lines, cost a week"), Kind.MONEY),
    "visit_sek": (N_("Deliveries, cost a week"), Kind.MONEY),
    "shortage_sek": (N_("Shortages, cost a week"), Kind.MONEY),
    "emergency_sek": (N_("Emergency deliveries, cost a week"), Kind.MONEY),
    "total_sek": (N_("Cost a week"), Kind.MONEY),
}
"""Name and kind of each figure."""
_MORE_IS_BETTER = frozenset({"fill_rate"})
_JUDGED = frozenset({"total_sek", "fill_rate", "emergencies", "short_pieces"})
"""Figures that are better or worse in themselves; stock and lines are means to these."""
_TILES = ("total_sek", "stock_sek", "fill_rate", "lines", "emergencies")
_INSTEAD = {"emergencies": "short_pieces"}
_BASIS_NAMES = {"simulated": N_("Simulated"), "calculated": N_("Calculated")}


def _note(figure: ComparedFigure, kind: Kind, say: Language) -> tuple[str, str]:
    """The difference to today in words, and whether it is better or worse."""
    if figure.difference is None:
        return "", ""
    if not figure.sure:
        return say.text("no sure difference to today"), ""
    shown = Kind.SERVICE_POINTS if kind is Kind.SERVICE else kind
    size = written(Quantity(figure.difference, shown, signed=True), shown, say)
    if size == written(0, shown, say):
        return say.text("as today"), ""
    better = (figure.difference > 0) == (figure.kpi in _MORE_IS_BETTER)
    if figure.percent is not None:
        sign = "+" if figure.percent > 0 else "−"
        size += f" ({sign}{say.percent(abs(figure.percent) / 100, 1)})"
    note = say.text("{difference} to today", difference=size)
    if figure.kpi not in _JUDGED:
        return note, ""
    return note, "better" if better else "worse"


def level_tiles(comparison: LevelComparison, say: Language) -> tuple[Tile, ...]:
    """Cost, stock value, service, lines and emergencies, beside today's.

    Parameters
    ----------
    comparison : LevelComparison
        Figures of both.
    say : Language
        Language of the reader.

    Returns
    -------
    tuple of Tile
        From left to right; from the simulation where there is one.

    Examples
    --------
    >>> from optimizer.report import compare_levels, level_story
    >>> from tests.stock import ward_stores
    >>> from tests.told_levels import our_levels, todays_levels
    >>> day = ward_stores()
    >>> story = level_story(day, our_levels(day), today=todays_levels(day))
    >>> [tile.label for tile in level_tiles(compare_levels(story), Language("sv"))][:2]
    ['Kostnad per vecka', 'Lagervärde']
    """
    tiles = []
    for wanted in _TILES:
        figure = comparison.of(wanted) or comparison.of(_INSTEAD.get(wanted, wanted))
        if figure is not None:
            name, kind = FIGURE_NAMES[figure.kpi]
            note, tone = _note(figure, kind, say)
            tiles.append(Tile(say.text(name), written(figure.ours, kind, say), note, tone))
    return tuple(tiles)


def _row(figure: ComparedFigure, say: Language) -> tuple[Cell, ...]:
    name, kind = FIGURE_NAMES[figure.kpi]
    gap = Kind.SERVICE_POINTS if kind is Kind.SERVICE else kind
    percent = None if figure.percent is None else figure.percent / 100
    return (
        say.text(_BASIS_NAMES[figure.basis]),
        say.text(name),
        Quantity(figure.today, kind),
        Quantity(figure.today_half_width, gap),
        Quantity(figure.ours, kind),
        Quantity(figure.ours_half_width, gap),
        Quantity(figure.difference, gap, signed=True),
        Quantity(figure.difference_half_width, gap),
        Quantity(percent, Kind.SHARE, signed=True),
    )


def levels_figures_table(comparison: LevelComparison, say: Language) -> Table:
    """Every figure of a week, today's and ours, with the doubt of what was simulated.

    Parameters
    ----------
    comparison : LevelComparison
        Figures of both.
    say : Language
        Language of the reader.

    Returns
    -------
    Table
        One row a figure.

    Examples
    --------
    >>> from optimizer.report import compare_levels, level_story
    >>> from tests.stock import ward_stores
    >>> from tests.told_levels import our_levels, todays_levels
    >>> day = ward_stores()
    >>> story = level_story(day, our_levels(day), today=todays_levels(day))
    >>> levels_figures_table(compare_levels(story), Language("sv")).rows[0][:2]
    ('Beräknat', 'Servicegrad från hyllan')
    """
    columns = (
        Column(say.text("Counted")),
        Column(say.text("Figure of a week")),
        Column(say.text("Today"), Kind.DECIMAL),
        Column("±", Kind.DECIMAL),
        Column(say.text("Proposed"), Kind.DECIMAL),
        Column("±", Kind.DECIMAL),
        Column(say.text("Difference"), Kind.DECIMAL),
        Column("±", Kind.DECIMAL),
        Column(say.text("Difference, %"), Kind.SHARE),
    )
    rows = tuple(_row(figure, say) for figure in comparison.figures)
    return Table("comparison", say.text("Today's levels against ours"), columns, rows, grouped=True)


def figures_lead(comparison: LevelComparison, say: Language) -> str:
    """What a fair reader must know about the comparison."""
    story = comparison.story
    compared, total = len(story.compared), len(story.pairs)
    if not compared:
        return say.text("No ward item has a min and a max today: there is nothing to compare with.")
    parts = []
    if compared < total:
        parts.append(
            say.text(
                "{compared} of {total} ward items are compared; the others have no levels today.",
                compared=say.number(compared),
                total=say.number(total),
            )
        )
    told = story.simulated
    if told is not None:
        replications = say.plural("{n} replication", "{n} replications", told.n_replications)
        weeks = say.plural("{n} week", "{n} weeks", told.n_weeks)
        parts.append(
            say.text("Simulated: the history replayed, {weeks}.", weeks=weeks)
            if told.replay
            else say.text(
                "Simulated: {replications} of {weeks} each, the same drawn demand for both "
                "(seed {seed}); ± is half of a 95% confidence interval.",
                replications=replications,
                weeks=weeks,
                seed=told.seed,
            )
        )
    parts.append(
        say.text("Calculated: in the long run, with the demand that was found in the history.")
    )
    return " ".join(parts)
