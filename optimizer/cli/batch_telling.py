"""What does a batch say while it runs, and at its end?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from optimizer.cli.live import LiveLine
from optimizer.cli.tables import as_csv, as_json, write_rows
from optimizer.cli.talk import Talk, write_data

if TYPE_CHECKING:
    from optimizer.batch import Record, Summary
    from optimizer.batch.journal import Shard
    from optimizer.batch.place import Workplace
    from optimizer.batch.run import Ended

__all__ = ["Teller", "tell_missing", "tell_summary"]

_OVERVIEW = "overview.html"
_MOST_ROWS = 50
_MOST_SHARDS = 20


def tell_summary(talk: Talk, summary: Summary) -> None:
    """Say the counts, and the best of each scenario's seeds."""
    jobs = "1 job" if summary.n_jobs == 1 else f"{summary.n_jobs} jobs"
    talk.say(f"{jobs}: {summary.in_words()}.")
    for name, record in summary.best.items():
        talk.say(f"Best of {name}: {record.job}, {record.cost_sek:,.2f} SEK.")


def tell_missing(talk: Talk, missing: Sequence[Shard]) -> None:
    """Say which shards have not begun."""
    if missing:
        shown = ", ".join(f"{part}/{parts}" for part, parts in missing[:_MOST_SHARDS])
        more = ", …" if len(missing) > _MOST_SHARDS else ""
        talk.say(f"Shards that have not begun: {shown}{more}.")


class Teller(LiveLine):
    """Listener of a batch. Use it in a ``with`` block, and close it with what came of it.

    Parameters
    ----------
    talk : Talk
        How to speak.
    workplace : Workplace
        Where results are.
    n_jobs : int
        Jobs in all.
    form : {"table", "json", "csv", "jsonl"}
        Form of the data.
    """

    def __init__(self, talk: Talk, workplace: Workplace, n_jobs: int, form: str) -> None:
        super().__init__(talk)
        self._workplace = workplace
        self._n_jobs = n_jobs
        self._form = form
        self._n_over = 0
        self._n_bad = 0

    def __call__(self, record: Record, there_before: bool) -> None:  # noqa: FBT001
        """Tell of a record."""
        from optimizer.batch.job import FINAL, GOOD

        if record.state in FINAL:
            self._n_over += 1
            if self._form == "jsonl":
                self._write_line(record, there_before=there_before)
            if record.state not in GOOD:
                self._n_bad += 1
        if record.why and record.state not in GOOD:
            self._talk.say(f"{record.job}: {record.state}: {record.why}")
        bad = f", {self._n_bad} failed" if self._n_bad else ""
        self.show(f"{self._n_over} of {self._n_jobs} jobs{bad}; {record.job} {record.state}")

    def close(self, ended: Ended, names: Sequence[str], lang: str, *, is_part: bool) -> Summary:
        """Tell what came of it, write the overview, and give the summary.

        Of a part of a batch, its own jobs are told; the overview has those of all parts.
        """
        from optimizer.batch.journal import status_of
        from optimizer.batch.overview import write_overview
        from optimizer.batch.summary import COLUMNS, job_rows, summarise

        now = status_of(self._workplace.folder)
        last = {record.job: record for record in now.records}
        records = [last[name] for name in names if name in ended.names]
        summary = summarise(records)
        shown = now.records if is_part else [last[name] for name in names if name in last]
        write_overview(shown, self._workplace.folder / _OVERVIEW, lang)
        if self._form == "json":
            jobs = [record.model_dump(mode="json", exclude_defaults=True) for record in records]
            write_data(as_json(summary.as_dict() | {"n_skipped": ended.n_skipped, "jobs": jobs}))
        elif self._form == "csv":
            write_data(as_csv(COLUMNS, job_rows(records)))
        elif self._form == "table":
            self._write_table(records)
        tell_summary(self._talk, summary)
        left = ended.n_jobs - len(records)
        there = f"{ended.n_skipped} were there before; " if ended.n_skipped else ""
        rest = f"{left} not begun; " if left else ""
        self._talk.say(
            f"{there}{rest}{ended.seconds:.1f} s. Overview: {self._workplace.folder / _OVERVIEW}"
        )
        return summary

    def _write_table(self, records: list[Record]) -> None:
        """All jobs where they are few; otherwise those that are not done."""
        from optimizer.batch.job import GOOD
        from optimizer.batch.summary import COLUMNS, job_rows

        shown = records
        if len(records) > _MOST_ROWS:
            shown = [record for record in records if record.state not in GOOD][:_MOST_ROWS]
        write_rows(COLUMNS, job_rows(shown), "table", None)

    def _write_line(self, record: Record, *, there_before: bool) -> None:
        line = record.model_dump(mode="json", exclude_defaults=True)
        if there_before:
            line["there_before"] = True
        line["result"] = self._result(record)
        write_data(json.dumps(line, ensure_ascii=False) + "\n")

    def _result(self, record: Record) -> object:
        from optimizer.batch.verbs import VERBS

        if not record.path:
            return None
        path = self._workplace.folder / record.path / VERBS[record.verb].result
        try:
            return json.loads(path.read_bytes())
        except (OSError, ValueError):
            return None
