"""How does a comparison of plans look on stdout?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from optimizer.cli.tables import write_rows
from optimizer.cli.talk import write_data

if TYPE_CHECKING:
    from optimizer.compare import Comparison, ComparisonRow
    from optimizer.domain import Scenario
    from optimizer.plan import RoutePlan
    from optimizer.travel import TravelTimes

__all__ = ["write_comparison"]


def write_comparison(
    scenario: Scenario, travel: TravelTimes, plans: Mapping[str, RoutePlan], form: str
) -> None:
    """Compare plans and write the answer to stdout.

    Parameters
    ----------
    scenario : Scenario
        What was asked.
    travel : TravelTimes
        Durations and distances between its sites.
    plans : mapping of str to RoutePlan
        Plans by name; differences are to the first.
    form : {"table", "json", "csv"}
        Form of the answer.

    Raises
    ------
    DataError
        If a plan names what the scenario does not have.
    """
    from optimizer.compare import compare

    comparison = compare(scenario, travel, plans)
    if form == "json":
        write_data(comparison.to_json() + "\n")
    elif form == "csv":
        write_data(comparison.to_csv())
    else:
        others = comparison.plans[1:]
        columns = ["KPI", "unit", *comparison.plans, *(f"{c} {o}" for o in others for c in "+%")]
        rows = [_cells(row, comparison) for row in comparison.rows if not _is_idle(row)]
        write_rows(columns, rows, form, None)


def _is_idle(row: ComparisonRow) -> bool:
    """Whether it says of a priority that no plan leaves anything out; people need not read it."""
    return row.kpi[-1].isdigit() and not any(row.values.values())


def _cells(row: ComparisonRow, comparison: Comparison) -> list[str | float | int | None]:
    counted = all(value is None or value.is_integer() for value in row.values.values())

    def shown(value: float | None) -> float | int | None:
        return int(value) if counted and value is not None else value

    cells: list[str | float | int | None] = [row.title, row.unit]
    cells += [shown(row.values[name]) for name in comparison.plans]
    for name in comparison.plans[1:]:
        cells += [shown(row.differences[name]), row.percents[name]]
    return cells
