"""How is inventory routing searched? Ruin and recreate, cooled and reheated, in several threads.

Customers are taken out with all their visits and planned anew over all days at once. Each cycle
cools every searcher down; then amounts are set exactly for the visits of the best, a small
program may change a few visits, and the searchers go on from the best of all.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

import numba
import numpy as np

from models.inventory_routing.answer import adopt_amounts, answer_of
from models.inventory_routing.evaluate import evaluate
from models.inventory_routing.milp_amounts import settle
from models.inventory_routing.problem import InventoryRoutingProblem, InventoryRoutingSolution
from models.inventory_routing.searcher import Budget, Searcher
from models.inventory_routing.state import case_of, copy_state
from models.outcome import Limits, Outcome, Progress, ProgressListener, Status

__all__ = ["NAME", "solve", "unsupported"]

NAME = "search"

_POLL_S = 0.1
_HOT, _WARM, _COLD = 2.0, 0.3, 0.02
_CYCLES = 3
_CYCLE = 20_000
_SETTLED = 3000
"""Visits above which the linear program would take too long."""
_SETTLE_S = 0.002
"""What it takes for a visit. [s]"""
_EXACT = 1e-6


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

    def until(self, share: float) -> float | None:
        """Time of the clock at a share of the time allowed."""
        if self.limits.time_s is None:
            return None
        return self.start + share * self.limits.time_s

    def tell(self, searchers: list[Searcher], offset: float) -> None:
        """Report progress, and note whether to stop."""
        best = _best(searchers)
        found = best.found
        progress = Progress(
            self.seconds(),
            float(best.best.acc[0]) + offset if found else None,
            int((best.best.size > 0).sum()),
            int(best.best.acc[4]),
            sum(int(s.counts[0]) for s in searchers),
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
    searchers = [Searcher(case, seed) for seed in _seeds(limits)]
    offset = _constant(problem)
    plan = _cycles(limits)
    with ThreadPoolExecutor(limits.n_jobs) as pool:
        for k, (share, iterations) in enumerate(plan):
            hot = _HOT if k == 0 else _WARM
            budget = Budget(watch.until(share), iterations, watch.ended.is_set)
            running = [pool.submit(s.cool, hot, _COLD, budget) for s in searchers]
            _attend(running, watch, searchers, offset)
            if watch.ended.is_set() or _stale(searchers, limits):
                break
            _settle(problem, _best(searchers), watch)
            _exchange(searchers)
    return _outcome(problem, searchers, watch)


def _seeds(limits: Limits) -> list[int]:
    return [limits.seed * 1009 + k for k in range(limits.n_jobs)]


def _cycles(limits: Limits) -> list[tuple[float, int | None]]:
    """End of each cooling as a share of the time, and its iterations."""
    if limits.time_s is None and limits.iterations is None:
        return [(1.0, _CYCLE)] * 10_000
    shares = [0.5 + 0.5 * k / (_CYCLES - 1) for k in range(_CYCLES)]
    if limits.iterations is None:
        return [(share, None) for share in shares]
    ends = [round(limits.iterations * share) for share in shares]
    return [
        (share, end - begin)
        for share, begin, end in zip(shares, [0, *ends[:-1]], ends, strict=True)
    ]


def _stale(searchers: list[Searcher], limits: Limits) -> bool:
    if limits.no_improvement is None:
        return False
    return all(s.counts[0] - s.counts[2] >= limits.no_improvement for s in searchers)


def _attend(
    running: list[Future[None]], watch: _Watch, searchers: list[Searcher], offset: float
) -> None:
    """Wait for the threads; a listener or an interrupt ends them early."""
    try:
        while wait(running, timeout=_POLL_S).not_done:
            watch.tell(searchers, offset)
    except KeyboardInterrupt:
        watch.interrupted = True
        watch.ended.set()
        wait(running)
    for future in running:
        future.result()
    watch.tell(searchers, offset)


def _best(searchers: list[Searcher]) -> Searcher:
    return min(searchers, key=lambda s: (s.best.acc[4], s.best.acc[0]))


def _settle(problem: InventoryRoutingProblem, best: Searcher, watch: _Watch) -> None:
    """Set the amounts of the best solution exactly."""
    n_visits = int(best.best.size.sum())
    left = np.inf if watch.limits.time_s is None else watch.limits.time_s - watch.seconds()
    if not best.found or n_visits > _SETTLED or left < n_visits * _SETTLE_S:
        return
    given = answer_of(best.case, best.best)
    solution = settle(problem, given.routes)
    before, told = evaluate(problem, given), evaluate(problem, solution)
    if told.ok and told.objective < before.objective - _EXACT:
        copy_state(best.best, best.state)
        adopt_amounts(problem, best.case, best.state, solution, told)
        best.offer(best.state)


def _exchange(searchers: list[Searcher]) -> None:
    """Let every searcher go on from the best of all."""
    best = _best(searchers)
    if not best.found:
        return
    for searcher in searchers:
        searcher.restart_from(best.best)


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
    problem: InventoryRoutingProblem, searchers: list[Searcher], watch: _Watch
) -> Outcome[InventoryRoutingSolution]:
    best = _best(searchers)
    solution: InventoryRoutingSolution | None = None
    objective: float | None = None
    if best.found:
        solution = answer_of(best.case, best.best)
        told = evaluate(problem, solution)
        objective = told.objective
        if told.violations:
            solution, objective = None, None
    return Outcome(
        status=Status.UNKNOWN if solution is None else Status.FEASIBLE,
        solution=solution,
        objective=objective,
        bound=None,
        engine=version(),
        seed=watch.limits.seed,
        seconds=watch.seconds(),
        iterations=sum(int(s.counts[0]) for s in searchers),
        interrupted=watch.interrupted,
    )
