"""What does every travel source hand back, and how does it become whole numbers?

Sources work with floats and infinity; :meth:`Profiles.travel_times` is the one place
where seconds and metres become integers and infinity becomes ``UNREACHABLE``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from optimizer.domain import Scenario, VehicleType
from optimizer.travel.times import UNREACHABLE, TravelTimes

__all__ = ["FIRST_ROW", "Legs", "Profiles", "by_speed", "grouped"]

KeyT = TypeVar("KeyT", bound=Hashable)

FIRST_ROW = 2
"""Row of the first record in findings: in a CSV table the header is row 1."""

_FORGIVEN = 1e-3
"""Excess that is rounding noise rather than travel. [s, m]"""


@dataclass(frozen=True, eq=False)
class Legs:
    """Durations and distances of one profile; infinite where there is no way.

    Parameters
    ----------
    durations : numpy.ndarray of float64, shape (n_sites, n_sites)
        Travel time from row to column. [s]
    distances : numpy.ndarray of float64, shape (n_sites, n_sites)
        Length of the same way. [m]
    """

    durations: NDArray[np.float64]
    distances: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Profiles:
    """Legs of all profiles, and who drives by which.

    Parameters
    ----------
    profile_by_vehicle_type : mapping of str to int
        Profile of each vehicle type.
    legs : sequence of Legs
        One for each profile.
    """

    profile_by_vehicle_type: Mapping[str, int]
    legs: Sequence[Legs]

    def travel_times(self, site_ids: tuple[str, ...]) -> TravelTimes:
        """The same as whole numbers, rounded up so that no plan is optimistic.

        Parameters
        ----------
        site_ids : tuple of str
            Sites in the order of the legs' axes.

        Returns
        -------
        TravelTimes
            Durations and distances, ``UNREACHABLE`` in both where either is infinite.
        """
        durations = np.stack([leg.durations for leg in self.legs])
        distances = np.stack([leg.distances for leg in self.legs])
        here = np.arange(len(site_ids))
        durations[:, here, here] = distances[:, here, here] = 0.0
        reachable = (durations < UNREACHABLE) & (distances < UNREACHABLE)
        return TravelTimes(
            site_ids=site_ids,
            profile_by_vehicle_type=dict(self.profile_by_vehicle_type),
            durations=_whole(durations, reachable),
            distances=_whole(distances, reachable),
        )


def _whole(values: NDArray[np.float64], reachable: NDArray[np.bool_]) -> NDArray[np.int64]:
    rounded_up = np.ceil(np.where(reachable, values, 0.0) - _FORGIVEN)
    whole = np.where(reachable, np.maximum(rounded_up, 0.0), UNREACHABLE).astype(np.int64)
    whole.setflags(write=False)
    return whole


def grouped(
    scenario: Scenario, key: Callable[[VehicleType], KeyT]
) -> tuple[dict[str, int], list[KeyT]]:
    """Vehicle types that drive alike, gathered into profiles.

    Parameters
    ----------
    scenario : Scenario
        Whose vehicle types.
    key : callable
        What decides how a vehicle type drives; equal keys share a profile.

    Returns
    -------
    profile_by_vehicle_type : dict of str to int
        Profile of each vehicle type.
    keys : list
        Key of each profile.
    """
    profile_by_key: dict[KeyT, int] = {}
    profile_by_vehicle_type = {
        vehicle_type.id: profile_by_key.setdefault(key(vehicle_type), len(profile_by_key))
        for vehicle_type in scenario.vehicle_types
    }
    return profile_by_vehicle_type, list(profile_by_key)


def by_speed(scenario: Scenario, legs: Legs) -> Profiles:
    """One profile for each speed factor, from legs that hold for all roads alike.

    Parameters
    ----------
    scenario : Scenario
        Whose vehicle types.
    legs : Legs
        Durations and distances at speed factor one.

    Returns
    -------
    Profiles
        Durations divided by the speed factor; distances as they are.
    """
    profile_by_vehicle_type, factors = grouped(scenario, lambda kind: kind.speed_factor)
    with np.errstate(over="ignore"):  # beyond any number is beyond reach, and told as such
        slower = [Legs(legs.durations / factor, legs.distances) for factor in factors]
    return Profiles(profile_by_vehicle_type, slower)
