"""What is one day of a horizon as a scenario of its own? What ``solve`` and ``check`` take."""

from __future__ import annotations

import datetime as dt

from optimizer.domain import Order, Scenario
from optimizer.ward_stores import OrderLine

__all__ = ["day_scenario"]


def day_scenario(
    scenario: Scenario, day: dt.date, orders: tuple[Order, ...], lines: tuple[OrderLine, ...] = ()
) -> Scenario:
    """A day of the horizon as a scenario with orders.

    Parameters
    ----------
    scenario : Scenario
        Sites, fleet, flows and wards.
    day : date
        The day.
    orders : tuple of Order
        What is asked of the fleet.
    lines : tuple of OrderLine
        The pick list.

    Returns
    -------
    Scenario
        Without shelves, history, capacities and baseline: they are the horizon's.

    Examples
    --------
    >>> from tests.stock import ward_stores
    >>> day_scenario(ward_stores(), dt.date(2025, 3, 6), ()).ward_items
    ()
    """
    return scenario.model_copy(
        update={
            "day": day,
            "orders": orders,
            "order_lines": lines,
            "ward_items": (),
            "lead_times": (),
            "closed_days": (),
            "weekday_capacities": (),
            "ward_returns": (),
            "loops": (),
            "demand_history": None,
            "baseline": None,
        }
    )
