"""Is anything lost between folder, document and workbook?"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from optimizer.domain import Scenario
from optimizer.formats import (
    plan_to_json,
    read_plan,
    read_scenario,
    scenario_sha256,
    scenario_to_json,
    write_scenario,
)
from optimizer.plan import RoutePlan
from tests.strategies import route_plans, scenarios

TARGETS = ("day.json", "day.xlsx", "day")


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenarios())
def test_any_scenario_survives_every_format(scenario: Scenario) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in TARGETS:
            target = Path(folder, name)
            write_scenario(scenario, target)
            read = read_scenario(target).value
            assert read == scenario
            assert scenario_to_json(read) == scenario_to_json(scenario)
            assert scenario_sha256(read) == scenario_sha256(scenario)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(route_plans())
def test_any_plan_survives_its_document(plan: RoutePlan) -> None:
    text = plan_to_json(plan)
    read = read_plan(io.BytesIO(text.encode()))
    assert read.value == plan
    assert read.findings == ()
    assert plan_to_json(read.value) == text
