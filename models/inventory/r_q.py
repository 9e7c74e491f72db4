"""Which reorder point and order quantity, where stock is watched all the time? Poisson demand.

An order of Q is placed each time the position falls to r, and arrives ``lead`` later; what
is missing is backordered. Where pieces are asked for one at a time, the continuous (s,S)
policy is the same with s = r and S = r + Q; where they come in batches the position may fall
below s, and (s,S) differs. Normal demand is in ``r_q_normal``.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.inventory.panjer import compound_poisson, table_of
from models.inventory.problem import Floats, Whole
from models.inventory.s_s_search import mean_and_losses, period_cost, renewals, search
from models.inventory.tables import checked, mean_and_variance
from models.kernels import kernel

__all__ = [
    "best_of_batches",
    "best_r_q",
    "cost_of_batches",
    "cost_of_r_q",
]


@kernel
def _best(
    rate: float, demand: Floats, holding: float, shortage: float, fixed: float
) -> tuple[int, int, float]:
    """Federgruen and Zheng's search: the cheapest positions, one after another."""
    mean, losses = mean_and_losses(demand)
    low = 0
    while period_cost(low + 1, mean, losses, holding, shortage) < period_cost(
        low, mean, losses, holding, shortage
    ):
        low += 1
    high = low
    total = fixed * rate + period_cost(low, mean, losses, holding, shortage)
    while True:
        below = period_cost(low - 1, mean, losses, holding, shortage)
        above = period_cost(high + 1, mean, losses, holding, shortage)
        n = high - low + 1
        if min(below, above) * n >= total:
            return low - 1, n, total / n
        total += min(below, above)
        if below <= above:
            low -= 1
        else:
            high += 1


@kernel
def _best_all(columns: Floats) -> tuple[Whole, Whole, Floats]:
    n = columns.shape[1]
    r, quantity, cost = np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n)
    for i in range(n):
        rate, lead, holding, shortage, fixed = columns[:, i]
        if rate > 0.0:
            r[i], quantity[i], cost[i] = _best(
                rate, table_of(rate * lead, 1.0), holding, shortage, fixed
            )
        else:
            r[i] = -1
    return r, quantity, cost


def best_r_q(
    rate: npt.ArrayLike,
    lead: npt.ArrayLike,
    holding: npt.ArrayLike,
    shortage: npt.ArrayLike,
    fixed: npt.ArrayLike,
) -> tuple[Whole, Whole, Floats]:
    """Cheapest (r,Q) of many problems with Poisson demand, exactly.

    Parameters
    ----------
    rate : array_like of float, shape (n,)
        Demand, at least 0. [pieces / time]
    lead : array_like of float, shape () or (n,)
        Lead time, at least 0. [time]
    holding, shortage : array_like of float, shape () or (n,)
        Of a piece in stock and of a piece waited for, positive. [money / piece / time]
    fixed : array_like of float, shape () or (n,)
        Cost of an order, at least 0. [money]

    Returns
    -------
    r, Q : numpy.ndarray of int64, shape (n,)
        Reorder point and order quantity; -1 and 0 without demand. [pieces]
    cost : numpy.ndarray of float, shape (n,)
        [money / time]

    Notes
    -----
    Solves (I.611) of docs/models/inventory.md [1]_.

    References
    ----------
    .. [1] A. Federgruen, Y.-S. Zheng (1992), An efficient algorithm for computing an optimal
       (r,Q) policy in continuous review stochastic inventory systems, Operations Research
       40(4), 808-813, doi:10.1287/opre.40.4.808.

    Examples
    --------
    >>> r, Q, cost = best_r_q([1.5], 2, 20, 150, 100)
    >>> int(r[0]), int(Q[0]), round(float(cost[0]), 5)
    (3, 5, 107.92358)
    """
    inputs = (rate, lead, holding, shortage, fixed)
    columns = np.array(np.broadcast_arrays(*inputs), dtype=np.float64)
    if columns.ndim != 2:
        raise ValueError("rates are of shape (n,)")
    _refuse_nonsense(*columns)
    return _best_all(columns)


def _refuse_nonsense(
    rate: npt.ArrayLike,
    lead: npt.ArrayLike,
    holding: npt.ArrayLike,
    shortage: npt.ArrayLike,
    fixed: npt.ArrayLike,
) -> None:
    if not np.isfinite(np.array(np.broadcast_arrays(rate, lead, holding, shortage, fixed))).all():
        raise ValueError("all numbers are finite")
    if np.any(np.less(rate, 0)) or np.any(np.less(lead, 0)) or np.any(np.less(fixed, 0)):
        raise ValueError("rates, lead times and costs of orders are at least 0")
    if np.any(np.less_equal(holding, 0)) or np.any(np.less_equal(shortage, 0)):
        raise ValueError("holding and shortage are positive")


def cost_of_r_q(
    r: int,
    quantity: int,
    rate: float,
    lead: float,
    holding: float,
    shortage: float,
    fixed: float,
) -> float:
    """Exact cost of any (r,Q) with Poisson demand.

    Parameters
    ----------
    r, quantity : int
        Reorder point, which may be negative, and order quantity, at least 1. [pieces]
    rate, lead, holding, shortage, fixed : float
        As in :func:`best_r_q`, of one problem with demand.

    Returns
    -------
    float
        (I.611) of docs/models/inventory.md. [money / time]

    Examples
    --------
    >>> round(cost_of_r_q(3, 5, 1.5, 2, 20, 150, 100), 5)
    107.92358
    """
    return cost_of_batches(r, r + quantity, rate, [0.0, 1.0], lead, holding, shortage, fixed)


def best_of_batches(
    rate: float,
    sizes: npt.ArrayLike,
    lead: float,
    holding: float,
    shortage: float,
    fixed: float,
) -> tuple[int, int, float]:
    """Cheapest continuous (s,S) for batches that come as a Poisson process, exactly.

    Parameters
    ----------
    rate : float
        Batches, positive. [1 / time]
    sizes : array_like of float, shape (n_sizes,)
        Probability of a batch of 0, 1, 2 ... pieces, that of none below 1. [-]
    lead, holding, shortage, fixed : float
        As in :func:`best_r_q`.

    Returns
    -------
    s, S, cost : int, int, float
        [pieces, pieces, money / time]

    Notes
    -----
    (I.612) of docs/models/inventory.md: a period of the periodic model becomes the time
    from one batch to the next.

    Examples
    --------
    >>> s, S, cost = best_of_batches(1.5, [0, 1], 2, 20, 150, 100)
    >>> s, S, round(cost, 5)
    (3, 8, 107.92358)
    """
    sizes, demand = _demand(rate, sizes, lead, holding, shortage, fixed)
    s, top, cost = search(sizes, demand, float(holding), float(shortage), float(fixed * rate))
    return int(s), int(top), float(cost)


def cost_of_batches(
    s: int,
    S: int,  # noqa: N803 - the level's name
    rate: float,
    sizes: npt.ArrayLike,
    lead: float,
    holding: float,
    shortage: float,
    fixed: float,
) -> float:
    """Exact cost of any continuous (s,S) for batches that come as a Poisson process.

    Parameters
    ----------
    s, S : int
        Levels, s below S; either may be negative. [pieces]
    rate, sizes, lead, holding, shortage, fixed
        As in :func:`best_of_batches`.

    Returns
    -------
    float
        (I.612) of docs/models/inventory.md. [money / time]

    Examples
    --------
    >>> round(cost_of_batches(3, 8, 1.5, [0, 1], 2, 20, 150, 100), 5)
    107.92358
    """
    if s >= S:
        raise ValueError("s is below S")
    sizes, demand = _demand(rate, sizes, lead, holding, shortage, fixed)
    mean, losses = mean_and_losses(demand)
    often = renewals(sizes, S - s)
    costs = [period_cost(S - j, mean, losses, holding, shortage) for j in range(S - s)]
    return float((fixed * rate + often @ np.array(costs)) / often.sum())


def _demand(
    rate: float,
    sizes: npt.ArrayLike,
    lead: float,
    holding: float,
    shortage: float,
    fixed: float,
) -> tuple[Floats, Floats]:
    """Sizes, and the distribution of demand over the lead time, wide enough."""
    _refuse_nonsense(rate, lead, holding, shortage, fixed)
    table = checked(sizes)
    if rate <= 0 or table[0] >= 1:
        raise ValueError("there is demand")
    if len(table) == 2:
        return table, np.asarray(table_of(rate * lead * table[1], 1.0))
    mean, variance = mean_and_variance(table)
    most = len(table) - 1
    spread = np.sqrt(rate * lead * (variance + mean**2))
    width = int(rate * lead * mean + 12 * spread + 40 * most) + 2
    return table, compound_poisson(rate * lead, table, width)
