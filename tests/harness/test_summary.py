"""Are gaps, primal integrals, profiles and curves what their definitions say?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.results import Verdict
from benchmarks.summary import (
    beats,
    convergence,
    gap_of,
    primal_gap_at,
    primal_integral,
    profile,
    reaches,
    references,
    rounding,
    summarise,
)
from tests.harness.made import result

FAILED = result(verdict=Verdict.CRASHED, objective=None, seed=2, trajectory=((1.0, 90.0),))
CANNOT = result(verdict=Verdict.UNSUPPORTED, objective=None, seed=3, trajectory=())
REFERENCE = {"made/a": 100.0}


def test_references_are_best_known_or_else_best_found() -> None:
    found = references(
        [
            result(objective=99.0),
            result(instance="b", best_known=None, objective=50.0),
            result(instance="b", best_known=None, objective=40.0),
            result(instance="c", best_known=None, objective=None, verdict=Verdict.ILLEGAL),
        ]
    )
    assert found == {"made/a": 100.0, "made/b": 40.0}


def test_gaps() -> None:
    assert gap_of(result(), REFERENCE) == pytest.approx(0.01)
    assert gap_of(result(objective=-101.0), {"made/a": -102.0}) == pytest.approx(1 / 102)
    assert gap_of(FAILED, REFERENCE) is None
    assert gap_of(result(), {}) is None
    assert gap_of(result(), {"made/a": 0.0}) is None


def test_the_primal_gap_follows_the_trajectory() -> None:
    # 110 from 2 s, 101 from 5 s: (110 - 100) / 110 and (101 - 100) / 101.
    gaps = [primal_gap_at(result(), 100.0, moment) for moment in (0, 1.9, 2, 4.9, 5, 10)]
    assert gaps == pytest.approx([1, 1, 10 / 110, 10 / 110, 1 / 101, 1 / 101])
    assert primal_gap_at(FAILED, 100.0, 5.0) == 1.0


def test_the_primal_integral_by_hand() -> None:
    by_hand = (2 * 1 + 3 * 10 / 110 + 5 * 1 / 101) / 10
    assert primal_integral(result(), 100.0) == pytest.approx(by_hand)
    assert primal_integral(FAILED, 100.0) == 1.0
    # Found only at the end of the time that was taken, without a word before.
    silent = result(trajectory=(), seconds=4.0)
    assert primal_integral(silent, 100.0) == pytest.approx((4 + 6 / 101) / 10)
    late = result(trajectory=(), seconds=11.0)
    assert primal_integral(late, 100.0) == 1.0


def test_an_engine_cannot_talk_itself_better_than_it_was_verified() -> None:
    boaster = result(trajectory=((0.0, 1.0),))
    assert primal_integral(boaster, 100.0) == pytest.approx(1 / 101)


@given(
    st.lists(st.tuples(st.floats(0, 12), st.floats(100, 900)), max_size=6),
    st.floats(100, 900),
)
def test_primal_integrals_lie_between_nothing_and_one(points, objective) -> None:
    run = result(trajectory=tuple(sorted(points)), objective=objective)
    assert 0.0 <= primal_integral(run, 100.0) <= 1.0


def test_a_summary_counts_what_was_answered() -> None:
    found = summarise(
        [result(), result(seed=4, objective=100.0, seconds=6.0), FAILED, CANNOT], REFERENCE
    )
    assert (found.n_runs, found.n_answers, found.n_best) == (3, 2, 1)
    assert (found.mean, found.median, found.worst) == pytest.approx((0.005, 0.005, 0.01))
    assert found.seconds == pytest.approx(26 / 3)
    assert found.peak_mb == 120.5
    nothing = summarise([CANNOT], REFERENCE)
    assert (nothing.n_runs, nothing.mean, nothing.integral, nothing.peak_mb) == (
        0,
        None,
        None,
        None,
    )


def test_a_profile_counts_failures_as_beyond_every_gap() -> None:
    runs = [result(), result(seed=4, objective=100.0), FAILED, CANNOT]
    found = profile(runs, REFERENCE, [0.0, 0.005, 0.01, 1.0])
    assert found == pytest.approx([1 / 3, 1 / 3, 2 / 3, 2 / 3])


def test_convergence_is_a_mean_of_primal_gaps() -> None:
    found = convergence([result(), FAILED, CANNOT], REFERENCE, [1.0, 3.0, 10.0])
    assert found == pytest.approx([1.0, (1 + 10 / 110) / 2, (1 + 1 / 101) / 2])
    assert convergence([CANNOT], REFERENCE, [1.0]) == []


def test_published_values_are_known_to_their_decimals() -> None:
    assert rounding(27591.0) == 0.0
    assert rounding(1373.4) == pytest.approx(1373.4e-5)  # 0.05 would be more than it can mean
    assert rounding(620.2342) == pytest.approx(5e-5)
    assert reaches(result(objective=466.77295), 466.773)
    assert not beats(result(objective=466.77295), 466.773)
    assert beats(result(objective=466.7), 466.773)
    assert not reaches(result(objective=27592.0), 27591.0)
    assert beats(result(objective=27590.0), 27591.0)
    assert not reaches(FAILED, 100.0)
    assert not beats(FAILED, 100.0)
