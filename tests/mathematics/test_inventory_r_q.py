"""Are (r,Q) policies the best, and priced exactly? The literature's numbers and brute force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from models.inventory.panjer import compound_poisson, table_of
from models.inventory.r_q import best_of_batches, best_r_q, cost_of_batches, cost_of_r_q
from models.inventory.r_q_normal import (
    best_r_for_q,
    cost_of_r_q_normal,
    eil_approximation,
    eoqb_approximation,
    loss_approximation,
)
from models.inventory.references import normal_losses

EXAMPLE_5_1 = (1300, 150, 1 / 12, 0.225, 7.5, 8)


def test_snyder_shen_example_5_8() -> None:
    r, quantity, cost = best_r_q([1.5], 2, 20, 150, 100)
    assert (r[0], quantity[0]) == (3, 5)
    assert cost[0] == pytest.approx(107.92358, abs=5e-6)


def test_snyder_shen_example_5_1_approximations() -> None:
    assert eil_approximation(*EXAMPLE_5_1) == pytest.approx((213.970, 318.590, 95.4511), rel=4e-6)
    assert eoqb_approximation(*EXAMPLE_5_1) == pytest.approx((128.638, 308.574), rel=4e-6)
    assert loss_approximation(*EXAMPLE_5_1) == pytest.approx((126.867, 328.449), rel=4e-6)


def position_cost(y: int, demand: np.ndarray, holding: float, shortage: float) -> float:
    k = np.arange(len(demand))
    return float((holding * np.maximum(0, y - k) + shortage * np.maximum(0, k - y)) @ demand)


@settings(max_examples=40, deadline=None)
@given(
    rate=st.floats(0.05, 6),
    lead=st.floats(0, 3),
    shortage=st.floats(1, 60),
    fixed=st.floats(0, 60),
)
def test_r_q_is_brute_force(rate: float, lead: float, shortage: float, fixed: float) -> None:
    demand = table_of(rate * lead, 1.0)
    positions = [position_cost(y, demand, 1, shortage) for y in range(-80, 120)]
    best = min(
        ((fixed * rate + np.cumsum(positions[start:])) / np.arange(1, 201 - start)).min()
        for start in range(110)
    )
    r, quantity, cost = best_r_q([rate], lead, 1, shortage, fixed)
    assert cost[0] == pytest.approx(best, rel=1e-10)
    priced = cost_of_r_q(int(r[0]), int(quantity[0]), rate, lead, 1, shortage, fixed)
    assert cost[0] == pytest.approx(priced, rel=1e-10)


def test_single_pieces_make_s_s_and_r_q_the_same_policy() -> None:
    rng = np.random.default_rng(1)
    for _ in range(20):
        rate, lead, shortage, fixed = rng.uniform((0.1, 0, 2, 0), (9, 3, 80, 90))
        r, quantity, cost = best_r_q([rate], lead, 1, shortage, fixed)
        s, top, other = best_of_batches(rate, [0, 1], lead, 1, shortage, fixed)
        assert (s, top) == (r[0], r[0] + quantity[0])
        assert other == pytest.approx(cost[0], rel=1e-10)


def batch_cost(
    s: int, top: int, rate: float, sizes: np.ndarray, lead: float, shortage: float, fixed: float
) -> float:
    """Mean cost by the Markov chain of the position seen from batch to batch."""
    places = np.arange(s + 1, top + 1)
    moves = np.zeros((len(places), len(places)))
    orders = np.zeros(len(places))
    for i, y in enumerate(places):
        for d, p in enumerate(sizes):
            falls = y - d <= s
            moves[i, (top if falls else y - d) - s - 1] += p
            orders[i] += p * falls
    a = np.vstack([moves.T - np.eye(len(places)), np.ones(len(places))])
    share = np.linalg.lstsq(a, np.append(np.zeros(len(places)), 1.0), rcond=None)[0]
    demand = compound_poisson(rate * lead, sizes, 200)
    costs = np.array([position_cost(int(y), demand, 1, shortage) for y in places])
    return float(share @ costs + rate * fixed * (share @ orders))


@settings(max_examples=25, deadline=None)
@given(
    sizes=st.lists(st.integers(0, 5), min_size=2, max_size=5).filter(lambda t: sum(t[1:]) > 0),
    rate=st.floats(0.1, 3),
    lead=st.floats(0, 3),
    fixed=st.floats(0, 30),
)
def test_batches_are_priced_as_by_their_chain_and_the_best_is_brute_force(
    sizes: list[int], rate: float, lead: float, fixed: float
) -> None:
    table = np.array(sizes) / sum(sizes)
    s, top, cost = best_of_batches(rate, table, lead, 1, 12, fixed)
    assert cost == pytest.approx(batch_cost(s, top, rate, table, lead, 12, fixed), rel=1e-9)
    assert cost == pytest.approx(cost_of_batches(s, top, rate, table, lead, 1, 12, fixed))
    least = min(
        cost_of_batches(low, high, rate, table, lead, 1, 12, fixed)
        for low in range(s - 4, s + 5)
        for high in range(max(low + 1, top - 5), top + 6)
    )
    assert cost == pytest.approx(least, rel=1e-10)


def test_normal_losses_are_their_integrals() -> None:
    for level, mean, sd in [(3.0, 2.0, 1.5), (-1.0, 2.0, 1.0), (9.0, 2.0, 2.0)]:
        density = stats.norm(mean, sd).pdf
        first, second = normal_losses(level, mean, sd)
        assert first == pytest.approx(
            integrate.quad(lambda x, at=level, f=density: (x - at) * f(x), level, 40)[0], abs=1e-8
        )
        assert second == pytest.approx(
            integrate.quad(lambda x, at=level, f=density: (x - at) ** 2 * f(x) / 2, level, 40)[0],
            abs=1e-8,
        )


def test_normal_cost_is_the_mean_over_positions() -> None:
    rate, sd, lead, holding, shortage, fixed = EXAMPLE_5_1
    mean, spread = rate * lead, sd * np.sqrt(lead)

    def cost(y: float) -> float:
        short = float(normal_losses(y, mean, spread)[0])
        return holding * (y - mean) + (holding + shortage) * short

    area = integrate.quad(cost, 120, 120 + 300, epsabs=1e-10)[0]
    assert cost_of_r_q_normal(120, 300, *EXAMPLE_5_1) == pytest.approx(
        (fixed * rate + area) / 300, rel=1e-9
    )


def test_the_best_r_for_q_is_where_any_other_costs_more_and_approximations_are_near() -> None:
    r = best_r_for_q([100, 300], 1300, 150, 1 / 12, 0.225, 7.5)
    for shift in (-1, 1):
        assert (
            cost_of_r_q_normal(r + shift, [100, 300], *EXAMPLE_5_1)
            > cost_of_r_q_normal(r, [100, 300], *EXAMPLE_5_1)
        ).all()
    best = min(
        float(cost_of_r_q_normal(best_r_for_q(q, *EXAMPLE_5_1[:5]), q, *EXAMPLE_5_1))
        for q in range(250, 400, 2)
    )
    r, quantity = eoqb_approximation(*EXAMPLE_5_1)
    assert best <= cost_of_r_q_normal(r, quantity, *EXAMPLE_5_1) <= 1.125 * best
    r, quantity = loss_approximation(*EXAMPLE_5_1)
    assert cost_of_r_q_normal(r, quantity, *EXAMPLE_5_1) <= 1.01 * best


def test_many_problems_are_answered_one_by_one() -> None:
    rates = np.array([900.0, 1300.0])
    for approximation in (eil_approximation, eoqb_approximation, loss_approximation):
        both = approximation(rates, *EXAMPLE_5_1[1:])
        one = approximation(*EXAMPLE_5_1)
        for array, number in zip(both, one, strict=True):
            assert array[1] == pytest.approx(float(number), rel=1e-8)


def test_without_demand_nothing_is_ordered_and_nonsense_is_refused() -> None:
    r, quantity, cost = best_r_q([0.0, 1.0], 1, 1, 9, 5)
    assert (r[0], quantity[0], cost[0]) == (-1, 0, 0)
    assert quantity[1] > 0
    for wrong in (lambda: best_r_q([-1.0], 1, 1, 9, 5), lambda: best_r_q([1.0], 1, 0, 9, 5),
                  lambda: best_r_q([np.inf], 1, 1, 9, 5), lambda: best_r_q(1.0, 1, 1, 9, 5),
                  lambda: best_of_batches(1, [1.0], 1, 1, 9, 5),
                  lambda: cost_of_batches(2, 2, 1, [0, 1], 1, 1, 9, 5),
                  lambda: eil_approximation(1300, 150, 1 / 12, 0.225, 0.01, 8),
                  lambda: loss_approximation(1300, 0, 1 / 12, 0.225, 7.5, 8)):  # fmt: skip
        with pytest.raises(ValueError, match=r"\w"):
            wrong()
