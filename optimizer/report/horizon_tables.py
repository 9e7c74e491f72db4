"""Which tables tell a horizon plan? Figures, days, wards, stocks, what is short or put off."""

from __future__ import annotations

from optimizer.domain import Scenario
from optimizer.horizon_plan import HorizonPlan, HorizonResource
from optimizer.report.table import Cell, Column, Kind, Quantity, Table
from optimizer.report.text import N_, Language

__all__ = [
    "FIGURES",
    "days_table",
    "figures_table",
    "judged_table",
    "moved_table",
    "short_table",
    "wards_table",
]

FIGURES: dict[str, tuple[str, Kind]] = {
    "visits": (N_("Deliveries to wards"), Kind.COUNT),
    "stops": (N_("Stops of vehicles"), Kind.COUNT),
    "routes": (N_("Routes"), Kind.COUNT),
    "km": (N_("Distance"), Kind.LENGTH),
    "carriers": (N_("Load carriers out"), Kind.COUNT),
    "lines": (N_("Order lines"), Kind.COUNT),
    "emergencies": (N_("Ward days with an emergency"), Kind.COUNT),
    "fill_rate": (N_("Shelf fill rate"), Kind.SERVICE),
    "stock_sek": (N_("Mean stock value"), Kind.MONEY),
    "end_stock_sek": (N_("Stock value at the end"), Kind.MONEY),
    "travel_sek": (N_("Routes, cost"), Kind.MONEY),
    "holding_sek": (N_("Holding, cost"), Kind.MONEY),
    "line_sek": (N_("Order lines, cost"), Kind.MONEY),
    "visit_sek": (N_("Deliveries, cost"), Kind.MONEY),
    "emergency_sek": (N_("Emergencies, cost"), Kind.MONEY),
    "total_sek": (N_("Cost in all"), Kind.MONEY),
}
"""Name and kind of each figure."""
RESOURCES: dict[HorizonResource, str] = {
    HorizonResource.LINES: N_("Order lines"),
    HorizonResource.CARRIERS: N_("Load carriers"),
    HorizonResource.DOCKS: N_("Docks"),
    HorizonResource.DEPOT: N_("Goods ready at the depot"),
    HorizonResource.FLEET: N_("Fleet"),
    HorizonResource.ROOM: N_("Room for returns"),
}
"""Names of what may be short."""
_METRES = 1000
_SCALE = {"km": _METRES}


def figures_table(plan: HorizonPlan, say: Language) -> Table:
    """Figures and cost by expectation, beside today's weekdays.

    Examples
    --------
    >>> from tests.told_horizon import told_horizon
    >>> figures_table(told_horizon(), Language("en")).rows[0][0]
    'Deliveries to wards'
    """
    columns = (
        Column(say.text("Figure")),
        Column(say.text("Today"), Kind.DECIMAL),
        Column(say.text("Planned"), Kind.DECIMAL),
        Column(say.text("Difference"), Kind.DECIMAL),
        Column(say.text("Difference, %"), Kind.SHARE),
    )
    rows: list[tuple[Cell, ...]] = []
    for name, (title, kind) in FIGURES.items():
        source = "cost" if name in {"total_sek"} or name in _terms() else "figures"
        ours = getattr(getattr(plan, source), name, None)
        if ours is None:
            continue
        scale = _SCALE.get(name, 1)
        before = None if plan.today is None else scale * getattr(getattr(plan.today, source), name)
        value = scale * ours
        rows.append(
            (
                say.text(title),
                Quantity(before, kind),
                Quantity(value, kind),
                Quantity(None if before is None else value - before, kind, signed=True),
                Quantity(value / before - 1 if before else None, Kind.SHARE, signed=True),
            )
        )
    return Table("comparison", say.text("Plan against today's weekdays"), columns, tuple(rows))


def _terms() -> frozenset[str]:
    return frozenset({"travel_sek", "holding_sek", "line_sek", "visit_sek", "emergency_sek"})


def judged_table(plan: HorizonPlan, say: Language) -> Table:
    """Figures under drawn demand, with half of their confidence intervals.

    Examples
    --------
    >>> from tests.told_horizon import told_horizon
    >>> len(judged_table(told_horizon(), Language("en")).columns)
    7
    """
    columns = (
        Column(say.text("Figure")),
        Column(say.text("Today"), Kind.DECIMAL),
        Column("±", Kind.DECIMAL),
        Column(say.text("Planned"), Kind.DECIMAL),
        Column("±", Kind.DECIMAL),
        Column(say.text("Difference"), Kind.DECIMAL),
        Column("±", Kind.DECIMAL),
    )
    rows = []
    for row in plan.judged:
        title, kind = FIGURES.get(row.figure, (row.figure, Kind.DECIMAL))
        kind = Kind.DECIMAL if kind is Kind.COUNT else kind
        gap = Kind.SERVICE_POINTS if kind is Kind.SERVICE else kind
        scale = _SCALE.get(row.figure, 1)

        def cell(
            value: float | None, kind: Kind, *, signed: bool = False, scale: int = scale
        ) -> Quantity:
            return Quantity(None if value is None else scale * value, kind, signed)

        rows.append(
            (
                say.text(title),
                cell(row.today, kind),
                cell(row.today_half, gap),
                cell(row.planned, kind),
                cell(row.planned_half, gap),
                cell(row.difference, gap, signed=True),
                cell(row.difference_half, gap),
            )
        )
    return Table("judged", say.text("Under drawn demand"), columns, tuple(rows))


def days_table(plan: HorizonPlan, say: Language) -> Table:
    """One row a day.

    Examples
    --------
    >>> from tests.told_horizon import told_horizon
    >>> len(days_table(told_horizon(), Language("en")).rows)
    7
    """
    columns = (
        Column(say.text("Day")),
        Column(say.text("Wards"), Kind.COUNT),
        Column(say.text("Stops"), Kind.COUNT),
        Column(say.text("Vehicles"), Kind.COUNT),
        Column(say.text("Distance"), Kind.LENGTH),
        Column(say.text("Load carriers out"), Kind.COUNT),
        Column(say.text("Load carriers back"), Kind.COUNT),
        Column(say.text("Order lines"), Kind.COUNT),
        Column(say.text("Routes, cost"), Kind.MONEY),
        Column(say.text("Today, wards"), Kind.COUNT),
        Column(say.text("Today, distance"), Kind.LENGTH),
        Column(say.text("Remark")),
    )
    rows: list[tuple[Cell, ...]] = []
    for at, day in enumerate(plan.days):
        work = day.work
        today = plan.today.work[at] if plan.today else None
        rows.append(
            (
                say.day(day.date),
                *(work.visits, work.stops, work.routes, work.km * _METRES),
                *(work.carriers, work.returned, work.lines, work.travel_sek),
                today.visits if today else None,
                today.km * _METRES if today else None,
                day.closed,
            )
        )
    return Table("days", say.text("Days"), columns, tuple(rows))


def wards_table(scenario: Scenario, plan: HorizonPlan, say: Language) -> Table:
    """Delivery days of each ward, planned and today.

    Examples
    --------
    >>> from tests.stock import ward_stores
    >>> from tests.told_horizon import told_horizon
    >>> wards_table(ward_stores(), told_horizon(), Language("en")).rows[0][0]
    'Avdelning 1, kirurgi'
    """
    columns = (
        Column(say.text("Ward")),
        Column(say.text("Site")),
        Column(say.text("Deliveries today"), Kind.COUNT),
        Column(say.text("Deliveries planned"), Kind.COUNT),
        Column(say.text("Days planned")),
        Column(say.text("Days today")),
    )
    wards = {ward.id: ward for ward in scenario.wards}
    sites = {site.id: site.name or site.id for site in scenario.sites}
    rows = tuple(
        (
            wards[row.ward].name or row.ward,
            sites[wards[row.ward].site],
            len(row.days_today),
            len(row.days),
            ", ".join(f"{day.day}/{day.month}" for day in row.days),
            ", ".join(f"{day.day}/{day.month}" for day in row.days_today),
        )
        for row in plan.wards
    )
    return Table("wards", say.text("Delivery days of wards"), columns, rows)


def short_table(plan: HorizonPlan, say: Language) -> Table:
    """What does not suffice on which day.

    Examples
    --------
    >>> from tests.told_horizon import told_horizon
    >>> short_table(told_horizon(), Language("en")).empty
    'Every day is in balance with what there is.'
    """
    columns = (
        Column(say.text("Day")),
        Column(say.text("What")),
        Column(say.text("Where")),
        Column(say.text("Asked for"), Kind.DECIMAL),
        Column(say.text("There is"), Kind.DECIMAL),
        Column(say.text("Missing"), Kind.DECIMAL),
    )
    rows = tuple(
        (
            *(row.date, say.text(RESOURCES[row.resource]), row.where),
            *(row.needed, row.capacity, row.missing),
        )
        for row in plan.shortfalls
    )
    empty = say.text("Every day is in balance with what there is.")
    return Table("short", say.text("What is short"), columns, rows, empty)


def moved_table(plan: HorizonPlan, say: Language) -> Table:
    """Deliveries that were put off.

    Examples
    --------
    >>> from tests.told_horizon import told_horizon
    >>> moved_table(told_horizon(), Language("en")).rows
    ()
    """
    columns = (
        Column(say.text("Order")),
        Column(say.text("Day")),
        Column(say.text("Tried again")),
        Column(say.text("Load carriers"), Kind.COUNT),
        Column(say.text("Reason")),
    )
    rows = tuple((row.order, row.date, row.to, row.carriers, row.reason) for row in plan.moved)
    return Table("moved", say.text("Deliveries put off"), columns, rows)
