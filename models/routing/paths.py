"""How long is the way from a last task over unloading and cleaning to a next place?"""

from __future__ import annotations

from itertools import pairwise, permutations

import numpy as np
from numpy.typing import NDArray

from models.routing.problem import RoutingProblem, VehicleType

__all__ = ["path_lengths"]


def path_lengths(
    problem: RoutingProblem,
    vehicle: VehicleType,
    legs: NDArray[np.int64],
    metres: NDArray[np.int64],
    places: NDArray[np.int64],
    destinations: tuple[int, ...],
    level: int,
    target: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Durations and distances from places over unloading and cleaning to a target.

    Parameters
    ----------
    problem : RoutingProblem
        For depots and rules.
    vehicle : VehicleType
        Who drives.
    legs, metres : numpy.ndarray of int64, shape (n_places, n_places)
        Travel with set-up on arrival [s], and distances [m].
    places : numpy.ndarray of int64, shape (n,)
        Where it starts.
    destinations : tuple of int
        Depots to unload at, in any order.
    level : int
        Cleaning on the way; 0 for none.
    target : int
        Where it ends.

    Returns
    -------
    (durations, distances) : numpy.ndarray of int64, shape (n,)
        Of the quickest order and cleaning place for each start. [s], [m]
    """
    cleaners: list[int | None] = [None]
    if level:
        cleaners = [d.place for d in problem.depots if d.cleaning >= level]
    best = np.full(len(places), problem.unreachable, dtype=np.int64)
    length = np.zeros(len(places), dtype=np.int64)
    still = vehicle.unload_duration * len(destinations) + problem.rules.cleaning_duration[level]
    for order in permutations(destinations):
        for cleaner in cleaners:
            via = [problem.depots[d].place for d in order]
            via += [cleaner] if cleaner is not None else []
            path = [*via, target]
            seconds = legs[places, path[0]] + still
            metre = metres[places, path[0]]
            for a, b in pairwise(path):
                seconds = seconds + legs[a, b]
                metre = metre + metres[a, b]
            better = seconds < best
            best = np.where(better, seconds, best)
            length = np.where(better, metre, length)
    return best, length
