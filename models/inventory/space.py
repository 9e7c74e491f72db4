"""Do all of a ward's maxima fit its shelf together? A price on space until they do.

Where they do not, each litre is given a price a week: the same for all items of the ward, as
high as it takes. Targets still go before cost; where even the least space that meets them
is too much, the overflow is told, and targets are weighed against space as well. Section
I.4 of ``docs/models/inventory.md``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.inventory.problem import Floats, ShelfProblem, Whole

__all__ = ["Shared", "share_space"]

Search = Callable[[Whole, Floats, float], tuple[Whole, Whole, Floats]]

_ROUNDS = 18
_FIRST = 0.01
_GROWTH = 6.0
_MISSED = 200.0
"""Price of missing a target altogether, in weekly costs of serving no demand at all."""
_NEARLY = 0.97


@dataclass(frozen=True, eq=False)
class Shared:
    """Levels that fit.

    Parameters
    ----------
    s, S : int, shape (n,)
        Levels. [pieces]
    measured : float, shape (n, 4)
        Stock, pieces lost, lines and cycle service of each pair.
    price : float, shape (n_wards,)
        Price of space. [SEK / l / week]
    overflow : float, shape (n_wards,)
        Space that targets lack. [l]
    """

    s: Whole
    S: Whole
    measured: Floats
    price: Floats
    overflow: Floats


def share_space(
    problem: ShelfProblem,
    s: Whole,
    S: Whole,  # noqa: N803
    measured: Floats,
    search: Search,
) -> Shared:
    """Make levels fit the space that wards have.

    Parameters
    ----------
    problem : ShelfProblem
        What is asked.
    s, S, measured
        The best levels of each pair by itself.
    search : callable
        Told pairs, the price of a piece of room of each [SEK / piece / week], and the price of
        missed targets; answers their best levels and measures.

    Returns
    -------
    Shared
        The same where they fit already.
    """
    shared = Shared(
        s.copy(),
        S.copy(),
        measured.copy(),
        np.zeros(len(problem.ward_space)),
        np.zeros(len(problem.ward_space)),
    )
    over = np.flatnonzero(_taken(problem, S) > problem.ward_space * (1 + 1e-12))
    if len(over):
        tight = _fit(problem, shared, over, search, np.inf)
        if len(tight):
            _fit(problem, shared, tight, search, _missed_price(problem))
    return shared


def _taken(problem: ShelfProblem, S: Whole) -> Floats:  # noqa: N803
    taken = np.bincount(problem.ward, problem.space * S, len(problem.ward_space))
    return taken.astype(np.float64)


def _missed_price(problem: ShelfProblem) -> float:
    worst = float((problem.shortage * problem.demand.mean.sum(axis=1)).max(initial=1.0))
    return _MISSED * max(1.0, worst)


def _fit(
    problem: ShelfProblem, shared: Shared, wards: Whole, search: Search, missed: float
) -> Whole:
    """Raise prices until the wards fit, then lower them as far as they still do.

    Answers the wards that no price makes fit, whose overflow is then known.
    """
    n_wards = len(problem.ward_space)
    low, high = np.zeros(n_wards), np.full(n_wards, np.inf)
    price = np.zeros(n_wards)
    price[wards] = _FIRST
    open_ = np.zeros(n_wards, np.bool_)
    open_[wards] = True
    for _ in range(_ROUNDS):
        pairs = np.flatnonzero(open_[problem.ward])
        if not len(pairs):
            break
        s, S, measured = search(  # noqa: N806
            pairs, price[problem.ward[pairs]] * problem.space[pairs], missed
        )
        trial = shared.S.copy()
        trial[pairs] = S
        taken = _taken(problem, trial)
        fits = open_ & (taken <= problem.ward_space)
        own = fits[problem.ward[pairs]]
        shared.s[pairs[own]], shared.S[pairs[own]] = s[own], S[own]
        shared.measured[pairs[own]] = measured[own]
        shared.price[fits] = price[fits]
        high[fits] = price[fits]
        missing = open_ & ~fits
        low[missing] = price[missing]
        if np.isinf(missed):
            # Under ever higher prices this becomes what the targets lack at the least.
            never = missing & np.isinf(high)
            shared.overflow[never] = (taken - problem.ward_space)[never]
        open_ &= ~(fits & (taken > _NEARLY * problem.ward_space))
        bounded = np.isfinite(high)
        price = np.where(bounded, 0.5 * (low + np.minimum(high, 1e300)), price * _GROWTH)
    unfit: Whole = wards[np.isinf(high[wards])]
    settled = np.setdiff1d(wards, unfit)
    if np.isinf(missed):
        shared.overflow[settled] = 0.0
    return unfit
