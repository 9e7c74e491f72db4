"""How does a set of radial tours become well ordered and well filled?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from optimizer.generate.routes import DrivenRoute, drive
from optimizer.generate.single import Bundle, paid, single, with_stop
from optimizer.generate.yard import TourStop, Yard

__all__ = ["Owned", "improved", "relocated"]

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


@dataclass(frozen=True)
class Owned:
    """A tour of its own, and the bundle whose first vehicle drives it."""

    bundle: Bundle
    route: DrivenRoute

    @property
    def stops(self) -> tuple[TourStop, ...]:
        """Stops in driving order."""
        return self.route.tours[0].stops

    def paid(self, yard: Yard) -> float:
        """Cost of the tour that pays for its vehicle by the hour. [SEK]"""
        return paid(yard, self.route)

    def with_stop(self, yard: Yard, stop: TourStop) -> Owned | None:
        """The tour with one more stop, or None where it cannot take it."""
        longer = with_stop(yard, self.bundle, self.stops, stop)
        return None if longer is None else replace(self, route=longer)


def _moved(yard: Yard, tours: list[Owned], giver: int, stop: TourStop) -> bool:
    """Move a stop to the tour where it costs least, if that is cheaper than today."""
    owned = tours[giver]
    stops = [other for other in owned.stops if other is not stop]
    shorter = single(yard, owned.bundle, stops) if stops else None
    if stops and shorter is None:
        return False
    saved = owned.paid(yard) - (0.0 if shorter is None else paid(yard, shorter))
    best: tuple[float, int, Owned] | None = None
    for taker, other in enumerate(tours):
        longer = None if taker == giver else other.with_stop(yard, stop)
        if longer is not None:
            gain = saved - (longer.paid(yard) - other.paid(yard))
            if gain > _WORTH_SEK and (best is None or gain > best[0]):
                best = (gain, taker, longer)
    if best is None:
        return False
    tours[best[1]] = best[2]
    if shorter is None:
        del tours[giver]
    else:
        tours[giver] = replace(owned, route=shorter)
    return True


def _dissolved(yard: Yard, tours: list[Owned], giver: int) -> bool:
    """Spread all stops of a tour over the others, where they have room and it is cheaper."""
    others = [owned for k, owned in enumerate(tours) if k != giver]
    for stop in tours[giver].stops:
        takers = []
        for k, owned in enumerate(others):
            longer = owned.with_stop(yard, stop)
            if longer is not None:
                takers.append((longer.paid(yard) - owned.paid(yard), k, longer))
        if not takers:
            return False
        _, k, longer = min(takers, key=lambda taker: taker[:2])
        others[k] = longer
    before = sum(owned.paid(yard) for owned in tours)
    if sum(owned.paid(yard) for owned in others) >= before - _WORTH_SEK:
        return False
    tours[:] = others
    return True


def relocated(yard: Yard, tours: Sequence[Owned]) -> list[Owned]:
    """The tours after single stops, and whole small tours, went where they cost less.

    Parameters
    ----------
    yard : Yard
        Index of the day.
    tours : sequence of Owned
        Tours of one flow group and depot, of whatever vehicle types.
    """
    now = list(tours)
    better = True
    while better:
        better = any(
            _moved(yard, now, giver, stop)
            for giver, owned in enumerate(list(now))
            for stop in owned.stops
        )
        if not better:
            by_load = sorted(
                range(len(now)), key=lambda k: yard.load(now[k].route.tours[0].pieces).slots
            )
            better = any(_dissolved(yard, now, giver) for giver in by_load)
    return now
