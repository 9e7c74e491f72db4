"""What does each ward get today? Validate, then turn this morning's count into orders."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from optimizer.domain import Scenario
from optimizer.findings import DataError, Severity
from optimizer.level_plan import LevelPlan
from optimizer.replenish import Replenished, replenish
from optimizer.validate import validate

__all__ = ["replenish_day"]


def replenish_day(
    scenario: Scenario,
    levels: LevelPlan | None = None,
    day: dt.date | None = None,
    *,
    may_wait: bool = True,
) -> Replenished:
    """Turn the stock counts of a morning into orders that ``plan_day`` takes.

    Parameters
    ----------
    scenario : Scenario
        With wards, items and ward items that are counted.
    levels : LevelPlan, optional
        Min and max; today's own if left out.
    day : date, optional
        Day of delivery; the scenario's own if left out.
    may_wait : bool
        Whether goods may wait for a fuller load carrier.

    Returns
    -------
    Replenished
        The scenario with its new orders, the pick list, what waits, and all findings.

    Raises
    ------
    DataError
        If the scenario or the counts cannot be worked with, with every finding.

    Examples
    --------
    >>> from tests.stock import ward_stores
    >>> [order.id for order in replenish_day(ward_stores()).orders]
    ['lerum-linen']
    """
    findings = validate(scenario)
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise DataError(findings)
    done = replenish(scenario, levels, day, may_wait=may_wait)
    return replace(done, findings=(*findings, *done.findings))
