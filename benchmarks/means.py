"""What is each means of the search worth? On and off, on the bundled instances.

``python -m benchmarks.means [--time-limit 30] [--seeds 1 2 3] [--instances ...]`` prints
one row for each instance, variant and seed as CSV, and means at the end. Every answer is
read back as a plan and judged by the independent checker before it counts.
"""

from __future__ import annotations

import argparse
import csv
import statistics
import sys
from pathlib import Path

from models.outcome import Limits
from models.routing.solve import Strategy, solve
from models.routing.with_pyvrp import Tuning
from optimizer.check import check
from optimizer.formats import read_scenario
from optimizer.translate import pose, read_back, unserved
from optimizer.travel import measure

INSTANCES = Path(__file__).parent.parent / "instances"

DEFAULT = Strategy()
VARIANTS: dict[str, tuple[Strategy, int]] = {
    "as shipped": (DEFAULT, 2),
    "no scaled penalties": (Strategy(tunings=(Tuning(scaled_penalties=False),)), 2),
    "scaled penalties only": (Strategy(tunings=(Tuning(),)), 2),
    "one process": (DEFAULT, 1),
    "no set partitioning": (Strategy(pool=False), 2),
}


def main() -> None:
    """Run the variants and print what they cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--time-limit", type=float, default=30.0)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--instances", nargs="+", default=["vgr-laundry-day", "vgr-joint-day"])
    parser.add_argument("--variants", nargs="+", default=list(VARIANTS))
    asked = parser.parse_args()
    rows = csv.writer(sys.stdout)
    rows.writerow(["instance", "variant", "seed", "cost_sek", "unserved", "violations", "seconds"])
    costs: dict[tuple[str, str], list[float]] = {}
    for name in asked.instances:
        scenario = read_scenario(INSTANCES / name).value
        travel = measure(scenario)
        posed = pose(scenario, travel)
        for variant in asked.variants:
            strategy, n_jobs = VARIANTS[variant]
            for seed in asked.seeds:
                outcome = solve(
                    posed.problem,
                    limits=Limits(time_s=asked.time_limit, seed=seed, n_jobs=n_jobs),
                    strategy=strategy,
                )
                if outcome.solution is None:
                    rows.writerow([name, variant, seed, "", "", "", round(outcome.seconds, 1)])
                    continue
                left = unserved(posed, outcome.solution)
                verdict = check(scenario, travel, read_back(posed, outcome.solution, left))
                total = verdict.cost.total_sek
                costs.setdefault((name, variant), []).append(total)
                rows.writerow(
                    [name, variant, seed, round(total), len(left), len(verdict.violations),
                     round(outcome.seconds, 1)]
                )  # fmt: skip
                sys.stdout.flush()
    for (name, variant), found in costs.items():
        rows.writerow([name, variant, "mean", round(statistics.fmean(found)), "", "", ""])


if __name__ == "__main__":
    main()
