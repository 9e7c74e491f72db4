"""What is asked of a router, and what does it answer? Numbers in, sequences out.

A :class:`RoutingProblem` has *places* (rows of the travel matrices), *depots* and *tasks*
at places, vehicle types, and rules for kinds of goods that may not meet. A
:class:`RoutingSolution` says, for each vehicle, its trips: where the trip's goods are
loaded and in which order its tasks are done. Everything else (where returns are unloaded,
when the load space is cleaned, every time and cost) follows from that and is worked out
in one place, ``models.routing.evaluate``.

Units: seconds, metres, and integers for loads; the objective is in the caller's money.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.routing.rules import NO_RULES, GoodsRules, Relation
from models.routing.shipments import Shipment, by_task, faults
from models.routing.solution import Route, RoutingSolution, Trip

__all__ = [
    "NO_RULES",
    "Depot",
    "GoodsRules",
    "Relation",
    "Route",
    "RoutingProblem",
    "RoutingSolution",
    "Shipment",
    "Task",
    "Trip",
    "VehicleType",
    "Windows",
]

Windows = tuple[tuple[int, int], ...]
"""Disjoint spans in rising order in which a service may start; empty means always. [s]"""


@dataclass(frozen=True, slots=True)
class Task:
    """Goods to bring to a place from a depot, to take from it to a depot, or both.

    Parameters
    ----------
    place : int
        Row of the travel matrices.
    delivery, pickup : tuple of int, length n_dimensions
        Load brought and taken.
    service : int
        Time it takes. [s]
    windows : Windows
        When the service may start.
    release : int
        When a delivery is ready at its depot. [s]
    prize : float or None
        Objective lost when it is left out; None means it must be done.
    goods : int
        Kind of goods.
    depots : tuple of int
        Depots where a delivery may be loaded and a pickup be brought.
    vehicle_types : frozenset of int or None
        Vehicle types that may do it; None means all.
    """

    place: int
    delivery: tuple[int, ...]
    pickup: tuple[int, ...]
    service: int = 0
    windows: Windows = ()
    release: int = 0
    prize: float | None = None
    goods: int = 0
    depots: tuple[int, ...] = (0,)
    vehicle_types: frozenset[int] | None = None

    @property
    def is_delivery(self) -> bool:
        """Whether something is brought (or nothing moves at all)."""
        return any(self.delivery) or not any(self.pickup)

    @property
    def is_pickup(self) -> bool:
        """Whether something is taken."""
        return any(self.pickup)


@dataclass(frozen=True, slots=True)
class Depot:
    """A place where trips load and unload, and perhaps are cleaned.

    Parameters
    ----------
    place : int
        Row of the travel matrices.
    windows : Windows
        When loading and unloading may start.
    cleaning : int
        Highest level of cleaning offered: 0 none, 1 wipe, 2 wash.
    vehicle_types : frozenset of int or None
        Vehicle types that may come; None means all.
    """

    place: int
    windows: Windows = ()
    cleaning: int = 0
    vehicle_types: frozenset[int] | None = None

    def admits(self, vehicle_type: int) -> bool:
        """Whether a vehicle type may come.

        Examples
        --------
        >>> Depot(0).admits(3), Depot(0, vehicle_types=frozenset((1,))).admits(3)
        (True, False)
        """
        return self.vehicle_types is None or vehicle_type in self.vehicle_types


@dataclass(frozen=True, slots=True)
class VehicleType:
    """Equal vehicles.

    Parameters
    ----------
    n_available : int
        How many.
    capacity : tuple of int, length n_dimensions
        What one holds.
    start_place, end_place : int
        Where its route starts and ends.
    shift : tuple of int
        Earliest start and latest end of duty. [s]
    ordinary : int
        Duty before overtime. [s]
    max_overtime : int
        Overtime allowed. [s]
    fixed_cost, cost_per_metre, cost_per_second, cost_per_overtime_second : float
        Objective per vehicle used, metre, second of duty, and second of overtime (on top).
    profile : int
        First index of the travel matrices.
    mode : int
        First index of the goods rules: 1 with two compartments.
    load_duration, unload_duration : int
        Once per depot visit. [s]
    max_trips : int or None
        Trips in one route; None means any number.
    """

    n_available: int
    capacity: tuple[int, ...]
    start_place: int
    end_place: int
    shift: tuple[int, int]
    ordinary: int
    max_overtime: int = 0
    fixed_cost: float = 0.0
    cost_per_metre: float = 0.0
    cost_per_second: float = 0.0
    cost_per_overtime_second: float = 0.0
    profile: int = 0
    mode: int = 0
    load_duration: int = 0
    unload_duration: int = 0
    max_trips: int | None = None


@dataclass(frozen=True, eq=False)
class RoutingProblem:
    """A whole day in numbers.

    Parameters
    ----------
    durations, distances : numpy.ndarray of int64, shape (n_profiles, n_places, n_places)
        Travel from row to column. [s], [m]
    unreachable : int
        Durations of this size or more mean that there is no way. [s]
    setups : numpy.ndarray of int64, shape (n_places,)
        Time spent once on arriving at a place from another. [s]
    tasks, depots, vehicle_types : tuple
        What is asked, and with what.
    rules : GoodsRules
        What may meet.
    shipments : tuple of Shipment
        Pairs of tasks with goods that one takes for the other.
    """

    durations: NDArray[np.int64]
    distances: NDArray[np.int64]
    setups: NDArray[np.int64]
    tasks: tuple[Task, ...]
    depots: tuple[Depot, ...]
    vehicle_types: tuple[VehicleType, ...]
    rules: GoodsRules = NO_RULES
    unreachable: int = 10**9
    shipments: tuple[Shipment, ...] = ()

    def __post_init__(self) -> None:
        n = len(self.setups)
        for name in ("durations", "distances"):
            matrix = getattr(self, name)
            if matrix.ndim != 3 or matrix.shape[1:] != (n, n):
                raise ValueError(f"{name} must have shape (n_profiles, {n}, {n})")
        n_dims = {len(v.capacity) for v in self.vehicle_types}
        n_dims |= {len(t.delivery) for t in self.tasks} | {len(t.pickup) for t in self.tasks}
        if len(n_dims) > 1:
            raise ValueError(f"loads and capacities have different dimensions: {sorted(n_dims)}")
        if any(not 0 <= t.goods < self.rules.n_goods for t in self.tasks):
            raise ValueError("a task has goods without rules")
        if wrong := faults(self.shipments, self.tasks, self.n_dimensions):
            raise ValueError("; ".join(wrong))

    def __getstate__(self) -> dict[str, object]:
        """What another process needs: what follows from the rest is sooner made than sent."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @cached_property
    def shipment_of(self) -> dict[int, Shipment]:
        """Shipment of each task that is an end of one."""
        return by_task(self.shipments)

    @property
    def n_tasks(self) -> int:
        """Number of tasks."""
        return len(self.tasks)

    @property
    def n_places(self) -> int:
        """Number of places."""
        return len(self.setups)

    @property
    def n_dimensions(self) -> int:
        """Number of load dimensions."""
        return len(self.vehicle_types[0].capacity) if self.vehicle_types else 0

    @cached_property
    def legs(self) -> tuple[list[list[int]], ...]:
        """Durations with the set-up on arrival in them, as lists: quick to read one by one."""
        full = self.durations + self.setups[None, None, :]
        n = self.n_places
        full[:, range(n), range(n)] = 0
        return tuple(matrix.tolist() for matrix in full)

    @cached_property
    def lengths(self) -> tuple[list[list[int]], ...]:
        """Distances as lists."""
        return tuple(matrix.tolist() for matrix in self.distances)

    def size(self) -> str:
        """How large it is, in words."""
        return (
            f"{self.n_tasks} tasks at {self.n_places} places, "
            f"{sum(v.n_available for v in self.vehicle_types)} vehicles of "
            f"{len(self.vehicle_types)} types, {len(self.depots)} depots"
        )
