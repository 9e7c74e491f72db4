"""Which visits of an answer are best left out, and which made besides? A small program around it.

Routes stay but for stops left out and stops put between two others. Nothing beside a change is
changed, so that each costs what it says, and amounts are set by the same program: so it finds
what takes several vehicles full to the last unit, which one customer after the other does not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.inventory_routing.milp_amounts import settle
from models.inventory_routing.milp_program import Program, Terms, most_delivered, total
from models.inventory_routing.milp_stocks import add_stocks
from models.inventory_routing.problem import (
    DayRoute,
    InventoryRoutingProblem,
    InventoryRoutingSolution,
    Replenishment,
    Stop,
)
from models.milp import solve

if TYPE_CHECKING:
    import pulp

__all__ = ["improve_visits", "suits"]

_MOST_CHANGES = 20
_MOST_NEW = 300
"""Visits that might be made; with twice as many it takes longer and finds no more."""
_EACH = 2
"""Routes of a day that a customer might be put into."""
_MADE = 0.5


@dataclass(frozen=True, slots=True)
class _Visit:
    """A visit that is made, or might be put before the stop at its position."""

    route: int
    position: int
    customer: int
    cost: float
    is_made: bool


def suits(problem: InventoryRoutingProblem) -> bool:
    """Whether the program says all that is asked.

    Parameters
    ----------
    problem : InventoryRoutingProblem
        What is asked.

    Returns
    -------
    bool
        False with returns, order up to, or routes that may only last so long.
    """
    limited = any(math.isfinite(kind.max_duration) for kind in problem.vehicles)
    up_to = problem.replenishment is Replenishment.ORDER_UP_TO
    return problem.returns is None and not up_to and not limited


def improve_visits(
    problem: InventoryRoutingProblem, routes: Sequence[DayRoute], *, time_s: float
) -> InventoryRoutingSolution:
    """Change a few visits where that is cheaper.

    Parameters
    ----------
    problem : InventoryRoutingProblem
        What is asked; :func:`suits` says whether it may be.
    routes : sequence of DayRoute
        A legal answer that visits nobody twice a day.
    time_s : float
        Wall time of the program. [s]

    Returns
    -------
    InventoryRoutingSolution
        The best that was found; it may be dearer than what was given where the time is short.

    Raises
    ------
    EngineError
        If HiGHS fails.

    Notes
    -----
    (V.62)-(V.66) of ``docs/models/inventory_routing.md`` around :func:`add_stocks`.
    """
    import pulp

    routes = tuple(sorted(routes, key=lambda route: route.day))
    program = Program(problem, pulp.LpProblem("changes", pulp.LpMinimize))
    visits = [*_made(problem, routes), *_new(problem, routes)]
    made = [pulp.LpVariable(f"y_{k}", cat="Binary") for k in range(len(visits))]
    _amounts(program, routes, visits, made)
    _apart(program, routes, visits, made)
    _few(program, visits, made)
    add_stocks(program)
    program.rows.setObjective(total(program.cost) + program.constant)
    values = solve(program.rows, time_s=time_s).values
    if not values:
        return InventoryRoutingSolution(routes)
    stops: list[list[Stop]] = [[] for _ in routes]
    order = sorted(range(len(visits)), key=lambda k: (visits[k].position, visits[k].is_made))
    for k in order:
        if values.get(f"y_{k}", 0.0) > _MADE:
            stop = Stop(visits[k].customer, max(0.0, values[f"q_{k}"]), 0.0)
            stops[visits[k].route].append(stop)
    return settle(
        problem,
        [
            DayRoute(route.day, route.vehicles, tuple(those))
            for route, those in zip(routes, stops, strict=True)
            if those
        ],
    )


def _made(problem: InventoryRoutingProblem, routes: Sequence[DayRoute]) -> list[_Visit]:
    """Visits of the answer, with the way that each is worth."""
    visits = []
    for r, route in enumerate(routes):
        kind, places = problem.vehicles[route.vehicles], _places(route)
        for p, stop in enumerate(route.stops):
            a, b, c = places[p : p + 3]
            way = problem.distances[a, b] + problem.distances[b, c] - problem.distances[a, c]
            cost = kind.cost_per_distance * float(way) + float(problem.visit_cost[stop.customer])
            if len(route.stops) == 1:
                cost += kind.fixed_cost
            visits.append(_Visit(r, p, stop.customer, cost, is_made=True))
    return visits


def _new(problem: InventoryRoutingProblem, routes: Sequence[DayRoute]) -> list[_Visit]:
    """Visits that might be made, the cheapest of all."""
    found: dict[tuple[int, int], list[_Visit]] = {}
    distances = problem.distances
    for r, route in enumerate(routes):
        rate, places = problem.vehicles[route.vehicles].cost_per_distance, np.array(_places(route))
        a, b = places[:-1], places[1:]
        ways = distances[a, 1:] + distances[1:, b].T - distances[a, b][:, None]
        nearest = ways.argmin(axis=0)
        there = {stop.customer for stop in route.stops}
        for i in range(problem.n_customers):
            if i in there or not problem.visit_allowed[i, route.day]:
                continue
            p = int(nearest[i])
            cost = rate * float(ways[p, i]) + float(problem.visit_cost[i])
            found.setdefault((i, route.day), []).append(_Visit(r, p, i, cost, is_made=False))
    few = [v for those in found.values() for v in sorted(those, key=lambda v: v.cost)[:_EACH]]
    return sorted(few, key=lambda v: v.cost)[:_MOST_NEW]


def _places(route: DayRoute) -> list[int]:
    return [0, *(stop.customer + 1 for stop in route.stops), 0]


def _amounts(
    program: Program,
    routes: Sequence[DayRoute],
    visits: Sequence[_Visit],
    made: Sequence[pulp.LpVariable],
) -> None:
    r"""(V.62): q_v \le min(Q, \bar q_{it}) y_v; (V.63): \sum_{v on r} q_v \le Q; cost of visits."""
    import pulp

    problem = program.problem
    largest = most_delivered(problem)
    loads: list[Terms] = [[] for _ in routes]
    for k, (visit, y) in enumerate(zip(visits, made, strict=True)):
        route = routes[visit.route]
        key = (visit.customer, route.day)
        most = min(problem.vehicles[route.vehicles].capacity, float(largest[key]))
        q = pulp.LpVariable(f"q_{k}", 0)
        program.at_most([(q, 1.0), (y, -most)], 0.0, f"V62_{k}")
        program.visits.setdefault(key, []).append((y, 1.0))
        program.delivered.setdefault(key, []).append((q, 1.0))
        program.cost.append((y, visit.cost))
        loads[visit.route].append((q, 1.0))
    for r, route in enumerate(routes):
        capacity = problem.vehicles[route.vehicles].capacity
        if math.isfinite(capacity):
            program.at_most(loads[r], capacity, f"V63_{r}")


def _apart(
    program: Program,
    routes: Sequence[DayRoute],
    visits: Sequence[_Visit],
    made: Sequence[pulp.LpVariable],
) -> None:
    r"""(V.64): \sum_{new v in g} y_v + \sum_{made v beside g} (1 - y_v) \le 1 in each gap g.

    (V.65): \sum_v y_v \le 1 of a customer on a day.
    """
    gaps: list[list[Terms]] = [[[] for _ in range(len(route.stops) + 1)] for route in routes]
    for visit, y in zip(visits, made, strict=True):
        if visit.is_made:
            gaps[visit.route][visit.position].append((y, -1.0))
            gaps[visit.route][visit.position + 1].append((y, -1.0))
        else:
            gaps[visit.route][visit.position].append((y, 1.0))
    for r, those in enumerate(gaps):
        for g, terms in enumerate(those):
            n_made = sum(sign < 0 for _, sign in terms)
            if len(terms) > 1:
                program.at_most(terms, 1.0 - n_made, f"V64_{r}_{g}")
    for (i, day), terms in program.visits.items():
        if len(terms) > 1:
            program.at_most(terms, 1.0, f"V65_{i}_{day}")


def _few(program: Program, visits: Sequence[_Visit], made: Sequence[pulp.LpVariable]) -> None:
    r"""(V.66): \sum_{new v} y_v + \sum_{made v} (1 - y_v) is at most some number."""
    signs = [-1.0 if visit.is_made else 1.0 for visit in visits]
    n_made = sum(visit.is_made for visit in visits)
    program.at_most(list(zip(made, signs, strict=True)), _MOST_CHANGES - n_made, "V66")
