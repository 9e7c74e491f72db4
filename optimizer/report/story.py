"""What happens on each route, stop by stop? The plan with everything looked up.

Every picture and table of a report starts from these frozen records: the visits of a
route numbered through, what comes off and on, where it goes or comes from, how far it
was from the visit before, and what is on board afterwards. What the scenario does not
know (an unknown vehicle, site or order) is left out here; the checker tells of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from optimizer.amounts import Amount, Amounts
from optimizer.domain import (
    Direction,
    Flow,
    LoadCarrier,
    Order,
    Scenario,
    Site,
    Vehicle,
    VehicleType,
)
from optimizer.plan import Handling, Route, RoutePlan, Trip, Visit
from optimizer.travel.times import UNREACHABLE, TravelTimes
from optimizer.units import MINUTE

__all__ = ["Goods", "RouteStory", "Stop", "TripStory", "route_stories"]


@dataclass(frozen=True, slots=True)
class Goods:
    """Carriers of one order that go on or off at a visit.

    Parameters
    ----------
    handling : Handling
        The load or unload in the plan.
    order : Order
        Whose carriers they are.
    flow : Flow
        What they hold.
    carrier : LoadCarrier
        What holds them.
    at_depot : bool
        Whether this is the depot's end of the order's way.
    other_end : tuple of Site
        Where the goods come from (when unloaded) or go to (when loaded), within the trip.
    """

    handling: Handling
    order: Order
    flow: Flow
    carrier: LoadCarrier
    at_depot: bool
    other_end: tuple[Site, ...]

    @property
    def is_load(self) -> bool:
        """Whether the goods go on board."""
        return self.handling.action == "load"


@dataclass(frozen=True, slots=True)
class Stop:
    """One visit of a route.

    Parameters
    ----------
    number : int
        Position on the route, from 1.
    visit : Visit
        The visit in the plan.
    site : Site
        Where it is.
    drive_s : int
        Travel time from the place before. [s]
    drive_m : int
        Distance from the place before. [m]
    setup_s : int
        Set-up on arrival. [s]
    goods : tuple of Goods
        What goes off and on, in the plan's order.
    slots_by_class : mapping of str to float
        On board when it leaves, by hygiene class. [slots]
    on_board : Amount
        On board when it leaves.
    """

    number: int
    visit: Visit
    site: Site
    drive_s: int
    drive_m: int
    setup_s: int
    goods: tuple[Goods, ...]
    slots_by_class: Mapping[str, float]
    on_board: Amount


@dataclass(frozen=True, slots=True)
class TripStory:
    """One trip of a route, numbered from 1."""

    number: int
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class RouteStory:
    """One vehicle's shift, numbered through the plan.

    Parameters
    ----------
    number : int
        Position in the plan, from 1; the number on the map.
    route : Route
        The route in the plan.
    vehicle : Vehicle
        Who drives it.
    vehicle_type : VehicleType
        What it can hold.
    home : Site or None
        Where it starts and ends.
    trips : tuple of TripStory
        Its trips.
    home_s : int
        Travel time from the last visit home. [s]
    home_m : int
        Distance from the last visit home. [m]
    """

    number: int
    route: Route
    vehicle: Vehicle
    vehicle_type: VehicleType
    home: Site | None
    trips: tuple[TripStory, ...]
    home_s: int
    home_m: int

    @property
    def stops(self) -> tuple[Stop, ...]:
        """All stops of all trips."""
        return tuple(stop for trip in self.trips for stop in trip.stops)

    @property
    def length_m(self) -> int:
        """Distance driven. [m]"""
        return sum(stop.drive_m for stop in self.stops) + self.home_m

    @property
    def driving_s(self) -> int:
        """Time at the wheel. [s]"""
        return sum(stop.drive_s for stop in self.stops) + self.home_s

    @property
    def duty_s(self) -> int:
        """Time from start to end. [s]"""
        return self.route.end - self.route.start

    @property
    def overtime_s(self) -> float:
        """Duty beyond the ordinary hours. [s]"""
        return max(0.0, self.duty_s - self.vehicle.ordinary_h * 3600)


@dataclass(slots=True)
class _Reader:
    scenario: Scenario
    travel: TravelTimes
    amounts: Amounts = field(init=False)
    sites: Mapping[str, Site] = field(init=False)
    orders: Mapping[str, Order] = field(init=False)

    def __post_init__(self) -> None:
        self.amounts = Amounts(self.scenario)
        self.sites = {site.id: site for site in self.scenario.sites}
        self.orders = {order.id: order for order in self.scenario.orders}

    def way(self, vehicle_type: str, origin: str, destination: str) -> tuple[int, int]:
        """Seconds and metres between two sites; zero where there is no way."""
        if origin == destination:
            return 0, 0
        seconds = self.travel.duration(vehicle_type, origin, destination)
        metres = self.travel.distance(vehicle_type, origin, destination)
        return (0, 0) if seconds >= UNREACHABLE else (seconds, metres)

    def goods(self, trip: Trip, visit: Visit) -> tuple[Goods, ...]:
        known = (h for h in visit.handlings if h.order in self.orders)
        return tuple(self.one(trip, handling) for handling in known)

    def one(self, trip: Trip, handling: Handling) -> Goods:
        order = self.orders[handling.order]
        flow = self.amounts.flow(order)
        ends = dict.fromkeys(
            other.site
            for other in trip.visits
            for h in other.handlings
            if h.order == order.id and h.action != handling.action
        )
        delivers = flow.direction is Direction.DELIVERY
        return Goods(
            handling=handling,
            order=order,
            flow=flow,
            carrier=self.amounts.load_carrier(order),
            at_depot=delivers == (handling.action == "load"),
            other_end=tuple(self.sites[site] for site in ends if site in self.sites),
        )

    def on_board(self, carriers: Mapping[str, int]) -> tuple[dict[str, float], Amount]:
        slots: dict[str, float] = {}
        total = Amount()
        for order_id, count in carriers.items():
            if count > 0:
                order = self.orders[order_id]
                amount = self.amounts.of(order, count)
                name = self.amounts.flow(order).hygiene_class
                slots[name] = slots.get(name, 0.0) + amount.slots
                total += amount
        return slots, total


def _trip(
    reader: _Reader, vehicle_type: str, trip: Trip, before: str, first: int
) -> Iterable[Stop]:
    """Stops of one trip, from the place before it."""
    carriers: Counter[str] = Counter()
    number = first
    for visit in trip.visits:
        site = reader.sites.get(visit.site)
        if site is None:
            continue
        goods = reader.goods(trip, visit)
        for item in goods:
            sign = 1 if item.is_load else -1
            carriers[item.order.id] += sign * item.handling.carriers
        slots, amount = reader.on_board(carriers)
        seconds, metres = reader.way(vehicle_type, before, site.id)
        setup_s = round(site.setup_min * MINUTE) if site.id != before else 0
        yield Stop(number, visit, site, seconds, metres, setup_s, goods, slots, amount)
        before = site.id
        number += 1


def route_stories(
    scenario: Scenario, travel: TravelTimes, plan: RoutePlan
) -> tuple[RouteStory, ...]:
    """Every route of a plan with its visits looked up, timed and loaded.

    Parameters
    ----------
    scenario : Scenario
        What was asked.
    travel : TravelTimes
        Durations and distances between its sites.
    plan : RoutePlan
        What was decided. Unknown vehicles, sites and orders in it are left out.

    Returns
    -------
    tuple of RouteStory
        In the plan's order.

    Examples
    --------
    >>> from tests.rigs import hospital_day, plan_for
    >>> from optimizer.travel import measure
    >>> day = hospital_day()
    >>> stories = route_stories(day, measure(day), plan_for(day))
    >>> stories[0].number, stories[0].stops[0].number
    (1, 1)
    """
    reader = _Reader(scenario, travel)
    vehicles = {vehicle.id: vehicle for vehicle in scenario.vehicles}
    types = {kind.id: kind for kind in scenario.vehicle_types}
    known = [route for route in plan.routes if route.vehicle in vehicles]
    stories = []
    for number, route in enumerate(known, start=1):
        vehicle = vehicles[route.vehicle]
        kind = types[vehicle.vehicle_type]
        before, trips, count = vehicle.home, [], 0
        for trip_number, trip in enumerate(route.trips, start=1):
            stops = tuple(_trip(reader, kind.id, trip, before, count + 1))
            if stops:
                trips.append(TripStory(trip_number, stops))
                before, count = stops[-1].site.id, stops[-1].number
        home_s, home_m = reader.way(kind.id, before, vehicle.home)
        home = reader.sites.get(vehicle.home)
        stories.append(RouteStory(number, route, vehicle, kind, home, tuple(trips), home_s, home_m))
    return tuple(stories)
