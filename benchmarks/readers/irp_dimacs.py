"""Files of the DIMACS-12 challenge's inventory routing track.

A line with places, days, capacity and vehicles; one of the hub: 0, x, y, stock at the start,
daily production, holding cost; then one a customer: number, x, y, stock at the start, maximum,
minimum, daily demand, holding cost. Ways are straight, rounded to the nearest integer. Stock is
charged at the end of days 1 to T; Archetti et al. (2007) charge the stock at the start as well.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.readers.distances import nearest
from benchmarks.readers.irp import Shelves, plain_problem
from benchmarks.readers.lines import ReadError, numbers, read_lines
from models.inventory_routing.problem import InventoryRoutingProblem

__all__ = ["read_irp_dimacs"]

_HEAD = "places, days, capacity and vehicles"
_HUB = "0, x, y, stock, production and holding cost"
_CUSTOMER = "number, x, y, stock, maximum, minimum, demand and holding cost"


def read_irp_dimacs(path: Path, *, charge_initial: bool = False) -> InventoryRoutingProblem:
    """Read a file of the challenge.

    Parameters
    ----------
    path : Path
        The file.
    charge_initial : bool
        Whether the stock at the start is charged; the challenge does not.

    Returns
    -------
    InventoryRoutingProblem
        Under the maximum-level policy.

    Raises
    ------
    ReadError
        If the file is not what the set promises.
    """
    rows = [(i, line.split()) for i, line in enumerate(read_lines(path), start=1) if line]
    if len(rows) < 3:
        raise ReadError(path, None, f"{len(rows)} lines", f"{_HEAD}; the hub; customers")
    n_places, n_days, capacity, n_vehicles = _row(path, rows[0], 4, _HEAD)
    if n_places != len(rows) - 1 or n_days < 1 or n_days != int(n_days) or n_vehicles < 1:
        found = f"{n_places:g} places, {n_days:g} days, {n_vehicles:g} vehicles"
        raise ReadError(path, rows[0][0], found, f"{len(rows) - 1} places, days and vehicles")
    hub = _row(path, rows[1], 6, _HUB)
    table = np.array([_row(path, row, 8, _CUSTOMER) for row in rows[2:]])
    order = [hub[0], *table[:, 0].tolist()]
    if order != list(range(len(order))):
        raise ReadError(path, None, "numbers that leave places out", "0, 1, 2 and so on")
    initial, maximum, minimum, demand, holding_cost = table[:, 3:].T.copy()
    if (minimum > maximum).any():
        raise ReadError(path, None, "a minimum above its maximum", "levels in order")
    shelves = Shelves(
        initial, minimum, maximum, holding_cost, np.repeat(demand[:, None], int(n_days), axis=1)
    )
    return plain_problem(
        nearest(np.vstack([hub[1:3], table[:, 1:3]])),
        shelves,
        (hub[3], np.full(int(n_days), hub[4]), hub[5]),
        (int(n_vehicles), capacity),
        charge_initial=charge_initial,
    )


def _row(path: Path, row: tuple[int, list[str]], n: int, expected: str) -> list[float]:
    line, tokens = row
    if len(tokens) != n:
        raise ReadError(path, line, f"{len(tokens)} values", expected)
    found = numbers(path, line, tokens, expected)
    if min(found[3:], default=0.0) < 0:
        raise ReadError(path, line, f"{min(found[3:]):g}", f"{expected}, from 0")
    return found
