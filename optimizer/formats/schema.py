"""Which JSON Schema do the documents follow?"""

from __future__ import annotations

from typing import Any, Literal

from optimizer.domain import Scenario
from optimizer.horizon_plan import HorizonPlan
from optimizer.level_plan import LevelPlan
from optimizer.plan import Document, RoutePlan

__all__ = ["json_schema"]

_DOCUMENTS: dict[str, type[Document]] = {
    "scenario": Scenario,
    "plan": RoutePlan,
    "levels": LevelPlan,
    "horizon": HorizonPlan,
}


def json_schema(document: Literal["scenario", "plan", "levels", "horizon"]) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a document, as it is written.

    Parameters
    ----------
    document : {"scenario", "plan", "levels", "horizon"}
        Which document.

    Returns
    -------
    dict
        The schema, ready for ``json.dumps``.

    Raises
    ------
    ValueError
        If there is no such document.

    Examples
    --------
    >>> schema = json_schema("plan")
    >>> schema["title"], sorted(schema["properties"])[:2]
    ('RoutePlan', ['cost', 'provenance'])
    """
    if document not in _DOCUMENTS:
        raise ValueError(f"{document!r} is none of {sorted(_DOCUMENTS)}")
    schema = _DOCUMENTS[document].model_json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
