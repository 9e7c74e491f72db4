"""How does a line chart look as SVG? Drawn here, so that a page needs nothing from elsewhere."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Axis", "Line", "line_chart"]

_WIDTH, _HEIGHT = 520.0, 300.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 58.0, 12.0, 12.0, 44.0
# Okabe and Ito's colours, apart for all kinds of sight; dashes tell them apart in print.
_STROKES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
_DASHES = ("", "7 4", "2 3", "9 3 2 3", "5 5", "1 4")


@dataclass(frozen=True)
class Axis:
    """An axis with a logarithmic or an even scale.

    Parameters
    ----------
    title : str
        With its unit.
    ticks : tuple of float
        Rising; the first and the last are the ends of the axis.
    labels : tuple of str
        One a tick.
    logarithmic : bool
        Whether equal steps are equal ratios.
    """

    title: str
    ticks: tuple[float, ...]
    labels: tuple[str, ...]
    logarithmic: bool = False

    def share(self, value: float) -> float:
        """Where a value lies between the ends, 0 to 1; what lies beyond is at an end."""
        low, high = self.ticks[0], self.ticks[-1]
        value = min(max(value, low), high)
        if self.logarithmic:
            return math.log(value / low) / math.log(high / low)
        return (value - low) / (high - low)


@dataclass(frozen=True)
class Line:
    """A line of a chart.

    Parameters
    ----------
    name : str
        For the legend.
    points : sequence of (float, float)
        From left to right.
    colour : int
        Which of the colours; the same for one engine on all charts.
    """

    name: str
    points: Sequence[tuple[float, float]]
    colour: int


def line_chart(title: str, across: Axis, up: Axis, lines: Sequence[Line]) -> str:
    """A chart as an SVG element.

    Parameters
    ----------
    title : str
        Read out to those who do not see it.
    across, up : Axis
        The axes.
    lines : sequence of Line
        What is drawn, each as steps.

    Returns
    -------
    str
        Element without anything from elsewhere.
    """
    legend = 20.0 * len(lines)
    parts = [
        f'<svg viewBox="0 0 {_WIDTH:g} {_HEIGHT + legend:g}" role="img" class="chart">',
        f"<title>{html.escape(title)}</title>",
        *_across(across),
        *_up(up),
    ]
    for number, line in enumerate(lines):
        dash = _DASHES[line.colour % len(_DASHES)]
        style = f'stroke="{_STROKES[line.colour % len(_STROKES)]}" stroke-dasharray="{dash}"'
        if line.points:
            parts.append(f'<path class="line" {style} d="{_path(line, across, up)}"/>')
        y = _HEIGHT + 20 * number + 4
        parts.append(f'<path class="line" {style} d="M{_LEFT:g} {y:g}h30"/>')
        name = html.escape(line.name)
        parts.append(f'<text x="{_LEFT + 38:g}" y="{y + 4:g}">{name}</text>')
    return "".join([*parts, "</svg>"])


def _x(axis: Axis, value: float) -> float:
    return _LEFT + axis.share(value) * (_WIDTH - _LEFT - _RIGHT)


def _y(axis: Axis, value: float) -> float:
    return _HEIGHT - _BOTTOM - axis.share(value) * (_HEIGHT - _TOP - _BOTTOM)


def _across(axis: Axis) -> list[str]:
    bottom = _HEIGHT - _BOTTOM
    parts = []
    for tick, label in zip(axis.ticks, axis.labels, strict=True):
        x = _x(axis, tick)
        parts.append(f'<path class="grid" d="M{x:.1f} {_TOP:g}V{bottom:g}"/>')
        text = html.escape(label)
        parts.append(f'<text x="{x:.1f}" y="{bottom + 16:g}" text-anchor="middle">{text}</text>')
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    title = html.escape(axis.title)
    parts.append(f'<text x="{middle:g}" y="{bottom + 34:g}" text-anchor="middle">{title}</text>')
    return parts


def _up(axis: Axis) -> list[str]:
    parts = []
    for tick, label in zip(axis.ticks, axis.labels, strict=True):
        y = _y(axis, tick)
        parts.append(f'<path class="grid" d="M{_LEFT:g} {y:.1f}H{_WIDTH - _RIGHT:g}"/>')
        text = html.escape(label)
        parts.append(f'<text x="{_LEFT - 6:g}" y="{y + 4:.1f}" text-anchor="end">{text}</text>')
    middle = (_TOP + _HEIGHT - _BOTTOM) / 2
    parts.append(
        f'<text transform="translate(12 {middle:g}) rotate(-90)" text-anchor="middle">'
        f"{html.escape(axis.title)}</text>"
    )
    return parts


def _path(line: Line, across: Axis, up: Axis) -> str:
    """Steps: a value holds until the next."""
    (x, y), *rest = line.points
    parts = [f"M{_x(across, x):.1f} {_y(up, y):.1f}"]
    parts += [f"H{_x(across, x):.1f}V{_y(up, y):.1f}" for x, y in rest]
    return "".join(parts)
