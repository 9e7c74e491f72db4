"""What does a day consist of before chance has had its say? The recipe, read from TOML.

A recipe names the places, flows and vehicles of a day and says what in it is assumed; a
seed then fixes the amounts. ``instances/recipes`` holds the bundled ones.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError, field_validator

from optimizer.domain import Window
from optimizer.findings import DataError, Finding, Place, suggestion
from optimizer.generate.facts import flow_facts, instances_folder, site_facts, vehicle_facts
from optimizer.plan import Cleaning, Document, Identifier
from optimizer.units import TimeOfDay

__all__ = [
    "CampusRecipe",
    "DepotPart",
    "FleetPart",
    "FlowPart",
    "Recipe",
    "RegionRecipe",
    "SyntheticRecipe",
    "TinyRecipe",
    "read_recipe",
]


def _known(kind: str, value: str, known: dict[str, object]) -> str:
    if value not in known:
        raise ValueError(f'there is no {kind} "{value}". {suggestion(value, known)}')
    return value


def _windows(value: object) -> object:
    if isinstance(value, str):
        parts = [part.split("-") for part in value.split()]
        if all(len(part) == 2 for part in parts):
            return [{"earliest": part[0], "latest": part[1]} for part in parts]
    return value


class _Common(Document):
    name: Identifier = Field(description="Name of the scenario.")
    day: dt.date = Field(description="Planning day.")
    description: str = Field(default="", max_length=3000, description="What the day is.")
    assumptions: tuple[str, ...] = Field(
        default=(), description="What is taken for granted without a source."
    )
    with_baseline: bool = Field(
        default=True, description="Whether the plan as driven today is imitated."
    )


class DepotPart(Document):
    """A depot of the day."""

    site: str = Field(description="Id in data/site_ids.csv.")
    windows: tuple[Window, ...] = Field(description="Opening times, e.g. 04:30-18:00.")
    cleaning: tuple[Cleaning, ...] = Field(default=(), description="wipe, wash.")
    n_docks: int = Field(default=4, ge=1, description="Vehicles at once.")

    _windows = field_validator("windows", mode="before")(_windows)

    @field_validator("site")
    @classmethod
    def _site_is_known(cls, value: str) -> str:
        return _known("site", value, dict(site_facts()))


class FlowPart(Document):
    """A flow of the day: which fact, for whom, how much of it, how it is driven today."""

    fact: str = Field(description="Number in data/flows.csv, e.g. F02.")
    group: Identifier = Field(description="Flows of one group share tours in the baseline.")
    share: float = Field(
        default=1, ge=0, le=10, description="Part of the rate that goes by these vehicles. [-]"
    )
    sites: tuple[str, ...] = Field(default=(), description="Hospitals; empty: by beds alone.")
    min_beds: int = Field(default=0, ge=0, description="Smallest hospital that has it. [beds]")
    max_beds: int = Field(default=100_000, ge=0, description="Largest hospital. [beds]")
    at_clinics: float = Field(
        default=0, ge=0, le=1, description="Share of the day's clinics that have it. [-]"
    )
    clinic_carriers: tuple[float, ...] = Field(
        default=(1.0,), min_length=1, description="Weights of 1, 2, 3 ... carriers at a clinic."
    )
    of: tuple[str, ...] = Field(
        default=(), description="Facts whose carriers come back, for flows of empties."
    )
    depots: tuple[str, ...] = Field(default=(), description="Depots, where not all fit.")
    windows: tuple[Window, ...] | None = Field(
        default=None, description="Windows; the fact's own where none are given."
    )
    release: TimeOfDay = Field(default=0, description="When it is ready.")
    priority: int = Field(default=5, ge=1, le=9, description="1 is served first.")
    penalty_sek_per_carrier: float | None = Field(
        default=None, ge=0, description="Makes the orders optional. [SEK/carrier]"
    )

    _windows = field_validator("windows", mode="before")(_windows)

    @field_validator("fact")
    @classmethod
    def _fact_is_known(cls, value: str) -> str:
        return _known("flow", value, dict(flow_facts()))


class FleetPart(Document):
    """Some vehicles of one type and home with the same shift."""

    fact: str = Field(description="Code in data/fleet.csv, e.g. R18.")
    type_id: Identifier | None = Field(
        default=None, description="Name of the vehicle type, where it is not the fact's code."
    )
    n: int = Field(ge=1, le=500, description="How many.")
    home: str = Field(description="Site where they start and end.")
    shift_start: TimeOfDay = Field(description="Earliest start of duty.")
    shift_end: TimeOfDay = Field(description="Latest end of duty.")
    ordinary_h: float = Field(default=8, gt=0, le=24, description="Duty before overtime. [h]")
    max_overtime_h: float = Field(default=1.5, ge=0, le=8, description="Overtime allowed. [h]")
    equipment: tuple[Identifier, ...] = Field(
        default=("tail_lift",), description="Equipment of the type."
    )
    partition: bool = Field(default=False, description="Whether it has a movable wall.")
    fuel: Literal["diesel", "hvo", "electric"] = Field(default="hvo", description="Fuel.")

    @field_validator("fact")
    @classmethod
    def _fact_is_known(cls, value: str) -> str:
        return _known("vehicle", value, dict(vehicle_facts()))


class RegionRecipe(_Common):
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
    def _hospitals_are_known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for site in value:
            _known("site", site, dict(site_facts()))
        return value


class SyntheticRecipe(_Common):
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
    def _facts_are_known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for fact in value:
            _known("flow", fact, dict(flow_facts()))
        return value


class CampusRecipe(_Common):
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


class TinyRecipe(_Common):
    """A laundry, three sites and two vehicles: small enough to solve by hand."""

    kind: Literal["tiny"]


Recipe = Annotated[
    RegionRecipe | SyntheticRecipe | CampusRecipe | TinyRecipe, Field(discriminator="kind")
]


def read_recipe(path: Path | str) -> RegionRecipe | SyntheticRecipe | CampusRecipe | TinyRecipe:
    """Read a recipe from a TOML file.

    Parameters
    ----------
    path : Path or str
        The file, or the name of a bundled recipe.

    Returns
    -------
    Recipe
        One of the four kinds of recipe.

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
    try:
        # A name too long for the system is refused by is_file already.
        if not file.is_file() and bundled.is_file():
            file = bundled
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        names = sorted(p.stem for p in (instances_folder() / "recipes").glob("*.toml"))
        finding = Finding(
            "S901", f"{error.strerror}", Place(str(path)), suggestion(file.stem, names)
        )
        raise DataError([finding]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError([Finding("S902", str(error), Place(file.name))]) from error
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
