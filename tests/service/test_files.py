"""Is a file replaced whole or not at all?"""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from optimizer.files import write_atomically, write_folder_atomically
from optimizer.findings import DataError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def code_of(error: pytest.ExceptionInfo[DataError]) -> str:
    (finding,) = error.value.findings
    return finding.code


def test_new_file_has_the_mode_the_umask_gives(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        write_atomically(tmp_path / "plan.json", b"new")
    finally:
        os.umask(old)
    assert (tmp_path / "plan.json").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "plan.json").stat().st_mode) == 0o640
    assert names(tmp_path) == ["plan.json"]


def test_replaced_file_keeps_its_mode_and_follows_links(tmp_path: Path) -> None:
    target, link = tmp_path / "plan.json", tmp_path / "latest.json"
    target.write_bytes(b"old")
    target.chmod(0o600)
    link.symlink_to(target)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


@pytest.mark.parametrize("fails", ["fsync", "write"])
def test_a_failure_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    target = tmp_path / "plan.json"
    target.write_bytes(b"old")

    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    if fails == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    else:
        monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(DataError, match="No space left on device") as error:
        write_atomically(target, b"new")
    assert code_of(error) == "F004"
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["plan.json"]


def test_an_interrupt_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "plan.json"
    target.write_bytes(b"old")

    def interrupt(*arguments: object) -> None:
        raise KeyboardInterrupt

    for owner, name in ((os, "fsync"), (Path, "replace")):
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, interrupt)
            with pytest.raises(KeyboardInterrupt):
                write_atomically(target, b"new")
        assert target.read_bytes() == b"old"
        assert names(tmp_path) == ["plan.json"]


@pytest.mark.parametrize("path", ["missing/plan.json", "folder", "x" * 300, "nul\0l", "loop"])
def test_a_place_that_cannot_be_written_is_a_finding(tmp_path: Path, path: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(DataError) as error:
        write_atomically(tmp_path / path, b"new")
    assert code_of(error) == "F004"
    assert names(tmp_path) == ["folder", "loop"]


def test_a_device_is_written_to_and_stays_a_device() -> None:
    write_atomically("/dev/null", b"new")
    assert Path("/dev/null").is_char_device()


def test_a_folder_is_staged_before_anything_is_renamed(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"old")
    (tmp_path / "b.csv").mkdir()
    with pytest.raises(DataError) as error:
        write_folder_atomically(tmp_path, {"a.csv": b"new", "b.csv": b"new"})
    assert code_of(error) == "F004"
    assert (tmp_path / "a.csv").read_bytes() == b"old"
    assert names(tmp_path) == ["a.csv", "b.csv"]


def test_a_folder_loses_what_is_obsolete_and_keeps_what_is_not_ours(tmp_path: Path) -> None:
    folder = tmp_path / "day"
    write_folder_atomically(folder, {"a.csv": b"1", "b.csv": b"2"})
    (folder / "notes.md").write_bytes(b"mine")
    write_folder_atomically(folder, {"a.csv": b"3"}, obsolete=["a.csv", "b.csv", "c.csv"])
    assert names(folder) == ["a.csv", "notes.md"]
    assert (folder / "a.csv").read_bytes() == b"3"


def test_a_folder_that_could_not_be_filled_is_not_left_behind(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        write_folder_atomically(tmp_path / "day", {"x" * 300: b""})
    assert names(tmp_path) == []
    with pytest.raises(DataError):
        write_folder_atomically(tmp_path / "missing" / "day", {"a.csv": b""})
