"""How does a shelf live with its levels? Demand, stock, min and max of one ward item.

Above, the stock of the last weeks of the history had the shelf been run by these levels,
over the band between min and max; thin and dashed, the same with today's. Below, what was
used each day. Days when something would have been missing are marked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from optimizer.explain import explain_level
from optimizer.level_plan import Level
from optimizer.report.level_story import LevelStory, PairStory
from optimizer.report.shelf_replay import ShelfDay, last_days, replay, rhythm_of
from optimizer.report.text import Language

__all__ = ["ShelfPicture", "shelf_picture"]

_WIDTH, _LEFT, _RIGHT = 520.0, 40.0, 62.0
_STOCK_TOP, _STOCK_BASE = 12.0, 132.0
_USED_TOP, _USED_BASE, _HEIGHT = 146.0, 196.0, 214.0
_N_DAYS, _WARM_UP = 56, 28
_LABEL_GAP = 11.0


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled place on an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class UsedBar:
    """What was used on a day."""

    x: float
    y: float
    width: float
    height: float
    empty: bool
    title: str


@dataclass(frozen=True, slots=True)
class Lack:
    """A day on which something would have been missing."""

    x: float
    title: str


@dataclass(frozen=True, slots=True)
class ShelfPicture:
    """The picture of one ward item, in the drawing's own units."""

    ward: str
    item: str
    why: str
    facts: tuple[str, ...]
    sentences: str
    description: str
    width: float
    height: float
    left: float
    right: float
    base: float
    used_base: float
    band_y: float
    band_height: float
    stock_path: str
    today_path: str
    limits: tuple[Tick, ...]
    bars: tuple[UsedBar, ...]
    lacks: tuple[Lack, ...]
    weeks: tuple[Tick, ...]
    stock_ticks: tuple[Tick, ...]
    used_ticks: tuple[Tick, ...]


def _path(days: Sequence[ShelfDay], step: float, unit: float) -> str:
    """The stock from morning to evening, day by day, as the commands of a path."""
    parts: list[str] = []
    for index, day in enumerate(days):
        x = _LEFT + index * step
        start, end = (_STOCK_BASE - value * unit for value in (day.morning, day.evening))
        parts.append(f"{'L' if parts else 'M'}{x:.1f} {start:.1f}L{x + step:.1f} {end:.1f}")
    return "".join(parts)


def _ticks(top: float, base: float, head: float, say: Language) -> tuple[Tick, ...]:
    return (Tick(base, "0"), Tick(head, say.number(top)))


def _spread(ticks: Iterable[Tick]) -> tuple[Tick, ...]:
    """Labels moved apart where they would cover one another, from the lowest upwards."""
    placed: list[Tick] = []
    for tick in sorted(ticks, key=lambda t: -t.at):
        highest = placed[-1].at - _LABEL_GAP if placed else tick.at
        placed.append(Tick(min(tick.at, highest), tick.label))
    return tuple(placed)


def _facts(pair: PairStory, say: Language) -> tuple[str, ...]:
    level = pair.level
    facts = [_levels(say.text("Proposed"), level, say)]
    if pair.today is not None:
        facts.append(_levels(say.text("Today"), pair.today, say))
    facts.append(
        say.text("{n} used a week", n=say.number(level.demand_per_week, 1))
        + ", "
        + say.text("packs of {n}", n=say.number(level.pack))
    )
    return tuple(facts)


def _lacking(n_days: int, say: Language) -> str:
    if not n_days:
        return say.text("Nothing would have been missing")
    return say.plural(
        "Something would have been missing on {n} day",
        "Something would have been missing on {n} days",
        n_days,
    )


def _levels(side: str, level: Level, say: Language) -> str:
    return say.text(
        "{side}: min {low}, max {high}, fill rate {share}, {money} on the shelf",
        side=side,
        low=say.number(level.min_pieces),
        high=say.number(level.max_pieces),
        share=say.percent(level.fill_rate, 1),
        money=say.money(level.stock_sek),
    )


def shelf_picture(story: LevelStory, pair: PairStory, why: str, say: Language) -> ShelfPicture:
    """The picture of one ward item.

    Parameters
    ----------
    story : LevelStory
        The plan and what is known of it.
    pair : PairStory
        The ward item.
    why : str
        Why it was chosen, a message of the catalogues.
    say : Language
        Language of the reader.

    Returns
    -------
    ShelfPicture
        Without curves and bars where the scenario has no history.

    Examples
    --------
    >>> from optimizer.report import level_story
    >>> from tests.stock import ward_stores
    >>> from tests.told_levels import our_levels, todays_levels
    >>> day = ward_stores()
    >>> story = level_story(day, our_levels(day), today=todays_levels(day))
    >>> shelf_picture(story, story.pairs[0], "Used the most", Language("sv")).why
    'Största åtgången'
    """
    level, today, scenario = pair.level, pair.today, story.scenario
    proposed = {v.ward: (v.visit_days, v.visit_days_today) for v in story.plan.visits}
    ward = next(w for w in scenario.wards if w.id == level.ward)
    days_ours, days_today = proposed.get(ward.id, (ward.visit_days, ward.visit_days))
    demand = (
        last_days(scenario.demand_history, level.ward, level.item, _N_DAYS + _WARM_UP)
        if scenario.demand_history is not None
        else []
    )
    ours = replay(level, demand, rhythm_of(scenario, level, days_ours))[_WARM_UP:]
    before = (
        replay(today, demand, rhythm_of(scenario, today, days_today))[_WARM_UP:] if today else []
    )
    step = (_WIDTH - _LEFT - _RIGHT) / _N_DAYS
    maxima = [level.max_pieces, today.max_pieces if today else 0, 1]
    top = max(*maxima, *(day.morning for day in (*ours, *before)), 1)
    unit = (_STOCK_BASE - _STOCK_TOP) / top
    most = max([day.used for day in ours] or [0]) or 1
    low, high = max(level.min_pieces, 0), level.max_pieces
    return ShelfPicture(
        ward=pair.ward,
        item=pair.item,
        why=say.text(why),
        facts=_facts(pair, say),
        sentences=explain_level(scenario, level, lang=say.code),
        description=_lacking(sum(day.missing > 0 for day in ours), say),
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=_WIDTH - _RIGHT,
        base=_STOCK_BASE,
        used_base=_USED_BASE,
        band_y=round(_STOCK_BASE - high * unit, 1),
        band_height=round(max(high - low, 0) * unit, 1),
        stock_path=_path(ours, step, unit),
        today_path=_path(before, step, unit),
        limits=_spread(
            Tick(round(_STOCK_BASE - value * unit, 1), f"{name} {say.number(value)}")
            for name, value in ((say.text("max"), high), (say.text("min"), low))
        ),
        bars=tuple(_bars(ours, step, (_USED_BASE - _USED_TOP) / most, say)),
        lacks=tuple(
            Lack(
                round(_LEFT + (index + 0.5) * step, 1),
                say.text("{day}: {n} missing", day=_day(day.day), n=say.number(day.missing)),
            )
            for index, day in enumerate(ours)
            if day.missing
        ),
        weeks=tuple(
            Tick(
                round(_LEFT + index * step, 1),
                say.text("w {week}", week=day.day.isocalendar().week),
            )
            for index, day in enumerate(ours)
            if day.day.weekday() == 0
        ),
        stock_ticks=_ticks(top, _STOCK_BASE, _STOCK_TOP, say),
        used_ticks=_ticks(most, _USED_BASE, _USED_TOP, say) if ours else (),
    )


def _day(day: dt.date) -> str:
    return day.isoformat()


def _bars(days: Sequence[ShelfDay], step: float, unit: float, say: Language) -> Iterable[UsedBar]:
    for index, day in enumerate(days):
        if day.used or day.empty:
            title = say.text("{day}: {n} used", day=_day(day.day), n=say.number(day.used))
            if day.empty:
                title += "\n" + say.text("The shelf was empty: it may have been more.")
            height = max(day.used * unit, 1.0)
            yield UsedBar(
                x=round(_LEFT + (index + 0.12) * step, 1),
                y=round(_USED_BASE - height, 1),
                width=round(step * 0.76, 1),
                height=round(height, 1),
                empty=day.empty,
                title=title,
            )
