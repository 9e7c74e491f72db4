"""Does any input at all make the readers, or validation, do something else than tell?"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.check import check
from optimizer.findings import DataError, Finding, Severity
from optimizer.formats import plan_to_json, read_plan, read_scenario, scenario_to_json
from optimizer.kpis import measure_kpis
from optimizer.travel import measure
from optimizer.validate import validate, validate_reach
from tests.changes import CIRCLE
from tests.faults.build import day, folder
from tests.rigs import hospital_plan, travel_of

WORDS = st.sampled_from(
    [
        "id",
        "linen",
        "sas",
        "lorry",
        "=1+1",
        "1e400",
        "-0",
        "-",
        "07.30",
        "24:00",
        "71:59",
        "'",
        '"',
        ";",
        "¤",
        "Y",
        "NaN",
        "yes",
        "06:00-07:00",
        "2025-03-04",
        "\r",
        "\n",
        "1 000,5",
        "1|2",
    ]
)
CELLS = WORDS | st.text(st.characters(codec="utf-8"), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | CELLS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(CELLS, inner, max_size=3),
    max_leaves=6,
)
TABLES = ["sites", "load_carriers", "hygiene", "flows", "orders", "vehicle_types", "vehicles"]
DAY = day()
TRAVEL = travel_of(DAY)
DOCUMENT: dict[str, Any] = json.loads(scenario_to_json(DAY))
EDGES = [
    {"origin": a, "destination": b, "length_m": 90.0, "speed_m_per_s": 1.0, "wait_s": 5.0}
    for a, b in CIRCLE
]
PLAN: dict[str, Any] = json.loads(plan_to_json(hospital_plan()))


def tell(path: Path | io.BytesIO) -> list[Finding]:
    """All that is told of an input; anything but a DataError on the way is a fault of ours."""
    try:
        read = read_scenario(path)
        found = [*read.findings, *validate(read.value)]
        if all(f.severity is not Severity.ERROR for f in found):
            found += validate_reach(read.value, measure(read.value))
    except DataError as error:
        found = list(error.findings)
        assert any(f.severity is Severity.ERROR for f in found)
    assert all(f.message and f.remedy for f in found)
    return found


@settings(max_examples=80, deadline=None)
@given(
    st.binary(max_size=300) | st.binary(max_size=60).map(lambda data: b"PK\x03\x04" + data),
    st.sampled_from(["day.json", "day.xlsx", "day", "day.csv"]),
)
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str) -> None:
    path = tmp_path_factory.mktemp("junk") / name
    path.write_bytes(data)
    assert any(f.severity is Severity.ERROR for f in tell(path))
    with pytest.raises(DataError):
        read_plan(path)


def spoilt(document: dict[str, Any], data: st.DataObject) -> dict[str, Any]:
    """The document with anything put in some place of it."""
    document = json.loads(json.dumps(document))
    part: Any = document
    while True:
        keys = list(part) if isinstance(part, dict) else list(range(len(part)))
        key = data.draw(st.sampled_from(keys) | (CELLS if isinstance(part, dict) else st.just(0)))
        inner = part.get(key) if isinstance(part, dict) else part[key]
        if not isinstance(inner, (dict, list)) or not inner or data.draw(st.booleans()):
            break
        part = inner
    part[key] = data.draw(VALUES)
    return document


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_any_value_anywhere_in_a_document(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("json") / "day.json"
    path.write_text(json.dumps(spoilt(DOCUMENT, data)), encoding="utf-8")
    tell(path)


EXTREMES = st.sampled_from(
    [1e-300, 1e-9, 0, 0.5, 1, 7, 23, 89.9, 1e5, 1e6, 999_999_999, 1e9, 1.7e308]
)


def numbers_of(part: Any) -> list[tuple[Any, Any]]:
    """Where the numbers of a document are: containers and keys."""
    pairs = list(part.items() if isinstance(part, dict) else enumerate(part))
    found = [(part, key) for key, value in pairs if isinstance(value, (int, float))]
    for _, value in pairs:
        if isinstance(value, (dict, list)):
            found += numbers_of(value)
    return [(where, key) for where, key in found if not isinstance(where[key], bool)]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["matrix", "road_estimate", "graph"]), st.data())
def test_any_number_in_place_of_a_number(source: str, data: st.DataObject) -> None:
    """Numbers that the form admits are worked with, or told; none overflows on the way."""
    document = json.loads(json.dumps({**DOCUMENT, "travel_edges": EDGES}))
    document["travel"]["source"] = source
    places = numbers_of(document)
    for _ in range(data.draw(st.integers(1, 4))):
        where, key = data.draw(st.sampled_from(places))
        where[key] = data.draw(EXTREMES)
    tell(io.BytesIO(json.dumps(document).encode()))


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_any_value_anywhere_in_a_plan(data: st.DataObject) -> None:
    """A plan that can be read is judged, whatever it says; its KPIs can be counted."""
    text = json.dumps(spoilt(PLAN, data))
    try:
        plan = read_plan(io.BytesIO(text.encode())).value
    except DataError:
        return
    verdict = check(DAY, TRAVEL, plan)
    assert verdict.ok == (not verdict.violations)
    if verdict.ok:
        measure_kpis(DAY, TRAVEL, plan)


@settings(max_examples=50, deadline=None)
@given(
    st.sampled_from(TABLES),
    st.lists(st.lists(CELLS, max_size=20), max_size=4),
    st.sampled_from([";", ",", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1"]),
    st.booleans(),
)
def test_any_cells_in_a_table(
    tmp_path_factory: pytest.TempPathFactory,
    table: str,
    rows: list[list[str]],
    separator: str,
    encoding: str,
    append: bool,
) -> None:
    target = folder(tmp_path_factory.mktemp("tables"))
    path = target / f"{table}.csv"
    written = io.StringIO()
    csv.writer(written, delimiter=separator).writerows(rows)
    text = (path.read_text("utf-8-sig") if append else "") + written.getvalue()
    path.write_bytes(text.encode(encoding, errors="replace"))
    tell(target)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(TABLES), st.integers(2, 3), st.integers(0, 25), CELLS)
def test_any_text_in_a_cell(
    tmp_path_factory: pytest.TempPathFactory, table: str, row: int, column: int, text: str
) -> None:
    target = folder(tmp_path_factory.mktemp("cells"))
    path = target / f"{table}.csv"
    cells = list(csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))
    cells[row - 1][column % len(cells[0])] = text
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerows(cells)
    path.write_text(written.getvalue(), encoding="utf-8")
    tell(target)
