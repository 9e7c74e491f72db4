"""Does a full disk, a locked folder or too little memory cost anything but this one run?"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from optimizer.cli import memory
from optimizer.cli.exits import Exit
from optimizer.cli.main import cli
from optimizer.cli.memory import MIB, MemoryGuard
from optimizer.cli.progress import ProgressLine
from optimizer.cli.talk import Talk
from optimizer.files import write_atomically
from optimizer.findings import DataError
from optimizer.service import Progress

ROOT = Path(__file__).parents[2]
TINY = ROOT / "instances" / "tiny"
WRITERS = {
    "plan": ("solve", str(TINY), "--iterations", "20", "-j", "1", "-o", "out.json"),
    "report": ("report", str(TINY), "baseline", "-o", "out.html"),
    "workbook": ("report", str(TINY), "baseline", "-o", "out.xlsx"),
    "folder of reports": ("report", str(TINY), "baseline", "-o", "out/"),
    "document": ("convert", str(TINY), "out.json"),
    "scenario's workbook": ("convert", str(TINY), "out.xlsx"),
    "folder of tables": ("convert", str(TINY), "out"),
    "generated": ("generate", "tiny", "-o", "out"),
}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), prog_name="wardflow")


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with something of each name that is written, as it was before."""
    monkeypatch.chdir(tmp_path)
    for name in ("out.json", "out.html", "out.xlsx"):
        Path(name).write_bytes(b"before")
    (tmp_path / "out").mkdir()
    for name in ("report.html", "scenario.toml", "orders.csv"):
        (tmp_path / "out" / name).write_bytes(b"before")
    return tmp_path


def assert_as_before(folder: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    assert len(files) == 6
    assert {path.read_bytes() for path in files} == {b"before"}


@pytest.mark.parametrize("what", WRITERS)
def test_a_full_disk_loses_nothing(what: str, work: Path) -> None:
    """No file may grow beyond a few bytes, which fails where a full disk does: in writing."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, before[1]))
    try:
        result = run(*WRITERS[what])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert result.exit_code == Exit.INVALID, result.stderr
    assert "error F004" in result.stderr
    assert "File too large" in result.stderr
    assert_as_before(work)


@pytest.mark.parametrize("what", WRITERS)
def test_a_locked_folder_loses_nothing(
    what: str, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The superuser may write anywhere: so the system's answer is put in its place."""
    opened = os.open

    def locked(path: str, flags: int, *more: int, **keywords: int) -> int:
        if flags & os.O_CREAT and str(work) in str(path):
            raise PermissionError(13, "Permission denied", path)
        return int(opened(path, flags, *more, **keywords))

    monkeypatch.setattr("os.open", locked)
    result = run(*WRITERS[what])
    assert result.exit_code == Exit.INVALID, result.stderr
    assert "error F004" in result.stderr
    assert "Permission denied" in result.stderr
    assert_as_before(work)


@pytest.mark.parametrize("what", ["workbook", "scenario's workbook"])
def test_no_room_for_temporary_files_is_told(
    what: str, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(work / "not-there"))
    result = run(*WRITERS[what])
    assert result.exit_code == Exit.INVALID, result.stderr
    assert "error F004" in result.stderr
    assert "the folder for temporary files refuses" in result.stderr
    assert_as_before(work)


def test_whoever_has_no_temporary_files_can_plan(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(work / "not-there"))
    assert run(*WRITERS["plan"]).exit_code == Exit.DONE
    assert run(*WRITERS["report"]).exit_code == Exit.DONE


def mountable() -> bool:
    command = ["unshare", "-Urm", "sh", "-c", "mount -t tmpfs -o size=64k none /mnt"]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@pytest.mark.slow
@pytest.mark.skipif(not mountable(), reason="file systems of one's own cannot be mounted")
@pytest.mark.parametrize("options", ["size=4k", "ro"])
def test_a_disk_that_is_really_full_or_locked(options: str, tmp_path: Path) -> None:
    day = ROOT / "instances" / "vgr-laundry-day"
    script = f"""
        mount -t tmpfs -o {options} none {tmp_path}
        {sys.executable} -m optimizer solve {day} --iterations 5 -j 1 -o {tmp_path}/plan.json
        echo "code $?"
        find {tmp_path} -type f
    """
    done = subprocess.run(
        ["unshare", "-Urm", "sh", "-c", textwrap.dedent(script)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stdout.splitlines() == ["code 2"]
    assert "error F004" in done.stderr or "nothing can be written" in done.stderr


def test_talk_that_nobody_hears_costs_no_plan(work: Path) -> None:
    """A night's log is on a full disk, or its terminal has gone."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "optimizer", *WRITERS["plan"], "--log-level", "debug"],
            cwd=work,
            env={"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=full,
            check=False,
            timeout=60,
        )
    assert done.returncode == Exit.DONE
    assert (work / "out.json").read_bytes().startswith(b"{")


def test_what_the_system_refuses_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(source: object) -> None:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr("optimizer.cli.judge.read_source", refuses)
    result = run("validate", str(TINY))
    assert result.exit_code == Exit.INVALID
    assert result.stderr.startswith("error S323 system: Too many open files.")


# ---------------------------------------------------------------------------------- memory


def test_memory_that_is_not_to_be_had_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def asks(source: object) -> None:
        raise MemoryError

    monkeypatch.setattr("optimizer.cli.judge.read_source", asks)
    result = run("validate", str(TINY))
    assert result.exit_code == Exit.INVALID
    assert result.stderr.startswith("error S321 memory: more than the system gives is needed.")
    limited = run("validate", str(TINY), "--max-memory", "4G")
    assert "more than the 4096 MB allowed are needed" in limited.stderr


def test_all_memory_at_once_is_refused_by_the_system() -> None:
    """A gigabyte between two looks of the guard."""
    program = """
        from optimizer.cli import judge, main
        judge.read_source = lambda source: bytes(2**30)
        main.run()
    """
    done = python(program, "validate", str(TINY), "--max-memory", "200M")
    assert done.returncode == Exit.INVALID
    assert "error S321 memory: more than the 200 MB allowed are needed" in done.stderr


def test_memory_that_grows_ends_the_run() -> None:
    program = """
        from optimizer.cli import judge, main, memory
        memory._BEAT_S = 0.01

        def read_source(source):
            held = []
            while True:
                held.append(bytearray(b"x" * 2**20))

        judge.read_source = read_source
        main.run()
    """
    done = python(program, "validate", str(TINY), "--max-memory", "100M")
    assert done.returncode == Exit.INVALID
    assert "error S321 memory: more than the 100 MB allowed are needed" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_search_near_the_limit_ends_with_its_best_plan(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "_BEAT_S", 0.001)
    monkeypatch.setattr(memory, "held_bytes", lambda: 950 * MIB)
    result = run(
        *("solve", str(TINY), "--no-improvement", "1000000", "-j", "1", "-o", "out.json"),
        *("--max-memory", "1000M"),
    )
    assert result.exit_code == Exit.DONE
    assert "warning S322 memory: the search was ended near the 1000 MB allowed" in result.stderr
    assert (work / "out.json").read_bytes().startswith(b"{")


def test_the_guard_leaves_no_trace() -> None:
    before = resource.getrlimit(resource.RLIMIT_DATA)
    talk = Talk()
    with MemoryGuard(2**40, talk) as talk.guard:
        with ProgressLine(talk, None) as line:  # type: ignore[arg-type]
            line._interrupts = type("Interrupts", (), {"received": None})()
            assert line(Progress(0.1, None, 0, 0, 0)) is False
        assert talk.guard.findings() == []
    assert resource.getrlimit(resource.RLIMIT_DATA) == before
    assert not talk.guard._thread.is_alive()


def test_memory_of_started_processes_counts() -> None:
    program = "import sys; held = b'x' * 2**26; print('held', flush=True); sys.stdin.read()"
    before = memory.held_bytes()
    assert before is not None
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        held = memory.held_bytes()
        assert process.stdin is not None
        process.stdin.close()
    assert held is not None
    assert held - before > 2**25


@pytest.mark.parametrize("size", ["", "much", "-1G", "1e9", "63M", "1 000M", "9" * 20])
def test_sizes_that_are_none(size: str) -> None:
    result = run("validate", str(TINY), "--max-memory", size)
    assert result.exit_code == Exit.INVALID
    assert "--max-memory" in result.stderr


def python(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_limit_on_memory_is_an_option_of_every_verb_that_works() -> None:
    for verb in ("solve", "levels", "calendar", "simulate", "replenish", "report", "convert"):
        assert "--max-memory" in run(verb, "--help").stdout


def test_a_device_that_is_full_is_told() -> None:
    with pytest.raises(DataError, match="F004 /dev/full: cannot be written: No space left"):
        write_atomically("/dev/full", b"x" * 100_000)
