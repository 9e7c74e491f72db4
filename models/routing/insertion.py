"""Where does a task fit, and at what cost? Cheapest legal insertion, and exchange.

Every place of every route is looked at, most of them by arithmetic alone: times between
which a stop may be squeezed in, and duty to spare. What may fit is evaluated exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from models.routing.evaluate import evaluate_route, trip_violations
from models.routing.problem import Route, RoutingProblem, RoutingSolution, Task, Trip
from models.routing.sketch import Sketch, may_squeeze, sketch_of

__all__ = ["Inserter", "Insertion", "holds", "own_trips"]

_EXACT_TRIES = 3


@dataclass(frozen=True, slots=True)
class Insertion:
    """A legal way to put a task into a solution.

    Parameters
    ----------
    cost : float
        What it adds to the objective, the prizes of what is put out in exchange included.
    position : int or None
        Route that changes; None for a vehicle that was idle.
    route : Route
        The route as it becomes.
    ejected : tuple of int
        Tasks put out in exchange.
    """

    cost: float
    position: int | None
    route: Route
    ejected: tuple[int, ...] = ()

    def into(self, solution: RoutingSolution) -> RoutingSolution:
        """The solution with it."""
        routes = list(solution.routes)
        if self.position is None:
            routes.append(self.route)
        else:
            routes[self.position] = self.route
        return RoutingSolution(tuple(routes))


def own_trips(problem: RoutingProblem, task: int) -> list[Trip]:
    """Trips that do one task alone, one for each depot it may be loaded at."""
    asked = problem.tasks[task]
    return [Trip(d, (task,)) for d in asked.depots] if asked.is_delivery else [Trip(None, (task,))]


def holds(problem: RoutingProblem, vehicle_type: int, task: int) -> bool:
    """Whether a vehicle type can hold a task by itself."""
    asked = problem.tasks[task]
    capacity = problem.vehicle_types[vehicle_type].capacity
    loads = [asked.delivery, asked.pickup]
    if task in problem.shipment_of:
        loads.append(problem.shipment_of[task].amount)
    return all(
        load <= room for amounts in loads for load, room in zip(amounts, capacity, strict=True)
    )


class Inserter:
    """Finds places for tasks; what it learns of a route it keeps.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    """

    def __init__(self, problem: RoutingProblem) -> None:
        self._problem = problem
        self._sketches: dict[Route, Sketch] = {}

    def cheapest(self, solution: RoutingSolution, task: int) -> Insertion | None:
        """Cheapest legal way to put a task into a solution; None if there is none.

        Parameters
        ----------
        solution : RoutingSolution
            Legal.
        task : int
            Not in it.

        Returns
        -------
        Insertion or None
            Exact: every place is looked at.
        """
        problem = self._problem
        used = [0] * len(problem.vehicle_types)
        best: Insertion | None = None
        for position, route in enumerate(solution.routes):
            used[route.vehicle_type] += 1
            found = self._into_route(route, task)
            if found is not None and (best is None or found[0] < best.cost):
                best = Insertion(found[0], position, found[1])
        for index, vehicle in enumerate(problem.vehicle_types):
            if used[index] >= vehicle.n_available or not self._may(index, task):
                continue
            for trip in own_trips(problem, task):
                sheet = evaluate_route(problem, Route(index, (trip,)))
                if not sheet.violations and (best is None or sheet.cost < best.cost):
                    best = Insertion(sheet.cost, None, Route(index, (trip,)))
        return best

    def exchange(
        self, solution: RoutingSolution, task: int, worth: list[float]
    ) -> Insertion | None:
        """A legal way to put a task in and what is worth less out; None if none was found.

        Parameters
        ----------
        solution : RoutingSolution
            Legal.
        task : int
            Not in it.
        worth : list of float
            Of each task.

        Returns
        -------
        Insertion or None
            That gains. The promising places of each route are tried, not all.
        """
        best: Insertion | None = None
        for position, route in enumerate(solution.routes):
            if not self._may(route.vehicle_type, task):
                continue
            sketch = self._sketch(route)
            for out in self._promising(route, sketch, task, worth):
                rest = _without(route, out)
                found = None if rest is None else self._into_route(rest, task)
                if rest is None or found is None:
                    continue
                cost = self._sketch(rest).sheet.cost - sketch.sheet.cost
                cost += found[0] + sum(worth[t] for t in out)
                if cost < worth[task] and (best is None or cost < best.cost):
                    best = Insertion(cost, position, found[1], out)
        return best

    def _promising(
        self, route: Route, sketch: Sketch, task: int, worth: list[float]
    ) -> list[tuple[int, ...]]:
        """Visits worth less than a task, those first whose going leaves most time to spare."""
        problem = self._problem
        legs = problem.legs[problem.vehicle_types[route.vehicle_type].profile]
        asked = problem.tasks[task]

        def detour(by: int, before: int, after: int) -> int:
            return legs[before][by] + legs[by][after] - legs[before][after]

        gaps = [
            detour(asked.place, before[0], after[0])
            for earlier, later in zip(sketch.before, sketch.after, strict=True)
            for before, after in zip(earlier, later, strict=True)
            if after is not None
        ]
        found = []
        for number, trip in enumerate(route.trips):
            for first, last in _visits(problem.tasks, trip):
                out = trip.tasks[first:last]
                if sum(worth[t] for t in out) >= worth[task]:
                    continue
                here = problem.tasks[out[0]].place
                before, after = sketch.before[number][first][0], sketch.after[number][last]
                end = before if after is None else after[0]
                spare = sketch.room + detour(here, before, end)
                spare += sum(problem.tasks[t].service for t in out)
                spare -= asked.service + min(detour(asked.place, before, end), *gaps)
                if spare >= 0:
                    found.append((-spare, out))
        return [out for _, out in sorted(found)[:_EXACT_TRIES]]

    def _may(self, vehicle_type: int, task: int) -> bool:
        allowed = self._problem.tasks[task].vehicle_types
        return (allowed is None or vehicle_type in allowed) and holds(
            self._problem, vehicle_type, task
        )

    def _into_route(self, route: Route, task: int) -> tuple[float, Route] | None:
        """Extra cost, and the route, of the cheapest legal place in one route."""
        problem = self._problem
        if not self._may(route.vehicle_type, task):
            return None
        sketch = self._sketch(route)
        if sketch.sheet.violations:
            return None
        best: tuple[float, Route] | None = None
        for changed, candidate in self._places(route, sketch, task):
            if trip_violations(problem, route.vehicle_type, changed):
                continue
            sheet = evaluate_route(problem, candidate)
            extra = sheet.cost - sketch.sheet.cost
            if not sheet.violations and (best is None or extra < best[0]):
                best = extra, candidate
        return best

    def _places(self, route: Route, sketch: Sketch, task: int) -> Iterator[tuple[Trip, Route]]:
        """Trips and routes with the task in each place that arithmetic does not rule out."""
        problem = self._problem
        asked = problem.tasks[task]
        legs = problem.legs[problem.vehicle_types[route.vehicle_type].profile]
        trips = route.trips
        if asked.service > sketch.room:
            return
        for number, trip in enumerate(trips):
            origins: tuple[int | None, ...] = (trip.origin,)
            if asked.is_delivery:
                origins = asked.depots if trip.origin is None else (trip.origin,)
                if trip.origin is not None and trip.origin not in asked.depots:
                    continue
            for at, (before, after) in enumerate(
                zip(sketch.before[number], sketch.after[number], strict=True)
            ):
                # Where the trip before is unloaded may change with the first stop of the next.
                known = before if at or trip.origin is not None or not number else None
                if not may_squeeze(asked, known, after, legs, sketch.room if at else None):
                    continue
                for origin in origins:
                    longer = Trip(origin, (*trip.tasks[:at], task, *trip.tasks[at:]))
                    longer_route = (*trips[:number], longer, *trips[number + 1 :])
                    yield longer, replace(route, trips=longer_route)
        for number in range(len(trips) + 1):
            for own in own_trips(problem, task):
                yield own, replace(route, trips=(*trips[:number], own, *trips[number:]))

    def _sketch(self, route: Route) -> Sketch:
        """What is known of a route, or found out now."""
        known = self._sketches.get(route)
        if known is None:
            known = self._sketches[route] = sketch_of(self._problem, route)
        return known


def _visits(tasks: tuple[Task, ...], trip: Trip) -> Iterator[tuple[int, int]]:
    """First and last position, exclusive, of each run of tasks at one place."""
    first = 0
    for at in range(1, len(trip.tasks) + 1):
        if at == len(trip.tasks) or tasks[trip.tasks[at]].place != tasks[trip.tasks[first]].place:
            yield first, at
            first = at


def _without(route: Route, out: tuple[int, ...]) -> Route | None:
    """A route without some tasks; None where nothing is left."""
    trips = []
    for trip in route.trips:
        kept = tuple(t for t in trip.tasks if t not in out)
        if kept:
            trips.append(replace(trip, tasks=kept))
    return replace(route, trips=tuple(trips)) if trips else None
