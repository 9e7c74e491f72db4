"""When does the search start anew, and when does it heat up what it has? The times of a run."""

from __future__ import annotations

import math
from dataclasses import dataclass

from models.outcome import Limits

__all__ = ["Cycle", "cycles_of"]

_ENDLESS = 20_000
"""Iterations of a cooling where nothing limits them."""
_ROUND = 24_000
"""Iterations for each customer that are worth a start of their own."""
_ROUNDS = 5
_ENDS = (0.5, 0.75, 1.0)
"""Shares of a round at which its cooling from a new start, and those from the best, end."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """A cooling.

    Parameters
    ----------
    end : float
        Share of the run's time at which it ends.
    iterations : int or None
        Of each searcher.
    afresh : bool
        From a new start instead of from the best.
    """

    end: float
    iterations: int | None
    afresh: bool


def cycles_of(limits: Limits, n_customers: int, reserved: float, speed: float) -> list[Cycle]:
    """Rounds of a new start and two reheatings of the best, as many as there is time for.

    Parameters
    ----------
    limits : Limits
        When to stop.
    n_customers : int
        Customers.
    reserved : float
        Share of the time that is left for what follows.
    speed : float
        Iterations a searcher does in a second; counts where time is limited.

    Returns
    -------
    list of Cycle
        In order.

    Examples
    --------
    >>> [cycle.afresh for cycle in cycles_of(Limits(time_s=60), 50, 0.0, 40_000)]
    [True, False, False, True, False, False]
    >>> [cycle.iterations for cycle in cycles_of(Limits(iterations=1000), 50, 0.0, 40_000)]
    [500, 250, 250]
    """
    if limits.time_s is None and limits.iterations is None:
        return [Cycle(1.0, _ENDLESS, k == 0) for k in range(10_000)]
    expected = math.inf if limits.iterations is None else float(limits.iterations)
    if limits.time_s is not None:
        expected = min(expected, limits.time_s * speed)
    n_rounds = max(1, min(_ROUNDS, round(expected / (_ROUND * max(1, n_customers)))))
    cycles, done = [], 0
    for k in range(n_rounds):
        for share in _ENDS:
            end, iterations = (k + share) / n_rounds, None
            if limits.iterations is not None:
                iterations = round(limits.iterations * end) - done
                done += iterations
            cycles.append(Cycle(end * (1.0 - reserved), iterations, share == _ENDS[0]))
    return cycles
