"""How long does a road probably take, knowing nothing but positions?

Great-circle length times circuity gives metres; speed bands give seconds. Equations
(T.1)-(T.3) of ``docs/models/travel.md``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optimizer.domain import Scenario, SpeedBand
from optimizer.findings import DataError, Finding, Place
from optimizer.travel.profiles import FIRST_ROW, Legs, Profiles, by_speed

__all__ = ["great_circle_m", "positions", "road_duration_s", "road_profiles"]

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the earth. [m]"""

_SLOWEST_M_PER_S = 1e-9
"""A metre in thirty years: whoever is slower arrives no sooner, and is out of reach."""


def great_circle_m(lat: ArrayLike, lon: ArrayLike) -> NDArray[np.float64]:
    """Great-circle lengths between all pairs of positions.

    Parameters
    ----------
    lat, lon : array_like of float, shape (n,)
        Positions, WGS 84. [deg]

    Returns
    -------
    numpy.ndarray of float64, shape (n, n)
        Lengths on a sphere. [m]

    Notes
    -----
    Haversine, (T.1) of docs/models/travel.md.

    Examples
    --------
    From Göteborg to Borås:

    >>> great_circle_m([57.7089, 57.7210], [11.9746, 12.9401]).round(-2)
    array([[    0., 57400.],
           [57400.,     0.]])
    """
    phi, lam = np.radians(np.asarray(lat, float)), np.radians(np.asarray(lon, float))
    d_phi, d_lam = phi[:, None] - phi[None, :], lam[:, None] - lam[None, :]
    h = np.sin(d_phi / 2) ** 2 + np.cos(phi)[:, None] * np.cos(phi)[None, :] * (
        np.sin(d_lam / 2) ** 2
    )
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(h, 0.0, 1.0))))


def road_duration_s(length_m: ArrayLike, bands: tuple[SpeedBand, ...]) -> NDArray[np.float64]:
    """Driving time by length of the leg: never falling, and without jumps.

    A band's speed is the mean speed of a leg as long as the band's upper end. Between two
    ends time grows evenly; beyond the last end it grows at the last speed.

    Parameters
    ----------
    length_m : array_like of float
        Great-circle lengths. [m]
    bands : tuple of SpeedBand
        At least one, no two with the same end, in any order.

    Returns
    -------
    numpy.ndarray of float64
        Time for the great-circle length, before circuity. [s]

    Notes
    -----
    (T.2) of docs/models/travel.md. Reading off ``length / speed`` with the speed of the
    leg's own band would make a leg of 5.1 km faster than one of 4.9 km.

    Examples
    --------
    >>> from optimizer.domain import SpeedBand
    >>> bands = (SpeedBand(up_to_km=5, speed_kmh=30), SpeedBand(up_to_km=15, speed_kmh=45))
    >>> road_duration_s([0, 2_500, 5_000, 10_000, 15_000, 60_000], bands)
    array([   0.,  300.,  600.,  900., 1200., 4800.])
    """
    ordered = sorted(bands, key=lambda band: band.up_to_km)
    ends_m = np.array([band.up_to_km * 1000 for band in ordered])
    speeds = np.array([max(band.speed_kmh / 3.6, _SLOWEST_M_PER_S) for band in ordered])
    at_ends = np.maximum.accumulate(ends_m / speeds)
    lengths = np.asarray(length_m, float)
    inside = np.interp(lengths, [0.0, *ends_m], [0.0, *at_ends])
    return np.asarray(inside + np.maximum(lengths - ends_m[-1], 0.0) / speeds[-1])


def positions(scenario: Scenario) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Latitudes and longitudes of all sites.

    Parameters
    ----------
    scenario : Scenario
        Whose sites.

    Returns
    -------
    lat, lon : numpy.ndarray of float64, shape (n_sites,)
        Positions. [deg]

    Raises
    ------
    DataError
        Naming every site without a position (T001).
    """
    missing = [
        Finding(
            "T001",
            f'site "{site.id}" has no latitude and longitude'
            + (", only campus coordinates" if None not in (site.x_m, site.y_m) else ""),
            Place("sites", row, "lat"),
        )
        for row, site in enumerate(scenario.sites, start=FIRST_ROW)
        if site.lat is None or site.lon is None
    ]
    if missing:
        raise DataError(missing)
    lat = np.array([site.lat for site in scenario.sites], dtype=np.float64)
    lon = np.array([site.lon for site in scenario.sites], dtype=np.float64)
    return lat, lon


def road_profiles(scenario: Scenario) -> Profiles:
    """Road estimate for all pairs of sites.

    Where every site has latitude and longitude these are used. Where some lack them but
    every site has campus coordinates, ways are straight lines times circuity at walking
    speed. A mixture of the two has no common map and is refused.

    Parameters
    ----------
    scenario : Scenario
        Its sites and travel settings.

    Returns
    -------
    Profiles
        One profile for each speed factor.

    Raises
    ------
    DataError
        Sites without a position (T001), unusable speed bands (T002).
    """
    sites, settings = scenario.sites, scenario.travel
    no_map = any(site.lat is None or site.lon is None for site in sites)
    if no_map and all(site.x_m is not None and site.y_m is not None for site in sites):
        x = np.array([site.x_m for site in sites], dtype=np.float64)
        y = np.array([site.y_m for site in sites], dtype=np.float64)
        straight = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :])
        walked = straight * settings.circuity
        return by_speed(scenario, Legs(walked / settings.walking_speed_m_per_s, walked))
    _require_bands(settings.speed_bands)
    lengths = great_circle_m(*positions(scenario))
    durations = road_duration_s(lengths, settings.speed_bands) * settings.circuity
    return by_speed(scenario, Legs(durations, lengths * settings.circuity))


def _require_bands(bands: tuple[SpeedBand, ...]) -> None:
    ends = [band.up_to_km for band in bands]
    place = Place("travel", column="speed_bands")
    if not ends:
        raise DataError([Finding("T002", "there is no speed band", place)])
    twice = sorted({end for end in ends if ends.count(end) > 1})
    if twice:
        shown = ", ".join(f"{end:g} km" for end in twice)
        raise DataError([Finding("T002", f"several speed bands end at {shown}", place)])
