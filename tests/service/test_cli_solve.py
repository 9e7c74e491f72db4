"""Does solve search within its limits, tell how it goes, and tell how it ended?

What the search itself does is replaced here by a scripted one, so that every way a
search can end is seen, at the same time each time.
"""

from __future__ import annotations

import dataclasses
import json
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from optimizer.check import check
from optimizer.cli.exits import Exit
from optimizer.cli.main import cli
from optimizer.cli.options import n_cores
from optimizer.domain import Scenario
from optimizer.findings import DataError, Finding, Place
from optimizer.formats import plan_to_json, read_plan, scenario_to_json
from optimizer.plan import RoutePlan
from optimizer.service import DayPlan, Limits, OwnFaultError, Progress
from optimizer.travel import measure
from tests.rigs import amend, hospital_day, hospital_plan


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, list(arguments), input=stdin, prog_name="wardflow")


def day_plan(plan: RoutePlan | None = None, *findings: Finding) -> DayPlan:
    day = hospital_day()
    travel = measure(day)
    plan = plan or hospital_plan()
    return DayPlan(
        plan=plan,
        verdict=check(day, travel, plan),
        travel=travel,
        findings=findings,
        interrupted=False,
    )


class Script:
    """A search that answers as it is told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.limits: Limits | None = None
        self.began: float | None = None
        self.answer: DayPlan | BaseException = day_plan()
        self.stopped: list[bool] = []

    def __call__(
        self,
        scenario: Scenario,
        *,
        limits: Limits,
        on_progress: Callable[[Progress], bool] | None = None,
        prove: bool = False,
        began: float | None = None,
        starts: Sequence[RoutePlan] = (),
    ) -> DayPlan:
        self.limits = limits
        self.began = began
        assert on_progress is not None
        for objective in (None, 12_000.0, 12_000.0, 10_370.7):
            self.stopped.append(on_progress(Progress(1.5, objective, 3, 1, 100)))
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Script]:
    monkeypatch.chdir(tmp_path)
    Path("day.json").write_text(scenario_to_json(hospital_day()), encoding="utf-8")
    script = Script()
    monkeypatch.setattr("optimizer.service.plan_day", script)
    yield script
    logging.getLogger("wardflow").handlers.clear()


# ------------------------------------------------------------------------- answers and limits


def test_a_limit_counts_from_the_start_of_the_command(script):
    before = time.monotonic()
    run("solve", "day.json", "-o", "plan.json", "--time-limit", "9")
    assert script.began is not None
    assert before <= script.began <= time.monotonic()


def test_the_plan_is_the_data_where_no_file_is_named(script: Script) -> None:
    result = run("solve", "day.json")
    assert result.exit_code == Exit.DONE
    assert result.stdout == plan_to_json(hospital_plan())
    assert "cost_total" in result.stderr
    assert "\x1b" not in result.stdout + result.stderr


def test_the_summary_is_the_data_where_the_plan_has_a_file(script: Script) -> None:
    result = run("solve", "day.json", "-o", "plan.json", "--format", "json")
    assert result.exit_code == Exit.DONE
    summary = json.loads(result.stdout)
    assert summary["vehicles"] == 3
    assert summary["trips"] == 4
    assert summary["distance"] == 424
    assert summary["unserved_penalty"] == 1
    assert summary["cost_total"] == pytest.approx(10_370.69, abs=0.01)
    assert read_plan("plan.json").value == hospital_plan()
    assert "Plan: plan.json" in result.stderr
    table = run("solve", "day.json", "-o", "plan.json").stdout.splitlines()
    assert table[1].split() == ["vehicles", "3"]
    rows = run("solve", "day.json", "-o", "plan.json", "--format", "csv").stdout.splitlines()
    assert rows[:2] == ["figure,value,unit", "vehicles,3,"]


def test_quiet_says_nothing(script: Script) -> None:
    result = run("solve", "day.json", "-o", "plan.json", "--format", "json", "--quiet")
    assert result.stderr == ""
    assert json.loads(result.stdout)


def test_a_scenario_may_come_from_stdin(script: Script) -> None:
    result = run("solve", "-", stdin=scenario_to_json(hospital_day()))
    assert result.exit_code == Exit.DONE


def test_half_a_minute_is_the_limit_where_none_is_set(script: Script) -> None:
    run("solve", "day.json")
    assert script.limits == Limits(time_s=30.0, seed=1, n_jobs=n_cores())
    run("solve", "day.json", "--iterations", "50", "--seed", "7", "-j", "1")
    assert script.limits == Limits(iterations=50, seed=7, n_jobs=1)
    run("solve", "day.json", "--no-improvement", "9", "--time-limit", "0.5", "--jobs", "2")
    assert script.limits == Limits(time_s=0.5, no_improvement=9, seed=1, n_jobs=2)


def test_improvements_are_logged_for_those_who_ask(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARDFLOW_RUN_ID", "r1")
    result = run("solve", "day.json", "--log-level", "info", "--quiet")
    assert [line.partition(" ")[2] for line in result.stderr.splitlines()] == [
        "INFO r1 wardflow.cli: best 12 000 SEK, 3 vehicles, 1 unserved, 1.5 s",
        "INFO r1 wardflow.cli: best 10 371 SEK, 3 vehicles, 1 unserved, 1.5 s",
    ]
    assert script.stopped == [False] * 4


def test_a_report_is_written_too(script: Script) -> None:
    result = run("solve", "day.json", "-o", "plan.json", "--report", "day.html", "--lang", "sv")
    assert result.exit_code == Exit.DONE
    assert "Report: day.html" in result.stderr
    assert 'lang="sv"' in Path("day.html").read_text(encoding="utf-8")


def test_the_report_verb_tells_any_plan(script: Script) -> None:
    Path("plan.json").write_text(plan_to_json(hospital_plan()), encoding="utf-8")
    broken = amend(hospital_plan(), unserved=())
    Path("broken.json").write_text(plan_to_json(broken), encoding="utf-8")
    result = run("report", "day.json", "plan.json", "-o", "folder")
    assert result.exit_code == Exit.DONE
    assert result.stdout == ""
    assert Path("folder/report.html").exists()
    warned = run("report", "day.json", "broken.json", "-o", "broken.html", "--quiet")
    assert warned.exit_code == Exit.DONE
    assert "The plan has 2 violations" in warned.stderr


# ----------------------------------------------------------------------------- ways of ending


def test_unserved_orders_count_where_it_is_asked_for(script: Script) -> None:
    assert run("solve", "day.json").exit_code == Exit.DONE
    result = run("solve", "day.json", "-o", "plan.json", "--fail-on-unserved")
    assert result.exit_code == Exit.UNSERVED
    assert Path("plan.json").exists()
    complete = amend(hospital_plan(), unserved=())
    script.answer = dataclasses.replace(day_plan(), plan=complete)
    assert run("solve", "day.json", "--fail-on-unserved").exit_code == Exit.DONE


def test_a_plan_that_breaks_a_rule_is_never_written(script: Script) -> None:
    broken = day_plan(amend(hospital_plan(), unserved=())).verdict
    assert broken is not None
    script.answer = OwnFaultError(broken.violations)
    Path("plan.json").write_text("old", encoding="utf-8")
    result = run("solve", "day.json", "-o", "plan.json")
    assert result.exit_code == Exit.FAULT
    assert "error C" in result.stderr
    assert Path("plan.json").read_text(encoding="utf-8") == "old"


def test_no_plan_within_the_limits_exits_with_3(script: Script) -> None:
    script.answer = DayPlan(
        plan=None, verdict=None, travel=measure(hospital_day()), findings=(), interrupted=False
    )
    result = run("solve", "day.json", "-o", "plan.json")
    assert result.exit_code == Exit.NO_PLAN
    assert "No plan was found" in result.stderr
    assert not Path("plan.json").exists()


def test_wrong_data_exits_with_2_and_leaves_the_old_plan(script: Script) -> None:
    place = Place("orders", 4, "site")
    script.answer = DataError([Finding("F002", "gone", place), Finding("F002", "gone too", place)])
    Path("plan.json").write_text("old", encoding="utf-8")
    result = run("solve", "day.json", "-o", "plan.json", "--format", "json", "--quiet")
    assert result.exit_code == Exit.INVALID
    told = [json.loads(line) for line in result.stderr.splitlines()]
    assert [finding["message"] for finding in told] == ["gone", "gone too"]
    assert Path("plan.json").read_text(encoding="utf-8") == "old"


def test_a_folder_in_the_place_of_the_plan_is_told_before_the_search(script: Script) -> None:
    Path("plans").mkdir()
    result = run("solve", "day.json", "-o", "plans")
    assert result.exit_code == Exit.INVALID
    assert '"plans" is a folder' in result.stderr
    assert script.limits is None


def test_findings_of_the_search_are_told(script: Script) -> None:
    note = Finding("T105", "laundry to itself is given as 5 s and 0 m", Place("travel_times", 3))
    script.answer = day_plan(None, note)
    assert "note T105 travel_times:3" in run("solve", "day.json").stderr


def test_a_fault_in_the_search_is_ours(script: Script) -> None:
    script.answer = RuntimeError("a wheel came off")
    result = run("solve", "day.json")
    assert result.exit_code == Exit.FAULT
    assert "fault of Wardflow" in result.stderr
