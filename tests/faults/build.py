"""How is a faulty input made? A coherent day is written, then one thing of it is spoilt."""

from __future__ import annotations

import csv
import functools
import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optimizer.domain import Scenario
from optimizer.formats import scenario_to_json, write_scenario
from tests.rigs import amend, hospital_day, hospital_plan

__all__ = [
    "Builder",
    "Fault",
    "book_cell",
    "book_part",
    "cell",
    "day",
    "fault",
    "file_bytes",
    "file_text",
    "folder",
    "in_book",
    "in_json",
    "json_text",
    "no_file",
    "single",
]

Builder = Callable[[Path], Path]


@dataclass(frozen=True)
class Fault:
    """A faulty input, and codes that must be told of it, among others perhaps."""

    build: Builder
    codes: frozenset[str]


def fault(build: Builder, *codes: str) -> Fault:
    """A fault with the codes that must be told of it."""
    return Fault(build, frozenset(codes))


def day() -> Scenario:
    """The shared day with its plan as baseline: every table but the travel graph's."""
    return amend(hospital_day(), baseline=hospital_plan())


@functools.cache
def _written(name: str) -> dict[str, bytes]:
    """Files of the day in one format, written once."""
    with tempfile.TemporaryDirectory() as tmp:
        target = Path(tmp) / name
        write_scenario(day(), target)
        paths = list(target.iterdir()) if target.is_dir() else [target]
        return {path.name: path.read_bytes() for path in paths}


def folder(tmp: Path) -> Path:
    """The day as a folder of tables."""
    target = tmp / "day"
    target.mkdir()
    for name, data in _written("day").items():
        (target / name).write_bytes(data)
    return target


def file_text(name: str, change: Callable[[str], str]) -> Builder:
    """Change the text of one file of the folder."""
    return file_bytes(name, lambda data: change(data.decode("utf-8-sig")).encode())


def file_bytes(name: str, change: Callable[[bytes], bytes]) -> Builder:
    """Change the bytes of one file of the folder; a new file starts empty."""

    def build(tmp: Path) -> Path:
        path = folder(tmp) / name
        path.write_bytes(change(path.read_bytes() if path.exists() else b""))
        return path.parent

    return build


def no_file(name: str) -> Builder:
    """Take one file out of the folder."""

    def build(tmp: Path) -> Path:
        path = folder(tmp) / name
        path.unlink()
        return path.parent

    return build


def cell(table: str, row: int, column: str, value: str) -> Builder:
    """Change one cell of a CSV table; rows count from the heading, which is 1."""

    def change(text: str) -> str:
        cells = list(csv.reader(io.StringIO(text), delimiter=";"))
        cells[row - 1][cells[0].index(column)] = value
        written = io.StringIO()
        csv.writer(written, delimiter=";").writerows(cells)
        return written.getvalue()

    return file_text(f"{table}.csv", change)


def single(name: str, data: bytes | Callable[[], bytes]) -> Builder:
    """One file with just these bytes."""

    def build(tmp: Path) -> Path:
        path = tmp / name
        path.write_bytes(data if isinstance(data, bytes) else data())
        return path

    return build


def in_json(path: str, value: Any) -> Builder:
    """Set one value of the JSON document; a path walks keys and positions."""

    def build(tmp: Path) -> Path:
        document = json.loads(scenario_to_json(day()))
        *steps, last = path.split(".")
        part = document
        for step in steps:
            part = part[int(step) if step.isdigit() else step]
        part[int(last) if last.isdigit() else last] = value
        target = tmp / "day.json"
        target.write_text(json.dumps(document), encoding="utf-8")
        return target

    return build


def json_text(change: Callable[[str], str]) -> Builder:
    """Change the text of the JSON document."""
    return single("day.json", lambda: change(scenario_to_json(day())).encode())


def _book(tmp: Path) -> Path:
    target = tmp / "day.xlsx"
    target.write_bytes(_written("day.xlsx")["day.xlsx"])
    return target


def in_book(change: Callable[[Any], None]) -> Builder:
    """Change the workbook, opened with openpyxl."""

    def build(tmp: Path) -> Path:
        import openpyxl

        target = _book(tmp)
        book = openpyxl.load_workbook(target)
        change(book)
        book.save(target)
        return target

    return build


def book_cell(table: str, row: int, column: str, value: Any) -> Builder:
    """Set one cell of the workbook."""

    def change(book: Any) -> None:
        sheet = book[table]
        headings = [heading.value for heading in sheet[1]]
        sheet.cell(row, headings.index(column) + 1).value = value

    return in_book(change)


def book_part(name: str, change: Callable[[bytes], bytes], *, times: int = 1) -> Builder:
    """Change one packed part of the workbook, or add it, more than once where asked."""

    def build(tmp: Path) -> Path:
        target = _book(tmp)
        with zipfile.ZipFile(target) as archive:
            parts = {part: archive.read(part) for part in archive.namelist()}
        parts[name] = change(parts.get(name, b""))
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, data in parts.items():
                for i in range(times if part == name else 1):
                    archive.writestr(part if not i else f"{part}.{i}", data)
        return target

    return build
