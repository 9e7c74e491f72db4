"""Do days, shelves, returns and routes of a horizon fit together?"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.outcome import Limits
from optimizer.check.horizon import check_horizon
from optimizer.domain import Scenario
from optimizer.findings import DataError
from optimizer.horizon.aggregate import covers, ward_stocks
from optimizer.horizon.days import possible_days, todays_days
from optimizer.horizon.level import Loads, level
from optimizer.horizon.ordering import order_pieces
from optimizer.horizon.replay import replay
from optimizer.horizon.returns import returning_of
from optimizer.horizon.roll import roll
from optimizer.horizon.stores import POLICIES, Stores
from optimizer.horizon.walk import Walk
from optimizer.horizon_plan import HorizonPolicy
from optimizer.level_plan import LevelPlan
from optimizer.plan import Unserved
from optimizer.replenish.ordering import order_pieces as one_order
from optimizer.service import DayPlan, horizon_days, plan_horizon
from optimizer.travel import measure
from optimizer.ward_stores import Rounding
from tests.rigs import amend
from tests.stock import ward_stores
from tests.told_horizon import AHEAD, N_DAYS, small_stores, with_loop
from tests.told_levels import our_levels

ML = HorizonPolicy.MAXIMUM_LEVEL


def amended(day: Scenario, table: str, at: int, **changes: Any) -> Scenario:
    """One row changed, leaving the history alone."""
    rows = list(getattr(day, table))
    rows[at] = amend(rows[at], **changes)
    return day.model_copy(update={table: tuple(rows)})


def planned(day: Scenario, **changes: Any) -> Any:
    asked = {"n_days": 5, "limits": Limits(iterations=30, seed=1), **changes}
    return plan_horizon(day, **asked)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 3),
    st.integers(-1, 30),
    st.integers(0, 40),
    st.integers(1, 9),
    st.integers(-5, 60),
    st.integers(0, 80),
    st.sampled_from(Rounding),
)
def test_columns_order_what_replenish_orders(
    kind: int, low: int, high: int, pack: int, position: int, shelf: int, way: Rounding
) -> None:
    stores = small_stores()
    one = np.array([0])
    changed = replace(
        stores,
        policy=np.full(stores.n, kind),
        high=np.full(stores.n, high),
        pack=np.full(stores.n, pack),
        shelf=np.full(stores.n, shelf),
    )
    found = order_pieces(changed, one, np.array([float(position)]), np.array([low]), way)
    wanted = one_order(POLICIES[kind], position, low, high, pack=pack, shelf=shelf, rounding=way)
    assert found.tolist() == [wanted]


def test_a_flow_lasts_as_long_as_its_maxima() -> None:
    stores = small_stores()
    found = covers(stores)
    for at in range(len(stores.parts)):
        mine = stores.part == at
        rest = stores.high[mine] - stores.protection[mine]
        longest = (rest / stores.a_day[mine]).max()
        assert 1.5 <= found.full[at] <= max(1.5, 1.1 * longest)
        assert 0 <= found.first[at] <= found.full[at]
    wards = ward_stocks(stores, found)
    lasts = (wards.maximum - wards.minimum) / wards.demand.mean(axis=1)
    for i, ward in enumerate(wards.ward.tolist()):
        own = [found.full[at] for at, part in enumerate(stores.parts) if part[0] == ward]
        assert lasts[i] == pytest.approx(min(own))


def test_twice_the_use_lasts_no_longer() -> None:
    stores = small_stores()
    double = replace(stores, use=2 * stores.use, a_day=2 * stores.a_day)
    assert (covers(double).full <= covers(stores).full + 1e-9).all()


def test_shelves_keep_what_they_get_less_what_is_used() -> None:
    stores = small_stores()
    walk = Walk(stores, ML)
    due = np.array([True, True])
    following = np.array([3, 3])
    stock = walk.stock.copy()
    for _ in range(4):
        at, pieces, _ = walk.order(due, following + walk.day)
        short, end = walk.step(at, pieces)
        brought = np.zeros(stores.n)
        brought[at] = pieces
        assert end == pytest.approx(stock + brought - stores.use[:, walk.day - 1] + short)
        assert (end <= np.maximum(stores.high, stock) + 1e-9).all()
        stock = end.copy()


def test_order_up_to_fills_what_the_maximum_level_leaves() -> None:
    day = ward_stores()
    stores = small_stores()
    everything = possible_days(day, day.day, AHEAD)
    lines = {}
    for policy in HorizonPolicy:
        rolled = roll(
            stores, returning_of(stores), everything, everything, n_days=N_DAYS, policy=policy
        )
        lines[policy] = sum(len(asked.order_lines) for asked in rolled.days)
    assert lines[HorizonPolicy.ORDER_UP_TO] >= lines[ML] > 0


def test_what_the_routes_leave_out_is_tried_on_the_next_day() -> None:
    day = with_loop()
    stores = small_stores(day)
    today, possible = todays_days(day, day.day, AHEAD), possible_days(day, day.day, AHEAD)

    def nothing_home(at: int, orders: Any) -> tuple[Unserved, ...]:
        if at:
            return ()
        return tuple(
            Unserved(order=order.id, carriers=order.carriers, reason="fleet") for order in orders
        )

    rolled = roll(
        stores,
        returning_of(stores),
        today,
        possible,
        n_days=N_DAYS,
        policy=ML,
        left_out=nothing_home,
    )
    assert not rolled.visits[0].any()
    assert not rolled.delivered[0].any()
    assert [put.to for put in rolled.put_off] == [1] * len(rolled.put_off)
    assert rolled.put_off
    assert rolled.days[1].order_lines


def test_returns_arise_with_use_and_go_with_a_visit() -> None:
    day = with_loop()
    stores = small_stores(day)
    returning = returning_of(stores)
    visits = np.zeros((AHEAD, 2), dtype=np.bool_)
    visits[2, 0] = True
    rolled = roll(stores, returning, visits, visits, n_days=4, policy=ML)
    assert rolled.collected[2, 0] == pytest.approx(rolled.held[1, 0])
    assert rolled.collected[[0, 1, 3], 0].tolist() == [0, 0, 0]
    assert (rolled.held <= 4 + 1e-9).all()


def test_a_busy_day_gives_to_a_day_with_room() -> None:
    stores = small_stores()
    stocks = ward_stocks(stores, covers(stores))
    plenty = replace(stocks, start=stocks.maximum + 100)
    visits = np.zeros((AHEAD, 2), dtype=np.bool_)
    visits[2] = True
    asked = np.full((2, N_DAYS, 2), 4.0)
    most = np.full((2, N_DAYS), 5.0)
    loads = Loads(asked, most, np.array([1, 2]), np.ones((3, 3)) - np.eye(3))
    moved = level(visits, np.ones_like(visits), loads, plenty)
    assert moved[:N_DAYS].sum(axis=1).max() == 1
    assert moved.sum() == 2
    assert (level(visits, visits, loads, plenty) == visits).all()


def test_a_replay_of_the_expected_is_the_expected() -> None:
    day = ward_stores()
    stores = small_stores()
    whole = replace(
        stores,
        use=np.round(stores.use),
        a_day=np.round(stores.a_day),
        on_hand=np.round(stores.on_hand),
    )
    visits = todays_days(day, day.day, AHEAD)
    returning = returning_of(whole)
    rolled = roll(whole, returning, visits, visits, n_days=N_DAYS, policy=ML)
    lived = replay(whole, returning, visits, whole.use[:, :N_DAYS].astype(int), policy=ML)
    assert lived["lines"] == sum(len(asked.order_lines) for asked in rolled.days)
    assert lived["holding_sek"] == pytest.approx(float((rolled.end @ whole.holding).sum()))


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
    day = amended(ward_stores(), "ward_items", 0, on_hand=None)
    day = amended(day, "ward_items", 1, max_pieces=None, min_pieces=None)
    codes = {finding.code for finding in planned(day).findings}
    assert {"S221", "S223"} <= codes


def test_an_item_without_a_carrier_is_told() -> None:
    day = ward_stores()
    linen = next(flow.load_carrier for flow in day.flows if flow.id == "linen")
    at = next(i for i, carrier in enumerate(day.load_carriers) if carrier.id == linen)
    day = amended(day, "load_carriers", at, volume_m3=0)
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
    tight = amended(day, "ward_items", 2, min_pieces=1, max_pieces=2)
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


def test_columns_of_a_part_add_up() -> None:
    stores: Stores = small_stores()
    total = stores.sums(stores.high.astype(float)).sum()
    assert total == pytest.approx(float(stores.carriers @ stores.high))
