"""Where on the paper is each site? Geographic or campus coordinates on one frame.

Geographic positions are projected equirectangularly about the middle of the sites:
good to well under a per cent over a region, which a map that joins visits with lines
does not show.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from optimizer.domain import Site

__all__ = ["Frame", "Scale", "frame_of"]

WIDTH = 1000.0
_PADDING = 60.0
_MIN_HEIGHT, _MAX_HEIGHT = 340.0, 720.0
_M_PER_DEGREE = 111_195.0
_APART = 10.0
_SMALLEST_EXTENT_M = 20.0
_LONGEST_BAR = 160.0


@dataclass(frozen=True, slots=True)
class Frame:
    """Positions of sites on a drawing whose y axis points down.

    Parameters
    ----------
    width, height : float
        Size of the drawing. [units]
    metres_per_unit : float
        Scale of the drawing. [m]
    points : mapping of str to (float, float)
        Position of each site that has one. [units]
    geographic : bool
        Whether up is north on the globe, or else the campus plan's y axis.
    """

    width: float
    height: float
    metres_per_unit: float
    points: Mapping[str, tuple[float, float]]
    geographic: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale bar of a round length."""

    length_m: int
    share: float

    @classmethod
    def of(cls, frame: Frame) -> Scale:
        """The longest of 1, 2, 5, 10 ... metres that fits in a sixth of the drawing.

        Examples
        --------
        >>> Scale.of(Frame(1000, 500, 40.0, {}, True))
        Scale(length_m=5000, share=0.125)
        """
        longest = _LONGEST_BAR * frame.metres_per_unit
        power = 10 ** math.floor(math.log10(longest))
        length = max(step * power for step in (1, 2, 5) if step * power <= longest)
        return cls(max(1, round(length)), length / frame.metres_per_unit / frame.width)


def _geographic(sites: Iterable[Site]) -> dict[str, tuple[float, float]]:
    placed = [(s.id, s.lat, s.lon) for s in sites if s.lat is not None and s.lon is not None]
    if not placed:
        return {}
    middle = (min(p[1] for p in placed) + max(p[1] for p in placed)) / 2
    shrink = math.cos(math.radians(middle))
    return {site: (lon * _M_PER_DEGREE * shrink, lat * _M_PER_DEGREE) for site, lat, lon in placed}


def _campus(sites: Iterable[Site]) -> dict[str, tuple[float, float]]:
    return {s.id: (s.x_m, s.y_m) for s in sites if s.x_m is not None and s.y_m is not None}


def _spread(points: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Sites at one place (wards above one another) stand in a ring instead of on a heap."""
    heaps: dict[tuple[int, int], list[str]] = defaultdict(list)
    for site, (x, y) in points.items():
        heaps[round(x / _APART), round(y / _APART)].append(site)
    spread = dict(points)
    for heap in heaps.values():
        radius = _APART * len(heap) / 4
        for turn, site in enumerate(heap):
            if len(heap) > 1:
                x, y = points[site]
                angle = 2 * math.pi * turn / len(heap)
                spread[site] = (x + radius * math.cos(angle), y + radius * math.sin(angle))
    return spread


def frame_of(sites: Iterable[Site]) -> Frame | None:
    """Frame that holds all sites that have a position, in the system that more of them have.

    Parameters
    ----------
    sites : iterable of Site
        Sites, with or without positions.

    Returns
    -------
    Frame or None
        None where fewer than two sites have a position.

    Examples
    --------
    >>> a = Site(id="a", kind="laundry", x_m=0, y_m=0)
    >>> b = Site(id="b", kind="ward", x_m=880, y_m=0)
    >>> frame = frame_of([a, b])
    >>> frame.metres_per_unit, frame.points["b"]
    (1.0, (940.0, 170.0))
    """
    known = tuple(sites)
    globe, campus = _geographic(known), _campus(known)
    ground = globe if len(globe) >= len(campus) else campus
    if len(ground) < 2:
        return None
    west, east = min(x for x, _ in ground.values()), max(x for x, _ in ground.values())
    south, north = min(y for _, y in ground.values()), max(y for _, y in ground.values())
    inner = WIDTH - 2 * _PADDING
    scale = max(
        (east - west) / inner,
        (north - south) / (_MAX_HEIGHT - 2 * _PADDING),
        _SMALLEST_EXTENT_M / inner,
    )
    height = min(_MAX_HEIGHT, max(_MIN_HEIGHT, (north - south) / scale + 2 * _PADDING))
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    points = {
        site: (WIDTH / 2 + (x - middle_x) / scale, height / 2 - (y - middle_y) / scale)
        for site, (x, y) in ground.items()
    }
    rounded = {s: (round(x, 1), round(y, 1)) for s, (x, y) in _spread(points).items()}
    return Frame(WIDTH, round(height, 1), scale, rounded, ground is globe)
