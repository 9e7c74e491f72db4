"""Does a day that is asked to be proven carry what was proven?"""

from __future__ import annotations

import pytest

from optimizer.cli.summary import summary_rows
from optimizer.formats import read_scenario
from optimizer.service import Limits, plan_day


def test_a_small_day_is_proven_optimal_and_says_so():
    day = plan_day(read_scenario("instances/tiny").value, limits=Limits(iterations=100), prove=True)
    assert day.verdict.ok
    assert day.plan.provenance.status == "optimal"
    total = day.plan.cost.total_sek
    assert day.plan.provenance.bound_sek == pytest.approx(total)
    assert day.plan.provenance.bound_sek <= total + 1e-6
    rows = {name: value for name, value, _ in summary_rows(day.plan)}
    assert rows["bound"] == pytest.approx(total)
    assert rows["gap"] == pytest.approx(0.0, abs=1e-4)
