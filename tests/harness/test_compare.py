"""Does a comparison tell what is worse from what is chance? Made data with known answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.compare import ALL, Comparison, compare_results
from benchmarks.results import BenchmarkError, Result, Verdict
from benchmarks.significance import holm, p_greater
from tests.harness.made import result


def runs(shifts: dict[str, list[float]], engine: str = "wardflow") -> list[Result]:
    """Answers of 100 and a shift in per cent, one an instance of each family."""
    return [
        result(family=family, instance=f"i{n}", objective=100.0 + shift, engine=engine)
        for family, found in shifts.items()
        for n, shift in enumerate(found)
    ]


def compared(old: list[Result], new: list[Result], **more) -> Comparison:
    wanted = {"engine": "wardflow", "new_engine": "wardflow", "threshold": 0.001} | more
    return compare_results(old, new, **wanted)


def verdicts(comparison: Comparison) -> dict[str, str]:
    return {group.family: group.verdict for group in comparison.groups}


SMALL = [0.1, -0.2, 0.3, -0.1, 0.2, -0.3, 0.15, -0.15]


def test_the_same_run_twice_is_no_regression() -> None:
    same = runs({"x": [1.0, 2.0, 3.0], "y": [5.0]})
    found = compared(same, same)
    assert not found.is_regression
    assert verdicts(found) == dict.fromkeys(("x", "y", ALL), "no difference shown")
    assert all(group.p_worse == 1.0 == group.p_better for group in found.groups)
    assert [(g.n_pairs, g.better, g.worse) for g in found.groups] == [
        (3, 0, 0),
        (1, 0, 0),
        (4, 0, 0),
    ]


def test_a_family_that_is_worse_throughout_is_a_regression() -> None:
    old = runs({"x": [0.0] * 8, "y": [0.0] * 8})
    new = runs({"x": [0.5 + n / 100 for n in range(8)], "y": SMALL})
    found = compared(old, new)
    assert found.is_regression
    assert verdicts(found)["x"] == "worse"
    assert verdicts(found)["y"] == "no difference shown"
    worse = found.groups[0]
    assert (worse.n_pairs, worse.worse, worse.better) == (8, 8, 0)
    assert worse.mean == pytest.approx(0.00535)
    assert worse.worst == pytest.approx(0.0057)
    assert worse.p_worse == pytest.approx(2 / 2**8)  # exact, twice by Holm
    assert not compared(new, old).is_regression
    assert verdicts(compared(new, old))["x"] == "better"


def test_what_is_within_the_threshold_is_accepted() -> None:
    old, new = runs({"x": [0.0] * 9}), runs({"x": [0.05] * 9})
    assert not compared(old, new).is_regression
    assert compared(old, new, threshold=0.0001).is_regression


def test_what_may_be_chance_is_no_regression() -> None:
    assert not compared(runs({"x": [0.0] * 8}), runs({"x": [3.0, *SMALL[1:]]})).is_regression


def test_few_pairs_cannot_show_anything_and_that_is_said() -> None:
    found = compared(runs({"x": [0.0] * 3}), runs({"x": [2.0] * 3}))
    assert not found.is_regression
    assert verdicts(found) == {"x": "too few pairs"}


def test_lost_answers_are_a_regression_and_gained_ones_are_none() -> None:
    all_there = runs({"x": [1.0, 2.0]})
    some = [
        all_there[0],
        result(family="x", instance="i1", verdict=Verdict.OVERRUN, objective=None),
    ]
    lost = compared(all_there, some)
    assert lost.is_regression
    assert (lost.groups[0].lost, lost.groups[0].n_pairs) == (1, 1)
    assert verdicts(lost) == {"x": "lost answers"}
    gained = compared(some, all_there)
    assert not gained.is_regression
    assert gained.groups[0].gained == 1


def test_pairs_are_of_one_seed_and_equal_limits() -> None:
    old = [result(seed=1), result(seed=2), result(seed=3, time_limit_s=60.0)]
    new = [result(seed=2, objective=102.0), result(seed=3), result(seed=4)]
    found = compared(old, new)
    assert found.groups[0].n_pairs == 1
    assert found.groups[0].mean == pytest.approx(1 / 101)
    assert found.n_unpaired == 4
    assert found.talk()[0].startswith("4 runs")


def test_of_two_answers_to_one_question_the_last_counts() -> None:
    old = [result(objective=500.0, version="0"), result(objective=101.0)]
    assert compared(old, [result()]).groups[0].mean == 0.0


def test_engines_can_be_compared_within_one_file() -> None:
    both = runs({"x": [1.0] * 6}) + runs({"x": [2.0] * 6}, engine="other")
    found = compared(both, both, new_engine="other")
    assert found.is_regression
    assert (found.old, found.new) == ("wardflow", "other")


def test_nothing_to_compare_is_told() -> None:
    with pytest.raises(BenchmarkError, match="nothing to compare"):
        compared([result()], [result(seed=9)])
    with pytest.raises(BenchmarkError, match="by other in NEW"):
        compared([result()], [result()], new_engine="other")
    unsupported = [result(verdict=Verdict.UNSUPPORTED, objective=None)]
    with pytest.raises(BenchmarkError):
        compared(unsupported, unsupported)


def test_objectives_of_nothing_and_below() -> None:
    old = [result(objective=0.0), result(instance="b", objective=-100.0)]
    new = [result(objective=0.0), result(instance="b", objective=-99.0)]
    assert compared(old, new).groups[0].worst == pytest.approx(0.01)


def test_the_document_says_what_the_table_says() -> None:
    found = compared(runs({"x": [0.0] * 6}), runs({"x": [1.0] * 6}))
    document = found.document()
    assert document["is_regression"] is True
    assert document["groups"][0]["verdict"] == "worse"
    (row,) = found.cells()
    assert len(row) == len(found.columns)
    assert row[found.columns.index("mean %")] == pytest.approx(1.0)
    assert found.shown()[0][found.columns.index("mean %")] == "1.0000"


def test_a_textbook_signed_rank() -> None:
    # Hollander & Wolfe, depression scores of nine patients: T+ = 5, P = 10/512.
    differences = [0.952, -0.147, 1.022, 0.430, 0.620, 0.590, 0.490, -0.080, 0.010]
    assert p_greater(differences) == pytest.approx(10 / 512)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_never_lowers_and_keeps_the_order(p_values: list[float]) -> None:
    corrected = holm(p_values)
    assert all(p <= c <= 1.0 for p, c in zip(p_values, corrected, strict=True))
    pairs = sorted(zip(p_values, corrected, strict=True))
    assert [c for _, c in pairs] == sorted(corrected)
    assert min(corrected) == pytest.approx(min(1.0, len(p_values) * min(p_values)))
