"""How do the facts become a scenario's tables of carriers, hygiene, flows and vehicles?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from optimizer.domain import (
    Code,
    Direction,
    Flow,
    HygieneClass,
    LoadCarrier,
    SiteKind,
    Vehicle,
    VehicleType,
)
from optimizer.generate.facts import carrier_facts, flow_facts, hygiene_table, vehicle_facts
from optimizer.generate.recipe_parts import FleetPart

__all__ = ["ATTRIBUTION", "flows_of", "hygiene", "load_carriers_of", "vehicle_types", "vehicles"]

ATTRIBUTION = (
    "Town coordinates: GeoNames (geonames.org), CC BY 4.0. Rates, rules and costs: "
    "instances/data; its tags tell sourced, calculated and assumed figures apart."
)

CLOSED_CARRIERS = frozenset({"STW", "CHB", "TRB", "UNB", "AGVC", "MEAL"})
"""Carriers that separate their goods from others; a cover over a linen trolley does not."""

PAID_HOURS = 8.5
"""Hours a day over which a vehicle's fixed cost is spread in the facts. [h]"""

OVERTIME_SUPPLEMENT_SEK_PER_H = 175.0
"""About half an hour's driver cost on top. [SEK/h]"""

DIESEL_KWH_PER_LITRE = 34.5 / 3.6
"""Energy of diesel and HVO: 34-35 MJ a litre. [kWh/l]"""

ELECTRICITY_KG_PER_KWH = 0.035
"""Middle of 0.02-0.05 for the Swedish mix. [kg/kWh]"""

_HEIGHT_M = {"VAN35": 2.9, "VAN_S": 2.6, "R12": 3.5, "R18": 3.8, "R18K": 3.8}
_TALL_M = 4.0
_INSIDE_HEIGHT_M = 2.3
_DEPOT_MIN = {"VAN35": (12.0, 8.0), "VAN_S": (10.0, 6.0), "R12": (20.0, 10.0)}
_TRUCK_DEPOT_MIN = (25.0, 15.0)


def load_carriers_of(carriers: Iterable[str]) -> tuple[LoadCarrier, ...]:
    """Load carriers with these codes, in the order of the facts.

    Examples
    --------
    >>> [c.closed for c in load_carriers_of(["LT", "STW"])]
    [False, True]
    """
    wanted = set(carriers)
    return tuple(
        LoadCarrier(
            id=fact.id,
            name=fact.name,
            slots=fact.slots,
            volume_m3=fact.volume_m3,
            tare_kg=fact.tare_kg,
            max_gross_kg=fact.gross_max_kg,
            nesting=fact.nesting,
            closed=fact.id in CLOSED_CARRIERS,
        )
        for fact in carrier_facts().values()
        if fact.id in wanted
    )


def hygiene() -> tuple[HygieneClass, ...]:
    """The whole hygiene matrix.

    Examples
    --------
    >>> len(hygiene()), hygiene()[0].id
    (29, 'STERILE')
    """
    return tuple(
        HygieneClass(id=id_, name=name, rank=rank, codes={k: Code(v) for k, v in codes.items()})
        for id_, name, rank, codes in hygiene_table()
    )


def flows_of(facts: Iterable[str]) -> tuple[Flow, ...]:
    """Flows with these fact numbers.

    Examples
    --------
    >>> [flow.id for flow in flows_of(["F02", "F29"])]
    ['linne', 'smutstvatt']
    """
    return tuple(
        Flow(
            id=fact.id,
            name=fact.name,
            direction=Direction(fact.direction),
            hygiene_class=fact.hygiene_class,
            depot_kinds=tuple(SiteKind(kind) for kind in fact.depot_kinds),
            load_carrier=fact.carrier,
            empties=fact.empties,
            handling_s=fact.handling_s,
            requires_equipment=fact.equipment,
        )
        for fact in (flow_facts()[number] for number in dict.fromkeys(facts))
    )


def _vehicle_type(part: FleetPart) -> VehicleType:
    fact = vehicle_facts()[part.fact]
    load_min, unload_min = _DEPOT_MIN.get(fact.id, _TRUCK_DEPOT_MIN)
    litres_per_km = fact.litres_per_10km / 10
    if part.fuel == "electric":
        energy = fact.electric_kwh_per_km
        co2 = energy * ELECTRICITY_KG_PER_KWH
    else:
        energy = litres_per_km * DIESEL_KWH_PER_LITRE
        co2 = fact.co2_hvo_kg_per_km if part.fuel == "hvo" else fact.co2_diesel_kg_per_km
    return VehicleType(
        id=part.type_id or fact.id,
        name=fact.name,
        slots=fact.cages,
        payload_kg=fact.payload_kg,
        volume_m3=round(fact.body_m[0] * fact.body_m[1] * _INSIDE_HEIGHT_M, 1),
        partition=part.partition,
        equipment=part.equipment,
        height_m=_HEIGHT_M.get(fact.id, _TALL_M),
        load_min=load_min,
        unload_min=unload_min,
        cost_per_day_sek=round(fact.fixed_sek_per_h * PAID_HOURS),
        cost_per_km_sek=fact.sek_per_km,
        cost_per_h_sek=fact.driver_sek_per_h,
        cost_per_overtime_h_sek=OVERTIME_SUPPLEMENT_SEK_PER_H,
        co2_kg_per_km=round(co2, 3),
        energy_kwh_per_km=round(energy, 2),
    )


def vehicle_types(fleet: Sequence[FleetPart]) -> tuple[VehicleType, ...]:
    """The types a fleet consists of, each once.

    Examples
    --------
    >>> part = FleetPart(fact="R18", n=2, home="t", shift_start="05:00", shift_end="15:30")
    >>> vehicle_types([part])[0].cost_per_day_sek
    1955.0

    Raises
    ------
    ValueError
        If two parts give one type different properties.
    """
    types: dict[str, VehicleType] = {}
    for part in fleet:
        made = _vehicle_type(part)
        if types.setdefault(made.id, made) != made:
            raise ValueError(f"two parts of the fleet describe type {made.id} differently")
    return tuple(types.values())


def vehicles(fleet: Sequence[FleetPart]) -> tuple[Vehicle, ...]:
    """The vehicles of a fleet, numbered by type.

    Examples
    --------
    >>> part = FleetPart(fact="R18", n=2, home="t", shift_start="05:00", shift_end="15:30")
    >>> [vehicle.id for vehicle in vehicles([part])]
    ['r18-01', 'r18-02']
    """
    count: dict[str, int] = {}
    made = []
    for part in fleet:
        type_id = part.type_id or part.fact
        for _ in range(part.n):
            count[type_id] = count.get(type_id, 0) + 1
            made.append(
                Vehicle(
                    id=f"{type_id.lower()}-{count[type_id]:02d}",
                    vehicle_type=type_id,
                    home=part.home,
                    shift_start=part.shift_start,
                    shift_end=part.shift_end,
                    ordinary_h=part.ordinary_h,
                    max_overtime_h=part.max_overtime_h,
                )
            )
    return tuple(made)
