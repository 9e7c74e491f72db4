"""Avci & Topaloglu's set: mixed fleet, simultaneous delivery and pickup."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.readers.build import fleet, pose
from benchmarks.readers.distances import exact, wide_shift
from benchmarks.readers.lines import ReadError, numbers, read_lines, whole
from benchmarks.readers.sections import SectionFile
from models.routing.problem import RoutingProblem, Task

__all__ = ["read_mixed_fleet"]

_SCALE = 10_000
_TYPE = "id, capacity, cost by distance and fixed cost of a vehicle type"
_NODE = "number, delivery, pickup, x and y of a node"


def read_mixed_fleet(path: Path) -> tuple[RoutingProblem, int | None]:
    """Read a file: number of types, the types, number of nodes, the nodes.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    (RoutingProblem, None)
        Unrounded distances and loads in ten thousandths; of each type as many as are wanted.
    """
    lines = [
        (number, text.split()) for number, text in enumerate(read_lines(path), start=1) if text
    ]
    kinds, rest = _block(path, lines, 4, first=1, expected=_TYPE)
    nodes, rest = _block(path, rest, 5, first=0, expected=_NODE)
    if rest:
        raise ReadError(path, rest[0][0], " ".join(rest[0][1])[:60], "the end of the file")
    if len(nodes) < 2:
        raise ReadError(path, None, "no customers", "the depot and at least one")
    loads = whole(nodes[:, :2], _SCALE, path, "load")
    if loads[0].any():
        raise ReadError(path, None, "loads at the depot", "none")
    rooms = whole(kinds[:, 0], _SCALE, path, "capacity")
    matrix = exact(nodes[:, 2:], _SCALE)
    tasks = [
        Task(node, (int(loads[node, 0]),), (int(loads[node, 1]),)) for node in range(1, len(nodes))
    ]
    shift = wide_shift(matrix)
    vehicles = [
        fleet(len(tasks), int(room), shift, float(rate) / _SCALE, fixed_cost=float(fixed))
        for room, rate, fixed in zip(rooms, kinds[:, 1], kinds[:, 2], strict=True)
    ]
    return pose(SectionFile(path, {}, {}), matrix, tasks, vehicles), None


def _block(
    path: Path, lines: list[tuple[int, list[str]]], width: int, *, first: int, expected: str
) -> tuple[np.ndarray, list[tuple[int, list[str]]]]:
    """A count, as many numbered rows without their numbers, and the lines after them."""
    if not lines:
        raise ReadError(path, None, "the end of the file", f"how many rows of: {expected}")
    line, words = lines[0]
    if len(words) != 1 or not words[0].isdigit() or int(words[0]) < 1:
        raise ReadError(path, line, " ".join(words)[:60], f"how many rows of: {expected}")
    n = int(words[0])
    if len(lines) <= n:
        raise ReadError(path, lines[-1][0], f"{len(lines) - 1} rows", f"{n} of: {expected}")
    rows = []
    for position, (number, values) in enumerate(lines[1 : n + 1], start=first):
        row = numbers(path, number, values, expected)
        if len(row) != width or row[0] != position:
            raise ReadError(path, number, " ".join(values)[:60], f"row {position}: {expected}")
        rows.append(row[1:])
    return np.array(rows), lines[n + 1 :]
