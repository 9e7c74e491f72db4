"""Which rows hold for every answer, although the program does not need them? Visits that must be.

Lot sizing tells how often a customer must be visited within some days, whatever the routes.
These rows only cut off fractions: without them the answers are the same and later. Section 6
of ``docs/models/inventory_routing.md``.

References
----------
Coelho, Laporte (2014), International Journal of Production Economics 155, 391-397.
https://doi.org/10.1016/j.ijpe.2013.11.019
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from models.inventory_routing.milp_program import Program, Terms, Vector, most_delivered

if TYPE_CHECKING:
    import pulp

__all__ = ["add_cuts", "fewest_visits"]

_ROUNDING = 1e-9


def add_cuts(program: Program, stock: dict[tuple[int, int], pulp.LpVariable]) -> None:
    """Add rows on visits that every answer must make.

    Parameters
    ----------
    program : Program
        With its visits.
    stock : dict of (int, int) to pulp.LpVariable
        Of each customer at the end of each day.
    """
    problem = program.problem
    for i in range(problem.n_customers):
        if math.isinf(problem.shortage_cost[i]):
            _enough_visits(program, i)
            _stock_without_visits(program, i, stock)
    _enough_departures(program)


def fewest_visits(program: Program, i: int) -> dict[tuple[int, int], int]:
    r"""Fewest visits of a customer from one day to another.

    Parameters
    ----------
    program : Program
        With its problem.
    i : int
        Customer whose shortage is forbidden.

    Returns
    -------
    dict of (int, int) to int
        By first and last day, where it is not 0: what is used in between, less what there may
        be before above the minimum, over the most that one visit brings.
    """
    problem = program.problem
    demand, low = problem.demand[i], float(problem.minimum[i])
    capacity = max(kind.capacity for kind in problem.vehicles)
    largest = min(capacity, float(most_delivered(problem)[i].max()))
    highest = _highest_before(program, i)
    fewest = {}
    for first in range(problem.n_days):
        needed = low - highest[first]
        for last in range(first, problem.n_days):
            needed += float(demand[last])
            if needed > _ROUNDING and largest > 0:
                fewest[first, last] = math.ceil(needed / largest - _ROUNDING)
    return fewest


def _highest_before(program: Program, i: int) -> Vector:
    """Most stock there can be on the morning of each day."""
    problem = program.problem
    used = np.concatenate([[0.0], np.cumsum(problem.demand[i])])[:-1]
    untouched = problem.initial[i] - used
    highest = untouched.copy()
    highest[1:] = np.maximum(untouched[1:], problem.maximum[i] - problem.demand[i, :-1])
    found: Vector = highest
    return found


def _enough_visits(program: Program, i: int) -> None:
    r"""(V.41): \sum_{t=a}^{b} y_{it} \ge v_{iab}, the fewest visits from day a to day b.

    Only the shortest runs of days that ask for so many: longer ones follow.
    """
    fewest = fewest_visits(program, i)
    for (first, last), times in fewest.items():
        inner = max(fewest.get((first, last - 1), 0), fewest.get((first + 1, last), 0))
        if times > inner:
            terms = _visits(program, i, first, last)
            program.at_least(terms, times, f"V41_{i}_{first}_{last}")


def _stock_without_visits(
    program: Program, i: int, stock: dict[tuple[int, int], pulp.LpVariable]
) -> None:
    r"""(V.42): s_{i,a-1} - L_i \ge (\sum_{t=a}^{b} d_{it}) (1 - \sum_{t=a}^{b} y_{it})."""
    problem = program.problem
    for first in range(1, problem.n_days):
        used = 0.0
        for last in range(first, problem.n_days):
            used += float(problem.demand[i, last])
            visits = _visits(program, i, first, last)
            terms = [(stock[i, first - 1], 1.0), *((y, used * share) for y, share in visits)]
            name = f"V42_{i}_{first}_{last}"
            program.at_least(terms, used + float(problem.minimum[i]), name)


def _enough_departures(program: Program) -> None:
    r"""(V.43): \sum_{t \le b, k, j} x_{0jkt} \ge \lceil m_b / Q \rceil.

    m_b is what is missing by day b, \sum_i (d_{i,1..b} + L_i - s_{i0})^+, without customers
    whose shortage is priced; Q is the largest capacity.
    """
    problem = program.problem
    capacity = max(kind.capacity for kind in problem.vehicles)
    strict = np.isinf(problem.shortage_cost)
    used = np.cumsum(problem.demand, axis=1)
    missing = np.maximum(0.0, used + (problem.minimum - problem.initial)[:, None])[strict].sum(0)
    terms: Terms = []
    before = 0
    for t in range(problem.n_days):
        terms += program.departures.get(t, [])
        times = math.ceil(float(missing[t]) / capacity - _ROUNDING)
        if times > before:
            program.at_least(terms, times, f"V43_{t}")
        before = times


def _visits(program: Program, i: int, first: int, last: int) -> Terms:
    days = range(first, last + 1)
    return [term for t in days for term in program.visits.get((i, t), ())]
