"""What did the simulation of named level plans show? Figures with their doubt.

A :class:`SimulationReport` holds, for each plan, what a week came to on the mean of its
replications with a 95 % confidence interval; the paired differences of plans that met the
very same demand; and the service by ward and stock class.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from optimizer.plan import Document, Identifier, Name, Provenance

__all__ = [
    "KPI_NAMES",
    "SIMULATION_SCHEMA_VERSION",
    "Estimate",
    "PlanDifference",
    "PlanKpis",
    "ServiceRow",
    "SimulationReport",
    "WeekKpis",
]

SIMULATION_SCHEMA_VERSION: Literal["1.0"] = "1.0"
_DECIMALS = 6


class Estimate(Document):
    """Mean over replications, with its 95 % confidence interval."""

    mean: float = Field(description="Mean over replications.")
    half_width: float | None = Field(
        default=None,
        ge=0,
        description="Half of the 95 % confidence interval; empty: one replication tells none.",
    )

    @property
    def low(self) -> float:
        """Lower end of the interval; the mean where there is none."""
        return round(self.mean - (self.half_width or 0.0), _DECIMALS)

    @property
    def high(self) -> float:
        """Upper end of the interval; the mean where there is none."""
        return round(self.mean + (self.half_width or 0.0), _DECIMALS)

    @property
    def sure(self) -> bool:
        """Whether the interval leaves out zero: a difference that is no accident."""
        return self.half_width is not None and abs(self.mean) > self.half_width


class WeekKpis(Document):
    """What a week comes to."""

    fill_rate: Estimate = Field(description="Share of demand met from the shelves. [-]")
    stock_outs: Estimate = Field(
        description="Days on which an item of a ward was missing when asked for. [1/week]"
    )
    short_pieces: Estimate = Field(description="Pieces missing when asked for. [pieces/week]")
    lines: Estimate = Field(description="Order lines. [lines/week]")
    emergencies: Estimate = Field(
        description="Emergency deliveries: one per ward and day with a shortage. [1/week]"
    )
    visits: Estimate = Field(description="Deliveries to wards with any order line. [visits/week]")
    stock_sek: Estimate = Field(description="Mean stock value. [SEK]")
    holding_sek: Estimate = Field(description="Holding. [SEK/week]")
    line_sek: Estimate = Field(description="Order lines. [SEK/week]")
    visit_sek: Estimate = Field(description="Deliveries. [SEK/week]")
    shortage_sek: Estimate = Field(description="Pieces missing, without deliveries. [SEK/week]")
    emergency_sek: Estimate = Field(description="Emergency deliveries. [SEK/week]")
    total_sek: Estimate = Field(description="All costs. [SEK/week]")


KPI_NAMES: tuple[str, ...] = tuple(WeekKpis.model_fields)
"""Names of the figures of a week, in the order of tables."""


class PlanKpis(Document):
    """What a week with a plan comes to."""

    plan: Name = Field(description="Name the plan was given.")
    n_pairs: int = Field(ge=0, description="Ward items it has levels for.")
    kpis: WeekKpis = Field(description="Figures of a week.")


class PlanDifference(Document):
    """A plan less another one, replication by replication under the same demand."""

    plan: Name = Field(description="Plan.")
    against: Name = Field(description="Plan that is taken from it.")
    kpis: WeekKpis = Field(description="Differences of the figures of a week.")


class ServiceRow(Document):
    """Service of a plan at a ward, to a stock class, or both."""

    plan: Name = Field(description="Plan.")
    ward: Identifier | None = Field(default=None, description="Ward; empty: all wards.")
    stock_class: Identifier | None = Field(
        default=None, description="Criticality class; empty: all classes."
    )
    n_pairs: int = Field(ge=1, description="Ward items.")
    fill_rate_target: float | None = Field(
        default=None, description="Asked of the class; empty for all classes together. [-]"
    )
    fill_rate: float = Field(ge=0, le=1, description="Share of demand met from the shelves. [-]")
    n_below_target: int = Field(
        ge=0, description="Ward items whose simulated fill rate is below their target."
    )
    demand_pieces: float = Field(ge=0, description="Demand. [pieces/week]")
    short_pieces: float = Field(ge=0, description="Pieces missing. [pieces/week]")
    stock_outs: float = Field(ge=0, description="Days on which an item was missing. [1/week]")
    emergencies: float | None = Field(
        default=None, ge=0, description="Emergency deliveries; empty for single classes. [1/week]"
    )
    lines: float = Field(ge=0, description="Order lines. [lines/week]")
    stock_sek: float = Field(ge=0, description="Mean stock value. [SEK]")


class SimulationReport(Document):
    """Named plans, judged by simulation under the same demand."""

    schema_version: Literal["1.0"] = Field(
        default=SIMULATION_SCHEMA_VERSION, description="Version of this document's form."
    )
    scenario: Identifier = Field(description="Name of the scenario.")
    n_weeks: int = Field(ge=1, description="Weeks of each replication that count. [weeks]")
    n_replications: int = Field(ge=1, description="Replications.")
    seed: int = Field(ge=0, description="Seed of the demand.")
    replay: bool = Field(description="Whether the demand is the history's rather than drawn.")
    n_pairs: int = Field(ge=0, description="Ward items that every plan has levels for.")
    plans: tuple[PlanKpis, ...] = Field(description="Figures of each plan.")
    differences: tuple[PlanDifference, ...] = Field(
        default=(), description="Each later plan less the first."
    )
    services: tuple[ServiceRow, ...] = Field(
        default=(),
        description="By plan: all together, each class, each ward, each ward and class.",
    )
    provenance: Provenance | None = Field(default=None, description="Who made it, from what.")

    def kpi_rows(self) -> list[dict[str, str | float | None]]:
        """One row for each figure and plan, as plain values: for tables and sheets.

        Returns
        -------
        list of dict
            kpi, plan, mean, low, high; for later plans also the paired difference from the
            first: difference, difference_low, difference_high (None for the first).

        Examples
        --------
        >>> one = {"mean": 2.0, "half_width": 0.5}
        >>> kpis = dict.fromkeys(KPI_NAMES, one)
        >>> report = SimulationReport.model_validate({"scenario": "x", "n_weeks": 52,
        ...     "n_replications": 3, "seed": 0, "replay": False, "n_pairs": 1,
        ...     "plans": [{"plan": "today", "n_pairs": 1, "kpis": kpis}]})
        >>> row = report.kpi_rows()[0]
        >>> row["kpi"], row["plan"], row["mean"], row["low"], row["high"]
        ('fill_rate', 'today', 2.0, 1.5, 2.5)
        """
        differences = {difference.plan: difference for difference in self.differences}
        rows: list[dict[str, str | float | None]] = []
        for name in KPI_NAMES:
            for plan in self.plans:
                figure: Estimate = getattr(plan.kpis, name)
                row: dict[str, str | float | None] = {
                    "kpi": name,
                    "plan": plan.plan,
                    "mean": figure.mean,
                    "low": figure.low,
                    "high": figure.high,
                    **dict.fromkeys(("difference", "difference_low", "difference_high")),
                }
                if plan.plan in differences:
                    less: Estimate = getattr(differences[plan.plan].kpis, name)
                    row |= {"difference": less.mean}
                    row |= {"difference_low": less.low, "difference_high": less.high}
                rows.append(row)
        return rows

    def service_rows(
        self, *, by_ward: bool, by_class: bool, plan: str | None = None
    ) -> list[ServiceRow]:
        """Rows of one grouping of the service table.

        Parameters
        ----------
        by_ward, by_class : bool
            Rows of single wards, of single classes; both: the cells of a heat map; neither:
            everything together.
        plan : str, optional
            Only this plan's.

        Returns
        -------
        list of ServiceRow
            In the order of plans, wards and classes.

        Examples
        --------
        >>> report = SimulationReport(scenario="x", n_weeks=1, n_replications=1, seed=0,
        ...     replay=False, n_pairs=0, plans=())
        >>> report.service_rows(by_ward=True, by_class=True)
        []
        """
        return [
            row
            for row in self.services
            if (row.ward is not None) == by_ward
            and (row.stock_class is not None) == by_class
            and plan in (None, row.plan)
        ]
