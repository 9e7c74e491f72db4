"""How is the cheapest (s,S) searched and priced? Kernels of one problem.

The renewal argument: between two orders the position after ordering goes down from S, and how
often it stands at each place does not depend on s.
"""

from __future__ import annotations

import numpy as np

from models.inventory.problem import Floats
from models.kernels import kernel

__all__ = ["mean_and_losses", "period_cost", "renewals", "search"]

_FIRST_RENEWALS = 16


@kernel
def renewals(table: Floats, n: int) -> Floats:
    """How often the position is j below S in a cycle, for kernels.

    Parameters
    ----------
    table : float, shape (width,)
        Probabilities of a period's demand, that of none below 1. [-]
    n : int
        How many, at least 1.

    Returns
    -------
    numpy.ndarray of float, shape (n,)
        Expected periods of a cycle that the position after ordering is S - j, for
        j = 0 ... n - 1, were there no s. [periods]

    Notes
    -----
    (I.607) of docs/models/inventory.md.

    Examples
    --------
    >>> renewals(np.array([0.5, 0.5]), 3)
    array([2., 2., 2.])
    """
    often = np.empty(n)
    often[0] = 1.0 / (1.0 - table[0])
    _fill(table, often, 1)
    return often


@kernel
def _fill(table: Floats, often: Floats, first: int) -> None:
    """Go on with the renewals from a place on."""
    for j in range(first, len(often)):
        total = 0.0
        for d in range(1, min(j, len(table) - 1) + 1):
            total += table[d] * often[j - d]
        often[j] = often[0] * total


@kernel
def _longer(table: Floats, often: Floats) -> Floats:
    """Twice as many renewals."""
    more = np.empty(2 * len(often))
    more[: len(often)] = often
    _fill(table, more, len(often))
    return more


@kernel
def period_cost(y: int, mean: float, losses: Floats, holding: float, shortage: float) -> float:
    """Cost of the period that a position of y decides, for kernels.

    Parameters
    ----------
    y : int
        Position after ordering. [pieces]
    mean : float
        Mean demand over the protection interval. [pieces]
    losses : float, shape (width,)
        Its loss function for 0, 1 ... [pieces]
    holding, shortage : float
        [money / piece / period]

    Returns
    -------
    float
        (I.608) of docs/models/inventory.md. [money / period]

    Examples
    --------
    >>> period_cost(1, 1.0, np.array([1.0, 0.5, 0.0]), 1.0, 3.0)
    2.0
    """
    if y < 0:
        return shortage * (mean - y)
    short = losses[y] if y < len(losses) else 0.0
    return holding * (y - mean) + (holding + shortage) * short


@kernel
def mean_and_losses(table: Floats) -> tuple[float, Floats]:
    """Mean and loss function of a table, for kernels.

    Parameters
    ----------
    table : float, shape (width,)
        Probabilities. [-]

    Returns
    -------
    mean : float
        [pieces]
    losses : float, shape (width,)
        (I.504) of docs/models/inventory.md, for levels 0, 1 ... [pieces]

    Examples
    --------
    >>> mean, losses = mean_and_losses(np.array([0.5, 0.0, 0.5]))
    >>> mean, losses.tolist()
    (1.0, [1.0, 0.5, 0.0])
    """
    losses = np.zeros(len(table))
    above = 0.0
    for k in range(len(table) - 2, -1, -1):
        above += table[k + 1]
        losses[k] = losses[k + 1] + above
    return losses[0], losses


@kernel
def search(
    table: Floats, protection: Floats, holding: float, shortage: float, fixed: float
) -> tuple[int, int, float]:
    """Zheng and Federgruen's search, for kernels.

    Parameters
    ----------
    table : float, shape (width,)
        Probabilities of a period's demand. [-]
    protection : float, shape (width,)
        Probabilities of demand over the protection interval. [-]
    holding, shortage : float
        Positive. [money / piece / period]
    fixed : float
        Cost of an order, at least 0. [money]

    Returns
    -------
    s, S, cost : int, int, float
        Best levels and their cost; (-1, 0, 0) without demand. [pieces, pieces, money / period]

    Notes
    -----
    (I.609) of docs/models/inventory.md.

    Examples
    --------
    >>> from models.inventory.panjer import table_of
    >>> poisson = table_of(6.0, 1.0)
    >>> s, S, cost = search(poisson, poisson, 1.0, 4.0, 5.0)
    >>> s, S, round(cost, 7)
    (4, 10, 8.0341116)
    """
    if table[0] >= 1.0:
        return -1, 0, 0.0
    mean, losses = mean_and_losses(protection)
    top = 0
    while period_cost(top + 1, mean, losses, holding, shortage) < period_cost(
        top, mean, losses, holding, shortage
    ):
        top += 1
    often = renewals(table, _FIRST_RENEWALS)
    # Down from the cheapest position, until going on costs more than the average.
    s = top
    periods = 0.0
    total = fixed
    while True:
        j = top - s
        if j >= len(often):
            often = _longer(table, often)
        total += often[j] * period_cost(s, mean, losses, holding, shortage)
        periods += often[j]
        s -= 1
        best = total / periods
        if best <= period_cost(s, mean, losses, holding, shortage):
            break
    best_s, best_top = s, top
    while True:
        top += 1
        if period_cost(top, mean, losses, holding, shortage) > best:
            return best_s, best_top, best
        while top - best_s > len(often):
            often = _longer(table, often)
        total = fixed
        periods = 0.0
        for j in range(top - best_s):
            total += often[j] * period_cost(top - j, mean, losses, holding, shortage)
            periods += often[j]
        if total / periods < best:
            best_top = top
            best = total / periods
            # A higher s cuts the cycle short where its last position costs more than the mean.
            while best_top - best_s > 1 and best <= period_cost(
                best_s + 1, mean, losses, holding, shortage
            ):
                j = best_top - best_s - 1
                total -= often[j] * period_cost(best_s + 1, mean, losses, holding, shortage)
                periods -= often[j]
                best_s += 1
                best = total / periods
