"""How do shelves become the problem of their levels? Prices, room and delivery days as numbers.

What a missing piece costs is its class's ``shortage_sek`` and its share of the emergency
delivery, as told by :func:`pieces_missed_a_day`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from models.inventory.problem import Demand, Floats, Rounding, ShelfProblem, Whole, Yes
from optimizer.translate.shelves import Shelves, visit_days
from optimizer.ward_stores import WEEKDAYS, Weekday
from optimizer.ward_stores import Rounding as RoundingName

__all__ = ["pieces_missed_a_day", "pose_shelves", "take_pairs"]

_ROUNDINGS = {RoundingName.DOWN: Rounding.DOWN, RoundingName.UP: Rounding.UP}
_LONGEST_COVER_DAYS = 182
_SAFE_DEVIATIONS = 8


def pieces_missed_a_day(demand: Demand) -> Floats:
    r"""Pieces that a day with a shortage misses, on the mean: who shares an emergency delivery.

    A delivery is sent for once per ward and day with any shortage, which no sum over pairs can
    say. Each missing piece is therefore charged ``emergency_sek`` over the pieces that a day of
    shortage is expected to miss of its item,

    .. math:: (m + r + 1) / 2,

    with the mean m of a day's demand and its variance over mean r. Where the shelf runs dry
    the level before is equally likely to lie anywhere below the demand of that day, which is
    chosen in proportion to its size: mean E[D^2] / E[D] = m + r. Two items that are short on
    the same ward and day are charged a delivery each; the simulation counts it once.

    Parameters
    ----------
    demand : Demand
        Demand of n pairs.

    Returns
    -------
    float, shape (n,)
        At least 1. [pieces]

    Examples
    --------
    >>> demand = Demand(np.array([[2.0] * 7, [0.0] * 7]), np.array([3.0, 1.0]),
    ...     np.array([1, 0]), np.empty((0, 0)), np.array([-1, -1]))
    >>> pieces_missed_a_day(demand).tolist()
    [3.0, 1.0]
    """
    missed: Floats = (demand.mean.mean(axis=1) + np.maximum(demand.ratio, 1.0) + 1.0) / 2.0
    return missed


def pose_shelves(
    shelves: Shelves, demand: Demand, *, visits: Mapping[str, Sequence[Weekday]] | None = None
) -> ShelfProblem:
    """The problem of choosing levels for all pairs.

    Parameters
    ----------
    shelves : Shelves
        Ward items as columns; lead times are at most 2 days.
    demand : Demand
        Their demand, in the same order.
    visits : mapping of str to sequence of Weekday, optional
        Delivery weekdays by ward, in the place of the wards' own.

    Returns
    -------
    ShelfProblem
        Numbers only. A shelf without a limit gets one that no sensible level comes near:
        eight standard deviations above the demand between deliveries, and twice the economic
        order quantity or, if that is less, half a year's demand.

    Examples
    --------
    >>> from optimizer.translate.shelves import shelves_of
    >>> from tests.stock import ward_stores
    >>> shelves = shelves_of(ward_stores())
    >>> demand = Demand(np.ones((6, 7)), np.ones(6), np.zeros(6, dtype=int), np.empty((0, 0)),
    ...     np.full(6, -1))
    >>> problem = pose_shelves(shelves, demand)
    >>> problem.visits.sum(axis=1).tolist(), problem.lead.tolist()
    ([3, 3, 3, 1, 1, 1], [1, 1, 2, 0, 0, 0])
    """
    scenario = shelves.scenario
    pattern = visit_days(scenario, visits)[shelves.ward]
    settings = scenario.stock
    line = np.full(shelves.n, float(settings.line_sek))
    return ShelfProblem(
        demand=demand,
        visits=pattern,
        lead=shelves.lead,
        policy=shelves.policy,
        pack=shelves.pack,
        shelf=np.minimum(shelves.shelf, _ample(shelves, demand, pattern, line)).astype(np.int64),
        holding=shelves.holding,
        line=line,
        shortage=shelves.shortage + settings.emergency_sek / pieces_missed_a_day(demand),
        fill=shelves.fill,
        cycle=shelves.cycle,
        space=shelves.space,
        ward=shelves.ward,
        ward_space=np.array(
            [np.inf if w.shelf_l is None else w.shelf_l for w in scenario.wards], dtype=np.float64
        ),
        rounding=_ROUNDINGS[settings.rounding],
    )


def take_pairs(problem: ShelfProblem, pairs: Whole) -> ShelfProblem:
    """The problem of some of the pairs.

    Parameters
    ----------
    problem : ShelfProblem
        Problem of n pairs.
    pairs : int, shape (k,)
        Which, in their new order.

    Returns
    -------
    ShelfProblem
        Of k pairs; wards keep their index and their space.

    Examples
    --------
    >>> from optimizer.translate.shelves import shelves_of
    >>> from tests.stock import ward_stores
    >>> shelves = shelves_of(ward_stores())
    >>> demand = Demand(np.ones((6, 7)), np.ones(6), np.zeros(6, dtype=int), np.empty((0, 0)),
    ...     np.full(6, -1))
    >>> take_pairs(pose_shelves(shelves, demand), np.array([4, 0])).pack.tolist()
    [5, 10]
    """
    demand = problem.demand
    columns: dict[str, Any] = {
        name: getattr(problem, name)[pairs]
        for name in (
            *("visits", "lead", "policy", "pack", "shelf", "holding", "line", "shortage"),
            *("fill", "cycle", "space", "ward"),
        )
    }
    taken = replace(
        demand,
        mean=demand.mean[pairs],
        ratio=demand.ratio[pairs],
        family=demand.family[pairs],
        table=demand.table[pairs],
    )
    return replace(problem, demand=taken, **columns)


def _ample(shelves: Shelves, demand: Demand, visits: Yes, line: Floats) -> Floats:
    """Room that stands for a shelf without a limit. [pieces]"""
    a_day = demand.mean.mean(axis=1)
    exposed = (_longest_gap(visits) + shelves.lead) * demand.mean.max(axis=1, initial=0.0)
    spread = _SAFE_DEVIATIONS * np.sqrt(demand.ratio * exposed) + 4 * demand.ratio
    with np.errstate(divide="ignore", invalid="ignore"):
        economic = np.where(a_day > 0, np.sqrt(2 * line * a_day / shelves.holding), 0.0)
    batch = np.minimum(economic, _LONGEST_COVER_DAYS * a_day)
    ample: Floats = np.ceil(exposed + spread + 2 * batch) + 2 * shelves.pack
    return ample


def _longest_gap(visits: Yes) -> Whole:
    """Days between the two deliveries that are farthest apart, by row."""
    longest = np.zeros(len(visits), dtype=np.int64)
    since = np.zeros(len(visits), dtype=np.int64)
    for day in range(2 * len(WEEKDAYS)):
        since += 1
        today = visits[:, day % len(WEEKDAYS)]
        if day >= len(WEEKDAYS):
            longest = np.where(today, np.maximum(longest, since), longest)
        since[today] = 0
    return longest
