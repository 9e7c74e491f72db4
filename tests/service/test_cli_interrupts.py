"""Does solve end as it is asked to, and speak to a terminal as to one?

The search is a scripted one that waits to be stopped, in a process of its own.
"""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from optimizer.cli.exits import Exit
from optimizer.formats import plan_to_json, read_plan, scenario_to_json
from tests.rigs import hospital_day, hospital_plan

ROOT = Path(__file__).parents[2]

SEARCH = """
    import optimizer.service as service
    from optimizer.check import check
    from optimizer.cli.main import run
    from optimizer.travel import measure
    from tests.rigs import hospital_day, hospital_plan

    def plan_day(scenario, *, limits, on_progress, prove=False, began=None, starts=()):
        day, found = hospital_day(), hospital_plan()
        travel = measure(day)
        progress = service.Progress(0.1, 10_370.7, 3, 1, 100)
        while not on_progress(progress) or {deaf}:
            pass
        verdict = check(day, travel, found)
        return service.DayPlan(
            plan=found, verdict=verdict, travel=travel, findings=(), interrupted=True
        )

    service.plan_day = plan_day
    run()
"""


class Running:
    """`wardflow solve` in a process of its own, with a search that waits to be stopped."""

    def __init__(self, folder: Path, *, deaf: bool = False) -> None:
        self.plan = folder / "plan.json"
        self.plan.write_text("old", encoding="utf-8")
        (folder / "day.json").write_text(scenario_to_json(hospital_day()), encoding="utf-8")
        program = textwrap.dedent(SEARCH.format(deaf=deaf))
        arguments = ["solve", str(folder / "day.json"), "-o", str(self.plan)]
        self.process = subprocess.Popen(
            [sys.executable, "-c", program, *arguments, "--log-level", "info"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait_for(self, words: str) -> None:
        stream: IO[str] = self.process.stderr  # type: ignore[assignment]
        lines = []
        for line in stream:
            lines.append(line)
            if words in line:
                return
        pytest.fail(f"{words!r} was never said: {''.join(lines)}")

    def end(self) -> int:
        self.out, self.err = self.process.communicate(timeout=600)
        return self.process.returncode


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    started: list[Running] = []

    def go(**how: Any) -> Running:
        started.append(Running(tmp_path, **how))
        return started[-1]

    yield go
    for running in started:
        running.process.kill()
        running.process.communicate()


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, Exit.INTERRUPTED), (signal.SIGTERM, Exit.TERMINATED)]
)
def test_one_signal_ends_the_search_and_saves_the_best_plan(
    start: Callable[..., Running], number: signal.Signals, code: Exit
) -> None:
    running = start()
    running.wait_for("best 10 371 SEK")
    running.process.send_signal(number)
    assert running.end() == code
    assert read_plan(running.plan).value == hospital_plan()
    assert "Stopping; the best plan so far is kept" in running.err
    assert "Traceback" not in running.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_second_signal_aborts_and_leaves_the_old_file(
    start: Callable[..., Running], number: signal.Signals
) -> None:
    running = start(deaf=True)
    running.wait_for("best 10 371 SEK")
    running.process.send_signal(number)
    running.wait_for("Stopping")
    running.process.send_signal(signal.SIGINT)
    assert running.end() == Exit.INTERRUPTED
    assert running.plan.read_text(encoding="utf-8") == "old"
    assert "Traceback" not in running.err
    assert [path.name for path in sorted(running.plan.parent.iterdir())] == [
        "day.json",
        "plan.json",
    ]


def test_signals_outside_a_search_end_the_verb_at_once() -> None:
    """`validate -` waits for stdin: there is nothing to save."""
    for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        program = (
            "import os, signal, sys\n"
            "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
            "from optimizer.cli import judge, main\n"
            f"judge.read_source = lambda source: os.kill(os.getpid(), {int(number)})\n"
            "main.run()\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, "validate", "-"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        assert done.returncode == code
        assert "Traceback" not in done.stderr


def test_the_live_line_is_for_terminals_only(tmp_path: Path) -> None:
    """stderr is a pseudo terminal here, stdout a pipe: the line never mixes with the data."""
    (tmp_path / "day.json").write_text(scenario_to_json(hospital_day()), encoding="utf-8")
    ours, theirs = pty.openpty()
    program = textwrap.dedent(SEARCH.format(deaf=False))
    process = subprocess.Popen(
        [sys.executable, "-c", program, "solve", str(tmp_path / "day.json")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    )
    os.close(theirs)
    shown = b""
    while b"best 10 371 SEK, 3 vehicles, 1 unserved" not in shown:
        shown += os.read(ours, 4096)
    process.send_signal(signal.SIGINT)
    data, _ = _finish(process, ours)
    assert process.returncode == Exit.INTERRUPTED
    assert data.decode() == plan_to_json(hospital_plan())


def _finish(process: subprocess.Popen[bytes], terminal: int) -> tuple[bytes, bytes]:
    """Drain the terminal until the process ends, lest it wait for a reader."""
    shown = b""
    try:
        while chunk := os.read(terminal, 4096):
            shown += chunk
    except OSError:  # Linux says so when the last writer has closed a terminal
        pass
    finally:
        os.close(terminal)
    data, _ = process.communicate(timeout=600)
    return data, shown
