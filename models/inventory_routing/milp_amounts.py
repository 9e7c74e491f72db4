"""What amounts are best on given routes? A linear program, then whole numbers where they do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from models.inventory_routing.evaluate import evaluate
from models.inventory_routing.milp_program import Program, Terms, total
from models.inventory_routing.milp_stocks import add_stocks
from models.inventory_routing.problem import (
    DayRoute,
    InventoryRoutingProblem,
    InventoryRoutingSolution,
)
from models.milp import solve

__all__ = ["settle"]

_NEARLY_WHOLE = 1e-5


def settle(
    problem: InventoryRoutingProblem, routes: Sequence[DayRoute]
) -> InventoryRoutingSolution:
    """Routes as given, with the best amounts.

    Parameters
    ----------
    problem : InventoryRoutingProblem
        What is asked.
    routes : sequence of DayRoute
        Days, vehicles and customers in order; amounts are a fallback.

    Returns
    -------
    InventoryRoutingSolution
        The cheapest legal one of: amounts of the linear program, nearly whole ones made whole;
        these amounts as they are; those given. Where none is legal, those given.

    Raises
    ------
    EngineError
        If HiGHS fails.

    Notes
    -----
    (V.11)-(V.17) with (V.61), the load of each leg.
    """
    given = InventoryRoutingSolution(tuple(sorted(routes, key=lambda route: route.day)))
    choices = [given]
    amounts = _amounts(problem, given)
    if amounts is not None:
        choices = [_whole(amounts), amounts, given]
    legal = []
    for choice in choices:
        found = evaluate(problem, choice)
        if found.ok:
            legal.append((found.objective, choice))
    return min(legal, key=lambda one: one[0])[1] if legal else given


def _whole(solution: InventoryRoutingSolution) -> InventoryRoutingSolution:
    def near(amount: float) -> float:
        whole = float(round(amount))
        return whole if abs(amount - whole) < _NEARLY_WHOLE else amount

    return InventoryRoutingSolution(
        tuple(
            replace(
                route,
                stops=tuple(
                    replace(stop, delivered=near(stop.delivered), collected=near(stop.collected))
                    for stop in route.stops
                ),
            )
            for route in solution.routes
        )
    )


def _amounts(
    problem: InventoryRoutingProblem, solution: InventoryRoutingSolution
) -> InventoryRoutingSolution | None:
    """Amounts of the linear program; None where it has no answer."""
    import pulp

    program = Program(problem, pulp.LpProblem("amounts", pulp.LpMinimize))
    returns = problem.returns
    for r, route in enumerate(solution.routes):
        brought: Terms = []
        taken: Terms = []
        for p, stop in enumerate(route.stops):
            key = (stop.customer, route.day)
            visited = pulp.LpVariable(f"y_{r}_{p}", 1, 1)
            q = pulp.LpVariable(f"q_{r}_{p}", 0)
            brought.append((q, 1.0))
            program.visits.setdefault(key, []).append((visited, 1.0))
            program.delivered.setdefault(key, []).append((q, 1.0))
            if returns is not None:
                c = pulp.LpVariable(f"c_{r}_{p}", 0)
                taken.append((c, returns.load_factor))
                program.collected.setdefault(key, []).append((c, 1.0))
        _legs(program, r, route, brought, taken)
    add_stocks(program)
    program.rows.setObjective(total(program.cost) + program.constant)
    values = solve(program.rows).values
    if not values:
        return None
    return InventoryRoutingSolution(
        tuple(
            replace(
                route,
                stops=tuple(
                    replace(
                        stop,
                        delivered=max(0.0, values.get(f"q_{r}_{p}", 0.0)),
                        collected=max(0.0, values.get(f"c_{r}_{p}", 0.0)),
                    )
                    for p, stop in enumerate(route.stops)
                ),
            )
            for r, route in enumerate(solution.routes)
        )
    )


def _legs(program: Program, r: int, route: DayRoute, brought: Terms, taken: Terms) -> None:
    r"""(V.61): \sum_{p > l} q_p + \rho \sum_{p \le l} c_p \le Q on each leg l of a route."""
    capacity = program.problem.vehicles[route.vehicles].capacity
    if math.isinf(capacity):
        return
    for leg in range(len(brought) + 1 if taken else 1):
        program.at_most([*brought[leg:], *taken[:leg]], capacity, f"V61_{r}_{leg}")
