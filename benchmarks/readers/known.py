"""What is the best value published for an instance, under which convention?"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.readers.lines import ReadError, read_lines

__all__ = ["Known", "read_known"]


@dataclass(frozen=True, slots=True)
class Known:
    """A published value.

    Parameters
    ----------
    name : str
        Instance, as the set calls it.
    objective : float
        Its best value, in the convention's units.
    proven : bool
        Whether it is proven to be optimal.
    n_vehicles : int or None
        Vehicles in the solution that has it.
    """

    name: str
    objective: float
    proven: bool
    n_vehicles: int | None


def read_known(path: Path, convention: str = "") -> Mapping[str, Known]:
    """Best values of a set.

    Parameters
    ----------
    path : Path
        A table with the columns instance, objective, convention, proved_optimal, vehicles.
    convention : str
        Only rows whose convention begins with this count.

    Returns
    -------
    mapping of str to Known
        By the instance's name in small letters; of two rows with one name the lower value.

    Raises
    ------
    ReadError
        If columns are missing or a value is no number.
    """
    rows = csv.DictReader(line + "\n" for line in read_lines(path))
    wanted = {"instance", "objective", "convention", "proved_optimal", "vehicles"}
    missing = wanted - set(rows.fieldnames or ())
    if missing:
        raise ReadError(path, 1, f"no column {', '.join(sorted(missing))}", "it")
    found: dict[str, Known] = {}
    for row in rows:
        if not (row["convention"] or "").startswith(convention):
            continue
        name = row["instance"]
        try:
            vehicles = int(row["vehicles"]) if row["vehicles"] else None
            known = Known(name, float(row["objective"]), row["proved_optimal"] == "yes", vehicles)
        except ValueError as error:
            raise ReadError(path, rows.line_num, str(error), "a number") from error
        before = found.get(name.casefold())
        if before is None or known.objective < before.objective:
            found[name.casefold()] = known
    return found
