"""Which instances of inventory routing are measured together, and which were tuned on?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from benchmarks.readers.lines import ReadError

__all__ = ["INVENTORY_SUITES", "N_EACH", "customers", "tuned_on"]

_SMALL_SIZES = range(20, 51)

N_EACH = 24
"""Instances of each of these suites."""

INVENTORY_SUITES: Mapping[str, tuple[str, Callable[[str, int], bool]]] = {
    "irp_small": ("irp_dimacs", lambda name, size: "/S_" in name and size in _SMALL_SIZES),
    "irp_large": ("irp_dimacs", lambda name, _: "/L_" in name),
    "irp_varying": ("irp_skalnes", lambda *_: True),
}
"""Of each suite its family, and who of it may be chosen, by name and size."""


@cache
def tuned_on() -> frozenset[str]:
    """Instances, family and name, that parameters were chosen on: a list that is frozen.

    Examples
    --------
    >>> "irp_dimacs/L_abs1n200_3_H" in tuned_on()
    True
    """
    lines = (Path(__file__).parent / "irp_tuning.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def customers(family: str, path: Path, lines: Sequence[str]) -> int:
    """Customers of a file, without reading the whole.

    Parameters
    ----------
    family : str
        A family of inventory routing.
    path : Path
        The file, for the error.
    lines : sequence of str
        What is in it.

    Returns
    -------
    int
        How many.

    Raises
    ------
    ReadError
        If the file says nothing of it.
    """
    text = "\n".join(lines)
    if family == "irp_abls_single":
        found = text.count('"holdingCost"') - 1
    else:
        pattern = r"nCustomers:\s*(\d+)" if family == "irp_skalnes" else r"\s*(\d+)\s"
        match = re.search(pattern, text)
        found = int(match[1]) - (family == "irp_dimacs") if match else -1
    if found < 1:
        raise ReadError(path, None, "no number of customers", f"a file of {family}")
    return found
