"""How is a plan read from JSON and written to it?"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from optimizer.files import write_atomically
from optimizer.formats.document_io import read_document
from optimizer.formats.gather import Read
from optimizer.formats.json_text import document_to_json
from optimizer.plan import RoutePlan

__all__ = ["plan_to_json", "read_plan", "write_plan"]


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
    return read_document(RoutePlan, source, "a plan is a JSON file")


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
