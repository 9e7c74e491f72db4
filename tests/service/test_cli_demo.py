"""Does the demonstration plan the bundled day, and say where everything lies?"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from optimizer.check import check
from optimizer.cli import demo
from optimizer.cli.exits import Exit
from optimizer.cli.main import cli
from optimizer.domain import Scenario
from optimizer.formats import read_plan, read_scenario
from optimizer.plan import RoutePlan
from optimizer.report import LANGUAGES
from optimizer.service import DayPlan, Limits, Progress
from optimizer.travel import measure


def as_driven_today(
    scenario: Scenario,
    *,
    limits: Limits,
    on_progress: Callable[[Progress], bool] | None = None,
    prove: bool = False,
    began: float | None = None,
    starts: Sequence[RoutePlan] = (),
) -> DayPlan:
    """A search that finds nothing better than the baseline, at once."""
    travel, found = measure(scenario), scenario.baseline
    assert found is not None
    return DayPlan(
        plan=found,
        verdict=check(scenario, travel, found),
        travel=travel,
        findings=(),
        interrupted=False,
    )


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(demo, "INSTANCE", "tiny")
    monkeypatch.setattr("optimizer.service.plan_day", as_driven_today)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["demo", *arguments], prog_name="wardflow")


def test_the_bundled_day_is_there_and_brings_a_baseline() -> None:
    day = read_scenario(demo.bundled_instance()).value
    assert day.name == "vgr-laundry-day"
    assert day.baseline is not None


def test_demo_writes_plan_and_report_and_says_where(folder: Path) -> None:
    result = run("--iterations", "5")
    assert result.exit_code == Exit.DONE, result.stderr
    out = Path("out/wardflow-demo")
    day = read_scenario(demo.bundled_instance()).value
    assert read_plan(out / "plan.json").value == day.baseline
    assert f"Plan: {out / 'plan.json'}" in result.stderr
    assert f"Report: {out / 'report' / 'report.html'}" in result.stderr
    assert (out / "report" / "report.html").exists()
    assert "every rule kept" in result.stderr
    heading = result.stdout.splitlines()[0].split()
    assert heading == ["KPI", "unit", "baseline", "plan", "+", "plan", "%", "plan"]


def test_demo_answers_in_the_form_that_was_asked_for(folder: Path) -> None:
    result = run("--out", "here", "--format", "json", "--quiet", "--lang", "sv")
    assert result.exit_code == Exit.DONE
    assert json.loads(result.stdout)["plans"] == ["baseline", "plan"]
    assert result.stderr == ""
    assert 'lang="sv"' in Path("here/report/report.html").read_text(encoding="utf-8")


def test_an_instance_that_was_not_installed_is_our_fault(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "INSTANCE", "nowhere")
    result = run()
    assert result.exit_code == Exit.FAULT
    assert "was not installed" in result.stderr


def test_a_folder_that_cannot_be_made_is_named_with_the_way_out(folder: Path) -> None:
    Path("out").write_text("a file is in the way", encoding="utf-8")
    result = run()
    assert result.exit_code == Exit.INVALID
    assert str(folder / "out" / "wardflow-demo") in result.stderr
    assert "Errno" not in result.stderr
    assert "--out" in result.stderr


def test_the_languages_are_those_of_the_report() -> None:
    option = next(option for option in demo.demo.params if option.name == "lang")
    assert list(option.type.choices) == list(LANGUAGES)  # type: ignore[attr-defined]
