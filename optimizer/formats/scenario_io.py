"""How is a scenario read and written, whichever of its three formats it has?

The content of a file decides its format, not its name alone; writing goes by the suffix.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO

from optimizer.domain import Scenario
from optimizer.files import write_atomically
from optimizer.findings import Finding, Place
from optimizer.formats.document_io import parse_document, source_name
from optimizer.formats.folder import read_folder, write_folder
from optimizer.formats.gather import Gatherer, Read
from optimizer.formats.json_text import document_sha256, document_to_json
from optimizer.formats.layout import BASELINE_TABLES, HISTORY_TABLE, TABLES
from optimizer.formats.limits import MAX_DOCUMENT_BYTES, MAX_FILE_BYTES
from optimizer.formats.text import is_folder, read_bytes
from optimizer.formats.workbook_read import read_workbook
from optimizer.formats.workbook_write import workbook_bytes
from optimizer.validate import validate_readable

__all__ = ["read_scenario", "scenario_sha256", "scenario_to_json", "write_scenario"]

_ZIP = b"PK"
_HISTORY = b'"demand_history"'
"""Documents that have one may be larger than others."""
_FOREIGN = {".csv", ".toml", ".xls", ".xlsm", ".xlsb", ".ods", ".yaml", ".yml", ".xml", ".zip"}
_REMEDIES = {
    ".csv": "Name the folder that the tables are in.",
    ".toml": "Name the folder that the tables are in.",
    ".xls": "Save it as .xlsx.",
    ".xlsb": "Save it as .xlsx.",
    ".ods": "Save it as .xlsx.",
}


def read_scenario(source: Path | str | BinaryIO) -> Read[Scenario]:
    """Read a scenario from a folder of tables, a JSON document or a workbook.

    Parameters
    ----------
    source : Path, str or binary stream
        A folder with ``scenario.toml`` and CSV tables, a ``.json`` or ``.xlsx`` file, or an
        open stream of either.

    Returns
    -------
    Read of Scenario
        The scenario, and what was tolerated in reading it.

    Raises
    ------
    DataError
        With everything that is wrong in all of its files.
    """
    gatherer = Gatherer()
    scenario = _read(source, gatherer)
    if scenario is None:
        gatherer.add(_coherence_of_the_rest(gatherer))
    return gatherer.outcome(scenario)


def _read(source: Path | str | BinaryIO, gatherer: Gatherer) -> Scenario | None:
    """The scenario, or None where something is wrong and has been told."""
    name = source_name(source)
    path = Path(source) if isinstance(source, str) else source
    if isinstance(path, Path) and is_folder(path):
        return read_folder(path, gatherer)
    data = read_bytes(path, name, gatherer, MAX_DOCUMENT_BYTES)
    if data is None:
        return None
    suffix = Path(name).suffix.lower() if isinstance(path, Path) else ""
    if len(data) > MAX_FILE_BYTES and (data.startswith(_ZIP) or _HISTORY not in data):
        message = f"the file is larger than {MAX_FILE_BYTES // 2**20} MB"
        gatherer.error("F005", message, Place(name))
        return None
    if data.startswith(_ZIP) or suffix == ".xlsx":
        return read_workbook(data, name, gatherer)
    if suffix in _FOREIGN:
        message = f"scenarios are not read from {suffix} files"
        gatherer.error("F001", message, Place(name), _REMEDIES.get(suffix, ""))
        return None
    return parse_document(Scenario, data, name, gatherer)


def _coherence_of_the_rest(gatherer: Gatherer) -> tuple[Finding, ...]:
    """What does not fit together, told beside what could not be read.

    Cells whose fault was told are left out, and nothing is said where a file was not read
    to its end.
    """
    parts = gatherer.parts.get(Scenario)
    if parts is None or gatherer.is_any_full:
        return ()
    tables: dict[str, Any] = {}
    doubtful: dict[str, dict[int, set[str]]] = {}
    for name, table in TABLES.items():
        if name not in BASELINE_TABLES and name != HISTORY_TABLE.name:
            rows = parts.get(name)
            tables[name] = rows if isinstance(rows, tuple) else ()
            doubtful[name] = {
                index: columns
                for (model, index), columns in gatherer.stand_ins.items()
                if model is table.model
            }
    partial = Scenario.model_construct(**tables)
    return validate_readable(partial, doubtful)


def write_scenario(scenario: Scenario, target: Path | str) -> None:
    """Write a scenario: to a JSON document, a workbook, or else a folder of tables.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    target : Path or str
        ``.json`` or ``.xlsx`` file, otherwise a folder. Each file is replaced whole or not at
        all.

    Raises
    ------
    DataError
        F001 for a suffix that is not written, F004 if the disk refuses, F017 for a text the
        format cannot hold.
    """
    target = Path(target)
    suffix = target.suffix.lower()
    gatherer = Gatherer()
    if suffix == ".json":
        write_atomically(target, scenario_to_json(scenario).encode())
    elif suffix == ".xlsx":
        data = workbook_bytes(scenario, target.name, gatherer)
        gatherer.outcome(data)
        write_atomically(target, data)
    elif suffix in _FOREIGN and not target.is_dir():
        gatherer.error("F001", f"scenarios are not written as {suffix}", Place(target.name))
    else:
        write_folder(scenario, target, gatherer)
    gatherer.outcome(scenario)


def scenario_to_json(scenario: Scenario) -> str:
    """A scenario as readable JSON; equal scenarios give equal texts."""
    return document_to_json(scenario)


def scenario_sha256(scenario: Scenario) -> str:
    """SHA-256 of a scenario, the same whichever format it came from."""
    return document_sha256(scenario)
