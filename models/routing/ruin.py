"""Ruin and recreate over the restated problem: quick on many tasks, where local search is slow.

It knows the same copies, turnarounds and arcs as the local search does, takes strings of
units out and puts them back at the cheapest places. Section 5.7 of ``docs/models/routing.md``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from models.kernels import is_compiled, is_kept
from models.outcome import Limits
from models.routing.problem import RoutingSolution
from models.routing.reformulate import Expanded
from models.routing.ruin_kernel import anneal
from models.routing.ruin_net import as_net
from models.routing.ruin_rows import lay_out, read_rows
from models.routing.ruin_savings import lay_out_savings
from models.routing.ruin_state import (
    AVAILABLE,
    ROW,
    TRIPS,
    Net,
    Routes,
    blank,
)
from models.routing.ruin_trips import price_alone
from models.routing.ruin_undo import spare_room

__all__ = ["is_loaded", "is_ready", "prepare", "ruin_and_recreate"]

_CHUNK_S = 0.1
_FIRST_CHUNK = 200
_HOT = 1.0
_COLD = 0.01
_REMOVED = 10.0
_EMPTIES = 0.1
"""Share of steps that empty a route: where trips change hands, and where it was begun with joined
routes, which may be too many."""
_TELL_S = 0.5
_TINY = 1e-6
_HANDS = 0.3
"""Share of steps in which trips or vehicles change hands: where vehicles differ and make several
trips."""
_TELL_RARELY = 25.0
_SCAN = 20
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
    asked_at = time.monotonic()
    net = as_net(expanded)
    n_rows = int(min(net.fleet[:, AVAILABLE].sum(), len(net.worth))) or 1
    routes, kept, best = (blank(net, n_rows) for _ in range(3))
    spare = spare_room(net, n_rows)
    hands = _HANDS if net.begins.shape[1] and len(net.fleet) > 1 else 0.0
    empties = _EMPTIES if joined or hands else 0.0
    # Where vehicles differ in room or price alone, exchanges that cost more were not worth it.
    warmth = 0.0 if net.alike.sum() > len(net.fleet) else 1.0
    if start is not None:
        lay_out(expanded, net, routes, start)
    elif joined or _n_steps(limits) < _MANY * len(net.worth) or _is_mixed(net):
        lay_out_savings(net, routes)
    rng = np.array([limits.seed * 2654435761 + 88172645463325252], np.uint64)
    absent = routes.units[:, ROW] < 0
    objective = float(routes.cost.sum() + net.worth[absent].sum())
    told = np.array([objective, objective])
    best.rows[...], best.places[...] = routes.rows, routes.places
    began = time.monotonic()
    if limits.time_s is not None:
        # It cools in what is left of the time, however long it took to get here.
        limits = replace(limits, time_s=max(_TINY, limits.time_s - (began - asked_at)))
    done = 0
    if absent.any():
        # Nothing is hot yet while most is missing: fill first.
        step = (1, 1e-9, _REMOVED, 0.0, _SCAN, 0.0, 0.0)
        anneal(net, routes, kept, best, spare, told, rng, *step)
        done = 1
    scale = max(float(routes.cost.sum()), _TINY) / max(1, int((routes.units[:, ROW] >= 0).sum()))
    hot, cold = heat * _HOT * scale, _HOT * _COLD * scale
    chunk = _FIRST_CHUNK
    # What is told by the clock would make answers differ where only iterations count.
    tell = _Teller(expanded, best, float(told[1]), on_best if limits.time_s else None)
    while not stop():
        share = _share(limits, began, done)
        if share >= 1.0:
            break
        if limits.iterations is not None:
            chunk = min(chunk, limits.iterations - done)
        temperature = hot * (cold / hot) ** share
        asked = time.monotonic()
        step = (chunk, temperature, _REMOVED, empties, _SCAN, hands, warmth)
        anneal(net, routes, kept, best, spare, told, rng, *step)
        done += chunk
        if limits.time_s is not None:
            chunk = max(10, int(chunk * min(4.0, _CHUNK_S / max(1e-6, time.monotonic() - asked))))
        tell.perhaps(float(told[1]), done)
    return read_rows(expanded, best), done


class _Teller:
    """Tells of better solutions, and spends little of the time on it."""

    def __init__(
        self,
        expanded: Expanded,
        best: Routes,
        objective: float,
        on_best: Callable[[RoutingSolution, int], None] | None,
    ) -> None:
        self._expanded, self._best, self._on_best = expanded, best, on_best
        self._told = objective
        self._next = time.monotonic() + _TELL_S

    def perhaps(self, objective: float, iterations: int) -> None:
        """Tell if there is something new and the last time is long enough ago."""
        now = time.monotonic()
        if self._on_best is None or objective >= self._told or now < self._next:
            return
        self._on_best(read_rows(self._expanded, self._best), iterations)
        self._told = objective
        self._next = time.monotonic() + max(_TELL_S, _TELL_RARELY * (time.monotonic() - now))


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


def _share(limits: Limits, began: float, done: int) -> float:
    """How much of the limits is spent."""
    by_time = by_iterations = 0.0
    if limits.time_s is not None:
        by_time = (time.monotonic() - began) / max(limits.time_s, 1e-9)
    if limits.iterations is not None:
        by_iterations = done / max(limits.iterations, 1)
    return max(by_time, by_iterations)
