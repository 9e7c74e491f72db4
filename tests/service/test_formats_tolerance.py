"""What is tolerated in a file, how is it read, and is it said?"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from optimizer.findings import Severity
from optimizer.formats import read_scenario
from optimizer.formats.tolerance import date_text, number_text, time_text, window_texts
from tests.faults.build import cell, day, file_bytes, file_text, folder

Builder = Callable[[Path], Path]


def other(separator: str, encoding: str = "utf-8") -> Callable[[bytes], bytes]:
    """The same table, with another separator and encoding."""
    return lambda data: data.decode("utf-8-sig").replace(";", separator).encode(encoding)


def orders(change: Callable[[str], str]) -> Builder:
    return file_text("orders.csv", change)


# What is said of the folder, by the beginning of the one finding; and how it is made.
TOLERATED: dict[str, Builder] = {
    "note F050 sites.csv: read as Windows-1252": file_bytes("sites.csv", other(";", "cp1252")),
    "note F050 sites.csv: read as UTF-16": file_bytes("sites.csv", other(";", "utf-16")),
    "note F051 load_carriers.csv: read with commas": file_bytes("load_carriers.csv", other(",")),
    "note F051 orders.csv: read with tabs": file_bytes("orders.csv", other("\t")),
    "note F051 orders.csv: read with '!'": orders(
        lambda text: "sep=!\r\n" + text.replace(";", "!")
    ),
    "note F052 orders.csv:2 weight_kg: '1200,0' was read as 1200.0": cell(
        "orders", 2, "weight_kg", "1200,0"
    ),
    "note F053 orders.csv:2 weight_kg: '1 200' was read as 1200": cell(
        "orders", 2, "weight_kg", "1 200"
    ),
    "note F053 orders.csv:2 weight_kg: '1\\u202f200' was read as 1200": cell(
        "orders", 2, "weight_kg", "1\u202f200"
    ),
    "note F054 orders.csv:4 weight_kg: '0-' was read as -0": orders(
        lambda text: text.replace(";600;", ";0-;", 1)
    ),
    "note F055 orders.csv:2 release: '05.30' was read as 05:30": cell(
        "orders", 2, "release", "05.30"
    ),
    "note F055 orders.csv:2 release: '0530' was read as 05:30": cell(
        "orders", 2, "release", "0530"
    ),
    "note F055 orders.csv:2 windows: '06.00' was read as 06:00, and 1 more": cell(
        "orders", 2, "windows", "06.00-12.00"
    ),
    "note F057 orders.csv:1 Weight KG: read as weight_kg": orders(
        lambda text: text.replace("weight_kg", "Weight KG", 1)
    ),
    "note F057 sites.csv:2 kind: 'LAUNDRY' was read as laundry": cell(
        "sites", 2, "kind", "LAUNDRY"
    ),
    "note F058 orders.csv:1: 2 rows were skipped": orders(
        lambda text: "Utskrift;21/11 2026\nSida 1;\n" + text
    ),
    "note F059 orders.csv:1: an empty row was skipped, and 2 more": orders(
        lambda text: "\n" + text + ";;;\n  ;\n"
    ),
    "note F060 orders.csv:2 site: ' sas  ' was read as 'sas'": cell("orders", 2, "site", " sas  "),
    "note F060 orders.csv:2 weight_kg: '1200 ' was read as 1200": cell(
        "orders", 2, "weight_kg", "1200 "
    ),
    "note F061 orders.csv:2 mandatory: 'Ja' was read as yes": cell("orders", 2, "mandatory", "Ja"),
    "warning F062 load_carriers.csv:2: 6 cells instead of 8": file_text(
        "load_carriers.csv", lambda text: text.replace(";1;no\n", "\n", 1)
    ),
    "warning F063 sites.csv:2: there is 'Ã¤' in the text": file_bytes(
        "sites.csv", lambda data: data.decode("utf-8-sig").encode().decode("cp1252").encode()
    ),
    "note F064 orders.txt: left aside": file_bytes("orders.txt", lambda _: b"notes"),
}
CHANGING = ("F054", "F063")
"""Here the values are others, as they should be."""


@pytest.mark.parametrize("told", TOLERATED)
def test_what_is_tolerated_is_told_once_and_read_right(told: str, tmp_path: Path) -> None:
    read = read_scenario(TOLERATED[told](tmp_path))
    (finding,) = read.findings
    assert str(finding).startswith(told)
    if finding.code not in CHANGING:
        assert read.value == day()


def test_an_export_with_every_habit_at_once_is_read(tmp_path: Path) -> None:
    """Windows-1252, decimal commas, points in times, `ja` and `nej`, blank lines, a title."""
    target = folder(tmp_path)
    for path in target.glob("*.csv"):
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))
        for row in rows[1:]:
            for i, text in enumerate(row):
                if text.replace(".", "", 1).isdigit():
                    row[i] = text.replace(".", ",")
                elif ":" in text:
                    row[i] = text.replace(":", ".")
                else:
                    row[i] = {"yes": "Ja", "no": "Nej"}.get(text, text)
        written = io.StringIO()
        writer = csv.writer(written, delimiter=";")
        writer.writerows([[], ["Utskrift 2026-11-21"], *rows, [""] * len(rows[0]), []])
        path.write_bytes(written.getvalue().encode("cp1252"))
    read = read_scenario(target)
    assert read.value == day()
    assert all(finding.severity is Severity.NOTE for finding in read.findings)
    told = {(finding.place.source, finding.code) for finding in read.findings}
    assert len(told) == len(read.findings)
    assert {code for source, code in told if source == "orders.csv"} == {
        *("F055", "F058", "F059", "F061")
    }
    assert ("sites.csv", "F052") in told
    assert ("sites.csv", "F050") in told


@pytest.mark.parametrize(
    ("text", "number", "codes"),
    [
        ("12", "12", []),
        ("-1.5e-7", "-1.5e-7", []),
        ("+7", "7", []),
        (".5", "0.5", []),
        (",5", "0.5", ["F052"]),
        ("1,234", "1.234", ["F052"]),
        ("1 234 567,89", "1234567.89", ["F053", "F052"]),
        ("1\u00a0234", "1234", ["F053"]),
        ("1'234.5", "1234.5", ["F053"]),
        ("1.234,5", "1234.5", ["F053", "F052"]),
        ("1.234.567", "1234567", ["F053"]),
        ("1,234.5", "1234.5", ["F053"]),
        ("1,234,567", "1234567", ["F053"]),
        ("12,5-", "-12.5", ["F054", "F052"]),
        ("\u221212", "-12", ["F054"]),
        ("- 12", "-12", []),
        (" 12 ", "12", ["F060"]),
        *((text, None, []) for text in ("", "-", "--1", "-1-", "1 23", "12 kg", "1_0", "٣", "0x1")),
        *((text, None, []) for text in ("nan", "inf", "1,2,3", "1.2.3", ",", "1e", "9" * 401)),
    ],
)
def test_numbers(text: str, number: str | None, codes: list[str]) -> None:
    noted: list[str] = []
    assert number_text(text, lambda code, example: noted.append(code)) == number
    assert noted == codes


@pytest.mark.parametrize(
    ("text", "time", "codes"),
    [
        ("07:30", "07:30", []),
        ("7:30", "07:30", []),
        ("07:30:15", "07:30:15", []),
        ("24:00", "24:00", []),
        ("71:59", "71:59", []),
        ("07.30", "07:30", ["F055"]),
        ("24.00", "24:00", ["F055"]),
        ("0730", "07:30", ["F055"]),
        ("730", "07:30", ["F055"]),
        *((text, None, []) for text in ("72:00", "7", "07:60", "7.3", "07;30", "-07:30", "")),
    ],
)
def test_times(text: str, time: str | None, codes: list[str]) -> None:
    noted: list[str] = []
    assert time_text(text, lambda code, example: noted.append(code)) == time
    assert noted == codes


@pytest.mark.parametrize(
    ("text", "day_", "codes"),
    [
        ("2026-11-21", "2026-11-21", []),
        ("21/11 2026", "2026-11-21", ["F056"]),
        ("21/11/2026", "2026-11-21", ["F056"]),
        ("21.11.2026", "2026-11-21", ["F056"]),
        ("261121", "2026-11-21", ["F056"]),
        ("20261121", "2026-11-21", ["F056"]),
        ("2026/11/21", "2026-11-21", ["F056"]),
        ("2026-11-21 00:00:00", "2026-11-21", ["F056"]),
        *((text, None, []) for text in ("2026-02-30", "11/21 2026", "21/11", "v.47", "20261121x")),
    ],
)
def test_dates(text: str, day_: str | None, codes: list[str]) -> None:
    noted: list[str] = []
    assert date_text(text, lambda code, example: noted.append(code)) == day_
    assert noted == codes


@pytest.mark.parametrize(
    "text", ["06:00-11:30 12:30-16:00", " 06:00 - 11:30, 12:30–16:00 ", "06:00-11:30|12:30-16:00"]
)
def test_windows(text: str) -> None:
    expected = [("06:00", "11:30"), ("12:30", "16:00")]
    assert window_texts(text, lambda code, example: None) == expected


@pytest.mark.parametrize(
    "text", ["06:00", "06:00-", "06:00-11:30x", "06:00-99:30", "-", "06:00--7"]
)
def test_no_windows(text: str) -> None:
    assert window_texts(text, lambda code, example: None) is None
