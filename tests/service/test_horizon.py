"""Is a horizon planned, checked and judged as asked, and is what is missing told?"""

from __future__ import annotations

import datetime as dt
import time
from concurrent.futures import Future
from typing import Any

import pytest

from models.inventory import day_draws
from models.outcome import Limits
from optimizer.check.horizon import check_horizon
from optimizer.domain import Scenario
from optimizer.findings import DataError
from optimizer.horizon.telling import summary_of
from optimizer.level_plan import LevelPlan
from optimizer.plan import RoutePlan
from optimizer.service import DayPlan, horizon, horizon_days, plan_horizon
from optimizer.service.horizon_days import DayRouter
from optimizer.service.loops import LoopMaker
from optimizer.travel import measure
from tests.changes import both, row
from tests.rigs import hospital_day
from tests.stock import ward_stores
from tests.told_horizon import with_loop
from tests.told_levels import our_levels


def planned(day: Scenario, **changes: Any) -> Any:
    asked = {"n_days": 5, "limits": Limits(iterations=30, seed=1), **changes}
    return plan_horizon(day, **asked)


@pytest.fixture(scope="module")
def found() -> Any:
    return planned(with_loop(), n_replications=2)


def test_a_plan_is_made_checked_compared_and_judged(found: Any) -> None:
    plan = found.plan
    assert plan.n_days == 5
    assert plan.start == with_loop().day
    assert plan.today is not None
    assert plan.n_replications == 2
    assert {row.figure for row in plan.judged} >= {"emergencies", "total_sek", "visits"}
    assert check_horizon(with_loop(), found.travel, plan).ok
    assert check_horizon(with_loop(), found.travel, found.today).ok
    assert plan.days[3].closed == "Inventering"
    assert "S224" in {finding.code for finding in found.findings}


def test_iterations_give_the_same_plan_each_time(found: Any) -> None:
    def bare(plan: Any) -> Any:
        days = tuple(day.model_copy(update={"plan": None}) for day in plan.days)
        return plan.model_copy(update={"days": days})

    again = planned(with_loop(), n_replications=2)
    assert bare(again.plan) == bare(found.plan)


def test_what_took_time_before_is_taken_off_the_limit() -> None:
    """All of it is over when it begins: a plan and two replications there are, and no more."""
    day_draws.prepare()
    began = time.monotonic()
    late = planned(
        ward_stores(), limits=Limits(time_s=60, seed=1), n_replications=50, began=began - 100
    )
    assert time.monotonic() - began < 30
    assert late.plan is not None
    assert late.today is not None
    assert late.plan.n_replications == 2
    assert [f.message for f in late.findings if f.code == "S230"] == ["2 of 50 were made"]


def test_draws_that_would_be_compiled_too_late_are_not_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(day_draws, "is_ready", lambda: False)
    began = time.monotonic() - 100
    late = planned(ward_stores(), limits=Limits(time_s=60), n_replications=9, began=began)
    assert late.plan.judged == ()
    assert late.plan.n_replications == 0
    assert [f.message for f in late.findings if f.code == "S230"] == ["0 of 9 were made"]
    assert check_horizon(ward_stores(), late.travel, late.plan).ok


def test_days_share_the_time_that_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    now, given = [0.0], []

    def route(job: Scenario, limits: Limits) -> RoutePlan:
        given.append(limits.time_s)
        now[0] += (limits.time_s or 0.0) + 2.0  # it takes longer than it was told to
        return RoutePlan(scenario=job.name)

    monkeypatch.setattr(horizon_days.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(horizon_days, "_route", route)
    monkeypatch.setattr(horizon_days, "day_scenario", lambda scenario, _day, _orders: scenario)
    day = hospital_day()
    with DayRouter(day, day.day, Limits(time_s=99.0), lambda *_: False) as router:
        router._plan(dict.fromkeys(range(4), ()), 20.0)
    assert given == pytest.approx([4.8, 4.2, 3.3, 1.5])


def test_without_days_in_time_those_of_today_are_planned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(horizon, "choose_days", lambda *_: (None, False, "", "hub"))
    found = planned(with_loop(), n_replications=2)
    assert found.plan.days == found.today.days
    assert found.plan.today == summary_of(found.today)
    assert {row.difference for row in found.plan.judged} == {0.0}
    assert [finding.code for finding in found.findings if finding.code == "S231"]
    assert check_horizon(with_loop(), found.travel, found.plan).ok


def test_loops_that_are_not_ready_in_time_leave_todays_days(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(LoopMaker, "ready_within", lambda *_: False)
    found = planned(ward_stores(), limits=Limits(time_s=2.0, seed=1))
    assert not found.interrupted
    assert found.plan.days == found.today.days
    assert "S231" in {finding.code for finding in found.findings}


def test_todays_days_that_are_stopped_are_compared_with_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(horizon, "choose_days", lambda *_: (None, False, "", "hub"))
    found = planned(ward_stores(), on_progress=lambda *_: True)
    assert found.interrupted
    assert found.today is None
    assert found.plan.today is None


@pytest.mark.parametrize(("has_loops", "n_told"), [(True, 0), (False, 1)])
def test_processes_without_loops_leave_them_to_whoever_asked(
    *, has_loops: bool, n_told: int
) -> None:
    told = []
    day = hospital_day()
    limits = Limits(time_s=1.0, n_jobs=2)
    heard: Future[bool] = Future()
    heard.set_result(has_loops)
    with DayRouter(day, day.day, limits, lambda *_: False, lambda: told.append(1)) as router:
        router._heard(heard)
    assert len(told) == n_told


def test_whoever_stops_it_while_loops_are_made_gets_no_plan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(LoopMaker, "ready_within", lambda _self, _seconds, stop: not stop())
    found = planned(ward_stores(), limits=Limits(time_s=2.0, seed=1), on_progress=lambda *_: True)
    assert found.interrupted
    assert found.plan is None


def test_whoever_stops_it_gets_the_best_plan_alone() -> None:
    stopped = planned(ward_stores(), on_progress=lambda *_: True)
    assert stopped.interrupted
    assert stopped.today is None
    if stopped.plan is not None:
        assert stopped.plan.today is None
        assert check_horizon(ward_stores(), stopped.travel, stopped.plan).ok


def test_levels_that_know_the_demand_need_no_history() -> None:
    day = ward_stores()
    levels = our_levels(day)
    alone = day.model_copy(update={"demand_history": None})
    assert planned(alone, levels=levels).plan is not None
    with pytest.raises(DataError, match="S225"):
        planned(alone)


def test_what_is_missing_is_told() -> None:
    day = both(
        row("ward_items", 0, on_hand=None),
        row("ward_items", 1, max_pieces=None, min_pieces=None),
    )(ward_stores())
    codes = {finding.code for finding in planned(day).findings}
    assert {"S221", "S223"} <= codes


def test_an_item_without_a_carrier_is_told() -> None:
    day = ward_stores()
    linen = next(flow.load_carrier for flow in day.flows if flow.id == "linen")
    at = next(i for i, carrier in enumerate(day.load_carriers) if carrier.id == linen)
    day = row("load_carriers", at, volume_m3=0)(day)
    assert "S222" in {finding.code for finding in planned(day).findings}


def test_a_horizon_without_a_working_day_is_refused() -> None:
    saturday = dt.date(2025, 3, 8)
    with pytest.raises(DataError, match="S228"):
        planned(ward_stores(), start=saturday, n_days=2)


def test_a_scenario_without_shelves_is_refused() -> None:
    day = ward_stores().model_copy(update={"ward_items": (), "demand_history": None})
    with pytest.raises(DataError, match="S201"):
        planned(day)
    with pytest.raises(ValueError, match="n_days"):
        planned(ward_stores(), n_days=29)


def test_shortfalls_tight_levels_and_put_off_orders_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nothing(job: Scenario, **_: Any) -> DayPlan:
        return DayPlan(None, None, measure(job), (), interrupted=False)

    monkeypatch.setattr(horizon_days, "plan_day", nothing)
    day = ward_stores()
    rows = tuple(
        row.model_copy(update={"lines": 1}) if row.lines else row for row in day.weekday_capacities
    )
    tight = row("ward_items", 2, min_pieces=1, max_pieces=2)(day)
    tight = tight.model_copy(update={"weekday_capacities": rows})
    told = planned(tight, n_days=3)
    codes = {finding.code for finding in told.findings}
    assert {"S226", "S227", "S229"} <= codes
    assert told.plan.moved
    assert check_horizon(tight, told.travel, told.plan).ok


def test_all_levels_are_the_documents() -> None:
    day = ward_stores()
    levels = our_levels(day)
    assert isinstance(levels, LevelPlan)
    plan = planned(day, levels=levels).plan
    top = {(row.ward, row.flow): row.max_carriers for row in plan.stocks}
    todays = {(row.ward, row.flow): row.max_carriers for row in planned(day).plan.stocks}
    assert top != todays
    assert measure(day).site_ids
