"""Is what is measured true, and are the levels found the best there are? By brute force."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.levels_speed import random_pairs
from models.inventory.evaluate import evaluate
from models.inventory.problem import Family, Limit, Policy, Rounding, ShelfProblem
from models.inventory.solve import solve
from tests.mathematics.shelves import random_shelves
from tests.shelf_oracle import truth

_N = 40


def _free(problem: ShelfProblem) -> ShelfProblem:
    """The same without shared space."""
    return replace(problem, ward_space=np.full(len(problem.ward_space), np.inf))


def _one(problem: ShelfProblem, i: int, times: int = 1) -> ShelfProblem:
    """Pair i alone, so many times."""
    pick = np.full(times, i)
    demand = replace(
        problem.demand,
        mean=problem.demand.mean[pick],
        ratio=problem.demand.ratio[pick],
        family=problem.demand.family[pick],
        table=problem.demand.table[pick],
    )
    names = (
        *("visits", "lead", "policy", "pack", "shelf", "holding", "line", "shortage"),
        *("fill", "cycle", "space"),
    )
    return replace(
        problem,
        demand=demand,
        ward=np.zeros(times, np.int64),
        ward_space=np.array([np.inf]),
        **{name: getattr(problem, name)[pick] for name in names},
    )


@pytest.mark.parametrize("seed", range(4))
def test_measures_are_those_of_the_chain_day_by_day(seed):
    rng = np.random.default_rng(seed)
    problem, s, top = random_shelves(rng, _N, 1.5)
    levels = evaluate(problem, s, top)
    checked = 0
    for i in range(_N):
        if problem.shelf[i] > 9 or problem.demand.mean[i].sum() <= 0:
            continue
        told = truth(problem, i, int(levels.s[i]), int(levels.S[i]))
        weekly = problem.demand.mean[i].sum()
        assert levels.stock[i] == pytest.approx(told.stock, abs=1e-7)
        assert levels.short[i] == pytest.approx(told.short, abs=1e-7 * max(1.0, weekly))
        assert levels.lines[i] == pytest.approx(told.lines, abs=1e-7)
        checked += 1
    assert checked >= 3


def _every_level(problem: ShelfProblem, i: int) -> tuple[np.ndarray, np.ndarray]:
    policy, pack, shelf = (int(getattr(problem, k)[i]) for k in ("policy", "pack", "shelf"))
    # What is rounded up may have a max of less than a pack.
    least = 1 if problem.rounding == Rounding.UP else pack
    if shelf < pack * (2 if policy == Policy.KANBAN else 1):
        pairs = []
    elif policy == Policy.PAR:
        pairs = [(top - 1, top) for top in range(least, shelf + 1)]
    elif policy == Policy.PACKS:
        pairs = [(s, s + pack) for s in range(shelf - pack + 1)]
    elif policy == Policy.KANBAN:
        pairs = [(b, 2 * b) for b in range(pack, shelf // 2 + 1, pack)]
    else:
        pairs = [(s, top) for top in range(least, shelf + 1) for s in range(top)]
    return np.array([p[0] for p in pairs], int), np.array([p[1] for p in pairs], int)


def _gaps(problem: ShelfProblem) -> list[float]:
    """How far each pair's levels lie above the cheapest that meet its targets."""
    found = solve(problem)
    gaps = []
    for i in range(problem.n):
        s, top = _every_level(problem, i)
        if problem.demand.mean[i].sum() <= 0 or not len(s):
            assert found.S[i] == 0
            assert found.limit[i] in (Limit.NONE, Limit.PACK)
            continue
        every = evaluate(_one(problem, i, len(s)), s, top)
        if every.met.any():
            assert found.met[i], i
            best = every.cost[every.met].min()
            if problem.fill[i] == 0.0 and problem.cycle[i] == 0.0:
                best = min(best, problem.shortage[i] * problem.demand.mean[i].sum())
            gaps.append(found.cost[i] / best - 1.0)
        else:
            assert not found.met[i], i
            assert found.fill[i] >= every.fill.max() - 0.02 or problem.cycle[i] > 0.0
    return gaps


def test_levels_are_as_cheap_as_the_cheapest_there_are():
    gaps = []
    for seed in range(100, 104):
        problem = _free(random_shelves(np.random.default_rng(seed), _N, 2.0)[0])
        gaps += _gaps(replace(problem, shelf=np.minimum(problem.shelf, 25)))
    assert len(gaps) > 100
    assert min(gaps) > -1e-7
    assert np.mean(gaps) <= 0.0005
    assert max(gaps) <= 0.01


def test_the_best_valley_is_found_where_the_demand_of_a_gap_is_nearly_sure():
    # Cost has a valley for each number of gaps an order lasts; steps led to another one.
    (gap,) = _gaps(_one(random_pairs(315, 2), 17))
    assert -1e-7 < gap <= 0.001


def test_what_is_told_of_levels_is_what_evaluating_them_gives():
    problem = _free(random_shelves(np.random.default_rng(7), _N, 2.0)[0])
    found = solve(problem)
    again = evaluate(problem, found.s, found.S)
    kept = found.S > 0
    for name in ("fill", "stock", "lines", "cost", "cycle"):
        np.testing.assert_allclose(
            getattr(found, name)[kept], getattr(again, name)[kept], rtol=1e-5, atol=1e-6
        )


def test_threads_and_company_change_nothing():
    problem = _free(random_shelves(np.random.default_rng(8), _N, 2.0)[0])
    together = solve(problem, n_jobs=2)
    turned = solve(_one_by_one(problem, np.arange(_N)[::-1]), n_jobs=1)
    assert together.s.tolist() == turned.s[::-1].tolist()
    assert together.S.tolist() == turned.S[::-1].tolist()


def _one_by_one(problem: ShelfProblem, order: np.ndarray) -> ShelfProblem:
    names = (
        *("visits", "lead", "policy", "pack", "shelf", "holding", "line", "shortage"),
        *("fill", "cycle", "space", "ward"),
    )
    demand = replace(
        problem.demand,
        **{k: getattr(problem.demand, k)[order] for k in ("mean", "ratio", "family", "table")},
    )
    return replace(
        problem, demand=demand, **{name: getattr(problem, name)[order] for name in names}
    )


def test_a_table_padded_with_zeros_changes_nothing():
    problem = _free(random_shelves(np.random.default_rng(9), _N, 2.0)[0])
    assert (problem.demand.family == Family.TABLE).any()
    width = problem.demand.tables.shape[1]
    tables = np.pad(problem.demand.tables, ((0, 0), (0, 7)))
    assert tables.shape[1] == width + 7
    padded = replace(problem, demand=replace(problem.demand, tables=tables))
    first, second = solve(problem), solve(padded)
    assert first.s.tolist() == second.s.tolist()
    np.testing.assert_allclose(first.cost, second.cost, rtol=1e-9)


def test_a_higher_target_never_costs_less():
    problem = _free(random_shelves(np.random.default_rng(10), _N, 2.0)[0])
    problem = replace(problem, cycle=np.zeros(_N), shelf=np.full(_N, 60))
    costs = []
    for target in (0.8, 0.95, 0.99):
        found = solve(replace(problem, fill=np.full(_N, target)))
        costs.append(np.where(found.met, found.cost, np.inf))
    assert (costs[1] >= costs[0] * (1 - 2e-3)).all()
    assert (costs[2] >= costs[1] * (1 - 2e-3)).all()
