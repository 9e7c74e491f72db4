"""How long is each way of the restated problem? Matrices for ruin and recreate, as small as can be.

To wait for numbers that lie far away is a good part of the work. So they have half the size, those
that are the same both ways are kept once, and vehicle types that differ only in where they may come
and where they are at home share one matrix: what lies between their trips and behind the last, and
their homes, has columns of its own for each of them, side by side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.routing.reformulate import Expanded, Profile
from models.routing.ruin_gaps import Gaps
from models.routing.ruin_state import LENGTH, WAY
from models.routing.ruin_ways import forbidden, usable_locations, ways_in, ways_out

__all__ = ["LARGEST", "Arcs", "lay_out_arcs"]

LARGEST = 2**31 - 1

Ways = NDArray[np.int32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Arcs:
    """Ways of all vehicle types.

    Parameters
    ----------
    arcs, into : numpy.ndarray of int32, shape (n_matrices, n_locations, n_columns, 2)
        Ways from locations, and to them; one array where they are the same. [s], [m]
    matrix_of, beside : tuple of int
        Of each profile its matrix, and by how much its own columns are behind the first ones.
    begins : numpy.ndarray of bool, shape (n_locations, n_begins)
        Whether a trip of some vehicle may begin at a location in this way.
    """

    arcs: Ways
    into: Ways
    matrix_of: tuple[int, ...]
    beside: tuple[int, ...]
    begins: Mask


@dataclass(eq=False)
class _Shared:
    """Ways between locations that profiles share, and which of them any of them drives."""

    ways: Ways
    known: Mask
    n_profiles: int = 1

    def takes(self, ways: Ways, known: Mask) -> bool:
        """Whether another profile's ways are the same wherever both drive; they are kept then."""
        if np.any((_as_one(self.ways) != _as_one(ways)) & known & self.known):
            return False
        if not self.known.all():
            np.copyto(self.ways, ways, where=known[..., None])
        self.known |= known
        self.n_profiles += 1
        return True


def _as_one(ways: Ways) -> NDArray[np.int64]:
    """Duration and distance as one number: they are compared at once."""
    return np.ascontiguousarray(ways).view(np.int64)[..., 0]


def lay_out_arcs(expanded: Expanded, found: Gaps) -> Arcs:
    """Matrices of a restated problem.

    Parameters
    ----------
    expanded : Expanded
        The restated problem.
    found : Gaps
        What lies between its trips.

    Returns
    -------
    Arcs
        What no vehicle of a profile ever drives counts for nothing in its columns.
    """
    n = len(expanded.locations)
    own = found.n_columns - n
    shared: list[_Shared] = []
    matrix_of, beside = [], []
    for number, profile in enumerate(expanded.profiles):
        usable = usable_locations(expanded, expanded.profile_of.index(number))
        ways, known = _between(expanded, profile), usable[:, None] & usable
        matrix = next((m for m, one in enumerate(shared) if one.takes(ways, known)), len(shared))
        if matrix == len(shared):
            shared.append(_Shared(np.where(known[..., None], ways, 0), known))
        matrix_of.append(matrix)
        beside.append(own * (shared[matrix].n_profiles - 1))
    most = max(one.n_profiles for one in shared)
    arcs = np.zeros((len(shared), n, n + most * own, 2), np.int32)
    into = np.zeros_like(arcs)
    for matrix, one in enumerate(shared):
        arcs[matrix, :, :n], into[matrix, :, :n] = one.ways, one.ways.swapaxes(0, 1)
    begins = np.zeros((n, len(found.loads) + bool(found.rests)), bool)
    for number, (matrix, behind) in enumerate(zip(matrix_of, beside, strict=True)):
        columns = slice(n + behind, n + behind + own)
        begins |= _behind_trips(
            expanded, found, number, arcs[matrix, :, columns], into[matrix, :, columns]
        )
    if np.array_equal(arcs, into):
        into = arcs
    return Arcs(arcs, into, tuple(matrix_of), tuple(beside), begins)


def _between(expanded: Expanded, profile: Profile) -> Ways:
    """Ways from location to location; what is cut off is no way."""
    first = len(expanded.homes) + len(expanded.turnarounds)
    inner = (profile.durations[first:, first:], profile.distances[first:, first:])
    return np.stack([np.minimum(matrix, LARGEST) for matrix in inner], axis=2).astype(np.int32)


def _behind_trips(expanded: Expanded, found: Gaps, number: int, arcs: Ways, into: Ways) -> Mask:
    """Fill in the columns of one profile; in which ways trips may begin at which location."""
    n, n_homes = len(expanded.locations), len(expanded.homes)
    first = n_homes + len(expanded.turnarounds)
    profile, vehicle_type = expanded.profiles[number], expanded.profile_of.index(number)
    for way, matrix in ((WAY, profile.durations), (LENGTH, profile.distances)):
        home = np.minimum(matrix[:n_homes, first:], LARGEST).T
        for columns in found.homes[..., 0]:
            into[:, columns - n, way] = home
    for column, seconds, metres in ways_in(expanded, found, vehicle_type):
        those = slice(column - n, column - n + seconds.shape[1])
        arcs[:, those, WAY] = np.minimum(seconds, LARGEST)
        arcs[:, those, LENGTH] = np.minimum(metres, LARGEST)
    begins = np.zeros((n, len(found.loads) + bool(found.rests)), bool)
    for q, (columns, seconds, metres) in enumerate(ways_out(expanded, found, vehicle_type)):
        into[:, columns - n, WAY] = np.minimum(seconds, LARGEST)
        into[:, columns - n, LENGTH] = np.minimum(metres, LARGEST)
        begins[:, min(q, len(found.loads))] |= np.any(seconds < forbidden(expanded)[0], axis=1)
    mine = [v for v, p in enumerate(expanded.profile_of) if p == number]
    vehicles = [expanded.problem.vehicle_types[v] for v in mine]
    at_home = {place for v in vehicles for place in (v.start_place, v.end_place)}
    for h, home_place in enumerate(expanded.homes):
        if home_place not in at_home:
            for ways in (arcs, into):
                ways[:, found.homes[:, h, 0] - n] = 0
    closed = ~usable_locations(expanded, vehicle_type)
    arcs[closed], into[closed] = 0, 0
    return begins
