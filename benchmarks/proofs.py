"""How far do proofs reach? Drawn days of few orders, planned and proven.

``python -m benchmarks.proofs [--orders 5 8 11 14 60] [--draws 1 2 3 4 5] [--time-limit 10]`` draws
synthetic days with all rules, plans each with proof, and prints as CSV what was proven. Every
plan passed the checker.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from dataclasses import astuple, dataclass, fields

from benchmarks.drawn import drawn_day

__all__ = ["Proven", "main", "prove_day"]

_ORDERS_PER_SITE = 2


@dataclass(frozen=True)
class Proven:
    """What is known of one day.

    Parameters
    ----------
    orders, draw, tasks : int
        Orders asked for, which draw it is, and tasks that the day was posed in.
    unserved : int
        Orders left out; with a mandatory one among them no bound is money, and none is told.
    cost, bound : float or None
        Of the plan, and what no plan is below. [SEK]
    gap_percent : float or None
        How far the plan may be above the best. [%]
    closed : bool
        Whether the plan is proven to be the best.
    seconds : float
        The whole, from the scenario to the checked plan. [s]
    """

    orders: int
    draw: int
    tasks: int
    unserved: int
    cost: float | None
    bound: float | None
    gap_percent: float | None
    closed: bool
    seconds: float


def prove_day(n_orders: int, draw: int, time_s: float) -> Proven:
    """Draw a day, plan it with two processes and prove what can be proven.

    Parameters
    ----------
    n_orders : int
        Its orders.
    draw : int
        Seed that it is drawn with.
    time_s : float
        Limit of search and proof together. [s]

    Returns
    -------
    Proven
        Of a plan that the checker passed.
    """
    from optimizer.service import Limits, plan_day
    from optimizer.translate import pose

    name = f"proof-{n_orders}-{draw}"
    scenario = drawn_day(name, n_orders, orders_per_site=_ORDERS_PER_SITE, draw=draw)
    began = time.monotonic()
    day = plan_day(scenario, limits=Limits(time_s=time_s, seed=1, n_jobs=2), prove=True)
    seconds = round(time.monotonic() - began, 2)
    tasks = pose(scenario, day.travel).problem.n_tasks
    plan = day.plan
    if plan is None or plan.cost is None or plan.provenance is None:
        return Proven(
            n_orders, draw, tasks, n_orders, None, None, None, closed=False, seconds=seconds
        )
    cost, bound = plan.cost.total_sek, plan.provenance.bound_sek
    gap = None if bound is None or cost <= 0 else round(100.0 * max(0.0, 1.0 - bound / cost), 3)
    closed = plan.provenance.status == "optimal"
    return Proven(n_orders, draw, tasks, len(plan.unserved), cost, bound, gap, closed, seconds)


def main() -> None:
    """Measure and print."""
    from models.routing.prove import prepare

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--orders", type=int, nargs="+", default=[5, 8, 11, 14, 60])
    parser.add_argument("--draws", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--time-limit", type=float, default=10.0)
    asked = parser.parse_args()
    prepare()  # else the first day would wait for machine code, where there is none yet
    rows = csv.writer(sys.stdout)
    rows.writerow(field.name for field in fields(Proven))
    for n_orders in asked.orders:
        for draw in asked.draws:
            rows.writerow(astuple(prove_day(n_orders, draw, asked.time_limit)))
            sys.stdout.flush()


if __name__ == "__main__":
    main()
