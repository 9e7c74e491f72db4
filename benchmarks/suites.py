"""Which instances are measured? Families, and named choices among them made by rule.

An instance is called ``family/name``. A suite is a family (all of it), ``own`` (the bundled
days), ``quick`` (two small ones of each family of routing), ``spread`` (eight of each, spread by
size and kind), ``irp_small``, ``irp_large``, ``irp_varying`` (24 each of inventory routing), or
the name of one instance. Choices follow from the files alone, never from
results, and are the same wherever the files are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.instance import AnyInstance
from benchmarks.inventory_suites import INVENTORY_SUITES, N_EACH, customers
from benchmarks.readers import (
    INVENTORY_READERS,
    READERS,
    Known,
    ReadError,
    read_instance,
    read_known,
)
from benchmarks.readers.lines import read_lines

__all__ = [
    "FAMILIES",
    "INVENTORY_FAMILIES",
    "OWN",
    "SUITES",
    "Entry",
    "list_instances",
    "load",
    "suite",
]

OWN = "wardflow"
"""The family of the bundled days."""
FAMILIES: tuple[str, ...] = tuple(READERS)
"""All families of routing."""
INVENTORY_FAMILIES: tuple[str, ...] = tuple(INVENTORY_READERS)
"""All families of inventory routing."""
SUITES: tuple[str, ...] = (
    "quick",
    "spread",
    "own",
    *INVENTORY_SUITES,
    *FAMILIES,
    *INVENTORY_FAMILIES,
)
"""Names that :func:`suite` knows, besides those of instances."""

_INSTANCES = Path(__file__).parent.parent / "instances"
_OWN_KNOWN = Path(__file__).parent / "own_best.csv"
_N_QUICK = 2
_N_SPREAD = 8
_SMALL_SHARE = 4

_KIND: Mapping[str, str] = {
    "vrptw_solomon": r"([A-Z]+[12])",
    "vrptw_gehring_homberger": r"([A-Z]+[12])_",
    "vrpspd_dethloff": r"([A-Z]+\d)-",
    "vrpspd_salhi_nagy": r".*([XY])$",
    "vrpspdtw_wang_chen": r"([A-Z]+)(?=\d)",
    "hvrpspd_avci": r"INSTANCE(\d)",
    "mtvrptwr": r"([A-Z]+2)(?=_|\d\d).*(R0\.\d+)$",
    "sdvrptw": r"PR\d+([AB]?)$",
    "mdvrptw": r"PR\d+([AB]?)$",
    "hfvrp": r"X\d+-([A-Z]+)$",
    "vrpb": r"X-N\d+-(\d+)-",
    "pdptw_li_lim": r"(L[A-Z]+[12])",
    "irp_dimacs": r"([SL]).*_([HL]\d?)$",
    "irp_skalnes": r"([A-Z]_[A-Z]+)_.*(T\d+)$",
    "irp_abls_single": r".*(H\dC\d)",
}
"""What of a name in capitals tells its kind apart from others of its family."""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """An instance that has not been read yet.

    Parameters
    ----------
    size : int
        Customers; of the bundled days orders.
    name : str
        ``family/name``.
    kind : str
        What it is among its family, by its name.
    path : Path
        Its file.
    """

    size: int
    name: str
    kind: str
    path: Path


def list_instances(data: Path | None, family: str) -> tuple[Entry, ...]:
    """Instances of a family, small ones first.

    Parameters
    ----------
    data : Path or None
        Folder of the literature's sets; not looked at for the bundled days.
    family : str
        One of :data:`FAMILIES` or :data:`INVENTORY_FAMILIES`.

    Returns
    -------
    tuple of Entry
        By size, then name; empty where the folder has no such set.

    Raises
    ------
    ValueError
        If there is no such family.
    ReadError
        If a file says nothing of its size.

    Examples
    --------
    >>> [entry.name for entry in list_instances(None, "wardflow")][:2]
    ['wardflow/tiny', 'wardflow/varmland-day']
    """
    families = (*FAMILIES, *INVENTORY_FAMILIES)
    if family not in families:
        raise ValueError(f"no family {family!r}; there are {', '.join(families)}")
    if family == OWN:
        paths = [path for path in _INSTANCES.iterdir() if (path / "baseline.csv").is_file()]
    else:
        folder = None if data is None else data / family / "instances"
        paths = [] if folder is None or not folder.is_dir() else list(folder.iterdir())
    found = [
        Entry(_size(family, path), f"{family}/{_stem(path)}", _kind(family, path), path)
        for path in paths
        if not path.name.startswith(".")
    ]
    return tuple(sorted(found))


def suite(data: Path | None, name: str) -> tuple[str, ...]:
    """Names of the instances of a suite.

    Parameters
    ----------
    data : Path or None
        Folder of the literature's sets; without one there are only the bundled days.
    name : str
        One of :data:`SUITES`, or ``family/name``.

    Returns
    -------
    tuple of str
        Family by family, small ones first.

    Raises
    ------
    ValueError
        If there is no such suite or instance.

    Examples
    --------
    >>> suite(None, "quick")
    ('wardflow/tiny', 'wardflow/varmland-day')
    """
    if "/" in name:
        return (_find(data, name).name,)
    rules: Mapping[str, Callable[[Sequence[Entry]], Sequence[Entry]]] = {
        "quick": _quick,
        "spread": _spread,
    }
    if name in rules:
        chosen = (rules[name](list_instances(data, family)) for family in FAMILIES)
        return tuple(entry.name for part in chosen for entry in part)
    if name in INVENTORY_SUITES:
        family, wanted = INVENTORY_SUITES[name]
        among = [e for e in list_instances(data, family) if wanted(e.name, e.size)]
        return tuple(entry.name for entry in _varied(among, N_EACH))
    if name not in SUITES:
        raise ValueError(f"no suite {name!r}; there are {', '.join(SUITES)}, and family/name")
    entries = list_instances(data, OWN if name == "own" else name)
    if not entries:
        where = "no folder of sets was named" if data is None else f"none in {data / name}"
        raise ValueError(
            f"no instances of {name}: {where}; docs/benchmarks.md says where to get them"
        )
    return tuple(entry.name for entry in entries)


def load(data: Path | None, name: str) -> AnyInstance:
    """Read an instance.

    Parameters
    ----------
    data : Path or None
        Folder of the literature's sets.
    name : str
        ``family/name``, in small or capital letters.

    Returns
    -------
    Instance or InventoryInstance
        With the best known value, where the set's ``bks.csv`` has one.

    Raises
    ------
    ValueError
        If there is no such instance.
    ReadError
        If its file is damaged.

    Examples
    --------
    >>> load(None, "wardflow/tiny").problem.n_tasks  # six orders, large ones in parts
    13
    """
    entry = _find(data, name)
    family = entry.name.partition("/")[0]
    table = _OWN_KNOWN if family == OWN or data is None else data / family / "bks.csv"
    known = _known(table, "DIMACS" if family.startswith("vrptw") else "")
    return read_instance(family, entry.path, known)


def _find(data: Path | None, name: str) -> Entry:
    family = name.partition("/")[0]
    for entry in list_instances(data, family):
        if entry.name.casefold() == name.casefold():
            return entry
    where = "the bundled days" if family == OWN else f"{data}"
    raise ValueError(f"no instance {name!r} in {where}")


@cache
def _known(path: Path, convention: str) -> Mapping[str, Known]:
    return read_known(path, convention) if path.is_file() else {}


def _stem(path: Path) -> str:
    return path.name if path.is_dir() else path.stem


def _kind(family: str, path: Path) -> str:
    match = re.match(_KIND.get(family, "()"), _stem(path).upper())
    return "-".join(match.groups()) if match else ""


def _size(family: str, path: Path) -> int:
    """Customers of a file, without reading the whole."""
    if family == OWN:
        return len(read_lines(path / "orders.csv")) - 1
    lines = read_lines(path)
    if family in INVENTORY_READERS:
        return customers(family, path, lines)
    if family.startswith("vrptw"):
        return sum(line[:1].isdigit() and len(line.split()) == 7 for line in lines) - 1
    if family == "pdptw_li_lim":
        return sum(len(line.split()) == 9 for line in lines) - 1
    if family == "hvrpspd_avci":
        counts = [int(line) for line in lines if line.isdigit()]
        if len(counts) == 2:
            return counts[1] - 1
    for line in lines[:30]:
        if match := re.fullmatch(r"DIMENSION\s*:\s*(\d+)", line):
            return int(match[1]) - 1
    raise ReadError(path, None, "no number of nodes", f"a file of {family}")


def _quick(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Two among the smallest quarter, of different kinds if there are."""
    return _varied(entries[: max(_N_QUICK, len(entries) // _SMALL_SHARE)], _N_QUICK)


def _spread(entries: Sequence[Entry]) -> Sequence[Entry]:
    return _varied(entries, _N_SPREAD)


def _varied(entries: Sequence[Entry], n: int) -> Sequence[Entry]:
    """From each of ``n`` runs by size one: of the kind least taken so far, then the middle."""
    if len(entries) <= n:
        return entries
    taken: dict[str, int] = {}
    chosen = []
    for block in range(n):
        low, high = block * len(entries) // n, (block + 1) * len(entries) // n
        middle = (low + high - 1) / 2
        best = min(
            range(low, high),
            key=lambda i: (taken.get(entries[i].kind, 0), abs(i - middle), entries[i].name),
        )
        chosen.append(entries[best])
        taken[entries[best].kind] = taken.get(entries[best].kind, 0) + 1
    return chosen
