"""Which levels are best? The cheapest min and max of each pair that meet its targets.

Pairs are searched one by one, on all cores; where a ward's maxima do not fit its shelf
together, they are searched again with a price on space (``models.inventory.space``). Section
I.4 of ``docs/models/inventory.md``.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from models.inventory.evaluate import columns_of, levels_of, tell_compiling
from models.inventory.pair_search import best_of_all
from models.inventory.problem import Floats, Levels, Limit, ShelfProblem, Whole
from models.inventory.space import Found, share_space

__all__ = ["solve"]

_BATCH = 500
_TOLERANCE = 1e-7
_NO_LIMIT = np.iinfo(np.int64).max // 4

Listener = Callable[[int, int], bool]


def solve(
    problem: ShelfProblem, *, n_jobs: int | None = None, on_progress: Listener | None = None
) -> Levels:
    """Cheapest levels that meet the targets.

    Parameters
    ----------
    problem : ShelfProblem
        What is asked.
    n_jobs : int, optional
        Threads; as many as there are cores if it is not said. The answer is the same.
    on_progress : callable, optional
        Told (pairs done, pairs) now and then; True stops: pairs not yet done then have no
        levels (s = -1, S = 0) and do not meet their targets. While space is shared out, the
        pairs of wards that do not fit yet are not done.

    Returns
    -------
    Levels
        Levels that fit every shelf and every ward's space. Where targets cannot be met, those
        that come nearest; ``overflow`` is the space that a ward lacks for its targets.

    Raises
    ------
    ValueError
        As :func:`~models.inventory.evaluate.evaluate`.

    Notes
    -----
    Section I.4 of docs/models/inventory.md.

    Examples
    --------
    >>> from models.inventory.problem import Demand
    >>> zero, one = np.zeros(1, np.int64), np.ones(1)
    >>> demand = Demand(np.ones((1, 7)), one, zero, np.zeros((0, 0)), zero - 1)
    >>> problem = ShelfProblem(
    ...     demand, np.ones((1, 7), np.bool_), zero, zero, zero + 1, zero + 40, 0.01 * one,
    ...     20 * one, 5 * one, 0.98 * one, 0 * one, one, zero, np.array([np.inf]))
    >>> levels = solve(problem)
    >>> int(levels.s[0]), int(levels.S[0]), bool(levels.met[0]), Limit(levels.limit[0]).name
    (1, 40, True, 'SHELF')
    """
    search = _Search(problem, n_jobs or os.cpu_count() or 1, on_progress)
    found = search.each_alone()
    if search.stopped:
        levels = levels_of(problem, found.s, found.S, found.measured)
        return replace(levels, limit=found.limit)
    shared = share_space(problem, found, search)
    own = shared.found
    levels = levels_of(problem, own.s, own.S, own.measured)
    return replace(levels, limit=own.limit, space_price=shared.price, overflow=shared.overflow)


class _Search:
    """Searches some pairs, with a price on each piece of room and a price on missed targets."""

    def __init__(self, problem: ShelfProblem, n_jobs: int, listener: Listener | None) -> None:
        self._problem = problem
        self._n_jobs = n_jobs
        self._listener = listener
        self._columns = columns_of(problem)
        self._visits = np.ascontiguousarray(problem.visits, dtype=np.bool_)
        self._whole = (
            problem.lead.astype(np.int64),
            problem.policy.astype(np.int64),
            problem.pack.astype(np.int64),
            np.minimum(problem.shelf, _NO_LIMIT).astype(np.int64),
        )
        self._own = np.column_stack(
            [problem.holding, problem.line, problem.shortage, problem.fill, problem.cycle]
        ).astype(np.float64)
        self.stopped = False

    def each_alone(self) -> Found:
        """Best levels of each pair by itself; of those it came to, when it is stopped."""
        n = self._problem.n
        return self._run(np.arange(n), np.zeros(n), np.inf, 1)

    def __call__(self, pairs: Whole, room: Floats, missed: float) -> Found | None:
        """Best levels of some pairs, None when it is told to stop; the others are done.

        ``room`` is the price of a piece of room [SEK / piece / week], ``missed`` that of a
        missed target; infinite puts targets before cost.
        """
        found = self._run(pairs, room, missed, 0)
        return None if self.stopped else found

    def _run(self, pairs: Whole, room: Floats, missed: float, counting: int) -> Found:
        """Search in parts, telling the listener of each."""
        n = len(pairs)
        found = Found(
            np.full(n, -1), np.zeros(n, np.int64), np.zeros((n, 4)), np.full(n, int(Limit.NONE))
        )
        weekly = self._problem.demand.mean[pairs].sum(axis=1)
        found.measured[:, 1] = weekly
        found.measured[:, 3] = weekly <= 0.0
        prices = np.column_stack([self._own[pairs], room, np.full(n, missed)])
        tell_compiling(best_of_all)
        parts = [slice(begin, min(n, begin + _BATCH)) for begin in range(0, n, _BATCH)]
        threads = ThreadPoolExecutor(self._n_jobs)
        try:
            running = [
                threads.submit(self._part, pairs[part], prices[part], found.part(part))
                for part in parts
            ]
            for part, done in zip(parts, running, strict=True):
                done.result()
                if self._is_told_to_stop(self._problem.n - n + counting * part.stop):
                    self.stopped = True
                    threads.shutdown(cancel_futures=True)
                    break
        finally:
            # Whoever interrupts does not wait for what is queued, or still being compiled.
            threads.shutdown(wait=False, cancel_futures=True)
        return found

    def _is_told_to_stop(self, done: int) -> bool:
        return self._listener is not None and self._listener(done, self._problem.n)

    def _part(self, own: Whole, prices: Floats, found: Found) -> None:
        mean, ratio, family, tables, table = self._columns
        lead, policy, pack, shelf = self._whole
        best_of_all(
            mean[own],
            ratio[own],
            family[own],
            tables,
            table[own],
            self._visits[own],
            lead[own],
            policy[own],
            pack[own],
            shelf[own],
            int(self._problem.rounding),
            prices,
            _TOLERANCE,
            found.s,
            found.S,
            found.measured,
            found.limit,
        )
