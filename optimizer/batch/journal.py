"""What has a batch done so far? A journal of JSON lines, valid after every line.

Each shard of a batch has a journal of its own, and all of them are read together. The last
line of a job tells what became of it, unless whoever wrote it is gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from optimizer.batch.growing import is_held, whole_lines
from optimizer.batch.job import FINAL, Record, State
from optimizer.findings import Finding, Place

__all__ = ["Shard", "Status", "journal_path", "last_of_each", "read_journals", "status_of"]

_STEM = "journal"
_SHARD = re.compile(rf"{_STEM}-(\d{{1,7}})of(\d{{1,7}})\.jsonl")
_GONE = "whoever ran the batch is gone"
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


@dataclass(frozen=True)
class Status:
    """How far a batch has come.

    Parameters
    ----------
    records : list of Record
        The last word on each job. What was under way when its run ended is lost.
    findings : list of Finding
        What is wrong with its journals.
    is_running : bool
        Whether anybody is at work on it.
    missing : list of (int, int)
        Shards that have not begun: which part of how many.
    """

    records: list[Record]
    findings: list[Finding]
    is_running: bool
    missing: list[Shard]


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
    for path in _journals(folder):
        records += _read(path, findings)
    records.sort(key=lambda record: record.at)
    return records, findings


def last_of_each(records: Iterable[Record]) -> dict[str, Record]:
    """The last word on each job, by name, in the order of their first."""
    last: dict[str, Record] = {}
    for record in records:
        last[record.job] = record
    return last


def status_of(folder: Path) -> Status:
    """How far a batch has come, while it runs or afterwards.

    Parameters
    ----------
    folder : Path
        Output of the batch.

    Returns
    -------
    Status
        Of all its shards together.
    """
    records: list[Record] = []
    findings: list[Finding] = []
    living: set[str] = set()
    is_running = False
    paths = _journals(folder)
    for path in paths:
        held = is_held(path)  # before it is read: what ends in between has its last word there
        told = _read(path, findings)
        records += told
        is_running |= held
        if held and told:
            living.add(told[-1].run)
    records.sort(key=lambda record: record.at)
    last = [_as_it_is(record, living) for record in last_of_each(records).values()]
    return Status(last, findings, is_running, _missing(paths))


def _as_it_is(record: Record, living: set[str]) -> Record:
    """The record, unless it tells of something under way in a run that is gone."""
    if record.state in FINAL or record.state is State.WAITING or record.run in living:
        return record
    return record.with_(state=State.LOST, why=_GONE)


def _journals(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"{_STEM}*.jsonl"))


def _missing(paths: Iterable[Path]) -> list[Shard]:
    """Shards that others speak of, and that have no journal."""
    found = {(int(m[1]), int(m[2])) for path in paths if (m := _SHARD.fullmatch(path.name))}
    parts = sorted({n_parts for _part, n_parts in found})
    return [(part, n) for n in parts for part in range(1, n + 1) if (part, n) not in found]


def _read(path: Path, findings: list[Finding]) -> list[Record]:
    records: list[Record] = []
    try:
        data = path.read_bytes()
    except OSError as error:
        findings.append(Finding("F003", f"cannot be read: {error.strerror}", Place(str(path))))
        return []
    for number, line in enumerate(whole_lines(data).splitlines(), start=1):
        try:
            records.append(Record.model_validate_json(line))
        except ValidationError:
            findings.append(Finding("S308", "no record of a job", Place(path.name, number)))
    return records
