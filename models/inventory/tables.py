"""What follows from a table of demand? Sums over days, moments and the loss function.

A table holds the probabilities of 0, 1, 2 ... pieces. Zeros at its end change nothing. Tables
of days are put together to that of a protection interval; the loss function is what every
policy is judged by.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from models.inventory.problem import Floats

__all__ = ["checked", "convolve", "loss", "mean_and_variance", "protection_interval"]


def convolve(first: npt.ArrayLike, second: npt.ArrayLike) -> Floats:
    """Put two independent demands together.

    Parameters
    ----------
    first, second : array_like of float, shape (n_first,), shape (n_second,)
        Probabilities. [-]

    Returns
    -------
    numpy.ndarray of float, shape (n_first + n_second - 1,)
        Probabilities of the sum. [-]

    Examples
    --------
    >>> convolve([0.5, 0.5], [0.5, 0.5])
    array([0.25, 0.5 , 0.25])
    """
    return np.convolve(checked(first), checked(second))


def protection_interval(days: Sequence[npt.ArrayLike]) -> Floats:
    """Demand over several days, or over none.

    Parameters
    ----------
    days : sequence of array_like of float, shape (width of the day,)
        Probabilities of each day's demand, independent of one another. [-]

    Returns
    -------
    numpy.ndarray of float, shape (sum of (width - 1) + 1,)
        Probabilities of the demand over all of them; nothing is cut off. [-]

    Notes
    -----
    (I.503) of docs/models/inventory.md.

    Examples
    --------
    >>> protection_interval([[0.5, 0.5]] * 3)
    array([0.125, 0.375, 0.375, 0.125])
    >>> protection_interval([])
    array([1.])
    """
    total = np.ones(1)
    for day in days:
        total = convolve(total, day)
    return total


def mean_and_variance(table: npt.ArrayLike) -> tuple[float, float]:
    """Mean and variance of a table.

    Parameters
    ----------
    table : array_like of float, shape (width,)
        Probabilities. [-]

    Returns
    -------
    mean, variance : float
        [pieces, pieces^2]

    Examples
    --------
    >>> mean_and_variance([0.5, 0.0, 0.5])
    (1.0, 1.0)
    """
    table = checked(table)
    k = np.arange(len(table))
    mean = float(table @ k)
    return mean, float(table @ (k - mean) ** 2)


def loss(table: npt.ArrayLike) -> Floats:
    """Pieces that a level is expected to fall short of demand.

    Parameters
    ----------
    table : array_like of float, shape (width,)
        Probabilities of demand. [-]

    Returns
    -------
    numpy.ndarray of float, shape (width,)
        n(S) = E[max(0, D - S)] for S = 0, 1 ...; beyond the table it is 0. [pieces]

    Notes
    -----
    (I.504) of docs/models/inventory.md, summed from the end so that small values keep
    their digits.

    Examples
    --------
    >>> loss([0.5, 0.0, 0.5])
    array([1. , 0.5, 0. ])
    """
    table = checked(table)
    above = np.zeros(len(table) + 1)
    above[:-1] = table[::-1].cumsum()[::-1]
    return np.asarray(above[1:][::-1].cumsum()[::-1])


def checked(values: npt.ArrayLike) -> Floats:
    """Table of probabilities as an array, refused where it is none.

    Parameters
    ----------
    values : array_like of float, shape (width,)
        Probabilities. [-]

    Returns
    -------
    numpy.ndarray of float, shape (width,)
        The same.

    Raises
    ------
    ValueError
        If one is negative or they do not sum to 1.

    Examples
    --------
    >>> checked([0.25, 0.75])
    array([0.25, 0.75])
    """
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 1 or not len(table) or table.min() < 0 or abs(table.sum() - 1) > 1e-6:
        raise ValueError("a table of demand has probabilities of at least 0 that sum to 1")
    return table
