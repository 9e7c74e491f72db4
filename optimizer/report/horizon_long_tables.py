"""Which long tables has the workbook of a horizon? Every stock, every order, day by day."""

from __future__ import annotations

from optimizer.horizon_plan import HorizonPlan
from optimizer.report.table import Column, Kind, Table
from optimizer.report.text import Language

__all__ = ["orders_table", "stocks_table"]


def stocks_table(plan: HorizonPlan, say: Language) -> Table:
    """One row a ward, flow and day: the projection.

    Examples
    --------
    >>> from tests.told_horizon import told_horizon
    >>> len(stocks_table(told_horizon(), Language("en")).rows) % 7
    0
    """
    columns = (
        Column(say.text("Ward")),
        Column(say.text("Flow")),
        Column(say.text("Day")),
        Column(say.text("Min"), Kind.FINE),
        Column(say.text("Max"), Kind.FINE),
        Column(say.text("Brought"), Kind.FINE),
        Column(say.text("Used"), Kind.FINE),
        Column(say.text("Missing"), Kind.FINE),
        Column(say.text("Stock in the evening"), Kind.FINE),
    )
    rows = tuple(
        (
            *(row.ward, row.flow, day.date, row.min_carriers, row.max_carriers),
            *(row.delivered[at], row.used[at], row.short[at], row.end[at]),
        )
        for row in plan.stocks
        for at, day in enumerate(plan.days)
    )
    return Table("stocks", say.text("Stock projection"), columns, rows)


def orders_table(plan: HorizonPlan, say: Language) -> Table:
    """One row an order of a day.

    Examples
    --------
    >>> from tests.told_horizon import told_horizon
    >>> orders_table(told_horizon(), Language("en")).rows[0][1]
    'sas-supplies'
    """
    columns = (
        Column(say.text("Day")),
        Column(say.text("Order")),
        Column(say.text("Flow")),
        Column(say.text("Site")),
        Column(say.text("Load carriers"), Kind.COUNT),
        Column(say.text("Weight"), Kind.WEIGHT),
        Column(say.text("Priority"), Kind.COUNT),
    )
    rows = tuple(
        (
            *(day.date, order.id, order.flow, order.site),
            *(order.carriers, order.weight_kg, order.priority),
        )
        for day in plan.days
        for order in day.orders
    )
    return Table("orders", say.text("Orders of each day"), columns, rows)
