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

from models.inventory.problem import Floats, Limit, ShelfProblem, Whole, Yes

__all__ = ["Found", "Shared", "share_space"]

_ROUNDS = 18
_GROWTH = 5.0
_CLOSE = 1.1
_MISSED = 200.0
"""Price of missing a target altogether, in weekly costs of serving no demand at all."""
_NEARLY = 0.97


@dataclass(frozen=True, eq=False)
class Found:
    """Best levels of some pairs.

    Parameters
    ----------
    s, S : int, shape (n,)
        Levels. [pieces]
    measured : float, shape (n, 4)
        Stock, pieces lost a week, lines a week and cycle service of each pair.
    limit : int, shape (n,)
        :class:`~models.inventory.problem.Limit`: what holds them where they are.
    """

    s: Whole
    S: Whole
    measured: Floats
    limit: Whole

    def part(self, part: slice) -> Found:
        """Views of some of them."""
        return Found(self.s[part], self.S[part], self.measured[part], self.limit[part])

    def copy(self) -> Found:
        """The same, apart."""
        return Found(self.s.copy(), self.S.copy(), self.measured.copy(), self.limit.copy())

    def put(self, pairs: Whole, other: Found, which: Yes) -> None:
        """Take over some of what was found for some pairs."""
        for mine, new in (
            (self.s, other.s),
            (self.S, other.S),
            (self.measured, other.measured),
            (self.limit, other.limit),
        ):
            mine[pairs[which]] = new[which]


Search = Callable[[Whole, Floats, float], Found]


@dataclass(frozen=True, eq=False)
class Shared:
    """Levels that fit.

    Parameters
    ----------
    found : Found
        Levels of every pair.
    price : float, shape (n_wards,)
        Price of space. [SEK / l / week]
    overflow : float, shape (n_wards,)
        Space that targets lack. [l]
    """

    found: Found
    price: Floats
    overflow: Floats


def share_space(problem: ShelfProblem, found: Found, search: Search) -> Shared:
    """Make levels fit the space that wards have.

    Parameters
    ----------
    problem : ShelfProblem
        What is asked.
    found : Found
        The best levels of each pair by itself.
    search : callable
        Told pairs, the price of a piece of room of each [SEK / piece / week], and the price of
        missed targets; answers their best levels.

    Returns
    -------
    Shared
        The same where they fit already.
    """
    n_wards = len(problem.ward_space)
    shared = Shared(found.copy(), np.zeros(n_wards), np.zeros(n_wards))
    over = np.flatnonzero(_taken(problem, found.S) > problem.ward_space * (1 + 1e-12))
    if len(over):
        tight = _fit(problem, shared, over, search, np.inf)
        if len(tight):
            tight = _fit(problem, shared, tight, search, _missed_price(problem))
        for ward in tight:
            _leave_out(problem, shared, int(ward))
    return shared


def _taken(problem: ShelfProblem, S: Whole) -> Floats:  # noqa: N803
    taken = np.bincount(problem.ward, problem.space * S, len(problem.ward_space))
    return taken.astype(np.float64)


def _missed_price(problem: ShelfProblem) -> float:
    worst = float((problem.shortage * problem.demand.mean.sum(axis=1)).max(initial=1.0))
    return _MISSED * max(1.0, worst)


def _leave_out(problem: ShelfProblem, shared: Shared, ward: int) -> None:
    """Keep none of the items that miss least by the litre, until the others fit."""
    pairs = np.flatnonzero(problem.ward == ward)
    weekly = problem.demand.mean[pairs].sum(axis=1)
    found = shared.found
    room = problem.space[pairs] * found.S[pairs]
    worth = problem.shortage[pairs] * (weekly - found.measured[pairs, 1])
    used = float(room.sum())
    for i in np.lexsort((-room, worth / np.maximum(room, 1e-9))):
        if used <= problem.ward_space[ward]:
            return
        if room[i] > 0.0:
            used -= float(room[i])
            pair = pairs[i]
            found.s[pair], found.S[pair], found.limit[pair] = -1, 0, int(Limit.SPACE)
            found.measured[pair] = 0.0, weekly[i], 0.0, 0.0


def _fit(
    problem: ShelfProblem, shared: Shared, wards: Whole, search: Search, missed: float
) -> Whole:
    """Raise prices until the wards fit, then lower them as far as they still do.

    Answers the wards that no price makes fit, whose overflow is then known.
    """
    n_wards = len(problem.ward_space)
    taken = _taken(problem, shared.found.S)
    low, high = np.zeros(n_wards), np.full(n_wards, np.inf)
    at_low, at_high = taken.copy(), np.zeros(n_wards)
    price = _first_price(problem, shared, taken)
    open_ = np.zeros(n_wards, np.bool_)
    open_[wards] = True
    for number in range(_ROUNDS):
        pairs = np.flatnonzero(open_[problem.ward])
        if not len(pairs):
            break
        tried = search(pairs, price[problem.ward[pairs]] * problem.space[pairs], missed)
        trial = shared.found.S.copy()
        trial[pairs] = tried.S
        taken = _taken(problem, trial)
        fits = open_ & (taken <= problem.ward_space)
        # Where targets may be missed, what fits most nearly is kept, to leave items out of.
        kept = fits if np.isinf(missed) else fits | (open_ & np.isinf(high))
        shared.found.put(pairs, tried, kept[problem.ward[pairs]])
        shared.price[fits] = price[fits]
        high[fits], at_high[fits] = price[fits], taken[fits]
        missing = open_ & ~fits
        low[missing], at_low[missing] = price[missing], taken[missing]
        if np.isinf(missed):
            # Under ever higher prices this becomes what the targets lack at the least.
            never = missing & np.isinf(high)
            shared.overflow[never] = (taken - problem.ward_space)[never]
        open_ &= ~((at_high > _NEARLY * problem.ward_space) | (high < _CLOSE * low))
        price = _next_price(problem, low, high, at_low, at_high, halve=number % 3 == 2)
    unfit: Whole = wards[np.isinf(high[wards])]
    if np.isinf(missed):
        shared.overflow[np.setdiff1d(wards, unfit)] = 0.0
    else:
        shared.price[unfit] = low[unfit]
    return unfit


def _first_price(problem: ShelfProblem, shared: Shared, taken: Floats) -> Floats:
    """A price of the size of what a litre costs now, the higher the more is lacking."""
    stock, _, lines, _ = shared.found.measured.T
    weekly = 7.0 * problem.holding * stock + problem.line * lines
    cost = np.bincount(problem.ward, weekly, len(problem.ward_space))
    lacking = taken / np.maximum(problem.ward_space, 1e-9) - 1.0
    return np.asarray(
        np.maximum(1e-4, cost / np.maximum(taken, 1e-9) * np.clip(4.0 * lacking, 0.1, 4.0))
    )


def _next_price(
    problem: ShelfProblem,
    low: Floats,
    high: Floats,
    at_low: Floats,
    at_high: Floats,
    *,
    halve: bool,
) -> Floats:
    """Between a price too low and one that fits, about where the space would just suffice."""
    bounded = np.isfinite(high)
    top = np.where(bounded, high, 1.0)
    aim = 0.5 * (1.0 + _NEARLY) * problem.ward_space
    share = (at_low - aim) / np.maximum(at_low - at_high, 1e-9)
    between = low + np.where(halve, 0.5, np.clip(share, 0.1, 0.9)) * (top - low)
    return np.where(bounded, between, low * _GROWTH)
