"""What does each weekday carry, today and as proposed, against what can be done?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from optimizer.report.level_story import LevelStory
from optimizer.visit_plan import DayLoad, Resource
from optimizer.ward_stores import WEEKDAYS, Weekday

__all__ = ["WeekdayLoad", "loads_of_levels", "loads_of_visits", "peak_over_mean"]

_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class WeekdayLoad:
    """Lines or carriers of a weekday, and how many can be done; None: not limited."""

    weekday: Weekday
    today: float
    ours: float
    capacity: float | None


def loads_of_visits(days: Iterable[DayLoad], resource: Resource) -> list[WeekdayLoad]:
    """Lines or carriers of each weekday, as a visit plan has them.

    Examples
    --------
    >>> from tests.stock import ward_stores
    >>> from tests.told_levels import visit_plan
    >>> loads = loads_of_visits(visit_plan(ward_stores()).days, Resource.CARRIERS)
    >>> [load.today for load in loads if load.weekday == "tue"]
    [2.5]
    """
    return [
        WeekdayLoad(
            day.weekday,
            float(getattr(day, f"{resource}_today")),
            float(getattr(day, str(resource))),
            getattr(day, f"{resource}_capacity"),
        )
        for day in days
    ]


def _days_covered(visits: Iterable[Weekday]) -> dict[Weekday, int]:
    """Days since the delivery before, of each delivery weekday."""
    indices = sorted(WEEKDAYS.index(day) for day in visits)
    return {
        WEEKDAYS[index]: (index - indices[place - 1] - 1) % 7 + 1
        for place, index in enumerate(indices)
    }


def loads_of_levels(story: LevelStory) -> list[WeekdayLoad]:
    """Lines of each weekday from the levels alone, in proportion to the days each covers.

    Parameters
    ----------
    story : LevelStory
        The plan and what is known of it.

    Returns
    -------
    list of WeekdayLoad
        Monday first.

    Examples
    --------
    >>> from optimizer.report import level_story
    >>> from tests.stock import ward_stores
    >>> from tests.told_levels import our_levels
    >>> loads = loads_of_levels(level_story(ward_stores(), our_levels(ward_stores())))
    >>> [str(load.weekday) for load in loads if load.ours], loads[0].capacity
    (['mon', 'tue', 'wed', 'fri'], 6)
    """
    usual = {ward.id: _days_covered(ward.visit_days) for ward in story.scenario.wards}
    made_for = usual | {v.ward: _days_covered(v.visit_days) for v in story.plan.visits}
    before = usual | {v.ward: _days_covered(v.visit_days_today) for v in story.plan.visits}
    ours, today = dict.fromkeys(WEEKDAYS, 0.0), dict.fromkeys(WEEKDAYS, 0.0)
    for pair in story.pairs:
        for weekday, days in made_for[pair.level.ward].items():
            ours[weekday] += pair.level.lines_per_week * days / len(WEEKDAYS)
        if pair.today is not None:
            for weekday, days in before[pair.level.ward].items():
                today[weekday] += pair.today.lines_per_week * days / len(WEEKDAYS)
    limits = {limit.weekday: limit.lines for limit in story.scenario.weekday_capacities}
    return [WeekdayLoad(day, today[day], ours[day], limits.get(day)) for day in WEEKDAYS]


def peak_over_mean(loads: list[WeekdayLoad], of: Callable[[WeekdayLoad], float]) -> float | None:
    """The busiest weekday over the mean of those with anything to do; None if there are none.

    Examples
    --------
    >>> loads = [WeekdayLoad(WEEKDAYS[0], 3, 0, None), WeekdayLoad(WEEKDAYS[3], 1, 0, None)]
    >>> peak_over_mean(loads, lambda load: load.today)
    1.5
    """
    busy = [of(load) for load in loads if of(load) > _EPSILON]
    return max(busy) * len(busy) / sum(busy) if busy else None
