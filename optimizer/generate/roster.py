"""Which vehicle drives which tours, so that the day costs least and all find a place?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from optimizer.domain import Vehicle
from optimizer.findings import DataError, Finding
from optimizer.generate.routes import DrivenRoute, drive
from optimizer.generate.single import Bundle, may_drive
from optimizer.generate.tours import radial_tours
from optimizer.generate.yard import Tour, Yard
from optimizer.units import HOUR

__all__ = ["rostered"]


class _Roster:
    """Which vehicle drives which tours: the cheapest place first, then moves that pay."""

    def __init__(self, yard: Yard, homes: Mapping[str, frozenset[str]]) -> None:
        self.yard = yard
        self.homes = homes
        self.routes: dict[str, DrivenRoute] = {}
        self._driven: dict[tuple[str, tuple[Tour, ...]], DrivenRoute | None] = {}
        self._kind_of_shift = {
            vehicle.id: vehicle.model_copy(update={"id": ""}).model_dump_json()
            for vehicle in yard.scenario.vehicles
        }

    def _drive(self, vehicle: Vehicle, tours: tuple[Tour, ...]) -> DrivenRoute | None:
        key = (vehicle.id, tours)
        if key not in self._driven:
            self._driven[key] = drive(self.yard, vehicle, tours)
        return self._driven[key]

    def _candidates(self, tour: Tour, *, own: bool) -> Iterator[Vehicle]:
        """Vehicles of the tour's home, or of others, that may drive it; of free ones a kind."""
        load = self.yard.load(tour.pieces)
        seen = set()
        for vehicle in self.yard.scenario.vehicles:
            if vehicle.id not in self.routes:
                if self._kind_of_shift[vehicle.id] in seen:
                    continue
                seen.add(self._kind_of_shift[vehicle.id])
            kind = self.yard.types[vehicle.vehicle_type]
            at_home = (vehicle.home in self.homes[tour.group]) == own
            if at_home and self.yard.fits(kind, load, 1.0) and may_drive(self.yard, vehicle, tour):
                yield vehicle

    def _best_place(self, tour: Tour) -> DrivenRoute | None:
        """Cheapest route with a tour in it; another depot helps out where the own cannot."""
        return self._best_of(tour, own=True) or self._best_of(tour, own=False)

    def _best_of(self, tour: Tour, *, own: bool) -> DrivenRoute | None:
        best: DrivenRoute | None = None
        best_cost = float("inf")
        for vehicle in self._candidates(tour, own=own):
            now = self.routes.get(vehicle.id)
            tours = () if now is None else now.tours
            already = 0.0 if now is None else now.cost_sek
            alone = self._drive(vehicle, (tour,))
            if alone is None or not self._has_time(vehicle, (*tours, tour)):
                continue
            for place in range(len(tours) + 1):
                route = self._drive(vehicle, (*tours[:place], tour, *tours[place:]))
                if route is not None and route.cost_sek - already < best_cost - 0.005:
                    best, best_cost = route, route.cost_sek - already
        return best

    def _has_time(self, vehicle: Vehicle, tours: tuple[Tour, ...]) -> bool:
        """Whether the tours' work without any waiting fits the shift."""
        work_s = sum(
            0 if route is None else route.times.duration_s - route.times.waiting_s
            for route in (self._drive(vehicle, (tour,)) for tour in tours)
        )
        return work_s <= (vehicle.ordinary_h + vehicle.max_overtime_h) * HOUR

    def fill(self, tours: Sequence[Tour]) -> list[Tour]:
        """Give every tour a vehicle; those that find none."""
        left = []
        for tour in tours:
            route = self._best_place(tour)
            if route is None:
                left.append(tour)
            else:
                self.routes[route.vehicle.id] = route
        return left

    def total(self) -> float:
        """Cost of all routes. [SEK]"""
        return sum(route.cost_sek for route in self.routes.values())

    def _move(self, vehicle_id: str, tour: Tour) -> bool:
        before, cost = dict(self.routes), self.total()
        left = tuple(other for other in self.routes[vehicle_id].tours if other is not tour)
        del self.routes[vehicle_id]
        shorter = self._drive(before[vehicle_id].vehicle, left) if left else None
        if shorter is not None:
            self.routes[vehicle_id] = shorter
        placed = self._best_place(tour) if shorter is not None or not left else None
        if placed is not None:
            self.routes[placed.vehicle.id] = placed
            if self.total() < cost - 0.005:
                return True
        self.routes = before
        return False

    def improve(self) -> None:
        """Move tours between vehicles while that pays."""
        moved = True
        while moved:
            moved = any(
                self._move(vehicle_id, tour)
                for vehicle_id, route in list(self.routes.items())
                for tour in route.tours
            )


def _n_able(yard: Yard, route: DrivenRoute) -> int:
    """How many vehicles could drive a tour, by their type."""
    tour = route.tours[0]
    load = yard.load(tour.pieces)
    return sum(
        yard.fits(yard.types[vehicle.vehicle_type], load, 1.0) and may_drive(yard, vehicle, tour)
        for vehicle in yard.scenario.vehicles
    )


def rostered(yard: Yard, bundles: Sequence[Bundle]) -> dict[str, DrivenRoute]:
    """Radial tours of all bundles, given to vehicles.

    Parameters
    ----------
    yard : Yard
        Index of the day.
    bundles : sequence of Bundle
        What is to be carried.

    Returns
    -------
    dict of str to DrivenRoute
        Route of each vehicle that drives.

    Raises
    ------
    DataError
        If the vehicles do not suffice (S904).
    """
    homes: dict[str, frozenset[str]] = {}
    alone: list[DrivenRoute] = []
    for bundle in bundles:
        here = frozenset(driver.home for driver in bundle.drivers)
        homes[bundle.group] = homes.get(bundle.group, frozenset()) | here
        alone += radial_tours(yard, bundle)
    n_able = {id(route): _n_able(yard, route) for route in alone}
    by_length = sorted(alone, key=lambda r: (n_able[id(r)], -r.times.duration_s))
    by_time = sorted(alone, key=lambda r: (n_able[id(r)], r.times.end, -r.times.duration_s))
    best: _Roster | None = None
    left: list[Tour] = []
    for order in (by_length, by_time):
        roster = _Roster(yard, homes)
        left = roster.fill([route.tours[0] for route in order])
        if not left:
            roster.improve()
            if best is None or roster.total() < best.total():
                best = roster
    if best is None:
        raise DataError(
            Finding("S904", f"no vehicle has time for a tour of {tour.group} from {tour.depot.id}")
            for tour in left
        )
    return best.routes
