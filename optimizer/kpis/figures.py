"""What does each route of a plan come to? Figures that sum to the KPIs of the plan.

Built on the checker's reading of the documents (`optimizer.check`), so that a length, a
load or a cost means the same in a verdict and in a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from optimizer.amounts import Amount
from optimizer.check.cost import overtime_s, price
from optimizer.check.facts import Facts, PlannedRoute, PlannedVisit
from optimizer.check.loads import aboard_after, amount_of
from optimizer.check.references import reference_findings
from optimizer.check.timing import cleaning_s, on_time, timing_findings
from optimizer.domain import Direction, Scenario
from optimizer.findings import DataError
from optimizer.plan import Cleaning, Cost, RoutePlan, Visit
from optimizer.travel import TravelTimes

__all__ = ["RouteFigures", "known_facts", "route_figures"]


@dataclass(frozen=True)
class RouteFigures:
    """One route in figures.

    Parameters
    ----------
    vehicle, vehicle_type : str
        Who drives it.
    start, end : int
        Duty. [s since midnight]
    n_trips, n_visits : int
        Trips and visits of the plan.
    length_m, loaded_m : int
        Distance driven, and driven with goods on board. [m]
    driving_s, setup_s, handling_s, cleaning_s : int
        Duty time by what is done; handlings at the same time count once. [s]
    overtime_s : float
        Duty beyond ordinary time. [s]
    slot_m, capacity_m : float
        Slots in use and slots of the vehicle, times the metres driven so. [slots x m]
    out_slots, home_slots, trip_slots : float
        Over the trips that carry goods: the most slots that deliveries and that returns
        take at once, and the slots of the vehicle. [slots]
    carriers_delivered, carriers_collected : int
        Load carriers unloaded, of deliveries and of returns. [carriers]
    n_washes, n_wipes : int
        Cleanings of the load space.
    n_handlings, n_on_time : int
        Handlings at order sites, and those that start in the windows and not before release.
    cost : Cost
        What it costs, without penalties. [SEK]
    co2_kg, energy_kwh : float
        Well to wheel, from the vehicle type's figures a kilometre. [kg, kWh]
    """

    vehicle: str
    vehicle_type: str
    start: int
    end: int
    n_trips: int
    n_visits: int
    length_m: int
    loaded_m: int
    driving_s: int
    setup_s: int
    handling_s: int
    cleaning_s: int
    overtime_s: float
    slot_m: float
    capacity_m: float
    out_slots: float
    home_slots: float
    trip_slots: float
    carriers_delivered: int
    carriers_collected: int
    n_washes: int
    n_wipes: int
    n_handlings: int
    n_on_time: int
    cost: Cost
    co2_kg: float
    energy_kwh: float

    @property
    def duty_s(self) -> int:
        """From start to end. [s]"""
        return self.end - self.start

    @property
    def waiting_s(self) -> int:
        """Duty that is neither driving, set-up, handling nor cleaning. [s]"""
        done = self.driving_s + self.setup_s + self.handling_s + self.cleaning_s
        return max(0, self.duty_s - done)


def known_facts(scenario: Scenario, travel: TravelTimes, plan: RoutePlan) -> Facts:
    """The documents side by side, if every name and every way in them is known.

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
    Facts
        The documents.

    Raises
    ------
    DataError
        If a name leads nowhere or a way does not exist (C001-C005, C113): figures of such
        a plan would be invented.
    """
    facts = Facts(scenario, travel, plan)
    unknown = [*reference_findings(facts)]
    unknown += [f for f in timing_findings(facts) if f.code == "C113"]
    if unknown:
        raise DataError(unknown)
    return facts


def route_figures(facts: Facts) -> tuple[RouteFigures, ...]:
    """Figures of every route, in the plan's order.

    Parameters
    ----------
    facts : Facts
        Documents that :func:`known_facts` gave.

    Returns
    -------
    tuple of RouteFigures
        One a route.
    """
    return tuple(_figures(facts, route) for route in facts.routes)


def _figures(facts: Facts, route: PlannedRoute) -> RouteFigures:
    kind = route.vehicle_type
    if kind is None:
        raise ValueError(f"no vehicle type for route {route.route.vehicle}")
    loads: list[Amount] = [Amount()]  # on board on each leg, from home to home
    out = home = trips = 0.0
    for _, visits in route.trips():
        profile = [aboard.loaded for aboard in aboard_after(facts, visits)]
        loads += [amount_of(facts, carriers) for carriers in profile]
        if any(profile):
            trips += kind.slots
            out += max(_slots(facts, carriers, Direction.DELIVERY) for carriers in profile)
            home += max(_slots(facts, carriers, Direction.RETURN) for carriers in profile)
    legs = list(zip(route.legs, loads, strict=True))
    length_m = sum(leg.length_m for leg, _ in legs)
    cleanings = [planned.visit.cleaning for planned in route.visits if planned.visit.cleaning]
    punctual = [on for planned in route.visits for on in on_time(facts, planned)]
    return RouteFigures(
        vehicle=route.route.vehicle,
        vehicle_type=kind.id,
        start=route.route.start,
        end=route.route.end,
        n_trips=len(route.route.trips),
        n_visits=len(route.visits),
        length_m=length_m,
        loaded_m=sum(leg.length_m for leg, load in legs if load.slots > 0),
        driving_s=sum(leg.duration_s for leg, _ in legs),
        setup_s=sum(planned.setup_s for planned in route.visits),
        handling_s=sum(_handling_s(planned.visit) for planned in route.visits),
        cleaning_s=sum(cleaning_s(facts, cleaning) for cleaning in cleanings),
        overtime_s=overtime_s(route),
        slot_m=sum(leg.length_m * load.slots for leg, load in legs),
        capacity_m=length_m * kind.slots,
        out_slots=out,
        home_slots=home,
        trip_slots=trips,
        carriers_delivered=_unloaded(facts, route.visits, Direction.DELIVERY),
        carriers_collected=_unloaded(facts, route.visits, Direction.RETURN),
        n_washes=cleanings.count(Cleaning.WASH),
        n_wipes=cleanings.count(Cleaning.WIPE),
        n_handlings=len(punctual),
        n_on_time=sum(punctual),
        cost=price(route),
        co2_kg=length_m / 1000 * kind.co2_kg_per_km,
        energy_kwh=length_m / 1000 * kind.energy_kwh_per_km,
    )


def _slots(facts: Facts, carriers: Mapping[str, int], direction: Direction) -> float:
    chosen = {o: n for o, n in carriers.items() if _direction(facts, o) is direction}
    return amount_of(facts, chosen).slots


def _direction(facts: Facts, order: str) -> Direction:
    return facts.flow(facts.orders[order]).direction


def _unloaded(facts: Facts, visits: tuple[PlannedVisit, ...], direction: Direction) -> int:
    return sum(
        handling.carriers
        for planned in visits
        for handling in planned.visit.handlings
        if handling.action == "unload" and _direction(facts, handling.order) is direction
    )


def _handling_s(visit: Visit) -> int:
    """Time in which at least one handling goes on. [s]"""
    marks = sorted({t for h in visit.handlings for t in (h.start, h.end)})
    return sum(
        after - before
        for before, after in pairwise(marks)
        if any(h.start <= before and after <= h.end for h in visit.handlings)
    )
