"""Are (s,S) levels the best, and priced exactly? The literature's numbers and brute force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.inventory.panjer import table_of
from models.inventory.s_s import (
    best_levels,
    best_levels_of_table,
    cost_of_levels,
    power_approximation,
)

ZHENG_FEDERGRUEN_1991 = """
10 6 40 35.022; 15 10 49 42.698; 20 14 62 49.173; 21 15 65 50.406; 22 16 68 51.632
23 17 52 52.757; 24 18 54 53.518; 25 19 56 54.262; 30 23 66 57.819; 35 28 77 61.215
40 33 87 64.512; 45 37 97 67.776; 50 42 108 70.975; 51 43 110 71.611; 52 44 112 72.246
55 47 118 74.149; 59 51 126 76.679; 60 52 129 77.306; 61 52 131 77.929; 63 54 73 78.287
64 55 74 78.402; 65 56 75 78.518; 70 62 81 79.037; 75 67 86 79.554
"""


def test_zheng_federgruen_1991_table_of_24() -> None:
    rows = [line.split() for line in ZHENG_FEDERGRUEN_1991.strip().replace("\n", ";").split(";")]
    mean, s, top, cost = np.array(rows, dtype=float).T
    assert len(mean) == 24
    got_s, got_top, got_cost = best_levels(mean, 1, 1, 9, 64)
    assert got_s.tolist() == s.tolist()
    assert got_top.tolist() == top.tolist()
    assert got_cost == pytest.approx(cost, abs=5.1e-4)


def test_snyder_shen_example_4_7() -> None:
    assert best_levels([6], 1, 1, 4, 5)[2][0] == pytest.approx(8.0341116, abs=5e-8)
    assert cost_of_levels(6, 18, table_of(6.0, 1.0), 1, 4, 5) == pytest.approx(10.1937987, abs=5e-8)


@pytest.mark.parametrize(
    ("asked", "levels"),
    [((50, 8, 0.18, 0.70, 2.5), (40.1946, 74.2902)), ((190, 48, 2, 36, 60), (226.614, 324.380))],
    ids=["example 4.8", "problem 4.32"],
)
def test_snyder_shen_power_approximation(
    asked: tuple[float, ...], levels: tuple[float, float]
) -> None:
    assert power_approximation(*asked) == pytest.approx(levels, rel=2e-6)


def chain_cost(
    s: int, top: int, table: np.ndarray, holding: float, shortage: float, fixed: float, lead: int
) -> float:
    """Mean cost by the Markov chain of the position, as one would write it first."""
    low = s - len(table) + 1
    states = np.arange(low, top + 1)
    ordered = np.where(states <= s, top, states)
    moves = np.zeros((len(states), len(states)))
    for i, y in enumerate(ordered):
        for d, p in enumerate(table):
            moves[i, y - d - low] += p
    a = np.vstack([moves.T - np.eye(len(states)), np.ones(len(states))])
    share = np.linalg.lstsq(a, np.append(np.zeros(len(states)), 1.0), rcond=None)[0]
    wide = np.ones(1)
    for _ in range(lead + 1):
        wide = np.convolve(wide, table)
    k = np.arange(len(wide))
    costs = [
        fixed * (y <= s)
        + holding * (np.maximum(0, z - k) @ wide)
        + shortage * (np.maximum(0, k - z) @ wide)
        for y, z in zip(states, ordered, strict=True)
    ]
    return float(share @ costs)


tables = (
    st.lists(st.integers(0, 9), min_size=2, max_size=5)
    .filter(lambda t: sum(t[1:]) > 0)
    .map(lambda t: np.array(t) / sum(t))
)


@settings(max_examples=40, deadline=None)
@given(
    table=tables,
    shortage=st.floats(0.5, 20),
    fixed=st.floats(0, 15),
    lead=st.integers(0, 2),
)
def test_best_levels_are_those_of_brute_force(
    table: np.ndarray, shortage: float, fixed: float, lead: int
) -> None:
    s, top, cost = best_levels_of_table(table, 1.0, shortage, fixed, lead)
    assert cost == pytest.approx(chain_cost(s, top, table, 1.0, shortage, fixed, lead), rel=1e-9)
    least = min(
        cost_of_levels(low, high, table, 1.0, shortage, fixed, lead)
        for low in range(s - 6, s + 7)
        for high in range(max(low + 1, top - 8), top + 9)
    )
    assert cost == pytest.approx(least, rel=1e-12)


@settings(max_examples=30, deadline=None)
@given(table=tables, s=st.integers(-5, 5), gap=st.integers(1, 6), lead=st.integers(0, 2))
def test_any_levels_are_priced_as_by_their_markov_chain(
    table: np.ndarray, s: int, gap: int, lead: int
) -> None:
    asked = (table, 1.0, 7.0, 3.0, lead)
    assert cost_of_levels(s, s + gap, *asked) == pytest.approx(
        chain_cost(s, s + gap, *asked), rel=1e-9
    )


@settings(max_examples=25, deadline=None)
@given(table=tables, zeros=st.integers(1, 6), lead=st.integers(0, 1))
def test_zeros_at_the_end_of_demand_change_nothing(
    table: np.ndarray, zeros: int, lead: int
) -> None:
    padded = np.append(table, np.zeros(zeros))
    plain = best_levels_of_table(table, 1.0, 9.0, 6.0, lead)
    assert best_levels_of_table(padded, 1.0, 9.0, 6.0, lead) == pytest.approx(plain)


def test_the_last_point_of_demand_counts() -> None:
    rare = np.array([0.5, 0.5, 0, 0, 0, 0, 0, 0, 0, 0.0])
    rare = 0.99 * rare
    rare[-1] = 0.01
    assert best_levels_of_table(rare, 1, 300, 2)[1] >= 9
    assert best_levels_of_table([0.5, 0.5], 1, 300, 2)[1] <= 4


def test_arrays_are_the_tables_one_by_one() -> None:
    rng = np.random.default_rng(2)
    mean, ratio = rng.gamma(1.0, 5.0, 40), np.where(rng.random(40) < 0.5, 1.0, 3.0)
    shortage, fixed, lead = rng.uniform(2, 50, 40), rng.uniform(0, 60, 40), rng.integers(0, 3, 40)
    s, top, cost = best_levels(mean, ratio, 0.5, shortage, fixed, lead)
    for i in range(40):
        one = best_levels_of_table(
            table_of(mean[i], ratio[i]), 0.5, shortage[i], fixed[i], int(lead[i])
        )
        assert (s[i], top[i]) == one[:2]
        assert cost[i] == pytest.approx(one[2], rel=1e-9)


def test_cost_rises_with_rate_scatter_lead_and_prices() -> None:
    base = {"mean": [5.0], "ratio": 2, "holding": 1, "shortage": 9, "fixed": 20, "lead": 0}
    cost = best_levels(**base)[2][0]
    for name, value in [("mean", [6.0]), ("ratio", 3), ("holding", 2), ("shortage", 20),
                        ("fixed", 40), ("lead", 1)]:  # fmt: skip
        assert best_levels(**{**base, name: value})[2][0] > cost


def test_without_demand_nothing_is_kept_and_nonsense_is_refused() -> None:
    s, top, cost = best_levels([0.0], 1, 1, 9, 5)
    assert (s[0], top[0], cost[0]) == (-1, 0, 0)
    assert len(best_levels([], 1, 1, 9, 5)[0]) == 0
    for wrong in [([-1], 1, 1, 9, 5), ([1], 0.5, 1, 9, 5), ([1], 1, 0, 9, 5), ([1], 1, 1, 0, 5),
                  ([1], 1, 1, 9, -5), (1, 1, 1, 9, 5), ([np.nan], 1, 1, 9, 5)]:  # fmt: skip
        with pytest.raises(ValueError, match=r"\w"):
            best_levels(*wrong)
    with pytest.raises(ValueError, match="below"):
        cost_of_levels(3, 3, [0.5, 0.5], 1, 9, 5)
