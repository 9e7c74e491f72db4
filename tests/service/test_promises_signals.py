"""Is a plan whole and checked, or not there, whenever a run is ended?

Signals come at random moments of a real ``wardflow solve``: a few here, a hundred of each
kind among the slow tests. What may be there afterwards is the file of before, or a plan that
the checker passes; never half of one.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from optimizer.check import check
from optimizer.cli.exits import Exit
from optimizer.formats import read_plan, read_scenario
from optimizer.travel import measure

ROOT = Path(__file__).parents[2]
TINY = ROOT / "instances" / "tiny"
OLD = "what was there before"
GENTLE = {signal.SIGINT: Exit.INTERRUPTED, signal.SIGTERM: Exit.TERMINATED}
LONGEST_S = 3.0


def _hear_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def begin(*command: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell that runs the tests in the background has its children ignore Ctrl-C.
        preexec_fn=_hear_interrupts,  # noqa: PLW1509 - it only sets a handler
    )


def ran(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What came of a few lines of Python in a process of their own."""
    process = begin("-c", textwrap.dedent(program), *arguments)
    out, talk = process.communicate(timeout=60)
    return subprocess.CompletedProcess(process.args, process.returncode, out, talk)


def disturbed(folder: Path, number: signal.Signals, moment_s: float) -> tuple[int, str]:
    """Exit code and talk of a solve that got a signal after so many seconds."""
    (folder / "plan.json").write_text(OLD, encoding="utf-8")
    process = begin(
        *("-m", "optimizer", "solve", str(TINY), "-o", str(folder / "plan.json")),
        *("--iterations", "1500", "-j", "2"),
    )
    try:
        process.wait(moment_s)
    except subprocess.TimeoutExpired:
        process.send_signal(number)
    _, talk = process.communicate(timeout=120)
    return process.returncode, talk


def assert_whole_or_old(folder: Path) -> bool:
    """Whether there is a new plan; it keeps every rule."""
    if (folder / "plan.json").read_text(encoding="utf-8") == OLD:
        return False
    day = read_scenario(TINY).value
    assert check(day, measure(day), read_plan(folder / "plan.json").value).ok
    return True


def try_at(folder: Path, number: signal.Signals, moment_s: float) -> None:
    code, talk = disturbed(folder, number, moment_s)
    is_new = assert_whole_or_old(folder)
    if number is signal.SIGKILL:
        assert code in {Exit.DONE, -signal.SIGKILL}, talk
        return
    # The system's own answer is what a signal gets before Python runs, or after it.
    assert code in {Exit.DONE, GENTLE[number], -number}, talk
    assert is_new or code != Exit.DONE
    # Python's own modules, which it loads before ours, may be interrupted with a traceback;
    # and it tells of what it drops because a callback of its own was interrupted.
    assert "Traceback" not in talk or code == -number or "Exception ignored in" in talk
    assert [path.name for path in folder.iterdir()] == ["plan.json"]


@pytest.mark.parametrize("number", [*GENTLE, signal.SIGKILL])
def test_a_signal_at_some_moment(tmp_path: Path, number: signal.Signals) -> None:
    try_at(tmp_path, number, random.Random().uniform(0.2, LONGEST_S))


@pytest.mark.slow
@pytest.mark.parametrize("number", [*GENTLE, signal.SIGKILL])
def test_a_hundred_signals(tmp_path: Path, number: signal.Signals) -> None:
    chance = random.Random(int(number))
    for trial in range(100):
        folder = tmp_path / str(trial)
        folder.mkdir()
        try_at(folder, number, chance.uniform(0.0, LONGEST_S))


WRITER = """
    import sys
    from itertools import count
    from pathlib import Path
    from optimizer.files import write_atomically, write_folder_atomically
    folder = Path(sys.argv[1])
    for n in count():
        text = (str(n % 10) * 300_000).encode()
        write_atomically(folder / "plan.json", text)
        write_folder_atomically(folder / "day", {"a.csv": text, "b.csv": text})
        if n == 1:
            print("going", flush=True)
"""


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = begin("-c", textwrap.dedent(WRITER), str(tmp_path))
    assert process.stdout is not None
    assert process.stdout.readline() == "going\n"
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize("trial", range(3))
def test_a_writer_that_is_killed_leaves_no_half(
    writer: subprocess.Popen[str], tmp_path: Path, trial: int
) -> None:
    try:
        writer.wait(random.Random().uniform(0.0, 0.1))
    except subprocess.TimeoutExpired:
        writer.kill()
    writer.wait()
    for path in (tmp_path / "plan.json", tmp_path / "day" / "a.csv", tmp_path / "day" / "b.csv"):
        text = path.read_text(encoding="utf-8")
        assert len(text) == 300_000
        assert len(set(text)) == 1


def test_a_signal_while_something_is_said_does_no_harm() -> None:
    """The handler speaks past the streams, which refuse to be used while they are in use."""
    program = """
        import os, signal, sys
        from optimizer.cli.interrupts import Interrupts
        from optimizer.cli.talk import Talk

        class Stream:
            encoding, busy, fileno = "utf-8", False, staticmethod(lambda: 2)
            isatty = staticmethod(lambda: False)

            def write(self, text):
                if self.busy:
                    raise RuntimeError("reentrant call")
                self.busy = True
                os.kill(os.getpid(), signal.SIGTERM)
                self.busy = False

            def flush(self):
                pass

        with Interrupts(Talk()) as interrupts:
            before, sys.stderr = sys.stderr, Stream()
            sys.stderr.write("half a word")
            sys.stderr = before
        sys.exit(interrupts.exit_code)
    """
    done = ran(program)
    assert done.returncode == Exit.TERMINATED, done.stderr
    assert "Stopping; the best plan so far is kept" in done.stderr


def test_a_signal_that_python_dropped_ends_the_run_where_it_would_save() -> None:
    program = """
        import os, signal
        from optimizer.cli import main, solve

        class Dropped:
            def __del__(self):
                os.kill(os.getpid(), signal.SIGTERM)

        def load(talk, source):
            Dropped()

        solve.load_scenario = load
        main.run()
    """
    done = ran(program, "solve", "-")
    assert "Exception ignored in" in done.stderr
    assert done.returncode == Exit.TERMINATED, done.stderr


@pytest.mark.parametrize("number", GENTLE)
def test_a_signal_before_a_verb_is_invoked_is_no_fault_of_ours(number: signal.Signals) -> None:
    program = f"""
        import os
        from optimizer.cli import main

        class Eager(main.VerbGroup):
            def parse_args(self, ctx, args):
                os.kill(os.getpid(), {int(number)})
                return super().parse_args(ctx, args)

        main.cli.__class__ = Eager
        main.run()
    """
    done = ran(program, "solve", "-")
    assert done.returncode == GENTLE[number], done.stderr
    assert "Traceback" not in done.stderr


def test_threads_at_work_are_not_waited_for() -> None:
    """`levels` computes in threads; an interrupt leaves them, whatever they are at."""
    program = """
        import os, signal, threading
        from optimizer.cli import judge, main

        def read_source(source):
            held = threading.Event()
            threading.Thread(target=held.wait).start()
            os.kill(os.getpid(), signal.SIGTERM)
            held.wait()

        judge.read_source = read_source
        main.run()
    """
    done = ran(program, "validate", "-")
    assert done.returncode == Exit.TERMINATED
