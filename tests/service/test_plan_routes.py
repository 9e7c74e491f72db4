"""Is what a plan says read back as routes, and is nothing of it believed?"""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from models.routing import proven
from models.routing.evaluate import evaluate
from models.routing.problem import RoutingSolution
from optimizer.cli.exits import Exit
from optimizer.cli.main import cli
from optimizer.domain import Scenario
from optimizer.formats import plan_to_json, read_plan, read_scenario
from optimizer.plan import RoutePlan
from optimizer.service import Limits, plan_day
from optimizer.service import day as service
from optimizer.translate import Posed, pose, read_back, routes_of_plan, unused_routes
from optimizer.travel import measure

ROOT = Path(__file__).parents[2] / "instances"
DAYS = ("tiny", "varmland-day", "vgr-laundry-day")


def posed_day(name: str) -> Posed:
    scenario = read_scenario(ROOT / name).value
    return pose(scenario, measure(scenario))


def planned(scenario: Scenario, seed: int, iterations: int = 60) -> RoutePlan:
    day = plan_day(scenario, limits=Limits(iterations=iterations, seed=seed, n_jobs=1))
    assert day.plan is not None
    return day.plan


def done_in(routes: RoutingSolution) -> list[int]:
    return [task for route in routes.routes for task in route.tasks]


@pytest.mark.parametrize("name", DAYS)
def test_our_plans_read_back_as_the_routes_they_came_from(name: str) -> None:
    posed = posed_day(name)
    plan = planned(posed.scenario, seed=1, iterations=2)
    routes = routes_of_plan(posed, plan)
    assert unused_routes(plan, routes) == []
    assert read_back(posed, routes, plan.unserved).routes == plan.routes


@pytest.mark.parametrize("name", DAYS)
def test_baselines_are_begun_from_as_far_as_they_can_be_driven(name: str) -> None:
    posed = posed_day(name)
    baseline = posed.scenario.baseline
    assert baseline is not None
    routes = routes_of_plan(posed, baseline)
    assert routes.routes
    done = done_in(routes)
    assert len(done) == len(set(done))
    assert len(unused_routes(baseline, routes)) == (len(routes.routes) < len(baseline.routes))


def test_what_the_day_does_not_have_is_passed_over() -> None:
    posed = posed_day("tiny")
    plan = planned(posed.scenario, seed=1)
    first, *others = plan.routes
    stranger = first.model_copy(update={"vehicle": "nobody"})
    strange = plan.model_copy(update={"routes": (stranger, *others)})
    found = routes_of_plan(posed, strange)
    assert len(found.routes) == len(others)
    assert "1 of" in unused_routes(strange, found)[0].message

    orders = tuple(order for order in posed.scenario.orders if order.id != posed.parts[0].order.id)
    fewer = posed.scenario.model_copy(update={"orders": orders, "baseline": None})
    small = pose(fewer, measure(fewer))
    assert len(done_in(routes_of_plan(small, plan))) == small.problem.n_tasks


def test_carriers_are_taken_once_however_often_a_plan_brings_them() -> None:
    posed = posed_day("tiny")
    plan = planned(posed.scenario, seed=1)
    route = plan.routes[0]
    twice = plan.model_copy(
        update={"routes": (route.model_copy(update={"trips": route.trips * 2}), *plan.routes[1:])}
    )
    done = done_in(routes_of_plan(posed, twice))
    assert len(done) == len(set(done)) == posed.problem.n_tasks


def test_a_route_that_breaks_a_rule_is_left_out_and_its_orders_are_free_again() -> None:
    posed = posed_day("varmland-day")
    plan = planned(posed.scenario, seed=1)
    assert len(plan.routes) > 1
    trips = tuple(trip for route in plan.routes for trip in route.trips)
    crammed = plan.routes[0].model_copy(update={"trips": trips})
    changed = plan.model_copy(update={"routes": (crammed, *plan.routes[1:])})
    found = routes_of_plan(posed, changed)
    assert len(found.routes) == len(plan.routes) - 1
    assert evaluate(posed.problem, found).routes
    assert all(not sheet.violations for sheet in evaluate(posed.problem, found).routes)


def test_the_search_is_never_worse_than_what_it_begins_from() -> None:
    scenario = read_scenario(ROOT / "varmland-day").value
    plans = [planned(scenario, seed) for seed in (1, 2)]
    day = plan_day(scenario, limits=Limits(iterations=1, seed=9, n_jobs=1), starts=plans)
    assert day.plan is not None
    assert day.plan.cost is not None
    costs = [plan.cost.total_sek for plan in plans if plan.cost is not None]
    assert day.plan.cost.total_sek <= min(costs) + 1e-6
    assert day.verdict is not None
    assert day.verdict.ok


@pytest.mark.parametrize("prove", [False, True])
def test_search_and_proof_are_told_what_to_begin_from(
    monkeypatch: pytest.MonkeyPatch, prove: bool
) -> None:
    posed = posed_day("tiny")
    good = planned(posed.scenario, seed=1)
    told: list[object] = []

    def listening(problem: object, *, starts: object, **more: object) -> object:
        told.append(starts)
        return search(problem, **more)

    name = "solve_and_prove" if prove else "solve"
    search = getattr(service, name)
    monkeypatch.setattr(service, name, listening)
    plan_day(posed.scenario, limits=Limits(iterations=1, n_jobs=1), prove=prove, starts=[good])
    assert told == [[routes_of_plan(posed, good)]]


def test_a_proof_hands_on_what_to_begin_from(monkeypatch: pytest.MonkeyPatch) -> None:
    posed = posed_day("tiny")
    routes = routes_of_plan(posed, planned(posed.scenario, seed=1))
    told: list[object] = []

    def listening(problem: object, *, starts: object, **more: object) -> object:
        told.append(starts)
        return search(problem, **more)

    search = proven.solve
    monkeypatch.setattr(proven, "solve", listening)
    proven.solve_and_prove(posed.problem, limits=Limits(iterations=1), starts=[routes])
    assert told == [[routes]]


def test_the_command_begins_from_files_and_from_the_baseline(tmp_path: Path) -> None:
    scenario = read_scenario(ROOT / "tiny").value
    good = planned(scenario, seed=1, iterations=300)
    strange = good.model_copy(
        update={"routes": (good.routes[0].model_copy(update={"vehicle": "nobody"}),)}
    )
    for name, plan in (("good", good), ("strange", strange)):
        (tmp_path / f"{name}.json").write_text(plan_to_json(plan), encoding="utf-8")
    words = ["solve", str(ROOT / "tiny"), "--iterations", "1", "-j", "1"]
    for name in ("good.json", "strange.json"):
        words += ["--start", str(tmp_path / name)]
    result = CliRunner().invoke(
        cli, [*words, "--start", "baseline", "-o", str(tmp_path / "p.json")]
    )
    assert result.exit_code == Exit.DONE, result.stderr
    assert "S002" in result.stderr
    found = read_plan(tmp_path / "p.json").value
    assert found.cost is not None
    assert good.cost is not None
    assert found.cost.total_sek <= good.cost.total_sek + 1e-6


def test_a_plan_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text("{", encoding="utf-8")
    words = ["solve", str(ROOT / "tiny"), "--start", str(tmp_path / "p.json")]
    assert CliRunner().invoke(cli, words).exit_code == Exit.INVALID
    twice = CliRunner().invoke(cli, ["solve", "-", "--start", "-"], input="{}")
    assert twice.exit_code == Exit.INVALID
