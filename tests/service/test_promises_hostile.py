"""Does a hostile file harm anything? It is told, in a moment, and with little memory."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import socket
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from optimizer.cli.tables import as_csv
from optimizer.compare import compare
from optimizer.domain import Scenario
from optimizer.findings import DataError
from optimizer.formats import read_levels, read_plan, read_scenario, write_scenario
from optimizer.generate import read_recipe
from optimizer.plan import RoutePlan
from optimizer.report import write_report
from tests.rigs import hospital_day, hospital_plan, travel_of

TINY = Path(__file__).parents[2] / "instances" / "tiny"
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")


@pytest.fixture
def day(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINY, tmp_path / "day"))


def told(read: Callable[[Path], object], path: Path) -> str:
    with pytest.raises(DataError) as error:
        read(path)
    return str(error.value)


# ---------------------------------------------------------------- what is no ordinary file


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def loop(path: Path) -> None:
    path.symlink_to(path.name)


def nothing(path: Path) -> None:
    path.symlink_to("not-there.csv")


def unix_socket(path: Path) -> None:
    own = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(path.parent)  # the names of sockets are short
    try:
        own.bind(path.name)
    finally:
        os.chdir(here)
        own.close()


@pytest.mark.parametrize("make", [os.mkfifo, device, loop, nothing, unix_socket])
@pytest.mark.parametrize("name", ["orders.csv", "demand_history.csv", "scenario.toml"])
def test_entries_that_are_no_files(day: Path, make: Callable[[Path], None], name: str) -> None:
    (day / name).unlink(missing_ok=True)
    make(day / name)
    assert name in told(read_scenario, day)


READERS = [read_scenario, read_plan, read_levels, read_recipe]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("make", [os.mkfifo, device, loop, unix_socket])
def test_sources_that_are_no_files(
    tmp_path: Path, read: Callable[[Path], object], make: Callable[[Path], None]
) -> None:
    source = tmp_path / "source.json"
    make(source)
    assert "source.json" in told(read, source)


def test_a_link_to_what_is_no_table_is_not_followed(day: Path) -> None:
    """Whoever sends a folder must not learn from findings what other files hold."""
    secret = day.parent / "shadow"
    secret.write_text("root:hemligt\n", encoding="utf-8")
    (day / "orders.csv").unlink()
    (day / "orders.csv").symlink_to(secret)
    message = told(read_scenario, day)
    assert "error F003 orders.csv: it is a link to something else" in message
    assert "hemligt" not in message


def test_tables_may_be_shared_by_links(day: Path) -> None:
    before = read_scenario(day).value
    (day / "vehicles.csv").rename(day.parent / "fleet-2026.csv")
    (day / "vehicles.csv").symlink_to("../fleet-2026.csv")
    assert read_scenario(day).value == before


def test_an_entry_that_vanishes_while_it_is_read(
    day: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = Path.iterdir

    def vanishing(folder: Path) -> list[Path]:
        entries = list(listed(folder))
        (day / "orders.csv").unlink(missing_ok=True)
        return entries

    monkeypatch.setattr(Path, "iterdir", vanishing)
    assert "error F002 orders.csv" in told(read_scenario, day)


def test_a_sparse_file_is_not_read(tmp_path: Path) -> None:
    source = tmp_path / "day.json"
    with source.open("wb") as file:
        file.truncate(2**40)
    for read in READERS:
        assert "larger than" in told(read, source)


# ------------------------------------------------------------------------------- workbooks


def packed(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    path = tmp_path_factory.mktemp("book") / "day.xlsx"
    write_scenario(hospital_day(), path)
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def of_book(parts: dict[str, bytes]) -> str:
    with pytest.raises(DataError) as error:
        read_scenario(io.BytesIO(packed(parts)))
    return str(error.value)


def bomb(n_bytes: int) -> bytes:
    """A zip archive of a few kB that unpacks to so many zeros, and says less of its size."""
    data = packed({"xl/worksheets/sheet1.xml": bytes(n_bytes)})
    size = n_bytes.to_bytes(4, "little")
    assert data.count(size) == 2
    return data.replace(size, (1000).to_bytes(4, "little"))


def test_a_zip_bomb_is_refused_by_what_it_says(
    book: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit is lowered here, for unpacking what is refused takes memory to make."""
    monkeypatch.setattr("optimizer.formats.workbook_safety.MAX_UNPACKED_BYTES", 2**20)
    parts = book | {f"xl/media/{n}.png": bytes(2**17) for n in range(9)}
    assert "error F005" in of_book(parts)


def test_a_zip_bomb_that_lies_is_not_unpacked() -> None:
    with pytest.raises(DataError, match="error F013"):
        read_scenario(io.BytesIO(bomb(5_000_000)))


def test_thousands_of_parts_are_refused(book: dict[str, bytes]) -> None:
    assert "error F005" in of_book(book | {f"xl/{n}.xml": b"<a/>" for n in range(2100)})


ENTITIES = [
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
    b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
]


@pytest.mark.parametrize("declared", ENTITIES)
@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet2.xml", "[Content_Types].xml"]
)
def test_document_types_are_refused(book: dict[str, bytes], part: str, declared: bytes) -> None:
    xml = re.sub(rb"^(<\?xml[^>]*\?>)?", lambda found: found[0] + declared, book[part], count=1)
    assert "error F014" in of_book(book | {part: xml})
    wide = ("<?xml version='1.0' encoding='UTF-16'?>" + declared.decode() + "<a/>").encode("utf-16")
    assert "error F014" in of_book(book | {part: wide})


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "..\\..\\x", "xl/worksheets/../../../x.xml"]
)
def test_parts_of_other_places_are_not_written_anywhere(
    book: dict[str, bytes], name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_scenario(io.BytesIO(packed(book | {name: b"x"}))).value.name == "hospital-day"
    assert list(tmp_path.iterdir()) == []


def test_a_part_whose_checksum_is_wrong_is_told(book: dict[str, bytes]) -> None:
    data = packed(book)
    sheet = zlib.crc32(book["xl/worksheets/sheet2.xml"]).to_bytes(4, "little")
    with pytest.raises(DataError, match="error F013"):
        read_scenario(io.BytesIO(data.replace(sheet, b"\0\0\0\0")))


# --------------------------------------------------------------------------------- what we write


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_a_table_is_a_formula(formula: str) -> None:
    rows = as_csv(["plan", formula], [[formula, -1.5], [None, formula]])
    cells = [cell for row in csv.reader(io.StringIO(rows, newline="")) for cell in row]
    assert [cell for cell in cells if cell.startswith(tuple("=+@\t\r"))] == []
    assert [cell for cell in cells if cell.startswith("-")] == ["-1.5"]
    day = hospital_day()
    table = compare(day, travel_of(day), {"a": hospital_plan(), formula: hospital_plan()}).to_csv()
    heads = next(csv.reader(io.StringIO(table, newline="")))
    assert not [head for head in heads if head.startswith(formula[0])]


@pytest.mark.parametrize(
    "vehicle", ["..", ".", "../../x", "a/b", "a\\b", "CON", "x" * 80, "å" * 80]
)
def test_ids_do_not_lead_out_of_the_folder(vehicle: str, tmp_path: Path) -> None:
    day, plan = hospital_day(), hospital_plan()
    own = day.vehicles[0].id
    try:
        day = Scenario.model_validate_json(
            day.model_dump_json().replace(f'"{own}"', f'"{vehicle}"')
        )
    except ValidationError:
        assert set("/\\") & set(vehicle)
        return
    plan = RoutePlan.model_validate_json(plan.model_dump_json().replace(f'"{own}"', f'"{vehicle}"'))
    files = write_report(day, travel_of(day), plan, tmp_path / "report")
    inside = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert {path.resolve() for path in files} == inside
    assert {path.parent.name for path in inside} == {"report", "manifests"}
