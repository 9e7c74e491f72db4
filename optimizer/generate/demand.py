"""What is asked today? Orders from beds, clinics and the rates of the facts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from optimizer.domain import Order, Window
from optimizer.generate.draws import Draws
from optimizer.generate.facts import FlowFact, carrier_facts, flow_facts
from optimizer.generate.places import span
from optimizer.generate.recipe_parts import FlowPart

__all__ = ["carriers_at_hospital", "fact_windows", "order_for", "orders_of_the_day"]

DAYS_PER_WEEK = 7
WORKING_DAYS = 5
OCCUPANCY = (0.80, 1.05)
"""Occupied beds over beds, bounds; drawn once a hospital, so that its flows go together."""

EMPTIES_HOME = (0.85, 1.10)
"""Carriers that come home over carriers that go out, bounds."""

FILL = (0.85, 1.05)
"""Net weight of a carrier over the fact's typical one, bounds."""

DAY_CARE_BEDS = 15
"""What a hospital of day care and clinics without wards asks, in beds."""


def fact_windows(fact: FlowFact) -> tuple[Window, ...]:
    """Hours in which a flow is handled at its sites; none for round the clock."""
    if (fact.earliest, fact.latest) == ("00:00", "24:00"):
        return ()
    return span(f"{fact.earliest}-{fact.latest}")


def carriers_at_hospital(
    fact: FlowFact, beds: int, weekday_factor: float, share: float, seed: int, site: str
) -> int:
    """Carriers of a flow for a whole hospital today.

    The week's seven days are spread over the visits of the week; a flow that comes less
    than five times a week is due by chance.

    Examples
    --------
    >>> from optimizer.generate.facts import flow_facts
    >>> carriers_at_hospital(flow_facts()["F02"], 820, 1.0, 1.0, seed=1, site="sahlgrenska") > 20
    True
    """
    draws = Draws(seed, "demand", site, fact.id)
    noise = draws.noise(fact.cv)
    if not draws.chance(min(1.0, fact.visits_hospital / WORKING_DAYS)):
        return 0
    visits = fact.visits_hospital
    days_served = visits if visits < WORKING_DAYS else DAYS_PER_WEEK
    if visits >= WORKING_DAYS and visits % DAYS_PER_WEEK:
        days_served = WORKING_DAYS
    occupancy = Draws(seed, "occupancy", site).uniform(*OCCUPANCY)
    mean = fact.carriers_per_100_beds / 100 * (beds or DAY_CARE_BEDS) * occupancy
    return draws.whole(mean * DAYS_PER_WEEK / days_served * weekday_factor * share * noise)


def order_for(
    fact: FlowFact,
    part: FlowPart,
    site: str,
    carriers: int,
    seed: int,
    windows: tuple[Window, ...] | None = None,
) -> Order:
    """The order of a flow at a site, weighed by the fact's typical load.

    Parameters
    ----------
    fact : FlowFact
        Rates and rules of the flow.
    part : FlowPart
        How the day's recipe has it.
    site : str
        Where it goes or comes from.
    carriers : int
        How many. [carriers]
    seed : int
        Seed of the day.
    windows : tuple of Window or None
        Instead of the recipe's or the fact's windows.
    """
    penalty = part.penalty_sek_per_carrier
    fill = Draws(seed, "fill", site, fact.id).uniform(*FILL)
    carrier = carrier_facts()[fact.carrier]
    net_kg = (
        0.0 if fact.empties else min(fact.net_kg * fill, carrier.gross_max_kg - carrier.tare_kg)
    )
    if windows is None:
        windows = part.windows if part.windows is not None else fact_windows(fact)
    return Order(
        id=f"{site}-{fact.id}",
        flow=fact.id,
        site=site,
        carriers=carriers,
        weight_kg=math.floor(carriers * net_kg),
        depots=part.depots,
        windows=windows,
        release=part.release,
        mandatory=penalty is None,
        penalty_sek=None if penalty is None else penalty * carriers,
        priority=part.priority,
    )


def orders_of_the_day(
    parts: Sequence[FlowPart],
    beds_by_hospital: Mapping[str, int],
    clinics: Sequence[str],
    weekday_factor: float,
    seed: int,
) -> tuple[Order, ...]:
    """All orders: one a flow and site, whole hospitals together.

    Parameters
    ----------
    parts : sequence of FlowPart
        Flows of the recipe; flows of empties after those whose carriers they are.
    beds_by_hospital : mapping of str to int
        Hospitals of the day. [beds]
    clinics : sequence of str
        Clinics of the day.
    weekday_factor : float
        Demand of the weekday over the mean. [-]
    seed : int
        Seed of the day.
    """
    carriers_out: dict[tuple[str, str], int] = {}
    orders = []
    for part in parts:
        fact = flow_facts()[part.fact]
        for site, beds in beds_by_hospital.items():
            if part.sites and site not in part.sites:
                continue
            if not part.min_beds <= beds <= part.max_beds:
                continue
            if part.of:
                out = sum(carriers_out.get((number, site), 0) for number in part.of)
                factor = Draws(seed, "empties", site, fact.id).uniform(*EMPTIES_HOME)
                count = round(out * factor * part.share)
            else:
                count = carriers_at_hospital(fact, beds, weekday_factor, part.share, seed, site)
            if count:
                carriers_out[part.fact, site] = count
                orders.append(order_for(fact, part, site, count, seed))
        for site in clinics:
            draws = Draws(seed, "demand", site, fact.id)
            if draws.chance(part.at_clinics):
                sizes = range(1, len(part.clinic_carriers) + 1)
                count = draws.weighted(sizes, part.clinic_carriers)
                orders.append(order_for(fact, part, site, count, seed))
    return tuple(orders)
