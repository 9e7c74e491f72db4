"""Does each rule notice the one thing that is broken, and does no other rule?

A vandal takes the valid plan of the hospital day, or its scenario or travel times, and
breaks one thing. The codes found are exactly its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from optimizer.check import check
from optimizer.domain import Scenario
from optimizer.findings import REGISTRY
from optimizer.plan import Route, RoutePlan, Unserved
from optimizer.travel import UNREACHABLE, TravelTimes
from tests.rigs import (
    HOSPITAL_ROUTES,
    HOSPITAL_UNSERVED,
    RouteSketch,
    Stop,
    amend,
    hospital_day,
    hospital_plan,
    plan_for,
    travel_of,
)

LORRY, SPLIT, VAN = HOSPITAL_ROUTES
LORRY_SAS = "routes.0.trips.0.visits.2"
VARGARDA = "routes.0.trips.1.visits.1"


@dataclass
class Case:
    """The three documents, to be broken."""

    scenario: Scenario
    plan: RoutePlan
    travel: TravelTimes

    def in_plan(self, path: str = "", **changes: Any) -> Case:
        return replace(self, plan=amend(self.plan, path, **changes))

    def in_row(self, table: str, row: str, **changes: Any) -> Case:
        """The scenario with some fields of a row changed, the plan as it was."""
        position = [r.id for r in getattr(self.scenario, table)].index(row)
        return replace(self, scenario=amend(self.scenario, f"{table}.{position}", **changes))

    def codes(self, one: str, other: str, code: str) -> Case:
        """The scenario with another code for two hygiene classes."""
        case = self
        for a, b in {(one, other), (other, one)}:
            stated = next(c.codes for c in self.scenario.hygiene if c.id == a)
            case = case.in_row("hygiene", a, codes={**stated, b: code})
        return case

    def sketched(self, *routes: RouteSketch, unserved: tuple[Unserved, ...] = ()) -> Case:
        return replace(self, plan=plan_for(self.scenario, routes, (*HOSPITAL_UNSERVED, *unserved)))


def valid() -> Case:
    scenario = hospital_day()
    return Case(scenario, plan_for(scenario), travel_of(scenario))


UNSERVED = tuple(entry.model_dump(mode="json") for entry in HOSPITAL_UNSERVED)


def left_out(order: str, carriers: int) -> dict[str, Any]:
    return {"order": order, "carriers": carriers, "reason": "fleet"}


def with_stop(sketch: RouteSketch, trip: int, position: int, stop: Stop) -> RouteSketch:
    """The sketch with one stop exchanged."""
    stops = sketch.trips[trip]
    changed = (*stops[:position], stop, *stops[position + 1 :])
    return replace(sketch, trips=(*sketch.trips[:trip], changed, *sketch.trips[trip + 1 :]))


def without_types(case: Case) -> Case:
    return replace(
        case, travel=replace(case.travel, profile_by_vehicle_type={"lorry": 0, "van": 0})
    )


def without_way(case: Case) -> Case:
    durations = case.travel.durations.copy()
    at = case.travel.index
    durations[:, at["lerum"], at["waste"]] = UNREACHABLE
    return replace(case, travel=replace(case.travel, durations=durations))


def two_routes(case: Case) -> Case:
    whole, *others = case.plan.routes
    first, second = whole.trips
    routes = (
        Route(vehicle="lorry-1", start=whole.start, end=first.visits[-1].departure, trips=(first,)),
        Route(vehicle="lorry-1", start=second.visits[0].arrival, end=whole.end, trips=(second,)),
        *others,
    )
    return replace(case, plan=case.plan.model_copy(update={"routes": routes}))


def loads_apart(case: Case) -> Case:
    early = "05:29"
    case = case.in_plan("routes.0", start=early).in_plan("routes.0.trips.0.visits.0", arrival=early)
    return case.in_plan("routes.0.trips.0.visits.0.handlings.1", start=early)


def loads_first(case: Case) -> Case:
    """One visit that unloads and loads, clean linen in closed cabinets; then the load early."""
    case = case.in_row("orders", "linen-vargarda", load_carrier="cabinet")
    both = (
        Stop("laundry", (("load", "linen-lerum"),)),
        Stop("lerum", (("unload", "linen-lerum"), ("load", "soiled-lerum"))),
        Stop("laundry", (("unload", "soiled-lerum"), ("load", "linen-vargarda"))),
        Stop("vargarda", (("unload", "linen-vargarda"), ("load", "soiled-vargarda"))),
        Stop("laundry", (("unload", "soiled-vargarda"),)),
    )
    rest = [("linen-sas", 8), ("soiled-sas", 8), ("supplies-sas", 5), ("empties-sas", 12)]
    unserved = tuple(Unserved.model_validate(left_out(order, n)) for order, n in rest)
    case = case.sketched(RouteSketch("lorry-1", "05:30", (both,)), VAN, unserved=unserved)
    assert check(case.scenario, case.travel, case.plan).ok
    handlings = "routes.0.trips.0.visits.2.handlings"
    return case.in_plan(
        f"{handlings}.1", start=case.plan.routes[0].trips[0].visits[2].arrival + 300
    )


def three_apart(case: Case) -> Case:
    for one, other in [("CLEAN", "EMPTYUSED"), ("EMPTYUSED", "SOILEDTEX")]:
        case = case.codes(one, other, "S")
    all_at_once = Stop("sas", (("load", "empties-sas"), ("unload", "supplies-sas")))
    return case.sketched(LORRY, with_stop(SPLIT, 0, 2, all_at_once), VAN)


def linen_after_waste(case: Case, cleaning: str) -> Case:
    trips = (VAN.trips[0], (Stop("laundry", (), cleaning),), *LORRY.trips)
    return case.sketched(replace(LORRY, trips=trips), SPLIT)


def extra_vehicle(case: Case) -> Case:
    vehicles = [v.model_dump() for v in case.scenario.vehicles]
    vehicles.append({**vehicles[0], "id": "lorry-2", "vehicle_type": "zeppelin"})
    data = {**case.scenario.model_dump(), "vehicles": vehicles}
    return replace(case, scenario=Scenario.model_validate(data))


def stated_cost(case: Case, **changes: Any) -> Case:
    plan = hospital_plan()
    return replace(case, plan=amend(plan, "cost", **changes))


def with_unserved(case: Case, **changes: Any) -> Case:
    return case.in_plan("unserved.0", **changes)


VANDALS: dict[str, Callable[[Case], Case]] = {
    "C001": lambda c: c.in_plan("routes.2", vehicle="ghost"),
    "C002": lambda c: c.sketched(LORRY, SPLIT, VAN).in_plan(
        "routes.2.trips.0.visits.1", site="nowhere"
    ),
    "C003": lambda c: c.in_plan(unserved=(*UNSERVED, left_out("ghost", 1))),
    "C004": extra_vehicle,
    "C005": without_types,
    "C101": lambda c: c.in_row("vehicles", "lorry-1", shift_start="05:31"),
    "C102": lambda c: c.in_row("vehicles", "lorry-1", shift_end="10:42"),
    "C103": lambda c: c.in_row("vehicles", "van-1", max_overtime_h=0.3),
    "C111": two_routes,
    "C112": lambda c: c.in_plan("routes.2", end="08:18:59"),
    "C113": without_way,
    "C121": lambda c: c.in_plan("routes.2.trips.0.visits.1", arrival="07:57:01"),
    "C131": lambda c: c.in_plan(f"{LORRY_SAS}.handlings.1", start="07:30:29"),
    "C132": lambda c: c.in_plan(f"{LORRY_SAS}.handlings.0", end="07:30:29"),
    "C133": lambda c: c.in_row(
        "orders", "linen-lerum", windows=({"earliest": "06:20:01", "latest": "12:00"},)
    ),
    "C134": lambda c: c.in_row(
        "sites",
        "vargarda",
        windows=(
            {"earliest": "06:00", "latest": "09:50"},
            {"earliest": "10:00", "latest": "11:00"},
        ),
    ),
    "C135": lambda c: c.in_row("orders", "soiled-sas", release="07:30:31"),
    "C136": lambda c: c.in_plan(VARGARDA, departure="10:02:29"),
    "C141": loads_apart,
    "C142": lambda c: c.in_plan("routes.2.trips.0.visits.1.handlings.0", end="08:08:59"),
    "C143": lambda c: c.in_row(
        "sites", "waste", windows=({"earliest": "07:59:01", "latest": "16:00"},)
    ),
    "C144": lambda c: c.in_row("orders", "linen-sas", release="05:30:01"),
    "C145": loads_first,
    "C151": lambda c: c.in_row("sites", "laundry", cleaning=("wipe",)),
    "C152": lambda c: c.sketched(
        LORRY, with_stop(SPLIT, 0, 3, Stop("laundry", (("unload", "soiled-lerum"),), "wipe")), VAN
    ),
    "C153": lambda c: c.in_plan("routes.0.trips.0.visits.3", departure="09:05:29"),
    "C261": lambda c: c.in_row("orders", "linen-lerum", depots=("store",)),
    "C262": lambda c: c.in_plan("routes.0.trips.1.visits.2.handlings.0", carriers=3).in_plan(
        unserved=(*UNSERVED, left_out("soiled-vargarda", 1))
    ),
    "C263": lambda c: c.in_plan(f"{LORRY_SAS}.handlings.1", carriers=7),
    "C271": lambda c: c.in_row("vehicle_types", "lorry", slots=10.9),
    "C272": lambda c: c.in_row("vehicle_types", "lorry", payload_kg=2144.9),
    "C273": lambda c: c.in_row("vehicle_types", "lorry", volume_m3=10.9),
    "C381": lambda c: c.codes("CLEANTEX", "SOILEDTEX", "N"),
    "C382": lambda c: c.codes("CLEAN", "SOILEDTEX", "T"),
    "C383": lambda c: c.in_row("vehicle_types", "split", partition=False),
    "C384": three_apart,
    "C391": lambda c: linen_after_waste(c, "wipe"),
    "C392": lambda c: c.in_plan("routes.0.trips.0.visits.3", cleaning=None),
    "C411": lambda c: c.in_row("sites", "sas", requires_equipment=("forklift",)),
    "C412": lambda c: c.in_row("flows", "linen", requires_equipment=("cooled",)),
    "C413": lambda c: c.in_row("sites", "sas", max_height_m=3.59),
    "C414": lambda c: c.in_row("sites", "lerum", excluded_vehicle_types=("van",)),
    "C521": lambda c: c.in_plan(unserved=()),
    "C522": lambda c: with_unserved(c, carriers=5),
    "C523": lambda c: with_unserved(c, reason="capacity"),
    "C524": lambda c: c.in_row("orders", "waste-vargarda", mandatory=True),
    "C525": lambda c: with_unserved(c, reason="rule"),
    "C631": lambda c: stated_cost(c, overtime_sek=55.40),
    "C632": lambda c: replace(c, plan=amend(hospital_plan(), "routes.1", length_m=196_007)),
    "C901": lambda c: with_unserved(c, reason="fleet").in_row(
        "orders", "waste-vargarda", mandatory=True
    ),
    "C902": lambda c: c.in_row("sites", "laundry", n_docks=1),
    "C903": lambda c: c.in_plan(scenario="another-day"),
}

# Leaving a mandatory order out, or naming it wrongly, is told besides.
BESIDES = {"C145": {"C901"}, "C262": {"C901"}, "C524": {"C901"}}


def codes_of(case: Case) -> set[str]:
    verdict = check(case.scenario, case.travel, case.plan)
    assert verdict.ok == (not verdict.violations)
    return {f.code for f in verdict.findings}


def test_the_unbroken_plan_has_no_finding() -> None:
    assert codes_of(valid()) == set()


@pytest.mark.parametrize("code", sorted(VANDALS))
def test_vandal(code: str) -> None:
    assert codes_of(VANDALS[code](valid())) == {code} | BESIDES.get(code, set())


def test_every_code_has_its_vandal() -> None:
    # Levels (C7..) have their own in test_check_levels, horizons (C8..) in test_check_horizon.
    codes = {code for code in REGISTRY if code[0] == "C" and code[:2] not in {"C7", "C8"}}
    assert set(VANDALS) == codes


def test_a_wash_removes_what_a_wipe_leaves() -> None:
    assert codes_of(linen_after_waste(valid(), "wash")) == set()


def test_a_site_that_washes_also_wipes() -> None:
    case = valid().in_row("sites", "laundry", cleaning=("wash",))
    assert codes_of(case.in_plan("routes.0.trips.0.visits.3", cleaning="wipe")) == set()


def test_distances_alone_do_not_make_a_way() -> None:
    case = without_way(valid())
    assert np.all(case.travel.distances < UNREACHABLE)
    assert check(case.scenario, case.travel, case.plan).length_m == (168_000, 196_000, None)
