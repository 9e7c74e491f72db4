"""Are the weekdays the best there are, within every limit?"""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

import models.inventory.visit_answer
from models.inventory.visit_days import (
    COST_GAP,
    PEAK_GAP,
    VisitDaysProblem,
    choose,
    judge,
    levelling,
)
from models.inventory.visit_moves import peak_score, score_of
from models.inventory.visit_rows import SHORTFALL_PRICE
from models.milp import MilpResult
from models.outcome import Limits, Status
from tests.mathematics.visit_weeks import CASES, LONG, calendar, tight


def every_choice(problem: VisitDaysProblem):
    """All choices that keep the limit of changes."""
    most = problem.n_wards if problem.max_changes is None else problem.max_changes
    possible = [np.flatnonzero(np.isfinite(row)) for row in problem.cost]
    for pattern in itertools.product(*possible):
        found = judge(problem, np.array(pattern))
        if found.changed.sum() <= most:
            yield found


def peaks(found, cheapest) -> float:
    pairs = ((found.lines, cheapest.lines), (found.carriers, cheapest.carriers))
    return sum(new.max() / old[[0, 1, 3]].mean() for new, old in pairs if old.any())


@pytest.mark.parametrize("name", CASES)
def test_choice_is_that_of_brute_force(name):
    problem = CASES[name]
    outcome = choose(problem, limits=LONG)
    found = outcome.solution
    everything = list(every_choice(problem))
    scale = min(c.cost for c in everything)
    least = min(c.cost / scale + SHORTFALL_PRICE * c.shortfall(problem) for c in everything)
    cheapest = [
        c for c in everything
        if c.cost / scale + SHORTFALL_PRICE * c.shortfall(problem) <= least * (1 + 2 * COST_GAP)
    ]  # fmt: skip
    assert outcome.status is Status.OPTIMAL
    assert outcome.objective == found.cost
    base = min(cheapest, key=lambda c: abs(c.cost - found.least_cost))
    assert found.least_cost == pytest.approx(base.cost)
    assert found.shortfall(problem) <= base.shortfall(problem) + 1e-4
    assert found.cost <= base.cost * (1 + problem.cost_allowance) * (1 + 1e-9)
    rivals = [
        peaks(c, base) + c.cost / base.cost for c in everything
        if c.cost <= base.cost * (1 + problem.cost_allowance - 2e-6)
        and c.shortfall(problem) <= base.shortfall(problem)
    ]  # fmt: skip
    mine = peaks(found, base) + found.cost / base.cost
    assert mine <= min([*rivals, peaks(base, base) + 1]) * (1 + PEAK_GAP)
    assert outcome.bound <= found.least_cost
    assert outcome.bound >= found.least_cost * (1 - 3 * COST_GAP * (1 + least))


def test_least_shortfall_comes_before_cost():
    problem = CASES["capacity is short"]
    least = min(c.shortfall(problem) for c in every_choice(problem))
    assert least > 0
    assert choose(problem, limits=LONG).solution.shortfall(problem) == pytest.approx(
        least, abs=1e-4
    )


def test_shortfall_is_named_by_weekday_and_resource():
    # Three wards of 10 lines and 1 carrier, on Monday or Tuesday; 12 lines and 9 carriers a day.
    week = np.zeros((3, 2, 7))
    week[:, 0, 0] = week[:, 1, 1] = 10.0
    capacity = np.array([12.0, 12, 0, 0, 0, 0, 0])
    problem = VisitDaysProblem(
        np.tile([5.0, 9.0], (3, 1)), week[0] > 0, week, week / 10, np.zeros(3, int),
        lines_capacity=capacity, carriers_capacity=np.full(7, 9.0),
    )  # fmt: skip
    found = choose(problem, limits=LONG).solution
    assert found.lines_short.tolist() == [8, 0, 0, 0, 0, 0, 0]
    assert found.carriers_short.tolist() == [0] * 7
    assert (found.cost, sorted(found.pattern)) == (19, [0, 0, 1])
    assert found.shortfall(problem) == pytest.approx(8 / 12)


def test_changes_stay_within_their_number_and_new_wards_are_none():
    for most in range(4):
        problem = replace(CASES["new wards"], max_changes=most)
        found = choose(problem, limits=LONG).solution
        assert found.changed.sum() <= most
        assert not found.changed[[0, 3]].any()
    free = choose(replace(problem, max_changes=None), limits=LONG).solution
    none = choose(replace(problem, max_changes=0), limits=LONG).solution
    assert none.pattern[[1, 2, 4]].tolist() == [0, 0, 2]
    assert free.shortfall(problem) <= none.shortfall(problem)


def test_levelling_costs_no_more_than_its_allowance_and_helps():
    problem = calendar(1, n_wards=40)
    stiff = choose(replace(problem, cost_allowance=0.0), limits=LONG).solution
    loose = choose(replace(problem, cost_allowance=0.02), limits=LONG).solution
    assert stiff.cost == stiff.least_cost == loose.least_cost
    assert stiff.cost < loose.cost <= 1.02 * stiff.cost
    days = problem.open_days
    assert np.flatnonzero(days).tolist() == [0, 1, 3]
    assert levelling(loose.lines, days) < 1.05 < levelling(stiff.lines, days)


@pytest.mark.parametrize("over", [2e-6, 1e-4])
def test_no_week_is_so_level_that_it_may_cost_more_than_allowed(over):
    problem = calendar(1, n_wards=40)
    cheapest = judge(problem, problem.cost.argmin(axis=1))
    score = peak_score(problem, cheapest)
    level = np.where(problem.open_days, cheapest.lines.sum() / 3, 0.0)
    load = np.where(problem.open_days, cheapest.carriers.sum() / 3, 0.0)
    most = cheapest.cost * (1 + problem.cost_allowance)
    assert score(level, load, most) < score_of(cheapest, score)
    assert score(level, load, most * (1 + over)) > score_of(cheapest, score)


def test_a_week_that_leaves_no_change_to_spare_is_levelled_all_the_same():
    # Wards alike, so that many ways cost next to the same, and as many changes as allowed.
    rng = np.random.default_rng(5)
    base = calendar(5, n_wards=60)
    week = np.full((60, 1, 1), 20.0) * base.patterns / base.patterns.sum(axis=1)[:, None]
    problem = replace(
        base,
        cost=400.0 + rng.uniform(0.0, 0.5, (60, 4)) + [0.0, 0.2, 0.2, 60.0],
        lines=week,
        carriers=week / 5,
        today=np.repeat([0, 3], 30),
        max_changes=25,
        cost_allowance=2e-4,
    )
    found = choose(problem, limits=LONG).solution
    assert found.cost <= found.least_cost * (1 + 2e-4)
    before = levelling(judge(problem, problem.cost.argmin(axis=1)).lines, problem.open_days)
    assert levelling(found.lines, problem.open_days) < 1.7 < before


def test_more_capacity_and_more_changes_never_hurt():
    problem = tight(calendar(12), 0.9)
    short = [
        choose(replace(problem, max_changes=most), limits=LONG).solution.shortfall(problem)
        for most in range(6)
    ]
    assert all(later <= sooner + 1e-4 for sooner, later in itertools.pairwise(short))
    wider = replace(problem, lines_capacity=problem.lines_capacity * 1.2)
    assert choose(wider, limits=LONG).solution.shortfall(wider) <= short[-1]


def test_order_of_wards_does_not_matter():
    problem = CASES["capacity suffices"]
    turned = replace(
        problem,
        **{name: getattr(problem, name)[::-1] for name in ("cost", "lines", "carriers", "today")},
    )
    ours, theirs = (choose(p, limits=LONG).solution for p in (problem, turned))
    assert ours.least_cost == pytest.approx(theirs.least_cost)


def test_same_question_same_answer():
    first, second = (choose(CASES["capacity is tight"], limits=LONG) for _ in range(2))
    assert np.array_equal(first.solution.pattern, second.solution.pattern)
    assert first.engine.startswith("HiGHS 1.")


def test_no_wards_have_no_load():
    problem = calendar(0, n_wards=0)
    outcome = choose(problem, limits=LONG)
    assert (outcome.status, outcome.objective) == (Status.OPTIMAL, 0.0)


def test_without_an_answer_in_time_the_choice_is_still_legal(monkeypatch):
    monkeypatch.setattr(
        models.inventory.visit_answer,
        "solve",
        lambda *_, **__: MilpResult(Status.UNKNOWN, {}, None),
    )
    problem = replace(CASES["capacity is short"], max_changes=2)
    outcome = choose(problem, limits=Limits(time_s=1))
    assert outcome.status is Status.FEASIBLE
    assert outcome.bound is None
    assert outcome.solution.changed.sum() <= 2
    assert outcome.solution.lines_short.any()


@pytest.mark.parametrize("name", ["free", "few changes", "capacity is tight"])
def test_an_engine_that_lies_is_not_believed(monkeypatch, name):
    # It says "optimal", with the dearest pattern for every ward.
    problem = CASES[name]
    dearest = problem.cost.argmax(axis=1)

    def lie(program, **_):
        values = {v.name: 0.0 for v in program.variables()}
        values |= {f"x_{w}_{p}": 1.0 for w, p in enumerate(dearest)}
        for variable in program.variables():
            variable.dj = 0.0
        return MilpResult(Status.OPTIMAL, values, 0.0)

    honest = choose(problem, limits=LONG).solution
    monkeypatch.setattr(models.inventory.visit_answer, "solve", lie)
    found = choose(problem, limits=LONG).solution
    most = problem.n_wards if problem.max_changes is None else problem.max_changes
    assert found.changed.sum() <= most
    assert found.cost <= found.least_cost * (1 + problem.cost_allowance)
    assert found.shortfall(problem) >= honest.shortfall(problem)
    assert found.cost == judge(problem, found.pattern).cost
