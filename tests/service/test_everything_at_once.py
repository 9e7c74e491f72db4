"""Is an unknown id told beside a cell that cannot be read, in the same run?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from optimizer.findings import DataError, Finding
from optimizer.formats import read_scenario, scenario_to_json, write_scenario
from tests.rigs import amend, hospital_day


def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(scenario_to_json(hospital_day()))
    return document


def _told(document: dict[str, Any], folder: Path) -> list[Finding]:
    path = folder / "day.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(DataError) as raised:
        read_scenario(path)
    return list(raised.value.findings)


def _codes(findings: list[Finding]) -> set[str]:
    return {finding.code for finding in findings}


def test_an_unknown_site_beside_a_malformed_number(tmp_path):
    document = _document()
    document["orders"][0]["carriers"] = "many"
    document["orders"][1]["site"] = "nowhere"
    document["vehicles"][0]["home"] = "elsewhere"
    findings = _told(document, tmp_path)
    unknown = [f for f in findings if f.code == "V104"]
    assert {(f.place.source, f.place.row, f.place.column) for f in unknown} == {
        ("orders", 3, "site"),
        ("vehicles", 2, "home"),
    }
    assert any(f.place.column == "orders[0].carriers" for f in findings)


def test_in_tables_as_well(tmp_path):
    write_scenario(amend(hospital_day(), "orders.1", site="nowhere"), tmp_path / "day")
    orders = tmp_path / "day" / "orders.csv"
    header, first, *rest = orders.read_text(encoding="utf-8-sig").splitlines()
    cells = first.split(";")
    cells[header.split(";").index("carriers")] = "x7"
    orders.write_text("\n".join([header, ";".join(cells), *rest]), encoding="utf-8")
    with pytest.raises(DataError) as raised:
        read_scenario(tmp_path / "day")
    assert {("orders.csv", 2), ("orders", 3)} <= {
        (f.place.source, f.place.row) for f in raised.value.findings
    }


def test_of_a_cell_that_could_not_be_read_nothing_else_is_said(tmp_path):
    document = _document()
    document["orders"][0]["site"] = 5
    document["vehicles"][0]["shift_end"] = "25 o'clock"
    assert not {c for c in _codes(_told(document, tmp_path)) if c.startswith("V")}


def test_what_refers_to_an_id_that_could_not_be_read_is_not_judged(tmp_path):
    document = _document()
    document["sites"][1]["id"] = 7
    assert not {c for c in _codes(_told(document, tmp_path)) if c.startswith("V")}


def test_rows_around_a_faulty_one_are_judged_by_their_own_numbers(tmp_path):
    document = _document()
    document["orders"][0]["unheard_of"] = 1
    document["orders"][2]["flow"] = "no-flow"
    findings = _told(document, tmp_path)
    assert [(f.place.source, f.place.row) for f in findings if f.code == "V104"] == [("orders", 4)]


def test_a_missing_table_does_not_make_every_reference_unknown(tmp_path):
    document = _document()
    del document["sites"]
    assert "V104" not in _codes(_told(document, tmp_path))


def test_a_file_full_of_faults_is_told_alone(tmp_path):
    document = _document()
    order = document["orders"][0]
    document["orders"] = [{**order, "id": f"o{n}", "carriers": -1} for n in range(300)]
    document["vehicles"][0]["home"] = "elsewhere"
    assert "V104" not in _codes(_told(document, tmp_path))
