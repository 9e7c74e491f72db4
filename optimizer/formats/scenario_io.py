"""How is a scenario read and written, whichever of its three formats it has?

The content of a file decides its format, not its name alone; writing goes by the suffix.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from optimizer.domain import Scenario
from optimizer.files import write_atomically
from optimizer.findings import DataError, Finding, Place
from optimizer.formats.build import build_document
from optimizer.formats.gather import Gatherer, Read
from optimizer.formats.json_text import document_sha256, document_to_json, parse_json
from optimizer.formats.plan_io import source_name
from optimizer.formats.text import read_bytes

__all__ = ["read_scenario", "scenario_sha256", "scenario_to_json", "write_scenario"]

_FOREIGN = {".csv", ".xls", ".xlsm", ".xlsb", ".ods", ".toml", ".yaml", ".yml", ".xml", ".zip"}


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
    name = source_name(source)
    path = Path(source) if isinstance(source, str) else source
    scenario = None
    data = read_bytes(path, name, gatherer)
    if data is not None:
        raw = parse_json(data, name, gatherer)
        if not gatherer.failed:
            scenario = build_document(Scenario, raw, Place(name), gatherer)
    return gatherer.outcome(scenario)


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
    if suffix == ".json":
        write_atomically(target, scenario_to_json(scenario).encode())
    elif suffix in _FOREIGN:
        message = f"scenarios are not written as {suffix}"
        raise DataError([Finding("F001", message, Place(target.name))])


def scenario_to_json(scenario: Scenario) -> str:
    """A scenario as readable JSON; equal scenarios give equal texts."""
    return document_to_json(scenario)


def scenario_sha256(scenario: Scenario) -> str:
    """SHA-256 of a scenario, the same whichever format it came from."""
    return document_sha256(scenario)
