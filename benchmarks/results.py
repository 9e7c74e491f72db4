"""What is written down of a run, and how is it not lost? One CSV row an answer, appended.

A file of results only grows. Whoever runs a suite into it again skips what is there already;
a last line that was cut off is dropped first. Where pyarrow is installed, a copy in Parquet
can be written of it.
"""

from __future__ import annotations

import csv
import importlib
import io
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Self, get_type_hints

from benchmarks.engines.answer import Trajectory

__all__ = [
    "BenchmarkError",
    "Journal",
    "Key",
    "Result",
    "Verdict",
    "read_results",
    "write_parquet",
]

Key = tuple[str, str, int, float | None, int | None, int, str]
"""Instance, engine, seed, limits in seconds and iterations, jobs, version."""

_MOST_POINTS = 200


class BenchmarkError(ValueError):
    """A file or a wish that the harness cannot do anything with."""


class Verdict(StrEnum):
    """What became of an engine's answer."""

    OK = "ok"
    """Verified."""
    NONE = "none"
    """It found nothing."""
    ILLEGAL = "illegal"
    """It breaks a rule, says the verification."""
    CRASHED = "crashed"
    """The process failed."""
    OVERRUN = "overrun"
    """It was killed after its time."""
    UNSUPPORTED = "unsupported"
    """It cannot express the instance, and says so."""


@dataclass(frozen=True)
class Result:
    """One engine's answer to one instance, verified.

    Parameters
    ----------
    started : str
        When, in UTC.
    family, instance : str
        The set, and the name in it.
    n_tasks : int
        Size.
    engine, version : str
        Who answered.
    seed : int
        Seed.
    time_limit_s : float or None
        Wall time given. [s]
    iteration_limit : int or None
        Iterations given to each process.
    jobs : int
        Cores given.
    verdict : Verdict
        What became of it; only ``ok`` counts.
    reason : str
        Why it does not count, in words.
    objective : float or None
        By our own verification.
    best_known : float or None
        Best published.
    proven : bool
        Whether that is optimal.
    gap : float or None
        How far the objective lies above the best known, as a share of it. [-]
    bound : float or None
        Lower bound that the engine proved.
    bound_gap : float or None
        How far the objective lies above the bound, as a share of the objective. [-]
    seconds : float
        Wall time used. [s]
    iterations : int or None
        Iterations done.
    n_routes, n_left_out : int or None
        Routes, and tasks left out.
    peak_mb : float or None
        Most memory held. [MiB]
    machine, python : str
        Processor, cores and system; Python.
    trajectory : Trajectory
        Seconds and objective of each improvement, thinned to 200.
    """

    started: str
    family: str
    instance: str
    n_tasks: int
    engine: str
    version: str
    seed: int
    time_limit_s: float | None
    iteration_limit: int | None
    jobs: int
    verdict: Verdict
    reason: str = ""
    objective: float | None = None
    best_known: float | None = None
    proven: bool = False
    gap: float | None = None
    bound: float | None = None
    bound_gap: float | None = None
    seconds: float = 0.0
    iterations: int | None = None
    n_routes: int | None = None
    n_left_out: int | None = None
    peak_mb: float | None = None
    machine: str = ""
    python: str = ""
    trajectory: Trajectory = ()

    @property
    def name(self) -> str:
        """Family and name: what identifies an instance among all."""
        return f"{self.family}/{self.instance}"

    @property
    def key(self) -> Key:
        """What makes it needless to run it again."""
        return (
            self.name,
            self.engine,
            self.seed,
            self.time_limit_s,
            self.iteration_limit,
            self.jobs,
            self.version,
        )

    @property
    def counts(self) -> bool:
        """Whether there is a verified answer."""
        return self.verdict is Verdict.OK and self.objective is not None


_COLUMNS = tuple(field.name for field in fields(Result))
_KINDS: dict[str, Any] = get_type_hints(Result)


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return repr(value)
    return " ".join(str(value).split())


def _points_written(points: Trajectory) -> str:
    step = max(1, -(-len(points) // (_MOST_POINTS - 1)))
    kept = [*points[:-1:step], *points[-1:]]
    return ";".join(f"{seconds:.3f}:{objective!r}" for seconds, objective in kept)


def _row(result: Result) -> list[str]:
    return [
        _points_written(result.trajectory)
        if name == "trajectory"
        else _written(getattr(result, name))
        for name in _COLUMNS
    ]


def _parsed(name: str, text: str) -> object:
    kind = _KINDS[name]
    if name == "trajectory":
        pairs = (point.split(":") for point in text.split(";") if point)
        return tuple((float(seconds), float(objective)) for seconds, objective in pairs)
    if kind is bool:
        return text == "yes"
    if text == "" and kind is not str:
        return None
    if kind in (str, int, float, Verdict):
        return kind(text)
    return float(text) if kind == float | None else int(text)


def _result(row: Sequence[str]) -> Result:
    values: dict[str, Any] = {
        name: _parsed(name, text) for name, text in zip(_COLUMNS, row, strict=True)
    }
    return Result(**values)


def read_results(path: Path) -> list[Result]:
    """Results of a file.

    Parameters
    ----------
    path : Path
        CSV as :class:`Journal` writes it; a last line that was cut off is passed over.

    Returns
    -------
    list of Result
        In the order in which they were run.

    Raises
    ------
    BenchmarkError
        If it cannot be read, or is something else.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BenchmarkError(f"{path} cannot be read: {error}") from None
    whole = text[: text.rfind("\n") + 1]
    rows = list(csv.reader(io.StringIO(whole)))
    if not rows:
        return []
    if tuple(rows[0]) != _COLUMNS:
        raise BenchmarkError(f"{path} holds no results: its columns are others")
    results = []
    for number, row in enumerate(rows[1:], start=2):
        try:
            results.append(_result(row))
        except (ValueError, TypeError) as error:
            raise BenchmarkError(f"{path}, line {number}: {error}") from None
    return results


class Journal:
    """A file of results that only grows. Use it in a ``with`` block.

    Parameters
    ----------
    path : Path
        Created with its folder where it is not there.

    Raises
    ------
    BenchmarkError
        If there is something else at that path.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.results = read_results(path) if path.exists() else []
        self.done = {result.key for result in self.results}
        if path.exists():
            content = path.read_bytes()
            os.truncate(path, content.rfind(b"\n") + 1)
        self._file = path.open("a", encoding="utf-8", newline="")
        if self._file.tell() == 0:
            self._append(_COLUMNS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._file.close()

    def append(self, result: Result) -> None:
        """Write a result down; when this returns it is on disk."""
        self._append(_row(result))
        self.results.append(result)
        self.done.add(result.key)

    def _append(self, cells: Iterable[str]) -> None:
        # One write for the whole line: what interrupts it can only cut it off.
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(cells)
        self._file.write(line.getvalue())
        self._file.flush()
        os.fsync(self._file.fileno())


def write_parquet(results: Sequence[Result], path: Path) -> bool:
    """Write results as Parquet too, where pyarrow is installed.

    Parameters
    ----------
    results : sequence of Result
        What to write.
    path : Path
        Overwritten.

    Returns
    -------
    bool
        Whether it was written.
    """
    try:
        pa: Any = importlib.import_module("pyarrow")
        pq: Any = importlib.import_module("pyarrow.parquet")
    except ModuleNotFoundError:
        return False
    columns: dict[str, Any] = {
        name: [getattr(result, name) for result in results] for name in _COLUMNS
    }
    columns["verdict"] = [str(verdict) for verdict in columns["verdict"]]
    points = pa.list_(pa.struct([("seconds", pa.float64()), ("objective", pa.float64())]))
    columns["trajectory"] = pa.array(
        [
            [{"seconds": seconds, "objective": objective} for seconds, objective in trajectory]
            for trajectory in columns["trajectory"]
        ],
        type=points,
    )
    pq.write_table(pa.table(columns), path)
    return True
