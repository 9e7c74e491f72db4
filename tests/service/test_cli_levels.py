"""Do the verbs of the ward stores write what they promise, and end as they are asked to?

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
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from optimizer.cli import ward_loading
from optimizer.cli.exits import Exit
from optimizer.cli.main import cli
from optimizer.domain import Scenario
from optimizer.findings import DataError, Finding, Place
from optimizer.formats import levels_to_json, read_levels, read_scenario, scenario_to_json
from optimizer.formats.visits_io import read_visits, visits_to_json
from optimizer.level_plan import LevelPlan
from optimizer.service import LevelsFound, OwnFaultError, VisitsFound
from optimizer.simulated import SimulationReport
from optimizer.translate.given_levels import levels_of_today
from optimizer.translate.shelves import shelves_of
from tests.rigs import amend
from tests.stock import ward_stores
from tests.told_levels import our_levels, simulation, todays_levels, visit_plan

ROOT = Path(__file__).parents[2]
FILES = {
    *("levels.json", "levels.csv", "today.json", "comparison.json", "comparison.csv"),
    *("report.html", "report.xlsx"),
}


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, list(arguments), input=stdin, prog_name="wardflow")


class Service:
    """Levels as they are told, and what was asked for."""

    def __init__(self) -> None:
        day = ward_stores()
        self.found: LevelsFound | BaseException = LevelsFound(
            plan=our_levels(day), today=todays_levels(day), findings=(), interrupted=False
        )
        self.visits: object = None
        self.simulated: dict[str, Any] = {}

    def set_levels(self, scenario: Scenario, *, on_progress: Any, visits: Any) -> LevelsFound:
        self.visits = visits
        assert [on_progress(done, 6) for done in (2, 6)] == [False, False]
        if isinstance(self.found, BaseException):
            raise self.found
        return self.found

    def simulate(self, scenario: Scenario, plans: Any, **size: Any) -> SimulationReport:
        self.simulated = {"plans": list(plans), **size}
        report = simulation(ward_stores())
        kept = tuple(plan for plan in report.plans if plan.plan in plans)
        return report.model_copy(update={"plans": kept})


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch, store: Path) -> Service:
    service = Service()
    monkeypatch.setattr("optimizer.service.set_levels", service.set_levels)
    monkeypatch.setattr("optimizer.service.simulate_levels", service.simulate)
    return service


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("store.json").write_text(scenario_to_json(ward_stores()), encoding="utf-8")
    return Path("store.json")


# ------------------------------------------------------------------------------------ levels


def test_levels_writes_everything_and_compares_on_stdout(service: Service) -> None:
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
    assert service.simulated == {
        "plans": ["today", "ours"],
        "n_weeks": 26,
        "n_replications": 5,
        "seed": 1,
    }


def test_the_comparison_is_the_data_in_every_form(service: Service) -> None:
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


def test_quiet_levels_say_nothing(service: Service) -> None:
    result = run("levels", "store.json", "-o", "out", "--quiet")
    assert (result.exit_code, result.stderr) == (Exit.DONE, "")


def test_levels_need_no_simulation_and_no_levels_of_today(service: Service) -> None:
    Path("out").mkdir()
    Path("out/today.json").write_text("of an earlier run", encoding="utf-8")
    Path("out/notes.txt").write_text("mine", encoding="utf-8")
    assert isinstance(service.found, LevelsFound)
    service.found = replace(service.found, today=None)
    result = run("levels", "store.json", "-o", "out", "--weeks", "0")
    assert result.exit_code == Exit.DONE, result.stderr
    assert service.simulated == {}
    names = {path.name for path in Path("out").iterdir()}
    assert names == FILES - {"today.json"} | {"notes.txt"}
    assert "simulated" not in result.stdout


def test_levels_are_made_for_the_delivery_days_given(service: Service) -> None:
    plan = visit_plan(ward_stores())
    Path("days.json").write_text(visits_to_json(plan), encoding="utf-8")
    result = run("levels", "store.json", "-o", "out", "--visits", "days.json", "--lang", "sv")
    assert result.exit_code == Exit.DONE, result.stderr
    assert service.visits == plan
    assert "1 avdelning byter leveransdagar." in Path("out/report.html").read_text("utf-8")


def test_delivery_days_of_another_hospital_are_refused(service: Service) -> None:
    day = ward_stores()
    other = day.model_copy(update={"wards": (amend(day.wards[0], id="avd-9"), day.wards[1])})
    Path("days.json").write_text(visits_to_json(visit_plan(other)), encoding="utf-8")
    result = run("levels", "store.json", "-o", "out", "--visits", "days.json")
    assert result.exit_code == Exit.INVALID
    assert 'only scenario "ward-stores" has "avd-1"' in " ".join(result.stderr.split())
    assert not Path("out").exists()


def test_a_shelf_that_is_asked_for_is_drawn(service: Service) -> None:
    run("levels", "store.json", "-o", "out", "--picture", "avd-1", "sheet")
    html = Path("out/report.html").read_text("utf-8")
    assert html.count('<div class="chart shelf">') == 1
    assert "Asked for" in html
    result = run("levels", "store.json", "-o", "new", "--picture", "avd-1", "needle")
    assert result.exit_code == Exit.INVALID
    assert 'ward "avd-1" keeps no item "needle"' in result.stderr


def test_unmet_targets_count_where_that_is_asked(service: Service) -> None:
    plan = our_levels(ward_stores())
    first = amend(plan.levels[0], meets_targets=False, reason="shelf")
    assert isinstance(service.found, LevelsFound)
    service.found = replace(
        service.found,
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
    service: Service, error: BaseException, exit_code: Exit, said: str
) -> None:
    service.found = error
    result = run("levels", "store.json", "-o", "out")
    assert result.exit_code == exit_code
    assert said in result.stderr
    assert result.stdout == ""
    assert not Path("out").exists()


def test_an_interrupted_service_leaves_nothing(service: Service) -> None:
    service.found = LevelsFound(None, None, (), interrupted=True)
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


# ----------------------------------------------------------------------- calendar and simulate


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
    lines = result.stdout.splitlines()
    assert lines[1].split()[:3] == ["mottagning", "tue", "wed"]
    assert lines[3].split()[:3] == ["weekday", "visits", "visits_today"]
    assert "warning S208" in result.stderr
    assert "1 ward changes; a week costs 100 SEK less than today." in result.stderr
    assert "Busiest weekday over the mean, lines: " in result.stderr


def test_delivery_days_can_be_kept_for_levels(choose: Callable[..., dict[str, Any]]) -> None:
    plan = visit_plan(ward_stores())
    choose(VisitsFound(plan, ()))
    result = run("calendar", "store.json", "-o", "days.json", "--format", "csv")
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


def test_simulate_takes_todays_levels_by_default(service: Service) -> None:
    result = run("simulate", "store.json")
    assert service.simulated == {
        "plans": ["today"],
        "n_weeks": 52,
        "n_replications": 10,
        "seed": 1,
        "replay": False,
    }
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["figure", "unit", "today", "±"]
    assert lines[1].split()[:2] == ["fill_rate", "%"]


def test_simulate_compares_several_levels(service: Service) -> None:
    Path("ours.json").write_text(levels_to_json(our_levels(ward_stores())), encoding="utf-8")
    arguments = ("simulate", "store.json", "--levels", "today", "--levels", "ours.json")
    result = run(*arguments, "--replay", "--seed", "9")
    assert service.simulated["plans"] == ["today", "ours"]
    assert (service.simulated["replay"], service.simulated["seed"]) == (True, 9)
    assert result.stdout.splitlines()[0].split() == [
        *("figure", "unit", "today", "±", "ours", "±", "+", "ours", "±"),
    ]
    rows = list(csv.DictReader(io.StringIO(run(*arguments, "--format", "csv").stdout)))
    assert {row["plan"] for row in rows} == {"today", "ours"}


def test_levels_of_one_name_are_told_apart(service: Service) -> None:
    text = levels_to_json(our_levels(ward_stores()))
    for folder in ("a", "b"):
        Path(folder).mkdir()
        Path(folder, "levels.json").write_text(text, encoding="utf-8")
    run("simulate", "store.json", "--levels", "a/levels.json", "--levels", "b/levels.json")
    assert service.simulated["plans"] == ["a/levels.json", "b/levels.json"]
    run("simulate", "store.json", "--levels", "a/levels.json", "--levels", "a/levels.json")
    assert service.simulated["plans"] == ["levels (1)", "levels (2)"]


def test_a_scenario_without_levels_has_none_of_today(service: Service) -> None:
    day = ward_stores()
    bare = tuple(amend(row, min_pieces=None, max_pieces=None) for row in day.ward_items)
    text = scenario_to_json(day.model_copy(update={"ward_items": bare}))
    result = run("simulate", "-", stdin=text)
    assert result.exit_code == Exit.INVALID
    assert "no ward item with a min and a max" in result.stderr


# ------------------------------------------------------------------------ replenish, explain


def test_replenish_writes_a_scenario_that_solve_takes(store: Path) -> None:
    result = run("replenish", "store.json")
    assert result.exit_code == Exit.DONE, result.stderr
    day = read_scenario(io.BytesIO(result.stdout.encode())).value
    assert "lerum-linen" in {order.id for order in day.orders}
    assert "1 order of 1 load carrier with 1 line; 0 lines left to wait." in result.stderr
    planned = run("solve", "-", "--iterations", "20", "--quiet", stdin=result.stdout)
    assert planned.exit_code == Exit.DONE, planned.stderr
    assert "lerum-linen" in planned.stdout


def test_the_orders_are_the_data_where_the_scenario_has_a_file(store: Path) -> None:
    result = run("replenish", "store.json", "-o", "day.xlsx", "--format", "json")
    assert read_scenario("day.xlsx").value.order_lines
    told = json.loads(result.stdout)
    assert [(o["order"], o["carriers"], o["pieces"]) for o in told["orders"]] == [
        ("lerum-linen", 1, 16)
    ]
    assert told["order_lines"][0]["item"] == "sheet"
    table = run("replenish", "store.json", "-o", "day.json").stdout.splitlines()
    assert table[1].split()[:4] == ["lerum-linen", "lerum", "linen", "1"]


def test_replenish_takes_other_levels_and_another_day(store: Path) -> None:
    plan = todays_levels(ward_stores())
    higher = tuple(v.model_copy(update={"max_pieces": v.max_pieces + 20}) for v in plan.levels)
    raised: LevelPlan = plan.model_copy(update={"levels": higher})
    Path("more.json").write_text(levels_to_json(raised), encoding="utf-8")
    told = json.loads(
        run(
            *("replenish", "store.json", "--levels", "more.json", "-o", "day.json"),
            *("--format", "json"),
        ).stdout
    )
    assert told["orders"][0]["pieces"] > 16
    result = run("replenish", "store.json", "--date", "2025-03-05", "-o", "day.json")
    assert read_scenario("day.json").value.day.isoformat() == "2025-03-05"
    assert "2025-03-05: " in result.stderr


def test_todays_levels_are_of_all_items_that_have_what_their_policy_needs() -> None:
    day = ward_stores()
    needed = {"par": ("max_pieces", 31), "packs": ("min_pieces", 20), "kanban": ("max_pieces", 41)}
    rows = []
    for row in day.ward_items:
        levels = {"min_pieces": None, "max_pieces": None}
        if row.policy in needed:
            name, pieces = needed[row.policy]
            rows.append(amend(row, **(levels | {name: pieces})))
        else:
            rows.append(row)
    rows[-1] = amend(rows[-1], max_pieces=None)
    day = day.model_copy(update={"ward_items": tuple(rows)})
    told = ward_loading.todays_levels(day).levels
    known = levels_of_today(shelves_of(day))
    assert [(v.ward, v.item) for v in told] == [(rows[i].ward, rows[i].item) for i in known.pairs]
    assert [v.min_pieces for v in told] == known.s.tolist()
    assert [v.max_pieces for v in told] == known.S.tolist()
    assert len(told) == len(rows) - 1


def test_counts_that_cannot_be_used_count_where_that_is_asked(store: Path) -> None:
    day = ward_stores()
    rows = tuple(
        amend(row, on_hand=-3) if (row.ward, row.item) == ("mottagning", "gloves") else row
        for row in day.ward_items
    )
    text = scenario_to_json(day.model_copy(update={"ward_items": rows}))
    assert run("replenish", "-", stdin=text).exit_code == Exit.DONE
    result = run("replenish", "-", "--fail-on-missing", stdin=text)
    assert result.exit_code == Exit.UNSERVED
    assert "S922" in result.stderr
    assert result.stdout.startswith("{")


def test_explaining_sets_the_levels_where_none_are_given(service: Service) -> None:
    result = run("explain-level", "store.json", "avd-1", "sheet", "--lang", "sv")
    assert result.exit_code == Exit.DONE, result.stderr
    assert "Lakan" in result.stdout
    sheet = our_levels(ward_stores()).levels[2]
    assert str(sheet.max_pieces) in result.stdout


def test_unknown_shelves_are_answered_with_a_suggestion(store: Path) -> None:
    result = run("explain-level", "store.json", "avd-1", "glove")
    assert 'Did you mean "gloves"?' in " ".join(result.stderr.split())
    short = todays_levels(ward_stores())
    short = short.model_copy(update={"levels": short.levels[:1]})
    Path("few.json").write_text(levels_to_json(short), encoding="utf-8")
    result = run("explain-level", "store.json", "avd-1", "sheet", "--levels", "few.json")
    assert result.exit_code == Exit.INVALID
    assert "the levels have none" in result.stderr
