"""Do workbooks hold numbers and safe texts, and folders a manifest for each vehicle?"""

from __future__ import annotations

import configparser
import datetime as dt
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from optimizer.findings import DataError
from optimizer.plan import RoutePlan
from optimizer.report import write_report
from optimizer.report.manifest import file_names
from optimizer.report.story import route_stories
from optimizer.report.table import Column, Kind, Quantity, Table
from optimizer.report.text import Language
from optimizer.report.workbook import workbook_bytes
from tests.rigs import HOSPITAL_COST, amend, hospital_day, hospital_plan, travel_of

DAY = hospital_day()
TRAVEL = travel_of(DAY)
ROOT = Path(__file__).parents[2]


def workbook(tmp_path: Path, lang: str = "en") -> Workbook:
    baseline = amend(hospital_plan(), cost=None)
    day = amend(DAY, baseline=amend(baseline, routes=hospital_plan().routes[:2]))
    (path,) = write_report(day, TRAVEL, hospital_plan(), tmp_path / "tables.xlsx", lang=lang)
    return load_workbook(path)


def test_workbooks_have_one_sheet_for_each_table(tmp_path: Path) -> None:
    assert workbook(tmp_path).sheetnames == [
        "Key figures",
        "Routes",
        "Visits",
        "Handlings",
        "Sites",
        "Unserved orders",
        "Findings of the check",
    ]
    assert workbook(tmp_path, "sv").sheetnames == [
        "Nyckeltal",
        "Rutter",
        "Besök",
        "Hanteringar",
        "Platser",
        "Ej planerade order",
        "Kontrollens anmärkningar",
    ]


def test_headings_stay_in_sight_and_columns_are_wide_enough(tmp_path: Path) -> None:
    for sheet in workbook(tmp_path).worksheets:
        assert sheet.freeze_panes == "A2"
        for cell in sheet[1]:
            assert cell.font.bold
            width = sheet.column_dimensions[cell.column_letter].width
            assert width >= min(60, len(str(cell.value)) + 1)


def test_times_lengths_and_shares_are_numbers(tmp_path: Path) -> None:
    sheet = workbook(tmp_path)["Routes"]
    titles = [cell.value for cell in sheet[1]]
    row = dict(zip(titles, sheet[2], strict=True))
    assert row["Start"].value == dt.timedelta(hours=5, minutes=30)
    assert row["Start"].number_format == "[hh]:mm"
    assert row["Duty"].number_format == "[h]:mm"
    assert row["Distance"].value == 168
    assert row["Distance"].number_format == '#,##0.0" km"'
    assert row["Fullest leg"].value == pytest.approx(11 / 18)
    assert row["Fullest leg"].number_format == "0.0%"


def test_money_follows_the_language(tmp_path: Path) -> None:
    english, swedish = (workbook(tmp_path, lang).worksheets[0]["C2"] for lang in ("en", "sv"))
    assert english.value == swedish.value == pytest.approx(HOSPITAL_COST.total_sek)
    assert english.number_format == '"SEK" #,##0'
    assert swedish.number_format == '#,##0" kr"'


@pytest.mark.parametrize("text", ["=1+1", "+46 31", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_texts_are_never_formulas(text: str, tmp_path: Path) -> None:
    table = Table("t", "T", (Column("a"),), ((text,),))
    path = tmp_path / "t.xlsx"
    path.write_bytes(workbook_bytes([table], Language("en")))
    cell = load_workbook(path)["T"]["A2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert str(cell.value).strip() == text.strip()


def test_cells_keep_their_kinds(tmp_path: Path) -> None:
    row = (
        dt.date(2025, 3, 4),
        90_000,
        Quantity(-0.05, Kind.SHARE, signed=True),
        Quantity(-5400, Kind.DURATION, signed=True),
        None,
        "bell\x07",
        "x" * 40_000,
    )
    kinds = (Kind.TEXT, Kind.TIME, Kind.SHARE, Kind.DURATION, Kind.COUNT, Kind.TEXT, Kind.TEXT)
    columns = tuple(Column(kind, kind) for kind in kinds)
    path = tmp_path / "t.xlsx"
    path.write_bytes(workbook_bytes([Table("t", "Tid: [1/2]", columns, (row,))], Language("sv")))
    day, time, share, duration, nothing, text, long = load_workbook(path)["Tid 12"][2]
    assert (day.value, day.number_format) == (dt.datetime(2025, 3, 4), "yyyy-mm-dd")  # noqa: DTZ001
    assert time.number_format == "[hh]:mm"
    assert (share.value, share.number_format) == (-0.05, "+0.0%;-0.0%;0.0%")
    assert duration.value == "−1\xa0h\xa030\xa0min"
    assert nothing.value is None
    assert text.value == "bell"
    assert len(long.value) < 32_767


def test_a_folder_holds_page_tables_and_a_manifest_for_each_vehicle(tmp_path: Path) -> None:
    files = write_report(DAY, TRAVEL, hospital_plan(), tmp_path / "out")
    assert [str(file.relative_to(tmp_path / "out")) for file in files] == [
        "report.html",
        "tables.xlsx",
        "manifests/lorry-1.html",
        "manifests/split-1.html",
        "manifests/van-1.html",
    ]
    assert sorted(files) == sorted(p for p in (tmp_path / "out").rglob("*") if p.is_file())


def test_manifests_of_an_earlier_plan_do_not_stay(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write_report(DAY, TRAVEL, hospital_plan(), folder)
    (folder / "manifests" / "notes.html").write_text("<p>the planner's own")
    fewer = amend(hospital_plan(), routes=hospital_plan().routes[:1])
    write_report(DAY, TRAVEL, fewer, folder)
    assert sorted(path.name for path in (folder / "manifests").iterdir()) == [
        "lorry-1.html",
        "notes.html",
    ]


def test_a_target_that_cannot_be_written_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError):
        write_report(DAY, TRAVEL, hospital_plan(), tmp_path / "file" / "report.html")


def test_vehicles_of_like_names_have_files_of_their_own() -> None:
    first = hospital_plan().routes[0]
    names = ("Bil 1", "bil 1", "Bil.1", "åäö", "..")
    vehicles = tuple(amend(DAY.vehicles[0], id=name) for name in names)
    day = amend(DAY, vehicles=vehicles)
    plan = amend(hospital_plan(), routes=tuple(amend(first, vehicle=name) for name in names))
    assert file_names(route_stories(day, TRAVEL, plan)) == (
        "Bil_1.html",
        "bil_1-2.html",
        "Bil_1-3.html",
        "åäö.html",
        "vehicle.html",
    )


def manifest(tmp_path: Path, plan: RoutePlan, lang: str) -> str:
    write_report(DAY, TRAVEL, plan, tmp_path / lang, lang=lang)
    return (tmp_path / lang / "manifests" / "lorry-1.html").read_text("utf-8")


def test_a_manifest_lists_every_stop_in_order_with_lines_to_sign(tmp_path: Path) -> None:
    html = manifest(tmp_path, hospital_plan(), "sv")
    assert re.findall(r'<td class="number">(\d+)', html) == [str(n) for n in range(1, 8)]
    assert html.count("Kvittens, underskrift") == 3
    assert html.count("Kvittens, underskrift: Godsmottagningen") == 1
    assert "Förarens underskrift" in html
    assert "<h1>Körlista: lorry-1</h1>" in html
    assert "tisdag 4 mars 2025, v. 10" in html
    assert "Tvätt av lastutrymmet (25\xa0min)" in html
    assert "@page { size: A4" in html
    assert "<script" not in html
    assert "Fråga planeraren" not in html


def test_a_manifest_tells_what_goes_where(tmp_path: Path) -> None:
    html = manifest(tmp_path, hospital_plan(), "en")
    stops = html.split('<td class="number">')[1:]
    assert "<b>8</b> × " in stops[0]
    assert "to Södra Älvsborgs sjukhus" in stops[0]
    assert "from Tvätteriet Alingsås" in stops[1]
    assert stops[2].index("Ren tvätt") < stops[2].index("Smutstvätt")


def test_manifests_of_a_plan_that_breaks_rules_say_so(tmp_path: Path) -> None:
    first, *rest = hospital_plan().routes
    plan = amend(hospital_plan(), routes=(amend(first, end=first.end - 600), *rest), cost=None)
    assert "regler. Fråga planeraren innan den körs." in manifest(tmp_path, plan, "sv")


def test_everything_a_report_needs_is_installed_with_it() -> None:
    settings = configparser.ConfigParser(interpolation=None)
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    patterns = [p.strip() for p in settings["options.package_data"]["*"].split(",")]
    data = [
        path
        for path in (ROOT / "optimizer" / "report").rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    ]
    assert {path.suffix for path in data} == {".html", ".css", ".js", ".po"}
    for path in data:
        assert (path.parent / "__init__.py").is_file()
        assert any(path.match(pattern) for pattern in patterns)
