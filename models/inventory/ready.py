"""Are the loops of demand and levels at hand as machine code? Else they take a minute to make."""

from __future__ import annotations

import numpy as np

from models.compiled import is_kept, may_keep
from models.inventory.fit import fit_demand
from models.inventory.fit_hidden import means_with_hidden_demand
from models.inventory.pair_search import best_of_all
from models.inventory.problem import Demand, Levels, ShelfProblem
from models.inventory.screen import screen, screen_all
from models.inventory.solve import solve

__all__ = ["is_ready", "may_last", "prepare"]

_KERNELS = (means_with_hidden_demand, screen_all, best_of_all)


def is_ready() -> bool:
    """Whether they have been made, in this process or an earlier one.

    Returns
    -------
    bool
        False the first time on a machine, until somebody has made them all.
    """
    return all(is_kept(kernel) for kernel in _KERNELS)


def may_last() -> bool:
    """Whether what one process makes lies ready for the next.

    Returns
    -------
    bool
        False where neither the package's folder nor the user's cache can be written.

    Examples
    --------
    >>> may_last()
    True
    """
    return may_keep(best_of_all)


def prepare() -> Levels:
    """Make them, or load them where they have been made before.

    Returns
    -------
    Levels
        Those of a shelf whose answer is known: what fits on it, 40 pieces.

    Examples
    --------
    >>> int(prepare().S[0]), is_ready()
    (40, True)
    """
    zero, one = np.zeros(1, np.int64), np.ones(1)
    days, out = np.arange(4), np.arange(4) == 1
    fit_demand(0 * days, days, 0 * days + 2, out, n_pairs=1, n_days=4, first_weekday=0, pool=zero)
    screen([0.5], 1.0, [1], shelf=200, holding=0.02, line=10.0, shortage=0.0, fill=0.98)
    demand = Demand(np.ones((1, 7)), one, zero, np.zeros((0, 0)), zero - 1)
    every_day, no_limit = np.ones((1, 7), np.bool_), np.array([np.inf])
    return solve(
        ShelfProblem(
            *(demand, every_day, zero, zero, zero + 1, zero + 40, 0.01 * one, 20 * one, 5 * one),
            *(0.98 * one, 0 * one, one, zero, no_limit),
        )
    )
