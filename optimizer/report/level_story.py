"""What is there to tell of a level plan? Its levels beside today's, each with its names.

Everything about levels that is shown, whether on the page or in the workbook, is looked up
here once: today's level of the same shelf, the names for people, the stock class.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass

from optimizer.domain import Scenario
from optimizer.findings import Finding
from optimizer.level_plan import Level, LevelPlan
from optimizer.simulated import SimulationReport
from optimizer.visit_plan import VisitPlan
from optimizer.ward_stores import StockClass

__all__ = ["OURS", "TODAY", "LevelStory", "PairStory", "cost_sek", "level_story"]

TODAY, OURS = "today", "ours"
"""Names of the two plans in the simulation that is told."""


def cost_sek(level: Level) -> float:
    """Holding, order lines and shortages of a level. [SEK/week]"""
    return level.holding_sek + level.line_sek + level.shortage_sek


@dataclass(frozen=True, slots=True)
class PairStory:
    """A ward item: its level, today's, and its names.

    Parameters
    ----------
    level : Level
        As proposed.
    today : Level or None
        As it is today, judged in the same way.
    ward, item : str
        Names for people.
    stock_class, class_name : str
        Its criticality class: id, and name for people.
    cost_sek : float
        Holding, order lines and shortages of the level. [SEK/week]
    saved_sek : float
        The same of today's level, less that; 0 where there is none. [SEK/week]
    """

    level: Level
    today: Level | None
    ward: str
    item: str
    stock_class: str
    class_name: str
    cost_sek: float
    saved_sek: float

    @property
    def changed(self) -> bool:
        """Whether the min or the max is another than today's."""
        today = self.today
        return today is None or (today.min_pieces, today.max_pieces) != (
            self.level.min_pieces,
            self.level.max_pieces,
        )

    @property
    def lack(self) -> float:
        """How far the level is from its targets, the worse of the two. [-]"""
        level = self.level
        return max(
            level.fill_rate_target - level.fill_rate,
            level.cycle_service_target - level.cycle_service,
        )


@dataclass(frozen=True, slots=True)
class LevelStory:
    """A level plan with all that is known of it.

    Parameters
    ----------
    scenario : Scenario
        What was asked.
    plan : LevelPlan
        The levels proposed.
    today : LevelPlan or None
        Today's levels.
    visits : VisitPlan or None
        Delivery weekdays, where they are proposed too.
    simulated : SimulationReport or None
        Simulation of the plans :data:`TODAY` and :data:`OURS`.
    findings : tuple of Finding
        What was found on the way.
    pairs : tuple of PairStory
        One for each level, in the plan's order.
    """

    scenario: Scenario
    plan: LevelPlan
    today: LevelPlan | None
    visits: VisitPlan | None
    simulated: SimulationReport | None
    findings: tuple[Finding, ...]
    pairs: tuple[PairStory, ...]

    @property
    def compared(self) -> tuple[PairStory, ...]:
        """Pairs that have levels today too."""
        return tuple(pair for pair in self.pairs if pair.today is not None)

    @property
    def classes(self) -> tuple[StockClass, ...]:
        """Stock classes that occur, in the scenario's order."""
        used = {pair.stock_class for pair in self.pairs}
        return tuple(c for c in self.scenario.stock_classes if c.id in used)

    @property
    def ward_names(self) -> dict[str, str]:
        """Names of wards by id."""
        return {ward.id: ward.name or ward.id for ward in self.scenario.wards}

    @property
    def unmet(self) -> tuple[PairStory, ...]:
        """Pairs whose targets cannot be met, the farthest from them first."""
        lacking = (pair for pair in self.pairs if not pair.level.meets_targets)
        return tuple(sorted(lacking, key=lambda pair: -pair.lack))

    def most_changed(self, n_pairs: int) -> list[PairStory]:
        """Some of the pairs that change, those whose change is worth the most, either way."""
        changed = (pair for pair in self.compared if pair.changed)
        return heapq.nlargest(n_pairs, changed, key=lambda pair: abs(pair.saved_sek))

    def dearest(self, n_pairs: int) -> list[PairStory]:
        """Some of the pairs, those that cost or change the most."""
        return heapq.nlargest(n_pairs, self.pairs, key=lambda p: p.cost_sek + abs(p.saved_sek))


def level_story(
    scenario: Scenario,
    plan: LevelPlan,
    *,
    today: LevelPlan | None = None,
    visits: VisitPlan | None = None,
    simulated: SimulationReport | None = None,
    findings: Iterable[Finding] = (),
) -> LevelStory:
    """Look up everything there is to tell of a level plan.

    Parameters
    ----------
    scenario : Scenario
        What was asked.
    plan : LevelPlan
        The levels proposed.
    today : LevelPlan, optional
        Today's levels, judged in the same way.
    visits : VisitPlan, optional
        Delivery weekdays that are proposed.
    simulated : SimulationReport, optional
        Simulation of the plans called "today" and "ours".
    findings : iterable of Finding
        What was found on the way.

    Returns
    -------
    LevelStory
        What page and workbook tell.

    Raises
    ------
    ValueError
        If a level is of a ward or an item that the scenario does not have.

    Examples
    --------
    >>> from tests.stock import ward_stores
    >>> from tests.told_levels import our_levels, todays_levels
    >>> day = ward_stores()
    >>> story = level_story(day, our_levels(day), today=todays_levels(day))
    >>> story.pairs[0].item, story.pairs[0].today.max_pieces, [c.id for c in story.classes]
    ('Undersökningshandske, 10 par', 120, ['A', 'B', 'C'])
    """
    wards = {ward.id: ward.name or ward.id for ward in scenario.wards}
    items = {item.id: item for item in scenario.items}
    classes = {c.id: c.name or c.id for c in scenario.stock_classes}
    own = {(w.ward, w.item): w.stock_class for w in scenario.ward_items if w.stock_class}
    before = {(level.ward, level.item): level for level in today.levels} if today else {}
    pairs = []
    for level in plan.levels:
        if level.ward not in wards or level.item not in items:
            raise ValueError(f"the scenario has no {level.item!r} at {level.ward!r}")
        item, today_level = items[level.item], before.get((level.ward, level.item))
        stock_class = own.get((level.ward, level.item), item.stock_class)
        cost = cost_sek(level)
        pairs.append(
            PairStory(
                level=level,
                today=today_level,
                ward=wards[level.ward],
                item=item.name or item.id,
                stock_class=stock_class,
                class_name=classes.get(stock_class, stock_class),
                cost_sek=cost,
                saved_sek=cost_sek(today_level) - cost if today_level else 0.0,
            )
        )
    return LevelStory(scenario, plan, today, visits, simulated, tuple(findings), tuple(pairs))
