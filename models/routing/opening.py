"""What does a round begin with, before the local search? What is there, built, or annealed."""

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
from models.routing.ruin import ruin_and_recreate
from models.routing.ruin_net import fits
from models.routing.ruin_shares import Peers
from models.routing.scarce import must_all_be_done
from models.routing.shipment_search import search_shipments, suits
from models.routing.with_pyvrp import Tuning

__all__ = ["Opening"]

_BUILD_SHARE = 0.08
_BUILD_S = 1.0
"""For a first solution where time is over when it is begun: half of one is better than none. [s]"""
_WARM = 0.2
_LEAST_S = 1e-3


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
        self, leg: Limits, tuning: Tuning, number: int, done: int, peers: Peers | None
    ) -> tuple[RoutingSolution | None, int]:
        """The best of what there is and what is made now, and the iterations that took.

        None where the local search had better begin by itself: where nothing may be left out
        and trips are of few kinds, a built start that lacks some tasks only holds it up.
        """
        problem = self.expanded.problem
        if not _can_ruin(problem, leg, tuning):
            return self.start or (None if self._begins_alone(tuning) else self._built()), 0
        made, n = self._ruined(leg, tuning, number, done, peers)
        if self.start is None:
            return made, n
        return min(self.start, made, key=lambda one: evaluate(problem, one).objective), n

    def _begins_alone(self, tuning: Tuning) -> bool:
        """Whether the local search begins from nothing, as with shipments among other tasks."""
        problem = self.expanded.problem
        return bool(problem.shipments) or (
            self.plain and not tuning.ruin and must_all_be_done(problem)
        )

    def _built(self) -> RoutingSolution:
        """A solution built vehicle by vehicle."""
        now, limit_s = time.monotonic(), self.limits.time_s
        share = end = float("inf")
        if limit_s is not None:
            share = self.began + _BUILD_SHARE * limit_s
            end = max(self.began + limit_s, now + _BUILD_S)
        return construct(
            self.expanded,
            self.limits.seed,
            enough=lambda: time.monotonic() > share,
            stop=lambda: self.stop() or time.monotonic() > end,
        )

    def _ruined(
        self, leg: Limits, tuning: Tuning, number: int, done: int, peers: Peers | None
    ) -> tuple[RoutingSolution, int]:
        """What ruin and recreate makes of it in its share of a round."""
        time_s = None
        if leg.time_s is not None and self.limits.time_s is not None:
            # The round began before its problem was restated.
            left = self.began + self.limits.time_s - time.monotonic()
            time_s = max(_LEAST_S, min(left, leg.time_s * tuning.ruin))
        iterations = None
        if leg.iterations is not None:
            iterations = max(1, round(leg.iterations * tuning.ruin))
        limits = replace(leg, time_s=time_s, iterations=iterations, seed=leg.seed + 7919 * number)
        problem = self.expanded.problem

        def tell(solution: RoutingSolution, n: int) -> None:
            self.on_best(self._legal(solution), done + n)

        if problem.shipments:
            found, n = search_shipments(
                problem, limits, skip=self.skip, start=self.start, on_best=tell, stop=self.stop
            )
        else:
            found, n = ruin_and_recreate(
                self.expanded,
                limits,
                start=self.start,
                joined=tuning.joined,
                heat=_WARM if number or self.start is not None else 1.0,
                peers=peers,
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
