"""Does a comparison say what each plan gains over the first?"""

from __future__ import annotations

import csv
import io
import json

import pytest

from optimizer.compare import Comparison, ComparisonRow, compare
from optimizer.plan import RoutePlan
from tests.rigs import (
    HOSPITAL_ROUTES,
    RouteSketch,
    Stop,
    hospital_day,
    hospital_plan,
    plan_for,
    travel_of,
)

DAY = hospital_day()
TRAVEL = travel_of(DAY)
LORRY, SPLIT, VAN = HOSPITAL_ROUTES


def comparison() -> Comparison:
    # The van goes to the waste station for nothing first: 12 km and 20 min more, and set-up.
    detour = RouteSketch("van-1", "06:00", ((Stop("waste"), Stop("laundry")), *VAN.trips))
    longer = plan_for(DAY, (LORRY, SPLIT, detour))
    return compare(DAY, TRAVEL, {"proposal": hospital_plan(), "today": longer})


def row(kpi: str) -> ComparisonRow:
    return next(r for r in comparison().rows if r.kpi == kpi)


def test_values_differences_and_percents() -> None:
    km = row("length_km")
    assert km.unit == "km"
    assert km.title == "Distance driven"
    assert km.values == {"proposal": 424, "today": 436}
    assert km.differences == {"proposal": 0, "today": 12}
    assert km.percents == {"proposal": 0, "today": pytest.approx(100 * 12 / 424)}


def test_nothing_is_no_percent_of_zero() -> None:
    late = row("waiting_h")
    assert late.values["proposal"] == 0
    assert late.percents == {"proposal": None, "today": None}
    assert late.differences["today"] is not None


def test_priorities_have_rows_of_their_own() -> None:
    left = row("carriers_unserved_by_priority_8")
    assert left.title == "Load carriers left out, priority 8"
    assert left.values == {"proposal": 4, "today": 4}


def test_a_share_of_nothing_stays_empty() -> None:
    nobody = RoutePlan(scenario=DAY.name)
    both = compare(DAY, TRAVEL, {"nobody": nobody, "proposal": hospital_plan()})
    share = next(r for r in both.rows if r.kpi == "on_time_share")
    assert share.values == {"nobody": None, "proposal": 1}
    assert share.differences == {"nobody": None, "proposal": None}


def test_csv_json_and_frame_tell_the_same() -> None:
    it = comparison()
    lines = {line["kpi"]: line for line in csv.DictReader(io.StringIO(it.to_csv()))}
    data = {r["kpi"]: r for r in json.loads(it.to_json())["rows"]}
    frame = it.to_frame()
    assert list(frame.index) == list(lines) == list(data)
    assert list(frame.columns) == [
        "unit",
        "proposal",
        "today",
        "today difference",
        "today %",
    ]
    for kpi, line in lines.items():
        assert line["unit"] == data[kpi]["unit"] == frame.loc[kpi, "unit"]
        for name in ("proposal", "today"):
            value = data[kpi]["values"][name]
            assert (float(line[name]) if line[name] else None) == value
            assert frame.loc[kpi, name] == pytest.approx(value)
    assert Comparison.model_validate_json(it.to_json()) == it


def test_no_plan_name_becomes_a_formula() -> None:
    it = compare(DAY, TRAVEL, {"=1+1": hospital_plan()})
    assert it.to_csv().splitlines()[0] == "kpi,unit,'=1+1"


def test_nothing_to_compare() -> None:
    with pytest.raises(ValueError, match="no plan"):
        compare(DAY, TRAVEL, {})
