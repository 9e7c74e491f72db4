"""How does a JSON document hold a demand history, and which hash has a scenario with one?"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
from pathlib import Path

import numpy as np
import pytest

from optimizer.findings import DataError
from optimizer.formats import (
    history_json,
    read_scenario,
    scenario_sha256,
    scenario_to_json,
    write_scenario,
)
from optimizer.history import DemandHistory
from optimizer.ward_stores import StockSettings, WardItem
from tests.histories import history, with_history
from tests.rigs import hospital_day


def document(**changes: object) -> io.BytesIO:
    plain = json.loads(scenario_to_json(with_history(history())))
    plain["demand_history"].update(changes)
    return io.BytesIO(json.dumps(plain).encode())


def test_a_document_has_columns() -> None:
    plain = json.loads(scenario_to_json(with_history(history())))
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
    assert read_scenario(document()).value == with_history(history())


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


LONG = with_history(long_history())


@pytest.mark.parametrize("indent", [None, 2])
def test_long_columns_are_read_apart(indent: int | None) -> None:
    text = json.dumps(json.loads(scenario_to_json(LONG)), indent=indent)
    assert len(history_json.take_columns(text)[1]) == 5
    assert read_scenario(io.BytesIO(text.encode())).value == LONG


def test_rows_beyond_the_limit_of_a_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimizer.formats.build.MAX_HISTORY_ROWS", 3000)
    with pytest.raises(DataError, match=r"F006 .*\.ward: there are 3\d\d\d rows, at most 3000"):
        read_scenario(io.BytesIO(scenario_to_json(LONG).encode()))


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
    made = [scenario_sha256(with_history(None)), scenario_sha256(with_history(history()))]
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
    made += [scenario_sha256(with_history(other)) for other in others]
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
