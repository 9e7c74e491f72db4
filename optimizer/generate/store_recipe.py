"""What do ward stores and a year of their use consist of? The recipe of kind ``store``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from optimizer.generate.facts import site_facts
from optimizer.generate.recipe_parts import DepotPart, FleetPart, Named, known
from optimizer.plan import Document, Identifier
from optimizer.ward_stores import ClosedDay, StockClass, StockSettings

__all__ = ["ClassPart", "StoreRecipe"]


class ClassPart(Document):
    """A criticality class, and how safe its shelves are made today."""

    id: Identifier = Field(description="Name that data/articles.csv uses.")
    name: str = Field(default="", max_length=200, description="Name for people.")
    fill_rate: float = Field(ge=0, lt=1, description="Target. [-]")
    cycle_service: float = Field(default=0, ge=0, lt=1, description="Target. [-]")
    shortage_sek: float = Field(default=0, ge=0, le=1e6, description="Missing piece. [SEK/piece]")
    z: float = Field(ge=0, le=5, description="Safety factor of today's min. [-]")

    def stock_class(self) -> StockClass:
        """The class as the scenario has it."""
        return StockClass.model_validate(self.model_dump(exclude={"z"}))


class StoreRecipe(Named):
    """Ward stores around one central store, with stock, levels and a year of use."""

    kind: Literal["store"]
    region: Literal["Västra Götaland", "Värmland"] = Field(description="Whose clinics.")
    hospitals: tuple[str, ...] = Field(description="Ids in data/site_ids.csv.")
    n_clinics: int = Field(ge=0, le=300, description="Clinics, each a ward store of its own.")
    municipalities: tuple[str, ...] = Field(
        default=(), description="Clinics of these alone; empty: of the whole region."
    )
    beds_per_ward: int = Field(ge=5, le=1000, description="Beds for each ward store. [beds]")
    max_wards: int = Field(default=60, ge=1, le=60, description="Most wards of a hospital.")
    n_items: int | None = Field(
        default=None, ge=1, le=2000, description="Articles; more than the table: variants of it."
    )
    kept_share: float = Field(
        default=0.85, gt=0, le=1, description="Share of the articles of its kind a ward keeps. [-]"
    )
    least_use: float = Field(
        default=0,
        ge=0,
        le=10,
        description="Use of articles foreign to a ward; 0: it keeps none. [pieces/day]",
    )
    use_factor: float = Field(default=1, gt=0, le=10, description="Multiplies all use. [-]")
    n_history_days: int = Field(
        default=365, ge=28, le=1100, description="Days of history, to the day before. [days]"
    )
    capacity_slack: float = Field(
        default=1.15, gt=0, le=10, description="Capacity of a weekday over the mean need. [-]"
    )
    n_odd_counts: int = Field(
        default=5, ge=0, le=100, description="Counts of today that are missing, old or negative."
    )
    classes: tuple[ClassPart, ...] = Field(min_length=1, description="Criticality classes.")
    stock: StockSettings = Field(default=StockSettings(), description="Prices and rules.")
    closed_days: tuple[ClosedDay, ...] = Field(default=(), description="Days that differ.")
    depots: tuple[DepotPart, ...] = Field(min_length=1, description="The central store.")
    fleet: tuple[FleetPart, ...] = Field(min_length=1, description="Vehicles of the day.")

    @field_validator("hospitals")
    @classmethod
    def _hospitals_are_known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for site in value:
            known("site", site, dict(site_facts()))
        return value
