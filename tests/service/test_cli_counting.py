"""Is it told how far the work has come, and once that loops are compiled?"""

from __future__ import annotations

import logging
import os
import pty
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from optimizer.cli.counting import CountLine, says_compiling
from optimizer.cli.talk import Talk

ROOT = Path(__file__).parents[2]
COMPILER = logging.getLogger("wardflow.inventory")
WORDS = "Compiling; this takes some seconds the first time.\n"


@pytest.fixture
def talk() -> Iterator[Talk]:
    talk = Talk()
    talk.listen_to_logs("warning")
    yield talk
    logging.getLogger("wardflow").handlers.clear()


def compile_twice() -> None:
    for _ in range(2):
        COMPILER.info("compiling the inventory kernels (once; some seconds)")
    COMPILER.info("something else")


def test_compiling_is_told_once(talk: Talk, capsys: pytest.CaptureFixture[str]) -> None:
    with says_compiling(talk):
        compile_twice()
    assert capsys.readouterr().err == WORDS
    compile_twice()
    assert capsys.readouterr().err == ""
    assert (COMPILER.level, COMPILER.propagate, COMPILER.handlers) == (logging.NOTSET, True, [])


def test_quiet_runs_compile_in_silence(capsys: pytest.CaptureFixture[str]) -> None:
    with says_compiling(Talk(quiet=True)):
        compile_twice()
    assert capsys.readouterr().err == ""


def test_the_log_tells_it_where_there_is_one(
    talk: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    talk.listen_to_logs("info")
    with says_compiling(talk):
        COMPILER.info("compiling the kernels")
    assert (
        capsys.readouterr().err[21:]
        == f"INFO {talk.run} wardflow.inventory: compiling the kernels\n"
    )


def test_warnings_go_through(talk: Talk, capsys: pytest.CaptureFixture[str]) -> None:
    with says_compiling(talk):
        COMPILER.warning("no place to keep what is compiled")
    said = capsys.readouterr().err
    assert (
        said[21:] == f"WARNING {talk.run} wardflow.inventory: no place to keep what is compiled\n"
    )


def test_the_handler_goes_when_the_work_fails(talk: Talk) -> None:
    with pytest.raises(KeyboardInterrupt), says_compiling(talk):
        raise KeyboardInterrupt
    assert COMPILER.handlers == []


def test_tenths_are_logged_where_nobody_looks(
    talk: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    talk.listen_to_logs("info")
    with CountLine(talk, "ward items") as line:
        for done in range(0, 120_001, 1000):
            assert line(done, 120_000) is False
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 10
    assert lines[0][21:] == f"INFO {talk.run} wardflow.cli: 12 000 of 120 000 ward items"
    assert lines[-1].endswith("120 000 of 120 000 ward items")


def test_a_terminal_shows_a_line_that_goes_away() -> None:
    code = """
        from optimizer.cli.counting import CountLine
        from optimizer.cli.talk import Talk
        with CountLine(Talk(), "ward items") as line:
            line(7, 1200)
    """
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=ROOT,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80"},
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
    assert process.wait(timeout=600) == 0
    assert b"7 of 1 200 ward items" in shown
    assert shown.rstrip().endswith(b"\x1b[2K")  # the line is cleared away
