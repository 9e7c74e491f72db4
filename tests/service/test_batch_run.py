"""Does every job get its last word, once, whatever becomes of the attempts?"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.batch import run as run_module
from optimizer.batch.executor import LocalExecutor, available_cores
from optimizer.batch.growing import GrowingFile
from optimizer.batch.job import FINAL, Job, JobLimits, Record, State
from optimizer.batch.journal import last_of_each, read_journals
from optimizer.batch.place import Workplace
from optimizer.batch.run import Batch, Ended
from optimizer.batch.summary import best_of, job_rows, summarise

ENDS = [State.DONE, State.CRASHED, State.OVERRUN, State.MEMORY, State.LOST, State.FAILED]


class Scripted:
    """An executor whose jobs end as was written down before, two at a time."""

    def __init__(self, place: Workplace, ends: dict[str, list[State]] | None = None) -> None:
        self.place = place
        self.ends = ends or {}
        self.running: list[Record] = []
        self.order: list[str] = []
        self.stopped = False

    def has_room(self, job: Job) -> bool:
        return len(self.running) < 2

    def submit(self, job: Job, record: Record) -> None:
        self.order.append(job.name)
        self.running.append(record)

    def wait(self, seconds: float) -> list[Record]:
        if not self.running:
            return []
        record = self.running.pop(0)
        ends = self.ends.get(record.job, [])
        state = State.INTERRUPTED if self.stopped else ends.pop(0) if ends else State.DONE
        code = {State.DONE: 0, State.FAILED: 2}.get(state)
        record = record.with_(state=state, exit_code=code, cost_sek=1.0)
        staged = self.place.stage(record)
        (staged / "plan.json").touch()
        return [self.place.settle(record, staged)]

    def ask_to_stop(self) -> None:
        self.stopped = True

    def close(self) -> None:
        pass


def a_job(name: str, folder: Path, **limits: float) -> Job:
    path = folder / f"{name}.json"
    path.write_text(name, encoding="utf-8")
    given = JobLimits.model_validate({"backoff_s": 0.0, **limits})
    return Job(name=name, verb="solve", input=str(path), limits=given)


def go(
    jobs: list[Job],
    executor: Scripted,
    known: Iterable[tuple[str, str]] = (),
    stop_after: int | None = None,
) -> tuple[Ended, list[tuple[str, State, bool]]]:
    heard: list[tuple[str, State, bool]] = []
    with GrowingFile(executor.place.folder / "journal.jsonl") as journal:
        ended = Batch(
            jobs,
            known,
            record=a_record,
            executor=executor,
            workplace=executor.place,
            journal=journal,
            listener=lambda record, before: heard.append((record.job, record.state, before)),
        ).run(lambda: stop_after is not None and len(executor.order) >= stop_after)
    return ended, heard


def words(place: Workplace, ended: Ended) -> dict[str, Record]:
    """The last word on each job that had one in a run."""
    last = last_of_each(read_journals(place.folder)[0])
    return {name: last[name] for name in ended.names}


def a_record(job: Job, key: str, attempt: int) -> Record:
    return Record(
        at=dt.datetime.now(dt.UTC),
        run="r",
        job=job.name,
        verb=job.verb,
        input=job.input,
        key=key,
        state=State.RUNNING,
        attempt=attempt,
    )


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from("abcdef"),
        st.tuples(st.lists(st.sampled_from(ENDS), max_size=6), st.integers(0, 3)),
        min_size=1,
    )
)
def test_every_job_has_one_last_word(script: dict[str, tuple[list[State], int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Workplace(Path(folder))
        jobs = [a_job(name, Path(folder), retries=n) for name, (_ends, n) in script.items()]
        executor = Scripted(place, {name: list(ends) for name, (ends, _n) in script.items()})
        ended, _heard = go(jobs, executor)
        records, findings = read_journals(place.folder)
        assert findings == []
        last = Counter(record.job for record in records if record.state in FINAL)
        assert last == dict.fromkeys(script, 1)
        runs = Counter(record.job for record in records if record.state is State.RUNNING)
        assert runs == Counter(executor.order)
        for name, (ends, retries) in script.items():
            lost = min(2, ends[: runs[name]].count(State.LOST))
            assert runs[name] <= 1 + retries + lost
            word = words(place, ended)[name]
            state = word.state
            assert (place.finished(name, word.key) is not None) == (state is State.DONE)


def test_wrong_input_is_not_tried_again_and_crashes_are(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    ends = {"a": [State.FAILED], "b": [State.CRASHED, State.OVERRUN], "c": [State.CRASHED] * 9}
    ended, heard = go([a_job(name, tmp_path, retries=2) for name in ends], Scripted(place, ends))
    assert {n: (r.state, r.attempt) for n, r in words(place, ended).items()} == {
        "a": (State.FAILED, 1),
        "b": (State.DONE, 3),
        "c": (State.CRASHED, 3),
    }
    assert [state for name, state, _ in heard if name == "b"] == [
        *(State.RUNNING, State.RETRYING, State.RUNNING, State.RETRYING, State.RUNNING, State.DONE)
    ]


def test_the_wait_before_a_retry_doubles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(
        run_module.time, "monotonic", lambda: now.__setitem__(0, now[0] + 1) or now[0]
    )
    ends = {"a": [State.CRASHED] * 3}
    go([a_job("a", tmp_path, retries=3, backoff_s=10)], Scripted(Workplace(tmp_path), ends))
    records, _ = read_journals(tmp_path)
    waits = [r.why.split("tried again in ")[1] for r in records if r.state is State.RETRYING]
    assert waits == ["10 s", "20 s", "40 s"]


def test_the_longest_go_first(tmp_path: Path) -> None:
    executor = Scripted(Workplace(tmp_path))
    times = {"a": 10, "b": 500, "c": 60}
    go([a_job(name, tmp_path, time_s=t) for name, t in times.items()], executor)
    assert executor.order == ["b", "c", "a"]


def test_what_is_done_is_skipped_and_what_failed_is_run_again(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    jobs = [a_job(name, tmp_path) for name in "abc"]
    go(jobs, Scripted(place, {"a": [], "b": [State.CRASHED], "c": [State.STOPPED]}))
    executor = Scripted(place)
    ended, heard = go(jobs, executor, known=[("a", ended_key(place, "a"))])
    assert sorted(executor.order) == ["b", "c"]
    assert ended.n_skipped == 1
    assert heard[0] == ("a", State.DONE, True)
    Path(jobs[0].input).write_text("another day", encoding="utf-8")
    executor = Scripted(place)
    go(jobs, executor)
    assert executor.order == ["a"]


def ended_key(place: Workplace, name: str) -> str:
    records, _ = read_journals(place.folder)
    return next(record.key for record in records if record.job == name)


def test_a_result_that_the_journal_does_not_know_is_taken_up(tmp_path: Path) -> None:
    """Killed between the result and the line about it: nothing is run twice."""
    place = Workplace(tmp_path)
    jobs = [a_job("a", tmp_path)]
    go(jobs, Scripted(place, {"a": []}))
    (tmp_path / "journal.jsonl").unlink()
    executor = Scripted(place, {"a": []})
    go(jobs, executor)
    assert executor.order == []
    records, _ = read_journals(tmp_path)
    assert [(r.job, r.state) for r in records] == [("a", State.DONE)]


def test_asked_to_end_nothing_more_is_handed_out_and_the_rest_goes_on_later(
    tmp_path: Path,
) -> None:
    place = Workplace(tmp_path)
    jobs = [a_job(name, tmp_path) for name in "abcdef"]
    executor = Scripted(place)
    ended, _ = go(jobs, executor, stop_after=3)
    assert ended.interrupted
    assert len(executor.order) < len(jobs)
    assert State.INTERRUPTED in {record.state for record in words(place, ended).values()}
    again = Scripted(place)
    ended, _ = go(jobs, again)
    assert not ended.interrupted
    assert {record.state for record in words(place, ended).values()} == {State.DONE}
    done = [name for name, r in words(place, ended).items() if r.state is State.DONE]
    assert sorted(done) == sorted("abcdef")


def test_what_is_never_come_to_is_in_the_journal(tmp_path: Path) -> None:
    """Whoever looks afterwards must not take the few that were begun for all."""
    place = Workplace(tmp_path)
    go([a_job(name, tmp_path) for name in "abcdef"], Scripted(place), stop_after=3)
    last = last_of_each(read_journals(place.folder)[0])
    assert sorted(last) == sorted("abcdef")
    assert {last[name].state for name in "def"} == {State.WAITING}


def test_cores_are_given_once(tmp_path: Path) -> None:
    executor = LocalExecutor(Nobody(), Nobody(), Workplace(tmp_path), Nobody())
    cores = len(available_cores())
    job = a_job("a", tmp_path, cores=cores)
    assert executor.has_room(job)
    executor._given["x"] = ((0,), 0)
    executor._free = executor._free[1:]
    assert not executor.has_room(job)
    assert executor.has_room(a_job("b", tmp_path, cores=1)) == (cores > 1)
    if cores > 1 and executor._memory_mb is not None:
        executor._given["x"] = ((0,), int(executor._memory_mb))
        assert not executor.has_room(a_job("c", tmp_path, memory_mb=64))
    executor.close()


class Nobody:
    """Stands where nothing is to happen."""

    def close(self) -> None:
        pass

    def set(self) -> None:
        pass


def test_the_best_of_seeds_is_the_cheapest_that_has_a_result(tmp_path: Path) -> None:
    job = a_job("a", tmp_path)
    base = a_record(job, "k", 1)
    told = [
        base.with_(job=f"d~{n}", group="d", state=state, cost_sek=cost)
        for n, (state, cost) in enumerate(
            [(State.DONE, 9.0), (State.STOPPED, 7.0), (State.CRASHED, 1.0), (State.DONE, None)]
        )
    ]
    assert best_of([*told, base])["d"].job == "d~1"
    summary = summarise(told)
    assert (summary.all_good, summary.n_results) == (False, 3)
    assert summary.in_words() == "2 done, 1 stopped, 1 crashed"
    assert [row[1] for row in job_rows(told)] == ["done", "stopped", "crashed", "done"]
