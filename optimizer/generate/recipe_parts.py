"""What are recipes made of? Names, depots, flows and vehicles that several kinds share."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field, field_validator

from optimizer.domain import Window
from optimizer.findings import suggestion
from optimizer.generate.facts import flow_facts, site_facts, vehicle_facts
from optimizer.plan import Cleaning, Document, Identifier
from optimizer.units import TimeOfDay

__all__ = ["Common", "DepotPart", "FleetPart", "FlowPart", "Named", "known"]


def known(kind: str, value: str, names: dict[str, object]) -> str:
    """The value, if there is one of that name.

    Raises
    ------
    ValueError
        With the most similar name, if there is none.
    """
    if value not in names:
        raise ValueError(f'there is no {kind} "{value}". {suggestion(value, names)}')
    return value


def _windows(value: object) -> object:
    if isinstance(value, str):
        parts = [part.split("-") for part in value.split()]
        if all(len(part) == 2 for part in parts):
            return [{"earliest": part[0], "latest": part[1]} for part in parts]
    return value


class Named(Document):
    """What every recipe says of itself."""

    name: Identifier = Field(description="Name of the scenario.")
    day: dt.date = Field(description="Planning day.")
    description: str = Field(default="", max_length=3000, description="What the day is.")
    assumptions: tuple[str, ...] = Field(
        default=(), description="What is taken for granted without a source."
    )


class Common(Named):
    """A recipe of a day with orders."""

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
    def _site_isknown(cls, value: str) -> str:
        return known("site", value, dict(site_facts()))


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
    def _fact_isknown(cls, value: str) -> str:
        return known("flow", value, dict(flow_facts()))


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
    def _fact_isknown(cls, value: str) -> str:
        return known("vehicle", value, dict(vehicle_facts()))
