"""What is kept of an answer better than the best published? The plan, for anybody to check.

``benchmarks/results/<family>/<instance>.txt`` is the plan in the DIMACS-12 challenge's form, and
``benchmarks/results/<family>.csv`` one line each. An answer is kept when, read back from the file
written, it is legal by the instance's own file and better than the published value by more than
that may be rounded: some are printed with six digits. Of families whose convention was met by
proven optima alone: elsewhere a better value may be one of another problem.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.engines.answer import Answer
from benchmarks.instance import AnyInstance, InventoryInstance
from benchmarks.readers.irp_solutions import read_solution, solution_text
from benchmarks.results import Result
from benchmarks.verify_inventory import verify_inventory
from models.inventory_routing.milp_amounts import settle
from models.inventory_routing.problem import InventoryRoutingSolution

__all__ = ["RESULTS", "Record", "below", "keeper", "read_records"]

RESULTS = Path(__file__).parent / "results"
"""Where records are kept."""
_FAMILIES = ("irp_dimacs", "irp_abls_single")
_DIGITS = 6
_COLUMNS = (
    "instance", "published", "found", "gap_percent", "seed", "time_limit_s", "jobs", "seconds",
    "version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Record:
    """A value below the published one.

    Parameters
    ----------
    instance : str
        Its name.
    published, found : float
        Best published value, and ours.
    gap_percent : float
        How far ours lies above it: negative. [%]
    seed : int
        Seed.
    time_limit_s : float or None
        Wall time given. [s]
    jobs : int
        Cores given.
    seconds : float
        Wall time used. [s]
    version : str
        Of the engine.
    """

    instance: str
    published: float
    found: float
    gap_percent: float
    seed: int
    time_limit_s: float | None
    jobs: int
    seconds: float
    version: str


def below(objective: float, published: float) -> bool:
    """Whether a value is better than a published one by more than six digits may hide.

    Examples
    --------
    >>> below(19162.3, 19162.4), below(19162.36, 19162.4), below(105554.8, 105555.0)
    (True, False, False)
    """
    unit = 10.0 ** (math.floor(math.log10(abs(published))) + 1 - _DIGITS) if published else 0.0
    return objective < published - 0.5 * max(unit, 0.01) - 1e-9


def keeper(
    load: Callable[[str], AnyInstance], folder: Path = RESULTS
) -> Callable[[Result, AnyInstance, Answer], None]:
    """What keeps records while a suite is run.

    Parameters
    ----------
    load : callable
        Reads an instance from its file again.
    folder : Path
        Where they are kept.

    Returns
    -------
    callable
        Given a result, its instance and the answer, writes both files if it is a record, and
        better than the one that is there.
    """

    def keep(result: Result, instance: AnyInstance, answer: Answer) -> None:
        solution, published = answer.solution, instance.best_known
        if not isinstance(instance, InventoryInstance) or published is None:
            return
        if instance.family not in _FAMILIES:
            return
        if not isinstance(solution, InventoryRoutingSolution) or result.objective is None:
            return
        records = read_records(folder / f"{instance.family}.csv")
        former = records.get(instance.name)
        best = published if former is None else former.found
        if not below(result.objective, best):
            return
        text = _whole_text(instance, solution, result)
        again = load(f"{instance.family}/{instance.name}")
        path = folder / instance.family / f"{instance.name}.txt"
        found = _verified(again, text, path)
        if found is None or not below(found, best):
            return
        records[instance.name] = Record(
            instance=instance.name,
            published=published,
            found=round(found, 2),
            gap_percent=round(100 * (found - published) / abs(published), 4),
            seed=result.seed,
            time_limit_s=result.time_limit_s,
            jobs=result.jobs,
            seconds=round(result.seconds, 1),
            version=result.version,
        )
        _write(path, text)
        _write(folder / f"{instance.family}.csv", _table(records))

    return keep


def _whole_text(
    instance: InventoryInstance, solution: InventoryRoutingSolution, result: Result
) -> str:
    """The plan's text; amounts are set anew on its routes where they are not whole."""
    try:
        return solution_text(instance, solution, processor=result.machine, seconds=result.seconds)
    except ValueError:
        whole = settle(instance.problem, solution.routes)
        return solution_text(instance, whole, processor=result.machine, seconds=result.seconds)


def _verified(instance: AnyInstance, text: str, path: Path) -> float | None:
    """Cost of what is written, judged from the instance's own file; None where it is illegal."""
    draft = path.with_suffix(".draft")
    _write(draft, text)
    try:
        solution, told = read_solution(draft)
    finally:
        draft.unlink()
    if not isinstance(instance, InventoryInstance):
        return None
    found = verify_inventory(instance, solution).objective
    return found if found is not None and abs(found - told) < 0.01 else None


def read_records(path: Path) -> dict[str, Record]:
    """Records of a family by the instance's name; none where there is no file.

    Parameters
    ----------
    path : Path
        The family's table.

    Returns
    -------
    dict of str to Record
        In the order of the file.
    """
    if not path.is_file():
        return {}
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
    return {
        row["instance"]: Record(
            instance=row["instance"],
            published=float(row["published"]),
            found=float(row["found"]),
            gap_percent=float(row["gap_percent"]),
            seed=int(row["seed"]),
            time_limit_s=float(row["time_limit_s"]) if row["time_limit_s"] else None,
            jobs=int(row["jobs"]),
            seconds=float(row["seconds"]),
            version=row["version"],
        )
        for row in rows
    }


def _table(records: dict[str, Record]) -> str:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(_COLUMNS)
    for name in sorted(records):
        cells = (getattr(records[name], column) for column in _COLUMNS)
        rows.writerow("" if cell is None else cell for cell in cells)
    return text.getvalue()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
