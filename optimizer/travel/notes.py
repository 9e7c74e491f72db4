"""What is odd about the travel times, though a plan can be made with them?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from optimizer.domain import Scenario, TravelSource
from optimizer.findings import Finding, Place
from optimizer.travel.given import tolerated_rows
from optimizer.travel.times import UNREACHABLE, TravelTimes

__all__ = ["notes"]

_NAMED = 3
_ASYMMETRY_RATIO, _ASYMMETRY_S = 1.25, 120
_DETOUR_RATIO, _DETOUR_S = 1.01, 5
_FASTEST_M_PER_S, _FAST_LENGTH_M = 160 / 3.6, 500
_SLOWEST_M_PER_S, _SLOW_DURATION_S = 0.1, 600


def notes(scenario: Scenario, travel: TravelTimes) -> tuple[Finding, ...]:
    """What is odd about travel times: gathered, with a few examples named.

    Parameters
    ----------
    scenario : Scenario
        The scenario that was measured.
    travel : TravelTimes
        What :func:`~optimizer.travel.measure` answered.

    Returns
    -------
    tuple of Finding
        Warnings and notes, no errors: pairs without a way (T401), there and back that
        differ by more than a quarter and two minutes (T402), detours shorter than the
        way by more than one per cent and five seconds (T403), speeds no vehicle has
        (T404), and rows of a given matrix that were tolerated (T104, T105).

    Examples
    --------
    >>> from optimizer.travel import measure
    >>> from tests.rigs import hospital_day
    >>> scenario = hospital_day()
    >>> notes(scenario, measure(scenario))
    ()
    """
    found = tolerated_rows(scenario) if scenario.travel.source is TravelSource.MATRIX else []
    for profile in sorted(set(travel.profile_by_vehicle_type.values())):
        found.extend(_of_profile(travel, profile, _place(scenario)))
    return tuple(found)


def _place(scenario: Scenario) -> Place:
    tables = {TravelSource.MATRIX: "travel_times", TravelSource.GRAPH: "travel_edges"}
    return Place(tables.get(scenario.travel.source, "travel"))


def _of_profile(travel: TravelTimes, profile: int, place: Place) -> Iterator[Finding]:
    who = _who(travel, profile)
    durations, distances = travel.durations[profile], travel.distances[profile]
    names = travel.site_ids
    no_way = durations >= UNREACHABLE

    if no_way.any():
        yield Finding("T401", f"{_unreachable(no_way, names)}{who}", place)

    there = np.where(no_way | no_way.T, 0, durations)
    differ = there - there.T
    uneven = (differ > _ASYMMETRY_S) & (there > _ASYMMETRY_RATIO * there.T)
    if uneven.any():
        i, j = _worst(np.where(uneven, differ, 0))
        yield Finding(
            "T402",
            f"{_pairs(uneven)} much slower one way than the other{who}: "
            f'"{names[i]}" to "{names[j]}" takes {durations[i, j]} s, back {durations[j, i]} s',
            place,
        )

    by_way_of = _best_detour(durations)
    detour = durations > _DETOUR_RATIO * by_way_of + _DETOUR_S
    detour &= ~no_way
    if detour.any():
        i, j = _worst(np.where(detour, durations - by_way_of, 0))
        k = int(np.argmin(durations[i, :] + durations[:, j]))
        yield Finding(
            "T403",
            f"{_pairs(detour)} slower directly than by way of a third site{who}: "
            f'"{names[i]}" to "{names[j]}" takes {durations[i, j]} s, '
            f'by way of "{names[k]}" {by_way_of[i, j]} s',
            place,
        )

    too_fast = (distances > _FAST_LENGTH_M) & (distances > _FASTEST_M_PER_S * durations)
    too_slow = (durations > _SLOW_DURATION_S) & (distances < _SLOWEST_M_PER_S * durations)
    strange = (too_fast | too_slow) & ~no_way
    if strange.any():
        i, j = (int(x) for x in np.argwhere(strange)[0])
        yield Finding(
            "T404",
            f"{_pairs(strange)} driven at a speed that cannot be{who}: "
            f'"{names[i]}" to "{names[j]}" is {distances[i, j]} m in {durations[i, j]} s',
            place,
        )


def _who(travel: TravelTimes, profile: int) -> str:
    """Which vehicle types it concerns, where not all drive alike."""
    if len(set(travel.profile_by_vehicle_type.values())) == 1:
        return ""
    kinds = [kind for kind, p in travel.profile_by_vehicle_type.items() if p == profile]
    more = f" and {len(kinds) - _NAMED} more" if len(kinds) > _NAMED else ""
    return " for " + ", ".join(f'"{kind}"' for kind in kinds[:_NAMED]) + more


def _pairs(which: NDArray[np.bool_]) -> str:
    n = int(which.sum())
    return "1 pair is" if n == 1 else f"{n} pairs are"


def _worst(excess: NDArray[np.int64]) -> tuple[int, int]:
    i, j = np.unravel_index(int(np.argmax(excess)), excess.shape)
    return int(i), int(j)


def _unreachable(no_way: NDArray[np.bool_], names: tuple[str, ...]) -> str:
    """Sites that are cut off by name; otherwise the first pairs."""
    others = len(names) - 1
    cut_off = [
        names[i]
        for i in range(len(names))
        if no_way[i].sum() == others or no_way[:, i].sum() == others
    ]
    if cut_off and others > 1:
        examples = "no way to or from " + ", ".join(f'"{name}"' for name in cut_off[:_NAMED])
        more = len(cut_off) - _NAMED
    else:
        pairs = np.argwhere(no_way)
        examples = ", ".join(f'"{names[i]}" to "{names[j]}"' for i, j in pairs[:_NAMED])
        more = len(pairs) - _NAMED
    return f"{_pairs(no_way)} without a way: {examples}" + (f" and {more} more" if more > 0 else "")


def _best_detour(durations: NDArray[np.int64]) -> NDArray[np.int64]:
    """Shortest way over exactly one other site, or the direct one. [s]"""
    best, over_k = durations.copy(), np.empty_like(durations)
    for k in range(len(durations)):
        np.add(durations[:, k, None], durations[None, k, :], out=over_k)
        np.minimum(best, over_k, out=best)
    return best
