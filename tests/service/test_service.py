"""The sentence: plan a day. Engines stop by iterations."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from models.outcome import Status
from models.routing.problem import RoutingProblem
from optimizer.check import check
from optimizer.domain import Order
from optimizer.findings import DataError
from optimizer.formats import plan_to_json, read_scenario
from optimizer.plan import RoutePlan, UnservedReason
from optimizer.service import Limits, OwnFaultError, Progress, plan_day
from optimizer.service import day as service
from tests.rigs import hospital_day

INSTANCES = Path(__file__).parents[2] / "instances"
HAND_SOLUTION_OF_TINY_SEK = 2726.77


def test_tiny_is_solved_as_by_hand() -> None:
    day = plan_day(read_scenario(INSTANCES / "tiny").value, limits=Limits(iterations=300, seed=1))
    assert day.plan is not None
    assert day.plan.cost is not None
    assert day.plan.cost.total_sek == pytest.approx(HAND_SOLUTION_OF_TINY_SEK, abs=0.01)


def test_the_checker_counts_the_same_cost_as_the_mathematics() -> None:
    scenario = hospital_day()
    day = plan_day(scenario, limits=Limits(iterations=200, seed=2))
    assert day.plan is not None
    assert day.plan.cost is not None
    recount = check(scenario, day.travel, day.plan.model_copy(update={"cost": None}))
    assert recount.ok
    assert recount.cost.total_sek == pytest.approx(day.plan.cost.total_sek, abs=0.01)


def _without_timings(plan: RoutePlan | None) -> dict[str, object]:
    assert plan is not None
    document = json.loads(plan_to_json(plan))
    del document["provenance"]["seconds"]
    return document


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_same_seed_and_iterations_give_the_same_plan(n_jobs: int) -> None:
    limits = Limits(iterations=60, seed=3, n_jobs=n_jobs)
    first, second = (plan_day(hospital_day(), limits=limits).plan for _ in range(2))
    assert _without_timings(first) == _without_timings(second)


def test_the_listener_ends_the_search_and_keeps_the_best_plan() -> None:
    seen: list[int] = []

    def listener(progress: Progress) -> bool:
        seen.append(progress.iterations)
        return progress.n_routes > 0

    day = plan_day(
        hospital_day(), limits=Limits(iterations=1_000_000, seed=1), on_progress=listener
    )
    assert day.interrupted
    assert day.plan is not None
    assert day.plan.routes
    assert max(seen) < 1_000_000


def test_an_order_that_no_vehicle_holds_is_left_with_a_true_reason() -> None:
    scenario = hospital_day()
    order = scenario.orders[0]
    carrier = next(
        c
        for f in scenario.flows
        if f.id == order.flow
        for c in scenario.load_carriers
        if c.id == (order.load_carrier or f.load_carrier)
    )
    huge = carrier.model_copy(update={"slots": 90.0})
    scenario = scenario.model_copy(
        update={"load_carriers": tuple(huge if c is carrier else c for c in scenario.load_carriers)}
    )
    day = plan_day(scenario, limits=Limits(iterations=50))
    assert day.plan is not None
    left = {u.order: u.reason for u in day.plan.unserved}
    assert left[order.id] is UnservedReason.CAPACITY


def test_a_plan_with_a_violation_is_never_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = service.read_back

    def crooked(*arguments: object) -> RoutePlan:
        plan = honest(*arguments)  # type: ignore[arg-type]
        route = plan.routes[0]
        late = route.model_copy(update={"end": route.end + 3600})
        return plan.model_copy(update={"routes": (late, *plan.routes[1:])})

    monkeypatch.setattr(service, "read_back", crooked)
    with pytest.raises(OwnFaultError) as raised:
        plan_day(hospital_day(), limits=Limits(iterations=20))
    assert raised.value.findings[0].code == "S001"
    assert len(raised.value.findings) > 1


def test_errors_stop_the_work_before_the_search() -> None:
    scenario = hospital_day()
    order = scenario.orders[0].model_copy(update={"site": "nowhere"})
    with pytest.raises(DataError):
        plan_day(
            scenario.model_copy(update={"orders": (order, *scenario.orders[1:])}),
            limits=Limits(iterations=10),
        )


@pytest.mark.parametrize(
    ("limit", "spent", "left"),
    [(40.0, 90.0, 10.0), (0.8, 90.0, 0.25), (0.2, 90.0, 0.2), (1e6, 1e5, 9e5)],
    ids=["a quarter of it", "a quarter of a second", "all of a short one", "what is left"],
)
def test_time_spent_before_the_call_counts_but_some_is_left_for_the_search(
    monkeypatch: pytest.MonkeyPatch, limit: float, spent: float, left: float
) -> None:
    asked: list[float] = []

    def quick(problem: RoutingProblem, *, limits: Limits, **_more: object) -> object:
        assert limits.time_s is not None
        asked.append(limits.time_s)
        return solve(problem, limits=Limits(iterations=5))

    solve = service.solve
    monkeypatch.setattr(service, "solve", quick)
    plan_day(hospital_day(), limits=Limits(time_s=limit), began=time.monotonic() - spent)
    assert asked == [pytest.approx(left, rel=1e-3)]


def test_no_orders_give_an_empty_plan() -> None:
    day = plan_day(hospital_day().model_copy(update={"orders": ()}), limits=Limits(iterations=10))
    assert day.plan is not None
    assert day.plan.routes == ()
    assert day.plan.cost is not None
    assert day.plan.cost.total_sek == 0


def test_limits_refuse_what_makes_no_sense() -> None:
    with pytest.raises(ValueError, match="at least one limit"):
        Limits()
    with pytest.raises(ValueError, match="must not be negative"):
        Limits(iterations=-1)


def test_lower_priorities_are_left_first_when_capacity_is_short() -> None:
    scenario = hospital_day()
    priorities = (1, 9, 5, 3, 7)
    orders = tuple(
        o.model_copy(update={"mandatory": True, "penalty_sek": None, "priority": priorities[n % 5]})
        for n, o in enumerate(scenario.orders)
    )
    short = scenario.vehicles[0].model_copy(update={"ordinary_h": 2.5, "max_overtime_h": 0.0})
    scenario = scenario.model_copy(
        update={"orders": orders, "vehicles": (short,), "baseline": None}
    )

    def left_of(asked: tuple[Order, ...]) -> set[str]:
        day = scenario.model_copy(update={"orders": asked})
        plan = plan_day(day, limits=Limits(iterations=150, seed=1)).plan
        assert plan is not None
        return {u.order for u in plan.unserved}

    left = left_of(orders)
    assert left
    for order in (o for o in orders if o.id in left):
        # Even without all that is less urgent, it does not fit beside what is more so.
        rivals = tuple(o for o in orders if o.id not in left and o.priority <= order.priority)
        assert left_of((*rivals, order)), order.id


def test_a_search_that_finds_nothing_gives_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    def in_vain(problem: RoutingProblem, **_more: object) -> object:
        found = solve(problem, limits=Limits(iterations=1))
        return replace(found, status=Status.UNKNOWN, solution=None, objective=None)

    solve = service.solve
    monkeypatch.setattr(service, "solve", in_vain)
    day = plan_day(hospital_day(), limits=Limits(iterations=1))
    assert day.plan is None
    assert day.verdict is None
