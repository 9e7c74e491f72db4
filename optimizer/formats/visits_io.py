"""How are delivery weekdays read from JSON and written to it?"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from optimizer.findings import Place
from optimizer.formats.build import Where, build_document
from optimizer.formats.gather import Gatherer, Read
from optimizer.formats.json_text import document_to_json, parse_json
from optimizer.formats.plan_io import source_name
from optimizer.formats.text import is_folder, read_bytes
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
    gatherer = Gatherer()
    name = source_name(source)
    path = Path(source) if isinstance(source, str) else source
    if isinstance(path, Path) and is_folder(path):
        message = "delivery days are a JSON file, not a folder"
        gatherer.error("F001", message, Place(name), "Name the file.")
    visits = None
    data = None if gatherer.failed else read_bytes(path, name, gatherer)
    if data is not None:
        raw = parse_json(data, name, gatherer)
        if not gatherer.failed:
            visits = build_document(VisitPlan, raw, Where(name), gatherer)
    return gatherer.outcome(visits)


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
