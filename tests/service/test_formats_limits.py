"""Are files that ask for endless work refused, at the limit that is stated?"""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from optimizer.findings import DataError
from optimizer.formats import read_plan, read_scenario
from optimizer.formats.limits import MAX_CELLS
from tests.faults.build import Builder, book_part, file_bytes, file_text, json_text


def rows(xml: bytes) -> Builder:
    """The workbook with other rows on its sheet of sites."""
    return book_part(
        "xl/worksheets/sheet2.xml",
        lambda data: re.sub(rb"(?s)(<sheetData>).*(</sheetData>)", rb"\1" + xml + rb"\2", data),
    )


def appended(name: str, data: bytes) -> Builder:
    return file_bytes(name, lambda old: old + data)


CASES: dict[str, tuple[Builder, str]] = {
    "settings of 129 kB": (
        appended("scenario.toml", b"#" * 129 * 1024),
        "error F005 scenario.toml: the file is larger than 128 kB",
    ),
    "setting of 10 000 parts": (
        appended("scenario.toml", b"x." * 10_000 + b"x = 1\n"),
        "error F011 scenario.toml: a key has too many parts",
    ),
    "setting of 2000 parts": (
        appended("scenario.toml", b"x." * 2000 + b"x = 1\n"),
        "error F011 scenario.toml: lists or tables are nested too deeply",
    ),
    "setting of 60 000 brackets": (
        appended("scenario.toml", b"x = " + b"[" * 60_000),
        "error F011 scenario.toml: lists or tables are nested too deeply",
    ),
    "setting of 5000 digits": (
        appended("scenario.toml", b"x = " + b"9" * 5000),
        "error F012 scenario.toml: there is a number of thousands of digits",
    ),
    "four million separators": (
        appended("orders.csv", b";" * 4_000_001),
        "error F006 orders.csv:12: there are more than 1000 columns",
    ),
    "1001 headings": (
        file_text("orders.csv", lambda text: text.replace("id;", "id;" + "x;" * 1000, 1)),
        "error F006 orders.csv:1: there are 1012 columns, at most 1000",
    ),
    "400 001 empty rows": (
        appended("orders.csv", b"\n" * 400_001),
        "error F006 orders.csv:400002: there are more than 200000 rows",
    ),
    "route of a megabyte": (
        json_text(lambda text: text.replace('"handlings": [', '"handlings": [' + "{}," * 10**6, 1)),
        "error F006 day.json baseline.routes[0]: the row is too long",
    ),
    "row one thousand million": (
        rows(b'<row r="1000000000"><c><v>1</v></c></row>'),
        "error F006 day.xlsx!sites:400001: the sheet is larger than is read",
    ),
    "formula in every cell": (
        rows(b'<row r="3">' + b'<c r="C3"><f t="shared" si="0">A1</f></c>' * 3 + b"</row>"),
        "error F015 day.xlsx!sites:3: the cell C3 holds a formula",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_limit(name: str, tmp_path: Path) -> None:
    build, expected = CASES[name]
    with pytest.raises(DataError) as error:
        read_scenario(build(tmp_path))
    assert any(str(finding).startswith(expected) for finding in error.value.findings), str(
        error.value
    )


# Each row has one used cell, the last of 16384, and the cells before it count.
WIDE = b'<row><c r="XFD1"/></row>'


@pytest.mark.parametrize(
    ("most", "refused"),
    [
        pytest.param(MAX_CELLS, 1221, marks=pytest.mark.slow),
        (MAX_CELLS // 20, 62),
        (61 * 16_384, 62),
        (61 * 16_384 - 1, 61),
    ],
)
def test_empty_cells_count(
    most: int, refused: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optimizer.formats.workbook_read.MAX_CELLS", most)
    with pytest.raises(DataError) as error:
        read_scenario(rows(WIDE * refused)(tmp_path))
    expected = f"error F006 day.xlsx!sites:{refused}: the sheet is larger than is read"
    assert any(str(finding).startswith(expected) for finding in error.value.findings)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[" * 900 + "]" * 900, "error F011 standard input scenario: lists or objects are nested"),
        ("9" * 4000, "error F041 standard input scenario: a number of many digits is not a text"),
        ('"' + "x" * 10**6 + '"', "error F040 standard input scenario: the text has 1000000 char"),
    ],
)
def test_value_without_measure(text: str, expected: str) -> None:
    with pytest.raises(DataError) as error:
        read_plan(io.BytesIO(f'{{"scenario": {text}}}'.encode()))
    assert str(error.value).startswith(expected)
