"""Which (s,S) is cheapest where demand waits? Periodic review, exactly.

Each period, an order placed when the position is at or below s brings it up to S; it arrives
``lead`` periods later; what is missing is backordered. Zheng and Federgruen's search finds
the best pair, the renewal argument prices any. Arrays of problems go to one kernel.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.inventory.panjer import table_of
from models.inventory.problem import Floats, Whole
from models.inventory.s_s_search import mean_and_losses, period_cost, renewals, search
from models.inventory.tables import checked, protection_interval
from models.kernels import kernel

__all__ = [
    "best_levels",
    "best_levels_of_table",
    "cost_of_levels",
    "power_approximation",
]


@kernel
def _search_all(columns: Floats) -> tuple[Whole, Whole, Floats]:
    n = columns.shape[1]
    s, top, cost = np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n)
    for i in range(n):
        mean, ratio, lead, holding, shortage, fixed = columns[:, i]
        table = table_of(mean, ratio)
        wide = table if lead == 0.0 else table_of(mean * (1.0 + lead), ratio)
        s[i], top[i], cost[i] = search(table, wide, holding, shortage, fixed)
    return s, top, cost


def best_levels(
    mean: npt.ArrayLike,
    ratio: npt.ArrayLike,
    holding: npt.ArrayLike,
    shortage: npt.ArrayLike,
    fixed: npt.ArrayLike,
    lead: npt.ArrayLike = 0,
) -> tuple[Whole, Whole, Floats]:
    """Cheapest (s,S) of many problems with Poisson or negative binomial demand.

    Parameters
    ----------
    mean : array_like of float, shape (n,)
        Mean demand of a period, at least 0. [pieces / period]
    ratio : array_like of float, shape () or (n,)
        Variance over mean, at least 1. [pieces]
    holding, shortage : array_like of float, shape () or (n,)
        Of a piece in stock and of a piece waited for, positive. [money / piece / period]
    fixed : array_like of float, shape () or (n,)
        Cost of an order, at least 0. [money]
    lead : array_like of int, shape () or (n,)
        Lead time, 0 if an order arrives before the period's demand. [periods]

    Returns
    -------
    s, S : numpy.ndarray of int64, shape (n,)
        Reorder point and order-up-to level; -1 and 0 without demand. [pieces]
    cost : numpy.ndarray of float, shape (n,)
        [money / period]

    Notes
    -----
    Solves (I.609) of docs/models/inventory.md [1]_.

    References
    ----------
    .. [1] Y.-S. Zheng, A. Federgruen (1991), Finding optimal (s,S) policies is about as simple
       as evaluating a single policy, Operations Research 39(4), 654-665,
       doi:10.1287/opre.39.4.654.

    Examples
    --------
    >>> s, S, cost = best_levels([6.0, 0.0], 1, 1, 4, 5)
    >>> s.tolist(), S.tolist(), cost.round(7).tolist()
    ([4, -1], [10, 0], [8.0341116, 0.0])
    """
    inputs = (mean, ratio, lead, holding, shortage, fixed)
    columns = np.array(np.broadcast_arrays(*inputs), dtype=np.float64)
    if columns.ndim != 2:
        raise ValueError("means are of shape (n,)")
    _refuse_nonsense(*columns)
    return _search_all(columns)


def _refuse_nonsense(
    mean: Floats, ratio: Floats, lead: Floats, holding: Floats, shortage: Floats, fixed: Floats
) -> None:
    finite = all(np.isfinite(c).all() for c in (mean, ratio, lead, holding, shortage, fixed))
    if not finite or (mean < 0).any() or (ratio < 1).any() or (lead < 0).any():
        raise ValueError("means and lead times are at least 0, ratios at least 1, all finite")
    if (holding <= 0).any() or (shortage <= 0).any() or (fixed < 0).any():
        raise ValueError("holding and shortage are positive, the cost of an order at least 0")


def best_levels_of_table(
    table: npt.ArrayLike, holding: float, shortage: float, fixed: float, lead: int = 0
) -> tuple[int, int, float]:
    """Cheapest (s,S) for any demand in whole pieces.

    Parameters
    ----------
    table : array_like of float, shape (width,)
        Probabilities of a period's demand, from none up to and with the last. [-]
    holding, shortage : float
        Positive. [money / piece / period]
    fixed : float
        Cost of an order, at least 0. [money]
    lead : int
        Lead time. [periods]

    Returns
    -------
    s, S, cost : int, int, float
        As :func:`best_levels`. [pieces, pieces, money / period]

    Examples
    --------
    >>> best_levels_of_table([0.5, 0.0, 0.5], 1.0, 9.0, 4.0)
    (1, 2, 3.0)
    """
    table = checked(table)
    _refuse_nonsense(*(np.array([float(x)]) for x in (0, 1, lead, holding, shortage, fixed)))
    wide = protection_interval([table] * (lead + 1))
    s, top, cost = search(table, wide, float(holding), float(shortage), float(fixed))
    return int(s), int(top), float(cost)


def cost_of_levels(
    s: int,
    S: int,  # noqa: N803 - the level's name
    table: npt.ArrayLike,
    holding: float,
    shortage: float,
    fixed: float,
    lead: int = 0,
) -> float:
    """Exact cost of any (s,S).

    Parameters
    ----------
    s, S : int
        Levels, s below S; either may be negative. [pieces]
    table : array_like of float, shape (width,)
        Probabilities of a period's demand, that of none below 1. [-]
    holding, shortage, fixed, lead
        As in :func:`best_levels_of_table`.

    Returns
    -------
    float
        [money / period]

    Notes
    -----
    (I.608) of docs/models/inventory.md.

    Examples
    --------
    >>> round(cost_of_levels(6, 18, table_of(6.0, 1.0), 1.0, 4.0, 5.0), 7)
    10.1937987
    """
    table = checked(table)
    if s >= S or table[0] >= 1:
        raise ValueError("s is below S, and there is demand")
    mean, losses = mean_and_losses(protection_interval([table] * (lead + 1)))
    often = renewals(table, S - s)
    costs = [period_cost(S - j, mean, losses, holding, shortage) for j in range(S - s)]
    return float((fixed + often @ np.array(costs)) / often.sum())


def power_approximation(
    mean: npt.ArrayLike,
    sd: npt.ArrayLike,
    holding: npt.ArrayLike,
    shortage: npt.ArrayLike,
    fixed: npt.ArrayLike,
    lead: npt.ArrayLike = 0,
) -> tuple[Floats, Floats]:
    """Approximate the best (s,S) from two moments.

    Parameters
    ----------
    mean, sd : array_like of float, shape (...)
        Of a period's demand, positive. [pieces]
    holding, shortage : array_like of float, shape (...)
        Positive. [money / piece / period]
    fixed : array_like of float, shape (...)
        Cost of an order, positive. [money]
    lead : array_like of float, shape (...)
        Lead time. [periods]

    Returns
    -------
    s, S : numpy.ndarray of float, shape (...)
        Not rounded. [pieces]

    Notes
    -----
    (I.610) of docs/models/inventory.md [1]_, in the form of section 4.4 of Snyder & Shen.

    References
    ----------
    .. [1] R. Ehrhardt, C. Mosier (1984), A revision of the power approximation for computing
       (s,S) policies, Management Science 30(5), 618-622, doi:10.1287/mnsc.30.5.618.

    Examples
    --------
    >>> s, S = power_approximation(50, 8, 0.18, 0.70, 2.5)
    >>> round(float(s), 4), round(float(S), 4)
    (40.1946, 74.2902)
    """
    mean, sd, holding, shortage, fixed = (
        np.asarray(x, float) for x in (mean, sd, holding, shortage, fixed)
    )
    periods = 1.0 + np.asarray(lead, float)
    spread = sd * np.sqrt(periods)
    order = 1.3 * mean**0.494 * (fixed / holding) ** 0.506 * (1 + (spread / mean) ** 2) ** 0.116
    z = np.sqrt(order * holding / (spread * shortage))
    s = 0.973 * mean * periods + spread * (0.183 / z + 1.063 - 2.192 * z)
    return np.asarray(s), np.asarray(s + order)
