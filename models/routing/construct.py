"""Where does the search begin? A solution built vehicle by vehicle, trip by trip.

A search that starts from chance spends its time on undoing it where fleets are tight. Here
each vehicle in turn is given trips: a far task first, then what lies on the way, deliveries
before returns, as long as the exact evaluation finds the route legal. What is left over is
for the search to insert.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from models.routing.contexts import Context
from models.routing.embed import embed, keeps_time
from models.routing.evaluate import evaluate, evaluate_route
from models.routing.problem import Route, RoutingProblem, RoutingSolution, Trip
from models.routing.reformulate import Expanded
from models.routing.units import Unit

__all__ = ["construct"]

_TRIED = 5
_ATTEMPTS = 6
_NOISE = 0.15
_WORTH = 0.6
"""A unit joins a trip where that is shorter than this share of a trip of its own."""


def construct(
    expanded: Expanded,
    seed: int,
    *,
    enough: Callable[[], bool],
    stop: Callable[[], bool] = lambda: False,
) -> RoutingSolution:
    """Build a legal solution, perhaps with tasks left out.

    Vehicles are many to begin with; then one after the other is taken away, as long as
    the others can do without it at less cost.

    Parameters
    ----------
    expanded : Expanded
        The restated problem; its units stay together.
    seed : int
        Of the noise on distances.
    enough : callable
        Asked before each attempt with fewer vehicles; True leaves it at what there is.
    stop : callable
        Asked before each further vehicle; True ends building, with tasks left out.

    Returns
    -------
    RoutingSolution
        Legal.
    """
    problem = expanded.problem
    fleet = [vehicle.n_available for vehicle in problem.vehicle_types]
    best = _Builder(expanded, seed, fleet).build(stop)
    cost = evaluate(problem, best).objective
    kept: set[int] = set()
    for attempt in range(_ATTEMPTS):
        routes = [route for route in best.routes if route.vehicle_type not in kept]
        if not routes or enough() or stop():
            break
        spare = min(routes, key=lambda route: len(route.tasks)).vehicle_type
        fewer = [
            sum(route.vehicle_type == index for route in best.routes) - (index == spare)
            for index in range(len(fleet))
        ]
        found = _Builder(expanded, seed + attempt, fewer).build(stop)
        objective = evaluate(problem, found).objective
        if objective < cost:
            best, cost = found, objective
        else:
            kept.add(spare)
    return best


class _Builder:
    def __init__(self, expanded: Expanded, seed: int, fleet: Sequence[int]) -> None:
        units, problem = expanded.units, expanded.problem
        n_types = len(problem.vehicle_types)
        self._fleet = fleet
        self._expanded = expanded
        self._problem: RoutingProblem = problem
        self._noise = np.random.default_rng(seed).lognormal(0.0, _NOISE, len(units))
        self._legs = [np.array(legs) for legs in problem.legs]
        self._open = np.ones(len(units), bool)
        self._places = np.array([unit.place for unit in units], np.int64)
        self._contexts = np.array([unit.options[0][0] for unit in units], np.int64)
        self._out = np.array([_brings(problem, unit) for unit in units], bool)
        self._deliveries = _amounts(problem, [unit.delivery for unit in units])
        self._pickups = _amounts(problem, [unit.pickup for unit in units])
        self._may = np.ones((len(units), n_types), bool)
        for u, unit in enumerate(units):
            if unit.vehicle_types is not None:
                self._may[u] = [v in unit.vehicle_types for v in range(n_types)]

    def build(self, stop: Callable[[], bool]) -> RoutingSolution:
        types = self._problem.vehicle_types
        # Whoever may do little chooses first; of the others, the large.
        may = self._may.sum(axis=0)
        order = sorted(range(len(types)), key=lambda v: (may[v], -types[v].capacity[0], v))
        routes = []
        for vehicle_type in order:
            for _ in range(self._fleet[vehicle_type]):
                route = None if stop() else self._fill(vehicle_type)
                if route is None:
                    break
                routes.append(route)
        return RoutingSolution(tuple(routes))

    def _fill(self, vehicle_type: int) -> Route | None:
        """Give one vehicle trips until no further one fits."""
        route: Route | None = None
        most = self._problem.vehicle_types[vehicle_type].max_trips or int(self._open.sum())
        for _ in range(most):
            longer = self._next_trip(vehicle_type, route)
            if longer is None:
                break
            route = longer
        return route

    def _next_trip(self, vehicle_type: int, route: Route | None) -> Route | None:
        """Add the trip around the most pressing unit that still fits."""
        vehicle = self._problem.vehicle_types[vehicle_type]
        seeds = np.flatnonzero(self._open & self._may[:, vehicle_type])
        far = self._legs[vehicle.profile][vehicle.start_place, self._places[seeds]]
        # What few may do is scarce, and what is far is hard to add to others.
        order = np.lexsort((-far * self._noise[seeds], self._may[seeds].sum(axis=1)))
        tried: set[tuple[int, bool]] = set()
        for u in seeds[order].tolist():
            context = int(self._contexts[u])
            kind = (context, bool(self._out[u]))
            if kind in tried or vehicle.mode not in self._expanded.contexts[context].modes:
                continue
            tried.add(kind)
            grown = self._grow(vehicle_type, route, context, u)
            if grown is not None:
                return grown
        return None

    def _grow(
        self, vehicle_type: int, route: Route | None, context: int, seed: int
    ) -> Route | None:
        """A trip in a context, begun with one unit; None where not even that fits."""
        trips = () if route is None else route.trips
        kind = self._expanded.contexts[context]
        units = [seed]
        grown = self._legal(vehicle_type, trips, kind, units)
        if grown is None:
            return None
        refused: set[int] = set()
        candidates = self._candidates(vehicle_type, context, route, units, refused)
        while candidates:
            for candidate in candidates:
                longer = self._legal(vehicle_type, trips, kind, candidate)
                if longer is not None:
                    units, grown = candidate, longer
                    break
                refused |= set(candidate) - set(units)
            candidates = self._candidates(vehicle_type, context, route, units, refused)
        self._open[units] = False
        return grown

    def _candidates(
        self,
        vehicle_type: int,
        context: int,
        route: Route | None,
        units: list[int],
        refused: set[int],
    ) -> list[list[int]]:
        """The trip with one more unit, where it lengthens the way least, best few first."""
        vehicle = self._problem.vehicle_types[vehicle_type]
        legs = self._legs[vehicle.profile]
        may = self._open & self._may[:, vehicle_type] & (self._contexts == context)
        may[units] = False
        may[list(refused)] = False
        for amounts in (self._deliveries, self._pickups):
            room = np.array(vehicle.capacity) - amounts[units].sum(axis=0)
            may &= (amounts <= room).all(axis=1)
        others = np.flatnonzero(may)
        places, out = self._places[others], self._out[others]
        start, end = self._ends(vehicle_type, self._expanded.contexts[context], route)
        path = np.array([start, *self._places[units], end])
        extra = legs[path[:-1]][:, places] + legs[places][:, path[1:]].T
        extra -= legs[path[:-1], path[1:]][:, None]
        # Deliveries come before returns.
        n_out, at = self._out[units].sum(), np.arange(len(path) - 1)[:, None]
        extra[np.where(out, at > n_out, at < n_out)] = np.iinfo(np.int64).max
        best = extra.argmin(axis=0)
        least = extra[best, np.arange(len(others))]
        own = legs[start, places] + legs[places, end]
        near = np.flatnonzero(least <= np.maximum(own, 1) * _WORTH)
        order = np.argsort(least[near] * self._noise[others[near]], kind="stable")[:_TRIED]
        return [
            [*units[: best[i]], int(others[i]), *units[best[i] :]] for i in near[order].tolist()
        ]

    def _ends(self, vehicle_type: int, kind: Context, route: Route | None) -> tuple[int, int]:
        vehicle = self._problem.vehicle_types[vehicle_type]
        depots = self._problem.depots
        origin = self._origin(vehicle_type, kind, () if route is None else route.trips)
        start = vehicle.start_place if origin is None else depots[origin].place
        end = depots[min(kind.destinations)].place if kind.destinations else vehicle.end_place
        return start, end

    def _origin(self, vehicle_type: int, kind: Context, trips: Sequence[Trip]) -> int | None:
        """Depot where the next trip loads: the quickest from where the last one ends."""
        vehicle = self._problem.vehicle_types[vehicle_type]
        here = self._problem.tasks[trips[-1].tasks[-1]].place if trips else vehicle.start_place
        ways = self._problem.legs[vehicle.profile][here]
        depots = self._problem.depots
        admitted = (o for o in kind.origins if depots[o].admits(vehicle_type))
        return min(admitted, key=lambda o: ways[depots[o].place], default=None)

    def _legal(
        self, vehicle_type: int, trips: tuple[Trip, ...], kind: Context, units: Sequence[int]
    ) -> Route | None:
        """The route with a trip of these units at its end; None where that is illegal."""
        tasks = tuple(t for u in units for t in self._expanded.units[u].tasks)
        loads = any(self._problem.tasks[t].is_delivery for t in tasks)
        origin = self._origin(vehicle_type, kind, trips) if loads else None
        route = Route(vehicle_type, (*trips, Trip(origin, tasks)))
        sheet = evaluate_route(self._problem, route)
        if sheet.violations:
            return None
        # What the search cannot express it could not begin from.
        parts = embed(self._expanded, route, sheet)
        if parts is None or not keeps_time(self._expanded, route, parts, sheet.start):
            return None
        return route


def _brings(problem: RoutingProblem, unit: Unit) -> bool:
    return any(problem.tasks[t].is_delivery for t in unit.tasks)


def _amounts(problem: RoutingProblem, loads: Sequence[tuple[int, ...]]) -> NDArray[np.int64]:
    """Loads of all units, shape (units, dimensions)."""
    return np.array(loads, np.int64).reshape(len(loads), problem.n_dimensions)
