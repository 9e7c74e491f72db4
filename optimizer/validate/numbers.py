"""Is a number that is allowed also likely? One table of limits, and one check."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from optimizer.findings import Finding
from optimizer.validate.tables import Tables, at, rows

__all__ = ["unlikely_numbers", "unlikely_speeds"]


class _Likely(NamedTuple):
    """Bounds between which a column's numbers usually lie; None: no bound."""

    table: str
    column: str
    least: float | None
    most: float | None
    unit: str


_LIKELY = (
    _Likely("sites", "setup_min", None, 120, "min"),
    _Likely("sites", "handling_factor", 0.1, 10, "times the usual handling"),
    _Likely("sites", "max_height_m", 1, 10, "m"),
    _Likely("sites", "n_docks", None, 200, "docks"),
    _Likely("load_carriers", "slots", 0.01, 10, "slots"),
    _Likely("load_carriers", "volume_m3", None, 20, "m3"),
    _Likely("load_carriers", "tare_kg", None, 1000, "kg"),
    _Likely("load_carriers", "max_gross_kg", None, 5000, "kg"),
    _Likely("load_carriers", "nesting", None, 20, "carriers nested in one"),
    _Likely("flows", "handling_s", None, 3600, "s a carrier"),
    _Likely("orders", "carriers", None, 1000, "carriers"),
    _Likely("orders", "weight_kg", None, 100_000, "kg"),
    _Likely("orders", "penalty_sek", None, 1e6, "SEK"),
    _Likely("vehicle_types", "slots", 0.1, 200, "slots"),
    _Likely("vehicle_types", "payload_kg", 5, 100_000, "kg"),
    _Likely("vehicle_types", "volume_m3", 0.05, 300, "m3"),
    _Likely("vehicle_types", "height_m", 0.2, 6, "m"),
    _Likely("vehicle_types", "load_min", None, 240, "min"),
    _Likely("vehicle_types", "unload_min", None, 240, "min"),
    _Likely("vehicle_types", "cost_per_day_sek", None, 50_000, "SEK/day"),
    _Likely("vehicle_types", "cost_per_km_sek", None, 500, "SEK/km"),
    _Likely("vehicle_types", "cost_per_h_sek", None, 10_000, "SEK/h"),
    _Likely("vehicle_types", "cost_per_overtime_h_sek", None, 10_000, "SEK/h"),
    _Likely("vehicle_types", "co2_kg_per_km", None, 10, "kg/km"),
    _Likely("vehicle_types", "energy_kwh_per_km", None, 50, "kWh/km"),
    _Likely("vehicle_types", "speed_factor", 0.1, 4, "times the usual speed"),
    _Likely("vehicles", "ordinary_h", None, 24, "h"),
    _Likely("vehicles", "max_overtime_h", None, 12, "h"),
    _Likely("travel_times", "duration_s", None, 86_400, "s"),
    _Likely("travel_times", "length_m", None, 3e6, "m"),
    _Likely("travel_edges", "length_m", None, 500_000, "m"),
    _Likely("travel_edges", "speed_m_per_s", 0.05, 40, "m/s"),
    _Likely("travel_edges", "wait_s", None, 3600, "s"),
)


_LIKELY_KMH = (3.0, 130.0)
_LIKELY_M_PER_S = (0.1, 40.0)


def unlikely_speeds(tables: Tables) -> Iterator[Finding]:
    """Speeds of the travel settings that no vehicle has, such as metres per second for km/h."""
    travel = tables.scenario.travel
    speeds = [("speed_bands", band.speed_kmh, "km/h", _LIKELY_KMH) for band in travel.speed_bands]
    walking = ("walking_speed_m_per_s", travel.walking_speed_m_per_s, "m/s", _LIKELY_M_PER_S)
    for column, speed, unit, (least, most) in (*speeds, walking):
        if not least <= speed <= most:
            message = f"{speed:g} {unit} is not between {least:g} and {most:g}, as is likely"
            yield Finding("V601", message, at("travel", None, column))


def unlikely_numbers(tables: Tables) -> Iterator[Finding]:
    """Numbers far from what is usual, such as grams for kilograms."""
    for table, column, least, most, unit in _LIKELY:
        for row, record in rows(getattr(tables.scenario, table)):
            number = getattr(record, column)
            if number is None:
                continue
            if most is not None and number > most:
                message = f"{number:g} {unit} is more than the {most:g} that is likely"
            elif least is not None and number < least:
                message = f"{number:g} {unit} is less than the {least:g} that is likely"
            else:
                continue
            yield Finding("V601", message, at(table, row, column))
