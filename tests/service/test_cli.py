"""Does the command say what it can, start fast, and fail as its exit codes promise?"""

from __future__ import annotations

import difflib
import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from optimizer.cli import main
from optimizer.cli.exits import MEANINGS, Exit
from optimizer.cli.main import VERBS, cli
from optimizer.cli.reference import exit_code_table, options_reference
from optimizer.findings import DataError, Finding, Place

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "help.txt"


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), env=environment, prog_name="wardflow")


def subprocess_run(*arguments: str, code: str = "") -> subprocess.CompletedProcess[str]:
    start = ["-c", code] if code else ["-m", "optimizer"]
    return subprocess.run(
        [sys.executable, *start, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def test_help_texts_are_as_they_were_read_and_approved() -> None:
    """Run with REWRITE_GOLDEN=1 to approve new texts, then read the difference."""
    texts = [run("--help").stdout, *(run(verb, "--help").stdout for verb in VERBS)]
    if os.environ.get("REWRITE_GOLDEN"):
        GOLDEN.write_text("\n".join(texts), encoding="utf-8")
    # Words, not lines: releases of click wrap differently.
    words = " ".join(texts).split()
    approved = GOLDEN.read_text(encoding="utf-8").split()
    assert list(difflib.unified_diff(approved, words, lineterm="", n=3)) == []


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_listed_and_has_help(verb: str) -> None:
    assert verb in run("--help").stdout
    result = run(verb, "-h")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: wardflow {verb} ")


def test_starting_imports_nothing_heavy() -> None:
    """Half a second is kept by importing next to nothing; a clock would only guess."""
    heavy = ["numpy", "pandas", "pydantic", "networkx", "openpyxl", "jinja2", "babel", "httpx"]
    heavy += ["rich", "pyvrp", "ortools", "pulp", "highspy", "models", "optimizer.domain"]
    code = (
        "import sys; from click.testing import CliRunner; from optimizer.cli.main import *\n"
        "for verb in ['', *VERBS]: CliRunner().invoke(cli, [*verb.split(), '--help'])\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    assert subprocess_run(code=code).stdout == "[]\n"


def test_version_is_one_line() -> None:
    result = run("--version")
    assert result.exit_code == 0
    assert result.stdout.startswith("wardflow ")
    assert result.stdout.count("\n") == 1


def test_the_module_runs_like_the_command() -> None:
    done = subprocess_run("schema", "plan")
    assert done.returncode == 0
    assert json.loads(done.stdout)["title"] == "RoutePlan"
    assert done.stderr == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["sollve"],
        ["solve"],
        ["solve", "day", "--time-limit", "0"],
        ["solve", "day", "--time-limit", "nan"],
        ["solve", "day", "--time-limit", "inf"],
        ["solve", "day", "--seed", "-1"],
        ["solve", "day", "--jobs", "0"],
        ["solve", "day", "--iterations", "many"],
        ["solve", "day", "-o", "no/such/folder/plan.json"],
        ["solve", "day", "--report", "no/such/folder/report.html"],
        ["check", "-", "-"],
        ["compare", "-", "-", "-"],
        ["report", "-", "-", "-o", "x.html"],
        ["generate", "tiny"],
        ["generate", "tiny", "-o", "no/such/folder/day"],
        ["convert", "day", "no/such/folder/day.json"],
        ["schema", "orders"],
        ["report", "day", "plan", "-o", "x.html", "--lang", "de"],
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_with_2_and_leaves_stdout_alone(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == Exit.INVALID
    assert "Error: " in result.stderr
    assert result.stdout == ""


@pytest.fixture
def fail_with(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    def go(error: BaseException, *arguments: str) -> Result:
        def broken(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr("optimizer.formats.json_schema", broken)
        return run("schema", "plan", *arguments)

    return go


def _told(code: str) -> DataError:
    return DataError([Finding(code, "nothing is there", Place("day.json"))])


@pytest.mark.parametrize(
    ("error", "exit_code", "said"),
    [
        (_told("F002"), 2, "error F002 day.json: nothing is there."),
        (KeyboardInterrupt(), 130, "Interrupted."),
        (click.Abort(), 130, "Interrupted."),
        (main.TerminatedError(), 143, ""),
        (RuntimeError("a wheel came off"), 1, "RuntimeError: a wheel came off"),
        (OSError(errno.ENOSPC, "No space left on device"), 2, "No space left on device"),
        (FileNotFoundError(errno.ENOENT, "gone", "part"), 1, "fault of Wardflow"),
        (RecursionError(), 1, "fault of Wardflow"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_failures_become_exit_codes_and_a_word_on_stderr(
    fail_with: Callable[..., Result], error: BaseException, exit_code: int, said: str
) -> None:
    result = fail_with(error)
    assert result.exit_code == exit_code
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_a_traceback_is_shown_to_those_who_ask(fail_with: Callable[..., Result]) -> None:
    result = fail_with(RuntimeError("a wheel came off"), "--log-level", "debug")
    assert result.exit_code == Exit.FAULT
    assert "Traceback" in result.stderr
    assert "Please report it" in result.stderr


def test_errors_are_told_even_to_those_who_want_quiet(fail_with: Callable[..., Result]) -> None:
    assert "F002" in fail_with(_told("F002"), "--quiet").stderr


def test_exit_codes_stand_in_the_docs() -> None:
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert exit_code_table() in text
    assert set(MEANINGS) == set(Exit)
    help_text = " ".join(run("--help").stdout.split())
    assert all(f"{int(code)} " in help_text for code in Exit)


def test_the_options_reference_is_complete() -> None:
    text = options_reference()
    for verb in VERBS:
        assert f"### wardflow {verb}\n" in text
        command = cli.get_command(click.Context(cli), verb)
        assert command is not None
        for option in command.params:
            assert not isinstance(option, click.Option) or option.opts[-1] in text
    assert "`WARDFLOW_TIME_LIMIT`" in text
    assert "`WARDFLOW_GENERATE_OUTPUT`" in text


def test_options_can_be_set_in_the_environment() -> None:
    result = run("solve", "day", WARDFLOW_TIME_LIMIT="soon")
    assert result.exit_code == Exit.INVALID
    assert "--time-limit" in result.stderr
    assert run("solve", "day", WARDFLOW_SOLVE_OUTPUT="no/such/plan.json").exit_code == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_can_complete_verbs(shell: str) -> None:
    result = run(_WARDFLOW_COMPLETE=f"{shell}_source")
    assert "_WARDFLOW_COMPLETE" in result.stdout
    completed = run(_WARDFLOW_COMPLETE="bash_complete", COMP_WORDS="wardflow co", COMP_CWORD="1")
    assert completed.stdout.split() == ["plain,compare", "plain,convert"]


def test_a_reader_that_goes_away_does_no_harm() -> None:
    code = (
        "import os, sys, subprocess\n"
        "reader, writer = os.pipe()\n"
        "os.close(reader)\n"
        "command = [sys.executable, '-m', 'optimizer', 'schema', 'scenario']\n"
        "done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE)\n"
        "print(done.returncode, done.stderr)"
    )
    assert subprocess_run(code=code).stdout == "0 b''\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [("schema", "plan"), ("--help",), ("--version",)])
def test_a_full_disk_on_stdout_is_told(arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "optimizer", *arguments],
            cwd=ROOT,
            env={k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=600,
        )
    assert done.returncode == Exit.INVALID
    assert "error S323 system: No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


def test_closed_streams_do_no_harm() -> None:
    command = f"{sys.executable} -m optimizer"
    for line, code in (
        ("schema plan >&-", Exit.DONE),
        ("validate - <&-", Exit.INVALID),
        ("validate nothing 2>&- >&-", Exit.INVALID),
    ):
        done = subprocess.run(
            f"{command} {line}", shell=True, cwd=ROOT, capture_output=True, check=False, timeout=600
        )
        assert done.returncode == code
        assert b"Traceback" not in done.stderr
