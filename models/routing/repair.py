"""What can still be put in, and why can the rest not? Insertion and proven reasons.

The search may leave out what fits, or bring home a route that only the exact evaluation
finds illegal. :func:`mend` drops illegal routes and inserts what pays; :func:`why_left_out`
says what stands in the way of a task, by trying.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise

from models.routing.evaluate import RouteSheet, evaluate_route, trip_violations
from models.routing.problem import Route, RoutingProblem, RoutingSolution, Trip

__all__ = ["Why", "is_impossible", "mend", "why_left_out"]


class Why(Enum):
    """Why a task is left out; each is proven by trying."""

    CAPACITY = "capacity"
    """No vehicle type that may do it can hold it."""
    VEHICLE = "vehicle"
    """No vehicle type may do it."""
    TIME = "time"
    """No vehicle can do it in time, even on a route of its own."""
    FULL = "full"
    """It fits nowhere in the solution."""
    PRIZE = "prize"
    """It fits, but costs more than it is worth."""
    UNTRIED = "untried"
    """Time was over before a place for it was found or ruled out."""


@dataclass(frozen=True, slots=True)
class _Insertion:
    cost: float
    position: int | None
    route: Route


def mend(
    problem: RoutingProblem, solution: RoutingSolution, *, deadline: float | None = None
) -> RoutingSolution:
    """Make a solution legal, and insert every task left out that is worth its cost.

    Parameters
    ----------
    problem : RoutingProblem
        What was asked.
    solution : RoutingSolution
        Perhaps with illegal routes or tasks left out.
    deadline : float, optional
        Moment, by ``time.monotonic``, after which nothing more is inserted. [s]

    Returns
    -------
    RoutingSolution
        Legal but for required tasks that fit nowhere.
    """
    legal = RoutingSolution(
        tuple(r for r in solution.routes if not evaluate_route(problem, r).violations)
    )
    left = sorted(legal.left_out(problem.n_tasks), key=lambda t: (-_worth(problem, t), t))
    for task in left:
        if deadline is not None and time.monotonic() > deadline:
            break
        best = _cheapest(problem, legal, task)
        if best is not None and best.cost < _worth(problem, task):
            routes = list(legal.routes)
            if best.position is None:
                routes.append(best.route)
            else:
                routes[best.position] = best.route
            legal = RoutingSolution(tuple(routes))
    return legal


def why_left_out(
    problem: RoutingProblem,
    solution: RoutingSolution,
    task: int,
    *,
    deadline: float | None = None,
) -> Why:
    """What stands in the way of a task.

    Parameters
    ----------
    problem : RoutingProblem
        What was asked.
    solution : RoutingSolution
        Legal, without the task.
    task : int
        The task.
    deadline : float, optional
        Moment, by ``time.monotonic``, after which no place is looked for. [s]

    Returns
    -------
    Why
        The first of the reasons, in the order of the enumeration, that holds.
    """
    alone = _why_impossible(problem, task)
    if alone is not None:
        return alone
    if deadline is not None and time.monotonic() > deadline:
        return Why.UNTRIED
    best = _cheapest(problem, solution, task)
    if best is None:
        return Why.FULL
    return Why.PRIZE if best.cost >= _worth(problem, task) else Why.UNTRIED


def is_impossible(problem: RoutingProblem, task: int) -> bool:
    """Whether no vehicle could do a task, even on a route of its own."""
    return _why_impossible(problem, task) is not None


def _why_impossible(problem: RoutingProblem, task: int) -> Why | None:
    allowed = problem.tasks[task].vehicle_types
    may = [v for v in range(len(problem.vehicle_types)) if allowed is None or v in allowed]
    if not may:
        return Why.VEHICLE
    holding = [v for v in may if _holds(problem, v, task)]
    if not holding:
        return Why.CAPACITY
    alone = (Route(v, (trip,)) for v in holding for trip in _own_trips(problem, task))
    if all(evaluate_route(problem, route).violations for route in alone):
        return Why.TIME
    return None


def _worth(problem: RoutingProblem, task: int) -> float:
    prize = problem.tasks[task].prize
    return float("inf") if prize is None else prize


def _holds(problem: RoutingProblem, vehicle_type: int, task: int) -> bool:
    asked = problem.tasks[task]
    capacity = problem.vehicle_types[vehicle_type].capacity
    return all(
        max(out, back) <= room
        for out, back, room in zip(asked.delivery, asked.pickup, capacity, strict=True)
    )


def _own_trips(problem: RoutingProblem, task: int) -> list[Trip]:
    asked = problem.tasks[task]
    return [Trip(d, (task,)) for d in asked.depots] if asked.is_delivery else [Trip(None, (task,))]


def _cheapest(problem: RoutingProblem, solution: RoutingSolution, task: int) -> _Insertion | None:
    """Cheapest legal way to put a task into a solution."""
    used = [0] * len(problem.vehicle_types)
    best: _Insertion | None = None
    for position, route in enumerate(solution.routes):
        used[route.vehicle_type] += 1
        if not _may(problem, route.vehicle_type, task):
            continue
        before = evaluate_route(problem, route)
        room = _room(problem, route, before)
        for least, changed, candidate in _with_task(problem, route, task):
            # Most places fail by time or by the trip alone, which is quick to see.
            if least > room or trip_violations(problem, route.vehicle_type, changed):
                continue
            sheet = evaluate_route(problem, candidate)
            extra = sheet.cost - before.cost
            if not sheet.violations and (best is None or extra < best.cost):
                best = _Insertion(extra, position, candidate)
    for index, vehicle in enumerate(problem.vehicle_types):
        if used[index] >= vehicle.n_available or not _may(problem, index, task):
            continue
        for trip in _own_trips(problem, task):
            sheet = evaluate_route(problem, Route(index, (trip,)))
            if not sheet.violations and (best is None or sheet.cost < best.cost):
                best = _Insertion(sheet.cost, None, Route(index, (trip,)))
    return best


def _may(problem: RoutingProblem, vehicle_type: int, task: int) -> bool:
    allowed = problem.tasks[task].vehicle_types
    return (allowed is None or vehicle_type in allowed) and _holds(problem, vehicle_type, task)


def _room(problem: RoutingProblem, route: Route, sheet: RouteSheet) -> int:
    """Seconds that a route could be longer at the most, were there no waiting in it."""
    vehicle = problem.vehicle_types[route.vehicle_type]
    legs = problem.legs[vehicle.profile]
    path = [vehicle.start_place, *(timed.stop.place for timed in sheet.stops), vehicle.end_place]
    busy = sum(legs[a][b] for a, b in pairwise(path))
    busy += sum(timed.stop.duration for timed in sheet.stops)
    if path[-2] != path[-1]:
        busy -= int(problem.setups[path[-1]])
    longest = min(vehicle.ordinary + vehicle.max_overtime, vehicle.shift[1] - vehicle.shift[0])
    return longest - busy


def _with_task(
    problem: RoutingProblem, route: Route, task: int
) -> Iterator[tuple[int, Trip, Route]]:
    """The route with a task at every place of every trip, and on a trip of its own.

    With each come the seconds it takes at the least, and the trip that changed.
    """
    asked = problem.tasks[task]
    legs = problem.legs[problem.vehicle_types[route.vehicle_type].profile]
    trips = route.trips
    for number, trip in enumerate(trips):
        origins: tuple[int | None, ...] = (trip.origin,)
        if asked.is_delivery:
            origins = asked.depots if trip.origin is None else (trip.origin,)
            if trip.origin is not None and trip.origin not in asked.depots:
                continue
        places = [problem.tasks[t].place for t in trip.tasks]
        for origin in origins:
            for at in range(len(trip.tasks) + 1):
                detour = 0
                if 0 < at < len(places):
                    before, after = places[at - 1], places[at]
                    detour = legs[before][asked.place] + legs[asked.place][after]
                    detour -= legs[before][after]
                longer = Trip(origin, (*trip.tasks[:at], task, *trip.tasks[at:]))
                changed = replace(route, trips=(*trips[:number], longer, *trips[number + 1 :]))
                yield asked.service + detour, longer, changed
    for number in range(len(trips) + 1):
        for own in _own_trips(problem, task):
            yield asked.service, own, replace(route, trips=(*trips[:number], own, *trips[number:]))
