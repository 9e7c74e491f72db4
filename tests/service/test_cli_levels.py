"""Does ``wardflow levels`` write what it promises, and end as it is asked to?

The services are the real ones on a small store, where they answer within moments; where a
way of failing matters, they are replaced by ones that fail like that.
"""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from optimizer.cli.exits import Exit
from optimizer.findings import DataError, Finding, Place
from optimizer.formats import read_levels
from optimizer.formats.visits_io import visits_to_json
from optimizer.service import LevelsFound, OwnFaultError
from optimizer.simulated import SimulationReport
from tests.rigs import amend
from tests.stock import ward_stores
from tests.stock_verbs import StockService, run
from tests.told_levels import our_levels, todays_levels, visit_plan

ROOT = Path(__file__).parents[2]
FILES = {
    *("levels.json", "levels.csv", "today.json", "comparison.json", "comparison.csv"),
    *("report.html", "report.xlsx"),
}


def test_levels_writes_everything_and_compares_on_stdout(stock_service: StockService) -> None:
    result = run("levels", "store.json", "-o", "out")
    assert result.exit_code == Exit.DONE, result.stderr
    assert {path.name for path in Path("out").iterdir()} == FILES
    assert read_levels("out/levels.json").value == our_levels(ward_stores())
    assert read_levels("out/today.json").value == todays_levels(ward_stores())
    edited = read_levels("out/levels.csv").value.levels
    assert [(v.ward, v.item, v.min_pieces, v.max_pieces) for v in edited] == [
        (v.ward, v.item, v.min_pieces, v.max_pieces) for v in our_levels(ward_stores()).levels
    ]
    lines = result.stdout.splitlines()
    assert lines[0].split() == [
        *("counted", "figure", "today", "ours", "difference", "%", "unit"),
    ]
    assert any(line.split()[:2] == ["simulated", "emergencies"] for line in lines)
    assert "Items changed most, by what it is worth a week" in lines
    assert "Report: out/report.html" in result.stderr
    assert stock_service.simulated == {
        "plans": ["today", "ours"],
        "n_weeks": 26,
        "n_replications": 5,
        "seed": 1,
    }


def test_the_comparison_is_the_data_in_every_form(stock_service: StockService) -> None:
    told = json.loads(run("levels", "store.json", "-o", "out", "--format", "json").stdout)
    assert told == json.loads(Path("out/comparison.json").read_text("utf-8"))
    assert (told["n_ward_items"], told["n_compared"], told["n_unmet"]) == (6, 6, 0)
    figures = {(f["basis"], f["kpi"]): f for f in told["figures"]}
    stock = figures["calculated", "stock_sek"]
    assert stock["difference"] == pytest.approx(stock["ours"] - stock["today"])
    assert figures["simulated", "fill_rate"]["ours_half_width"] == 0.001
    rows = run("levels", "store.json", "-o", "out", "--format", "csv").stdout
    assert rows == Path("out/comparison.csv").read_text("utf-8")
    assert len(list(csv.reader(io.StringIO(rows)))) == 1 + len(told["figures"])


def test_quiet_levels_say_nothing(stock_service: StockService) -> None:
    result = run("levels", "store.json", "-o", "out", "--quiet")
    assert (result.exit_code, result.stderr) == (Exit.DONE, "")


def test_levels_need_no_simulation_and_no_levels_of_today(stock_service: StockService) -> None:
    Path("out").mkdir()
    Path("out/today.json").write_text("of an earlier run", encoding="utf-8")
    Path("out/notes.txt").write_text("mine", encoding="utf-8")
    assert isinstance(stock_service.found, LevelsFound)
    stock_service.found = replace(stock_service.found, today=None)
    result = run("levels", "store.json", "-o", "out", "--weeks", "0")
    assert result.exit_code == Exit.DONE, result.stderr
    assert stock_service.simulated == {}
    names = {path.name for path in Path("out").iterdir()}
    assert names == FILES - {"today.json"} | {"notes.txt"}
    assert "simulated" not in result.stdout


def test_levels_are_made_for_the_delivery_days_given(stock_service: StockService) -> None:
    plan = visit_plan(ward_stores())
    Path("days.json").write_text(visits_to_json(plan), encoding="utf-8")
    result = run("levels", "store.json", "-o", "out", "--visits", "days.json", "--lang", "sv")
    assert result.exit_code == Exit.DONE, result.stderr
    assert stock_service.visits == plan
    assert "1 avdelning byter leveransdagar." in Path("out/report.html").read_text("utf-8")


def test_delivery_days_of_another_hospital_are_refused(stock_service: StockService) -> None:
    day = ward_stores()
    other = day.model_copy(update={"wards": (amend(day.wards[0], id="avd-9"), day.wards[1])})
    Path("days.json").write_text(visits_to_json(visit_plan(other)), encoding="utf-8")
    result = run("levels", "store.json", "-o", "out", "--visits", "days.json")
    assert result.exit_code == Exit.INVALID
    assert 'only scenario "ward-stores" has "avd-1"' in " ".join(result.stderr.split())
    assert not Path("out").exists()


def test_a_shelf_that_is_asked_for_is_drawn(stock_service: StockService) -> None:
    run("levels", "store.json", "-o", "out", "--picture", "avd-1", "sheet")
    html = Path("out/report.html").read_text("utf-8")
    assert html.count('<div class="chart shelf">') == 1
    assert "Asked for" in html
    result = run("levels", "store.json", "-o", "new", "--picture", "avd-1", "needle")
    assert result.exit_code == Exit.INVALID
    assert 'ward "avd-1" keeps no item "needle"' in result.stderr


def test_unmet_targets_count_where_that_is_asked(stock_service: StockService) -> None:
    plan = our_levels(ward_stores())
    first = amend(plan.levels[0], meets_targets=False, reason="shelf")
    assert isinstance(stock_service.found, LevelsFound)
    stock_service.found = replace(
        stock_service.found,
        plan=plan.model_copy(update={"levels": (first, *plan.levels[1:])}),
        findings=(Finding("S205", "one target", Place("ward_items")),),
    )
    assert run("levels", "store.json", "-o", "out").exit_code == Exit.DONE
    result = run("levels", "store.json", "-o", "out", "--fail-on-unmet")
    assert result.exit_code == Exit.UNSERVED
    assert "warning S205" in result.stderr
    assert {path.name for path in Path("out").iterdir()} == FILES


@pytest.mark.parametrize(
    ("error", "exit_code", "said"),
    [
        (DataError([Finding("S202", "no history")]), Exit.INVALID, "error S202: no history."),
        (OwnFaultError([Finding("C722", "min 5, max 4")]), Exit.FAULT, "C722: min 5, max 4."),
        (KeyboardInterrupt(), Exit.INTERRUPTED, "Interrupted."),
    ],
    ids=["data", "own fault", "interrupt"],
)
def test_levels_that_fail_leave_nothing(
    stock_service: StockService, error: BaseException, exit_code: Exit, said: str
) -> None:
    stock_service.found = error
    result = run("levels", "store.json", "-o", "out")
    assert result.exit_code == exit_code
    assert said in result.stderr
    assert result.stdout == ""
    assert not Path("out").exists()


def test_an_interrupted_service_leaves_nothing(stock_service: StockService) -> None:
    stock_service.found = LevelsFound(None, None, (), interrupted=True)
    assert run("levels", "store.json", "-o", "out").exit_code == Exit.INTERRUPTED
    assert not Path("out").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["levels", "store.json"],
        ["levels", "store.json", "-o", "store.json"],
        ["levels", "store.json", "-o", "no/such/folder"],
        ["levels", "-", "-o", "out", "--visits", "-"],
        ["levels", "store.json", "-o", "out", "--weeks", "-1"],
        ["levels", "store.json", "-o", "out", "--replications", "0"],
        ["calendar", "store.json", "--max-changes", "-1"],
        ["calendar", "store.json", "-o", "no/such/days.json"],
        ["calendar", "store.json", "--time-limit", "nan"],
        ["simulate", "store.json", "--weeks", "0"],
        ["simulate", "-", "--levels", "-"],
        ["replenish", "store.json", "--date", "tomorrow"],
        ["replenish", "store.json", "-o", "no/such/day.json"],
        ["explain-level", "store.json", "avd-1"],
        ["explain-level", "store.json", "avd-2", "gloves"],
        ["explain-level", "store.json", "avd-1", "glove"],
        ["report", "store.json", "plan.json", "-o", "r.pdf"],
        ["solve", "store.json", "--report", "r.docx"],
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_with_2_and_leaves_stdout_alone(
    store: Path, arguments: list[str]
) -> None:
    result = run(*arguments)
    assert result.exit_code == Exit.INVALID, result.stdout
    assert "Error: " in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_end_levels_cleanly(store: Path, number: signal.Signals) -> None:
    code = f"""
        import signal
        signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in the background
        import optimizer.service
        from optimizer.cli.main import run
        def slow(*_, **__):
            signal.raise_signal(signal.{number.name})
            raise SystemExit("the signal was not heard")
        optimizer.service.set_levels = slow
        run()
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), "levels", "store.json", "-o", "out"],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 128 + number
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert not Path("out").exists()


def test_levels_end_to_end(store: Path) -> None:
    result = run("levels", "store.json", "-o", "out", "--weeks", "4", "--replications", "2")
    assert result.exit_code == Exit.DONE, result.stderr
    found = read_levels("out/levels.json").value
    assert all(level.meets_targets for level in found.levels)
    again = run(
        *("simulate", "store.json", "--levels", "today", "--levels", "out/levels.json"),
        *("--weeks", "26", "--replications", "3", "--format", "json"),
    )
    report = SimulationReport.model_validate_json(again.stdout)
    assert [plan.plan for plan in report.plans] == ["today", "levels"]
    assert report.differences[0].kpis.total_sek.mean < 0
    why = run("explain-level", "store.json", "avd-1", "gloves", "--levels", "out/levels.json")
    assert why.exit_code == Exit.DONE
    assert why.stdout.count(". ") >= 2
    assert str(found.levels[0].max_pieces) in why.stdout
