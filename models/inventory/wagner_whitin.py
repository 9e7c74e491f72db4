"""When is how much ordered, if demand is known and varies? Wagner and Whitin's lots."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.inventory.problem import Whole

__all__ = ["wagner_whitin"]


def wagner_whitin(
    demand: npt.ArrayLike, fixed: npt.ArrayLike, holding: npt.ArrayLike
) -> tuple[Whole, float]:
    """Orders for known demand that varies by period, at least cost.

    Parameters
    ----------
    demand : array_like of int, shape (n_periods,)
        Demand of each period, at least 0. [pieces]
    fixed : array_like of float, shape () or (n_periods,)
        Cost of an order in each period. [money]
    holding : array_like of float, shape () or (n_periods,)
        Of a piece kept from each period to the next. [money / piece]

    Returns
    -------
    orders : numpy.ndarray of int64, shape (n_periods,)
        Order of each period, there before its demand. [pieces]
    cost : float
        Of orders and stock. [money]

    Notes
    -----
    (I.605) of docs/models/inventory.md, by dynamic programming in time quadratic in the
    number of periods [1]_.

    References
    ----------
    .. [1] H. M. Wagner, T. M. Whitin (1958), Dynamic version of the economic lot size model,
       Management Science 5(1), 89-96, doi:10.1287/mnsc.5.1.89.

    Examples
    --------
    >>> orders, cost = wagner_whitin([90, 120, 80, 70], 500, 2)
    >>> orders.tolist(), cost
    ([210, 0, 150, 0], 1380.0)
    """
    pieces = np.asarray(demand, dtype=np.int64)
    n = len(pieces)
    setup = np.broadcast_to(np.asarray(fixed, float), n)
    keep = np.broadcast_to(np.asarray(holding, float), n)
    if not ((pieces >= 0).all() and (setup >= 0).all() and (keep >= 0).all()):
        raise ValueError("demand and costs are at least 0")
    kept_until = np.concatenate([[0.0], keep.cumsum()])
    rest = np.zeros(n + 1)
    choice = np.zeros(n, dtype=np.int64)
    for first in range(n - 1, -1, -1):
        stock = (pieces[first:] * (kept_until[first:n] - kept_until[first])).cumsum()
        total = setup[first] + stock + rest[first + 1 :]
        if pieces[first] == 0 and rest[first + 1] <= total.min():
            choice[first], rest[first] = -1, rest[first + 1]
        else:
            choice[first] = first + 1 + int(total.argmin())
            rest[first] = total.min()
    orders = np.zeros(n, dtype=np.int64)
    period = 0
    while period < n:
        if choice[period] < 0:
            period += 1
        else:
            orders[period] = pieces[period : choice[period]].sum()
            period = int(choice[period])
    return orders, float(rest[0])
