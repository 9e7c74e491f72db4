"""What does a region's day look like, once a recipe and a seed are given?"""

from __future__ import annotations

from optimizer.domain import Scenario, TravelSettings
from optimizer.generate.demand import orders_of_the_day
from optimizer.generate.facts import flow_facts, site_facts
from optimizer.generate.places import clinic_of, clinics_of_the_day, depot, hospital
from optimizer.generate.recipe import RegionRecipe
from optimizer.generate.tables import (
    ATTRIBUTION,
    flows_of,
    hygiene,
    load_carriers_of,
    vehicle_types,
    vehicles,
)

__all__ = ["describe", "region_day"]


def describe(text: str, assumptions: tuple[str, ...]) -> str:
    """Description of a scenario: what it is, what is assumed, whom to thank.

    Examples
    --------
    >>> describe("A day.", ("Roads are dry.",)).splitlines()[:2]
    ['A day.', 'Assumptions [A]:']
    """
    lines = [text.strip(), "Assumptions [A]:", *(f"- {line}" for line in assumptions), ATTRIBUTION]
    return "\n".join(lines)


def region_day(recipe: RegionRecipe, seed: int) -> Scenario:
    """The day of a region, without its baseline.

    Parameters
    ----------
    recipe : RegionRecipe
        Places, flows and vehicles.
    seed : int
        Fixes amounts, clinics and their places.

    Returns
    -------
    Scenario
        Sites without any order are left out, depots stay.
    """
    hospitals = [site_facts()[site] for site in recipe.hospitals]
    clinics = clinics_of_the_day(recipe.region, recipe.municipalities, recipe.n_clinics, seed)
    orders = orders_of_the_day(
        recipe.flows,
        {fact.id: fact.beds for fact in hospitals},
        [clinic.id for clinic in clinics],
        recipe.weekday_factor,
        seed,
    )
    asked = {order.site for order in orders}
    sites = (
        *(depot(part) for part in recipe.depots),
        *(hospital(fact) for fact in hospitals if fact.id in asked),
        *(clinic_of(clinic, seed) for clinic in clinics if clinic.id in asked),
    )
    facts = [part.fact for part in recipe.flows]
    return Scenario(
        name=recipe.name,
        day=recipe.day,
        description=describe(recipe.description, recipe.assumptions),
        travel=TravelSettings(circuity=recipe.circuity),
        sites=sites,
        load_carriers=load_carriers_of(flow_facts()[fact].carrier for fact in facts),
        hygiene=hygiene(),
        flows=flows_of(facts),
        orders=orders,
        vehicle_types=vehicle_types(recipe.fleet),
        vehicles=vehicles(recipe.fleet),
    )
