"""Are the screen's levels the best there are, and its figures true? By every s and S."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.stats import nbinom, poisson

from models.inventory.evaluate import evaluate
from models.inventory.problem import Family
from models.inventory.screen import screen
from tests.mathematics.shelves import shelf_problem


@dataclass(frozen=True)
class Pair:
    """What the screen is asked about one ward item."""

    rate: float
    ratio: float
    least: int
    shelf: int
    holding: float
    line: float
    shortage: float
    fill: float


def _pairs(rng: np.random.Generator, n: int, most: float, shelf: int) -> list[Pair]:
    """Slow and fast, dear and cheap, with targets that bind, packs, and prices of nothing."""
    return [
        Pair(
            rate=float(np.exp(rng.uniform(np.log(0.01), np.log(most)))),
            ratio=float(rng.choice([1.0, 1.0, rng.uniform(1.0, 4.0)])),
            least=int(rng.choice([1, 1, 2, 5])),
            shelf=int(rng.integers(1, shelf + 1)),
            holding=float(np.exp(rng.uniform(np.log(0.001), np.log(2.0)))),
            line=float(rng.choice([0.0, 5.0, 18.0])),
            shortage=float(rng.choice([0.0, 2.0, 30.0, 300.0])),
            fill=float(rng.choice([0.0, 0.7, 0.95, 0.995])),
        )
        for _ in range(n)
    ]


def _screened(pairs: list[Pair], gaps: list[int]):
    columns = {
        name: np.array([getattr(pair, name) for pair in pairs])
        for name in ("rate", "ratio", "least", "shelf", "holding", "line", "shortage", "fill")
    }
    columns["least_order"] = columns.pop("least")
    return screen(columns.pop("rate"), columns.pop("ratio"), gaps, **columns)


def _demand(pair: Pair, days: int, top: int) -> np.ndarray:
    """Probability of 0 ... top pieces in some days."""
    mean = pair.rate * days
    if pair.ratio == 1.0:
        return poisson.pmf(np.arange(top + 1), mean)
    return nbinom.pmf(np.arange(top + 1), mean / (pair.ratio - 1.0), 1.0 / pair.ratio)


def _gap(pair: Pair, gap: int) -> tuple[np.ndarray, np.ndarray]:
    """Cost of a gap, and pieces lost in it, from each stock."""
    stocks = np.arange(pair.shelf + 1)
    left = np.zeros(pair.shelf + 1)
    for days in range(1, gap + 1):
        below = np.cumsum(_demand(pair, days, pair.shelf))
        last = np.concatenate([[0.0], np.cumsum(below[:-1])])
        left += last
    lost = pair.rate * gap - stocks + last
    return pair.holding * left + pair.shortage * lost, lost


def _by_chain(pair: Pair, gap: int) -> dict[tuple[int, int], tuple[float, float, float]]:
    """Cost a day, fill rate and lines a day of every s and S, by the chain of stocks."""
    mass = _demand(pair, gap, pair.shelf)
    price, lost = _gap(pair, gap)
    told = {}
    for top in range(1, pair.shelf + 1):
        for s in range(top - pair.least + 1):
            stocks = np.arange(s + 1, top + 1)
            step = np.zeros((len(stocks), len(stocks)))
            for i, x in enumerate(stocks):
                step[i, : i + 1] = mass[: i + 1][::-1]
                # What is left at s or below is an order up to the top.
                step[i, -1] += 1.0 - mass[: x - s].sum()
            free = np.vstack([np.eye(len(stocks)) - step.T, np.ones(len(stocks))])
            often = np.linalg.lstsq(free, np.append(np.zeros(len(stocks)), 1.0), rcond=None)[0]
            orders = sum(often[i] * (1.0 - mass[: x - s].sum()) for i, x in enumerate(stocks))
            cost = pair.line * orders + often @ price[stocks]
            told[s, top] = (
                cost / gap,
                1.0 - often @ lost[stocks] / (pair.rate * gap),
                orders / gap,
            )
    return told


@pytest.mark.parametrize("gap", range(1, 8))
def test_no_s_and_s_are_cheaper_by_the_chain_of_stocks(gap):
    pairs = _pairs(np.random.default_rng(gap), 30, 3.0, 12)
    found = _screened(pairs, [gap])
    met = 0
    for i, pair in enumerate(pairs):
        every = _by_chain(pair, gap)
        if not every:
            assert (found.s[i, 0], found.S[i, 0]) == (-1, 0)
            assert not found.met[i, 0]
            continue
        cost, fill, lines = every[int(found.s[i, 0]), int(found.S[i, 0])]
        assert found.cost[i, 0] == pytest.approx(cost, rel=1e-9, abs=1e-9)
        assert found.fill[i, 0] == pytest.approx(fill, abs=1e-9)
        assert found.lines[i, 0] == pytest.approx(lines, rel=1e-9)
        reaching = [c for c, f, _ in every.values() if f >= pair.fill - 1e-12]
        assert found.met[i, 0] == bool(reaching)
        if reaching:
            assert found.cost[i, 0] <= min(reaching) * (1.0 + 1e-9) + 1e-9
            met += 1
        else:
            assert found.fill[i, 0] >= max(f for _, f, _ in every.values()) - 1e-9
    assert 5 <= met < len(pairs)


def _best_by_renewal(pair: Pair, gap: int) -> float:
    """Least cost a day of every s and S that meet the target, by (I.402); infinite if none."""
    mass = _demand(pair, gap, pair.shelf)
    price, lost = _gap(pair, gap)
    seen = np.zeros(pair.shelf)
    for k in range(pair.shelf):
        before = seen[:k] @ mass[k:0:-1] if k else 1.0
        seen[k] = before / (1.0 - mass[0])
    gaps = np.cumsum(seen)
    best = np.inf
    for top in range(pair.least, pair.shelf + 1):
        down = slice(top, 0, -1)
        cost = (pair.line + np.cumsum(seen[:top] * price[down])) / gaps[:top]
        short = np.cumsum(seen[:top] * lost[down]) / gaps[:top]
        fine = short <= (1.0 - pair.fill + 1e-12) * pair.rate * gap
        fine[: pair.least - 1] = False
        best = min(best, float(np.where(fine, cost, np.inf).min()))
    return best / gap


@pytest.mark.parametrize("seed", range(4))
def test_no_s_and_s_are_cheaper_on_shelves_of_hundreds_of_pieces(seed):
    pairs = _pairs(np.random.default_rng(100 + seed), 50, 30.0, 400)
    gaps = [1 + seed, 7 - seed]
    found = _screened(pairs, gaps)
    for i, pair in enumerate(pairs):
        for g, gap in enumerate(gaps):
            best = _best_by_renewal(pair, gap)
            assert found.met[i, g] == np.isfinite(best)
            if np.isfinite(best):
                assert found.cost[i, g] == pytest.approx(best, rel=1e-9, abs=1e-9), (pair, gap)
            assert 0 <= found.S[i, g] <= pair.shelf


def test_stock_that_costs_nothing_fills_the_shelf():
    found = screen([0.2], 1.5, [7], shelf=90, holding=0.0, line=18.0, shortage=10.0, fill=0.98)
    assert found.S[0, 0] == 90


def test_figures_are_those_of_the_calendar_model():
    rng = np.random.default_rng(5)
    n = 40
    rate = np.exp(rng.uniform(np.log(0.02), np.log(8.0), n))
    ratio = np.where(rng.random(n) < 0.5, 1.0, rng.uniform(1.2, 4.0, n))
    for gap, visits in ((1, np.ones(7, bool)), (7, np.arange(7) == 2)):
        found = screen(
            rate, ratio, [gap], shelf=500, holding=0.05, line=18.0, shortage=20.0, fill=0.97
        )
        problem = shelf_problem(
            n,
            mean=np.repeat(rate[:, None], 7, axis=1),
            ratio=ratio,
            family=np.where(ratio > 1.0, Family.NEGATIVE_BINOMIAL, Family.POISSON),
            visits=visits,
            shelf=500,
            holding=0.05,
            line=18.0,
            shortage=20.0,
            fill=0.97,
        )
        exact = evaluate(problem, found.s[:, 0], found.S[:, 0])
        np.testing.assert_allclose(7.0 * found.cost[:, 0], exact.cost, rtol=1e-8)
        np.testing.assert_allclose(7.0 * found.lines[:, 0], exact.lines, rtol=1e-8)
        np.testing.assert_allclose(found.fill[:, 0], exact.fill, atol=1e-9)


def test_several_gaps_are_each_as_alone_and_nothing_is_kept_of_what_no_one_uses():
    pairs = _pairs(np.random.default_rng(9), 25, 5.0, 60)
    pairs.append(Pair(0.0, 1.0, 1, 10, 0.1, 5.0, 10.0, 0.98))
    together = _screened(pairs, [1, 2, 3, 4, 5, 6, 7])
    for gap in range(1, 8):
        alone = _screened(pairs, [gap])
        for name in ("s", "S", "cost", "fill", "lines", "met"):
            np.testing.assert_array_equal(
                getattr(together, name)[:, gap - 1], getattr(alone, name)[:, 0]
            )
    assert together.s[-1].tolist() == 7 * [-1]
    assert together.S[-1].tolist() == 7 * [0]
    assert together.cost[-1].tolist() == 7 * [0.0]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"mean_per_day": [[1.0]]}, "one-dimensional"),
        ({"mean_per_day": [np.nan]}, "finite"),
        ({"mean_per_day": [-1.0]}, "not negative"),
        ({"holding": -1.0}, "not negative"),
        ({"ratio": 0.5}, "at least 1"),
        ({"fill": 1.0}, "below 1"),
        ({"gap_days": [0]}, "at least 1"),
        ({"least_order": 0}, "at least 1"),
        ({"shelf": -1}, "at least 0"),
    ],
)
def test_numbers_out_of_their_range_are_refused(changed, told):
    asked = {
        "mean_per_day": [1.0],
        "ratio": 1.0,
        "gap_days": [1],
        "shelf": 10,
        "holding": 0.1,
        "line": 5.0,
        "shortage": 1.0,
        "fill": 0.9,
    } | changed
    with pytest.raises(ValueError, match=told):
        screen(asked.pop("mean_per_day"), asked.pop("ratio"), asked.pop("gap_days"), **asked)
