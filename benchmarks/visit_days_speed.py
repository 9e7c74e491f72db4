"""How quickly does each ward get its delivery weekdays, and how level is the week then?

``python -m benchmarks.visit_days_speed [--wards 300] [--items 400] [--seeds 5]`` asks twice.
First wards are posed as ``wardflow calendar`` does it: a year's history is fitted, every ward
item is priced at gaps of one to seven days, and exact levels put the prices right; a visit
costs 60 SEK. Then prices are drawn: wards of very different size, with costs that rise with the
longest gap and with the visits, and differ little between patterns of as many days. For any
number of changed wards, for at most a third of them, and with capacities of weekdays that bind,
it tells the seconds of the choice itself, of the processor and apart from pricing, what
levelling costs, and the busiest weekday over the mean before and after. The marks are 2 s,
+0.1 % and 1.10 for 300 wards; with drawn prices two visits a week are best for most, which
leaves Wednesdays empty whatever the allowance, unless capacities bind.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace

import numpy as np

from models.inventory.patterns import longest_gap, patterns
from models.inventory.visit_days import choose
from models.inventory.visit_problem import VisitDaysProblem, judge, levelling
from models.outcome import Limits
from optimizer.service.prepare import prepare
from optimizer.translate.gap_costs import gap_costs
from optimizer.translate.gap_levels import exact_weeks, put_right
from optimizer.translate.visit_days import pose_visit_days
from tests.stock import stores_of

__all__ = ["drawn", "main", "posed"]

VISIT_SEK = 60.0


def posed(n_wards: int, n_items: int) -> VisitDaysProblem:
    """Wards as ``wardflow calendar`` poses them.

    Parameters
    ----------
    n_wards, n_items : int
        Size.

    Returns
    -------
    VisitDaysProblem
        Without capacities, and with any number of changes.
    """
    stores = stores_of(n_wards, n_items)
    stock = stores.stock.model_copy(update={"visit_sek": VISIT_SEK})
    prepared = prepare(stores.model_copy(update={"stock": stock}))
    shelves, demand = prepared.shelves, prepared.fit.demand
    screened = pose_visit_days(shelves, demand, gap_costs(shelves, demand), max_changes=None)
    weeks = exact_weeks(shelves, demand, screened.patterns[screened.today])
    everywhere = np.ones(n_wards, np.bool_)
    problem = screened
    for alone in (False, True):
        problem = put_right(
            problem, problem.today, weeks, visit_sek=VISIT_SEK, of=everywhere, alone=alone
        )
    return problem


def drawn(n_wards: int, seed: int) -> VisitDaysProblem:
    """Wards with prices that are drawn.

    Parameters
    ----------
    n_wards : int
        Size.
    seed : int
        Of the draws.

    Returns
    -------
    VisitDaysProblem
        Without capacities, and with any number of changes.
    """
    rng = np.random.default_rng(seed)
    listed = patterns()
    n_visits = listed.sum(axis=1)
    longest = np.array([longest_gap(pattern) for pattern in listed])
    size = np.exp(rng.normal(0.0, 0.6, n_wards))
    week = 60.0 * size[:, None] * (0.6 + 0.08 * n_visits)
    share = np.zeros((len(listed), 7))
    for p, pattern in enumerate(listed):
        days = np.flatnonzero(pattern)
        share[p, days] = np.diff([days[-1] - 7, *days]) / 7.0
    uneven = 1.0 + 0.003 * rng.normal(size=(n_wards, len(listed)))
    cost = 18.0 * week + 350.0 * n_visits + 300.0 * size[:, None] * longest * uneven
    return VisitDaysProblem(
        cost,
        listed,
        lines=week[:, :, None] * share,
        carriers=8.0 * size[:, None, None] * share,
        today=rng.integers(0, len(listed), n_wards),
        lines_capacity=np.full(7, np.inf),
        carriers_capacity=np.full(7, np.inf),
    )


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wards", type=int, default=300)
    parser.add_argument("--items", type=int, default=400)
    parser.add_argument("--seeds", type=int, default=5)
    asked = parser.parse_args()
    print(f"{'':34s} {'s':>6s} {'status':>9s} {'cost':>9s}  peak / mean of lines, carriers")
    if asked.items:
        began = time.process_time()
        problem = posed(asked.wards, asked.items)
        took = time.process_time() - began
        print(f"{asked.wards} wards x {asked.items} items, priced in {took:.1f} s of the processor")
        _tell_all("posed", problem)
    for seed in range(asked.seeds):
        _tell_all(f"drawn, seed {seed}", drawn(asked.wards, seed))


def _tell_all(name: str, problem: VisitDaysProblem) -> None:
    _tell(f"{name}: free", problem)
    _tell(f"{name}: a third may change", replace(problem, max_changes=problem.n_wards // 3))
    cheapest = judge(problem, problem.cost.argmin(axis=1))
    tight = np.where(problem.open_days, 1.03 * cheapest.lines[problem.open_days].mean(), 0.0)
    _tell(f"{name}: 3 % of room in lines", replace(problem, lines_capacity=tight))


def _tell(name: str, problem: VisitDaysProblem) -> None:
    began = time.process_time()
    outcome = choose(problem, limits=Limits(time_s=60))
    took = time.process_time() - began
    found = outcome.solution
    if found is None:
        print(f"{name:34s} {took:6.2f} {outcome.status:>9s}")
        return
    days = problem.open_days
    before = judge(problem, problem.today)
    peaks = [
        f"{levelling(then, days):.2f} -> {levelling(now, days):.3f}"
        for then, now in ((before.lines, found.lines), (before.carriers, found.carriers))
    ]
    print(
        f"{name:34s} {took:6.2f} {outcome.status:>9s} {found.cost / found.least_cost - 1:+9.3%}"
        f"  {', '.join(peaks)}; short {found.shortfall(problem):.3f} days",
        flush=True,
    )


if __name__ == "__main__":
    main()
