"""What is a ward told of its shelves? The frozen documents of min/max decisions.

A :class:`LevelPlan` says for each ward and item how low it may run and how high it is
filled, why, and what is expected of it. Today's levels, judged the same way, are one too.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from optimizer.plan import Document, Identifier, Provenance
from optimizer.ward_stores import Policy, Weekday

__all__ = [
    "LEVELS_SCHEMA_VERSION",
    "DemandFamily",
    "Level",
    "LevelPlan",
    "LevelReason",
    "WardSpace",
    "WardVisits",
]

LEVELS_SCHEMA_VERSION: Literal["1.0"] = "1.0"


class LevelReason(StrEnum):
    """What holds the levels of a ward item where they are."""

    COST = "cost"
    """They are the cheapest, and meet every target."""
    FILL_RATE = "fill_rate"
    """The fill-rate target asks for more than the cheapest."""
    CYCLE_SERVICE = "cycle_service"
    """The cycle-service target asks for more than the cheapest."""
    SHELF = "shelf"
    """The item's own room on the shelf."""
    SPACE = "space"
    """The shelf space that the ward's items share."""
    PACK = "pack"
    """A pack is more than the shelf holds."""
    NO_DEMAND = "no_demand"
    """Nothing was used: nothing is kept."""
    GIVEN = "given"
    """Not set by Wardflow: today's levels."""


class DemandFamily(StrEnum):
    """Distribution that a day's demand was found to follow."""

    POISSON = "poisson"
    NEGATIVE_BINOMIAL = "negative_binomial"
    COMPOUND_POISSON = "compound_poisson"
    EMPIRICAL = "empirical"
    NORMAL = "normal"
    NONE = "none"


class Level(Document):
    """Min and max of an item on a ward's shelf, with what is expected of them."""

    ward: Identifier = Field(description="Ward.")
    item: Identifier = Field(description="Item.")
    policy: Policy = Field(description="How it is replenished.")
    min_pieces: int = Field(ge=-1, description="Reorder point s; -1: never. [pieces]")
    max_pieces: int = Field(ge=0, description="Order-up-to level S. [pieces]")
    pack: int = Field(ge=1, description="Orders are multiples of this. [pieces]")
    reason: LevelReason = Field(description="What holds the levels where they are.")
    meets_targets: bool = Field(description="Whether every target is met.")
    fill_rate_target: float = Field(ge=0, lt=1, description="Asked; 0: none. [-]")
    fill_rate: float = Field(ge=0, le=1, description="Expected share met from the shelf. [-]")
    cycle_service_target: float = Field(ge=0, lt=1, description="Asked; 0: none. [-]")
    cycle_service: float = Field(
        ge=0, le=1, description="Expected probability of no stock-out between deliveries. [-]"
    )
    demand: DemandFamily = Field(description="Distribution of a day's demand.")
    demand_per_week: float = Field(ge=0, description="Mean demand. [pieces/week]")
    demand_ratio: float = Field(ge=0, description="Variance over mean of a day's demand. [pieces]")
    demand_doubt: float = Field(
        ge=0, description="Standard error of the mean demand over the mean; 0 if none. [-]"
    )
    n_days: int = Field(ge=0, description="Days of history it rests on. [days]")
    n_stock_outs: int = Field(ge=0, description="Days among them when the shelf was empty. [days]")
    stock_pieces: float = Field(ge=0, description="Mean stock. [pieces]")
    stock_sek: float = Field(ge=0, description="Mean stock value. [SEK]")
    space_l: float = Field(ge=0, description="Shelf space at the max. [l]")
    lines_per_week: float = Field(ge=0, description="Order lines. [lines/week]")
    short_per_week: float = Field(ge=0, description="Pieces missing when asked for. [pieces/week]")
    holding_sek: float = Field(ge=0, description="Holding. [SEK/week]")
    line_sek: float = Field(ge=0, description="Order lines. [SEK/week]")
    shortage_sek: float = Field(ge=0, description="Shortages. [SEK/week]")


class WardSpace(Document):
    """The shelf space of a ward."""

    ward: Identifier = Field(description="Ward.")
    shelf_l: float | None = Field(default=None, description="Space; empty: not limited. [l]")
    used_l: float = Field(ge=0, description="Taken by all maxima together. [l]")
    price_sek_per_l: float = Field(ge=0, description="What one more litre would save. [SEK/l/week]")
    overflow_l: float = Field(ge=0, description="Space that is missing to meet every target. [l]")


class WardVisits(Document):
    """Delivery weekdays of a ward."""

    ward: Identifier = Field(description="Ward.")
    visit_days: tuple[Weekday, ...] = Field(min_length=1, description="Weekdays with delivery.")
    visit_days_today: tuple[Weekday, ...] = Field(description="As it is today.")


class LevelPlan(Document):
    """Min and max of all ward items of a scenario."""

    schema_version: Literal["1.0"] = Field(
        default=LEVELS_SCHEMA_VERSION, description="Version of this document's form."
    )
    scenario: Identifier = Field(description="Name of the scenario it is for.")
    levels: tuple[Level, ...] = Field(description="One for each ward item.")
    spaces: tuple[WardSpace, ...] = Field(default=(), description="One for each ward.")
    visits: tuple[WardVisits, ...] = Field(
        default=(), description="Delivery weekdays the levels are made for."
    )
    provenance: Provenance = Field(description="Who made it, and from what.")
