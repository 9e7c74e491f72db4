"""What is known of a route before anything is put in? Times between which a stop may squeeze."""

from __future__ import annotations

from dataclasses import dataclass

from models.routing.evaluate import RouteSheet, evaluate_route
from models.routing.problem import Route, RoutingProblem, Task
from models.routing.schedule import latest_starts

__all__ = ["Sketch", "may_squeeze", "sketch_of"]


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is known of a route; with violations nothing but its sheet.

    Parameters
    ----------
    sheet : RouteSheet
        Its evaluation.
    room : int
        Duty to spare; -1 where it has violations. [s]
    before : tuple of tuple of (int, int)
        For each position of each trip the place, and the earliest end, of the stop before it.
    after : tuple of tuple of (int, int) or None
        For each position of each trip the place and latest start of the task there; None at the
        trip's end, where the stops to come depend on what is put in.
    """

    sheet: RouteSheet
    room: int
    before: tuple[tuple[tuple[int, int], ...], ...]
    after: tuple[tuple[tuple[int, int] | None, ...], ...]


def may_squeeze(
    asked: Task,
    before: tuple[int, int] | None,
    after: tuple[int, int] | None,
    legs: list[list[int]],
    room: int | None,
) -> bool:
    """Whether a task may go between two stops, by the times known of them.

    Parameters
    ----------
    asked : Task
        What is to be put in.
    before, after : (int, int) or None
        Place and earliest end of the stop before, place and latest start of the one after;
        None where they are not known.
    legs : list of list of int
        Durations with set-ups. [s]
    room : int or None
        Duty to spare, None where it is not to be looked at. [s]

    Returns
    -------
    bool
        False only where it certainly does not fit.

    Examples
    --------
    >>> legs = [[0, 9], [9, 0]]
    >>> asked = Task(1, (1,), (0,), service=5)
    >>> [may_squeeze(asked, (0, 0), (0, latest), legs, None) for latest in (22, 23)]
    [False, True]
    """
    if before is None:
        return True
    place, clock = before
    arrival = clock + legs[place][asked.place]
    start = arrival
    if asked.windows:
        if arrival > asked.windows[-1][1]:
            return False
        start = max(arrival, asked.windows[0][0])
    if after is None:
        return True
    onward = legs[asked.place][after[0]]
    if start + asked.service + onward > after[1]:
        return False
    detour = legs[place][asked.place] + onward - legs[place][after[0]]
    return room is None or asked.service + detour <= room


def sketch_of(problem: RoutingProblem, route: Route) -> Sketch:
    """Find out what is to be known of a route.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    route : Route
        Legal or not.

    Returns
    -------
    Sketch
        As long as the route stays as it is.
    """
    sheet = evaluate_route(problem, route)
    if sheet.violations:
        return Sketch(sheet, -1, (), ())
    vehicle = problem.vehicle_types[route.vehicle_type]
    stops = [timed.stop for timed in sheet.stops]
    earliest, latest, busy = latest_starts(problem, route.vehicle_type, stops)
    longest = min(vehicle.ordinary + vehicle.max_overtime, vehicle.shift[1] - vehicle.shift[0])
    where = {stop.index: i for i, stop in enumerate(stops) if stop.kind.value == "task"}
    before: list[tuple[tuple[int, int], ...]] = []
    after: list[tuple[tuple[int, int] | None, ...]] = []
    for trip in route.trips:
        indices = [where[t] for t in trip.tasks]
        ends: list[tuple[int, int]] = []
        for i in [indices[0] - 1, *indices]:
            if i < 0:
                ends.append((vehicle.start_place, vehicle.shift[0]))
            else:
                ends.append((stops[i].place, earliest[i] + stops[i].duration))
        before.append(tuple(ends))
        after.append((*((stops[i].place, latest[i]) for i in indices), None))
    return Sketch(sheet, longest - busy, tuple(before), tuple(after))
