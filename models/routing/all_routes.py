"""Which solution is the best of all? Every route that could be in a better one, and no guess.

At any prices a solution costs at least what they prove (``column_generation``) plus what its
routes cost after prices. So a solution better than the one known has only routes that cost
less than the gap after prices; the label search lists them all, if they are not too many,
and a mixed-integer program combines them. Equations (B.8)-(B.10) of
``docs/models/routing.md``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.outcome import Progress, ProgressListener
from models.routing.choose_ways import best_combination, solution_of
from models.routing.column_generation import generate
from models.routing.evaluate import evaluate
from models.routing.network import MAX_TASKS, Class
from models.routing.prices import Lagrangian
from models.routing.pricing import Listed, Pricer
from models.routing.problem import RoutingProblem, RoutingSolution
from models.routing.threads import Stop, in_threads
from models.routing.ways import Way

__all__ = ["AllRoutes", "Known"]

_MOST_LISTED = 400_000
_MOST_COMBINED = 40_000
_COMBINE_S = 3.0
_LIST_SHARE = 0.3
_LIST_SHARE_FEW = 0.7
_FEW_TASKS = 20
_PROMISING = 0.1
_SMALLER = 0.7
_FAR = 1e14
_TELL_S = 0.1
_ROUNDING = 1e-6
_SAFETY = 1e-9


@dataclass(slots=True)
class Known:
    """Best solution and best bound so far, and who is told of them.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    started : float
        Moment by ``time.monotonic``. [s]
    deadline : float or None
        Moment at which to stop. [s]
    listener : ProgressListener or None
        Told now and then; answers True to stop.
    """

    problem: RoutingProblem
    started: float
    deadline: float | None
    listener: ProgressListener | None
    solution: RoutingSolution | None = None
    objective: float = float("inf")
    bound: float = -float("inf")
    method: str = "nothing"
    stopped: bool = False
    told: float = field(default=-float("inf"))

    def offer(self, solution: RoutingSolution | None) -> None:
        """Keep a solution if it is legal and better."""
        if solution is None:
            return
        sheet = evaluate(self.problem, solution)
        if not sheet.violations and sheet.objective < self.objective:
            self.solution, self.objective = solution, sheet.objective

    def raise_bound(self, bound: float, method: str) -> None:
        """Keep a bound if it is better."""
        # A little less than was found: sums of floating point numbers are not exact.
        safe = bound
        if abs(bound) < float("inf"):
            safe -= _SAFETY * max(1.0, abs(bound))
        if safe > self.bound:
            self.bound, self.method = safe, method

    @property
    def left_s(self) -> float | None:
        """Time left, a little at least; None where it is not limited. [s]"""
        return None if self.deadline is None else max(0.1, self.deadline - time.monotonic())

    def is_done(self) -> bool:
        """Whether nothing is left to prove, or no time to do it."""
        return self.is_proven or self.should_stop()

    @property
    def is_proven(self) -> bool:
        """Whether the solution meets the bound, but for rounding."""
        if self.objective == float("inf"):
            return False
        return self.objective - self.bound <= _ROUNDING * max(1.0, abs(self.objective))

    def should_stop(self) -> bool:
        """Tell the listener now and then; whether it wants an end, or time is over."""
        now = time.monotonic()
        if self.listener is not None and not self.stopped and now - self.told > _TELL_S:
            self.told = now
            known = self.solution is not None
            left_out = self.solution.left_out(self.problem.n_tasks) if self.solution else ()
            self.stopped = self.listener(
                Progress(
                    seconds=now - self.started,
                    objective=self.objective if known else None,
                    n_routes=len(self.solution.routes) if self.solution else 0,
                    n_unserved=len(left_out) if known else self.problem.n_tasks,
                    iterations=0,
                )
            )
        return self.stopped or (self.deadline is not None and now >= self.deadline)


class AllRoutes:
    """Solves a problem by the list of all routes that matter.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    classes : tuple of Class
        Its tasks.
    sources : sequence of Pricer
        One for each vehicle type that has vehicles.
    known : Known
        Best solution and bound; both are improved.
    n_jobs : int
        Threads.
    """

    def __init__(
        self,
        problem: RoutingProblem,
        classes: tuple[Class, ...],
        sources: Sequence[Pricer],
        known: Known,
        n_jobs: int,
    ) -> None:
        self.problem, self.classes, self.sources = problem, classes, sources
        self.known, self.n_jobs = known, n_jobs
        self.failed = (
            float("inf") if problem.n_tasks <= _FEW_TASKS else _PROMISING * known.objective
        )
        self.sizes = np.array([len(group.tasks) for group in classes])
        vehicles = (problem.vehicle_types[source.vehicle_type] for source in sources)
        self.n_vehicles = np.array([min(v.n_available, problem.n_tasks) for v in vehicles])

    def combine(self, ways: Sequence[Way]) -> None:
        """Look for a better solution among some routes."""
        counts = np.array([way.counts(len(self.classes)) for way in ways], np.float64)
        fit = [i for i, done in enumerate(counts) if (done <= self.sizes).all()]
        if not fit:
            return
        left = self.known.left_s
        chosen, _ = best_combination(
            self.problem,
            self.classes,
            np.array([ways[i].vehicle_type for i in fit]),
            np.array([ways[i].cost for i in fit]),
            counts[fit],
            np.ones(len(self.classes), bool),
            time_s=_COMBINE_S if left is None else min(_COMBINE_S, left),
        )
        if chosen is not None:
            picked = [ways[fit[index]] for index in chosen]
            self.known.offer(solution_of(self.problem, self.classes, picked))

    def solve(self, proven: Lagrangian) -> bool:
        """(B.10): the best combination of all routes that a better solution could have.

        Parameters
        ----------
        proven : Lagrangian
            Good prices; the better they are, the fewer routes.

        Returns
        -------
        bool
            Whether the problem is solved.
        """
        gap = self._gap(max(proven.bound, self.known.bound))
        if gap > _SMALLER * self.failed and self.problem.n_tasks > _FEW_TASKS:
            return False
        listed = self._list(proven.prices)
        self.failed = gap
        if listed is None or sum(len(one.ends) for one in listed) > _MOST_LISTED:
            return False
        # The bound of the list holds for solutions that are better than the one known.
        sharper = generate(
            self.problem, self.classes, listed, (), memory=MAX_TASKS,
            target=self.known.objective, stop=self.known.should_stop, n_jobs=1,
        )  # fmt: skip
        self.known.raise_bound(min(sharper.bound, self.known.objective), "all routes")
        if self.known.is_done():
            return self.known.is_proven
        self.combine([column.way for column in sharper.columns])
        gap = self._gap(sharper.bound)
        flag = np.zeros(1, np.int64)
        kept = [
            one.below(sharper.prices, threshold=gap + least, stop=flag)
            for one, least in zip(listed, sharper.least, strict=True)
        ]
        if sum(len(one.ends) for one in kept) > _MOST_COMBINED:
            return False
        return self._solve_program(kept, sharper.prices, gap)

    def _gap(self, bound: float) -> float:
        """How much a route of a better solution may cost after prices."""
        objective = self.known.objective
        if objective == float("inf"):
            return _FAR
        return objective - bound + _ROUNDING * max(1.0, abs(objective))

    def _list(self, prices: NDArray[np.float64]) -> list[Listed] | None:
        """All routes below the gap, which is only known when the cheapest routes are."""
        earned = float(self.sizes @ prices)
        threshold = max(0.0, self._gap(earned))
        while True:
            listed = self._below(prices, threshold)
            if listed is None:
                return None
            costs = [(one.costs - one.counts @ prices).min(initial=0.0) for one in listed]
            least = np.minimum(0.0, costs)
            bound = earned + float(self.n_vehicles @ least)
            self.known.raise_bound(bound, "all routes")
            needed = self._gap(bound) + float(least.max(initial=-_FAR))
            if needed <= threshold or threshold >= _FAR:
                return listed
            threshold = needed

    def _below(self, prices: NDArray[np.float64], threshold: float) -> list[Listed] | None:
        """Every route below a threshold; None where there are too many."""

        def job(source: Pricer) -> Callable[[NDArray[np.int64]], Listed | None]:
            return lambda flag: source.below(prices, threshold=threshold, stop=flag)

        found = in_threads([job(s) for s in self.sources], self._stop_soon(), self.n_jobs)
        every = [one for one in found if one is not None]
        return every if len(every) == len(found) else None

    def _stop_soon(self) -> Stop:
        """Listing what may be too much takes a part of the time left only."""
        left = self.known.left_s
        if left is None:
            return self.known.should_stop
        share = _LIST_SHARE_FEW if self.problem.n_tasks <= _FEW_TASKS else _LIST_SHARE
        end = time.monotonic() + share * left
        return lambda: self.known.should_stop() or time.monotonic() > end

    def _solve_program(
        self, kept: Sequence[Listed], prices: NDArray[np.float64], gap: float
    ) -> bool:
        prizes = (self.problem.tasks[group.tasks[0]].prize for group in self.classes)
        optional = np.array(
            [p is not None and p - price <= gap for p, price in zip(prizes, prices, strict=True)]
        )
        chosen, bound = best_combination(
            self.problem,
            self.classes,
            np.concatenate([np.full(len(one.ends), one.vehicle_type) for one in kept]),
            np.concatenate([one.costs for one in kept]),
            np.concatenate([one.counts for one in kept]),
            optional,
            time_s=self.known.left_s,
        )
        if bound is not None:
            # Where nothing is below what is known, that is the best there is.
            self.known.raise_bound(min(bound, self.known.objective), "all routes")
        if chosen is not None:
            starts = np.cumsum([0, *(len(one.ends) for one in kept)])
            which = np.searchsorted(starts, chosen, side="right") - 1
            ways = [kept[k].way(i - int(starts[k])) for k, i in zip(which, chosen, strict=True)]
            self.known.offer(solution_of(self.problem, self.classes, ways))
        return self.known.is_proven or bound is not None
