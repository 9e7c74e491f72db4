"""How cheap can a day be at best? A bound from prices that tasks are given.

Any prices give a valid bound once the cheapest route at these prices is known: the sum of
prices, less what the vehicles could gain by them. Prices come from a linear program over
the routes known so far; the cheapest routes at these prices join it. Section 8.2 of
``docs/models/routing.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.routing import labels
from models.routing.network import Class
from models.routing.prices import Lagrangian, Prices
from models.routing.problem import RoutingProblem
from models.routing.threads import Stop
from models.routing.ways import CLOSE, Found, Source, Way

__all__ = ["generate"]

_PER_ROUND = 40
_SMOOTHING = 0.6
_POLL_S = 0.05
_MANY = 10**6
_FAR = 1e12
_PENALTY_STEP = 4.0


def generate(
    problem: RoutingProblem,
    classes: tuple[Class, ...],
    sources: Sequence[Source],
    known: Iterable[Way],
    *,
    memory: int,
    target: float,
    stop: Stop,
    n_jobs: int = 1,
    start: Lagrangian | None = None,
    mode: int = labels.EXACT,
    n_routes: tuple[int, int] = (0, _MANY),
) -> Lagrangian:
    """Best bound that prices can prove, or what was proven when it was stopped.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    classes : tuple of Class
        Its tasks.
    sources : sequence of Source
        One for each vehicle type that has vehicles.
    known : iterable of Way
        Routes to begin with.
    memory : int
        Tasks remembered around each (ng-routes: Baldacci, Mingozzi & Roberti 2011,
        doi:10.1287/opre.1110.0975).
    target : float
        A bound that is enough.
    stop : callable
        Asked now and then; True ends it.
    n_jobs : int
        Threads.
    start : Lagrangian, optional
        What was proven before.
    mode : int
        ``labels.EXACT`` or ``RELAXED``; with ``COARSE`` prices are only sought, which is quick,
        and nothing is proven.
    n_routes : tuple of int
        Fewest and most routes; the bound holds for solutions with so many.

    Returns
    -------
    Lagrangian
        The bound with the prices that prove it, and all routes met.
    """
    work = Prices(problem, classes, sources, memory, mode, stop, n_jobs, n_routes)
    work.add(known)
    centre = None
    if start is not None:
        work.add(column.way for column in start.columns)
        work.best = start
        centre = start.prices
    if mode == labels.COARSE:
        prices = _guess(work)
        none = np.zeros(len(sources))
        return Lagrangian(-np.inf, prices, none, tuple(work.columns), converged=False)
    converged = _iterate(work, centre, target)
    return replace(
        work.best,
        columns=tuple(work.columns),
        converged=converged,
        n_routes=work.answer.n_routes,
    )


def _guess(work: Prices) -> NDArray[np.float64]:
    """Prices at which the quickest search finds no route."""
    prices = np.zeros(len(work.classes))
    while not work.stop():
        work.answer = work.master.solve()
        prices, left_out = work.answer.prices, work.answer.left_out
        is_better = _useful(work, work.price(prices, labels.COARSE), prices, prices)
        if not is_better and not _raise_penalties(work, left_out):
            break
    found: NDArray[np.float64] = np.minimum(prices, work.penalties)
    return found


def _iterate(work: Prices, centre: NDArray[np.float64] | None, target: float) -> bool:
    """Price out and solve in turn; prices are drawn to those that proved most (Wentges 1997)."""
    smoothing = _SMOOTHING
    while not work.stop():
        work.answer = work.master.solve()
        value, prices, left_out = work.answer.value, work.answer.prices, work.answer.left_out
        drawn = centre is not None and smoothing > 0.0
        tried = prices if centre is None else smoothing * centre + (1.0 - smoothing) * prices
        tried = np.minimum(tried, work.penalties)
        if _find_quickly(work, tried, prices, drawn=drawn):
            continue
        found = work.price(tried, work.mode)
        before = work.best.bound
        if work.prove(tried, found) > before:
            centre = tried
        if work.best.bound >= target - CLOSE * max(1.0, abs(target)):
            return False
        is_closed = value - work.best.bound <= CLOSE * max(1.0, abs(value))
        if not is_closed:
            if _useful(work, found, tried, prices):
                continue
            if drawn:
                smoothing = max(0.0, smoothing - _SMOOTHING / 2)
                continue
        if any(f.status != labels.DONE for f in found):
            return False
        if not _raise_penalties(work, left_out):
            return True
    return False


def _find_quickly(
    work: Prices, tried: NDArray[np.float64], prices: NDArray[np.float64], *, drawn: bool
) -> bool:
    """Routes by searches that may miss some, the quickest first; whether there were any."""
    for mode in (labels.COARSE, labels.ROUGH):
        for at in (tried, prices) if drawn else (tried,):
            if _useful(work, work.price(at, mode), at, prices):
                return True
    return False


def _useful(
    work: Prices,
    found: Sequence[Found],
    tried: NDArray[np.float64],
    prices: NDArray[np.float64],
) -> bool:
    """Add routes that the linear program would take at its own prices; whether there were any."""
    n = len(work.classes)
    ways = [
        way
        for way in work.true(found, tried)
        if way.cost - float(way.counts(n) @ prices)
        < work.answer.toll - CLOSE * max(1.0, abs(way.cost))
    ]
    return work.add(ways) > 0


def _raise_penalties(work: Prices, left_out: NDArray[np.float64]) -> bool:
    """Where tasks are left out for less than their prize, make that dearer."""
    cheap = (left_out > CLOSE) & (work.penalties < work.prizes) & (work.penalties < work.highest)
    if not cheap.any():
        return False
    work.penalties = np.where(
        cheap, np.minimum(work.prizes, _PENALTY_STEP * work.penalties), work.penalties
    )
    work.master.set_penalties(work.penalties.tolist())
    return True
