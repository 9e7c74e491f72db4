"""What day of a wanted size is cheap to make, for tests and benchmarks?

Around a laundry, a store and a waste station in Alingsås lie docks and clinics at towns
drawn by population. Every order can be served on a tour of its own; whether all can be
served together is up to the fleet's slack.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from optimizer.amounts import Amounts
from optimizer.domain import (
    Order,
    Scenario,
    Site,
    SiteKind,
    TravelSettings,
    Window,
)
from optimizer.generate.demand import fact_windows, order_for
from optimizer.generate.draws import Draws
from optimizer.generate.facts import SiteFact, TownFact, flow_facts, town_facts
from optimizer.generate.places import KM_PER_DEGREE, Clinic, clinic_of, hospital, span
from optimizer.generate.recipe import SyntheticRecipe
from optimizer.generate.recipe_parts import FleetPart, FlowPart
from optimizer.generate.region import describe
from optimizer.generate.tables import (
    flows_of,
    hygiene,
    load_carriers_of,
    vehicle_types,
    vehicles,
)
from optimizer.plan import Cleaning
from optimizer.units import HOUR, MINUTE

__all__ = ["synthetic_day"]

_CENTRE = (57.93, 12.53)
_DEPOTS = (
    ("tvatteri", "Tvätteri", SiteKind.LAUNDRY, 0.010, 0.010),
    ("lager", "Lager", SiteKind.WAREHOUSE, -0.012, 0.015),
    ("avfall", "Avfallsstation", SiteKind.WASTE_STATION, -0.005, -0.020),
    ("kok", "Produktionskök", SiteKind.KITCHEN, 0.015, -0.012),
    ("sterilcentral", "Sterilcentral", SiteKind.STERILE_UNIT, 0.003, 0.004),
    ("lab", "Laboratorium", SiteKind.LABORATORY, 0.005, -0.004),
)
"""Id, name, kind, and place beside the centre. [deg]"""

_DOCK_CARRIERS = (1, 2, 4, 6, 9, 14)
_CLINIC_CARRIERS = (1, 2, 3)
_BEDS = 120
_SHIFT = (5 * HOUR, 16 * HOUR)
_ORDINARY_H = 8.0
_PENALTY_SEK = 900.0
_SPEED_KMH = 50.0


def _depots(facts: Sequence[str]) -> list[Site]:
    """The depots that the flows need."""
    kinds = [kind.value for _, _, kind, _, _ in _DEPOTS]
    wanted = {"warehouse"}
    for fact in facts:
        fitting = [kind for kind in flow_facts()[fact].depot_kinds if kind in kinds]
        if not fitting:
            raise ValueError(f"flow {fact} goes inside a hospital alone")
        wanted.add(fitting[0])
    return [
        Site(
            id=id_,
            name=name,
            kind=kind,
            lat=round(_CENTRE[0] + north, 5),
            lon=round(_CENTRE[1] + east, 5),
            windows=span("04:30-19:00"),
            setup_min=5,
            cleaning=(Cleaning.WIPE, Cleaning.WASH),
            signed_by="Utlastningen",
        )
        for id_, name, kind, north, east in _DEPOTS
        if kind.value in wanted
    ]


def _distance_km(lat: float, lon: float) -> float:
    north = (lat - _CENTRE[0]) * KM_PER_DEGREE
    east = (lon - _CENTRE[1]) * KM_PER_DEGREE * math.cos(math.radians(_CENTRE[0]))
    return math.hypot(north, east)


def _sites(recipe: SyntheticRecipe, seed: int) -> list[Site]:
    towns = [town for town in town_facts() if _distance_km(town.lat, town.lon) <= recipe.radius_km]
    weights = [max(town.population, 500) ** 0.5 for town in towns]
    n_docks = recipe.n_sites - round(recipe.n_sites * recipe.clinic_share)
    sites = []
    for number in range(1, recipe.n_sites + 1):
        town: TownFact = Draws(seed, "site", str(number)).weighted(towns, weights)
        kind = "dock" if number <= n_docks else "clinic"
        clinic = Clinic(f"{kind}-{number:03d}", f"{town.name} {number}", town)
        site = clinic_of(clinic, seed)
        if kind == "dock":
            lat, lon = site.lat or 0.0, site.lon or 0.0
            fact = SiteFact(clinic.id, clinic.name, kind, lat, lon, _BEDS, town.municipality)
            site = hospital(fact)
        sites.append(site)
    return sites


def _window(recipe: SyntheticRecipe, site: Site, fact: str, seed: int) -> tuple[Window, ...]:
    """The flow's hours, or a narrow part of them within the site's own."""
    whole = fact_windows(flow_facts()[fact]) or span("05:30-18:00")
    draws = Draws(seed, "window", site.id, fact)
    narrow = draws.chance(recipe.tightness)
    place = draws.uniform(0, 1)
    if not narrow:
        return whole
    opening = site.windows[round(place * (len(site.windows) - 1))]
    earliest = max(whole[0].earliest, opening.earliest, 7 * HOUR)
    latest = min(whole[0].latest, opening.latest)
    length = round(recipe.narrow_window_h * HOUR)
    if latest - earliest <= length:
        return whole
    begin = earliest + round(place * (latest - earliest - length) / (15 * MINUTE)) * 15 * MINUTE
    begin = min(begin, latest - length)
    return (Window(earliest=begin, latest=begin + length),)


def _orders(recipe: SyntheticRecipe, sites: Sequence[Site], seed: int) -> list[Order]:
    """Exactly as many orders as wanted: each site one, then each another, flows in turn."""
    if recipe.n_orders > len(sites) * len(recipe.facts):
        raise ValueError(
            f"{recipe.n_orders} orders need more sites or flows: there are "
            f"{len(sites)} sites and {len(recipe.facts)} flows"
        )
    turned = [
        (site, recipe.facts[(k + i) % len(recipe.facts)])
        for i in range(len(recipe.facts))
        for k, site in enumerate(sites)
    ]
    orders = []
    for site, fact in turned[: recipe.n_orders]:
        draws = Draws(seed, "carriers", site.id, fact)
        sizes = _DOCK_CARRIERS if site.kind is SiteKind.DOCK else _CLINIC_CARRIERS
        carriers = draws.weighted(sizes, [1 / size for size in sizes])
        optional = draws.chance(recipe.optional_share)
        part = FlowPart(
            fact=fact,
            group=fact,
            priority=draws.weighted((2, 4, 5, 6, 8), (1, 2, 4, 2, 1)),
            penalty_sek_per_carrier=_PENALTY_SEK if optional else None,
        )
        windows = _window(recipe, site, fact, seed)
        orders.append(order_for(flow_facts()[fact], part, site.id, carriers, seed, windows))
    return orders


def _fleet(recipe: SyntheticRecipe, day: Scenario) -> tuple[FleetPart, ...]:
    """As many vehicles as load and time ask, times the slack; some with a partition.

    Time: set-up and handling of every order, and a way from the stop before that shrinks
    with the square root of the number of sites; trips of full vehicles go to the mean site.
    """
    amounts = Amounts(day)
    out_and_home = [0.0, 0.0]
    work_s = 0.0
    for order in day.orders:
        is_return = amounts.flow(order).direction == "return"
        out_and_home[is_return] += amounts.of(order, order.carriers).slots
        setup_s = amounts.site(order).setup_min * MINUTE
        work_s += setup_s + amounts.handling_s(order, order.carriers)
    placed = [site for site in day.sites if site.kind in (SiteKind.DOCK, SiteKind.CLINIC)]
    mean_km = sum(_distance_km(site.lat or 0, site.lon or 0) for site in placed) / len(placed)
    n_trips = max(out_and_home) / (30 * 0.7)
    between_km = 2 * mean_km / math.sqrt(len(placed))
    km = 1.3 * (2 * mean_km * n_trips + between_km * len(day.orders))
    hours = work_s / HOUR + km / _SPEED_KMH + n_trips * 40 / 60
    n_vehicles = max(2, math.ceil(recipe.fleet_slack * hours / _ORDINARY_H))
    n_walls = min(n_vehicles - 1, round(recipe.partition_share * n_vehicles))
    common = {
        "home": "lager",
        "shift_start": _SHIFT[0],
        "shift_end": _SHIFT[1],
        "ordinary_h": _ORDINARY_H,
        "equipment": ("tail_lift", "cooled", "adr"),
    }
    # The site with a low gate admits the R12 alone, so that there is always one.
    n_small = max(1, n_vehicles // 5)
    counts = (("R12", n_small), ("R18", n_vehicles - n_walls - n_small), ("R18K", n_walls))
    return tuple(
        FleetPart.model_validate({**common, "fact": fact, "n": n, "partition": fact == "R18K"})
        for fact, n in counts
        if n > 0
    )


def synthetic_day(recipe: SyntheticRecipe, seed: int) -> Scenario:
    """A day with exactly the wanted number of orders, without its baseline.

    Parameters
    ----------
    recipe : SyntheticRecipe
        Size and difficulty.
    seed : int
        Fixes places, amounts and windows.

    Returns
    -------
    Scenario
        The day. Vehicles start at the store.

    Raises
    ------
    ValueError
        If there are fewer pairs of site and flow than orders wanted, or a flow is in-house.

    Examples
    --------
    >>> recipe = SyntheticRecipe(
    ...     kind="synthetic", name="s", day="2026-11-25", n_sites=10, n_orders=25
    ... )
    >>> len(synthetic_day(recipe, seed=1).orders)
    25
    """
    sites = _sites(recipe, seed)
    orders = _orders(recipe, sites, seed)
    asked = {order.site for order in orders}
    placeholder = FleetPart.model_validate(
        {"fact": "R18", "n": 1, "home": "lager", "shift_start": 0, "shift_end": HOUR}
    )
    day = Scenario(
        name=recipe.name,
        day=recipe.day,
        description=describe(recipe.description or "A generated day.", recipe.assumptions),
        travel=TravelSettings(),
        sites=(*_depots(recipe.facts), *(site for site in sites if site.id in asked)),
        load_carriers=load_carriers_of(flow_facts()[fact].carrier for fact in recipe.facts),
        hygiene=hygiene(),
        flows=flows_of(recipe.facts),
        orders=tuple(orders),
        vehicle_types=vehicle_types([placeholder]),
        vehicles=vehicles([placeholder]),
    )
    fleet = _fleet(recipe, day)
    return day.model_copy(
        update={"vehicle_types": vehicle_types(fleet), "vehicles": vehicles(fleet)}
    )
