"""How is a plan read from JSON and written to it?"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from optimizer.files import write_atomically
from optimizer.findings import Place
from optimizer.formats.build import Where, build_document
from optimizer.formats.gather import Gatherer, Read
from optimizer.formats.json_text import document_to_json, parse_json
from optimizer.formats.text import is_folder, read_bytes
from optimizer.plan import RoutePlan

__all__ = ["plan_to_json", "read_plan", "source_name", "write_plan"]


def read_plan(source: Path | str | BinaryIO) -> Read[RoutePlan]:
    """Read a plan from a JSON file or stream.

    Parameters
    ----------
    source : Path, str or binary stream
        The file, or an open stream.

    Returns
    -------
    Read of RoutePlan
        The plan, and what was tolerated.

    Raises
    ------
    DataError
        With everything that is wrong.

    Examples
    --------
    >>> import io
    >>> read_plan(io.BytesIO(b'{"scenario": "tiny"}')).value.routes
    ()
    """
    gatherer = Gatherer()
    name = source_name(source)
    path = Path(source) if isinstance(source, str) else source
    if isinstance(path, Path) and is_folder(path):
        gatherer.error("F001", "a plan is a JSON file, not a folder", Place(name), "Name the file.")
    plan = None
    data = None if gatherer.failed else read_bytes(path, name, gatherer)
    if data is not None:
        raw = parse_json(data, name, gatherer)
        if not gatherer.failed:
            plan = build_document(RoutePlan, raw, Where(name), gatherer)
    return gatherer.outcome(plan)


def write_plan(plan: RoutePlan, target: Path | str) -> None:
    """Write a plan to a JSON file, whole or not at all.

    Parameters
    ----------
    plan : RoutePlan
        The plan.
    target : Path or str
        The file, in an existing folder.

    Raises
    ------
    DataError
        F004 if the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> plan = RoutePlan(scenario="tiny")
    >>> write_plan(plan, Path(folder.name, "plan.json"))
    >>> read_plan(Path(folder.name, "plan.json")).value == plan
    True
    >>> folder.cleanup()
    """
    write_atomically(target, plan_to_json(plan).encode())


def plan_to_json(plan: RoutePlan) -> str:
    """A plan as readable JSON; equal plans give equal texts.

    Examples
    --------
    >>> plan_to_json(RoutePlan(scenario="tiny")).splitlines()[2]
    ' "scenario": "tiny",'
    """
    return document_to_json(plan)


def source_name(source: Path | str | BinaryIO) -> str:
    """What findings call a source: the last part of its path, or the stream.

    Examples
    --------
    >>> import io
    >>> source_name("data/day.json"), source_name(io.BytesIO())
    ('day.json', 'standard input')
    """
    if isinstance(source, (str, Path)):
        return Path(source).name or str(source)
    return "standard input"
