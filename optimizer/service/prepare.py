"""What do all verbs of the ward stores begin with? Validate, then fit the demand."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import numpy as np

from optimizer.domain import Scenario
from optimizer.findings import DataError, Finding, Place, Severity
from optimizer.formats import scenario_sha256
from optimizer.plan import Provenance
from optimizer.translate.demand_rows import DemandRows, demand_rows
from optimizer.translate.shelves import Shelves, shelves_of
from optimizer.validate import validate

if TYPE_CHECKING:
    from models.inventory.fit import DemandFit

__all__ = ["LaidOut", "Prepared", "fitted", "lay_out", "prepare", "provenance_of"]

log = logging.getLogger("wardflow.service")

_LEAST_DAYS = 56


@dataclass(frozen=True, eq=False)
class LaidOut:
    """A scenario whose ward stores can be worked with, before demand is fitted.

    Parameters
    ----------
    shelves : Shelves
        Its ward items as columns.
    rows : DemandRows
        Its history by ward item.
    findings : tuple of Finding
        Warnings and notes.
    """

    shelves: Shelves
    rows: DemandRows
    findings: tuple[Finding, ...]


@dataclass(frozen=True, eq=False)
class Prepared(LaidOut):
    """A scenario whose ward stores can be worked with.

    Parameters
    ----------
    shelves, rows, findings
        As of :class:`LaidOut`.
    fit : DemandFit
        Demand of every ward item, and its doubt.
    """

    fit: DemandFit


def prepare(scenario: Scenario) -> Prepared:
    """Validate a scenario's ward stores and fit the demand of each ward item.

    Parameters
    ----------
    scenario : Scenario
        With wards, items, ward items and a history.

    Returns
    -------
    Prepared
        Columns, demand, and what is worth knowing.

    Raises
    ------
    DataError
        If the scenario cannot be worked with, with every finding.

    Examples
    --------
    >>> from tests.stock import ward_stores
    >>> prepared = prepare(ward_stores())
    >>> prepared.fit.n_days.tolist(), prepared.fit.n_stock_outs.tolist()
    ([182, 182, 182, 182, 182, 182], [7, 0, 0, 0, 0, 0])
    """
    return fitted(lay_out(scenario))


def lay_out(scenario: Scenario) -> LaidOut:
    """Validate a scenario's ward stores, and make columns of them.

    Parameters
    ----------
    scenario : Scenario
        With wards, items, ward items and a history.

    Returns
    -------
    LaidOut
        Columns, and what is worth knowing.

    Raises
    ------
    DataError
        If the scenario cannot be worked with, with every finding.

    Examples
    --------
    >>> from tests.stock import ward_stores
    >>> lay_out(ward_stores()).shelves.n
    6
    """
    findings = list(validate(scenario))
    _refuse_errors(findings)
    if not scenario.ward_items:
        raise DataError([*findings, Finding("S201", "no ward items", Place("ward_items"))])
    shelves = shelves_of(scenario)
    rows = demand_rows(shelves)
    if rows is None:
        told = "no row of any ward item" if scenario.demand_history else "no history"
        raise DataError([*findings, Finding("S202", told, Place("demand_history"))])
    return LaidOut(shelves, rows, (*findings, *_about_history(rows)))


def fitted(laid_out: LaidOut) -> Prepared:
    """Fit the demand of each ward item.

    Parameters
    ----------
    laid_out : LaidOut
        Ward items and history as columns.

    Returns
    -------
    Prepared
        The same with demand.

    Examples
    --------
    >>> from tests.stock import ward_stores
    >>> fitted(lay_out(ward_stores())).fit.n_days.tolist()
    [182, 182, 182, 182, 182, 182]
    """
    from models.inventory.fit import fit_demand

    shelves, rows = laid_out.shelves, laid_out.rows
    fit = fit_demand(
        rows.pair,
        rows.day,
        rows.pieces,
        rows.stock_out,
        n_pairs=shelves.n,
        n_days=rows.n_days,
        first_weekday=rows.first_day.weekday(),
        pool=shelves.ward,
    )
    log.info("demand of %d ward items from %d rows", shelves.n, len(rows.pair))
    return Prepared(shelves, rows, laid_out.findings, fit)


def provenance_of(
    scenario: Scenario,
    source: str,
    *,
    seed: int | None = None,
    status: str = "",
    engine: str = "",
) -> Provenance:
    """Who made a document of the ward stores, and from what.

    Parameters
    ----------
    scenario : Scenario
        What it was made from.
    source : str
        The verb, and what was particular.
    seed : int, optional
        Seed of what was random.
    status : str
        optimal, feasible ...; empty where that has no meaning.
    engine : str
        Engine with its version, besides the libraries of the arithmetic.

    Returns
    -------
    Provenance
        Without seconds: the same input gives the same document.

    Examples
    --------
    >>> from tests.stock import ward_stores
    >>> provenance_of(ward_stores(), "wardflow levels").source
    'wardflow levels'
    """
    try:
        own = version("wardflow")
    except PackageNotFoundError:
        own = ""
    engines = [engine] if engine else []
    engines += [f"numba {version('numba')}", f"numpy {np.__version__}"]
    return Provenance(
        source=source,
        engine_version=", ".join(engines),
        wardflow_version=own,
        seed=seed,
        status=status,
        scenario_sha256=scenario_sha256(scenario),
    )


def _refuse_errors(findings: Sequence[Finding]) -> None:
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise DataError(findings)


def _about_history(rows: DemandRows) -> list[Finding]:
    told = []
    if rows.n_strange:
        message = f"{rows.n_strange} rows are of items that their ward does not keep"
        told.append(Finding("S204", message, Place("demand_history")))
    if rows.n_days < _LEAST_DAYS:
        message = f"{rows.n_days} days; {_LEAST_DAYS} are the least to tell weekdays apart"
        told.append(Finding("S207", message, Place("demand_history")))
    return told
