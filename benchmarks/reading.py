"""How long does it take to read a year of use, and the ward items of a region, and how much memory?

``python -m benchmarks.reading [--rows 5000000] [--wards 300] [--items 400] [--runs 3]`` makes
both, writes them in each form, and prints CSV: processor seconds of writing, of reading (each in a
process of its own, the best of the runs), of hashing, and the most memory that process held.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from optimizer.domain import (
    Direction,
    Flow,
    HygieneClass,
    LoadCarrier,
    Scenario,
    Site,
    SiteKind,
    VehicleType,
)
from optimizer.formats import write_scenario
from optimizer.history import DemandHistory
from optimizer.ward_stores import Item, StockClass, Ward, WardItem

FIRST_DAY = dt.date(2025, 11, 22)
N_DAYS = 365
READ = """
import json, pathlib, re, sys, time
from optimizer.formats import read_scenario, scenario_sha256
began = time.process_time()
scenario = read_scenario(sys.argv[1]).value
read = time.process_time()
scenario_sha256(scenario)
hashed = time.process_time()
status = pathlib.Path("/proc/self/status").read_text()  # ru_maxrss would count the parent
peak = int(re.search(r"VmHWM:\\s+([0-9]+) kB", status)[1])
print(json.dumps([read - began, hashed - read, peak / 1024]))
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--wards", type=int, default=300)
    parser.add_argument("--items", type=int, default=400)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args(arguments)
    told = csv.writer(sys.stdout)
    told.writerow(["what", "form", "size MB", "write s", "read s", "hash s", "peak MB"])
    stores = _stores(asked.wards, asked.items)
    began = time.process_time()
    history = _history(asked.wards, asked.items, asked.rows)
    made = time.process_time() - began
    told.writerow([f"{len(history)} rows of history made", "", "", f"{made:.1f}", "", "", ""])
    use = stores.model_copy(update={"demand_history": history, "ward_items": ()})
    with tempfile.TemporaryDirectory() as folder:
        for name in ("day", "day.json"):
            what = f"{len(history)} rows of history"
            told.writerow([what, *_measure(use, Path(folder, name), asked.runs)])
        for name in ("stores", "stores.json"):
            what = f"{len(stores.ward_items)} ward items"
            told.writerow([what, *_measure(stores, Path(folder, name), asked.runs)])


def _measure(scenario: Scenario, target: Path, runs: int) -> list[str]:
    began = time.process_time()
    write_scenario(scenario, target)
    written = time.process_time() - began
    files = list(target.iterdir()) if target.is_dir() else [target]
    size = sum(path.stat().st_size for path in files) / 2**20
    found = []
    for _ in range(runs):
        command = [sys.executable, "-c", READ, str(target)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        found.append(json.loads(done.stdout))
    read, hashed = (min(one[i] for one in found) for i in (0, 1))
    peak = max(one[2] for one in found)
    form = target.suffix.lstrip(".") or "folder"
    return [form, f"{size:.0f}", f"{written:.1f}", f"{read:.1f}", f"{hashed:.1f}", f"{peak:.0f}"]


def _stores(n_wards: int, n_items: int) -> Scenario:
    wards = [f"avd-{i:04d}" for i in range(n_wards)]
    items = [f"art-{i:05d}" for i in range(n_items)]
    rng = np.random.default_rng(1)
    low = rng.integers(1, 30, (n_wards, n_items))
    return Scenario(
        name="reading",
        day=FIRST_DAY + dt.timedelta(days=N_DAYS),
        sites=(Site(id="store", kind=SiteKind.WAREHOUSE), Site(id="dock", kind=SiteKind.DOCK)),
        load_carriers=(LoadCarrier(id="cage", slots=1, volume_m3=0.9),),
        hygiene=(HygieneClass(id="clean", rank=1, codes={"clean": "Y"}),),
        flows=(
            Flow(
                id="supplies",
                direction=Direction.DELIVERY,
                hygiene_class="clean",
                depot_kinds=(SiteKind.WAREHOUSE,),
                load_carrier="cage",
            ),
        ),
        orders=(),
        vehicle_types=(VehicleType(id="lorry", slots=18, payload_kg=5000),),
        vehicles=(),
        stock_classes=(StockClass(id="A"),),
        wards=tuple(Ward(id=ward, site="dock") for ward in wards),
        items=tuple(
            Item(id=item, flow="supplies", stock_class="A", volume_l=0.5) for item in items
        ),
        ward_items=tuple(
            WardItem(
                ward=ward,
                item=item,
                min_pieces=int(low[w, i]),
                max_pieces=int(2 * low[w, i]),
                on_hand=int(low[w, i]) + 3,
                counted=FIRST_DAY,
            )
            for w, ward in enumerate(wards)
            for i, item in enumerate(items)
        ),
    )


def _history(n_wards: int, n_items: int, n_rows: int) -> DemandHistory:
    rng = np.random.default_rng(2)
    n_all = n_wards * n_items * N_DAYS
    chosen = np.sort(rng.choice(n_all, min(n_rows, n_all), replace=False, shuffle=False))
    pair, day = np.divmod(chosen, N_DAYS)
    ward, item = np.divmod(pair, n_items)
    return DemandHistory.from_rows(
        [f"avd-{i:04d}" for i in range(n_wards)],
        [f"art-{i:05d}" for i in range(n_items)],
        FIRST_DAY,
        ward=ward,
        item=item,
        day=day,
        pieces=rng.integers(1, 40, len(chosen)),
        stock_out=rng.random(len(chosen)) < 0.01,
    )


if __name__ == "__main__":
    main()
