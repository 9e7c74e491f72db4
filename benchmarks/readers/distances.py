"""How long is the way between two points, in the integers of a set's convention?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["euclid", "exact", "nearest", "truncated", "wide_shift"]


def euclid(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Straight ways between all points.

    Parameters
    ----------
    points : numpy.ndarray of float64, shape (n, 2)
        Where they are.

    Returns
    -------
    numpy.ndarray of float64, shape (n, n)
        Distances, in the unit of the points.
    """
    across: NDArray[np.float64] = points[:, None, :] - points[None, :, :]
    squares: NDArray[np.float64] = (across**2).sum(axis=2)
    return np.sqrt(squares)


def nearest(points: NDArray[np.float64]) -> NDArray[np.int64]:
    """Distances rounded to the nearest integer, halves up: TSPLIB's EUC_2D.

    Examples
    --------
    >>> nearest(np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 1.0]]))[0].tolist()
    [0, 1, 1]
    """
    return np.floor(euclid(points) + 0.5).astype(np.int64)


def truncated(points: NDArray[np.float64]) -> NDArray[np.int64]:
    """Distances in tenths, cut off after the first decimal: the DIMACS challenge's way.

    Examples
    --------
    >>> truncated(np.array([[0.0, 0.0], [2.0, 1.0], [3.0, 4.0]]))[0].tolist()
    [0, 22, 50]
    """
    return (10 * euclid(points)).astype(np.int64)


def exact(points: NDArray[np.float64], scale: int) -> NDArray[np.int64]:
    """Distances times a scale, rounded to the nearest integer: for unrounded conventions.

    Examples
    --------
    >>> exact(np.array([[0.0, 0.0], [1.0, 1.0]]), 10_000)[0].tolist()
    [0, 14142]
    """
    return np.rint(scale * euclid(points)).astype(np.int64)


def wide_shift(matrix: NDArray[np.int64], busy: int = 0) -> tuple[int, int]:
    """A shift that never binds: every place once, from each the longest way on.

    Parameters
    ----------
    matrix : numpy.ndarray of int64, shape (n, n)
        Durations.
    busy : int
        Services in sum.

    Examples
    --------
    >>> wide_shift(np.array([[0, 3], [2, 0]]), busy=4)
    (0, 9)
    """
    return 0, int(matrix.max(axis=1).sum()) + busy
