"""What must a litre cost for a ward's maxima to fit? A guess from levels at another price.

Of the levels S = s + d that are best at one price, d goes with the square root of line cost
over holding and space, as in the economic order quantity, and s hardly at all. That tells
nearly what a ward takes at any other price. Equation (I.405) of ``docs/models/inventory.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.inventory.problem import Floats, Policy, ShelfProblem, Whole, Yes

__all__ = ["Anchor", "next_prices", "steepest_prices"]

_STEPS = 40
_LEAST_PRICE = 1e-6
_MORE = 1.03
_REST = 0.1


@dataclass(frozen=True, eq=False)
class Anchor:
    """Levels of all pairs, and the prices of their wards that they are best at.

    Parameters
    ----------
    s, S : int, shape (n,)
        Levels. [pieces]
    price : float, shape (n_wards,)
        Of space. [SEK / l / week]
    """

    s: Whole
    S: Whole
    price: Floats

    def put(self, pairs: Whole, wards: Whole, s: Whole, S: Whole, price: Floats) -> None:  # noqa: N803
        """Take over what was found for some wards, with their pairs."""
        self.s[pairs], self.S[pairs], self.price[wards] = s, S, price


def steepest_prices(problem: ShelfProblem) -> Floats:
    """Prices of space beside which nothing else counts.

    Parameters
    ----------
    problem : ShelfProblem
        What is asked.

    Returns
    -------
    float, shape (n_wards,)
        A piece less is worth more than all that a pair may cost. [SEK / l / week]
    """
    weekly = problem.demand.mean.sum(axis=1)
    worst = (problem.line + problem.shortage) * weekly + 7.0 * problem.line
    worst += 7.0 * problem.holding * (weekly + problem.pack)
    worst = np.where(problem.space > 0.0, worst / np.maximum(problem.space, 1e-9), 0.0)
    price = np.full(len(problem.ward_space), 1.0)
    np.maximum.at(price, problem.ward, 10.0 * worst)
    return price


def next_prices(
    problem: ShelfProblem, anchor: Anchor, wards: Whole, aim: Floats, low: Floats, high: Floats
) -> tuple[Floats, Yes]:
    """Prices at which some wards take about as much as is aimed at.

    Parameters
    ----------
    problem : ShelfProblem
        What is asked.
    anchor : Anchor
        Levels that are known.
    wards : int, shape (n_open,)
        The wards.
    aim : float, shape (n_open,)
        Space to be taken. [l]
    low, high : float, shape (n_open,)
        Prices between which the answer lies, open at both ends. [SEK / l / week]

    Returns
    -------
    (price, does) : float and bool, shape (n_open,)
        Where no price does as far as can be seen, one at which most of the d have become as
        small as they can.

    Examples
    --------
    >>> from models.inventory.problem import Demand
    >>> zero, one = np.zeros(1, np.int64), np.ones(1)
    >>> problem = ShelfProblem(
    ...     Demand(np.ones((1, 7)), one, zero, np.zeros((0, 0)), zero - 1),
    ...     np.ones((1, 7), np.bool_), zero, zero, zero + 1, zero + 99, one, one, one, one, one,
    ...     one, zero, np.array([30.0]))
    >>> known = Anchor(zero + 10, zero + 50, one)
    >>> next_prices(problem, known, np.arange(1), np.array([30.0]), np.zeros(1), one * 1e9)
    (array([14.5]), array([ True]))
    """
    place = np.full(len(problem.ward_space), -1)
    place[wards] = np.arange(len(wards))
    own = np.flatnonzero(place[problem.ward] >= 0)
    which = place[problem.ward[own]]
    room = problem.space[own]
    gap = (anchor.S - anchor.s)[own]
    # Where the policy lays d down, S is all that is left to go by.
    laid_down = np.isin(problem.policy[own], (Policy.PAR, Policy.PACKS, Policy.KANBAN))
    shortest = np.where(laid_down, gap, np.minimum(problem.pack[own], gap))
    holding = 7.0 * problem.holding[own]
    square = gap**2 * (holding + 2.0 * anchor.price[wards][which] * room)
    rest = np.bincount(which, room * anchor.s[own], len(wards))
    # S falls a little more than d, most of all on the way from where space costs nothing.
    aim = np.where(anchor.price[wards] > 0.0, 1.0, _MORE) * aim

    def taken(price: Floats) -> Floats:
        d = np.sqrt(square / np.maximum(holding + 2.0 * price[which] * room, 1e-12))
        total = rest + np.bincount(which, room * np.maximum(d, shortest), len(wards))
        return np.asarray(total, dtype=np.float64)

    bottom, top = np.maximum(low, _LEAST_PRICE), np.maximum(high, _LEAST_PRICE)
    least = taken(top)
    does = least <= aim
    aim = np.where(does, aim, least + _REST * np.maximum(taken(bottom) - least, 1e-9))
    for _ in range(_STEPS):
        middle = np.sqrt(bottom * top)
        much = taken(middle) > aim
        bottom, top = np.where(much, middle, bottom), np.where(much, top, middle)
    return top, does
