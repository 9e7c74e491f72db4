"""Which day do the shared rigs speak of? The scenario alone; `tests.rigs` gives it out."""

from __future__ import annotations

import datetime as dt

from optimizer.domain import (
    HygieneClass,
    LoadCarrier,
    Scenario,
    Site,
    TravelSettings,
    TravelTime,
    Vehicle,
    VehicleType,
)
from tests.hospital_orders import flows, orders, window

__all__ = ["hospital_day"]

_WAYS = {  # minutes and kilometres, the same in both directions
    ("laundry", "store"): (45, 45),
    ("laundry", "waste"): (10, 6),
    ("laundry", "sas"): (42, 43),
    ("laundry", "lerum"): (25, 28),
    ("laundry", "vargarda"): (20, 22),
    ("store", "waste"): (46, 46),
    ("store", "sas"): (6, 3),
    ("store", "lerum"): (50, 55),
    ("store", "vargarda"): (40, 42),
    ("waste", "sas"): (43, 44),
    ("waste", "lerum"): (24, 26),
    ("waste", "vargarda"): (22, 24),
    ("sas", "lerum"): (48, 53),
    ("sas", "vargarda"): (38, 40),
    ("lerum", "vargarda"): (42, 48),
}

_CODES = {
    "CLEAN": {"CLEAN": "Y", "CLEANTEX": "Y", "EMPTYUSED": "T", "SOILEDTEX": "S", "WASTE": "N"},
    "CLEANTEX": {"CLEAN": "Y", "CLEANTEX": "Y", "EMPTYUSED": "T", "SOILEDTEX": "S", "WASTE": "N"},
    "EMPTYUSED": {"CLEAN": "T", "CLEANTEX": "T", "EMPTYUSED": "Y", "SOILEDTEX": "Y", "WASTE": "Y"},
    "SOILEDTEX": {"CLEAN": "S", "CLEANTEX": "S", "EMPTYUSED": "Y", "SOILEDTEX": "Y", "WASTE": "S"},
    "WASTE": {"CLEAN": "N", "CLEANTEX": "N", "EMPTYUSED": "Y", "SOILEDTEX": "S", "WASTE": "Y"},
}
_RANKS = {"CLEAN": 2, "CLEANTEX": 1, "EMPTYUSED": 5, "SOILEDTEX": 6, "WASTE": 8}


def _sites() -> tuple[Site, ...]:
    return (
        Site(
            id="laundry",
            name="Tvätteriet Alingsås",
            kind="laundry",
            lat=57.930,
            lon=12.533,
            setup_min=5,
            n_docks=2,
            cleaning=("wipe", "wash"),
        ),
        Site(
            id="store",
            name="Förrådet Borås",
            kind="warehouse",
            lat=57.721,
            lon=12.940,
            windows=(window("05:00", "18:00"),),
            setup_min=5,
            cleaning=("wipe",),
        ),
        Site(
            id="waste",
            name="Återvinningen Alingsås",
            kind="waste_station",
            lat=57.921,
            lon=12.548,
            windows=(window("07:00", "16:00"),),
            setup_min=2,
        ),
        Site(
            id="sas",
            name="Södra Älvsborgs sjukhus, godsmottagning",
            kind="dock",
            lat=57.716,
            lon=12.916,
            windows=(window("06:00", "11:30"), window("12:30", "16:00")),
            setup_min=10,
            n_docks=3,
            requires_equipment=("tail_lift",),
            max_height_m=3.8,
            signed_by="Godsmottagningen",
        ),
        Site(
            id="lerum",
            name="Lerums vårdcentral",
            kind="clinic",
            lat=57.770,
            lon=12.269,
            setup_min=5,
            handling_factor=1.5,
            excluded_vehicle_types=("trailer",),
        ),
        Site(
            id="vargarda",
            name="Vårgårda vårdcentral",
            kind="clinic",
            lat=58.034,
            lon=12.808,
            setup_min=5,
            handling_factor=1.5,
        ),
    )


def _vehicle_types() -> tuple[VehicleType, ...]:
    return (
        VehicleType(
            id="lorry",
            name="Lastbil 18 ton",
            slots=18,
            payload_kg=8000,
            volume_m3=40,
            equipment=("tail_lift",),
            height_m=3.6,
            load_min=20,
            unload_min=15,
            cost_per_day_sek=1200,
            cost_per_km_sek=6,
            cost_per_h_sek=400,
            cost_per_overtime_h_sek=200,
            co2_kg_per_km=0.7,
            energy_kwh_per_km=9,
        ),
        VehicleType(
            id="split",
            name="Lastbil med mellanvägg",
            slots=16,
            payload_kg=7500,
            volume_m3=38,
            partition=True,
            equipment=("tail_lift", "cooled"),
            height_m=3.6,
            load_min=20,
            unload_min=15,
            cost_per_day_sek=1300,
            cost_per_km_sek=7,
            cost_per_h_sek=400,
            cost_per_overtime_h_sek=200,
            co2_kg_per_km=0.8,
            energy_kwh_per_km=10,
        ),
        VehicleType(
            id="van",
            name="Skåpbil",
            slots=8,
            payload_kg=850,
            equipment=("tail_lift",),
            height_m=2.8,
            load_min=10,
            unload_min=10,
            cost_per_day_sek=600,
            cost_per_km_sek=3,
            cost_per_h_sek=350,
            cost_per_overtime_h_sek=175,
            co2_kg_per_km=0.25,
            energy_kwh_per_km=4,
        ),
    )


def hospital_day() -> Scenario:
    """One laundry, one store and one waste station serve a hospital dock and two clinics.

    Ten orders of five flows, three vehicles of three types, a given travel matrix.
    """
    both_ways = [(a, b, way) for (a, b), way in _WAYS.items()]
    both_ways += [(b, a, way) for a, b, way in both_ways]
    return Scenario(
        name="hospital-day",
        day=dt.date(2025, 3, 4),
        description="Small scenario of the tests; figures are assumptions.",
        travel=TravelSettings(source="matrix"),
        sites=_sites(),
        load_carriers=(
            LoadCarrier(id="trolley", name="Tvättvagn", slots=1, volume_m3=1.0, tare_kg=45),
            LoadCarrier(
                id="cabinet", name="Sluten vagn", slots=1.6, volume_m3=1.4, tare_kg=110, closed=True
            ),
            LoadCarrier(id="sack", name="Säckvagn", slots=1, volume_m3=1.0, tare_kg=40, nesting=4),
            LoadCarrier(id="cage", name="Rullbur", slots=1, volume_m3=0.9, tare_kg=38, nesting=5),
            LoadCarrier(id="bin", name="Kärl 660 l", slots=1.9, volume_m3=1.2, tare_kg=45),
        ),
        hygiene=tuple(
            HygieneClass(id=name, rank=_RANKS[name], codes=codes) for name, codes in _CODES.items()
        ),
        flows=flows(),
        orders=orders(),
        vehicle_types=_vehicle_types(),
        vehicles=(
            Vehicle(
                id="lorry-1",
                vehicle_type="lorry",
                home="laundry",
                shift_start="05:00",
                shift_end="16:00",
                max_overtime_h=2,
                driver="Åsa Öst",
            ),
            Vehicle(
                id="split-1",
                vehicle_type="split",
                home="store",
                shift_start="05:30",
                shift_end="16:00",
            ),
            Vehicle(
                id="van-1",
                vehicle_type="van",
                home="laundry",
                shift_start="06:00",
                shift_end="15:00",
                ordinary_h=1,
                max_overtime_h=1,
            ),
        ),
        travel_times=tuple(
            TravelTime(origin=a, destination=b, duration_s=60 * minutes, length_m=1000 * km)
            for a, b, (minutes, km) in both_ways
        ),
    )
