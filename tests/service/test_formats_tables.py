"""Is every fault of a folder told at its place, all at once, and what is written to one?"""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from optimizer.domain import HygieneClass
from optimizer.findings import DataError
from optimizer.formats import read_scenario, scenario_sha256, write_scenario
from optimizer.plan import RoutePlan
from tests.faults.build import Builder, cell, day, file_text, folder, no_file
from tests.rigs import amend, hospital_day, hospital_plan


def told(path: Path) -> list[str]:
    """What is told, without the remedies' last sentences."""
    with pytest.raises(DataError) as error:
        read_scenario(path)
    return [str(finding) for finding in error.value.findings]


def test_everything_wrong_in_all_files_is_told_at_once(tmp_path: Path) -> None:
    path = folder(tmp_path)
    for name, old, new in (
        ("orders.csv", "linen-sas;linen;sas;8;1200", "linen-sas;linen;;-8;mycket"),
        ("sites.csv", "laundry;57.93", "laundri;95"),
        ("hygiene.csv", ";rank;", ";rnk;"),
        ("scenario.toml", "wipe_min = 8", 'wipe_min = "8"\nwhipe_min = 8'),
    ):
        text = (path / name).read_text("utf-8-sig")
        assert old in text
        (path / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    (path / "vehicle.csv").write_text("id\n1\n")
    expected = """
error F021 vehicle.csv: no table is called 'vehicle.csv'. Did you mean "vehicles.csv"?
error F038 sites.csv:2 kind: 'laundri' is not one of the words. Did you mean "laundry"?
error F037 sites.csv:2 lat: 95 is outside the range: it must be at most 90. Check the
error F023 hygiene.csv:1 rank: the column is missing. Add the column
error F038 hygiene.csv:2 rnk: '2' is not one of the words. Use one of: Y, S, T, N.
error F038 hygiene.csv:3 rnk: '1' is not one of the words.
error F038 hygiene.csv:4 rnk: '5' is not one of the words.
error F038 hygiene.csv:5 rnk: '6' is not one of the words.
error F038 hygiene.csv:6 rnk: '8' is not one of the words.
error F031 orders.csv:2 weight_kg: 'mycket' is not a number. Write a number such as
error F030 orders.csv:2 site: the value is missing. Give the value.
error F037 orders.csv:2 carriers: -8 is outside the range: it must be at least 1.
error F027 scenario.toml whipe_min: there is no key 'whipe_min'. Did you mean "wipe_min"?
error F031 scenario.toml wipe_min: '8' is not a number.
""".strip().splitlines()
    findings = told(path)
    assert [found[: len(line)] for found, line in zip(findings, expected, strict=True)] == expected


def test_rows_are_counted_as_an_editor_counts_lines(tmp_path: Path) -> None:
    def change(text: str) -> str:
        head, first, rest = text.split("\n", 2)
        return f'\n{head}\n"linen\n-x"{first.removeprefix("linen-sas")}\n\n' + rest.replace(
            ";lerum;3;", ";lerum;x;", 1
        )

    path = file_text("orders.csv", change)(tmp_path)
    number, name, blank = told(path)
    assert number.startswith("error F031 orders.csv:6 carriers: 'x' is not a number")
    assert name.startswith("error F039 orders.csv:3 id: 'linen\\n-x' is not a name")
    assert blank.startswith("note F059 orders.csv:1: an empty row was skipped, and 1 more")


def test_a_missing_column_is_told_once_and_not_for_every_row(tmp_path: Path) -> None:
    path = file_text("orders.csv", lambda text: text.replace(";site;", ";sites;", 1))(tmp_path)
    unknown, missing = told(path)
    assert unknown == (
        "error F024 orders.csv:1 sites: there is no column 'sites'. Did you mean \"site\"?"
    )
    assert missing.startswith("error F023 orders.csv:1 site: the column is missing")


def test_of_ten_thousand_faults_two_hundred_are_told(tmp_path: Path) -> None:
    def change(text: str) -> str:
        head, first, _ = text.split("\n", 2)
        return "\n".join([head, *[first.replace(";8;", ";-8;", 1)] * 10_000]) + "\n"

    findings = told(file_text("orders.csv", change)(tmp_path))
    assert len(findings) == 201
    assert findings[-1].startswith("error F043 orders.csv: ")


BASELINE: dict[str, tuple[Builder, str]] = {
    "visit at two sites": (
        cell("baseline", 3, "site", "store"),
        "error F029 baseline.csv:3 site: site differs from that of another row",
    ),
    "visit at two times": (
        cell("baseline", 3, "departure", "05:55"),
        "error F029 baseline.csv:3 departure: departure differs",
    ),
    "half a handling": (
        cell("baseline", 3, "start", ""),
        "error F030 baseline.csv:3 start: the handling of this row lacks its value",
    ),
    "route twice": (
        cell("baseline_routes", 3, "vehicle", "lorry-1"),
        "error F029 baseline_routes.csv:3: the route of 'lorry-1' is given twice",
    ),
    "route without visits": (
        cell("baseline_routes", 3, "vehicle", "lorry-9"),
        "error F029 baseline_routes.csv:3: the route of 'lorry-9' has no visits",
    ),
    "no routes": (
        no_file("baseline_routes.csv"),
        "error F029 baseline.csv:2: the route of 'lorry-1' has no row in baseline_routes",
    ),
}


@pytest.mark.parametrize("name", BASELINE)
def test_rows_of_a_baseline_that_do_not_fit_together(name: str, tmp_path: Path) -> None:
    build, expected = BASELINE[name]
    assert told(build(tmp_path))[0].startswith(expected)


def test_a_baseline_needs_no_settings_and_its_rows_no_order(tmp_path: Path) -> None:
    path = folder(tmp_path)
    text = (path / "scenario.toml").read_text("utf-8")
    (path / "scenario.toml").write_text(
        text[: text.index("[baseline]")] + text[text.index("[travel]") :], encoding="utf-8"
    )
    head, *rows = (path / "baseline.csv").read_text("utf-8-sig").splitlines()
    trips = sorted(
        rows, key=lambda row: row.split(";")[2], reverse=True
    )  # keeps each visit's order
    (path / "baseline.csv").write_text("\n".join([head, *trips]) + "\n", encoding="utf-8")
    baseline = read_scenario(path).value.baseline
    assert baseline is not None
    assert baseline == amend(hospital_plan(), cost=None, provenance=None)


def test_an_empty_baseline_is_not_the_same_as_none(tmp_path: Path) -> None:
    for baseline in (None, RoutePlan(scenario="other")):
        scenario = amend(hospital_day(), baseline=baseline)
        for name in ("a", "a.xlsx", "a.json"):
            write_scenario(scenario, tmp_path / name)
            assert read_scenario(tmp_path / name).value == scenario


def test_a_vehicle_may_drive_two_routes_in_a_baseline(tmp_path: Path) -> None:
    plan = hospital_plan()
    twice = amend(plan, routes=tuple(amend(r, vehicle="lorry-1") for r in plan.routes))
    scenario = amend(hospital_day(), baseline=twice)
    write_scenario(scenario, tmp_path / "day")
    assert read_scenario(tmp_path / "day").value == scenario


def test_an_earlier_scenario_leaves_no_table_behind(tmp_path: Path) -> None:
    write_scenario(day(), tmp_path / "day")
    (tmp_path / "day" / "README.md").write_text("mine")
    write_scenario(hospital_day(), tmp_path / "day")
    assert read_scenario(tmp_path / "day").value == hospital_day()
    names = {path.name for path in (tmp_path / "day").iterdir()}
    assert "README.md" in names
    assert not any(name.startswith("baseline") for name in names)


def test_written_files_are_the_same_bytes_every_time(tmp_path: Path) -> None:
    write_scenario(day(), tmp_path / "a")
    write_scenario(read_scenario(tmp_path / "a").value, tmp_path / "b")
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()
    assert (tmp_path / "a" / "orders.csv").read_bytes().startswith(b"\xef\xbb\xbfid;flow;site;")


def test_no_text_of_a_csv_file_begins_a_formula(tmp_path: Path) -> None:
    """A comma or a semicolon may part the cells: in neither does one begin with = + - @."""
    texts = ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "'", "''x", "\t=1", "x,=1"]
    first, *rest = hospital_day().sites
    sites = [amend(first, id=f"s{i}", name=text) for i, text in enumerate(texts)]
    scenario = amend(hospital_day(), sites=(*sites, first, *rest))
    write_scenario(scenario, tmp_path / "day")
    names = [
        line.split(";")[1].strip('"')
        for line in (tmp_path / "day" / "sites.csv").read_text("utf-8-sig").splitlines()
    ]
    assert not [name for name in names if name[:1] in tuple("=+-@\t")]
    assert read_scenario(tmp_path / "day").value == scenario


def test_the_matrix_may_have_classes_called_as_its_columns(tmp_path: Path) -> None:
    classes = ("id", "Name", "rank", "codes.id", "Å, ä")
    hygiene = tuple(HygieneClass(id=c, rank=1, codes=dict.fromkeys(classes, "T")) for c in classes)
    scenario = amend(hospital_day(), hygiene=hygiene)
    for name in ("day", "day.xlsx"):
        write_scenario(scenario, tmp_path / name)
        assert read_scenario(tmp_path / name).value == scenario


def test_the_order_of_codes_does_not_change_the_hash() -> None:
    first, *rest = hospital_day().hygiene
    turned = amend(first, codes=dict(reversed(first.codes.items())))
    scenario = amend(hospital_day(), hygiene=(turned, *rest))
    assert scenario_sha256(scenario) == scenario_sha256(hospital_day())
    assert scenario_sha256(amend(scenario, wash_min=26)) != scenario_sha256(scenario)


@pytest.mark.parametrize("name", ["day", "day.xlsx"])
@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"description": "a\x00b"}, "description"),
        ({"description": "\ufffe"}, "description"),
    ],
)
def test_what_a_table_cannot_hold_is_told_and_nothing_written(
    change: dict[str, str], place: str, name: str, tmp_path: Path
) -> None:
    with pytest.raises(DataError) as error:
        write_scenario(amend(hospital_day(), **change), tmp_path / name)
    (finding,) = error.value.findings
    assert (finding.code, finding.place.column) == ("F017", place)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["day ", "day\u00a0", " day", " "])
def test_no_scenario_holds_an_id_that_ends_in_a_space(name: str) -> None:
    with pytest.raises(ValidationError, match="pattern"):
        amend(hospital_day(), name=name)


def test_a_list_of_ids_too_long_for_a_cell_is_told(tmp_path: Path) -> None:
    first, *rest = hospital_day().sites
    types = tuple(f"{i:080d}" for i in range(500))
    scenario = amend(hospital_day(), sites=(amend(first, excluded_vehicle_types=types), *rest))
    with pytest.raises(DataError, match=r"F017 .*sites:2 excluded_vehicle_types"):
        write_scenario(scenario, tmp_path / "day.xlsx")


@pytest.mark.parametrize("name", ["day.csv", "day.xls", "day.XLSM", "day.toml", "day.ods"])
def test_other_formats_are_not_written(name: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="F001"):
        write_scenario(hospital_day(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    for name in ("missing/day.json", "missing/day.xlsx", "missing/day"):
        with pytest.raises(DataError, match="F004"):
            write_scenario(hospital_day(), tmp_path / name)
