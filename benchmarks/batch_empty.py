"""How many jobs does one supervisor get through, and what does each cost it? Jobs that do nothing.

``python -m benchmarks.batch_empty --jobs 4000`` runs that many jobs in one batch, whose command
writes an empty result and ends, and tells jobs a second, processor time of the supervisor and
of the fork server with its jobs, the supervisor's memory on the way, and the size of the journal.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.batch_soak import held_mb
from optimizer.batch.attempt import Supervisor
from optimizer.batch.executor import LocalExecutor
from optimizer.batch.growing import GrowingFile
from optimizer.batch.job import FINAL, Job, Record, State
from optimizer.batch.journal import journal_path
from optimizer.batch.launcher import launcher
from optimizer.batch.place import Workplace
from optimizer.batch.run import Batch

__all__ = ["empty", "main"]

_ROOT = Path(__file__).resolve().parent.parent
_TINY = _ROOT / "instances" / "tiny"
_MODULE = "benchmarks.batch_empty"
_LOOKS = (0.1, 0.5, 1.0)
"""Shares of the jobs after which the supervisor's memory is looked at."""


def empty() -> None:
    """The command of a job: an empty plan and a summary, as ``solve`` would leave them."""
    words = sys.argv[1:]
    Path(words[words.index("--output") + 1]).write_text("{}", encoding="utf-8")
    sys.stdout.write(json.dumps({"cost_total": 0.0}))


def main(arguments: Sequence[str]) -> int:
    """Measure and print; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--jobs", type=int, default=4000)
    n_jobs = parser.parse_args(arguments).jobs
    jobs = [Job(name=f"j{n}", verb="solve", input=str(_TINY)) for n in range(n_jobs)]
    looks = {round(share * n_jobs) for share in _LOOKS}
    ended = 0

    def tell(record: Record, _before: bool) -> None:  # noqa: FBT001 - a listener has one form
        nonlocal ended
        if record.state in FINAL:
            ended += 1
            if record.state is not State.DONE:
                raise RuntimeError(f"{record.job}: {record.why}")
            if ended in looks:
                print(f"after {ended} jobs: supervisor {held_mb('self'):.1f} MB")

    with tempfile.TemporaryDirectory() as name:
        place = Workplace(Path(name))
        stop = threading.Event()
        starter = launcher([_MODULE])
        supervisor = Supervisor(starter, f"{_MODULE}:empty", "empty", stop)
        executor = LocalExecutor(starter, supervisor, place, stop)
        began = time.monotonic()
        own = _cpu_s(resource.RUSAGE_SELF)
        with GrowingFile(journal_path(place.folder)) as journal:
            batch = Batch(
                jobs,
                (),
                record=supervisor.record,
                executor=executor,
                workplace=place,
                journal=journal,
                listener=tell,
            )
            batch.run(lambda: False)
        seconds = time.monotonic() - began
        own = _cpu_s(resource.RUSAGE_SELF) - own
        executor.close()
        theirs = _cpu_s(resource.RUSAGE_CHILDREN)
        size = journal_path(place.folder).stat().st_size
    print(
        f"{n_jobs} empty jobs: {n_jobs / seconds:.0f} a second; processor time of a job, "
        f"supervisor {1000 * own / n_jobs:.1f} ms, fork server and job "
        f"{1000 * theirs / n_jobs:.1f} ms; journal {size / n_jobs:.0f} bytes a job"
    )
    return 0


def _cpu_s(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
