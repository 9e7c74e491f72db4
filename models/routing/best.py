"""What is the best legal solution so far, and who is told of it?"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from models.outcome import Progress, ProgressListener
from models.routing.bound import dearest_route, lower_bound
from models.routing.evaluate import evaluate
from models.routing.problem import RoutingProblem, RoutingSolution

__all__ = ["Best", "nothing_yet"]


@dataclass(slots=True)
class Best:
    """The best legal solution so far, and who is told of it.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    listener : callable or None
        Who is told; answers True to stop.
    started : float
        Moment of ``time.monotonic`` at which the search began. [s]
    solution, objective : RoutingSolution and float
        The best; infinite while required tasks are left out.
    n_unserved, n_short : int
        Tasks it leaves out, and of these such as no cost would justify.
    bound : float
        Nothing is better.
    iterations : dict
        Done so far, by leg and process.
    stopped : bool
        Whether the listener has asked for an end.
    told : float
        When it was last told. [s]
    """

    problem: RoutingProblem
    listener: ProgressListener | None
    started: float
    solution: RoutingSolution
    objective: float
    n_unserved: int
    n_short: int
    bound: float
    iterations: dict[tuple[int, int], int] = field(default_factory=dict)
    stopped: bool = False
    told: float = 0.0

    def offer(self, solution: RoutingSolution) -> None:
        """Take a solution where it is legal and better."""
        if solution == self.solution and self.objective < float("inf"):
            return
        sheet = evaluate(self.problem, solution)
        if sheet.violations or sheet.objective > self.objective:
            return
        if sheet.objective == self.objective and repr(solution) >= repr(self.solution):
            # Of equals one is always the same, whichever process is heard first.
            return
        self.solution, self.objective = solution, sheet.objective
        self.n_unserved = len(sheet.left_out)
        self.n_short = _n_short(self.problem, sheet.left_out)
        self.tell()

    def tell(self) -> bool:
        """Tell the listener; whether to stop."""
        self.told = time.monotonic()
        if self.listener is not None and not self.stopped:
            known = self.objective < float("inf")
            self.stopped = self.listener(
                Progress(
                    seconds=self.told - self.started,
                    objective=self.objective if known else None,
                    n_routes=len(self.solution.routes),
                    n_unserved=self.n_unserved,
                    iterations=sum(self.iterations.values()),
                    n_short=self.n_short,
                )
            )
        return self.stopped

    @property
    def is_proven(self) -> bool:
        """Whether nothing can be better."""
        return self.objective <= self.bound + 1e-9 * max(1.0, abs(self.bound))

    def should_stop(self) -> bool:
        """Whether there is nothing more to gain, or the listener wants no more."""
        if self.is_proven:
            return True
        if time.monotonic() - self.told > 0.1:
            self.tell()
        return self.stopped


def _n_short(problem: RoutingProblem, left_out: Iterable[int]) -> int:
    """Tasks left out that no cost would justify."""
    dear = dearest_route(problem)
    prizes = (problem.tasks[task].prize for task in left_out)
    return sum(prize is None or prize > dear for prize in prizes)


def nothing_yet(problem: RoutingProblem, listener: ProgressListener | None) -> Best:
    """The best before any search: nothing done, which may be legal.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    listener : callable or None
        Who is told.

    Returns
    -------
    Best
        Its clock starts now.

    Examples
    --------
    >>> import numpy as np
    >>> from models.routing.problem import Depot, Task, VehicleType
    >>> metres = np.array([[[0, 1000], [1000, 0]]])
    >>> problem = RoutingProblem(
    ...     durations=metres // 10, distances=metres, setups=np.zeros(2, np.int64),
    ...     tasks=(Task(1, (1,), (0,)),), depots=(Depot(0),),
    ...     vehicle_types=(VehicleType(1, (2,), 0, 0, (0, 3600), 3600, cost_per_metre=0.01),),
    ... )
    >>> best = nothing_yet(problem, None)
    >>> best.objective, best.n_unserved, best.is_proven
    (inf, 1, False)
    """
    empty = RoutingSolution(())
    started = time.monotonic()
    sheet = evaluate(problem, empty)
    return Best(
        problem=problem,
        listener=listener,
        started=started,
        solution=empty,
        objective=float("inf") if sheet.violations else sheet.objective,
        n_unserved=problem.n_tasks,
        n_short=_n_short(problem, range(problem.n_tasks)),
        bound=lower_bound(problem),
    )
