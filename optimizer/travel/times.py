"""What does the rest of Wardflow see of travel? Two integer arrays and the ids they speak of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

__all__ = ["UNREACHABLE", "TravelTimes"]

UNREACHABLE = 10**9
"""Duration and distance of a pair with no way between them. [s, m]"""


@dataclass(frozen=True, eq=False)
class TravelTimes:
    """Durations and distances between all sites, for each travel profile.

    Parameters
    ----------
    site_ids : tuple of str
        Sites in the order of the arrays' axes: the scenario's order.
    profile_by_vehicle_type : mapping of str to int
        Profile that each vehicle type drives by; types that drive alike share one.
    durations : numpy.ndarray of int64, shape (n_profiles, n_sites, n_sites)
        Travel time from row to column, ``UNREACHABLE`` where there is no way. [s]
    distances : numpy.ndarray of int64, shape (n_profiles, n_sites, n_sites)
        Length of the same way. [m]
    """

    site_ids: tuple[str, ...]
    profile_by_vehicle_type: Mapping[str, int]
    durations: NDArray[np.int64]
    distances: NDArray[np.int64]

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Position of each site on the arrays' axes."""
        return {site: i for i, site in enumerate(self.site_ids)}

    def duration(self, vehicle_type: str, origin: str, destination: str) -> int:
        """Travel time of a vehicle type between two sites. [s]"""
        profile = self.profile_by_vehicle_type[vehicle_type]
        return int(self.durations[profile, self.index[origin], self.index[destination]])

    def distance(self, vehicle_type: str, origin: str, destination: str) -> int:
        """Distance a vehicle type drives between two sites. [m]"""
        profile = self.profile_by_vehicle_type[vehicle_type]
        return int(self.distances[profile, self.index[origin], self.index[destination]])
