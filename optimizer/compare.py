"""What does one plan gain over another? Their KPIs side by side, with differences."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from pydantic import Field

from optimizer.domain import Scenario
from optimizer.kpis import Kpis, measure_kpis
from optimizer.plan import Document, RoutePlan
from optimizer.travel import TravelTimes

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Comparison", "ComparisonRow", "compare"]

_DESCRIPTION = re.compile(r"^(?P<title>.*?)\.? \[(?P<unit>[^\]]+)\]$", re.DOTALL)


class ComparisonRow(Document):
    """One KPI of all plans. Mappings go by the plans' names."""

    kpi: str = Field(description="Name of the figure; those by priority end in it.")
    title: str = Field(description="What it is, for people.")
    unit: str = Field(description="Its unit; - for a share of 1.")
    values: Mapping[str, float | None] = Field(description="Each plan's value; empty: none.")
    differences: Mapping[str, float | None] = Field(
        description="Each plan's value less that of the first."
    )
    percents: Mapping[str, float | None] = Field(
        description="The difference in percent of the first plan's value; empty where it is 0."
    )


class Comparison(Document):
    """KPIs of several plans of one scenario, each against the first."""

    scenario: str = Field(description="Name of the scenario.")
    plans: tuple[str, ...] = Field(description="Names of the plans; the first is the reference.")
    rows: tuple[ComparisonRow, ...] = Field(description="One a KPI.")

    def to_json(self) -> str:
        """The document as JSON, indented."""
        return self.model_dump_json(indent=2)

    def to_csv(self) -> str:
        """One line a KPI: kpi, unit, then each plan's value, difference and percent."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([_cell(name) for name in self._columns()])
        writer.writerows(self._lines())
        return text.getvalue()

    def to_frame(self) -> pd.DataFrame:
        """The same as a pandas.DataFrame with a row a KPI and the KPI's name as index."""
        import pandas as pd

        frame = pd.DataFrame(list(self._lines()), columns=self._columns())
        return frame.set_index("kpi")

    def _columns(self) -> list[str]:
        changed = [f"{name} {what}" for name in self.plans[1:] for what in ("difference", "%")]
        return ["kpi", "unit", *self.plans, *changed]

    def _lines(self) -> Iterator[list[str | float | None]]:
        for row in self.rows:
            changed = [
                figures[name]
                for name in self.plans[1:]
                for figures in (row.differences, row.percents)
            ]
            stated = [row.values[name] for name in self.plans]  # noqa: PD011 -- no frame
            yield [row.kpi, row.unit, *stated, *changed]


def compare(scenario: Scenario, travel: TravelTimes, plans: Mapping[str, RoutePlan]) -> Comparison:
    """Set the KPIs of several plans side by side.

    Parameters
    ----------
    scenario : Scenario
        What was asked, the same for all.
    travel : TravelTimes
        Durations and distances between its sites. [s, m]
    plans : mapping of str to RoutePlan
        Plans by name, at least one; the first is what the others are measured against.

    Returns
    -------
    Comparison
        Values, differences to the first, and differences in percent.

    Raises
    ------
    ValueError
        If there is no plan.
    DataError
        If a plan names what the scenario does not have, or drives where there is no way.

    Examples
    --------
    >>> from optimizer.formats import read_scenario
    >>> from optimizer.travel import measure
    >>> tiny = read_scenario("instances/tiny").value
    >>> travel = measure(tiny)
    >>> plans = {"today": tiny.baseline, "nobody": RoutePlan(scenario="tiny")}
    >>> for line in compare(tiny, travel, plans).to_csv().splitlines()[:2]:
    ...     print(line)
    kpi,unit,today,nobody,nobody difference,nobody %
    n_vehicles,vehicles,1.0,0.0,-1.0,-100.0
    """
    if not plans:
        raise ValueError("there is no plan to compare")
    measured = {name: _flat(measure_kpis(scenario, travel, plan)) for name, plan in plans.items()}
    first = next(iter(measured.values()))
    return Comparison(
        scenario=scenario.name,
        plans=tuple(plans),
        rows=tuple(
            _row(kpi, {name: figures[kpi] for name, figures in measured.items()}) for kpi in first
        ),
    )


def _flat(kpis: Kpis) -> dict[tuple[str, int | None], float | None]:
    """Figures by field; those by priority one by one."""
    figures: dict[tuple[str, int | None], float | None] = {}
    for field in Kpis.model_fields:
        value = getattr(kpis, field)
        if isinstance(value, Mapping):
            figures |= {(field, priority): n for priority, n in value.items()}
        else:
            figures[field, None] = value
    return figures


def _row(kpi: tuple[str, int | None], values: Mapping[str, float | None]) -> ComparisonRow:
    field, priority = kpi
    match = _DESCRIPTION.match(Kpis.model_fields[field].description or "")
    if match is None:
        raise ValueError(f"the description of KPI {field} does not end in its unit")
    title = match["title"]
    if priority is not None:
        title = f"{title.split(',', maxsplit=1)[0]}, priority {priority}"
    first = next(iter(values.values()))
    differences = {
        name: None if value is None or first is None else value - first
        for name, value in values.items()
    }
    return ComparisonRow(
        kpi=field if priority is None else f"{field}_{priority}",
        title=title,
        unit=match["unit"],
        values=values,
        differences=differences,
        percents={
            name: None if difference is None or not first else 100 * difference / first
            for name, difference in differences.items()
        },
    )


def _cell(name: str) -> str:
    """A plan's name that no spreadsheet takes for a formula."""
    name = name.replace("\r", "\n")  # which the writer puts into quotes, as it does not the other
    return f"'{name}" if name.startswith(tuple("=+-@\t\n")) else name
