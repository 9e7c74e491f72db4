"""How do tours become one vehicle's day: stops with times, cleaning between, cost?

A tour begins and ends at its depot: after a delivery the vehicle comes back empty before
it drives out again, even where the next tour would begin next door.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from optimizer.domain import Code, Vehicle
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


@dataclass(frozen=True, slots=True)
class _Residue:
    """What was carried since the last wash, and whether it was wiped since."""

    piece: Piece
    wiped: bool = False


def _demanded(
    yard: Yard, vehicle: Vehicle, before: Sequence[_Residue], after: Sequence[Piece]
) -> Cleaning | None:
    """Cleaning between what was carried and what comes next (R9)."""
    partition = yard.types[vehicle.vehicle_type].partition
    wipe = False
    for old in before:
        a = yard.classes[yard.flow(old.piece).hygiene_class]
        closed = yard.load_carrier(old.piece).closed
        for new in after:
            b = yard.classes[yard.flow(new).hygiene_class]
            code = a.codes[b.id]
            if a.id == b.id or a.rank < b.rank or code is Code.Y:
                continue
            if code is Code.N:
                return Cleaning.WASH
            separated = partition or closed or yard.load_carrier(new).closed
            wipe = wipe or (not old.wiped and not (code is Code.S and separated))
    return Cleaning.WIPE if wipe else None


def _place_to_clean(yard: Yard, vehicle: Vehicle, last: str, cleaning: Cleaning) -> str | None:
    """Nearest site that offers a cleaning; a wash place wipes too."""
    offering = [
        site.id
        for site in yard.scenario.sites
        if cleaning in site.cleaning or Cleaning.WASH in site.cleaning
    ]
    kind = vehicle.vehicle_type
    return min(offering, key=lambda site: (yard.duration(kind, last, site), site), default=None)


def _halts(yard: Yard, vehicle: Vehicle, tours: Sequence[Tour]) -> list[_Halt] | None:
    halts: list[_Halt] = []
    residue: list[_Residue] = []
    for number, tour in enumerate(tours):
        cleaning = _demanded(yard, vehicle, residue, tour.pieces)
        if cleaning is not None:
            place = _place_to_clean(yard, vehicle, halts[-1].site, cleaning)
            if place is None:
                return None
            if place == halts[-1].site and halts[-1].kind == "unload":
                last = halts.pop()
                halts.append(_Halt(last.trip, last.site, last.kind, last.pieces, cleaning))
            else:
                halts.append(_Halt(number - 1, place, "clean", (), cleaning))
            washed = cleaning is Cleaning.WASH
            residue = [] if washed else [_Residue(old.piece, wiped=True) for old in residue]
        if number and tours[number - 1].is_delivery and halts[-1].kind != "clean":
            halts.append(_Halt(number - 1, tours[number - 1].depot.id, "back", ()))
        residue += [_Residue(piece) for piece in tour.pieces]
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
            services = (yard.depot_service(tours[halt.trip], kind),)
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
    service = yard.depot_service(tour, yard.types[route.vehicle.vehicle_type])
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
