"""Which ward gets what on which day of the coming weeks? The frozen documents of a horizon.

A :class:`HorizonPlan` says for each day which orders go out and come back, by which routes, how
each ward's stock is expected to run between its min and max, what warehouse, fleet and docks
carry against what they can, and what it costs, beside the fixed weekdays of today.

Stocks and loads are told in load carriers of the flow, parts of carriers included.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Literal

from pydantic import Field

from optimizer.domain import Order
from optimizer.plan import Document, Identifier, Name, Provenance, RoutePlan
from optimizer.ward_stores import OrderLine

__all__ = [
    "HORIZON_SCHEMA_VERSION",
    "DayWork",
    "DepotStock",
    "DockWork",
    "FlowStock",
    "HorizonCost",
    "HorizonDay",
    "HorizonFigures",
    "HorizonPlan",
    "HorizonPolicy",
    "HorizonResource",
    "HorizonShortfall",
    "HorizonSummary",
    "Judged",
    "MovedDelivery",
    "ReturnStock",
    "WardDays",
]

HORIZON_SCHEMA_VERSION: Literal["1.0"] = "1.0"


class HorizonPolicy(StrEnum):
    """How much a visit brings."""

    MAXIMUM_LEVEL = "ml"
    """Items that would not last until the next visit are filled to their max."""
    ORDER_UP_TO = "ou"
    """Every item is filled to its max at every visit."""


class HorizonResource(StrEnum):
    """What a day has only so much of."""

    LINES = "lines"
    """Order lines that the warehouse picks. [lines]"""
    CARRIERS = "carriers"
    """Load carriers that are driven out. [carriers]"""
    DOCKS = "docks"
    """Vehicles at a site at once. [vehicles]"""
    DEPOT = "depot"
    """What a depot has ready to send. [carriers]"""
    FLEET = "fleet"
    """Load carriers that no vehicle could take that day. [carriers]"""
    ROOM = "room"
    """Room for what is to be taken back. [carriers]"""


class FlowStock(Document):
    """Expected stock of a ward in one flow, day by day, all its items together."""

    ward: Identifier = Field(description="Ward.")
    flow: Identifier = Field(description="Delivery flow.")
    min_carriers: float = Field(ge=0, description="Kept against doubt. [carriers]")
    max_carriers: float = Field(
        ge=0, description="All maxima, or more that is there already. [carriers]"
    )
    start_carriers: float = Field(ge=0, description="Before the first day. [carriers]")
    used: tuple[float, ...] = Field(description="Expected use of each day. [carriers]")
    delivered: tuple[float, ...] = Field(description="Brought each day. [carriers]")
    short: tuple[float, ...] = Field(
        description="Expected use that the shelf lacks, brought by emergency. [carriers]"
    )
    end: tuple[float, ...] = Field(description="Left at the end of each day. [carriers]")


class ReturnStock(Document):
    """What a ward fills up with and has taken back, day by day."""

    ward: Identifier = Field(description="Ward.")
    flow: Identifier = Field(description="Return flow.")
    room_carriers: float | None = Field(
        default=None, ge=0, description="Room for it; empty: not limited. [carriers]"
    )
    start_carriers: float = Field(ge=0, description="Before the first day. [carriers]")
    arising: tuple[float, ...] = Field(description="Arises each day. [carriers]")
    collected: tuple[float, ...] = Field(description="Taken each day. [carriers]")
    over: tuple[float, ...] = Field(
        description="What had no room, fetched by emergency. [carriers]"
    )
    end: tuple[float, ...] = Field(description="Left at the end of each day. [carriers]")


class DepotStock(Document):
    """What a depot has ready to send of a flow in a closed loop, day by day."""

    depot: Identifier = Field(description="Depot.")
    flow: Identifier = Field(description="Delivery flow.")
    start_carriers: float = Field(description="Before the first day. [carriers]")
    made: tuple[float, ...] = Field(description="New each morning. [carriers]")
    back: tuple[float, ...] = Field(description="Ready again each morning. [carriers]")
    sent: tuple[float, ...] = Field(description="Sent out each day. [carriers]")
    end: tuple[float, ...] = Field(
        description="Left at the end of each day; below 0: that much was not there. [carriers]"
    )


class WardDays(Document):
    """Days on which a ward gets something, planned and by today's weekdays."""

    ward: Identifier = Field(description="Ward.")
    days: tuple[dt.date, ...] = Field(description="As planned. [YYYY-MM-DD]")
    days_today: tuple[dt.date, ...] = Field(description="By today's weekdays. [YYYY-MM-DD]")


class DayWork(Document):
    """What a day asks of warehouse and fleet."""

    date: dt.date = Field(description="The day. [YYYY-MM-DD]")
    visits: int = Field(ge=0, description="Wards that get something. [visits]")
    stops: int = Field(ge=0, description="Visits of vehicles to sites, depots aside. [visits]")
    routes: int = Field(ge=0, description="Vehicles that drive. [vehicles]")
    km: float = Field(ge=0, description="Distance driven. [km]")
    carriers: int = Field(ge=0, description="Load carriers ordered out. [carriers]")
    carriers_capacity: float | None = Field(
        default=None, ge=0, description="Carriers that can be; empty: not limited. [carriers]"
    )
    returned: int = Field(default=0, ge=0, description="Load carriers to take back. [carriers]")
    lines: int = Field(ge=0, description="Order lines. [lines]")
    lines_capacity: float | None = Field(
        default=None, ge=0, description="Lines that can be picked; empty: not limited. [lines]"
    )
    travel_sek: float = Field(ge=0, description="Cost of the day's routes. [SEK]")


class DockWork(Document):
    """What a day asks of the docks of a site."""

    date: dt.date = Field(description="The day. [YYYY-MM-DD]")
    site: Identifier = Field(description="Site.")
    vehicles: int = Field(ge=1, description="Visits of vehicles. [visits]")
    minutes: float = Field(ge=0, description="Time at a dock, summed. [min]")
    at_once: int = Field(ge=1, description="Most vehicles there at one time. [vehicles]")
    n_docks: int | None = Field(default=None, ge=1, description="Docks; empty: not limited.")


class HorizonShortfall(Document):
    """A day on which something does not suffice."""

    date: dt.date = Field(description="The day. [YYYY-MM-DD]")
    resource: HorizonResource = Field(description="What is short.")
    where: Name = Field(description="Site, depot or ward; empty: the whole day.")
    needed: float = Field(ge=0, description="Asked for. [as the resource]")
    capacity: float = Field(description="What there is. [as the resource]")

    @property
    def missing(self) -> float:
        """How much is short."""
        return max(0.0, self.needed - self.capacity)


class MovedDelivery(Document):
    """What the fleet could not take on its day, and when it goes instead."""

    order: Identifier = Field(description="Order that the day's plan left out.")
    date: dt.date = Field(description="Day it was meant for. [YYYY-MM-DD]")
    to: dt.date | None = Field(
        default=None, description="Next day it is tried; empty: after the horizon. [YYYY-MM-DD]"
    )
    carriers: int = Field(ge=1, description="Load carriers left out. [carriers]")
    reason: str = Field(max_length=500, description="Why, as the day's plan says.")


class HorizonDay(Document):
    """A day of the horizon: what is asked, and the routes that do it."""

    date: dt.date = Field(description="The day. [YYYY-MM-DD]")
    closed: Name = Field(
        default="", description="Why nothing is delivered to anybody; empty on working days."
    )
    orders: tuple[Order, ...] = Field(default=(), description="What is asked of the fleet.")
    order_lines: tuple[OrderLine, ...] = Field(default=(), description="The pick list.")
    plan: RoutePlan | None = Field(
        default=None, description="Checked routes; empty where nothing is asked."
    )
    work: DayWork = Field(description="What the day asks for.")


class HorizonCost(Document):
    """What the horizon costs, by term."""

    travel_sek: float = Field(ge=0, description="Routes: vehicles, distance, time. [SEK]")
    holding_sek: float = Field(ge=0, description="Stock on the wards' shelves. [SEK]")
    line_sek: float = Field(ge=0, description="Order lines. [SEK]")
    visit_sek: float = Field(ge=0, description="Deliveries to wards. [SEK]")
    emergency_sek: float = Field(
        ge=0, description="Ward days on which expected use finds too little. [SEK]"
    )

    @property
    def total_sek(self) -> float:
        """Sum of all terms. [SEK]"""
        parts = (self.travel_sek, self.holding_sek, self.line_sek, self.visit_sek)
        return sum(parts) + self.emergency_sek


class HorizonFigures(Document):
    """What the horizon comes to."""

    visits: int = Field(ge=0, description="Deliveries to wards. [visits]")
    stops: int = Field(ge=0, description="Visits of vehicles to sites. [visits]")
    routes: int = Field(ge=0, description="Routes. [routes]")
    km: float = Field(ge=0, description="Distance. [km]")
    carriers: int = Field(ge=0, description="Load carriers out. [carriers]")
    lines: int = Field(ge=0, description="Order lines. [lines]")
    emergencies: int = Field(
        ge=0, description="Ward days on which expected use finds too little. [ward days]"
    )
    stock_sek: float = Field(ge=0, description="Mean value of the stock. [SEK]")
    end_stock_sek: float = Field(ge=0, description="Value of the stock at the end. [SEK]")


class HorizonSummary(Document):
    """Another plan of the same days in short: the fixed weekdays of today."""

    cost: HorizonCost = Field(description="Cost by term.")
    figures: HorizonFigures = Field(description="What it comes to.")
    work: tuple[DayWork, ...] = Field(description="Each day's work.")
    shortfalls: tuple[HorizonShortfall, ...] = Field(default=(), description="What is short.")


class Judged(Document):
    """A figure under drawn demand: mean over replications and half of its 95 % interval."""

    figure: Name = Field(description="What is counted.")
    unit: Name = Field(description="Unit.")
    planned: float = Field(description="The plan, mean.")
    planned_half: float | None = Field(default=None, ge=0, description="Half its interval.")
    today: float = Field(description="Today's weekdays, mean.")
    today_half: float | None = Field(default=None, ge=0, description="Half its interval.")
    difference: float = Field(description="Plan less today, mean over equal demands.")
    difference_half: float | None = Field(default=None, ge=0, description="Half its interval.")


class HorizonPlan(Document):
    """Deliveries, returns and routes of all days of a horizon."""

    schema_version: Literal["1.0"] = Field(
        default=HORIZON_SCHEMA_VERSION, description="Version of this document's form."
    )
    scenario: Identifier = Field(description="Name of the scenario it is for.")
    start: dt.date = Field(description="First day. [YYYY-MM-DD]")
    policy: HorizonPolicy = Field(description="How much a visit brings.")
    days: tuple[HorizonDay, ...] = Field(min_length=1, description="One for each day, in order.")
    wards: tuple[WardDays, ...] = Field(description="Delivery days of each ward.")
    stocks: tuple[FlowStock, ...] = Field(description="One for each ward and flow it keeps.")
    returns: tuple[ReturnStock, ...] = Field(default=(), description="What is taken back.")
    depots: tuple[DepotStock, ...] = Field(default=(), description="Closed loops.")
    docks: tuple[DockWork, ...] = Field(default=(), description="Each site visited on each day.")
    shortfalls: tuple[HorizonShortfall, ...] = Field(
        default=(), description="What does not suffice; empty: in balance."
    )
    moved: tuple[MovedDelivery, ...] = Field(default=(), description="Deliveries put off.")
    cost: HorizonCost = Field(description="Cost by term.")
    figures: HorizonFigures = Field(description="What it comes to.")
    today: HorizonSummary | None = Field(
        default=None, description="The fixed weekdays of today over the same days."
    )
    judged: tuple[Judged, ...] = Field(
        default=(), description="Plan and today's weekdays under drawn demand."
    )
    n_replications: int = Field(default=0, ge=0, description="Replications they were drawn.")
    provenance: Provenance | None = Field(default=None, description="Who made it, from what.")

    @property
    def n_days(self) -> int:
        """Days of the horizon."""
        return len(self.days)

    @property
    def in_balance(self) -> bool:
        """Whether nothing is short on any day."""
        return not self.shortfalls
