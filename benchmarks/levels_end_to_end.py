"""How long does it take to set the levels of a region? Stage by stage, from CSV to a plan.

``python -m benchmarks.levels_end_to_end [--wards 300] [--items 400] [--runs 1]`` draws ward
stores with a year of history, writes them as a folder of CSV tables, and times what
``wardflow levels`` does with it. Compiling is timed apart, on small stores. The mark is
60 s for 300 wards x 400 items on one core.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.inventory.evaluate import evaluate
from models.inventory.solve import solve
from optimizer.check.levels import check_levels
from optimizer.domain import Scenario
from optimizer.formats import read_scenario, write_scenario
from optimizer.service import set_levels
from optimizer.service.prepare import prepare, provenance_of
from optimizer.translate.given_levels import levels_of_today
from optimizer.translate.pose_shelves import pose_shelves, take_pairs
from optimizer.translate.read_levels import read_levels
from tests.stock import stores_of, ward_stores

__all__ = ["main"]

MARK_S = 60.0


def main() -> None:
    """Print the seconds of each stage."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wards", type=int, default=300)
    parser.add_argument("--items", type=int, default=400)
    parser.add_argument("--days", type=int, default=364)
    parser.add_argument("--runs", type=int, default=1)
    arguments = parser.parse_args()
    with _told("compile, on small stores"):
        set_levels(ward_stores())
    with _told("draw (not part of the mark)"):
        scenario = stores_of(arguments.wards, arguments.items, n_days=arguments.days)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stores"
        with _told("write CSV (not part of the mark)"):
            write_scenario(scenario, path)
        history = scenario.demand_history
        rows = 0 if history is None else len(history)
        print(f"{len(scenario.ward_items)} ward items, {rows} rows of history", flush=True)
        totals = []
        for _ in range(arguments.runs):
            began = time.perf_counter()
            with _told("read CSV"):
                read = read_scenario(path).value
            _stages(read)
            totals.append(time.perf_counter() - began)
            print(f"{totals[-1]:8.2f} s  in all")
    print(f"best of {len(totals)}: {min(totals):.1f} s; the mark is {MARK_S:g} s")


def _stages(scenario: Scenario) -> None:
    """What ``set_levels`` does, each step on its own."""
    with _told("validate, columns, fit"):
        prepared = prepare(scenario)
    with _told("pose"):
        problem = pose_shelves(prepared.shelves, prepared.fit.demand)
    with _told("solve"):
        levels = solve(problem)
    with _told("provenance"):
        provenance = provenance_of(scenario, "wardflow levels")
    with _told("read back"):
        plan = read_levels(prepared.shelves, prepared.fit, problem, levels, provenance=provenance)
    with _told("check"):
        verdict = check_levels(scenario, plan)
    with _told("evaluate today's levels"):
        today = levels_of_today(prepared.shelves)
        judged = evaluate(take_pairs(problem, today.pairs), today.s, today.S)
    print(
        f"levels cost {verdict.cost_sek:.0f} SEK a week, today's {judged.cost.sum():.0f}; "
        f"{len(verdict.violations)} violations, {int((~levels.met).sum())} targets missed"
    )


@contextmanager
def _told(stage: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    print(f"{time.perf_counter() - began:8.2f} s  {stage}", flush=True)


if __name__ == "__main__":
    main()
