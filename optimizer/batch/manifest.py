"""Which jobs does a manifest ask for? Everything wrong with it is told at once.

What is wrong with the manifest stops the batch before it begins. What is wrong with an input
is that job's own affair: it fails, and the others go on.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import ValidationError

from optimizer.batch.job import Job, JobLimits, Option, is_name, slug
from optimizer.batch.manifest_rows import (
    MOST_JOBS,
    Row,
    Rows,
    folder_rows,
    is_scenario,
    read_rows,
    strange_character,
)
from optimizer.batch.verbs import RESERVED, VERBS, is_taken
from optimizer.findings import DataError, Finding, Place, Severity, suggestion

__all__ = ["OptionJudge", "read_manifest"]

OptionJudge = Callable[[str, str, Option], str]
"""Told verb, option and value; answers what is wrong with them, or nothing."""

_KEYS = ("name", "verb", "input", "options", "limits", "seeds")
_MOST_SEEDS = 10_000
_LONGEST_SEED = 18
"""Digits that a seed may have: more than any verb takes."""
_MOST_FINDINGS = 200


def read_manifest(
    source: Path | BinaryIO,
    *,
    spool: Path,
    judge: OptionJudge,
    defaults: Mapping[str, Any] | None = None,
) -> list[Job]:
    """Read the jobs of a manifest.

    Parameters
    ----------
    source : Path or binary stream
        A manifest, a folder of scenarios, a scenario, or a stream of JSON Lines.
    spool : Path
        Folder for scenario documents that stand in the manifest itself.
    judge : callable
        Who knows the verbs' options.
    defaults : mapping, optional
        What holds where neither a job nor the manifest's own defaults say anything: the
        keys of a job.

    Returns
    -------
    list of Job
        In the order of the manifest, with inputs as absolute paths.

    Raises
    ------
    DataError
        With everything that is wrong in it.

    Examples
    --------
    >>> jobs = read_manifest(
    ...     Path("instances/tiny"), spool=Path("out"), judge=lambda *_: "", defaults={"seeds": 2}
    ... )
    >>> [(job.name, job.options) for job in jobs]
    [('tiny~1', {'seed': 1}), ('tiny~2', {'seed': 2})]
    """
    rows = _rows(source, spool)
    told = [Row(Place("command line"), dict(defaults or {})), rows.defaults]
    base: dict[str, Any] = {}
    for row in told:
        if row is not None and _is_readable(row, rows):
            wrong = len(rows.findings)
            _judge_keys(row, rows, known=tuple(key for key in _KEYS if key != "name"))
            _judge_values(row, rows, judge)
            if len(rows.findings) == wrong:
                base = _merged(base, row.values)
    jobs: list[Job] = []
    if len(rows.jobs) > MOST_JOBS:
        rows.fault("F006", f"more than {MOST_JOBS} jobs")
    else:
        for row in rows.jobs:
            if len(rows.findings) > _MOST_FINDINGS:
                rows.fault("F043", "the rest of the manifest was not looked at")
                break
            jobs += _jobs(row, base, rows, judge)
    if not rows.jobs and not rows.findings:
        rows.fault("S303", "there is no job in it")
    _judge_names(jobs, rows)
    if any(finding.severity is Severity.ERROR for finding in rows.findings):
        raise DataError(rows.findings)
    return jobs


def _rows(source: Path | BinaryIO, spool: Path) -> Rows:
    if not isinstance(source, Path):
        return read_rows(source, spool)
    if is_scenario(source):
        row = Row(Place(str(source)), {"input": source.name})
        return Rows(source.resolve().parent, str(source), jobs=[row])
    return folder_rows(source) if source.is_dir() else read_rows(source, spool)


def _jobs(row: Row, base: Mapping[str, Any], rows: Rows, judge: OptionJudge) -> list[Job]:
    """The jobs of a row: one, or one for each seed."""
    if not _is_readable(row, rows):
        return []
    wrong = len(rows.findings)
    _judge_keys(row, rows, known=_KEYS)
    _judge_values(row, rows, judge, verb=base.get("verb", "solve"))
    values = _merged({"verb": "solve"} | dict(base), row.values)
    text = values.get("input")
    if not isinstance(text, str) or not text:
        _fault(rows, row, "input", "no input is given")
    if len(rows.findings) > wrong:
        return []
    path = _real(rows.base, text)
    options = dict(values.get("options", {}))
    for key in VERBS[values["verb"]].inputs & options.keys():
        options[key] = str(_real(rows.base, options[key]))
    name = values.get("name") or slug(path.stem if path.suffix else path.name)
    seeds = _seeds(values.pop("seeds", None))
    limits = JobLimits.model_validate(values.get("limits", {}))

    def job(name: str, group: str, more: dict[str, Option]) -> Job:
        return Job(
            name=name,
            verb=values["verb"],
            input=str(path),
            options=options | more,
            limits=limits,
            group=group,
        )

    if not seeds:
        return [job(name, "", {})]
    return [job(f"{name}~{seed}", name, {"seed": seed}) for seed in seeds]


def _is_readable(row: Row, rows: Rows) -> bool:
    """Whether all texts of a row could be names and words of a command line."""
    strange = strange_character(row.values)
    if strange:
        _fault(rows, row, "", f"no text may have the character U+{ord(strange):04X}")
    return not strange


def _real(base: Path, value: object) -> Path:
    """The absolute path that a value names; links in a circle are left to the job to tell."""
    return Path(os.path.realpath(base / str(value)))


def _judge_keys(row: Row, rows: Rows, known: tuple[str, ...]) -> None:
    for key in row.values:
        if key not in known:
            _fault(rows, row, key, "there is no such key", suggestion(key, known))
    for table in ("options", "limits"):
        if not isinstance(row.values.get(table, {}), dict):
            _fault(rows, row, table, "must be a table")
    for text in ("name", "verb", "input"):
        if not isinstance(row.values.get(text, ""), str | None):
            _fault(rows, row, text, "must be a text")


def _judge_values(row: Row, rows: Rows, judge: OptionJudge, verb: str = "solve") -> None:
    verb = row.values.get("verb", verb)
    name = row.values.get("name")
    if isinstance(name, str) and not is_name(name):
        _fault(rows, row, "name", f'"{name[:80]}" cannot name a folder', code="S304")
    if not isinstance(verb, str) or verb not in VERBS:
        _fault(rows, row, "verb", f'"{verb}" cannot be a job', suggestion(str(verb), VERBS))
        return
    options = row.values.get("options", {})
    for option, value in options.items() if isinstance(options, dict) else ():
        wrong = _wrong_option(verb, option, value, judge)
        if wrong:
            _fault(rows, row, f"options.{option}", wrong, code="S305")
    limits = row.values.get("limits", {})
    if isinstance(limits, dict):
        try:
            JobLimits.model_validate(limits)
        except ValidationError as error:
            for fault in error.errors():
                where = ".".join(map(str, ("limits", *fault["loc"])))
                key = str(fault["loc"][0]) if fault["loc"] else ""
                remedy = (
                    "" if key in JobLimits.model_fields else suggestion(key, JobLimits.model_fields)
                )
                _fault(rows, row, where, fault["msg"].lower(), remedy)
    if "seeds" in row.values:
        seeds = _seeds(row.values["seeds"])
        if seeds is None:
            _fault(rows, row, "seeds", "must be a number of seeds, or a list of whole numbers")
        elif judge(verb, "seed", 1):
            _fault(rows, row, "seeds", f"{verb} takes no seed")
        elif wrong := judge(verb, "seed", max(seeds, default=1)):
            _fault(rows, row, "seeds", wrong, code="S305")


def _wrong_option(verb: str, option: str, value: object, judge: OptionJudge) -> str:
    if option in RESERVED:
        return "is set by the batch itself"
    if option in VERBS[verb].refused:
        return "makes no result, and is no job"
    if not isinstance(value, str | int | float | bool):
        return "must be a text, a number or yes and no"
    if option in VERBS[verb].outputs:
        plain = isinstance(value, str) and value and Path(value).name == value
        if not plain or value in {"..", "."}:
            return "must be the plain name of a file"
        return "is the name of another file of the result" if is_taken(verb, str(value)) else ""
    return judge(verb, option, value)


def _judge_names(jobs: list[Job], rows: Rows) -> None:
    seen: set[str] = set()
    told: set[str] = set()
    for job in jobs:
        name = job.name.casefold()  # folders of other systems do not tell letters apart
        if name in seen and name not in told:
            told.add(name)
            rows.fault("S306", f'two jobs are called "{job.name}"')
        seen.add(name)


def _seeds(value: object) -> tuple[int, ...] | None:
    """Seeds, from their number, a list of them, or a text like 1,2,3 or 1|2|3."""
    if value is None:
        return ()
    if isinstance(value, str):
        parts = value.replace("|", ",").split(",")
        if not all(p.strip().isdecimal() and len(p.strip()) <= _LONGEST_SEED for p in parts):
            return None
        return tuple(dict.fromkeys(int(part) for part in parts))
    if isinstance(value, int) and not isinstance(value, bool):
        return tuple(range(1, value + 1)) if 1 <= value <= _MOST_SEEDS else None
    most = 10**_LONGEST_SEED
    if isinstance(value, list | tuple) and all(type(s) is int and 0 <= s < most for s in value):
        return tuple(dict.fromkeys(value)) or None
    return None


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        deeper = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = merged[key] | value if deeper else value
    return merged


def _fault(
    rows: Rows, row: Row, key: str, message: str, remedy: str = "", code: str = "S302"
) -> None:
    place = Place(row.place.source, row.place.row, key if key else row.place.column)
    if row.place.column:
        place = Place(row.place.source, row.place.row, f"{row.place.column}.{key}")
    rows.findings.append(Finding(code, message, place, remedy))
