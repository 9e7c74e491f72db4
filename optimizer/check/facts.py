"""What do the documents say? Scenario, travel and plan side by side, looked up by name.

The rules ask here and never in the documents' tables, so that a name that leads nowhere
is met in one place: it gives None, and `optimizer.check.references` tells it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from optimizer.amounts import Amounts
from optimizer.domain import Code, Direction, Flow, Order, Scenario, Site, Vehicle, VehicleType
from optimizer.findings import Place
from optimizer.plan import Handling, Route, RoutePlan, Visit
from optimizer.travel import UNREACHABLE, TravelTimes
from optimizer.units import MINUTE

__all__ = ["Facts", "Leg", "PlannedRoute", "PlannedVisit", "seconds"]

_STRICTEST_FIRST = (Code.N, Code.T, Code.S, Code.Y)


def seconds(minutes: float) -> int:
    """Whole seconds that some minutes need at least. [s]"""
    return -int(-(minutes * MINUTE - 1e-6) // 1)


@dataclass(frozen=True)
class PlannedVisit:
    """A visit of a plan with what surrounds it.

    Parameters
    ----------
    visit : Visit
        The visit itself.
    trip_no, visit_no : int
        Position in the route and in its trip, from 1.
    site : Site or None
        Its site, where the scenario has it.
    setup_s : int
        Set-up time due, 0 where the vehicle is there already. [s]
    """

    visit: Visit
    trip_no: int
    visit_no: int
    site: Site | None
    setup_s: int

    @property
    def ready(self) -> int:
        """When set-up is over. [s]"""
        return self.visit.arrival + self.setup_s


@dataclass(frozen=True)
class Leg:
    """A drive between two places of a route.

    Parameters
    ----------
    origin, destination : str
        Sites.
    departure, arrival : int
        Times the plan states. [s]
    duration_s, length_m : int
        What the travel source says; `UNREACHABLE` where there is no way. [s, m]
    to : PlannedVisit or None
        Visit it leads to; None for the way home.
    """

    origin: str
    destination: str
    departure: int
    arrival: int
    duration_s: int
    length_m: int
    to: PlannedVisit | None

    @property
    def reachable(self) -> bool:
        """Whether there is a way."""
        return self.duration_s < UNREACHABLE


@dataclass(frozen=True)
class PlannedRoute:
    """A route of a plan with its vehicle, where the scenario has it.

    Parameters
    ----------
    route : Route
        The route itself.
    vehicle : Vehicle or None
        Its vehicle.
    vehicle_type : VehicleType or None
        Type of its vehicle.
    visits : tuple of PlannedVisit
        Visits of all trips in driving order.
    legs : tuple of Leg
        Legs from home to home that the travel times cover.
    complete : bool
        Whether `legs` are all of them.
    """

    route: Route
    vehicle: Vehicle | None
    vehicle_type: VehicleType | None
    visits: tuple[PlannedVisit, ...]
    legs: tuple[Leg, ...]
    complete: bool

    def place(self, visit: PlannedVisit | None = None, order: str = "") -> Place:
        """Where a finding about this route, visit or order is."""
        parts = [f"trip {visit.trip_no} visit {visit.visit_no}"] if visit else []
        parts += [f"order {order}"] if order else []
        return Place(f"route {self.route.vehicle}", column=" ".join(parts))

    def trips(self) -> Iterator[tuple[int, tuple[PlannedVisit, ...]]]:
        """Trips with their number, from 1, and their visits."""
        for number in range(1, len(self.route.trips) + 1):
            yield number, tuple(v for v in self.visits if v.trip_no == number)


class Facts:
    """The three documents, with every table looked up once.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    travel : TravelTimes
        Durations and distances.
    plan : RoutePlan
        What is to be judged. Nothing of it need be true.
    """

    def __init__(self, scenario: Scenario, travel: TravelTimes, plan: RoutePlan) -> None:
        self.scenario = scenario
        self.travel = travel
        self.plan = plan
        self.amounts = Amounts(scenario)
        self.sites = {s.id: s for s in scenario.sites}
        self.flows = {f.id: f for f in scenario.flows}
        self.classes = {c.id: c for c in scenario.hygiene}
        self.vehicle_types = {t.id: t for t in scenario.vehicle_types}
        self.vehicles = {v.id: v for v in scenario.vehicles}
        self.orders = {o.id: o for o in scenario.orders}
        self._depots = {
            f.id: frozenset(s.id for s in scenario.sites if s.kind in f.depot_kinds)
            for f in scenario.flows
        }
        carriers = {c.id for c in scenario.load_carriers}
        self._whole = {
            o.id
            for o in scenario.orders
            if o.site in self.sites
            and (flow := self.flows.get(o.flow)) is not None
            and flow.hygiene_class in self.classes
            and (o.load_carrier or flow.load_carrier) in carriers
        }

    def order(self, order_id: str) -> Order | None:
        """The order, if the scenario has it and knows all that it names."""
        return self.orders[order_id] if order_id in self._whole else None

    def flow(self, order: Order) -> Flow:
        """Flow of an order that :meth:`order` gave."""
        return self.flows[order.flow]

    def depots(self, order: Order) -> frozenset[str]:
        """Depots where an order may be loaded (delivery) or brought to (return)."""
        return frozenset(order.depots) if order.depots else self._depots[order.flow]

    def at_depot(self, order: Order, handling: Handling) -> bool:
        """Whether this handling belongs at a depot, not at the order's site."""
        return (handling.action == "load") == (self.flow(order).direction is Direction.DELIVERY)

    def in_place(self, order: Order, handling: Handling, site_id: str) -> bool:
        """Whether the handling is done where the order allows it."""
        if self.at_depot(order, handling):
            return site_id in self.depots(order)
        return site_id == order.site

    def code(self, one: str, other: str) -> Code:
        """Code of two known hygiene classes; the stricter where the matrix is not symmetric."""
        stated = {self.classes[one].codes.get(other), self.classes[other].codes.get(one)}
        return next((code for code in _STRICTEST_FIRST if code in stated), Code.Y)

    def fleet_types(self) -> tuple[VehicleType, ...]:
        """Vehicle types that at least one vehicle of the day is of."""
        used = {v.vehicle_type for v in self.scenario.vehicles}
        return tuple(t for t in self.scenario.vehicle_types if t.id in used)

    @cached_property
    def routes(self) -> tuple[PlannedRoute, ...]:
        """The plan's routes with their vehicles, visits and legs."""
        return tuple(self._planned(route) for route in self.plan.routes)

    def _planned(self, route: Route) -> PlannedRoute:
        vehicle = self.vehicles.get(route.vehicle)
        vehicle_type = self.vehicle_types.get(vehicle.vehicle_type) if vehicle else None
        home = vehicle.home if vehicle else None
        visits: list[PlannedVisit] = []
        # An unknown vehicle may have its home at the first visit; it gets the benefit.
        before = home or route.trips[0].visits[0].site
        for trip_no, trip in enumerate(route.trips, start=1):
            for visit_no, visit in enumerate(trip.visits, start=1):
                site = self.sites.get(visit.site)
                due = site is not None and visit.site != before
                setup_s = seconds(site.setup_min) if site and due else 0
                visits.append(PlannedVisit(visit, trip_no, visit_no, site, setup_s))
                before = visit.site
        legs: tuple[Leg, ...] = ()
        complete = False
        if home is not None and vehicle_type is not None:
            found = list(self._legs(route, home, vehicle_type.id, visits))
            legs = tuple(leg for leg in found if leg is not None)
            complete = len(legs) == len(found)
        return PlannedRoute(route, vehicle, vehicle_type, tuple(visits), legs, complete)

    def _legs(
        self, route: Route, home: str, vehicle_type: str, visits: list[PlannedVisit]
    ) -> Iterator[Leg | None]:
        origin, departure = home, route.start
        for planned in visits:
            visit = planned.visit
            yield self._leg(vehicle_type, origin, visit.site, departure, visit.arrival, planned)
            origin, departure = visit.site, visit.departure
        yield self._leg(vehicle_type, origin, home, departure, route.end, None)

    def _leg(
        self,
        vehicle_type: str,
        origin: str,
        destination: str,
        departure: int,
        arrival: int,
        to: PlannedVisit | None,
    ) -> Leg | None:
        known = self.travel.index
        if origin == destination:
            duration_s = length_m = 0
        elif (
            origin not in known
            or destination not in known
            or vehicle_type not in self.travel.profile_by_vehicle_type
        ):
            return None
        else:
            duration_s = self.travel.duration(vehicle_type, origin, destination)
            length_m = self.travel.distance(vehicle_type, origin, destination)
        return Leg(origin, destination, departure, arrival, duration_s, length_m, to)
