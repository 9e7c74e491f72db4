"""On which weekdays is each ward visited? The least shortfall, then cost, then a level week.

Mixed-integer programs over weekday patterns (PuLP, HiGHS). What they answer is counted
again from the arrays and taken only where it is no worse than what is already in hand.
Section I.8 of ``docs/models/inventory.md``.
"""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial

import numpy as np

from models.inventory.patterns import patterns
from models.inventory.problem import Whole, Yes
from models.inventory.visit_answer import answer
from models.inventory.visit_moves import peak_score, priced_score, score_of
from models.inventory.visit_problem import VisitDays, VisitDaysProblem, judge, levelling
from models.inventory.visit_rows import least_cost, least_peak
from models.outcome import Limits, Outcome, Status

__all__ = ["VisitDays", "VisitDaysProblem", "choose", "judge", "levelling", "patterns"]

COST_GAP = 3e-4
"""Relative gap within which the least cost is proven."""
PEAK_GAP = 5e-3
"""Relative gap within which the levelled week is proven."""
_ROUNDING = 1e-5


def choose(problem: VisitDaysProblem, *, limits: Limits) -> Outcome[VisitDays]:
    """Give each ward its delivery weekdays.

    First the load above capacity is made least (zero where capacities suffice), then the
    cost, then the busiest weekday at a cost of at most ``cost_allowance`` above the least.

    Parameters
    ----------
    problem : VisitDaysProblem
        What is asked.
    limits : Limits
        ``time_s`` stops it; without it, it ends at the gaps of this module. It draws no
        random numbers and runs one process: the other limits do not matter.

    Returns
    -------
    Outcome[VisitDays]
        There always is a solution: what no choice of weekdays can bring within capacity is
        in ``lines_short`` and ``carriers_short``. ``OPTIMAL`` where the least shortfall and
        cost and then the lowest peaks are proven within :data:`COST_GAP` and
        :data:`PEAK_GAP`. ``objective`` is the cost with levelling, ``bound`` one on the cost
        of any choice with as little shortfall. [SEK / week]

    Notes
    -----
    (I.81)-(I.89) of ``docs/models/inventory.md``.

    Examples
    --------
    Two wards that are cheapest on Monday, where only one can be served:

    >>> week = np.zeros((2, 2, 7)); week[:, 0, 0] = week[:, 1, 3] = 5.0
    >>> problem = VisitDaysProblem(
    ...     np.array([[10.0, 12.0], [10.0, 13.0]]), week[0] > 0, week, week / 5, np.zeros(2, int),
    ...     lines_capacity=np.full(7, 5.0), carriers_capacity=np.full(7, np.inf))
    >>> outcome = choose(problem, limits=Limits(time_s=10))
    >>> outcome.status.value, outcome.solution.pattern.tolist(), outcome.objective
    ('optimal', [1, 0], 22.0)
    """
    began = time.monotonic()
    found, bound = _cheapest(problem, limits, began)
    level, proven = replace(found, least_cost=found.cost), bound is not None
    if problem.n_wards:
        said = answer(
            problem,
            partial(least_peak, problem, found),
            peak_score(problem, found),
            _affordable(problem, found),
            found.pattern,
            gap=PEAK_GAP,
            time_s=_left(limits, began),
        )
        proven = proven and said.proven
        other = None if said.pattern is None else _legal(problem, said.pattern)
        if other is not None and _leveller(problem, other, found):
            level = replace(other, least_cost=found.cost)
    return Outcome(
        status=Status.OPTIMAL if proven else Status.FEASIBLE,
        solution=level,
        objective=level.cost,
        bound=None if bound is None else min(bound, level.cost),
        engine=_engine(),
        seed=limits.seed,
        seconds=time.monotonic() - began,
        iterations=0,
    )


def _cheapest(
    problem: VisitDaysProblem, limits: Limits, began: float
) -> tuple[VisitDays, float | None]:
    """Least shortfall, then least cost; and a bound on its cost where that is proven."""
    found = judge(problem, _greedy(problem))
    if found.shortfall(problem) == 0.0:
        return found, found.cost
    scale = max(found.cost, 1.0)
    score = priced_score(problem, scale)
    said = answer(
        problem,
        partial(least_cost, problem, scale),
        score,
        np.isfinite(problem.cost),
        found.pattern,
        gap=COST_GAP,
        time_s=_left(limits, began, 2),
    )
    other = None if said.pattern is None else _legal(problem, said.pattern)
    if other is not None and score_of(other, score) < score_of(found, score):
        found = other
    if not said.proven:
        return found, None
    return found, found.cost - scale * COST_GAP * score_of(found, score)


def _greedy(problem: VisitDaysProblem) -> Whole:
    """Cheapest pattern of each ward, as many changes as allowed where they save most.

    Without capacities no choice is cheaper: wards do not depend on each other but for the
    number of changes.
    """
    wards = np.arange(problem.n_wards)
    best: Whole = problem.cost.argmin(axis=1)
    today = np.where(problem.today >= 0, problem.today, best)
    saved = problem.cost[wards, today] - problem.cost[wards, best]
    best = np.where(saved > 0, best, today)
    if problem.max_changes is not None:
        worth = np.argsort(-saved, kind="stable")[problem.max_changes :]
        best[worth] = today[worth]
    return best


def _affordable(problem: VisitDaysProblem, cheapest: VisitDays) -> Yes:
    """Patterns that fit the allowance if all other wards had their cheapest."""
    least = problem.cost.min(axis=1)
    spare = cheapest.cost * (1 + problem.cost_allowance) - least.sum()
    affordable: Yes = problem.cost - least[:, None] <= spare + _ROUNDING * cheapest.cost
    return affordable


def _legal(problem: VisitDaysProblem, pattern: Whole) -> VisitDays | None:
    """The choice, counted again, unless it changes more wards than allowed."""
    found = judge(problem, pattern)
    most = problem.n_wards if problem.max_changes is None else problem.max_changes
    return found if found.changed.sum() <= most else None


def _no_shorter(problem: VisitDaysProblem, other: VisitDays, found: VisitDays) -> bool:
    return other.shortfall(problem) <= found.shortfall(problem) * (1 + _ROUNDING) + _ROUNDING


def _leveller(problem: VisitDaysProblem, other: VisitDays, found: VisitDays) -> bool:
    """Whether a choice is more level, within the allowance and with no more shortfall."""
    most = found.cost * (1 + problem.cost_allowance + 1e-9)
    score = peak_score(problem, found)
    lower = score_of(other, score) < score_of(found, score)
    return lower and other.cost <= most and _no_shorter(problem, other, found)


def _left(limits: Limits, began: float, share: int = 1) -> float | None:
    """Part of the time that is left. [s]"""
    if limits.time_s is None:
        return None
    return max(0.1, (limits.time_s - (time.monotonic() - began)) / share)


def _engine() -> str:
    from importlib.metadata import version

    return f"HiGHS {version('highspy')}"
