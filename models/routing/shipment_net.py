"""When is a problem nothing but shipments, and what are its arrays then?"""

from __future__ import annotations

import numpy as np

from models.routing.problem import RoutingProblem
from models.routing.shipment_state import Net

__all__ = ["as_net", "suits"]

_N_NEAR = 100
_WORTH = 10.0
"""What must be done is worth as many of the dearest trips."""


def suits(problem: RoutingProblem) -> bool:
    """Whether every task is an end of a shipment, vehicles are alike, and nothing else binds.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.

    Returns
    -------
    bool
        False where tasks move goods of a depot as well, have several windows or vehicles of
        their own, where vehicles differ, make several trips or may only be away so long, where
        there are several depots, or where goods may not meet.

    Examples
    --------
    >>> from models.routing.problem import Depot, Shipment, Task, VehicleType
    >>> vehicle = VehicleType(1, (2,), 0, 0, (0, 99), 99, max_trips=1)
    >>> none = np.zeros((1, 3, 3), np.int64)
    >>> ends = Task(1, (0,), (0,)), Task(2, (0,), (0,))
    >>> one = RoutingProblem(
    ...     none, none, np.zeros(3, np.int64), ends, (Depot(0),), (vehicle,),
    ...     shipments=(Shipment(0, 1, (1,)),),
    ... )
    >>> suits(one)
    True
    """
    if len(problem.vehicle_types) != 1 or len(problem.depots) != 1:
        return False
    vehicle, depot = problem.vehicle_types[0], problem.depots[0]
    is_plain = (
        vehicle.max_trips == 1
        and vehicle.ordinary >= vehicle.shift[1] - vehicle.shift[0]
        and not (vehicle.load_duration or vehicle.unload_duration or depot.windows)
        and depot.place == vehicle.start_place == vehicle.end_place
        and depot.admits(0)
        and not problem.rules.relation.any()
    )
    return is_plain and all(
        index in problem.shipment_of
        and len(task.windows) <= 1
        and not task.release
        and task.vehicle_types is None
        for index, task in enumerate(problem.tasks)
    )


def as_net(problem: RoutingProblem, skip: frozenset[int]) -> Net:
    """The arrays of a problem that suits.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    skip : frozenset of int
        Tasks that are not looked at, nor the other ends of their shipments.

    Returns
    -------
    Net
        Costs of ways hold what a second of driving, set-up and service costs; waiting is free.
        Shipments have the order of the problem.
    """
    vehicle = problem.vehicle_types[0]
    n = problem.n_tasks
    places = np.array([t.place for t in problem.tasks] + 2 * [vehicle.start_place])
    apart = places[:, None] != places[None, :]
    setups = np.append(problem.setups[places[:-1]], 0)  # home is driven to, not served
    pairs = np.ix_(places, places)
    hop = problem.durations[vehicle.profile][pairs] + apart * setups[None, :]
    times = np.empty((n + 2, 3), np.int64)
    opens, closes = vehicle.shift
    for index, task in enumerate(problem.tasks):
        window = task.windows[0] if task.windows else vehicle.shift
        times[index] = max(opens, window[0]), min(closes, window[1]), task.service
    times[n:] = opens, closes, 0
    busy = hop + np.append(times[:-2, 2], [0, 0])[None, :]
    metres = problem.distances[vehicle.profile][pairs]
    cost = vehicle.cost_per_metre * metres + vehicle.cost_per_second * busy
    shipments = [s for s in problem.shipments if s.source not in skip and s.target not in skip]
    ends = np.array([(s.source, s.target) for s in shipments], np.int64).reshape(-1, 2)
    shipment_of = np.full(n, -1, np.int64)
    change = np.zeros((n, problem.n_dimensions), np.int64)
    for number, one in enumerate(shipments):
        shipment_of[[one.source, one.target]] = number
        change[one.source], change[one.target] = one.amount, np.negative(one.amount)
    dearest = vehicle.fixed_cost + 4.0 * float(cost.max(initial=0.0))
    prizes = [problem.tasks[s.source].prize for s in shipments]
    others = [problem.tasks[s.target].prize for s in shipments]
    worth = [
        _WORTH * dearest if a is None or b is None else a + b
        for a, b in zip(prizes, others, strict=True)
    ]
    between = cost[:n, :n] + cost[:n, :n].T
    between[np.arange(n), np.arange(n)] = -1.0
    return Net(
        hop=np.ascontiguousarray(hop),
        cost=np.ascontiguousarray(cost),
        times=times,
        change=change,
        ends=ends,
        shipment_of=shipment_of,
        near=np.argsort(between, axis=1, kind="stable")[:, :_N_NEAR].copy(),
        worth=np.array(worth),
        capacity=np.array(vehicle.capacity, np.int64),
        fixed=np.array([vehicle.fixed_cost]),
    )
