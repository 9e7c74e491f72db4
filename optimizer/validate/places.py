"""Where are the sites, and is that where they should be?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from optimizer.domain import Site, TravelSource
from optimizer.findings import Finding
from optimizer.validate.tables import Tables, at, rows

__all__ = ["far_away", "half_positions", "missing_positions", "null_islands", "swapped_positions"]

_NORDIC_LAT, _NORDIC_LON = (54.0, 72.0), (4.0, 32.0)
_ROAD_FAR_M, _CAMPUS_FAR_M = 300_000.0, 20_000.0
_MANY_TIMES = 5.0
_METRES_PER_DEGREE = 111_195.0
_ENOUGH = 4
"""Sites it takes before one of them can be called far from the others."""

_PAIRS = (("lat", "lon"), ("x_m", "y_m"))


def _located(site: Site, pair: tuple[str, str]) -> bool:
    return all(getattr(site, column) is not None for column in pair)


def half_positions(tables: Tables) -> Iterator[Finding]:
    """Positions with one coordinate."""
    for row, site in rows(tables.scenario.sites):
        for pair in _PAIRS:
            lacking = [column for column in pair if getattr(site, column) is None]
            if len(lacking) == 1:
                has = next(column for column in pair if column not in lacking)
                message = f'site "{site.id}" has {has} but no {lacking[0]}'
                yield Finding("V301", message, at("sites", row, lacking[0]))


def missing_positions(tables: Tables) -> Iterator[Finding]:
    """Sites without the position that the travel source measures from.

    A road estimate takes campus coordinates where every site has them.
    """
    source, sites = tables.scenario.travel.source, tables.scenario.sites
    if source not in (TravelSource.ROAD_ESTIMATE, TravelSource.OSRM):
        return
    if source is TravelSource.ROAD_ESTIMATE and all(_located(s, ("x_m", "y_m")) for s in sites):
        return
    for row, site in rows(sites):
        if site.lat is None and site.lon is None:
            message = f'site "{site.id}" has no lat and lon, and travel source {source} needs them'
            yield Finding("V302", message, at("sites", row, "lat"))


def swapped_positions(tables: Tables) -> Iterator[Finding]:
    """Positions that would be Nordic the other way round."""
    for row, site in rows(tables.scenario.sites):
        if site.lat is None or site.lon is None:
            continue
        within = (
            _NORDIC_LON[0] <= site.lat <= _NORDIC_LON[1]
            and _NORDIC_LAT[0] <= site.lon <= _NORDIC_LAT[1]
        )
        if within:
            message = f'site "{site.id}" at lat {site.lat:g}, lon {site.lon:g} seems swapped'
            yield Finding("V303", message, at("sites", row, "lat"))


def null_islands(tables: Tables) -> Iterator[Finding]:
    """Positions at 0, 0."""
    for row, site in rows(tables.scenario.sites):
        if site.lat == 0 and site.lon == 0:
            yield Finding("V304", "the position is 0, 0", at("sites", row, "lat"))


def far_away(tables: Tables) -> Iterator[Finding]:
    """Sites many times farther from the middle of all sites than most of them are."""
    numbered = list(rows(tables.scenario.sites))
    roads = [(row, s) for row, s in numbered if _located(s, _PAIRS[0]) and (s.lat or s.lon)]
    campus = [(row, s) for row, s in numbered if _located(s, _PAIRS[1])]
    yield from _far(roads, _PAIRS[0], _ROAD_FAR_M)
    yield from _far(campus, _PAIRS[1], _CAMPUS_FAR_M)


def _far(
    numbered: Sequence[tuple[int, Site]], pair: tuple[str, str], far_m: float
) -> Iterator[Finding]:
    if len(numbered) < _ENOUGH:
        return
    points = np.array([[getattr(s, column) for column in pair] for _, s in numbered], dtype=float)
    middle = np.median(points, axis=0)
    offsets = points - middle
    if pair == _PAIRS[0]:
        offsets[:, 1] = (offsets[:, 1] + 180) % 360 - 180
        offsets[:, 1] *= np.cos(np.radians(middle[0]))
        offsets *= _METRES_PER_DEGREE
    lengths = np.hypot(offsets[:, 0], offsets[:, 1])
    limit = max(far_m, _MANY_TIMES * float(np.median(lengths)))
    for (row, site), length in zip(numbered, lengths, strict=True):
        if length > limit:
            message = (
                f'site "{site.id}" lies {length / 1000:.0f} km from the middle of all sites; '
                f"half of them lie within {float(np.median(lengths)) / 1000:.1f} km"
            )
            yield Finding("V305", message, at("sites", row, pair[0]))
