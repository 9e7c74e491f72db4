"""How are search and proof to share the time? First a good solution, then how good it is.

Small days need little search, and their proof ends with the best solution of all; larger
ones need the search more, and a bound is what is left to have.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from models.outcome import Limits, Outcome, Progress, ProgressListener, Status
from models.routing.network import MAX_TASKS
from models.routing.problem import RoutingProblem, RoutingSolution
from models.routing.solve import solve

__all__ = ["solve_and_prove"]

_SHARES = ((20, 0.25), (60, 0.4), (MAX_TASKS, 0.6))
"""Share of the time that the search gets, up to so many tasks."""
_UNLIMITED_S = 60.0


def solve_and_prove(
    problem: RoutingProblem,
    *,
    limits: Limits,
    on_progress: ProgressListener | None = None,
    starts: Sequence[RoutingSolution] = (),
) -> Outcome[RoutingSolution]:
    """Find good routes, then prove how good they are, or find better ones on the way.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    limits : Limits
        When to stop. A limit in seconds is shared by size; without one the proof ends after a
        minute.
    on_progress : callable, optional
        Told of progress; answers True to stop now and keep the best.
    starts : sequence of RoutingSolution, optional
        Solutions to begin with.

    Returns
    -------
    Outcome of RoutingSolution
        As of ``solve``, with the bound that was proven; ``OPTIMAL`` where the solution meets it.

    Examples
    --------
    >>> import numpy as np
    >>> from models.routing.problem import Depot, Task, VehicleType
    >>> metres = np.array([[[0, 1000, 2000], [1000, 0, 1000], [2000, 1000, 0]]])
    >>> problem = RoutingProblem(
    ...     durations=metres // 10, distances=metres, setups=np.zeros(3, np.int64),
    ...     tasks=(Task(1, (1,), (0,)), Task(2, (1,), (0,))), depots=(Depot(0),),
    ...     vehicle_types=(VehicleType(2, (1,), 0, 0, (0, 3600), 3600, cost_per_metre=0.01),),
    ... )
    >>> outcome = solve_and_prove(problem, limits=Limits(iterations=50))
    >>> outcome.status.value, outcome.objective, round(outcome.bound, 3)
    ('optimal', 60.0, 60.0)
    """
    started = time.monotonic()
    share = next((share for most, share in _SHARES if problem.n_tasks <= most), 1.0)
    searching = limits
    if limits.time_s is not None:
        searching = replace(limits, time_s=share * limits.time_s)
    found = solve(problem, limits=searching, on_progress=on_progress, starts=starts)
    if share == 1.0 or found.interrupted or found.status is Status.OPTIMAL:
        return found
    stopped = False

    def tell(now: Progress) -> bool:
        nonlocal stopped
        if on_progress is not None:
            more = replace(now, seconds=time.monotonic() - started, iterations=found.iterations)
            stopped = stopped or on_progress(more)
        return stopped

    left = _UNLIMITED_S
    if limits.time_s is not None:
        left = max(0.0, limits.time_s - (time.monotonic() - started))
    from models.routing.prove import prove  # it loads what makes machine code

    proof = prove(problem, found.solution, limits=replace(limits, time_s=left), on_progress=tell)
    objective = proof.objective
    status = Status.UNKNOWN
    if proof.solution is not None:
        status = Status.OPTIMAL if proof.optimal else Status.FEASIBLE
    bound = proof.bound if proof.bound is not None and proof.bound > 0 else found.bound
    return replace(
        found,
        status=status,
        solution=proof.solution,
        objective=objective,
        bound=bound,
        seconds=time.monotonic() - started,
        interrupted=stopped,
    )
