"""Is an answer priced to the cent, and is each rule told when it is broken, and only then?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.inventory_routing.evaluate import evaluate
from models.inventory_routing.problem import (
    DayRoute,
    InventoryRoutingSolution,
    Replenishment,
    Stop,
    Vehicles,
)
from models.inventory_routing.rules import Rule
from tests.mathematics.small_irp import mirrored, plan, problem_of, returns_of

HUB = {"hub_initial": 20.0, "production": np.array([3.0, 0.0]), "hub_holding_cost": 0.5}


def two_days(**changes):
    """Two customers at 2 and 4 with stock for the first day only."""
    return problem_of([[3, 3], [2, 4]], initial=[4, 3], **({**HUB, **changes}))


LEGAL = plan((1, [(0, 3.0), (1, 4.0)]))


def test_every_term_by_hand():
    problem = two_days(
        vehicles=(Vehicles(1, 7.0, fixed_cost=11.0, cost_per_distance=1.5),),
        visit_cost=[2.0, 3.0],
    )
    found = evaluate(problem, LEGAL)
    assert found.ok
    assert found.travel == 1.5 * 8
    assert found.fixed == 11
    assert found.visits == 5
    # Stock at the end of the days: 1 and 1, then 1 + 3 - 3 and 1 + 4 - 4.
    assert found.stocks[1:].tolist() == [[1, 1], [1, 1]]
    assert found.holding == pytest.approx(0.1 * 4)
    assert found.stocks[0].tolist() == [23, 16]
    assert found.hub_holding == 0.5 * 39
    assert found.objective == pytest.approx(12 + 11 + 5 + 0.4 + 19.5)


def test_the_stock_at_the_start_is_charged_where_that_is_the_convention():
    plain = evaluate(two_days(), LEGAL).objective
    assert evaluate(two_days(charge_initial=True), LEGAL).objective == pytest.approx(
        plain + 0.1 * 7 + 0.5 * 20
    )


def test_production_of_the_day_can_leave_that_day():
    just = {"hub_initial": 4.0, "production": np.array([0.0, 3.0])}
    assert evaluate(two_days(**just), LEGAL).ok
    late = {"hub_initial": 4.0, "production": np.array([0.0, 2.9])}
    (broken,) = evaluate(two_days(**late), LEGAL).violations
    assert broken.rule is Rule.HUB
    assert broken.amount == pytest.approx(0.1)


def test_a_hub_without_end_costs_nothing():
    found = evaluate(two_days(hub_initial=float("inf"), charge_initial=True), LEGAL)
    assert found.ok
    assert found.hub_holding == 0


def test_shortage_is_made_good_and_priced():
    problem = two_days(shortage_cost=[7.0, 9.0], minimum=[1, 1])
    found = evaluate(problem, plan())
    # The second day's end would be -2 and -3; the minimum is 1.
    assert found.shortages.tolist() == [[0, 3], [0, 4]]
    assert found.stocks[1:].tolist() == [[1, 1], [1, 1]]
    assert found.shortage == 7 * 3 + 9 * 4
    assert found.ok


def test_a_forbidden_shortage_is_told_once_and_has_no_price():
    found = evaluate(two_days(shortage_cost=[np.inf, 9.0]), plan())
    assert [str(broken) for broken in found.violations] == ["IR10 day 1, customer 0: 2"]
    assert found.shortage == 9 * 3


def test_distances_are_times_where_there_are_none():
    tight = (Vehicles(2, 10.0, max_duration=8.0),)
    assert evaluate(two_days(vehicles=tight), LEGAL).ok
    (broken,) = evaluate(two_days(vehicles=tight, service=[0.5, 0]), LEGAL).violations
    assert (broken.rule, broken.amount) == (Rule.DURATION, 0.5)
    slow = evaluate(two_days(vehicles=tight, durations=np.full((3, 3), 3.0)), LEGAL)
    assert [broken.amount for broken in slow.violations] == [1]


def test_ways_back_may_be_longer():
    problem = two_days(distances=np.array([[0, 1, 2], [10, 0, 3], [20, 30, 0.0]]))
    assert evaluate(problem, LEGAL).travel == 1 + 3 + 20


LOOP = returns_of([[2, 2], [0, 0]], initial=[3, 0], loss=0.5, lag_days=0)

BROKEN = {
    Rule.KNOWN: (two_days(), plan((1, [(0, 3.0), (1, 4.0), (2, 1.0)]))),
    Rule.AMOUNTS: (two_days(), plan((0, [(0, -1.0)]), (1, [(0, 3.0), (1, 4.0)]))),
    Rule.FLEET: (two_days(vehicles=(Vehicles(1, 10.0),)), plan((1, [(0, 3.0)]), (1, [(1, 4.0)]))),
    Rule.ONCE_A_DAY: (two_days(), plan((1, [(0, 2.0), (1, 4.0)]), (1, [(0, 1.0)]))),
    Rule.ALLOWED_DAY: (
        two_days(visit_allowed=np.array([[True, False], [True, True]])),
        LEGAL,
    ),
    Rule.CAPACITY: (two_days(vehicles=(Vehicles(1, 6.5),)), LEGAL),
    Rule.DURATION: (two_days(vehicles=(Vehicles(1, 9.0, max_duration=7.5),)), LEGAL),
    Rule.MAXIMUM: (two_days(maximum=[3.5, 10]), LEGAL),
    Rule.ORDER_UP_TO: (
        two_days(replenishment=Replenishment.ORDER_UP_TO, maximum=[4.5, 5]),
        LEGAL,
    ),
    Rule.MINIMUM: (two_days(minimum=[1.25, 0]), plan((0, [(0, 1.0)]), (1, [(0, 2), (1, 4.0)]))),
    Rule.HUB: (two_days(hub_initial=3.5), LEGAL),
    Rule.COLLECTED: (two_days(), plan((1, [(0, 3.0, 0.5), (1, 4.0)]))),
    Rule.ROOM: (two_days(returns=replace(LOOP, maximum=np.array([6.0, 1.0]))), LEGAL),
}
"""Of each rule an answer that breaks it alone."""


@pytest.mark.parametrize("rule", list(Rule))
def test_each_rule_alone(rule):
    problem, solution = BROKEN[rule]
    found = evaluate(problem, solution)
    assert {broken.rule for broken in found.violations} == {rule}
    assert str(found.violations[0]).startswith(f"{rule} day ")


def test_what_makes_it_legal_again():
    # The answer that most of the broken ones are made from breaks nothing.
    assert evaluate(two_days(), LEGAL).ok


@pytest.mark.parametrize(
    "route",
    [
        DayRoute(2, 0, (Stop(0, 1.0),)),
        DayRoute(-1, 0, (Stop(0, 1.0),)),
        DayRoute(0, 1, (Stop(0, 1.0),)),
        DayRoute(0, 0, (Stop(-1, 1.0),)),
    ],
)
def test_what_does_not_exist_is_told_and_moves_nothing(route):
    found = evaluate(two_days(), InventoryRoutingSolution((*LEGAL.routes, route)))
    assert [broken.rule for broken in found.violations] == [Rule.KNOWN]
    assert found.stocks.tolist() == evaluate(two_days(), LEGAL).stocks.tolist()


@pytest.mark.parametrize("amount", [float("nan"), float("inf")])
def test_no_number_is_no_amount(amount):
    found = evaluate(two_days(), plan((0, [(0, amount)]), (1, [(0, 3.0), (1, 4.0)])))
    assert [broken.rule for broken in found.violations] == [Rule.AMOUNTS]


def test_the_fullest_leg_is_between_the_stops():
    # Out with 4, back with 4: after the first stop 3 are brought still and 4 taken already.
    problem = problem_of(
        [[1], [3]],
        vehicles=(Vehicles(1, 7.0),),
        returns=returns_of([[0], [0]], initial=[4, 0], load_factor=1.0),
    )
    answer = plan((0, [(0, 1.0, 4.0), (1, 3.0)]))
    assert evaluate(problem, answer).ok
    tight = replace(problem, vehicles=(Vehicles(1, 6.5),))
    assert [b.rule for b in evaluate(tight, answer).violations] == [Rule.CAPACITY]
    assert evaluate(tight, plan((0, [(1, 3.0), (0, 1.0, 4.0)]))).ok
    folded = replace(tight, returns=replace(problem.returns, load_factor=0.875))
    assert evaluate(folded, answer).ok


@pytest.mark.parametrize(("lag", "there"), [(0, [2, 0, 4]), (1, [2, 0, 0])])
def test_what_comes_back_is_there_after_its_lag(lag, there):
    problem = problem_of(
        [[2, 0, 0]],
        hub_initial=4.0,
        returns=returns_of([[0, 0, 0]], initial=8, loss=0.5, lag_days=lag),
    )
    answer = plan((0, [(0, 2.0, 0.0)]), (1, [(0, 2.0, 8.0)]))
    assert evaluate(problem, answer).stocks[0].tolist() == there


def test_overflow_is_taken_away_and_priced():
    problem = problem_of([[0, 0]], returns=returns_of([[7, 5]], maximum=6, overflow_cost=2.0))
    found = evaluate(problem, plan())
    assert found.overflows.tolist() == [[1, 5]]
    assert found.returns.tolist() == [[6, 6]]
    assert found.overflow == 12
    assert found.objective == 12


amounts = st.integers(0, 6).map(float)
tables = st.lists(st.lists(amounts, min_size=3, max_size=3), min_size=2, max_size=2)


@settings(max_examples=60, deadline=None)
@given(demand=tables, brought=tables, price=st.sampled_from([np.inf, 4.0]))
def test_emptying_is_the_mirror_of_filling(demand, brought, price):
    # Free room for stock is what waits to be taken back, a shortage is an overflow.
    problem = problem_of(demand, initial=[5, 8], holding_cost=0, shortage_cost=price)
    visits = [(t, [(i, brought[i][t]) for i in range(2)]) for t in range(3)]
    emptied = [(t, [(i, 0.0, amount) for i, amount in stops]) for t, stops in visits]
    filled, mirror = evaluate(problem, plan(*visits)), evaluate(mirrored(problem), plan(*emptied))
    twins = {Rule.MINIMUM: Rule.ROOM, Rule.MAXIMUM: Rule.COLLECTED}
    if Rule.MAXIMUM in {broken.rule for broken in filled.violations}:
        assert Rule.COLLECTED in {broken.rule for broken in mirror.violations}
        return
    assert filled.objective == mirror.objective
    assert np.array_equal(problem.maximum[:, None] - filled.stocks[1:], mirror.returns)
    assert np.array_equal(filled.shortages, mirror.overflows)
    assert [(b.rule, b.day, b.customer, b.amount) for b in mirror.violations] == [
        (twins.get(b.rule, b.rule), b.day, b.customer, b.amount) for b in filled.violations
    ]


@settings(max_examples=60, deadline=None)
@given(brought=tables, taken=tables, lag=st.integers(0, 2), loss=st.sampled_from([0.0, 0.25, 1.0]))
def test_a_closed_loop_keeps_what_it_has(brought, taken, lag, loss):
    # What is used comes back: nothing appears or is gone but losses and emergencies.
    used = np.array([[2.0, 3.0, 1.0], [0.0, 4.0, 2.0]])
    loop = returns_of(used, initial=[6, 6], overflow_cost=1.0, loss=loss, lag_days=lag)
    problem = problem_of(
        used, initial=[5, 5], maximum=40, shortage_cost=1.0, hub_initial=30.0, returns=loop
    )
    days = [(t, [(i, brought[i][t], taken[i][t]) for i in range(2)]) for t in range(3)]
    found = evaluate(problem, plan(*days))
    if Rule.COLLECTED in {broken.rule for broken in found.violations}:
        return
    collected = np.array(taken).sum(axis=0)
    back = (1 - loss) * np.concatenate([np.zeros(lag + 1), collected])[:3]
    on_the_way = (1 - loss) * collected.cumsum() - back.cumsum()
    lost = loss * collected.cumsum()
    everywhere = found.stocks.sum(axis=0) + found.returns.sum(axis=0) + on_the_way + lost
    strange = (found.shortages - found.overflows).sum(axis=0).cumsum()
    assert everywhere - strange == pytest.approx(30 + 10 + 12)
