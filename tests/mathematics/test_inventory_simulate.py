"""Does the judge live through the timeline as it is written?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.inventory.problem import Family
from models.inventory.simulate import Replay, simulate
from models.inventory.simulate_days import run
from tests.mathematics.shelves import live_through, random_shelves, shelf_problem

PAIR_FIELDS = ("demand", "short", "lines", "delivered", "out_days", "short_cycles")


def test_weekdays_have_their_own_means():
    mean = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 0.0, 6.0])
    problem = shelf_problem(mean=mean)
    low, up = np.array([5]), np.array([50])
    totals = []
    for day in range(7):
        only = replace(problem.demand, mean=mean[None] * (np.arange(7) == day))
        alone = replace(problem, demand=only)
        seen = simulate(alone, low, up, n_weeks=400, n_replications=4, seed=2)
        totals.append(seen.demand.sum() / 1600)
    assert totals == pytest.approx(mean, abs=0.2)
    assert totals[5] == 0


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.integers(0, 2), st.booleans())
def test_a_replay_is_what_plain_python_lives_through(seed, warm_up, full):
    rng = np.random.default_rng(seed)
    problem, s, S = random_shelves(rng, 4)  # noqa: N806
    n_days = 7 * (warm_up + 2) + 3
    demand = rng.poisson(1.5, (4, n_days)) * (rng.random((4, n_days)) < 0.6)
    pair, day = np.nonzero(demand)
    weekday = int(rng.integers(0, 7))
    start = None if full else rng.integers(0, 20, 4)
    rate = rng.random(4)
    seen = simulate(
        problem, s, S, n_weeks=2, n_replications=1, seed=0, start=start, warm_up_weeks=warm_up,
        replay=Replay(weekday, n_days, pair, day, demand[pair, day]), carriers_per_piece=rate,
    )  # fmt: skip
    lived = [
        live_through(
            problem, i, int(s[i]), int(S[i]), demand[i, : 7 * (warm_up + 2)].tolist(),
            start=None if full else int(start[i]), warm_up=7 * warm_up, weekday=weekday,
        )
        for i in range(4)
    ]  # fmt: skip
    for i, life in enumerate(lived):
        assert {name: getattr(seen, name)[0, i] for name in PAIR_FIELDS} == {
            name: life.counts[name] for name in PAIR_FIELDS
        }
        assert seen.stock[0, i] == pytest.approx(np.mean(life.stocks))
    lines, carriers = np.zeros(7), np.zeros(7)
    for i, life in enumerate(lived):
        for day_, pieces in life.arrivals.items():
            lines[(weekday + day_) % 7] += 1
            carriers[(weekday + day_) % 7] += rate[i] * pieces
    assert seen.weekday_lines[0] == pytest.approx(lines)
    assert seen.weekday_carriers[0] == pytest.approx(carriers)
    for ward in range(len(problem.ward_space)):
        mine = [life for i, life in enumerate(lived) if problem.ward[i] == ward]
        assert seen.emergencies[0, ward] == len(set().union(*(life.short_days for life in mine)))
        assert seen.visits[0, ward] == len(set().union(*(life.arrivals for life in mine)))
        brought = sum(
            rate[i] * life.counts["delivered"]
            for i, life in enumerate(lived)
            if problem.ward[i] == ward
        )
        assert seen.carriers[0, ward] == pytest.approx(brought)


def test_a_replay_by_hand():
    # Monday and Thursday, lead 1: counted on Sunday and Wednesday mornings; packs of 4.
    problem = shelf_problem(lead=1, pack=4, ward=0)
    demand = [3, 3, 3, 0, 1, 0, 2]
    week = Replay(0, 7, np.zeros(7, int), np.arange(7), np.array(demand))
    seen = simulate(problem, [4], [10], n_weeks=1, n_replications=1, seed=0, start=[8], replay=week)
    # Mon 8-3=5, Tue 2; Wed counts 2, orders 8, has 2 of 3: one short; Thu 8; Fri 7; Sat 7;
    # Sunday counts 7, above the min of 4; 5 left.
    assert seen.short[0, 0] == 1
    assert seen.lines[0, 0] == 1
    assert seen.delivered[0, 0] == 8
    assert seen.stock[0, 0] == pytest.approx((5 + 2 + 0 + 8 + 7 + 7 + 5) / 7)
    assert seen.weekday_lines[0].tolist() == [0, 0, 0, 1, 0, 0, 0]
    assert (seen.out_days[0, 0], seen.short_cycles[0, 0], seen.cycle[0, 0]) == (1, 1, 0)
    assert seen.fill[0] == pytest.approx(1 - 1 / 12)
    assert seen.cost(problem, emergency=400, visit=50)[0] == pytest.approx(
        0.1 * 34 + 5 + 20 + 400 + 50
    )


def drawn_weeks(problem, s, S, **more):  # noqa: N803
    return simulate(problem, s, S, n_weeks=3, n_replications=2, seed=7, **more)


def test_demand_depends_on_seed_replication_pair_and_day_alone():
    problem, s, S = random_shelves(np.random.default_rng(5), 6)  # noqa: N806
    base = drawn_weeks(problem, s, S)
    assert np.array_equal(base.demand, drawn_weeks(problem, s * 0, S + 9).demand)
    assert np.array_equal(base.demand, drawn_weeks(problem, s, S, warm_up_weeks=2).demand)
    more = simulate(problem, s, S, n_weeks=3, n_replications=5, seed=7)
    assert np.array_equal(base.demand, more.demand[:2])
    other_seed = simulate(problem, s, S, n_weeks=3, n_replications=2, seed=8)
    assert not np.array_equal(base.demand, other_seed.demand)
    assert not np.array_equal(base.demand[0], base.demand[1])
    longer = simulate(problem, s, S, n_weeks=4, n_replications=2, seed=7)
    assert (longer.demand >= base.demand).all()


def test_alike_pairs_meet_demand_of_their_own():
    seen = drawn_weeks(shelf_problem(2, mean=2.0), np.full(2, 3), np.full(2, 9))
    assert seen.demand[0, 0] != seen.demand[0, 1]


def test_a_pair_alone_keeps_its_stream():
    both = shelf_problem(2, mean=2.0, ratio=1.7, family=Family.NEGATIVE_BINOMIAL)
    alone = shelf_problem(1, mean=2.0, ratio=1.7, family=Family.NEGATIVE_BINOMIAL)
    seen = drawn_weeks(both, np.full(2, 3), np.full(2, 9))
    last = drawn_weeks(alone, [3], [9], streams=[1])
    assert np.array_equal(seen.demand[:, 1:], last.demand)
    assert np.array_equal(seen.short[:, 1:], last.short)


def test_the_form_of_arrays_compiles_nothing_anew():
    problem, s, S = random_shelves(np.random.default_rng(5), 6)  # noqa: N806
    base = drawn_weeks(problem, s, S)
    known = len(run.signatures)
    frozen = problem.demand.mean.copy(order="F")
    frozen.flags.writeable = False
    other = replace(
        problem,
        demand=replace(problem.demand, mean=frozen, family=problem.demand.family.astype(np.int8)),
        pack=problem.pack.astype(np.int32),
    )
    again = drawn_weeks(other, s.astype(np.int32), np.repeat(S, 2)[::2])
    assert np.array_equal(base.short, again.short)
    assert len(run.signatures) == known


def test_no_pairs_and_no_demand():
    nothing = simulate(shelf_problem(0), [], [], n_weeks=1, n_replications=2, seed=0)
    assert nothing.demand.shape == (2, 0)
    assert nothing.fill.tolist() == [1, 1]
    idle = simulate(shelf_problem(mean=0.0), [-1], [0], n_weeks=2, n_replications=1, seed=0)
    assert (idle.demand[0, 0], idle.lines[0, 0], idle.stock[0, 0]) == (0, 0, 0)
    assert (idle.cycle[0, 0], idle.fill[0]) == (1, 1)


def test_demand_that_is_never_delivered_for_has_no_service():
    never = simulate(shelf_problem(mean=3.0), [-1], [0], n_weeks=2, n_replications=1, seed=0)
    assert (never.lines[0, 0], never.cycle[0, 0], never.fill[0]) == (0, 0, 0)


def test_the_first_run_tells_that_it_compiles(monkeypatch, caplog):
    monkeypatch.setattr("models.inventory.simulate.is_kept", lambda _: False)
    with caplog.at_level("INFO", "wardflow.inventory"):
        simulate(shelf_problem(), [1], [2], n_weeks=1, n_replications=1, seed=0)
    assert "compiling" in caplog.text
    caplog.clear()
    monkeypatch.undo()
    with caplog.at_level("INFO", "wardflow.inventory"):
        simulate(shelf_problem(), [1], [2], n_weeks=1, n_replications=1, seed=0)
    assert not caplog.text
