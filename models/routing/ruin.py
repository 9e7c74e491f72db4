"""Ruin and recreate over the restated problem: quick on many tasks, where local search is slow.

It knows the same copies, turnarounds and arcs as the local search does, takes strings of
units out and puts them back at the cheapest places. Section 5.7 of ``docs/models/routing.md``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.compiled import is_compiled, is_kept
from models.outcome import Limits
from models.routing.problem import RoutingSolution
from models.routing.reformulate import Expanded
from models.routing.ruin_kernel import anneal
from models.routing.ruin_net import as_net
from models.routing.ruin_pace import Pace
from models.routing.ruin_rows import lay_out, read_rows
from models.routing.ruin_savings import lay_out_savings
from models.routing.ruin_shares import Peers
from models.routing.ruin_state import TRIPS, Net, blank
from models.routing.ruin_together import search_parts
from models.routing.ruin_trips import price_alone
from models.routing.ruin_undo import spare_room
from models.routing.ruin_work import Manner, Work

__all__ = ["is_loaded", "is_ready", "prepare", "ruin_and_recreate"]

_HOT = 1.0
_COLD = 0.01
_TELL_S = 0.5
_TINY = 1e-6
_TELL_RARELY = 25.0
_MANY = 600
"""Steps for each unit from which on it does not matter how good a beginning is."""
_STEPS_PER_S = 20_000.0


def is_loaded() -> bool:
    """Whether the kernels are at hand in this very process."""
    return is_compiled(anneal)


def is_ready() -> bool:
    """Whether the kernels need not be made first, which takes a good part of a minute.

    Returns
    -------
    bool
        False the first time on a machine, until somebody has made them.
    """
    return is_kept(anneal)


def prepare() -> None:
    """Make the kernels, or load them where they have been made before."""
    net = Net(
        nodes=np.zeros((1, 9), np.int64), loads=np.zeros((1, 1, 2), np.int64),
        copies=np.array([0, 1], np.int64), worth=np.ones(1), pressing=np.ones(1),
        near=np.zeros((1, 1), np.int64), mates=np.zeros((1, 1), np.int64),
        arcs=np.zeros((1, 1, 2, 2), np.int32), into=np.zeros((1, 1, 2, 2), np.int32),
        begins=np.zeros((1, 0), np.bool_),
        ends=np.zeros((1, 4), np.int64), homes=np.zeros((1, 1, 3), np.int64),
        doors=np.zeros((1, 1, 2), np.int64), gaps=np.zeros((1, 1, 0, 3), np.int64),
        rests=np.zeros(0, np.int64),
        goods=np.zeros((2, 1, 3), np.int64),
        fleet=np.zeros((1, 12), np.int64), price=np.ones((1, 4)),
        alike=np.ones((1, 1), np.bool_), may=np.ones((1, 1), np.bool_), alone=np.ones((1, 1)),
    )  # fmt: skip
    routes, kept, best = (blank(net, 1) for _ in range(3))
    spare = spare_room(net, 1)
    told, rng = np.ones(2), np.ones(1, np.uint64)
    price_alone(net)
    lay_out_savings(net, routes)
    anneal(net, routes, kept, best, spare, told, rng, 0, 1.0, 1.0, 0.0, 1, 0.0, 0.0)


def ruin_and_recreate(
    expanded: Expanded,
    limits: Limits,
    *,
    start: RoutingSolution | None = None,
    joined: bool = True,
    heat: float = 1.0,
    peers: Peers | None = None,
    on_best: Callable[[RoutingSolution, int], None] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[RoutingSolution, int]:
    """Search until a limit is reached.

    Parameters
    ----------
    expanded : Expanded
        The restated problem.
    limits : Limits
        Time or iterations; ``n_jobs`` is not looked at.
    start : RoutingSolution, optional
        Solution to begin with.
    joined : bool
        Begin with routes joined by savings, rather than filled up by chance, however many steps
        the limits allow, and empty one now and then. Routes are joined in any case where steps
        are few, and where vehicles differ or make several trips.
    heat : float
        Temperature to begin with, as a share of the usual one.
    peers : Peers, optional
        Others who search for the same solution, each a part of it at a time. All begin with
        joined routes, or with the same solution.
    on_best : callable, optional
        Told of better solutions now and then, with the iterations done.
    stop : callable
        Asked now and then; True ends the search.

    Returns
    -------
    tuple
        The best solution, perhaps with tasks left out, and the iterations done.

    Examples
    --------
    >>> from models.routing.problem import Depot, RoutingProblem, Task, VehicleType
    >>> from models.routing.reformulate import expand
    >>> metres = np.array([[[0, 1000, 2000], [1000, 0, 1000], [2000, 1000, 0]]])
    >>> problem = RoutingProblem(
    ...     durations=metres // 10, distances=metres, setups=np.zeros(3, np.int64),
    ...     tasks=(Task(1, (1,), (0,)), Task(2, (1,), (0,))), depots=(Depot(0),),
    ...     vehicle_types=(VehicleType(1, (2,), 0, 0, (0, 3600), 3600, cost_per_metre=0.01),),
    ... )
    >>> found, n = ruin_and_recreate(expand(problem), Limits(iterations=20, seed=1))
    >>> sorted(found.routes[0].tasks), n
    ([0, 1], 20)
    """
    if not expanded.copies:
        return RoutingSolution(()), 0
    asked = time.monotonic()
    net = as_net(expanded)
    together = peers is not None
    # All who search together begin alike.
    rng = _stream(limits.seed if peers is None else peers.seed)
    work = Work(net, Manner.of(net, joined=joined or together), rng)
    if start is not None:
        lay_out(expanded, net, work.routes, start)
    elif joined or together or _n_steps(limits) < _MANY * len(net.worth) or _is_mixed(net):
        lay_out_savings(net, work.routes)
    work.begin()
    # What is told by the clock would make answers differ where only iterations count.
    tell = _Teller(expanded, work, on_best if limits.time_s else None)
    if limits.time_s is not None:
        # It cools in what is left of the time, however long it took to get here.
        limits = replace(limits, time_s=max(_TINY, limits.time_s - (time.monotonic() - asked)))
    n_first = work.fill()
    scale = _HOT * work.scale()
    pace = Pace(limits, heat * scale, _COLD * scale, n_first)
    if peers is None:
        pace.run(work, 1.0, stop=stop, tell=tell.perhaps)
    else:
        work.rng[:] = _stream(limits.seed)
        search_parts(work, pace, peers, tell=tell.perhaps, stop=stop)
    return read_rows(expanded, work.best), pace.done


class _Teller:
    """Tells of better solutions, and spends little of the time on it."""

    def __init__(
        self,
        expanded: Expanded,
        work: Work,
        on_best: Callable[[RoutingSolution, int], None] | None,
    ) -> None:
        self._expanded, self._work, self._on_best = expanded, work, on_best
        self._told = work.least
        self._next = time.monotonic() + _TELL_S

    def perhaps(self, iterations: int) -> None:
        """Tell if there is something new and the last time is long enough ago."""
        now = time.monotonic()
        if self._on_best is None or self._work.least >= self._told or now < self._next:
            return
        self._on_best(read_rows(self._expanded, self._work.best), iterations)
        self._told = self._work.least
        self._next = time.monotonic() + max(_TELL_S, _TELL_RARELY * (time.monotonic() - now))


def _stream(seed: int) -> NDArray[np.uint64]:
    """A random stream at its beginning."""
    return np.array([seed * 2654435761 + 88172645463325252], np.uint64)


def _is_mixed(net: Net) -> bool:
    """Whether vehicles differ or may make several trips: filled up, the wrong ones are full."""
    return bool(len(net.fleet) > 1 or net.fleet[0, TRIPS] > 1)


def _n_steps(limits: Limits) -> float:
    """About how many steps the limits allow."""
    by_time = by_iterations = float("inf")
    if limits.time_s is not None:
        by_time = _STEPS_PER_S * limits.time_s
    if limits.iterations is not None:
        by_iterations = limits.iterations
    return min(by_time, by_iterations)
