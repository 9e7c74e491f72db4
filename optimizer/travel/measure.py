"""Which travel source does the scenario name, and what does it answer?"""

from __future__ import annotations

from pathlib import Path

from optimizer.domain import Scenario, TravelSource
from optimizer.travel.given import given_profiles
from optimizer.travel.graph import graph_profiles
from optimizer.travel.osrm import osrm_profiles
from optimizer.travel.profiles import Profiles
from optimizer.travel.road import road_profiles
from optimizer.travel.times import TravelTimes

__all__ = ["measure"]


def measure(scenario: Scenario, *, cache_dir: Path | None = None) -> TravelTimes:
    """Durations and distances between all sites, from the source the scenario names.

    Both are rounded up to whole seconds and metres, so that no plan is optimistic.

    Parameters
    ----------
    scenario : Scenario
        Its sites, vehicle types, travel settings and travel tables.
    cache_dir : pathlib.Path, optional
        Where answers of a table service are kept; the user's cache folder where None.
        Other sources need none.

    Returns
    -------
    TravelTimes
        One profile for all vehicle types that drive alike.

    Raises
    ------
    DataError
        With every finding that keeps the source from answering (T001-T305).

    Examples
    --------
    >>> from tests.rigs import hospital_day
    >>> travel = measure(hospital_day())
    >>> travel.durations.shape == travel.distances.shape
    True
    """
    site_ids = tuple(site.id for site in scenario.sites)
    return _profiles(scenario, cache_dir).travel_times(site_ids)


def _profiles(scenario: Scenario, cache_dir: Path | None) -> Profiles:
    match scenario.travel.source:
        case TravelSource.MATRIX:
            return given_profiles(scenario)
        case TravelSource.GRAPH:
            return graph_profiles(scenario)
        case TravelSource.OSRM:
            return osrm_profiles(scenario, cache_dir)
        case TravelSource.ROAD_ESTIMATE:
            return road_profiles(scenario)
