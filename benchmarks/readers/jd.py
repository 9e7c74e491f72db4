"""Liu, Tang & Yao (2021): real ways of parcels, there and back of different length, with windows.

Rows have commas and nodes count from 0. Deliveries come before pickups, unlike in the sets of
LKH-3.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.readers.build import fleet, pose, windows_of
from benchmarks.readers.lines import numbers, whole
from benchmarks.readers.sections import SectionFile, read_sections
from models.routing.problem import RoutingProblem, Task

__all__ = ["read_jd"]

_KNOWN = ("VEHICLES", "DISPATCHINGCOST", "UNITCOST", "CAPACITY", "NODE", "DISTANCETIME", "DEPOT")
_LOAD = 1_000_000
"""Integers in one unit of load: the files have six decimals."""


def read_jd(path: Path) -> tuple[RoutingProblem, int | None]:
    """Simultaneous delivery and pickup on real roads: a price for each vehicle and each metre.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    (RoutingProblem, None)
        Metres and minutes as they are in the file, which need not obey any triangle.
    """
    file = read_sections(path)
    file.demand_kind("VRPSDPTW", _KNOWN, {"EXPLICIT"})
    depots = [(line, " ".join(tokens)) for line, tokens in _rows(file, "DEPOT")]
    if [told for _, told in depots] != ["0"]:
        raise file.fail(depots[0][0] if depots else None, "another depot", "0, and no other")
    nodes = _table(file, "NODE", file.n_nodes, "delivery pickup earliest latest service")
    loads = whole(nodes[:, :2], _LOAD, path, "load")
    times = whole(nodes[:, 2:], 1, path, "time")
    windows = windows_of(times[:, :2])
    distances, durations = _ways(file)
    vehicle = fleet(
        min(file.n_vehicles, file.n_nodes - 1),
        round(file.number("CAPACITY") * _LOAD),
        windows[0][0],
        file.number("UNITCOST"),
        fixed_cost=file.number("DISPATCHINGCOST"),
    )
    tasks = [
        Task(
            place=node,
            delivery=(int(loads[node, 0]),),
            pickup=(int(loads[node, 1]),),
            service=int(times[node, 2]),
            windows=windows[node],
        )
        for node in range(1, file.n_nodes)
    ]
    return pose(file, distances, tasks, [vehicle], durations=durations), None


def _ways(file: SectionFile) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Metres and minutes between all nodes, shape (n_nodes, n_nodes) each."""
    n = file.n_nodes
    found = np.full((2, n, n), -1, np.int64)
    found[:, np.arange(n), np.arange(n)] = 0
    expected = f"from, to, distance, time of two of {n} nodes, each way once"
    for line, tokens in _rows(file, "DISTANCETIME"):
        row = numbers(file.path, line, tokens, expected)
        ends = [int(node) for node in row[:2]]
        if (
            len(row) != len(("from", "to", "distance", "time"))
            or ends != row[:2]
            or not all(0 <= node < n for node in ends)
            or found[0, ends[0], ends[1]] != -1
        ):
            raise file.fail(line, ",".join(tokens), expected)
        found[:, ends[0], ends[1]] = whole(np.array(row[2:]), 1, file.path, "way")
    if (found < 0).any():
        start, end = (int(node) for node in np.argwhere(found[0] < 0)[0])
        raise file.fail(None, f"no way from {start} to {end}", "all, or the file is cut off")
    return found[0], found[1]


def _table(file: SectionFile, name: str, n_rows: int, columns: str) -> NDArray[np.float64]:
    """Numbers of a table whose rows are numbered from 0, without those."""
    expected = f"{n_rows} rows, each a number from 0 and {columns.replace(' ', ', ')}"
    rows = _rows(file, name)
    found = []
    for position, (line, tokens) in enumerate(rows):
        row = numbers(file.path, line, tokens, expected)
        if len(row) != len(columns.split()) + 1 or row[0] != position or position >= n_rows:
            raise file.fail(line, ",".join(tokens), expected)
        found.append(row[1:])
    if len(found) != n_rows:
        raise file.fail(file.tables[name].line, f"{len(found)} rows in {name}_SECTION", expected)
    return np.array(found, np.float64)


def _rows(file: SectionFile, name: str) -> list[tuple[int, list[str]]]:
    """Lines of a table and what is between their commas."""
    if name not in file.tables:
        raise file.fail(None, f"no {name}_SECTION", "it, or the file is cut off")
    return [(line, " ".join(tokens).split(",")) for line, tokens in file.tables[name].rows]
