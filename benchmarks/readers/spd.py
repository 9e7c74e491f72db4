"""Sets with simultaneous delivery and pickup, as LKH-3 writes them.

A row of ``PICKUP_AND_DELIVERY_SECTION`` is: node, a number without meaning, earliest, latest,
service, *pickup*, *delivery*. Other programs read the section as paired shipments; that is
another problem.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.readers.build import fleet, pose, single_depot, windows_of
from benchmarks.readers.distances import exact, wide_shift
from benchmarks.readers.lines import whole
from benchmarks.readers.sections import SectionFile, read_sections
from models.routing.problem import RoutingProblem, Task

__all__ = ["SCALE", "read_dethloff", "read_salhi_nagy", "read_wang_chen"]

SCALE = 10_000
"""Integers of the matrices in one unit of distance."""

_KNOWN = (
    "VEHICLES", "CAPACITY", "DISTANCE", "NODE_COORD", "PICKUP_AND_DELIVERY", "DEPOT",
    "EDGE_WEIGHT", "EDGE_WEIGHT_FORMAT",
)  # fmt: skip
_COLUMNS = "unused earliest latest service pickup delivery"
_NO_LIMIT = 999_999


def read_dethloff(path: Path) -> tuple[RoutingProblem, int | None]:
    """Dethloff (2001): distances and loads in the file are ten thousandths, any fleet size.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    (RoutingProblem, None)
        The objective is the matrix's sum over 10 000.
    """
    file = read_sections(path)
    file.demand_kind("VRPSPD", _KNOWN, {"EXPLICIT"})
    return _problem(file, file.matrix(), timed=False), None


def read_salhi_nagy(path: Path) -> tuple[RoutingProblem, int | None]:
    """Salhi & Nagy (1999): unrounded, some with a limit on driving and service together.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    (RoutingProblem, None)
        Distances in ten thousandths. The depot's own service time is not spent.
    """
    file = read_sections(path)
    file.demand_kind("MVRPB", _KNOWN, {"EXACT_2D"})
    return _problem(file, exact(file.coordinates(), SCALE), timed=False), None


def read_wang_chen(path: Path) -> tuple[RoutingProblem, int | None]:
    """Wang & Chen (2012): with windows, unrounded, at exactly the file's number of vehicles.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    (RoutingProblem, int)
        Distances and times in ten thousandths; and the number of vehicles.
    """
    file = read_sections(path)
    file.demand_kind("VRPSPDTW", _KNOWN, {"EXACT_2D"})
    return _problem(file, exact(file.coordinates(), SCALE), timed=True), file.n_vehicles


def _problem(file: SectionFile, matrix: NDArray[np.int64], *, timed: bool) -> RoutingProblem:
    n_tasks = single_depot(file)
    rows = file.table("PICKUP_AND_DELIVERY", file.n_nodes, _COLUMNS)
    times = whole(rows[:, 1:3], SCALE, file.path, "time")
    service = whole(rows[:, 3], SCALE, file.path, "service time")
    loads = whole(rows[:, 4:], 1, file.path, "load")
    if loads[0].any():
        raise file.fail(file.tables["PICKUP_AND_DELIVERY"].line, "loads at the depot", "none")
    windows = windows_of(times)
    tasks = [
        Task(
            place=node,
            delivery=(int(loads[node, 1]),),
            pickup=(int(loads[node, 0]),),
            service=int(service[node]),
            windows=windows[node] if timed else (),
        )
        for node in range(1, n_tasks + 1)
    ]
    limit = file.number("DISTANCE") if "DISTANCE" in file.fields else 0.0
    shift = windows[0][0] if timed else wide_shift(matrix, int(service[1:].sum()))
    vehicle = fleet(
        file.n_vehicles if timed else n_tasks,
        file.count("CAPACITY"),
        shift,
        1.0 / SCALE,
        duration=round(limit * SCALE) if 0 < limit < _NO_LIMIT else None,
    )
    return pose(file, matrix, tasks, [vehicle])
