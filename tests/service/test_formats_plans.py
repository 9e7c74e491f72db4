"""Is each fault of a plan document told once, where it stands?"""

from __future__ import annotations

import io
import json

import pytest

from optimizer.findings import DataError
from optimizer.formats import plan_to_json, read_plan
from tests.rigs import hospital_plan


def test_a_fault_within_a_list_is_not_told_as_an_empty_list_too() -> None:
    raw = json.loads(plan_to_json(hospital_plan()))
    raw["routes"][0]["trips"] = raw["routes"][0]["trips"][:1]
    raw["routes"][0]["trips"][0]["visits"][0]["arrival"] = "soon"
    with pytest.raises(DataError) as caught:
        read_plan(io.BytesIO(json.dumps(raw).encode()))
    assert [finding.code for finding in caught.value.findings] == ["F034"]


def test_a_list_that_lacks_its_one_member_is_told() -> None:
    raw = json.loads(plan_to_json(hospital_plan()))
    raw["routes"][0]["trips"] = []
    with pytest.raises(DataError) as caught:
        read_plan(io.BytesIO(json.dumps(raw).encode()))
    assert [finding.code for finding in caught.value.findings] == ["F028"]
