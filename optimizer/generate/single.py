"""What does one tour cost by itself, and who may drive it?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from optimizer.domain import Site, Vehicle
from optimizer.generate.routes import DrivenRoute, drive
from optimizer.generate.yard import Tour, TourStop, Yard
from optimizer.units import HOUR

__all__ = ["FILL", "Bundle", "may_drive", "paid", "single", "with_stop"]

FILL = 0.85
"""Share of the slots that a fixed tour is planned to, so that ordinary days fit. [-]"""

PAID_HOURS = 8.5
_N_PLACES = 3


@dataclass(frozen=True)
class Bundle:
    """What one flow group has to carry from or to one depot, and who may drive it."""

    group: str
    depot: Site
    is_delivery: bool
    stops: tuple[TourStop, ...]
    drivers: tuple[Vehicle, ...]
    """One vehicle of each type that may be used; the first is the measure of a tour."""


def paid(yard: Yard, route: DrivenRoute) -> float:
    """Cost of a tour that pays for its vehicle by the hour. [SEK]"""
    per_day = yard.types[route.vehicle.vehicle_type].cost_per_day_sek
    share = min(1.0, route.times.duration_s / HOUR / PAID_HOURS)
    return route.cost_sek - per_day * (1 - share)


def may_drive(yard: Yard, vehicle: Vehicle, tour: Tour) -> bool:
    """Whether a vehicle's type may come to each stop with these goods."""
    kind = frozenset({vehicle.vehicle_type})
    return all(yard.types_for(stop, kind) for stop in tour.stops)


def single(
    yard: Yard, bundle: Bundle, stops: Iterable[TourStop], fill: float = FILL
) -> DrivenRoute | None:
    """A tour of its own within ordinary hours, or None where it cannot be.

    Parameters
    ----------
    yard : Yard
        Index of the day.
    bundle : Bundle
        Whose tour it is; its first vehicle drives.
    stops : iterable of TourStop
        In driving order.
    fill : float
        Share of the slots that may be taken. [-]
    """
    tour = Tour(bundle.group, bundle.depot, bundle.is_delivery, tuple(stops))
    vehicle = bundle.drivers[0]
    fits = yard.fits(yard.types[vehicle.vehicle_type], yard.load(tour.pieces), fill)
    if not fits or not may_drive(yard, vehicle, tour):
        return None
    route = drive(yard, vehicle, [tour])
    if route is None or route.times.duration_s > vehicle.ordinary_h * HOUR:
        return None
    return route


def with_stop(
    yard: Yard, bundle: Bundle, stops: Sequence[TourStop], new: TourStop
) -> DrivenRoute | None:
    """The tour with one more stop at the first of its shortest detours that can be driven."""
    kind, depot = bundle.drivers[0].vehicle_type, bundle.depot.id
    sites = [depot, *(stop.site.id for stop in stops), depot]
    detours = sorted(
        (
            yard.duration(kind, a, new.site.id)
            + yard.duration(kind, new.site.id, b)
            - yard.duration(kind, a, b),
            place,
        )
        for place, (a, b) in enumerate(pairwise(sites))
    )
    for _, place in detours[:_N_PLACES]:
        longer = single(yard, bundle, [*stops[:place], new, *stops[place:]])
        if longer is not None:
            return longer
    return None
