"""How are ways between sites told? Frozen documents of the travel source.

Settings of the source, and the tables that two of the sources need: given times, and the
edges of a campus or road graph. What is made of them is told by ``optimizer.travel``.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from optimizer.plan import Document, Identifier

__all__ = [
    "SpeedBand",
    "TravelEdge",
    "TravelSettings",
    "TravelSource",
    "TravelTime",
]


class SpeedBand(Document):
    """Mean speed on legs up to a length."""

    up_to_km: float = Field(gt=0, le=1e5, description="Great-circle length of the leg. [km]")
    speed_kmh: float = Field(gt=0, le=300, description="Mean speed on the road. [km/h]")


class TravelSource(StrEnum):
    """Where durations and distances come from."""

    ROAD_ESTIMATE = "road_estimate"
    MATRIX = "matrix"
    GRAPH = "graph"
    OSRM = "osrm"


class TravelSettings(Document):
    """How long and how far between sites."""

    source: TravelSource = Field(
        default=TravelSource.ROAD_ESTIMATE, description="Where durations and distances come from."
    )
    circuity: float = Field(
        default=1.30, ge=1, le=5, description="Road length over great-circle length. [-]"
    )
    speed_bands: tuple[SpeedBand, ...] = Field(
        default=(
            SpeedBand(up_to_km=5, speed_kmh=28),
            SpeedBand(up_to_km=15, speed_kmh=45),
            SpeedBand(up_to_km=50, speed_kmh=70),
            SpeedBand(up_to_km=100_000, speed_kmh=80),
        ),
        description="Mean speed by length of the leg, e.g. 5:28 15:45 (up to km : km/h).",
    )
    walking_speed_m_per_s: float = Field(
        default=1.2, gt=0, le=50, description="Speed on graph edges that state none. [m/s]"
    )
    osrm_url: str = Field(
        default="", max_length=500, description="Base address of an OSRM-compatable table service."
    )
    osrm_profile: Identifier = Field(default="driving", description="Profile of that service.")


class TravelTime(Document):
    """A given duration and distance from one site to another."""

    origin: Identifier = Field(description="From this site.")
    destination: Identifier = Field(description="To this site.")
    duration_s: float = Field(ge=0, le=1e7, description="Driving time. [s]")
    length_m: float = Field(ge=0, le=1e8, description="Driven distance. [m]")
    vehicle_type: Identifier | None = Field(
        default=None, description="Only for this vehicle type; empty: for all without their own."
    )


class TravelEdge(Document):
    """A corridor, lift, door or road between two nodes of the travel graph."""

    origin: Identifier = Field(description="From this node.")
    destination: Identifier = Field(description="To this node.")
    length_m: float = Field(ge=0, le=1e7, description="Length. [m]")
    speed_m_per_s: float | None = Field(
        default=None, gt=0, le=100, description="Speed here; empty: the settings' speed. [m/s]"
    )
    wait_s: float = Field(
        default=0, ge=0, le=86_400, description="Waiting for the lift or the door. [s]"
    )
    one_way: bool = Field(default=False, description="Not to be used backwards.")
    closed_to: tuple[Identifier, ...] = Field(
        default=(), description="Vehicle types that may not use it."
    )
