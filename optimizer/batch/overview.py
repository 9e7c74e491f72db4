"""How does a batch look as a page? One file, that loads nothing, beside the journal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from optimizer.batch.job import Record
from optimizer.batch.summary import best_of, codes_in_words
from optimizer.files import write_atomically

__all__ = ["write_overview"]


def write_overview(records: Sequence[Record], path: Path, lang: str = "en") -> None:
    """Write the overview of a batch.

    Parameters
    ----------
    records : sequence of Record
        The last word on each job.
    path : Path
        The page; the folder it lies in names the batch.
    lang : {"en", "sv"}
        Its language.

    Raises
    ------
    DataError
        F004 if it cannot be written.
    """
    from optimizer.report.batch_page import batch_page
    from optimizer.report.batch_tables import ToldJob
    from optimizer.report.render import page_html
    from optimizer.report.text import Language

    def told(record: Record) -> ToldJob:
        return ToldJob(
            name=record.job,
            group=record.group,
            verb=record.verb,
            state=str(record.state),
            why=record.why,
            path=record.path,
            host=record.host,
            end=record.at,
            seconds=record.seconds or 0.0,
            cpu_s=record.cpu_s or 0.0,
            memory_mb=record.memory_mb,
            cost_sek=record.cost_sek,
            attempt=record.attempt,
            findings=codes_in_words(record.findings),
        )

    say = Language(lang)
    best = {name: told(record) for name, record in best_of(records).items()}
    page = batch_page(path.resolve().parent.name, [told(r) for r in records], best, say)
    write_atomically(path, page_html(page, "batch", say).encode())
