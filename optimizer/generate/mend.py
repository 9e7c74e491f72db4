"""How does a set of radial tours become well ordered and well filled?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from optimizer.generate.routes import DrivenRoute, drive
from optimizer.generate.single import Bundle, paid, single, with_stop
from optimizer.generate.yard import TourStop, Yard

__all__ = ["improved", "relocated"]

_WORTH_SEK = 0.005


def improved(yard: Yard, route: DrivenRoute) -> DrivenRoute:
    """The tour in a better order: segments turned round (2-opt) or moved (or-opt)."""
    best = route
    while True:
        tour = best.tours[0]
        stops = tour.stops
        better = next(
            (
                shorter
                for order in _neighbours(len(stops))
                if (shorter := _shorter(yard, best, [stops[i] for i in order])) is not None
            ),
            None,
        )
        if better is None:
            return best
        best = better


def _neighbours(n: int) -> Iterable[tuple[int, ...]]:
    whole = tuple(range(n))
    for i in range(n):
        for j in range(i + 2, n + 1):
            yield (*whole[:i], *reversed(whole[i:j]), *whole[j:])
    for length in (1, 2, 3):
        for i in range(n - length + 1):
            segment, others = whole[i : i + length], whole[:i] + whole[i + length :]
            for k in range(len(others) + 1):
                if k != i:
                    yield (*others[:k], *segment, *others[k:])


def _shorter(yard: Yard, route: DrivenRoute, stops: Sequence[TourStop]) -> DrivenRoute | None:
    tour, kind = route.tours[0], route.vehicle.vehicle_type

    def driving(order: Sequence[TourStop]) -> int:
        sites = [tour.depot.id, *(stop.site.id for stop in order), tour.depot.id]
        return sum(yard.duration(kind, a, b) for a, b in pairwise(sites))

    if not route.times.waiting_s and driving(stops) >= driving(tour.stops):
        return None
    other = drive(yard, route.vehicle, [replace(tour, stops=tuple(stops))])
    if other is None or other.cost_sek >= route.cost_sek - _WORTH_SEK:
        return None
    return other


def _moved(
    yard: Yard, bundle: Bundle, routes: list[DrivenRoute], giver: int, stop: TourStop
) -> bool:
    """Move a stop to the tour where it costs least, if that is cheaper than today."""
    stops = [other for other in routes[giver].tours[0].stops if other is not stop]
    shorter = single(yard, bundle, stops) if stops else None
    if stops and shorter is None:
        return False
    saved = paid(yard, routes[giver]) - (0.0 if shorter is None else paid(yard, shorter))
    best: tuple[float, int, DrivenRoute] | None = None
    for taker, route in enumerate(routes):
        if taker == giver:
            continue
        longer = with_stop(yard, bundle, route.tours[0].stops, stop)
        if longer is not None:
            gain = saved - (paid(yard, longer) - paid(yard, route))
            if gain > _WORTH_SEK and (best is None or gain > best[0]):
                best = (gain, taker, longer)
    if best is None:
        return False
    routes[best[1]] = best[2]
    if shorter is None:
        del routes[giver]
    else:
        routes[giver] = shorter
    return True


def _dissolved(yard: Yard, bundle: Bundle, routes: list[DrivenRoute], giver: int) -> bool:
    """Spread all stops of a tour over the others, where they have room and it is cheaper."""
    others = [route for k, route in enumerate(routes) if k != giver]
    for stop in routes[giver].tours[0].stops:
        takers = []
        for k, route in enumerate(others):
            longer = with_stop(yard, bundle, route.tours[0].stops, stop)
            if longer is not None:
                takers.append((paid(yard, longer) - paid(yard, route), k, longer))
        if not takers:
            return False
        _, k, longer = min(takers, key=lambda taker: taker[:2])
        others[k] = longer
    if sum(paid(yard, r) for r in others) >= sum(paid(yard, r) for r in routes) - _WORTH_SEK:
        return False
    routes[:] = others
    return True


def relocated(yard: Yard, bundle: Bundle, routes: Sequence[DrivenRoute]) -> list[DrivenRoute]:
    """The tours after single stops, and whole small tours, went where they cost less.

    Parameters
    ----------
    yard : Yard
        Index of the day.
    bundle : Bundle
        Whose tours they are.
    routes : sequence of DrivenRoute
        One tour each.
    """
    now = list(routes)
    better = True
    while better:
        better = any(
            _moved(yard, bundle, now, giver, stop)
            for giver, route in enumerate(list(now))
            for stop in route.tours[0].stops
        )
        if not better:
            by_load = sorted(range(len(now)), key=lambda k: yard.load(now[k].tours[0].pieces).slots)
            better = any(_dissolved(yard, bundle, now, giver) for giver in by_load)
    return now
