"""Which tiny problems are the engines tried on? Random ones, by seed and by feature.

Times are small integers, so that brute force over them is quick, and money is round.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np

from models.routing.problem import (
    NO_RULES,
    Depot,
    GoodsRules,
    Relation,
    Route,
    RoutingProblem,
    Task,
    Trip,
    VehicleType,
    Windows,
)

__all__ = ["FEATURES", "hygiene", "line", "random_problem", "random_route"]

FEATURES = frozenset(
    {
        "windows",  # one window for some tasks, and opening times of depots
        "gaps",  # several windows for some tasks
        "release",  # deliveries that are ready late
        "trips",  # vehicles hold little, so that they must reload
        "depots",  # several depots, some tasks with a choice among them
        "returns",  # pickups besides deliveries, and tasks with both
        "hygiene",  # kinds of goods that may not meet
        "partition",  # a vehicle type with two compartments
        "optional",  # some tasks may be left out
        "overtime",  # an ordinary duty that is soon over
        "fleet",  # several vehicle types, closed to some tasks
        "away",  # home is no depot, and routes end elsewhere
        "dimensions",  # two load dimensions
    }
)

_SHIFT = 400


def hygiene(codes: str, ranks: tuple[int, ...], durations: tuple[int, int] = (3, 9)) -> GoodsRules:
    """Rules R8 and R9 for open carriers, from a table of Y, S, T and N.

    >>> hygiene("YN NY", (1, 2)).relation[0].tolist()
    [[0, 3], [3, 0]]
    """
    table = codes.split()
    n = len(ranks)
    relation = np.zeros((2, n, n), np.int8)
    cleaning = np.zeros((2, n, n), np.int8)
    met = {"Y": Relation.FREE, "T": Relation.SEQUENCE, "N": Relation.NEVER}
    wanted = {"Y": 0, "T": 1, "N": 2}
    for mode in (0, 1):
        for a in range(n):
            for b in range(n):
                code = "T" if table[a][b] == "S" and mode == 0 else table[a][b]
                relation[mode, a, b] = met.get(code, Relation.APART)
                if a != b and ranks[a] >= ranks[b]:
                    cleaning[mode, a, b] = wanted.get(code, 0)
    return GoodsRules(relation, np.array(ranks, np.int64), cleaning, (0, *durations))


_RULES = (
    hygiene("YNY NYY YYY", (1, 3, 2)),  # a neutral kind between two that never meet
    hygiene("YT TY", (1, 2)),
    hygiene("YTY TYY YYY", (1, 3, 2)),
    hygiene("YSN SYY NYY", (1, 2, 3)),
    hygiene("YS SY", (2, 2)),
    hygiene("YSTN SYSY TSYS NYSY", (1, 2, 3, 4)),
    hygiene("YSS SYS SSY", (1, 2, 3)),  # three that would need three compartments
    hygiene("YTN TYT NTY", (1, 1, 2)),
)


def line(*positions: int, profiles: int = 1) -> dict[str, np.ndarray]:
    """Matrices of places on a line, a metre a second."""
    x = np.array(positions, np.int64)
    matrix = np.repeat(np.abs(x[:, None] - x[None, :])[None], profiles, axis=0)
    return {"durations": matrix, "distances": matrix.copy(), "setups": np.zeros(len(x), np.int64)}


def random_problem(seed: int, features: frozenset[str], n_tasks: int = 4) -> RoutingProblem:
    """A tiny problem that shows some features."""
    unknown = features - FEATURES
    assert not unknown, unknown
    rng = Random(seed)
    n_depots = rng.choice((2, 3)) if "depots" in features else 1
    n_places = 1 + n_depots + n_tasks
    points = [(rng.randrange(20), rng.randrange(20)) for _ in range(n_places)]
    if rng.random() < 0.3 and n_tasks > 1:
        points[-1] = points[-2]
    rules = rng.choice(_RULES) if "hygiene" in features else NO_RULES
    n_dims = 2 if "dimensions" in features else 1
    tasks = tuple(
        _task(rng, features, 1 + n_depots + t, n_depots, rules, n_dims) for t in range(n_tasks)
    )
    if rng.random() < 0.3 and n_tasks > 1:
        tasks = (*tasks[:-1], replace(tasks[-1], place=tasks[-2].place))
    depots = tuple(_depot(rng, features, 1 + d) for d in range(n_depots))
    if max(d.cleaning for d in depots) < 2:
        depots = (replace(depots[0], cleaning=2), *depots[1:])
    vehicles = _vehicles(rng, features, n_dims, n_depots)
    if "fleet" in features and len(vehicles) > 1:
        tasks = tuple(
            replace(t, vehicle_types=frozenset({rng.randrange(len(vehicles))}))
            if rng.random() < 0.25
            else t
            for t in tasks
        )
    grid = np.array(points)
    apart = np.abs(grid[:, None, :] - grid[None, :, :]).sum(axis=2).astype(np.int64)
    slow = apart * 3 // 2
    return RoutingProblem(
        durations=np.stack([apart, slow]) + (apart > 0) * rng.randrange(2),
        distances=np.stack([apart * 10, apart * 11]),
        setups=np.array([rng.randrange(4) for _ in range(n_places)], np.int64),
        tasks=tasks,
        depots=depots,
        vehicle_types=vehicles,
        rules=rules,
    )


def _task(
    rng: Random,
    features: frozenset[str],
    place: int,
    n_depots: int,
    rules: GoodsRules,
    n_dims: int,
) -> Task:
    load = tuple(rng.randint(1, 4) for _ in range(n_dims))
    other = tuple(rng.randint(0, 2) for _ in range(n_dims))
    nothing = (0,) * n_dims
    way = rng.random() if "returns" in features else 0.0
    delivery, pickup = (load, nothing) if way < 0.5 else (nothing, load)
    if way > 0.9 and any(other):
        delivery, pickup = load, other
    accepted = rng.sample(range(n_depots), rng.randint(1, n_depots)) if n_depots > 1 else [0]
    may_wait = "optional" in features and rng.random() < 0.6
    return Task(
        place=place,
        delivery=delivery,
        pickup=pickup,
        service=rng.randint(0, 6),
        windows=_windows(rng, features),
        release=rng.randint(0, 120) if "release" in features and way < 0.5 else 0,
        prize=float(rng.randint(20, 400)) if may_wait else None,
        goods=rng.randrange(rules.n_goods),
        depots=tuple(sorted(accepted)),
    )


def _windows(rng: Random, features: frozenset[str]) -> Windows:
    if "gaps" in features and rng.random() < 0.6:
        a = rng.randint(0, 80)
        b = a + rng.randint(5, 40)
        c = b + rng.randint(10, 80)
        return ((a, b), (c, c + rng.randint(10, 100)))
    if "windows" in features and rng.random() < 0.7:
        a = rng.randint(0, 150)
        return ((a, a + rng.randint(20, 150)),)
    return ()


def _depot(rng: Random, features: frozenset[str], place: int) -> Depot:
    opening: Windows = ()
    if "windows" in features and rng.random() < 0.5:
        opening = ((rng.randint(0, 40), rng.randint(200, 350)),)
    return Depot(place, opening, cleaning=rng.randrange(3))


def _vehicles(
    rng: Random, features: frozenset[str], n_dims: int, n_depots: int
) -> tuple[VehicleType, ...]:
    n_types = 2 if features & {"fleet", "partition"} else 1
    found = []
    for number in range(n_types):
        room = rng.randint(4, 6) if "trips" in features else rng.randint(6, 14)
        start = end = 1
        if "away" in features:
            start = end = 0
            if rng.random() < 0.3:
                end = 1 + rng.randrange(n_depots)
        ordinary = rng.randint(60, 160) if "overtime" in features else _SHIFT
        found.append(
            VehicleType(
                n_available=1 if "trips" in features and number else rng.choice((1, 2, 2)),
                capacity=(room,) * n_dims,
                start_place=start,
                end_place=end,
                shift=(rng.randint(0, 20), _SHIFT - rng.randint(0, 50)),
                ordinary=ordinary,
                max_overtime=120 if "overtime" in features else 0,
                fixed_cost=float(rng.choice((0, 20, 100))),
                cost_per_metre=0.1,
                cost_per_second=float(rng.randint(1, 3)),
                cost_per_overtime_second=2.0 if "overtime" in features else 0.0,
                profile=number,
                mode=int("partition" in features and number == 0),
                load_duration=rng.randint(0, 5),
                unload_duration=rng.randint(0, 4),
                max_trips=rng.choice((None, None, 2)) if "trips" in features else None,
            )
        )
    return tuple(found)


def random_route(rng: Random, problem: RoutingProblem) -> Route:
    """Some tasks in some order, cut into some trips with some origins; seldom legal."""
    vehicle_type = rng.randrange(len(problem.vehicle_types))
    tasks = rng.sample(range(problem.n_tasks), rng.randint(1, problem.n_tasks))
    trips = []
    while tasks:
        n = min(len(tasks), rng.choice((1, 1, 2, 3)))
        part, tasks = tuple(tasks[:n]), tasks[n:]
        loaded = [problem.tasks[t] for t in part if problem.tasks[t].is_delivery]
        common = set(range(len(problem.depots))).intersection(*(t.depots for t in loaded))
        origin = None if not loaded else rng.choice(sorted(common) or [0])
        trips.append(Trip(origin, part))
    return Route(vehicle_type, tuple(trips))
