"""What does an OSRM-compatible table service answer for all pairs of sites?

Asked in blocks that a service with default settings accepts, through
:class:`~optimizer.travel.table_service.TableService`. Only the configured address is
ever asked.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from optimizer.domain import Scenario
from optimizer.findings import DataError, Finding, Place
from optimizer.travel.profiles import FIRST_ROW, Legs, Profiles, by_speed
from optimizer.travel.road import positions
from optimizer.travel.table_answer import Table
from optimizer.travel.table_service import TableService

__all__ = ["osrm_profiles"]

COORDINATES_A_CALL = 100
"""Most coordinates in one request: the default limit of the service."""
FARTHEST_ROAD_M = 5_000.0
"""A road farther away than this is not the site's road. [m]"""


def osrm_profiles(scenario: Scenario, cache_dir: Path | None = None) -> Profiles:
    """Durations and distances from the service at ``scenario.travel.osrm_url``.

    Parameters
    ----------
    scenario : Scenario
        Its sites and travel settings.
    cache_dir : pathlib.Path, optional
        Where answers are kept; the user's cache folder where None.

    Returns
    -------
    Profiles
        One for each speed factor.

    Raises
    ------
    DataError
        Sites without positions (T001), an unusable address (T301), a service that fails
        (T302-T304), sites far from any road (T305).
    """
    lat, lon = positions(scenario)
    coordinates = [f"{x:.6f},{y:.6f}" for x, y in zip(lon, lat, strict=True)]
    settings = scenario.travel
    with TableService(settings.osrm_url, settings.osrm_profile, cache_dir) as service:
        legs, roads = _all_pairs(service, coordinates)
    _require_roads_near(scenario, roads)
    return by_speed(scenario, legs)


def _all_pairs(service: TableService, coordinates: list[str]) -> tuple[Legs, NDArray[np.float64]]:
    n = len(coordinates)
    legs = Legs(np.full((n, n), np.inf), np.full((n, n), np.inf))
    roads = np.zeros(n)
    for rows, columns in _blocks(n):
        table = service.table(
            [coordinates[i] for i in rows],
            None if rows == columns else [coordinates[i] for i in columns],
        )
        _fill(legs, table, rows, columns)
        roads[rows.start : rows.stop] = table.road_m
    return legs, roads


def _blocks(n: int) -> list[tuple[range, range]]:
    if n <= COORDINATES_A_CALL:
        return [(range(n), range(n))]
    step = COORDINATES_A_CALL // 2
    parts = [range(start, min(start + step, n)) for start in range(0, n, step)]
    return [(rows, columns) for rows in parts for columns in parts]


def _fill(legs: Legs, table: Table, rows: range, columns: range) -> None:
    block = slice(rows.start, rows.stop), slice(columns.start, columns.stop)
    legs.durations[block], legs.distances[block] = table.durations, table.distances


def _require_roads_near(scenario: Scenario, roads: NDArray[np.float64]) -> None:
    far = [
        Finding(
            "T305",
            f'the nearest road to site "{scenario.sites[i].id}" is {roads[i] / 1000:.0f} km away',
            Place("sites", i + FIRST_ROW, "lat"),
        )
        for i in np.flatnonzero(roads > FARTHEST_ROAD_M).tolist()
    ]
    if far:
        raise DataError(far)
