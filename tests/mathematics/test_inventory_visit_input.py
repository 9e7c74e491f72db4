"""Which patterns of weekdays are there, and which questions about them are refused?"""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from models.inventory.patterns import longest_gap, patterns
from models.inventory.visit_days import judge
from tests.mathematics.visit_weeks import CASES, calendar


@pytest.mark.parametrize(
    "wrong",
    [
        {"lines": np.zeros((5, 4, 6))},
        {"patterns": np.ones((3, 7), bool)},
        {"today": np.zeros(4, int)},
        {"lines_capacity": np.zeros(6)},
        {"carriers": np.full((5, 4, 7), np.nan)},
        {"lines": np.full((5, 4, 7), -1.0)},
        {"lines": np.ones((5, 4, 7))},
        {"cost": np.full((5, 4), -1.0)},
        {"cost": np.full((5, 4), np.nan)},
        {"cost": np.full((5, 4), np.inf)},
        {"cost": np.tile([np.inf, 1, 1, 1], (5, 1)), "today": np.zeros(5, int)},
        {"today": np.full(5, 4)},
        {"today": np.full(5, -2)},
        {"lines_capacity": np.full(7, np.nan)},
        {"carriers_capacity": np.full(7, -1.0)},
        {"max_changes": -1},
        {"cost_allowance": -0.1},
        {"cost_allowance": np.inf},
    ],
)
def test_a_problem_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(
        ValueError, match=r"shapes|lines and|load on|costs|allowance|today|every ward"
    ):
        calendar(0, **wrong)


@pytest.mark.parametrize("pattern", [[0, 0], [0, 0, 0, 0, 4], [0, 0, 0, 0, -1]])
def test_only_choices_among_the_patterns_are_judged(pattern):
    with pytest.raises(ValueError, match="one of the patterns"):
        judge(calendar(0), pattern)


def test_an_impossible_pattern_is_not_judged():
    with pytest.raises(ValueError, match="not possible"):
        judge(CASES["impossible patterns"], [0, 0, 0, 0, 0])


@pytest.mark.parametrize("weekdays", [(0, 1, 2, 3, 4), (0, 2, 5), range(7)])
@pytest.mark.parametrize("slack", [0, 1, 7])
def test_patterns_are_the_well_spread_sets(weekdays, slack):
    found = {tuple(np.flatnonzero(row).tolist()) for row in patterns(weekdays, slack=slack)}
    assert len(found) == len(patterns(weekdays, slack=slack))
    for count in range(1, len(weekdays) + 1):
        sets = {}
        for days in itertools.combinations(weekdays, count):
            ring = [*days, days[0] + 7]
            sets[days] = max(later - sooner for sooner, later in itertools.pairwise(ring))
            assert longest_gap(np.isin(np.arange(7), days)) == sets[days]
        wanted = {days for days, gap in sets.items() if gap <= min(sets.values()) + slack}
        assert {days for days in found if len(days) == count} == wanted


@pytest.mark.parametrize(("weekdays", "slack"), [((), 0), ((7,), 0), ((-1,), 0), ((0,), -1)])
def test_patterns_of_no_weekdays_are_refused(weekdays, slack):
    with pytest.raises(ValueError, match="weekdays are 0 to 6"):
        patterns(weekdays, slack=slack)


def test_a_week_without_delivery_has_no_gap():
    with pytest.raises(ValueError, match="at least one weekday"):
        longest_gap(np.zeros(7, bool))
