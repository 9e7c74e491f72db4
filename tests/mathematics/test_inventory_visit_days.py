"""Are the weekdays the best there are, within every limit, and what the program says?"""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import models.inventory.visit_answer
from models.inventory.patterns import longest_gap, patterns
from models.inventory.visit_days import (
    COST_GAP,
    PEAK_GAP,
    VisitDaysProblem,
    choose,
    judge,
    levelling,
)
from models.inventory.visit_moves import improve, peak_score, priced_score, score_of
from models.inventory.visit_rounding import rounded
from models.inventory.visit_rows import SHORTFALL_PRICE, least_cost, least_peak
from models.milp import MilpResult
from models.outcome import Limits, Status

GOLDEN = Path(__file__).parent.parent / "golden" / "visit_days_rows.txt"
LONG = Limits(time_s=120)
UNLIMITED = np.full(7, np.inf)


def calendar(seed: int = 0, n_wards: int = 5, **changes) -> VisitDaysProblem:
    """A few wards, Monday, Tuesday, Thursday or Monday with Thursday."""
    rng = np.random.default_rng(seed)
    days = np.zeros((4, 7), bool)
    for row, chosen in enumerate(((0,), (1,), (3,), (0, 3))):
        days[row, list(chosen)] = True
    week = rng.uniform(5, 40, n_wards)[:, None, None] * days / days.sum(axis=1)[:, None]
    cost = rng.uniform(0.98, 1.02, (n_wards, 4)) * week.sum(axis=2) * 20
    columns = {
        "cost": cost,
        "patterns": days,
        "lines": week,
        "carriers": week * rng.uniform(0.1, 0.3, (n_wards, 1, 1)),
        "today": rng.integers(0, 4, n_wards),
        "lines_capacity": UNLIMITED,
        "carriers_capacity": UNLIMITED,
        "cost_allowance": 0.01,
    }
    return VisitDaysProblem(**(columns | changes))


def tight(problem: VisitDaysProblem, lines: float, carriers: float = np.inf) -> VisitDaysProblem:
    """With capacities on Monday, Tuesday and Thursday, as shares of today's mean load."""
    today = judge(problem, np.maximum(problem.today, 0))
    open_days = np.isin(np.arange(7), (0, 1, 3))
    return replace(
        problem,
        lines_capacity=np.where(open_days, lines * today.lines.sum() / 3, 0.0),
        carriers_capacity=np.where(open_days, carriers * today.carriers.sum() / 3, 0.0)
        if np.isfinite(carriers)
        else UNLIMITED,
    )


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


CASES = {
    "free": calendar(1),
    "few changes": calendar(2, max_changes=2),
    "no changes": calendar(3, max_changes=0),
    "capacity suffices": tight(calendar(4, n_wards=6), 1.6),
    "capacity is tight": tight(calendar(5), 1.1, 1.1),
    "capacity is short": tight(calendar(6), 0.7, 0.8),
    "short, few changes": tight(calendar(7, max_changes=1), 0.8),
    "new wards": tight(calendar(8, today=np.array([-1, 0, 0, -1, 2]), max_changes=1), 1.0),
    "impossible patterns": calendar(
        9,
        cost=np.where(np.eye(5, 4, dtype=bool), np.inf, calendar(9).cost),
        today=np.array([1, 0, 0, 0, 0]),
    ),
    "no carriers": calendar(10, carriers=np.zeros((5, 4, 7))),
    "no allowance": calendar(11, cost_allowance=0.0),
}


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


def test_a_relaxed_choice_is_rounded_within_the_number_of_changes():
    problem = calendar(3, n_wards=9, max_changes=3)
    rng = np.random.default_rng(3)
    share = rng.dirichlet(np.ones(4), 9)
    share[0] = [0.0, 1.0, 0.0, 0.0]
    share[np.arange(9), problem.today] += 1e-3
    score = priced_score(problem, judge(problem, problem.today).cost)
    nearest = judge(problem, rounded(problem, share / share.sum(axis=1, keepdims=True), score))
    assert nearest.changed.sum() <= 3
    assert share[np.arange(9), nearest.pattern].min() > 0.0
    assert nearest.cost <= judge(problem, problem.today).cost


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


def golden_problem() -> VisitDaysProblem:
    """Two wards, Monday or Monday with Thursday, whose every number tells where it is from."""
    week = np.zeros((2, 2, 7))
    week[0, 0, 0], week[1, 0, 0] = 10, 20
    week[0, 1, [0, 3]], week[1, 1, [0, 3]] = (5, 6), (11, 12)
    return VisitDaysProblem(
        np.array([[100.0, 110.0], [200.0, 220.0]]), week[0] > 0, week, week / 10,
        np.array([0, 1]), np.array([25.0, *UNLIMITED[:6]]),
        np.where(np.arange(7) == 3, 1.5, np.inf), max_changes=1, cost_allowance=0.05,
    )  # fmt: skip


def rows_of(program) -> str:
    text = [f"minimise {program.rows.objective}"]
    text += [f"{name}: {row}" for name, row in program.rows.constraints.items()]
    return "\n".join(text) + "\n"


def test_rows_are_the_golden_ones():
    problem = golden_problem()
    everything = np.ones((2, 2), bool)
    cheapest = judge(problem, [0, 0])
    text = (
        f"# least cost\n{rows_of(least_cost(problem, 300.0, everything))}"
        f"# least peak\n{rows_of(least_peak(problem, cheapest, everything))}"
    )
    assert text == GOLDEN.read_text(encoding="utf-8")


LOPSIDED = np.array([200.0, 0, 0, 5, 0, 0, 0])
VANDALISED = {
    "I86": calendar(13, lines_capacity=LOPSIDED, cost_allowance=0.5),
    "I87": calendar(13, cost_allowance=0.0005),
    "I88": calendar(13),
}
"""Where level weeks are beyond the capacities; where they cost too much; where they do not."""


@pytest.mark.parametrize("family", ["I81", "I82", "I83", "I84", "I86", "I87", "I88"])
def test_no_family_of_rows_is_idle(family):
    # Without its rows the program's optimum is another one.
    from models.milp import solve

    problem = VANDALISED.get(family, tight(calendar(13, max_changes=1), 0.8, 0.75))
    everything = np.isfinite(problem.cost)
    cheapest = choose(replace(problem, cost_allowance=0.0), limits=LONG).solution
    if family in ("I81", "I82", "I83", "I84"):
        programs = [least_cost(problem, cheapest.cost, everything) for _ in range(2)]
    else:
        programs = [least_peak(problem, cheapest, everything) for _ in range(2)]
    rows = programs[1].rows.constraints
    mine = [name for name in rows if name.startswith(family)]
    assert mine
    for name in mine:
        del rows[name]
    whole, broken = (solve(program.rows).objective for program in programs)
    assert broken < whole - 1e-6


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


@pytest.mark.parametrize("seed", range(8))
def test_mending_keeps_changes_and_never_makes_worse(seed):
    rng = np.random.default_rng(seed)
    problem = tight(calendar(seed, n_wards=12, max_changes=int(rng.integers(0, 6))), 0.95)
    score = priced_score(problem, judge(problem, problem.today).cost)
    start = problem.today.copy()
    start[: problem.max_changes] = rng.integers(0, 4, problem.max_changes)
    mended = judge(problem, improve(problem, start, score, deadline=None))
    assert mended.changed.sum() <= problem.max_changes
    assert score_of(mended, score) <= score_of(judge(problem, start), score) + 1e-9
    anyhow = improve(problem, rng.integers(0, 4, 12), score, deadline=None)
    assert judge(problem, anyhow).changed.sum() <= problem.max_changes
    hurried = improve(problem, rng.integers(0, 4, 12), score, deadline=0.0)
    assert judge(problem, hurried).changed.sum() <= problem.max_changes


@pytest.mark.parametrize("seed", range(4))
def test_no_single_ward_could_still_help(seed):
    problem = tight(calendar(seed, n_wards=9), 0.95)
    score = priced_score(problem, judge(problem, problem.today).cost)
    mended = improve(problem, problem.today, score, deadline=None)
    least = score_of(judge(problem, mended), score)
    for ward, pattern in itertools.product(range(9), range(4)):
        other = np.where(np.arange(9) == ward, pattern, mended)
        assert score_of(judge(problem, other), score) >= least - 1e-9
