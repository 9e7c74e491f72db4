"""The front door of routing: a problem and limits in, an outcome out.

Search with several processes, combine what they found by set partitioning, search on from
there, mend, and evaluate. Section 5 and 6 of ``docs/models/routing.md``.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from models.outcome import Limits, Outcome, ProgressListener, Status
from models.routing import with_pyvrp
from models.routing.best import Best, nothing_yet
from models.routing.choose import has_little_time, has_much_time
from models.routing.haste import is_hurried, is_too_much
from models.routing.messages import Report
from models.routing.pool import combine
from models.routing.problem import Route, RoutingProblem, RoutingSolution
from models.routing.repair import impossible_tasks, mend
from models.routing.team import Team
from models.routing.with_pyvrp import Tuning

__all__ = ["Strategy", "solve"]

_SEARCH_SHARE, _SEARCH_SHARE_OF_LITTLE = 0.8, 0.9
_SHARED_RUIN = 0.95
_COMBINE_SHARE = 0.05
_COMBINE_S = 5.0
_OVERRUN_S = 0.5
_LEAST_S, _MEND_S = 0.05, 0.3
_EXPLAIN_SHARE = 0.08
_EXPLAIN_S = 6.0

_PATIENT = Tuning(scaled_penalties=False, n_neighbours=50, max_perturbations=25)
"""Local search from a beginning of its own, much as the library's defaults have it."""


@dataclass(frozen=True, slots=True)
class Strategy:
    """Which means are used. The defaults are those that paid; benchmarks turn them off.

    Parameters
    ----------
    tunings : tuple of Tuning
        Taken in turn by the processes, and moved on by one when they search on: what one way
        of weighing penalties leaves stuck, the other often frees.
    patient : Tuning or None
        Takes the place of every second of them where several processes have much time for each
        task.
    pool : bool
        Combine routes by set partitioning and search on from there.
    together : bool
        Have processes that ruin and recreate do so with one solution where time is short.
    """

    tunings: tuple[Tuning, ...] = (
        Tuning(history_length=100, ruin=0.9, joined=False),
        Tuning(scaled_penalties=False, ruin=0.6),
    )
    patient: Tuning | None = _PATIENT
    pool: bool = True
    together: bool = True


def solve(
    problem: RoutingProblem,
    *,
    engine: str = with_pyvrp.NAME,
    limits: Limits,
    on_progress: ProgressListener | None = None,
    strategy: Strategy | None = None,
    starts: Sequence[RoutingSolution] = (),
) -> Outcome[RoutingSolution]:
    """Find good routes within limits.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    engine : {"pyvrp"}
        Who searches.
    limits : Limits
        When to stop.
    on_progress : callable, optional
        Told of progress; answers True to stop now and keep the best.
    strategy : Strategy, optional
        Which means are used.
    starts : sequence of RoutingSolution, optional
        Solutions to begin with, legal or not. What is legal of their routes is combined and
        completed, and the search goes on from there: the answer is never worse.

    Returns
    -------
    Outcome of RoutingSolution
        ``OPTIMAL`` with a solution that meets the lower bound, ``FEASIBLE`` with another legal
        one, ``UNKNOWN`` where a required task fits nowhere.

    Raises
    ------
    ValueError
        If there is no such engine, or it cannot express the problem.
    EngineError
        If the engine fails.

    Examples
    --------
    >>> import numpy as np
    >>> from models.routing.problem import Depot, Task, VehicleType
    >>> metres = np.array([[[0, 1000, 2000], [1000, 0, 1000], [2000, 1000, 0]]])
    >>> problem = RoutingProblem(
    ...     durations=metres // 10, distances=metres, setups=np.zeros(3, np.int64),
    ...     tasks=(Task(1, (1,), (0,)), Task(2, (1,), (0,))), depots=(Depot(0),),
    ...     vehicle_types=(VehicleType(1, (2,), 0, 0, (0, 3600), 3600, cost_per_metre=0.01),),
    ... )
    >>> outcome = solve(problem, limits=Limits(iterations=50))
    >>> outcome.status.value, outcome.objective
    ('optimal', 40.0)
    """
    if engine != with_pyvrp.NAME:
        raise ValueError(f"no engine {engine!r}; there is {with_pyvrp.NAME!r}")
    missing = with_pyvrp.unsupported(problem)
    if missing and problem.tasks:
        raise ValueError(f"{engine} cannot express {', '.join(missing)}")
    best = nothing_yet(problem, on_progress)
    if not best.is_proven:
        with Team(problem) as team:
            _search(problem, limits, strategy or Strategy(), starts, best, team)
        if best.n_unserved:
            best.offer(mend(problem, best.solution, deadline=_deadline(limits, best, last=True)))
    found = best.objective < float("inf")
    status = Status.UNKNOWN
    if found:
        status = Status.OPTIMAL if best.is_proven else Status.FEASIBLE
    return Outcome(
        status=status,
        solution=best.solution if found else None,
        objective=best.objective if found else None,
        bound=best.bound if best.bound > 0 else None,
        engine=with_pyvrp.version(),
        seed=limits.seed,
        seconds=time.monotonic() - best.started,
        iterations=sum(best.iterations.values()),
        interrupted=best.stopped,
    )


def _search(
    problem: RoutingProblem,
    limits: Limits,
    strategy: Strategy,
    starts: Sequence[RoutingSolution],
    best: Best,
    team: Team,
) -> None:
    """Search, combine, search on from there, combine again."""
    pool = dict.fromkeys(route for start in starts for route in start.routes)
    for start in starts:
        best.offer(mend(problem, start, deadline=_deadline(limits, best)))
    if len(starts) > 1:
        _combine(problem, limits, pool, best)
    # To know what nobody can do saves looking for it, but takes as long as a first solution.
    hurried = not starts and is_hurried(problem, limits.time_s)
    skip = frozenset() if hurried else impossible_tasks(problem)
    insist = True
    little = not hurried and has_little_time(problem, limits.time_s)
    first = _SEARCH_SHARE_OF_LITTLE if little else _SEARCH_SHARE
    ways = strategy.tunings
    patient = strategy.patient if limits.n_jobs > 1 else None
    if patient is not None and has_much_time(problem, limits.time_s):
        ways = tuple(patient if n % 2 else way for n, way in enumerate(ways))
    ruins = strategy.together and all(tuning.ruin for tuning in strategy.tunings)
    together = ruins and not hurried and not starts and is_too_much(problem, limits)
    # There is no time to begin again where there is too little to begin with.
    shares = (first, 1.0 - first) if strategy.pool and not together else (1.0,)
    for number, share in enumerate(shares):
        last = number == len(shares) - 1
        leg = _leg(limits, share, best, combine_after=strategy.pool, first=not number, last=last)
        if leg is None or best.stopped or best.is_proven:
            return
        leg = replace(leg, seed=limits.seed + number)
        turn = [(n + number) % len(ways) for n in range(limits.n_jobs)]
        tunings = [replace(ways[t], one_piece=little) for t in turn]
        if together:
            # They end at the same time.
            tunings = [replace(tuning, ruin=_SHARED_RUIN) for tuning in tunings]

        def on_report(process: int, report: Report, number: int = number) -> None:
            best.iterations[number, process] = report.iterations
            best.offer(report.solution)

        results = team.search(
            leg,
            tunings,
            skip=skip,
            insist=insist,
            start=best.solution if (number or starts) and best.solution.routes else None,
            together=together,
            on_report=on_report,
            should_stop=best.should_stop,
        )
        for process, found in enumerate(results):
            best.iterations[number, process] = found.iterations
            if found.solution is not None:
                best.offer(found.solution)
                if not best.solution.routes:
                    best.offer(mend(problem, found.solution, deadline=_deadline(limits, best)))
            pool |= dict.fromkeys(found.routes)
        # Where nothing complete was found, the next leg may leave tasks out.
        insist = bool(best.solution.routes) and best.n_unserved <= len(skip)
        if strategy.pool and not best.stopped:
            _combine(problem, limits, pool, best)


def _leg(
    limits: Limits, share: float, best: Best, *, combine_after: bool, first: bool, last: bool
) -> Limits | None:
    """Limits of one leg of the search; None when there is no time left for it."""
    time_s = None
    if limits.time_s is not None:
        left = limits.time_s - (time.monotonic() - best.started)
        reserve = min(_COMBINE_S, _COMBINE_SHARE * limits.time_s) if combine_after else 0.0
        if last and best.n_unserved and best.solution.routes:
            # What is left out must be mended and explained, which takes time as well.
            reserve += 1.5 * _explaining(limits.time_s)
        later = 0.0 if last else (1.0 - share) * limits.time_s
        time_s = left - later - reserve
        if first:
            # However little there is, a first solution is looked for.
            time_s = max(time_s, _LEAST_S)
        if time_s <= 0:
            return None
    iterations = None if limits.iterations is None else round(limits.iterations * share)
    return replace(limits, time_s=time_s, iterations=iterations)


def _explaining(time_s: float) -> float:
    """Time kept for proving why what is left out is left out. [s]"""
    return min(_EXPLAIN_S, _EXPLAIN_SHARE * time_s)


def _deadline(limits: Limits, best: Best, *, last: bool = False) -> float | None:
    """Moment after which nothing more is mended."""
    if best.stopped:
        return time.monotonic() + _OVERRUN_S
    if limits.time_s is None:
        return None
    end = best.started + limits.time_s
    last_s = end - _explaining(limits.time_s)
    return min(end, max(last_s, time.monotonic() + _MEND_S)) if last else end


def _combine(problem: RoutingProblem, limits: Limits, pool: Iterable[Route], best: Best) -> None:
    time_s = None
    if limits.time_s is not None:
        left = limits.time_s - (time.monotonic() - best.started)
        share = _COMBINE_SHARE * (1.0 if best.n_unserved else 2.0)
        time_s = min(_COMBINE_S, left, share * limits.time_s)
        if time_s <= 0:
            return
    best.offer(combine(problem, pool, best.solution, time_s=time_s))
