"""How does a horizon plan look on stdout, in a few lines?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.cli.tables import aligned, write_rows
from optimizer.cli.talk import Talk, write_data

if TYPE_CHECKING:
    from optimizer.horizon_plan import DayWork, HorizonPlan

__all__ = ["horizon_rows", "write_horizon"]

_COLUMNS = ("figure", "today", "planned", "difference", "unit")
_DAYS = ("date", "wards", "stops", "vehicles", "km", "carriers", "lines", "SEK", "closed")
_UNITS = {
    "visits": "deliveries to wards",
    "stops": "stops of vehicles",
    "routes": "routes",
    "km": "km",
    "carriers": "load carriers",
    "lines": "order lines",
    "emergencies": "ward days expected short",
    "stock_sek": "SEK",
    "end_stock_sek": "SEK",
}
_TERMS = ("travel_sek", "holding_sek", "line_sek", "visit_sek", "emergency_sek", "total_sek")
Row = tuple[str, float | None, float, float | None, str]


def horizon_rows(plan: HorizonPlan) -> list[Row]:
    """Figures and cost of a plan beside today's weekdays.

    Parameters
    ----------
    plan : HorizonPlan
        The plan.

    Returns
    -------
    list of (figure, today, planned, difference, unit)
        Without today's where it was not planned.
    """
    rows: list[Row] = []
    today = plan.today
    for name, unit in _UNITS.items():
        before = None if today is None else float(getattr(today.figures, name))
        now = float(getattr(plan.figures, name))
        rows.append((name, before, now, None if before is None else now - before, unit))
    for name in _TERMS:
        before = None if today is None else float(getattr(today.cost, name))
        now = float(getattr(plan.cost, name))
        told = f"cost_{name.removesuffix('_sek')}"
        rows.append((told, before, now, None if before is None else now - before, "SEK"))
    return rows


def write_horizon(talk: Talk, plan: HorizonPlan, form: str, *, on_stdout: bool) -> None:
    """Summarise a horizon plan on stdout, or as talk where stdout has the plan itself.

    Parameters
    ----------
    talk : Talk
        Whether anything is to be said.
    plan : HorizonPlan
        The plan.
    form : {"table", "json", "csv"}
        Form of the summary on stdout.
    on_stdout : bool
        Whether stdout is free for it.
    """
    rows = horizon_rows(plan)
    if not on_stdout:
        if form == "table":
            talk.say(aligned(_COLUMNS, rows).rstrip())
        return
    document = {
        "figures": [dict(zip(_COLUMNS, row, strict=True)) for row in rows],
        "days": [_day_row(day.work, day.closed) for day in plan.days],
        "judged": [row.model_dump(mode="json") for row in plan.judged],
        "shortfalls": [row.model_dump(mode="json") for row in plan.shortfalls],
    }
    write_rows(_COLUMNS, rows, form, document)
    if form != "table":
        return
    days = [tuple(_day_row(day.work, day.closed).values()) for day in plan.days]
    write_data("\nDays\n")
    write_rows(_DAYS, days, form, None)
    if plan.judged:
        write_data(f"\nUnder drawn demand, {plan.n_replications} replications\n")
        judged = [
            (
                *(row.figure, row.today, row.today_half, row.planned, row.planned_half),
                *(row.difference, row.difference_half, row.unit),
            )
            for row in plan.judged
        ]
        columns = ("figure", "today", "+-", "planned", "+-", "difference", "+-", "unit")
        write_rows(columns, judged, form, None)


def _day_row(work: DayWork, closed: str) -> dict[str, object]:
    cells: tuple[object, ...] = (
        *(work.date.isoformat(), work.visits, work.stops, work.routes, work.km),
        *(work.carriers, work.lines, work.travel_sek, closed),
    )
    return dict(zip(_DAYS, cells, strict=True))
