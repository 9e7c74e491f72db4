"""How many pieces does each ward item get at a visit? All of them at once, as columns.

The rule is that of ``optimizer.replenish.ordering``. What is looked ahead is new: the day of the
next visit is known, so that whatever would not last until then is filled up now.
"""

from __future__ import annotations

import numpy as np

from optimizer.horizon.stores import POLICIES, Floats, Stores, Whole
from optimizer.horizon_plan import HorizonPolicy
from optimizer.ward_stores import Policy, Rounding

__all__ = ["order_pieces", "wanted_min"]

_EPS = 1e-9
_KANBAN, _PACKS, _PAR = (POLICIES.index(p) for p in (Policy.KANBAN, Policy.PACKS, Policy.PAR))


def wanted_min(
    stores: Stores, at: Whole, ahead: Floats, days: Floats, policy: HorizonPolicy
) -> Whole:
    """Positions at or below which ward items are ordered, the next visit being known.

    Parameters
    ----------
    stores : Stores
        Ward items.
    at : int, shape (k,)
        Which of them.
    ahead : float, shape (k,)
        Expected use from the count to the next visit. [pieces]
    days : float, shape (k,)
        Days from the count to the next visit. [days]
    policy : HorizonPolicy
        How much a visit brings.

    Returns
    -------
    int, shape (k,)
        The min, raised to what is needed until the next visit with the protection that the
        levels have for such a gap, as far as the max allows. Two bins and whole packs keep
        their min: their max follows from it. [pieces]
    """
    low, high, kind = stores.low[at], stores.high[at], stores.policy[at]
    if policy is HorizonPolicy.ORDER_UP_TO:
        raised = high - 1
    else:
        needed = np.ceil(ahead + stores.protects(at, days) - _EPS).astype(np.int64) - 1
        raised = np.maximum(low, np.minimum(needed, high - 1))
    stays = (kind == _KANBAN) | (kind == _PACKS) | (low < 0)
    return np.where(stays, low, raised)


def order_pieces(
    stores: Stores, at: Whole, expected: Floats, low: Whole, rounding: Rounding
) -> Whole:
    """Pieces ordered, each by its own policy.

    Parameters
    ----------
    stores : Stores
        Ward items.
    at : int, shape (k,)
        Which of them.
    expected : float, shape (..., k)
        Stock on the shelf and on its way: a count, or an expected one, which is rounded where
        it is compared with the min, and up where it is filled up. [pieces]
    low : int, shape (..., k)
        Positions at or below which they are ordered. [pieces]
    rounding : Rounding
        What becomes of an order that is no multiple of the pack.

    Returns
    -------
    int, shape (..., k)
        Never so many that the position passes the shelf. [pieces]
    """
    position = np.ceil(expected - _EPS).astype(np.int64)
    kind, high, pack = stores.policy[at], stores.high[at], stores.pack[at]
    bins = kind == _KANBAN
    unit = np.maximum(1, np.where(bins, high // 2, pack))
    top = np.where(bins, 2 * (high // 2), high)
    low = np.where(bins, high // 2, np.where(kind == _PAR, high - 1, low))
    down = (top - position) // unit
    if rounding is Rounding.UP:
        down = np.where(bins, down, -((position - top) // unit))
    n_units = np.where(kind == _PACKS, (low - position) // unit + 1, down)
    n_units = np.minimum(n_units, (stores.shelf[at] - position) // unit)
    n_units = np.where(np.floor(expected + 0.5) > low, 0, np.maximum(0, n_units))
    pieces: Whole = np.where(bins & (high < 2), 0, n_units * unit)
    return pieces
