"""What does the scenario's own table of travel times say?

A vehicle type's own rows go before the general ones and are taken as they stand; the
general ones are divided by its speed factor. A pair without a row has no way.
"""

from __future__ import annotations

import numpy as np

from optimizer.domain import Scenario, TravelTime, VehicleType
from optimizer.findings import DataError, Finding, Place, suggestion
from optimizer.travel.profiles import FIRST_ROW, Legs, Profiles, grouped

__all__ = ["given_profiles", "tolerated_rows"]


def given_profiles(scenario: Scenario) -> Profiles:
    """Durations and distances from ``scenario.travel_times``.

    Parameters
    ----------
    scenario : Scenario
        Its sites, vehicle types and travel times.

    Returns
    -------
    Profiles
        One profile for each speed factor, and one for each vehicle type with own rows.

    Raises
    ------
    DataError
        No rows (T101), unknown ids (T102), contradicting rows (T103).
    """
    findings = [*_unknown_ids(scenario), *_contradictions(scenario)]
    if not scenario.travel_times:
        findings.append(Finding("T101", "there are no travel times", Place("travel_times")))
    if findings:
        raise DataError(findings)

    n_sites = len(scenario.sites)
    index = {site.id: i for i, site in enumerate(scenario.sites)}
    tables: dict[str | None, Legs] = {None: _no_ways(n_sites)}
    for row in scenario.travel_times:
        legs = tables.setdefault(row.vehicle_type, _no_ways(n_sites))
        pair = index[row.origin], index[row.destination]
        legs.durations[pair], legs.distances[pair] = row.duration_s, row.length_m

    def way_of_driving(kind: VehicleType) -> tuple[float, str | None]:
        return kind.speed_factor, kind.id if kind.id in tables else None

    profile_by_vehicle_type, keys = grouped(scenario, way_of_driving)
    return Profiles(
        profile_by_vehicle_type, [_combined(tables, factor, owner) for factor, owner in keys]
    )


def _no_ways(n_sites: int) -> Legs:
    return Legs(np.full((n_sites, n_sites), np.inf), np.full((n_sites, n_sites), np.inf))


def _combined(tables: dict[str | None, Legs], factor: float, owner: str | None) -> Legs:
    with np.errstate(over="ignore"):
        durations = tables[None].durations / factor
    distances = tables[None].distances.copy()
    if owner is not None:
        own = tables[owner]
        stated = np.isfinite(own.durations)
        durations[stated], distances[stated] = own.durations[stated], own.distances[stated]
    return Legs(durations, distances)


def _unknown_ids(scenario: Scenario) -> list[Finding]:
    sites = {site.id for site in scenario.sites}
    kinds = {kind.id for kind in scenario.vehicle_types}
    findings = []
    for number, row in enumerate(scenario.travel_times, start=FIRST_ROW):
        for column, value, known, noun in (
            ("origin", row.origin, sites, "site"),
            ("destination", row.destination, sites, "site"),
            ("vehicle_type", row.vehicle_type, kinds, "vehicle type"),
        ):
            if value is not None and value not in known:
                place = Place("travel_times", number, column)
                message = f'there is no {noun} "{value}"'
                findings.append(Finding("T102", message, place, suggestion(value, sorted(known))))
    return findings


def _repeats(scenario: Scenario) -> list[tuple[int, int]]:
    """Positions of rows whose pair and vehicle type stand in an earlier row."""
    first: dict[tuple[str, str, str | None], int] = {}
    repeats = []
    for i, row in enumerate(scenario.travel_times):
        earlier = first.setdefault((row.origin, row.destination, row.vehicle_type), i)
        if earlier != i:
            repeats.append((earlier, i))
    return repeats


def _contradictions(scenario: Scenario) -> list[Finding]:
    rows = scenario.travel_times
    return [
        Finding(
            "T103",
            f'"{rows[later].origin}" to "{rows[later].destination}" is {_said(rows[later])} '
            f"here, but {_said(rows[earlier])} in row {earlier + FIRST_ROW}",
            Place("travel_times", later + FIRST_ROW),
        )
        for earlier, later in _repeats(scenario)
        if rows[earlier] != rows[later]
    ]


def _said(row: TravelTime) -> str:
    return f"{row.duration_s:g} s and {row.length_m:g} m"


def tolerated_rows(scenario: Scenario) -> list[Finding]:
    """Rows that say nothing new, or that are not used.

    Parameters
    ----------
    scenario : Scenario
        Whose travel times.

    Returns
    -------
    list of Finding
        Notes T104 (given twice alike) and T105 (from a site to itself).
    """
    rows = scenario.travel_times
    twice = [
        Finding(
            "T104",
            f'"{rows[later].origin}" to "{rows[later].destination}" stands in row '
            f"{earlier + FIRST_ROW} already",
            Place("travel_times", later + FIRST_ROW),
        )
        for earlier, later in _repeats(scenario)
        if rows[earlier] == rows[later]
    ]
    to_itself = [
        Finding(
            "T105",
            f'"{row.origin}" to itself is given as {_said(row)}',
            Place("travel_times", number),
        )
        for number, row in enumerate(rows, start=FIRST_ROW)
        if row.origin == row.destination and (row.duration_s or row.length_m)
    ]
    return twice + to_itself
