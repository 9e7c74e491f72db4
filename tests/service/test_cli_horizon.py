"""Does the verb of horizons write what it promises, and end as it is asked to?

The service is one that answers at once with a plan that was made before.
"""

from __future__ import annotations

import csv
import io
import json
import signal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from optimizer.cli.exits import Exit
from optimizer.cli.main import cli
from optimizer.findings import Finding, Place
from optimizer.formats import read_plan, read_scenario, scenario_to_json
from optimizer.formats.horizon_io import horizon_to_json, read_horizon
from optimizer.horizon_plan import HorizonPlan, HorizonPolicy, HorizonResource, HorizonShortfall
from optimizer.service import HorizonFound, OwnFaultError
from optimizer.travel import measure
from tests.stock import ward_stores
from tests.told_horizon import told_horizon


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, list(arguments), input=stdin, prog_name="wardflow")


class Service:
    """A plan as it is told, and what was asked for."""

    def __init__(self) -> None:
        self.plan: HorizonPlan | None = told_horizon()
        self.error: BaseException | None = None
        self.signal: int | None = None
        self.asked: dict[str, Any] = {}

    def plan_horizon(self, scenario: Any, *, on_progress: Any, **asked: Any) -> HorizonFound:
        self.asked = asked
        if self.error is not None:
            raise self.error
        assert on_progress("delivery days", 1234.0, 1.0) is False
        if self.signal is not None:
            signal.raise_signal(self.signal)
            assert on_progress("routes, 1 of 5 days", None, 2.0) is True
        stopped = self.signal is not None
        return HorizonFound(self.plan, self.plan, measure(scenario), (), stopped)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Service:
    made = Service()
    monkeypatch.setattr("optimizer.service.plan_horizon", made.plan_horizon)
    return made


@pytest.fixture
def day(tmp_path: Path) -> str:
    path = tmp_path / "day.json"
    path.write_text(scenario_to_json(ward_stores()), encoding="utf-8")
    return str(path)


def test_the_plan_is_on_stdout(service: Service, day: str) -> None:
    result = run("horizon", day)
    assert result.exit_code == Exit.DONE, result.stderr
    assert read_horizon(io.BytesIO(result.stdout_bytes)).value == told_horizon()
    assert "cost_total" in result.stderr
    assert service.asked["n_days"] == 14
    assert service.asked["policy"] is HorizonPolicy.MAXIMUM_LEVEL
    assert service.asked["limits"].time_s == 120
    assert service.asked["n_replications"] == 20


def test_a_file_gets_the_plan_and_stdout_the_summary(
    service: Service, day: str, tmp_path: Path
) -> None:
    target = tmp_path / "out.json"
    options = ("--days", "7", "--policy", "ou", "--start", "2025-03-05", "--iterations", "9")
    result = run("horizon", day, "-o", str(target), *options, "--format", "json")
    assert result.exit_code == Exit.DONE, result.stderr
    assert read_horizon(target).value == told_horizon()
    told = json.loads(result.stdout)
    assert {row["figure"] for row in told["figures"]} >= {"visits", "km", "cost_total"}
    assert len(told["days"]) == 7
    assert str(service.asked["start"]) == "2025-03-05"
    assert service.asked["limits"].time_s is None


def test_a_folder_gets_plan_reports_and_each_day(
    service: Service, day: str, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    result = run("horizon", day, "-o", str(folder), "--lang", "sv")
    assert result.exit_code == Exit.DONE, result.stderr
    names = {path.name for path in folder.iterdir()}
    busy = [str(row.date) for row in told_horizon().days if row.plan is not None]
    assert names == {
        *("horizon.json", "today.json", "report.html", "report.xlsx"),
        *(f"{date}.{kind}.json" for date in busy for kind in ("scenario", "plan")),
    }
    assert "Leveransdagar" in (folder / "report.html").read_text(encoding="utf-8")
    alone = folder / f"{busy[0]}.scenario.json"
    assert read_plan(folder / f"{busy[0]}.plan.json").value.scenario == "ward-stores"
    assert read_scenario(alone).value.orders
    checked = run("check", str(alone), str(folder / f"{busy[0]}.plan.json"))
    assert checked.exit_code == Exit.DONE, checked.stdout
    assert "Under drawn demand" in result.stdout


def test_a_csv_summary_has_a_row_a_figure(service: Service, day: str, tmp_path: Path) -> None:
    result = run("horizon", day, "-o", str(tmp_path / "x.json"), "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert {row["figure"] for row in rows} >= {"stops", "cost_travel"}
    assert service.asked


@pytest.mark.parametrize("suffix", ["report.html", "report.xlsx", "both"])
def test_reports_are_written_where_asked(
    service: Service, day: str, tmp_path: Path, suffix: str
) -> None:
    target = tmp_path / suffix
    result = run("horizon", day, "-o", str(tmp_path / "x.json"), "--report", str(target))
    assert result.exit_code == Exit.DONE, result.stderr
    assert target.exists()
    assert service.asked


def test_a_plan_is_checked_rather_than_made(day: str, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(horizon_to_json(told_horizon()), encoding="utf-8")
    broken = told_horizon().model_copy(update={"days": told_horizon().days[1:]})
    bad.write_text(horizon_to_json(broken), encoding="utf-8")
    report = tmp_path / "r.html"
    result = run("horizon", day, "--plan", str(good), "--report", str(report))
    assert result.exit_code == Exit.DONE, result.stderr
    assert report.exists()
    result = run("horizon", day, "--plan", str(bad))
    assert result.exit_code == Exit.VIOLATIONS
    assert "C811" in result.stderr
    piped = run("horizon", day, "--plan", "-", stdin=horizon_to_json(told_horizon()))
    assert piped.exit_code == Exit.DONE


def test_a_scenario_may_come_from_stdin(service: Service) -> None:
    result = run("horizon", "-", stdin=scenario_to_json(ward_stores()))
    assert result.exit_code == Exit.DONE
    assert run("horizon", "-", "--plan", "-").exit_code == Exit.INVALID
    assert service.asked


def test_stopped_before_days_were_found_is_no_plan(service: Service, day: str) -> None:
    service.plan = None
    result = run("horizon", day)
    assert result.exit_code == Exit.NO_PLAN
    assert "Stopped before" in result.stderr


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_saves_the_best_plan(
    service: Service, day: str, tmp_path: Path, number: int, code: int
) -> None:
    service.signal = number
    target = tmp_path / "best.json"
    result = run("horizon", day, "-o", str(target))
    assert result.exit_code == code
    assert read_horizon(target).value == told_horizon()


def test_a_shortfall_may_count(service: Service, day: str, tmp_path: Path) -> None:
    short = HorizonShortfall(
        date=told_horizon().start,
        resource=HorizonResource.LINES,
        where="",
        needed=9,
        capacity=6,
    )
    service.plan = told_horizon().model_copy(update={"shortfalls": (short,)})
    target = str(tmp_path / "x.json")
    assert run("horizon", day, "-o", target).exit_code == Exit.DONE
    assert run("horizon", day, "-o", target, "--fail-on-shortfall").exit_code == Exit.UNSERVED


def test_our_own_fault_is_told_and_nothing_written(
    service: Service, day: str, tmp_path: Path
) -> None:
    service.error = OwnFaultError([Finding("S001", "broken", Place("plan"))])
    target = tmp_path / "x.json"
    result = run("horizon", day, "-o", str(target))
    assert result.exit_code == Exit.FAULT
    assert "S001" in result.stderr
    assert not target.exists()


def test_what_cannot_be_written_is_refused_before_any_work(
    service: Service, day: str, tmp_path: Path
) -> None:
    assert run("horizon", day, "-o", str(tmp_path / "no" / "x.json")).exit_code == Exit.INVALID
    assert run("horizon", day, "--report", str(tmp_path / "x.pdf")).exit_code == Exit.INVALID
    assert service.asked == {}
