"""Does ``wardflow bench`` run, report and compare, with the exit codes it promises?"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import optimizer
from benchmarks import run as run_module
from benchmarks import suites
from benchmarks.engines.guarded import Asked
from benchmarks.instance import Instance
from benchmarks.journal import Journal, read_results
from models.outcome import Limits
from optimizer.cli.exits import Exit
from optimizer.cli.main import cli
from tests.harness import fake_engine
from tests.harness.made import instance, result

FAKE = fake_engine.NAME


def bench(*arguments: object) -> Result:
    words = [str(argument) for argument in arguments]
    return CliRunner().invoke(cli, ["bench", *words], prog_name="wardflow")


@pytest.fixture
def suite(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A suite of two made instances; the fake engine answers in this process."""
    asked: list[str] = []

    def ask(name: str, made: Instance, limits: Limits) -> Asked:
        asked.append(f"{name} {made.name} {limits.seed} {limits.time_s} {limits.n_jobs}")
        if made.name == "interrupt":
            raise KeyboardInterrupt
        answer = fake_engine.run(made, limits, lambda *_: None)
        return Asked(answer, "", overran=False, seconds=0.5, trajectory=(), peak_mb=None)

    monkeypatch.setattr(run_module, "ask", ask)
    monkeypatch.setattr(
        suites,
        "suite",
        lambda _data, name: ("made/one", f"made/{'two' if name == 'both' else name}"),
    )
    monkeypatch.setattr(
        suites, "load", lambda _data, name: instance(name=name.partition("/")[2], best_known=100.0)
    )
    return asked


def test_run_report_compare(suite: list[str], tmp_path: Path) -> None:
    path = tmp_path / "new.csv"
    arguments = ("run", "both", "--engines", FAKE, "--seeds", "1,2", "--time-limit", 4, "-j", 2)
    done = bench(*arguments, "-o", path)
    assert done.exit_code == Exit.DONE, done.stderr
    assert suite == [f"{FAKE} {name} {seed} 4.0 2" for name in ("one", "two") for seed in (1, 2)]
    assert done.stdout == ""
    assert "4/4 made/two" in done.stderr
    assert "4 verified answers of 4 runs" in done.stderr
    assert bench(*arguments, "-q", "-o", path).stderr == ""
    assert len(suite) == 4 == len(read_results(path))

    page = tmp_path / "report.html"
    assert bench("report", path, "-o", page).exit_code == Exit.DONE
    assert "made" in page.read_text(encoding="utf-8")

    same = bench("compare", path, path, "--engine", FAKE)
    assert same.exit_code == Exit.DONE
    assert "no difference shown" in same.stdout
    assert "No regression" in same.stderr


def written(path: Path, objectives: list[float]) -> Path:
    with Journal(path) as journal:
        for number, objective in enumerate(objectives):
            journal.append(result(instance=f"i{number}", objective=objective))
    return path


def test_a_regression_has_an_exit_code_of_its_own(tmp_path: Path) -> None:
    old = written(tmp_path / "old.csv", [100.0] * 6)
    new = written(tmp_path / "new.csv", [101.0] * 6)
    worse = bench("compare", old, new)
    assert worse.exit_code == Exit.VIOLATIONS
    assert "A regression: wardflow" in worse.stderr
    assert bench("compare", new, old).exit_code == Exit.DONE
    assert bench("compare", old, new, "--threshold", "0.02").exit_code == Exit.DONE


def test_a_comparison_as_json_and_csv(tmp_path: Path) -> None:
    old = written(tmp_path / "old.csv", [100.0] * 6)
    document = json.loads(bench("compare", old, old, "--format", "json").stdout)
    assert document["is_regression"] is False
    rows = list(csv.DictReader(io.StringIO(bench("compare", old, old, "--format", "csv").stdout)))
    assert rows[0]["pairs"] == "6"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "nowhere", "-o", "x.csv"], "no suite"),
        (["run", "cvrp", "-o", "x.csv"], "docs/benchmarks.md"),
        (["run", "own", "-o", "x.csv", "--engines", "cplex"], "no engine"),
        (["run", "own", "-o", "x.csv", "--engines", ","], "at least one"),
        (["run", "own", "-o", "x.csv", "--seeds", "1,-2"], "whole numbers"),
        (["run", "own", "-o", "x.csv", "--time-limit", "nan"], "number of seconds"),
        (["run", "own"], "--output"),
        (["report", "nowhere.csv", "-o", "x.html"], "cannot be read"),
        (["compare", "nowhere.csv", "nowhere.csv"], "cannot be read"),
        (["compare", "nowhere.csv"], "NEW"),
    ],
)
def test_wrong_usage_is_told(
    arguments: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WARDFLOW_BENCHMARKS", raising=False)
    done = bench(*arguments)
    assert done.exit_code == Exit.INVALID
    assert words in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_keeps_what_was_run(suite: list[str], tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    done = bench("run", "interrupt", "--engines", FAKE, "--seeds", "1", "-j", 3, "-o", path)
    assert done.exit_code == Exit.INTERRUPTED
    assert suite == [f"{FAKE} one 1 10.0 3", f"{FAKE} interrupt 1 10.0 3"]
    assert [found.instance for found in read_results(path)] == ["one"]


def test_without_the_sources_it_says_how(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optimizer, "__file__", str(tmp_path / "optimizer" / "__init__.py"))
    done = bench("run", "own", "-o", tmp_path / "x.csv")
    assert done.exit_code == Exit.INVALID
    assert "clone the sources" in done.stderr


def test_a_bundled_day_is_run_without_any_literature(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    done = bench(
        "run", "wardflow/tiny", "--engines", "wardflow", "--seeds", "1", "--iterations", 20,
        "-j", 1, "-o", path,
    )  # fmt: skip
    assert done.exit_code == Exit.DONE
    (found,) = read_results(path)
    assert (found.name, found.verdict, found.reason) == ("wardflow/tiny", "ok", "")
    assert found.objective is not None
    assert found.trajectory
    assert (found.time_limit_s, found.iteration_limit) == (None, 20)


@pytest.mark.parametrize("verb", ["run", "report", "compare"])
def test_help(verb: str) -> None:
    done = bench(verb, "--help")
    assert done.exit_code == Exit.DONE
    assert done.stdout.startswith(f"Usage: wardflow bench {verb} ")
