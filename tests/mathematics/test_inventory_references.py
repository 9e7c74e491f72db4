"""Do the classics give the textbooks' numbers, and brute force's?"""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from models.inventory.references import (
    eoq,
    eoq_with_backorders,
    newsvendor,
    newsvendor_normal,
    newsvendor_poisson,
)
from models.inventory.wagner_whitin import wagner_whitin


def test_snyder_shen_example_3_1() -> None:
    assert eoq(8, 0.225, 1300) == pytest.approx((304.0468, 68.4105), abs=5e-5)


def test_snyder_shen_example_4_3() -> None:
    assert newsvendor_normal(0.18, 0.70, 50, 8) == pytest.approx((56.60396, 1.99761), abs=5e-6)


def test_backorders_are_where_the_cost_is_least() -> None:
    fixed, holding, shortage, rate = 8.0, 0.225, 5.0, 1300.0

    def cost(asked: np.ndarray) -> float:
        quantity, waiting = asked
        stock = holding * quantity * (1 - waiting) ** 2 / 2 + shortage * quantity * waiting**2 / 2
        return float(stock + fixed * rate / quantity)

    quantity, waiting, best = eoq_with_backorders(fixed, holding, shortage, rate)
    assert cost(np.array([quantity, waiting])) == pytest.approx(float(best))
    found = optimize.minimize(cost, [300, 0.1], method="Nelder-Mead", options={"xatol": 1e-6})
    assert best == pytest.approx(found.fun, rel=1e-6)
    assert eoq_with_backorders(fixed, holding, 1e12, rate)[0] == pytest.approx(
        eoq(8, 0.225, 1300)[0]
    )


def test_arrays_are_answered_one_by_one() -> None:
    quantity, cost = eoq([8, 2], 0.225, [[1300], [10]])
    assert quantity.shape == cost.shape == (2, 2)
    assert quantity[1, 1] == pytest.approx(float(eoq(2, 0.225, 10)[0]))


@settings(max_examples=50, deadline=None)
@given(
    table=st.lists(st.integers(0, 9), min_size=1, max_size=8).filter(lambda t: sum(t) > 0),
    holding=st.floats(0.1, 5),
    shortage=st.floats(0.1, 50),
)
def test_newsvendors_stock_is_that_of_brute_force(
    table: list[int], holding: float, shortage: float
) -> None:
    shares = np.array(table) / sum(table)
    k = np.arange(len(table))
    costs = [
        holding * (np.maximum(0, y - k) @ shares) + shortage * (np.maximum(0, k - y) @ shares)
        for y in range(len(table) + 3)
    ]
    level, cost = newsvendor(shares, holding, shortage)
    assert cost == pytest.approx(min(costs))
    assert costs[level] == pytest.approx(min(costs))
    assert newsvendor(np.append(shares, [0, 0]), holding, shortage) == pytest.approx((level, cost))
    critical = shortage / (shortage + holding)
    if (np.abs(shares.cumsum() - critical) > 1e-9).all():
        assert level == int(np.argmax(shares.cumsum() > critical))


def test_poisson_newsvendor_is_scipys_quantile() -> None:
    for mean in (0.1, 3.0, 80.0):
        assert newsvendor_poisson(1, 9, mean)[0] == stats.poisson(mean).ppf(0.9)
    assert newsvendor_poisson(1, 9, 0.0) == (0, 0.0)


@settings(max_examples=60, deadline=None)
@given(
    demand=st.lists(st.integers(0, 9), min_size=1, max_size=7),
    fixed=st.lists(st.integers(0, 20), min_size=7, max_size=7),
    holding=st.lists(st.integers(0, 4), min_size=7, max_size=7),
)
def test_wagner_whitin_is_brute_force(
    demand: list[int], fixed: list[int], holding: list[int]
) -> None:
    n = len(demand)

    def price(orders: np.ndarray) -> float:
        stock = np.cumsum(orders - demand)
        if (stock < 0).any():
            return np.inf
        return float(((orders > 0) * fixed[:n]).sum() + (stock * holding[:n]).sum())

    least = np.inf
    for when in product([False, True], repeat=n):
        orders, last = np.zeros(n, int), None
        for t in range(n):
            if when[t]:
                last = t
            if last is not None:
                orders[last] += demand[t]
        least = min(least, price(orders))
    orders, cost = wagner_whitin(demand, fixed[:n], holding[:n])
    assert cost == pytest.approx(least)
    assert price(orders) == pytest.approx(cost)


def test_nonsense_is_refused() -> None:
    for wrong in (lambda: eoq(1, 0, 1), lambda: eoq_with_backorders(1, 1, 0, 1),
                  lambda: newsvendor([1.0], 0, 1), lambda: newsvendor_normal(1, 1, 1, -1),
                  lambda: wagner_whitin([-1], 1, 1)):  # fmt: skip
        with pytest.raises(ValueError, match="at least 0"):
            wrong()
