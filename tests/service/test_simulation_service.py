"""Does the simulation report count what happened, and is it fair to all plans?"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pytest

from optimizer.domain import Scenario
from optimizer.findings import DataError
from optimizer.history import DemandHistory
from optimizer.level_plan import LevelPlan
from optimizer.service import set_levels, simulate_levels
from optimizer.simulated import KPI_NAMES, Estimate, SimulationReport
from optimizer.ward_stores import Weekday
from tests.stock import FIRST_DAY, ward_stores


@functools.cache
def _plans() -> dict[str, LevelPlan]:
    found = set_levels(ward_stores())
    assert found.plan is not None
    assert found.today is not None
    return {"today": found.today, "ours": found.plan}


@functools.cache
def _report() -> SimulationReport:
    return simulate_levels(ward_stores(), _plans(), n_weeks=52, n_replications=20, seed=4)


def _kpi(report: SimulationReport, plan: str, name: str) -> Estimate:
    kpis = next(row.kpis for row in report.plans if row.plan == plan)
    estimate: Estimate = getattr(kpis, name)
    return estimate


def test_costs_are_amounts_times_prices() -> None:
    report, stock = _report(), ward_stores().stock
    for plan in ("today", "ours"):
        value = {name: _kpi(report, plan, name).mean for name in KPI_NAMES}
        assert value["line_sek"] == pytest.approx(value["lines"] * stock.line_sek, abs=1e-4)
        assert value["visit_sek"] == pytest.approx(value["visits"] * stock.visit_sek, abs=1e-4)
        emergencies = value["emergencies"] * stock.emergency_sek
        assert value["emergency_sek"] == pytest.approx(emergencies, abs=1e-3)
        terms = ("holding_sek", "line_sek", "visit_sek", "shortage_sek", "emergency_sek")
        assert value["total_sek"] == pytest.approx(sum(value[t] for t in terms), abs=1e-4)


def test_expected_figures_lie_in_the_simulated_intervals() -> None:
    report = _report()
    for name, plan in _plans().items():
        expected = {
            "lines": sum(x.lines_per_week for x in plan.levels),
            "short_pieces": sum(x.short_per_week for x in plan.levels),
            "stock_sek": sum(x.stock_sek for x in plan.levels),
            "holding_sek": sum(x.holding_sek for x in plan.levels),
        }
        for kpi, value in expected.items():
            estimate = _kpi(report, name, kpi)
            assert estimate.half_width is not None
            # 95 % intervals of eight figures: twice the width leaves out hardly any.
            assert abs(estimate.mean - value) <= 2 * estimate.half_width, (name, kpi)


def test_spread_emergencies_are_no_fewer_than_counted() -> None:
    """Levels charge each item's shortage a delivery of its own: never too few in the mean."""
    today = _plans()["today"]
    spread = sum(
        x.short_per_week / ((x.demand_per_week / 7 + x.demand_ratio + 1) / 2) for x in today.levels
    )
    counted = _kpi(_report(), "today", "emergencies")
    assert counted.half_width is not None
    assert spread == pytest.approx(counted.mean, rel=0.3)


def test_services_add_up() -> None:
    report = _report()
    for plan in ("today", "ours"):
        (whole,) = report.service_rows(by_ward=False, by_class=False, plan=plan)
        for by_ward, by_class in ((True, False), (False, True), (True, True)):
            rows = report.service_rows(by_ward=by_ward, by_class=by_class, plan=plan)
            for name in ("n_pairs", "demand_pieces", "short_pieces", "lines", "stock_sek"):
                total = sum(getattr(row, name) for row in rows)
                assert total == pytest.approx(getattr(whole, name), abs=1e-4)
        wards = report.service_rows(by_ward=True, by_class=False, plan=plan)
        assert whole.emergencies is not None
        assert sum(row.emergencies or 0 for row in wards) == pytest.approx(
            whole.emergencies, abs=1e-4
        )
        assert whole.emergencies == pytest.approx(_kpi(report, plan, "emergencies").mean, abs=1e-5)


def test_service_cells_exist_where_items_are_kept() -> None:
    cells = _report().service_rows(by_ward=True, by_class=True, plan="ours")
    assert [(row.ward, row.stock_class, row.n_pairs) for row in cells] == [
        ("avd-1", "A", 1),
        ("avd-1", "B", 2),
        ("mottagning", "B", 2),
        ("mottagning", "C", 1),
    ]
    assert [row.fill_rate_target for row in cells] == [0.995, 0.97, 0.97, 0.9]


def test_differences_are_paired_and_surer_than_apart() -> None:
    report = _report()
    (difference,) = report.differences
    assert (difference.plan, difference.against) == ("ours", "today")
    cost = difference.kpis.total_sek
    apart = [_kpi(report, plan, "total_sek") for plan in ("ours", "today")]
    assert cost.mean == pytest.approx(apart[0].mean - apart[1].mean, abs=1e-5)
    assert cost.half_width is not None
    assert cost.sure
    assert cost.mean < 0


def test_plan_against_itself_differs_in_nothing() -> None:
    ours = _plans()["ours"]
    report = simulate_levels(
        ward_stores(), {"a": ours, "b": ours}, n_weeks=8, n_replications=3, seed=1
    )
    kpis = report.differences[0].kpis
    assert all(getattr(kpis, name) == Estimate(mean=0, half_width=0) for name in KPI_NAMES)


def test_same_seed_same_bytes_other_seed_other_demand() -> None:
    def run(seed: int) -> str:
        return simulate_levels(
            ward_stores(), _plans(), n_weeks=8, n_replications=2, seed=seed
        ).model_dump_json()

    assert run(7) == run(7)
    assert run(7) != run(8)


def test_demand_of_a_ward_item_does_not_depend_on_the_others() -> None:
    ours = _plans()["ours"]
    part = ours.model_copy(update={"levels": ours.levels[3:]})
    both, some = (
        simulate_levels(ward_stores(), {"all": plan}, n_weeks=20, n_replications=3, seed=5)
        for plan in (ours, part)
    )
    assert some.n_pairs == 3
    (whole,) = (r for r in both.services if r.ward == "mottagning" and r.stock_class is None)
    (alone,) = (r for r in some.services if r.ward == "mottagning" and r.stock_class is None)
    assert whole == alone


def test_ward_items_that_a_plan_lacks_are_left_out_of_all() -> None:
    plans = _plans()
    part = plans["today"].model_copy(update={"levels": plans["today"].levels[1:]})
    report = simulate_levels(
        ward_stores(), {"today": part, "ours": plans["ours"]}, n_weeks=4, n_replications=2, seed=0
    )
    assert report.n_pairs == 5
    assert [row.n_pairs for row in report.plans] == [5, 6]


def test_one_replication_tells_no_doubt() -> None:
    report = simulate_levels(ward_stores(), _plans(), n_weeks=4, n_replications=1, seed=0)
    assert _kpi(report, "today", "total_sek").half_width is None
    rows = report.kpi_rows()
    assert {row["kpi"] for row in rows} == set(KPI_NAMES)
    assert all(row["low"] == row["mean"] == row["high"] for row in rows)


def _by_hand(history: list[int]) -> Scenario:
    """One item on one ward, delivered to on Mondays, with two weeks of use."""
    scenario = ward_stores()
    days = [day for day, pieces in enumerate(history) if pieces]
    return scenario.model_copy(
        update={
            "ward_items": (scenario.ward_items[5],),
            "wards": (scenario.wards[1].model_copy(update={"visit_days": (Weekday.MON,)}),),
            "lead_times": (),
            "order_lines": (),
            "stock": scenario.stock.model_copy(update={"history_from": FIRST_DAY}),
            "demand_history": DemandHistory.from_rows(
                ["mottagning"],
                ["sheet"],
                FIRST_DAY,
                ward=[0] * len(days),
                item=[0] * len(days),
                day=days,
                pieces=[history[day] for day in days],
                stock_out=[False] * len(days),
            ),
        }
    )


def _level(scenario: Scenario, low: int, up: int) -> LevelPlan:
    """A plan that sets one min and max, the rest of it being of no matter here."""
    row: dict[str, Any] = dict.fromkeys(
        ("fill_rate_target", "cycle_service_target", "demand_per_week", "demand_ratio"), 0.0
    )
    row |= dict.fromkeys(("demand_doubt", "n_days", "n_stock_outs", "stock_pieces"), 0)
    row |= dict.fromkeys(("stock_sek", "space_l", "lines_per_week", "short_per_week"), 0.0)
    row |= dict.fromkeys(("holding_sek", "line_sek", "shortage_sek"), 0.0)
    row |= {"ward": "mottagning", "item": "sheet", "policy": "min_max", "pack": 1}
    row |= {"min_pieces": low, "max_pieces": up, "reason": "given", "meets_targets": False}
    row |= {"fill_rate": 0.0, "cycle_service": 0.0, "demand": "poisson"}
    return LevelPlan.model_validate(
        {"scenario": scenario.name, "levels": [row], "provenance": {"source": "by hand"}}
    )


def test_replay_by_hand() -> None:
    # Starts at 6, half-way between 2 and 10. Monday's count of 6 is above 2: no order. Use
    # of 3, 2, 2: one is missing on Wednesday. Friday's 2 are all missing. Next Monday the
    # count is 0: ten arrive; the 4 of Tuesday are met.
    scenario = _by_hand([3, 2, 2, 0, 2, 0, 0, 0, 4, 0, 0, 0, 0, 0])
    report = simulate_levels(
        scenario,
        {"by hand": _level(scenario, 2, 10)},
        n_weeks=2,
        n_replications=9,
        seed=0,
        replay=True,
    )
    value = {name: _kpi(report, "by hand", name).mean for name in KPI_NAMES}
    assert report.n_replications == 1
    assert value["short_pieces"] == 1.5
    assert value["stock_outs"] == value["emergencies"] == 1.0
    assert value["fill_rate"] == pytest.approx(1 - 3 / 13, abs=1e-6)
    assert value["lines"] == value["visits"] == 0.5
    mean_stock = (3 + 1 + 0 + 0 + 0 + 0 + 0 + 10 + 6 * 6) / 14
    assert value["stock_sek"] == pytest.approx(40 * mean_stock, abs=1e-4)
    assert value["shortage_sek"] == 1.5 * 10
    assert value["emergency_sek"] == 400.0
    (row,) = report.service_rows(by_ward=True, by_class=False)
    assert (row.n_below_target, row.demand_pieces) == (1, 6.5)


def test_replay_longer_than_the_history() -> None:
    with pytest.raises(DataError) as error:
        simulate_levels(ward_stores(), _plans(), n_weeks=27, n_replications=1, seed=0, replay=True)
    assert "S211" in {f.code for f in error.value.findings}


def test_min_above_max_and_strange_plans_are_told() -> None:
    scenario = _by_hand([1] * 14)
    with pytest.raises(DataError) as error:
        simulate_levels(
            scenario, {"odd": _level(scenario, 7, 3)}, n_weeks=1, n_replications=1, seed=0
        )
    assert {f.code for f in error.value.findings if f.severity == "error"} == {"C722"}
    nothing = _plans()["ours"].model_copy(update={"levels": ()})
    with pytest.raises(DataError) as error:
        simulate_levels(ward_stores(), {"none": nothing}, n_weeks=1, n_replications=1, seed=0)
    assert {f.code for f in error.value.findings if f.severity == "error"} == {"S210"}


def test_numbers_out_of_range() -> None:
    with pytest.raises(ValueError, match="at least one plan"):
        simulate_levels(ward_stores(), {}, n_weeks=1, n_replications=1, seed=0)
    with pytest.raises(ValueError, match="at least 1"):
        simulate_levels(ward_stores(), _plans(), n_weeks=0, n_replications=1, seed=0)


def test_plans_are_simulated_on_the_weekdays_they_are_made_for() -> None:
    plans = _plans()
    ours = plans["ours"]
    visits = tuple(row.model_copy(update={"visit_days": (Weekday.MON,)}) for row in ours.visits)
    rarely = ours.model_copy(update={"visits": visits})
    report = simulate_levels(
        ward_stores(), {"ours": ours, "rarely": rarely}, n_weeks=26, n_replications=2, seed=0
    )
    assert _kpi(report, "rarely", "visits").mean <= 2.0 < _kpi(report, "ours", "visits").mean
    assert np.isfinite(_kpi(report, "rarely", "total_sek").mean)
