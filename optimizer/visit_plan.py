"""On which weekdays is each ward visited, and what does that ask of warehouse and fleet?

A :class:`VisitPlan` holds delivery weekdays as proposed beside those of today: what a week
costs either way, what each weekday carries against its capacity, and what is short.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from optimizer.plan import Document, Identifier, Provenance
from optimizer.ward_stores import Weekday

__all__ = [
    "VISITS_SCHEMA_VERSION",
    "DayLoad",
    "DayShortfall",
    "Resource",
    "VisitPlan",
    "WardPattern",
]

VISITS_SCHEMA_VERSION: Literal["1.0"] = "1.0"


class Resource(StrEnum):
    """What a weekday has only so much of."""

    LINES = "lines"
    """Order lines that the warehouse picks."""
    CARRIERS = "carriers"
    """Load carriers that the fleet drives out."""


class WardPattern(Document):
    """Delivery weekdays of a ward, proposed and today's, and what a week costs with each."""

    ward: Identifier = Field(description="Ward.")
    visit_days: tuple[Weekday, ...] = Field(min_length=1, description="Proposed weekdays.")
    visit_days_today: tuple[Weekday, ...] = Field(min_length=1, description="As it is today.")
    cost_sek: float = Field(
        ge=0, description="Stock, lines, shortages and visits, proposed. [SEK/week]"
    )
    cost_today_sek: float = Field(ge=0, description="The same with today's weekdays. [SEK/week]")
    lines_per_week: float = Field(ge=0, description="Order lines, proposed. [lines/week]")
    lines_per_week_today: float = Field(
        ge=0, description="Order lines with today's weekdays. [lines/week]"
    )
    carriers_per_week: float = Field(ge=0, description="Load carriers. [carriers/week]")

    @property
    def changed(self) -> bool:
        """Whether the ward's weekdays change."""
        return self.visit_days != self.visit_days_today


class DayLoad(Document):
    """What a weekday carries, proposed and today, against its capacity."""

    weekday: Weekday = Field(description="Weekday of the deliveries.")
    visits: int = Field(ge=0, description="Wards visited, proposed. [visits]")
    visits_today: int = Field(ge=0, description="Wards visited today. [visits]")
    lines: float = Field(ge=0, description="Order lines, proposed. [lines]")
    lines_today: float = Field(ge=0, description="Order lines with today's weekdays. [lines]")
    lines_capacity: float | None = Field(
        default=None, ge=0, description="Lines that can be picked; empty: not limited. [lines]"
    )
    carriers: float = Field(ge=0, description="Load carriers, proposed. [carriers]")
    carriers_today: float = Field(
        ge=0, description="Load carriers with today's weekdays. [carriers]"
    )
    carriers_capacity: float | None = Field(
        default=None,
        ge=0,
        description="Carriers that can be driven out; empty: not limited. [carriers]",
    )


class DayShortfall(Document):
    """A weekday whose capacity does not suffice."""

    weekday: Weekday = Field(description="Weekday.")
    resource: Resource = Field(description="What is short.")
    needed: float = Field(ge=0, description="Asked of it. [lines or carriers]")
    capacity: float = Field(ge=0, description="What there is. [lines or carriers]")

    @property
    def missing(self) -> float:
        """How much is short. [lines or carriers]"""
        return max(0.0, self.needed - self.capacity)


class VisitPlan(Document):
    """Delivery weekdays of all wards of a scenario.

    Costs, lines and carriers are those of good levels with the weekdays, also where the
    weekdays are today's: what is compared is the weekdays alone.
    """

    schema_version: Literal["1.0"] = Field(
        default=VISITS_SCHEMA_VERSION, description="Version of this document's form."
    )
    scenario: Identifier = Field(description="Name of the scenario it is for.")
    wards: tuple[WardPattern, ...] = Field(description="One for each ward.")
    days: tuple[DayLoad, ...] = Field(
        min_length=7, max_length=7, description="One for each weekday, Monday first."
    )
    shortfalls: tuple[DayShortfall, ...] = Field(
        default=(), description="Where capacity does not suffice; empty: in balance."
    )
    shortfalls_today: tuple[DayShortfall, ...] = Field(
        default=(), description="The same with today's weekdays."
    )
    max_changes: int | None = Field(
        default=None, ge=0, description="Most wards that may change; empty: any number."
    )
    provenance: Provenance | None = Field(default=None, description="Who made it, from what.")

    @property
    def n_changes(self) -> int:
        """Wards whose weekdays change."""
        return sum(ward.changed for ward in self.wards)

    @property
    def cost_sek(self) -> float:
        """Cost of a week as proposed. [SEK/week]"""
        return sum(ward.cost_sek for ward in self.wards)

    @property
    def cost_today_sek(self) -> float:
        """Cost of a week with today's weekdays. [SEK/week]"""
        return sum(ward.cost_today_sek for ward in self.wards)

    @property
    def in_balance(self) -> bool:
        """Whether no weekday is short of capacity."""
        return not self.shortfalls

    def peak_over_mean(self, resource: Resource, *, today: bool = False) -> float | None:
        """Busiest weekday over the mean of the weekdays that have visits, today or proposed.

        Parameters
        ----------
        resource : Resource
            Lines or carriers.
        today : bool
            With today's weekdays rather than the proposed.

        Returns
        -------
        float or None
            1 is level; None where nothing is delivered at all. [-]

        Examples
        --------
        >>> from optimizer.ward_stores import WEEKDAYS
        >>> days = [{"weekday": d, "visits": 1, "visits_today": 1, "lines": 10, "lines_today": n,
        ...          "carriers": 1, "carriers_today": 1}
        ...         for d, n in zip(WEEKDAYS, (16, 4, 10, 10, 10, 10, 10))]
        >>> plan = VisitPlan.model_validate({"scenario": "x", "wards": (), "days": days})
        >>> plan.peak_over_mean(Resource.LINES), plan.peak_over_mean(Resource.LINES, today=True)
        (1.0, 1.6)
        """
        suffix = "_today" if today else ""
        loads = [
            float(getattr(day, f"{resource}{suffix}"))
            for day in self.days
            if getattr(day, f"visits{suffix}")
        ]
        total = sum(loads)
        return max(loads) * len(loads) / total if total > 0 else None

    def ward_rows(self) -> list[dict[str, str | float | bool]]:
        """One row a ward, as plain values: for tables and sheets.

        Returns
        -------
        list of dict
            ward, visit_days and visit_days_today (words joined by ``+``), changed, costs
            [SEK/week], lines and carriers a week.

        Examples
        --------
        >>> from optimizer.ward_stores import WEEKDAYS
        >>> zero = dict.fromkeys(DayLoad.model_fields, 0) | {"lines_capacity": None}
        >>> ward = WardPattern(ward="A", visit_days=("mon", "thu"), visit_days_today=("mon",),
        ...     cost_sek=1, cost_today_sek=2, lines_per_week=3, lines_per_week_today=4,
        ...     carriers_per_week=5)
        >>> plan = VisitPlan.model_validate({"scenario": "x", "wards": (ward,),
        ...     "days": [zero | {"weekday": day} for day in WEEKDAYS]})
        >>> plan.ward_rows()[0]["visit_days"], plan.n_changes, plan.in_balance
        ('mon+thu', 1, True)
        """
        return [
            ward.model_dump(exclude={"visit_days", "visit_days_today"})
            | {
                "visit_days": "+".join(ward.visit_days),
                "visit_days_today": "+".join(ward.visit_days_today),
                "changed": ward.changed,
            }
            for ward in self.wards
        ]

    def day_rows(self) -> list[dict[str, str | float | None]]:
        """One row a weekday, as plain values: the levelling chart before and after.

        Returns
        -------
        list of dict
            The fields of :class:`DayLoad`, Monday first.

        Examples
        --------
        >>> from optimizer.ward_stores import WEEKDAYS
        >>> DayLoad(weekday=WEEKDAYS[0], visits=2, visits_today=3, lines=40, lines_today=60,
        ...     carriers=4, carriers_today=6).model_dump(mode="json")["weekday"]
        'mon'
        """
        return [day.model_dump(mode="json") for day in self.days]
