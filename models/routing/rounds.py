"""How does one process spend its time? Rounds of search, each with other kinds of trip.

Where all kinds of trip together are few, one round has them all. Where turnarounds are many,
only every second round tries to add trips, for that is most of the work then.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from models.outcome import Limits
from models.routing import with_pyvrp
from models.routing.choose import Chooser
from models.routing.evaluate import evaluate
from models.routing.opening import Opening
from models.routing.problem import Route, RoutingProblem, RoutingSolution
from models.routing.reformulate import expand
from models.routing.ruin_shares import Peers
from models.routing.scarce import is_scarce, must_all_be_done, search_most_valuable
from models.routing.with_pyvrp import Found, Tuning

__all__ = ["search_in_rounds"]

_SEVERAL = (0.7, 0.15, 0.15), 0.9
_ONE_PIECE = (0.95, 0.05), 0.95
"""Shares of the rounds where kinds of trip are a choice, and of ruin and recreate in each."""
_ADDING = 2
_FEW_TURNS = 8
_LEAST_S, _STEP_S = 0.15, 0.0005
"""With less time left, in all or for each task, the local search is not begun: to restate the
problem and to do a first step may take as long. [s]"""
_FIRST_S = 1e-3
"""What the first round has at least, so that there is a first solution. [s]"""


def search_in_rounds(
    problem: RoutingProblem,
    limits: Limits,
    tuning: Tuning,
    *,
    skip: frozenset[int],
    insist: bool,
    start: RoutingSolution | None,
    on_best: Callable[[RoutingSolution, int], None],
    stop: Callable[[], bool],
    peers: Peers | None = None,
) -> Found:
    """Search until a limit is reached, with a fresh choice of contexts in each round.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    limits : Limits
        When to stop; ``n_jobs`` is not looked at.
    tuning : Tuning
        How to search.
    skip : frozenset of int
        Tasks that are not looked at.
    insist : bool
        Leave out no task whose prize is beyond any route's cost, as long as that succeeds.
    start : RoutingSolution or None
        Solution to begin with.
    on_best : callable
        Told each new best solution with the iterations done.
    stop : callable
        Asked now and then; True ends the search.
    peers : Peers, optional
        Others who do the same job with other seeds, and ruin and recreate one solution with this
        one in the first round.

    Returns
    -------
    Found
        The best legal solution.
    """
    chooser = Chooser(problem, skip)
    shares: tuple[float, ...] = (1.0,)
    if not chooser.offers_all:
        # Kinds of trip make processes differ there; elsewhere it is how much each ruins.
        shares, ruin = _ONE_PIECE if tuning.one_piece else _SEVERAL
        tuning = replace(tuning, ruin=ruin)
    began = time.monotonic()
    best = start
    routes: dict[Route, None] = {}
    iterations = 0
    for number, share in enumerate(shares):
        first = best is None and not number
        leg = _leg(limits, share, began, last=number == len(shares) - 1, first=first)
        if leg is None or (best is not None and stop()):
            break
        seed = 0 if number == 0 else limits.seed + 7919 * number
        kinds = chooser.choose(best, seed)
        expanded = expand(problem, kinds, skip, best)
        opening = Opening(expanded, skip, chooser.offers_all, limits, began, best, on_best, stop)
        peers = None if number else peers
        begun, n = opening.best(leg, tuning, number, iterations, peers)
        iterations += n
        if begun is not None and begun is not best:
            best = begun
            on_best(best, iterations)
        if best is not None and _left(limits, began) < max(_LEAST_S, _STEP_S * problem.n_tasks):
            break
        if n:
            # What was found may do apart what was bundled, or need another kind of trip.
            expanded = expand(problem, chooser.choose(best, seed), skip, best)
            leg = _rest(limits, leg, tuning, began)
        if best is not None and _seeks_value(problem, best, skip, insist=insist):
            found = search_most_valuable(
                problem,
                _leg(limits, 1.0, began, last=True) or leg,
                tuning,
                chooser,
                skip=skip,
                start=best,
                on_best=on_best,
                stop=stop,
            )
            routes |= dict.fromkeys(found.routes)
            iterations += found.iterations
            best = found.solution or best
            if not skip.issuperset(best.left_out(problem.n_tasks)):
                return Found(best, tuple(routes), iterations)
            insist = True
            continue
        done = iterations

        def tell(solution: RoutingSolution, n: int, done: int = done) -> None:
            on_best(solution, done + n)

        found = with_pyvrp.search(
            expanded,
            replace(leg, seed=limits.seed + number),
            tuning,
            insist=insist,
            add_trips=number % _ADDING == 1 or len(expanded.turnarounds) <= _FEW_TURNS,
            start=best,
            on_best=tell,
            stop=lambda _n: stop(),
        )
        iterations += found.iterations
        routes |= dict.fromkeys(found.routes)
        if found.solution is None:
            insist = False
            continue
        sheet = evaluate(problem, found.solution)
        if not sheet.violations and (
            best is None or sheet.objective < evaluate(problem, best).objective
        ):
            best = found.solution
    return Found(best, tuple(routes), iterations)


def _seeks_value(
    problem: RoutingProblem, best: RoutingSolution, skip: frozenset[int], *, insist: bool
) -> bool:
    """Whether to look for what is worth most rather than for all."""
    if problem.shipments:
        return False
    return is_scarce(problem, best, skip) or not (insist or must_all_be_done(problem))


def _left(limits: Limits, began: float) -> float:
    """Time that is left; infinite where none is set. [s]"""
    if limits.time_s is None:
        return float("inf")
    return limits.time_s - (time.monotonic() - began)


def _rest(limits: Limits, leg: Limits, tuning: Tuning, began: float) -> Limits:
    """What ruin and recreate has left of the limits of a round."""
    time_s, iterations = leg.time_s, leg.iterations
    if time_s is not None and limits.time_s is not None:
        left = _left(limits, began)
        time_s = max(0.0, min(left, (1.0 - tuning.ruin) * time_s))
    if iterations is not None:
        iterations = max(1, round((1.0 - tuning.ruin) * iterations))
    return replace(leg, time_s=time_s, iterations=iterations)


def _leg(
    limits: Limits, share: float, began: float, *, last: bool, first: bool = False
) -> Limits | None:
    """Limits of one round; None when there is no time left, but something for the first."""
    time_s = limits.time_s
    if time_s is not None:
        left = _left(limits, began)
        time_s = left if last else min(left, share * time_s)
        time_s = max(time_s, _FIRST_S) if first else time_s
        if time_s <= 0:
            return None
    iterations = None if limits.iterations is None else max(1, round(limits.iterations * share))
    return replace(limits, time_s=time_s, iterations=iterations)
