"""What is asked of inventory routing? Wards of one hub as customers, and back to days.

Amounts are slots of floor, distances are money: metres and seconds at the price of the
commonest vehicle, the set-up at the site included, so that wards behind one dock share a stop.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.inventory_routing.problem import (
    InventoryRoutingProblem,
    InventoryRoutingSolution,
    Replenishment,
    Vehicles,
)
from optimizer.domain import Direction, Scenario, Vehicle
from optimizer.horizon.aggregate import WardStocks
from optimizer.horizon.days import Yes
from optimizer.horizon.returns import Returning
from optimizer.horizon.stores import Floats
from optimizer.horizon_plan import HorizonPolicy
from optimizer.translate.pose_returns import (
    EMERGENCIES_A_DAY,
    closed_spans,
    loop_of,
    returns_of,
)
from optimizer.travel import UNREACHABLE, TravelTimes
from optimizer.units import HOUR, MINUTE

__all__ = ["PosedHorizon", "detours", "pose_horizon", "read_visits"]

_POLICIES = {
    HorizonPolicy.MAXIMUM_LEVEL: Replenishment.MAXIMUM_LEVEL,
    HorizonPolicy.ORDER_UP_TO: Replenishment.ORDER_UP_TO,
}
_FAR = 1e6
"""Money between places with no way between them."""


@dataclass(frozen=True, eq=False)
class PosedHorizon:
    """A problem with the names of its indices.

    Parameters
    ----------
    hub : str
        Depot that everything comes from.
    wards : tuple of int
        Index of the ward of each customer.
    problem : InventoryRoutingProblem
        Slots, money, seconds.
    """

    hub: str
    wards: tuple[int, ...]
    problem: InventoryRoutingProblem


def pose_horizon(
    scenario: Scenario,
    travel: TravelTimes,
    stocks: WardStocks,
    returning: Returning,
    possible: Yes,
    *,
    policy: HorizonPolicy,
) -> tuple[PosedHorizon, ...]:
    """Pose the choice of delivery days, one problem a hub.

    Parameters
    ----------
    scenario : Scenario
        Known to be coherent.
    travel : TravelTimes
        Between its sites.
    stocks : WardStocks
        Wards as single stocks.
    returning : Returning
        What is taken back.
    possible : bool, shape (n_days, n_wards)
        Days on which a ward may be visited.
    policy : HorizonPolicy
        How much a visit brings.

    Returns
    -------
    tuple of PosedHorizon
        Hubs that have vehicles; a ward belongs to the nearest that sends what it keeps.
    """
    hubs = _hubs(scenario, travel, stocks)
    return tuple(
        _posed(scenario, travel, stocks, returning, possible, hub, np.array(members), policy)
        for hub, members in hubs.items()
    )


def read_visits(posed: PosedHorizon, solution: InventoryRoutingSolution, n_wards: int) -> Yes:
    """Days on which each ward is visited.

    Parameters
    ----------
    posed : PosedHorizon
        What was asked.
    solution : InventoryRoutingSolution
        What was answered.
    n_wards : int
        Wards of the scenario.

    Returns
    -------
    bool, shape (n_days, n_wards)
        True where a route stops at it.
    """
    visits = np.zeros((posed.problem.n_days, n_wards), dtype=np.bool_)
    for route in solution.routes:
        for stop in route.stops:
            visits[route.day, posed.wards[stop.customer]] = True
    return visits


def detours(scenario: Scenario, travel: TravelTimes, hub: str) -> Floats:
    """Money to go from one place to another and back, by the commonest vehicle.

    Parameters
    ----------
    scenario : Scenario
        Its sites.
    travel : TravelTimes
        Between them.
    hub : str
        Depot that everything comes from: place 0.

    Returns
    -------
    float, shape (n_sites + 1, n_sites + 1)
        Place i + 1 is site i of the scenario; nothing is spent where one is already. [SEK]
    """
    fleet = [v for v in scenario.vehicles if v.home == hub] or list(scenario.vehicles)
    sites = [hub, *(site.id for site in scenario.sites)]
    money, _ = _legs(scenario, travel, sites, _commonest(fleet))
    return money + money.T


def _hubs(scenario: Scenario, travel: TravelTimes, stocks: WardStocks) -> Mapping[str, list[int]]:
    """Which of the stocks belong to which hub."""
    flows = {item.flow for item in scenario.items}
    kinds = {k for flow in scenario.flows if flow.id in flows for k in flow.depot_kinds}
    homes = {vehicle.home for vehicle in scenario.vehicles}
    depots = [site.id for site in scenario.sites if site.kind in kinds]
    depots = [site for site in depots if site in homes] or depots
    found: dict[str, list[int]] = {}
    for i, ward in enumerate(stocks.ward.tolist()):
        site = scenario.wards[ward].site
        near = min(
            depots,
            key=lambda depot: int(travel.durations[0][travel.index[depot]][travel.index[site]]),
        )
        found.setdefault(near, []).append(i)
    return found


def _posed(
    scenario: Scenario,
    travel: TravelTimes,
    stocks: WardStocks,
    returning: Returning,
    possible: Yes,
    hub: str,
    members: np.ndarray,
    policy: HorizonPolicy,
) -> PosedHorizon:
    wards = stocks.ward[members]
    fleet = [v for v in scenario.vehicles if v.home == hub] or list(scenario.vehicles)
    common = _commonest(fleet)
    types = {kind.id: kind for kind in scenario.vehicle_types}
    sites = [hub, *(scenario.wards[w].site for w in wards.tolist())]
    money, seconds = _legs(scenario, travel, sites, common)
    demand = stocks.demand[members]
    a_day = np.maximum(demand.mean(axis=1), 1e-6)
    loop = loop_of(scenario, hub, returning)
    back = returns_of(scenario, returning, wards, possible, loop)
    n, n_days = demand.shape
    endless = loop is None or back is None
    allowed = possible[:, wards].T.copy()
    early, longest = closed_spans(demand, allowed)
    minimum = stocks.minimum[members]
    problem = InventoryRoutingProblem(
        distances=money,
        initial=np.maximum(stocks.start[members], minimum + early),
        minimum=minimum,
        maximum=np.maximum(stocks.maximum[members], minimum + longest),
        demand=demand,
        holding_cost=stocks.holding[members],
        hub_initial=float("inf") if endless or loop is None else loop[0],
        production=np.full(n_days, 0.0 if endless or loop is None else loop[1]),
        hub_holding_cost=0.0,
        vehicles=_vehicles(scenario, fleet, types[common.vehicle_type].cost_per_km_sek),
        visit_allowed=allowed,
        shortage_cost=EMERGENCIES_A_DAY * scenario.stock.emergency_sek / a_day,
        visit_cost=np.full(n, float(scenario.stock.visit_sek)),
        service=_service(scenario, wards, demand),
        replenishment=_POLICIES[policy],
        durations=seconds,
        returns=back,
    )
    return PosedHorizon(hub, tuple(wards.tolist()), problem)


def _commonest(fleet: list[Vehicle]) -> Vehicle:
    counts: dict[str, int] = {}
    for vehicle in fleet:
        counts[vehicle.vehicle_type] = counts.get(vehicle.vehicle_type, 0) + 1
    return max(fleet, key=lambda vehicle: counts[vehicle.vehicle_type])


def _legs(
    scenario: Scenario, travel: TravelTimes, sites: list[str], vehicle: Vehicle
) -> tuple[Floats, Floats]:
    """Money and seconds between places, with the set-up where one arrives."""
    kind = next(k for k in scenario.vehicle_types if k.id == vehicle.vehicle_type)
    profile = travel.profile_by_vehicle_type[kind.id]
    at = np.array([travel.index[site] for site in sites])
    setups = {site.id: site.setup_min * MINUTE for site in scenario.sites}
    arrive = np.array([0.0, *(setups[site] for site in sites[1:])])
    apart = at[:, None] != at[None, :]
    duration = travel.durations[profile][np.ix_(at, at)].astype(np.float64)
    metres = travel.distances[profile][np.ix_(at, at)].astype(np.float64)
    seconds = np.where(apart, duration + arrive[None, :], 0.0)
    money = metres / 1000 * kind.cost_per_km_sek + seconds / HOUR * kind.cost_per_h_sek
    far = duration >= UNREACHABLE
    return np.where(far, _FAR, money), np.where(far, float(UNREACHABLE), seconds)


def _vehicles(scenario: Scenario, fleet: list[Vehicle], km_sek: float) -> tuple[Vehicles, ...]:
    """Vehicles of one type and shift together; routes of a day as long as a shift allows."""
    types = {kind.id: kind for kind in scenario.vehicle_types}
    groups: dict[tuple[str, int], list[Vehicle]] = {}
    for vehicle in fleet:
        longest = min(
            vehicle.shift_end - vehicle.shift_start,
            round((vehicle.ordinary_h + vehicle.max_overtime_h) * HOUR),
        )
        groups.setdefault((vehicle.vehicle_type, longest), []).append(vehicle)
    found = []
    for (name, longest), members in groups.items():
        kind = types[name]
        at_depot = (kind.load_min + kind.unload_min) * MINUTE
        found.append(
            Vehicles(
                n=len(members),
                capacity=kind.slots,
                fixed_cost=kind.cost_per_day_sek + at_depot / HOUR * kind.cost_per_h_sek,
                cost_per_distance=kind.cost_per_km_sek / km_sek if km_sek > 0 else 1.0,
                max_duration=float(max(0, longest - at_depot)),
            )
        )
    return tuple(found)


def _service(scenario: Scenario, wards: np.ndarray, demand: Floats) -> Floats:
    """Handling of a usual visit of each ward: three days of what it uses. [s]"""
    flows = [flow for flow in scenario.flows if flow.direction is Direction.DELIVERY]
    mean_s = sum(flow.handling_s for flow in flows) / max(1, len(flows))
    sites = {site.id: site.handling_factor for site in scenario.sites}
    factor = np.array([sites[scenario.wards[w].site] for w in wards.tolist()])
    seconds: Floats = 3 * demand.mean(axis=1) * mean_s * factor
    return seconds
