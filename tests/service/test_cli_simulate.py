"""Do ``wardflow calendar`` and ``wardflow simulate`` tell what the services found?"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from optimizer.cli.exits import Exit
from optimizer.cli.options import DEFAULT_TIME_S
from optimizer.domain import Scenario
from optimizer.findings import Finding, Place
from optimizer.formats import levels_to_json, scenario_to_json
from optimizer.formats.visits_io import read_visits, visits_to_json
from optimizer.service import VisitsFound
from tests.rigs import amend
from tests.stock import ward_stores
from tests.stock_verbs import StockService, run
from tests.told_levels import our_levels, visit_plan


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch, store: Path) -> Callable[[VisitsFound], dict[str, Any]]:
    def answer(found: VisitsFound) -> dict[str, Any]:
        asked: dict[str, Any] = {}

        def scripted(scenario: Scenario, **more: Any) -> VisitsFound:
            asked.update(more)
            return found

        monkeypatch.setattr("optimizer.service.choose_visits", scripted)
        return asked

    return answer


def test_calendar_tells_wards_and_weekdays(choose: Callable[..., dict[str, Any]]) -> None:
    plan = visit_plan(ward_stores())
    asked = choose(VisitsFound(plan, (Finding("S208", "wed: short", Place("x")),)))
    result = run("calendar", "store.json", "--max-changes", "1", "--time-limit", "5")
    assert result.exit_code == Exit.DONE, result.stderr
    assert asked["max_changes"] == 1
    assert asked["limits"].time_s == 5
    assert asked["began"] is not None
    lines = result.stdout.splitlines()
    assert lines[1].split()[:3] == ["mottagning", "tue", "wed"]
    assert lines[3].split()[:3] == ["weekday", "visits", "visits_today"]
    assert "warning S208" in result.stderr
    assert "1 ward changes; a week costs 100 SEK less than today." in result.stderr
    assert "Busiest weekday over the mean, lines: " in result.stderr


def test_delivery_days_can_be_kept_for_levels(choose: Callable[..., dict[str, Any]]) -> None:
    plan = visit_plan(ward_stores())
    asked = choose(VisitsFound(plan, ()))
    result = run("calendar", "store.json", "-o", "days.json", "--format", "csv")
    assert (asked["limits"].time_s, asked["began"]) == (DEFAULT_TIME_S, None)
    assert read_visits("days.json").value == plan
    assert len(result.stdout.splitlines()) == 3
    assert run("calendar", "store.json", "-o", "-").stdout == visits_to_json(plan)
    assert run("calendar", "store.json", "--format", "json").stdout == visits_to_json(plan)


def test_short_weekdays_count_where_that_is_asked(choose: Callable[..., dict[str, Any]]) -> None:
    plan = visit_plan(ward_stores())
    choose(VisitsFound(plan, ()))
    assert run("calendar", "store.json", "--fail-on-shortfall").exit_code == Exit.UNSERVED
    choose(VisitsFound(plan.model_copy(update={"shortfalls": ()}), ()))
    assert run("calendar", "store.json", "--fail-on-shortfall").exit_code == Exit.DONE


def test_no_delivery_days_within_the_limit(choose: Callable[..., dict[str, Any]]) -> None:
    choose(VisitsFound(None, ()))
    result = run("calendar", "store.json", "-o", "days.json")
    assert result.exit_code == Exit.NO_PLAN
    assert not Path("days.json").exists()


def test_simulate_takes_todays_levels_by_default(stock_service: StockService) -> None:
    result = run("simulate", "store.json")
    assert stock_service.simulated == {
        "plans": ["today"],
        "n_weeks": 52,
        "n_replications": 10,
        "seed": 1,
        "replay": False,
    }
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["figure", "unit", "today", "±"]
    assert lines[1].split()[:2] == ["fill_rate", "%"]


def test_simulate_compares_several_levels(stock_service: StockService) -> None:
    Path("ours.json").write_text(levels_to_json(our_levels(ward_stores())), encoding="utf-8")
    arguments = ("simulate", "store.json", "--levels", "today", "--levels", "ours.json")
    result = run(*arguments, "--replay", "--seed", "9")
    assert stock_service.simulated["plans"] == ["today", "ours"]
    assert (stock_service.simulated["replay"], stock_service.simulated["seed"]) == (True, 9)
    assert result.stdout.splitlines()[0].split() == [
        *("figure", "unit", "today", "±", "ours", "±", "+", "ours", "±"),
    ]
    rows = list(csv.DictReader(io.StringIO(run(*arguments, "--format", "csv").stdout)))
    assert {row["plan"] for row in rows} == {"today", "ours"}


def test_levels_of_one_name_are_told_apart(stock_service: StockService) -> None:
    text = levels_to_json(our_levels(ward_stores()))
    for folder in ("a", "b"):
        Path(folder).mkdir()
        Path(folder, "levels.json").write_text(text, encoding="utf-8")
    run("simulate", "store.json", "--levels", "a/levels.json", "--levels", "b/levels.json")
    assert stock_service.simulated["plans"] == ["a/levels.json", "b/levels.json"]
    run("simulate", "store.json", "--levels", "a/levels.json", "--levels", "a/levels.json")
    assert stock_service.simulated["plans"] == ["levels (1)", "levels (2)"]


def test_a_scenario_without_levels_has_none_of_today(stock_service: StockService) -> None:
    day = ward_stores()
    bare = tuple(amend(row, min_pieces=None, max_pieces=None) for row in day.ward_items)
    text = scenario_to_json(day.model_copy(update={"ward_items": bare}))
    result = run("simulate", "-", stdin=text)
    assert result.exit_code == Exit.INVALID
    assert "no ward item with a min and a max" in result.stderr
