"""A bin that fills up is a shelf seen in a mirror; levels rise with all that asks for more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.inventory.evaluate import evaluate
from models.inventory.problem import Family, Policy, ShelfProblem
from models.inventory.solve import solve
from tests.mathematics.shelves import shelf_problem
from tests.shelf_oracle import day_demand


def _filled_and_emptied(problem: ShelfProblem, call: int, left: int, sack: int) -> np.ndarray:
    """Mean fill level, overflow and emptyings a week, and the share of them after an overflow.

    A bin of the shelf's size is emptied on visit days, in whole sacks and down to ``left`` at
    most, if it is filled to ``call`` or more. By the stationary distribution of a dense chain
    over fill levels, with a mark on bins that have overflown since.
    """
    size = int(problem.shelf[0])
    levels = np.arange(size + 1)
    inflow = [day_demand(problem, 0, day, size) for day in range(7)]
    mean = problem.demand.mean[0]
    emptied = np.where(levels >= call, (levels - left) // sack * sack, 0)
    days, measured = [], []
    for day in range(7):
        go = np.zeros((2, size + 1, 2, size + 1))
        told = np.zeros((2, size + 1, 4))
        for marked in range(2):
            for level in range(size + 1):
                out = int(emptied[level]) if problem.visits[0, day] else 0
                now, mark = level - out, 0 if out else marked
                kept = size - now
                fits = inflow[day][: kept + 1]
                for pieces, chance in enumerate(fits):
                    go[marked, level, mark, now + pieces] += chance
                go[marked, level, 1, size] += inflow[day][kept + 1 :].sum()
                taken = fits @ np.arange(kept + 1) + kept * (1 - fits.sum())
                told[marked, level] = now + taken, mean[day] - taken, out > 0, marked * (out > 0)
        days.append(go.reshape(2 * (size + 1), -1))
        measured.append(told.reshape(2 * (size + 1), 4))
    week = np.linalg.multi_dot(days)
    n = len(week)
    share = np.linalg.lstsq(
        np.vstack([week.T - np.eye(n), np.ones(n)]), np.r_[np.zeros(n), 1.0], rcond=None
    )[0]
    total = np.zeros(4)
    for go, told in zip(days, measured, strict=True):
        total += share @ told
        share = share @ go
    return np.array([total[0] / 7, total[1], total[2], total[3] / total[2]])


@settings(max_examples=40, deadline=None)
@given(
    size=st.integers(2, 14),
    sack=st.integers(1, 3),
    family=st.sampled_from([Family.POISSON, Family.NEGATIVE_BINOMIAL]),
    mean=st.floats(0.1, 4.0),
    visits=st.lists(st.booleans(), min_size=7, max_size=7).filter(any),
    data=st.data(),
)
def test_a_bin_that_fills_up_is_the_mirror_image_of_a_shelf(size, sack, family, mean, visits, data):
    sack = min(sack, size)
    top = data.draw(st.integers(sack, size))
    low = data.draw(st.integers(0, top - sack))
    problem = shelf_problem(
        1,
        mean=mean * np.array([1.2, 0.8, 1.0, 1.4, 1.1, 0.3, 0.2]),
        ratio=1.0 if family == Family.POISSON else 2.5,
        family=family,
        visits=visits,
        shelf=size,
        pack=sack,
    )
    shelf = evaluate(problem, [low], [top])
    bin_ = _filled_and_emptied(problem, call=size - low, left=size - top, sack=sack)
    mirror = [size - shelf.stock[0], shelf.short[0], shelf.lines[0], 1.0 - shelf.cycle[0]]
    np.testing.assert_allclose(mirror, bin_, atol=1e-8)


_LEADS = np.array([0, 1, 2, 0, 1, 2])
_POLICIES = np.repeat([Policy.PAR, Policy.PACKS], 3)
_STEPS = {
    "rate": [{"mean": rate} for rate in (0.1, 0.3, 0.5, 0.9, 1.6, 3.0)],
    "variance": [{"ratio": ratio} for ratio in (1.0, 1.2, 1.7, 2.5, 4.0, 7.0)],
    "fill": [{"fill": fill} for fill in (0.5, 0.8, 0.9, 0.95, 0.99, 0.999)],
    "cycle": [{"cycle": cycle, "fill": 0.0} for cycle in (0.5, 0.8, 0.9, 0.95, 0.99, 0.999)],
}


@pytest.mark.parametrize("what", _STEPS)
def test_levels_rise_with_rate_variance_and_target(what):
    before = np.zeros(len(_LEADS), np.int64)
    first = None
    for step in _STEPS[what]:
        columns = {"mean": 0.8, "ratio": 2.0, "fill": 0.96} | step
        problem = shelf_problem(
            len(_LEADS),
            family=Family.NEGATIVE_BINOMIAL,
            policy=_POLICIES,
            lead=_LEADS,
            shortage=0.0,
            **columns,
        )
        levels = solve(problem)
        assert levels.met.all()
        assert (before <= levels.S).all(), step
        first = levels.S if first is None else first
        before = levels.S
    assert (before > first).all()


def test_padding_a_distribution_with_zeros_changes_nothing():
    table = np.array([[0.0, 0.5, 0.2, 0.2, 0.1]])
    problem = shelf_problem(
        4,
        mean=np.array([0.2, 0.5, 0.9, 1.5]),
        family=Family.TABLE,
        table=0,
        tables=table,
        lead=np.array([0, 1, 2, 2]),
        fill=0.97,
    )
    found = solve(problem)
    for more in (1, 9, 200):
        padded = replace(
            problem, demand=replace(problem.demand, tables=np.pad(table, ((0, 0), (0, more))))
        )
        again, judged = solve(padded), evaluate(padded, found.s, found.S)
        assert again.s.tolist() == found.s.tolist()
        assert again.S.tolist() == found.S.tolist()
        np.testing.assert_allclose(judged.cost, found.cost, rtol=1e-6)
        np.testing.assert_allclose(
            judged.cost, evaluate(problem, found.s, found.S).cost, rtol=1e-12
        )
