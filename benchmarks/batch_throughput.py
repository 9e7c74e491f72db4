"""How well does a batch fill the cores, and what does each scenario cost beyond its solve?

``python -m benchmarks.batch_throughput --tiny 200 --days 20 --time-limit 5`` runs a batch of
tiny and of real days on all cores and tells: how much of the cores' time was given to jobs,
the wall time of a job beyond the very same solve in a warm process, and beyond a cold start.
With ``--scheduler local`` the same batch is run once more by a Dask cluster on this machine.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Measured", "main", "measured"]

_ROOT = Path(__file__).resolve().parent.parent
_TINY = _ROOT / "instances" / "tiny"
_DAY = _ROOT / "instances" / "vgr-laundry-day"
_ITERATIONS = 100


@dataclass(frozen=True)
class Measured:
    """What a batch came to.

    Parameters
    ----------
    wall_s : float
        From the first job handed out to the last one's end. [s]
    start_s : float
        From the command to the first job handed out, and from the last one's end. [s]
    job_s : float
        Wall time of all jobs together. [s]
    job_cpu_s : float
        Processor time of all jobs together. [s]
    all_cpu_s : float
        Processor time of everything: jobs, fork server, supervisor. [s]
    n_jobs, n_cores : int
        How many there were.
    """

    wall_s: float
    start_s: float
    job_s: float
    job_cpu_s: float
    all_cpu_s: float
    n_jobs: int
    n_cores: int

    @property
    def occupied(self) -> float:
        """Share of the cores' time in which a job had them."""
        return self.job_s / (self.n_cores * self.wall_s)

    @property
    def computed(self) -> float:
        """Share of the cores' time in which jobs computed; start and end of the batch count."""
        return self.job_cpu_s / (self.n_cores * (self.wall_s + self.start_s))

    def told(self) -> str:
        """The figures as a line."""
        own = (self.all_cpu_s - self.job_cpu_s) / self.n_jobs
        # Workers that are no children of this process are not counted.
        rest = f"; batch itself {own * 1000:.0f} ms processor a job" if own > 0 else ""
        return (
            f"{self.n_jobs} jobs on {self.n_cores} cores: {self.wall_s:.1f} s and "
            f"{self.start_s:.1f} s for start and end, cores given to jobs {self.occupied:.1%}, "
            f"computing {self.computed:.1%} with start and end, "
            f"jobs {self.job_s:.1f} s wall, {self.job_cpu_s:.1f} s processor{rest}"
        )


def _manifest(folder: Path, n_tiny: int, n_days: int, time_limit: float) -> Path:
    lines: list[dict[str, Any]] = [
        {
            "name": f"tiny-{n}",
            "input": str(_TINY),
            "options": {"iterations": _ITERATIONS, "seed": n},
        }
        for n in range(n_tiny)
    ]
    lines += [
        {
            "name": f"day-{n}",
            "input": str(_DAY),
            "options": {"time-limit": time_limit, "seed": n},
        }
        for n in range(n_days)
    ]
    path = folder / "manifest.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


def measured(manifest: Path, out: Path, more: Sequence[str] = ()) -> Measured:
    """Run a batch and measure it.

    Parameters
    ----------
    manifest : Path
        What is run.
    out : Path
        Where to.
    more : sequence of str
        More options.

    Returns
    -------
    Measured
        What it came to.
    """
    from optimizer.batch.executor import available_cores
    from optimizer.batch.journal import last_of_each, read_journals

    before = _children_cpu_s()
    began = time.time()
    command = [sys.executable, "-m", "optimizer", "batch", str(manifest), "-o", str(out), "-q"]
    subprocess.run([*command, *more], cwd=_ROOT, check=True, stdout=subprocess.DEVNULL)
    whole = time.time() - began
    records, _findings = read_journals(out)
    last = last_of_each(records).values()
    first = min(r.at.timestamp() - (r.seconds or 0.0) for r in last)
    wall_s = max(r.at.timestamp() for r in last) - first
    return Measured(
        wall_s=wall_s,
        start_s=whole - wall_s,
        job_s=sum(r.seconds or 0.0 for r in last),
        job_cpu_s=sum(r.cpu_s or 0.0 for r in last),
        all_cpu_s=_children_cpu_s() - before,
        n_jobs=len(last),
        n_cores=len(available_cores()),
    )


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def warm_solves(n: int) -> tuple[float, float]:
    """Wall and processor time of a tiny solve in a process that is warm. [s]"""
    from optimizer.formats import plan_to_json, read_scenario
    from optimizer.service import Limits, plan_day

    spent: list[tuple[float, float]] = []
    for seed in range(n + 1):
        began, cpu = time.perf_counter(), time.process_time()
        day = plan_day(read_scenario(_TINY).value, limits=Limits(iterations=_ITERATIONS, seed=seed))
        if day.plan is None:
            raise RuntimeError("tiny has a plan")
        plan_to_json(day.plan)
        spent.append((time.perf_counter() - began, time.process_time() - cpu))
    warm = spent[1:]
    return sum(w for w, _ in warm) / n, sum(c for _, c in warm) / n


def _cold_solve(out: Path) -> float:
    command = [sys.executable, "-m", "optimizer", "solve", str(_TINY), "-q", "-j", "1"]
    began = time.perf_counter()
    subprocess.run(
        [*command, "--iterations", str(_ITERATIONS), "-o", str(out / "plan.json")],
        cwd=_ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - began


@contextlib.contextmanager
def _cluster(n_workers: int) -> Iterator[str]:
    from distributed import LocalCluster

    os.environ["PYTHONPATH"] = str(_ROOT)
    with LocalCluster(
        n_workers=n_workers,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
        host="127.0.0.1",
    ) as cluster:
        yield str(cluster.scheduler_address)


def main(arguments: Sequence[str]) -> int:
    """Measure and print; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tiny", type=int, default=200)
    parser.add_argument("--days", type=int, default=20)
    parser.add_argument("--time-limit", type=float, default=5.0)
    parser.add_argument("--scheduler", choices=["none", "local"], default="none")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        manifest = _manifest(folder, asked.tiny, asked.days, asked.time_limit)
        found = measured(manifest, folder / "out")
        print("local:", found.told())
        if asked.scheduler == "local":
            with _cluster(found.n_cores) as address:
                there = measured(manifest, folder / "dask", ["--scheduler", address])
            print("dask: ", there.told())
            print(f"dask against local: {there.wall_s / found.wall_s:.3f} of the wall time")
        if asked.tiny:
            _tell_overhead(manifest, folder, asked.tiny)
    return 0


def _tell_overhead(manifest: Path, folder: Path, n_tiny: int) -> None:
    """A tiny job in a batch of its own, against the same solve warm and cold."""
    tiny = [x for x in manifest.read_text(encoding="utf-8").splitlines() if '"tiny-' in x]
    manifest.write_text("\n".join(tiny), encoding="utf-8")
    alone = measured(manifest, folder / "tiny", ["--jobs", "1"])
    warm, warm_cpu = warm_solves(min(n_tiny, 50))
    cold = _cold_solve(folder)
    each = alone.wall_s / alone.n_jobs
    cpu = alone.all_cpu_s / alone.n_jobs
    print(
        f"one tiny job after another: {each * 1000:.0f} ms each, the solve itself "
        f"{warm * 1000:.0f} ms warm, so {(each - warm) * 1000:.0f} ms overhead "
        f"({(cpu - warm_cpu) * 1000:.0f} ms processor); a cold start takes {cold * 1000:.0f} ms"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
