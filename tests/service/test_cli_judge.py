"""Do the verbs that judge and move data answer on the right stream, in the right form?"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from optimizer.cli.exits import Exit
from optimizer.cli.main import cli
from optimizer.domain import Scenario
from optimizer.formats import plan_to_json, read_scenario, scenario_to_json
from tests.rigs import amend, hospital_day, hospital_plan

FORMS = ("table", "json", "csv")


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, list(arguments), input=stdin, prog_name="wardflow")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Current folder with day.json, which brings a baseline, and plan.json."""
    monkeypatch.chdir(tmp_path)
    save("day.json", amend(hospital_day(), baseline=hospital_plan()))
    Path("plan.json").write_text(plan_to_json(hospital_plan()), encoding="utf-8")
    broken = amend(hospital_plan(), unserved=())
    Path("broken.json").write_text(plan_to_json(broken), encoding="utf-8")
    return tmp_path


def save(name: str, scenario: Scenario) -> None:
    Path(name).write_text(scenario_to_json(scenario), encoding="utf-8")


def csv_rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


# ---------------------------------------------------------------------------------- validate


def incoherent() -> Scenario:
    day = hospital_day()
    return amend(day, orders=(amend(day.orders[0], site="sass"), *day.orders[1:]))


def test_a_coherent_scenario_is_passed_with_0(folder: Path) -> None:
    result = run("validate", "day.json", "--format", "json")
    assert result.exit_code == Exit.DONE
    answer = json.loads(result.stdout)
    assert answer["ok"] is True
    assert answer["scenario"] == "hospital-day"
    assert all(finding["severity"] != "error" for finding in answer["findings"])


def test_warnings_do_not_fail(folder: Path) -> None:
    day = hospital_day()
    save("odd.json", amend(day, travel_times=day.travel_times[1:]))
    result = run("validate", "odd.json", "--format", "json")
    answer = json.loads(result.stdout)
    assert "T401" in {finding["code"] for finding in answer["findings"]}
    assert result.exit_code == Exit.DONE


@pytest.mark.parametrize("form", FORMS)
def test_errors_are_the_answer_of_validate_and_exit_with_2(folder: Path, form: str) -> None:
    save("day.json", incoherent())
    result = run("validate", "day.json", "--format", form)
    assert result.exit_code == Exit.INVALID
    assert "sass" in result.stdout
    assert "sass" not in result.stderr
    assert "1 error" in result.stderr
    if form == "json":
        assert json.loads(result.stdout)["ok"] is False
    if form == "csv":
        assert "error" in {row["severity"] for row in csv_rows(result.stdout)}


def test_what_cannot_be_read_or_measured_is_an_answer_too(folder: Path) -> None:
    for name, content in (("junk.json", "{"), ("empty.json", "")):
        Path(name).write_text(content, encoding="utf-8")
        result = run("validate", name, "--format", "json")
        assert result.exit_code == Exit.INVALID
        assert json.loads(result.stdout)["findings"]
    save("far.json", amend(hospital_day(), "travel", source="osrm", osrm_url="ftp://a"))
    result = run("validate", "far.json", "--format", "csv", "--quiet")
    assert [row["code"] for row in csv_rows(result.stdout) if row["severity"] == "error"]
    assert result.stderr == ""


def test_names_cannot_command_the_terminal(folder: Path) -> None:
    result = run("validate", "\x1b[31mday.json")
    assert result.exit_code == Exit.INVALID
    assert "\x1b" not in result.stdout + result.stderr


# ------------------------------------------------------------------------------------- check


def test_a_true_plan_passes(folder: Path) -> None:
    result = run("check", "day.json", "plan.json")
    assert result.exit_code == Exit.DONE
    assert "Every rule is kept" in result.stderr
    answer = json.loads(run("check", "day.json", "plan.json", "--format", "json").stdout)
    assert answer["ok"] is True
    assert answer["length_m"] == {"lorry-1": 168_000, "split-1": 196_000, "van-1": 60_000}
    assert answer["cost"]["total_sek"] == pytest.approx(
        sum(value for name, value in answer["cost"].items() if name != "total_sek")
    )


@pytest.mark.parametrize("form", FORMS)
def test_violations_are_the_answer_of_check_and_exit_with_4(folder: Path, form: str) -> None:
    result = run("check", "day.json", "broken.json", "--format", form)
    assert result.exit_code == Exit.VIOLATIONS
    assert "waste-vargarda" in result.stdout
    assert "violation" in result.stderr
    if form == "json":
        assert json.loads(result.stdout)["violations"]
    if form == "csv":
        assert csv_rows(result.stdout)[0]["code"].startswith("C")


def test_the_baseline_can_be_checked_by_name(folder: Path) -> None:
    assert run("check", "day.json", "baseline").exit_code == Exit.DONE
    save("bare.json", hospital_day())
    result = run("check", "bare.json", "baseline")
    assert result.exit_code == Exit.INVALID
    assert "has no baseline plan" in result.stderr


def test_scenario_or_plan_may_come_from_stdin(folder: Path) -> None:
    day, plan = (Path(name).read_text(encoding="utf-8") for name in ("day.json", "plan.json"))
    assert run("check", "-", "plan.json", stdin=day).exit_code == Exit.DONE
    assert run("check", "day.json", "-", stdin=plan).exit_code == Exit.DONE
    assert run("check", "day.json", "-", stdin="{").exit_code == Exit.INVALID


def test_an_incoherent_scenario_is_not_judged(folder: Path) -> None:
    save("day.json", incoherent())
    result = run("check", "day.json", "plan.json", "--format", "json", "--quiet")
    assert result.exit_code == Exit.INVALID
    assert result.stdout == ""
    told = [json.loads(line) for line in result.stderr.splitlines()]
    assert {finding["severity"] for finding in told} == {"error"}


# ------------------------------------------------------------------ convert, generate, schema


@pytest.mark.parametrize("target", ["copy.json", "copy.xlsx", "copy"])
def test_convert_there_and_back_loses_nothing(folder: Path, target: str) -> None:
    assert run("convert", "day.json", target).exit_code == Exit.DONE
    back = run("convert", target, "-", "--quiet")
    assert back.exit_code == Exit.DONE
    assert back.stdout == scenario_to_json(read_scenario("day.json").value)


def test_convert_reads_stdin_and_says_where_it_went(folder: Path) -> None:
    result = run("convert", "-", "copy.json", stdin=scenario_to_json(hospital_day()))
    assert result.exit_code == Exit.DONE
    assert result.stdout == ""
    assert 'Scenario "hospital-day" is in copy.json.' in result.stderr
    assert read_scenario("copy.json").value == hospital_day()


def test_a_failed_conversion_leaves_the_old_file_whole(folder: Path) -> None:
    Path("copy.json").write_text("old", encoding="utf-8")
    Path("junk.json").write_text("{", encoding="utf-8")
    assert run("convert", "junk.json", "copy.json").exit_code == Exit.INVALID
    assert Path("copy.json").read_text(encoding="utf-8") == "old"


def test_generate_makes_the_same_day_from_the_same_seed(folder: Path) -> None:
    first = run("generate", "tiny", "--seed", "3", "-o", "-")
    assert first.exit_code == Exit.DONE
    assert first.stdout == run("generate", "tiny", "--seed", "3", "-o", "-").stdout
    assert run("generate", "tiny", "--seed", "3", "-o", "tiny").exit_code == Exit.DONE
    assert scenario_to_json(read_scenario("tiny").value) == first.stdout
    unknown = run("generate", "tinny", "-o", "x")
    assert unknown.exit_code == Exit.INVALID
    assert "tiny" in unknown.stderr


@pytest.mark.parametrize("document", ["scenario", "plan"])
def test_schemas_are_json_schemas(folder: Path, document: str) -> None:
    result = run("schema", document)
    assert "properties" in json.loads(result.stdout)
    assert run("schema", document, "-o", "schema.json").exit_code == Exit.DONE
    assert Path("schema.json").read_text(encoding="utf-8") == result.stdout
