"""Where does the search begin? A solution built vehicle by vehicle, trip by trip.

A search that starts from chance spends its time on undoing it where fleets are tight. Here
each vehicle in turn is given trips: a far task first, then what lies on the way, deliveries
before returns, as long as the exact evaluation finds the route legal. What is left over is
for the search to insert.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

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


def construct(expanded: Expanded, seed: int, *, stop: Callable[[], bool]) -> RoutingSolution:
    """Build a legal solution, perhaps with tasks left out.

    Vehicles are many to begin with; then one after the other is taken away, as long as
    the others can do without it at less cost.

    Parameters
    ----------
    expanded : Expanded
        The restated problem; its units stay together.
    seed : int
        Of the noise on distances.
    stop : callable
        Asked before each new attempt.

    Returns
    -------
    RoutingSolution
        Legal.
    """
    problem = expanded.problem
    fleet = [vehicle.n_available for vehicle in problem.vehicle_types]
    best = _Builder(expanded, seed, fleet).build()
    cost = evaluate(problem, best).objective
    kept: set[int] = set()
    for attempt in range(_ATTEMPTS):
        routes = [route for route in best.routes if route.vehicle_type not in kept]
        if not routes or stop():
            break
        spare = min(routes, key=lambda route: len(route.tasks)).vehicle_type
        fewer = [
            sum(route.vehicle_type == index for route in best.routes) - (index == spare)
            for index in range(len(fleet))
        ]
        found = _Builder(expanded, seed + attempt, fewer).build()
        objective = evaluate(problem, found).objective
        if objective < cost:
            best, cost = found, objective
        else:
            kept.add(spare)
    return best


class _Builder:
    def __init__(self, expanded: Expanded, seed: int, fleet: Sequence[int]) -> None:
        self._fleet = fleet
        self._expanded = expanded
        self._problem: RoutingProblem = expanded.problem
        self._noise = np.random.default_rng(seed).lognormal(0.0, _NOISE, len(expanded.units))
        self._open: dict[int, Unit] = dict(enumerate(expanded.units))

    def build(self) -> RoutingSolution:
        types = self._problem.vehicle_types
        # Whoever may do little chooses first; of the others, the large.
        may = {
            v: sum(self._may(unit, v) for unit in self._expanded.units) for v in range(len(types))
        }
        order = sorted(may, key=lambda v: (may[v], -types[v].capacity[0], v))
        routes = []
        for vehicle_type in order:
            for _ in range(self._fleet[vehicle_type]):
                route = self._fill(vehicle_type)
                if route is None:
                    break
                routes.append(route)
        return RoutingSolution(tuple(routes))

    def _may(self, unit: Unit, vehicle_type: int) -> bool:
        return unit.vehicle_types is None or vehicle_type in unit.vehicle_types

    def _fill(self, vehicle_type: int) -> Route | None:
        """Give one vehicle trips until no further one fits."""
        route: Route | None = None
        most = self._problem.vehicle_types[vehicle_type].max_trips or len(self._open)
        for _ in range(most):
            longer = self._next_trip(vehicle_type, route)
            if longer is None:
                break
            route = longer
        return route

    def _next_trip(self, vehicle_type: int, route: Route | None) -> Route | None:
        """Add the trip around the most pressing unit that still fits."""
        vehicle = self._problem.vehicle_types[vehicle_type]
        legs = self._problem.legs[vehicle.profile]
        seeds = [
            (self._scarcity(unit), -legs[vehicle.start_place][unit.place] * self._noise[u], u)
            for u, unit in self._open.items()
            if self._may(unit, vehicle_type)
        ]
        tried: set[tuple[int, bool]] = set()
        for _, _, u in sorted(seeds):
            context = self._open[u].options[0][0]
            out = self._brings(self._open[u])
            if (context, out) in tried or vehicle.mode not in self._expanded.contexts[
                context
            ].modes:
                continue
            tried.add((context, out))
            grown = self._grow(vehicle_type, route, context, u)
            if grown is not None:
                return grown
        return None

    def _scarcity(self, unit: Unit) -> int:
        everyone = len(self._problem.vehicle_types)
        return everyone if unit.vehicle_types is None else len(unit.vehicle_types)

    def _brings(self, unit: Unit) -> bool:
        return any(self._problem.tasks[t].is_delivery for t in unit.tasks)

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
        for u in units:
            del self._open[u]
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
        legs = self._problem.legs[vehicle.profile]
        kind = self._expanded.contexts[context]
        start, end = self._ends(vehicle_type, kind, route)
        path = [start, *(self._expanded.units[u].place for u in units), end]
        found: list[tuple[float, int, list[int]]] = []
        n_out = sum(self._brings(self._expanded.units[u]) for u in units)
        for u, unit in self._open.items():
            if (
                u in units
                or u in refused
                or unit.options[0][0] != context
                or not self._may(unit, vehicle_type)
            ):
                continue
            out = self._brings(unit)
            first, last = (0, n_out) if out else (n_out, len(units))
            extra, at = min(
                (legs[path[i]][unit.place] + legs[unit.place][path[i + 1]]
                 - legs[path[i]][path[i + 1]], i)
                for i in range(first, last + 1)
            )  # fmt: skip
            own = legs[start][unit.place] + legs[unit.place][end]
            if extra <= max(own, 1) * _WORTH:
                found.append((extra * float(self._noise[u]), u, [*units[:at], u, *units[at:]]))
        return [candidate for _, _, candidate in sorted(found)[:_TRIED]]

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
