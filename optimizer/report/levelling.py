"""Is each weekday's work within its capacity? Bars today and proposed, for lines and carriers.

One small chart for each resource: two bars a weekday, today's hatched and ours solid, and
over each weekday a line for what warehouse or fleet can do.
"""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.report.day_bars import LevellingChart, Side, Slot, day_bars
from optimizer.report.level_story import LevelStory
from optimizer.report.text import N_, Language
from optimizer.report.weekday_loads import (
    WeekdayLoad,
    loads_of_levels,
    loads_of_visits,
    peak_over_mean,
)
from optimizer.visit_plan import DayShortfall, Resource, VisitPlan
from optimizer.ward_stores import Weekday

__all__ = ["WEEKDAY_NAMES", "Levelling", "levelling", "shortfall_text"]

WEEKDAY_NAMES: dict[Weekday, str] = {
    Weekday.MON: N_("Mon"),
    Weekday.TUE: N_("Tue"),
    Weekday.WED: N_("Wed"),
    Weekday.THU: N_("Thu"),
    Weekday.FRI: N_("Fri"),
    Weekday.SAT: N_("Sat"),
    Weekday.SUN: N_("Sun"),
}
"""Short names of the weekdays."""
_RESOURCE_NAMES = {
    Resource.LINES: N_("Order lines a weekday"),
    Resource.CARRIERS: N_("Load carriers a weekday"),
}
_WIDTH, _BOTTOM = 520.0, 22.0
_SMALL = 20
_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Levelling:
    """Charts of lines and carriers, and weekdays that are short in words."""

    charts: tuple[LevellingChart, ...]
    shortfalls: tuple[str, ...]
    in_balance: bool
    lead: str


def _chart(
    resource: Resource, loads: list[WeekdayLoad], caption: str, say: Language
) -> LevellingChart:
    both = any(load.today > _EPSILON for load in loads)
    slots = []
    for load in loads:
        name = say.text(WEEKDAY_NAMES[load.weekday])
        sides = tuple(
            Side(kind, value, _figure(value, say), f"{name}, {side}: {say.number(value, 1)}")
            for kind, value, side in (
                ("today", load.today, say.text("Today")),
                ("ours", load.ours, say.text("Proposed")),
            )
        )
        slots.append(Slot(name, sides if both else sides[1:], load.capacity))
    title = say.text(_RESOURCE_NAMES[resource])
    return day_bars(title, caption, slots, say, width=_WIDTH, bottom=_BOTTOM)


def _figure(value: float, say: Language) -> str:
    """A number of lines or carriers; small ones with a decimal where they have one."""
    return say.slots(value) if value < _SMALL else say.number(value)


def _caption(today: float | None, ours: float | None, say: Language) -> str:
    """Busiest weekday over the mean of those with deliveries."""
    if ours is None:
        return say.text("Nothing is delivered.")
    told = say.text("Busiest weekday over the mean: {ours}", ours=say.number(ours, 2))
    if today is not None:
        told += say.text(" (today {today})", today=say.number(today, 2))
    return told + "."


def shortfall_text(shortfall: DayShortfall, say: Language) -> str:
    """A weekday that is short of capacity, in words."""
    words = (
        N_("{day}: {needed} order lines, capacity {capacity}, {missing} too many")
        if shortfall.resource is Resource.LINES
        else N_("{day}: {needed} load carriers, capacity {capacity}, {missing} too many")
    )
    return say.text(
        words,
        day=say.text(WEEKDAY_NAMES[shortfall.weekday]),
        needed=say.slots(shortfall.needed),
        capacity=say.slots(shortfall.capacity),
        missing=say.slots(shortfall.missing),
    )


def _of_visits(plan: VisitPlan, say: Language) -> Levelling:
    charts = []
    for resource in Resource:
        loads = loads_of_visits(plan.days, resource)
        if any(load.ours > _EPSILON or load.today > _EPSILON for load in loads):
            today, ours = (plan.peak_over_mean(resource, today=t) for t in (True, False))
            charts.append(_chart(resource, loads, _caption(today, ours, say), say))
    changed = say.plural(
        "{n} ward changes its delivery days.",
        "{n} wards change their delivery days.",
        plan.n_changes,
    )
    return Levelling(
        tuple(charts),
        tuple(shortfall_text(shortfall, say) for shortfall in plan.shortfalls),
        plan.in_balance,
        changed,
    )


def levelling(story: LevelStory, say: Language) -> Levelling | None:
    """Work of each weekday, today and proposed, against what can be done.

    Parameters
    ----------
    story : LevelStory
        The plan, with the delivery weekdays proposed where there are such.
    say : Language
        Language of the reader.

    Returns
    -------
    Levelling or None
        None where there is nothing to deliver. Without delivery weekdays proposed, the
        lines of the levels, spread over today's in proportion to the days each covers.

    Examples
    --------
    >>> from optimizer.report import level_story
    >>> from tests.stock import ward_stores
    >>> from tests.told_levels import our_levels, todays_levels
    >>> day = ward_stores()
    >>> story = level_story(day, our_levels(day), today=todays_levels(day))
    >>> [day.name for day in levelling(story, Language("sv")).charts[0].days][:3]
    ['mån', 'tis', 'ons']
    """
    if story.visits is not None:
        return _of_visits(story.visits, say)
    loads = loads_of_levels(story)
    today, ours = (
        peak_over_mean(loads, lambda load: load.today),
        peak_over_mean(loads, lambda load: load.ours),
    )
    if ours is None:
        return None
    over = [load for load in loads if load.capacity is not None and load.ours > load.capacity]
    short = [
        DayShortfall(
            weekday=load.weekday,
            resource=Resource.LINES,
            needed=load.ours,
            capacity=load.capacity or 0.0,
        )
        for load in over
    ]
    chart = _chart(Resource.LINES, loads, _caption(today, ours, say), say)
    lead = say.text("Lines are spread over the delivery days by the days each has to cover.")
    told = tuple(shortfall_text(shortfall, say) for shortfall in short)
    return Levelling((chart,), told, not short, lead)
