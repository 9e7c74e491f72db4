"""Does mending a choice keep its limits, and make it no worse?"""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from models.inventory.visit_days import judge
from models.inventory.visit_moves import improve, priced_score, score_of
from models.inventory.visit_rounding import rounded
from tests.mathematics.visit_weeks import calendar, tight


def test_a_relaxed_choice_is_rounded_within_the_number_of_changes():
    problem = calendar(3, n_wards=9, max_changes=3)
    rng = np.random.default_rng(3)
    share = rng.dirichlet(np.ones(4), 9)
    share[0] = [0.0, 1.0, 0.0, 0.0]
    share[np.arange(9), problem.today] += 1e-3
    score = priced_score(problem, judge(problem, problem.today).cost)
    nearest = judge(problem, rounded(problem, share / share.sum(axis=1, keepdims=True), score))
    assert nearest.changed.sum() <= 3
    assert share[np.arange(9), nearest.pattern].min() > 0.0
    assert nearest.cost <= judge(problem, problem.today).cost


@pytest.mark.parametrize("seed", range(8))
def test_mending_keeps_changes_and_never_makes_worse(seed):
    rng = np.random.default_rng(seed)
    problem = tight(calendar(seed, n_wards=12, max_changes=int(rng.integers(0, 6))), 0.95)
    score = priced_score(problem, judge(problem, problem.today).cost)
    start = problem.today.copy()
    start[: problem.max_changes] = rng.integers(0, 4, problem.max_changes)
    mended = judge(problem, improve(problem, start, score, deadline=None))
    assert mended.changed.sum() <= problem.max_changes
    assert score_of(mended, score) <= score_of(judge(problem, start), score) + 1e-9
    anyhow = improve(problem, rng.integers(0, 4, 12), score, deadline=None)
    assert judge(problem, anyhow).changed.sum() <= problem.max_changes
    hurried = improve(problem, rng.integers(0, 4, 12), score, deadline=0.0)
    assert judge(problem, hurried).changed.sum() <= problem.max_changes


@pytest.mark.parametrize("seed", range(4))
def test_no_single_ward_could_still_help(seed):
    problem = tight(calendar(seed, n_wards=9), 0.95)
    score = priced_score(problem, judge(problem, problem.today).cost)
    mended = improve(problem, problem.today, score, deadline=None)
    least = score_of(judge(problem, mended), score)
    for ward, pattern in itertools.product(range(9), range(4)):
        other = np.where(np.arange(9) == ward, pattern, mended)
        assert score_of(judge(problem, other), score) >= least - 1e-9
