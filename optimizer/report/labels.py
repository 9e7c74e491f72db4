"""Which names fit on the map, and where beside their sites, at each size of the map?

A name is written where it covers neither a site nor another name. A map seen larger (or
zoomed into) has room for more of them, so each name gets the smallest level of
magnification from which on it is shown; one that never fits is told by its tooltip.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["LEVELS", "Label", "Point", "place_labels"]

LEVELS = (0.36, 0.7, 1.0, 1.6, 2.5, 4.0, 8.0)
"""Magnifications for which names are placed. [pixels / unit]"""

_CHARACTER, _BOLD_CHARACTER, _LINE = 6.9, 7.6, 15.0
_MARKER = 8.0
_LONGEST = 30
_SCALE_BAR, _TOOLS = (140.0, 48.0), (190.0, 52.0)


@dataclass(frozen=True, slots=True)
class Point:
    """A site to be named: more important ones choose their place first."""

    key: str
    x: float
    y: float
    name: str
    importance: float = 0.0
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A name beside its site: offset and anchor in pixels, and the level it appears at."""

    text: str
    dx: float
    dy: float
    anchor: str
    level: int


_Box = tuple[float, float, float, float]


def _candidates(width: float) -> tuple[tuple[float, float, str, float], ...]:
    """Offsets of the text's base line, its anchor, and the left edge of its box."""
    near, up, down = _MARKER + 3, -_MARKER - 4, _MARKER + 12
    return (
        (near, 4.0, "start", near),
        (-near, 4.0, "end", -near - width),
        (0.0, up, "middle", -width / 2),
        (0.0, down, "middle", -width / 2),
        (near - 3, up + 3, "start", near - 3),
        (near - 3, down - 2, "start", near - 3),
        (3 - near, up + 3, "end", 3 - near - width),
        (3 - near, down - 2, "end", 3 - near - width),
    )


def _overlap(a: _Box, b: _Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _box(point: Point, scale: float, left: float, dy: float, width: float) -> _Box:
    x, y = point.x * scale, point.y * scale
    return (x + left, y + dy - _LINE + 3, x + left + width, y + dy + 3)


def _short(name: str) -> str:
    if len(name) <= _LONGEST:
        return name
    return name[: _LONGEST - 1].rstrip(" (,.;:-–") + "…"


@dataclass(slots=True)
class _Paper:
    """What is taken at one magnification, in squares so that only neighbours are asked."""

    taken: dict[tuple[int, int], list[_Box]]

    _SQUARE = 64.0

    def squares(self, box: _Box) -> Iterable[tuple[int, int]]:
        for column in range(int(box[0] // self._SQUARE), int(box[2] // self._SQUARE) + 1):
            for row in range(int(box[1] // self._SQUARE), int(box[3] // self._SQUARE) + 1):
                yield column, row

    def free(self, box: _Box) -> bool:
        return not any(
            _overlap(box, other)
            for square in self.squares(box)
            for other in self.taken.get(square, ())
        )

    def take(self, box: _Box) -> None:
        for square in self.squares(box):
            self.taken.setdefault(square, []).append(box)


def _room(point: Point) -> float:
    return len(_short(point.name)) * (_BOLD_CHARACTER if point.bold else _CHARACTER)


@dataclass(slots=True)
class _Lines:
    """Points on the lines of the drawing, in squares. [units]"""

    squares: dict[tuple[int, int], list[tuple[float, float]]]

    _SQUARE = 20.0

    @classmethod
    def of(cls, points: Iterable[tuple[float, float]]) -> _Lines:
        lines = cls({})
        for x, y in points:
            square = int(x // cls._SQUARE), int(y // cls._SQUARE)
            lines.squares.setdefault(square, []).append((x, y))
        return lines

    def covered(self, box: _Box, scale: float) -> int:
        """How many of the points a box in pixels covers."""
        left, top, right, bottom = (edge / scale for edge in box)
        columns = range(int(left // self._SQUARE), int(right // self._SQUARE) + 1)
        rows = range(int(top // self._SQUARE), int(bottom // self._SQUARE) + 1)
        return sum(
            left <= x <= right and top <= y <= bottom
            for column in columns
            for row in rows
            for x, y in self.squares.get((column, row), ())
        )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a label may stand, and how many points on lines it covers."""

    label: Label
    left: float
    covered: int


def _best_place(
    point: Point, level: int, papers: Sequence[_Paper], lines: _Lines, size: tuple[float, float]
) -> _Place | None:
    """The place that is free from a level on and covers the fewest lines, if there is one."""
    scale = LEVELS[level]
    found = []
    for dx, dy, anchor, left in _candidates(_room(point)):
        box = _box(point, scale, left, dy, _room(point))
        fits = box[0] >= 0 and box[1] >= 0
        fits = fits and box[2] <= size[0] * scale and box[3] <= size[1] * scale
        if fits and _is_free(point, level, papers, left, dy):
            label = Label(_short(point.name), dx, dy, anchor, level)
            found.append(_Place(label, left, lines.covered(box, scale)))
    return min(found, key=lambda place: place.covered, default=None)


def _is_free(point: Point, level: int, papers: Sequence[_Paper], left: float, dy: float) -> bool:
    """Whether a place covers nothing at a level nor at any larger one."""
    return all(
        papers[larger].free(_box(point, LEVELS[larger], left, dy, _room(point)))
        for larger in range(level, len(LEVELS))
    )


def place_labels(
    points: Sequence[Point],
    size: tuple[float, float],
    keep_clear: Iterable[tuple[float, float]] = (),
    lines: Iterable[tuple[float, float]] = (),
) -> dict[str, Label]:
    """A place for each name, from the smallest magnification at which it fits.

    Parameters
    ----------
    points : sequence of Point
        Sites to be named, at their places on the drawing. [units]
    size : (float, float)
        Width and height of the drawing. [units]
    keep_clear : iterable of (float, float)
        Centres of other marks that names must not cover. [units]
    lines : iterable of (float, float)
        Points on lines, of which names cover as few as they can. [units]

    Returns
    -------
    dict of str to Label
        Labels of the names that fit at some level, by key.

    Examples
    --------
    >>> place_labels([Point("a", 500, 300, "Borås")], (1000, 600))["a"]
    Label(text='Borås', dx=11.0, dy=4.0, anchor='start', level=0)
    """
    placed: dict[str, Label] = {}
    waiting = sorted(points, key=lambda p: (-p.importance, p.key))
    drawn = _Lines.of(lines)
    papers = [_Paper({}) for _ in LEVELS]
    for scale, paper in zip(LEVELS, papers, strict=True):
        for x, y in (*((p.x, p.y) for p in points), *keep_clear):
            left, top = x * scale - _MARKER, y * scale - _MARKER
            paper.take((left, top, left + 2 * _MARKER, top + 2 * _MARKER))
        right, bottom = size[0] * scale, size[1] * scale
        paper.take((0, bottom - _SCALE_BAR[1], _SCALE_BAR[0], bottom))
        paper.take((right - _TOOLS[0], 0, right, _TOOLS[1]))
    for level in range(len(LEVELS)):
        for point in waiting:
            if point.key in placed:
                continue
            place = _best_place(point, level, papers, drawn, size)
            if place is not None:
                placed[point.key] = place.label
                for larger in range(level, len(LEVELS)):
                    box = _box(point, LEVELS[larger], place.left, place.label.dy, _room(point))
                    papers[larger].take(box)
    return placed
