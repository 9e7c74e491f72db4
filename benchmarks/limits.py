"""Is a limit of seconds kept? The whole command, from starting it to its end.

``python -m benchmarks.limits [--limits 1 2 3 10] [--orders 200 500 1000]`` plans bundled days
and drawn ones with each limit, and weeks with ``--week-limits`` and ``--calendar-limits``, each
in a process of its own as whoever calls the command would, and prints as CSV how long that took.
Exit code 3 says that no plan was found in time.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.drawn import drawn_day

__all__ = ["BUNDLED", "main", "seconds_of"]

BUNDLED = ("tiny", "varmland-day", "vgr-laundry-day", "campus-day", "vgr-joint-day")
_ROOT = Path(__file__).resolve().parent.parent
_WEEKS = ("vgr-linen-fortnight", "vgr-store-week")
_ORDERS_PER_SITE = 3
_COLUMNS = ("day", "verb", "limit_s", "seconds", "over_s", "exit_code")


def seconds_of(
    day: Path, limit_s: float, *, seed: int = 1, verb: str = "solve"
) -> tuple[float, int]:
    """How long a verb takes.

    Parameters
    ----------
    day : Path
        A scenario.
    limit_s : float
        Its ``--time-limit``. [s]
    seed : int
        Of the search.
    verb : {"solve", "horizon", "calendar"}
        What is planned.

    Returns
    -------
    (float, int)
        Seconds from starting the process to its end, and its exit code.
    """
    with tempfile.TemporaryDirectory() as folder:
        words = ["-m", "optimizer", verb, str(day), "--quiet"]
        words += [] if verb == "calendar" else ["--seed", str(seed)]  # nothing is drawn there
        words += ["--time-limit", str(limit_s), "-o", str(Path(folder) / "plan.json")]
        began = time.monotonic()
        done = subprocess.run([sys.executable, *words], cwd=_ROOT, capture_output=True, check=False)
        return time.monotonic() - began, done.returncode


def _days(folder: Path, orders: Sequence[int]) -> Iterator[Path]:
    from optimizer.formats import write_scenario

    for name in BUNDLED:
        yield _ROOT / "instances" / name
    for n_orders in orders:
        name = f"drawn-{n_orders}"
        day = drawn_day(name, n_orders, orders_per_site=_ORDERS_PER_SITE, draw=1)
        write_scenario(day, folder / name)
        yield folder / name


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--limits", type=float, nargs="+", default=[1.0, 2.0, 3.0, 10.0])
    parser.add_argument("--orders", type=int, nargs="*", default=[200, 500, 1000])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--week-limits", type=float, nargs="*", default=[10.0, 30.0])
    parser.add_argument("--calendar-limits", type=float, nargs="*", default=[1.0, 10.0])
    asked = parser.parse_args()
    rows = csv.writer(sys.stdout)
    rows.writerow(_COLUMNS)
    with tempfile.TemporaryDirectory() as folder:
        days = list(_days(Path(folder), asked.orders))
        seconds_of(days[0], 1.0)  # what is loaded for the first time takes longer
        wanted = [(limit_s, "solve", day) for limit_s in asked.limits for day in days]
        weeks = [_ROOT / "instances" / name for name in _WEEKS]
        wanted += [(limit_s, "horizon", week) for limit_s in asked.week_limits for week in weeks]
        wanted += [(limit_s, "calendar", weeks[-1]) for limit_s in asked.calendar_limits]
        for limit_s, verb, day in wanted:
            seconds, code = seconds_of(day, limit_s, seed=asked.seed, verb=verb)
            over_s = f"{seconds - limit_s:.2f}"
            rows.writerow([day.name, verb, f"{limit_s:g}", f"{seconds:.2f}", over_s, code])
            sys.stdout.flush()


if __name__ == "__main__":
    main()
