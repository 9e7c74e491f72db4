"""What does a round begin with, before the local search? What is there, built, or annealed.

Where there are many kinds of trip, two runs of annealing end percents apart, and each is where
it will end early on: so the first round tries several short ones, and goes on with the best.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from models.outcome import Limits
from models.routing.construct import construct
from models.routing.evaluate import evaluate, evaluate_route
from models.routing.problem import RoutingProblem, RoutingSolution
from models.routing.ready import is_ready
from models.routing.reformulate import Expanded
from models.routing.ruin import about_steps, ruin_and_recreate
from models.routing.ruin_net import fits
from models.routing.scarce import must_all_be_done
from models.routing.shipment_search import search_shipments, suits
from models.routing.with_pyvrp import Tuning

__all__ = ["Opening"]

_BUILD_SHARE = 0.08
_WARM = 0.2
_TRIALS = 4
_TRYING = 0.5
"""Share of the annealing that goes into trials."""
_TRIAL_STEPS = 8
"""Steps for each unit that a trial takes at least."""
_SEED_STEP = 104_729


@dataclass(frozen=True, eq=False)
class Opening:
    """What a round begins with, before the local search."""

    expanded: Expanded
    skip: frozenset[int]
    plain: bool
    limits: Limits
    began: float
    start: RoutingSolution | None
    on_best: Callable[[RoutingSolution, int], None]
    stop: Callable[[], bool]

    def best(
        self, leg: Limits, tuning: Tuning, number: int, done: int
    ) -> tuple[RoutingSolution | None, int]:
        """The best of what there is and what is made now, and the iterations that took.

        None where the local search had better begin by itself: where nothing may be left out
        and trips are of few kinds, a built start that lacks some tasks only holds it up.
        """
        problem = self.expanded.problem
        if not _can_ruin(problem, leg, tuning):
            return self.start or (None if self._begins_alone(tuning) else self._built()), 0
        made, n = self._ruined(leg, tuning, number, done)
        known = [solution for solution in (self.start, made) if solution is not None]
        return min(known, key=lambda solution: evaluate(problem, solution).objective), n

    def _begins_alone(self, tuning: Tuning) -> bool:
        """Whether the local search begins from nothing, as with shipments among other tasks."""
        problem = self.expanded.problem
        return bool(problem.shipments) or (
            self.plain and not tuning.ruin and must_all_be_done(problem)
        )

    def _built(self) -> RoutingSolution:
        """A solution built vehicle by vehicle."""
        return construct(
            self.expanded,
            self.limits.seed,
            stop=lambda: self.stop() or _building(self.limits, self.began),
        )

    def _ruined(
        self, leg: Limits, tuning: Tuning, number: int, done: int
    ) -> tuple[RoutingSolution, int]:
        """What ruin and recreate makes of it in its share of a round."""
        limits = _share_of(replace(leg, seed=leg.seed + 7919 * number), tuning.ruin)
        if number or self.start is not None or self.plain or not self._has_time(limits):
            return self._searched(limits, tuning, self.start, done, warm=bool(number))
        tried = _share_of(limits, _TRYING / _TRIALS)
        best, spent = None, 0
        for trial in range(_TRIALS):
            if best is not None and self.stop():
                break
            other = replace(tried, seed=limits.seed + _SEED_STEP * trial)
            made, n = self._searched(other, tuning, None, done + spent)
            spent += n
            best = made if best is None else min(best, made, key=self._cost)
        rest = _share_of(limits, 1.0 - _TRYING)
        made, n = self._searched(rest, tuning, best, done + spent)
        return made, spent + n

    def _has_time(self, limits: Limits) -> bool:
        """Whether each trial can do enough to tell good beginnings from bad ones."""
        least = _TRIAL_STEPS * len(self.expanded.units) * _TRIALS / _TRYING
        return about_steps(limits) >= least

    def _cost(self, solution: RoutingSolution) -> tuple[float, float]:
        """What must be done and is not comes first."""
        sheet = evaluate(self.expanded.problem, solution)
        tasks = self.expanded.problem.tasks
        return sum(tasks[t].prize is None for t in sheet.left_out), sheet.objective

    def _searched(
        self,
        limits: Limits,
        tuning: Tuning,
        start: RoutingSolution | None,
        done: int,
        *,
        warm: bool = False,
    ) -> tuple[RoutingSolution, int]:
        problem = self.expanded.problem

        def tell(solution: RoutingSolution, n: int) -> None:
            self.on_best(self._legal(solution), done + n)

        if problem.shipments:
            found, n = search_shipments(
                problem, limits, skip=self.skip, start=start, on_best=tell, stop=self.stop
            )
        else:
            found, n = ruin_and_recreate(
                self.expanded,
                limits,
                start=start,
                joined=tuning.joined,
                heat=_WARM if warm or start is not None else 1.0,
                on_best=tell,
                stop=self.stop,
            )
        return self._legal(found), n

    def _legal(self, solution: RoutingSolution) -> RoutingSolution:
        """Without illegal routes: the restated problem knows no gaps in a depot's windows."""
        problem = self.expanded.problem
        return RoutingSolution(
            tuple(r for r in solution.routes if not evaluate_route(problem, r).violations)
        )


def _can_ruin(problem: RoutingProblem, leg: Limits, tuning: Tuning) -> bool:
    """Whether a round begins with ruin and recreate: asked for, able to, and at once."""
    able = suits(problem) if problem.shipments else fits(problem)
    return bool(tuning.ruin) and able and (leg.time_s is None or is_ready(problem))


def _building(limits: Limits, began: float) -> bool:
    """Whether enough time has gone into building what the search begins from."""
    return limits.time_s is not None and time.monotonic() - began > _BUILD_SHARE * limits.time_s


def _share_of(limits: Limits, share: float) -> Limits:
    """A part of limits."""
    time_s = None if limits.time_s is None else limits.time_s * share
    iterations = None
    if limits.iterations is not None:
        iterations = max(1, round(limits.iterations * share))
    return replace(limits, time_s=time_s, iterations=iterations)
