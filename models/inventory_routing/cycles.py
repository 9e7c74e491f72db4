"""When does the search start anew, and when does it heat up what it has? The times of a run."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import Enum

from models.outcome import Limits

__all__ = ["Cycle", "Start", "cycles_of"]

_ENDLESS = 20_000
"""Iterations of a cooling where nothing limits them."""
_ROUND = 24_000
"""Iterations for each customer that are worth a start of their own."""
_ROUNDS = 5
_TRIAL = 1_500
"""Iterations for each customer that are worth a trial."""
_TRIALS = 6
_TRYING = 0.6
"""Share of a round that trials take."""
_HOT, _FROZEN, _WARM, _COLD = 2.0, 0.5, 0.3, 0.02
"""Temperatures, as multiples of what a visit costs on the road: routes of each day are settled
once it is frozen. [-]"""


class Start(Enum):
    """What a cooling begins from."""

    AFRESH = "afresh"
    """A new start; the best of before is kept."""
    ASIDE = "aside"
    """A new start beside others, of which the best are to go on."""
    CHOSEN = "chosen"
    """Where the best of those beside each other have come to."""
    BEST = "best"
    """The best solution of all."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """A cooling.

    Parameters
    ----------
    start : Start
        What it begins from.
    hot, cold : float
        First and last temperature, as multiples of what a visit costs on the road. [-]
    end : float
        Share of the run's time at which it ends.
    iterations : int or None
        Of each searcher.
    """

    start: Start
    hot: float
    cold: float
    end: float
    iterations: int | None = None


def cycles_of(limits: Limits, n_customers: int, reserved: float, speed: float) -> list[Cycle]:
    """Rounds of a new start and two reheatings of the best, as many as there is time for.

    Where there is time for one only it begins with several trials, of which the best goes on:
    how many routes each day has decides, and that is settled early.

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
    >>> [cycle.start.value for cycle in cycles_of(Limits(time_s=60), 50, 0.0, 40_000)]
    ['afresh', 'best', 'best', 'afresh', 'best', 'best']
    >>> [cycle.start.value for cycle in cycles_of(Limits(time_s=60), 300, 0.0, 40_000)]
    ['aside', 'aside', 'aside', 'chosen', 'best', 'best']
    >>> [cycle.iterations for cycle in cycles_of(Limits(iterations=1000), 50, 0.0, 40_000)]
    [500, 250, 250]
    """
    if limits.time_s is None and limits.iterations is None:
        first = Cycle(Start.AFRESH, _HOT, _COLD, 1.0, _ENDLESS)
        return [first, *[replace(first, start=Start.BEST, hot=_WARM)] * 9_999]
    expected = math.inf if limits.iterations is None else float(limits.iterations)
    if limits.time_s is not None:
        expected = min(expected, limits.time_s * speed)
    worth = expected / max(1, n_customers)
    n_rounds = max(1, min(_ROUNDS, round(worth / _ROUND)))
    n_trials = min(_TRIALS, int(_TRYING * worth / _TRIAL))
    shape = _with_trials(n_trials) if n_rounds == 1 and n_trials > 1 else _PLAIN
    cycles, done = [], 0
    for k in range(n_rounds):
        for cycle in shape:
            end, iterations = (k + cycle.end) / n_rounds, None
            if limits.iterations is not None:
                iterations = round(limits.iterations * end) - done
                done += iterations
            cycles.append(replace(cycle, end=end * (1.0 - reserved), iterations=iterations))
    return cycles


_PLAIN = (
    Cycle(Start.AFRESH, _HOT, _COLD, 0.5),
    Cycle(Start.BEST, _WARM, _COLD, 0.75),
    Cycle(Start.BEST, _WARM, _COLD, 1.0),
)
"""A round; ends are shares of it."""


def _with_trials(n: int) -> tuple[Cycle, ...]:
    """A round that begins with some trials."""
    return (
        *(Cycle(Start.ASIDE, _HOT, _FROZEN, _TRYING * (k + 1) / n) for k in range(n)),
        Cycle(Start.CHOSEN, _FROZEN, _COLD, 0.8),
        Cycle(Start.BEST, _WARM, _COLD, 0.9),
        Cycle(Start.BEST, _WARM, _COLD, 1.0),
    )
