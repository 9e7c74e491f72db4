"""Are the generated pages fresh, and is every code of this area provoked by a test?"""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from optimizer.domain import Scenario
from optimizer.findings import REGISTRY
from optimizer.formats import json_schema, levels_to_json, plan_to_json, scenario_to_json
from optimizer.formats.horizon_io import horizon_to_json
from optimizer.formats.layout import SETTINGS, TABLES
from optimizer.plan import RoutePlan
from tests.faults.corpus import FAULTS
from tests.rigs import amend, hospital_plan
from tests.told_horizon import told_horizon, with_loop
from tests.told_levels import our_levels

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = {"F004", "F017", "F018", "F029", "F043", "F044", "F056", "F065"}
"""Codes that test_formats_tables, _workbook and _history provoke by name."""


def build_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_build", ROOT / "docs" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_pages_are_fresh(capsys: pytest.CaptureFixture[str]) -> None:
    assert build_module().main(["--check"]) == 0, capsys.readouterr().out


def test_a_stale_page_is_told_and_made_fresh(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module = build_module()
    (tmp_path / "formats.in.md").write_text("# Formats\n\n", encoding="utf-8")
    monkeypatch.setattr(module, "_FOLDER", tmp_path)
    (tmp_path / "findings.md").write_text("old", encoding="utf-8")
    assert module.main(["--check"]) == 1
    assert "docs/findings.md is stale" in capsys.readouterr().out
    assert (tmp_path / "findings.md").read_text(encoding="utf-8") == "old"
    assert module.main([]) == 0
    assert module.main(["--check"]) == 0


def test_every_code_is_on_its_page() -> None:
    page = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    assert all(f"| {code} |" in page for code in REGISTRY)


def test_every_column_is_on_its_page() -> None:
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    columns = [column for table in TABLES.values() for column in table.columns]
    assert all(f"| `{column.name}` |" in page for column in [*columns, *SETTINGS.values()])
    assert "{MAX" not in page


def test_every_code_of_formats_is_provoked() -> None:
    tolerance = (Path(__file__).parent / "test_formats_tolerance.py").read_text(encoding="utf-8")
    provoked = {code for fault in FAULTS.values() for code in fault.codes} | ELSEWHERE
    provoked |= {code for code in REGISTRY if f'"note {code} ' in tolerance}
    provoked |= {code for code in REGISTRY if f'"warning {code} ' in tolerance}
    codes = {code for code in REGISTRY if code.startswith("F")}
    assert codes - provoked == set()
    assert {code for code in provoked if code.startswith("F")} <= codes


def test_every_field_of_a_scenario_has_its_place() -> None:
    placed = {*TABLES, *(path.split(".")[0] for path in SETTINGS)}
    assert set(Scenario.model_fields) <= placed


def test_schemas_describe_what_is_written() -> None:
    stores = with_loop()
    for name, text in (
        ("scenario", scenario_to_json(amend(stores, baseline=hospital_plan()))),
        ("plan", plan_to_json(hospital_plan())),
        ("levels", levels_to_json(our_levels(stores))),
        ("horizon", horizon_to_json(told_horizon())),
    ):
        schema = json_schema(name)
        assert schema["$schema"].startswith("https://json-schema.org/")
        assert schema["additionalProperties"] is False
        assert set(json.loads(text)) == set(schema["properties"])
        json.dumps(schema)
    with pytest.raises(ValueError, match="none of"):
        json_schema("orders")


def test_every_field_has_a_description() -> None:
    for model in (Scenario, RoutePlan, *(table.model for table in TABLES.values())):
        assert all(info.description for info in model.model_fields.values()), model
