"""Which scenario do settings and tables make?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimizer.domain import Scenario
from optimizer.findings import Place
from optimizer.formats.baseline import routes_from_rows
from optimizer.formats.baseline_rows import BaselineRouteRow, BaselineRow
from optimizer.formats.build import Where, build_document
from optimizer.formats.gather import Gatherer
from optimizer.formats.grid import Rows
from optimizer.formats.layout import BASELINE_TABLES, HISTORY_TABLE, TABLES
from optimizer.history import DemandHistory
from optimizer.plan import RoutePlan

__all__ = ["assemble"]


def assemble(
    settings: Mapping[str, Any] | None,
    where: Where,
    tables: Mapping[str, Rows],
    history: DemandHistory | None,
    container: str,
    gatherer: Gatherer,
) -> Scenario | None:
    """Make a scenario of its settings and tables.

    Parameters
    ----------
    settings : mapping of str to object, or None
        Nested plain values; None where they could not be read.
    where : Where
        Where the settings are.
    tables : mapping of str to Rows
        Tables that are there, by name, other than the history.
    history : DemandHistory or None
        The demand history, where there is one.
    container : str
        Name of the folder or workbook, for findings about tables that are not there.
    gatherer : Gatherer
        Gets every fault.

    Returns
    -------
    Scenario or None
        None where a fault was told.
    """
    for name, table in TABLES.items():
        if table.required and name not in tables:
            gatherer.error("F020", f"there is no table {name}", Place(container, None, name))
    built: dict[str, object] = {
        name: tuple(tables[name].documents) if name in tables else ()
        for name in TABLES
        if name not in {*BASELINE_TABLES, HISTORY_TABLE.name}
    }
    built[HISTORY_TABLE.name] = history
    built["baseline"] = None
    if settings is None:
        gatherer.parts[Scenario] = built
        return None
    settings = dict(settings)
    raw_baseline = settings.pop("baseline", None)
    if raw_baseline is not None or any(tables[n].documents for n in BASELINE_TABLES if n in tables):
        if isinstance(raw_baseline, (dict, type(None))):
            raw_baseline = {"scenario": settings.get("name")} | (raw_baseline or {})
        built["baseline"] = build_document(
            RoutePlan, raw_baseline, where.within("baseline"), gatherer, _plan(tables, gatherer)
        )
    return build_document(Scenario, settings, where, gatherer, built)


def _plan(tables: Mapping[str, Rows], gatherer: Gatherer) -> dict[str, object]:
    rows = tables.get("baseline", Rows())
    route_rows = tables.get("baseline_routes", Rows())
    unserved = tables.get("baseline_unserved", Rows())
    if gatherer.failed:
        return {"routes": (), "unserved": ()}
    routes = routes_from_rows(
        [row for row in rows.documents if isinstance(row, BaselineRow)],
        [row for row in route_rows.documents if isinstance(row, BaselineRouteRow)],
        rows.place,
        route_rows.place,
        gatherer,
    )
    return {"routes": routes, "unserved": tuple(unserved.documents)}
