"""How many steps are done at once, and how warm? By the limits, and what is left of them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from models.outcome import Limits
from models.routing.ruin_work import Work

__all__ = ["Pace"]

_CHUNK_S = 0.1
_FIRST_CHUNK, _LEAST_CHUNK = 200, 10
_TINY = 1e-6


class Pace:
    """Limits, and what has been done of them.

    Parameters
    ----------
    limits : Limits
        Time or iterations.
    hot, cold : float
        Temperatures at the beginning and at the end.
    done : int
        Steps that were done before.
    """

    def __init__(self, limits: Limits, hot: float, cold: float, done: int = 0) -> None:
        self._limits = limits
        self._hot, self._cold = hot, cold
        self._began = time.monotonic()
        self._chunk = _FIRST_CHUNK
        self.done = done

    def share(self) -> float:
        """How much of the limits is spent."""
        by_time = by_iterations = 0.0
        if self._limits.time_s is not None:
            by_time = (time.monotonic() - self._began) / max(self._limits.time_s, 1e-9)
        if self._limits.iterations is not None:
            by_iterations = self.done / max(self._limits.iterations, 1)
        return max(by_time, by_iterations)

    def run(
        self, work: Work, till: float, *, stop: Callable[[], bool], tell: Callable[[int], None]
    ) -> None:
        """Do steps until some share of the limits is spent.

        Parameters
        ----------
        work : Work
            Whose steps.
        till : float
            Share of the limits.
        stop : callable
            Asked now and then; True ends it.
        tell : callable
            Told now and then how many steps were done.
        """
        while not stop() and (share := self.share()) < till:
            chunk = self._next(till, share)
            asked = time.monotonic()
            work.steps(chunk, self._hot * (self._cold / self._hot) ** share)
            self.done += chunk
            self._adapt(chunk, time.monotonic() - asked)
            tell(self.done)

    def _next(self, till: float, share: float) -> int:
        """Steps to do at once: no more than may still be done."""
        chunk = self._chunk
        if self._limits.time_s is not None:
            left_s = (till - share) * self._limits.time_s
            chunk = max(_LEAST_CHUNK, int(chunk * min(1.0, left_s / _CHUNK_S)))
        if self._limits.iterations is not None:
            chunk = min(chunk, math.ceil(till * self._limits.iterations) - self.done)
        return chunk

    def _adapt(self, done: int, took_s: float) -> None:
        """Learn how many are done in a tenth of a second; by iterations alone no clock counts."""
        if self._limits.time_s is not None:
            found = int(done * _CHUNK_S / max(_TINY, took_s))
            self._chunk = max(_LEAST_CHUNK, min(4 * self._chunk, found))
