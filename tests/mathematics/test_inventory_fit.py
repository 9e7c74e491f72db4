"""Is demand fitted as it was drawn? Simulated histories, whose truth is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from models.inventory.fit import DemandFit, fit_demand
from models.inventory.fit_batches import batch_table
from models.inventory.fit_hidden import expected_beyond
from models.inventory.fit_moments import poisson_p
from models.inventory.problem import Family

PATTERN = np.array([1.4, 1.2, 1.1, 1.1, 1.2, 0.6, 0.4])
N_DAYS = 364


@dataclass(frozen=True)
class Drawn:
    """A history, as a matrix of demand and what the shelf held."""

    demand: np.ndarray
    shelf: np.ndarray

    def fit(self, *, honest: bool = True, pool: np.ndarray | None = None) -> DemandFit:
        issued = np.minimum(self.demand, self.shelf)
        out = self.demand >= self.shelf
        pair, day = np.nonzero((issued > 0) | out)
        n, n_days = issued.shape
        return fit_demand(
            pair, day, issued[pair, day], out[pair, day] if honest else np.zeros(len(pair), bool),
            n_pairs=n, n_days=n_days, first_weekday=0,
            pool=np.zeros(n, int) if pool is None else pool,
        )  # fmt: skip


def drawn(mean: np.ndarray, ratio: float = 1.0, *, shelf: float = np.inf, seed: int = 1) -> Drawn:
    """Poisson or negative binomial demand; a shelf of so many mean days, each day anew."""
    rng = np.random.default_rng(seed)
    daily = mean[:, None] * np.tile(PATTERN, N_DAYS // 7)
    if ratio > 1:
        daily = rng.gamma(daily / (ratio - 1), ratio - 1)
    held = np.full(daily.shape, 10**9)
    if np.isfinite(shelf):
        held = rng.integers(1, np.maximum(2, 2 * shelf * mean)[:, None], daily.shape)
    return Drawn(rng.poisson(daily), held)


def covered(fit: DemandFit, truth: np.ndarray) -> float:
    low, high = fit.interval(0.95)
    return float(((low <= truth) & (truth <= high)).mean())


@pytest.mark.parametrize(
    ("mean", "ratio"), [(0.1, 1.0), (1.0, 1.0), (8.0, 1.0), (1.0, 2.5), (8.0, 4.0)]
)
@pytest.mark.parametrize("shelf", [np.inf, 2.5])
def test_means_are_unbiased_and_their_intervals_hold_the_truth(
    mean: float, ratio: float, shelf: float
) -> None:
    truth = np.full(300, mean)
    fit = drawn(truth, ratio, shelf=shelf).fit()
    assert covered(fit, truth) >= 0.92
    bias = fit.mean.mean() - mean
    assert abs(bias) <= 4 * np.sqrt((fit.mean_error**2).mean() / 300) + 0.004 * mean
    error = np.sqrt((fit.mean_error**2).mean())
    assert fit.mean.std() <= 1.15 * error
    if np.isinf(shelf):
        assert fit.mean.std() >= 0.85 * error


def test_forgetting_stock_outs_underestimates_and_heeding_them_does_not() -> None:
    truth = np.full(200, 4.0)
    history = drawn(truth, shelf=1.5)
    honest, naive = history.fit(), history.fit(honest=False)
    assert honest.n_stock_outs.mean() > 50
    assert naive.mean.mean() < 0.9 * 4.0
    assert honest.mean.mean() == pytest.approx(4.0, rel=0.01)
    assert (honest.mean_error > naive.mean_error).all()


def test_days_that_were_empty_from_the_start_say_nothing() -> None:
    history = drawn(np.full(100, 2.0))
    shelf = history.shelf.copy()
    shelf[:, ::3] = 0
    fit = Drawn(history.demand, shelf).fit()
    assert fit.mean.mean() == pytest.approx(2.0, rel=0.02)
    assert fit.mean_error.mean() == pytest.approx(np.sqrt(2.0 / (N_DAYS * 2 / 3)), rel=0.03)
    assert (fit.n_stock_outs == len(range(0, N_DAYS, 3))).all()


def test_scatter_is_found_where_it_is_and_only_there() -> None:
    calm = drawn(np.full(400, 1.5)).fit()
    assert (calm.demand.family == Family.POISSON).mean() == pytest.approx(0.95, abs=0.03)
    assert (calm.demand.ratio[calm.demand.family == Family.POISSON] == 1).all()
    wild = drawn(np.full(400, 1.5), 3.0).fit()
    assert (wild.demand.family == Family.NEGATIVE_BINOMIAL).mean() > 0.97
    assert wild.demand.ratio.mean() == pytest.approx(3.0, rel=0.03)
    hidden = drawn(np.full(400, 1.5), 3.0, shelf=3.0).fit()
    assert hidden.demand.ratio.mean() == pytest.approx(3.0, rel=0.06)


def test_the_test_of_scatter_keeps_its_level_for_slow_movers() -> None:
    rng = np.random.default_rng(3)
    for pieces in (3, 10, 100):
        days = rng.choice(7, size=(4000, pieces), p=PATTERN / 7) + 7 * rng.integers(
            52, size=(4000, pieces)
        )
        counts = np.array([np.bincount(row, minlength=N_DAYS) for row in days])
        coincident = (counts * (counts - 1) / 2).sum(axis=1)
        p = poisson_p(
            np.full(4000, float(pieces)), coincident, np.tile(PATTERN, (4000, 1)), np.full(7, 52)
        )
        assert (p < 0.05).mean() <= 0.06
        assert (p < 0.01).mean() <= 0.02


def test_weekday_patterns_are_recovered_and_slow_movers_borrow_their_wards() -> None:
    rng = np.random.default_rng(4)
    mean = np.concatenate([np.full(20, 20.0), np.full(80, 0.02)])
    fit = drawn(mean, seed=5).fit(pool=rng.permutation(np.arange(100) % 2))
    factors = fit.demand.mean[fit.mean > 0] / fit.mean[fit.mean > 0, None]
    assert np.abs(factors - PATTERN).max() < 0.15
    assert np.abs(fit.pool_factors - PATTERN).max() < 0.05
    assert fit.demand.mean.mean(axis=1) == pytest.approx(fit.mean)


def test_pairs_of_a_ward_that_differ_keep_their_own_patterns() -> None:
    demand = drawn(np.full(40, 20.0)).demand
    demand[20:] = np.roll(demand[20:], 3, axis=1)
    fit = Drawn(demand, np.full(demand.shape, 10**9)).fit()
    assert np.abs(fit.demand.mean[:20].mean(axis=0) / 20 - PATTERN).max() < 0.05
    assert np.abs(fit.demand.mean[20:].mean(axis=0) / 20 - np.roll(PATTERN, 3)).max() < 0.05


def batches(n: int, share: float, sizes: np.ndarray, seed: int = 6) -> np.ndarray:
    rng = np.random.default_rng(seed)
    often = rng.random((n, N_DAYS)) < share * np.tile(PATTERN, N_DAYS // 7)
    return often * rng.choice(sizes, size=(n, N_DAYS))


def test_batches_become_shared_tables_of_their_sizes() -> None:
    sizes = np.array([10, 10, 20])
    demand = batches(200, 0.1, sizes)
    fit = Drawn(demand, np.full(demand.shape, 10**9)).fit()
    lumpy = fit.demand.family == Family.TABLE
    assert lumpy.mean() > 0.97
    assert (lumpy == (fit.demand.table >= 0)).all()
    assert len(fit.demand.tables) <= 8
    assert fit.demand.tables.sum(axis=1) == pytest.approx(1.0)
    weights = np.bincount(fit.demand.table[lumpy], minlength=len(fit.demand.tables))
    mixed = weights @ fit.demand.tables / weights.sum()
    assert mixed[10] == pytest.approx(2 / 3, abs=0.04)
    assert mixed[20] == pytest.approx(1 / 3, abs=0.04)
    truth = np.full(200, 0.1 * sizes.mean())
    assert covered(fit, truth) >= 0.92
    ratio = (sizes**2).mean() / sizes.mean() - (0.1 * sizes.mean() * PATTERN**2).mean()
    assert fit.demand.ratio[lumpy].mean() == pytest.approx(ratio, rel=0.05)
    days = (
        fit.demand.mean[lumpy]
        / (fit.demand.tables @ np.arange(mixed.size))[fit.demand.table[lumpy], None]
    )
    assert days.mean() == pytest.approx(0.1, rel=0.05)
    assert days.max() <= 1


def test_batches_cut_by_the_shelf_are_put_back() -> None:
    demand = batches(200, 0.1, np.arange(5, 16))
    shelf = np.random.default_rng(7).integers(8, 25, demand.shape)
    fit = Drawn(demand, shelf).fit()
    assert (fit.demand.family == Family.TABLE).mean() > 0.9
    assert fit.n_stock_outs.mean() > 5
    assert fit.mean.mean() == pytest.approx(1.0, rel=0.02)
    assert Drawn(demand, shelf).fit(honest=False).mean.mean() < 0.97


def test_batches_too_large_for_a_table_stay_negative_binomial() -> None:
    demand = batches(20, 0.1, np.array([1000]))
    fit = Drawn(demand, np.full(demand.shape, 10**9)).fit()
    assert (fit.demand.family == Family.NEGATIVE_BINOMIAL).all()
    assert fit.demand.tables.shape[0] == 0


def test_without_rows_there_is_no_demand_but_doubt() -> None:
    fit = fit_demand([], [], [], [], n_pairs=3, n_days=100, first_weekday=2, pool=[0, 0, 1])
    assert fit.mean.tolist() == [0, 0, 0]
    assert fit.demand.mean.tolist() == [[0] * 7] * 3
    assert fit.mean_error.tolist() == [0.01] * 3
    assert fit.interval()[1] == pytest.approx(3.69 / 100, rel=0.01)
    assert fit_demand([], [], [], [], n_pairs=0, n_days=1, first_weekday=0, pool=[]).demand.n == 0


def test_shelves_that_are_always_empty_give_no_infinite_demand() -> None:
    n_days = 50
    fit = fit_demand(
        np.repeat([0, 1], n_days), np.tile(np.arange(n_days), 2), np.repeat([3, 0], n_days),
        np.ones(2 * n_days, bool), n_pairs=2, n_days=n_days, first_weekday=0, pool=[0, 0],
    )  # fmt: skip
    assert 3 <= fit.mean[0] <= 60
    assert fit.mean_error[0] >= fit.mean[0] / 4
    assert fit.mean[1] == 0
    assert fit.mean_error[1] == 1
    assert np.isfinite(fit.demand.mean).all()
    assert np.isfinite(fit.demand.ratio).all()


def test_a_closed_weekend_has_no_demand_and_a_history_of_days_no_pattern_beyond() -> None:
    demand = drawn(np.full(10, 5.0)).demand
    demand[:, 5::7] = demand[:, 6::7] = 0
    fit = Drawn(demand, np.full(demand.shape, 10**9)).fit()
    assert (fit.demand.mean[:, 5:] == 0).all()
    short = fit_demand([0, 0], [0, 1], [4, 2], [False] * 2, n_pairs=1, n_days=2, first_weekday=3,
                       pool=[0])  # fmt: skip
    assert short.mean[0] == pytest.approx(3.0)
    assert short.demand.mean[0, [0, 1, 2, 5, 6]] == pytest.approx([3.0] * 5)


def test_order_of_rows_and_names_of_pairs_change_nothing() -> None:
    history = drawn(np.array([0.3, 2.0, 7.0]), 2.0, shelf=3.0)
    straight = history.fit()
    turned = Drawn(history.demand[::-1], history.shelf[::-1]).fit()
    assert turned.mean[::-1] == pytest.approx(straight.mean)
    assert turned.demand.ratio[::-1] == pytest.approx(straight.demand.ratio)
    issued = np.minimum(history.demand, history.shelf)
    pair, day = np.nonzero(issued)
    rows = (pair, day, issued[pair, day], (history.demand >= history.shelf)[pair, day])
    mix = np.random.default_rng(8).permutation(len(pair))
    shape = {"n_pairs": 3, "n_days": N_DAYS, "first_weekday": 0, "pool": [0, 0, 0]}
    assert fit_demand(*(c[mix] for c in rows), **shape).mean == pytest.approx(
        fit_demand(*rows, **shape).mean
    )


@pytest.mark.parametrize(
    ("pair", "day", "pieces", "pool"),
    [
        ([0, 2], [0, 0], [1, 1], [0, 0]),
        ([0, 1], [0, 7], [1, 1], [0, 0]),
        ([0, 1], [0, 0], [1, -1], [0, 0]),
        ([1, 1], [3, 3], [1, 1], [0, 0]),
        ([0], [0, 1], [1, 1], [0, 0]),
        ([0, 1], [0, 1], [1, 1], [0]),
    ],
)
def test_nonsense_is_refused(
    pair: list[int], day: list[int], pieces: list[int], pool: list[int]
) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        fit_demand(pair, day, pieces, [False] * 2, n_pairs=2, n_days=7, first_weekday=0, pool=pool)


@settings(max_examples=60, deadline=None)
@given(
    least=st.integers(0, 60),
    mean=st.floats(0.001, 40),
    ratio=st.one_of(st.just(1.0), st.floats(1.001, 20)),
)
def test_what_lies_beyond_is_scipys(least: int, mean: float, ratio: float) -> None:
    law = stats.poisson(mean) if ratio == 1 else stats.nbinom(mean / (ratio - 1), 1 / ratio)
    k = np.arange(least, least + 2000)
    logs = law.logpmf(k)
    mass = np.exp(logs - logs.max())
    first, second = expected_beyond(least, mean, ratio)
    assert first == pytest.approx((mass @ k) / mass.sum(), rel=1e-6)
    assert second == pytest.approx((mass @ (k * k.astype(float))) / mass.sum(), rel=1e-6)


def test_sizes_seen_in_full_are_their_shares_and_zeros_change_nothing() -> None:
    seen = np.array([0, 3000, 0, 1000])
    table = batch_table(seen, np.zeros(4, int))
    assert table == pytest.approx([0, 0.75, 0, 0.25], abs=0.01)
    padded = batch_table(np.append(seen, [0, 0]), np.zeros(6, int))
    assert padded[:4] == pytest.approx(table, abs=2e-3)


@pytest.mark.parametrize(
    ("least", "mean", "ratio"),
    [(1500, 800.0, 500.0), (20, 800.0, 500.0), (900, 3.0, 200.0), (4000, 5000.0, 1.0),
     (9000, 5000.0, 3.0), (7, 6.0, 1.0000001), (7, 6.0, 1.0 + 1e-12)],
)  # fmt: skip
def test_what_lies_beyond_large_batches_is_summed_right(
    least: int, mean: float, ratio: float
) -> None:
    k = np.arange(least, least + 60_000)
    law = stats.nbinom(mean / (ratio - 1), 1 / ratio) if ratio > 1.001 else stats.poisson(mean)
    logs = law.logpmf(k)
    mass = np.exp(logs - logs.max())
    first, second = expected_beyond(least, mean, ratio)
    assert first == pytest.approx((mass @ k) / mass.sum(), rel=1e-6)
    assert second == pytest.approx((mass @ (k * k.astype(float))) / mass.sum(), rel=1e-6)
