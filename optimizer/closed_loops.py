"""What comes back, and what becomes of it? Frozen documents of returns and closed loops.

A ward does not only use: it fills up with soiled linen, waste or empty load carriers, within
the room it has for them. What comes home to a depot may, washed, be what it sends out again.
"""

from __future__ import annotations

from pydantic import Field

from optimizer.plan import Document, Identifier

__all__ = ["Loop", "WardReturn"]


class WardReturn(Document):
    """What a ward fills up with, to be taken back."""

    ward: Identifier = Field(description="Ward.")
    flow: Identifier = Field(description="Flow it goes back in, one of direction return.")
    per_carrier: float = Field(
        default=0,
        ge=0,
        le=100,
        description="Load carriers that arise for each one whose goods are used. [-]",
    )
    per_day: float = Field(
        default=0, ge=0, le=10_000, description="Arises besides, each day. [carriers/day]"
    )
    room_carriers: float | None = Field(
        default=None, gt=0, le=100_000, description="Room for it; empty: not limited. [carriers]"
    )
    held_carriers: float = Field(
        default=0, ge=0, le=100_000, description="Held on the first morning. [carriers]"
    )
    net_kg: float = Field(
        default=0, ge=0, le=10_000, description="What a full load carrier of it weighs, net. [kg]"
    )


class Loop(Document):
    """A depot that sends out again what has come back to it: linen, cages."""

    depot: Identifier = Field(description="Depot, such as the laundry.")
    flow: Identifier = Field(description="Flow it sends out, one of direction delivery.")
    return_flow: Identifier = Field(description="Flow that comes back.")
    stock_carriers: float = Field(
        ge=0, le=1_000_000, description="Ready to go out on the first morning. [carriers]"
    )
    per_day: float = Field(
        default=0, ge=0, le=1_000_000, description="New goods each morning. [carriers/day]"
    )
    per_return: float = Field(
        default=1, ge=0, le=100, description="Ready for each load carrier that comes back. [-]"
    )
    lag_days: int = Field(
        default=0,
        ge=0,
        le=28,
        description="Days of work in between: back on day t, ready on the morning of t + lag + 1. "
        "[days]",
    )
    loss: float = Field(
        default=0, ge=0, le=1, description="Share of what comes back that is not used again. [-]"
    )
