"""Does the judge live through the timeline as it is written, and draw what it should?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from models.inventory.draws import N_GUIDES, draw_days, stream, tabulate, uniform, width
from models.inventory.intervals import difference_and_interval, mean_and_interval
from models.inventory.problem import Family, Policy
from models.inventory.simulate import Replay, simulate
from models.inventory.simulate_days import run
from tests.mathematics.shelves import live_through, random_shelves, shelf_problem

PAIR_FIELDS = ("demand", "short", "lines", "delivered", "out_days", "short_cycles")


def tables_of(mean: float, ratio: float, family: Family, table=()):
    """Distribution function on a long range, as the simulation inverts it."""
    long = width(np.full((1, 7), mean), np.array([ratio]), np.array([int(family)]), len(table))
    cumulative, guide = np.zeros(long), np.zeros(N_GUIDES, np.int64)
    low, size = tabulate(mean, ratio, family, np.array(table, float), cumulative, guide)
    return low, cumulative[:size], guide


def distribution(mean: float, ratio: float, family: Family):
    if family == Family.POISSON or ratio == 1:
        return stats.poisson(mean)
    return stats.nbinom(mean / (ratio - 1), 1 / ratio)


DAYS = [
    (0.02, 1.0, Family.POISSON),
    (3.4, 1.0, Family.POISSON),
    (5e4, 1.0, Family.POISSON),
    (0.3, 1.0, Family.NEGATIVE_BINOMIAL),
    (0.05, 6.0, Family.NEGATIVE_BINOMIAL),
    (4.0, 2.5, Family.NEGATIVE_BINOMIAL),
    (2000.0, 40.0, Family.NEGATIVE_BINOMIAL),
]


@pytest.mark.parametrize(("mean", "ratio", "family"), DAYS)
def test_distribution_function_is_that_of_the_family(mean, ratio, family):
    low, cumulative, _ = tables_of(mean, ratio, family)
    wanted = distribution(mean, ratio, family).cdf(low + np.arange(len(cumulative)))
    assert cumulative == pytest.approx(wanted, abs=1e-12)
    assert cumulative[-1] == 1


@pytest.mark.parametrize(("mean", "ratio", "family"), DAYS)
def test_guide_points_at_or_before_every_number(mean, ratio, family):
    _, cumulative, guide = tables_of(mean, ratio, family)
    first = [int(np.argmax(cumulative > g / N_GUIDES)) for g in range(N_GUIDES)]
    assert guide.tolist() == first


def drawn(mean: float, ratio: float, family: Family, n_days: int, table=(), seed: int = 3):
    low, cumulative, guide = tables_of(mean, ratio, family, table)
    days = np.zeros(n_days, np.int64)
    everyday = (np.full(7, low), np.full(7, len(cumulative)), np.tile(cumulative, (7, 1)))
    draw_days(np.uint64(stream(seed, 0, 0)), 0, *everyday, np.tile(guide, (7, 1)), days)
    return days


def chi_square(days: np.ndarray, probability) -> float:
    """p-value of counts against probabilities, rare values put together at both ends."""
    support = np.arange(days.min(), days.max() + 1)
    expected = np.array([probability(k) for k in support]) * len(days)
    usual = np.flatnonzero(expected >= 8)
    first, last = support[usual[0]], support[usual[-1]]
    counts = np.bincount(np.clip(days, first, last) - first)
    within = expected[usual[0] : usual[-1] + 1].copy()
    below = sum(probability(k) for k in range(max(0, first - 2000), first)) * len(days)
    within[0] += below
    within[-1] += len(days) - within.sum()
    return float(stats.chisquare(counts, within).pvalue)


@pytest.mark.parametrize(("mean", "ratio", "family"), DAYS[:2] + DAYS[3:])
def test_drawn_demand_follows_the_family(mean, ratio, family):
    days = drawn(mean, ratio, family, 70_000)
    assert chi_square(days, distribution(mean, ratio, family).pmf) > 1e-3


def test_drawn_demand_follows_the_table():
    table = (0.0, 0.5, 0.0, 0.2, 0.3, 0.0)
    days = drawn(0.9, 1.0, Family.TABLE, 70_000, table)
    often = 0.9 / 2.3
    wanted = {0: 1 - often, 1: 0.5 * often, 3: 0.2 * often, 4: 0.3 * often}
    counts = np.bincount(days, minlength=5)
    assert set(np.flatnonzero(counts)) == set(wanted)
    expected = np.array(list(wanted.values())) * len(days)
    assert stats.chisquare(counts[list(wanted)], expected).pvalue > 1e-3


def test_a_table_padded_with_zeros_draws_the_same():
    short = drawn(0.9, 1.0, Family.TABLE, 2000, (0.1, 0.5, 0.4))
    padded = drawn(0.9, 1.0, Family.TABLE, 2000, (0.1, 0.5, 0.4, 0.0, 0.0))
    assert np.array_equal(short, padded)


def test_uniform_numbers_are_uniform_and_unrelated():
    grid = np.array(
        [
            [
                [uniform(np.uint64(stream(seed, r, pair)), day) for day in range(-5, 15)]
                for pair in range(30)
            ]
            for seed in range(2)
            for r in range(10)
        ]
    )
    assert stats.kstest(grid.ravel(), "uniform").pvalue > 1e-3
    assert len(np.unique(grid)) == grid.size
    bound = 3.9 / np.sqrt(grid.size)
    for axis in range(3):
        one, other = np.delete(grid, 0, axis), np.delete(grid, -1, axis)
        assert abs(np.corrcoef(one.ravel(), other.ravel())[0, 1]) < bound


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
    monkeypatch.setattr("models.inventory.simulate.is_compiled", lambda _: False)
    with caplog.at_level("INFO", "wardflow.inventory"):
        simulate(shelf_problem(), [1], [2], n_weeks=1, n_replications=1, seed=0)
    assert "compiling" in caplog.text
    caplog.clear()
    monkeypatch.undo()
    with caplog.at_level("INFO", "wardflow.inventory"):
        simulate(shelf_problem(), [1], [2], n_weeks=1, n_replications=1, seed=0)
    assert not caplog.text


def _replay(**rows) -> Replay:
    columns = {"pair": [0, 0], "day": [1, 3], "pieces": [2, 1]} | rows
    return Replay(0, 7, *(np.array(column) for column in columns.values()))


@pytest.mark.parametrize(
    "rows",
    [
        {"day": [3, 1]},
        {"day": [3, 3]},
        {"day": [3, 7]},
        {"day": [-1, 3]},
        {"pair": [1, 0]},
        {"pair": [-1, 0]},
        {"pieces": [2, -1]},
        {"pieces": [2]},
    ],
)
def test_rows_out_of_order_or_range_are_refused(rows):
    with pytest.raises(ValueError, match=r"rows|days lie|one entry"):
        _replay(**rows)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"n_weeks": 0}, "at least 1"),
        ({"n_replications": 0}, "at least 1"),
        ({"seed": -1}, "not negative"),
        ({"warm_up_weeks": -1}, "not negative"),
        ({"start": [-1]}, "at least 0"),
        ({"s": [-2]}, "at least -1"),
        ({"S": [-1]}, "at least 0"),
        ({"S": [1, 2]}, "each of the 1 pairs"),
        ({"s": [0.5]}, "whole number"),
        ({"carriers_per_piece": [1.0, 2.0]}, "one entry"),
        ({"replay": _replay(), "n_weeks": 2}, "fewer than 2 weeks"),
        ({"replay": _replay(), "n_replications": 2}, "one replication"),
        ({"replay": _replay(pair=[0, 1])}, "names pair 1 of 1"),
    ],
)
def test_arguments_out_of_range_are_refused(wrong, said):
    right = {"s": [1], "S": [2], "n_weeks": 1, "n_replications": 1, "seed": 0}
    with pytest.raises(ValueError, match=said):
        simulate(shelf_problem(), **(right | wrong))


@pytest.mark.parametrize("ward", [-1, 1])
def test_a_ward_that_there_is_not_is_refused(ward):
    problem = replace(shelf_problem(), ward=np.array([ward]))
    with pytest.raises(ValueError, match="indices below 1"):
        simulate(problem, [1], [2], n_weeks=1, n_replications=1, seed=0)


@pytest.mark.parametrize(
    ("demand", "said"),
    [
        ({"mean": -1.0}, "mean demand"),
        ({"mean": np.nan}, "mean demand"),
        ({"mean": np.inf}, "mean demand"),
        ({"ratio": 0.9}, "variance over mean"),
        ({"ratio": np.inf}, "variance over mean"),
        ({"family": Family.TABLE}, "name one of the tables"),
        ({"family": Family.TABLE, "table": 1, "tables": [[0.5, 0.5]]}, "name one of the tables"),
        ({"family": Family.TABLE, "table": 0, "tables": [[0.5, 0.5]]}, "above the mean"),
    ],
)
def test_demand_out_of_range_is_refused(demand, said):
    problem = shelf_problem(**demand)
    with pytest.raises(ValueError, match=said):
        simulate(problem, [1], [2], n_weeks=1, n_replications=1, seed=0)


def test_interval_is_students():
    figures = np.random.default_rng(1).normal(size=(9, 3))
    found = mean_and_interval(figures, 0.9)
    low, high = stats.t.interval(0.9, 8, figures.mean(axis=0), stats.sem(figures))
    assert found.low == pytest.approx(low)
    assert found.high == pytest.approx(high)
    assert found.half_width == pytest.approx((high - low) / 2)
    assert found.holds(figures.mean(axis=0)).all()
    assert not found.holds(high + 1e-6).any()


def test_one_replication_tells_nothing_of_its_doubt():
    found = mean_and_interval([3.0])
    assert (float(found.mean), float(found.low), float(found.high)) == (3, -np.inf, np.inf)


@pytest.mark.parametrize(("figures", "level"), [([], 0.95), (3.0, 0.95), ([1, 2], 0), ([1, 2], 1)])
def test_an_interval_of_nothing_is_refused(figures, level):
    with pytest.raises(ValueError, match=r"at least one|between 0 and 1"):
        mean_and_interval(figures, level)


def test_pairing_needs_replications_of_one_shape():
    with pytest.raises(ValueError, match="one shape"):
        difference_and_interval([1, 2], [1, 2, 3])


def test_common_demand_makes_differences_sharper():
    problem = shelf_problem(mean=3.0, policy=Policy.MIN_MAX)
    asked = {"n_weeks": 26, "n_replications": 20}
    ours = simulate(problem, [6], [14], seed=1, **asked).cost(problem)
    theirs = simulate(problem, [7], [15], seed=1, **asked).cost(problem)
    strangers = simulate(problem, [7], [15], seed=2, **asked).cost(problem)
    paired = difference_and_interval(ours, theirs).half_width
    assert paired < 0.7 * difference_and_interval(ours, strangers).half_width
