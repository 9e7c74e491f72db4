"""How do tours become one vehicle's day: stops with times, cleaning between, cost?

A tour begins and ends at its depot: after a delivery the vehicle comes back empty before
it drives out again, even where the next tour would begin next door.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from optimizer.domain import Vehicle
from optimizer.generate.cleaning import Residue, place_to_clean
from optimizer.generate.timing import Stop, Timetable, best_timetable
from optimizer.generate.yard import Piece, Tour, Yard
from optimizer.plan import Cleaning, Handling, Route, Trip, Visit
from optimizer.units import HOUR, MINUTE

__all__ = ["DrivenRoute", "drive", "to_route"]


@dataclass(frozen=True, slots=True)
class _Halt:
    """A visit before it has times: what is done there, and the handlings that it becomes."""

    trip: int
    site: str
    kind: str
    pieces: tuple[Piece, ...]
    cleaning: Cleaning | None = None


@dataclass(frozen=True)
class DrivenRoute:
    """A vehicle's tours with times and cost.

    Parameters
    ----------
    vehicle : Vehicle
        Who drives.
    tours : tuple of Tour
        In driving order.
    halts : tuple
        Visits in driving order.
    times : Timetable
        When.
    length_m : int
        Distance driven. [m]
    cost_sek : float
        Fixed, distance, time and overtime. [SEK]
    """

    vehicle: Vehicle
    tours: tuple[Tour, ...]
    halts: tuple[_Halt, ...]
    times: Timetable
    length_m: int
    cost_sek: float


def _halts(yard: Yard, vehicle: Vehicle, tours: Sequence[Tour]) -> list[_Halt] | None:
    halts: list[_Halt] = []
    residue = Residue()
    for number, tour in enumerate(tours):
        cleaning = residue.demands(yard, vehicle, tour)
        if cleaning is not None:
            place = place_to_clean(yard, vehicle, halts[-1].site, cleaning)
            if place is None:
                return None
            if place == halts[-1].site and halts[-1].kind == "unload":
                last = halts.pop()
                halts.append(_Halt(last.trip, last.site, last.kind, last.pieces, cleaning))
            else:
                halts.append(_Halt(number - 1, place, "clean", (), cleaning))
            residue = residue.after(cleaning)
        if number and tours[number - 1].is_delivery and halts[-1].kind != "clean":
            halts.append(_Halt(number - 1, tours[number - 1].depot.id, "back", ()))
        residue = residue.with_tour(yard, tour)
        if tour.is_delivery:
            halts.append(_Halt(number, tour.depot.id, "load", tour.pieces))
        halts += [_Halt(number, stop.site.id, "stop", stop.pieces) for stop in tour.stops]
        if not tour.is_delivery:
            halts.append(_Halt(number, tour.depot.id, "unload", tour.pieces))
    return halts


def _stops(
    yard: Yard, vehicle: Vehicle, tours: Sequence[Tour], halts: Sequence[_Halt]
) -> list[Stop]:
    kind = yard.types[vehicle.vehicle_type]
    minutes = {
        None: 0.0,
        Cleaning.WIPE: yard.scenario.wipe_min,
        Cleaning.WASH: yard.scenario.wash_min,
    }
    at_site = {
        (number, stop.site.id): yard.services_at(stop)
        for number, tour in enumerate(tours)
        for stop in tour.stops
    }
    stops = []
    here = vehicle.home
    for halt in halts:
        if halt.kind == "stop":
            services = at_site[halt.trip, halt.site]
        elif halt.kind in ("clean", "back"):
            services = ()
        else:
            services = (yard.depot_service(tours[halt.trip], kind.id),)
        setup_s = 0 if halt.site == here else math.ceil(yard.sites[halt.site].setup_min * MINUTE)
        cleaning_s = math.ceil(minutes[halt.cleaning] * MINUTE)
        travel_s = yard.duration(kind.id, here, halt.site)
        stops.append(Stop(travel_s, setup_s, services, cleaning_s))
        here = halt.site
    return stops


def drive(yard: Yard, vehicle: Vehicle, tours: Sequence[Tour]) -> DrivenRoute | None:
    """A vehicle's day with these tours, or None where it cannot be.

    Parameters
    ----------
    yard : Yard
        Index of the day.
    vehicle : Vehicle
        Who drives.
    tours : sequence of Tour
        At least one, in driving order; their goods fit the vehicle.
    """
    halts = _halts(yard, vehicle, tours)
    if halts is None:
        return None
    kind = yard.types[vehicle.vehicle_type]
    stops = _stops(yard, vehicle, tours, halts)
    home_s = yard.duration(kind.id, halts[-1].site, vehicle.home)
    times = best_timetable(stops, home_s, vehicle.shift_start, vehicle.shift_end)
    overtime_limit = (vehicle.ordinary_h + vehicle.max_overtime_h) * HOUR
    if times is None or times.duration_s > overtime_limit + 1e-6:
        return None
    sites = [vehicle.home, *(halt.site for halt in halts), vehicle.home]
    length_m = sum(yard.distance(kind.id, a, b) for a, b in pairwise(sites))
    hours = times.duration_s / HOUR
    cost = (
        kind.cost_per_day_sek
        + kind.cost_per_km_sek * length_m / 1000
        + kind.cost_per_h_sek * hours
        + kind.cost_per_overtime_h_sek * max(0.0, hours - vehicle.ordinary_h)
    )
    return DrivenRoute(vehicle, tuple(tours), tuple(halts), times, length_m, cost)


def _handlings(yard: Yard, route: DrivenRoute, index: int) -> tuple[Handling, ...]:
    halt, times = route.halts[index], route.times.stops[index]
    tour = route.tours[halt.trip]
    if halt.kind == "stop":
        action = "unload" if tour.is_delivery else "load"
        return tuple(
            Handling(
                order=piece.order.id,
                action=action,
                carriers=piece.carriers,
                start=start,
                end=start + yard.amounts.handling_s(piece.order, piece.carriers),
            )
            for piece, start in zip(halt.pieces, times.starts, strict=True)
        )
    if halt.kind in ("clean", "back"):
        return ()
    service = yard.depot_service(tour, route.vehicle.vehicle_type)
    start = times.starts[0]
    carriers: dict[str, int] = {}
    for piece in halt.pieces:
        carriers[piece.order.id] = carriers.get(piece.order.id, 0) + piece.carriers
    return tuple(
        Handling(
            order=order,
            action="load" if tour.is_delivery else "unload",
            carriers=count,
            start=start,
            end=start + service.duration_s,
        )
        for order, count in carriers.items()
    )


def to_route(yard: Yard, route: DrivenRoute) -> Route:
    """The route as the plan tells it."""
    visits: dict[int, list[Visit]] = {}
    for index, (halt, times) in enumerate(zip(route.halts, route.times.stops, strict=True)):
        visits.setdefault(halt.trip, []).append(
            Visit(
                site=halt.site,
                arrival=times.arrival,
                departure=times.departure,
                handlings=_handlings(yard, route, index),
                cleaning=halt.cleaning,
            )
        )
    return Route(
        vehicle=route.vehicle.id,
        start=route.times.start,
        end=route.times.end,
        length_m=route.length_m,
        trips=tuple(Trip(visits=tuple(stops)) for stops in visits.values()),
    )
