"""How fast is demand fitted, and how fast are the classic policies found? One core.

``python -m benchmarks.inventory_classic [--pairs 120000] [--repeats 3]`` prints one row for
each measurement as CSV: the best of several runs, with compile time apart. The history is a
year of Poisson, negative binomial and lumpy demand behind shelves that run out at times.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np

from models.inventory.fit import fit_demand
from models.inventory.periodic import par_levels
from models.inventory.r_q import best_r_q
from models.inventory.s_s import best_levels

N_DAYS = 365
PATTERN = np.array([1.15, 1.05, 1.0, 1.0, 1.1, 0.4, 0.4])


def history(n_pairs: int, seed: int) -> tuple[np.ndarray, ...]:
    """Rows of a year: pair, day, pieces, stock-out."""
    rng = np.random.default_rng(seed)
    mean = rng.gamma(0.35, 0.6, n_pairs)
    kind = rng.random(n_pairs)
    shelf = np.maximum(3, (9 * mean).astype(np.int64))
    parts = []
    for day in range(N_DAYS):
        today = mean * PATTERN[day % 7] / PATTERN.mean()
        scattered = rng.gamma(np.maximum(today / 1.5, 1e-9), 1.5)
        pieces = rng.poisson(np.where(kind < 0.3, scattered, today))
        batch = (rng.random(n_pairs) < today / 10) * rng.integers(5, 16, n_pairs)
        pieces = np.where(kind > 0.9, batch, pieces)
        held = rng.integers(1, 4, n_pairs) * shelf
        issued = np.minimum(pieces, held)
        pair = np.flatnonzero(issued)
        parts.append((pair, np.full(len(pair), day), issued[pair], (pieces >= held)[pair]))
    pair, day, pieces, out = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((day, pair))
    return pair[order], day[order], pieces[order], out[order]


def best_of(repeats: int, work: Callable[[], Any]) -> tuple[float, float]:
    """Seconds of the first call, which may compile, and of the best after it."""
    seconds = []
    for _ in range(repeats + 1):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return seconds[0], min(seconds[1:])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=120_000)
    parser.add_argument("--repeats", type=int, default=3)
    asked = parser.parse_args()
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(["what", "size", "first_s", "best_s", "per_second"])

    def tell(what: str, size: int, work: Callable[[], Any]) -> None:
        first, best = best_of(asked.repeats, work)
        table.writerow([what, size, f"{first:.2f}", f"{best:.3f}", f"{size / best:.0f}"])

    n = asked.pairs
    rows = history(n, 1)
    ward = np.arange(n) // 400

    def fit() -> None:
        fit_demand(*rows, n_pairs=n, n_days=N_DAYS, first_weekday=0, pool=ward)

    tell(f"fit of {len(rows[0])} rows, {int(rows[3].sum())} with stock-outs (pairs)", n, fit)
    tracemalloc.start()
    fit()
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    rng = np.random.default_rng(2)
    mean = rng.gamma(1.0, 6.0, n)
    ratio = np.where(rng.random(n) < 0.6, 1.0, rng.uniform(1.1, 5.0, n))
    ones = np.ones(n)
    tell("(s,S) exact, h=1 p=9 K=64", n, lambda: best_levels(mean, ratio, 1, 9, 64))
    tell("(s,S) exact, h=1 p=9 K=5, Poisson", n, lambda: best_levels(mean, ones, 1, 9, 5))
    tell("(s,S) exact, lead time 2", n, lambda: best_levels(mean, ratio, 1, 9, 64, 2))
    tell("(r,Q) exact, Poisson", n, lambda: best_r_q(mean, 2, 1, 9, 64))
    tell("par levels, fill rate", n, lambda: par_levels(mean, ratio, 2, 1, fill=0.98))
    table.writerow(["memory of the fit beside its rows, MiB", f"{peak:.0f}", "", "", ""])


if __name__ == "__main__":
    main()
