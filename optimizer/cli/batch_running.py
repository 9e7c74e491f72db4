"""How does a batch come together: journal, executor, jobs, and who is told?"""

from __future__ import annotations

import datetime as dt
import functools
import os
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from optimizer.cli.interrupts import Interrupts

if TYPE_CHECKING:
    from optimizer.batch.executor import Executor
    from optimizer.batch.job import Job
    from optimizer.batch.journal import Shard
    from optimizer.batch.place import Workplace
    from optimizer.batch.run import Ended, Listener

__all__ = ["ENTRY", "modules_of", "run_jobs"]

ENTRY = "optimizer.cli.main:run"
"""What a job runs: the command itself."""
_COMMON = ("optimizer.cli.main", "optimizer.cli.tables", "optimizer.formats")
_KERNELS = "models.routing.ruin:prepare"
_MODULES = {
    "solve": (
        *("optimizer.cli.solve", "optimizer.service.day"),
        *("models.routing.with_pyvrp", "models.routing.pool"),
        *("pyvrp", "pulp", "highspy", "networkx"),
    ),
    "levels": (
        *("optimizer.cli.levels", "optimizer.service.levels", "optimizer.service.simulation"),
        *("optimizer.report", "openpyxl", "jinja2", "babel.numbers"),
    ),
    "horizon": (
        *("optimizer.cli.horizon", "optimizer.service.horizon"),
        *("models.routing.with_pyvrp", "models.routing.pool"),
        *("pyvrp", "pulp", "highspy", "networkx", "optimizer.report"),
        "optimizer.service.loops:prepare_for_days",
    ),
    "replenish": (
        *("optimizer.cli.replenishing", "optimizer.cli.level_summary"),
        "optimizer.service.replenishment",
    ),
}


def modules_of(jobs: Sequence[Job]) -> list[str]:
    """What the jobs' verbs import, and what makes ready what they share.

    Kernels are loaded once for all jobs, and made where this machine has none yet, which takes
    a minute; else every job would.
    """
    from optimizer.batch.verbs import VERBS

    verbs = sorted({job.verb for job in jobs})
    names = [*_COMMON, *(module for verb in verbs for module in _MODULES[verb])]
    if any(VERBS[verb].takes_jobs for verb in verbs):
        names.append(_KERNELS)
    return names


def run_jobs(
    jobs: Sequence[Job],
    workplace: Workplace,
    listener: Listener,
    interrupts: Interrupts,
    *,
    shard: Shard | None = None,
    n_cores: int | None = None,
    scheduler: str | None = None,
) -> Ended:
    """Run jobs on this machine, or on the workers of a scheduler.

    Parameters
    ----------
    jobs : sequence of Job
        What is to be done.
    workplace : Workplace
        Where results go.
    listener : callable
        Told of every record.
    interrupts : Interrupts
        Who may end it.
    shard : (int, int), optional
        Which part of the batch this is.
    n_cores : int, optional
        Cores that jobs share here.
    scheduler : str, optional
        Address of Dask's scheduler.

    Returns
    -------
    Ended
        What became of them.

    Raises
    ------
    DataError
        If the journal cannot be written, or there is no scheduler.
    """
    from optimizer.batch.attempt import Supervisor
    from optimizer.batch.executor import LocalExecutor
    from optimizer.batch.growing import GrowingFile
    from optimizer.batch.journal import journal_path, last_of_each, read_journals
    from optimizer.batch.launcher import launcher
    from optimizer.batch.run import Batch

    run = f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}-{os.urandom(3).hex()}"
    records, _findings = read_journals(workplace.folder)
    known = {(r.job, r.key) for r in last_of_each(records).values() if r.state == "done"}
    stop = threading.Event()
    starter = launcher(modules_of(jobs))
    supervisor = Supervisor(starter, ENTRY, run, stop)
    with GrowingFile(journal_path(workplace.folder, shard)) as journal:
        if shard is None:
            workplace.clear()
        executor: Executor
        if scheduler is None:
            executor = LocalExecutor(starter, supervisor, workplace, stop, n_cores)
        else:
            from optimizer.batch.dask_executor import DaskExecutor

            executor = DaskExecutor(scheduler, modules_of(jobs), ENTRY, run, workplace)
        try:
            return Batch(
                jobs,
                known,
                record=functools.partial(supervisor.record),
                executor=executor,
                workplace=workplace,
                journal=journal,
                listener=listener,
            ).run(lambda: interrupts.received is not None)
        finally:
            executor.close()
