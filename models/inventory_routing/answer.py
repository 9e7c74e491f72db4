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
from models.inventory_routing.state import BROUGHT, KIND, TAKEN, Case, State, empty_state
from models.inventory_routing.visits import recount

__all__ = ["answer_of", "state_of"]

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


def state_of(
    problem: InventoryRoutingProblem,
    case: Case,
    solution: InventoryRoutingSolution,
    told: Evaluation,
) -> State:
    """State of an answer.

    Parameters
    ----------
    problem : InventoryRoutingProblem
        What is asked.
    case : Case
        The same, for the kernels.
    solution : InventoryRoutingSolution
        A legal answer that visits nobody twice a day.
    told : Evaluation
        Of that answer.

    Returns
    -------
    State
        Its routes in the first slots of their kind and day.
    """
    state = empty_state(case)
    for route in solution.routes:
        kind = case.slots[:, KIND] == route.vehicles
        slot = int(np.flatnonzero(kind & (state.size[route.day] == 0))[0])
        state.size[route.day, slot] = len(route.stops)
        for p, stop in enumerate(route.stops):
            state.sequence[route.day, slot, p + 1] = stop.customer + 1
            state.route_of[stop.customer, route.day] = slot
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
    return state
