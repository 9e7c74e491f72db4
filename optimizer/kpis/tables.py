"""What does each route, and each site, come to? Tables for reports and workbooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimizer.domain import Direction, Scenario
from optimizer.kpis.figures import RouteFigures, known_facts, route_figures
from optimizer.plan import Cost, RoutePlan
from optimizer.travel import TravelTimes
from optimizer.units import HOUR, format_time_of_day

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ROUTE_COLUMNS", "SITE_COLUMNS", "route_table", "site_table"]

ROUTE_COLUMNS = (
    "vehicle",
    "vehicle_type",
    "driver",
    "start",
    "end",
    "n_trips",
    "n_visits",
    "length_km",
    "loaded_km",
    "empty_km",
    "duty_h",
    "driving_h",
    "setup_h",
    "handling_h",
    "cleaning_h",
    "waiting_h",
    "overtime_h",
    "carriers_delivered",
    "carriers_collected",
    "fill_rate_out",
    "fill_rate_home",
    "fill_rate_km",
    "n_washes",
    "n_wipes",
    "fixed_sek",
    "distance_sek",
    "time_sek",
    "overtime_sek",
    "total_sek",
    "co2_kg",
    "energy_kwh",
)
SITE_COLUMNS = (
    "site",
    "name",
    "kind",
    "n_visits",
    "n_vehicles",
    "first_arrival",
    "last_departure",
    "carriers_delivered",
    "carriers_collected",
)


def route_table(scenario: Scenario, travel: TravelTimes, plan: RoutePlan) -> pd.DataFrame:
    """One row a route; sums of its columns are the plan's KPIs.

    Parameters
    ----------
    scenario : Scenario
        What was asked.
    travel : TravelTimes
        Durations and distances. [s, m]
    plan : RoutePlan
        The plan.

    Returns
    -------
    pandas.DataFrame
        A row a route in the plan's order: vehicle, vehicle_type, driver, start and end
        [HH:MM], n_trips, n_visits, lengths [km], times [h], carriers, fill rates [-]
        (empty where nothing is carried), washes and wipes, cost by term and in all
        without penalties [SEK], co2_kg [kg], energy_kwh [kWh].

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
    >>> routes = route_table(tiny, travel, tiny.baseline)
    >>> routes[["vehicle", "start", "end", "length_km"]].values.tolist()
    [['r12-01', '06:10', '09:52:55', 100.0]]
    """
    import pandas as pd

    facts = known_facts(scenario, travel, plan)
    drivers = {vehicle.id: vehicle.driver for vehicle in scenario.vehicles}
    rows = [_route_row(f, drivers[f.vehicle]) for f in route_figures(facts)]
    return pd.DataFrame(rows, columns=list(ROUTE_COLUMNS))


def site_table(scenario: Scenario, travel: TravelTimes, plan: RoutePlan) -> pd.DataFrame:
    """One row a site that is visited.

    Parameters
    ----------
    scenario : Scenario
        What was asked.
    travel : TravelTimes
        Durations and distances. [s, m]
    plan : RoutePlan
        The plan.

    Returns
    -------
    pandas.DataFrame
        A row a site in the scenario's order: site, name, kind, n_visits, n_vehicles,
        first_arrival and last_departure [HH:MM], carriers_delivered to it and
        carriers_collected from it [carriers].

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
    >>> sites = site_table(tiny, travel, tiny.baseline)
    >>> dict(zip(sites["site"], sites["n_visits"]))
    {'tvatteriet': 3, 'alingsas': 2, 'vc-alingsas': 1, 'vc-vargarda': 2}
    """
    import pandas as pd

    facts = known_facts(scenario, travel, plan)
    rows = []
    for site in scenario.sites:
        there = [
            (route.route.vehicle, planned.visit)
            for route in facts.routes
            for planned in route.visits
            if planned.visit.site == site.id
        ]
        if not there:
            continue
        moved = dict.fromkeys(Direction, 0)
        for _, visit in there:
            for handling in visit.handlings:
                order = facts.orders[handling.order]
                if not facts.at_depot(order, handling):
                    moved[facts.flow(order).direction] += handling.carriers
        rows.append(
            {
                "site": site.id,
                "name": site.name,
                "kind": str(site.kind),
                "n_visits": len(there),
                "n_vehicles": len({vehicle for vehicle, _ in there}),
                "first_arrival": format_time_of_day(min(v.arrival for _, v in there)),
                "last_departure": format_time_of_day(max(v.departure for _, v in there)),
                "carriers_delivered": moved[Direction.DELIVERY],
                "carriers_collected": moved[Direction.RETURN],
            }
        )
    return pd.DataFrame(rows, columns=list(SITE_COLUMNS))


def _route_row(f: RouteFigures, driver: str) -> dict[str, str | float | None]:
    return {
        "vehicle": f.vehicle,
        "vehicle_type": f.vehicle_type,
        "driver": driver,
        "start": format_time_of_day(f.start),
        "end": format_time_of_day(f.end),
        "n_trips": f.n_trips,
        "n_visits": f.n_visits,
        "length_km": f.length_m / 1000,
        "loaded_km": f.loaded_m / 1000,
        "empty_km": (f.length_m - f.loaded_m) / 1000,
        "duty_h": f.duty_s / HOUR,
        "driving_h": f.driving_s / HOUR,
        "setup_h": f.setup_s / HOUR,
        "handling_h": f.handling_s / HOUR,
        "cleaning_h": f.cleaning_s / HOUR,
        "waiting_h": f.waiting_s / HOUR,
        "overtime_h": f.overtime_s / HOUR,
        "carriers_delivered": f.carriers_delivered,
        "carriers_collected": f.carriers_collected,
        "fill_rate_out": f.out_slots / f.trip_slots if f.trip_slots else None,
        "fill_rate_home": f.home_slots / f.trip_slots if f.trip_slots else None,
        "fill_rate_km": f.slot_m / f.capacity_m if f.capacity_m else None,
        "n_washes": f.n_washes,
        "n_wipes": f.n_wipes,
        **{term: getattr(f.cost, term) for term in Cost.model_fields if term != "penalty_sek"},
        "total_sek": f.cost.total_sek,
        "co2_kg": f.co2_kg,
        "energy_kwh": f.energy_kwh,
    }
