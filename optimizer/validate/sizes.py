"""Is the day of a size that can be worked with? Told before anything grows with its square."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.findings import Finding
from optimizer.validate.tables import Tables, at

__all__ = ["oversized", "too_large"]

_MOST = {"orders": 20_000, "vehicles": 2_000, "vehicle_types": 200, "sites": 3_000}
_MOST_LEGS = 20_000_000
"""Pairs of sites, times the ways of driving: some hundred megabytes of travel times."""


def _n_legs(tables: Tables) -> int:
    scenario = tables.scenario
    own = {time.vehicle_type for time in scenario.travel_times}
    own |= {type_ for edge in scenario.travel_edges for type_ in edge.closed_to}
    ways = {(t.speed_factor, t.id if t.id in own else None) for t in scenario.vehicle_types}
    return len(ways) * len(scenario.sites) ** 2


def too_large(tables: Tables) -> Iterator[Finding]:
    """Tables with more rows than can be planned, and too many pairs of sites."""
    for table, most in _MOST.items():
        n_rows = len(getattr(tables.scenario, table))
        if n_rows > most:
            message = f"{n_rows} rows in {table}; at most {most} can be planned"
            yield Finding("V602", message, at(table))
    n_legs = _n_legs(tables)
    if n_legs > _MOST_LEGS and len(tables.scenario.sites) <= _MOST["sites"]:
        message = (
            f"{len(tables.scenario.sites)} sites make {n_legs} travel times for all ways of "
            f"driving; at most {_MOST_LEGS} fit"
        )
        yield Finding("V602", message, at("sites"))


def oversized(tables: Tables) -> bool:
    """Whether checks that compare every order with every vehicle type would take too long."""
    return any(too_large(tables))
