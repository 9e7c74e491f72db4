"""Solomon's sets with windows and those of Gehring & Homberger, in the DIMACS convention."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from benchmarks.readers.build import fleet, pose, windows_of
from benchmarks.readers.distances import truncated
from benchmarks.readers.lines import ReadError, numbers, read_lines, whole
from benchmarks.readers.sections import SectionFile
from models.routing.problem import RoutingProblem, Task

__all__ = ["promised", "read_solomon"]

_ROW = "number, x, y, demand, ready time, due date and service time"
_HUNDRED = re.compile(r"(?:R|C|RC)[12]\d\d")
_HUNDREDS = re.compile(r"(?:R|C|RC)[12]_(\d+)_\d+")


def read_solomon(path: Path) -> tuple[RoutingProblem, int | None]:
    """Read a file of either set.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    (RoutingProblem, None)
        Distances cut off after one decimal, times in tenths. The file's number of vehicles is
        there to be used; the objective is the distance alone.
    """
    lines = read_lines(path)
    rows: list[list[float]] = []
    fleet_row: tuple[int, int] | None = None
    name = ""
    stage = ""
    for number, text in enumerate(lines, start=1):
        words = text.split()
        if not words:
            continue
        if not name:
            name = text
        elif words[0] in ("VEHICLE", "CUSTOMER"):
            stage = words[0]
        elif words[0] in ("NUMBER", "CUST"):
            continue
        elif stage == "VEHICLE" and fleet_row is None:
            expected = "number and capacity of the vehicles, whole and positive"
            a, b = _row(path, number, words, 2, expected)
            if a != int(a) or b != int(b) or min(a, b) < 1:
                raise ReadError(path, number, text, expected)
            fleet_row = (int(a), int(b))
        elif stage == "CUSTOMER":
            row = _row(path, number, words, 7, _ROW)
            if row[0] != len(rows):
                raise ReadError(path, number, f"customer {words[0]}", f"customer {len(rows)}")
            rows.append(row)
        else:
            raise ReadError(path, number, text[:60], "VEHICLE, then CUSTOMER, and their tables")
    if fleet_row is None or len(rows) < 2:
        raise ReadError(path, None, "no vehicles or no customers", "both")
    # The sets have no count in their files: one cut off between two lines would pass.
    n_promised = promised(path.stem.upper())
    if n_promised is not None and len(rows) - 1 != n_promised:
        found = f"{len(rows) - 1} customers"
        raise ReadError(path, len(lines), found, f"{n_promised}, by its name")
    table = np.array(rows)
    demand = whole(table[:, 3], 1, path, "demand")
    windows = windows_of(whole(table[:, 4:6], 10, path, "time"))
    service = whole(table[:, 6], 10, path, "service time")
    tasks = [
        Task(node, (int(demand[node]),), (0,), int(service[node]), windows[node])
        for node in range(1, len(rows))
    ]
    vehicle = fleet(*fleet_row, windows[0][0], 0.1)
    file = SectionFile(path, {}, {})
    return pose(file, truncated(table[:, 1:3]), tasks, [vehicle]), None


def promised(name: str) -> int | None:
    """Customers of an instance by its name.

    Parameters
    ----------
    name : str
        In capitals.

    Returns
    -------
    int or None
        None where the name says nothing.

    Examples
    --------
    >>> promised("R101"), promised("C2_4_10"), promised("small")
    (100, 400, None)
    """
    if match := _HUNDREDS.fullmatch(name):
        return 100 * int(match[1])
    return 100 if _HUNDRED.fullmatch(name) else None


def _row(path: Path, line: int, words: list[str], n: int, expected: str) -> list[float]:
    if len(words) != n:
        raise ReadError(path, line, f"{len(words)} values", expected)
    return numbers(path, line, words, expected)
