"""How are levels read and written, as a document and as a table that a planner edits?"""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from optimizer.findings import DataError
from optimizer.formats import levels_to_json, read_levels, write_levels
from optimizer.level_plan import Level, LevelPlan, LevelReason
from optimizer.plan import Provenance
from optimizer.ward_stores import Policy
from tests.stock import ward_stores
from tests.strategies import documents
from tests.told_levels import our_levels


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=documents(LevelPlan))
def test_any_levels_survive_the_document_and_the_table(
    plan: LevelPlan, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = levels_to_json(plan)
    read = read_levels(io.BytesIO(text.encode()))
    assert read.value == plan
    assert read.findings == ()
    target = tmp_path_factory.mktemp("levels") / "levels.csv"
    write_levels(plan, target)
    assert read_levels(target).value.levels == plan.levels


def test_the_table_has_the_columns_of_a_level(tmp_path: Path) -> None:
    plan = our_levels(ward_stores())
    write_levels(plan, tmp_path / "levels.csv")
    head = (tmp_path / "levels.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert head.split(";") == list(Level.model_fields)
    write_levels(plan, str(tmp_path / "levels.json"))
    assert read_levels(str(tmp_path / "levels.json")).value == plan


def test_four_columns_are_enough() -> None:
    read = read_levels(io.BytesIO(b"ward,item,min_pieces,max_pieces\nA,gloves,-1,12\n"))
    assert [str(f.code) for f in read.findings] == ["F051"]
    assert read.value == LevelPlan(
        scenario="levels",
        levels=(
            Level(
                ward="A",
                item="gloves",
                policy=Policy.MIN_MAX,
                min_pieces=-1,
                max_pieces=12,
                pack=1,
                reason=LevelReason.GIVEN,
                meets_targets=False,
                demand="none",
                n_days=0,
                n_stock_outs=0,
                **dict.fromkeys(
                    (
                        "fill_rate_target",
                        "fill_rate",
                        "cycle_service_target",
                        "cycle_service",
                        "demand_per_week",
                        "demand_ratio",
                        "demand_doubt",
                        "stock_pieces",
                        "stock_sek",
                        "space_l",
                        "lines_per_week",
                        "short_per_week",
                        "holding_sek",
                        "line_sek",
                        "shortage_sek",
                    ),
                    0.0,
                ),
            ),
        ),
        provenance=Provenance(source="standard input"),
    )


FAULTS = {
    b"ward;itm;min_pieces;max_pieces\nA;x;1;2": (
        "error F024 standard input:1 itm: there is no column 'itm'. Did you mean \"item\"?"
    ),
    b"ward;item;min_pieces\nA;x;1": "error F023 standard input:1 max_pieces: the column is missing",
    b"ward;item;min_pieces;max_pieces\nA;x;1;": (
        "error F030 standard input:2 max_pieces: the value is missing"
    ),
    b"ward;item;min_pieces;max_pieces\nA;x;-2;2": (
        "error F037 standard input:2 min_pieces: -2 is outside the range"
    ),
    b'{"levels": []}': "error F030 standard input scenario: the value is missing",
    b'{"scenario": "x", "levels": [{"ward": 3}], "provenance": {"source": ""}}': (
        "error F041 standard input levels[0].ward: 3 is not a text"
    ),
    b"": "error F008 standard input: the file is empty",
    b"PK\x03\x04": "error F007 standard input:1: the file is not text",
}


@pytest.mark.parametrize("data", FAULTS)
def test_faults(data: bytes) -> None:
    with pytest.raises(DataError) as error:
        read_levels(io.BytesIO(data))
    assert FAULTS[data] in str(error.value)


def test_no_levels_are_read_from_a_folder_or_written_to_a_workbook(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"F001 .*not a folder"):
        read_levels(tmp_path)
    with pytest.raises(DataError, match=r"F001 levels\.xlsx: levels are not written as \.xlsx"):
        write_levels(our_levels(ward_stores()), tmp_path / "levels.xlsx")
    with pytest.raises(DataError, match="F002"):
        read_levels(tmp_path / "levels.csv")
