"""Are the tables those of scipy, and do their sums and losses hold?"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats

from models.inventory.distributions import (
    by_moments,
    discretised_normal,
    empirical,
    negative_binomial,
    poisson,
    width_of,
)
from models.inventory.panjer import compound_poisson, table_of
from models.inventory.tables import convolve, loss, mean_and_variance, protection_interval

means = st.floats(0.001, 300)
ratios = st.floats(1.0, 30)
tables = (
    st.lists(st.floats(0, 1), min_size=1, max_size=12)
    .filter(lambda t: sum(t) > 0.01)
    .map(lambda t: np.array(t) / sum(t))
)


def law(mean: float, ratio: float) -> stats.rv_discrete:
    if ratio < 1 + 1e-9:
        return stats.poisson(mean)
    return stats.nbinom(mean / (ratio - 1), 1 / ratio)


@settings(max_examples=80, deadline=None)
@given(mean=means, ratio=st.one_of(st.just(1.0), st.floats(1.01, 30)))
def test_poisson_and_negative_binomial_are_scipys(mean: float, ratio: float) -> None:
    width = width_of(mean, ratio)
    told, table = negative_binomial(mean, ratio, width), table_of(mean, ratio)
    truth = law(mean, ratio)
    longest = truth.pmf(np.arange(max(width, len(table))))
    # Element by element, pytest's own comparison takes seconds.
    np.testing.assert_allclose(told, longest[:width], rtol=1e-7, atol=1e-11)
    np.testing.assert_allclose(table, longest[: len(table)], rtol=1e-7, atol=1e-13)
    assert truth.sf(width - 1) <= 2e-14
    assert mean_and_variance(table) == pytest.approx((mean, mean * ratio), rel=1e-7)


def test_many_tables_at_once_are_the_single_ones() -> None:
    mean, ratio = np.array([[0.0, 1.0], [4.0, 9.0]]), np.array([1.0, 3.0])
    rows = negative_binomial(mean, ratio, 30)
    assert rows.shape == (2, 2, 30)
    assert rows[1, 1] == pytest.approx(negative_binomial(9.0, 3.0, 30))
    assert rows.sum(axis=-1) == pytest.approx(1.0)
    assert rows[0, 0].tolist() == [1.0] + [0.0] * 29


def test_means_whose_first_probability_underflows_are_no_trouble() -> None:
    assert mean_and_variance(poisson(5000.0, 6000)) == pytest.approx((5000, 5000), rel=1e-6)
    assert mean_and_variance(table_of(5000.0, 3.0)) == pytest.approx((5000, 15000), rel=1e-6)
    heavy = compound_poisson(2000.0, [0, 0.5, 0.5], 4000)
    assert mean_and_variance(heavy) == pytest.approx((3000, 5000), rel=1e-6)


@settings(max_examples=40, deadline=None)
@given(rate=st.floats(0, 20), sizes=tables)
def test_compound_poisson_is_the_sum_over_numbers_of_batches(
    rate: float, sizes: np.ndarray
) -> None:
    width = 60
    truth, sums = np.zeros(width), np.ones(1)
    for often in stats.poisson(rate).pmf(np.arange(80)):
        truth[: len(sums)] += often * sums
        sums = np.convolve(sums, sizes)[:width]
    assert compound_poisson(rate, sizes, width)[:-1] == pytest.approx(truth[:-1], abs=1e-10)


def test_single_pieces_compound_to_poisson_and_logarithmic_batches_to_negative_binomial() -> None:
    assert compound_poisson(3.0, [0, 1], 25) == pytest.approx(poisson(3.0, 25))
    share = 0.6
    sizes = np.append(0, stats.logser(share).pmf(np.arange(1, 200)))
    ratio = 1 / (1 - share)
    rate = 2.0 * np.log(ratio) / (ratio - 1)
    assert compound_poisson(rate, sizes, 100) == pytest.approx(negative_binomial(2.0, ratio, 100))


@settings(max_examples=50, deadline=None)
@given(mean=st.floats(0.1, 40), share=st.floats(0.05, 2.5))
@example(mean=20.0, share=0.99999)
@example(mean=3.0, share=0.999999)
def test_moments_asked_for_are_had(mean: float, share: float) -> None:
    got_mean, got_variance = mean_and_variance(by_moments(mean, mean * share, 800))
    assert got_mean == pytest.approx(mean)
    if share >= 1:
        assert got_variance == pytest.approx(mean * share)
    else:
        assert mean * share - 1e-6 <= got_variance <= mean + 1e-9


def test_normal_demand_is_rounded_and_not_below_none() -> None:
    table = discretised_normal(20.0, 4.0, 60)
    assert mean_and_variance(table) == pytest.approx((20.0, 16.0 + 1 / 12), rel=1e-3)
    assert table[22] == pytest.approx(stats.norm(20, 4).cdf(22.5) - stats.norm(20, 4).cdf(21.5))
    assert discretised_normal(0.3, 2.0, 20)[0] == pytest.approx(stats.norm(0.3, 2.0).cdf(0.5))
    assert discretised_normal(3.0, 0.0, 5).tolist() == [0, 0, 0, 1, 0]
    assert empirical([3, 0, 3, 1]).tolist() == [0.25, 0.25, 0.0, 0.5]


@settings(max_examples=60, deadline=None)
@given(table=tables, zeros=st.integers(0, 5))
def test_zeros_at_the_end_change_nothing(table: np.ndarray, zeros: int) -> None:
    padded = np.append(table, np.zeros(zeros))
    n = len(table)
    assert loss(padded)[:n] == pytest.approx(loss(table))
    assert mean_and_variance(padded) == pytest.approx(mean_and_variance(table))
    assert convolve(padded, padded)[: 2 * n - 1] == pytest.approx(convolve(table, table))
    assert compound_poisson(1.5, padded, 20) == pytest.approx(compound_poisson(1.5, table, 20))


@settings(max_examples=60, deadline=None)
@given(table=tables)
def test_the_loss_function_is_its_definition(table: np.ndarray) -> None:
    k = np.arange(len(table))
    truth = [np.maximum(0, k - level) @ table for level in k]
    assert loss(table) == pytest.approx(truth, abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(mean=st.floats(0.01, 20), ratio=ratios, days=st.integers(1, 5))
def test_days_of_one_ratio_stay_in_the_family(mean: float, ratio: float, days: int) -> None:
    total = protection_interval([table_of(mean, ratio)] * days)
    whole = table_of(days * mean, ratio)
    n = min(len(total), len(whole))
    assert total[:n] == pytest.approx(whole[:n], abs=1e-12)


@pytest.mark.parametrize("table", [[], [0.5, 0.4], [1.2, -0.2], [[0.5, 0.5]]])
def test_what_is_no_table_is_refused(table: list[float]) -> None:
    with pytest.raises(ValueError, match="probabilities"):
        loss(table)


@pytest.mark.parametrize(("mean", "ratio"), [(-1.0, 1.0), (1.0, 0.5), (np.inf, 1.0), (np.nan, 1.0)])
def test_impossible_moments_are_refused(mean: float, ratio: float) -> None:
    with pytest.raises(ValueError, match="at least"):
        negative_binomial(mean, ratio, 5)
    with pytest.raises(ValueError, match="at least"):
        width_of(mean, ratio)
