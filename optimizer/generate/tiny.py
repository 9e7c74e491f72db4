"""Which day is small enough to be solved by hand? A laundry, three sites, two vehicles."""

from __future__ import annotations

from itertools import chain

from optimizer.domain import Order, Scenario, Site, SiteKind, TravelSettings, TravelSource
from optimizer.domain import TravelTime as Time
from optimizer.generate.places import span
from optimizer.generate.recipe import TinyRecipe
from optimizer.generate.recipe_parts import FleetPart
from optimizer.generate.region import describe
from optimizer.generate.tables import (
    flows_of,
    hygiene,
    load_carriers_of,
    vehicle_types,
    vehicles,
)
from optimizer.plan import Cleaning
from optimizer.units import MINUTE

__all__ = ["tiny_day"]

_LEGS = (
    ("tvatteriet", "alingsas", 10, 3),
    ("tvatteriet", "vc-alingsas", 10, 4),
    ("tvatteriet", "vc-vargarda", 25, 24),
    ("alingsas", "vc-alingsas", 5, 2),
    ("alingsas", "vc-vargarda", 25, 22),
    ("vc-alingsas", "vc-vargarda", 25, 22),
)
"""Origin, destination, minutes, kilometres; alike in both directions."""

_ORDERS = (
    ("alingsas", "linne", 6, 900, "05:30-13:00", "05:00"),
    ("vc-alingsas", "linne", 2, 260, "07:00-11:30", "05:00"),
    ("vc-vargarda", "linne", 2, 270, "07:00-13:00", "05:00"),
    ("alingsas", "smutstvatt", 6, 720, "06:00-16:00", "07:00"),
    ("vc-vargarda", "smutstvatt", 2, 230, "07:00-16:00", "07:00"),
    ("alingsas", "tomma-vagnar", 5, 0, "06:30-18:00", "07:00"),
)
"""Site, flow, carriers, kilograms, window, release."""


def _sites() -> tuple[Site, ...]:
    laundry = Site(
        id="tvatteriet",
        name="Tvätteriet Alingsås",
        kind=SiteKind.LAUNDRY,
        windows=span("04:30-18:00"),
        setup_min=5,
        n_docks=4,
        cleaning=(Cleaning.WIPE, Cleaning.WASH),
        signed_by="Utlastningen",
    )
    hospital = Site(
        id="alingsas",
        name="Alingsås lasarett",
        kind=SiteKind.DOCK,
        windows=span("06:00-16:00"),
        setup_min=10,
        n_docks=1,
        signed_by="Godsmottagningen",
    )
    clinics = (
        Site(
            id=id_,
            name=name,
            kind=SiteKind.CLINIC,
            windows=span("07:00-16:00"),
            setup_min=5,
            n_docks=1,
            handling_factor=2,
            requires_equipment=("tail_lift",),
            signed_by="Receptionen",
        )
        for id_, name in (("vc-alingsas", "VC Alingsås"), ("vc-vargarda", "VC Vårgårda"))
    )
    return (laundry, hospital, *clinics)


def _fleet() -> tuple[FleetPart, ...]:
    return tuple(
        FleetPart(
            fact=fact,
            n=1,
            home="tvatteriet",
            shift_start=6 * 60 * MINUTE,
            shift_end=15 * 60 * MINUTE,
            max_overtime_h=1,
            partition=partition,
        )
        for fact, partition in (("R12", False), ("R18K", True))
    )


def tiny_day(recipe: TinyRecipe) -> Scenario:
    """The tiny day; nothing in it is drawn.

    Examples
    --------
    >>> recipe = TinyRecipe(kind="tiny", name="tiny", day="2026-11-25")
    >>> len(tiny_day(recipe).orders)
    6
    """
    facts = ("F02", "F29", "F32")
    both_ways = chain(_LEGS, ((b, a, minutes, km) for a, b, minutes, km in _LEGS))
    return Scenario(
        name=recipe.name,
        day=recipe.day,
        description=describe(recipe.description, recipe.assumptions),
        travel=TravelSettings(source=TravelSource.MATRIX),
        sites=_sites(),
        load_carriers=load_carriers_of(["LT", "LTS", "RC"]),
        hygiene=hygiene(),
        flows=flows_of(facts),
        orders=tuple(
            Order(
                id=f"{site}-{flow}",
                flow=flow,
                site=site,
                carriers=carriers,
                weight_kg=kilograms,
                windows=span(window),
                release=release,
            )
            for site, flow, carriers, kilograms, window, release in _ORDERS
        ),
        vehicle_types=vehicle_types(_fleet()),
        vehicles=vehicles(_fleet()),
        travel_times=tuple(
            Time(
                origin=origin,
                destination=destination,
                duration_s=minutes * MINUTE,
                length_m=km * 1000,
            )
            for origin, destination, minutes, km in both_ways
        ),
    )
