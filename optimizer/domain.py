"""What is a hospital's day? The frozen documents of a scenario.

Each class is one table of the scenario (a CSV file, a sheet, a JSON array); each field is
one column with its description and unit. They are the JSON Schema, the column reference
in ``docs/formats.md`` and the validation of single values. What only shows when rows are
seen together (unknown ids, impossible windows) is asked by ``optimizer.validate``.

Words: a *depot* is a site where vehicles load, unload or end, whatever its kind.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from pydantic import Field

from optimizer.closed_loops import Loop, WardReturn
from optimizer.history import DemandHistory
from optimizer.plan import Cleaning, Document, Identifier, Name, RoutePlan
from optimizer.travel_settings import (
    SpeedBand,
    TravelEdge,
    TravelSettings,
    TravelSource,
    TravelTime,
)
from optimizer.units import TimeOfDay
from optimizer.ward_stores import (
    ClosedDay,
    Item,
    LeadTime,
    OrderLine,
    StockClass,
    StockSettings,
    Ward,
    WardItem,
    WeekdayCapacity,
)

__all__ = [
    "SCENARIO_SCHEMA_VERSION",
    "Code",
    "Direction",
    "Flow",
    "HygieneClass",
    "LoadCarrier",
    "Order",
    "Scenario",
    "Site",
    "SiteKind",
    "SpeedBand",
    "TravelEdge",
    "TravelSettings",
    "TravelSource",
    "TravelTime",
    "Vehicle",
    "VehicleType",
    "Window",
]

SCENARIO_SCHEMA_VERSION: Literal["1.0"] = "1.0"


class SiteKind(StrEnum):
    """What a site is for. Flows name kinds, so that orders need not name every depot."""

    WAREHOUSE = "warehouse"
    LAUNDRY = "laundry"
    STERILE_UNIT = "sterile_unit"
    KITCHEN = "kitchen"
    PHARMACY = "pharmacy"
    LABORATORY = "laboratory"
    WASTE_STATION = "waste_station"
    GARAGE = "garage"
    DOCK = "dock"
    WARD = "ward"
    CLINIC = "clinic"
    OTHER = "other"


class Direction(StrEnum):
    """Whether a flow goes out from a depot or comes back to one."""

    DELIVERY = "delivery"
    RETURN = "return"


class Code(StrEnum):
    """How two hygiene classes may meet in one vehicle, from most to least permissive."""

    Y = "Y"
    """Same compartment."""
    S = "S"
    """At once only when separated: a partition, or one of the two in a closed carrier.
    Without that it is T."""
    T = "T"
    """In one trip, never at once: the cleaner class is off before the other comes on."""
    N = "N"
    """Never in one trip."""


class Window(Document):
    """A span of time in which a handling may start; both ends belong to it."""

    earliest: TimeOfDay = Field(description="First moment. [HH:MM]")
    latest: TimeOfDay = Field(description="Last moment. [HH:MM]")


class Site(Document):
    """A place that is visited."""

    id: Identifier = Field(description="Name that other tables use.")
    name: Name = Field(default="", description="Name for people.")
    kind: SiteKind = Field(description="What the site is for.")
    lat: float | None = Field(default=None, ge=-90, le=90, description="Latitude, WGS 84. [deg]")
    lon: float | None = Field(default=None, ge=-180, le=180, description="Longitude. [deg]")
    x_m: float | None = Field(default=None, description="Campus coordinate, eastward. [m]")
    y_m: float | None = Field(default=None, description="Campus coordinate, northward. [m]")
    node: Identifier | None = Field(
        default=None, description="Node of the travel graph; the site's own id where empty."
    )
    windows: tuple[Window, ...] = Field(
        default=(), description="Opening times, e.g. 06:00-11:30 12:30-16:00; empty: always open."
    )
    setup_min: float = Field(
        default=0, ge=0, le=1440, description="Set-up once per arrival: docking, signing in. [min]"
    )
    n_docks: int | None = Field(
        default=None, ge=1, le=1000, description="Vehicles that can be handled at once."
    )
    handling_factor: float = Field(
        default=1,
        gt=0,
        le=100,
        description="Multiplies handling time here; 1 with a dock leveller. [-]",
    )
    requires_equipment: tuple[Identifier, ...] = Field(
        default=(), description="Equipment a vehicle must have to come here, e.g. tail_lift."
    )
    max_height_m: float | None = Field(
        default=None, gt=0, le=100, description="Highest vehicle that gets in. [m]"
    )
    excluded_vehicle_types: tuple[Identifier, ...] = Field(
        default=(), description="Vehicle types that may not come here."
    )
    cleaning: tuple[Cleaning, ...] = Field(
        default=(), description="Cleaning of load spaces offered here: wipe, wash."
    )
    signed_by: Name = Field(default="", description="Who signs for goods.")


class LoadCarrier(Document):
    """Roll cage, trolley, box or bin that holds goods."""

    id: Identifier = Field(description="Name that other tables use.")
    name: Name = Field(default="", description="Name for people.")
    slots: float = Field(
        gt=0, le=100, description="Floor it takes, in roll cages 720 x 800 mm. [slots]"
    )
    volume_m3: float = Field(default=0, ge=0, le=200, description="Space it fills. [m3]")
    tare_kg: float = Field(default=0, ge=0, le=10_000, description="Weight when empty. [kg]")
    max_gross_kg: float | None = Field(
        default=None, gt=0, le=50_000, description="Greatest weight with its goods. [kg]"
    )
    nesting: int = Field(
        default=1, ge=1, le=100, description="Empty ones that fit in the place of one."
    )
    closed: bool = Field(
        default=False, description="Closed on all sides: separates its goods from the others."
    )


class HygieneClass(Document):
    """One row of the hygiene matrix."""

    id: Identifier = Field(description="Name that flows use.")
    name: Name = Field(default="", description="Name for people.")
    rank: int = Field(
        ge=0, le=9, description="Cleanliness: 0 sterile, higher is dirtier. Orders T pairs. [-]"
    )
    codes: Mapping[Identifier, Code] = Field(
        description="Code against each class, one column a class; the matrix is symmetric."
    )


class Flow(Document):
    """A recurring stream of goods with one hygiene class and one direction."""

    id: Identifier = Field(description="Name that orders use.")
    name: Name = Field(default="", description="Goods, for people.")
    direction: Direction = Field(description="delivery: depot to site; return: site to depot.")
    hygiene_class: Identifier = Field(description="Row of the hygiene matrix.")
    depot_kinds: tuple[SiteKind, ...] = Field(
        min_length=1,
        description="Kinds of depot it is loaded at (delivery) or brought to (return).",
    )
    load_carrier: Identifier = Field(description="Default load carrier.")
    empties: bool = Field(
        default=False, description="The carriers themselves are the goods: they travel nested."
    )
    handling_s: float = Field(
        default=0, ge=0, le=86_400, description="Handling at the site, per carrier. [s]"
    )
    requires_equipment: tuple[Identifier, ...] = Field(
        default=(), description="Equipment the vehicle must have, e.g. cooled, adr."
    )


class Order(Document):
    """One day's request: carriers of one flow, to or from one site, within windows."""

    id: Identifier = Field(description="Name of the order.")
    flow: Identifier = Field(description="Flow it belongs to.")
    site: Identifier = Field(description="Ward, dock or clinic that gets or gives the goods.")
    carriers: int = Field(ge=1, le=10_000, description="Load carriers. [carriers]")
    weight_kg: float = Field(
        default=0, ge=0, le=1_000_000, description="Goods without the carriers' own weight. [kg]"
    )
    load_carrier: Identifier | None = Field(
        default=None, description="Load carrier, where it is not the flow's."
    )
    depots: tuple[Identifier, ...] = Field(
        default=(),
        description="Depots it may be loaded at or brought to; empty: all of the flow's kinds.",
    )
    windows: tuple[Window, ...] = Field(
        default=(), description="When handling may start at the site; empty: while it is open."
    )
    release: TimeOfDay = Field(
        default=0, description="When it is ready: at the depot (delivery) or site (return). [HH:MM]"
    )
    mandatory: bool = Field(
        default=True, description="Whether it must be served if at all possible."
    )
    penalty_sek: float | None = Field(
        default=None, ge=0, le=1e9, description="Cost of leaving an optional order out. [SEK]"
    )
    priority: int = Field(
        default=5, ge=1, le=9, description="1 is served first when capacity does not suffice."
    )


class VehicleType(Document):
    """A kind of vehicle: what it holds, where it gets in, what it costs."""

    id: Identifier = Field(description="Name that vehicles use.")
    name: Name = Field(default="", description="Name for people.")
    slots: float = Field(gt=0, le=10_000, description="Floor, in roll cages 720 x 800 mm. [slots]")
    payload_kg: float = Field(gt=0, le=1e6, description="Greatest load. [kg]")
    volume_m3: float | None = Field(
        default=None, gt=0, le=10_000, description="Load space; empty: not limited. [m3]"
    )
    partition: bool = Field(
        default=False, description="Movable wall: two compartments, apart from each other."
    )
    equipment: tuple[Identifier, ...] = Field(
        default=(), description="What it has: tail_lift, cooled, adr ..."
    )
    height_m: float | None = Field(default=None, gt=0, le=100, description="Height. [m]")
    load_min: float = Field(
        default=0, ge=0, le=600, description="Loading at a depot, once per visit. [min]"
    )
    unload_min: float = Field(
        default=0, ge=0, le=600, description="Unloading at a depot, once per visit. [min]"
    )
    cost_per_day_sek: float = Field(default=0, ge=0, le=1e6, description="When used. [SEK/day]")
    cost_per_km_sek: float = Field(default=0, ge=0, le=1e4, description="[SEK/km]")
    cost_per_h_sek: float = Field(default=0, ge=0, le=1e5, description="Duty time. [SEK/h]")
    cost_per_overtime_h_sek: float = Field(
        default=0, ge=0, le=1e5, description="Supplement on top of the duty hour. [SEK/h]"
    )
    co2_kg_per_km: float = Field(default=0, ge=0, le=100, description="Well to wheel. [kg/km]")
    energy_kwh_per_km: float = Field(default=0, ge=0, le=1000, description="[kWh/km]")
    speed_factor: float = Field(
        default=1, gt=0, le=10, description="Multiplies the speed of the travel source. [-]"
    )


class Vehicle(Document):
    """One vehicle with its shift. It starts and ends at home, empty."""

    id: Identifier = Field(description="Name of the vehicle.")
    vehicle_type: Identifier = Field(description="What kind it is.")
    home: Identifier = Field(description="Site where its shift starts and ends.")
    shift_start: TimeOfDay = Field(description="Earliest start of duty. [HH:MM]")
    shift_end: TimeOfDay = Field(description="Latest end of duty, overtime included. [HH:MM]")
    ordinary_h: float = Field(
        default=8, gt=0, le=48, description="Duty before overtime begins. [h]"
    )
    max_overtime_h: float = Field(default=0, ge=0, le=24, description="Overtime allowed. [h]")
    driver: Name = Field(default="", description="Driver, for the printed list.")


class Scenario(Document):
    """A hospital's day: what is asked, and with what it can be done."""

    schema_version: Literal["1.0"] = Field(
        default=SCENARIO_SCHEMA_VERSION, description="Version of this document's form."
    )
    name: Identifier = Field(description="Name of the scenario.")
    day: dt.date = Field(description="Planning day. [YYYY-MM-DD]")
    description: str = Field(
        default="", max_length=5000, description="What it is; assumptions and attributions."
    )
    wipe_min: float = Field(default=8, ge=0, le=600, description="Wiping a load space. [min]")
    wash_min: float = Field(default=25, ge=0, le=600, description="Washing a load space. [min]")
    travel: TravelSettings = Field(
        default=TravelSettings(), description="How long and how far between sites."
    )
    sites: tuple[Site, ...] = Field(min_length=1, description="Places that are visited.")
    load_carriers: tuple[LoadCarrier, ...] = Field(min_length=1, description="What holds goods.")
    hygiene: tuple[HygieneClass, ...] = Field(min_length=1, description="The hygiene matrix.")
    flows: tuple[Flow, ...] = Field(min_length=1, description="Recurring streams of goods.")
    orders: tuple[Order, ...] = Field(description="What is asked today.")
    vehicle_types: tuple[VehicleType, ...] = Field(min_length=1, description="Kinds of vehicle.")
    vehicles: tuple[Vehicle, ...] = Field(description="Vehicles and shifts available today.")
    travel_times: tuple[TravelTime, ...] = Field(
        default=(), description="Given durations and distances (source: matrix)."
    )
    travel_edges: tuple[TravelEdge, ...] = Field(
        default=(), description="Edges of the travel graph (source: graph)."
    )
    stock: StockSettings = Field(
        default=StockSettings(), description="Prices and rules of the ward stores."
    )
    stock_classes: tuple[StockClass, ...] = Field(
        default=(), description="Criticality classes with their targets."
    )
    wards: tuple[Ward, ...] = Field(default=(), description="Wards and their stores.")
    items: tuple[Item, ...] = Field(default=(), description="Articles kept in stock.")
    ward_items: tuple[WardItem, ...] = Field(
        default=(), description="Items on the wards' shelves: today's levels and stock."
    )
    lead_times: tuple[LeadTime, ...] = Field(
        default=(), description="Lead times that differ from the wards' own."
    )
    closed_days: tuple[ClosedDay, ...] = Field(
        default=(), description="Days that differ from the weekly rhythm and the holidays."
    )
    weekday_capacities: tuple[WeekdayCapacity, ...] = Field(
        default=(), description="What warehouse and fleet can do on each weekday."
    )
    order_lines: tuple[OrderLine, ...] = Field(
        default=(), description="What is in the orders: the pick list."
    )
    ward_returns: tuple[WardReturn, ...] = Field(
        default=(), description="What wards fill up with, to be taken back."
    )
    loops: tuple[Loop, ...] = Field(
        default=(), description="Depots that send out again what comes back."
    )
    demand_history: DemandHistory | None = Field(
        default=None, description="What was used, by ward, item and day."
    )
    baseline: RoutePlan | None = Field(
        default=None, description="The plan as it is driven today, to compare with."
    )
