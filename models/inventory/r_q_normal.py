"""Which reorder point and order quantity, for normal demand? Costs and approximations.

For items of which many pieces are used, where whole pieces do not matter. All take arrays.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy import special

from models.inventory.problem import Floats
from models.inventory.references import eoq, eoq_with_backorders, normal_losses

__all__ = [
    "best_r_for_q",
    "cost_of_r_q_normal",
    "eil_approximation",
    "eoqb_approximation",
    "loss_approximation",
]

_MAX_ROUNDS = 1000
_SETTLED = 1e-10


def cost_of_r_q_normal(
    r: npt.ArrayLike,
    quantity: npt.ArrayLike,
    rate: npt.ArrayLike,
    sd: npt.ArrayLike,
    lead: npt.ArrayLike,
    holding: npt.ArrayLike,
    shortage: npt.ArrayLike,
    fixed: npt.ArrayLike,
) -> Floats:
    """Cost of any (r,Q) where demand over the lead time is normal.

    Parameters
    ----------
    r, quantity : array_like of float, shape (...)
        Reorder point and order quantity, the latter positive. [pieces]
    rate, sd : array_like of float, shape (...)
        Mean and standard deviation of demand in a unit of time, positive. [pieces / time]
    lead : array_like of float, shape (...)
        Lead time, positive. [time]
    holding, shortage : array_like of float, shape (...)
        Positive. [money / piece / time]
    fixed : array_like of float, shape (...)
        Cost of an order, positive. [money]

    Returns
    -------
    numpy.ndarray of float, shape (...)
        (I.613) of docs/models/inventory.md. [money / time]

    Examples
    --------
    >>> round(float(cost_of_r_q_normal(126.8, 328.5, 1300, 150, 1 / 12, 0.225, 7.5, 8)), 4)
    78.0712
    """
    r, quantity, rate, sd, lead = (np.asarray(x, float) for x in (r, quantity, rate, sd, lead))
    mean, spread = rate * lead, sd * np.sqrt(lead)
    _, below = normal_losses(r, mean, spread)
    _, beyond = normal_losses(r + quantity, mean, spread)
    stock = np.asarray(holding) * quantity * (r + quantity / 2 - mean)
    waiting = np.add(holding, shortage) * (below - beyond)
    return np.asarray((np.asarray(fixed) * rate + stock + waiting) / quantity)


def best_r_for_q(
    quantity: npt.ArrayLike,
    rate: npt.ArrayLike,
    sd: npt.ArrayLike,
    lead: npt.ArrayLike,
    holding: npt.ArrayLike,
    shortage: npt.ArrayLike,
) -> Floats:
    """Cheapest reorder point for an order quantity, with normal demand.

    Parameters
    ----------
    quantity, rate, sd, lead, holding, shortage
        As in :func:`cost_of_r_q_normal`.

    Returns
    -------
    numpy.ndarray of float, shape (...)
        Where the positions r and r + Q cost the same. [pieces]

    Notes
    -----
    (I.614) of docs/models/inventory.md.

    Examples
    --------
    >>> round(float(best_r_for_q(300, 1300, 150, 1 / 12, 0.225, 7.5)), 3)
    129.427
    """
    quantity, rate, sd, lead = (np.asarray(x, float) for x in (quantity, rate, sd, lead))
    mean, spread = np.asarray(rate * lead), np.asarray(sd * np.sqrt(lead))
    both = np.add(holding, shortage)

    def sinks(r: Floats) -> Floats:
        fewer = normal_losses(r, mean, spread)[0] - normal_losses(r + quantity, mean, spread)[0]
        return np.asarray(both * fewer - np.asarray(holding) * quantity)

    return _falls_through_zero(sinks, mean - quantity - 40 * spread, mean + 40 * spread)


def eoqb_approximation(
    rate: npt.ArrayLike,
    sd: npt.ArrayLike,
    lead: npt.ArrayLike,
    holding: npt.ArrayLike,
    shortage: npt.ArrayLike,
    fixed: npt.ArrayLike,
) -> tuple[Floats, Floats]:
    """Approximate (r,Q): the order quantity with backorders, and the best r for it.

    Parameters
    ----------
    rate, sd, lead, holding, shortage, fixed
        As in :func:`cost_of_r_q_normal`.

    Returns
    -------
    r, Q : numpy.ndarray of float, shape (...)
        [pieces]

    Notes
    -----
    (I.602) and (I.614) of docs/models/inventory.md; its cost is within an eighth of the best [1]_.

    References
    ----------
    .. [1] Y.-S. Zheng (1992), On properties of stochastic inventory systems, Management
       Science 38(1), 87-103, doi:10.1287/mnsc.38.1.87.

    Examples
    --------
    >>> [round(float(x), 3) for x in eoqb_approximation(1300, 150, 1 / 12, 0.225, 7.5, 8)]
    [128.638, 308.574]
    """
    quantity, _, _ = eoq_with_backorders(fixed, holding, shortage, rate)
    return best_r_for_q(quantity, rate, sd, lead, holding, shortage), quantity


def eil_approximation(
    rate: npt.ArrayLike,
    sd: npt.ArrayLike,
    lead: npt.ArrayLike,
    holding: npt.ArrayLike,
    shortage: npt.ArrayLike,
    fixed: npt.ArrayLike,
) -> tuple[Floats, Floats, Floats]:
    """Approximate (r,Q) by the expected inventory level; a piece short costs once.

    Parameters
    ----------
    rate, sd, lead, holding, fixed
        As in :func:`cost_of_r_q_normal`.
    shortage : array_like of float, shape (...)
        Of a piece short, however long it is waited for. [money / piece]

    Returns
    -------
    r, Q : numpy.ndarray of float, shape (...)
        [pieces]
    cost : numpy.ndarray of float, shape (...)
        Approximate cost. [money / time]

    Raises
    ------
    ValueError
        If a piece short costs less than keeping it for a cycle.

    Notes
    -----
    (I.615) of docs/models/inventory.md, by turns until both stand still; section 5.3 of
    Snyder & Shen, doi:10.1002/9781119584445.

    Examples
    --------
    >>> [round(float(x), 3) for x in eil_approximation(1300, 150, 1 / 12, 0.225, 7.5, 8)]
    [213.97, 318.59, 95.451]
    """
    rate, holding, shortage, fixed, mean, spread = _lead_time_demand(
        rate, sd, lead, holding, shortage, fixed
    )
    quantity = eoq(fixed, holding, rate)[0]
    for _ in range(_MAX_ROUNDS):
        missed = quantity * holding / (shortage * rate)
        if (missed >= 1).any():
            raise ValueError("a piece short costs less than keeping it for a cycle")
        r = mean - spread * special.ndtri(missed)
        short = normal_losses(r, mean, spread)[0]
        last, quantity = quantity, np.sqrt(2 * rate * (fixed + shortage * short) / holding)
        if (np.abs(quantity - last) <= _SETTLED * quantity).all():
            break
    cost = holding * (r - mean + quantity / 2) + (fixed + shortage * short) * rate / quantity
    return r, quantity, cost


def loss_approximation(
    rate: npt.ArrayLike,
    sd: npt.ArrayLike,
    lead: npt.ArrayLike,
    holding: npt.ArrayLike,
    shortage: npt.ArrayLike,
    fixed: npt.ArrayLike,
) -> tuple[Floats, Floats]:
    """Approximate (r,Q) by loss functions: what lies beyond r + Q is neglected.

    Parameters
    ----------
    rate, sd, lead, holding, shortage, fixed
        As in :func:`cost_of_r_q_normal`.

    Returns
    -------
    r, Q : numpy.ndarray of float, shape (...)
        [pieces]

    Notes
    -----
    (I.616) of docs/models/inventory.md, by turns until both stand still [1]_.

    References
    ----------
    .. [1] G. Hadley, T. M. Whitin (1963), Analysis of Inventory Systems, Prentice-Hall;
       section 5.3 of Snyder & Shen, doi:10.1002/9781119584445.

    Examples
    --------
    >>> [round(float(x), 3) for x in loss_approximation(1300, 150, 1 / 12, 0.225, 7.5, 8)]
    [126.867, 328.449]
    """
    rate, holding, shortage, fixed, mean, spread = _lead_time_demand(
        rate, sd, lead, holding, shortage, fixed
    )
    quantity = eoq(fixed, holding, rate)[0]
    for _ in range(_MAX_ROUNDS):
        wanted = holding * quantity / (holding + shortage)

        def sinks(r: Floats, wanted: Floats = wanted) -> Floats:
            return normal_losses(r, mean, spread)[0] - wanted

        r = _falls_through_zero(sinks, mean - wanted - spread, mean + 40 * spread)
        second = normal_losses(r, mean, spread)[1]
        last = quantity
        quantity = np.sqrt(2 * (fixed * rate + (holding + shortage) * second) / holding)
        if (np.abs(quantity - last) <= _SETTLED * quantity).all():
            break
    return r, quantity


def _lead_time_demand(*columns: npt.ArrayLike) -> tuple[Floats, ...]:
    """Arrays of rate and costs, and demand's mean and standard deviation over the lead time."""
    arrays = np.array(np.broadcast_arrays(*columns), dtype=np.float64)
    if not (np.isfinite(arrays) & (arrays > 0)).all():
        raise ValueError("all numbers are positive and finite")
    rate, sd, lead, holding, shortage, fixed = arrays
    return rate, holding, shortage, fixed, rate * lead, sd * np.sqrt(lead)


def _falls_through_zero(function: Callable[[Floats], Floats], low: Floats, high: Floats) -> Floats:
    """Where a falling function is zero, by bisection on all entries at once."""
    low, high = np.broadcast_arrays(low, high)
    for _ in range(200):
        middle = (low + high) / 2
        positive = function(middle) > 0
        low, high = np.where(positive, middle, low), np.where(positive, high, middle)
    return np.asarray((low + high) / 2)
