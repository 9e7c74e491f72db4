"""How is the day driven today? An imitation, by rules that are told in the plan itself.

Fixed radial tours: each carries one flow group, out or home but never both, planned at
about 85 % fill, in a good order, leaving as late as they can. A vehicle may drive several
tours in its shift, with the cleaning that demands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from optimizer.domain import Direction, Order, Scenario, Site, Vehicle
from optimizer.generate.groups import verify_groups
from optimizer.generate.roster import rostered
from optimizer.generate.routes import to_route
from optimizer.generate.single import Bundle
from optimizer.generate.yard import Piece, TourStop, Yard
from optimizer.plan import Cost, Provenance, RoutePlan
from optimizer.travel import TravelTimes
from optimizer.units import HOUR

__all__ = ["RULES", "imitate_today"]

RULES = (
    "Imitation of how it is driven today, made by the generator, not recorded anywhere: fixed "
    "radial tours around each depot (sweep by polar angle), one flow group per tour, nothing "
    "brought home on a tour that goes out, back to the depot after each tour, planned at about "
    "85 % of the slots of the depot's commonest vehicle, docks with more than that in full loads "
    "of their own; stops moved to a neighbouring tour where that is cheaper, each tour well "
    "ordered (2-opt, or-opt), given to the vehicle that drives it at least cost and started as "
    "late as it can be; several tours a shift where they fit, washed or wiped between as the "
    "hygiene matrix demands. Vehicles of another depot help out where the own do not suffice."
)


def _nearest_depot(yard: Yard, order: Order) -> Site:
    flow = yard.amounts.flow(order)
    fitting = [
        site
        for site in yard.scenario.sites
        if (site.id in order.depots if order.depots else site.kind in flow.depot_kinds)
    ]
    if not fitting:
        raise ValueError(f"no depot of the day fits order {order.id}")
    kind = yard.scenario.vehicle_types[0].id
    return min(fitting, key=lambda site: (yard.duration(kind, site.id, order.site), site.id))


def _drivers(yard: Yard, depot: Site, orders: Sequence[Order]) -> tuple[Vehicle, ...]:
    """One vehicle of each fitting type, commonest first, of the depot or the nearest home."""
    needed = {item for order in orders for item in yard.amounts.flow(order).requires_equipment}
    kind = yard.scenario.vehicle_types[0].id
    homes = sorted(
        yard.vehicles_by_home,
        key=lambda home: (home != depot.id, yard.duration(kind, home, depot.id), home),
    )
    for home in homes:
        fitting = [
            vehicle
            for vehicle in yard.vehicles_by_home[home]
            if needed <= set(yard.types[vehicle.vehicle_type].equipment)
        ]
        if fitting:
            count = Counter(vehicle.vehicle_type for vehicle in fitting)
            first = {vehicle.vehicle_type: vehicle for vehicle in reversed(fitting)}
            order = sorted(first, key=lambda k: (-count[k], -yard.types[k].slots, k))
            return tuple(first[type_id] for type_id in order)
    raise ValueError(f"no vehicle has the equipment {sorted(needed)}")


def _bundles(yard: Yard) -> list[Bundle]:
    orders_by: dict[tuple[str, str, bool], dict[str, list[Order]]] = {}
    for order in yard.scenario.orders:
        flow = yard.amounts.flow(order)
        depot = _nearest_depot(yard, order)
        key = (yard.group_by_flow[flow.id], depot.id, flow.direction is Direction.DELIVERY)
        orders_by.setdefault(key, {}).setdefault(order.site, []).append(order)
    bundles = []
    for (group, depot_id, is_delivery), by_site in orders_by.items():
        depot = yard.sites[depot_id]
        stops = tuple(
            TourStop(yard.sites[site], tuple(Piece(order, order.carriers) for order in orders))
            for site, orders in by_site.items()
        )
        drivers = _drivers(yard, depot, [o for orders in by_site.values() for o in orders])
        bundles.append(Bundle(group, depot, is_delivery, stops, drivers))
    return bundles


def imitate_today(
    scenario: Scenario, travel: TravelTimes, group_by_flow: Mapping[str, str]
) -> RoutePlan:
    """The plan as it is driven today, imitated.

    Parameters
    ----------
    scenario : Scenario
        A coherent day.
    travel : TravelTimes
        Its travel times.
    group_by_flow : mapping of str to str
        Which flows share tours; the flows of a group may ride together.

    Returns
    -------
    RoutePlan
        Serves every order; its provenance tells the rules.

    Raises
    ------
    DataError
        If the vehicles do not suffice (S904), or a group cannot be (S905).
    ValueError
        If an order cannot be served by such tours at all.

    Examples
    --------
    >>> from optimizer.generate import generate, read_recipe
    >>> from optimizer.travel import measure
    >>> day = generate(read_recipe("tiny"), seed=1)
    >>> groups = {"linne": "ut", "smutstvatt": "hem", "tomma-vagnar": "hem"}
    >>> plan = imitate_today(day, measure(day), groups)
    >>> len(plan.routes), len(plan.routes[0].trips)
    (1, 2)
    """
    verify_groups(scenario, group_by_flow)
    yard = Yard(scenario, travel, group_by_flow)
    routes = [route for _, route in sorted(rostered(yard, _bundles(yard)).items())]
    overtime = [
        (route, max(0.0, route.times.duration_s / HOUR - route.vehicle.ordinary_h))
        for route in routes
    ]
    kinds = yard.types
    return RoutePlan(
        scenario=scenario.name,
        routes=tuple(to_route(yard, route) for route in routes),
        cost=Cost(
            fixed_sek=sum(kinds[r.vehicle.vehicle_type].cost_per_day_sek for r in routes),
            distance_sek=sum(
                kinds[r.vehicle.vehicle_type].cost_per_km_sek * r.length_m / 1000 for r in routes
            ),
            time_sek=sum(
                kinds[r.vehicle.vehicle_type].cost_per_h_sek * r.times.duration_s / HOUR
                for r in routes
            ),
            overtime_sek=sum(
                kinds[r.vehicle.vehicle_type].cost_per_overtime_h_sek * hours
                for r, hours in overtime
            ),
            penalty_sek=0.0,
        ),
        provenance=Provenance(source=RULES, status="imitated"),
    )
