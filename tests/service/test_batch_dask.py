"""Do Dask's workers run jobs as they run here, and is a worker that dies no loss?"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from optimizer.batch.dask_executor import DaskExecutor
from optimizer.batch.growing import GrowingFile
from optimizer.batch.job import FINAL, Job, Record, State
from optimizer.batch.journal import last_of_each, read_journals
from optimizer.batch.place import Workplace
from optimizer.batch.run import Batch, Ended
from optimizer.findings import DataError
from tests.service.test_batch_run import a_record

distributed = pytest.importorskip("distributed")

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the fork server is Linux's"),
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning"),
]
ROOT = Path(__file__).parents[2]
ENTRY = "tests.rogue:run"


def cluster(n_workers: int, *, processes: bool, **more: Any) -> Any:
    return distributed.LocalCluster(
        n_workers=n_workers,
        threads_per_worker=1,
        processes=processes,
        dashboard_address="127.0.0.1:0",
        host="127.0.0.1",
        protocol="tcp",
        **more,
    )


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """A scheduler with two workers in this process: what they start are processes all the same."""
    with cluster(2, processes=False, resources={"cores": 2}) as here:
        yield str(here.scheduler_address)


def sooner_or_later(look: Callable[[], Any]) -> Any:
    """What a look shows once it shows something; not for ever."""
    end = time.monotonic() + 60.0
    while not (seen := look()):
        assert time.monotonic() < end
        time.sleep(0.01)
    return seen


def a_job(folder: Path, name: str, deed: str, **changes: Any) -> Job:
    path = folder / f"{name}.json"
    path.write_text(deed, encoding="utf-8")
    return Job(name=name, verb="solve", input=str(path), **changes)


def go(
    jobs: list[Job], address: str, out: Path, listener: Any = lambda *_: None
) -> tuple[Ended, dict[str, Record]]:
    place = Workplace(out)
    executor = DaskExecutor(address, ["tests.rogue"], ENTRY, out.name, place)
    stop: list[bool] = []
    try:
        with GrowingFile(out / "journal.jsonl") as journal:
            ended = Batch(
                jobs,
                (),
                record=lambda *known: a_record(*known).with_(run=out.name),
                executor=executor,
                workplace=place,
                journal=journal,
                listener=lambda record, before: listener(record, stop),
            ).run(lambda: bool(stop))
        return ended, last_of_each(read_journals(out)[0])
    finally:
        executor.close()


def test_workers_run_jobs_as_they_run_here(scheduler: str, tmp_path: Path) -> None:
    jobs = [
        a_job(tmp_path, "good", "done 7.5"),
        a_job(tmp_path, "bad", "exit 2"),
        a_job(tmp_path, "segfault", "segfault"),
        a_job(tmp_path, "large", "eat", limits={"memory_mb": 128, "cores": 2}),
        a_job(
            tmp_path, "again", f"once {tmp_path / 'mark'}", limits={"retries": 1, "backoff_s": 0}
        ),
        Job(name="gone", verb="solve", input=str(tmp_path / "none")),
    ]
    _ended, last = go(jobs, scheduler, tmp_path / "out")
    assert {name: str(record.state) for name, record in last.items()} == {
        "good": "done",
        "bad": "failed",
        "segfault": "crashed",
        "large": "memory",
        "again": "done",
        "gone": "failed",
    }
    good = last["good"]
    assert (good.cost_sek, good.input) == (7.5, jobs[0].input)
    assert (tmp_path / "out" / good.path / "plan.json").read_text() == "{}"
    assert "findings" not in (tmp_path / "out" / good.path / "summary.json").read_text()


def test_asked_to_end_workers_keep_the_best(scheduler: str, tmp_path: Path) -> None:
    jobs = [a_job(tmp_path, f"j{n}", f"obey {tmp_path / f'begun{n}'}") for n in range(2)]
    jobs.append(a_job(tmp_path, "z", "done"))

    def stop_when_done(record: Record, stop: list[bool]) -> None:
        if record.job == "z" and record.state is State.RUNNING:
            stop.append(True)

    ended, last = go(jobs, scheduler, tmp_path / "out", stop_when_done)
    assert ended.interrupted
    assert len(last) == 3
    assert {r.state for r in last.values()} <= {State.INTERRUPTED, State.DONE}
    assert last["j0"].state is State.INTERRUPTED


def test_workers_of_another_version_are_refused(
    scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from optimizer.batch import dask_executor

    versions = iter(["9.9.9"])
    monkeypatch.setattr(dask_executor, "wardflow_version", lambda: next(versions, "1.0"))
    with pytest.raises(DataError) as caught:
        DaskExecutor(scheduler, [], ENTRY, "r", Workplace(tmp_path))
    assert caught.value.findings[0].code == "S310"


def test_a_worker_of_another_version_that_came_later_runs_nothing(
    scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from optimizer.batch import dask_executor

    executor = DaskExecutor(scheduler, ["tests.rogue"], ENTRY, "later", Workplace(tmp_path))
    job = a_job(tmp_path, "a", "done")
    try:
        assert executor.has_room(job)
        monkeypatch.setattr(dask_executor, "wardflow_version", lambda: "9.9.9")
        executor.submit(job, a_record(job, "0" * 64, 1).with_(run="later"))
        monkeypatch.setattr(dask_executor, "wardflow_version", lambda: "1.0")
        ended = sooner_or_later(lambda: executor.wait(1.0))
    finally:
        executor.close()
    assert (ended[0].state, "9.9.9" in ended[0].why) == (State.FAILED, True)


def test_a_full_disk_at_home_is_one_jobs_failure(
    scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from optimizer.batch import dask_executor

    real = dask_executor.unpack

    def nearly_full(files: dict[str, bytes], folder: Path) -> None:
        if folder.name.startswith("full") and folder.is_relative_to(tmp_path):
            raise OSError(28, "No space left on device")
        real(files, folder)

    monkeypatch.setattr(dask_executor, "unpack", nearly_full)
    jobs = [a_job(tmp_path, name, "done") for name in ("full", "good")]
    _ended, last = go(jobs, scheduler, tmp_path / "nearly full")
    assert {name: str(r.state) for name, r in last.items()} == {"full": "failed", "good": "done"}
    assert last["full"].findings == {"F004": 1}


def test_nothing_is_handed_over_before_a_worker_says_what_it_has(tmp_path: Path) -> None:
    """As with clusters that adapt: there is nobody at first, and it must not stay so."""
    job = a_job(tmp_path, "large", "done", limits={"cores": 8})
    with cluster(0, processes=False, resources={"cores": 2}) as here:
        address = str(here.scheduler_address)
        executor = DaskExecutor(address, ["tests.rogue"], ENTRY, "r", Workplace(tmp_path))
        try:
            assert not executor.has_room(job)
            sooner_or_later(lambda: here.scheduler.tasks)  # so that somebody comes
            assert not executor.has_room(job)
            here.scale(1)
            sooner_or_later(lambda: executor.has_room(job))
            executor.submit(job, a_record(job, "0" * 64, 1).with_(run="r"))
            key = next(iter(executor._futures.values()))[0].key
            task = sooner_or_later(lambda: here.scheduler.tasks.get(key))
            assert task.resource_restrictions == {"cores": 8}
            executor.ask_to_stop()  # nobody has eight cores, and so nobody ever takes it
            ended = sooner_or_later(lambda: executor.wait(1.0))
        finally:
            executor.close()
    assert [record.state for record in ended] == [State.INTERRUPTED]


def test_asked_to_end_nobody_is_waited_for_who_never_comes(tmp_path: Path) -> None:
    with cluster(1, processes=False) as here:
        address = str(here.scheduler_address)
        executor = DaskExecutor(address, ["tests.rogue"], ENTRY, "r", Workplace(tmp_path))
        job = a_job(tmp_path, "a", f"obey {tmp_path / 'begun'}")
        try:
            assert executor.has_room(job)
            here.scale(0)
            sooner_or_later(lambda: not here.scheduler.workers)
            executor.submit(job, a_record(job, "0" * 64, 1).with_(run="r"))
            executor.ask_to_stop()
            ended = sooner_or_later(lambda: executor.wait(1.0))
        finally:
            executor.close()
    assert [record.state for record in ended] == [State.INTERRUPTED]


@pytest.mark.slow
def test_a_worker_that_is_killed_is_no_loss(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three worker processes, one of them killed in the middle: each job ends exactly once."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    names = [f"j{n:02}" for n in range(24)]
    jobs = [a_job(tmp_path, name, "doze 0.5") for name in names]
    with cluster(3, processes=True) as here:
        pids = [worker.pid for worker in here.workers.values()]

        def kill_one(record: Record, _stop: list[bool]) -> None:
            if record.state in FINAL and pids:
                os.kill(pids.pop(), signal.SIGKILL)
                pids.clear()

        _ended, last = go(jobs, str(here.scheduler_address), tmp_path / "out", kill_one)
    assert pids == []
    assert {name: r.state for name, r in last.items()} == dict.fromkeys(names, State.DONE)
    records, findings = read_journals(tmp_path / "out")
    assert findings == []
    assert Counter(r.job for r in records if r.state in FINAL) == dict.fromkeys(names, 1)
    assert len(list((tmp_path / "out" / "results").iterdir())) == len(names)
