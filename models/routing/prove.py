"""How good is a solution at worst? Bounds that hold, and optimality where it can be had.

First what is quick: there and back, services. Then a bound from prices of tasks (column
generation), sharper and sharper. Then every route that could be in a better solution, and
the best combination of these: with that the day is solved. Section 8 of
``docs/models/routing.md``.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from dataclasses import dataclass, replace

import numpy as np

from models.compiled import is_compiled
from models.outcome import Limits, ProgressListener
from models.routing import labels
from models.routing.all_routes import AllRoutes, Known
from models.routing.bound import lower_bound
from models.routing.choose_ways import priced
from models.routing.column_generation import generate
from models.routing.evaluate import evaluate
from models.routing.network import MAX_TASKS, Class, TooManyStatesError, classes_of
from models.routing.prices import Lagrangian
from models.routing.pricing import Pricer
from models.routing.problem import Depot, RoutingProblem, RoutingSolution, Task, VehicleType
from models.routing.threads import Stop
from models.routing.ways import Way

__all__ = ["Proof", "prepare", "prove"]

log = logging.getLogger("wardflow.routing")

_STAGES = (
    (labels.COARSE, MAX_TASKS),
    (labels.RELAXED, 7),
    (labels.EXACT, 7),
    (labels.EXACT, 12),
)
"""What labels are compared by, and how many tasks they remember: more and more."""
_LABELS = 6_000_000
_MOST_LABELS = 3_000_000
_POLL_S = 0.05
_WHOLE = 1e-4


@dataclass(frozen=True, slots=True)
class Proof:
    """What is certain about a problem.

    Parameters
    ----------
    bound : float or None
        No solution's objective is below it; None where nothing is proven.
    solution : RoutingSolution or None
        The best known: the one given, or a better one that was found.
    objective : float or None
        Its objective.
    optimal : bool
        Whether its objective meets the bound.
    method : str
        What the bound comes from.
    seconds : float
        Wall time used. [s]
    """

    bound: float | None
    solution: RoutingSolution | None
    objective: float | None
    optimal: bool
    method: str
    seconds: float


def prove(
    problem: RoutingProblem,
    solution: RoutingSolution | None,
    *,
    limits: Limits,
    on_progress: ProgressListener | None = None,
) -> Proof:
    """Bound a problem from below, and solve it where that can be done in time.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    solution : RoutingSolution or None
        The best one known; the better it is, the quicker the proof.
    limits : Limits
        Its time and number of threads count; without a time it ends when all means are used.
    on_progress : callable, optional
        Told now and then; answers True to stop now. What was proven stays proven.

    Returns
    -------
    Proof
        Bound, best solution known, and whether that is optimal.

    Examples
    --------
    >>> from models.routing.problem import Depot, Route, Task, Trip, VehicleType
    >>> metres = np.array([[[0, 1000, 2000], [1000, 0, 1000], [2000, 1000, 0]]])
    >>> problem = RoutingProblem(
    ...     durations=metres // 10, distances=metres, setups=np.zeros(3, np.int64),
    ...     tasks=(Task(1, (1,), (0,)), Task(2, (1,), (0,))), depots=(Depot(0),),
    ...     vehicle_types=(VehicleType(2, (2,), 0, 0, (0, 3600), 3600, cost_per_metre=0.01),),
    ... )
    >>> apart = RoutingSolution(tuple(Route(0, (Trip(0, (t,)),)) for t in (0, 1)))
    >>> proof = prove(problem, apart, limits=Limits(time_s=60))
    >>> round(proof.bound, 3), proof.optimal, len(proof.solution.routes)
    (40.0, True, 1)
    """
    started = time.monotonic()
    deadline = None if limits.time_s is None else started + limits.time_s
    known = Known(problem, started, deadline, on_progress)
    known.offer(solution)
    known.offer(RoutingSolution(()))
    known.raise_bound(lower_bound(problem), "there and back, services")
    # The network of moves knows no shipments.
    is_small = 0 < problem.n_tasks <= MAX_TASKS and not problem.shipments
    if not known.is_proven and is_small and _is_prepared(known.should_stop):
        _prove_by_routes(problem, known, limits.n_jobs)
    bound = min(known.bound, known.objective)
    return Proof(
        bound=bound if -np.inf < bound < np.inf else None,
        solution=known.solution,
        objective=None if known.solution is None else known.objective,
        optimal=known.is_proven,
        method=known.method,
        seconds=time.monotonic() - started,
    )


def prepare() -> None:
    """Load the machine code of the label search; where it is not kept yet, compile it.

    That takes some seconds, once an installation.
    """
    task = Task(0, (1,), (0,))
    vehicle = VehicleType(1, (1,), 0, 0, (0, 1), 1)
    still = np.zeros((1, 1, 1), np.int64)
    problem = RoutingProblem(still, still, np.zeros(1, np.int64), (task,), (Depot(0),), (vehicle,))
    pricer = Pricer(problem, 0, classes_of(problem), max_labels=16)
    pricer.search(np.ones(1), mode=labels.COARSE, memory=1, stop=np.zeros(1, np.int64), most=1)


def _is_prepared(stop: Stop) -> bool:
    """Wait for the machine code, as long as there is time."""
    if is_compiled(labels.extend_all):
        return not stop()
    log.info("the search for proofs is made ready, which takes some seconds the first time")
    thread = threading.Thread(target=prepare, daemon=True)
    thread.start()
    while thread.is_alive():
        if stop():
            return False
        thread.join(_POLL_S)
    return not stop()


def _prove_by_routes(problem: RoutingProblem, known: Known, n_jobs: int) -> None:
    classes = classes_of(problem)
    types = [k for k, vehicle in enumerate(problem.vehicle_types) if vehicle.n_available > 0]
    room = min(_MOST_LABELS, _LABELS // max(1, len(types)))
    try:
        sources = [Pricer(problem, k, classes, max_labels=room) for k in types]
    except TooManyStatesError:
        return
    routes = AllRoutes(problem, classes, sources, known, n_jobs)
    is_limited = any(source.network.is_limited for source in sources)
    ways = _ways_of(problem, classes, known.solution)
    proven: Lagrangian | None = None
    for mode, memory in _STAGES:
        if mode == labels.RELAXED and not is_limited:
            continue
        proven = generate(
            problem, classes, sources, ways, memory=memory, target=known.objective,
            stop=known.should_stop, n_jobs=n_jobs, start=proven, mode=mode,
        )  # fmt: skip
        known.raise_bound(proven.bound, "column generation")
        if known.is_done():
            return
        split = math.floor(proven.n_routes + _WHOLE)
        if proven.converged and proven.n_routes - split > _WHOLE:
            # Nobody drives half a route: there are at most so many, or one more at least.
            bounds = [
                generate(
                    problem, classes, sources, ways, memory=memory, target=known.objective,
                    stop=known.should_stop, n_jobs=n_jobs, start=proven, mode=mode,
                    n_routes=n_routes,
                ).bound
                for n_routes in ((0, split), (split + 1, problem.n_tasks))
            ]  # fmt: skip
            known.raise_bound(min(bounds), "column generation")
            if known.is_done():
                return
        found = (priced(problem, classes, column.way) for column in proven.columns)
        ways = [way for way in found if way is not None]
        proven = replace(proven, columns=())
        routes.combine(ways)
        if known.is_done() or routes.solve(proven):
            return


def _ways_of(
    problem: RoutingProblem, classes: tuple[Class, ...], solution: RoutingSolution | None
) -> list[Way]:
    """Routes of a solution as the label search knows them."""
    if solution is None:
        return []
    class_of = {task: c for c, group in enumerate(classes) for task in group.tasks}
    sheets = evaluate(problem, solution).routes
    return [
        Way(
            route.vehicle_type,
            sheet.cost,
            tuple((trip.origin, tuple(class_of[t] for t in trip.tasks)) for trip in route.trips),
        )
        for route, sheet in zip(solution.routes, sheets, strict=True)
    ]
