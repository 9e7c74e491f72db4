"""Do days, shelves and returns of a horizon fit together, day after day?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
from optimizer.plan import Unserved
from optimizer.replenish.ordering import order_pieces as one_order
from optimizer.ward_stores import Rounding
from tests.stock import ward_stores
from tests.told_horizon import AHEAD, N_DAYS, small_stores, with_loop

ML = HorizonPolicy.MAXIMUM_LEVEL


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


def test_columns_of_a_part_add_up() -> None:
    stores: Stores = small_stores()
    total = stores.sums(stores.high.astype(float)).sum()
    assert total == pytest.approx(float(stores.carriers @ stores.high))
