"""How is a leg drawn? A curve, bent a little to its right, with its direction and badge.

The way out and the way home bend to different sides, and each further route between the
same two places bends more, so that no line lies upon another.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from optimizer.report.projection import Frame
from optimizer.report.story import RouteStory

__all__ = ["BADGE_ROOM", "Arrow", "Curve", "badge_spot", "trip_curves"]

BADGE_ROOM = 22.0
"""Room that a numbered badge takes. [units]"""

_BEND, _BEND_STEP = 0.035, 0.02
_SPOT_STEP = 6.0
_BADGE_PLACES = (0.5, 0.42, 0.58, 0.35, 0.65, 0.28, 0.72, 0.22, 0.78, 0.16, 0.84)


@dataclass(frozen=True, slots=True)
class Arrow:
    """A direction mark on a line: where, and turned by how much. [units, deg]"""

    x: float
    y: float
    angle: float


@dataclass(frozen=True, slots=True)
class Curve:
    """A quadratic curve from one point to another, bent to its right.

    Examples
    --------
    >>> Curve((0.0, 0.0), (100.0, 0.0), 0.05).path(moves=True)
    'M0 0Q50.0 10.0 100 0'
    """

    start: tuple[float, float]
    end: tuple[float, float]
    bend: float

    @property
    def length(self) -> float:
        """Length of the straight line between its ends. [units]"""
        return math.dist(self.start, self.end)

    @property
    def control(self) -> tuple[float, float]:
        """Its control point."""
        (x0, y0), (x1, y1) = self.start, self.end
        return (
            (x0 + x1) / 2 - (y1 - y0) * self.bend * 2,
            (y0 + y1) / 2 + (x1 - x0) * self.bend * 2,
        )

    def at(self, t: float) -> tuple[float, float]:
        """Point at a share of the way, from 0 to 1."""
        weights = ((1 - t) ** 2, 2 * t * (1 - t), t * t)
        points = (self.start, self.control, self.end)
        x = sum(w * p[0] for w, p in zip(weights, points, strict=True))
        y = sum(w * p[1] for w, p in zip(weights, points, strict=True))
        return round(x, 1), round(y, 1)

    @property
    def spots(self) -> list[tuple[float, float]]:
        """Points along the curve, close enough together to be seen by a name."""
        steps = max(2, int(self.length / _SPOT_STEP))
        return [self.at(step / steps) for step in range(1, steps)]

    @property
    def arrow(self) -> Arrow:
        """Its direction, shown at its middle."""
        x, y = self.at(0.5)
        angle = math.degrees(math.atan2(self.end[1] - self.start[1], self.end[0] - self.start[0]))
        return Arrow(x, y, round(angle, 1))

    def path(self, *, moves: bool) -> str:
        """Its SVG path, which either goes to its start first or is there already."""
        (cx, cy), (x, y) = self.control, self.end
        move = f"M{self.start[0]:g} {self.start[1]:g}" if moves else ""
        return f"{move}Q{cx:.1f} {cy:.1f} {x:g} {y:g}"


def trip_curves(
    frame: Frame, story: RouteStory, times_driven: Counter[tuple[str, str]]
) -> list[list[Curve]]:
    """Curves of each trip, the way home with the last one."""
    trips: list[list[Curve]] = []
    before = story.vehicle.home
    for index, trip in enumerate(story.trips):
        places = [before, *(stop.site.id for stop in trip.stops)]
        before = places[-1]
        if index == len(story.trips) - 1:
            places.append(story.vehicle.home)
        shown = [place for place in places if place in frame.points]
        curves = []
        for origin, destination in pairwise(shown):
            if origin != destination:
                bend = _BEND + _BEND_STEP * times_driven[origin, destination]
                times_driven[origin, destination] += 1
                curves.append(Curve(frame.points[origin], frame.points[destination], bend))
        trips.append(curves)
    return trips


def badge_spot(
    curves: Sequence[Curve], taken: list[tuple[float, float]]
) -> tuple[float, float] | None:
    """A free place on one of the longest legs for the route's number."""
    for curve in sorted(curves, key=lambda c: -c.length):
        for t in _BADGE_PLACES:
            spot = curve.at(t)
            if all(math.dist(spot, other) >= BADGE_ROOM for other in taken):
                return spot
    return None
