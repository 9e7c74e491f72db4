"""Is the demand that is drawn that of its family, and one number unrelated to another?"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from models.inventory.draws import N_GUIDES, draw_days, stream, tabulate, uniform, width
from models.inventory.problem import Family


def tables_of(mean: float, ratio: float, family: Family, table=()):
    """Distribution function on a long range, as the simulation inverts it."""
    long = width(np.full((1, 7), mean), np.array([ratio]), np.array([int(family)]), len(table))
    cumulative, guide = np.zeros(long), np.zeros(N_GUIDES, np.int64)
    low, size = tabulate(mean, ratio, family, np.array(table, float), cumulative, guide)
    return low, cumulative[:size], guide


def distribution(mean: float, ratio: float, family: Family):
    if family == Family.POISSON or ratio == 1:
        return stats.poisson(mean)
    return stats.nbinom(mean / (ratio - 1), 1 / ratio)


DAYS = [
    (0.02, 1.0, Family.POISSON),
    (3.4, 1.0, Family.POISSON),
    (5e4, 1.0, Family.POISSON),
    (0.3, 1.0, Family.NEGATIVE_BINOMIAL),
    (0.05, 6.0, Family.NEGATIVE_BINOMIAL),
    (4.0, 2.5, Family.NEGATIVE_BINOMIAL),
    (2000.0, 40.0, Family.NEGATIVE_BINOMIAL),
]


@pytest.mark.parametrize(("mean", "ratio", "family"), DAYS)
def test_distribution_function_is_that_of_the_family(mean, ratio, family):
    low, cumulative, _ = tables_of(mean, ratio, family)
    wanted = distribution(mean, ratio, family).cdf(low + np.arange(len(cumulative)))
    assert cumulative == pytest.approx(wanted, abs=1e-12)
    assert cumulative[-1] == 1


@pytest.mark.parametrize(("mean", "ratio", "family"), DAYS)
def test_guide_points_at_or_before_every_number(mean, ratio, family):
    _, cumulative, guide = tables_of(mean, ratio, family)
    first = [int(np.argmax(cumulative > g / N_GUIDES)) for g in range(N_GUIDES)]
    assert guide.tolist() == first


def drawn(mean: float, ratio: float, family: Family, n_days: int, table=(), seed: int = 3):
    low, cumulative, guide = tables_of(mean, ratio, family, table)
    days = np.zeros(n_days, np.int64)
    everyday = (np.full(7, low), np.full(7, len(cumulative)), np.tile(cumulative, (7, 1)))
    draw_days(np.uint64(stream(seed, 0, 0)), 0, *everyday, np.tile(guide, (7, 1)), days)
    return days


def chi_square(days: np.ndarray, probability) -> float:
    """p-value of counts against probabilities, rare values put together at both ends."""
    support = np.arange(days.min(), days.max() + 1)
    expected = np.array([probability(k) for k in support]) * len(days)
    usual = np.flatnonzero(expected >= 8)
    first, last = support[usual[0]], support[usual[-1]]
    counts = np.bincount(np.clip(days, first, last) - first)
    within = expected[usual[0] : usual[-1] + 1].copy()
    below = sum(probability(k) for k in range(max(0, first - 2000), first)) * len(days)
    within[0] += below
    within[-1] += len(days) - within.sum()
    return float(stats.chisquare(counts, within).pvalue)


@pytest.mark.parametrize(("mean", "ratio", "family"), DAYS[:2] + DAYS[3:])
def test_drawn_demand_follows_the_family(mean, ratio, family):
    days = drawn(mean, ratio, family, 70_000)
    assert chi_square(days, distribution(mean, ratio, family).pmf) > 1e-3


def test_drawn_demand_follows_the_table():
    table = (0.0, 0.5, 0.0, 0.2, 0.3, 0.0)
    days = drawn(0.9, 1.0, Family.TABLE, 70_000, table)
    often = 0.9 / 2.3
    wanted = {0: 1 - often, 1: 0.5 * often, 3: 0.2 * often, 4: 0.3 * often}
    counts = np.bincount(days, minlength=5)
    assert set(np.flatnonzero(counts)) == set(wanted)
    expected = np.array(list(wanted.values())) * len(days)
    assert stats.chisquare(counts[list(wanted)], expected).pvalue > 1e-3


def test_a_table_padded_with_zeros_draws_the_same():
    short = drawn(0.9, 1.0, Family.TABLE, 2000, (0.1, 0.5, 0.4))
    padded = drawn(0.9, 1.0, Family.TABLE, 2000, (0.1, 0.5, 0.4, 0.0, 0.0))
    assert np.array_equal(short, padded)


def test_uniform_numbers_are_uniform_and_unrelated():
    grid = np.array(
        [
            [
                [uniform(np.uint64(stream(seed, r, pair)), day) for day in range(-5, 15)]
                for pair in range(30)
            ]
            for seed in range(2)
            for r in range(10)
        ]
    )
    assert stats.kstest(grid.ravel(), "uniform").pvalue > 1e-3
    assert len(np.unique(grid)) == grid.size
    bound = 3.9 / np.sqrt(grid.size)
    for axis in range(3):
        one, other = np.delete(grid, 0, axis), np.delete(grid, -1, axis)
        assert abs(np.corrcoef(one.ravel(), other.ravel())[0, 1]) < bound
