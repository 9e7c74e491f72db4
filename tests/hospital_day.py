"""Which day do the shared rigs speak of? The scenario alone; `tests.rigs` gives it out."""

from __future__ import annotations

import datetime as dt

from optimizer.domain import (
    Direction,
    Flow,
    HygieneClass,
    LoadCarrier,
    Order,
    Scenario,
    Site,
    TravelSettings,
    TravelTime,
    Vehicle,
    VehicleType,
    Window,
)

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


def _window(earliest: str, latest: str) -> Window:
    return Window.model_validate({"earliest": earliest, "latest": latest})


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
            windows=(_window("05:00", "18:00"),),
            setup_min=5,
            cleaning=("wipe",),
        ),
        Site(
            id="waste",
            name="Återvinningen Alingsås",
            kind="waste_station",
            lat=57.921,
            lon=12.548,
            windows=(_window("07:00", "16:00"),),
            setup_min=2,
        ),
        Site(
            id="sas",
            name="Södra Älvsborgs sjukhus, godsmottagning",
            kind="dock",
            lat=57.716,
            lon=12.916,
            windows=(_window("06:00", "11:30"), _window("12:30", "16:00")),
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


def _flows() -> tuple[Flow, ...]:
    return (
        Flow(
            id="linen",
            name="Ren tvätt",
            direction=Direction.DELIVERY,
            hygiene_class="CLEANTEX",
            depot_kinds=("laundry",),
            load_carrier="trolley",
            handling_s=60,
        ),
        Flow(
            id="soiled",
            name="Smutstvätt",
            direction=Direction.RETURN,
            hygiene_class="SOILEDTEX",
            depot_kinds=("laundry",),
            load_carrier="sack",
            handling_s=60,
        ),
        Flow(
            id="supplies",
            name="Förbrukningsmaterial",
            direction=Direction.DELIVERY,
            hygiene_class="CLEAN",
            depot_kinds=("warehouse",),
            load_carrier="cage",
            handling_s=50,
        ),
        Flow(
            id="empties",
            name="Tomma burar",
            direction=Direction.RETURN,
            hygiene_class="EMPTYUSED",
            depot_kinds=("warehouse",),
            load_carrier="cage",
            empties=True,
            handling_s=15,
        ),
        Flow(
            id="waste",
            name="Brännbart avfall",
            direction=Direction.RETURN,
            hygiene_class="WASTE",
            depot_kinds=("waste_station",),
            load_carrier="bin",
            handling_s=60,
        ),
    )


def _orders() -> tuple[Order, ...]:
    morning = (_window("06:00", "12:00"),)
    return (
        Order(
            id="linen-sas",
            flow="linen",
            site="sas",
            carriers=8,
            weight_kg=1200,
            windows=morning,
            release="05:30",
            priority=2,
        ),
        Order(
            id="linen-lerum",
            flow="linen",
            site="lerum",
            carriers=3,
            weight_kg=450,
            windows=morning,
            priority=3,
        ),
        Order(
            id="linen-vargarda",
            flow="linen",
            site="vargarda",
            carriers=4,
            weight_kg=600,
            windows=(_window("06:00", "15:00"),),
            priority=3,
        ),
        Order(id="soiled-sas", flow="soiled", site="sas", carriers=8, weight_kg=960),
        Order(
            id="soiled-lerum",
            flow="soiled",
            site="lerum",
            carriers=3,
            weight_kg=360,
            release="06:30",
        ),
        Order(id="soiled-vargarda", flow="soiled", site="vargarda", carriers=4, weight_kg=480),
        Order(
            id="supplies-sas",
            flow="supplies",
            site="sas",
            carriers=5,
            weight_kg=600,
            windows=morning,
            priority=1,
        ),
        Order(id="empties-sas", flow="empties", site="sas", carriers=12, priority=7),
        Order(id="waste-lerum", flow="waste", site="lerum", carriers=2, weight_kg=110),
        Order(
            id="waste-vargarda",
            flow="waste",
            site="vargarda",
            carriers=4,
            weight_kg=220,
            mandatory=False,
            penalty_sek=300,
            priority=8,
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
        flows=_flows(),
        orders=_orders(),
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
