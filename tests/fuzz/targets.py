"""What is fed to which reader, and what may it do? Answer, or tell; nothing else.

A target takes bytes. Anything it raises but :class:`DataError` is a crash; the bytes that
caused one are kept in ``crashes/``, from where the tests feed them for ever.
"""

from __future__ import annotations

import atexit
import contextlib
import datetime as dt
import io
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from benchmarks.readers import ReadError, read_instance
from optimizer.batch.job import Record, State
from optimizer.batch.journal import status_of
from optimizer.batch.manifest import read_manifest
from optimizer.cli.batch import judge_option
from optimizer.findings import DataError
from optimizer.formats import (
    levels_to_json,
    plan_to_json,
    read_levels,
    read_plan,
    read_scenario,
    scenario_to_json,
    write_scenario,
)
from optimizer.formats.csv_text import csv_grid
from optimizer.formats.gather import Gatherer
from optimizer.formats.grid import read_table
from optimizer.formats.history_columns import history_of
from optimizer.formats.history_csv import history_csv_cells
from optimizer.formats.horizon_io import read_horizon
from optimizer.formats.layout import HISTORY_TABLE, TABLES
from optimizer.formats.levels_io import levels_to_csv
from optimizer.formats.settings import parse_toml
from optimizer.formats.visits_io import read_visits
from optimizer.generate import read_recipe
from optimizer.travel.table_answer import parse_table
from optimizer.validate import validate
from tests.harness import small_irp_files, small_sets
from tests.rigs import hospital_day, hospital_plan
from tests.small_store import level, plan
from tests.stock import ward_stores

__all__ = ["CRASHES", "TARGETS", "crashes", "feed", "seeds"]

CRASHES = Path(__file__).with_name("crashes")
_RECIPES = Path(__file__).parents[2] / "instances" / "recipes"
_SETS = [*small_sets.FILES, *small_irp_files.FILES]
"""Families of the literature, each with a small file that we wrote ourselves."""
_TABLES = [name for name in TABLES if name != HISTORY_TABLE.name]


@cache
def _folder() -> Path:
    """A place of this process for what is read from a path."""
    folder = Path(tempfile.mkdtemp(prefix="wardflow-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    write_scenario(ward_stores(), folder / "day")
    write_scenario(ward_stores(), folder / "day.xlsx")
    return folder


@cache
def _parts() -> dict[str, bytes]:
    with zipfile.ZipFile(_folder() / "day.xlsx") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# ------------------------------------------------------------------------------- targets


def scenario(data: bytes) -> None:
    """A document or workbook, as from stdin; what can be read is validated."""
    validate(read_scenario(io.BytesIO(data)).value)


def entry(data: bytes) -> None:
    """A folder; the first byte chooses the file that is replaced."""
    names = sorted(path.name for path in (_folder() / "day").iterdir())
    if not data:
        return
    path = _folder() / "day" / names[data[0] % len(names)]
    before = path.read_bytes()
    path.write_bytes(data[1:])
    try:
        read_scenario(_folder() / "day")
    finally:
        path.write_bytes(before)


def table(data: bytes) -> None:
    """One table; the first byte chooses which."""
    if not data:
        return
    chosen = TABLES[_TABLES[data[0] % len(_TABLES)]]
    gatherer = Gatherer()
    grid = csv_grid(chosen, data[1:], "table.csv", gatherer)
    if grid is not None:
        read_table(chosen, grid, gatherer)
    gatherer.findings()


def history(data: bytes) -> None:
    gatherer = Gatherer()
    cells = history_csv_cells(data, "demand_history.csv", gatherer)
    if cells is not None:
        history_of(cells, gatherer)
    gatherer.findings()


def settings(data: bytes) -> None:
    gatherer = Gatherer()
    parse_toml(data, "scenario.toml", gatherer)
    gatherer.findings()


def part(data: bytes) -> None:
    """A part of a workbook; the first byte chooses which."""
    if not data:
        return
    parts = dict(_parts())
    parts[sorted(parts)[data[0] % len(parts)]] = data[1:]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    read_scenario(io.BytesIO(stream.getvalue()))


def plan_document(data: bytes) -> None:
    read_plan(io.BytesIO(data))


def levels(data: bytes) -> None:
    read_levels(io.BytesIO(data))


def levels_table(data: bytes) -> None:
    path = _folder() / "levels.csv"
    path.write_bytes(data)
    read_levels(path)


def visits(data: bytes) -> None:
    read_visits(io.BytesIO(data))


def horizon(data: bytes) -> None:
    read_horizon(io.BytesIO(data))


def recipe(data: bytes) -> None:
    path = _folder() / "recipe.toml"
    path.write_bytes(data)
    read_recipe(path)


def manifest(data: bytes) -> None:
    """A batch as TOML, CSV or JSON Lines; the first byte chooses."""
    if not data:
        return
    path = _folder() / f"batch.{('toml', 'csv', 'jsonl')[data[0] % 3]}"
    path.write_bytes(data[1:])
    read_manifest(path, spool=_folder() / "spool", judge=judge_option)


def journal(data: bytes) -> None:
    folder = _folder() / "batch"
    folder.mkdir(exist_ok=True)
    (folder / "journal.jsonl").write_bytes(data)
    status_of(folder)


def literature(data: bytes) -> None:
    """A file of the literature; the first byte chooses its family."""
    if not data:
        return
    family = _SETS[data[0] % len(_SETS)]
    path = _small_file(family)
    path.write_bytes(data[1:])
    with contextlib.suppress(ReadError):
        read_instance(family, path)


def _small_file(family: str) -> Path:
    """A family's small file, as it should be."""
    folder = _folder() / "sets"
    folder.mkdir(exist_ok=True)
    is_routing = family in small_sets.FILES
    return (small_sets.write_file if is_routing else small_irp_files.written)(folder, family)


def travel_answer(data: bytes) -> None:
    with contextlib.suppress(ValueError):
        parse_table(data, 2, 2)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "scenario": scenario,
    "entry": entry,
    "table": table,
    "history": history,
    "settings": settings,
    "part": part,
    "plan": plan_document,
    "levels": levels,
    "levels_table": levels_table,
    "visits": visits,
    "horizon": horizon,
    "recipe": recipe,
    "manifest": manifest,
    "journal": journal,
    "literature": literature,
    "travel_answer": travel_answer,
}


def feed(name: str, data: bytes) -> None:
    """Feed a target; only what is no :class:`DataError` comes back out."""
    with contextlib.suppress(DataError):
        TARGETS[name](data)


# --------------------------------------------------------------------------------- seeds


def seeds(name: str) -> Iterator[bytes]:
    """Our own examples of what a target reads, and what once made it crash."""
    yield from _EXAMPLES[name]()
    yield from crashes(name)


def crashes(name: str) -> Iterator[bytes]:
    """What once made a target crash."""
    for path in sorted((CRASHES / name).glob("*")):
        yield path.read_bytes()


def _chosen(contents: Iterable[bytes]) -> list[bytes]:
    """Contents behind the byte that chooses them."""
    return [bytes([number]) + content for number, content in enumerate(contents)]


def _file(name: str) -> bytes:
    return (_folder() / "day" / name).read_bytes()


_JOURNAL = "".join(
    Record(
        at=dt.datetime(2026, 11, 25, 5, tzinfo=dt.UTC),
        run="r",
        job="a",
        verb="solve",
        input="day",
        key="0" * 64,
        state=state,
        attempt=1,
        findings={"V502": 1},
    ).to_line()
    for state in State
)


_EXAMPLES: dict[str, Callable[[], list[bytes]]] = {
    "scenario": lambda: [
        scenario_to_json(hospital_day()).encode(),
        scenario_to_json(ward_stores()).encode(),
        (_folder() / "day.xlsx").read_bytes(),
    ],
    "entry": lambda: _chosen(p.read_bytes() for p in sorted((_folder() / "day").iterdir())),
    "table": lambda: _chosen(
        path.read_bytes() if path.exists() else b"id;name\n"
        for path in (_folder() / "day" / f"{name}.csv" for name in _TABLES)
    ),
    "history": lambda: [_file("demand_history.csv"), b"ward,item,date,pieces\na,b,2026-01-01,1\n"],
    "settings": lambda: [_file("scenario.toml")],
    "part": lambda: _chosen(_parts()[name] for name in sorted(_parts())),
    "plan": lambda: [plan_to_json(hospital_plan()).encode()],
    "levels": lambda: [levels_to_json(plan(level())).encode()],
    "levels_table": lambda: [levels_to_csv(plan(level()))],
    "visits": lambda: [b'{"scenario": "s", "wards": [{"ward": "A", "visit_days": ["mon"]}]}'],
    "horizon": lambda: [b'{"scenario": "s", "start": "2026-11-25", "days": []}'],
    "recipe": lambda: [path.read_bytes() for path in sorted(_RECIPES.glob("*.toml"))],
    "manifest": lambda: _chosen(
        [
            (
                b"[defaults]\noptions = { time-limit = 1 }\n"
                b'[[jobs]]\ninput = "day"\nseeds = [1, 2]\nlimits = { retries = 1 }\n'
            ),
            b"name;verb;input;options.time-limit;limits.cores;seeds\na;solve;day;1;2;1|2\n",
            b'{"input": "day", "seeds": 2, "options": {"start": "plan.json"}}\n',
        ]
    ),
    "journal": lambda: [_JOURNAL.encode()],
    "literature": lambda: _chosen(_small_file(family).read_bytes() for family in _SETS),
    "travel_answer": lambda: [
        (
            b'{"code":"Ok","durations":[[0,1],[1,0]],"distances":[[0,10],[10,0]],'
            b'"sources":[{"distance":1},{"distance":2}]}'
        )
    ],
}
