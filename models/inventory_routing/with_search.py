"""How is inventory routing searched? Ruin and recreate, cooled and reheated, in several threads.

Customers are taken out with all their visits and planned anew over all days at once. Each cycle
cools every searcher down, from a new start or from the best of all; then amounts are set exactly
for the visits of the best, and a small program changes some of them.
"""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

import numba
import numpy as np

from models.inventory_routing.answer import answer_of, state_of
from models.inventory_routing.crew import Crew
from models.inventory_routing.cycles import Start, cycles_of
from models.inventory_routing.evaluate import evaluate
from models.inventory_routing.milp_amounts import settle
from models.inventory_routing.milp_changes import improve_visits, suits
from models.inventory_routing.problem import InventoryRoutingProblem, InventoryRoutingSolution
from models.inventory_routing.searcher import Budget, Searcher, pace
from models.inventory_routing.state import case_of
from models.outcome import Limits, Outcome, Progress, ProgressListener, Status

__all__ = ["NAME", "solve", "unsupported"]

log = logging.getLogger("wardflow.inventory_routing")

NAME = "search"

_POLL_S = 0.1
_SETTLED = 3000
"""Visits above which the linear program would take too long."""
_SETTLE_S = 0.002
"""What it takes for a visit. [s]"""
_EXACT = 1e-6
_CHANGE_FROM_S = 15.0
"""Time of a run from which on a program may change visits. [s]"""
_CHANGING = 0.05
"""Share of the time that such a program may take."""
_CHANGE_S = 0.0008
"""What it takes to write it, for each customer and day. [s]"""


def version() -> str:
    """Engine with the version of what compiles it.

    Returns
    -------
    str
        For outcomes.

    Examples
    --------
    >>> version().startswith("search (numba ")
    True
    """
    return f"{NAME} (numba {numba.__version__})"


def unsupported(problem: InventoryRoutingProblem) -> tuple[str, ...]:  # noqa: ARG001
    """What the search cannot express.

    Parameters
    ----------
    problem : InventoryRoutingProblem
        What is asked.

    Returns
    -------
    tuple of str
        Empty: where several visits a day are allowed it makes one, which is allowed as well.
    """
    return ()


@dataclass
class _Watch:
    """Clock and listener of a run."""

    limits: Limits
    listener: ProgressListener | None
    start: float = field(default_factory=time.perf_counter)
    interrupted: bool = False
    ended: threading.Event = field(default_factory=threading.Event)

    def seconds(self) -> float:
        return time.perf_counter() - self.start

    def left(self) -> float:
        limit = self.limits.time_s
        return float("inf") if limit is None else limit - self.seconds()

    def until(self, share: float) -> float | None:
        """Time of the clock at a share of the time allowed."""
        if self.limits.time_s is None:
            return None
        return self.start + share * self.limits.time_s

    def tell(self, crew: Crew, offset: float) -> None:
        """Report progress, and note whether to stop."""
        best = crew.best
        found = best.found
        progress = Progress(
            self.seconds(),
            float(best.best.acc[0]) + offset if found else None,
            int((best.best.size > 0).sum()),
            int(best.best.acc[4]),
            crew.n_iterations,
        )
        if self.listener is not None and self.listener(progress):
            self.interrupted = True
            self.ended.set()


def solve(
    problem: InventoryRoutingProblem,
    limits: Limits,
    on_progress: ProgressListener | None = None,
) -> Outcome[InventoryRoutingSolution]:
    """Search for a good answer.

    Parameters
    ----------
    problem : InventoryRoutingProblem
        What is asked.
    limits : Limits
        When to stop; ``n_jobs`` searchers run in as many threads, ``iterations`` are those of
        each. Where they count alone, the same seed gives the same answer.
    on_progress : callable, optional
        Told now and then; whether it answers True stops the search with the best so far.

    Returns
    -------
    Outcome
        Feasible, or unknown where no legal answer was met.

    Examples
    --------
    >>> import numpy as np
    >>> from models.inventory_routing.problem import Vehicles
    >>> problem = InventoryRoutingProblem(
    ...     distances=np.array([[0.0, 3.0], [3.0, 0.0]]),
    ...     initial=np.array([2.0]),
    ...     minimum=np.zeros(1),
    ...     maximum=np.array([9.0]),
    ...     demand=np.array([[2.0, 2.0, 2.0]]),
    ...     holding_cost=np.array([0.1]),
    ...     hub_initial=20.0,
    ...     production=np.zeros(3),
    ...     hub_holding_cost=0.0,
    ...     vehicles=(Vehicles(1, 10.0),),
    ...     visit_allowed=np.ones((1, 3), np.bool_),
    ...     shortage_cost=np.array([np.inf]),
    ...     visit_cost=np.zeros(1),
    ...     service=np.zeros(1),
    ... )
    >>> outcome = solve(problem, Limits(iterations=20))
    >>> [(route.day, route.stops[0].delivered) for route in outcome.solution.routes]
    [(1, 4.0)]
    >>> round(outcome.objective, 6)
    6.2
    """
    watch = _Watch(limits, on_progress)
    case = case_of(problem)
    crew = Crew(case, limits)
    offset = _constant(problem)
    changing = (limits.time_s or 0.0) >= _CHANGE_FROM_S and suits(problem)
    speed = pace(case, limits.time_s) if limits.time_s else 0.0
    plan = cycles_of(limits, problem.n_customers, _CHANGING if changing else 0.0, speed)
    with ThreadPoolExecutor(limits.n_jobs) as pool:
        for k, cycle in enumerate(plan):
            crew.take_up(cycle.start)
            budget = Budget(watch.until(cycle.end), cycle.iterations, watch.ended.is_set)
            running = [pool.submit(one.cool, cycle.hot, cycle.cold, budget) for one in crew.at_work]
            _attend(running, watch, crew, offset)
            if watch.ended.is_set() or _stale(crew, limits):
                break
            if cycle.start is Start.ASIDE:
                continue
            _settle(problem, crew.best, watch)
            if changing and (k + 1 == len(plan) or plan[k + 1].start is Start.AFRESH):
                _change(problem, crew.best, watch)
    return _outcome(problem, crew, watch)


def _stale(crew: Crew, limits: Limits) -> bool:
    if limits.no_improvement is None:
        return False
    return all(s.counts[0] - s.counts[2] >= limits.no_improvement for s in crew.at_work)


def _attend(running: list[Future[None]], watch: _Watch, crew: Crew, offset: float) -> None:
    """Wait for the threads; a listener or an interrupt ends them early."""
    try:
        while wait(running, timeout=_POLL_S).not_done:
            watch.tell(crew, offset)
    except KeyboardInterrupt:
        watch.interrupted = True
        watch.ended.set()
        wait(running)
    for future in running:
        future.result()
    watch.tell(crew, offset)


def _settle(problem: InventoryRoutingProblem, best: Searcher, watch: _Watch) -> None:
    """Set the amounts of the best solution exactly."""
    n_visits = int(best.best.size.sum())
    if best.found and n_visits <= _SETTLED and watch.left() >= n_visits * _SETTLE_S:
        given = answer_of(best.case, best.best)
        _offer(problem, best, given, settle(problem, given.routes))


def _change(problem: InventoryRoutingProblem, best: Searcher, watch: _Watch) -> None:
    """Change visits of the best solution as long as that pays."""
    taken = problem.n_customers * problem.n_days * _CHANGE_S
    while best.found and not watch.ended.is_set() and watch.left() > 2.0 * taken:
        time_s = min(_CHANGING * (watch.limits.time_s or 0.0), watch.left() - taken)
        given = answer_of(best.case, best.best)
        if not _offer(problem, best, given, improve_visits(problem, given.routes, time_s=time_s)):
            return


def _offer(
    problem: InventoryRoutingProblem,
    best: Searcher,
    given: InventoryRoutingSolution,
    solution: InventoryRoutingSolution,
) -> bool:
    """Take an answer as the best if it is legal and cheaper than the one given."""
    before, told = evaluate(problem, given), evaluate(problem, solution)
    if not told.ok or told.objective > before.objective - _EXACT:
        return False
    best.offer(state_of(problem, best.case, solution, told))
    return True


def _constant(problem: InventoryRoutingProblem) -> float:
    """Cost of the stocks without any visit, which the search leaves out."""
    days = np.arange(problem.n_days, 0, -1)
    held = problem.initial * problem.n_days - problem.demand @ days
    total = float(held @ problem.holding_cost)
    if np.isfinite(problem.hub_initial):
        hub = problem.hub_initial * problem.n_days + float(problem.production @ days)
        total += problem.hub_holding_cost * hub
    if problem.charge_initial:
        total += float(problem.initial @ problem.holding_cost)
        total += problem.hub_holding_cost * problem.hub_initial
    return total


def _outcome(
    problem: InventoryRoutingProblem, crew: Crew, watch: _Watch
) -> Outcome[InventoryRoutingSolution]:
    best = crew.best
    solution: InventoryRoutingSolution | None = None
    objective: float | None = None
    if best.found:
        solution = answer_of(best.case, best.best)
        told = evaluate(problem, solution)
        objective = told.objective
        if told.violations:
            log.warning("An answer is not given, for it breaks %s", told.violations[0])
            solution, objective = None, None
    return Outcome(
        status=Status.UNKNOWN if solution is None else Status.FEASIBLE,
        solution=solution,
        objective=objective,
        bound=None,
        engine=version(),
        seed=watch.limits.seed,
        seconds=watch.seconds(),
        iterations=crew.n_iterations,
        interrupted=watch.interrupted,
    )
