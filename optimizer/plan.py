"""What is the hospital told? The frozen documents of a decision.

A :class:`RoutePlan` says who drives where, when, with what on board, and what is left
out and why. It carries no derived figures beyond its own cost, which the checker counts
again. Plans may come from the engine, from a planner's hand or from another system; the
baseline of a scenario is one too.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from optimizer.units import TimeOfDay

__all__ = [
    "PLAN_SCHEMA_VERSION",
    "Cleaning",
    "Cost",
    "Document",
    "Handling",
    "Identifier",
    "Name",
    "Provenance",
    "Route",
    "RoutePlan",
    "Trip",
    "Unserved",
    "UnservedReason",
    "Visit",
]

PLAN_SCHEMA_VERSION: Literal["1.0"] = "1.0"

Identifier = Annotated[
    str,
    Field(
        min_length=1,
        max_length=80,
        pattern=(
            r"^[^\s/\\\x00-\x1f<>|;\"'=+@-]"
            r"([^/\\\x00-\x1f<>|;\"']*[^\s/\\\x00-\x1f<>|;\"'])?$"
        ),
    ),
]
"""A name other rows refer to: printable, with no separators, quotes or path characters,
and no space at either end."""


Name = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x08\x0b-\x1f]*$")]
"""A name for people."""


class Document(BaseModel):
    """Base of every frozen document: nothing unknown is accepted, nothing is changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Cleaning(StrEnum):
    """How a vehicle's load space is cleaned between two loads."""

    WIPE = "wipe"
    WASH = "wash"


class UnservedReason(StrEnum):
    """Why an order, or part of it, is not in the plan. Each is true before it is given."""

    CAPACITY = "capacity"
    """No vehicle that may come there can hold even one carrier of it."""
    WINDOW = "window"
    """No vehicle can reach it in its window from any depot, even on a trip of its own."""
    RULE = "rule"
    """Equipment, access or hygiene shuts every vehicle out; the detail names the rule."""
    FLEET = "fleet"
    """It could be served alone, but no vehicle has room and time left for it."""
    PENALTY = "penalty"
    """It could be inserted, but that would cost more than leaving it out."""
    LIMIT = "limit"
    """The search ended before a place for it was found or ruled out: give it more time."""


class Handling(Document):
    """One load or unload of one order during a visit."""

    order: Identifier = Field(description="Order that is handled.")
    action: Literal["load", "unload"] = Field(description="On to or off the vehicle.")
    carriers: int = Field(ge=1, le=100_000, description="Load carriers handled. [carriers]")
    start: TimeOfDay = Field(description="When the handling starts. [HH:MM]")
    end: TimeOfDay = Field(description="When it ends. [HH:MM]")


class Visit(Document):
    """A vehicle at a site: it arrives, sets up, handles, is perhaps cleaned, and leaves."""

    site: Identifier = Field(description="Where the vehicle is.")
    arrival: TimeOfDay = Field(description="When it arrives. [HH:MM]")
    departure: TimeOfDay = Field(description="When it leaves. [HH:MM]")
    handlings: tuple[Handling, ...] = Field(
        default=(), description="What goes on and off, in this order."
    )
    cleaning: Cleaning | None = Field(
        default=None, description="Cleaning of the load space after the handlings."
    )


class Trip(Document):
    """Part of a route between two times of being empty: depot, wards, depot.

    The load space is empty when a trip starts and when it ends.
    """

    visits: tuple[Visit, ...] = Field(min_length=1, description="Visits in driving order.")


class Route(Document):
    """One vehicle's shift. It starts and ends at the vehicle's home."""

    vehicle: Identifier = Field(description="Which vehicle drives it.")
    start: TimeOfDay = Field(description="When the vehicle leaves home (duty starts). [HH:MM]")
    end: TimeOfDay = Field(description="When it is home again (duty ends). [HH:MM]")
    length_m: int | None = Field(
        default=None, ge=0, description="Distance driven, where it is stated. [m]"
    )
    trips: tuple[Trip, ...] = Field(min_length=1, description="Trips in driving order.")


class Unserved(Document):
    """An order, or part of one, that is not in the plan, and why."""

    order: Identifier = Field(description="Order left out, wholly or in part.")
    carriers: int = Field(ge=1, le=100_000, description="Load carriers left out. [carriers]")
    reason: UnservedReason = Field(description="Reason code.")
    detail: str = Field(default="", max_length=500, description="The reason in words.")


class Cost(Document):
    """What a plan costs, by term."""

    fixed_sek: float = Field(ge=0, description="Vehicles used, by the day. [SEK]")
    distance_sek: float = Field(ge=0, description="Distance driven. [SEK]")
    time_sek: float = Field(ge=0, description="Duty time, overtime at the plain rate. [SEK]")
    overtime_sek: float = Field(ge=0, description="Supplement for overtime. [SEK]")
    penalty_sek: float = Field(ge=0, description="Penalties of optional orders left out. [SEK]")

    @property
    def total_sek(self) -> float:
        """Sum of all terms. [SEK]"""
        return (
            self.fixed_sek
            + self.distance_sek
            + self.time_sek
            + self.overtime_sek
            + self.penalty_sek
        )


class Provenance(Document):
    """Where a plan comes from: enough to make it again."""

    source: str = Field(
        max_length=1000, description="Engine, or who made the plan and by which rules."
    )
    engine_version: str = Field(default="", max_length=200, description="Versions of the engine.")
    wardflow_version: str = Field(default="", max_length=50, description="Version of Wardflow.")
    seed: int | None = Field(default=None, description="Seed of the search.")
    n_jobs: int | None = Field(default=None, description="Processes that searched.")
    time_limit_s: float | None = Field(default=None, description="Limit that was set. [s]")
    iteration_limit: int | None = Field(default=None, description="Limit that was set, a process.")
    iterations: int | None = Field(default=None, description="Iterations done by all processes.")
    seconds: float | None = Field(default=None, description="Wall time used. [s]")
    status: str = Field(default="", max_length=50, description="optimal, feasible, interrupted ...")
    bound_sek: float | None = Field(default=None, description="Proven lower bound. [SEK]")
    scenario_sha256: str = Field(
        default="", max_length=64, description="SHA-256 of the scenario document planned."
    )


class RoutePlan(Document):
    """Today's routes, with what is left out and what it costs."""

    schema_version: Literal["1.0"] = Field(
        default=PLAN_SCHEMA_VERSION, description="Version of this document's form."
    )
    scenario: Identifier = Field(description="Name of the scenario it plans.")
    routes: tuple[Route, ...] = Field(default=(), description="One per vehicle used.")
    unserved: tuple[Unserved, ...] = Field(default=(), description="What is left out, and why.")
    cost: Cost | None = Field(
        default=None, description="Cost by term; a hand-made plan may leave it out."
    )
    provenance: Provenance | None = Field(default=None, description="Where the plan comes from.")
