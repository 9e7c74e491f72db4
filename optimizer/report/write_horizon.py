"""How does the report of a horizon plan become bytes? A page and a workbook."""

from __future__ import annotations

from collections.abc import Iterable

from optimizer.domain import Scenario
from optimizer.horizon_plan import HorizonPlan
from optimizer.report.horizon_long_tables import orders_table, stocks_table
from optimizer.report.horizon_page import horizon_page
from optimizer.report.horizon_tables import (
    days_table,
    figures_table,
    judged_table,
    moved_table,
    short_table,
    wards_table,
)
from optimizer.report.render import page_html
from optimizer.report.text import Language
from optimizer.report.workbook import workbook_bytes
from optimizer.travel import TravelTimes

__all__ = ["horizon_report", "horizon_workbook"]


def horizon_report(
    scenario: Scenario,
    travel: TravelTimes,
    plan: HorizonPlan,
    *,
    lang: str = "en",
    wards: Iterable[str] = (),
) -> bytes:
    """Tell a horizon plan on one self-contained page.

    Parameters
    ----------
    scenario : Scenario
        What was asked.
    travel : TravelTimes
        Between its sites.
    plan : HorizonPlan
        What was answered.
    lang : {"en", "sv"}
        Language of the page.
    wards : iterable of str
        Wards whose stocks are drawn; the busiest by default.

    Returns
    -------
    bytes
        HTML in UTF-8.

    Raises
    ------
    ValueError
        If there is no such language, or the plan has no such ward.

    Examples
    --------
    >>> from optimizer.travel import measure
    >>> from tests.stock import ward_stores
    >>> from tests.told_horizon import told_horizon
    >>> horizon_report(ward_stores(), measure(ward_stores()), told_horizon())[:15]
    b'<!DOCTYPE html>'
    """
    say = Language(lang)
    return page_html(horizon_page(scenario, travel, plan, say, wards), "horizon", say).encode()


def horizon_workbook(scenario: Scenario, plan: HorizonPlan, *, lang: str = "en") -> bytes:
    """Tell a horizon plan in a workbook: one sheet a table.

    Parameters
    ----------
    scenario : Scenario
        What was asked.
    plan : HorizonPlan
        What was answered.
    lang : {"en", "sv"}
        Language of the sheets.

    Returns
    -------
    bytes
        Content of an ``.xlsx`` file.

    Raises
    ------
    ValueError
        If there is no such language.

    Examples
    --------
    >>> from tests.stock import ward_stores
    >>> from tests.told_horizon import told_horizon
    >>> horizon_workbook(ward_stores(), told_horizon())[:2]
    b'PK'
    """
    say = Language(lang)
    tables = [
        figures_table(plan, say),
        judged_table(plan, say),
        days_table(plan, say),
        wards_table(scenario, plan, say),
        orders_table(plan, say),
        stocks_table(plan, say),
        short_table(plan, say),
        moved_table(plan, say),
    ]
    return workbook_bytes([table for table in tables if table.rows or table.empty], say)
