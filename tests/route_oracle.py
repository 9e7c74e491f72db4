"""What does a given route cost at the least, and is it legal? Brute force, from the rules alone.

Written from ``docs/plan-rules.md`` and the words of ``models.routing.problem``, with other
means than ``models.routing``: goods are followed leg by leg, compartments are tried one by
one, departure times are tried, and so are all places to unload and to clean. It is slow,
and short enough to be believed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise, permutations, product

from models.routing.problem import Relation, Route, RoutingProblem, Trip, VehicleType, Windows

__all__ = ["Deed", "Told", "best_route", "is_legal_trip", "ways"]


@dataclass(frozen=True)
class Deed:
    """One thing that is done somewhere: load, task, unload or clean."""

    kind: str
    index: int
    place: int
    duration: int
    windows: Windows = ()
    ready: int = 0


@dataclass(frozen=True)
class Told:
    """The cheapest way to drive a route."""

    cost: float
    duty: int
    distance: int
    deeds: tuple[Deed, ...]


def is_legal_trip(problem: RoutingProblem, vehicle_type: int, trip: Trip) -> bool:
    """Whether access, loads and goods of a trip are in order; its times are not looked at."""
    vehicle = problem.vehicle_types[vehicle_type]
    tasks = [problem.tasks[t] for t in trip.tasks]
    if not tasks or (trip.origin is not None and not _open(problem, trip.origin, vehicle_type)):
        return False
    for task in tasks:
        if task.vehicle_types is not None and vehicle_type not in task.vehicle_types:
            return False
        if task.is_delivery and trip.origin not in task.depots:
            return False
    ends = {end for one in problem.shipments for end in (one.source, one.target)}
    for one in problem.shipments:
        there = [t for t in trip.tasks if t in (one.source, one.target)]
        if there not in ([], [one.source, one.target]):
            return False
    from_depot = [t.is_delivery and n not in ends for n, t in zip(trip.tasks, tasks, strict=True)]
    legs = []  # what is on board between one stop and the next
    for stops_done in range(len(tasks) + 1):
        still = zip(tasks[stops_done:], from_depot[stops_done:], strict=True)
        aboard = [(t.goods, t.delivery) for t, loaded in still if loaded]
        aboard += [(t.goods, t.pickup) for t in tasks[:stops_done] if t.is_pickup]
        done = set(trip.tasks[:stops_done])
        aboard += [
            (problem.tasks[one.source].goods, one.amount)
            for one in problem.shipments
            if one.source in done and one.target not in done
        ]
        for room, amounts in zip(vehicle.capacity, zip(*(a for _, a in aboard)), strict=False):  # noqa: B905
            if sum(amounts) > room:
                return False
        legs.append({goods for goods, _ in aboard})
    return _keep_apart(problem, vehicle.mode, legs)


def _keep_apart(problem: RoutingProblem, mode: int, legs: list[set[int]]) -> bool:
    """Rule R8 for the goods on board of each leg of a trip."""
    apart = set()
    for a, b in combinations(sorted(set().union(*legs)), 2):
        relation = problem.rules.relation[mode, a, b]
        met = any({a, b} <= leg for leg in legs)
        if relation == Relation.NEVER or (relation == Relation.SEQUENCE and met):
            return False
        if relation == Relation.SEQUENCE and problem.rules.rank[a] != problem.rules.rank[b]:
            clean, dirty = sorted((a, b), key=lambda g: int(problem.rules.rank[g]))
            seen_dirty = False
            for leg in legs:
                seen_dirty = seen_dirty or dirty in leg
                if seen_dirty and clean in leg:
                    return False
        if relation == Relation.APART and met:
            apart.add((a, b))
    goods = sorted({g for pair in apart for g in pair})
    sides = (dict(zip(goods, side, strict=True)) for side in product((0, 1), repeat=len(goods)))
    return any(all(side[a] != side[b] for a, b in apart) for side in sides)


def ways(problem: RoutingProblem, route: Route) -> Iterator[tuple[Deed, ...]]:
    """All ways to load, unload and clean on a route, also sooner and better than demanded."""
    yield from _ways(problem, route, 0, {}, ())


def _ways(
    problem: RoutingProblem,
    route: Route,
    number: int,
    residue: dict[int, int],
    deeds: tuple[Deed, ...],
) -> Iterator[tuple[Deed, ...]]:
    if number == len(route.trips):
        yield deeds
        return
    trip = route.trips[number]
    vehicle = problem.vehicle_types[route.vehicle_type]
    goods = {problem.tasks[t].goods for t in trip.tasks}
    demands = problem.rules.cleaning[vehicle.mode]
    demanded = max(
        (
            int(demands[old, new])
            for old, wiped in residue.items()
            for new in goods
            if demands[old, new] > wiped
        ),
        default=0,
    )
    for level in range(demanded, 3 if residue else 1):
        left = {} if level == 2 else {old: max(wiped, level) for old, wiped in residue.items()}
        left |= dict.fromkeys(goods, 0)
        for cleaning in _cleanings(problem, route.vehicle_type, level):
            for unloading in _unloadings(problem, route.vehicle_type, trip):
                onward = (*deeds, *cleaning, *_outward(problem, vehicle, trip), *unloading)
                yield from _ways(problem, route, number + 1, left, onward)


def _cleanings(
    problem: RoutingProblem, vehicle_type: int, level: int
) -> Iterator[tuple[Deed, ...]]:
    if level == 0:
        yield ()
        return
    for number, depot in enumerate(problem.depots):
        if depot.cleaning >= level and _open(problem, number, vehicle_type):
            yield (Deed("clean", level, depot.place, problem.rules.cleaning_duration[level]),)


def _outward(problem: RoutingProblem, vehicle: VehicleType, trip: Trip) -> Iterator[Deed]:
    if trip.origin is not None:
        depot = problem.depots[trip.origin]
        ready = [problem.tasks[t].release for t in trip.tasks if problem.tasks[t].is_delivery]
        yield Deed(
            "load", trip.origin, depot.place, vehicle.load_duration, depot.windows,
            max(ready, default=0),
        )  # fmt: skip
    for t in trip.tasks:
        task = problem.tasks[t]
        yield Deed("task", t, task.place, task.service, task.windows)


def _unloadings(
    problem: RoutingProblem, vehicle_type: int, trip: Trip
) -> Iterator[tuple[Deed, ...]]:
    returns = [problem.tasks[t] for t in trip.tasks if problem.tasks[t].is_pickup]
    choices = [[d for d in t.depots if _open(problem, d, vehicle_type)] for t in returns]
    duration = problem.vehicle_types[vehicle_type].unload_duration
    for used in {frozenset(chosen) for chosen in product(*choices)}:
        for order in permutations(sorted(used)):
            yield tuple(
                Deed("unload", d, problem.depots[d].place, duration, problem.depots[d].windows)
                for d in order
            )


def _open(problem: RoutingProblem, depot: int, vehicle_type: int) -> bool:
    admitted = problem.depots[depot].vehicle_types
    return admitted is None or vehicle_type in admitted


def best_route(problem: RoutingProblem, route: Route) -> Told | None:
    """The cheapest way to drive the trips of a route as listed, None where there is none."""
    vehicle = problem.vehicle_types[route.vehicle_type]
    if vehicle.max_trips is not None and len(route.trips) > vehicle.max_trips:
        return None
    if not all(is_legal_trip(problem, route.vehicle_type, trip) for trip in route.trips):
        return None
    told = (_price(problem, vehicle, deeds) for deeds in ways(problem, route))
    return min((t for t in told if t is not None), key=lambda t: t.cost, default=None)


def _price(problem: RoutingProblem, vehicle: VehicleType, deeds: tuple[Deed, ...]) -> Told | None:
    duty = shortest_duty(problem, vehicle, deeds)
    if duty is None or duty > vehicle.ordinary + vehicle.max_overtime:
        return None
    path = [vehicle.start_place, *(deed.place for deed in deeds), vehicle.end_place]
    metres = problem.distances[vehicle.profile]
    distance = sum(int(metres[a, b]) for a, b in pairwise(path))
    cost = vehicle.fixed_cost + distance * vehicle.cost_per_metre + duty * vehicle.cost_per_second
    cost += max(0, duty - vehicle.ordinary) * vehicle.cost_per_overtime_second
    return Told(cost, duty, distance, deeds)


def shortest_duty(
    problem: RoutingProblem, vehicle: VehicleType, deeds: tuple[Deed, ...]
) -> int | None:
    """Shortest duty in the shift, by trying every start at which waiting begins or ends."""
    drives = []
    at = vehicle.start_place
    for place in [*(deed.place for deed in deeds), None]:
        to = vehicle.end_place if place is None else place
        drive = 0 if to == at else int(problem.durations[vehicle.profile, at, to])
        if drive >= problem.unreachable:
            return None
        setup = 0 if to == at or place is None else int(problem.setups[to])
        drives.append(drive + setup)
        at = to
    starts = {vehicle.shift[0]}
    offset = 0
    for deed, drive in zip(deeds, drives, strict=False):
        offset += drive
        starts |= {time - offset for window in deed.windows for time in window}
        starts.add(deed.ready - offset)
        offset += deed.duration
    duties = (
        end - start
        for start in starts
        if start >= vehicle.shift[0]
        for end in (_end(start, deeds, drives),)
        if end is not None and end <= vehicle.shift[1]
    )
    return min(duties, default=None)


def _end(clock: int, deeds: tuple[Deed, ...], drives: list[int]) -> int | None:
    for deed, drive in zip(deeds, drives, strict=False):
        clock = max(clock + drive, deed.ready)
        if deed.windows:
            later = [max(clock, first) for first, last in deed.windows if clock <= last]
            if not later:
                return None
            clock = min(later)
        clock += deed.duration
    return clock + drives[-1]
