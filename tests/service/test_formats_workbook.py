"""What do the cells of a workbook hold, as people fill them in and as they are written?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from optimizer.findings import DataError
from optimizer.formats import read_scenario, write_scenario
from tests.faults.build import book_cell, day, in_book
from tests.rigs import amend, hospital_day

_MOMENT = dt.datetime.combine(dt.date(1900, 1, 1), dt.time(1, 30))


@pytest.mark.parametrize(
    ("table", "row", "column", "value"),
    [
        ("orders", 2, "release", dt.time(5, 30)),
        ("orders", 2, "release", dt.timedelta(hours=5, minutes=30)),
        ("orders", 2, "mandatory", True),
        ("orders", 2, "carriers", 8.0),
        ("orders", 2, "weight_kg", 1200),
        ("scenario", 4, "value", dt.date(2025, 3, 4)),
        ("vehicle_types", 2, "partition", False),
    ],
)
def test_real_numbers_times_and_dates_are_read_silently(
    table: str, row: int, column: str, value: object, tmp_path: Path
) -> None:
    read = read_scenario(book_cell(table, row, column, value)(tmp_path))
    assert read.value == day()
    assert read.findings == ()


@pytest.mark.parametrize(
    ("hours", "written"),
    [(dt.timedelta(days=1), 86_400), (_MOMENT, 91_800)],
)
def test_hours_past_midnight(hours: object, written: int, tmp_path: Path) -> None:
    """A spreadsheet keeps 24:00 as one day, and 25:30 as a moment of the year 1900."""
    read = read_scenario(book_cell("vehicles", 2, "shift_end", hours)(tmp_path))
    assert read.value.vehicles[0].shift_end == written


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "expected"),
    [
        ("orders", 2, "release", 530, "note F055 day.xlsx!orders:2 release: '530' was read as"),
        ("orders", 2, "weight_kg", "1 200,0", "note F053 day.xlsx!orders:2 weight_kg: '1 200,0'"),
        ("scenario", 4, "value", "4/3 2025", "note F056 day.xlsx!scenario:4 day: '4/3 2025' was"),
        ("scenario", 4, "value", 250304, "note F056 day.xlsx!scenario:4 day: '250304' was read"),
        ("orders", 1, "site", "Site", "note F057 day.xlsx!orders:1 Site: read as site"),
    ],
)
def test_what_is_tolerated_is_told(
    table: str, row: int, column: str, value: object, expected: str, tmp_path: Path
) -> None:
    read = read_scenario(book_cell(table, row, column, value)(tmp_path))
    assert read.value == day()
    assert str(read.findings[0]).startswith(expected)


def _setting_twice(book: Any) -> None:
    book["scenario"].append(["wash_min", 3])


def _unknown_setting(book: Any) -> None:
    book["scenario"].append(["wosh_min", 3])


def _comment_beside(book: Any) -> None:
    book["scenario"].cell(3, 4).value = "planned by Åsa"


def _formula_in_settings(book: Any) -> None:
    book["scenario"].cell(6, 2).value = "=4+4"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_setting_twice, "error F010 day.xlsx!scenario:21 wash_min: the setting wash_min is given"),
        (_unknown_setting, "error F027 day.xlsx!scenario:21 wosh_min: there is no setting"),
        (_comment_beside, "error F026 day.xlsx!scenario:3 name: a value stands outside"),
        (_formula_in_settings, "error F015 day.xlsx!scenario:6: the cell B6 holds a formula"),
    ],
)
def test_faults_of_the_settings(change: Any, expected: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        read_scenario(in_book(change)(tmp_path))
    (finding,) = error.value.findings
    assert str(finding).startswith(expected)


def test_a_fault_of_a_setting_names_its_row(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        read_scenario(book_cell("scenario", 7, "value", -1)(tmp_path))
    (finding,) = error.value.findings
    assert str(finding).startswith("error F037 day.xlsx!scenario:7 wash_min: -1")


def test_empty_sheets_and_rows_are_no_fault(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book.create_sheet("Blad1")
        book["orders"].insert_rows(3)

    read = read_scenario(in_book(change)(tmp_path))
    assert read.value == day()
    (note,) = read.findings
    assert (note.code, note.place.row) == ("F059", 3)


def test_what_the_file_says_of_its_size_is_not_believed(tmp_path: Path) -> None:
    from tests.faults.build import book_part

    path = book_part(
        "xl/worksheets/sheet2.xml",
        lambda data: data.replace(b"<sheetViews>", b'<dimension ref="A1:B2"/><sheetViews>', 1),
    )(tmp_path)
    assert read_scenario(path).value == day()


def test_texts_are_texts_and_numbers_numbers(tmp_path: Path) -> None:
    import openpyxl

    first, *rest = hospital_day().sites
    sites = (amend(first, name="=1+1"), amend(rest[0], name="#N/A", x_m=0.1 + 0.2), *rest[1:])
    scenario = amend(hospital_day(), sites=sites)
    write_scenario(scenario, tmp_path / "day.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "day.xlsx")["sites"]
    column = {cell.value: cell.column for cell in sheet[1]}
    formula, error = sheet.cell(2, column["name"]), sheet.cell(3, column["name"])
    assert (formula.value, formula.data_type, formula.quotePrefix) == ("=1+1", "s", True)
    assert (error.value, error.data_type) == ("#N/A", "s")
    assert (sheet.cell(2, column["lat"]).value, sheet.cell(2, column["lat"]).data_type) == (
        57.93,
        "n",
    )
    assert sheet.cell(3, column["x_m"]).value == "0.30000000000000004"
    assert sheet.cell(3, column["windows"]).number_format == "@"
    assert read_scenario(tmp_path / "day.xlsx").value == scenario
