"""Are two plans set side by side as they were named, in each form, on pipe and terminal?"""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from optimizer.cli.exits import Exit
from optimizer.cli.main import cli
from optimizer.formats import plan_to_json, scenario_to_json
from optimizer.plan import RoutePlan, Unserved
from tests.rigs import (
    HOSPITAL_ROUTES,
    HOSPITAL_UNSERVED,
    amend,
    hospital_day,
    hospital_plan,
    plan_for,
)

ROOT = Path(__file__).parents[2]


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["compare", *arguments], input=stdin, prog_name="wardflow")


def without_the_van() -> RoutePlan:
    """A plan that leaves one more order out, and so a vehicle at home."""
    left = Unserved(order="waste-lerum", carriers=2, reason="fleet", detail="van at the garage")
    return plan_for(hospital_day(), HOSPITAL_ROUTES[:2], (*HOSPITAL_UNSERVED, left))


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    day = amend(hospital_day(), baseline=hospital_plan())
    Path("day.json").write_text(scenario_to_json(day), encoding="utf-8")
    Path("a.json").write_text(plan_to_json(hospital_plan()), encoding="utf-8")
    Path("b.json").write_text(plan_to_json(without_the_van()), encoding="utf-8")


def vehicles(result: Result) -> dict[str, str]:
    assert result.exit_code == Exit.DONE, result.stderr
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    return next(row for row in rows if row["kpi"] == "n_vehicles")


def test_differences_are_what_b_has_more_than_a() -> None:
    row = vehicles(run("day.json", "a.json", "b.json", "--format", "csv"))
    assert float(row["a"]) == 3
    assert float(row["b"]) == 2
    assert float(row["b difference"]) == -1


def test_without_b_it_is_measured_against_the_baseline() -> None:
    row = vehicles(run("day.json", "b.json", "--format", "csv"))
    assert float(row["baseline"]) == 3
    assert float(row["b difference"]) == -1
    other_way = vehicles(run("day.json", "b.json", "baseline", "--format", "csv"))
    assert float(other_way["baseline difference"]) == 1


def test_a_plan_may_come_from_stdin() -> None:
    stdin = plan_to_json(without_the_van())
    assert float(vehicles(run("day.json", "a.json", "-", "--format", "csv", stdin=stdin))["stdin"])


def test_json_is_the_comparison_itself() -> None:
    answer = json.loads(run("day.json", "a.json", "b.json", "--format", "json").stdout)
    assert answer["plans"] == ["a", "b"]
    assert answer["rows"]


def test_the_table_counts_in_whole_numbers_and_leaves_idle_priorities_out() -> None:
    text = run("day.json", "a.json", "b.json").stdout
    lines = text.splitlines()
    assert lines[1].split() == ["Vehicles", "used", "vehicles", "3", "2", "-1", "-33.33"]
    assert any(line.startswith("Orders left out, priority 8") for line in lines)
    assert not any(line.startswith("Orders left out, priority 1") for line in lines)
    wipes = next(line for line in lines if line.startswith("Wipes"))
    assert wipes.split()[-3:] == ["0", "0", "0"]  # no percentage of nothing


def test_plans_of_one_name_are_told_apart() -> None:
    Path("old").mkdir()
    Path("old/a.json").write_text(plan_to_json(without_the_van()), encoding="utf-8")
    row = vehicles(run("day.json", "a.json", "old/a.json", "--format", "csv"))
    assert float(row["old/a.json difference"]) == -1
    row = vehicles(run("day.json", "a.json", "a.json", "--format", "csv"))
    assert float(row["a (B) difference"]) == 0


def test_a_plan_that_breaks_rules_is_compared_with_a_warning() -> None:
    broken = amend(hospital_plan(), unserved=())
    Path("b.json").write_text(plan_to_json(broken), encoding="utf-8")
    result = run("day.json", "a.json", "b.json", "--quiet")
    assert result.exit_code == Exit.DONE
    assert 'Plan "b" has 2 violations' in result.stderr
    assert 'Plan "a"' not in result.stderr


def test_a_scenario_without_baseline_needs_two_plans() -> None:
    Path("bare.json").write_text(scenario_to_json(hospital_day()), encoding="utf-8")
    result = run("bare.json", "a.json")
    assert result.exit_code == Exit.INVALID
    assert "has no baseline plan; name a plan" in result.stderr


def test_terminals_get_a_table_that_fits_and_commands_nothing(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    arguments = ["compare", str(tmp_path / "day.json"), str(tmp_path / "b.json")]
    process = subprocess.Popen(
        [sys.executable, "-m", "optimizer", *arguments],
        cwd=ROOT,
        stdout=theirs,
        stderr=subprocess.PIPE,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "90", "LINES": "40", "NO_COLOR": "1"},
    )
    os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, 4096):
            shown += chunk
    except OSError:  # Linux says so when the last writer has closed a terminal
        pass
    finally:
        os.close(ours)
    _, talk = process.communicate(timeout=600)
    assert process.returncode == Exit.DONE, talk
    lines = shown.decode().splitlines()
    assert max(len(line) for line in lines if "\x1b" not in line) <= 90
    assert any("Vehicles used" in line and "-33.33" in line for line in lines)
