"""What does each day ask of warehouse, fleet and docks? Bars, planned and today, with capacity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from optimizer.domain import Scenario
from optimizer.horizon_plan import DayWork, HorizonPlan
from optimizer.report.day_bars import LevellingChart, Side, Slot, day_bars
from optimizer.report.horizon_board import short_day
from optimizer.report.text import Language

__all__ = ["DockGrid", "day_charts", "dock_grid"]

_WIDTH, _BOTTOM = 560.0, 36.0
_MOST_DOCKS = 40


@dataclass(frozen=True, slots=True)
class DockRow:
    """A site: what its docks see on each day."""

    site: str
    docks: str
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class DockGrid:
    """Sites with docks and days."""

    days: tuple[tuple[str, str], ...]
    rows: tuple[DockRow, ...]


def day_charts(plan: HorizonPlan, say: Language) -> tuple[LevellingChart, ...]:
    """One chart each for lines, load carriers, vehicles and wards visited.

    Parameters
    ----------
    plan : HorizonPlan
        The plan, with today's weekdays where they were planned.
    say : Language
        Language of the reader.

    Returns
    -------
    tuple of LevellingChart
        Bars of each day.

    Examples
    --------
    >>> from tests.told_horizon import told_horizon
    >>> [chart.title for chart in day_charts(told_horizon(), Language("en"))][0]
    'Order lines a day'
    """
    asked: tuple[tuple[str, Callable[[DayWork], float], Callable[[DayWork], float | None]], ...] = (
        (say.text("Order lines a day"), lambda w: w.lines, lambda w: w.lines_capacity),
        (say.text("Load carriers a day"), lambda w: w.carriers, lambda w: w.carriers_capacity),
        (say.text("Vehicles a day"), lambda w: w.routes, lambda _: None),
        (say.text("Distance a day, km"), lambda w: w.km, lambda _: None),
    )
    ours = [day.work for day in plan.days]
    theirs = list(plan.today.work) if plan.today else []
    return tuple(_chart(title, ours, theirs, value, most, say) for title, value, most in asked)


def _chart(
    title: str,
    ours: Sequence[DayWork],
    theirs: Sequence[DayWork],
    value: Callable[[DayWork], float],
    most: Callable[[DayWork], float | None],
    say: Language,
) -> LevellingChart:
    slots = []
    for at, work in enumerate(ours):
        name = " ".join(short_day(work.date, say))
        both = [("today", theirs[at], say.text("Today"))] if theirs else []
        both.append(("ours", work, say.text("Planned")))
        sides = []
        for kind, side, whose in both:
            told = say.number(value(side))
            label = told if kind == "ours" else ""
            sides.append(Side(kind, value(side), label, f"{name}, {whose}: {told}"))
        slots.append(Slot(name, tuple(sides), most(work)))
    caption = _caption([value(w) for w in ours], [value(w) for w in theirs], say)
    return day_bars(title, caption, slots, say, width=_WIDTH, bottom=_BOTTOM)


def _caption(ours: list[float], theirs: list[float], say: Language) -> str:
    """Busiest day over the mean of those with deliveries."""

    def level(values: list[float]) -> float | None:
        some = [value for value in values if value > 0]
        return max(some) * len(some) / sum(some) if some else None

    mine, before = level(ours), level(theirs)
    if mine is None:
        return say.text("Nothing is delivered.")
    told = say.text("Busiest day over the mean: {ours}", ours=say.number(mine, 2))
    if before is not None:
        told += say.text(" (today {today})", today=say.number(before, 2))
    return told + "."


def dock_grid(scenario: Scenario, plan: HorizonPlan, say: Language) -> DockGrid | None:
    """Minutes at the docks of each site on each day, and the most vehicles at once.

    Parameters
    ----------
    scenario : Scenario
        Names of sites.
    plan : HorizonPlan
        The plan.
    say : Language
        Language of the reader.

    Returns
    -------
    DockGrid or None
        The sites with the most time at their docks; None where nothing is visited.

    Examples
    --------
    >>> from tests.stock import ward_stores
    >>> from tests.told_horizon import told_horizon
    >>> dock_grid(ward_stores(), told_horizon(), Language("en")).rows[0].cells[0][0]
    'some'
    """
    if not plan.docks:
        return None
    names = {site.id: site.name or site.id for site in scenario.sites}
    minutes: dict[str, float] = {}
    found: dict[tuple[str, dt.date], tuple[str, str, str]] = {}
    limits: dict[str, int | None] = {}
    for row in plan.docks:
        minutes[row.site] = minutes.get(row.site, 0.0) + row.minutes
        limits[row.site] = row.n_docks
        over = row.n_docks is not None and row.at_once > row.n_docks
        told = say.text(
            "{vehicles}, at most {at_once} at once",
            vehicles=say.plural("{n} vehicle", "{n} vehicles", row.vehicles),
            at_once=say.number(row.at_once),
        )
        title = f"{names[row.site]}, {row.date}: {told}"
        full = row.n_docks is not None and row.at_once == row.n_docks
        found[row.site, row.date] = (
            "over" if over else "full" if full else "some",
            say.number(row.minutes),
            title,
        )
    busiest = sorted(minutes, key=lambda site: -minutes[site])[:_MOST_DOCKS]
    return DockGrid(
        days=tuple(short_day(day.date, say) for day in plan.days),
        rows=tuple(
            DockRow(
                site=names[site],
                docks="" if limits[site] is None else say.number(limits[site] or 0),
                cells=tuple(
                    found.get((site, day.date), ("none", "", names[site])) for day in plan.days
                ),
            )
            for site in busiest
        ),
    )
