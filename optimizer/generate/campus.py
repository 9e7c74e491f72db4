"""What does a day inside one hospital look like? Trains of carts through culvert and lifts.

Stores, linen room, waste room and kitchen lie along the culvert; each ward building stands
on it with a shaft of goods lifts. Whoever enters a lift waits for it once, wherever the
ride goes. Footbridges between buildings are open to porters and shut to trains.
"""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.domain import (
    Order,
    Scenario,
    Site,
    SiteKind,
    TravelEdge,
    TravelSettings,
    TravelSource,
    Vehicle,
    VehicleType,
)
from optimizer.generate.campus_graph import Building, buildings_of, campus_edges
from optimizer.generate.demand import carriers_at_hospital, order_for
from optimizer.generate.draws import Draws
from optimizer.generate.facts import flow_facts
from optimizer.generate.places import span
from optimizer.generate.recipe import CampusRecipe
from optimizer.generate.recipe_parts import FlowPart
from optimizer.generate.region import describe
from optimizer.generate.tables import flows_of, hygiene, load_carriers_of
from optimizer.plan import Cleaning
from optimizer.units import HOUR

__all__ = ["campus_day"]

TRAIN, PORTER = "tug-train", "porter"
_MEAL_SLOTS = 1.75

_DEPOTS = (
    ("godsmottagning", "Godsmottagning och förråd", SiteKind.WAREHOUSE, 0.0),
    ("linnerum", "Linnerum", SiteKind.LAUNDRY, 25.0),
    ("miljorum", "Miljörum", SiteKind.WASTE_STATION, -30.0),
    ("sterilcentral", "Sterilcentral", SiteKind.STERILE_UNIT, 140.0),
    ("kok", "Centralkök", SiteKind.KITCHEN, 260.0),
)
"""Id, name, kind and place along the culvert. [m]"""

_THEATRE_SHARE = 0.1

_FLOWS = (
    ("F01", "07:00-11:30", "00:00", 1.0, 5),
    ("F02", "06:00-10:00", "00:00", 1.0, 3),
    ("F12", "11:00-12:45", "10:30", 1 / 3, 1),
    ("F13", "13:00-15:30", "13:00", 1 / 3, 4),
    ("F17", "05:30-12:00", "00:00", 1.0, 2),
    ("F18", "09:00-15:30", "09:00", 1.0, 3),
    ("F24", "08:00-14:00", "06:30", 1.0, 6),
    ("F25", "06:30-16:00", "06:30", 0.7, 8),
    ("F29", "08:00-14:00", "07:00", 1.0, 5),
)
"""Fact, window, release, share of the day's rate, priority: one lunch of three meals."""

_THEATRE_FLOWS = frozenset({"F17", "F18"})
_ALWAYS_FLOWS = frozenset({"F12", "F13"})
_OPTIONAL_SEK = {"F25": 120.0}
_THEATRE_BEDS = 120
"""A theatre's operations, told as the beds of the wards that send patients there."""


def _depot_sites() -> list[Site]:
    return [
        Site(
            id=id_,
            name=name,
            kind=kind,
            x_m=place,
            y_m=0.0,
            node=f"culvert-{id_}",
            windows=span("05:30-17:00"),
            setup_min=1,
            cleaning=() if kind is SiteKind.KITCHEN else (Cleaning.WIPE, Cleaning.WASH),
            n_docks=3,
        )
        for id_, name, kind, place in _DEPOTS
    ]


def _ward_sites(recipe: CampusRecipe, buildings: Sequence[Building]) -> list[Site]:
    """Wards spread evenly over buildings and floors, numbered on each floor."""
    sites = []
    n_on_floor: dict[tuple[str, int], int] = {}
    for number in range(recipe.n_wards):
        building = buildings[number % len(buildings)]
        floor = 1 + (number // len(buildings)) % recipe.n_floors
        n_on_floor[building.letter, floor] = n_on_floor.get((building.letter, floor), 0) + 1
        k = n_on_floor[building.letter, floor]
        theatre = number < round(recipe.n_wards * _THEATRE_SHARE)
        what = "Operation" if theatre else "Avdelning"
        sites.append(
            Site(
                id=f"{'op' if theatre else 'avd'}-{building.letter}{floor}-{k}",
                name=f"{what} {building.letter.upper()}{floor}:{k}",
                kind=SiteKind.WARD,
                x_m=building.x_m,
                y_m=building.y_m + 20.0 * k,
                node=f"{building.letter}{floor}-{k}",
                windows=span("05:30-17:00"),
                setup_min=1,
                signed_by="Vårdnära service",
            )
        )
    return sites


def _orders(recipe: CampusRecipe, wards: Sequence[Site], seed: int) -> list[Order]:
    orders = []
    for number, window, release, share, priority in _FLOWS:
        fact = flow_facts()[number]
        part = FlowPart.model_validate(
            {
                "fact": number,
                "group": fact.id,
                "windows": window,
                "release": release,
                "priority": priority,
                "penalty_sek_per_carrier": _OPTIONAL_SEK.get(number),
            }
        )
        for ward in wards:
            theatre = ward.id.startswith("op-")
            if theatre != (number in _THEATRE_FLOWS) and (theatre and number in _ALWAYS_FLOWS):
                continue
            if number in _THEATRE_FLOWS and not theatre:
                continue
            size = Draws(seed, "beds", ward.id).uniform(0.7, 1.3)
            beds = _THEATRE_BEDS if number in _THEATRE_FLOWS else recipe.beds_per_ward
            count = carriers_at_hospital(fact, round(beds * size), 1.0, share, seed, ward.id)
            if number in _ALWAYS_FLOWS:
                count = max(1, count)
            if count:
                orders.append(order_for(fact, part, ward.id, count, seed))
    return orders


def _fleet(recipe: CampusRecipe) -> tuple[tuple[VehicleType, ...], tuple[Vehicle, ...]]:
    train = VehicleType(
        id=TRAIN,
        name="Dragtruck med vagnar",
        slots=recipe.carts_per_train * _MEAL_SLOTS,
        payload_kg=recipe.carts_per_train * 400,
        load_min=4,
        unload_min=3,
        cost_per_day_sek=250,
        cost_per_km_sek=1,
        cost_per_h_sek=320,
        cost_per_overtime_h_sek=160,
        co2_kg_per_km=0.01,
        energy_kwh_per_km=0.3,
        speed_factor=1.5,
    )
    porter = VehicleType(
        id=PORTER,
        name="Vaktmästare med vagn",
        slots=2 * _MEAL_SLOTS,
        payload_kg=400,
        load_min=2,
        unload_min=1,
        cost_per_day_sek=50,
        cost_per_h_sek=310,
        cost_per_overtime_h_sek=155,
    )
    teams = (
        ("dragtruck", TRAIN, "godsmottagning", recipe.n_tugs, 6, 15),
        ("matdragtruck", TRAIN, "kok", recipe.n_kitchen_tugs, 8, 17),
        ("vaktmastare", PORTER, "godsmottagning", 2, 7, 16),
    )
    vehicles = tuple(
        Vehicle(
            id=f"{name}-{k}",
            vehicle_type=kind,
            home=home,
            shift_start=start * HOUR,
            shift_end=end * HOUR,
            ordinary_h=8,
            max_overtime_h=1,
        )
        for name, kind, home, n, start, end in teams
        for k in range(1, n + 1)
    )
    return (train, porter), vehicles


def campus_day(recipe: CampusRecipe, seed: int) -> Scenario:
    """A day inside one hospital, without its baseline.

    Parameters
    ----------
    recipe : CampusRecipe
        Buildings, wards, trains.
    seed : int
        Fixes lengths of corridors and what each ward asks.

    Examples
    --------
    >>> recipe = CampusRecipe(kind="campus", name="c", day="2026-11-25", n_buildings=3,
    ...                       n_wards=9, n_tugs=3, n_kitchen_tugs=2)
    >>> day = campus_day(recipe, seed=1)
    >>> len(day.sites), day.travel.source.value
    (14, 'graph')
    """
    buildings = buildings_of(recipe, seed)
    wards = _ward_sites(recipe, buildings)
    edges: tuple[TravelEdge, ...] = campus_edges(
        recipe,
        buildings,
        {f"culvert-{id_}": place for id_, _, _, place in _DEPOTS},
        [ward.node or ward.id for ward in wards],
        shut_to=(TRAIN,),
        seed=seed,
    )
    facts = [number for number, *_ in _FLOWS]
    types, vehicles = _fleet(recipe)
    return Scenario(
        name=recipe.name,
        day=recipe.day,
        description=describe(
            recipe.description or "A day inside one hospital.", recipe.assumptions
        ),
        travel=TravelSettings(source=TravelSource.GRAPH, walking_speed_m_per_s=1.2),
        sites=(*_depot_sites(), *wards),
        load_carriers=load_carriers_of(flow_facts()[fact].carrier for fact in facts),
        hygiene=hygiene(),
        flows=flows_of(facts),
        orders=tuple(_orders(recipe, wards, seed)),
        vehicle_types=types,
        vehicles=vehicles,
        travel_edges=edges,
    )
