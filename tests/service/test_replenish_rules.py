"""Is ordered what each policy says, by hand and as the mathematics has it?"""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.history import DemandHistory
from optimizer.replenish.ordering import order_pieces, raised
from optimizer.replenish.use import Use, use_of_level, uses_of_history
from optimizer.ward_stores import Policy, Rounding
from tests.small_store import level, store

D = dt.date


TABLE = [
    # policy, position, low, high, pack, shelf, rounding -> pieces
    (Policy.MIN_MAX, 5, 4, 20, 1, None, Rounding.DOWN, 0),
    (Policy.MIN_MAX, 4, 4, 20, 1, None, Rounding.DOWN, 16),
    (Policy.MIN_MAX, 4, 4, 20, 6, None, Rounding.DOWN, 12),
    (Policy.MIN_MAX, 4, 4, 20, 6, None, Rounding.UP, 18),
    (Policy.MIN_MAX, 4, 4, 20, 6, 22, Rounding.UP, 18),
    (Policy.MIN_MAX, 4, 4, 20, 6, 21, Rounding.UP, 12),
    (Policy.MIN_MAX, 4, 4, 20, 30, None, Rounding.DOWN, 0),
    (Policy.MIN_MAX, 4, 4, 20, 30, None, Rounding.UP, 30),
    (Policy.MIN_MAX, 4, 4, 20, 1, 10, Rounding.DOWN, 6),
    (Policy.MIN_MAX, 0, -1, 0, 1, None, Rounding.DOWN, 0),
    (Policy.MIN_MAX, 0, 0, 0, 1, None, Rounding.UP, 0),
    (Policy.PAR, 20, 4, 20, 1, None, Rounding.DOWN, 0),
    (Policy.PAR, 19, 4, 20, 1, None, Rounding.DOWN, 1),
    (Policy.PAR, 19, 4, 20, 6, None, Rounding.DOWN, 0),
    (Policy.PAR, 19, 4, 20, 6, None, Rounding.UP, 6),
    (Policy.PAR, 3, 0, 20, 6, None, Rounding.DOWN, 12),
    (Policy.PAR, 25, 0, 20, 1, None, Rounding.UP, 0),
    (Policy.PACKS, 5, 4, 999, 6, None, Rounding.DOWN, 0),
    (Policy.PACKS, 4, 4, 0, 6, None, Rounding.DOWN, 6),
    (Policy.PACKS, 0, 12, 0, 6, None, Rounding.UP, 18),
    (Policy.PACKS, 0, 12, 0, 6, 17, Rounding.UP, 12),
    (Policy.KANBAN, 13, 0, 24, 1, None, Rounding.DOWN, 0),
    (Policy.KANBAN, 12, 0, 24, 1, None, Rounding.DOWN, 12),
    (Policy.KANBAN, 1, 0, 24, 5, None, Rounding.UP, 12),
    (Policy.KANBAN, 0, 0, 24, 1, None, Rounding.DOWN, 24),
    (Policy.KANBAN, 0, 0, 24, 1, 20, Rounding.DOWN, 12),
    (Policy.KANBAN, 0, 0, 25, 1, None, Rounding.DOWN, 24),
    (Policy.KANBAN, 0, 0, 1, 1, None, Rounding.DOWN, 0),
]


@pytest.mark.parametrize(
    ("policy", "position", "low", "high", "pack", "shelf", "rounding", "pieces"), TABLE
)
def test_orders_by_hand(policy, position, low, high, pack, shelf, rounding, pieces) -> None:
    assert (
        order_pieces(policy, position, low, high, pack=pack, shelf=shelf, rounding=rounding)
        == pieces
    )


@settings(deadline=None)  # the first call compiles
@given(
    policy=st.sampled_from(Policy),
    position=st.integers(0, 60),
    low=st.integers(-1, 40),
    high=st.integers(0, 60),
    pack=st.integers(1, 12),
    shelf=st.none() | st.integers(0, 70),
    rounding=st.sampled_from(Rounding),
)
def test_orders_agree_with_the_mathematics_and_keep_the_shelf(
    policy, position, low, high, pack, shelf, rounding
) -> None:
    from models.inventory import orders
    from models.inventory.problem import Policy as Number
    from models.inventory.problem import Rounding as Way

    pieces = order_pieces(policy, position, low, high, pack=pack, shelf=shelf, rounding=rounding)
    number = int(Number[policy.name])
    s, S, unit = orders.settled_levels(number, low, high, pack)  # noqa: N806
    ample = 10**6 if shelf is None else shelf
    way = int(Way[rounding.name])
    assert pieces == orders.order_size(number, position, s, S, unit, ample, way)
    assert pieces == 0 or shelf is None or position + pieces <= shelf


class TestRaised:
    def test_min_and_max_by_the_same(self) -> None:
        assert raised(Policy.MIN_MAX, 4, 20, pieces=6) == (10, 26)
        assert raised(Policy.PAR, 0, 20, pieces=6) == (6, 26)

    def test_never_above_the_shelf(self) -> None:
        assert raised(Policy.MIN_MAX, 4, 20, pieces=6, shelf=22) == (10, 22)
        assert raised(Policy.MIN_MAX, 18, 20, pieces=6, shelf=22) == (22, 22)

    def test_a_max_above_the_shelf_is_not_lowered_here(self) -> None:
        assert raised(Policy.MIN_MAX, 4, 20, pieces=6, shelf=15) == (10, 20)

    def test_two_bins_and_what_is_never_kept_stay(self) -> None:
        assert raised(Policy.KANBAN, 10, 20, pieces=6) == (10, 20)
        assert raised(Policy.MIN_MAX, -1, 0, pieces=6) == (-1, 0)

    def test_packs_go_by_the_min(self) -> None:
        assert raised(Policy.PACKS, 4, 0, pieces=6, shelf=8)[0] == 10


class TestUse:
    def test_of_levels(self) -> None:
        assert use_of_level(level(demand_per_week=14, demand_ratio=0.5)) == Use(2.0, 1.0)

    def test_of_history(self) -> None:
        history = DemandHistory.from_rows(
            ["A", "B"],
            ["x", "y"],
            D(2025, 1, 1),
            ward=[0, 0, 1],
            item=[0, 0, 1],
            day=[0, 9, 4],
            pieces=[2, 4, 5],
            stock_out=[False] * 3,
        )
        day = store({}, demand_history=history)
        uses = uses_of_history(day)
        # mean 0.6, mean square 2, so the variance is 1.64
        assert uses[("A", "x")].per_day == pytest.approx(0.6)
        assert uses[("A", "x")].ratio == pytest.approx(1.64 / 0.6)
        assert set(uses) == {("A", "x"), ("B", "y")}
        cut = store(
            {},
            demand_history=history,
            stock={"history_from": D(2025, 1, 2), "history_to": D(2025, 1, 20)},
        )
        assert uses_of_history(cut)[("A", "x")].per_day == pytest.approx(4 / 19)
        assert uses_of_history(store({})) is None

    def test_days_are_rounded_up_and_lasting_is_mean_and_deviations(self) -> None:
        assert Use(0.5).pieces(3) == 2
        assert Use(2.0).pieces(3) == 6
        assert Use(4.0, 2.25).lasting(4, 0.8413447) == pytest.approx(16 + 6, abs=1e-3)
        assert Use(4.0, 2.25).lasting(4, 0.2) == 16
