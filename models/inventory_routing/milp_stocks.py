"""How do stocks and returns read as rows? One function a family.

Rows carry the numbers of section 3 of ``docs/models/inventory_routing.md``. Variables, by
customer i and day t: ``stock_i_t`` at the end of the day, ``short_i_t`` made good from outside,
``held_i_t`` waiting to be taken back, ``over_i_t`` taken away from outside, ``hub_t``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from models.inventory_routing.milp_program import Program, Terms, first_day_below, most_delivered
from models.inventory_routing.problem import Replenishment, Returns

if TYPE_CHECKING:
    import pulp

__all__ = ["add_stocks"]

Table = dict[tuple[int, int], "pulp.LpVariable"]


def add_stocks(program: Program) -> Table:
    """Add stocks, shortage, returns and the hub to a program that knows its visits.

    Parameters
    ----------
    program : Program
        With ``visits``, ``delivered`` and ``collected``; rows and cost are added.

    Returns
    -------
    dict of (int, int) to pulp.LpVariable
        Stock of each customer at the end of each day.
    """
    import pulp

    problem = program.problem
    every = [(i, t) for i in range(problem.n_customers) for t in range(problem.n_days)]
    stock, short = {}, {}
    for i, t in every:
        stock[i, t] = pulp.LpVariable(f"stock_{i}_{t}", float(problem.minimum[i]))
        program.cost.append((stock[i, t], float(problem.holding_cost[i])))
        if math.isfinite(problem.shortage_cost[i]):
            short[i, t] = pulp.LpVariable(f"short_{i}_{t}", 0)
            program.cost.append((short[i, t], float(problem.shortage_cost[i])))
    if problem.charge_initial:
        program.constant += float(problem.holding_cost @ problem.initial)
    _balance(program, stock, short)
    _at_most_the_maximum(program, stock)
    if problem.replenishment is Replenishment.ORDER_UP_TO:
        _up_to_the_maximum(program, stock)
        _no_early_shortage(program, stock, short)
    _hub(program)
    if problem.returns is not None:
        _returns(program, problem.returns)
    return stock


def _before(program: Program, stock: Table, i: int, t: int) -> tuple[Terms, float]:
    """Stock before the visit of a day: terms, and a constant."""
    if t == 0:
        return [], float(program.problem.initial[i])
    return [(stock[i, t - 1], 1.0)], 0.0


def _balance(program: Program, stock: Table, short: Table) -> None:
    r"""(V.11): s_{it} = s_{i,t-1} + q_{it} - d_{it} + w_{it}; s_{it} \ge L_i is a bound."""
    for (i, t), after in stock.items():
        terms, constant = _before(program, stock, i, t)
        terms = [*terms, *program.delivered.get((i, t), ()), (after, -1.0)]
        if (i, t) in short:
            terms.append((short[i, t], 1.0))
        program.equal(terms, float(program.problem.demand[i, t]) - constant, f"V11_{i}_{t}")


def _at_most_the_maximum(program: Program, stock: Table) -> None:
    r"""(V.12): s_{i,t-1} + q_{it} \le U_i, from the first day on which s may be that low."""
    first = first_day_below(program.problem)
    for (i, t), delivered in program.delivered.items():
        if t >= first[i]:
            terms, constant = _before(program, stock, i, t)
            most = float(program.problem.maximum[i])
            program.at_most([*terms, *delivered], most - constant, f"V12_{i}_{t}")


def _up_to_the_maximum(program: Program, stock: Table) -> None:
    r"""(V.13): s_{i,t-1} + q_{it} \ge U_i - \bar q_{it} (1 - y_{it}): a visit fills up."""
    first = first_day_below(program.problem)
    most = most_delivered(program.problem)
    for (i, t), delivered in program.delivered.items():
        if t >= first[i]:
            terms, constant = _before(program, stock, i, t)
            slack = float(most[i, t])
            visits = [(visit, -slack) for visit, _ in program.visits[i, t]]
            # Where it may be visited more than once a day, any visit fills it up.
            groups = [visits] if program.problem.once_a_day else [[visit] for visit in visits]
            least = float(program.problem.maximum[i]) - slack - constant
            for number, group in enumerate(groups):
                program.at_least([*terms, *delivered, *group], least, f"V13_{i}_{t}_{number}")


def _no_early_shortage(program: Program, stock: Table, short: Table) -> None:
    r"""(V.14): w_{it} \le \bar w_i b_{it}, s_{it} \le L_i + (\bar s_i - L_i)(1 - b_{it}), b binary.

    Under order-up-to a unit from outside makes the next visit smaller: without these rows it
    would be had before it is needed.
    """
    import pulp

    problem = program.problem
    highest = np.maximum(problem.initial, problem.maximum)
    for (i, t), missing in short.items():
        needed = pulp.LpVariable(f"needed_{i}_{t}", cat="Binary")
        low, high = float(problem.minimum[i]), float(highest[i])
        most = float(problem.demand[i, t]) + max(0.0, low - float(problem.initial[i]))
        program.at_most([(missing, 1.0), (needed, -most)], 0.0, f"V14a_{i}_{t}")
        program.at_most([(stock[i, t], 1.0), (needed, high - low)], high, f"V14b_{i}_{t}")


def _hub(program: Program) -> None:
    r"""(V.15): b_t = b_{t-1} + p_t + (1 - \lambda) \sum_i c_{i,t-l-1} - \sum_i q_{it}, b_t \ge 0.

    A hub without end has no such row.
    """
    import pulp

    problem, returns = program.problem, program.problem.returns
    if math.isinf(problem.hub_initial):
        return
    if problem.charge_initial:
        program.constant += problem.hub_holding_cost * problem.hub_initial
    customers = range(problem.n_customers)
    before = None
    for t in range(problem.n_days):
        after = pulp.LpVariable(f"hub_{t}", 0)
        program.cost.append((after, problem.hub_holding_cost))
        terms: Terms = [(after, -1.0)]
        there = float(problem.production[t])
        if before is None:
            there += problem.hub_initial
        else:
            terms.append((before, 1.0))
        for i in customers:
            terms += [(variable, -share) for variable, share in program.delivered.get((i, t), ())]
            if returns is not None:
                back = program.collected.get((i, t - returns.lag_days - 1), ())
                terms += [(variable, (1 - returns.loss) * share) for variable, share in back]
        program.equal(terms, -there, f"V15_{t}")
        before = after


def _returns(program: Program, returns: Returns) -> None:
    r"""(V.16): r_{it} = r_{i,t-1} - c_{it} + a_{it} - o_{it}; (V.17): c_{it} \le r_{i,t-1}.

    That r_{it} \le R_i is a bound.
    """
    import pulp

    problem = program.problem
    for i in range(problem.n_customers):
        before: Terms = []
        there = float(returns.initial[i])
        for t in range(problem.n_days):
            held = pulp.LpVariable(f"held_{i}_{t}", 0, float(returns.maximum[i]))
            collected = program.collected.get((i, t), [])
            left = [*before, *((variable, -share) for variable, share in collected)]
            terms = [*left, (held, -1.0)]
            if math.isfinite(returns.overflow_cost[i]):
                over = pulp.LpVariable(f"over_{i}_{t}", 0)
                program.cost.append((over, float(returns.overflow_cost[i])))
                terms.append((over, -1.0))
            program.equal(terms, -there - float(returns.arising[i, t]), f"V16_{i}_{t}")
            if collected:
                program.at_least(left, -there, f"V17_{i}_{t}")
            before, there = [(held, 1.0)], 0.0
