"""How does a day's size tell on the search? Time to come near the best, and memory.

``python -m benchmarks.growth [--orders 50 100 200 400 800] [--time-limit 60] [--seeds 1 2]``
draws synthetic days, plans each with every seed, and prints as CSV when the first plan was
there, when one within a hundredth of the best that any seed found, and the memory of all
processes. Every plan passed the checker. Each seed of a day has a process of its own.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.drawn import drawn_day

__all__ = ["Run", "main", "run_day", "time_to"]

_ROOT = Path(__file__).resolve().parent.parent
_NEAR = 1.01
_ORDERS_PER_SITE = 3
_COLUMNS = (
    *("orders", "seed", "first_s", "within_1_percent_s"),
    *("seconds", "cost_sek", "unserved", "memory_mb"),
)


@dataclass(frozen=True)
class Run:
    """What one search came to.

    Parameters
    ----------
    path : tuple of (float, float)
        When costs of complete plans were met, and which; empty without one. [s], [SEK]
    cost : float
        Of the plan. [SEK]
    n_unserved : int
        Orders left out.
    seconds : float
        The whole, from the scenario to the checked plan. [s]
    memory_mb : float
        Largest process and, on top, its largest child. [MiB]
    """

    path: tuple[tuple[float, float], ...]
    cost: float
    n_unserved: int
    seconds: float
    memory_mb: float


def time_to(runs: Sequence[Run], share: float) -> list[float | None]:
    """When each run first was within a share of the best of all.

    Parameters
    ----------
    runs : sequence of Run
        Of one day.
    share : float
        1.01 is a hundredth above the best. [-]

    Returns
    -------
    list of float or None
        None where a run never came there. [s]

    Examples
    --------
    >>> run = Run(((1.0, 120.0), (3.0, 100.5), (9.0, 100.0)), 100.0, 0, 10.0, 1.0)
    >>> time_to([run], 1.01)
    [3.0]
    """
    best = min((cost for run in runs for _, cost in run.path), default=0.0)
    return [next((at for at, cost in run.path if cost <= share * best), None) for run in runs]


def run_day(n_orders: int, time_s: float, seed: int) -> Run:
    """Draw a day and plan it once.

    Parameters
    ----------
    n_orders : int
        Its orders.
    time_s : float
        Limit of the search. [s]
    seed : int
        Of the search; the day itself is always the same.

    Returns
    -------
    Run
        Of a plan that the checker passed.
    """
    from optimizer.service import Limits, Progress, plan_day

    name = f"growth-{n_orders}"
    scenario = drawn_day(name, n_orders, orders_per_site=_ORDERS_PER_SITE, draw=1)
    path: list[tuple[float, float]] = []
    began = time.monotonic()

    def listen(now: Progress) -> bool:
        if now.objective is not None and (not path or now.objective < path[-1][1]):
            path.append((round(time.monotonic() - began, 2), now.objective))
        return False

    day = plan_day(scenario, limits=Limits(time_s=time_s, seed=seed), on_progress=listen)
    seconds = time.monotonic() - began
    if day.plan is None or day.plan.cost is None:
        raise RuntimeError(f"no plan of {n_orders} orders in {time_s:g} s")
    peaks = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    memory = sum(resource.getrusage(who).ru_maxrss for who in peaks) / 1024
    cost = day.plan.cost.total_sek
    if path or not day.plan.unserved:  # else orders are left out, and no cost is a plan's
        path.append((round(seconds, 2), cost))
    return Run(tuple(path), cost, len(day.plan.unserved), seconds, memory)


def _apart(n_orders: int, time_s: float, seed: int) -> Run:
    """The same in a process of its own, so that memory is that of this run."""
    words = ["-m", "benchmarks.growth", "--one", str(n_orders), str(seed)]
    told = subprocess.run(
        [sys.executable, *words, "--time-limit", str(time_s)],
        cwd=_ROOT,
        check=True,
        stdout=subprocess.PIPE,
    )
    plain: dict[str, Any] = json.loads(told.stdout)
    return Run(tuple((at, cost) for at, cost in plain.pop("path")), **plain)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--orders", type=int, nargs="+", default=[50, 100, 200, 400, 800])
    parser.add_argument("--time-limit", type=float, default=60.0)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--one", type=int, nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        json.dump(run_day(asked.one[0], asked.time_limit, asked.one[1]).__dict__, sys.stdout)
        return
    rows = csv.writer(sys.stdout)
    rows.writerow(_COLUMNS)
    for n_orders in asked.orders:
        runs = [_apart(n_orders, asked.time_limit, seed) for seed in asked.seeds]
        for seed, run, near in zip(asked.seeds, runs, time_to(runs, _NEAR), strict=True):
            first = run.path[0][0] if run.path else None
            own = (first, near, round(run.seconds, 1), round(run.cost))
            rows.writerow([n_orders, seed, *own, run.n_unserved, round(run.memory_mb)])
            sys.stdout.flush()


if __name__ == "__main__":
    main()
