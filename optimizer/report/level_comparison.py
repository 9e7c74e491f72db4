"""What do the levels proposed gain over today's? Figures of a week, with their doubt.

Two ways of counting stand side by side: what the demand found in the history leads to in
the long run, calculated; and what the simulation showed, with 95 % confidence intervals.
Only ward items that have levels today are compared.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from optimizer.level_plan import Level
from optimizer.report.level_story import OURS, TODAY, LevelStory, cost_sek
from optimizer.simulated import KPI_NAMES, WeekKpis

__all__ = ["BASES", "ComparedFigure", "LevelComparison", "compare_levels"]

BASES = ("simulated", "calculated")
"""Where figures come from, the more trustworthy first."""
MOST_CHANGED = 10
_UNITS = {
    "fill_rate": "",
    "stock_outs": "1/week",
    "short_pieces": "pieces/week",
    "lines": "lines/week",
    "emergencies": "1/week",
    "visits": "visits/week",
    "stock_sek": "SEK",
    "space_l": "l",
    "unmet": "ward items",
}
_COLUMNS = (
    *("basis", "kpi", "unit", "today", "today_half_width", "ours", "ours_half_width"),
    *("difference", "difference_half_width", "percent"),
)


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """One figure of a week, today's and ours.

    Parameters
    ----------
    basis : {"simulated", "calculated"}
        Where it comes from.
    kpi : str
        Its name.
    today, ours : float or None
        Its values; today's is None where nothing is compared.
    today_half_width, ours_half_width, difference_half_width : float or None
        Halves of their 95 % confidence intervals, where there are such.
    """

    basis: str
    kpi: str
    today: float | None
    ours: float
    today_half_width: float | None = None
    ours_half_width: float | None = None
    difference_half_width: float | None = None

    @property
    def unit(self) -> str:
        """Unit of the values."""
        return _UNITS.get(self.kpi, "SEK/week")

    @property
    def difference(self) -> float | None:
        """Ours less today's."""
        return None if self.today is None else self.ours - self.today

    @property
    def percent(self) -> float | None:
        """The difference in percent of today's; None for shares and where today's is 0."""
        if self.difference is None or not self.today or self.kpi == "fill_rate":
            return None
        return 100 * self.difference / self.today

    @property
    def sure(self) -> bool:
        """Whether the difference is no accident of the simulated demand."""
        doubt = self.difference_half_width or 0.0
        return self.difference is not None and abs(self.difference) > doubt

    def as_dict(self) -> dict[str, str | float | None]:
        """The figure as plain values."""
        return {name: getattr(self, name) for name in _COLUMNS}


@dataclass(frozen=True, slots=True)
class LevelComparison:
    """Today's levels against those proposed.

    Parameters
    ----------
    story : LevelStory
        The plan and what is known of it.
    figures : tuple of ComparedFigure
        Simulated ones first, then calculated.
    """

    story: LevelStory
    figures: tuple[ComparedFigure, ...]

    def of(self, kpi: str) -> ComparedFigure | None:
        """A figure from the most trustworthy basis that has it."""
        return next((figure for figure in self.figures if figure.kpi == kpi), None)

    def as_dict(self) -> dict[str, object]:
        """The comparison as plain values: counts, figures, the items changed most."""
        story = self.story
        return {
            "scenario": story.plan.scenario,
            "n_ward_items": len(story.pairs),
            "n_compared": len(story.compared),
            "n_changed": sum(pair.changed for pair in story.pairs),
            "n_unmet": len(story.unmet),
            "n_wards_overflowing": sum(space.overflow_l > 0 for space in story.plan.spaces),
            "figures": [figure.as_dict() for figure in self.figures],
            "changed_most": [
                {
                    "ward": pair.level.ward,
                    "item": pair.level.item,
                    "min_today": pair.today.min_pieces if pair.today else None,
                    "max_today": pair.today.max_pieces if pair.today else None,
                    "min": pair.level.min_pieces,
                    "max": pair.level.max_pieces,
                    "saved_sek_per_week": pair.saved_sek,
                    "reason": str(pair.level.reason),
                }
                for pair in story.most_changed(MOST_CHANGED)
            ],
        }

    def to_json(self) -> str:
        """The comparison as a JSON document."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=2) + "\n"

    def to_csv(self) -> str:
        """The figures as a CSV table."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for figure in self.figures:
            cells = figure.as_dict().values()
            writer.writerow(["" if cell is None else cell for cell in cells])
        return text.getvalue()


def _total(measure: Callable[[Level], float]) -> Callable[[list[Level]], float]:
    return lambda levels: sum(map(measure, levels))


def _fill_rate(levels: list[Level]) -> float:
    demand = sum(level.demand_per_week for level in levels)
    short = sum((1 - level.fill_rate) * level.demand_per_week for level in levels)
    return 1 - short / demand if demand > 0 else 1.0


_CALCULATED: dict[str, Callable[[list[Level]], float]] = {
    "fill_rate": _fill_rate,
    "unmet": _total(lambda level: not level.meets_targets),
    "short_pieces": _total(lambda level: level.short_per_week),
    "lines": _total(lambda level: level.lines_per_week),
    "stock_sek": _total(lambda level: level.stock_sek),
    "space_l": _total(lambda level: level.space_l),
    "holding_sek": _total(lambda level: level.holding_sek),
    "line_sek": _total(lambda level: level.line_sek),
    "shortage_sek": _total(lambda level: level.shortage_sek),
    "total_sek": _total(cost_sek),
}


def _calculated(story: LevelStory) -> Iterator[ComparedFigure]:
    pairs = story.compared or story.pairs
    ours = [pair.level for pair in pairs]
    today = [pair.today for pair in pairs if pair.today is not None]
    for kpi, count in _CALCULATED.items():
        before = count(today) if today else None
        yield ComparedFigure("calculated", kpi, before, count(ours))


def _simulated(story: LevelStory) -> Iterator[ComparedFigure]:
    if story.simulated is None:
        return
    plans: dict[str, WeekKpis] = {p.plan: p.kpis for p in story.simulated.plans}
    less = {(d.plan, d.against): d.kpis for d in story.simulated.differences}.get((OURS, TODAY))
    if OURS not in plans:
        return
    for kpi in KPI_NAMES:
        ours = getattr(plans[OURS], kpi)
        today = getattr(plans[TODAY], kpi) if TODAY in plans else None
        yield ComparedFigure(
            "simulated",
            kpi,
            today.mean if today else None,
            ours.mean,
            today.half_width if today else None,
            ours.half_width,
            getattr(less, kpi).half_width if less else None,
        )


def compare_levels(story: LevelStory) -> LevelComparison:
    """Set today's levels against those proposed.

    Parameters
    ----------
    story : LevelStory
        The plan and what is known of it.

    Returns
    -------
    LevelComparison
        Figures of a week of the ward items that have levels today; of all, without such.

    Examples
    --------
    >>> from optimizer.report import level_story
    >>> from tests.stock import ward_stores
    >>> from tests.told_levels import our_levels, todays_levels
    >>> day = ward_stores()
    >>> story = level_story(day, our_levels(day), today=todays_levels(day))
    >>> compare_levels(story).of("stock_sek").basis
    'calculated'
    """
    figures: Iterable[ComparedFigure] = (*_simulated(story), *_calculated(story))
    return LevelComparison(story, tuple(figures))
