"""Is an engine kept from harming the measurement? A fake one does its worst."""

from __future__ import annotations

import os

from benchmarks.engines.guarded import ask, grace_s
from benchmarks.results import Verdict
from benchmarks.run import judge
from models.outcome import Limits
from optimizer.batch.tree import resident_mb
from tests.harness import fake_engine
from tests.harness.made import instance, result

LIMITS = Limits(time_s=600.0, seed=2)


def verdict_of(deed: str, **more: float):
    asked = ask(fake_engine.NAME, instance(name=deed), LIMITS, **more)
    return judge(result(objective=None, gap=None), instance(name=deed), asked), asked


def test_a_good_answer() -> None:
    found, asked = verdict_of("good")
    assert found.verdict is Verdict.OK
    assert asked.answer is not None
    assert asked.answer.solution == fake_engine.GOOD
    assert found.objective is not None
    assert (found.iterations, found.bound, found.n_routes, found.n_left_out) == (3, 10.0, 3, 0)
    assert found.bound_gap == (found.objective - 10.0) / found.objective
    assert found.trajectory == ((0.25, 52.0),)
    assert found.seconds == asked.answer.seconds > 0
    assert found.peak_mb is None or found.peak_mb > 1


def test_an_illegal_answer_counts_as_none_and_is_told() -> None:
    found, _ = verdict_of("illegal")
    assert (found.verdict, found.objective, found.gap) == (Verdict.ILLEGAL, None, None)
    assert "load" in found.reason


def test_a_crash_is_told_with_what_was_told_before_it() -> None:
    found, _ = verdict_of("crash")
    assert (found.verdict, found.objective) == (Verdict.CRASHED, None)
    assert "exit code 7" in found.reason
    assert found.trajectory == ((0.25, 52.0),)


def test_one_that_hangs_is_killed() -> None:
    found, asked = verdict_of("hang", guard_s=0.3)
    assert found.verdict is Verdict.OVERRUN
    assert asked.overran
    assert found.reason.startswith("killed after")


def test_an_exception_is_told_by_its_name() -> None:
    found, _ = verdict_of("raise")
    assert (found.verdict, found.reason) == (Verdict.CRASHED, "RuntimeError: no more")


def test_the_guard_waits_longer_than_the_limit() -> None:
    assert grace_s(Limits(time_s=2.0)) == 5.0
    assert grace_s(Limits(time_s=60.0)) == 30.0
    assert grace_s(Limits(iterations=1)) > 1000


def test_memory_of_our_own_group() -> None:
    held = resident_mb(os.getsid(0))
    assert held is None or held > 10
