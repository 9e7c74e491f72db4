"""Ruin and recreate where all there is to do is shipments: few vehicles first, then less cost.

A vehicle may cost more than all that its way could save: no step from one good solution to the
next closes a route then. So routes are closed one by one, and what they did is squeezed into the
others, what fits nowhere most often first, as long as that succeeds in time. Section 5.8 of
``docs/models/routing.md``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np

from models.compiled import is_kept
from models.outcome import Limits
from models.routing.problem import Route, RoutingProblem, RoutingSolution, Trip
from models.routing.shipment_kernel import CHEAPER, FEWER, anneal, close_route
from models.routing.shipment_net import as_net, suits
from models.routing.shipment_state import N_OUT, USED, Net, State, blank, copy_state, refresh

__all__ = ["is_ready", "prepare", "search_shipments", "suits"]

_HOT, _COLD = 1.0, 0.01
_REMOVED = 10.0
_FEWER_SHARE = 0.5
"""Share of the limits that goes into fewer vehicles at most."""
_CHUNK_S = 0.05
_FIRST_CHUNK = 50
_TELL_S = 0.5


def is_ready() -> bool:
    """Whether the kernels need not be made first."""
    return is_kept(anneal) and is_kept(close_route)


def prepare() -> None:
    """Make the kernels, or load them where they have been made before."""
    one = np.zeros((1, 1), np.int64)
    net = Net(
        hop=np.zeros((4, 4), np.int64), cost=np.zeros((4, 4)), times=np.zeros((4, 3), np.int64),
        change=np.zeros((2, 1), np.int64), ends=np.array([[0, 1]]),
        shipment_of=np.zeros(2, np.int64), near=np.array([[0, 1], [1, 0]]), worth=np.full(1, 9.0),
        capacity=one[0], fixed=np.ones(1),
    )  # fmt: skip
    search = _Search(net, 1, 1)
    search.run(Limits(iterations=4), lambda: False, lambda _state, _n: None)
    search.close()  # which one route alone never asks for


def search_shipments(
    problem: RoutingProblem,
    limits: Limits,
    *,
    skip: frozenset[int],
    start: RoutingSolution | None = None,
    on_best: Callable[[RoutingSolution, int], None],
    stop: Callable[[], bool],
) -> tuple[RoutingSolution, int]:
    """Search until a limit is reached.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked; ``suits`` says whether it may be.
    limits : Limits
        Time or iterations; ``n_jobs`` is not looked at.
    skip : frozenset of int
        Tasks that are not looked at.
    start : RoutingSolution, optional
        Solution to begin with.
    on_best : callable
        Told of better solutions now and then, with the iterations done.
    stop : callable
        Asked now and then; True ends the search.

    Returns
    -------
    tuple
        The best solution, perhaps with tasks left out, and the iterations done.

    Examples
    --------
    >>> from models.routing.problem import Depot, Shipment, Task, VehicleType
    >>> metres = np.array([[[0, 3, 4], [3, 0, 5], [4, 5, 0]]])
    >>> van = VehicleType(1, (2,), 0, 0, (0, 99), 99, cost_per_metre=1.0, max_trips=1)
    >>> problem = RoutingProblem(
    ...     durations=metres, distances=metres, setups=np.zeros(3, np.int64),
    ...     tasks=(Task(1, (0,), (0,)), Task(2, (0,), (0,))), depots=(Depot(0),),
    ...     vehicle_types=(van,),
    ...     shipments=(Shipment(1, 0, (2,)),),
    ... )
    >>> found, n = search_shipments(
    ...     problem, Limits(iterations=9), skip=frozenset(),
    ...     on_best=lambda *_: None, stop=lambda: False,
    ... )
    >>> [route.tasks for route in found.routes]
    [(1, 0)]
    """
    net = as_net(problem, skip)
    search = _Search(net, problem.vehicle_types[0].n_available, limits.seed)
    if start is not None:
        search.lay_out(start)
    search.run(limits, stop, lambda state, n: on_best(_read(net, state), n))
    return _read(net, search.best), search.done


class _Search:
    """One state on its way, and the best it has met."""

    def __init__(self, net: Net, n_available: int, seed: int) -> None:
        self.net = net
        self._limit = min(n_available, len(net.ends))
        n_routes = self._limit or 1
        self.state, self._old, self.best = (blank(net, n_routes) for _ in range(3))
        self._misses = np.zeros(len(net.ends))
        self._rng = np.array([seed * 2654435761 + 88172645463325252], np.uint64)
        self._room = np.zeros((2, max(n_routes, len(net.ends)) + 16), np.int64)
        self._keys = np.zeros(len(net.ends))
        self.done = 0

    def lay_out(self, solution: RoutingSolution) -> None:
        """Begin with the routes of a solution."""
        net, state = self.net, self.state
        n, served = len(net.shipment_of), set()
        for r, route in enumerate(solution.routes[: len(state.sizes)]):
            tasks = [t for t in route.tasks if net.shipment_of[t] >= 0]
            path = [n, *tasks, n + 1]
            nodes = [n + 2 * r, *tasks, n + 2 * r + 1]
            for before, v in pairwise(nodes):
                state.links[before, 0], state.links[v, 1], state.links[v, 2] = v, before, r
            state.sizes[r] = len(tasks)
            if tasks:
                state.meta[USED] += 1
                state.value[0] += net.fixed[0] + net.cost[path[:-1], path[1:]].sum()
                served |= {int(net.shipment_of[t]) for t in tasks}
                refresh(net, state, r)
        out = [i for i in range(len(net.ends)) if i not in served]
        state.out[: len(out)] = out
        state.meta[N_OUT] = len(out)
        state.value[1] = net.worth[out].sum()
        copy_state(state, self.best)

    def run(
        self, limits: Limits, stop: Callable[[], bool], tell: Callable[[State, int], None]
    ) -> None:
        """Fewer vehicles first where they are dear, then less cost."""
        copy_state(self.state, self._old)
        self._steps(1, 0.0, CHEAPER)
        scale = self._scale()
        told = [time.monotonic(), self._total()]

        def perhaps() -> None:
            now = time.monotonic()
            if limits.time_s and now > told[0] + _TELL_S and self._total() < told[1]:
                tell(self.best, self.done)
                told[:] = now, self._total()

        pays = self.net.fixed[0] > scale and self.best.meta[N_OUT] == 0
        first = _FEWER_SHARE if pays and self.best.meta[USED] > 1 else 0.0
        if first:
            self.close()
            for share, chunk in _chunks(limits, 0.0, first, self, stop):
                self._steps(chunk, _cooled(scale, share / first), FEWER)
                perhaps()
                if self.state.meta[N_OUT] == 0:
                    if self.best.meta[USED] <= 1:
                        first = share
                        break
                    self.close()
            copy_state(self.best, self.state)
            copy_state(self.best, self._old)
            self._limit = max(1, int(self.best.meta[USED]))
        for share, chunk in _chunks(limits, first, 1.0, self, stop):
            self._steps(chunk, _cooled(scale, (share - first) / (1.0 - first)), CHEAPER)
            perhaps()

    def close(self) -> None:
        """From here on with a route less than the best has."""
        copy_state(self.best, self.state)
        close_route(self.net, self.state, self._misses)
        copy_state(self.state, self._old)
        self._limit = max(1, int(self.best.meta[USED]) - 1)

    def _steps(self, n: int, temperature: float, aim: int) -> None:
        self.done += anneal(
            self.net, self.state, self._old, self.best, self._misses, self._rng, self._room,
            self._keys, self._limit, n, temperature, _REMOVED, aim,
        )  # fmt: skip

    def _total(self) -> float:
        return float(self.best.value.sum())

    def _scale(self) -> float:
        """What a task costs on the road, the measure of all temperatures."""
        driven = self.best.value[0] - self.net.fixed[0] * self.best.meta[USED]
        return max(float(driven) / max(1, int(self.best.sizes.sum())), 1e-6)


def _cooled(scale: float, share: float) -> float:
    return scale * _HOT * float((_COLD / _HOT) ** share)


def _chunks(
    limits: Limits, first: float, last: float, search: _Search, stop: Callable[[], bool]
) -> Iterator[tuple[float, int]]:
    """Shares of the limits, from the first to the last, and how many steps to do there."""
    began, done, chunk = time.monotonic(), search.done, _FIRST_CHUNK
    while not stop():
        by_time = by_count = 0.0
        now = time.monotonic()
        if limits.time_s is not None:
            by_time = (now - began) / max(1e-9, (last - first) * limits.time_s)
        if limits.iterations is not None:
            left = round((last - first) * limits.iterations) - (search.done - done)
            by_count = 1.0 - left / max(1.0, (last - first) * limits.iterations)
            chunk = min(chunk, left)
        share = max(by_time, by_count)
        if share >= 1.0 or chunk < 1:
            return
        before = search.done
        yield first + share * (last - first), chunk
        took = max(1e-6, time.monotonic() - now)
        if limits.time_s is not None:
            # Of what was done, not asked for: steps end early where a vehicle less is found.
            at_this_pace = (search.done - before) * _CHUNK_S / took
            chunk = max(10, int(min(4.0 * chunk, at_this_pace)))


def _read(net: Net, state: State) -> RoutingSolution:
    """Routes as the problem's words have them."""
    n, routes = len(net.shipment_of), []
    for r in np.flatnonzero(state.sizes):
        tasks, v = [], int(state.links[n + 2 * r, 0])
        while v < n:
            tasks.append(v)
            v = int(state.links[v, 0])
        routes.append(Route(0, (Trip(0, tuple(tasks)),)))
    return RoutingSolution(tuple(routes))
