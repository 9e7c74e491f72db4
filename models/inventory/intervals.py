"""How sure is a simulated mean? Student intervals over independent replications."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.inventory.problem import Floats

__all__ = ["Interval", "difference_and_interval", "mean_and_interval"]


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over replications and where the true one lies.

    Parameters
    ----------
    mean : float or numpy.ndarray, shape (...)
        Mean of the replications, in their unit.
    low, high : float or numpy.ndarray, shape (...)
        Ends of the confidence interval; infinite with a single replication, which tells
        nothing of its own doubt.
    """

    mean: Floats
    low: Floats
    high: Floats

    def holds(self, value: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Whether values lie in the interval.

        Parameters
        ----------
        value : array_like of float
            Candidates, in the same unit.

        Returns
        -------
        numpy.ndarray of bool
            One for each.

        Examples
        --------
        >>> bool(mean_and_interval([9.0, 10.0, 11.0]).holds(10.5))
        True
        """
        values = np.asarray(value, dtype=np.float64)
        return np.asarray((self.low <= values) & (values <= self.high))

    @property
    def half_width(self) -> Floats:
        """Half of the interval's width."""
        return (self.high - self.low) / 2


def mean_and_interval(replications: npt.ArrayLike, level: float = 0.95) -> Interval:
    """Mean of independent replications with its confidence interval.

    Parameters
    ----------
    replications : array_like of float, shape (n_replications, ...)
        One figure of each replication, or one for each pair or ward.
    level : float
        Probability that the interval holds the true mean, in (0, 1). [-]

    Returns
    -------
    Interval
        Of the shape of one replication.

    Raises
    ------
    ValueError
        If there is no replication, or the level is not in (0, 1).

    Notes
    -----
    (I.75) of ``docs/models/inventory.md``.

    Examples
    --------
    >>> found = mean_and_interval([1.0, 2.0, 3.0, 4.0, 5.0])
    >>> float(found.mean), round(float(found.low), 3), round(float(found.high), 3)
    (3.0, 1.037, 4.963)
    """
    from scipy.special import stdtrit

    figures = np.asarray(replications, dtype=np.float64)
    if figures.ndim == 0 or len(figures) == 0:
        raise ValueError("an interval needs at least one replication")
    if not 0 < level < 1:
        raise ValueError(f"the level lies between 0 and 1, got {level}")
    n = len(figures)
    mean = figures.mean(axis=0)
    if n == 1:
        return Interval(mean, np.full_like(mean, -np.inf), np.full_like(mean, np.inf))
    half = stdtrit(n - 1, (1 + level) / 2) * figures.std(axis=0, ddof=1) / np.sqrt(n)
    return Interval(mean, mean - half, mean + half)


def difference_and_interval(
    ours: npt.ArrayLike, theirs: npt.ArrayLike, level: float = 0.95
) -> Interval:
    """Paired difference of two policies that met the same demand.

    Parameters
    ----------
    ours, theirs : array_like of float, shape (n_replications, ...)
        The same figure of both, replication by replication.
    level : float
        Probability that the interval holds the true difference. [-]

    Returns
    -------
    Interval
        Of ours less theirs: an interval without 0 is a difference that is no accident.

    Raises
    ------
    ValueError
        If the shapes differ; as :func:`mean_and_interval`.

    Examples
    --------
    >>> found = difference_and_interval([10.0, 12.0, 14.0], [11.0, 13.2, 14.8])
    >>> round(float(found.mean), 3), bool(found.holds(0.0))
    (-1.0, False)
    """
    one, other = np.asarray(ours, dtype=np.float64), np.asarray(theirs, dtype=np.float64)
    if one.shape != other.shape:
        raise ValueError(f"paired replications have one shape, got {one.shape} and {other.shape}")
    return mean_and_interval(one - other, level)
