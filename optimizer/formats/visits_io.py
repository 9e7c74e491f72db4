"""How are delivery weekdays read from JSON and written to it?"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from optimizer.formats.document_io import read_document
from optimizer.formats.gather import Read
from optimizer.formats.json_text import document_to_json
from optimizer.visit_plan import VisitPlan

__all__ = ["read_visits", "visits_to_json"]


def read_visits(source: Path | str | BinaryIO) -> Read[VisitPlan]:
    """Read delivery weekdays from a JSON file or stream.

    Parameters
    ----------
    source : Path, str or binary stream
        The file, or an open stream.

    Returns
    -------
    Read of VisitPlan
        The weekdays, and what was tolerated.

    Raises
    ------
    DataError
        With everything that is wrong.

    Examples
    --------
    >>> import io
    >>> from tests.stock import ward_stores
    >>> from tests.told_levels import visit_plan
    >>> text = visits_to_json(visit_plan(ward_stores()))
    >>> read_visits(io.BytesIO(text.encode())).value == visit_plan(ward_stores())
    True
    """
    return read_document(VisitPlan, source, "delivery days are a JSON file")


def visits_to_json(visits: VisitPlan) -> str:
    """Delivery weekdays as readable JSON; equal ones give equal texts.

    Examples
    --------
    >>> from tests.stock import ward_stores
    >>> from tests.told_levels import visit_plan
    >>> visits_to_json(visit_plan(ward_stores())).splitlines()[2]
    ' "scenario": "ward-stores",'
    """
    return document_to_json(visits)
