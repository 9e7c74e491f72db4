"""How is a horizon plan read from JSON and written to it?"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from optimizer.formats.document_io import read_document
from optimizer.formats.gather import Read
from optimizer.formats.json_text import document_to_json
from optimizer.horizon_plan import HorizonPlan

__all__ = ["horizon_to_json", "read_horizon"]


def read_horizon(source: Path | str | BinaryIO) -> Read[HorizonPlan]:
    """Read a horizon plan from a JSON file or stream.

    Parameters
    ----------
    source : Path, str or binary stream
        The file, or an open stream.

    Returns
    -------
    Read of HorizonPlan
        The plan, and what was tolerated.

    Raises
    ------
    DataError
        With everything that is wrong.

    Examples
    --------
    >>> import io
    >>> from tests.told_horizon import told_horizon
    >>> plan = told_horizon()
    >>> read_horizon(io.BytesIO(horizon_to_json(plan).encode())).value == plan
    True
    """
    return read_document(HorizonPlan, source, "a horizon plan is a JSON file")


def horizon_to_json(plan: HorizonPlan) -> str:
    """A horizon plan as readable JSON; equal plans give equal texts.

    Examples
    --------
    >>> from tests.told_horizon import told_horizon
    >>> horizon_to_json(told_horizon()).splitlines()[2]
    ' "scenario": "ward-stores",'
    """
    return document_to_json(plan)
