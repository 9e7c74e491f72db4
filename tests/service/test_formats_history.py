"""How is a demand history read, tolerated, refused and written, in each of its three forms?"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.domain import Scenario
from optimizer.findings import DataError
from optimizer.formats import (
    history_csv,
    history_json,
    history_rows,
    read_scenario,
    scenario_sha256,
    scenario_to_json,
    workbook_write,
    write_scenario,
)
from optimizer.history import DemandHistory
from optimizer.ward_stores import StockSettings, WardItem
from tests.rigs import hospital_day

NAME = "demand_history.csv"
GOOD = """\
ward;item;date;pieces;stock_out
Åvd 1;0412;2026-11-20;4;no
Åvd 1;0412;2026-11-21;0;yes
Bvd;x;2026-11-19;12;no
"""


def history() -> DemandHistory:
    return DemandHistory.from_rows(
        ["Bvd", "Åvd 1"],
        ["0412", "x"],
        dt.date(2026, 11, 19),
        ward=[1, 1, 0],
        item=[0, 0, 1],
        day=[1, 2, 0],
        pieces=[4, 0, 12],
        stock_out=[False, True, False],
    )


def scenario(of: DemandHistory | None) -> Scenario:
    return hospital_day().model_copy(update={"demand_history": of})


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose history is written by each test."""
    folder = tmp_path_factory.mktemp("history") / "day"
    write_scenario(hospital_day(), folder)
    return folder


def read(folder: Path, table: str | bytes) -> tuple[DemandHistory | None, list[str]]:
    """The history that a table makes, and what was tolerated."""
    data = table if isinstance(table, bytes) else table.encode()
    (folder / NAME).write_bytes(data)
    found = read_scenario(folder)
    return found.value.demand_history, [str(f) for f in found.findings]


def faults(folder: Path, table: str | bytes) -> str:
    with pytest.raises(DataError) as error:
        read(folder, table)
    return "\n".join(str(f) for f in error.value.findings)


def test_what_is_written_is_what_was_read(day: Path, tmp_path: Path) -> None:
    assert read(day, GOOD) == (history(), [])
    write_scenario(scenario(history()), tmp_path / "out")
    lines = (tmp_path / "out" / NAME).read_bytes().decode("utf-8-sig").splitlines()
    assert lines == [
        "ward;item;date;pieces;stock_out",
        "Bvd;x;2026-11-19;12;no",
        *GOOD.splitlines()[1:3],
    ]


def test_a_history_that_is_no_longer_there_leaves_no_table(tmp_path: Path) -> None:
    write_scenario(scenario(history()), tmp_path / "out")
    write_scenario(scenario(None), tmp_path / "out")
    assert not (tmp_path / "out" / NAME).exists()


@pytest.mark.parametrize("rows", ["", "\n;;;\n"])
def test_headings_alone_are_no_history(day: Path, rows: str) -> None:
    assert read(day, "ward;item;date;pieces\n" + rows)[0] is None


TOLERATED: dict[str, str | bytes] = {
    "": "\n".join(GOOD.splitlines()),
    "note F050 demand_history.csv: read as Windows-1252": GOOD.encode("cp1252"),
    "note F050 demand_history.csv: read as UTF-16": GOOD.encode("utf-16"),
    "note F051 demand_history.csv: read with commas": GOOD.replace(";", ","),
    "note F051 demand_history.csv: read with tabs": GOOD.replace(";", "\t"),
    "note F051 demand_history.csv: read with '!'": "sep=!\r\n" + GOOD.replace(";", "!"),
    "note F052 demand_history.csv:2 pieces: '4,0' was read as 4.0": GOOD.replace(";4;", ";4,0;"),
    "note F056 demand_history.csv:2 date: '20261120' was read as 2026-11-20": GOOD.replace(
        "2026-11-20", "20261120"
    ),
    "note F056 demand_history.csv:2 date: '261120' was read as 2026-11-20": GOOD.replace(
        "2026-11-20", "261120"
    ),
    "note F056 demand_history.csv:2 date: '2026-11-20 00:00:00' was read as 2026-11-20, and 2": (
        GOOD.replace(";0;", " 00:00:00;0;")
        .replace(";4;", " 00:00:00;4;")
        .replace("19;", "19 00:00:00;")
    ),
    "note F057 demand_history.csv:1 Stock Out: read as stock_out": GOOD.replace(
        "stock_out", "Stock Out"
    ),
    "note F058 demand_history.csv:1: 2 rows were skipped": "Uttag\n\nfrån 2026\n" + GOOD,
    "note F059 demand_history.csv:3: an empty row was skipped, and 1": GOOD.replace(
        "no\n", "no\n\n", 1
    )
    + ";;;;\n",
    "note F060 demand_history.csv:2 ward: ' Åvd 1 ' was read as 'Åvd 1'": GOOD.replace(
        "Åvd 1;", " Åvd 1 ;", 1
    ),
    "note F061 demand_history.csv:2 stock_out: 'nej' was read as no, and 1 more": GOOD.replace(
        "no\n", "nej\n"
    ),
    "note F061 demand_history.csv:3 stock_out: 'JA' was read as yes": GOOD.replace("yes", "JA"),
    "warning F062 demand_history.csv: a row has fewer cells than headings": GOOD.replace(
        "4;no", "4", 1
    ),
    "note F065 demand_history.csv: a row was added to another of the same ward, item and day": (
        GOOD.replace(";4;no\n", ";3;no\nÅvd 1;0412;2026-11-20;1;no\n")
    ),
}


@pytest.mark.parametrize("note", TOLERATED)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_is_tolerated_is_read_and_noted(day: Path, note: str, end: str) -> None:
    table = TOLERATED[note]
    if end != "\n":
        if isinstance(table, bytes):
            return
        table = table.replace("\r\n", "\n").replace("\n", end)
    found, notes = read(day, table)
    assert found == history()
    assert len(notes) == (1 if note else 0), notes
    assert notes == [] or notes[0].startswith(note)


def test_thousands_are_set_apart(day: Path) -> None:
    table = GOOD.replace(";4;", ";1 204;").replace(";12;", ";1\u00a0012;")
    found, notes = read(day, table)
    assert found is not None
    assert sorted(found.pieces.tolist()) == [0, 1012, 1204]
    assert notes[0].startswith("note F053 demand_history.csv:2 pieces: '1 204' was read as 1204")


FAULTS: dict[str, str | bytes] = {
    "error F024 demand_history.csv:1 peices: there is no column 'peices'. Did you mean": (
        GOOD.replace("pieces", "peices")
    ),
    "error F023 demand_history.csv:1 pieces: the column is missing": GOOD.replace("pieces", "x"),
    "error F025 demand_history.csv:1 date: the column is given twice": GOOD.replace(
        "stock_out", "date"
    ),
    "error F030 demand_history.csv:2 item: the value is missing. Give": GOOD.replace("0412", "", 1),
    "error F030 demand_history.csv:2 item: the value is missing (2 rows)": GOOD.replace("0412", ""),
    "error F031 demand_history.csv:2 pieces: 'four' is not a number": GOOD.replace(";4;", ";four;"),
    "error F032 demand_history.csv:2 pieces: 4.5 is not a whole number": GOOD.replace(
        ";4;", ";4.5;"
    ),
    "error F033 demand_history.csv:3 stock_out: 'perhaps' is neither yes nor no": GOOD.replace(
        "yes", "perhaps"
    ),
    "error F035 demand_history.csv:4 date: '2026-02-30' is not a date": GOOD.replace(
        "2026-11-19", "2026-02-30"
    ),
    "error F037 demand_history.csv:2 pieces: -4 is outside the range: it must be at least 0": (
        GOOD.replace(";4;", ";4-;")
    ),
    "error F037 demand_history.csv:2 pieces: 4000000000 is outside": GOOD.replace(
        ";4;", ";4000000000;"
    ),
    "error F039 demand_history.csv:2 ward: '/Åvd 1' is not a name that can be": (
        GOOD.replace("Åvd 1", "/Åvd 1")
    ),
    "error F026 demand_history.csv:4: 'more' stands in a column without a heading": GOOD.replace(
        "12;no", "12;no;more"
    ),
    "error F026 demand_history.csv:2: 'more' stands in a column without a heading": GOOD.replace(
        "4;no", "4;no;;;more"
    ),
    "error F026 demand_history.csv:4: the row has more cells than there are headings": GOOD.replace(
        "12;no", "12;no;;;more"
    ),
    "error F009 demand_history.csv:4: a quote is not closed": GOOD.replace("Bvd", '"Bvd'),
    "error F009 demand_history.csv:1: '\u00a4' cannot stand between cells": "sep=\u00a4\n"
    + GOOD.replace(";", "\u00a4"),
    "error F007 demand_history.csv:2: the file is not text": GOOD.replace("Åvd", "\x00", 1),
    "error F008 demand_history.csv: the file is empty": b"\n",
    "error F008 demand_history.csv: the table has no headings": b";;;\n",
    "error F044 demand_history.csv: 2000000000 pieces of one day": GOOD.replace(
        ";4;no\n", ";1000000000;no\n\u00c5vd 1;0412;2026-11-20;1000000000;no\n"
    ),
}


@pytest.mark.parametrize("told", FAULTS)
def test_faults(day: Path, told: str) -> None:
    assert told in faults(day, FAULTS[told])


def test_of_many_faults_some_are_told(day: Path) -> None:
    table = "ward;item;date;pieces\n" + "".join(f"A;x;{n};many {n}\n" for n in range(2000))
    told = faults(day, table).splitlines()
    assert len(told) == 201
    assert told[-1].startswith("error F043 demand_history.csv: there may be more")


def test_of_the_same_fault_in_many_rows_one_is_told(day: Path) -> None:
    table = "ward;item;date;pieces\n" + "A;x;2026-11-21;many\n" * 2000
    assert faults(day, table) == (
        "error F031 demand_history.csv:2 pieces: 'many' is not a number (2000 rows). "
        "Write a number such as 1250 or 0.5, without a unit."
    )


def test_rows_beyond_the_limit(day: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_csv, "MAX_HISTORY_ROWS", 2)
    assert "error F006 demand_history.csv:1: there are more than 2 rows" in faults(day, GOOD)


def test_chunks_make_no_difference(day: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f"w{n % 3};i{n % 7};2026-11-{1 + n % 29:02d};{n};no" for n in range(500)]
    table = "\n".join(["ward;item;date;pieces;stock_out", *rows])
    whole = read(day, table)
    monkeypatch.setattr(history_csv, "_CHUNK", 13)
    monkeypatch.setattr(history_rows, "_CHUNK", 17)
    monkeypatch.setattr(history_json, "_PORTION", 19)
    assert read(day, table) == whole
    parts = scenario(whole[0])
    for name in ("out", "out.json"):
        write_scenario(parts, day.parent / name)
        assert read_scenario(day.parent / name).value == parts


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 12), st.text('";\n\r,\t 0å-\x00#', max_size=4))
def test_damage_is_told_or_tolerated(at: int, length: int, put: str) -> None:
    from optimizer.formats.gather import Gatherer
    from optimizer.formats.history_columns import history_of

    gatherer = Gatherer()
    table = (GOOD[:at] + put + GOOD[at + length :]).encode()
    found = history_csv.history_csv_cells(table, NAME, gatherer)
    made = None if found is None else history_of(found, gatherer)
    assert made is None or not gatherer.failed
    assert made is not None or gatherer.failed or len(table.splitlines()) < 3


# ------------------------------------------------------------------------------- workbook


def test_a_sheet_holds_texts_numbers_and_dates_alike(tmp_path: Path) -> None:
    import openpyxl

    target = tmp_path / "day.xlsx"
    write_scenario(scenario(history()), target)
    book = openpyxl.load_workbook(target)
    sheet = book["demand_history"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1] == ("Bvd", "x", "2026-11-19", 12, "no")
    sheet["C2"] = dt.date(2026, 11, 19)
    sheet["C3"] = 20261120
    sheet["D3"] = 4.0
    sheet["E2"] = False
    book.save(target)
    found = read_scenario(target)
    assert found.value.demand_history == history()
    assert [f.code for f in found.findings] == ["F056"]


def test_faults_on_a_sheet_have_their_row(tmp_path: Path) -> None:
    import openpyxl

    target = tmp_path / "day.xlsx"
    write_scenario(scenario(history()), target)
    book = openpyxl.load_workbook(target)
    sheet = book["demand_history"]
    sheet["D2"] = "=1+1"
    sheet["D3"] = -4
    sheet["F4"] = "more"
    sheet["C4"] = True
    book.save(target)
    with pytest.raises(DataError) as error:
        read_scenario(target)
    told = [str(f).split(":", 1)[1].split(".")[0] for f in error.value.findings]
    assert "2: the cell D2 holds a formula" in told
    assert "3 pieces: -4 is outside the range: it must be at least 0" in told
    assert "4: 'more' stands in a column without a heading" in told
    assert "4 date: true is not a date" in told


def test_a_sheet_has_a_last_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_write, "MAX_SHEET_ROWS", 3)
    with pytest.raises(DataError, match=r"F018 day\.xlsx!demand_history: 3 rows; a sheet holds 2"):
        write_scenario(scenario(history()), tmp_path / "day.xlsx")
    assert not (tmp_path / "day.xlsx").exists()


# ------------------------------------------------------------------------------- document


def document(**changes: object) -> io.BytesIO:
    plain = json.loads(scenario_to_json(scenario(history())))
    plain["demand_history"].update(changes)
    return io.BytesIO(json.dumps(plain).encode())


def test_a_document_has_columns() -> None:
    plain = json.loads(scenario_to_json(scenario(history())))
    assert plain["demand_history"] == {
        "wards": ["Bvd", "Åvd 1"],
        "items": ["0412", "x"],
        "first_day": "2026-11-19",
        "ward": [0, 1, 1],
        "item": [1, 0, 0],
        "day": [0, 1, 2],
        "pieces": [12, 4, 0],
        "stock_out": [False, False, True],
    }
    assert list(plain)[-2:] == ["demand_history", "baseline"]
    assert read_scenario(document()).value == scenario(history())


IN_DOCUMENT = {
    "error F044 standard input demand_history.pieces: -1 is outside the range": {
        "pieces": [12, -1, 0]
    },
    "error F044 standard input demand_history.ward: a column is a list of whole": {"ward": 7},
    "error F044 standard input demand_history: the columns differ in length": {"day": [0, 1]},
    "error F044 standard input demand_history: ward 2 is outside the 2 wards": {"ward": [0, 1, 2]},
    "error F027 standard input demand_history.date: there is no key 'date'": {"date": []},
    "error F035 standard input demand_history.first_day: ": {"first_day": "today"},
    "error F039 standard input demand_history.wards: '/' is not a name": {"wards": ["/", "x"]},
}


@pytest.mark.parametrize("told", IN_DOCUMENT)
def test_faults_in_a_document(told: str) -> None:
    with pytest.raises(DataError) as error:
        read_scenario(document(**IN_DOCUMENT[told]))
    assert told in str(error.value)


def long_history(n_rows: int = 4000) -> DemandHistory:
    rng = np.random.default_rng(5)
    return DemandHistory.from_rows(
        [f"w{i}" for i in range(50)],
        [f"i{i}" for i in range(80)],
        dt.date(2025, 1, 1),
        ward=rng.integers(0, 50, n_rows),
        item=rng.integers(0, 80, n_rows),
        day=rng.integers(0, 365, n_rows),
        pieces=rng.integers(0, 50, n_rows),
        stock_out=rng.random(n_rows) < 0.1,
    )


LONG = scenario(long_history())


@pytest.mark.parametrize("indent", [None, 2])
def test_long_columns_are_read_apart(indent: int | None) -> None:
    text = json.dumps(json.loads(scenario_to_json(LONG)), indent=indent)
    assert len(history_json.take_columns(text)[1]) == 5
    assert read_scenario(io.BytesIO(text.encode())).value == LONG


SPOILT: dict[str, tuple[str, str, str]] = {
    "comma": ('"pieces": [', '"pieces": [,', "error F009 standard input:"),
    "fraction": (
        '"pieces": [',
        '"pieces": [0.5,',
        "error F044 standard input demand_history.pieces",
    ),
    "leading zero": ('"pieces": [', '"pieces": [007,', "error F009"),
    "beyond all": ('"pieces": [', f'"pieces": [{10**30},', "error F044"),
    "below zero": (
        '"pieces": [',
        '"pieces": [-1,',
        "error F044 standard input demand_history.piec",
    ),
    "true": ('"pieces": [', '"pieces": [true,', "error F044"),
    "no end": ('],\n  "stock_out"', ',\n  "stock_out"', "error F009"),
    "key twice": ('"pieces": [', '"pieces": [], "pieces": [', "error F010"),
    "elsewhere": (
        '"name": "',
        '"day": [' + "1," * 1000 + '1],\n "name": "',
        "error F010 standard input: the key 'day' is given twice",
    ),
    "in a row": (
        '"sites": [\n  {',
        '"sites": [\n  {"day": [' + "1," * 1000 + "1],",
        "error F027 standard input sites[0].day: there is no key 'day'",
    ),
    "in settings": (
        '"travel": {',
        '"travel": {"pieces": [' + "1," * 1000 + "1],",
        "error F027 standard input travel.pieces: there is no key 'pieces'",
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_long_columns_that_are_spoilt(name: str) -> None:
    old, new, told = SPOILT[name]
    text = scenario_to_json(LONG)
    assert old in text
    with pytest.raises(DataError) as error:
        read_scenario(io.BytesIO(text.replace(old, new, 1).encode()))
    assert told in str(error.value)
    assert len(str(error.value)) < 1000


def test_a_text_that_looks_like_a_column_stays_a_text() -> None:
    looks = '"pieces": [' + "1," * 2000 + "1] column-0-0"
    day = LONG.model_copy(update={"description": looks})
    found = read_scenario(io.BytesIO(scenario_to_json(day).encode())).value
    assert found == day


def test_only_a_document_with_a_history_may_be_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = len(scenario_to_json(hospital_day()).encode()) + 10_000
    monkeypatch.setattr("optimizer.formats.scenario_io.MAX_FILE_BYTES", size)
    monkeypatch.setattr("optimizer.formats.json_text.MAX_FILE_BYTES", size)
    assert read_scenario(io.BytesIO(scenario_to_json(LONG).encode())).value == LONG
    long_text = {"description": "x" * 5000, "name": "y"}
    for day in (hospital_day(), LONG):
        many = day.model_copy(update={"orders": day.orders * 20, **long_text})
        with pytest.raises(DataError, match=r"F005 standard input: the (file|document) is larger"):
            read_scenario(io.BytesIO(scenario_to_json(many).encode()))


# ------------------------------------------------------------------------------------ hash


def test_the_hash_is_of_every_column() -> None:
    made = [scenario_sha256(scenario(None)), scenario_sha256(scenario(history()))]
    old = history()
    changes = (
        {"pieces": [12, 5, 0]},
        {"stock_out": [True, False, True]},
        {"first_day": dt.date(2026, 11, 18)},
        {"wards": ("Avd", "Åvd 1")},
        {"items": ("0412", "y")},
        {"day": [0, 1, 3]},
    )
    others = [DemandHistory.model_validate({**dict(old), **change}) for change in changes]
    made += [scenario_sha256(scenario(other)) for other in others]
    assert len(set(made)) == len(made)


def test_the_hash_of_a_day_without_stores_is_what_it_was() -> None:
    plain = json.loads(scenario_to_json(hospital_day()))
    assert set(plain) == {
        "schema_version",
        "name",
        "day",
        "description",
        "wipe_min",
        "wash_min",
        "travel",
        "sites",
        "load_carriers",
        "hygiene",
        "flows",
        "orders",
        "vehicle_types",
        "vehicles",
        "travel_times",
        "travel_edges",
        "baseline",
    }
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert scenario_sha256(hospital_day()) == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("name", ["day", "day.json", "day.xlsx"])
def test_a_day_without_stores_says_nothing_of_them(tmp_path: Path, name: str) -> None:
    plain = hospital_day()
    write_scenario(plain, tmp_path / name)
    said = [path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file()]
    assert all(b"stock" not in data for data in said)
    dear = plain.model_copy(update={"stock": StockSettings(line_sek=19)})
    write_scenario(dear, tmp_path / name)
    assert read_scenario(tmp_path / name).value == dear


@pytest.mark.slow
def test_120_000_ward_items_are_admitted(tmp_path: Path) -> None:
    one = WardItem(ward="A", item="x", on_hand=1)
    many = hospital_day().model_copy(update={"ward_items": (one,) * 120_000})
    write_scenario(many, tmp_path / "day")
    assert len(read_scenario(tmp_path / "day").value.ward_items) == 120_000
