"""Do maxima fit the shelf that a ward's items share, at little more than the least cost?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.inventory.evaluate import evaluate
from models.inventory.problem import Demand, Limit, ShelfProblem
from models.inventory.solve import solve


def _ward(
    rates: list[float], room: float, fill: float = 0.0, space: float = 1.0, pack: int = 1
) -> ShelfProblem:
    """One ward whose items are used evenly, delivered Mondays and Thursdays."""
    n = len(rates)
    one, zero = np.ones(n), np.zeros(n, np.int64)
    visits = np.zeros((n, 7), np.bool_)
    visits[:, [0, 3]] = True
    demand = Demand(
        np.repeat(np.array(rates)[:, None], 7, axis=1), one, zero, np.zeros((0, 0)), zero - 1
    )
    return ShelfProblem(
        demand,
        visits,
        zero,
        zero,
        zero + pack,
        zero + 40,
        0.05 * one,
        4.0 * one,
        6.0 * one,
        fill * one,
        0.0 * one,
        space * one,
        zero,
        np.array([room]),
    )


def _cheapest_that_fits(problem: ShelfProblem, most: int) -> float:
    """Least cost of two items over all of their levels, by enumeration."""
    room = problem.ward_space[0]
    best = []
    for pair in range(2):
        alone = np.full(most + 1, np.inf)
        for top in range(1, most + 1):
            s = np.tile(np.arange(top), (2, 1))
            for low in s[0]:
                levels = evaluate(problem, np.full(2, low), np.full(2, top))
                if levels.fill[pair] >= problem.fill[pair]:
                    alone[top] = min(alone[top], levels.cost[pair])
        best.append(np.minimum.accumulate(alone))
    sums = [
        best[0][a] + best[1][b]
        for a in range(1, most + 1)
        for b in range(1, most + 1)
        if problem.space[0] * a + problem.space[1] * b <= room
    ]
    return float(min(sums))


@pytest.mark.parametrize(("room", "fill"), [(14.0, 0.0), (10.0, 0.0), (16.0, 0.9)])
def test_two_items_share_at_nearly_the_least_cost(room, fill):
    problem = _ward([1.0, 0.4], room, fill)
    levels = solve(problem)
    assert levels.S.sum() <= room
    assert levels.overflow[0] == 0.0
    assert levels.met.all()
    # A price finds the hull of the trade-off; what it misses is less than a piece of room.
    assert levels.cost.sum() <= 1.06 * _cheapest_that_fits(problem, 15)


def test_room_enough_has_no_price():
    problem = _ward([1.0, 0.4], 80.0)
    levels = solve(problem)
    alone = solve(replace(problem, ward_space=np.array([np.inf])))
    assert levels.S.tolist() == alone.S.tolist()
    assert levels.space_price.tolist() == [0.0]


def test_less_room_never_costs_less_and_always_fits():
    costs = []
    for room in (30.0, 20.0, 14.0, 9.0, 5.0):
        levels = solve(_ward([1.0, 0.4, 0.2], room))
        assert (levels.S).sum() <= room
        costs.append(levels.cost.sum())
    assert costs == sorted(costs)
    assert costs[-1] > costs[0]


def test_targets_that_lack_room_are_told_with_the_room_they_lack():
    generous = solve(_ward([1.0, 0.4], np.inf, fill=0.98))
    problem = _ward([1.0, 0.4], 6.0, fill=0.98)
    levels = solve(problem)
    assert levels.S.sum() <= 6
    assert not levels.met.all()
    assert set(levels.limit[~levels.met].tolist()) == {int(Limit.SPACE)}
    assert 0.0 < levels.overflow[0] <= generous.S.sum() - 6
    # The room that is told to be lacking is room enough.
    enough = solve(_ward([1.0, 0.4], 6.0 + levels.overflow[0], fill=0.98))
    assert enough.met.all()


def test_a_ward_that_holds_nothing_keeps_nothing():
    levels = solve(_ward([1.0, 0.4], 3.0, fill=0.5, pack=5))
    assert levels.S.tolist() == [0, 0]
    assert not levels.met.any()
    assert set(levels.limit.tolist()) == {int(Limit.SPACE)}


def test_only_the_ward_that_lacks_room_pays_for_it():
    tight = _ward([1.0, 0.4], 8.0)
    demand = replace(
        tight.demand,
        mean=np.vstack([tight.demand.mean] * 2),
        ratio=np.ones(4),
        family=np.zeros(4, np.int64),
        table=np.full(4, -1),
    )
    columns = {
        name: np.concatenate([getattr(tight, name)] * 2)
        for name in (
            *("visits", "lead", "policy", "pack", "shelf", "holding", "line"),
            *("shortage", "fill", "cycle", "space"),
        )
    }
    both = ShelfProblem(
        demand, ward=np.array([0, 0, 1, 1]), ward_space=np.array([8.0, 80.0]), **columns
    )
    levels = solve(both)
    free = solve(_ward([1.0, 0.4], 80.0))
    assert levels.space_price[0] > 0.0
    assert levels.space_price[1] == 0.0
    assert levels.S[2:].tolist() == free.S.tolist()
    assert levels.S[:2].sum() <= 8


def _wards(n: int, room: float) -> ShelfProblem:
    """Wards of two items each; they do not fit."""
    rates = [1.0, 0.4] * n
    return replace(_ward(rates, room), ward=np.repeat(np.arange(n), 2), ward_space=np.full(n, room))


def test_progress_is_heard_while_space_is_shared_out():
    told = []
    levels = solve(_wards(3, 10.0), on_progress=lambda done, all_: bool(told.append((done, all_))))
    assert {all_ for _, all_ in told} == {6}
    assert told[0] == (6, 6)
    # No ward fits at first; then they fit one after the other.
    shared = [done for done, _ in told[1:]]
    assert shared[0] == 0
    assert shared == sorted(shared)
    assert (levels.space_price > 0.0).all()


def test_whoever_stops_while_space_is_shared_out_gets_levels_that_fit():
    told = []

    def stop(done: int, _: int) -> bool:
        told.append(done)
        return len(told) == 2

    problem = _wards(3, 10.0)
    free = replace(problem, ward_space=np.array([10.0, np.inf, 10.0]))
    levels = solve(free, on_progress=stop)
    assert told == [6, 2]
    assert levels.s.tolist()[:2] + levels.s.tolist()[4:] == [-1] * 4
    assert levels.S.tolist()[:2] + levels.S.tolist()[4:] == [0] * 4
    assert (levels.S[2:4] > 0).all()
    assert levels.overflow.tolist() == [0.0, 0.0, 0.0]
