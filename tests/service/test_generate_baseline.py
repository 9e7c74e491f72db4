"""Is the imitation of today's tours what it says: valid, fair, one flow group per tour?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.amounts import Amounts
from optimizer.check import check
from optimizer.domain import Scenario, VehicleType
from optimizer.findings import DataError
from optimizer.formats import read_scenario
from optimizer.generate import SyntheticRecipe, generate, read_recipe
from optimizer.generate.baseline import imitate_today
from optimizer.generate.cleaning import Residue
from optimizer.generate.facts import instances_folder
from optimizer.generate.groups import default_groups, verify_groups
from optimizer.generate.routes import drive, to_route
from optimizer.generate.timing import Service, Stop, best_timetable, common, timetable
from optimizer.generate.yard import Piece, Tour, TourStop, Yard
from optimizer.plan import Cleaning, RoutePlan, Trip
from optimizer.travel import measure

FACTS = ("F01", "F02", "F29", "F31", "F24", "F18", "F17", "F27")


def synthetic(seed: int, **changes: Any) -> Scenario:
    values = {"n_sites": 8, "n_orders": 24, "facts": FACTS} | changes
    recipe = SyntheticRecipe.model_validate(
        {"kind": "synthetic", "name": "s", "day": "2026-11-25"} | values
    )
    return generate(recipe, seed)


def types_of(day: Scenario) -> dict[str, VehicleType]:
    types = {kind.id: kind for kind in day.vehicle_types}
    return {vehicle.id: types[vehicle.vehicle_type] for vehicle in day.vehicles}


def slots_of(day: Scenario, trip: Trip) -> float:
    amounts, orders = Amounts(day), {order.id: order for order in day.orders}
    handled = [h for visit in trip.visits for h in visit.handlings if h.action == "load"]
    return sum(amounts.of(orders[h.order], h.carriers).slots for h in handled)


@given(seed=st.integers(0, 500), tightness=st.floats(0, 1))
@settings(max_examples=12, deadline=None)
def test_every_baseline_is_valid_and_serves_all(seed: int, tightness: float) -> None:
    day = synthetic(seed, tightness=tightness)
    assert day.baseline is not None
    verdict = check(day, measure(day), day.baseline)
    assert verdict.violations == ()
    assert day.baseline.unserved == ()
    assert day.baseline.cost is not None
    assert verdict.cost.total_sek == pytest.approx(day.baseline.cost.total_sek, abs=0.01)


@pytest.fixture(scope="module")
def varmland() -> tuple[Scenario, RoutePlan]:
    day = generate(read_recipe("varmland-day"), 1)
    assert day.baseline is not None
    return day, day.baseline


def test_no_tour_goes_both_ways(varmland: tuple[Scenario, RoutePlan]) -> None:
    day, plan = varmland
    direction = {flow.id: flow.direction for flow in day.flows}
    flow_of = {order.id: order.flow for order in day.orders}
    for route in plan.routes:
        for trip in route.trips:
            carried = {h.order for visit in trip.visits for h in visit.handlings}
            assert len({direction[flow_of[order]] for order in carried}) == 1


def test_tours_are_planned_to_85_percent_unless_one_stop_fills_them() -> None:
    day = read_scenario(instances_folder() / "vgr-laundry-day").value
    plan = day.baseline
    assert plan is not None
    measure_slots = max(kind.slots for kind in day.vehicle_types)
    loads = [slots_of(day, trip) for route in plan.routes for trip in route.trips]
    assert max(loads) <= 0.85 * measure_slots + 1e-9
    assert sum(loads) / (len(loads) * measure_slots) > 0.7


def test_vehicles_come_back_before_they_drive_out_again(
    varmland: tuple[Scenario, RoutePlan],
) -> None:
    day, plan = varmland
    depots = {site.id for site in day.sites if site.kind in ("warehouse", "laundry")}
    ends = [trip.visits[-1].site for route in plan.routes for trip in route.trips[:-1]]
    assert ends
    assert set(ends) <= depots


def test_duty_does_not_start_earlier_than_useful(varmland: tuple[Scenario, RoutePlan]) -> None:
    day, plan = varmland
    travel, types = measure(day), types_of(day)
    homes = {vehicle.id: vehicle.home for vehicle in day.vehicles}
    for route in plan.routes:
        first = route.trips[0].visits[0]
        way = travel.duration(types[route.vehicle].id, homes[route.vehicle], first.site)
        assert first.arrival == route.start + way


def test_its_source_says_that_it_is_an_imitation(varmland: tuple[Scenario, RoutePlan]) -> None:
    _, plan = varmland
    assert plan.provenance is not None
    for word in ("Imitation", "not recorded anywhere", "one flow group per tour", "85 %"):
        assert word in plan.provenance.source


@pytest.fixture(scope="module")
def yard() -> Yard:
    day = synthetic(1, n_sites=3, n_orders=12, facts=("F02", "F29", "F24", "F17"))
    return Yard(day, measure(day), default_groups(day))


def tour_of(yard: Yard, flow: str) -> Tour:
    order = next(order for order in yard.scenario.orders if order.flow == flow)
    site = yard.sites[order.site]
    return Tour(flow, site, True, (TourStop(site, (Piece(order, 1),)),))


@pytest.mark.parametrize(
    ("before", "after", "kind", "cleaning"),
    [
        ("linne", "smutstvatt", "R18", None),  # cleaner first leaves no demand
        ("smutstvatt", "linne", "R18", Cleaning.WIPE),  # S, a cover separates nothing
        ("smutstvatt", "linne", "R18K", None),  # S, separated by the partition
        ("smutstvatt", "smutstvatt", "R18", None),
        ("avfall", "linne", "R18", Cleaning.WASH),  # N
        ("avfall", "sterilt", "R18K", Cleaning.WASH),  # N, whatever separates them
    ],
)
def test_what_was_carried_demands_its_cleaning(
    yard: Yard, before: str, after: str, kind: str, cleaning: Cleaning | None
) -> None:
    vehicle = yard.scenario.vehicles[0].model_copy(update={"vehicle_type": kind})
    residue = Residue().with_tour(yard, tour_of(yard, before))
    assert residue.demands(yard, vehicle, tour_of(yard, after)) == cleaning


def test_a_wipe_takes_the_demand_for_a_wipe_but_not_for_a_wash(yard: Yard) -> None:
    vehicle = yard.scenario.vehicles[0].model_copy(update={"vehicle_type": "R18"})
    linen = tour_of(yard, "linne")
    soiled, waste = (Residue().with_tour(yard, tour_of(yard, f)) for f in ("smutstvatt", "avfall"))
    assert soiled.after(Cleaning.WIPE).demands(yard, vehicle, linen) is None
    assert waste.after(Cleaning.WIPE).demands(yard, vehicle, linen) is Cleaning.WASH
    assert waste.after(Cleaning.WASH).demands(yard, vehicle, linen) is None


def test_a_vehicle_with_waste_before_linen_is_washed_in_the_plan() -> None:
    day = synthetic(1, n_sites=1, n_orders=2, facts=("F02", "F24"), with_baseline=False)
    free = {"windows": (), "release": 0}
    day = day.model_copy(update={"orders": tuple(o.model_copy(update=free) for o in day.orders)})
    yard = Yard(day, measure(day), default_groups(day))
    linen = replace(tour_of(yard, "linne"), depot=yard.sites["tvatteri"])
    waste = replace(tour_of(yard, "avfall"), depot=yard.sites["avfall"], is_delivery=False)
    route = drive(yard, day.vehicles[0], [waste, linen])
    assert route is not None
    trips = to_route(yard, route).trips
    cleaned = [[visit.cleaning for visit in trip.visits] for trip in trips]
    assert cleaned == [[None, Cleaning.WASH], [None, None]]


def test_too_few_vehicles_are_told() -> None:
    day = synthetic(1, with_baseline=False)
    short = day.model_copy(update={"vehicles": day.vehicles[:1]})
    with pytest.raises(DataError) as caught:
        imitate_today(short, measure(short), default_groups(short))
    assert {finding.code for finding in caught.value.findings} == {"S904"}


def test_flows_that_may_not_ride_together_are_no_group() -> None:
    day = generate(read_recipe("tiny"), 1)
    with pytest.raises(DataError) as caught:
        verify_groups(day, dict.fromkeys(("linne", "smutstvatt", "tomma-vagnar"), "all"))
    assert [finding.code for finding in caught.value.findings] == ["S905", "S905"]


def test_default_groups_keep_rules_and_directions() -> None:
    day = synthetic(1, with_baseline=False)
    verify_groups(day, default_groups(day))


spans = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 120)), min_size=1, max_size=3).map(
    lambda pairs: tuple(sorted((a, a + length) for a, length in pairs))
)
stops = st.lists(
    st.builds(
        Stop,
        st.integers(0, 40),
        st.integers(0, 10),
        st.lists(st.builds(Service, st.integers(0, 30), spans), max_size=2).map(tuple),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=4,
)


@given(stops=stops, home_s=st.integers(0, 40))
@settings(max_examples=120, deadline=None)
def test_best_timetable_is_the_latest_start_that_ends_earliest(
    stops: list[Stop], home_s: int
) -> None:
    tried = [t for start in range(430) if (t := timetable(stops, home_s, start)) is not None]
    best = best_timetable(stops, home_s, 0, 10_000)
    if not tried or tried[0].start:
        assert best is None
        return
    end = min(t.end for t in tried)
    assert best is not None
    assert (best.start, best.end) == (max(t.start for t in tried if t.end == end), end)


def test_a_round_that_ends_too_late_is_none() -> None:
    stop = Stop(10, 0, (Service(5, ((0, 100),)),))
    assert best_timetable([stop], 10, 0, 25) is not None
    assert best_timetable([stop], 10, 0, 24) is None


def test_common_spans_touch_at_their_ends() -> None:
    assert common(((0, 10),), ((10, 20),)) == ((10, 10),)
    assert common(((0, 10),), ((11, 20),)) == ()
