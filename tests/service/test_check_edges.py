"""Where exactly do the rules begin and end to hold?"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optimizer.check import check
from optimizer.domain import Scenario
from optimizer.plan import RoutePlan
from tests.rigs import (
    HOSPITAL_ROUTES,
    RouteSketch,
    Stop,
    amend,
    hospital_day,
    hospital_plan,
    plan_for,
    travel_of,
)

DAY = hospital_day()
TRAVEL = travel_of(DAY)
PLAN = plan_for(DAY)
LORRY, SPLIT, VAN = HOSPITAL_ROUTES


def codes(plan: RoutePlan = PLAN, scenario: Scenario = DAY) -> list[str]:
    return sorted(f.code for f in check(scenario, TRAVEL, plan).findings)


def with_row(table: str, row: str, **changes: Any) -> Scenario:
    position = [r.id for r in getattr(DAY, table)].index(row)
    return amend(DAY, f"{table}.{position}", **changes)


def with_copy(scenario: Scenario, table: str, row: str, **changes: Any) -> Scenario:
    """The scenario with a copy of a row, somewhat changed, at the end of its table."""
    data = json.loads(scenario.model_dump_json())
    data[table].append({**next(r for r in data[table] if r["id"] == row), **changes})
    return Scenario.model_validate(data)


# ------------------------------------------------------------------------------- times


@pytest.mark.parametrize(("earliest", "latest"), [("06:00", "06:20"), ("06:20", "08:00")])
def test_both_ends_of_a_window_belong_to_it(earliest: str, latest: str) -> None:
    windows = [{"earliest": earliest, "latest": latest}]
    assert codes(scenario=with_row("orders", "linen-lerum", windows=windows)) == []
    assert codes(scenario=with_row("sites", "lerum", windows=windows)) == (
        [] if latest == "08:00" else ["C134", "C134"]  # two others come later
    )


def test_a_vehicle_of_unknown_home_is_not_blamed_for_its_first_set_up() -> None:
    assert codes(amend(PLAN, "routes.0", vehicle="ghost")) == ["C001"]


def test_staying_at_a_site_takes_no_travel() -> None:
    durations = TRAVEL.durations + 60 * np.eye(len(DAY.sites), dtype=np.int64)
    travel = replace(TRAVEL, durations=durations)
    assert check(DAY, travel, PLAN).findings == ()


def _mixed(load_start: str, load_end: str, *, load_first: bool = False) -> list[str]:
    """Supplies come to the laundry's own store room, and linen is loaded in the same visit."""
    day = with_copy(DAY, "orders", "supplies-sas", id="supplies-laundry", site="laundry")
    stops = (
        Stop("store", (("load", "supplies-laundry"),)),
        Stop("laundry", (("unload", "supplies-laundry"), ("load", "linen-vargarda"))),
        Stop("vargarda", (("unload", "linen-vargarda"),)),
    )
    everything = {o.id: o.carriers for o in day.orders}
    left = [
        {"order": order, "carriers": n, "reason": "fleet"}
        for order, n in everything.items()
        if order not in {"supplies-laundry", "linen-vargarda"}
    ]
    plan = amend(plan_for(day, [RouteSketch("lorry-1", "06:00", (stops,))]), unserved=left)
    visit = "routes.0.trips.0.visits.1"
    # arrival 08:00 with set-up of 5 min, five cages take 250 s
    unload, load = (h.model_dump(mode="json") for h in plan.routes[0].trips[0].visits[1].handlings)
    assert (unload["start"], unload["end"], load["start"]) == ("08:00", "08:04:10", "08:04:10")
    load |= {"start": load_start, "end": load_end}
    handlings = [load, unload] if load_first else [unload, load]
    plan = amend(plan, visit, handlings=handlings, departure="08:24:10")
    return [code for code in codes(plan, day) if code != "C901"]


def test_loading_at_a_depot_may_go_on_beside_handling_there() -> None:
    assert _mixed("08:04:10", "08:24:10") == []
    assert _mixed("08:00", "08:20") == []


def test_handlings_are_listed_as_they_start() -> None:
    assert _mixed("08:01", "08:21", load_first=True) == ["C131"]


def test_unloads_are_listed_before_loads() -> None:
    day = with_row("orders", "linen-vargarda", load_carrier="cabinet")
    stops = (
        Stop("lerum", (("load", "soiled-lerum"),)),
        Stop("laundry", (("unload", "soiled-lerum"), ("load", "linen-vargarda"))),
        Stop("vargarda", (("unload", "linen-vargarda"),)),
    )
    plan = plan_for(day, [RouteSketch("lorry-1", "06:05", (stops,))])
    assert {c for c in codes(plan, day) if c < "C5"} == set()
    off, on = plan.routes[0].trips[0].visits[1].handlings
    listed = [h.model_dump(mode="json") for h in (on, off)]
    plan = amend(plan, "routes.0.trips.0.visits.1", handlings=listed)
    assert {c for c in codes(plan, day) if c < "C5"} == {"C145"}


# ------------------------------------------------------------------------------- loads


def test_what_stays_on_board_at_the_end_is_told_as_that_alone() -> None:
    trip = (
        Stop(
            "laundry", (("load", "linen-sas"), ("load", "linen-lerum"), ("load", "linen-vargarda"))
        ),
    )
    plan = plan_for(DAY, [RouteSketch("lorry-1", "05:30", (trip,))])
    small = with_row("vehicle_types", "lorry", slots=10)
    assert {c for c in codes(plan, small) if c < "C5"} == {"C262"}


# ----------------------------------------------------------------------------- hygiene


def test_of_two_codes_of_a_pair_the_stricter_holds() -> None:
    for one, other in [("CLEANTEX", "SOILEDTEX"), ("SOILEDTEX", "CLEANTEX")]:
        stated = next(c.codes for c in DAY.hygiene if c.id == one)
        strict = with_row("hygiene", one, codes={**stated, other: "N"})
        assert set(codes(scenario=strict)) == {"C381"}


def test_one_half_of_a_symmetric_matrix_suffices() -> None:
    data = json.loads(DAY.model_dump_json())
    for i, row in enumerate(data["hygiene"]):
        row["codes"] = dict(list(row["codes"].items())[i:])
    assert codes(scenario=Scenario.model_validate(data)) == []


# -------------------------------------------------------------------------- access


def test_a_vehicle_as_high_as_the_gate_gets_in() -> None:
    assert codes(scenario=with_row("sites", "sas", max_height_m=3.6)) == []


ALL_TYPES = ["lorry", "split", "van"]


@pytest.mark.parametrize(
    ("table", "row", "changes"),
    [
        ("flows", "waste", {"requires_equipment": ["adr"]}),
        ("sites", "vargarda", {"excluded_vehicle_types": ALL_TYPES}),
        ("sites", "vargarda", {"max_height_m": 2}),
        ("sites", "waste", {"requires_equipment": ["adr"]}),
    ],
)
def test_the_reason_rule_is_true_where_site_goods_or_depot_shut_all_out(
    table: str, row: str, changes: dict[str, Any]
) -> None:
    plan = amend(PLAN, "unserved.0", reason="rule")
    assert "C525" in codes(plan)
    assert "C525" not in codes(plan, with_row(table, row, **changes))


@pytest.mark.parametrize(
    "measure", [{"slots": 19}, {"tare_kg": 9000}, {"volume_m3": 41}], ids=lambda m: next(iter(m))
)
def test_the_reason_capacity_is_true_where_one_carrier_is_too_much(
    measure: dict[str, float],
) -> None:
    plan = amend(PLAN, "unserved.0", reason="capacity")
    assert "C523" in codes(plan)
    day = with_copy(DAY, "load_carriers", "bin", id="container", **measure)
    day = amend(day, "orders.9", load_carrier="container")
    if "volume_m3" in measure:
        day = amend(day, "vehicle_types.2", volume_m3=10)
    assert codes(plan, day) == []


def test_a_type_of_which_there_is_no_vehicle_refutes_nothing() -> None:
    plan = amend(PLAN, "unserved.0", reason="capacity")
    day = with_copy(DAY, "load_carriers", "bin", id="container", slots=19)
    day = amend(day, "orders.9", load_carrier="container")
    giant = with_copy(day, "vehicle_types", "lorry", id="giant", slots=40)
    assert codes(plan, giant) == []
    assert codes(plan, with_copy(giant, "vehicles", "lorry-1", id="g", vehicle_type="giant")) == [
        "C523"
    ]


# ------------------------------------------------------------------- cost and the rest


def test_a_vehicle_with_two_routes_costs_its_day_once() -> None:
    plan = amend(PLAN, "routes.0", vehicle="split-1")
    assert check(DAY, TRAVEL, plan).cost.fixed_sek == 1300 + 600


def test_a_mandatory_order_left_out_costs_nothing() -> None:
    day = with_row("orders", "waste-vargarda", mandatory=True)
    assert check(day, TRAVEL, PLAN).cost.penalty_sek == 0


def test_cost_is_not_compared_where_it_cannot_be_counted() -> None:
    plan = amend(hospital_plan(), "routes.2", vehicle="ghost")
    assert codes(plan) == ["C001"]


def test_the_next_vehicle_may_come_when_the_dock_is_left() -> None:
    day = with_row("sites", "lerum", n_docks=1)
    assert codes(scenario=day) == []
    for arrival, told in [("07:19:30", []), ("07:19:29", ["C902"])]:
        early = amend(PLAN, "routes.2", start="06:54")
        assert codes(amend(early, "routes.2.trips.0.visits.0", arrival=arrival), day) == told


def test_an_id_given_twice_is_told() -> None:
    assert codes(scenario=with_copy(DAY, "flows", "linen")) == ["C004"]
