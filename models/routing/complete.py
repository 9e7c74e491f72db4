"""Which stops does a route's list of trips imply? Loading, unloading and cleaning put in.

The sequences decide everything: what a trip took must be unloaded at depots that accept
it, in the quickest order; what remains in the load space decides which cleaning must come
before the next load, and it is done where that costs least time. Rules (R.4)-(R.6) of
``docs/models/routing.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise, permutations

from models.routing.problem import Route, RoutingProblem, Trip, VehicleType, Windows

__all__ = ["Stop", "StopKind", "complete", "demanded_cleaning"]

_MAX_PERMUTED = 4


class StopKind(Enum):
    """What is done at a stop."""

    LOAD = "load"
    TASK = "task"
    UNLOAD = "unload"
    CLEAN = "clean"


@dataclass(frozen=True, slots=True)
class Stop:
    """One thing done at one place.

    Parameters
    ----------
    kind : StopKind
        What is done.
    place : int
        Where.
    duration : int
        How long. [s]
    windows : Windows
        When it may start.
    ready : int
        Not before this. [s]
    tasks : tuple of int
        Tasks loaded, served or unloaded.
    index : int
        Task of a TASK stop, depot of a LOAD or UNLOAD, level of a CLEAN.
    trip : int
        Position of the trip in its route.
    """

    kind: StopKind
    place: int
    duration: int
    windows: Windows
    ready: int
    tasks: tuple[int, ...]
    index: int
    trip: int


def demanded_cleaning(
    problem: RoutingProblem, mode: int, residue: dict[int, int], goods: Iterable[int]
) -> int:
    """Level of cleaning that some goods demand of a load space before they are loaded.

    Parameters
    ----------
    problem : RoutingProblem
        For its rules.
    mode : int
        Mode of the vehicle.
    residue : dict of int to int
        Kind of goods carried since the last cleaning that removed it, and the highest level
        done since.
    goods : iterable of int
        Kinds to be loaded.

    Returns
    -------
    int
        0 none, 1 wipe, 2 wash.
    """
    table = problem.rules.cleaning[mode]
    wanted = 0
    for new in goods:
        for old, done in residue.items():
            level = int(table[old, new])
            if level > done:
                wanted = max(wanted, level)
    return wanted


def complete(problem: RoutingProblem, route: Route) -> tuple[Stop, ...] | None:
    """All stops of a route, or None where something cannot be unloaded or cleaned.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    route : Route
        Trips of one vehicle.

    Returns
    -------
    tuple of Stop or None
        Stops in driving order, home not among them.
    """
    vehicle = problem.vehicle_types[route.vehicle_type]
    stops: list[Stop] = []
    residue: dict[int, int] = {}
    place = vehicle.start_place
    for number, trip in enumerate(route.trips):
        goods = {problem.tasks[t].goods for t in trip.tasks}
        level = demanded_cleaning(problem, vehicle.mode, residue, goods)
        start = _first_place(problem, trip)
        if level:
            cleaned = _cleaning(
                problem, route.vehicle_type, level, place, start, max(number - 1, 0)
            )
            if cleaned is None:
                return None
            stops.append(cleaned)
            place = cleaned.place
            residue = {} if level == 2 else {old: max(done, 1) for old, done in residue.items()}
        stops += _outward(problem, vehicle, trip, number)
        if stops:
            place = stops[-1].place
        following = route.trips[number + 1] if number + 1 < len(route.trips) else None
        target = vehicle.end_place if following is None else _first_place(problem, following)
        # Home is driven to, not served: its set-up is not spent.
        spared = 0 if following else int(problem.setups[target])
        unloads = _unloading(problem, route.vehicle_type, trip, number, place, target, spared)
        if unloads is None:
            return None
        stops += unloads
        if stops:
            place = stops[-1].place
        residue |= dict.fromkeys(goods, 0)
    return tuple(stops)


def _first_place(problem: RoutingProblem, trip: Trip) -> int:
    if trip.origin is not None:
        return problem.depots[trip.origin].place
    return problem.tasks[trip.tasks[0]].place


def _outward(
    problem: RoutingProblem, vehicle: VehicleType, trip: Trip, number: int
) -> Iterator[Stop]:
    loaded = tuple(t for t in trip.tasks if problem.tasks[t].is_delivery)
    if trip.origin is not None:
        depot = problem.depots[trip.origin]
        ready = max((problem.tasks[t].release for t in loaded), default=0)
        yield Stop(
            StopKind.LOAD, depot.place, vehicle.load_duration, depot.windows, ready, loaded,
            trip.origin, number,
        )  # fmt: skip
    for index in trip.tasks:
        task = problem.tasks[index]
        yield Stop(
            StopKind.TASK, task.place, task.service, task.windows, 0, (index,), index, number
        )


def _cleaning(
    problem: RoutingProblem, vehicle_type: int, level: int, place: int, target: int, number: int
) -> Stop | None:
    legs = problem.legs[problem.vehicle_types[vehicle_type].profile]
    offering = [
        depot for depot in problem.depots if depot.cleaning >= level and depot.admits(vehicle_type)
    ]
    if not offering:
        return None
    best = min(offering, key=lambda d: (legs[place][d.place] + legs[d.place][target], d.place))
    duration = problem.rules.cleaning_duration[level]
    return Stop(StopKind.CLEAN, best.place, duration, (), 0, (), level, number)


def _unloading(
    problem: RoutingProblem,
    vehicle_type: int,
    trip: Trip,
    number: int,
    place: int,
    target: int,
    spared: int,
) -> list[Stop] | None:
    """Unload stops of a trip in the quickest order towards the next place."""
    returns = [t for t in trip.tasks if problem.tasks[t].is_pickup]
    if not returns:
        return []

    legs = problem.legs[problem.vehicle_types[vehicle_type].profile]

    def onward(last: int) -> int:
        return legs[last][target] - (spared if last != target else 0)

    choices = {
        t: [d for d in problem.tasks[t].depots if problem.depots[d].admits(vehicle_type)]
        for t in returns
    }
    if not all(choices.values()):
        return None
    at = [depot.place for depot in problem.depots]
    chosen: dict[int, int] = {}
    # The returns with the fewest choices first, so that the others may join them.
    for task in sorted(returns, key=lambda t: (len(choices[t]), t)):
        joined = [d for d in choices[task] if d in chosen.values()]
        chosen[task] = (joined or sorted(
            choices[task], key=lambda d: (legs[place][at[d]] + onward(at[d]), d)
        ))[0]  # fmt: skip
    depots = sorted(set(chosen.values()))

    def length(order: tuple[int, ...]) -> int:
        path = [place, *(at[d] for d in order)]
        return sum(legs[a][b] for a, b in pairwise(path)) + onward(path[-1])

    if len(depots) <= _MAX_PERMUTED:
        order = min(permutations(depots), key=lambda o: (length(o), o))
    else:
        order = tuple(sorted(depots, key=lambda d: (legs[place][at[d]], d)))
    duration = problem.vehicle_types[vehicle_type].unload_duration
    return [
        Stop(
            StopKind.UNLOAD, at[d], duration, problem.depots[d].windows, 0,
            tuple(t for t in trip.tasks if chosen.get(t) == d), d, number,
        )
        for d in order
    ]  # fmt: skip
