"""How do the numbers of a file become a problem? What all readers share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.readers.lines import ReadError
from benchmarks.readers.sections import SectionFile
from models.routing.problem import (
    NO_RULES,
    Depot,
    GoodsRules,
    RoutingProblem,
    Shipment,
    Task,
    VehicleType,
    Windows,
)

__all__ = ["fleet", "pose", "single_depot", "windows_of"]


def fleet(
    n_available: int,
    capacity: int,
    shift: tuple[int, int],
    cost_per_metre: float,
    *,
    duration: int | None = None,
    fixed_cost: float = 0.0,
    place: int = 0,
    max_trips: int | None = 1,
) -> VehicleType:
    """Equal vehicles that cost by distance, and may be held to a longest duration."""
    return VehicleType(
        n_available=n_available,
        capacity=(capacity,),
        start_place=place,
        end_place=place,
        shift=shift,
        ordinary=shift[1] - shift[0] if duration is None else duration,
        fixed_cost=fixed_cost,
        cost_per_metre=cost_per_metre,
        max_trips=max_trips,
    )


def windows_of(times: NDArray[np.int64]) -> list[Windows]:
    """Windows of the rows of a table of earliest and latest.

    Examples
    --------
    >>> windows_of(np.array([[0, 10]]))
    [((0, 10),)]
    """
    return [((int(a), int(b)),) for a, b in times]


def pose(
    file: SectionFile,
    matrix: NDArray[np.int64],
    tasks: Sequence[Task],
    vehicle_types: Sequence[VehicleType],
    *,
    depots: Sequence[Depot] = (Depot(0),),
    rules: GoodsRules = NO_RULES,
    durations: NDArray[np.int64] | None = None,
    shipments: Sequence[Shipment] = (),
) -> RoutingProblem:
    """Put a problem together, travel taking as long as it is far unless said otherwise.

    Raises
    ------
    ReadError
        If a customer asks for more than any vehicle that may come holds, has a window that
        ends before it begins, or is too far away: then the file is damaged.
    """
    for number, task in enumerate(tasks):
        node = number + len(depots) + 1
        room = max(
            vehicle.capacity[0]
            for index, vehicle in enumerate(vehicle_types)
            if task.vehicle_types is None or index in task.vehicle_types
        )
        asked = max(task.delivery[0], task.pickup[0])
        if asked > room:
            found = f"node {node} asks for {asked}"
            raise ReadError(file.path, None, found, f"at most {room}, what a vehicle holds")
        if any(a > b for a, b in task.windows):
            found = f"node {node} has a window that ends before it begins"
            raise ReadError(file.path, None, found, "windows in order")
    problem = RoutingProblem(
        durations=(matrix if durations is None else durations)[None],
        distances=matrix[None],
        setups=np.zeros(len(matrix), np.int64),
        tasks=tuple(tasks),
        depots=tuple(depots),
        vehicle_types=tuple(vehicle_types),
        rules=rules,
        shipments=tuple(shipments),
    )
    if matrix.max() >= problem.unreachable:
        found = f"a distance of {int(matrix.max())} in the integers of the set"
        raise ReadError(file.path, None, found, f"less than {problem.unreachable}")
    return problem


def single_depot(file: SectionFile) -> int:
    """Number of customers of a file that must have one depot."""
    n_depots = file.depots()
    if n_depots != 1:
        raise file.fail(file.tables["DEPOT"].line, f"{n_depots} depots", "one")
    return file.n_nodes - 1
