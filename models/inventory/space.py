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
from models.inventory.space_price import Anchor, next_prices, steepest_prices

__all__ = ["Found", "Shared", "share_space"]

_ROUNDS = 18
_CLOSE = 1.1
_MISSED = 200.0
"""Price of missing a target altogether, in weekly costs of serving no demand at all."""
_NEARLY = 0.97
_AIM = 0.985
"""Share of a ward's space that is aimed at."""
_FIRST = 1e-6
_GROWTH = 12.0
_STEEP = 1e-3


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


Search = Callable[[Whole, Floats, float], "Found | None"]


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
        missed targets; answers their best levels, or None to stop.

    Returns
    -------
    Shared
        The same where they fit already. When the search is stopped, nothing is kept in wards
        that do not fit yet.
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


def _keep_nothing(problem: ShelfProblem, shared: Shared, wards: Whole) -> None:
    """No levels for all items of some wards."""
    pairs = np.flatnonzero(np.isin(problem.ward, wards))
    found = shared.found
    found.s[pairs], found.S[pairs], found.limit[pairs] = -1, 0, int(Limit.SPACE)
    found.measured[pairs] = 0.0
    found.measured[pairs, 1] = problem.demand.mean[pairs].sum(axis=1)
    shared.overflow[wards] = 0.0


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

    Answers the wards that no price makes fit, whose overflow is then known; none when it is
    told to stop.
    """
    hard = np.isinf(missed)
    bounds = _Bounds.of(problem, shared, wards, missed)
    open_ = wards
    for number in range(_ROUNDS):
        price = bounds.next_price(problem, open_, number)
        mine = np.flatnonzero(np.isin(problem.ward, open_))
        everywhere = np.zeros(len(problem.ward_space))
        everywhere[open_] = price
        tried = search(mine, everywhere[problem.ward[mine]] * problem.space[mine], missed)
        if tried is None:
            _keep_nothing(problem, shared, wards[np.isinf(bounds.high[wards])])
            return wards[:0]
        trial = shared.found.S.copy()
        trial[mine] = tried.S
        taken = _taken(problem, trial)[open_]
        fits = taken <= problem.ward_space[open_]
        # Where targets may be missed, what fits most nearly is kept, to leave items out of.
        kept = np.zeros(len(problem.ward_space), np.bool_)
        kept[open_] = fits if hard else fits | np.isinf(bounds.high[open_])
        shared.found.put(mine, tried, kept[problem.ward[mine]])
        shared.price[open_[fits]] = price[fits]
        bounds.learn(problem, open_, price, taken, mine, tried)
        if hard:
            # At the steepest price this is what the targets lack at the least.
            lacks = np.where(np.isinf(bounds.high[open_]), taken - problem.ward_space[open_], 0.0)
            shared.overflow[open_] = lacks
        open_ = open_[~bounds.settled(problem, open_)]
        if not len(open_):
            break
    unfit: Whole = wards[np.isinf(bounds.high[wards])]
    if not hard:
        shared.price[unfit] = bounds.low[unfit]
    return unfit


@dataclass(frozen=True, eq=False)
class _Bounds:
    """Prices of each ward that are too low, and that make it fit, and the space they take."""

    low: Floats
    high: Floats
    at_low: Floats
    at_high: Floats
    steepest: Floats
    anchor: Anchor
    off: Floats
    """By how much the anchor misses what is aimed at. [l]"""

    @classmethod
    def of(cls, problem: ShelfProblem, shared: Shared, wards: Whole, missed: float) -> _Bounds:
        """Of wards that do not fit as they are."""
        n_wards = len(problem.ward_space)
        taken = _taken(problem, shared.found.S)
        steepest = steepest_prices(problem)
        if np.isfinite(missed):
            dearest = np.full(n_wards, 1e-9)
            some = problem.space > 0.0
            np.maximum.at(dearest, problem.ward[some], 1.0 / problem.space[some])
            steepest = steepest + 2.0 * missed * dearest
        start = Anchor(shared.found.s.copy(), shared.found.S.copy(), np.zeros(n_wards))
        off = np.full(n_wards, np.inf)
        off[wards] = taken[wards] - _AIM * problem.ward_space[wards]
        return cls(
            *(np.zeros(n_wards), np.full(n_wards, np.inf), taken, np.zeros(n_wards)),
            *(steepest, start, off),
        )

    def next_price(self, problem: ShelfProblem, wards: Whole, number: int) -> Floats:
        """What to try: as levels foretell; else the steepest; else between, by the space."""
        low, high, steepest = self.low[wards], self.high[wards], self.steepest[wards]
        top = np.minimum(high, steepest)
        aim = _AIM * problem.ward_space[wards]
        price, does = next_prices(problem, self.anchor, wards, aim, low, top)
        known = np.isfinite(high)
        share = (self.at_low - self.at_high)[wards]
        share = np.clip((self.at_low[wards] - aim) / np.maximum(share, 1e-9), 0.15, 0.85)
        bottom = np.maximum(low, _FIRST * top)
        inside = bottom * (top / bottom) ** np.where(number % 4 == 1, 0.5, share)
        further = np.where(low > _STEEP * steepest, steepest, np.maximum(price, _GROWTH * low))
        price = np.where(does, price, np.where(known & (low > 0.0), inside, further))
        # Well inside what is known, so that it is narrowed each time.
        narrow = (price <= low * 1.01) | (price >= 0.99 * high)
        narrow |= known & (low > 0.0) & (number > 2) & (number % 2 == 1)
        price = np.where(narrow, np.where(known, inside, _GROWTH * low), price)
        return np.asarray(np.minimum(price, steepest), dtype=np.float64)

    def learn(
        self,
        problem: ShelfProblem,
        wards: Whole,
        price: Floats,
        taken: Floats,
        pairs: Whole,
        tried: Found,
    ) -> None:
        """Take in what the wards take at the prices tried."""
        fits = taken <= problem.ward_space[wards]
        much = ~fits
        self.high[wards[fits]], self.at_high[wards[fits]] = price[fits], taken[fits]
        self.low[wards[much]], self.at_low[wards[much]] = price[much], taken[much]
        off = np.abs(taken - _AIM * problem.ward_space[wards])
        nearer = (off < self.off[wards]) & (price < self.steepest[wards])
        self.off[wards[nearer]] = off[nearer]
        near = np.isin(problem.ward[pairs], wards[nearer])
        self.anchor.put(pairs[near], wards[nearer], tried.s[near], tried.S[near], price[nearer])

    def settled(self, problem: ShelfProblem, wards: Whole) -> Yes:
        """Wards that fit with little room to spare, or that no price makes fit."""
        low, high = self.low[wards], self.high[wards]
        full = self.at_high[wards] > _NEARLY * problem.ward_space[wards]
        return np.asarray(full | (high < _CLOSE * low) | (low >= self.steepest[wards]))
