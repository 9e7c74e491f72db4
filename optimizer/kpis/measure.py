"""What is a plan worth, in one table of figures?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from pydantic import Field

from optimizer.check.cost import recount
from optimizer.check.facts import Facts
from optimizer.domain import Scenario
from optimizer.kpis.figures import RouteFigures, known_facts, route_figures
from optimizer.plan import Cost, Document, RoutePlan
from optimizer.travel import TravelTimes
from optimizer.units import HOUR

__all__ = ["Kpis", "measure_kpis"]


class Kpis(Document):
    """Key figures of one plan. Shares are of 1; a share of nothing is empty."""

    n_vehicles: int = Field(description="Vehicles used. [vehicles]")
    n_trips: int = Field(description="Trips. [trips]")
    n_visits: int = Field(description="Visits, depots included. [visits]")
    trips_per_vehicle: float | None = Field(description="Trips per vehicle used. [trips/vehicle]")
    visits_per_site: float | None = Field(
        description="Visits with handlings at an order's site, per such site. [visits/site]"
    )

    length_km: float = Field(description="Distance driven. [km]")
    loaded_km: float = Field(description="Distance driven with goods on board. [km]")
    empty_km: float = Field(description="Distance driven with nothing on board. [km]")

    duty_h: float = Field(description="Duty, from start to end of each route. [h]")
    driving_h: float = Field(description="Driving, as the travel source says. [h]")
    setup_h: float = Field(description="Set-up on arrival. [h]")
    handling_h: float = Field(
        description="Handling, loading and unloading; what is done at once counts once. [h]"
    )
    cleaning_h: float = Field(description="Wiping and washing of load spaces. [h]")
    waiting_h: float = Field(description="The rest of duty: waiting and slack. [h]")
    overtime_h: float = Field(description="Duty beyond the vehicles' ordinary time. [h]")

    fixed_sek: float = Field(description="Cost of vehicles used, by the day. [SEK]")
    distance_sek: float = Field(description="Cost of distance. [SEK]")
    time_sek: float = Field(description="Cost of duty time, overtime at the plain rate. [SEK]")
    overtime_sek: float = Field(description="Supplement for overtime. [SEK]")
    penalty_sek: float = Field(description="Penalties of optional orders left out. [SEK]")
    total_sek: float = Field(description="Cost in all. [SEK]")
    cost_per_carrier_sek: float | None = Field(
        description="Cost without penalties, per load carrier served. [SEK/carrier]"
    )

    co2_kg: float = Field(description="Carbon dioxide equivalents, well to wheel. [kg]")
    energy_kwh: float = Field(description="Energy of driving. [kWh]")

    fill_rate_out: float | None = Field(
        description="Slots that deliveries take at the most in a trip, over the vehicle's "
        "slots; over all trips with goods. [-]"
    )
    fill_rate_home: float | None = Field(
        description="Slots that returns take at the most in a trip, over the vehicle's "
        "slots; over all trips with goods. [-]"
    )
    fill_rate_km: float | None = Field(
        description="Slots in use over slots of the vehicle, weighted by distance. [-]"
    )
    on_time_share: float | None = Field(
        description="Handlings at order sites that start in the windows and not before "
        "release, of those made. [-]"
    )

    n_washes: int = Field(description="Washes of load spaces. [washes]")
    n_wipes: int = Field(description="Wipes of load spaces. [wipes]")

    carriers_delivered: int = Field(description="Load carriers delivered to sites. [carriers]")
    carriers_collected: int = Field(description="Load carriers brought to depots. [carriers]")
    orders_unserved: int = Field(description="Orders left out, wholly or in part. [orders]")
    carriers_unserved: int = Field(description="Load carriers left out. [carriers]")
    mandatory_shortfall_orders: int = Field(
        description="Mandatory orders left out, wholly or in part. [orders]"
    )
    mandatory_shortfall_carriers: int = Field(
        description="Load carriers of mandatory orders left out. [carriers]"
    )
    orders_unserved_by_priority: Mapping[int, int] = Field(
        description="Orders left out, for each priority that the day's orders have. [orders]"
    )
    carriers_unserved_by_priority: Mapping[int, int] = Field(
        description="Load carriers left out, for each priority of the day's orders. [carriers]"
    )


def measure_kpis(scenario: Scenario, travel: TravelTimes, plan: RoutePlan) -> Kpis:
    """Key figures of a plan, counted from the documents alone.

    Parameters
    ----------
    scenario : Scenario
        What was asked.
    travel : TravelTimes
        Durations and distances between its sites. [s, m]
    plan : RoutePlan
        The plan; its own statement of cost and length is not used.

    Returns
    -------
    Kpis
        The figures, with their units in the descriptions.

    Raises
    ------
    DataError
        If the plan names what the scenario does not have, or drives where there is no way.

    Examples
    --------
    >>> from optimizer.formats import read_scenario
    >>> from optimizer.travel import measure
    >>> tiny = read_scenario("instances/tiny").value
    >>> travel = measure(tiny)
    >>> kpis = measure_kpis(tiny, travel, tiny.baseline)
    >>> kpis.length_km, kpis.n_trips, kpis.mandatory_shortfall_carriers
    (100.0, 2, 0)
    """
    facts = known_facts(scenario, travel, plan)
    figures = route_figures(facts)
    cost = recount(facts).cost
    served = sum(f.carriers_delivered + f.carriers_collected for f in figures)
    n_vehicles = len({f.vehicle for f in figures})
    n_trips = sum(f.n_trips for f in figures)
    return Kpis(
        n_vehicles=n_vehicles,
        n_trips=n_trips,
        n_visits=sum(f.n_visits for f in figures),
        trips_per_vehicle=_share(n_trips, n_vehicles),
        visits_per_site=_visits_per_site(facts),
        length_km=sum(f.length_m for f in figures) / 1000,
        loaded_km=sum(f.loaded_m for f in figures) / 1000,
        empty_km=sum(f.length_m - f.loaded_m for f in figures) / 1000,
        duty_h=_hours(f.duty_s for f in figures),
        driving_h=_hours(f.driving_s for f in figures),
        setup_h=_hours(f.setup_s for f in figures),
        handling_h=_hours(f.handling_s for f in figures),
        cleaning_h=_hours(f.cleaning_s for f in figures),
        waiting_h=_hours(f.waiting_s for f in figures),
        overtime_h=_hours(f.overtime_s for f in figures),
        **{term: getattr(cost, term) for term in Cost.model_fields},
        total_sek=cost.total_sek,
        cost_per_carrier_sek=_share(cost.total_sek - cost.penalty_sek, served),
        co2_kg=sum(f.co2_kg for f in figures),
        energy_kwh=sum(f.energy_kwh for f in figures),
        fill_rate_out=_ratio(figures, "out_slots", "trip_slots"),
        fill_rate_home=_ratio(figures, "home_slots", "trip_slots"),
        fill_rate_km=_ratio(figures, "slot_m", "capacity_m"),
        on_time_share=_ratio(figures, "n_on_time", "n_handlings"),
        n_washes=sum(f.n_washes for f in figures),
        n_wipes=sum(f.n_wipes for f in figures),
        carriers_delivered=sum(f.carriers_delivered for f in figures),
        carriers_collected=sum(f.carriers_collected for f in figures),
        **_unserved(facts),
    )


def _unserved(facts: Facts) -> dict[str, int | dict[int, int]]:
    left: Counter[str] = Counter()
    for entry in facts.plan.unserved:
        left[entry.order] += entry.carriers
    mandatory = [n for order, n in left.items() if facts.orders[order].mandatory]
    priorities = sorted({order.priority for order in facts.scenario.orders})
    orders_by, carriers_by = dict.fromkeys(priorities, 0), dict.fromkeys(priorities, 0)
    for order, n in left.items():
        orders_by[facts.orders[order].priority] += 1
        carriers_by[facts.orders[order].priority] += n
    return {
        "orders_unserved": len(left),
        "carriers_unserved": left.total(),
        "mandatory_shortfall_orders": len(mandatory),
        "mandatory_shortfall_carriers": sum(mandatory),
        "orders_unserved_by_priority": orders_by,
        "carriers_unserved_by_priority": carriers_by,
    }


def _visits_per_site(facts: Facts) -> float | None:
    visits: Counter[str] = Counter()
    for route in facts.routes:
        for planned in route.visits:
            if any(
                facts.orders[handling.order].site == planned.visit.site
                for handling in planned.visit.handlings
            ):
                visits[planned.visit.site] += 1
    return _share(visits.total(), len(visits))


def _hours(seconds: Iterable[float]) -> float:
    return sum(seconds) / HOUR


def _ratio(figures: Iterable[RouteFigures], above: str, below: str) -> float | None:
    rows = list(figures)
    return _share(sum(getattr(f, above) for f in rows), sum(getattr(f, below) for f in rows))


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
