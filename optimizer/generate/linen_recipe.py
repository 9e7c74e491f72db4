"""What does a closed loop of linen consist of? The recipe of kind ``linen``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from optimizer.generate.facts import site_facts
from optimizer.generate.recipe_parts import DepotPart, FleetPart, Named, known
from optimizer.ward_stores import StockSettings

__all__ = ["LinenRecipe"]


class LinenRecipe(Named):
    """Linen stores around one laundry: what they use, what they give back, what is washed."""

    kind: Literal["linen"]
    region: Literal["Västra Götaland", "Värmland"] = Field(description="Whose clinics.")
    hospitals: tuple[str, ...] = Field(description="Ids in data/site_ids.csv.")
    n_clinics: int = Field(ge=0, le=300, description="Clinics, each a linen store of its own.")
    municipalities: tuple[str, ...] = Field(
        default=(), description="Clinics of these alone; empty: of the whole region."
    )
    beds_per_store: int = Field(ge=5, le=1000, description="Beds for each linen store. [beds]")
    cover_days: float = Field(
        default=3, gt=0, le=14, description="Weekdays that a full store lasts. [days]"
    )
    room_days: float = Field(
        default=3.5, gt=0, le=14, description="Weekdays of soiled linen there is room for. [days]"
    )
    spare_share: float = Field(
        default=1.25, ge=1, le=5, description="Shelf space over that of the par level. [-]"
    )
    n_history_days: int = Field(
        default=182, ge=28, le=1100, description="Days of history, to the day before. [days]"
    )
    capacity_slack: float = Field(
        default=1.15, gt=0, le=10, description="Carriers of a weekday over the mean need. [-]"
    )
    pieces_per_carrier: int = Field(default=12, ge=1, le=1000, description="Bundles a trolley.")
    cost_sek: float = Field(default=500, ge=0, le=1e6, description="A bundle of linen. [SEK]")
    soiled_per_clean: float = Field(
        default=1.375, gt=0, le=5, description="Soiled trolleys for each clean one used. [-]"
    )
    lag_days: int = Field(default=1, ge=0, le=28, description="Days from return to ready. [days]")
    loss: float = Field(default=0.002, ge=0, le=1, description="Share lost a turn. [-]")
    ready_days: float = Field(
        default=2.5, ge=0, le=28, description="Mean use that stands ready at the laundry. [days]"
    )
    stock: StockSettings = Field(default=StockSettings(), description="Prices and rules.")
    depots: tuple[DepotPart, ...] = Field(min_length=1, description="The laundry.")
    fleet: tuple[FleetPart, ...] = Field(min_length=1, description="Vehicles of a day.")

    @field_validator("hospitals")
    @classmethod
    def _hospitals_are_known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for site in value:
            known("site", site, dict(site_facts()))
        return value
