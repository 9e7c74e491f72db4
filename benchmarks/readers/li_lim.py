"""Li & Lim's files: shipments with windows, fewest vehicles first, then the shortest way.

The first row has the number of vehicles, what one holds, and its speed; each further row a node
with its demand (positive where goods are taken), window, service time, and the node where its
goods come from or go to, 0 for neither.

Li, Lim (2003), International Journal on Artificial Intelligence Tools 12(2), 173-186.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.readers.build import fleet, pose, windows_of
from benchmarks.readers.distances import exact
from benchmarks.readers.lines import ReadError, numbers, read_lines, whole
from benchmarks.readers.sections import SectionFile
from benchmarks.readers.solomon import promised
from models.routing.problem import RoutingProblem, Shipment, Task

__all__ = ["VEHICLE_COST", "read_li_lim"]

VEHICLE_COST = 10_000.0
"""Price of a vehicle, more than the way that it could save: so fewest vehicles come first."""

_SCALE = 1000
_ROW = "number, x, y, demand, earliest, latest, service time, source and target"


def read_li_lim(path: Path) -> tuple[RoutingProblem, int | None]:
    """Read a file of the set.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    (RoutingProblem, None)
        Distances and times in thousandths, unrounded otherwise; each vehicle costs
        :data:`VEHICLE_COST`.

    Raises
    ------
    ReadError
        If the file is not what the set promises.
    """
    rows: list[list[float]] = []
    expected = "number of vehicles, capacity and speed"
    for line, text in enumerate(read_lines(path), start=1):
        words = text.split()
        if not words:
            continue
        n_columns = 9 if rows else 3
        if len(words) != n_columns:
            raise ReadError(path, line, f"{len(words)} values", expected)
        row = numbers(path, line, words, expected)
        expected = _ROW
        if rows and row[0] != len(rows) - 1:
            raise ReadError(path, line, f"node {words[0]}", f"node {len(rows) - 1}")
        rows.append(row)
    # The set has no count in its files: one cut off between two pairs would pass.
    least = promised(path.stem.upper().removeprefix("L"))
    if least is not None and len(rows) - 2 < least:
        found = f"{len(rows) - 2} nodes"
        raise ReadError(path, None, found, f"{least} at least, by its name")
    if len(rows) < 4:
        raise ReadError(path, None, "no shipments", "a depot and two nodes at least")
    n_vehicles, capacity, _ = rows[0]
    if min(n_vehicles, capacity) < 1 or n_vehicles != int(n_vehicles) or capacity != int(capacity):
        raise ReadError(path, 1, f"{rows[0]}", "number and capacity whole and positive")
    table = np.array(rows[1:])
    windows = windows_of(whole(table[:, 4:6], _SCALE, path, "time"))
    service = whole(table[:, 6], _SCALE, path, "service time")
    tasks = [
        Task(node, (0,), (0,), int(service[node]), windows[node]) for node in range(1, len(table))
    ]
    vehicle = fleet(
        int(n_vehicles), int(capacity), windows[0][0], 1 / _SCALE, fixed_cost=VEHICLE_COST
    )
    problem = pose(
        SectionFile(path, {}, {}),
        exact(table[:, 1:3], _SCALE),
        tasks,
        [vehicle],
        shipments=_shipments(path, table, int(capacity)),
    )
    return problem, None


def _shipments(path: Path, table: NDArray[np.float64], capacity: int) -> list[Shipment]:
    """Shipments of the nodes after the depot; every node is an end of one."""
    amounts = whole(np.abs(table[:, 3]), 1, path, "demand")
    demand = np.where(table[:, 3] < 0, -amounts, amounts)
    links = whole(table[:, 7:9], 1, path, "number of a node")
    wanted = f"at most {capacity}, positive where goods are taken and negative where brought"
    found = []
    for node in range(1, len(table)):
        source, target = (int(link) for link in links[node])
        other = target or source
        named = f"node {node + 1} of the file"
        if bool(source) == bool(target) or not 0 < other < len(table):
            raise ReadError(path, None, f"{named} with {source} and {target}", "one other node")
        if int(links[other][0 if target else 1]) != node or demand[other] != -demand[node]:
            raise ReadError(path, None, f"{named} and {other + 1}", "a pair with one demand")
        if (demand[node] > 0) != bool(target) or abs(int(demand[node])) > capacity:
            raise ReadError(path, None, f"{named} with {demand[node]}", wanted)
        if target:
            found.append(Shipment(node - 1, target - 1, (int(demand[node]),)))
    return found
