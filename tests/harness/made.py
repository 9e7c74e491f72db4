"""Instances and results made for tests of the harness: a few places on a square, by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.instance import Instance
from benchmarks.results import Result, Verdict
from models.routing.problem import (
    Depot,
    GoodsRules,
    Relation,
    RoutingProblem,
    Shipment,
    Task,
    VehicleType,
)

__all__ = ["KINDS", "instance", "problem", "result"]

_PLACES = ((0, 0), (30, 40), (60, 0), (0, 50), (-30, 40), (-40, 0), (10, -20))
KINDS = (
    "loads", "both ways", "backhauls", "windows", "two windows", "released", "limited duty",
    "closed sites", "mixed fleet", "two homes", "overtime", "prizes", "closed ways", "set-ups",
    "shipments",
)  # fmt: skip
"""What a library must be able to say of a plain problem, one at a time."""


def instance(kind: str = "loads", name: str = "made", **more: Any) -> Instance:
    """An instance with one feature beyond loads."""
    return Instance(name, "made", problem(kind), **more)


def problem(kind: str = "loads") -> RoutingProblem:
    """Five customers around a depot; loads let a vehicle do two or three of them."""
    sites = np.array(_PLACES)
    ways = np.hypot(*(sites[:, None] - sites[None, :]).transpose(2, 0, 1))
    metres = np.rint(10 * ways).astype(np.int64)[None]
    tasks = [Task(place, (3 + place % 3,), (0,), service=5) for place in range(1, 6)]
    vehicle = VehicleType(5, (10,), 0, 0, (0, 9000), 9000, cost_per_metre=0.1, max_trips=1)
    made = RoutingProblem(
        metres, metres, np.zeros(7, np.int64), tuple(tasks), (Depot(0),), (vehicle,)
    )
    return _VARIANTS.get(kind, lambda same: same)(made)


def _with_tasks(made: RoutingProblem, change: Any) -> RoutingProblem:
    return replace(made, tasks=tuple(change(n, task) for n, task in enumerate(made.tasks)))


def _with_vehicle(made: RoutingProblem, **more: Any) -> RoutingProblem:
    return replace(made, vehicle_types=(replace(made.vehicle_types[0], **more),))


def _backhauls(made: RoutingProblem) -> RoutingProblem:
    sequence = np.full((2, 2, 2), Relation.SEQUENCE, np.int8)
    sequence[:, [0, 1], [0, 1]] = Relation.FREE
    rules = GoodsRules(sequence, np.array([0, 1]), np.zeros((2, 2, 2), np.int8), (0, 0, 0))
    made = replace(made, rules=rules)
    return _with_tasks(
        made, lambda n, t: replace(t, delivery=(0,), pickup=t.delivery, goods=1) if n % 2 else t
    )


def _two_homes(made: RoutingProblem) -> RoutingProblem:
    one = replace(made.vehicle_types[0], n_available=2)
    return replace(
        _with_tasks(made, lambda _n, t: replace(t, depots=(0, 1))),
        depots=(Depot(0, vehicle_types=frozenset((0,))), Depot(6, vehicle_types=frozenset((1,)))),
        vehicle_types=(one, replace(one, start_place=6, end_place=6)),
    )


def _mixed(made: RoutingProblem) -> RoutingProblem:
    large = replace(made.vehicle_types[0], n_available=2, fixed_cost=12.5)
    small = replace(large, capacity=(5,), fixed_cost=4.0, cost_per_metre=0.07)
    return replace(made, vehicle_types=(large, small))


def _shipments(made: RoutingProblem) -> RoutingProblem:
    """Two shipments that one vehicle holds together only the one after the other."""
    ends = _with_tasks(made, lambda _n, t: replace(t, delivery=(0,)))
    pairs = (Shipment(0, 2, (6,)), Shipment(3, 1, (5,)))
    return replace(ends, tasks=ends.tasks[:4], shipments=pairs)


def _closed_ways(made: RoutingProblem) -> RoutingProblem:
    durations = made.durations.copy()
    durations[0, 3, 4] = made.unreachable
    return replace(made, durations=durations)


_VARIANTS = {
    "both ways": lambda m: _with_tasks(m, lambda n, t: replace(t, pickup=((2 * n) % 7,))),
    "backhauls": _backhauls,
    "windows": lambda m: _with_tasks(
        m, lambda n, t: replace(t, windows=((400 * n, 400 * n + 900),))
    ),
    "two windows": lambda m: _with_tasks(
        m, lambda n, t: replace(t, windows=((300 * n, 300 * n + 300), (3000, 3500)))
    ),
    "released": lambda m: _with_vehicle(
        _with_tasks(m, lambda n, t: replace(t, release=700 * (n % 3))),
        n_available=2,
        max_trips=None,
    ),
    "limited duty": lambda m: _with_vehicle(m, ordinary=1300),
    "closed sites": lambda m: _with_tasks(
        _mixed(m), lambda n, t: replace(t, vehicle_types=frozenset((0,))) if n % 2 else t
    ),
    "mixed fleet": _mixed,
    "two homes": _two_homes,
    "overtime": lambda m: _with_vehicle(
        m, ordinary=1000, max_overtime=1000, cost_per_second=0.05, cost_per_overtime_second=0.1
    ),
    "prizes": lambda m: _with_tasks(m, lambda n, t: replace(t, prize=20.0 * (1 + n))),
    "closed ways": _closed_ways,
    "shipments": _shipments,
    "set-ups": lambda m: replace(
        m,
        setups=np.array([0, 60, 60, 0, 60, 0, 60]),
        vehicle_types=(replace(m.vehicle_types[0], cost_per_second=0.02),),
    ),
}


def result(**more: Any) -> Result:
    """A good answer to an instance whose best known value is 100."""
    made = Result(
        started="2030-01-01T00:00:00+00:00",
        family="made",
        instance="a",
        n_tasks=5,
        engine="wardflow",
        version="1",
        seed=1,
        time_limit_s=10.0,
        iteration_limit=None,
        jobs=2,
        verdict=Verdict.OK,
        objective=101.0,
        best_known=100.0,
        gap=0.01,
        seconds=10.0,
        iterations=1000,
        n_routes=2,
        n_left_out=0,
        peak_mb=120.5,
        machine="a machine; 2 cores",
        python="CPython 3.11",
        trajectory=((2.0, 110.0), (5.0, 101.0)),
    )
    return replace(made, **more)
