"""Which faulty inputs must be refused with findings, and with exit code 2?

Files that are none; broken ``tables``, ``values``, ``documents`` and ``workbooks``; and every
incoherence that is an error, taken in turn through the three formats.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from optimizer.domain import Scenario
from optimizer.formats import write_scenario
from tests.faults import amounts, ids, ways
from tests.faults.breaks import Break
from tests.faults.build import Builder, Fault, fault, file_bytes, no_file, single
from tests.faults.documents import DOCUMENTS
from tests.faults.tables import TABLES
from tests.faults.values import VALUES
from tests.faults.workbooks import WORKBOOKS
from tests.rigs import hospital_day

__all__ = ["FAULTS"]


def _made(make: Callable[[Path], object]) -> Builder:
    """A path that is made by hand."""

    def build(tmp: Path) -> Path:
        path = tmp / "day"
        make(path)
        return path

    return build


def _sparse(path: Path, size: int) -> None:
    with path.open("wb") as stream:
        stream.write(b'{"name": "')
        stream.truncate(size)


def _loop(path: Path) -> None:
    path.symlink_to(path)


_FILES = {
    "nothing there": fault(lambda tmp: tmp / "no such day", "F002"),
    "name too long": fault(lambda tmp: tmp / ("x" * 300), "F003"),
    "link to itself": fault(_made(_loop), "F003"),
    "empty folder": fault(_made(lambda path: path.mkdir()), "F020"),
    "folder called day.json": fault(
        lambda tmp: _made(lambda path: path.mkdir())(tmp).rename(tmp / "day.json"), "F020"
    ),
    "folder where a table should be": fault(
        lambda tmp: _with_folder(no_file("orders.csv")(tmp), "orders.csv"), "F020"
    ),
    "pipe without a writer": fault(_made(os.mkfifo), "F003"),
    "pipe where a table should be": fault(
        lambda tmp: _with_pipe(no_file("orders.csv")(tmp), "orders.csv"), "F003"
    ),
    "device without an end": fault(lambda tmp: Path("/dev/zero"), "F005"),
    "100 MB": fault(_made(lambda path: _sparse(path, 100 * 2**20)), "F005"),
    "100 MB table": fault(
        lambda tmp: _with_large(no_file("orders.csv")(tmp), "orders.csv"), "F005"
    ),
    "empty file": fault(single("day.json", b""), "F008"),
    "a lone table": fault(single("orders.csv", b"id;flow;site;carriers\n"), "F001"),
    "an old workbook": fault(single("day.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "F001"),
    "no settings": fault(no_file("scenario.toml"), "F020"),
    "no sites": fault(no_file("sites.csv"), "F020"),
    "table twice": fault(
        lambda tmp: _copied(file_bytes("x.txt", lambda d: d)(tmp), "orders.csv", "Orders.csv"),
        "F022",
    ),
    "unknown table": fault(file_bytes("order.csv", lambda data: b"id\n1\n"), "F021"),
}


def _with_folder(path: Path, name: str) -> Path:
    (path / name).mkdir()
    return path


def _with_pipe(path: Path, name: str) -> Path:
    os.mkfifo(path / name)
    return path


def _with_large(path: Path, name: str) -> Path:
    _sparse(path / name, 100 * 2**20)
    return path


def _copied(path: Path, name: str, other: str) -> Path:
    (path / other).write_bytes((path / name).read_bytes())
    return path


_FORMATS = ("day", "day.json", "day.xlsx")


def _incoherent(broken: Break, name: str) -> Builder:
    def build(tmp: Path) -> Path:
        target = tmp / name
        scenario: Scenario = broken.change(hospital_day())
        write_scenario(scenario, target)
        return target

    return build


_LARGE = {"too many orders", "too many pairs of sites"}
"""Slow to write; asked of the scenario in memory alone."""


def _incoherences() -> dict[str, Fault]:
    breaks = {**ids.BREAKS, **ways.BREAKS, **amounts.BREAKS}
    found = {}
    for name, broken in breaks.items():
        codes = frozenset(head.split()[1] for head in broken.heads if head.startswith("error"))
        if codes and name not in _LARGE:
            target = _FORMATS[len(found) % len(_FORMATS)]
            found[name] = Fault(_incoherent(broken, target), codes)
    return found


FAULTS: dict[str, Fault] = {
    **_FILES,
    **TABLES,
    **VALUES,
    **DOCUMENTS,
    **WORKBOOKS,
    **_incoherences(),
}
