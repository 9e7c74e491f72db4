"""How do routes read as rows when all of them are known? One variable a set of customers.

For few customers every set can be written down with its shortest round, and choosing among
them is a far tighter program than arcs. Goods that come back would make the order of a round
matter beyond its length: such problems go to ``milp_flow``. Variables, by set S (a number whose
bits are customers), kind k and day t: ``z_S_k_t`` how many rounds, ``q_i_S_k_t`` what they bring
to customer i. Section 5 of ``docs/models/inventory_routing.md``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from models.inventory_routing.milp_program import Program, Terms, most_delivered
from models.inventory_routing.problem import DayRoute, InventoryRoutingProblem, Replenishment, Stop

if TYPE_CHECKING:
    import pulp

__all__ = ["MOST_CUSTOMERS", "add_routes", "read_routes", "rounds", "too_much"]

MOST_CUSTOMERS = 8
"""Of more customers there are too many sets."""


def too_much(problem: InventoryRoutingProblem) -> tuple[str, ...]:
    """What of a problem these rows cannot say, in words; empty when they can."""
    missing = []
    if problem.n_customers > MOST_CUSTOMERS:
        missing.append(f"more than {MOST_CUSTOMERS} customers")
    if problem.returns is not None:
        missing.append("returns")
    if not problem.once_a_day and problem.replenishment is Replenishment.ORDER_UP_TO:
        missing.append("filling up more than once a day")
    limited = any(math.isfinite(kind.max_duration) for kind in problem.vehicles)
    if limited and problem.durations is not None:
        missing.append("limited times that are no distances")
    return tuple(missing)


def rounds(problem: InventoryRoutingProblem) -> dict[int, tuple[float, tuple[int, ...]]]:
    r"""Shortest round through each set of customers.

    Parameters
    ----------
    problem : InventoryRoutingProblem
        Of at most :data:`MOST_CUSTOMERS` customers.

    Returns
    -------
    dict of int to (float, tuple of int)
        By the set's number: length [distance] and customers in order.

    Notes
    -----
    Held and Karp (1962): D(S, j) = \min_{i \in S \setminus j} D(S \setminus j, i) + d_{ij}.
    https://doi.org/10.1137/0110015
    """
    n, way = problem.n_customers, problem.distances
    ends: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {
        (1 << i, i): (float(way[0, i + 1]), (i,)) for i in range(n)
    }
    for number in range(1, 1 << n):
        members = [i for i in range(n) if number >> i & 1]
        for last in members if len(members) > 1 else ():
            rest = number & ~(1 << last)
            ends[number, last] = min(
                (ends[rest, i][0] + float(way[i + 1, last + 1]), (*ends[rest, i][1], last))
                for i in members
                if i != last
            )
    return {
        number: min(
            (ends[number, i][0] + float(way[i + 1, 0]), ends[number, i][1])
            for i in range(n)
            if number >> i & 1
        )
        for number in range(1, 1 << n)
    }


def add_routes(program: Program) -> None:
    """Add all rounds to a program.

    Parameters
    ----------
    program : Program
        Gets rounds, visits and amounts; stocks are not looked at.

    Raises
    ------
    ValueError
        If these rows cannot say the problem.
    """
    problem = program.problem
    if missing := too_much(problem):
        raise ValueError(f"not for {', '.join(missing)}")
    known = rounds(problem)
    for t in range(problem.n_days):
        closed = sum(1 << int(i) for i in np.flatnonzero(~problem.visit_allowed[:, t]))
        for k, kind in enumerate(problem.vehicles):
            used: Terms = []
            for number, (length, order) in known.items():
                taken = length + math.fsum(problem.service[list(order)].tolist())
                if not number & closed and taken <= kind.max_duration:
                    used.append((_round(program, number, k, t, known[number]), 1.0))
            if used:
                program.departures.setdefault(t, []).extend(used)
                program.at_most(used, kind.n, f"V32_{k}_{t}")
    _once_a_day(program)


def _round(
    program: Program, number: int, k: int, t: int, known: tuple[float, tuple[int, ...]]
) -> pulp.LpVariable:
    r"""(V.33): \sum_{i \in S} q_{iSkt} \le Q_k z_{Skt}.

    (V.34): q_{iSkt} \le \min(Q_k, \bar q_{it}) z_{Skt}.
    """
    import pulp

    problem, (length, order) = program.problem, known
    kind = problem.vehicles[k]
    name = f"{number}_{k}_{t}"
    most = most_delivered(problem)[:, t]
    z = pulp.LpVariable(f"z_{name}", 0, 1 if problem.once_a_day else kind.n, cat="Integer")
    visits = math.fsum(problem.visit_cost[list(order)].tolist())
    program.cost.append((z, kind.cost_per_distance * length + kind.fixed_cost + visits))
    amounts: Terms = []
    for i in order:
        q = pulp.LpVariable(f"q_{i}_{name}", 0)
        amounts.append((q, 1.0))
        program.visits.setdefault((i, t), []).append((z, 1.0))
        program.delivered.setdefault((i, t), []).append((q, 1.0))
        limit = min(kind.capacity, float(most[i]))
        program.at_most([(q, 1.0), (z, -limit)], 0.0, f"V34_{i}_{name}")
    together = float(most[list(order)].sum())
    if together > kind.capacity:
        program.at_most([*amounts, (z, -kind.capacity)], 0.0, f"V33_{name}")
    return z


def _once_a_day(program: Program) -> None:
    r"""(V.35): \sum_{S \ni i, k} z_{Skt} \le 1, where a customer is visited at most once a day."""
    if program.problem.once_a_day:
        for (i, t), made in program.visits.items():
            program.at_most(made, 1.0, f"V35_{i}_{t}")


def read_routes(problem: InventoryRoutingProblem, values: dict[str, float]) -> tuple[DayRoute, ...]:
    """Routes from the values of a solved program.

    Parameters
    ----------
    problem : InventoryRoutingProblem
        What was asked.
    values : dict of str to float
        By name of variable.

    Returns
    -------
    tuple of DayRoute
        By day; of a round that is driven more than once each brings its share.
    """
    routes = []
    known = rounds(problem)
    for t in range(problem.n_days):
        for k in range(len(problem.vehicles)):
            for number, (_, order) in known.items():
                name = f"{number}_{k}_{t}"
                times = round(values.get(f"z_{name}", 0.0))
                stops = tuple(
                    Stop(i, max(0.0, values.get(f"q_{i}_{name}", 0.0)) / max(1, times))
                    for i in order
                )
                routes += [DayRoute(t, k, stops)] * times
    return tuple(routes)
