"""Which routes are worth having at given prices of tasks, for one vehicle type?

:class:`Pricer` runs the label search over a vehicle type's network and reads its routes
back; :class:`Listed` answers the same from a list of all routes. Section 8.2 of
``docs/models/routing.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.routing import labels
from models.routing.network import MAX_TASKS, Class, Network
from models.routing.problem import RoutingProblem
from models.routing.ways import CLOSE, Found, Way

__all__ = ["Listed", "Pricer"]

_N_BUCKETS = 2000
_SLOTS = 1 << 20
_FAR = 1e15


@dataclass(frozen=True, eq=False)
class Listed:
    """Every route of a vehicle type below some cost, the cheapest for each set of tasks.

    Parameters
    ----------
    pricer : Pricer
        Who found them; it knows their ways until its next search.
    ends : numpy.ndarray of int64, shape (n,)
        Last label of each.
    costs : numpy.ndarray of float64, shape (n,)
        What each costs, prices left out.
    counts : numpy.ndarray of float64, shape (n, n_classes)
        Tasks of each class done.
    """

    pricer: Pricer
    ends: NDArray[np.int64]
    costs: NDArray[np.float64]
    counts: NDArray[np.float64]

    @property
    def vehicle_type(self) -> int:
        """Whose routes."""
        return self.pricer.vehicle_type

    def way(self, index: int) -> Way:
        """How one of them is driven."""
        return self.pricer.way(int(self.ends[index]), float(self.costs[index]))

    def search(
        self,
        prices: NDArray[np.float64],
        *,
        mode: int,  # noqa: ARG002 - a list knows one way
        memory: int,  # noqa: ARG002
        stop: NDArray[np.int64],  # noqa: ARG002
        most: int,
        toll: float = 0.0,
    ) -> Found:
        """See :meth:`Pricer.search`."""
        after = self.costs - self.counts @ prices
        cheap = np.flatnonzero(after < toll - CLOSE)
        if len(cheap) > most:
            cheap = cheap[np.argpartition(after[cheap], most)[:most]]
        ways = tuple(
            self.pricer.way(int(self.ends[e]), float(after[e]))
            for e in cheap[np.argsort(after[cheap], kind="stable")]
        )
        return Found(labels.DONE, float(after.min(initial=_FAR)), ways, 0)

    def below(
        self,
        prices: NDArray[np.float64],
        *,
        threshold: float,
        stop: NDArray[np.int64],  # noqa: ARG002
    ) -> Listed:
        """See :meth:`Pricer.below`."""
        kept = np.flatnonzero(self.costs - self.counts @ prices < threshold)
        return Listed(self.pricer, self.ends[kept], self.costs[kept], self.counts[kept])


class _Room:
    """Memory of a label search; the system provides it only as it is used."""

    def __init__(self, size: int, n_slots: int, n_raw: int, n_keys: int) -> None:
        self.where = np.empty((size, 3), np.int32)
        self.before = np.empty(size, np.int32)
        self.seen = np.empty((size, 2), np.uint64)
        self.raw = np.empty((size, n_raw))
        self.keys = np.empty((size, n_keys))
        self.after = np.empty(size, np.int32)
        self.queue = np.empty(size, np.int32)
        self.heads = np.empty(n_slots, np.int32)
        self.buckets = np.empty(_N_BUCKETS, np.int32)
        self.ends = np.empty(size, np.int32)
        self.end_costs = np.empty(size)


class Pricer:
    """Routes of one vehicle type at given prices of tasks.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    vehicle_type : int
        Who drives.
    classes : tuple of Class
        Its tasks, at most ``network.MAX_TASKS``.
    max_labels : int
        Labels at which to give up.
    """

    def __init__(
        self,
        problem: RoutingProblem,
        vehicle_type: int,
        classes: tuple[Class, ...],
        *,
        max_labels: int,
    ) -> None:
        self.vehicle_type = vehicle_type
        self.classes = classes
        self.network = Network(problem, vehicle_type, classes)
        self.room = _Room(
            max_labels,
            max(_SLOTS, len(self.network.nodes) * len(self.network.machine.steps)),
            labels.N_RAW + 2 * len(self.network.capacity),
            self.network.n_keys,
        )
        self._memories: dict[int, NDArray[np.uint64]] = {}

    def search(
        self,
        prices: NDArray[np.float64],
        *,
        mode: int,
        memory: int,
        stop: NDArray[np.int64],
        most: int,
        toll: float = 0.0,
    ) -> Found:
        """The cheapest routes that cost less than a toll at given prices.

        Parameters
        ----------
        prices : numpy.ndarray of float64, shape (n_classes,)
            What doing one task of each class earns.
        mode : int
            One of those of ``labels``, but for ``EVERY``.
        memory : int
            Classes around each that a label remembers.
        stop : numpy.ndarray of int64, shape (1,)
            Another thread ends the search by writing a one.
        most : int
            Routes given back, the cheapest first.
        toll : float
            What a route may cost. [money]

        Returns
        -------
        Found
            Routes with what they cost after prices.
        """
        n = len(self.classes)
        keeps = self._remembered(memory)
        status, n_labels, n_ends, least = self._extend(prices, mode, keeps, toll - CLOSE, stop)
        ends, costs = self.room.ends[:n_ends], self.room.end_costs[:n_ends]
        ways: dict[tuple[int, ...], Way] = {}
        for e in np.argsort(costs, kind="stable"):
            way = self.way(int(ends[e]), float(costs[e]), is_relaxed=mode == labels.RELAXED)
            ways.setdefault(tuple(way.counts(n).tolist()), way)
            if len(ways) >= most:
                break
        return Found(status, least, tuple(ways.values()), n_labels)

    def below(
        self, prices: NDArray[np.float64], *, threshold: float, stop: NDArray[np.int64]
    ) -> Listed | None:
        """Every route below a threshold, the cheapest for each set of tasks.

        Parameters
        ----------
        prices : numpy.ndarray of float64, shape (n_classes,)
            What doing one task of each class earns.
        threshold : float
            Routes of this cost and more are not wanted.
        stop : numpy.ndarray of int64, shape (1,)
            Another thread ends the search by writing a one.

        Returns
        -------
        Listed or None
            None where there was no room for all, or it was stopped.
        """
        everything = self._remembered(MAX_TASKS)
        status, _, n_ends, _ = self._extend(prices, labels.EVERY, everything, threshold, stop)
        if status != labels.DONE:
            return None
        ends = self.room.ends[:n_ends].astype(np.int64)
        costs = self.room.end_costs[:n_ends]
        order = np.lexsort((costs, *self.room.seen[ends].T))
        seen = self.room.seen[ends[order]]
        is_first = np.ones(n_ends, bool)
        is_first[1:] = (seen[1:] != seen[:-1]).any(axis=1)
        chosen = order[is_first]
        bits = np.unpackbits(self.room.seen[ends[chosen]].view(np.uint8), axis=1, bitorder="little")
        counts = np.zeros((len(chosen), len(self.classes)))
        owners = np.repeat(np.arange(len(self.classes)), [len(g.tasks) for g in self.classes])
        for bit, c in enumerate(owners):
            counts[:, c] += bits[:, bit]
        return Listed(self, ends[chosen], costs[chosen] + counts @ prices, counts)

    def _extend(
        self,
        prices: NDArray[np.float64],
        mode: int,
        keeps: NDArray[np.uint64],
        threshold: float,
        stop: NDArray[np.int64],
    ) -> tuple[int, int, int, float]:
        net, room = self.network, self.room
        n = len(self.classes)
        gains, worths = np.zeros(len(net.nodes)), np.zeros(len(net.nodes))
        gains[:n] = prices
        worths[:n] = np.maximum(0.0, prices - net.least_costs)
        by_hour = np.argsort(-worths / np.maximum(net.least_times, 1e-9), kind="stable")
        ranked = by_hour[worths[by_hour] > 0.0]
        status, n_labels, n_ends, least = labels.extend_all(
            net.nodes, net.windows, net.loads, net.masks, keeps, gains, worths,
            net.least_times, ranked, net.disordered, net.step_start, net.steps,
            net.state_flags, net.legs, net.costs, net.home, net.capacity, net.scalars,
            len(net.machine.steps), mode, threshold,
            room.where, room.before, room.seen, room.raw, room.keys, room.after, room.queue,
            room.heads, room.buckets, room.ends, room.end_costs, stop,
        )  # fmt: skip
        return int(status), int(n_labels), int(n_ends), float(least)

    def _remembered(self, memory: int) -> NDArray[np.uint64]:
        if memory not in self._memories:
            self._memories[memory] = self.network.remembered(memory)
        return self._memories[memory]

    def way(self, label: int, cost: float, *, is_relaxed: bool = False) -> Way:
        """Route that ends with a label of the last search."""
        where, before = self.room.where, self.room.before
        chain = []
        while label > 0:
            chain.append((int(where[label, 0]), bool(where[label, 2])))
            label = int(before[label])
        trips: list[tuple[int | None, list[int]]] = []
        for node, fresh in reversed(chain):
            if fresh:
                trips.append((self.network.depot_of.get(node), []))
            if node < len(self.classes):
                trips[-1][1].append(node)
        driven = tuple((origin, tuple(done)) for origin, done in trips)
        return Way(self.vehicle_type, cost, driven, is_relaxed)
