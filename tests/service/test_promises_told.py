"""Does every line of a log tell its run, and does the doctor tell what support asks first?"""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from optimizer.cli import doctor
from optimizer.cli.doctor import Answer, examine
from optimizer.cli.exits import Exit
from optimizer.cli.logs import LineHandler, json_line, text_line
from optimizer.cli.main import cli

ROOT = Path(__file__).parents[2]
TINY = ROOT / "instances" / "tiny"
LINE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (DEBUG|INFO|WARNING|ERROR) (\S+) wardflow[\w.]*: .+"
)


@pytest.fixture(autouse=True)
def no_handlers() -> Iterator[None]:
    yield
    logging.getLogger("wardflow").handlers.clear()


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), env=environment, prog_name="wardflow")


SOLVE = ("solve", str(TINY), "--iterations", "20", "-j", "1", "--log-level", "debug")


def test_every_line_of_a_log_has_time_and_run() -> None:
    lines = run(*SOLVE, "-q").stderr.splitlines()
    found = [LINE.fullmatch(line) for line in lines]
    assert lines
    assert all(found)
    assert len({match[2] for match in found if match}) == 1


def test_with_json_everything_on_stderr_is_an_object_and_stdout_stays_data(tmp_path: Path) -> None:
    result = run(
        *SOLVE,
        "--log-format",
        "json",
        "--report",
        str(tmp_path / "r.html"),
        WARDFLOW_RUN_ID="night-7",
    )
    told = [json.loads(line) for line in result.stderr.splitlines()]
    assert {line["run"] for line in told} == {"night-7"}
    assert {line["logger"].split(".")[0] for line in told} == {"wardflow"}
    assert {line["level"] for line in told} <= {"debug", "info", "warning", "error"}
    assert any(line["message"].startswith("Report: ") for line in told)
    assert json.loads(result.stdout)["scenario"] == "tiny"


def test_findings_keep_their_parts_in_json() -> None:
    result = run("solve", "not-there", "--log-format", "json")
    (told,) = [json.loads(line) for line in result.stderr.splitlines()]
    assert result.exit_code == Exit.INVALID
    assert told["level"] == "error"
    assert told["finding"]["code"] == "F002"


def test_our_own_faults_are_told_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(source: object) -> None:
        raise RuntimeError("a wheel\ncame off")

    monkeypatch.setattr("optimizer.cli.judge.read_source", fails)
    result = run("validate", "x", "--log-format", "json", "--log-level", "debug")
    assert result.exit_code == Exit.FAULT
    assert all(json.loads(line)["level"] == "error" for line in result.stderr.splitlines())


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "\x1b[31m", "å"])
def test_an_id_that_would_spoil_lines_is_not_taken(given: str) -> None:
    lines = run(*SOLVE, "-q", WARDFLOW_RUN_ID=given).stderr.splitlines()
    assert {match[2] for line in lines if (match := LINE.fullmatch(line))} != {given}
    assert all(re.fullmatch(r"[0-9a-f]{12}", line.split()[2]) for line in lines)


@pytest.mark.parametrize("hostile", ["one\ntwo", "\x1b[2J", "\x9b2J", "\u2028", "\r"])
def test_a_message_stays_one_line_and_commands_no_terminal(hostile: str) -> None:
    line = json_line("r", "info", "wardflow", hostile)
    assert line.isprintable()
    assert json.loads(line)["message"] == hostile
    assert "\n" not in text_line("r", "info", "wardflow", hostile)


def test_exceptions_are_logged_with_their_traceback() -> None:
    lines: list[str] = []
    logger = logging.getLogger("wardflow.test")
    for form in ("json", "text"):
        handler = LineHandler("r1", form, lines.append)
        logger.addHandler(handler)
        try:
            int("why")
        except ValueError:
            logger.exception("what")
        logger.removeHandler(handler)
    assert "ValueError: invalid literal" in json.loads(lines[0])["exception"]
    assert lines[1].endswith("ERROR r1 wardflow.test: what")
    assert lines[-1].startswith("ValueError: invalid literal")


# ---------------------------------------------------------------------------------- doctor


def test_the_doctor_tells_what_is_asked_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_self_tests", lambda: [Answer("PyVRP", ok=True, told="1")])
    result = run("doctor", "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == Exit.DONE
    assert told["ok"] is True
    names = [check["check"] for check in told["checks"]]
    for name in ("wardflow", "python", "cores", "limits", "temporary files", "cache", "words"):
        assert name in names
    assert names[-2:] == ["PyVRP", "compiled loops"]
    table = run("doctor", "--quiet").stdout.splitlines()
    assert table[0].split() == ["check", "state", "found"]
    assert len(table) == 1 + len(names)


def test_the_doctor_counts_the_loops_that_its_self_tests_have_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept = tmp_path / "models" / "routing" / "__pycache__"

    def made() -> list[Answer]:
        kept.mkdir(parents=True)
        (kept / "kernel.nbi").touch()
        return []

    monkeypatch.setattr(doctor, "_root", lambda: tmp_path)
    monkeypatch.setattr(doctor, "_compiler_cache", lambda: str(tmp_path / "none"))
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    assert examine(made)[-1] == Answer("compiled loops", ok=True, told="1 kept")


def test_a_self_test_that_fails_is_our_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_self_tests", lambda: [Answer("CP-SAT", ok=False, told="no")])
    result = run("doctor")
    assert result.exit_code == Exit.FAULT
    assert "FAILED" in result.stdout
    assert json.loads(run("doctor", "--json").stdout)["ok"] is False


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ('print(\'["A", "B"]\\n{"check": "A", "ok": true, "told": "1"}\', flush=True);', "B"),
        ("", "self-tests"),
    ],
)
def test_a_library_that_takes_the_process_down_is_told(
    monkeypatch: pytest.MonkeyPatch, program: str, told: str
) -> None:
    real = subprocess.run

    def dies(command: list[str], **how: object) -> subprocess.CompletedProcess[str]:
        code = program + "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
        return real([command[0], "-c", code], **how)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(subprocess, "run", dies)
    failed = [answer for answer in doctor._self_tests() if not answer.ok]
    assert [answer.check for answer in failed] == [told]
    assert "ended with -9" in failed[0].told


def test_missing_libraries_and_folders_are_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    monkeypatch.setattr(doctor, "requires", lambda name: ["not-a-library>=1", 'x; extra == "dev"'])
    monkeypatch.setattr(doctor, "version", _version_of)
    monkeypatch.setattr(doctor.tempfile, "tempdir", str(blocked / "temp"))
    monkeypatch.setattr(doctor, "_cache_folder", lambda: blocked / "cache")
    answers = {answer.check: answer for answer in examine(list)}
    assert not answers["not-a-library"].ok
    assert not answers["temporary files"].ok
    assert answers["cache"].ok
    assert "Not a directory" in answers["cache"].told
    assert "x" not in answers


def _version_of(name: str) -> str:
    if name != "wardflow":
        raise doctor.PackageNotFoundError
    return "1.0"


@pytest.mark.slow
def test_the_solvers_give_the_answers_that_are_known() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "optimizer", "doctor", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    checks = {check["check"]: check for check in json.loads(done.stdout)["checks"]}
    for name in ("PyVRP", "HiGHS by PuLP", "CP-SAT", "HiGHS beside CP-SAT", "numba"):
        assert checks[name]["ok"], checks[name]
