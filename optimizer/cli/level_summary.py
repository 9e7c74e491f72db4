"""How do level plans, delivery days and simulations look on stdout, in a few lines?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from optimizer.cli.tables import write_rows
from optimizer.cli.talk import write_data

if TYPE_CHECKING:
    from optimizer.replenish import Replenished
    from optimizer.report import LevelComparison
    from optimizer.simulated import SimulationReport
    from optimizer.visit_plan import VisitPlan

__all__ = ["write_comparison", "write_orders", "write_simulation", "write_visits"]

_SHARES = frozenset({"fill_rate"})
_UNITS = {
    "fill_rate": "%",
    "stock_outs": "1/week",
    "short_pieces": "pieces/week",
    "lines": "lines/week",
    "emergencies": "1/week",
    "visits": "visits/week",
    "stock_sek": "SEK",
}
Cells = list[str | float | int | None]


def write_comparison(comparison: LevelComparison, form: str) -> None:
    """Today's levels against ours, and the items changed most.

    Parameters
    ----------
    comparison : LevelComparison
        The comparison.
    form : {"table", "json", "csv"}
        Form of the answer.
    """
    if form == "json":
        write_data(comparison.to_json())
        return
    if form == "csv":
        write_data(comparison.to_csv())
        return
    rows: list[Cells] = []
    for figure in comparison.figures:
        scale = 100 if figure.kpi in _SHARES else 1
        values = (figure.today, figure.ours, figure.difference)
        scaled = [None if value is None else scale * value for value in values]
        unit = "%" if figure.kpi in _SHARES else figure.unit
        rows.append([figure.basis, figure.kpi, *scaled, figure.percent, unit])
    figures = ("counted", "figure", "today", "ours", "difference", "%", "unit")
    write_rows(figures, rows, form, None)
    changed = comparison.as_dict()["changed_most"]
    if isinstance(changed, list) and changed:
        write_data("\nItems changed most, by what it is worth a week\n")
        columns = ("ward", "item", "min", "max", "min new", "max new", "saved SEK", "held by")
        write_rows(columns, [list(row.values()) for row in changed], form, None)


def write_visits(plan: VisitPlan, form: str) -> None:
    """Delivery days of wards and what each weekday carries.

    Parameters
    ----------
    plan : VisitPlan
        The delivery days.
    form : {"table", "json", "csv"}
        json: the whole plan. csv: one row a ward. table: the wards that change, and the
        weekdays.
    """
    if form == "json":
        from optimizer.formats.visits_io import visits_to_json

        write_data(visits_to_json(plan))
        return
    wards = plan.ward_rows()
    if form == "csv":
        write_rows(list(wards[0]) if wards else (), [list(r.values()) for r in wards], form, None)
        return
    changed = [row for row in wards if row["changed"]]
    if changed:
        names = ("ward", "visit_days_today", "visit_days", "cost_today_sek", "cost_sek")
        write_rows(names, [[row[name] for name in names] for row in changed], form, None)
        write_data("\n")
    days = plan.day_rows()
    write_rows(list(days[0]), [list(row.values()) for row in days], form, None)


def write_simulation(report: SimulationReport, form: str) -> None:
    """Figures of a week of each plan, with halves of 95 % confidence intervals.

    Parameters
    ----------
    report : SimulationReport
        The simulation.
    form : {"table", "json", "csv"}
        json: the whole report. csv: one row for each figure and plan.
    """
    if form == "json":
        from optimizer.formats.json_text import document_to_json

        write_data(document_to_json(report))
        return
    flat = report.kpi_rows()
    if form == "csv":
        write_rows(list(flat[0]), [list(row.values()) for row in flat], form, None)
        return
    names = [plan.plan for plan in report.plans]
    columns = ["figure", "unit"]
    for number, name in enumerate(names):
        columns += [name, "±"] + ([f"+ {name}", "±"] if number else [])
    by_kpi: dict[str, Cells] = {}
    for row in flat:
        kpi = str(row["kpi"])
        scale = 100 if kpi in _SHARES else 1
        cells = by_kpi.setdefault(kpi, [kpi, _UNITS.get(kpi, "SEK/week")])
        cells += _with_doubt(row["mean"], row["high"], scale)
        if row["plan"] != names[0]:
            cells += _with_doubt(row["difference"], row["difference_high"], scale)
    write_rows(columns, list(by_kpi.values()), form, None)


def _with_doubt(mean: str | float | None, high: str | float | None, scale: int) -> Cells:
    """A mean and half of its interval; nothing where one replication tells no doubt."""
    if not isinstance(mean, int | float) or not isinstance(high, int | float):
        return [None, None]
    return [scale * mean, scale * (high - mean) if high > mean else None]


def write_orders(done: Replenished, form: str) -> None:
    """Orders of a day that were made from stock counts.

    Parameters
    ----------
    done : Replenished
        What came of the counts.
    form : {"table", "json", "csv"}
        json: orders, pick list and what waits.
    """
    columns = ("order", "site", "flow", "carriers", "weight_kg", "priority", "lines", "pieces")
    rows = [
        (
            order.id,
            order.site,
            order.flow,
            order.carriers,
            order.weight_kg,
            order.priority,
            sum(line.order == order.id for line in done.lines),
            sum(line.pieces for line in done.lines if line.order == order.id),
        )
        for order in done.orders
    ]
    document = {
        "orders": [dict(zip(columns, row, strict=True)) for row in rows],
        "order_lines": _dumped(done.lines),
        "waiting": [
            {
                "ward": wait.ward,
                "item": wait.item,
                "pieces": wait.pieces,
                "until": wait.until.isoformat(),
            }
            for wait in done.waiting
        ],
    }
    write_rows(columns, rows, form, document)


def _dumped(lines: Iterable[object]) -> list[object]:
    return [line.model_dump(mode="json") for line in lines if hasattr(line, "model_dump")]
