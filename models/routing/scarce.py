"""What is served when not everything can be? The most valuable first, as many as fit.

A search that may leave tasks out at a prize searches badly: it hardly ever puts one back.
One that must serve a given set searches well, and either succeeds or does not. So sets are
tried: the most valuable tasks, more of them after each success and fewer after each
failure; what then still fits is inserted. Section 5.6 of ``docs/models/routing.md``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from models.outcome import Limits
from models.routing import with_pyvrp
from models.routing.bound import dearest_route
from models.routing.choose import Chooser
from models.routing.construct import construct
from models.routing.evaluate import evaluate
from models.routing.problem import Route, RoutingProblem, RoutingSolution, Trip
from models.routing.reformulate import expand
from models.routing.repair import mend
from models.routing.with_pyvrp import Found, Tuning

__all__ = ["is_scarce", "must_all_be_done", "search_most_valuable"]

_SHORT_SHARE = 0.05
_LEG_SHARE = 0.12
_MOST_LEGS = 60
_BUILD_SHARE = 0.2
_FIRST_STEP = 16
_NEARLY = 0.03
_POLISH_SHARE = 0.25
_MEND_SHARE = 0.06
_NOISE = 0.25
_STICKY = 1.5
"""Tasks that are served already are preferred to others worth no more than this as much."""


def must_all_be_done(problem: RoutingProblem) -> bool:
    """Whether some task may not be left out at any price."""
    return any(task.prize is None for task in problem.tasks)


def is_scarce(problem: RoutingProblem, solution: RoutingSolution, skip: frozenset[int]) -> bool:
    """Whether so much is left out that no search will serve it all.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    solution : RoutingSolution
        Built with care, but not searched for.
    skip : frozenset of int
        Tasks that are not looked at.

    Returns
    -------
    bool
        A guess, by the share of the tasks whose prize no cost would justify; never where a
        task must be done whatever it costs.
    """
    if must_all_be_done(problem):
        return False
    dear = dearest_route(problem)
    asked = {t for t in range(problem.n_tasks) if t not in skip and _worth(problem, t) > dear}
    left = asked.intersection(solution.left_out(problem.n_tasks))
    return len(left) > _SHORT_SHARE * len(asked)


def search_most_valuable(
    problem: RoutingProblem,
    limits: Limits,
    tuning: Tuning,
    chooser: Chooser,
    *,
    skip: frozenset[int],
    start: RoutingSolution,
    on_best: Callable[[RoutingSolution, int], None],
    stop: Callable[[], bool],
) -> Found:
    """Search for the set of tasks that is worth most, until a limit is reached.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    limits : Limits
        When to stop; ``n_jobs`` is not looked at.
    tuning : Tuning
        How to search.
    chooser : Chooser
        Offers kinds of trip.
    skip : frozenset of int
        Tasks that are not looked at.
    start : RoutingSolution
        Legal.
    on_best : callable
        Told each new best solution with the iterations done.
    stop : callable
        Asked now and then; True ends the search.

    Returns
    -------
    Found
        The best legal solution.
    """
    state = _State(problem, limits, tuning, chooser, skip, start, on_best, stop)
    asked = [t for t in range(problem.n_tasks) if t not in skip]
    size = state.build(asked)
    step = max(1, size // _FIRST_STEP)
    grew = False
    for leg in range(_MOST_LEGS):
        if state.is_over(_POLISH_SHARE):
            break
        grows = state.serve(state.most_valuable(asked, size), leg=leg)
        if grows and size == len(asked):
            # It suffices after all: what serves everything is for the ordinary search.
            return Found(state.best, tuple(state.routes), state.iterations)
        if leg:
            step = max(1, 2 * step if grows and grew else step // 2)
        size = min(len(asked), max(1, size + (step if grows else -step)))
        grew = grows
    served = set(range(problem.n_tasks)) - set(state.best.left_out(problem.n_tasks))
    state.polish(served | {t for t in asked if _worth(problem, t) <= state.dear})
    return Found(state.best, tuple(state.routes), state.iterations)


@dataclass(slots=True)
class _State:
    problem: RoutingProblem
    limits: Limits
    tuning: Tuning
    chooser: Chooser
    skip: frozenset[int]
    best: RoutingSolution
    on_best: Callable[[RoutingSolution, int], None]
    stop: Callable[[], bool]
    objective: float = 0.0
    iterations: int = 0
    began: float = 0.0
    dear: float = 0.0
    routes: dict[Route, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.began = time.monotonic()
        self.objective = evaluate(self.problem, self.best).objective
        self.dear = dearest_route(self.problem)

    def is_over(self, reserve: float) -> bool:
        """Whether all but a share of the limits is spent."""
        if self.stop():
            return True
        limits = self.limits
        if limits.time_s is not None:
            return time.monotonic() - self.began > (1.0 - reserve) * limits.time_s
        return limits.iterations is not None and (
            self.iterations > (1.0 - reserve) * limits.iterations
        )

    def most_valuable(self, asked: list[int], size: int) -> frozenset[int]:
        """So many of the tasks, by worth; among much the same worth by chance and habit."""
        random = np.random.default_rng((self.limits.seed, self.iterations))
        noise = random.lognormal(0.0, _NOISE, self.problem.n_tasks)
        left = set(self.best.left_out(self.problem.n_tasks))
        value = {
            t: _worth(self.problem, t) * noise[t] * (1.0 if t in left else _STICKY) for t in asked
        }
        return frozenset(sorted(asked, key=lambda t: (-value[t], t))[:size])

    def build(self, asked: list[int]) -> int:
        """Begin with about as many of the most valuable tasks as can be constructed."""
        left = self.best.left_out(self.problem.n_tasks)
        size = len(asked) - len(set(left) - self.skip)
        began = time.monotonic()
        while size > 0:
            wanted = self.most_valuable(asked, size)
            others = frozenset(range(self.problem.n_tasks)) - wanted
            kinds = self.chooser.choose(None, 0)
            expanded = expand(self.problem, kinds, self.skip | others, None)
            built = construct(expanded, self.limits.seed, enough=lambda: True)
            n_missing = len(wanted.intersection(built.left_out(self.problem.n_tasks)))
            self.fill(built)
            time_s = self.limits.time_s
            late = time_s is not None and time.monotonic() - began > _BUILD_SHARE * time_s
            if n_missing <= _NEARLY * size or late:
                return size
            size -= n_missing
        return 1

    def serve(self, wanted: frozenset[int], *, leg: int) -> bool:
        """Search for routes that do all of these tasks; whether there are."""
        begin = _restricted(self.best, wanted)
        found = self._search(wanted, begin, _LEG_SHARE, leg, first=True)
        complete = found is not None and wanted.isdisjoint(found.left_out(self.problem.n_tasks))
        self.fill(found if found is not None else begin)
        return complete

    def polish(self, served: set[int]) -> None:
        """Serve the same at less cost, and insert what then fits."""
        found = self._search(frozenset(served), self.best, _POLISH_SHARE, _MOST_LEGS, first=False)
        if found is not None:
            self.fill(found)

    def fill(self, solution: RoutingSolution) -> None:
        """Insert what fits, and keep the solution if it is the best."""
        deadline = None
        if self.limits.time_s is not None:
            ends = self.began + self.limits.time_s
            now = time.monotonic()
            deadline = now + max(0.0, min(ends - now, _MEND_SHARE * self.limits.time_s))
        filled = mend(self.problem, solution, deadline=deadline)
        sheet = evaluate(self.problem, filled)
        if not sheet.violations and sheet.objective < self.objective:
            self.best, self.objective = filled, sheet.objective
            self.on_best(filled, self.iterations)

    def _search(
        self,
        wanted: frozenset[int],
        begin: RoutingSolution,
        share: float,
        leg: int,
        *,
        first: bool,
    ) -> RoutingSolution | None:
        limits = self.limits
        time_s = limits.time_s
        if time_s is not None:
            time_s = min(share * time_s, time_s - (time.monotonic() - self.began))
            if time_s <= 0:
                return None
        n = None if limits.iterations is None else max(1, round(share * limits.iterations))
        own = replace(limits, time_s=time_s, iterations=n, seed=limits.seed + 101 * leg)
        others = frozenset(range(self.problem.n_tasks)) - wanted
        kinds = self.chooser.choose(begin, limits.seed + 7919 * leg)
        expanded = expand(self.problem, kinds, self.skip | others, begin)
        seen: list[bool] = []

        def tell(solution: RoutingSolution, _n: int) -> None:
            if wanted.isdisjoint(solution.left_out(self.problem.n_tasks)):
                seen.append(True)

        found = with_pyvrp.search(
            expanded,
            own,
            self.tuning,
            insist=True,
            add_trips=leg % 2 == 0,
            start=begin,
            on_best=tell,
            stop=lambda _n: self.stop() or (first and bool(seen)),
        )
        self.iterations += found.iterations
        self.routes |= dict.fromkeys(found.routes)
        return found.solution


def _worth(problem: RoutingProblem, task: int) -> float:
    prize = problem.tasks[task].prize
    return float("inf") if prize is None else prize


def _restricted(solution: RoutingSolution, wanted: frozenset[int]) -> RoutingSolution:
    """A solution with no other tasks."""
    routes = []
    for route in solution.routes:
        trips = tuple(
            Trip(trip.origin, kept)
            for trip in route.trips
            if (kept := tuple(t for t in trip.tasks if t in wanted))
        )
        if trips:
            routes.append(Route(route.vehicle_type, trips))
    return RoutingSolution(tuple(routes))
