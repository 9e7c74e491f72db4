"""Is each weekday's work within its capacity? Bars today and proposed, for lines and carriers.

One small chart for each resource: two bars a weekday, today's hatched and ours solid, and
over each weekday a line for what warehouse or fleet can do.
"""

from __future__ import annotations

from dataclasses import dataclass

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

__all__ = ["WEEKDAY_NAMES", "Levelling", "LevellingChart", "levelling", "shortfall_text"]

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
_WIDTH, _HEIGHT = 520.0, 220.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 8.0, 20.0, 22.0
_BAR = 0.36
_SMALL = 20
_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Bar:
    """What a weekday carries."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    over: bool
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class DayMark:
    """A weekday: its name and its capacity, if it is limited."""

    x: float
    name: str
    left: float
    right: float
    capacity_y: float | None
    capacity_title: str


@dataclass(frozen=True, slots=True)
class LevellingChart:
    """One resource over the week, in the drawing's own units."""

    title: str
    caption: str
    width: float
    height: float
    left: float
    right: float
    base: float
    bars: tuple[Bar, ...]
    days: tuple[DayMark, ...]
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Levelling:
    """Charts of lines and carriers, and weekdays that are short in words."""

    charts: tuple[LevellingChart, ...]
    shortfalls: tuple[str, ...]
    in_balance: bool
    lead: str


def _scale(loads: list[WeekdayLoad]) -> tuple[float, float]:
    """The axis' end and the step of its ticks."""
    peak = max(max(load.today, load.ours, load.capacity or 0.0) for load in loads) or 1.0
    step = 1.0
    while peak / step > 4:
        step *= 2.5 if str(step)[0] == "2" else 2
    return max(peak, step), step


def _chart(
    resource: Resource, loads: list[WeekdayLoad], caption: str, say: Language
) -> LevellingChart:
    top, step = _scale(loads)
    base, slot = _HEIGHT - _BOTTOM, (_WIDTH - _LEFT - _RIGHT) / len(loads)
    unit = (base - _TOP) / top
    both = any(load.today > _EPSILON for load in loads)
    bars, days = [], []
    for index, load in enumerate(loads):
        left = _LEFT + index * slot
        name = say.text(WEEKDAY_NAMES[load.weekday])
        sides = (
            ("today", load.today, say.text("Today")),
            ("ours", load.ours, say.text("Proposed")),
        )
        for place, (kind, value, side) in enumerate(sides if both else sides[1:]):
            if value <= _EPSILON:
                continue
            bars.append(
                Bar(
                    x=round(left + slot * (0.13 + (_BAR + 0.02) * place), 1),
                    y=round(base - value * unit, 1),
                    width=round(slot * _BAR, 1),
                    height=round(value * unit, 1),
                    kind=kind,
                    over=load.capacity is not None and value > load.capacity + _EPSILON,
                    label=_figure(value, say),
                    title=f"{name}, {side}: {say.number(value, 1)}",
                )
            )
        limited = load.capacity is not None
        days.append(
            DayMark(
                x=round(left + slot / 2, 1),
                name=name,
                left=round(left + slot * 0.06, 1),
                right=round(left + slot * 0.94, 1),
                capacity_y=round(base - (load.capacity or 0.0) * unit, 1) if limited else None,
                capacity_title=say.text("Capacity {n}", n=say.number(load.capacity or 0.0)),
            )
        )
    values = [step * i for i in range(int(top / step + _EPSILON) + 1)]
    return LevellingChart(
        title=say.text(_RESOURCE_NAMES[resource]),
        caption=caption,
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=_WIDTH - _RIGHT,
        base=base,
        bars=tuple(bars),
        days=tuple(days),
        ticks=tuple((round(base - v * unit, 1), say.number(v)) for v in values),
    )


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
