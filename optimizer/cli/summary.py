"""What does a plan come to, in a few lines?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.cli.tables import aligned, write_rows
from optimizer.cli.talk import Talk

if TYPE_CHECKING:
    from optimizer.plan import RoutePlan

__all__ = ["summary_rows", "write_summary"]

Row = tuple[str, float | int, str]
_COLUMNS = ("figure", "value", "unit")
_TERMS = ("fixed_sek", "distance_sek", "time_sek", "overtime_sek", "penalty_sek", "total_sek")


def summary_rows(plan: RoutePlan) -> list[Row]:
    """Figures of a plan: name, value and unit.

    Parameters
    ----------
    plan : RoutePlan
        A plan that states its cost and lengths, as ours do.

    Returns
    -------
    list of (str, number, str)
        Vehicles, trips, visits, distance, orders left out by reason, cost by term, bound, gap.
    """
    trips = [trip for route in plan.routes for trip in route.trips]
    rows: list[Row] = [
        ("vehicles", len(plan.routes), ""),
        ("trips", len(trips), ""),
        ("visits", sum(len(trip.visits) for trip in trips), ""),
        ("distance", sum(route.length_m or 0 for route in plan.routes) / 1000, "km"),
        ("duty", sum(route.end - route.start for route in plan.routes) / 3600, "h"),
        ("unserved", len({left.order for left in plan.unserved}), "orders"),
    ]
    for reason in sorted({left.reason for left in plan.unserved}):
        orders = {left.order for left in plan.unserved if left.reason is reason}
        rows.append((f"unserved_{reason}", len(orders), "orders"))
    if plan.cost is not None:
        rows += [(f"cost_{t.removesuffix('_sek')}", getattr(plan.cost, t), "SEK") for t in _TERMS]
        bound = None if plan.provenance is None else plan.provenance.bound_sek
        if bound is not None:
            total = plan.cost.total_sek
            rows.append(("bound", bound, "SEK"))
            rows.append(("gap", 100 * max(0.0, total - bound) / total if total > 0 else 0.0, "%"))
    return rows


def write_summary(talk: Talk, plan: RoutePlan, form: str, *, on_stdout: bool) -> None:
    """Summarise a plan on stdout, or as talk where stdout has the plan itself.

    Parameters
    ----------
    talk : Talk
        Whether anything is to be said.
    plan : RoutePlan
        The plan.
    form : {"table", "json", "csv"}
        Form of the summary on stdout.
    on_stdout : bool
        Whether stdout is free for it.
    """
    rows = summary_rows(plan)
    if on_stdout:
        document = {name: value for name, value, _ in rows}
        write_rows(_COLUMNS, rows, form, document)
    elif form == "table":
        talk.say(aligned(_COLUMNS, rows).rstrip())
