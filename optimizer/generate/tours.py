"""Which fixed radial tours would serve the day: one flow group each, about 85 % full?

The sweep: sites in order of their angle around the depot, taken into a tour until it is
planned full or would last too long, from several angles and both ways round; the cheapest
set of tours counts. Docks with more than a vehicle's worth first get full loads of their own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from optimizer.domain import Site
from optimizer.generate.mend import Owned, improved, relocated
from optimizer.generate.routes import DrivenRoute
from optimizer.generate.single import FILL, Bundle, paid, single, with_stop
from optimizer.generate.yard import Piece, TourStop, Yard

__all__ = ["radial_tours"]

_N_STARTS = 10


def _angle(depot: Site, site: Site) -> float:
    if depot.lat is not None and site.lat is not None:
        east = (site.lon or 0) - (depot.lon or 0)
        return math.atan2(site.lat - depot.lat, east * math.cos(math.radians(depot.lat)))
    if depot.x_m is not None and site.x_m is not None:
        return math.atan2((site.y_m or 0) - (depot.y_m or 0), site.x_m - depot.x_m)
    return 0.0


def _part(yard: Yard, kind: str, stop: TourStop) -> tuple[TourStop, TourStop | None]:
    """As much of a stop as a planned full vehicle takes, and the rest."""
    taken: list[Piece] = []
    rest: list[Piece] = []
    for piece in stop.pieces:
        count = piece.carriers
        while count and not yard.fits(
            yard.types[kind], yard.load([*taken, replace(piece, carriers=count)]), FILL
        ):
            count -= 1
        if count:
            taken.append(replace(piece, carriers=count))
        if count < piece.carriers:
            rest.append(replace(piece, carriers=piece.carriers - count))
    return replace(stop, pieces=tuple(taken)), (replace(stop, pieces=tuple(rest)) if rest else None)


def _alone(yard: Yard, bundle: Bundle, stop: TourStop) -> DrivenRoute:
    """A tour to one stop; fuller than planned where a single carrier is that large."""
    route = single(yard, bundle, [stop]) or single(yard, bundle, [stop], fill=1.0)
    if route is None:
        orders = ", ".join(piece.order.id for piece in stop.pieces)
        raise ValueError(f"no vehicle can drive a tour to {stop.site.id}: {orders}")
    return route


def _sweep(yard: Yard, bundle: Bundle, stops: Sequence[TourStop]) -> list[DrivenRoute]:
    """Tours in the order of the stops, each closed when the next stop does not fit."""
    done: list[DrivenRoute] = []
    for stop in stops:
        last = done[-1].tours[0].stops if done else None
        longer = None if last is None else with_stop(yard, bundle, last, stop)
        if longer is None:
            done.append(_alone(yard, bundle, stop))
        else:
            done[-1] = longer
    return done


def _full_loads(yard: Yard, bundle: Bundle) -> tuple[list[DrivenRoute], list[TourStop]]:
    """Direct tours of the docks that ask more than a vehicle, and what remains to sweep."""
    tours, rest = [], []
    for stop in bundle.stops:
        left: TourStop | None = stop
        while left is not None:
            part, more = _part(yard, bundle.drivers[0].vehicle_type, left)
            if more is None or not part.pieces:
                rest.append(left)
                break
            tours.append(_alone(yard, bundle, part))
            left = more
    return tours, rest


def _by_access(yard: Yard, bundle: Bundle) -> list[Bundle]:
    """The bundle, and apart from it what its first vehicle may not come to."""
    bundles = []
    stops, drivers = bundle.stops, bundle.drivers
    while stops and drivers:
        kind = frozenset({drivers[0].vehicle_type})
        open_to = tuple(stop for stop in stops if yard.types_for(stop, kind))
        if open_to:
            bundles.append(replace(bundle, stops=open_to, drivers=drivers))
        stops = tuple(stop for stop in stops if stop not in open_to)
        drivers = drivers[1:]
    if stops:
        raise ValueError(f"no vehicle of {bundle.group} may come to {stops[0].site.id}")
    return bundles


def _ring_tours(yard: Yard, bundle: Bundle) -> tuple[list[DrivenRoute], list[Owned]]:
    """Full loads and swept tours of stops that the bundle's first vehicle may come to."""
    kind, depot = bundle.drivers[0].vehicle_type, bundle.depot
    direct, rest = _full_loads(yard, bundle)
    ring = sorted(
        rest,
        key=lambda stop: (
            round(_angle(depot, stop.site), 9),
            yard.duration(kind, depot.id, stop.site.id),
            stop.site.id,
        ),
    )
    best: list[DrivenRoute] = []
    best_cost = math.inf
    n_starts = max(1, min(_N_STARTS, len(ring)))
    for number in range(n_starts):
        cut = number * len(ring) // n_starts
        turned = ring[cut:] + ring[:cut]
        for order in (turned, turned[::-1]):
            routes = _sweep(yard, bundle, order)
            cost = sum(paid(yard, route) for route in routes)
            if cost < best_cost - 0.005:
                best, best_cost = routes, cost
    return direct, [Owned(bundle, route) for route in best]


def radial_tours(yard: Yard, bundle: Bundle) -> list[DrivenRoute]:
    """The cheapest set of radial tours that carries a bundle.

    Parameters
    ----------
    yard : Yard
        Index of the day.
    bundle : Bundle
        Goods of one group and depot.

    Returns
    -------
    list of DrivenRoute
        Each tour by itself, cut to the depot's commonest vehicle type; sites that it may not
        come to are swept apart, with the next.

    Raises
    ------
    ValueError
        If some goods fit no vehicle, or a site is out of reach of all.
    """
    full: list[DrivenRoute] = []
    swept: list[Owned] = []
    for part in _by_access(yard, bundle):
        direct, tours = _ring_tours(yard, part)
        full += direct
        swept += tours
    return [improved(yard, owned.route) for owned in relocated(yard, swept)] + full
