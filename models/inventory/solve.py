"""Which levels are best? The cheapest min and max of each pair that meet its targets.

Pairs are searched one by one; where a ward's maxima do not fit its shelf together, they are
searched again with a price on space (``models.inventory.space``). Section I.4 of
``docs/models/inventory.md``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from models.inventory.evaluate import columns_of, levels_of, tell_compiling
from models.inventory.problem import Floats, Levels, ShelfProblem, Whole
from models.inventory.search import best_of_all, reasons_of_all
from models.inventory.space import share_space

__all__ = ["solve"]

_BATCH = 2000
_TOLERANCE = 1e-10
_NO_LIMIT = np.iinfo(np.int64).max // 4

Found = tuple[Whole, Whole, Floats]


def solve(
    problem: ShelfProblem, *, on_progress: Callable[[int, int], bool] | None = None
) -> Levels:
    """Cheapest levels that meet the targets.

    Parameters
    ----------
    problem : ShelfProblem
        What is asked.
    on_progress : callable, optional
        Told (pairs done, pairs) now and then; True stops: pairs not yet done then have no
        levels (s = -1, S = 0) and do not meet their targets.

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
    >>> int(levels.s[0]), int(levels.S[0]), bool(levels.met[0]), int(levels.limit[0])
    (1, 40, True, 3)
    """
    search = _Search(problem)
    every = np.arange(problem.n)
    s, S, measured = search(every, np.zeros(problem.n), np.inf, on_progress)  # noqa: N806
    shared = share_space(problem, s, S, measured, search)
    levels = levels_of(problem, shared.s, shared.S, shared.measured)
    limit = search.reasons(levels, shared.price[problem.ward])
    return replace(levels, limit=limit, space_price=shared.price, overflow=shared.overflow)


class _Search:
    """Searches some pairs, with a price on each piece of room and a price on missed targets."""

    def __init__(self, problem: ShelfProblem) -> None:
        self._problem = problem
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

    def __call__(
        self,
        pairs: npt.NDArray[np.int64],
        room: Floats,
        missed: float,
        on_progress: Callable[[int, int], bool] | None = None,
    ) -> Found:
        """Best levels of some pairs.

        ``room`` is the price of a piece of room [SEK / piece / week], ``missed`` that of a
        missed target; infinite puts targets before cost.
        """
        n = len(pairs)
        s, S = np.full(n, -1), np.zeros(n, np.int64)  # noqa: N806
        measured = np.zeros((n, 4))
        mean, ratio, family, tables, table = self._columns
        lead, policy, pack, shelf = self._whole
        prices = np.column_stack([self._own[pairs], room, np.full(n, missed)])
        tell_compiling(best_of_all)
        for begin in range(0, n, _BATCH):
            part = slice(begin, min(n, begin + _BATCH))
            own = pairs[part]
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
                prices[part],
                _TOLERANCE,
                s[part],
                S[part],
                measured[part],
            )
            if on_progress is not None and on_progress(part.stop, n):
                break
        return s, S, measured

    def reasons(self, levels: Levels, space_price: Floats) -> Whole:
        """What holds each pair's levels where they are: :class:`Limit`."""
        problem = self._problem
        limit = levels.limit.copy()
        mean, ratio, family, tables, table = self._columns
        prices = np.column_stack(
            [self._own, space_price * problem.space, np.full(problem.n, np.inf)]
        )
        lead, policy, pack, shelf = self._whole
        reasons_of_all(
            mean,
            ratio,
            family,
            tables,
            table,
            self._visits,
            lead,
            policy,
            pack,
            shelf,
            int(problem.rounding),
            prices,
            _TOLERANCE,
            levels.s,
            levels.S,
            levels.met,
            limit,
        )
        return limit
