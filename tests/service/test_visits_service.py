"""Are delivery weekdays posed, chosen and told truly?"""

from __future__ import annotations

import functools
import math
import time

import numpy as np
import pytest

from models.inventory.problem import Demand
from models.inventory.visit_days import choose, judge
from models.inventory.visit_problem import VisitDays, VisitDaysProblem
from models.outcome import Outcome
from optimizer.domain import Scenario
from optimizer.findings import DataError
from optimizer.plan import Provenance
from optimizer.service import Limits, VisitsFound, choose_visits, set_levels
from optimizer.service.loops import LoopMaker
from optimizer.translate.gap_costs import GapCosts, gap_costs
from optimizer.translate.shelves import shelves_of
from optimizer.translate.visit_days import pose_visit_days, read_visits, without_room
from optimizer.visit_plan import Resource, VisitPlan
from optimizer.ward_stores import WEEKDAYS, Weekday, WeekdayCapacity
from tests.stock import stores_of, ward_stores

LIMITS = Limits(time_s=600)
NO_SPACE = np.zeros((2, 7))
FLAT = GapCosts(cost=np.full((2, 7), 10.0), lines=np.full((2, 7), 4.0), space=NO_SPACE)


@functools.cache
def _found() -> VisitsFound:
    return choose_visits(ward_stores(), limits=LIMITS)


def _plan(found: VisitsFound) -> VisitPlan:
    assert found.plan is not None
    return found.plan


def _even(n: int, *, weekend: float = 1.0) -> Demand:
    mean = np.ones((n, 7))
    mean[:, 5:] = weekend
    return Demand(mean, np.ones(n), np.zeros(n, int), np.empty((0, 0)), np.full(n, -1))


def _with_capacity(scenario: Scenario, lines: dict[str, int]) -> Scenario:
    rows = tuple(WeekdayCapacity(weekday=Weekday(d), lines=n) for d, n in lines.items())
    return scenario.model_copy(update={"weekday_capacities": rows})


def test_cost_of_a_pattern_is_that_of_its_gaps_and_its_visits() -> None:
    shelves = shelves_of(ward_stores())
    gaps = GapCosts(
        cost=np.array([[7.0, 6, 5, 4, 3, 2, 1], [1.0, 2, 3, 4, 5, 6, 7]]),
        lines=np.array([[1.0, 2, 3, 4, 5, 6, 7]] * 2),
        space=NO_SPACE,
    )
    problem = pose_visit_days(shelves, _even(6), gaps, max_changes=None)
    days = [tuple(np.flatnonzero(p).tolist()) for p in problem.patterns]
    every = days.index((0, 1, 2, 3, 4))
    # Four gaps of a day and one of three; a visit costs 60 if there is a line to bring.
    visits = 60 * (4 * (1 - math.exp(-1)) + 1 - math.exp(-3))
    stock = np.array([4 * 7 + 3 * 5, 4 * 1 + 3 * 3])
    assert problem.cost[:, every] == pytest.approx(stock + visits)
    assert problem.lines[0, every].tolist() == [3, 1, 1, 1, 1, 0, 0]
    single = days.index((2,))
    assert problem.cost[:, single] == pytest.approx(
        np.array([7 * 1, 7 * 7]) + 60 * (1 - math.exp(-7))
    )


def test_gaps_count_as_long_as_the_demand_in_them() -> None:
    shelves = shelves_of(ward_stores())
    gaps = GapCosts(
        cost=np.zeros((2, 7)), lines=np.array([[1.0, 2, 3, 4, 5, 6, 7]] * 2), space=NO_SPACE
    )
    problem = pose_visit_days(shelves, _even(6, weekend=0.0), gaps, max_changes=None)
    days = [tuple(np.flatnonzero(p).tolist()) for p in problem.patterns]
    # No demand on the weekend: Friday to Monday counts as one day of 7/5 mean days.
    every = days.index((0, 1, 2, 3, 4))
    assert problem.lines[0, every, :5] == pytest.approx([1.4] * 5)
    thursday = days.index((0, 3))
    assert problem.lines[0, thursday, [0, 3]] == pytest.approx([2.8, 4.2])


def test_patterns_that_overfill_the_shelves_are_impossible_but_for_todays() -> None:
    space = np.array([[100.0, 200, 300, 500, 901, 950, 990], [1e5] * 7])
    gaps = GapCosts(cost=FLAT.cost, lines=FLAT.lines, space=space)
    problem = pose_visit_days(shelves_of(ward_stores()), _even(6), gaps, max_changes=None)
    days = [tuple(np.flatnonzero(p).tolist()) for p in problem.patterns]
    # 900 l hold four days, not five; the other ward's space is not limited.
    assert np.isfinite(problem.cost[0, days.index((0, 3))])
    assert not np.isfinite(problem.cost[0, days.index((0, 2))])
    assert np.isfinite(problem.cost[1]).all()
    wards = ward_stores().wards
    weekly = ward_stores().model_copy(
        update={"wards": (wards[0].model_copy(update={"visit_days": (Weekday.TUE,)}), wards[1])}
    )
    problem = pose_visit_days(shelves_of(weekly), _even(6), gaps, max_changes=None)
    possible = np.flatnonzero(np.isfinite(problem.cost[0]))
    assert problem.today[0] in possible
    assert [days[p] for p in possible if len(days[p]) == 1] == [(1,)]


def test_carriers_follow_the_demand_whatever_the_pattern() -> None:
    scenario = ward_stores()
    problem = pose_visit_days(shelves_of(scenario), _even(6), FLAT, max_changes=None)
    # A cage of 0.9 m3 filled to 0.85; the sheet in a trolley of 1 m3; 4000 syringes a cage.
    week = 7 * (0.8 / 765 + 1 / 4000 + 3 / 850)
    assert problem.carriers.sum(axis=2) == pytest.approx(np.full((2, len(problem.patterns)), week))


def test_items_without_room_in_a_carrier_are_named() -> None:
    scenario = ward_stores()
    carriers = tuple(
        c.model_copy(update={"volume_m3": 0.0}) if c.id == "trolley" else c
        for c in scenario.load_carriers
    )
    bare = scenario.model_copy(update={"load_carriers": carriers})
    assert without_room(bare) == ["sheet"]
    told = [f.message for f in choose_visits(bare, limits=LIMITS).findings if f.code == "S212"]
    assert told == ["1 items are not counted in load carriers: sheet"]


def test_patterns_of_today_can_be_kept_however_odd() -> None:
    scenario = ward_stores()
    odd = (Weekday.MON, Weekday.TUE, Weekday.SAT)
    wards = (scenario.wards[0].model_copy(update={"visit_days": odd}), scenario.wards[1])
    scenario = scenario.model_copy(update={"wards": wards})
    plan = _plan(choose_visits(scenario, max_changes=0, limits=LIMITS))
    assert plan.n_changes == 0
    assert plan.wards[0].visit_days == odd
    # No lines can be picked on Saturdays: named, today and as proposed.
    assert [(s.weekday, s.resource) for s in plan.shortfalls] == [
        ("sat", Resource.LINES),
        ("sat", Resource.CARRIERS),
    ]
    assert plan.shortfalls == plan.shortfalls_today


def test_days_without_capacity_are_not_proposed() -> None:
    scenario = _with_capacity(ward_stores(), {"mon": 0, "tue": 0, "fri": 0, "sat": 0, "sun": 0})
    plan = _plan(choose_visits(scenario, limits=LIMITS))
    assert {day for ward in plan.wards for day in ward.visit_days} <= {"wed", "thu"}
    assert plan.shortfalls_today
    assert plan.in_balance


def test_without_any_capacity_the_working_days_are_proposed_and_short() -> None:
    scenario = _with_capacity(ward_stores(), dict.fromkeys(WEEKDAYS, 0))
    found = choose_visits(scenario, limits=LIMITS)
    assert not _plan(found).in_balance
    told = [f for f in found.findings if f.code == "S208"]
    assert len(told) == len(_plan(found).shortfalls)
    assert "lines asked for, capacity 0" in told[0].message


def test_no_dearer_than_today_and_counted_the_same() -> None:
    plan = _plan(_found())
    assert plan.cost_sek <= plan.cost_today_sek * 1.0011
    for day in plan.days:
        wards = [w for w in plan.wards if day.weekday in w.visit_days]
        assert day.visits == len(wards)
        assert day.visits_today == sum(day.weekday in w.visit_days_today for w in plan.wards)
    assert sum(day.lines for day in plan.days) == pytest.approx(
        sum(ward.lines_per_week for ward in plan.wards), abs=1e-4
    )
    assert sum(day.carriers for day in plan.days) == pytest.approx(
        sum(ward.carriers_per_week for ward in plan.wards), abs=1e-4
    )


def test_limit_on_changes_is_kept() -> None:
    scenario = stores_of(6, 4, n_days=70)
    free = _plan(choose_visits(scenario, limits=LIMITS))
    one = _plan(choose_visits(scenario, max_changes=1, limits=LIMITS))
    assert free.n_changes > 1
    assert one.n_changes <= 1
    assert one.max_changes == 1
    assert free.cost_sek <= one.cost_sek * 1.0011 <= one.cost_today_sek * 1.0011**2
    with pytest.raises(ValueError, match="max_changes"):
        choose_visits(scenario, max_changes=-1, limits=LIMITS)


@pytest.mark.parametrize("made", [True, False])
def test_a_limit_from_the_start_waits_for_loops_that_are_made_in_time(
    monkeypatch: pytest.MonkeyPatch, *, made: bool
) -> None:
    asked = []

    def within(_maker: object, seconds: float, _stop: object) -> bool:
        asked.append(seconds)
        return made

    monkeypatch.setattr(LoopMaker, "levels_within", within)
    found = choose_visits(ward_stores(), limits=LIMITS, began=time.monotonic() - 100)
    assert asked == [pytest.approx(350, abs=20)]
    assert (found.plan is not None) is made
    assert ("S232" in {finding.code for finding in found.findings}) is not made


def test_a_limit_from_the_start_leaves_a_quarter_for_choosing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = []

    def listened(problem: VisitDaysProblem, *, limits: Limits) -> Outcome[VisitDays]:
        given.append(limits.time_s)
        return choose(problem, limits=limits)

    monkeypatch.setattr("models.inventory.visit_days.choose", listened)
    monkeypatch.setattr(LoopMaker, "levels_within", lambda *_: True)
    for before in (0, 300, 900):
        choose_visits(ward_stores(), limits=LIMITS, began=time.monotonic() - before)
    choose_visits(ward_stores(), limits=LIMITS)
    assert given == [*(pytest.approx(left, abs=30) for left in (600, 300, 150)), 600]


def test_what_is_wrong_with_a_scenario_is_told_before_any_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(LoopMaker, "levels_within", lambda *_: pytest.fail("it waited"))
    bare = ward_stores().model_copy(update={"ward_items": ()})
    with pytest.raises(DataError, match="S201"):
        choose_visits(bare, limits=LIMITS, began=time.monotonic())


def test_levels_can_be_set_for_the_proposed_days() -> None:
    scenario = ward_stores()
    plan = _plan(choose_visits(scenario, limits=LIMITS))
    found = set_levels(scenario, visits=plan)
    assert found.plan is not None
    assert found.today is not None
    assert [row.visit_days for row in found.plan.visits] == [w.visit_days for w in plan.wards]
    assert [row.visit_days for row in found.today.visits] == [
        w.visit_days_today for w in plan.wards
    ]


def test_read_back_of_a_choice_by_hand() -> None:
    shelves = shelves_of(ward_stores())
    problem = pose_visit_days(shelves, _even(6), FLAT, max_changes=2)
    today = judge(problem, problem.today)
    friday = [tuple(np.flatnonzero(p).tolist()) for p in problem.patterns].index((4,))
    choice = judge(problem, [friday, problem.today[1]])
    plan = read_visits(shelves, problem, choice, today, Provenance(source="by hand"))
    assert [w.changed for w in plan.wards] == [True, False]
    assert plan.wards[0].visit_days == ("fri",)
    assert plan.wards[0].visit_days_today == ("mon", "wed", "fri")
    visit = 60 * (1 - math.exp(-4))
    assert plan.wards[0].cost_sek == pytest.approx(70 + visit, abs=1e-6)
    assert plan.wards[0].cost_today_sek == pytest.approx(70 + 3 * visit, abs=1e-6)
    assert [day.lines for day in plan.days] == [0, 4, 0, 0, 4, 0, 0]
    assert [day.lines_today for day in plan.days] == [4, 4, 4, 0, 4, 0, 0]
    assert [day.lines_capacity for day in plan.days] == [6, 6, 6, 6, 6, 0, 0]


def test_longer_gaps_hold_more_and_ask_for_fewer_lines() -> None:
    from optimizer.service.prepare import prepare

    prepared = prepare(ward_stores())
    gaps = gap_costs(prepared.shelves, prepared.fit.demand)
    assert (np.diff(gaps.lines, axis=1) > -1e-9).all()
    assert (gaps.lines <= 3 + 1e-9).all()
    assert (gaps.cost > 0).all()
    assert (np.diff(gaps.space, axis=1) >= 0).all()


def test_same_scenario_same_bytes() -> None:
    again = choose_visits(ward_stores(), limits=LIMITS)
    assert _plan(again).model_dump_json() == _plan(_found()).model_dump_json()
