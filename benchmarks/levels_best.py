"""What do the best levels of a pair cost? By brute force, to judge a search by.

Levels between min and max are many: for each d = cap - s, caps are looked at from the least
that served the d before, upwards until three in a row cost more than the best for stock and
lines alone, and downwards until three in a row lose half as much again as the targets allow.
Nothing is estimated; each look is exact to 1e-7, and what is nearly the best is evaluated to the
last digits. Of the other policies all levels are evaluated.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.inventory.evaluate import columns_of, evaluate
from models.inventory.flows import Rule
from models.inventory.long_run import full_shelf, long_run
from models.inventory.pack_shapes import first_guess
from models.inventory.problem import Demand, Family, Floats, Policy, Rounding, ShelfProblem, Whole
from models.inventory.spans import Spans, week_spans
from models.kernels import kernel

__all__ = ["all_levels", "best_of", "some_pairs"]

_TABLE = int(Family.TABLE)
_CUT, _LEAST, _TOLERANCE, _MARGIN = 1e-12, 1e-13, 1e-8, 1e-7
_IN_A_ROW = 3
_HOPELESS = 1.5
_NEARLY = 1e-4
_MOST = 60


def some_pairs(problem: ShelfProblem, pairs: npt.ArrayLike) -> ShelfProblem:
    """Some pairs of a problem, in any order, as often as they are named."""
    own = np.asarray(pairs, dtype=np.int64)
    demand = problem.demand
    columns = ("visits", "lead", "policy", "pack", "shelf", "holding", "line", "shortage")
    return ShelfProblem(
        Demand(
            demand.mean[own],
            demand.ratio[own],
            demand.family[own],
            demand.tables,
            demand.table[own],
        ),
        **{name: getattr(problem, name)[own] for name in columns},
        fill=problem.fill[own],
        cycle=problem.cycle[own],
        space=problem.space[own],
        ward=np.zeros(len(own), np.int64),
        ward_space=np.array([np.inf]),
        rounding=problem.rounding,
    )


def all_levels(problem: ShelfProblem, i: int) -> tuple[Whole, Whole]:
    """Every s and S that differ for the policy of a pair, with orders rounded down."""
    shelf, pack = int(problem.shelf[i]), int(problem.pack[i])
    if problem.policy[i] == Policy.PAR:
        S = np.arange(pack, shelf + 1)  # noqa: N806
        return S - 1, S
    if problem.policy[i] == Policy.PACKS:
        s = np.arange(0, shelf - pack + 1)
        return s, s + pack
    if problem.policy[i] == Policy.KANBAN:
        s = np.arange(pack, shelf // 2 + 1, pack)
        return s, 2 * s
    high, low = np.meshgrid(np.arange(pack, shelf + 1), np.arange(shelf))
    differ = high - low >= pack
    return low[differ], high[differ]


@kernel
def _look(
    spans: Spans, rule: Rule, family: int, starts: Floats
) -> tuple[float, float, float, float]:
    """Measures of a rule, from a full shelf or from where orders are placed, nearly."""
    begin = full_shelf(spans, rule)
    if family != _TABLE:
        begin[:] = 0.0
        total = first_guess(spans, rule.cap - rule.last, rule.unit, starts)
        for j in range(spans.n):
            for r in range(min(rule.unit, rule.cap + 1)):
                begin[j, r] = starts[j, r] / total
    return long_run(spans, rule, begin, _TOLERANCE)


@kernel
def _search(
    visits: npt.NDArray[np.bool_],
    lead: int,
    mean: Floats,
    family: int,
    ratio: float,
    table: Floats,
    pack: int,
    shelf: int,
    prices: Floats,
    bound: float,
    out: Floats,
) -> tuple[int, float]:
    """Levels that were the best so far, or nearly, into ``out``; how many, and the best fill."""
    spans = week_spans(visits, lead, mean, family, ratio, table, shelf, _LEAST)
    starts = np.zeros((spans.n, pack))
    weekly = mean.sum()
    holding, line, shortage = prices[0], prices[1], prices[2]
    fill_target, cycle_target = prices[3], prices[4]
    best, best_fill, n, begin = bound, 0.0, 0, shelf
    for d in range(pack, shelf + 1):
        begin = max(d, begin)
        least = shelf
        for way in (1, -1):
            cap, row = (begin, 0) if way > 0 else (begin - 1, 0)
            while d <= cap <= shelf and row < _IN_A_ROW:
                rule = Rule(lead, cap - d, cap, pack, cap, _CUT)
                stock, lost, lines, cycle = _look(spans, rule, family, starts)
                fill = 1.0 - lost / weekly
                best_fill = max(best_fill, fill)
                cost = 7.0 * holding * stock + line * lines
                out_of_hope = cost > best * (1.0 + _NEARLY)
                if fill >= fill_target - _MARGIN and cycle >= cycle_target - _MARGIN:
                    least = min(least, cap)
                    cost += shortage * lost
                    if cost < best * (1.0 + _NEARLY) and n < out.shape[0]:
                        best = min(best, cost)
                        out[n, 0], out[n, 1], out[n, 2] = cap - d, cap, cost
                        n += 1
                if way < 0:
                    missed = 1.0 - fill > _HOPELESS * (1.0 - fill_target) + 1e-9
                    short = 1.0 - cycle > _HOPELESS * (1.0 - cycle_target) + 1e-9
                    out_of_hope = missed or (cycle_target > 0.0 and short)
                row = row + 1 if out_of_hope else 0
                cap += way
        begin = least
    return n, best_fill


def best_of(problem: ShelfProblem, i: int, bound: float = np.inf) -> tuple[float, float]:
    """Cost of the cheapest levels of a pair that meet its targets, and the highest fill.

    Parameters
    ----------
    problem : ShelfProblem
        Orders are rounded down.
    i : int
        The pair.
    bound : float
        A cost that some levels have; what costs more is not looked for. [SEK / week]

    Returns
    -------
    (cost, fill)
        The bound, if nothing is cheaper; NaN if there are no levels. The fill is the highest
        there is if the cost is infinite. [SEK / week, -]

    Raises
    ------
    ValueError
        If orders are rounded up.

    Examples
    --------
    >>> from benchmarks.levels_speed import random_pairs
    >>> cost, _ = best_of(random_pairs(1, 1), 0)
    >>> 0.0 < cost < 1000.0
    True
    """
    if problem.rounding == Rounding.UP:
        raise ValueError("orders are rounded down")
    s, S = all_levels(problem, i)  # noqa: N806
    if not len(s):
        return float("nan"), float("nan")
    best_fill = 0.0
    if problem.policy[i] == Policy.MIN_MAX:
        mean, ratio, family, tables, table = columns_of(problem)
        prices = [getattr(problem, k)[i] for k in ("holding", "line", "shortage", "fill", "cycle")]
        seen = np.zeros((20_000, 3))
        n, best_fill = _search(
            np.ascontiguousarray(problem.visits[i], dtype=np.bool_),
            int(problem.lead[i]),
            mean[i],
            int(family[i]),
            float(ratio[i]),
            tables[max(0, table[i])],
            int(problem.pack[i]),
            int(problem.shelf[i]),
            np.array(prices, dtype=np.float64),
            bound,
            seen,
        )
        seen = seen[:n][np.argsort(seen[:n, 2])][:_MOST]
        s, S = seen[:, :2].T.astype(np.int64)  # noqa: N806
    levels = evaluate(some_pairs(problem, np.full(len(s), i)), s, S)
    cost = np.where(levels.met, levels.cost, np.inf).min(initial=bound)
    return float(cost), float(levels.fill.max(initial=best_fill))
