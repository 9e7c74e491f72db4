"""What can still be put in, and why can the rest not? Insertion and proven reasons.

The search may leave out what fits, or bring home a route that only the exact evaluation
finds illegal. :func:`mend` drops illegal routes and inserts what pays; :func:`why_left_out`
says what stands in the way of a task, by trying.
"""

from __future__ import annotations

import heapq
import time
from dataclasses import replace
from enum import Enum

import numpy as np

from models.routing.evaluate import evaluate_route
from models.routing.insertion import Inserter, holds, own_trips
from models.routing.problem import Route, RoutingProblem, RoutingSolution, Task

__all__ = ["Why", "impossible_tasks", "mend", "why_left_out"]


class Why(Enum):
    """Why a task is left out; each is proven by trying."""

    CAPACITY = "capacity"
    """No vehicle type that may do it can hold it."""
    VEHICLE = "vehicle"
    """No vehicle type may do it."""
    TIME = "time"
    """No vehicle can do it in time, even on a route of its own."""
    FULL = "full"
    """It fits nowhere in the solution."""
    PRIZE = "prize"
    """It fits, but costs more than it is worth."""
    UNTRIED = "untried"
    """Time was over before a place for it was found or ruled out."""


def mend(
    problem: RoutingProblem, solution: RoutingSolution, *, deadline: float | None = None
) -> RoutingSolution:
    """Make a solution legal, and insert every task left out that is worth its cost.

    The most valuable come first; where one fits nowhere, what is worth less makes room.
    Shipments are not inserted.

    Parameters
    ----------
    problem : RoutingProblem
        What was asked.
    solution : RoutingSolution
        Perhaps with illegal routes or tasks left out.
    deadline : float, optional
        Moment, by ``time.monotonic``, after which nothing more is inserted. [s]

    Returns
    -------
    RoutingSolution
        Legal but for required tasks that fit nowhere.
    """
    legal = RoutingSolution(
        tuple(r for r in solution.routes if not evaluate_route(problem, r).violations)
    )
    inserter = Inserter(problem)
    worth = [_worth(problem, task) for task in range(problem.n_tasks)]
    left_out = legal.left_out(problem.n_tasks)
    left = [(-worth[t], t) for t in left_out if t not in problem.shipment_of]
    heapq.heapify(left)
    while left and (deadline is None or time.monotonic() < deadline):
        # What is put out is worth less than what came in, and so comes later: this ends.
        _, task = heapq.heappop(left)
        found = inserter.cheapest(legal, task)
        if found is None or found.cost >= worth[task]:
            found = inserter.exchange(legal, task, worth)
        if found is not None and found.cost < worth[task]:
            legal = found.into(legal)
            for ejected in found.ejected:
                heapq.heappush(left, (-worth[ejected], ejected))
    return legal


def why_left_out(
    problem: RoutingProblem,
    solution: RoutingSolution,
    task: int,
    *,
    deadline: float | None = None,
    inserter: Inserter | None = None,
) -> Why:
    """What stands in the way of a task.

    Parameters
    ----------
    problem : RoutingProblem
        What was asked.
    solution : RoutingSolution
        Legal, without the task.
    task : int
        The task.
    deadline : float, optional
        Moment, by ``time.monotonic``, after which no place is looked for. [s]
    inserter : Inserter, optional
        Keeps what it learns from one task to the next.

    Returns
    -------
    Why
        The first of the reasons, in the order of the enumeration, that holds.
    """
    alone = _why_impossible(problem, task)
    if alone is not None:
        return alone
    if deadline is not None and time.monotonic() > deadline:
        return Why.UNTRIED
    best = (inserter or Inserter(problem)).cheapest(solution, task)
    if best is None:
        return Why.UNTRIED if _is_reached_by_others(problem, task) else Why.FULL
    return Why.PRIZE if best.cost >= _worth(problem, task) else Why.UNTRIED


def impossible_tasks(problem: RoutingProblem) -> frozenset[int]:
    """Tasks that no vehicle could do, even on a route of their own.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.

    Returns
    -------
    frozenset of int
        Tasks that differ in nothing but their prize, such as parts of an order, are looked at
        once.
    """
    known: dict[Task, bool] = {}
    found = set()
    for index, task in enumerate(problem.tasks):
        if index in problem.shipment_of:
            impossible = _why_impossible(problem, index) is not None
        else:
            alike = replace(task, prize=None)
            if alike not in known:
                known[alike] = _why_impossible(problem, index) is not None
            impossible = known[alike]
        if impossible:
            found.add(index)
    return frozenset(found)


def _why_impossible(problem: RoutingProblem, task: int) -> Why | None:
    allowed = problem.tasks[task].vehicle_types
    may = [v for v in range(len(problem.vehicle_types)) if allowed is None or v in allowed]
    if not may:
        return Why.VEHICLE
    holding = [v for v in may if holds(problem, v, task)]
    if not holding:
        return Why.CAPACITY
    trips = own_trips(problem, task)
    if task in problem.shipment_of:
        one = problem.shipment_of[task]
        trips = [replace(trip, tasks=(one.source, one.target)) for trip in trips]
    alone = (Route(v, (trip,)) for v in holding for trip in trips)
    if all(evaluate_route(problem, route).violations for route in alone):
        return None if _is_reached_by_others(problem, task) else Why.TIME
    return None


def _is_reached_by_others(problem: RoutingProblem, task: int) -> bool:
    """Whether some vehicle gets to a task, and home from it, by way of another one only."""
    place = problem.tasks[task].place
    depots = [depot.place for depot in problem.depots]
    others = np.unique([other.place for other in problem.tasks if other.place != place])
    for vehicle in problem.vehicle_types:
        is_open = problem.durations[vehicle.profile] < problem.unreachable
        starts, ends = [vehicle.start_place, *depots], [vehicle.end_place, *depots]
        to, home = is_open[starts, place].any(), is_open[place, ends].any()
        if to and home:
            continue
        to |= (is_open[starts][:, others].any(axis=0) & is_open[others, place]).any()
        home |= (is_open[place, others] & is_open[:, ends][others].any(axis=1)).any()
        if to and home:
            return True
    return False


def _worth(problem: RoutingProblem, task: int) -> float:
    prize = problem.tasks[task].prize
    return float("inf") if prize is None else prize
