"""What does a route cost, is it legal, and when does everything happen?

The one place of the mathematics that prices and times routes; engines, the pool, repair
and tests all ask here. Equations (R.1)-(R.10) of ``docs/models/routing.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from models.routing.complete import Stop, complete
from models.routing.problem import Relation, Route, RoutingProblem, RoutingSolution, Trip
from models.routing.schedule import Timed, schedule
from models.routing.shipments import in_order, load_changes

__all__ = [
    "RouteSheet",
    "SolutionSheet",
    "evaluate",
    "evaluate_route",
    "left_out_cost",
    "trip_violations",
    "two_colourable",
]


@dataclass(frozen=True, slots=True)
class RouteSheet:
    """All there is to know about one route.

    Parameters
    ----------
    violations : tuple of str
        Rules it breaks; empty when it is legal.
    cost : float
        Objective, without what is left out. Meaningless when there are violations.
    start, end : int
        Duty. [s]
    distance : int
        Driven. [m]
    overtime : int
        Duty beyond the ordinary. [s]
    stops : tuple of Timed
        Stops with their times.
    """

    violations: tuple[str, ...]
    cost: float = 0.0
    start: int = 0
    end: int = 0
    distance: int = 0
    overtime: int = 0
    stops: tuple[Timed, ...] = ()


@dataclass(frozen=True, slots=True)
class SolutionSheet:
    """Objective and legality of a whole solution.

    Parameters
    ----------
    violations : tuple of str
        Rules it breaks.
    objective : float
        Cost of all routes plus the prizes of what is left out.
    routes : tuple of RouteSheet
        One a route.
    left_out : tuple of int
        Tasks in no route.
    """

    violations: tuple[str, ...]
    objective: float
    routes: tuple[RouteSheet, ...]
    left_out: tuple[int, ...]


def left_out_cost(problem: RoutingProblem, tasks: Sequence[int]) -> float:
    """Prizes lost by leaving tasks out; infinite where one of them is required."""
    prizes = [problem.tasks[t].prize for t in tasks]
    return sum((float("inf") if p is None else p for p in prizes), 0.0)


def evaluate(problem: RoutingProblem, solution: RoutingSolution) -> SolutionSheet:
    """Price and judge a solution.

    Parameters
    ----------
    problem : RoutingProblem
        What was asked.
    solution : RoutingSolution
        What was answered.

    Returns
    -------
    SolutionSheet
        With every violation in it, not only the first.
    """
    sheets = tuple(evaluate_route(problem, route) for route in solution.routes)
    violations = [
        f"route {number}: {violation}"
        for number, sheet in enumerate(sheets)
        for violation in sheet.violations
    ]
    served = [task for route in solution.routes for task in route.tasks]
    if len(served) != len(set(served)):
        violations.append("a task is done more than once")
    for index, vehicle in enumerate(problem.vehicle_types):
        used = sum(route.vehicle_type == index for route in solution.routes)
        if used > vehicle.n_available:
            violations.append(f"{used} vehicles of type {index}, but {vehicle.n_available} exist")
    left_out = solution.left_out(problem.n_tasks)
    if any(problem.tasks[t].prize is None for t in left_out):
        violations.append("a required task is left out")
    objective = sum(sheet.cost for sheet in sheets) + left_out_cost(problem, left_out)
    return SolutionSheet(tuple(violations), objective, sheets, left_out)


def evaluate_route(problem: RoutingProblem, route: Route) -> RouteSheet:
    """Price, time and judge one route.

    Parameters
    ----------
    problem : RoutingProblem
        What was asked.
    route : Route
        Trips of one vehicle.

    Returns
    -------
    RouteSheet
        Timed as late as its end allows, which makes the duty shortest for that end. Of the ways
        of cleaning between its trips, the cheapest that is legal.
    """
    violations = [
        v for trip in route.trips for v in trip_violations(problem, route.vehicle_type, trip)
    ]
    vehicle = problem.vehicle_types[route.vehicle_type]
    if vehicle.max_trips is not None and len(route.trips) > vehicle.max_trips:
        violations.append(f"{len(route.trips)} trips, but {vehicle.max_trips} are allowed")
    completed = complete(problem, route)
    if not completed:
        return RouteSheet((*violations, "returns cannot be unloaded or the load space cleaned"))
    sheets = (_driven(problem, route.vehicle_type, stops) for stops in completed)
    sheet = min(sheets, key=lambda sheet: (bool(sheet.violations), sheet.cost))
    return replace(sheet, violations=(*violations, *sheet.violations)) if violations else sheet


def _driven(problem: RoutingProblem, vehicle_type: int, stops: tuple[Stop, ...]) -> RouteSheet:
    """Price and time stops in their order."""
    vehicle = problem.vehicle_types[vehicle_type]
    timed = schedule(problem, vehicle_type, stops)
    if timed is None:
        return RouteSheet(("a window or the shift cannot be kept",))
    start, end, times = timed
    duty = end - start
    path = [vehicle.start_place, *(stop.place for stop in stops), vehicle.end_place]
    lengths = problem.lengths[vehicle.profile]
    distance = sum(lengths[a][b] for a, b in pairwise(path))
    overtime = max(0, duty - vehicle.ordinary)
    cost = (
        vehicle.fixed_cost
        + distance * vehicle.cost_per_metre
        + duty * vehicle.cost_per_second
        + overtime * vehicle.cost_per_overtime_second
    )
    too_long = duty > vehicle.ordinary + vehicle.max_overtime
    violations = (f"duty of {duty} s",) if too_long else ()
    return RouteSheet(violations, cost, start, end, distance, overtime, times)


def trip_violations(problem: RoutingProblem, vehicle_type: int, trip: Trip) -> list[str]:
    """Rules that a trip breaks by itself, whatever its times: access, depots, loads, goods.

    Parameters
    ----------
    problem : RoutingProblem
        What was asked.
    vehicle_type : int
        Who drives.
    trip : Trip
        The trip.

    Returns
    -------
    list of str
        Empty when it is legal.
    """
    vehicle = problem.vehicle_types[vehicle_type]
    tasks = [problem.tasks[t] for t in trip.tasks]
    found = []
    if not tasks:
        found.append("a trip without tasks")
    for index, task in zip(trip.tasks, tasks, strict=True):
        if task.vehicle_types is not None and vehicle_type not in task.vehicle_types:
            found.append(f"task {index} is closed to vehicle type {vehicle_type}")
        if task.is_delivery and trip.origin not in task.depots:
            found.append(f"task {index} cannot be loaded at {trip.origin}")
    if trip.origin is not None:
        allowed = problem.depots[trip.origin].vehicle_types
        if allowed is not None and vehicle_type not in allowed:
            found.append(f"depot {trip.origin} is closed to vehicle type {vehicle_type}")
    load = [sum(amounts) for amounts in zip(*(t.delivery for t in tasks), strict=True)]
    peak = list(load)
    for index, task in zip(trip.tasks, tasks, strict=True):
        load = [
            now - out + home
            for now, out, home in zip(load, task.delivery, task.pickup, strict=True)
        ]
        if problem.shipments:
            moved = load_changes(problem.shipment_of, index, len(load))
            load = [now + change for now, change in zip(load, moved, strict=True)]
        peak = [max(pair) for pair in zip(peak, load, strict=True)]
    if any(most > room for most, room in zip(peak, vehicle.capacity, strict=False)):
        found.append(f"load {peak} exceeds {list(vehicle.capacity)}")
    if problem.shipments:
        found += in_order(problem.shipment_of, trip.tasks)
    return found + _meeting_violations(problem, vehicle.mode, trip)


def _meeting_violations(problem: RoutingProblem, mode: int, trip: Trip) -> list[str]:
    """Pairs of goods that meet against the rules, and compartments that do not suffice."""
    n = len(trip.tasks)
    first_on: dict[int, int] = {}
    last_off: dict[int, int] = {}
    for position, index in enumerate(trip.tasks):
        task = problem.tasks[index]
        on = -1 if task.is_delivery and index not in problem.shipment_of else position
        off = n if task.is_pickup else position
        first_on[task.goods] = min(first_on.get(task.goods, n), on)
        last_off[task.goods] = max(last_off.get(task.goods, -1), off)
    found = []
    apart: dict[int, list[int]] = {}
    goods = sorted(first_on)
    for i, one in enumerate(goods):
        for other in goods[i + 1 :]:
            relation = problem.rules.relation[mode, one, other]
            at_once = first_on[one] < last_off[other] and first_on[other] < last_off[one]
            if relation == Relation.NEVER:
                found.append(f"goods {one} and {other} in one trip")
            elif relation == Relation.SEQUENCE:
                low, high = sorted((one, other), key=lambda g: problem.rules.rank[g])
                if at_once:
                    found.append(f"goods {one} and {other} at once")
                elif (
                    problem.rules.rank[low] < problem.rules.rank[high]
                    and first_on[high] < last_off[low]
                ):
                    found.append(f"goods {high} before {low}")
            elif relation == Relation.APART and at_once:
                apart.setdefault(one, []).append(other)
                apart.setdefault(other, []).append(one)
    if not two_colourable(apart):
        found.append("two compartments do not suffice")
    return found


def two_colourable(neighbours: dict[int, list[int]]) -> bool:
    """Whether a graph's nodes divide into two groups without an edge inside.

    Examples
    --------
    >>> two_colourable({0: [1], 1: [0, 2], 2: [1]})
    True
    >>> two_colourable({0: [1, 2], 1: [0, 2], 2: [0, 1]})
    False
    """
    side: dict[int, bool] = {}
    for root in neighbours:
        if root in side:
            continue
        side[root] = False
        stack = [root]
        while stack:
            node = stack.pop()
            for other in neighbours[node]:
                if other not in side:
                    side[other] = not side[node]
                    stack.append(other)
                elif side[other] == side[node]:
                    return False
    return True
