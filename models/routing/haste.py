"""Is there time for all of the search? Few seconds are shared out otherwise than many."""

from __future__ import annotations

from models.outcome import Limits
from models.routing.problem import RoutingProblem

__all__ = ["is_hurried", "is_too_much"]

_HURRY_S, _HURRY_TASK_S = 0.1, 0.0005
"""With less time left, in all or for each task, one process makes a first solution: it does so
sooner undisturbed. [s]"""
_MUCH_TASK_S, _MUCH_ROUTES = 0.03, 12
"""With less time for each task, and as many routes for each process at least, all search for one
solution together. Where a part has few routes none is emptied, for the others have no room. [s]"""


def is_hurried(problem: RoutingProblem, time_s: float | None) -> bool:
    """Whether time suffices for no more than a first solution.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    time_s : float or None
        Time there is; None for as much as it takes. [s]

    Returns
    -------
    bool
        A guess, by the number of tasks.

    Examples
    --------
    >>> import numpy as np
    >>> from models.routing.problem import Depot, Task, VehicleType
    >>> none = np.zeros((1, 2, 2), np.int64)
    >>> problem = RoutingProblem(
    ...     durations=none, distances=none, setups=np.zeros(2, np.int64),
    ...     tasks=(Task(1, (1,), (0,)),) * 1000, depots=(Depot(0),),
    ...     vehicle_types=(VehicleType(1, (2,), 0, 0, (0, 3600), 3600),),
    ... )
    >>> [is_hurried(problem, time_s) for time_s in (0.4, 0.6, None)]
    [True, False, False]
    """
    return time_s is not None and time_s < max(_HURRY_S, _HURRY_TASK_S * problem.n_tasks)


def is_too_much(problem: RoutingProblem, limits: Limits) -> bool:
    """Whether one process alone gets nowhere in the time there is, so that several share the work.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    limits : Limits
        Time, and the number of processes.

    Returns
    -------
    bool
        False for a single process, for shipments, without a limit of time, and where there may be
        too few routes to share.

    Examples
    --------
    >>> import numpy as np
    >>> from models.routing.problem import Depot, Task, VehicleType
    >>> none = np.zeros((1, 2, 2), np.int64)
    >>> problem = RoutingProblem(
    ...     durations=none, distances=none, setups=np.zeros(2, np.int64),
    ...     tasks=(Task(1, (1,), (0,)),) * 60, depots=(Depot(0),),
    ...     vehicle_types=(VehicleType(30, (2,), 0, 0, (0, 3600), 3600, max_trips=1),),
    ... )
    >>> [is_too_much(problem, Limits(time_s=time_s, n_jobs=2)) for time_s in (1.0, 2.0)]
    [True, False]
    """
    if limits.time_s is None or limits.n_jobs == 1 or problem.shipments:
        return False
    is_short = limits.time_s < _MUCH_TASK_S * problem.n_tasks
    return is_short and _least_routes(problem) >= _MUCH_ROUTES * limits.n_jobs


def _least_routes(problem: RoutingProblem) -> float:
    """Routes of any solution that serves all, by load alone."""
    least = 0.0
    for dimension in range(problem.n_dimensions):
        out = sum(task.delivery[dimension] for task in problem.tasks)
        back = sum(task.pickup[dimension] for task in problem.tasks)
        room = max(
            float("inf") if v.max_trips is None else v.capacity[dimension] * v.max_trips
            for v in problem.vehicle_types
        )
        least = max(least, max(out, back) / max(room, 1))
    return least
