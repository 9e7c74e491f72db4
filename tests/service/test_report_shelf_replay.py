"""Does the replay of a shelf live through its days as its policy and the simulation do?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.level_plan import Level
from optimizer.report.shelf_replay import Rhythm, last_days, order_size, replay, rhythm_of
from optimizer.ward_stores import WEEKDAYS, Policy, Rounding
from tests.rigs import amend
from tests.stock import N_DAYS, ward_stores
from tests.told_levels import our_levels

MONDAY = dt.date(2025, 3, 3)
EVERY_DAY = Rhythm(frozenset(range(7)))


def shelf(**changes: Any) -> Level:
    base = our_levels(ward_stores()).levels[0]
    plain = {"policy": Policy.MIN_MAX, "min_pieces": 4, "max_pieces": 10, "pack": 1}
    return amend(base, **{**plain, **changes})


def days(pieces: Sequence[int]) -> list[tuple[dt.date, int, bool]]:
    return [(MONDAY + dt.timedelta(days=i), n, False) for i, n in enumerate(pieces)]


@pytest.mark.parametrize(
    ("changes", "position", "rhythm", "size"),
    [
        ({}, 5, EVERY_DAY, 0),
        ({}, 4, EVERY_DAY, 6),
        ({"pack": 4}, 4, EVERY_DAY, 4),
        ({"pack": 4}, 4, Rhythm(frozenset({0}), rounding=Rounding.UP), 8),
        ({"pack": 4}, 4, Rhythm(frozenset({0}), rounding=Rounding.UP, shelf=11), 4),
        ({"pack": 10}, 4, EVERY_DAY, 0),
        ({"policy": Policy.PAR}, 9, EVERY_DAY, 1),
        ({"policy": Policy.PAR}, 10, EVERY_DAY, 0),
        ({"policy": Policy.PACKS, "pack": 3, "max_pieces": 7}, 4, EVERY_DAY, 3),
        ({"policy": Policy.PACKS, "pack": 3, "max_pieces": 7}, -2, EVERY_DAY, 9),
        ({"policy": Policy.KANBAN, "min_pieces": 5}, 6, EVERY_DAY, 0),
        ({"policy": Policy.KANBAN, "min_pieces": 5}, 5, EVERY_DAY, 5),
        ({"policy": Policy.KANBAN, "min_pieces": 5}, 0, EVERY_DAY, 10),
        ({"min_pieces": -1, "max_pieces": 0}, 0, EVERY_DAY, 0),
    ],
)
def test_orders_are_as_the_policy_says(
    changes: dict[str, Any], position: int, rhythm: Rhythm, size: int
) -> None:
    assert order_size(shelf(**changes), position, rhythm) == size


@pytest.mark.parametrize(
    ("lead", "deliveries", "mornings"),
    [(0, {2, 4}, [10, 7, 10, 7, 10]), (1, {3}, [10, 7, 4, 7, 4]), (2, {3}, [10, 7, 4, 4, 1])],
)
def test_a_shelf_by_hand(lead: int, deliveries: set[int], mornings: list[int]) -> None:
    """Three used a day from Monday; min 7, max 10; counted so many days before the delivery."""
    rhythm = Rhythm(frozenset(deliveries), lead_days=lead)
    found = replay(shelf(min_pieces=7), days([3, 3, 3, 3, 3]), rhythm)
    assert [day.morning for day in found] == mornings


def test_what_is_missing_is_lost() -> None:
    found = replay(shelf(), days([12, 1, 1]), Rhythm(frozenset({2})))
    assert [(day.evening, day.missing) for day in found] == [(0, 2), (0, 1), (9, 0)]


@settings(max_examples=50, deadline=None)
@given(
    pieces=st.lists(st.integers(0, 9), min_size=1, max_size=40),
    policy=st.sampled_from(list(Policy)),
    low=st.integers(0, 12),
    more=st.integers(1, 12),
    pack=st.integers(1, 5),
    lead=st.integers(0, 2),
    weekdays=st.sets(st.integers(0, 6), min_size=1),
)
def test_no_piece_comes_from_nowhere(
    pieces: list[int],
    policy: Policy,
    low: int,
    more: int,
    pack: int,
    lead: int,
    weekdays: set[int],
) -> None:
    level = shelf(policy=policy, min_pieces=low, max_pieces=low + more, pack=pack)
    found = replay(level, days(pieces), Rhythm(frozenset(weekdays), lead_days=lead))
    stock = level.max_pieces
    for day, used in zip(found, pieces, strict=True):
        arrived = day.morning - stock
        assert arrived == 0 or (arrived > 0 and day.day.weekday() in weekdays)
        assert day.evening == max(0, day.morning - used)
        assert day.missing == used - (day.morning - day.evening)
        stock = day.evening


def test_the_replay_is_that_of_the_simulation() -> None:
    """The same shelf, the same days: the mathematics loses what the picture loses."""
    from models.inventory.problem import Demand, ShelfProblem
    from models.inventory.simulate import Replay, simulate

    rng = np.random.default_rng(7)
    pieces = rng.poisson(3.0, 8 * 7)
    one = np.ones(1)
    whole = np.ones(1, dtype=np.int64)
    problem = ShelfProblem(
        demand=Demand(
            mean=np.full((1, 7), 3.0),
            ratio=one,
            family=0 * whole,
            tables=np.zeros((0, 1)),
            table=-whole,
        ),
        visits=np.array([[True, False, False, True, False, False, False]]),
        lead=whole,
        policy=0 * whole,
        pack=2 * whole,
        shelf=20 * whole,
        holding=one,
        line=one,
        shortage=one,
        fill=0 * one,
        cycle=0 * one,
        space=one,
        ward=0 * whole,
        ward_space=np.array([np.inf]),
    )
    at = np.flatnonzero(pieces)
    history = Replay(
        first_weekday=0, n_days=56, pair=0 * at, day=at.astype(np.int64), pieces=pieces[at]
    )
    simulated = simulate(
        problem,
        9 * whole,
        19 * whole,
        n_weeks=8,
        n_replications=1,
        seed=0,
        start=19 * whole,
        replay=history,
        warm_up_weeks=0,
    )
    level = shelf(min_pieces=9, max_pieces=19, pack=2)
    rhythm = Rhythm(frozenset({0, 3}), lead_days=1, shelf=20)
    found = replay(level, days([int(n) for n in pieces]), rhythm)
    assert simulated.short.sum() == sum(day.missing for day in found)
    assert simulated.short.sum() > 0


def test_the_rhythm_is_that_of_ward_flow_and_shelf() -> None:
    day = ward_stores()
    gloves, _, sheet = our_levels(day).levels[:3]
    assert rhythm_of(day, gloves, day.wards[0].visit_days) == Rhythm(
        frozenset({0, 2, 4}), lead_days=1, shelf=200
    )
    assert rhythm_of(day, sheet, (WEEKDAYS[1],)) == Rhythm(frozenset({1}), lead_days=2)


def test_the_last_days_of_the_history_have_a_row_each() -> None:
    day = ward_stores()
    history = day.demand_history
    assert history is not None
    rows = last_days(history, "avd-1", "gloves", N_DAYS)
    assert [a[0] for a in rows] == [rows[0][0] + dt.timedelta(days=i) for i in range(N_DAYS)]
    mine = (history.ward == 0) & (history.item == 0)
    assert sum(n for _, n, _ in rows) == int(history.pieces[mine].sum())
    assert sum(empty for *_, empty in rows) == 7
    assert {n for _, n, _ in last_days(history, "avd-1", "needle", 10)} == {0}
