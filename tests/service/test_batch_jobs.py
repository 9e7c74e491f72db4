"""Is a job known by its key, typed as a person would, and whole where it has travelled?"""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.batch.job import Job
from optimizer.batch.keys import content_sha256, key_of
from optimizer.batch.parcel import pack, packed_job, unpack, unpacked_job
from optimizer.batch.verbs import RESERVED, VERBS, arguments
from optimizer.cli.batch_running import modules_of
from optimizer.cli.main import cli


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_key_is_of_content_and_settings(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write(tmp_path / name, "scenario.toml", "x")
        write(tmp_path / name, "orders.csv", "1")
    levels = write(tmp_path, "levels.json", "{}")
    a, b = (Job(name=name, verb="replenish", input=str(tmp_path / name)) for name in "ab")
    assert key_of(a) == key_of(b)
    with_levels = b.model_copy(update={"options": {"levels": str(levels)}})
    key = key_of(with_levels)
    assert key != key_of(b)
    levels.write_text("{ }")
    assert key_of(with_levels) != key
    write(tmp_path / "b", "orders.csv", "2")
    assert key_of(a) != key_of(b)
    assert content_sha256(tmp_path / "none") == "unreadable"


def test_cores_count_where_they_decide(tmp_path: Path) -> None:
    job = Job(name="a", verb="solve", input=str(write(tmp_path, "a.json", "{}")))
    two = job.model_copy(update={"limits": job.limits.model_copy(update={"cores": 2})})
    slow = job.model_copy(update={"limits": job.limits.model_copy(update={"time_s": 9.0})})
    assert key_of(job) != key_of(two)
    assert key_of(job) == key_of(slow)
    assert "--jobs 2" in " ".join(arguments(two, tmp_path))


@pytest.mark.parametrize("verb", VERBS)
def test_the_command_line_knows_what_a_batch_says(verb: str) -> None:
    """Every option that a batch sets or treats apart is one of the verb's."""
    command = cli.get_command(cli.make_context("wardflow", ["schema", "plan"]), verb)
    assert command is not None
    known = {word.lstrip("-") for p in command.params for word in p.opts}
    row = VERBS[verb]
    assert {"output", "format", *row.inputs, *row.outputs} <= known
    assert ("jobs" in known) == row.takes_jobs
    assert known & RESERVED >= {"output", "format", "quiet"}
    job = Job(name="a", verb=verb, input="x")
    makes_kernels = any(name.endswith(":prepare") for name in modules_of([job]))
    assert makes_kernels == row.takes_jobs


def test_a_value_may_begin_with_a_dash_and_a_flag_may_be_off() -> None:
    job = Job(name="a", verb="replenish", input="x", options={"date": "-1", "no-waiting": False})
    words = arguments(job, Path("out"))
    assert "--date=-1" in words
    assert not [word for word in words if "waiting" in word]


def test_a_report_belongs_to_the_result() -> None:
    job = Job(name="a", verb="solve", input="x", options={"report": "r.html"})
    assert str(Path("out", "r.html")) in arguments(job, Path("out"))


def test_a_job_travels_with_its_files(tmp_path: Path) -> None:
    (tmp_path / "day").mkdir()
    write(tmp_path / "day", "scenario.toml", "å")
    levels = write(tmp_path, "levels.json", "{}")
    job = Job(
        name="a",
        verb="replenish",
        input=str(tmp_path / "day"),
        options={"levels": str(levels), "no-waiting": True},
    )
    packed, files = packed_job(job)
    there = unpacked_job(packed, files, tmp_path / "there")
    assert key_of(there) == key_of(job)
    assert there.input != job.input
    assert pack(tmp_path / "there") == files
    with pytest.raises(ValueError, match="leads out"):
        unpack({"/etc/passwd": b""}, tmp_path)


def test_an_input_that_is_gone_travels_as_nothing(tmp_path: Path) -> None:
    packed, files = packed_job(Job(name="a", verb="solve", input=str(tmp_path / "none.json")))
    assert files == {}
    assert packed.input == "0/none.json"
