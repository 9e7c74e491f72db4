"""How are the days of two plans drawn beside each other? Bars over each day, with its capacity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from optimizer.report.text import Language

__all__ = ["Bar", "DayMark", "LevellingChart", "Side", "Slot", "day_bars"]

_HEIGHT = 220.0
_LEFT, _RIGHT, _TOP = 44.0, 8.0, 20.0
_BAR = 0.36
_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Side:
    """What one plan has of a day: ``today`` or ``ours``, how much, and what is said of it."""

    kind: str
    value: float
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A day: its name, each plan's side of it, and its capacity, if it is limited."""

    name: str
    sides: tuple[Side, ...]
    capacity: float | None


@dataclass(frozen=True, slots=True)
class Bar:
    """What a day carries."""

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
    """A day: its name and its capacity, if it is limited."""

    x: float
    name: str
    left: float
    right: float
    capacity_y: float | None
    capacity_title: str


@dataclass(frozen=True, slots=True)
class LevellingChart:
    """One resource over the days, in the drawing's own units."""

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


def day_bars(
    title: str,
    caption: str,
    slots: Sequence[Slot],
    say: Language,
    *,
    width: float,
    bottom: float,
) -> LevellingChart:
    """Draw days as bars, one or two over each name.

    Parameters
    ----------
    title, caption : str
        What is drawn, and what it comes to.
    slots : sequence of Slot
        The days, at least one.
    say : Language
        Language of the reader.
    width, bottom : float
        Width of the drawing, and room for the names below. [units]

    Returns
    -------
    LevellingChart
        The drawing; sides of nothing have no bar.

    Examples
    --------
    >>> slots = [Slot("Mon", (Side("ours", 8.0, "8", "Mon: 8"),), 6.0), Slot("Tue", (), None)]
    >>> chart = day_bars("Lines", "", slots, Language("en"), width=520, bottom=22)
    >>> [(bar.label, bar.over) for bar in chart.bars], [tick for _, tick in chart.ticks]
    ([('8', True)], ['0', '2', '4', '6', '8'])
    """
    values = [side.value for day in slots for side in day.sides]
    peak = max([*values, *(day.capacity or 0.0 for day in slots), 1.0])
    step = 1.0
    while peak / step > 4:
        step *= 2.5 if str(step)[0] == "2" else 2
    base, slot = _HEIGHT - bottom, (width - _LEFT - _RIGHT) / len(slots)
    unit = (base - _TOP) / peak
    bars, days = [], []
    for at, day in enumerate(slots):
        left = _LEFT + at * slot
        for place, side in enumerate(day.sides):
            if side.value <= _EPSILON:
                continue
            bars.append(
                Bar(
                    x=round(left + slot * (0.13 + (_BAR + 0.02) * place), 1),
                    y=round(base - side.value * unit, 1),
                    width=round(slot * _BAR, 1),
                    height=round(side.value * unit, 1),
                    kind=side.kind,
                    over=day.capacity is not None and side.value > day.capacity + _EPSILON,
                    label=side.label,
                    title=side.title,
                )
            )
        days.append(
            DayMark(
                x=round(left + slot / 2, 1),
                name=day.name,
                left=round(left + slot * 0.06, 1),
                right=round(left + slot * 0.94, 1),
                capacity_y=None if day.capacity is None else round(base - day.capacity * unit, 1),
                capacity_title=say.text("Capacity {n}", n=say.number(day.capacity or 0.0)),
            )
        )
    return LevellingChart(
        title=title,
        caption=caption,
        width=width,
        height=_HEIGHT,
        left=_LEFT,
        right=width - _RIGHT,
        base=base,
        bars=tuple(bars),
        days=tuple(days),
        ticks=tuple(
            (round(base - step * i * unit, 1), say.number(step * i))
            for i in range(int(peak / step + _EPSILON) + 1)
        ),
    )
