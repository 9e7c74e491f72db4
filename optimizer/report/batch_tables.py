"""Which tables does the page of a batch show, and what does it know of a job?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from optimizer.report.table import Cell, Column, Kind, Table
from optimizer.report.text import N_, Language

__all__ = ["ToldJob", "best_table", "failed_table", "jobs_table", "state_name"]

_NAMES = {
    "waiting": N_("not begun"),
    "running": N_("under way"),
    "retrying": N_("to be tried again"),
    "done": N_("done"),
    "stopped": N_("stopped at its time"),
    "interrupted": N_("interrupted"),
    "failed": N_("failed"),
    "crashed": N_("crashed"),
    "overrun": N_("overrun"),
    "memory": N_("out of memory"),
    "lost": N_("lost"),
}


@dataclass(frozen=True, slots=True)
class ToldJob:
    """What became of a job.

    Parameters
    ----------
    name, group, verb, state, why, path, host : str
        As in the journal.
    end : datetime
        When it ended.
    seconds, cpu_s : float
        Wall and processor time. [s]
    memory_mb : float or None
        Most memory. [MiB]
    cost_sek : float or None
        Cost of what was found. [SEK]
    attempt : int
        Which attempt it was.
    findings : str
        Codes of findings.
    """

    name: str
    group: str
    verb: str
    state: str
    why: str
    path: str
    host: str
    end: dt.datetime
    seconds: float
    cpu_s: float
    memory_mb: float | None
    cost_sek: float | None
    attempt: int
    findings: str


def state_name(job: ToldJob, say: Language) -> str:
    """What became of a job, in the reader's words."""
    return say.text(_NAMES[job.state]) if job.state in _NAMES else job.state


def jobs_table(jobs: Sequence[ToldJob], say: Language) -> Table:
    """Every job with its figures."""
    columns = (
        Column(say.text("Job")),
        Column(say.text("State")),
        Column(say.text("Verb")),
        Column(say.text("Attempt"), Kind.COUNT),
        Column(say.text("Seconds"), Kind.DECIMAL),
        Column(say.text("Memory, MiB"), Kind.COUNT),
        Column(say.text("Cost"), Kind.MONEY),
        Column(say.text("Findings")),
        Column(say.text("Folder")),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            job.name,
            state_name(job, say),
            job.verb,
            job.attempt,
            job.seconds,
            job.memory_mb,
            job.cost_sek,
            job.findings,
            job.path,
        )
        for job in jobs
    )
    return Table("jobs", say.text("Jobs"), columns, rows, say.text("No jobs."))


def failed_table(jobs: Sequence[ToldJob], say: Language) -> Table:
    """Jobs that are not done, and why."""
    columns = (
        Column(say.text("Job")),
        Column(say.text("State")),
        Column(say.text("What happened")),
        Column(say.text("Findings")),
        Column(say.text("Folder")),
    )
    rows = tuple((job.name, state_name(job, say), job.why, job.findings, job.path) for job in jobs)
    return Table("failed", say.text("Not done"), columns, rows, say.text("Every job is done."))


def best_table(best: Mapping[str, ToldJob], say: Language) -> Table:
    """The cheapest of each scenario's seeds."""
    columns = (
        Column(say.text("Scenario")),
        Column(say.text("Job")),
        Column(say.text("Cost"), Kind.MONEY),
        Column(say.text("Folder")),
    )
    rows = tuple((name, job.name, job.cost_sek, job.path) for name, job in best.items())
    return Table("best", say.text("Best of several seeds"), columns, rows)
