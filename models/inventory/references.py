"""What do the classics say? Order quantities and stocks of the textbooks.

Economic order quantity and newsvendor: section I.6 of ``docs/models/inventory.md``. Lots for
demand that varies and is known are in ``wagner_whitin``.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import special

from models.inventory.panjer import table_of
from models.inventory.problem import Floats
from models.inventory.tables import checked, loss

__all__ = [
    "eoq",
    "eoq_with_backorders",
    "newsvendor",
    "newsvendor_normal",
    "newsvendor_poisson",
    "normal_losses",
]


def eoq(fixed: npt.ArrayLike, holding: npt.ArrayLike, rate: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Economic order quantity: orders against stock, with steady demand.

    Parameters
    ----------
    fixed : array_like of float, shape (...)
        Cost of an order. [money]
    holding : array_like of float, shape (...)
        Positive. [money / piece / time]
    rate : array_like of float, shape (...)
        Demand. [pieces / time]

    Returns
    -------
    quantity, cost : numpy.ndarray of float, shape (...)
        Cheapest order, and cost of orders and stock. [pieces, money / time]

    Notes
    -----
    (I.601) of docs/models/inventory.md [1]_.

    References
    ----------
    .. [1] F. W. Harris (1913), reprinted as: How many parts to make at once, Operations
       Research 38(6), 947-950 (1990), doi:10.1287/opre.38.6.947.

    Examples
    --------
    >>> quantity, cost = eoq(8, 0.225, 1300)
    >>> round(float(quantity), 4), round(float(cost), 4)
    (304.0468, 68.4105)
    """
    fixed, holding, rate = (np.asarray(x, float) for x in (fixed, holding, rate))
    _refuse_unless(bool(np.all(fixed >= 0) and np.all(holding > 0) and np.all(rate >= 0)))
    return np.sqrt(2 * fixed * rate / holding), np.sqrt(2 * fixed * rate * holding)


def eoq_with_backorders(
    fixed: npt.ArrayLike, holding: npt.ArrayLike, shortage: npt.ArrayLike, rate: npt.ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """Economic order quantity where demand may wait at a price.

    Parameters
    ----------
    fixed : array_like of float, shape (...)
        Cost of an order. [money]
    holding, shortage : array_like of float, shape (...)
        Of a piece in stock and of a piece waited for, positive. [money / piece / time]
    rate : array_like of float, shape (...)
        Demand. [pieces / time]

    Returns
    -------
    quantity : numpy.ndarray of float, shape (...)
        Cheapest order. [pieces]
    waiting : numpy.ndarray of float, shape (...)
        Share of demand that waits. [-]
    cost : numpy.ndarray of float, shape (...)
        [money / time]

    Notes
    -----
    (I.602) of docs/models/inventory.md; section 3.5 of Snyder & Shen,
    doi:10.1002/9781119584445.

    Examples
    --------
    >>> [round(float(x), 4) for x in eoq_with_backorders(8, 0.225, 5, 1300)]
    [310.8126, 0.0431, 66.9214]
    """
    fixed, holding, shortage, rate = (
        np.asarray(x, float) for x in (fixed, holding, shortage, rate)
    )
    _refuse_unless(bool(np.all(fixed >= 0) and np.all(holding > 0) and np.all(rate >= 0)))
    _refuse_unless(bool(np.all(shortage > 0)))
    waiting = holding / (holding + shortage)
    quantity = np.sqrt(2 * fixed * rate / (holding * (1 - waiting)))
    return quantity, waiting, np.sqrt(2 * fixed * rate * holding * (1 - waiting))


def newsvendor_normal(
    holding: npt.ArrayLike, shortage: npt.ArrayLike, mean: npt.ArrayLike, sd: npt.ArrayLike
) -> tuple[Floats, Floats]:
    """Stock for one period of normal demand.

    Parameters
    ----------
    holding, shortage : array_like of float, shape (...)
        Of a piece left over and of a piece short, positive. [money / piece]
    mean, sd : array_like of float, shape (...)
        Of demand. [pieces]

    Returns
    -------
    level, cost : numpy.ndarray of float, shape (...)
        Cheapest stock and its expected cost. [pieces, money]

    Notes
    -----
    (I.603) of docs/models/inventory.md; section 4.3 of Snyder & Shen,
    doi:10.1002/9781119584445.

    Examples
    --------
    >>> level, cost = newsvendor_normal(0.18, 0.70, 50, 8)
    >>> round(float(level), 5), round(float(cost), 5)
    (56.60396, 1.99761)
    """
    holding, shortage, mean, sd = (np.asarray(x, float) for x in (holding, shortage, mean, sd))
    _refuse_unless(bool(np.all(holding > 0) and np.all(shortage > 0) and np.all(sd >= 0)))
    z = special.ndtri(shortage / (holding + shortage))
    return np.asarray(mean + z * sd), np.asarray((holding + shortage) * _density(z) * sd)


def newsvendor(table: npt.ArrayLike, holding: float, shortage: float) -> tuple[int, float]:
    """Stock for one period of demand in whole pieces.

    Parameters
    ----------
    table : array_like of float, shape (width,)
        Probabilities of demand, from none up to and with the last. [-]
    holding, shortage : float
        Of a piece left over and of a piece short, positive. [money / piece]

    Returns
    -------
    level, cost : int, float
        Smallest of the cheapest stocks, and its expected cost. [pieces, money]

    Notes
    -----
    (I.604) of docs/models/inventory.md: the smallest level whose probability of meeting all
    demand is at least ``shortage / (shortage + holding)``.

    Examples
    --------
    >>> newsvendor([0.5, 0.0, 0.5], 1.0, 3.0)
    (2, 1.0)
    """
    table = checked(table)
    _refuse_unless(holding > 0 and shortage > 0)
    short = loss(table)
    levels = np.arange(len(table))
    cost = holding * (levels - levels @ table) + (holding + shortage) * short
    level = int(np.argmax(cost <= cost.min() + 1e-12 * abs(cost.min())))
    return level, float(cost[level])


def newsvendor_poisson(holding: float, shortage: float, mean: float) -> tuple[int, float]:
    """Stock for one period of Poisson demand.

    Parameters
    ----------
    holding, shortage : float
        Of a piece left over and of a piece short, positive. [money / piece]
    mean : float
        Of demand, at least 0. [pieces]

    Returns
    -------
    level, cost : int, float
        As :func:`newsvendor`. [pieces, money]

    Examples
    --------
    >>> newsvendor_poisson(1.0, 4.0, 6.0)[0]
    8
    """
    return newsvendor(table_of(float(mean), 1.0), holding, shortage)


def normal_losses(
    level: npt.ArrayLike, mean: npt.ArrayLike, sd: npt.ArrayLike
) -> tuple[Floats, Floats]:
    """First and second loss function of normal demand.

    Parameters
    ----------
    level : array_like of float, shape (...)
        [pieces]
    mean, sd : array_like of float, shape (...)
        Of demand, the latter positive. [pieces]

    Returns
    -------
    first, second : numpy.ndarray of float, shape (...)
        E[(D - level)+] and E[((D - level)+)^2] / 2. [pieces, pieces^2]

    Notes
    -----
    (I.606) of docs/models/inventory.md.

    Examples
    --------
    >>> [round(float(x), 4) for x in normal_losses(0.0, 0.0, 1.0)]
    [0.3989, 0.25]
    """
    z = np.divide(np.subtract(level, mean), sd)
    density = _density(z)
    above = special.ndtr(-z)
    first = density - z * above
    second = ((z * z + 1) * above - z * density) / 2
    return np.asarray(first * sd), np.asarray(second * np.square(sd))


def _density(z: Floats) -> Floats:
    return np.asarray(np.exp(-z * z / 2) / np.sqrt(2 * np.pi))


def _refuse_unless(sensible: bool) -> None:  # noqa: FBT001 - a condition, not an option
    if not sensible:
        raise ValueError("costs of stock and shortage are positive, the others at least 0")
