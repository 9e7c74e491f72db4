"""Which copies and turnarounds carry a given route? The way back into the restated problem."""

from __future__ import annotations

from models.routing.complete import StopKind
from models.routing.evaluate import RouteSheet, evaluate_route
from models.routing.problem import Route, Trip
from models.routing.reformulate import Expanded
from models.routing.signatures import signature
from models.routing.turnaround import Entry

__all__ = ["copies_in", "embed", "keeps_time"]

Parts = list[tuple[int | None, tuple[int, ...]]]


def embed(expanded: Expanded, route: Route, sheet: RouteSheet | None = None) -> Parts | None:
    """Copies of each trip, and the turnaround before it.

    Parameters
    ----------
    expanded : Expanded
        The restated problem.
    route : Route
        A legal route in the problem's own words.
    sheet : RouteSheet, optional
        Its evaluation, where that is known already.

    Returns
    -------
    list of (int or None, tuple of int) or None
        Turnaround (None before the first trip) and copies; None where some trip fits no
        context, or no turnaround joins two trips.
    """
    sheet = sheet or evaluate_route(expanded.problem, route)
    starts = _starts(sheet)
    mode = expanded.problem.vehicle_types[route.vehicle_type].mode
    # One partial answer for each (context, phase) in which the last trip may have ended.
    partial: dict[tuple[int, int], Parts] = {}
    for number, trip in enumerate(route.trips):
        reached: dict[tuple[int, int], Parts] = {}
        for c in range(len(expanded.contexts)):
            placed = _place(expanded, c, trip, starts, mode)
            if placed is None:
                continue
            copies, phase = placed
            if number == 0:
                reached[c, phase] = [(None, copies)]
                continue
            for (before, ended), parts in partial.items():
                turn = _joining(expanded, before, ended, c, trip, mode)
                if turn is not None:
                    reached[c, phase] = [*parts, (turn, copies)]
                    break
        partial = reached
    return next(iter(partial.values()), None)


def copies_in(
    expanded: Expanded, context: int, route: Route, trip: Trip, sheet: RouteSheet
) -> tuple[int, ...] | None:
    """Copies of a trip's tasks in one context.

    Parameters
    ----------
    expanded : Expanded
        The restated problem.
    context : int
        Kind of trip.
    route : Route
        Whose trip it is.
    trip : Trip
        The trip.
    sheet : RouteSheet
        Evaluation of the route.

    Returns
    -------
    tuple of int or None
        None where the trip is not of that kind.
    """
    mode = expanded.problem.vehicle_types[route.vehicle_type].mode
    placed = _place(expanded, context, trip, _starts(sheet), mode)
    return None if placed is None else placed[0]


def _starts(sheet: RouteSheet) -> dict[int, int]:
    """When each task is begun. [s]"""
    return {
        timed.stop.index: timed.start for timed in sheet.stops if timed.stop.kind is StopKind.TASK
    }


def keeps_time(expanded: Expanded, route: Route, parts: Parts, start: int) -> bool:
    """Whether a route is in time by the restated problem's own, more careful, account.

    Parameters
    ----------
    expanded : Expanded
        The restated problem.
    route : Route
        For its vehicle type.
    parts : list of (int or None, tuple of int)
        What :func:`embed` answered.
    start : int
        Start of duty. [s]

    Returns
    -------
    bool
        Whether every window and the shift are kept; releases are not looked at.
    """
    vehicle = expanded.problem.vehicle_types[route.vehicle_type]
    durations = expanded.profiles[expanded.profile_of[route.vehicle_type]].durations
    n_homes = len(expanded.homes)
    first = n_homes + len(expanded.turnarounds)
    node, clock = expanded.homes.index(vehicle.start_place), start
    for turn, copies in parts:
        if turn is not None:
            clock += int(durations[node, n_homes + turn])
            opening, closing = expanded.turnarounds[turn].window
            clock, node = max(clock, opening), n_homes + turn
            if clock > closing:
                return False
        for copy in copies:
            at = expanded.copies[copy]
            clock += int(durations[node, first + at.location])
            clock, node = max(clock, at.window[0]), first + at.location
            if clock > at.window[1]:
                return False
            clock += expanded.units[at.unit].service
    clock += int(durations[node, expanded.homes.index(vehicle.end_place)])
    return clock <= min(vehicle.shift[1], start + vehicle.ordinary + vehicle.max_overtime)


def _place(
    expanded: Expanded, number: int, trip: Trip, starts: dict[int, int], mode: int
) -> tuple[tuple[int, ...], int] | None:
    """Copies of a trip's tasks in a context, and the phase it ends in."""
    context = expanded.contexts[number]
    if mode not in context.modes or trip.origin not in (None, *context.origins):
        return None
    phases = dict(context.phases)
    ordered = mode in context.ordered
    phase = int(ordered and trip.origin is None)
    copies = []
    for number_of_unit in _units(expanded, trip) or ():
        unit = expanded.units[number_of_unit]
        allowed = phases.get(signature(expanded.problem.tasks[unit.tasks[0]]))
        if allowed is None or (ordered and max(allowed) < phase):
            return None
        phase = min(p for p in allowed if p >= phase or not ordered)
        copy = expanded.copy_at(number_of_unit, number, phase, starts.get(unit.tasks[0], 0))
        if copy is None:
            return None
        copies.append(copy)
    if not copies:
        return None
    return tuple(copies), phase


def _units(expanded: Expanded, trip: Trip) -> list[int] | None:
    """Units of a trip in order; None where it does the tasks of one apart."""
    found: list[int] = []
    position = 0
    while position < len(trip.tasks):
        unit = expanded.unit_of.get(trip.tasks[position])
        if unit is None:
            return None
        tasks = expanded.units[unit].tasks
        if trip.tasks[position : position + len(tasks)] != tasks:
            return None
        found.append(unit)
        position += len(tasks)
    return found


def _joining(
    expanded: Expanded, before: int, phase: int, after: int, trip: Trip, mode: int
) -> int | None:
    """Turnaround between a trip that ended and one that follows."""
    if mode not in expanded.contexts[before].ordered:
        phase = expanded.contexts[before].n_phases - 1
    ways = {way.number for way in expanded.exits if (before, phase) in way.sources}
    late = trip.origin is None and mode in expanded.contexts[after].ordered
    load = None if trip.origin is None else expanded.problem.depots[trip.origin].place
    return next(
        (
            number
            for number, turn in enumerate(expanded.turnarounds)
            if turn.exit in ways and Entry(after, late) in turn.into and load in (None, turn.place)
        ),
        None,
    )
