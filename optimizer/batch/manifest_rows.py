"""What does a manifest say, before anything of it is believed? Rows of plain values.

TOML (``[defaults]`` and ``[[jobs]]``), CSV (a heading for each dotted name), JSON Lines (an
object a line: a job, or a scenario document itself), or a folder of scenarios. Each row
knows where it stands, so that what is wrong can be told there.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from optimizer.files import write_atomically
from optimizer.findings import Finding, Place

__all__ = [
    "LONGEST_LINE",
    "MOST_JOBS",
    "Row",
    "Rows",
    "folder_rows",
    "is_scenario",
    "read_rows",
    "strange_character",
    "typed",
]

MOST_JOBS = 1_000_000
"""Most jobs of a manifest."""
LONGEST_LINE = 64 * 2**20
"""Longest line of JSON Lines, and largest TOML or CSV manifest. [bytes]"""
_SETTINGS = "scenario.toml"
_DOCUMENTS = (".json", ".xlsx")
_SCENARIO_KEYS = frozenset({"sites", "orders"})
_TABLES = ("options", "limits")
_TEXTS = ("name", "verb", "input")
"""What stays a text in CSV, whatever it looks like: hospitals have numbers, days dates."""


@dataclass(frozen=True)
class Row:
    """A job as it was written.

    Parameters
    ----------
    place : Place
        File and row.
    values : dict
        Keys and values.
    """

    place: Place
    values: dict[str, Any]


@dataclass
class Rows:
    """What a manifest says.

    Parameters
    ----------
    base : Path
        Folder that inputs are relative to.
    source : str
        Name of the manifest.
    defaults : Row or None
        What holds for all jobs that do not say otherwise.
    jobs : list of Row
        The jobs.
    findings : list of Finding
        What is wrong so far.
    """

    base: Path
    source: str
    defaults: Row | None = None
    jobs: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def fault(self, code: str, message: str, place: Place | None = None, remedy: str = "") -> None:
        """Note something wrong."""
        self.findings.append(Finding(code, message, place or Place(self.source), remedy))


def is_scenario(path: Path) -> bool:
    """Whether a path is a scenario itself, by its name."""
    if path.is_dir():
        return (path / _SETTINGS).is_file()
    return path.suffix.lower() in _DOCUMENTS


def folder_rows(folder: Path) -> Rows:
    """A folder of scenarios: each folder of tables, each document, each workbook in it."""
    rows = Rows(folder, str(folder))
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if is_scenario(path) and not path.name.startswith((".", "~")):
            rows.jobs.append(Row(Place(str(folder)), {"input": path.name}))
    return rows


def read_rows(source: Path | BinaryIO, spool: Path) -> Rows:
    """Rows of a manifest.

    Parameters
    ----------
    source : Path or binary stream
        A ``.toml``, ``.csv``, ``.jsonl`` or ``.ndjson`` file; a stream is JSON Lines.
    spool : Path
        Folder where scenario documents that stand in the manifest are kept as files.

    Returns
    -------
    Rows
        With findings where something cannot be read.
    """
    if not isinstance(source, Path):
        rows = Rows(Path.cwd(), "-")
        _take_lines(source, rows, spool)
        return rows
    rows = Rows(source.resolve().parent, source.name)
    suffix = source.suffix.lower()
    try:
        if suffix in (".jsonl", ".ndjson"):
            with source.open("rb") as stream:
                _take_lines(stream, rows, spool)
        elif suffix in (".toml", ".csv"):
            with source.open("rb") as stream:
                data = stream.read(LONGEST_LINE + 1)
            if len(data) > LONGEST_LINE:
                rows.fault("F005", f"the manifest is larger than {LONGEST_LINE // 2**20} MB")
            else:
                (_take_toml if suffix == ".toml" else _take_csv)(data.decode("utf-8-sig"), rows)
        else:
            rows.fault("S301", f'manifests are not read from "{suffix}" files')
    except FileNotFoundError:
        rows.fault("F002", "no file or folder is there", Place(str(source)))
    except OSError as error:
        rows.fault("F003", f"cannot be read: {error.strerror}", Place(str(source)))
    except UnicodeDecodeError as error:
        rows.fault("F007", f"byte {error.start + 1} is no UTF-8", Place(rows.source))
    return rows


def _take_toml(text: str, rows: Rows) -> None:
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        rows.fault("F009", f"no TOML: {error}")
        return
    lines = [n for n, line in enumerate(text.splitlines(), 1) if _is_heading(line)]
    jobs = document.pop("jobs", [])
    defaults = document.pop("defaults", {})
    for key in document:
        rows.fault(
            "S302", "there is no such key", Place(rows.source, None, key), "Use defaults and jobs."
        )
    if isinstance(defaults, dict):
        rows.defaults = Row(Place(rows.source, None, "defaults"), defaults)
    else:
        rows.fault("S302", "must be a table", Place(rows.source, None, "defaults"))
    if not isinstance(jobs, list) or not all(isinstance(job, dict) for job in jobs):
        rows.fault("S302", "must be tables: [[jobs]]", Place(rows.source, None, "jobs"))
        return
    known = lines if len(lines) == len(jobs) else [None] * len(jobs)
    rows.jobs += [Row(Place(rows.source, line), job) for line, job in zip(known, jobs, strict=True)]


def _is_heading(line: str) -> bool:
    return "".join(line.partition("#")[0].split()) == "[[jobs]]"


def _take_csv(text: str, rows: Rows) -> None:
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    try:
        table = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        rows.fault("F009", f"no CSV: {error}")
        return
    if not table:
        rows.fault("F008", "the manifest is empty")
        return
    heading = [cell.strip() for cell in table[0]]
    for name in {name for name in heading if heading.count(name) > 1}:
        rows.fault("F025", "a heading is there twice", Place(rows.source, 1, name))
    for number, cells in enumerate(table[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(heading):
            rows.fault("F026", "more cells than headings", Place(rows.source, number))
        values: dict[str, Any] = {}
        for name, cell in zip(heading, cells, strict=False):
            if cell.strip():
                _put(values, name, cell.strip() if name in _TEXTS else typed(cell.strip()))
        rows.jobs.append(Row(Place(rows.source, number), values))


def _put(values: dict[str, Any], name: str, value: Any) -> None:
    table, dot, key = name.partition(".")
    if dot and table in _TABLES:
        known = values.setdefault(table, {})
        if isinstance(known, dict):  # else a heading of its own gave it a value: that is told
            known[key] = value
    else:
        values[name] = value


def typed(cell: str) -> Any:
    """A cell as the value that it looks like."""
    words = {"yes": True, "true": True, "no": False, "false": False}
    if cell.casefold() in words:
        return words[cell.casefold()]
    for kind in (int, float):
        try:
            return kind(cell)
        except ValueError:
            continue
    return cell


def strange_character(values: dict[str, Any]) -> str:
    r"""The first character that no file can be named with, nor a word typed; or nothing.

    Examples
    --------
    >>> strange_character({"input": "Mölndal", "options": {"start": "a\x00"}})
    '\x00'
    """
    waiting: list[Any] = [values]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += [*value, *value.values()]
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str):
            for character in value:
                if unicodedata.category(character) in {"Cc", "Cs"}:
                    return character
    return ""


def _take_lines(stream: BinaryIO, rows: Rows, spool: Path) -> None:
    for number, line in _lines(stream):
        place = Place(rows.source, number)
        if len(line) > LONGEST_LINE:
            rows.fault("F005", f"the line is longer than {LONGEST_LINE // 2**20} MB", place)
            return
        try:
            values = json.loads(line)
        except (ValueError, RecursionError) as error:
            rows.fault("F009", f"no JSON: {error}", place)
            continue
        if not isinstance(values, dict):
            rows.fault("S302", "a line must be an object: a job or a scenario", place)
            continue
        if values.keys() >= _SCENARIO_KEYS:
            values = {"scenario": values}
        if isinstance(values.get("scenario"), dict):
            document = values.pop("scenario")
            values.setdefault("name", document.get("name"))
            values["input"] = str(_keep(document, spool))
        rows.jobs.append(Row(place, values))


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    lines: Iterable[bytes] = iter(lambda: stream.readline(LONGEST_LINE + 1), b"")
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield number, line


def _keep(document: dict[str, Any], spool: Path) -> Path:
    """Keep a scenario document as a file, named for what it says."""
    data = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    name = hashlib.sha256(data.encode("utf-8", "surrogatepass")).hexdigest()[:20]
    path = spool / f"{name}.json"
    if not path.exists():
        spool.mkdir(parents=True, exist_ok=True)
        write_atomically(path, data.encode("utf-8", "backslashreplace"))
    return path.resolve()
