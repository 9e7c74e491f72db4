"""How is chance drawn so that one seed gives one day, on every machine and for ever?

Every quantity has a stream of its own, named for what it is: another clinic on the list
does not change the linen of a hospital. Only the plain uniform draw of NumPy's PCG64 is
used, whose bits do not change between versions; the rest is counted from it here.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from statistics import NormalDist
from typing import TypeVar

import numpy as np
import numpy.typing as npt

__all__ = ["Draws"]

T = TypeVar("T")

_STANDARD_NORMAL = NormalDist()


class Draws:
    """A stream of draws for one purpose.

    Parameters
    ----------
    seed : int
        Seed of the day, zero or more.
    *purpose : str
        What is drawn, for instance ``"demand", "sahlgrenska", "F02"``.

    Examples
    --------
    >>> one, same = Draws(1, "demand", "csk"), Draws(1, "demand", "csk")
    >>> one.uniform(0, 1) == same.uniform(0, 1)
    True
    """

    def __init__(self, seed: int, *purpose: str) -> None:
        name = zlib.crc32("/".join(purpose).encode())
        self._bits = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, name])))

    def uniform(self, low: float, high: float) -> float:
        """A value between two bounds, each as likely as the other."""
        return low + (high - low) * float(self._bits.random())

    def many(self, n: int) -> npt.NDArray[np.float64]:
        """Values between 0 and 1, as :meth:`uniform` would draw them one by one.

        Examples
        --------
        >>> one, same = Draws(1, "x"), Draws(1, "x")
        >>> one.many(2).tolist() == [same.uniform(0, 1), same.uniform(0, 1)]
        True
        """
        return self._bits.random(n)

    def chance(self, probability: float) -> bool:
        """Whether something of this probability happens."""
        return self.uniform(0, 1) < probability

    def noise(self, cv: float) -> float:
        """A log-normal factor of mean 1 and coefficient of variation ``cv``. [-]

        Examples
        --------
        >>> Draws(1, "x").noise(0)
        1.0
        """
        sigma = math.sqrt(math.log1p(cv * cv))
        quantile = _STANDARD_NORMAL.inv_cdf(self.uniform(1e-6, 1 - 1e-6))
        return math.exp(sigma * quantile - sigma * sigma / 2)

    def whole(self, mean: float) -> int:
        """A whole number next to ``mean``, right on average.

        Examples
        --------
        >>> Draws(1, "x").whole(3.0)
        3
        """
        return math.floor(mean + self.uniform(0, 1))

    def weighted(self, items: Sequence[T], weights: Sequence[float]) -> T:
        """One of some items, as likely as its weight says.

        Examples
        --------
        >>> Draws(1, "x").weighted("ab", [0, 1])
        'b'
        """
        mark = self.uniform(0, math.fsum(weights))
        for item, weight in zip(items, weights, strict=True):
            mark -= weight
            if mark < 0:
                return item
        return items[-1]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in a drawn order."""
        keys = [float(self._bits.random()) for _ in items]
        return [items[i] for i in sorted(range(len(items)), key=lambda i: (keys[i], i))]
