"""What does one searcher own, and how does it cool down, chunk by chunk?

A chunk is some iterations of the kernel at one temperature. Between chunks the price of an
overload is moved so that about a quarter of the solutions looked at are legal.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.inventory_routing.anneal import anneal, recreate
from models.inventory_routing.marks import empty_marks
from models.inventory_routing.options import empty_scratch
from models.inventory_routing.state import (
    FIXED,
    RATE,
    Case,
    State,
    copy_state,
    empty_state,
)
from models.inventory_routing.visits import recount, remove_customer

__all__ = ["Budget", "Searcher", "pace"]

SHAPE = np.array([7.0, 0.4, 0.5, 0.85, 0.5, 0.05])
"""See :func:`models.inventory_routing.ruin.ruin`."""
_CHUNK = 400
_CHUNK_S = 0.05
_RARE, _COMMON = 0.15, 0.3
"""Shares of legal solutions between which a price stays."""
_DEARER, _NEVER = 1.1, 1.5
_PACE_S, _PACE_SHARE = 0.2, 0.005
"""Longest time, and share of a run, over which the speed is measured. [s, -]"""
_PACE_HEAT = 0.2
"""Between the first and the last temperature: hot iterations are slower than cold ones."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How long a cooling may last: until a time of the clock, or some iterations.

    Parameters
    ----------
    until : float or None
        Of ``time.perf_counter``. [s]
    iterations : int or None
        Iterations.
    stop : callable
        Asked between chunks whether to end at once.
    """

    until: float | None
    iterations: int | None
    stop: Callable[[], bool]


class Searcher:
    """One solution on its way, and the best it has met.

    Parameters
    ----------
    case : Case
        The problem.
    seed : int
        Of its random stream.

    Attributes
    ----------
    state, best : State
        Where it is, and the best legal solution; ``best.acc[4] > 0`` while there is none.
    counts : numpy.ndarray of float64, shape (6,)
        See :func:`models.inventory_routing.anneal.anneal`.
    """

    def __init__(self, case: Case, seed: int) -> None:
        n = case.customers.shape[0]
        self.case = case
        self.state, self.best = empty_state(case), empty_state(case)
        self._old = empty_state(case)
        self._marks = empty_marks(case)
        self._scratch = empty_scratch(case, seed)
        self._out = np.full(n + 3, -1, dtype=np.int64)
        self._keys = np.zeros(n)
        self.counts = np.zeros(6)
        self._chunk = _CHUNK
        self._first = first_penalties(case)
        self.scale = 1.0
        self._orders = np.random.default_rng(seed)
        self.begin()

    def begin(self) -> None:
        """Plan one customer after the other, in any order; the best so far is kept."""
        case, state = self.case, self.state
        copy_state(empty_state(case), state)
        self.penalty = self._first.copy()
        for i in self._orders.permutation(case.customers.shape[0]):
            remove_customer(case, state, self._marks, int(i))
            turn = self._out[-3:]
            recreate(case, state, self._marks, self._scratch, int(i), turn, 0.0, self.penalty)
        self._marks.counts[:2] = 0
        self._marks.counts[2] += 1
        recount(case, state)
        driven = (state.legs.sum(axis=2) * case.slots[:, RATE]).sum()
        driven += ((state.size > 0) * case.slots[:, FIXED]).sum()
        # What a visit costs on the road, the measure of all temperatures.
        self.scale = max(float(driven) / max(1.0, float(state.size.sum())), 1e-6)

    @property
    def found(self) -> bool:
        """Whether it has met a legal solution."""
        return bool(self.best.acc[4] == 0.0)

    def restart_from(self, source: State) -> None:
        """Go on from another solution."""
        copy_state(source, self.state)

    def offer(self, better: State) -> None:
        """Take a legal solution as the best."""
        copy_state(better, self.best)
        self.counts[2] = self.counts[0]

    def cool(self, hot: float, cold: float, budget: Budget) -> None:
        """Search from hot to cold.

        Parameters
        ----------
        hot, cold : float
            First and last temperature, as multiples of what a visit costs on the road. [-]
        budget : Budget
            When to end.
        """
        start, done = time.perf_counter(), 0
        while not budget.stop():
            now = time.perf_counter()
            size, share = _CHUNK, 0.0
            if budget.until is not None:
                if now >= budget.until and (done or self.found):
                    return
                size = self._chunk
                share = min(1.0, (now - start) / max(budget.until - start, 1e-9))
            if budget.iterations is not None:
                if done >= budget.iterations:
                    return
                size = min(size, budget.iterations - done)
                share = max(share, done / budget.iterations)
            self.step(size, hot * (cold / hot) ** share)
            done += size
            took = max(time.perf_counter() - now, 1e-5)
            self._chunk = int(np.clip(size * _CHUNK_S / took, 20, 20000))

    def step(self, size: int, heat: float) -> None:
        """Search a chunk at one temperature.

        Parameters
        ----------
        size : int
            Iterations.
        heat : float
            Temperature, as a multiple of what a visit costs on the road. [-]
        """
        before = self.counts.copy()
        anneal(
            self.case,
            self.state,
            self._old,
            self.best,
            self._marks,
            self._scratch,
            self._out,
            self._keys,
            self.penalty,
            SHAPE,
            self.counts,
            size,
            self.scale * heat,
        )
        self._reprice((self.counts[3:] - before[3:]) / size)

    def _reprice(self, legal: np.ndarray) -> None:
        """Make what is not allowed dearer where it is common, cheaper where it is rare."""
        change = np.where(legal < _RARE, _DEARER, np.where(legal > _COMMON, 1.0 / _DEARER, 1.0))
        change[legal == 0.0] = _NEVER
        np.clip(self.penalty * change, 0.01 * self._first, 1000.0 * self._first, out=self.penalty)


def pace(case: Case, time_s: float) -> float:
    """How fast iterations go on this problem, measured on a searcher of its own.

    Parameters
    ----------
    case : Case
        The problem.
    time_s : float
        Time of the run, of which a small part is taken. [s]

    Returns
    -------
    float
        Iterations a second, of one searcher.
    """
    searcher, size, done = Searcher(case, 0), 4, 0
    # The first call may have to compile.
    searcher.step(1, _PACE_HEAT)
    start = time.perf_counter()
    while True:
        searcher.step(size, _PACE_HEAT)
        done += size
        took = time.perf_counter() - start
        if took >= min(_PACE_S, _PACE_SHARE * time_s):
            return done / max(took, 1e-9)
        size *= 2


def first_penalties(case: Case) -> np.ndarray:
    """Prices of a unit of overload, of a unit the hub is short, of a unit of overtime.

    Parameters
    ----------
    case : Case
        The problem.

    Returns
    -------
    numpy.ndarray of float64, shape (3,)
        Mean distance against half a customer's need of two days; and against itself.
    """
    needs = np.diff(case.bands[:, 0, :], axis=1) if case.hub.shape[0] > 1 else case.bands[:, 0, :]
    need = max(float(np.abs(needs).mean()), 1e-9)
    distance = max(float(case.distances.mean() * case.slots[:, RATE].mean()), 1e-9)
    duration = max(float(case.durations.mean()), 1e-9)
    return np.array([distance / (2.0 * need), distance / need, 10.0 * distance / duration])
