"""Do the exact long-run measures lie in their simulated intervals?

The seeds are fixed, so that what holds once holds always; intervals hold with all but one in
10 000 all the same, for some three thousand are looked at.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.inventory.evaluate import evaluate
from models.inventory.intervals import mean_and_interval
from models.inventory.problem import Family, Levels, Policy, Rounding, ShelfProblem
from models.inventory.simulate import Simulated, simulate
from tests.mathematics.shelves import random_shelves, shelf_problem

LEVEL = 0.9999
LONG = {"n_weeks": 150, "n_replications": 30, "warm_up_weeks": 15}
SELDOM = 10.0
"""Fewer occasions than this in all weeks together make no normal distribution."""


def outside(problem: ShelfProblem, exact: Levels, seen: Simulated) -> dict[str, list[int]]:
    """Pairs whose exact measures lie outside of their simulated intervals."""
    weeks = LONG["n_weeks"] * LONG["n_replications"]
    fill = 1 - seen.short.sum(axis=0) / np.maximum(seen.demand.sum(axis=0), 1)
    measures = {
        "short": (exact.short, seen.short / seen.n_weeks, exact.short * weeks),
        "lines": (exact.lines, seen.lines / seen.n_weeks, exact.lines * weeks),
        "stock": (exact.stock, seen.stock, exact.lines * weeks),
        "cycle": (exact.cycle, seen.cycle, (1 - exact.cycle) * exact.lines * weeks),
    }
    wrong = {"fill": np.flatnonzero(abs(exact.fill - fill) > 0.03).tolist()}
    for name, (value, replications, occasions) in measures.items():
        found = mean_and_interval(replications, LEVEL)
        near = np.isclose(found.mean, value, rtol=1e-9, atol=1e-9)
        often = occasions >= SELDOM
        wrong[name] = np.flatnonzero(often & ~near & ~found.holds(value)).tolist()
    cost = exact.cost
    parts = problem.line * exact.lines + problem.shortage * exact.short
    wrong["cost"] = np.flatnonzero(
        ~np.isclose(cost, parts + 7 * problem.holding * exact.stock)
    ).tolist()
    return {name: pairs for name, pairs in wrong.items() if pairs}


def irreducible(problem: ShelfProblem) -> ShelfProblem:
    """With a single piece always possible, so that no stock is out of reach."""
    tables = problem.demand.tables + 0.05 * (np.arange(problem.demand.tables.shape[1]) == 1)
    tables /= tables.sum(axis=1, keepdims=True)
    means = (tables @ np.arange(tables.shape[1]))[problem.demand.table]
    tabled = (problem.demand.family == Family.TABLE)[:, None]
    mean = np.where(tabled, np.minimum(problem.demand.mean, means[:, None]), problem.demand.mean)
    return replace(problem, demand=replace(problem.demand, mean=mean, tables=tables))


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.integers(0, 10**9))
def test_measures_of_random_shelves_lie_in_their_intervals(seed):
    problem, s, S = random_shelves(np.random.default_rng(seed), 25)  # noqa: N806
    problem = irreducible(problem)
    seen = simulate(problem, s, S, seed=seed, **LONG)
    assert outside(problem, evaluate(problem, s, S), seen) == {}


@pytest.mark.parametrize("policy", list(Policy), ids=lambda policy: policy.name)
@pytest.mark.parametrize("lead", [0, 1, 2])
@pytest.mark.parametrize("rounding", list(Rounding), ids=lambda rounding: rounding.name)
def test_measures_of_each_policy_lie_in_their_intervals(policy, lead, rounding):
    # Scarce enough that shortages are many, with one pair of each family of demand.
    by_policy = {"MIN_MAX": (4, 11), "PAR": (8, 9), "PACKS": (5, 8), "KANBAN": (5, 10)}
    s, S = by_policy[policy.name]  # noqa: N806
    problem = shelf_problem(
        3, mean=[2.0, 1.5, 1.2], ratio=[1.0, 2.2, 1.0], policy=policy, lead=lead, pack=3, shelf=12,
        family=list(Family), tables=[[0.0, 0.5, 0.3, 0.0, 0.2]], table=[-1, -1, 0],
        rounding=rounding,
    )  # fmt: skip
    levels = np.full(3, s), np.full(3, S)
    exact = evaluate(problem, *levels)
    assert (exact.short > 0.01).all()
    assert outside(problem, exact, simulate(problem, *levels, seed=11, **LONG)) == {}


def test_a_wrong_measure_is_seen():
    # The intervals are narrow enough to tell another min, or a lead time of a day more.
    problem = shelf_problem(1, mean=2.0, pack=3)
    seen = simulate(problem, [4], [11], seed=11, **LONG)
    assert {"lines", "stock", "short"} <= set(outside(problem, evaluate(problem, [5], [11]), seen))
    late = replace(problem, lead=np.array([1]))
    assert {"stock", "short"} <= set(outside(problem, evaluate(late, [4], [11]), seen))


def test_longer_weeks_of_the_same_demand_have_narrower_intervals():
    problem = shelf_problem(1, mean=2.0)
    short, long = (
        simulate(problem, [4], [11], n_weeks=weeks, n_replications=20, seed=3).stock[:, 0]
        for weeks in (10, 160)
    )
    widths = [float(mean_and_interval(stock).half_width) for stock in (short, long)]
    assert widths[1] < widths[0] / 2
