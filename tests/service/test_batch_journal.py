"""Is the journal valid after every line, whatever cuts it off?"""

from __future__ import annotations

import datetime as dt
import os
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.batch.growing import GrowingFile, is_held
from optimizer.batch.job import Record, State
from optimizer.batch.journal import journal_path, last_of_each, read_journals, status_of
from optimizer.batch.place import Workplace
from optimizer.batch.verbs import RECORD
from optimizer.findings import DataError

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def record(job: str = "a", state: State = State.DONE, minute: int = 0, **more: object) -> Record:
    return Record(
        at=NOON + dt.timedelta(minutes=minute),
        run="r",
        job=job,
        verb="solve",
        input="x",
        key="0123456789abcdef",
        state=state,
        attempt=1,
        **more,
    )


@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n")), max_size=6), st.data()
)
def test_a_line_that_was_cut_off_is_dropped_and_the_others_kept(
    lines: list[str], data: st.DataObject
) -> None:
    whole = "".join(f"{line}\n" for line in lines).encode()
    cut = data.draw(st.integers(0, len(whole)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "journal.jsonl")
        path.write_bytes(whole[:cut])
        with GrowingFile(path) as file:
            file.append("next\n")
        kept = whole[:cut].count(b"\n")
        expected = "".join(f"{line}\n" for line in [*lines[:kept], "next"])
        assert path.read_bytes() == expected.encode()


def test_a_long_torn_line_is_dropped_too(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b"first\n" + b"x" * 300_000)
    with GrowingFile(path):
        assert path.read_bytes() == b"first\n"


def test_two_runs_do_not_write_one_journal(tmp_path: Path) -> None:
    path = tmp_path / "new" / "journal.jsonl"
    with GrowingFile(path), pytest.raises(DataError) as caught:
        GrowingFile(path)
    assert caught.value.findings[0].code == "S307"
    with GrowingFile(path):
        pass


def test_what_the_disk_refuses_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.jsonl"
    real = os.write

    def nearly_full(file: int, data: bytes) -> int:
        if len(data) < 8:
            raise OSError(28, "No space left on device")
        return real(file, data[:5])

    with GrowingFile(path) as file:
        file.append("first\n")
        monkeypatch.setattr(os, "write", nearly_full)
        with pytest.raises(DataError) as caught:
            file.append("second line\n")
        monkeypatch.undo()
        file.append("third\n")
    assert caught.value.findings[0].code == "F004"
    assert path.read_text() == "first\nthird\n"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for make in (lambda p: GrowingFile(p / "j.jsonl"), Workplace):
        with pytest.raises(DataError) as caught:
            make(tmp_path / "file")
        assert caught.value.findings[0].code == "F004"


def test_journals_of_all_shards_are_one(tmp_path: Path) -> None:
    first, second = journal_path(tmp_path, (1, 2)), journal_path(tmp_path, (2, 2))
    first.write_text(record("a", State.RUNNING).to_line() + record("a", minute=3).to_line())
    second.write_text(record("b", State.CRASHED, 1).to_line() + '{"job": 3}\n' + '{"torn')
    records, findings = read_journals(tmp_path)
    assert [(r.job, r.state.value) for r in records] == [
        ("a", "running"),
        ("b", "crashed"),
        ("a", "done"),
    ]
    assert [(f.code, f.place.row) for f in findings] == [("S308", 2)]
    assert {name: r.state.value for name, r in last_of_each(records).items()} == {
        "a": "done",
        "b": "crashed",
    }


def test_a_line_without_a_zone_is_no_record(tmp_path: Path) -> None:
    naive = record("b").to_line().replace("12:00:00Z", "12:00:00")
    assert naive != record("b").to_line()
    journal_path(tmp_path).write_text(record("a").to_line() + naive)
    records, findings = read_journals(tmp_path)
    assert [r.job for r in records] == ["a"]
    assert [(f.code, f.place.row) for f in findings] == [("S308", 2)]


def test_what_is_under_way_is_lost_when_nobody_runs_it(tmp_path: Path) -> None:
    states = {"a": State.DONE, "b": State.RUNNING, "c": State.RETRYING, "d": State.WAITING}
    path = journal_path(tmp_path)
    with GrowingFile(path) as journal:
        journal.append(record("e", State.RUNNING).with_(run="before").to_line())
        journal.append_all(record(job, state).to_line() for job, state in states.items())
        now = status_of(tmp_path)
        assert is_held(path)
        assert now.is_running
        assert {r.job: r.state for r in now.records} == states | {"e": State.LOST}
    now = status_of(tmp_path)
    assert not is_held(path)
    assert not now.is_running
    told = {"a": "done", "b": "lost", "c": "lost", "d": "waiting", "e": "lost"}
    assert {r.job: str(r.state) for r in now.records} == told


def test_shards_that_have_not_begun_are_missed(tmp_path: Path) -> None:
    for shard in ((2, 3), (1, 1)):
        journal_path(tmp_path, shard).write_text(record(f"{shard}").to_line())
    assert status_of(tmp_path).missing == [(1, 3), (3, 3)]


def test_whoever_looks_keeps_nobody_from_beginning(tmp_path: Path) -> None:
    """A look holds the file for a moment: a batch that begins then waits for its end."""
    import fcntl

    path = tmp_path / "journal.jsonl"
    path.touch()
    looking = os.open(path, os.O_RDONLY)
    fcntl.flock(looking, fcntl.LOCK_SH)
    threading.Timer(0.15, os.close, (looking,)).start()
    with GrowingFile(path):
        pass


def test_a_record_is_one_line_and_comes_back() -> None:
    told = record(why="rad\nbrytning", findings={"V502": 2}, cost_sek=1.5)
    assert told.to_line().count("\n") == 1
    assert Record.model_validate_json(told.to_line()) == told
    assert '"cores"' not in told.to_line()


@pytest.mark.parametrize(
    ("state", "has_result", "shelf"),
    [
        (State.DONE, True, "results"),
        (State.STOPPED, True, "partial"),
        (State.INTERRUPTED, True, "partial"),
        (State.INTERRUPTED, False, "failed"),
        (State.CRASHED, True, "failed"),
    ],
)
def test_each_end_has_its_shelf(
    tmp_path: Path, state: State, shelf: str, *, has_result: bool
) -> None:
    place = Workplace(tmp_path)
    told = record(state=state)
    staged = place.stage(told)
    if has_result:
        (staged / "plan.json").write_text("{}")
    settled = place.settle(told, staged)
    assert settled.path == f"{shelf}/a.0123456789ab"
    kept = (tmp_path / settled.path / RECORD).read_text()
    assert Record.model_validate_json(kept) == settled
    assert list((tmp_path / "work").iterdir()) == []


def test_what_is_done_replaces_what_was_not(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    for state in (State.CRASHED, State.STOPPED, State.STOPPED, State.DONE, State.DONE):
        staged = place.stage(record())
        (staged / "plan.json").write_text("{}")
        place.settle(record(state=state), staged)
    assert [p.parent.name for p in tmp_path.glob("*/a.*")] == ["results"]
    assert place.finished("a", "0123456789abcdef") is not None
    assert place.finished("a", "0123456789abxxxx") is None
    assert place.finished("b", "0123456789abcdef") is None


def test_half_a_result_is_no_result(tmp_path: Path) -> None:
    """SIGKILL at any moment leaves work to be cleared, never a result without its record."""
    place = Workplace(tmp_path)
    staged = place.stage(record())
    (staged / "plan.json").write_text("{}")
    assert place.finished("a", "0123456789abcdef") is None
    place.clear()
    assert not staged.exists()
