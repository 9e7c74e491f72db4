"""How are results kept, and not lost? A CSV file that only grows, and a copy in Parquet.

Each result is on disk before the next run begins. Whoever runs a suite into a file again
skips what is there already; a last line that was cut off is dropped first.
"""

from __future__ import annotations

import csv
import importlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from types import TracebackType
from typing import Any, Self, get_type_hints

from benchmarks.engines.answer import Trajectory
from benchmarks.results import BenchmarkError, Result, Verdict
from optimizer.batch.growing import GrowingFile

__all__ = ["Journal", "read_results", "write_parquet"]

_MOST_POINTS = 200
_COLUMNS = tuple(field.name for field in fields(Result))
_KINDS: dict[str, Any] = get_type_hints(Result)


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return repr(float(value))  # numpy's own say more than the number
    return " ".join(str(value).split())


def _points_written(points: Trajectory) -> str:
    step = max(1, -(-len(points) // (_MOST_POINTS - 1)))
    kept = [*points[:-1:step], *points[-1:]]
    return ";".join(f"{seconds:.3f}:{float(objective)!r}" for seconds, objective in kept)


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
    rows = list(csv.reader(io.StringIO(text[: text.rfind("\n") + 1])))
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
        self.results = read_results(path) if path.exists() else []
        self.done = {result.key for result in self.results}
        self._file = GrowingFile(path)
        if self._file.is_empty:
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
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(cells)
        self._file.append(line.getvalue())


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
