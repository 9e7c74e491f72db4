"""Instances of Archetti et al. (2007, 2012) with one vehicle, as JSON.

``periodNum``, ``vehicles`` with their capacity, and ``nodes``: first the hub, whose demand is
its production and negative, then the customers. Published values charge the stock at the start.

Archetti, Bertazzi, Laporte, Speranza (2007), Transportation Science 41(3), 382-391.
https://doi.org/10.1287/trsc.1060.0188
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.readers.distances import nearest
from benchmarks.readers.irp import Shelves, plain_problem
from benchmarks.readers.lines import ReadError, read_lines
from models.inventory_routing.problem import InventoryRoutingProblem

__all__ = ["read_irp_single"]

_FIELDS = ("x", "y", "initQuantity", "minLevel", "capacity", "holdingCost")


def read_irp_single(path: Path, *, charge_initial: bool = True) -> InventoryRoutingProblem:
    """Read a file of the set.

    Parameters
    ----------
    path : Path
        The file.
    charge_initial : bool
        Whether the stock at the start is charged, as the published values do.

    Returns
    -------
    InventoryRoutingProblem
        Under the maximum-level policy.

    Raises
    ------
    ReadError
        If the file is not what the set promises.
    """
    try:
        document = json.loads("\n".join(read_lines(path)))
    except json.JSONDecodeError as error:
        raise ReadError(path, error.lineno, error.msg, "JSON") from error
    try:
        n_days = int(document["periodNum"])
        capacities = {float(vehicle["capacity"]) for vehicle in document["vehicles"]}
        nodes = document["nodes"]
        table = np.array([[float(node[name]) for name in _FIELDS] for node in nodes])
        days = np.array([_days(path, i, node, n_days) for i, node in enumerate(nodes)])
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, ReadError):
            raise
        raise ReadError(path, None, f"{type(error).__name__} {error}", "the set's keys") from error
    if len(nodes) < 2 or len(capacities) != 1 or n_days < 1:
        found = f"{len(nodes)} places, {len(capacities)} capacities, {n_days} days"
        raise ReadError(path, None, found, "a hub, customers, and vehicles that are alike")
    signed = np.concatenate([table[:, 2:].ravel(), days[1:].ravel(), -days[0]])
    if not np.isfinite(table).all() or not np.isfinite(signed).all() or (signed < 0).any():
        raise ReadError(path, None, "a number of the wrong sign, or none", "numbers from 0")
    initial, minimum, maximum, cost = table[1:, 2:].T.copy()
    if (minimum > maximum).any():
        raise ReadError(path, None, "a minimum above its maximum", "levels in order")
    return plain_problem(
        nearest(table[:, :2]),
        Shelves(initial, minimum, maximum, cost, days[1:].copy()),
        (float(table[0, 2]), -days[0], float(table[0, 5])),
        (len(document["vehicles"]), capacities.pop()),
        charge_initial=charge_initial,
    )


def _days(path: Path, place: int, node: dict[str, Any], n_days: int) -> list[float]:
    """Demand of each day."""
    demands = [float(demand) for demand in node["demands"]]
    if len(demands) != n_days:
        raise ReadError(path, None, f"{len(demands)} demands of place {place}", f"{n_days}")
    return demands
