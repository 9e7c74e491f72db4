"""How fast are levels screened, evaluated and searched, and how near to the best are they?

``python -m benchmarks.levels_speed [--pairs 3000] [--gap 300] [--seed 1]`` prints pairs a
second on one core, compiling apart, of two sets: pairs as wards have them, which the marks are
for (25 wards of 400 items, about half a piece a week each, levels and shelves and prices as
``wardflow levels`` poses them; shelves are not shared), and random pairs of every kind. Then it
tells the gap to brute force (``levels_best.py``) of as many random pairs, which takes some two
to four minutes: ``--gap 0`` leaves it out. Seconds are those of the processor, the best of
several runs.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial

import numpy as np

from benchmarks.levels_best import best_of, some_pairs
from models.inventory.evaluate import evaluate
from models.inventory.problem import (
    Demand,
    Family,
    Floats,
    Limit,
    Policy,
    ShelfProblem,
)
from models.inventory.screen import screen
from models.inventory.solve import solve
from optimizer.service.prepare import prepare
from optimizer.translate.pose_shelves import pose_shelves
from tests.stock import stores_of

__all__ = ["main", "random_pairs", "ward_pairs"]

_TABLES = (
    (0.0, 0.5, 0.3, 0.1, 0.1),
    (0.2, 0.4, 0.2, 0.1, 0.05, 0.05),
    (0.0, 0.3, 0.0, 0.0, 0.0, 0.4, 0.0, 0.0, 0.0, 0.0, 0.3),
    (0.02,) * 20 + (0.01,) * 60,
)
_WEEKS: dict[int, tuple[tuple[int, ...], ...]] = {
    1: ((0,), (3,)),
    2: ((0, 3), (1, 4)),
    3: ((0, 2, 4),),
    4: ((0, 1, 3, 4),),
    5: ((0, 1, 2, 3, 4),),
    6: ((0, 1, 2, 3, 4, 5),),
    7: (tuple(range(7)),),
}


def random_pairs(n: int, seed: int) -> ShelfProblem:
    """Pairs of every kind: 0.02 to 30 pieces a day, packs to 50, leads 0 to 2, 1 to 7 visits.

    Parameters
    ----------
    n : int
        Pairs.
    seed : int
        Of the draws.

    Returns
    -------
    ShelfProblem
        Each pair by itself: space is not limited, shelves are.
    """
    rng = np.random.default_rng(seed)
    rate = np.exp(rng.uniform(np.log(0.02), np.log(30.0), n))
    weekday = rng.uniform(0.5, 1.3, (n, 7))
    mean = rate[:, None] * weekday / weekday.mean(axis=1, keepdims=True)
    width = max(len(table) for table in _TABLES)
    tables = np.array([np.pad(table, (0, width - len(table))) for table in _TABLES])
    tables /= tables.sum(axis=1, keepdims=True)
    table_mean = tables @ np.arange(width)
    family = rng.integers(0, 3, n)
    table = np.full(n, -1)
    for i in np.flatnonzero(family == Family.TABLE):
        fitting = np.flatnonzero(table_mean >= mean[i].max())
        if len(fitting):
            table[i] = rng.choice(fitting)
        else:
            family[i] = Family.POISSON
    n_visits = rng.integers(1, 8, n)
    visits = np.zeros((n, 7), np.bool_)
    for i in range(n):
        weeks = _WEEKS[int(n_visits[i])]
        visits[i, list(weeks[rng.integers(len(weeks))])] = True
    lead = rng.integers(0, 3, n)
    pack = rng.choice([1, 1, 2, 5, 10, 20, 50], n)
    need = rate * (7.0 / n_visits + lead + 1.0)
    return ShelfProblem(
        Demand(
            mean,
            np.where(family == Family.NEGATIVE_BINOMIAL, rng.uniform(1.2, 4.0, n), 1.0),
            family,
            tables,
            table,
        ),
        visits=visits,
        lead=lead,
        policy=rng.choice([Policy.MIN_MAX] * 4 + [Policy.PAR, Policy.PACKS, Policy.KANBAN], n),
        pack=pack,
        shelf=(rng.uniform(2, 6, n) * need + rng.uniform(1, 4, n) * pack + 6).astype(np.int64),
        holding=np.exp(rng.uniform(np.log(5.0), np.log(500.0), n)) * 0.2 / 365,
        line=np.full(n, 18.0),
        shortage=rng.choice([0.0, 8.0, 25.0, 60.0], n),
        fill=rng.choice([0.9, 0.95, 0.98, 0.995], n),
        cycle=np.where(rng.random(n) < 0.25, rng.choice([0.9, 0.95, 0.98], n), 0.0),
        space=np.ones(n),
        ward=np.zeros(n, np.int64),
        ward_space=np.array([np.inf]),
    )


def gap_of(problem: ShelfProblem, i: int, cost: float, fill: float, *, met: bool) -> float:
    """How far a pair's levels are from the best of all; NaN where there are none."""
    best, best_fill = best_of(problem, i, cost if met else np.inf)
    if np.isnan(best):
        return best
    if np.isfinite(best):
        return cost / best - 1.0 if met else float("inf")
    return max(0.0, 1.0 - fill / best_fill)


def _seconds(work: Callable[[], object], runs: int = 3) -> float:
    """Processor time of the quickest of some runs, after one that compiles."""
    work()
    best = np.inf
    for _ in range(runs):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best


def ward_pairs() -> ShelfProblem:
    """Pairs as wards have them: 25 wards of 400 items; each pair by itself."""
    prepared = prepare(stores_of(25, 400, n_days=182))
    problem = pose_shelves(prepared.shelves, prepared.fit.demand)
    return some_pairs(problem, np.arange(problem.n))


def _tell_speed(name: str, problem: ShelfProblem) -> None:
    mean, ratio = problem.demand.mean.mean(axis=1), np.maximum(problem.demand.ratio, 1.0)
    print(f"{name}: {problem.n} pairs")
    print(f"  {'what':44s} {'a second':>12s}")

    def told(what: str, count: int, work: Callable[[], object]) -> None:
        print(f"  {what:44s} {count / _seconds(work):12.0f}", flush=True)

    screened = partial(
        screen,
        mean,
        ratio,
        shelf=problem.shelf,
        holding=problem.holding,
        line=problem.line,
        shortage=problem.shortage,
        fill=problem.fill,
        least_order=problem.pack,
    )
    for gaps in ([1], [7], [1, 2, 3, 4, 7]):
        what = f"screen, R = {', '.join(map(str, gaps))}: pairs and gaps"
        told(what, problem.n * len(gaps), partial(screened, gap_days=gaps))
    told("solve: pairs", problem.n, partial(solve, problem, n_jobs=1))
    levels = solve(problem, n_jobs=1)
    judged = partial(evaluate, problem, levels.s, levels.S)
    told("evaluate, to the last digits: pairs", problem.n, judged)


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=3000)
    parser.add_argument("--gap", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    _tell_speed("wards' pairs", ward_pairs())
    _tell_speed("random pairs of every kind", random_pairs(asked.pairs, asked.seed))
    if asked.gap:
        _tell_gaps(asked.gap, asked.seed)


def _tell_gaps(n: int, seed: int) -> None:
    problem = random_pairs(n, seed)
    found = solve(problem, n_jobs=1)
    exact = evaluate(problem, found.s, found.S)
    gaps: Floats = np.array(
        [gap_of(problem, i, exact.cost[i], exact.fill[i], met=bool(exact.met[i])) for i in range(n)]
    )
    gaps = gaps[~np.isnan(gaps)]
    print(f"gap to brute force over all levels, {len(gaps)} pairs with a choice:")
    print(f"  mean {100 * gaps.mean():.4f} percent, max {100 * gaps.max():.3f} percent,")
    print(f"  none {100 * (gaps < 1e-9).mean():.1f} percent of pairs,", end=" ")
    print(f"at most 0.05 percent {100 * (gaps <= 5e-4).mean():.1f} percent of pairs")
    names = {int(limit): limit.name for limit in Limit}
    counts = np.bincount(found.limit, minlength=len(names))
    print("  limits:", ", ".join(f"{names[k]} {count}" for k, count in enumerate(counts) if count))


if __name__ == "__main__":
    main()
