"""What is known of the region's logistics? The tables in ``instances/data``, read once.

Values are what the tables say; nothing is invented here. What a table marks as an
assumption is told by the recipe that uses it.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path

__all__ = [
    "CarrierFact",
    "FlowFact",
    "SiteFact",
    "TownFact",
    "VehicleFact",
    "carrier_facts",
    "flow_facts",
    "hygiene_table",
    "instances_folder",
    "site_facts",
    "town_facts",
    "vehicle_facts",
]


@dataclass(frozen=True, slots=True)
class SiteFact:
    """A hospital, laundry, store ... of ``vgr_sites.csv`` with its short id."""

    id: str
    name: str
    kind: str
    lat: float
    lon: float
    beds: int
    municipality: str


@dataclass(frozen=True, slots=True)
class TownFact:
    """A place of GeoNames (CC BY 4.0) with the clinics that fall to it by population."""

    name: str
    municipality: str
    region: str
    lat: float
    lon: float
    population: int
    n_health_centres: int
    n_dental_clinics: int


@dataclass(frozen=True, slots=True)
class FlowFact:
    """Rates and rules of one flow.

    ``carriers_per_100_beds`` is per day of the week; ``visits_hospital`` and
    ``visits_clinic`` are per week; times are texts ``HH:MM``.
    """

    fact: str
    id: str
    name: str
    direction: str
    depot_kinds: tuple[str, ...]
    hygiene_class: str
    carrier: str
    handling_s: float
    equipment: tuple[str, ...]
    empties: bool
    carriers_per_100_beds: float
    visits_hospital: float
    visits_clinic: float
    net_kg: float
    cv: float
    earliest: str
    latest: str


@dataclass(frozen=True, slots=True)
class CarrierFact:
    """A load carrier: footprint [slots], volume [m3], weights [kg], nesting."""

    id: str
    name: str
    slots: float
    volume_m3: float
    tare_kg: float
    gross_max_kg: float
    nesting: int


@dataclass(frozen=True, slots=True)
class VehicleFact:
    """A kind of vehicle: body [m], payload [kg], costs [SEK], fuel and emissions."""

    id: str
    name: str
    body_m: tuple[float, float]
    cages: int
    payload_kg: float
    fixed_sek_per_h: float
    driver_sek_per_h: float
    sek_per_km: float
    litres_per_10km: float
    co2_diesel_kg_per_km: float
    co2_hvo_kg_per_km: float
    electric_kwh_per_km: float


@cache
def instances_folder() -> Path:
    """Folder of the bundled instances, recipes and facts.

    Returns
    -------
    Path
        Installed with the package, or ``instances`` of the repository.

    Examples
    --------
    >>> (instances_folder() / "data" / "flows.csv").is_file()
    True
    """
    if find_spec("optimizer.instances") is not None:
        return Path(str(resources.files("optimizer.instances")))
    return Path(__file__).resolve().parents[2] / "instances"


def _rows(table: str) -> list[dict[str, str]]:
    path = instances_folder() / "data" / table
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def site_facts() -> dict[str, SiteFact]:
    """Hospitals and depots by short id.

    Examples
    --------
    >>> site_facts()["sahlgrenska"].beds
    820
    """
    known = {row["name"]: row for row in _rows("vgr_sites.csv")}
    facts = {}
    for row in _rows("site_ids.csv"):
        place = known[row["at"]]
        facts[row["id"]] = SiteFact(
            id=row["id"],
            name=row["name"],
            kind=row["kind"],
            lat=float(place["lat"]),
            lon=float(place["lon"]),
            beds=int(place["beds_est"] or 0) if row["kind"] == "dock" else 0,
            municipality=place["municipality"],
        )
    return facts


@cache
def town_facts() -> tuple[TownFact, ...]:
    """Towns whose row is not marked as suspect.

    Examples
    --------
    >>> town_facts()[0].name
    'Karlstad'
    """
    return tuple(
        TownFact(
            name=row["place"],
            municipality=row["municipality"],
            region=row["region"],
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            population=int(row["population_geonames"] or 0),
            n_health_centres=int(row["n_vardcentral_alloc"]),
            n_dental_clinics=int(row["n_folktandvard_alloc"]),
        )
        for row in _rows("towns.csv")
        if "SUSPECT" not in row["flag"]
    )


@cache
def flow_facts() -> dict[str, FlowFact]:
    """Flows by their number in ``flows.csv``.

    Examples
    --------
    >>> flow_facts()["F02"].carriers_per_100_beds
    3.0
    """
    rates = {row["flow_id"]: row for row in _rows("flows.csv")}
    facts = {}
    for rule in _rows("flow_rules.csv"):
        row = rates[rule["flow_id"]]
        per_100 = row["carriers_per_100_beds_day"]
        facts[rule["flow_id"]] = FlowFact(
            fact=rule["flow_id"],
            id=rule["id"],
            name=row["flow_sv"],
            direction=rule["direction"],
            depot_kinds=tuple(rule["depot_kinds"].split()),
            hygiene_class=row["compat_class"],
            carrier=rule["carrier"],
            handling_s=float(rule["handling_s"]),
            equipment=tuple(rule["equipment"].split()),
            empties=rule["empties"] == "1",
            carriers_per_100_beds=0.0 if per_100.startswith("=") else float(per_100 or 0),
            visits_hospital=float(row["visits_per_week_hospital"]),
            visits_clinic=float(row["visits_per_week_clinic"]),
            net_kg=float(row["net_kg_per_carrier"]),
            cv=float(row["stochastic_cv"]),
            earliest=row["tw_start"],
            latest=row["tw_end"],
        )
    return facts


@cache
def carrier_facts() -> dict[str, CarrierFact]:
    """Load carriers by code.

    Examples
    --------
    >>> carrier_facts()["RC"].volume_m3
    0.98
    """
    return {
        row["code"]: CarrierFact(
            id=row["code"],
            name=row["name_sv"],
            slots=float(row["cage_equivalents"]),
            volume_m3=round(
                int(row["length_mm"]) * int(row["width_mm"]) * int(row["height_mm"]) / 1e9, 2
            ),
            tare_kg=float(row["tare_kg"]),
            gross_max_kg=float(row["gross_max_kg"]),
            nesting=int(row["empty_nesting_ratio"]),
        )
        for row in _rows("carriers.csv")
    }


@cache
def vehicle_facts() -> dict[str, VehicleFact]:
    """Kinds of vehicle by code.

    Examples
    --------
    >>> vehicle_facts()["R18"].cages
    30
    """
    return {
        row["code"]: VehicleFact(
            id=row["code"],
            name=row["name"],
            body_m=(float(row["body_length_m"]), float(row["body_width_m"])),
            cages=int(row["cages_geometric"]),
            payload_kg=float(row["payload_kg"]),
            fixed_sek_per_h=float(row["vehicle_fixed_sek_per_h"]),
            driver_sek_per_h=float(row["driver_sek_per_h"]),
            sek_per_km=float(row["distance_sek_per_km_incl_fuel"]),
            litres_per_10km=float(row["diesel_l_per_10km"]),
            co2_diesel_kg_per_km=float(row["co2_diesel_kg_per_km"]),
            co2_hvo_kg_per_km=float(row["co2_hvo_kg_per_km"]),
            electric_kwh_per_km=float(row["electric_kwh_per_km"]),
        )
        for row in _rows("fleet.csv")
    }


@cache
def hygiene_table() -> tuple[tuple[str, str, int, dict[str, str]], ...]:
    """Hygiene classes: id, name, rank and code against each class.

    Examples
    --------
    >>> len(hygiene_table())
    29
    """
    ranks = {row["class"]: row for row in _rows("hygiene_ranks.csv")}
    table = []
    for row in _rows("compat.csv"):
        name = row.pop("class")
        table.append((name, ranks[name]["name_sv"], int(ranks[name]["rank"]), row))
    return tuple(table)
