"""How is a scenario kept as a folder of CSV tables and ``scenario.toml``?"""

from __future__ import annotations

import os
from pathlib import Path

from optimizer.domain import Scenario
from optimizer.files import write_folder_atomically
from optimizer.findings import Place
from optimizer.formats.assemble import assemble
from optimizer.formats.build import Where
from optimizer.formats.csv_text import csv_bytes, csv_grid
from optimizer.formats.gather import Gatherer, hint, shorten
from optimizer.formats.grid import Rows, read_table
from optimizer.formats.heading import plain_name
from optimizer.formats.history_columns import HistoryCells, history_of
from optimizer.formats.history_csv import history_csv_cells
from optimizer.formats.history_rows import history_csv
from optimizer.formats.layout import HISTORY_TABLE, SETTINGS_TABLE, TABLES
from optimizer.formats.limits import MAX_FILE_BYTES, MAX_HISTORY_BYTES
from optimizer.formats.settings import parse_toml, settings_toml
from optimizer.formats.text import read_bytes
from optimizer.formats.written import setting_cells, table_cells, written_tables
from optimizer.history import DemandHistory

__all__ = ["read_folder", "write_folder"]

_SETTINGS_FILE = f"{SETTINGS_TABLE}.toml"
_LOOK_LIKE_TABLES = {".txt", ".tsv", ".xls", ".xlsx", ".ods"}


def read_folder(folder: Path, gatherer: Gatherer) -> Scenario | None:
    """Read a scenario from a folder.

    Parameters
    ----------
    folder : Path
        Folder with ``scenario.toml`` and the tables.
    gatherer : Gatherer
        Gets every fault of every file and everything tolerated.

    Returns
    -------
    Scenario or None
        None where a fault was told.
    """
    files = _files(folder, gatherer)
    tables: dict[str, Rows] = {}
    for name, table in TABLES.items():
        path = files.get(f"{name}.csv")
        if path is None or table is HISTORY_TABLE:
            continue
        tables[name] = Rows(source=path.name)
        data = _bytes(path, gatherer)
        grid = None if data is None else csv_grid(table, data, path.name, gatherer)
        if grid is not None:
            tables[name] = read_table(table, grid, gatherer)
    path = files.get(f"{HISTORY_TABLE.name}.csv")
    history = None if path is None else _history(path, gatherer)
    settings = None
    path = files.get(_SETTINGS_FILE)
    if path is None:
        message = f"there is no {_SETTINGS_FILE}"
        gatherer.error("F020", message, Place(folder.name))
    else:
        data = _bytes(path, gatherer)
        settings = None if data is None else parse_toml(data, path.name, gatherer)
    return assemble(settings, Where(_SETTINGS_FILE), tables, history, folder.name, gatherer)


def write_folder(scenario: Scenario, folder: Path, gatherer: Gatherer) -> None:
    """Write a scenario to a folder; tables of an earlier one that it lacks are removed.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    folder : Path
        Folder; made if missing. Its other files are left alone.
    gatherer : Gatherer
        Gets F017 for texts that CSV cannot hold; nothing is written then.

    Raises
    ------
    DataError
        F004 if the disk refuses.
    """
    files = {_SETTINGS_FILE: settings_toml(setting_cells(scenario, _SETTINGS_FILE, gatherer))}
    for table, rows in written_tables(scenario).items():
        name = f"{table.name}.csv"
        files[name] = csv_bytes(table, table_cells(table, rows, name, gatherer))
    if scenario.demand_history is not None:
        name = f"{HISTORY_TABLE.name}.csv"
        files[name] = history_csv(scenario.demand_history, name, gatherer)
    if not gatherer.failed:
        write_folder_atomically(folder, files, obsolete=[f"{name}.csv" for name in TABLES])


def _history(path: Path, gatherer: Gatherer) -> DemandHistory | None:
    found = _history_cells(path, gatherer)  # the file itself is no longer in memory
    return None if found is None else history_of(found, gatherer)


def _history_cells(path: Path, gatherer: Gatherer) -> HistoryCells | None:
    data = _bytes(path, gatherer, MAX_HISTORY_BYTES)
    return None if data is None else history_csv_cells(data, path.name, gatherer)


def _bytes(path: Path, gatherer: Gatherer, limit: int = MAX_FILE_BYTES) -> bytes | None:
    """Content of an entry that is a file, or a link to a table.

    Tables are shared among days by links; but a folder that somebody sent must not have us
    read whatever else we may, and tell of it in findings.
    """
    is_told = path.exists() and not path.is_file()
    # Of links in a circle, realpath gives one of them; reading then tells.
    target = Path(os.path.realpath(path)) if path.is_symlink() else path
    if is_told or target.suffix.lower() != path.suffix.lower():
        what = "it is no ordinary file" if is_told else "it is a link to something else"
        gatherer.error("F003", what, Place(path.name))
        return None
    return read_bytes(path, path.name, gatherer, limit)


def _files(folder: Path, gatherer: Gatherer) -> dict[str, Path]:
    """Files of the scenario by canonical name; unknown tables are told."""
    known = [_SETTINGS_FILE, *(f"{name}.csv" for name in TABLES)]
    found: dict[str, Path] = {}
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        gatherer.error("F003", f"cannot be read: {error.strerror}", Place(folder.name))
        return {}
    for path in paths:
        suffix = path.suffix.lower()
        if path.name.startswith((".", "~")) or path.is_dir():
            continue
        name = plain_name(path.stem) + suffix
        if name in found:
            gatherer.error("F022", f"{found[name].name} is there as well", Place(path.name))
        elif name in known:
            if path.name != name:
                gatherer.tolerate("F057", path.name, None, "", f"read as {name}")
            found[name] = path
        elif suffix in {".csv", ".toml"}:
            remedy = hint(name, known)
            message = f"no table is called {shorten(path.name)}"
            gatherer.error("F021", message, Place(path.name), remedy)
        elif suffix in _LOOK_LIKE_TABLES and plain_name(path.stem) in TABLES:
            gatherer.tolerate("F064", path.name, None, "", "left aside")
    return found
