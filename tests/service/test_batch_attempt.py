"""Does one attempt end as it should, whatever the job does, and does nothing of it remain?"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from optimizer.batch import attempt
from optimizer.batch.attempt import Supervisor, wall_time_s
from optimizer.batch.child import Request
from optimizer.batch.cold_start import ColdStart
from optimizer.batch.fork_server import ForkServer
from optimizer.batch.job import Job, JobLimits, Record, State
from optimizer.batch.process import Launcher, LostError
from optimizer.batch.tree import children_of, members

ENTRY = "tests.rogue:run"
ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes as Linux has them")


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    launcher = ForkServer(["tests.rogue"])
    yield launcher
    launcher.close()


class Bench:
    """A place to run deeds."""

    def __init__(self, launcher: Launcher, folder: Path) -> None:
        self.stop = threading.Event()
        self.folder = folder
        self.out = folder / "out"
        self.out.mkdir()
        self.supervisor = Supervisor(launcher, ENTRY, "run", self.stop)

    @property
    def begun(self) -> Path:
        """A file that deeds make when they are under way."""
        return self.folder / "begun"

    def time_is_up_when_begun(self, patch: pytest.MonkeyPatch) -> None:
        """Make the time of a job end when it is under way, whatever the clock says."""

        def time_s(job: Job) -> float:
            return -1.0 if self.begun.exists() else 1e9

        patch.setattr(attempt, "wall_time_s", time_s)

    def run(self, deed: str, **limits: float) -> Record:
        source = self.folder / "deed"
        source.write_text(deed, encoding="utf-8")
        given = JobLimits.model_validate({"grace_s": 0.0, **limits})
        job = Job(name="a", verb="solve", input=str(source), limits=given)
        return self.supervisor.attempt(job, self.supervisor.record(job, "key", 1), self.out)


@pytest.fixture
def bench(server: ForkServer, tmp_path: Path) -> Bench:
    return Bench(server, tmp_path)


def is_alive(pid: int) -> bool:
    return any(member.pid == pid and not member.ended for member in members())


def test_what_is_done_is_told_in_full(bench: Bench) -> None:
    record = bench.run("done 912.5")
    assert (record.state, record.exit_code, record.signal) == (State.DONE, 0, None)
    assert record.cost_sek == 912.5
    assert record.findings == {"V502": 2, "V701": 1}
    assert record.memory_mb is not None
    assert record.memory_mb > 1
    assert record.host


@pytest.mark.parametrize(
    ("deed", "state", "exit_code", "number"),
    [
        ("exit 0", State.FAILED, 0, None),
        ("exit 2", State.FAILED, 2, None),
        ("exit 3", State.FAILED, 3, None),
        ("exit 5", State.FAILED, 5, None),
        ("exit 77", State.FAILED, 77, None),
        ("fault", State.FAILED, 1, None),
        ("abort", State.CRASHED, None, signal.SIGABRT),
        ("segfault", State.CRASHED, None, signal.SIGSEGV),
    ],
)
def test_each_end_has_its_name(
    bench: Bench, deed: str, state: State, exit_code: int | None, number: int | None
) -> None:
    record = bench.run(deed)
    assert (record.state, record.exit_code, record.signal) == (state, exit_code, number)
    assert record.why


def test_a_fault_leaves_its_traceback_in_the_log(bench: Bench) -> None:
    bench.run("fault")
    assert "ValueError: a fault" in (bench.out / "log.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("cold", [False, True], ids=["forked", "cold"])
def test_what_hangs_is_killed_after_its_grace(
    server: ForkServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, cold: bool
) -> None:
    bench = Bench(ColdStart() if cold else server, tmp_path)
    bench.time_is_up_when_begun(monkeypatch)
    record = bench.run(f"hang {bench.begun}")
    assert (record.state, record.signal) == (State.OVERRUN, signal.SIGKILL)


def test_what_obeys_keeps_its_best(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.time_is_up_when_begun(monkeypatch)
    record = bench.run(f"obey {bench.begun}", grace_s=60.0)
    assert (record.state, record.exit_code, record.cost_sek) == (State.STOPPED, 143, 1.0)


def test_the_end_of_the_batch_is_the_end_of_its_jobs(bench: Bench) -> None:
    begun = bench.begun

    class StopWhenBegun(threading.Event):
        def is_set(self) -> bool:
            return begun.exists()

    bench.supervisor._stop = StopWhenBegun()
    record = bench.run(f"obey {begun}", grace_s=60.0)
    assert (record.state, record.exit_code) == (State.INTERRUPTED, 143)


def test_memory_is_limited_by_watching(bench: Bench) -> None:
    record = bench.run("eat", memory_mb=128)
    assert record.state is State.MEMORY
    assert "128 MiB" in record.why


def test_near_its_memory_a_job_may_keep_its_best(bench: Bench) -> None:
    record = bench.run(f"obey {bench.begun} 470", memory_mb=512, grace_s=60.0)
    assert (record.state, record.exit_code) == (State.STOPPED, 143)
    assert "512 MiB" in record.why


def test_memory_asked_for_at_once_is_refused(bench: Bench) -> None:
    record = bench.run("gulp", memory_mb=128)
    assert (record.state, record.exit_code) == (State.MEMORY, 1)
    assert "128 MiB" in record.why


@pytest.mark.parametrize("ends_itself", [True, False])
def test_nothing_of_a_job_outlives_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, *, ends_itself: bool
) -> None:
    pids = bench.folder / "pids"
    bench.time_is_up_when_begun(monkeypatch)
    record = bench.run(f"brood {pids}" + ("" if ends_itself else f" {bench.begun}"))
    assert record.state is (State.DONE if ends_itself else State.OVERRUN)
    left = [int(pid) for pid in pids.read_text(encoding="utf-8").split()]
    assert len(left) == 2
    assert not [pid for pid in left if is_alive(pid)]


def test_a_job_has_its_cores_its_session_and_no_settings_of_the_caller(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARDFLOW_SEED", "7")
    core = min(os.sched_getaffinity(0))
    server = ForkServer(["tests.rogue"])
    try:
        bench.supervisor._launcher = server
        source = bench.folder / "deed"
        source.write_text("limits", encoding="utf-8")
        job = Job(name="a", verb="solve", input=str(source))
        record = bench.supervisor.record(job, "key", 1)
        assert bench.supervisor.attempt(job, record, bench.out, (core,)).state is State.DONE
    finally:
        server.close()
    facts = json.loads((bench.out / "plan.json").read_text(encoding="utf-8"))
    assert facts == {"cores": [core], "leads": True, "variables": [], "core_file": 0, "stdin": ""}


def test_jobs_side_by_side_do_not_harm_each_other(server: ForkServer, tmp_path: Path) -> None:
    deeds = {"done": State.DONE, "segfault": State.CRASHED, "hang": State.OVERRUN}
    deeds |= {"exit 2": State.FAILED, "eat": State.MEMORY}
    found: dict[str, State] = {}

    def run(number: int, deed: str) -> None:
        folder = tmp_path / str(number)
        folder.mkdir()
        limits = {"time_s": 0.5} if deed == "hang" else {"memory_mb": 128}
        found[deed] = Bench(server, folder).run(deed, **limits).state

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == deeds


def test_a_server_that_dies_takes_its_jobs_along_and_comes_back(tmp_path: Path) -> None:
    server = ForkServer(["tests.rogue"])
    source = tmp_path / "deed"
    source.write_text(f"obey {tmp_path / 'begun'}", encoding="utf-8")
    words = ("solve", str(source), "--output", str(tmp_path / "plan"))
    request = Request(ENTRY, words, str(tmp_path / "out"), str(tmp_path / "err"))
    try:
        running = server.start(request)
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        with pytest.raises(LostError):
            running.wait(60)
        source.write_text("done", encoding="utf-8")
        end = server.start(request).wait(60)
        assert end is not None
        assert end.code == 0
        while is_alive(running.pid):
            pass
    finally:
        server.close()


def test_nothing_outlives_whoever_is_killed(tmp_path: Path) -> None:
    """SIGKILL of the process that supervises: its server and its jobs end by themselves."""
    begun = tmp_path / "begun"
    source = tmp_path / "deed"
    source.write_text(f"obey {begun}", encoding="utf-8")
    code = (
        "from optimizer.batch.child import Request\n"
        "from optimizer.batch.fork_server import ForkServer\n"
        "server = ForkServer(['tests.rogue'])\n"
        f"words = ('solve', {str(source)!r}, '--output', {str(tmp_path / 'plan')!r})\n"
        f"request = Request('tests.rogue:run', words, {os.devnull!r}, {os.devnull!r})\n"
        "running = server.start(request)\n"
        "print(server.pid, running.pid, flush=True)\n"
        "running.wait(600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        pids = [int(pid) for pid in process.stdout.readline().split()]
        while not begun.exists():
            assert process.poll() is None
        process.kill()
    assert len(pids) == 2
    while any(map(is_alive, pids)):
        pass


def test_nothing_is_left_in_the_server_after_many_jobs(server: ForkServer, tmp_path: Path) -> None:
    for number in range(12):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert Bench(server, folder).run("exit 0" if number % 2 else "abort").attempt == 1
        if number == 1:
            before = handles(server.pid)
    # One may just be closing; a leak would be ten.
    assert handles(server.pid) <= before + 2
    assert server.pid is not None
    assert children_of(server.pid) == []
    assert [m for m in members() if m.parent == server.pid] == []


def handles(pid: int | None) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def test_a_server_with_threads_is_refused(tmp_path: Path) -> None:
    (tmp_path / "busy_threads.py").write_text(
        "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\n"
    )
    sys.path.insert(0, str(tmp_path))
    try:
        with pytest.raises(LostError, match="2 threads run"):
            ForkServer(["busy_threads"]).start(Request(ENTRY, (), os.devnull, os.devnull))
    finally:
        sys.path.remove(str(tmp_path))


def test_a_job_has_an_hour_unless_something_is_said() -> None:
    job = Job(name="a", verb="solve", input="x")
    assert wall_time_s(job) == 3600
    assert wall_time_s(job.model_copy(update={"options": {"time-limit": 5}})) == 65
    assert wall_time_s(job.model_copy(update={"limits": JobLimits(time_s=7)})) == 7
