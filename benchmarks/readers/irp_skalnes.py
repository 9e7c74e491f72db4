"""Files of Skålnes et al. (2024): demand that varies by day, and a cost matrix.

Sections with a heading of column names: the vehicles, the hub with the production of each day,
the customers with the demand of each day, and the lower triangle of the costs of driving.
The hub's largest stock is not kept: it is the demand of all days together.

Skålnes, Ben Ahmed, Hvattum, Stålhane (2024), European Journal of Operational Research 313(3),
992-1014.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.readers.irp import Shelves, plain_problem
from benchmarks.readers.lines import ReadError, numbers, read_lines
from models.inventory_routing.problem import InventoryRoutingProblem

__all__ = ["read_irp_skalnes"]

_SHARED = ("X", "Y", "INV_COST", "INITIAL_INV", "MIN_LEVEL_INV", "MAX_LEVEL_INV")
Rows = list[tuple[int, list[str]]]


def read_irp_skalnes(path: Path, *, charge_initial: bool = False) -> InventoryRoutingProblem:
    """Read a file of the set.

    Parameters
    ----------
    path : Path
        The file.
    charge_initial : bool
        Whether the stock at the start is charged.

    Returns
    -------
    InventoryRoutingProblem
        Under the maximum-level policy.

    Raises
    ------
    ReadError
        If the file is not what the set promises.
    """
    rows: Rows = [(i, line.split()) for i, line in enumerate(read_lines(path), start=1) if line]
    sections = _sections(path, rows)
    n_days = len(sections["CUSTOMER"][0][1]) - 1 - len(_SHARED)
    fleet = _table(path, sections["VEHICLE_TYPE"], ("FLEET_SIZE", "CAPACITY"))
    hub = _table(path, sections["DEPOT"], _SHARED, days="PRODUCTION_")
    shelves = _table(path, sections["CUSTOMER"], _SHARED, days="DEMAND_")
    if len(fleet) != 1 or len(hub) != 1:
        found = f"{len(fleet)} kinds of vehicle, {len(hub)} hubs"
        raise ReadError(path, None, found, "one kind of vehicle and one hub")
    if hub.shape[1] != shelves.shape[1]:
        found = f"production of {hub.shape[1] - 7} days, demand of {n_days}"
        raise ReadError(path, sections["DEPOT"][0][0], found, "the same days")
    cost, initial, minimum, maximum = shelves[:, 3:7].T.copy()
    if (minimum > maximum).any():
        raise ReadError(path, None, "a minimum above its maximum", "levels in order")
    return plain_problem(
        _triangle(path, sections["COST_MATRIX"], len(shelves) + 1),
        Shelves(initial, minimum, maximum, cost, shelves[:, 7:].copy()),
        (float(hub[0, 4]), hub[0, 7:].copy(), float(hub[0, 3])),
        (int(fleet[0, 1]), float(fleet[0, 2])),
        charge_initial=charge_initial,
    )


def _sections(path: Path, rows: Rows) -> dict[str, Rows]:
    """Rows of each section, its heading first."""
    found: dict[str, Rows] = {}
    name = ""
    for line, tokens in rows:
        if tokens[0] in ("VEHICLE_TYPE", "DEPOT", "CUSTOMER", "COST_MATRIX"):
            name = tokens[0]
            found[name] = [(line, tokens)]
        elif name:
            found[name].append((line, tokens))
    for wanted in ("VEHICLE_TYPE", "DEPOT", "CUSTOMER", "COST_MATRIX"):
        if len(found.get(wanted, ())) < 2:
            raise ReadError(path, None, f"no section {wanted}", "it")
    return found


def _table(
    path: Path, section: Rows, names: tuple[str, ...], days: str = ""
) -> NDArray[np.float64]:
    """Numbers of a section; its heading must say what it is read as."""
    (line, heading), *rows = section
    n_days = len(heading) - 1 - len(names) if days else 0
    wanted = [*names, *(f"{days}{day}" for day in range(n_days))]
    if heading[1:] != wanted or (days and n_days < 1):
        raise ReadError(path, line, " ".join(heading)[:60], " ".join([heading[0], *wanted]))
    found = []
    for number, tokens in rows:
        if len(tokens) != len(heading):
            raise ReadError(path, number, f"{len(tokens)} values", f"{len(heading)}")
        values = numbers(path, number, tokens, "numbers")
        if min(values[3:] if days else values) < 0:
            raise ReadError(path, number, "a negative number", "numbers from 0")
        found.append(values)
    return np.array(found)


def _triangle(path: Path, section: Rows, n: int) -> NDArray[np.int64]:
    """Costs both ways, from rows of one value more each."""
    found = np.zeros((n, n), np.int64)
    rows = section[2:]  # after the heading and the numbers of the columns
    if len(rows) != n:
        raise ReadError(path, section[0][0], f"{len(rows)} rows", f"{n} rows of costs")
    for place, (line, tokens) in enumerate(rows):
        values = numbers(path, line, tokens, "costs")
        if len(values) != place + 1 or values[0] != place or min(values) < 0:
            raise ReadError(path, line, " ".join(tokens)[:60], f"{place} and {place} costs")
        found[place, :place] = found[:place, place] = values[1:]
    return found
