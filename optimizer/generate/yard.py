"""What does the imitation of today's tours look up again and again? One index of the day."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from optimizer.amounts import Amount, Amounts
from optimizer.domain import Flow, LoadCarrier, Order, Scenario, Site, Vehicle, VehicleType, Window
from optimizer.generate.timing import Service, common
from optimizer.travel import TravelTimes
from optimizer.units import DAY, MINUTE

__all__ = ["Goods", "Piece", "Tour", "TourStop", "Yard"]

Goods = frozenset[tuple[str, bool]]
"""Hygiene classes, and whether they ride in closed carriers."""

_ALWAYS = ((0, 3 * DAY),)


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Some carriers of an order. Each is itself alone, so that lookups by piece are quick."""

    order: Order
    carriers: int


@dataclass(frozen=True, slots=True, eq=False)
class TourStop:
    """What a tour handles at one site."""

    site: Site
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Tour:
    """Out with one group of flows, or home with one: never both."""

    group: str
    depot: Site
    is_delivery: bool
    stops: tuple[TourStop, ...]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Everything that is carried."""
        return tuple(piece for stop in self.stops for piece in stop.pieces)


def _spans(windows: Iterable[Window]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted((w.earliest, w.latest) for w in windows)) or _ALWAYS


class Yard:
    """A scenario and its travel times, indexed.

    Parameters
    ----------
    scenario : Scenario
        A coherent scenario.
    travel : TravelTimes
        Its travel times.
    group_by_flow : mapping of str to str
        Which flows share tours.
    """

    def __init__(
        self, scenario: Scenario, travel: TravelTimes, group_by_flow: Mapping[str, str]
    ) -> None:
        self.scenario = scenario
        self.travel = travel
        self.group_by_flow = group_by_flow
        self.amounts = Amounts(scenario)
        self.sites = {site.id: site for site in scenario.sites}
        self.types = {kind.id: kind for kind in scenario.vehicle_types}
        self.classes = {row.id: row for row in scenario.hygiene}
        self.services_at = cache(self._services_at)
        self.may_serve = cache(self._may_serve)
        self.goods = cache(self._goods)
        # Loading a tour's goods at its depot, or unloading them there, by a vehicle type.
        self.depot_service = cache(self._depot_service)

    @cached_property
    def vehicles_by_home(self) -> dict[str, list[Vehicle]]:
        """Vehicles by the site where they start."""
        by_home: dict[str, list[Vehicle]] = {}
        for vehicle in self.scenario.vehicles:
            by_home.setdefault(vehicle.home, []).append(vehicle)
        return by_home

    def flow(self, piece: Piece) -> Flow:
        """Flow of some goods."""
        return self.amounts.flow(piece.order)

    def load_carrier(self, piece: Piece) -> LoadCarrier:
        """Load carrier of some goods."""
        return self.amounts.load_carrier(piece.order)

    def duration(self, kind: str, origin: str, destination: str) -> int:
        """Travel time of a vehicle type. [s]"""
        return self.travel.duration(kind, origin, destination)

    def distance(self, kind: str, origin: str, destination: str) -> int:
        """Distance of the same way. [m]"""
        return self.travel.distance(kind, origin, destination)

    def _goods(self, tour: Tour) -> Goods:
        return frozenset(
            (self.flow(piece).hygiene_class, self.load_carrier(piece).closed)
            for piece in tour.pieces
        )

    def load(self, pieces: Iterable[Piece]) -> Amount:
        """Room and weight of goods that ride together."""
        total = Amount()
        for piece in pieces:
            total += self.amounts.of(piece.order, piece.carriers)
        return total

    def fits(self, kind: VehicleType, load: Amount, fill: float) -> bool:
        """Whether a load keeps to a share of the slots and to payload and volume."""
        return (
            load.slots <= kind.slots * fill + 1e-9
            and load.weight_kg <= kind.payload_kg + 1e-9
            and (kind.volume_m3 is None or load.volume_m3 <= kind.volume_m3 + 1e-9)
        )

    def _may_serve(self, kind_id: str, site_id: str, flow_id: str) -> bool:
        kind, site = self.types[kind_id], self.sites[site_id]
        flow = next(flow for flow in self.scenario.flows if flow.id == flow_id)
        needed = {*site.requires_equipment, *flow.requires_equipment}
        low_enough = (
            site.max_height_m is None or kind.height_m is None or kind.height_m <= site.max_height_m
        )
        return (
            needed <= set(kind.equipment)
            and low_enough
            and kind_id not in site.excluded_vehicle_types
        )

    def types_for(self, stop: TourStop, kinds: frozenset[str]) -> frozenset[str]:
        """Types among some that may come here with these goods."""
        return frozenset(
            kind
            for kind in kinds
            if all(self.may_serve(kind, stop.site.id, piece.order.flow) for piece in stop.pieces)
        )

    def _services_at(self, stop: TourStop) -> tuple[Service, ...]:
        site_spans = _spans(stop.site.windows)
        services = []
        for piece in stop.pieces:
            is_return = self.flow(piece).direction == "return"
            release = piece.order.release if is_return else 0
            windows = common(site_spans, _spans(piece.order.windows), release)
            services.append(Service(self.amounts.handling_s(piece.order, piece.carriers), windows))
        return tuple(services)

    def _depot_service(self, tour: Tour, kind_id: str) -> Service:
        kind = self.types[kind_id]
        minutes = kind.load_min if tour.is_delivery else kind.unload_min
        release = max((p.order.release for p in tour.pieces), default=0) if tour.is_delivery else 0
        windows = common(_spans(tour.depot.windows), _ALWAYS, release)
        return Service(math.ceil(minutes * MINUTE - 1e-9), windows)
