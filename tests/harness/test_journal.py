"""Is nothing lost of what was run, and nothing run twice?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import run
from benchmarks.engines.guarded import Asked
from benchmarks.instance import Instance
from benchmarks.journal import Journal, read_results, write_parquet
from benchmarks.results import BenchmarkError, Result, Verdict
from benchmarks.run import Plan, run_suite
from models.outcome import Limits
from tests.harness import fake_engine
from tests.harness.made import instance, result

FAKE = fake_engine.NAME
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@settings(max_examples=25)
@given(
    reason=st.text(),
    objective=st.none() | NUMBERS,
    points=st.lists(st.tuples(st.integers(0, 9000).map(lambda n: n / 1000), NUMBERS), max_size=9),
    verdict=st.sampled_from(Verdict),
    proven=st.booleans(),
    iterations=st.none() | st.integers(0, 10**12),
)
def test_results_come_back_as_they_were(tmp_path_factory, points, reason, **more) -> None:
    written = result(reason=" ".join(reason.split()), trajectory=tuple(points), **more)
    path = tmp_path_factory.mktemp("results") / "results.csv"
    with Journal(path) as journal:
        journal.append(written)
    assert read_results(path) == [written]
    with Journal(path) as journal:
        assert written.key in journal.done


def test_long_trajectories_keep_their_ends(tmp_path: Path) -> None:
    points = tuple((n / 10, 1000.0 - n) for n in range(777))
    with Journal(tmp_path / "r.csv") as journal:
        journal.append(result(trajectory=points))
    (back,) = read_results(tmp_path / "r.csv")
    assert len(back.trajectory) <= 200
    assert (back.trajectory[0], back.trajectory[-1]) == (points[0], points[-1])


def test_numbers_of_numpy_are_written_as_numbers(tmp_path: Path) -> None:
    number = np.float64(1.5)
    with Journal(tmp_path / "r.csv") as journal:
        journal.append(result(objective=number, trajectory=((number, number),)))
    (back,) = read_results(tmp_path / "r.csv")
    assert (back.objective, back.trajectory) == (1.5, ((1.5, 1.5),))


def names(path: Path) -> list[tuple[str, int]]:
    return [(found.instance, found.seed) for found in read_results(path)]


@pytest.mark.parametrize("cut", [1, 5, 30, 100])
def test_a_line_that_was_cut_off_is_dropped_and_run_again(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "results.csv"
    with Journal(path) as journal:
        for seed in (1, 2, 3):
            journal.append(result(seed=seed))
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])
    assert names(path) == [("a", 1), ("a", 2)]
    with Journal(path) as journal:
        assert {key[2] for key in journal.done} == {1, 2}
        journal.append(result(seed=3))
    assert path.read_bytes() == whole


def test_a_header_that_was_cut_off_is_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_text("started,fam")
    with Journal(path) as journal:
        journal.append(result())
    assert read_results(path) == [result()]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name,mass\nsun,1\n", "columns are others"),
        ("\udcff", "cannot be read"),
        (None, "cannot be read"),
    ],
)
def test_other_files_are_refused_and_left_alone(
    tmp_path: Path, text: str | None, words: str
) -> None:
    path = tmp_path / "results.csv"
    if text is not None:
        path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(BenchmarkError, match=words):
        read_results(path)
    if text is not None:
        with pytest.raises(BenchmarkError, match=words):
            Journal(path)
        assert path.read_bytes() == text.encode(errors="surrogateescape")


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    with Journal(path) as journal:
        journal.append(result())
    path.write_text(path.read_text().replace(",ok,", ",fine,"))
    with pytest.raises(BenchmarkError, match="line 2"):
        read_results(path)


def test_a_copy_in_parquet(tmp_path: Path) -> None:
    path = tmp_path / "results.parquet"
    try:
        import pyarrow.parquet as pq
    except ModuleNotFoundError:
        assert not write_parquet([result()], path)
        assert not path.exists()
        return
    assert write_parquet([result(), result(objective=None, trajectory=())], path)
    rows = pq.read_table(path).to_pylist()
    assert [row["objective"] for row in rows] == [101.0, None]
    assert rows[0]["verdict"] == "ok"
    assert rows[0]["trajectory"][1] == {"seconds": 5.0, "objective": 101.0}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Runs of the fake engine, in this process; it is what was asked."""
    runs: list[tuple[str, int]] = []

    def ask(name: str, made: Instance, limits: Limits) -> Asked:
        assert name == FAKE
        runs.append((made.name, limits.seed))
        if made.name == "interrupt":
            raise KeyboardInterrupt
        answer = fake_engine.run(made, limits, lambda *_: None)
        return Asked(answer, "", overran=False, seconds=0.5, trajectory=(), peak_mb=None)

    monkeypatch.setattr(run, "ask", ask)
    return runs


def load(name: str) -> Instance:
    return replace(instance(name=name.partition("/")[2]), best_known=20.0)


def plan(*instances: str, seeds: tuple[int, ...] = (1, 2)) -> Plan:
    return Plan([f"made/{name}" for name in instances], [FAKE], seeds, Limits(time_s=1.0))


def test_a_suite_is_run_and_not_run_again(tmp_path: Path, asked: list[tuple[str, int]]) -> None:
    path = tmp_path / "deep" / "results.csv"
    told: list[tuple[int, int]] = []
    results = run_suite(
        plan("one", "two"), load, path, on_result=lambda _r, n, of: told.append((n, of))
    )
    assert asked == [("one", 1), ("one", 2), ("two", 1), ("two", 2)] == names(path)
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert results == read_results(path)
    assert all(found.counts and found.gap is not None for found in results)
    assert results[0].machine
    again = run_suite(plan("two", "three", seeds=(2, 3)), load, path)
    assert asked[4:] == [("two", 3), ("three", 2), ("three", 3)]
    assert {(found.instance, found.seed) for found in again} == {
        ("two", 2), ("two", 3), ("three", 2), ("three", 3),
    }  # fmt: skip


def test_names_are_the_same_however_files_write_them(
    tmp_path: Path, asked: list[tuple[str, int]]
) -> None:
    """Files of some sets have small letters, and the lists of best values capitals."""

    def known(name: str) -> Instance:
        return replace(load(name), name=name.partition("/")[2].upper())

    path = tmp_path / "results.csv"
    first = run_suite(plan("c1_2_6"), known, path)
    assert run_suite(plan("c1_2_6"), known, path) == first
    assert asked == [("C1_2_6", 1), ("C1_2_6", 2)]
    assert len(first) == 2


def test_another_version_is_run_again(
    tmp_path: Path, asked: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "results.csv"
    run_suite(plan("one"), load, path)
    monkeypatch.setattr(fake_engine, "version", lambda: "fake 2")
    run_suite(plan("one"), load, path)
    assert asked == 2 * [("one", 1), ("one", 2)]
    assert {found.version for found in read_results(path)} == {"fake 1", "fake 2"}


def test_an_interrupted_suite_is_taken_up(tmp_path: Path, asked: list[tuple[str, int]]) -> None:
    path = tmp_path / "results.csv"
    with pytest.raises(KeyboardInterrupt):
        run_suite(plan("one", "interrupt", "two"), load, path)
    assert names(path) == [("one", 1), ("one", 2)]
    asked.clear()
    run_suite(plan("one", "two"), load, path)
    assert asked == [("two", 1), ("two", 2)]


def test_engines_without_chance_run_one_seed(
    tmp_path: Path, asked: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fake_engine, "SEEDED", False)
    run_suite(plan("one", seeds=(5, 6)), load, tmp_path / "results.csv")
    assert asked == [("one", 5)]


def test_what_is_not_supported_is_told_and_not_asked(
    tmp_path: Path, asked: list[tuple[str, int]]
) -> None:
    (found,) = run_suite(plan("unsupported", seeds=(1,)), load, tmp_path / "results.csv")
    assert asked == []
    assert (found.verdict, found.reason) == (Verdict.UNSUPPORTED, "fun, games")


def test_nothing_found_is_no_answer(tmp_path: Path, asked: list[tuple[str, int]]) -> None:
    (found,) = run_suite(plan("none", seeds=(1,)), load, tmp_path / "results.csv")
    assert asked == [("none", 1)]
    assert (found.verdict, found.objective, found.counts) == (Verdict.NONE, None, False)


def test_engines_that_are_not_there_are_told_before_anything_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "results.csv"
    wanted = Plan(["made/one"], ["cplex"], (1,), Limits(time_s=1.0))
    with pytest.raises(BenchmarkError, match="no engine 'cplex'"):
        run_suite(wanted, load, path)
    monkeypatch.setattr(fake_engine, "version", lambda: None)
    with pytest.raises(BenchmarkError, match="not installed"):
        run_suite(plan("one"), load, path)
    assert not path.exists()


def test_the_key_is_what_makes_runs_alike() -> None:
    same = result(started="later", objective=1.0, machine="another")
    assert same.key == result().key
    others: list[Result] = [
        result(family="x"), result(instance="x"), result(engine="x"), result(seed=9),
        result(time_limit_s=9.0), result(iteration_limit=9), result(jobs=9), result(version="x"),
    ]  # fmt: skip
    assert len({result().key, *(other.key for other in others)}) == 9
