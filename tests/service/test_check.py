"""Does the checker count right, say numbers, and survive any plan?"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.check import Verdict, check
from optimizer.domain import Scenario
from optimizer.findings import DataError, Severity
from optimizer.kpis import measure_kpis
from optimizer.plan import RoutePlan
from tests.rigs import amend, hospital_day, hospital_plan, plan_for, travel_of

DAY = hospital_day()
TRAVEL = travel_of(DAY)
PLAN = hospital_plan()


def judged(plan: RoutePlan, scenario: Scenario = DAY) -> Verdict:
    return check(scenario, TRAVEL, plan)


def only(verdict: Verdict) -> str:
    (finding,) = verdict.findings
    return str(finding)


def test_cost_and_lengths_are_those_counted_by_hand() -> None:
    verdict = judged(plan_for(DAY))
    assert verdict.ok
    assert verdict.findings == ()
    assert verdict.length_m == (168_000, 196_000, 60_000)
    assert verdict.cost.fixed_sek == pytest.approx(3100)
    assert verdict.cost.distance_sek == pytest.approx(1008 + 1372 + 180)
    assert verdict.cost.time_sek == pytest.approx(2083.3333 + 1811.1111 + 460.8333, abs=1e-3)
    assert verdict.cost.overtime_sek == pytest.approx(55.4167, abs=1e-3)
    assert verdict.cost.penalty_sek == pytest.approx(300)
    assert verdict.cost.total_sek == pytest.approx(10_370.6944, abs=1e-3)


def test_a_partial_penalty_is_paid_by_the_carrier() -> None:
    half = amend(plan_for(DAY), "unserved.0", carriers=2)
    verdict = judged(half)
    assert verdict.cost.penalty_sek == pytest.approx(150)
    assert {f.code for f in verdict.findings} == {"C521"}


@pytest.mark.parametrize(("off_sek", "told"), [(0.009, False), (0.011, True), (-0.011, True)])
def test_stated_cost_agrees_within_an_ore(off_sek: float, told: bool) -> None:
    plan = amend(PLAN, "cost", time_sek=PLAN.cost.time_sek + off_sek)
    assert [f.code for f in judged(plan).findings] == ["C631"] * told


@pytest.mark.parametrize(("off_m", "told"), [(3, False), (4, True), (-3, False), (-4, True)])
def test_stated_length_agrees_within_a_metre_a_leg(off_m: int, told: bool) -> None:
    plan = amend(PLAN, "routes.2", length_m=60_000 + off_m)
    assert [f.code for f in judged(plan).findings] == ["C632"] * told


def test_a_finding_names_the_place_and_the_numbers() -> None:
    plan = amend(PLAN, "routes.0.trips.0.visits.2.handlings.1", start="07:30:29")
    assert only(judged(plan)) == (
        "error C131 route lorry-1 trip 1 visit 3 order soiled-sas: starts 07:30:29, the "
        "handling of linen-sas before it ends 07:30:30. Start each handling when the one "
        "before it has ended."
    )


def test_all_violations_are_told_at_once() -> None:
    scenario = amend(DAY, "vehicles.0", shift_end="10:00")
    scenario = amend(scenario, "sites.3", max_height_m=3)
    plan = amend(plan_for(DAY), unserved=[])
    found = [f.code for f in check(scenario, TRAVEL, plan).violations]
    assert sorted(found) == ["C102", "C413", "C413", "C521"]


def test_warnings_do_not_condemn() -> None:
    verdict = judged(amend(PLAN, scenario="another-day"))
    assert verdict.ok
    assert [f.severity for f in verdict.warnings] == [Severity.WARNING]


def test_the_empty_plan_lacks_every_order() -> None:
    verdict = judged(RoutePlan(scenario=DAY.name))
    assert [f.code for f in verdict.violations] == ["C521"] * len(DAY.orders)
    assert verdict.cost.total_sek == 0
    assert verdict.length_m == ()


def test_a_visit_twice_in_a_row_needs_no_second_set_up() -> None:
    halved = json.loads(plan_for(DAY).model_dump_json())
    visits = halved["routes"][0]["trips"][0]["visits"]
    sas = visits[2]
    first = {**sas, "handlings": sas["handlings"][:1], "departure": "07:30:30"}
    second = {**sas, "handlings": sas["handlings"][1:], "arrival": "07:30:30"}
    visits[2:3] = [first, second]
    assert judged(RoutePlan.model_validate(halved)).ok


def test_wrong_references_of_a_scenario_are_told_not_raised() -> None:
    scenario = amend(DAY, "orders.0", flow="ghost")
    scenario = amend(scenario, "flows.1", hygiene_class="ghost")
    scenario = amend(scenario, "vehicles.2", home="ghost")
    scenario = amend(scenario, "hygiene.0", codes={})
    scenario = amend(scenario, "vehicles.1", vehicle_type="ghost")
    verdict = check(scenario, TRAVEL, PLAN)
    assert {f.code for f in verdict.violations} >= {"C004"}
    assert verdict.length_m == (168_000, None, None)


# ----------------------------------------------------------- any plan, however broken

TIMES = ("start", "end", "arrival", "departure")


def parts(node: Any) -> list[dict[str, Any]]:
    """Every object of a JSON document, from the root down."""
    if isinstance(node, list):
        return [part for item in node for part in parts(item)]
    if isinstance(node, dict):
        return [node, *(part for value in node.values() for part in parts(value))]
    return []


def broken(draw: st.DrawFn, data: dict[str, Any]) -> None:
    """One random change of the document, in place."""
    part = draw(st.sampled_from(parts(data)))
    key = draw(st.sampled_from(sorted(part)))
    value = part[key]
    if key in TIMES:
        part[key] = draw(st.integers(0, 72 * 3600 - 1))
    elif key == "carriers":
        part[key] = draw(st.integers(1, 50))
    elif key in {"vehicle", "site", "order", "scenario"}:
        known = [DAY.vehicles, DAY.sites, DAY.orders][draw(st.integers(0, 2))]
        part[key] = draw(st.sampled_from([row.id for row in known]))
    elif key == "action":
        part[key] = "load" if value == "unload" else "unload"
    elif key == "cleaning":
        part[key] = draw(st.sampled_from([None, "wipe", "wash"]))
    elif key == "reason":
        part[key] = draw(st.sampled_from(["capacity", "window", "rule", "fleet", "penalty"]))
    elif isinstance(value, list) and value:
        i, j = (draw(st.integers(0, len(value) - 1)) for _ in range(2))
        how = draw(st.sampled_from(["swap", "double", "drop"]))
        if how == "swap":
            value[i], value[j] = value[j], value[i]
        elif how == "double":
            value.insert(j, json.loads(json.dumps(value[i])))
        elif len(value) > 1 or key in {"handlings", "unserved", "routes"}:
            del value[i]


@st.composite
def broken_plans(draw: st.DrawFn) -> RoutePlan:
    data = json.loads(PLAN.model_dump_json())
    for _ in range(draw(st.integers(1, 6))):
        broken(draw, data)
    return RoutePlan.model_validate(data)


@settings(max_examples=150, deadline=None)
@given(broken_plans())
def test_no_plan_makes_the_checker_raise(plan: RoutePlan) -> None:
    verdict = judged(plan)
    assert len(verdict.length_m) == len(plan.routes)
    assert all(str(finding) for finding in verdict.findings)
    assert judged(plan) == verdict
    try:
        kpis = measure_kpis(DAY, TRAVEL, plan)
    except DataError as error:
        told = {f.code for f in error.findings}
        assert told <= {f.code for f in verdict.violations}
    else:
        assert kpis.total_sek == pytest.approx(verdict.cost.total_sek)


@settings(max_examples=60, deadline=None)
@given(broken_plans(), st.randoms(use_true_random=False))
def test_the_order_of_routes_and_tables_changes_no_verdict(plan: RoutePlan, random: Any) -> None:
    tables = json.loads(DAY.model_dump_json())
    for name in ("orders", "flows", "hygiene", "vehicles", "vehicle_types", "load_carriers"):
        random.shuffle(tables[name])
    routes = list(plan.routes)
    if len({r.vehicle for r in routes}) == len(routes):
        random.shuffle(routes)
    shuffled = plan.model_copy(update={"routes": tuple(routes)})
    one, other = judged(plan), judged(shuffled, Scenario.model_validate(tables))
    assert sorted(f.code for f in one.findings) == sorted(f.code for f in other.findings)
    assert one.cost.total_sek == pytest.approx(other.cost.total_sek)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 3600))
def test_a_plan_moved_by_some_time_breaks_windows_and_shifts_alone(delay_s: int) -> None:
    data = json.loads(PLAN.model_dump_json())
    original = PLAN.model_dump()
    for moved, part in zip(parts(data), parts(json.loads(json.dumps(original))), strict=True):
        moved |= {key: _seconds(part[key]) + delay_s for key in TIMES if key in part}
    codes = {f.code for f in judged(RoutePlan.model_validate(data)).violations}
    assert codes <= {"C102", "C133", "C134", "C143"}
    if delay_s == 0:
        assert codes == set()


def _seconds(text: str) -> int:
    hours, minutes, *rest = (int(number) for number in text.split(":"))
    return 3600 * hours + 60 * minutes + (rest[0] if rest else 0)
