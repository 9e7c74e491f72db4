"""How fast is the simulation, and how fast and how level the choice of visit days?

``python -m benchmarks.inventory_judge [--wards 300] [--items 400] [--runs 3]`` prints CSV:
seconds on one core (the best of the runs, compile time apart), and for the visit days the
peak over the mean before and after levelling with what it costs.
"""

from __future__ import annotations

import argparse
import csv
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from models.inventory.patterns import patterns
from models.inventory.problem import Demand, Family, Floats, ShelfProblem
from models.inventory.simulate import simulate
from models.inventory.visit_days import VisitDaysProblem, choose, judge, levelling
from models.outcome import Limits

WEEKDAYS = np.array([1.1, 1.1, 1.05, 1.05, 1.0, 0.85, 0.85])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wards", type=int, default=300)
    parser.add_argument("--items", type=int, default=400)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    rows = csv.writer(sys.stdout)
    rows.writerow(["what", "figure", "unit"])
    _simulation(rows.writerow, asked.wards, asked.items, asked.runs)
    for n_patterns in (17, len(patterns())):
        _visit_days(rows.writerow, asked.wards, n_patterns, asked.runs)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    rows.writerow(["memory at most", round(peak_mb), "MB"])


def _simulation(
    tell: Callable[[list[object]], object], n_wards: int, n_items: int, runs: int
) -> None:
    problem, s, up = _shelves(n_wards, n_items)
    weeks = {"n_weeks": 52, "n_replications": 5, "warm_up_weeks": 4, "seed": 1}
    began = time.perf_counter()
    simulate(problem, s, up, n_weeks=1, n_replications=1, seed=0)
    tell(["first call, 1 week", round(time.perf_counter() - began, 2), "s"])
    seconds = min(_seconds(lambda: simulate(problem, s, up, **weeks)) for _ in range(runs))
    days = problem.n * 7 * 56 * 5
    tell([f"simulate {problem.n} pairs x 52 weeks x 5 replications", round(seconds, 2), "s"])
    tell(["a day of a pair", round(seconds / days * 1e9, 1), "ns"])


def _visit_days(tell: Callable[[list[object]], object], n_wards: int, n: int, runs: int) -> None:
    problem = _calendar(n_wards, n)
    name = f"{n_wards} wards x {n} patterns"
    _choice(tell, name, problem, runs)
    _choice(tell, f"{name}, a third may change", replace(problem, max_changes=n_wards // 3), runs)
    load = judge(problem, problem.cost.argmin(axis=1)).lines
    capacity = np.where(np.arange(7) < 5, 1.05 * load.sum() / 5, 0.0)
    _choice(tell, f"{name}, 5 % spare capacity", replace(problem, lines_capacity=capacity), runs)


def _choice(
    tell: Callable[[list[object]], object], name: str, problem: VisitDaysProblem, runs: int
) -> None:
    answers = [choose(problem, limits=Limits(time_s=30)) for _ in range(runs)]
    best = min(answers, key=lambda answer: answer.seconds)
    found = best.solution
    assert found is not None
    today, days = judge(problem, problem.today), problem.open_days
    stiff = judge(problem, problem.cost.argmin(axis=1))
    tell([name, round(best.seconds, 2), f"s ({best.status})"])
    tell(["  peak/mean lines today", round(levelling(today.lines, days), 3), "-"])
    tell(
        ["  peak/mean lines if each had its cheapest", round(levelling(stiff.lines, days), 3), "-"]
    )
    tell(["  peak/mean lines levelled", round(levelling(found.lines, days), 3), "-"])
    tell(["  peak/mean carriers levelled", round(levelling(found.carriers, days), 3), "-"])
    tell(["  cost of levelling", round(100 * (found.cost / found.least_cost - 1), 4), "%"])
    tell(["  shortfall", round(found.shortfall(problem), 5), "weekdays"])


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _shelves(n_wards: int, n_items: int) -> tuple[ShelfProblem, Floats, Floats]:
    """Items of a hospital: lognormal rates, Poisson and clumped, three visits a week."""
    rng = np.random.default_rng(1)
    n = n_wards * n_items
    rate = rng.lognormal(0.0, 1.2, n)
    ratio = 1.0 + rng.exponential(1.0, n)
    family = np.where(rng.random(n) < 0.6, Family.NEGATIVE_BINOMIAL, Family.POISSON)
    one = np.ones(n)
    demand = Demand(
        rate[:, None] * WEEKDAYS, ratio, family, np.zeros((0, 1)), np.full(n, -1, np.int64)
    )
    visits = np.broadcast_to(np.isin(np.arange(7), (0, 2, 4)), (n, 7)).copy()
    problem = ShelfProblem(
        demand, visits, rng.integers(0, 2, n), np.zeros(n, np.int64), rng.choice([1, 5, 10], n),
        np.full(n, 10**6), 0.01 * one, 18 * one, 20 * one, 0 * one, 0 * one, one,
        np.arange(n) // n_items, np.full(n_wards, np.inf),
    )  # fmt: skip
    s = np.ceil(4 * rate + 1.5 * np.sqrt(4 * rate * ratio)).astype(np.int64)
    return problem, s, s + np.ceil(8 * rate).astype(np.int64) + 10


def _calendar(n_wards: int, n_patterns: int) -> VisitDaysProblem:
    """Wards whose stock follows the demand from each delivery to the next.

    On the mean 400 items of two pieces a day with a variance of four, ordered by 40 pieces,
    at 0.07 SEK a piece and week, 18 SEK a line and 150 to 700 SEK a visit.
    """
    rng = np.random.default_rng(2)
    chosen = patterns()[:n_patterns]
    n_items = 400 * rng.lognormal(0.0, 0.6, n_wards)
    visit = rng.uniform(150, 700, n_wards)
    shape = (n_wards, len(chosen), 7)
    lines, carriers, cost = np.zeros(shape), np.zeros(shape), np.zeros(shape[:2])
    rate = 2 * WEEKDAYS * rng.lognormal(0.0, 0.05, (n_wards, 7))
    for p, pattern in enumerate(chosen):
        days = np.flatnonzero(pattern)
        for day, following in zip(days, [*days[1:], days[0] + 7], strict=True):
            used = rate[:, np.arange(day, following) % 7].sum(axis=1)
            lines[:, p, following % 7] = n_items * (1 - np.exp(-used / 40))
            carriers[:, p, following % 7] = n_items * used / 800
            stock = n_items * (20 + used / 2 + 1.6 * np.sqrt(2 * used))
            cost[:, p] += 0.07 * stock * (following - day) / 7
        cost[:, p] += 18 * lines[:, p].sum(axis=1) + visit * len(days)
    return VisitDaysProblem(
        cost, chosen, lines, carriers, rng.integers(0, len(chosen), n_wards),
        np.full(7, np.inf), np.full(7, np.inf),
    )  # fmt: skip


if __name__ == "__main__":
    main()
