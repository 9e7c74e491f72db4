"""What has a batch done so far? A journal of JSON lines, valid after every line.

Each shard of a batch has a journal of its own, and all of them are read together. The last
line of a job tells what became of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from optimizer.batch.growing import whole_lines
from optimizer.batch.job import Record
from optimizer.findings import Finding, Place

__all__ = ["Shard", "journal_path", "last_of_each", "read_journals"]

_STEM = "journal"
Shard = tuple[int, int]
"""Which part of how many, from 1."""


def journal_path(folder: Path, shard: Shard | None = None) -> Path:
    """The journal of a batch, or of one of its shards.

    Examples
    --------
    >>> journal_path(Path("out"), (2, 5)).name
    'journal-2of5.jsonl'
    """
    part = "" if shard is None else f"-{shard[0]}of{shard[1]}"
    return folder / f"{_STEM}{part}.jsonl"


def read_journals(folder: Path) -> tuple[list[Record], list[Finding]]:
    """Every line of every journal of a batch, oldest first.

    Parameters
    ----------
    folder : Path
        Output of the batch.

    Returns
    -------
    records : list of Record
        What is told; a last line that was cut off is passed over.
    findings : list of Finding
        S308 for each line that is no record.
    """
    records: list[Record] = []
    findings: list[Finding] = []
    for path in sorted(folder.glob(f"{_STEM}*.jsonl")):
        try:
            data = path.read_bytes()
        except OSError as error:
            findings.append(Finding("F003", f"cannot be read: {error.strerror}", Place(str(path))))
            continue
        for number, line in enumerate(whole_lines(data).splitlines(), start=1):
            try:
                records.append(Record.model_validate_json(line))
            except ValidationError:
                findings.append(Finding("S308", "no record of a job", Place(path.name, number)))
    records.sort(key=lambda record: record.at)
    return records, findings


def last_of_each(records: Iterable[Record]) -> dict[str, Record]:
    """The last word on each job, by name, in the order of their first."""
    last: dict[str, Record] = {}
    for record in records:
        last[record.job] = record
    return last
