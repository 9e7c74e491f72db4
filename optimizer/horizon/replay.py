"""What do some days come to under a demand that nobody expected? Counts decide, day by day.

The judge of a plan: its days and routes stand, what is brought on them follows from the counts
of each morning, as it would be. Whatever the shelves lack is fetched by emergency.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from optimizer.horizon.days import Yes, next_days
from optimizer.horizon.returns import Returning
from optimizer.horizon.stores import Floats, Stores, Whole
from optimizer.horizon.walk import Walk
from optimizer.horizon_plan import HorizonPolicy

__all__ = ["replay"]

_EPS = 1e-6


def replay(
    stores: Stores,
    returning: Returning,
    visits: Yes,
    used: Whole,
    *,
    policy: HorizonPolicy,
) -> Mapping[str, float]:
    """Live through some days.

    Parameters
    ----------
    stores : Stores
        Ward items; their expected use decides what is ordered ahead.
    returning : Returning
        What is taken back: it arises in proportion to what is used.
    visits : bool, shape (>= n_days, n_wards)
        Who is visited on which day; days beyond only say when the next visit is.
    used : int, shape (n, n_days)
        What is asked for. [pieces]
    policy : HorizonPolicy
        How much a visit brings.

    Returns
    -------
    mapping of str to float
        visits, lines, carriers, emergencies, fill_rate, stock_sek, end_stock_sek, holding_sek.
    """
    n_days = used.shape[1]
    walk = Walk(stores, policy)
    walk.stock = np.round(walk.stock)
    held = returning.held.copy()
    following = next_days(visits)
    wards = len(stores.scenario.wards)
    lines = n_visits = emergencies = 0
    carriers = missing = holding = 0.0
    value: list[float] = []
    for day in range(n_days):
        at, pieces, _ = walk.order(visits[day], following[day])
        short, end = walk.step(at, pieces, used[:, day].astype(np.float64))
        taken = np.where(visits[day][returning.ward], held, 0.0)
        held = held - taken + _arising(stores, returning, used[:, day], day)
        over = np.maximum(0.0, held - returning.room)
        held = held - over
        served, hurt = np.zeros(wards, dtype=np.bool_), np.zeros(wards, dtype=np.bool_)
        served[stores.ward[at]] = True
        served[returning.ward[taken > _EPS]] = True
        hurt[stores.ward[short > 0]] = True
        hurt[returning.ward[over > _EPS]] = True
        lines += len(at)
        n_visits += int(served.sum())
        emergencies += int(hurt.sum())
        carriers += float(stores.carriers[at] @ pieces)
        missing += float(short.sum())
        value.append(float(end @ stores.value))
        holding += float(end @ stores.holding)
    asked = float(used.sum())
    return {
        "visits": n_visits,
        "lines": lines,
        "carriers": carriers,
        "emergencies": emergencies,
        "fill_rate": 1.0 - missing / asked if asked else 1.0,
        "stock_sek": float(np.mean(value)),
        "end_stock_sek": value[-1],
        "holding_sek": holding,
    }


def _arising(stores: Stores, returning: Returning, used: Whole, day: int) -> Floats:
    """What arises of a day's use: as expected, in the proportion of use to what is expected."""
    if not returning.n:
        return np.zeros(0)
    n_wards = len(stores.scenario.wards)
    expected = np.bincount(stores.ward, stores.carriers * stores.use[:, day], n_wards)
    real = np.bincount(stores.ward, stores.carriers * used, n_wards)
    rows = returning.scenario.ward_returns
    share = np.array([row.per_carrier for row in rows], dtype=np.float64)
    arising: Floats = returning.arising[:, day] + share * (real - expected)[returning.ward]
    return np.maximum(0.0, arising)
