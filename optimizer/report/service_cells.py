"""How well is each ward served in each stock class? Fill rates, today and as proposed.

Simulated where there is a simulation; else calculated, weighted by demand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from optimizer.level_plan import Level
from optimizer.report.level_story import OURS, TODAY, LevelStory

__all__ = ["NO_TARGET", "CellKey", "Service", "service_cells"]

CellKey = tuple[str, str]
"""Ids of ward and stock class."""
_STEPS = (0.5, 1.0, 1.5, 3.0)
"""Bounds of missing / allowed between the shades; the target is met up to 1."""
NO_TARGET = len(_STEPS) + 1
"""Shade of cells whose class asks for no fill rate."""
_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Service:
    """Service of a plan at a ward to a class.

    Examples
    --------
    >>> Service(0.985, 0.98, 10, 2).step, Service(0.97, 0.98, 10, 9).step
    (1, 2)
    """

    fill_rate: float
    target: float
    n_pairs: int
    n_below: int

    @property
    def step(self) -> int:
        """Number of its shade, from the best."""
        if self.target <= 0:
            return NO_TARGET
        ratio = (1 - self.fill_rate) / (1 - self.target)
        return sum(ratio > bound + _EPSILON for bound in _STEPS)

    @property
    def below(self) -> bool:
        """Whether all items together miss the target."""
        return self.fill_rate < self.target - _EPSILON


def _of_levels(levels: Iterable[tuple[CellKey, Level]]) -> dict[CellKey, Service]:
    """Calculated service, weighted by demand."""
    grouped: dict[CellKey, list[Level]] = defaultdict(list)
    for key, level in levels:
        grouped[key].append(level)
    found = {}
    for key, members in grouped.items():
        demand = sum(level.demand_per_week for level in members)
        weights = [level.demand_per_week if demand > 0 else 1.0 for level in members]
        share = sum(w * level.fill_rate for w, level in zip(weights, members, strict=True)) / sum(
            weights
        )
        found[key] = Service(
            fill_rate=share,
            target=max(level.fill_rate_target for level in members),
            n_pairs=len(members),
            n_below=sum(level.fill_rate < level.fill_rate_target - _EPSILON for level in members),
        )
    return found


def _simulated(story: LevelStory, plan: str) -> dict[CellKey, Service]:
    """Simulated service, as the report of the simulation has it."""
    if story.simulated is None:
        return {}
    return {
        (row.ward, row.stock_class): Service(
            row.fill_rate, row.fill_rate_target or 0.0, row.n_pairs, row.n_below_target
        )
        for row in story.simulated.service_rows(by_ward=True, by_class=True, plan=plan)
        if row.ward is not None and row.stock_class is not None
    }


def service_cells(
    story: LevelStory,
) -> tuple[dict[CellKey, Service], dict[CellKey, Service], bool]:
    """Service of every ward to every class: ours, today's, and whether it is simulated.

    Parameters
    ----------
    story : LevelStory
        The plan and what is known of it.

    Returns
    -------
    (dict, dict, bool)
        By ward and class; today's is empty where nothing is known of it.

    Examples
    --------
    >>> from optimizer.report import level_story
    >>> from tests.stock import ward_stores
    >>> from tests.told_levels import our_levels
    >>> story = level_story(ward_stores(), our_levels(ward_stores()))
    >>> ours, today, simulated = service_cells(story)
    >>> sorted(ours), today, simulated
    ([('avd-1', 'A'), ('avd-1', 'B'), ('mottagning', 'B'), ('mottagning', 'C')], {}, False)
    """
    ours, today = _simulated(story, OURS), _simulated(story, TODAY)
    if ours:
        return ours, today, True
    keyed = [((pair.level.ward, pair.stock_class), pair) for pair in story.pairs]
    ours = _of_levels((key, pair.level) for key, pair in keyed)
    return ours, _of_levels((key, pair.today) for key, pair in keyed if pair.today), False
