"""What is on the page of a batch? Counts, what failed and why, the best seeds, every job.

Jobs come as plain values: this room knows no batch, and no batch knows HTML.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from optimizer.report.batch_tables import (
    ToldJob,
    best_table,
    failed_table,
    jobs_table,
    state_name,
)
from optimizer.report.frame import Banner, Frame
from optimizer.report.headline import Tile
from optimizer.report.levels_page import Filter
from optimizer.report.page import TableView, table_view
from optimizer.report.text import Language

__all__ = ["BatchPage", "Lane", "batch_page"]

_MOST_ROWS = 5000
_MOST_BARS = 1500


@dataclass(frozen=True, slots=True)
class Bar:
    """A job in the picture of when it ran: left and width in percent."""

    left: float
    width: float
    style: str
    title: str


@dataclass(frozen=True, slots=True)
class Lane:
    """Jobs that ran one after another."""

    name: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class BatchPage(Frame):
    """The whole page."""

    lanes: tuple[Lane, ...]
    span: str
    failed: TableView
    best: TableView | None
    jobs: TableView
    cut: str
    filters: tuple[Filter, ...]


def batch_page(
    name: str, jobs: Sequence[ToldJob], best: Mapping[str, ToldJob], say: Language
) -> BatchPage:
    """Everything the page of a batch shows.

    Parameters
    ----------
    name : str
        Name of the batch.
    jobs : sequence of ToldJob
        What became of each job.
    best : mapping of str to ToldJob
        The cheapest of each scenario's seeds.
    say : Language
        Language of the reader.

    Returns
    -------
    BatchPage
        The view that ``batch.html`` renders.

    Examples
    --------
    >>> batch_page("tonight", [], {}, Language("sv")).title
    'Körning tonight'
    """
    failed = [job for job in jobs if job.state != "done"]
    ran = [job for job in jobs if job.host]
    shown = jobs[:_MOST_ROWS]
    table = table_view(jobs_table(shown, say), say)
    cut = ""
    if len(shown) < len(jobs):
        cut = say.text(
            "The first {shown} of {total} jobs; the journal has them all.",
            shown=say.number(len(shown)),
            total=say.number(len(jobs)),
        )
    lanes = _lanes(ran, say) if len(ran) <= _MOST_BARS else ()
    states = tuple(sorted({row[1].text for row in table.rows}))
    contents = [("failed", say.text("Not done"))]
    contents += [("lanes", say.text("When they ran"))] if lanes else []
    contents += [("best", say.text("Best of several seeds"))] if best else []
    title = say.text("Batch {name}", name=name)
    return BatchPage(
        title=title,
        name=title,
        day=say.day(max(job.end for job in jobs).date()) if jobs else "",
        description="",
        banners=_banners(failed, say),
        tiles=_tiles(jobs, failed, _span(ran, say), say),
        source=(),
        contents=(*contents, ("levels", say.text("Jobs"))),
        lanes=lanes,
        span=_span(ran, say),
        failed=table_view(failed_table(failed[:_MOST_ROWS], say), say),
        best=table_view(best_table(best, say), say) if best else None,
        jobs=table,
        cut=cut,
        filters=(Filter(1, say.text("State"), states),),
    )


def _banners(failed: Sequence[ToldJob], say: Language) -> tuple[Banner, ...]:
    if not failed:
        return ()
    return (
        Banner(
            say.plural("{n} job is not done.", "{n} jobs are not done.", len(failed)),
            say.text("The others are not affected. Run the batch again to try these again."),
            bad=True,
            link="failed",
            link_text=say.text("See what happened"),
        ),
    )


def _tiles(
    jobs: Sequence[ToldJob], failed: Sequence[ToldJob], span: str, say: Language
) -> tuple[Tile, ...]:
    n_done = len(jobs) - len(failed)
    costs = [job.cost_sek for job in jobs if job.cost_sek is not None]
    wall = sum(job.seconds for job in jobs)
    memory = max((job.memory_mb or 0.0 for job in jobs), default=0.0)
    return (
        Tile(say.text("Jobs"), say.number(len(jobs)), span),
        Tile(
            say.text("Done"),
            say.number(n_done),
            say.percent(n_done / len(jobs)) if jobs else "",
            "worse" if failed else "better",
        ),
        Tile(say.text("Time of all jobs"), say.duration(wall), _per_job(wall, jobs, say)),
        Tile(say.text("Most memory of a job"), f"{say.number(memory)}\u00a0MiB"),
        Tile(say.text("Cost of all results"), say.money(sum(costs)) if costs else "–"),
    )


def _per_job(wall: float, jobs: Sequence[ToldJob], say: Language) -> str:
    return say.text("{n} s a job", n=say.number(wall / len(jobs), 1)) if jobs else ""


def _span(jobs: Sequence[ToldJob], say: Language) -> str:
    if not jobs:
        return ""
    began = min(_began(job) for job in jobs)
    ended = max(job.end for job in jobs)
    return f"{began:%H:%M:%S}–{ended:%H:%M:%S} UTC, {say.duration((ended - began).total_seconds())}"


def _began(job: ToldJob) -> dt.datetime:
    return job.end - dt.timedelta(seconds=job.seconds)


def _lanes(jobs: Sequence[ToldJob], say: Language) -> tuple[Lane, ...]:
    """Jobs in as few rows as ran side by side, machine by machine."""
    if not jobs:
        return ()
    first = min(_began(job) for job in jobs)
    whole = max((max(job.end for job in jobs) - first).total_seconds(), 1e-3)
    rows: list[tuple[str, list[ToldJob]]] = []
    for job in sorted(jobs, key=_began):
        free = (row for host, row in rows if host == job.host and row[-1].end <= _began(job))
        row = next(free, None)
        if row is None:
            rows.append((job.host, [job]))
        else:
            row.append(job)
    lanes = [
        Lane(
            host,
            tuple(
                Bar(
                    left=round(100 * (_began(job) - first).total_seconds() / whole, 3),
                    width=round(max(100 * job.seconds / whole, 0.05), 3),
                    style="handling" if job.state == "done" else "overtime",
                    title=f"{job.name}: {state_name(job, say)}, {say.number(job.seconds, 1)} s",
                )
                for job in row
            ),
        )
        for host, row in rows
    ]
    return tuple(sorted(lanes, key=lambda lane: lane.name))
