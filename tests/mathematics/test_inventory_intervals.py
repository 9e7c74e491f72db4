"""Are the intervals around simulated means the right ones?"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from models.inventory.intervals import difference_and_interval, mean_and_interval
from models.inventory.problem import Policy
from models.inventory.simulate import simulate
from tests.mathematics.shelves import shelf_problem


def test_interval_is_students():
    figures = np.random.default_rng(1).normal(size=(9, 3))
    found = mean_and_interval(figures, 0.9)
    low, high = stats.t.interval(0.9, 8, figures.mean(axis=0), stats.sem(figures))
    assert found.low == pytest.approx(low)
    assert found.high == pytest.approx(high)
    assert found.half_width == pytest.approx((high - low) / 2)
    assert found.holds(figures.mean(axis=0)).all()
    assert not found.holds(high + 1e-6).any()


def test_one_replication_tells_nothing_of_its_doubt():
    found = mean_and_interval([3.0])
    assert (float(found.mean), float(found.low), float(found.high)) == (3, -np.inf, np.inf)


@pytest.mark.parametrize(("figures", "level"), [([], 0.95), (3.0, 0.95), ([1, 2], 0), ([1, 2], 1)])
def test_an_interval_of_nothing_is_refused(figures, level):
    with pytest.raises(ValueError, match=r"at least one|between 0 and 1"):
        mean_and_interval(figures, level)


def test_pairing_needs_replications_of_one_shape():
    with pytest.raises(ValueError, match="one shape"):
        difference_and_interval([1, 2], [1, 2, 3])


def test_common_demand_makes_differences_sharper():
    problem = shelf_problem(mean=3.0, policy=Policy.MIN_MAX)
    asked = {"n_weeks": 26, "n_replications": 20}
    ours = simulate(problem, [6], [14], seed=1, **asked).cost(problem)
    theirs = simulate(problem, [7], [15], seed=1, **asked).cost(problem)
    strangers = simulate(problem, [7], [15], seed=2, **asked).cost(problem)
    paired = difference_and_interval(ours, theirs).half_width
    assert paired < 0.7 * difference_and_interval(ours, strangers).half_width
