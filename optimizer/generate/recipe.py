"""What does a day consist of before chance has had its say? The recipe, read from TOML.

A recipe names the places, flows and vehicles of a day and says what in it is assumed; a
seed then fixes the amounts. ``instances/recipes`` holds the bundled ones.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, TypeAdapter, ValidationError, field_validator

from optimizer.findings import DataError, Finding, Place, suggestion
from optimizer.formats.gather import Gatherer
from optimizer.formats.settings import parse_toml
from optimizer.formats.text import read_bytes
from optimizer.generate.facts import flow_facts, instances_folder, site_facts
from optimizer.generate.linen_recipe import LinenRecipe
from optimizer.generate.recipe_parts import Common, DepotPart, FleetPart, FlowPart, known
from optimizer.generate.store_recipe import StoreRecipe

__all__ = [
    "AnyRecipe",
    "CampusRecipe",
    "LinenRecipe",
    "Recipe",
    "RegionRecipe",
    "StoreRecipe",
    "SyntheticRecipe",
    "TinyRecipe",
    "read_recipe",
]


class RegionRecipe(Common):
    """A day of a region: real hospitals and depots, clinics around real towns."""

    kind: Literal["region"]
    region: Literal["Västra Götaland", "Värmland"] = Field(description="Whose clinics.")
    hospitals: tuple[str, ...] = Field(description="Ids in data/site_ids.csv.")
    n_clinics: int = Field(ge=0, le=300, description="Clinics whose weekday it is.")
    municipalities: tuple[str, ...] = Field(
        default=(), description="Clinics of these alone; empty: of the whole region."
    )
    weekday_factor: float = Field(default=1, gt=0, le=5, description="Demand of the day. [-]")
    circuity: float = Field(default=1.3, ge=1, le=5, description="Road over great circle. [-]")
    depots: tuple[DepotPart, ...] = Field(min_length=1, description="Depots of the day.")
    flows: tuple[FlowPart, ...] = Field(min_length=1, description="Flows of the day.")
    fleet: tuple[FleetPart, ...] = Field(min_length=1, description="Vehicles of the day.")

    @field_validator("hospitals")
    @classmethod
    def _hospitals_areknown(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for site in value:
            known("site", site, dict(site_facts()))
        return value


class SyntheticRecipe(Common):
    """A day of any size around one laundry and one store, for tests and benchmarks."""

    kind: Literal["synthetic"]
    n_sites: int = Field(ge=1, le=2000, description="Docks and clinics.")
    n_orders: int = Field(ge=1, le=20_000, description="Orders, one or more a site.")
    clinic_share: float = Field(default=0.7, ge=0, le=1, description="Clinics among sites. [-]")
    facts: tuple[str, ...] = Field(
        default=("F01", "F02", "F29", "F31", "F25"), min_length=1, description="Mix of flows."
    )
    tightness: float = Field(
        default=0.3, ge=0, le=1, description="Share of orders with a narrow window. [-]"
    )
    narrow_window_h: float = Field(
        default=2, ge=0.5, le=12, description="Length of a narrow window. [h]"
    )
    radius_km: float = Field(
        default=80, gt=0, le=300, description="Farthest site from the depots, as the crow flies."
    )
    optional_share: float = Field(
        default=0.05, ge=0, le=1, description="Share of orders with a penalty instead. [-]"
    )
    partition_share: float = Field(
        default=0.25, ge=0, le=1, description="Share of vehicles with a wall. [-]"
    )
    fleet_slack: float = Field(
        default=1.3,
        gt=0,
        le=10,
        description="Vehicles over what load and time ask; more where a baseline needs them. [-]",
    )

    @field_validator("facts")
    @classmethod
    def _facts_areknown(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for fact in value:
            known("flow", fact, dict(flow_facts()))
        return value


class CampusRecipe(Common):
    """A day inside one hospital: dock, kitchen and stores to wards, through corridors."""

    kind: Literal["campus"]
    n_buildings: int = Field(ge=2, le=25, description="Ward buildings.")
    n_wards: int = Field(ge=2, le=200, description="Wards, spread over the buildings' floors.")
    n_floors: int = Field(default=5, ge=1, le=15, description="Floors of a building.")
    beds_per_ward: int = Field(default=18, ge=1, le=60, description="Mean size of a ward. [beds]")
    lift_wait_s: float = Field(default=85, ge=0, le=600, description="A lift ride. [s]")
    n_tugs: int = Field(ge=1, le=100, description="Tug trains at the goods dock.")
    n_kitchen_tugs: int = Field(ge=1, le=100, description="Tug trains at the kitchen.")
    carts_per_train: int = Field(default=6, ge=1, le=10, description="Carts a tug draws.")


class TinyRecipe(Common):
    """A laundry, three sites and two vehicles: small enough to solve by hand."""

    kind: Literal["tiny"]


AnyRecipe: TypeAlias = (
    RegionRecipe | SyntheticRecipe | CampusRecipe | TinyRecipe | StoreRecipe | LinenRecipe
)
"""A recipe of any kind."""

Recipe = Annotated[AnyRecipe, Field(discriminator="kind")]


def read_recipe(path: Path | str) -> AnyRecipe:
    """Read a recipe from a TOML file.

    Parameters
    ----------
    path : Path or str
        The file, or the name of a bundled recipe.

    Returns
    -------
    Recipe
        One of the kinds of recipe.

    Raises
    ------
    DataError
        If there is no such recipe, or with everything that is wrong in it.

    Examples
    --------
    >>> read_recipe("tiny").kind
    'tiny'
    """
    file = Path(path)
    bundled = instances_folder() / "recipes" / f"{path}.toml"
    # Unlike a path's own question, this one has an answer for names too long for the system.
    if not os.path.isfile(file) and os.path.isfile(bundled):  # noqa: PTH113
        file = bundled
    gatherer = Gatherer()
    content = read_bytes(file, file.name, gatherer)
    if content is None:
        names = sorted(p.stem for p in (instances_folder() / "recipes").glob("*.toml"))
        reason, remedy = gatherer.findings()[0].message, suggestion(file.stem, names)
        raise DataError([Finding("S901", reason, Place(str(path)), remedy)])
    data = parse_toml(content, file.name, gatherer)
    if data is None:
        reasons = [found.message for found in gatherer.findings()]
        raise DataError([Finding("S902", reason, Place(file.name)) for reason in reasons])
    try:
        return TypeAdapter(Recipe).validate_python(data)
    except ValidationError as error:
        raise DataError(
            Finding(
                "S903",
                fault["msg"].removeprefix("Value error, "),
                Place(file.name, None, ".".join(str(part) for part in fault["loc"])),
            )
            for fault in error.errors()
        ) from error
