"""What does a plan look like as flat rows, for people who fill in tables?"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from optimizer.plan import Cleaning, Document, Identifier
from optimizer.units import TimeOfDay

__all__ = ["BaselineRouteRow", "BaselineRow"]


class BaselineRouteRow(Document):
    """One route of the baseline: a vehicle's shift."""

    vehicle: Identifier = Field(description="Which vehicle drives it.")
    route: Identifier | None = Field(
        default=None, description="Name of the route, only where a vehicle drives several."
    )
    start: TimeOfDay = Field(description="When the vehicle leaves home (duty starts). [HH:MM]")
    end: TimeOfDay = Field(description="When it is home again (duty ends). [HH:MM]")
    length_m: int | None = Field(
        default=None, ge=0, description="Distance driven, where it is stated. [m]"
    )


class BaselineRow(Document):
    """One handling of the baseline; a visit without handlings has one row, too.

    Rows of the same vehicle, trip and visit are one visit, and repeat its site and times.
    """

    vehicle: Identifier = Field(description="Vehicle, as in baseline_routes.")
    route: Identifier | None = Field(
        default=None, description="Name of the route, only where a vehicle drives several."
    )
    trip: int = Field(ge=1, le=100_000, description="Number of the trip in the route, from 1.")
    visit: int = Field(ge=1, le=100_000, description="Number of the visit in the trip, from 1.")
    site: Identifier = Field(description="Where the vehicle is.")
    arrival: TimeOfDay = Field(description="When it arrives. [HH:MM]")
    departure: TimeOfDay = Field(description="When it leaves. [HH:MM]")
    cleaning: Cleaning | None = Field(
        default=None, description="Cleaning of the load space after the handlings."
    )
    order: Identifier | None = Field(
        default=None, description="Order handled; empty, with the next four, where none is."
    )
    action: Literal["load", "unload"] | None = Field(
        default=None, description="On to or off the vehicle."
    )
    carriers: int | None = Field(
        default=None, ge=1, le=100_000, description="Load carriers handled. [carriers]"
    )
    start: TimeOfDay | None = Field(default=None, description="When the handling starts. [HH:MM]")
    end: TimeOfDay | None = Field(default=None, description="When it ends. [HH:MM]")
