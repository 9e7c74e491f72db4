"""How is a demand history read, tolerated, refused and written, in each of its three forms?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.findings import DataError
from optimizer.formats import (
    history_csv,
    history_json,
    history_rows,
    read_scenario,
    workbook_write,
    write_scenario,
)
from optimizer.history import DemandHistory
from tests.histories import history, with_history
from tests.rigs import hospital_day

NAME = "demand_history.csv"
GOOD = """\
ward;item;date;pieces;stock_out
Åvd 1;0412;2026-11-20;4;no
Åvd 1;0412;2026-11-21;0;yes
Bvd;x;2026-11-19;12;no
"""


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
    write_scenario(with_history(history()), tmp_path / "out")
    lines = (tmp_path / "out" / NAME).read_bytes().decode("utf-8-sig").splitlines()
    assert lines == [
        "ward;item;date;pieces;stock_out",
        "Bvd;x;2026-11-19;12;no",
        *GOOD.splitlines()[1:3],
    ]


def test_a_history_that_is_no_longer_there_leaves_no_table(tmp_path: Path) -> None:
    write_scenario(with_history(history()), tmp_path / "out")
    write_scenario(with_history(None), tmp_path / "out")
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
    "error F024 demand_history.csv:1 pieces_n: there is no column 'pieces_n'. Did you mean": (
        GOOD.replace("pieces", "pieces_n")
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
    parts = with_history(whole[0])
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
    write_scenario(with_history(history()), target)
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
    write_scenario(with_history(history()), target)
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
        write_scenario(with_history(history()), tmp_path / "day.xlsx")
    assert not (tmp_path / "day.xlsx").exists()
