"""Does anything grow in a long batch? Memory, file handles, processes, while thousands run.

``python -m benchmarks.batch_soak --jobs 2000 -o out/soak.csv`` runs that many tiny solves in
one batch and looks, at every fiftieth job, at the supervisor and at its fork server.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from optimizer.batch.tree import Member, members

__all__ = ["Look", "held_mb", "main", "soak"]

_ROOT = Path(__file__).resolve().parent.parent
_TINY = _ROOT / "instances" / "tiny"
_ITERATIONS = 20
_STEP = 50


@dataclass(frozen=True)
class Look:
    """What one look shows.

    Parameters
    ----------
    n_done : int
        Jobs that have ended.
    supervisor_mb, server_mb : float
        Memory of the supervisor and of its fork server. [MiB]
    supervisor_handles, server_handles : int
        Open files, pipes and sockets.
    supervisor_threads : int
        Threads of the supervisor.
    processes, zombies : int
        Processes below the supervisor, and those of them that have ended and nobody noticed.
    """

    n_done: int
    supervisor_mb: float
    server_mb: float
    supervisor_handles: int
    server_handles: int
    supervisor_threads: int
    processes: int
    zombies: int


def _look(n_done: int, supervisor: int) -> Look:
    everyone = list(members())
    below = _below(supervisor, everyone)
    server = next(m.pid for m in everyone if m.parent == supervisor and not m.ended)
    return Look(
        n_done,
        held_mb(supervisor),
        held_mb(server),
        _handles(supervisor),
        _handles(server),
        len(list(Path(f"/proc/{supervisor}/task").iterdir())),
        len(below),
        sum(m.ended for m in below),
    )


def _below(pid: int, everyone: Sequence[Member]) -> list[Member]:
    found: list[Member] = []
    parents = {pid}
    while parents:
        children = [m for m in everyone if m.parent in parents]
        found += children
        parents = {m.pid for m in children}
    return found


def held_mb(pid: int | str) -> float:
    """Memory of a process that is its own, and not only shared with others. [MiB]

    Examples
    --------
    >>> held_mb("self") > 1.0
    True
    """
    text = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    kb = next(int(x.split()[1]) for x in text.splitlines() if x.startswith("RssAnon:"))
    return round(kb / 1024, 2)


def _handles(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def soak(n_jobs: int) -> list[Look]:
    """Run a batch of so many tiny solves, and look at it again and again."""
    looks: list[Look] = []
    with tempfile.TemporaryDirectory() as name:
        manifest = Path(name, "manifest.jsonl")
        options = {"iterations": _ITERATIONS}
        lines = (
            json.dumps({"name": f"j{n}", "input": str(_TINY), "options": options | {"seed": n}})
            for n in range(n_jobs)
        )
        manifest.write_text("\n".join(lines), encoding="utf-8")
        command = [sys.executable, "-m", "optimizer", "batch", str(manifest), "-q"]
        with subprocess.Popen(
            [*command, "-o", str(Path(name, "out")), "--format", "jsonl"],
            cwd=_ROOT,
            stdout=subprocess.PIPE,
        ) as process:
            if process.stdout is None:
                raise RuntimeError("it has a stdout")
            for n_done, _line in enumerate(process.stdout, start=1):
                if n_done % _STEP == 0 and n_done < n_jobs - _STEP / 2:
                    looks.append(_look(n_done, process.pid))
        if process.returncode:
            raise RuntimeError(f"the batch ended with {process.returncode}")
    return looks


def main(arguments: Sequence[str]) -> int:
    """Soak, write the looks as CSV and print the first and the last; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--jobs", type=int, default=2000)
    parser.add_argument("-o", "--output", type=Path)
    asked = parser.parse_args(arguments)
    looks = soak(asked.jobs)
    if asked.output:
        with asked.output.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow([field.name for field in fields(Look)])
            writer.writerows(map(astuple, looks))
    for look in (looks[0], looks[len(looks) // 2], looks[-1]):
        print(look)
    print("most zombies at any look:", max(look.zombies for look in looks))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
