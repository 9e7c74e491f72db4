"""Does the choice of weekdays tell what levels with those weekdays lead to?"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from models.inventory.visit_problem import VisitDaysProblem
from optimizer.level_plan import LevelPlan
from optimizer.service import Limits, choose_visits, set_levels
from optimizer.translate.gap_levels import WardWeek, put_right
from tests.stock import ward_stores

VISIT_SEK = 60.0
PATTERNS = np.zeros((2, 7), np.bool_)
PATTERNS[0, [0, 3]] = PATTERNS[1, 2] = True


def _problem() -> VisitDaysProblem:
    """Two wards; with pattern 0 stock costs 70, with 1 it costs 50; 4 lines a delivery."""
    lines = np.where(PATTERNS, 4.0, 0.0)[None].repeat(2, axis=0)
    visits = VISIT_SEK * -np.expm1(-lines).sum(axis=2)
    return VisitDaysProblem(
        cost=np.array([[70.0, 50.0]] * 2) + visits,
        patterns=PATTERNS,
        lines=lines,
        carriers=np.zeros((2, 2, 7)),
        today=np.array([0, 0]),
        lines_capacity=np.full(7, np.inf),
        carriers_capacity=np.full(7, np.inf),
        max_changes=None,
    )


def test_every_pattern_of_a_ward_is_put_right_by_what_is_exact_of_one() -> None:
    exact = WardWeek(cost=np.array([105.0, 0.0]), lines=np.array([12.0, 0.0]))
    first = np.array([True, False])
    problem = put_right(
        _problem(), np.array([0, 0]), exact, visit_sek=VISIT_SEK, of=first, alone=False
    )
    assert problem.lines[0].sum(axis=1).tolist() == pytest.approx([12, 6])
    assert problem.lines[0, 0, [0, 3]].tolist() == pytest.approx([6, 6])
    visits = VISIT_SEK * -np.expm1(-6.0)
    assert problem.cost[0].tolist() == pytest.approx([105 + 2 * visits, 75 + visits])
    # Of the other ward nothing is known.
    assert problem.lines[1].tolist() == _problem().lines[1].tolist()
    assert problem.cost[1] == pytest.approx(_problem().cost[1])


def test_a_screen_that_is_far_off_is_not_believed_to_be_so_everywhere() -> None:
    exact = WardWeek(cost=np.full(2, 7000.0), lines=np.full(2, 800.0))
    both = np.ones(2, np.bool_)
    problem = put_right(
        _problem(), np.array([0, 0]), exact, visit_sek=VISIT_SEK, of=both, alone=False
    )
    assert problem.lines[0].sum(axis=1).tolist() == pytest.approx([40, 20])


def test_alone_it_is_what_is_exact_and_the_other_patterns_stay() -> None:
    exact = WardWeek(cost=np.full(2, 7000.0), lines=np.full(2, 800.0))
    both = np.ones(2, np.bool_)
    problem = put_right(
        _problem(), np.array([0, 0]), exact, visit_sek=VISIT_SEK, of=both, alone=True
    )
    assert problem.lines[1].sum(axis=1).tolist() == pytest.approx([800, 4])
    assert problem.cost[1, 0] == pytest.approx(7000 + 2 * VISIT_SEK)
    assert problem.cost[1, 1] == pytest.approx(_problem().cost[1, 1])


def _lines(plan: LevelPlan | None) -> dict[str, float]:
    assert plan is not None
    lines: dict[str, float] = defaultdict(float)
    for level in plan.levels:
        lines[level.ward] += level.lines_per_week
    return lines


def test_lines_that_are_told_are_those_of_the_levels_with_the_weekdays() -> None:
    visits = choose_visits(ward_stores(), limits=Limits(time_s=20)).plan
    assert visits is not None
    ours, today = set_levels(ward_stores(), visits=visits), set_levels(ward_stores())
    for ward in visits.wards:
        assert ward.lines_per_week == pytest.approx(_lines(ours.plan)[ward.ward], abs=1e-4)
        assert ward.lines_per_week_today == pytest.approx(_lines(today.plan)[ward.ward], abs=1e-4)
