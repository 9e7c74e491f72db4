"""How do the arrays of the search become an answer?"""

from __future__ import annotations

import numpy as np

from models.inventory_routing.evaluate import Evaluation
from models.inventory_routing.problem import (
    DayRoute,
    InventoryRoutingProblem,
    InventoryRoutingSolution,
    Stop,
)
from models.inventory_routing.state import BROUGHT, KIND, TAKEN, Case, State
from models.inventory_routing.visits import recount

__all__ = ["adopt_amounts", "answer_of"]

_DIGITS = 9


def answer_of(case: Case, state: State) -> InventoryRoutingSolution:
    """Routes of a state.

    Parameters
    ----------
    case : Case
        The problem.
    state : State
        What was found.

    Returns
    -------
    InventoryRoutingSolution
        By day and slot.
    """
    routes = []
    for day, slot in zip(*state.size.nonzero(), strict=True):
        size = int(state.size[day, slot])
        stops = tuple(
            Stop(
                place - 1,
                round(float(state.visit[place - 1, day, BROUGHT]), _DIGITS),
                round(float(state.visit[place - 1, day, TAKEN]), _DIGITS),
            )
            for place in map(int, state.sequence[day, slot, 1 : size + 1])
        )
        routes.append(DayRoute(int(day), int(case.slots[slot, KIND]), stops))
    return InventoryRoutingSolution(tuple(routes))


def adopt_amounts(
    problem: InventoryRoutingProblem,
    case: Case,
    state: State,
    solution: InventoryRoutingSolution,
    told: Evaluation,
) -> None:
    """Take over the amounts of an answer that makes the same visits.

    Parameters
    ----------
    problem : InventoryRoutingProblem
        What is asked.
    case : Case
        The same, for the kernels.
    state : State
        What was found; changed in place.
    solution : InventoryRoutingSolution
        The same routes with other amounts.
    told : Evaluation
        Of that answer.
    """
    for route in solution.routes:
        for stop in route.stops:
            state.visit[stop.customer, route.day, BROUGHT] = stop.delivered
            state.visit[stop.customer, route.day, TAKEN] = stop.collected
    left = np.arange(problem.n_days, 0, -1)
    # An emergency delivery is stored from its day on; the hub's stock knows nothing of it.
    priced = np.where(told.shortages > 0.0, problem.shortage_cost[:, None], 0.0)
    state.other[:] = (told.shortages * (priced + problem.holding_cost[:, None] * left)).sum(axis=1)
    if problem.returns is not None:
        priced = np.where(told.overflows > 0.0, problem.returns.overflow_cost[:, None], 0.0)
        state.other[:] += (told.overflows * priced).sum(axis=1)
    recount(case, state)
