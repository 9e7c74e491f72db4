"""Does the restated problem allow what is legal, and nothing else? By walking in it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, permutations, product
from random import Random

import numpy as np
import pytest

from models.routing.complete import StopKind
from models.routing.embed import embed
from models.routing.evaluate import evaluate_route
from models.routing.paths import path_lengths
from models.routing.problem import Depot, Route, RoutingProblem, Task, Trip, VehicleType
from models.routing.reformulate import Expanded, expand
from tests.mathematics.small_problems import FEATURES, hygiene, line, random_problem, random_route


def spacious(problem: RoutingProblem) -> RoutingProblem:
    """The same with time and room for everything, so that the other rules are alone."""
    return replace(
        problem,
        tasks=tuple(replace(t, windows=(), release=0) for t in problem.tasks),
        depots=tuple(replace(d, windows=()) for d in problem.depots),
        vehicle_types=tuple(
            replace(
                v,
                capacity=(10**6,) * len(v.capacity),
                shift=(0, 10**6),
                ordinary=10**6,
                max_trips=None,
            )
            for v in problem.vehicle_types
        ),
    )


def some_problem(seed: int, always: frozenset[str] = frozenset()) -> tuple[Random, RoutingProblem]:
    rng = Random(seed)
    features = always | frozenset(f for f in sorted(FEATURES) if rng.random() < 0.45)
    return rng, random_problem(seed, features, rng.randint(3, 6))


def walk(
    rng: Random, expanded: Expanded, vehicle_type: int
) -> tuple[list[tuple[int | None, list[int]]], int] | None:
    """A random way from home to home over allowed arcs: its trips, and its duration."""
    vehicle = expanded.problem.vehicle_types[vehicle_type]
    profile = expanded.profiles[expanded.profile_of[vehicle_type]]
    n_homes = len(expanded.homes)
    first = n_homes + len(expanded.turnarounds)
    end = expanded.homes.index(vehicle.end_place)
    at = expanded.homes.index(vehicle.start_place)
    trips: list[tuple[int | None, list[int]]] = [(None, [])]
    done: set[int] = set()
    seconds = 0
    for _ in range(40):
        choices: list[tuple[int, int | None]] = []
        for number, copy in enumerate(expanded.copies):
            node = first + copy.location
            # Copies at one location follow one another without an arc.
            if copy.unit not in done and profile.allowed[at, node]:
                choices += [(node, number)] * 2
        if trips[-1][1]:
            choices += [(n, None) for n in range(n_homes, first) if profile.allowed[at, n]]
            choices += [(end, None)] if profile.allowed[at, end] else []
        if not choices:
            return None
        node, number = rng.choice(choices)
        seconds += int(profile.durations[at, node])
        at = node
        if number is not None:
            done.add(expanded.copies[number].unit)
            trips[-1][1].append(number)
            seconds += expanded.units[expanded.copies[number].unit].service
        elif node == end:
            return trips, seconds
        else:
            trips.append((node - n_homes, []))
    return None


def is_as_quick(problem: RoutingProblem, again: Route, route: Route) -> bool:
    """Whether a route is the same but for a first trip that loads where that is quicker."""
    return (
        [trip.tasks for trip in again.trips] == [trip.tasks for trip in route.trips]
        and again.trips[1:] == route.trips[1:]
        and evaluate_route(problem, again).end <= evaluate_route(problem, route).end
    )


@pytest.mark.parametrize("seed", range(80))
def test_whatever_the_arcs_allow_is_legal_and_not_longer_than_told(seed):
    rng, problem = some_problem(seed, frozenset({"hygiene"}))
    problem = spacious(problem)
    expanded = expand(problem)
    walked = 0
    for _ in range(40):
        vehicle_type = rng.randrange(len(problem.vehicle_types))
        found = walk(rng, expanded, vehicle_type)
        if found is None:
            continue
        trips, seconds = found
        route = expanded.read_back(vehicle_type, trips)
        sheet = evaluate_route(problem, route)
        assert sheet.violations == ()
        if all(timed.stop.kind is not StopKind.CLEAN for timed in sheet.stops):
            # Who cleans, cleans as late as possible, which may be a detour.
            assert sheet.end - sheet.start <= seconds
        walked += 1
        parts = embed(expanded, route)
        assert parts is not None
        assert is_as_quick(problem, expanded.read_back(vehicle_type, parts), route)
    assert walked or not expanded.copies


@pytest.mark.parametrize("seed", range(40))
def test_embedding_and_reading_back_gives_the_route(seed):
    rng, problem = some_problem(seed)
    expanded = expand(problem)
    for _ in range(30):
        route = random_route(rng, problem)
        sheet = evaluate_route(problem, route)
        if sheet.violations:
            continue
        parts = embed(expanded, route, sheet)
        if parts is None:
            continue
        assert parts[0][0] is None
        assert all(turn is not None for turn, _ in parts[1:])
        again = expanded.read_back(route.vehicle_type, parts)
        assert is_as_quick(problem, again, route)
        if again != route:
            continue
        profile = expanded.profiles[expanded.profile_of[route.vehicle_type]]
        n_homes, first = len(expanded.homes), len(expanded.homes) + len(expanded.turnarounds)
        vehicle = problem.vehicle_types[route.vehicle_type]
        nodes = [expanded.homes.index(vehicle.start_place)]
        for turn, copies in parts:
            nodes += [] if turn is None else [n_homes + turn]
            nodes += [first + expanded.copies[c].location for c in copies]
        nodes.append(expanded.homes.index(vehicle.end_place))
        assert all(profile.allowed[a, b] for a, b in pairwise(nodes))


def test_without_rules_a_reload_is_always_joined():
    rng, problem = Random(1), random_problem(3, frozenset({"trips", "returns"}), 4)
    expanded = expand(problem)
    n_legal = 0
    for _ in range(200):
        route = random_route(rng, problem)
        if not evaluate_route(problem, route).violations:
            n_legal += 1
            # Small tasks at one place ride together: such routes alone may be missing.
            apart = any(len(unit.tasks) > 1 for unit in expanded.units)
            assert apart or embed(expanded, route) is not None
    assert n_legal


def two_trips(*tasks: Task, cleaning: int, rules, clean_at: int = 0) -> RoutingProblem:
    depots = (Depot(0, cleaning=cleaning if clean_at == 0 else 0),)
    if clean_at:
        depots = (*depots, Depot(clean_at, cleaning=cleaning))
    vehicle = VehicleType(
        1, (1,), 0, 0, (0, 999), 999, cost_per_second=1.0, load_duration=2, unload_duration=3
    )
    return RoutingProblem(
        **line(0, 10, 20, 4), tasks=tasks, depots=depots, vehicle_types=(vehicle,), rules=rules
    )


CLEAN = Task(1, (1,), (0,), goods=0)
SOILED = Task(2, (0,), (1,), goods=1)
NEUTRAL = Task(1, (1,), (0,), goods=2)
NEVER = hygiene("YNY NYY YYY", (1, 3, 2), (5, 50))


def turns_between(
    expanded: Expanded, before: int, after: int, copy: int | None = None
) -> list[tuple[int, int]]:
    """Level and duration of the turnarounds between the trips of two tasks done alone.

    One of them perhaps by one copy only.
    """
    profile = expanded.profiles[0]
    n_homes, first = len(expanded.homes), len(expanded.homes) + len(expanded.turnarounds)
    found = []
    for r, turn in enumerate(expanded.turnarounds):
        node = n_homes + r
        for one, other in product(expanded.copies, repeat=2):
            if copy is not None and expanded.copies[copy] not in (one, other):
                continue
            if (one.unit, other.unit) == (expanded.unit_of[before], expanded.unit_of[after]):
                a, b = first + one.location, first + other.location
                if profile.allowed[a, node] and profile.allowed[node, b]:
                    through = profile.durations[a, node] + profile.durations[node, b]
                    found.append((turn.level, int(through)))
    return sorted(set(found))


def test_soiled_then_clean_goes_over_unloading_and_wash():
    expanded = expand(two_trips(SOILED, CLEAN, cleaning=2, rules=NEVER))
    # back 20, unload 3, wash 50, load 2, out 10
    assert turns_between(expanded, 0, 1) == [(2, 85)]
    # A vehicle that is empty already does not turn round to collect: that is the same trip,
    # and these two may not be in one.
    assert turns_between(expanded, 1, 0) == []


def test_a_wash_elsewhere_is_driven_to():
    problem = two_trips(SOILED, CLEAN, cleaning=2, rules=NEVER, clean_at=3)
    # The wash lies on the way from the depot back out: 4 beyond it, and 4 back.
    assert turns_between(expand(problem), 0, 1) == [(2, 93)]


def test_no_turnaround_where_nobody_washes():
    expanded = expand(two_trips(SOILED, CLEAN, cleaning=1, rules=NEVER))
    assert turns_between(expanded, 0, 1) == []


def test_a_neutral_trip_may_not_hide_residue():
    expanded = expand(two_trips(SOILED, NEUTRAL, CLEAN, cleaning=2, rules=NEVER))
    for number, copy in enumerate(expanded.copies):
        if copy.unit == expanded.unit_of[1]:
            before = {level for level, _ in turns_between(expanded, 0, 1, number)}
            after = {level for level, _ in turns_between(expanded, 1, 2, number)}
            # Either it is washed before the neutral trip, or that trip remembers.
            assert not (0 in before and 0 in after)
    embedded = 0
    for trips in permutations(((0,), (1,), (2,))):
        route = Route(0, tuple(Trip(0 if t[0] else None, t) for t in trips))
        parts = embed(expanded, route)
        if parts is None:
            continue
        embedded += 1
        sheet = evaluate_route(expanded.problem, route)
        levels = [expanded.turnarounds[turn].level for turn, _ in parts if turn is not None]
        if any(timed.stop.kind is StopKind.CLEAN for timed in sheet.stops):
            assert 2 in levels
    assert embedded >= 2


def test_a_wipe_where_a_wipe_is_enough():
    rules = hygiene("YTY TYY YYY", (1, 3, 2), (5, 50))
    expanded = expand(two_trips(SOILED, CLEAN, cleaning=2, rules=rules))
    assert turns_between(expanded, 0, 1)[0] == (1, 40)


@pytest.mark.parametrize("seed", range(30))
def test_ways_between_trips_take_the_quickest_order(seed):
    rng = Random(seed)
    problem = random_problem(seed, frozenset({"depots", "returns"}), 4)
    vehicle = problem.vehicle_types[0]
    legs = np.array(problem.legs[0])
    destinations = tuple(rng.sample(range(len(problem.depots)), rng.randint(0, 2)))
    level, target = rng.randrange(3), rng.randrange(problem.n_places)
    places = np.arange(problem.n_places)
    seconds, metres = path_lengths(
        problem, vehicle, legs, problem.distances[0], places, destinations, level, target
    )
    at = [d.place for d in problem.depots]
    cleaners = [d.place for d in problem.depots if d.cleaning >= level] if level else [None]
    still = len(destinations) * vehicle.unload_duration + problem.rules.cleaning_duration[level]
    for place in places:
        ways = []
        for order, cleaner in product(permutations(destinations), cleaners):
            path = [place, *(at[d] for d in order), *([] if cleaner is None else [cleaner]), target]
            ways.append(
                (
                    sum(legs[a, b] for a, b in pairwise(path)) + still,
                    sum(problem.distances[0, a, b] for a, b in pairwise(path)),
                )
            )
        assert seconds[place] == min(s for s, _ in ways)
        assert (seconds[place], metres[place]) in ways


def test_windows_become_copies_and_openings_are_waited_for():
    windows = ((0, 5), (30, 60), (900, 2000))
    vehicle = VehicleType(1, (1,), 0, 0, (0, 999), 999, load_duration=2)
    problem = RoutingProblem(
        **line(0, 10),
        tasks=(Task(1, (1,), (0,), windows=windows, release=25),),
        depots=(Depot(0, windows=((20, 500),)),),
        vehicle_types=(vehicle,),
    )
    # Ready at 25, loaded by 27, there by 37; the shift ends at 999.
    assert [copy.window for copy in expand(problem).copies] == [(37, 60), (900, 999)]


def test_skipped_tasks_have_no_copies():
    problem = random_problem(5, frozenset(), 4)
    expanded = expand(problem, skip=frozenset({0, 2}))
    assert set(expanded.unit_of) == {1, 3}
    assert expand(problem, skip=frozenset(range(4))).copies == ()
