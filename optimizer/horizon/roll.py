"""What is asked of the fleet on each day, given who is visited when? Day by day, by expectation.

A day's orders follow from the stock that is expected, and so from all days before; what a day's
routes had to leave out is tried on the next day on which its wards may be visited.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from optimizer.domain import Order, Scenario
from optimizer.horizon.days import Yes, next_days
from optimizer.horizon.returns import Returning
from optimizer.horizon.stores import Floats, Stores, Whole
from optimizer.horizon.walk import Walk
from optimizer.horizon_plan import HorizonPolicy
from optimizer.plan import Unserved
from optimizer.replenish.lines import Line, Urgency
from optimizer.replenish.orders import CarrierLoad, OrderMaker
from optimizer.ward_stores import OrderLine

__all__ = ["Asked", "LeftOut", "Put", "Rolled", "roll"]

LeftOut = Callable[[int, tuple[Order, ...]], tuple[Unserved, ...]]
"""What the routes of a day leave out of these orders."""


@dataclass(frozen=True, eq=False)
class Asked:
    """A day's orders, with what is in them.

    Parameters
    ----------
    orders : tuple of Order
        Deliveries and returns.
    order_lines : tuple of OrderLine
        The pick list of the deliveries: what the routes leave out is not in it.
    """

    orders: tuple[Order, ...]
    order_lines: tuple[OrderLine, ...]


@dataclass(frozen=True, slots=True)
class Put:
    """An order that was left out, wholly or in part, and the day it is tried again."""

    day: int
    order: Order
    left: Unserved
    to: int | None


@dataclass(frozen=True, eq=False)
class Rolled:
    """All days.

    Parameters
    ----------
    days : tuple of Asked
        One a day.
    visits : bool, shape (n_days, n_wards)
        Who gets or gives something, what was put off included.
    delivered : int, shape (n_days, n)
        Pieces by ward item.
    short, end : float, shape (n_days, n)
        What the shelves lacked, and what is left. [pieces]
    collected, over, held : float, shape (n_days, n_returns)
        Taken back, without room, held at the end. [carriers]
    put_off : tuple of Put
        What was put off.
    """

    days: tuple[Asked, ...]
    visits: Yes
    delivered: Whole
    short: Floats
    end: Floats
    collected: Floats
    over: Floats
    held: Floats
    put_off: tuple[Put, ...]


def roll(
    stores: Stores,
    returning: Returning,
    visits: Yes,
    possible: Yes,
    *,
    n_days: int,
    policy: HorizonPolicy,
    left_out: LeftOut | None = None,
) -> Rolled:
    """Orders of each day, and how the shelves run with them.

    Parameters
    ----------
    stores : Stores
        Ward items, over at least ``n_days`` days.
    returning : Returning
        What is taken back.
    visits : bool, shape (>= n_days, n_wards)
        Who is visited on which day.
    possible : bool, same shape
        Who may be.
    n_days : int
        Days to roll; later ones only say when the next visit is. [days]
    policy : HorizonPolicy
        How much a visit brings.
    left_out : callable, optional
        What the routes of a day leave out; nothing if omitted.

    Returns
    -------
    Rolled
        All days.
    """
    visits = visits.copy()
    walk = Walk(stores, policy)
    held = returning.held.copy()
    days: list[Asked] = []
    columns: list[tuple[Whole, Floats, Floats, Floats, Floats, Floats]] = []
    put_off: list[Put] = []
    served = np.zeros((n_days, visits.shape[1]), dtype=np.bool_)
    for day in range(n_days):
        due = visits[day]
        at, pieces, spare = walk.order(due, next_days(visits[day:])[0] + day)
        asked, loads = _asked(stores, returning, at, pieces, spare, due, held)
        unserved = left_out(day, asked.orders) if left_out and asked.orders else ()
        lost = _lost(loads, unserved)
        if lost:
            pieces = _less(stores, at, pieces, lost)
            asked = _without(asked, lost)
        taken = _taken(returning, asked.orders, due, held, unserved)
        put_off += [
            _put(stores.scenario, visits, possible, day, left, asked.orders) for left in unserved
        ]
        served[day] = _served(stores, returning, at[pieces > 0], taken)
        short, end = walk.step(at, pieces)
        after = held - taken + returning.arising[:, day]
        over = np.maximum(0.0, after - returning.room)
        held = after - over
        brought = np.zeros(stores.n, dtype=np.int64)
        brought[at] = pieces
        days.append(asked)
        columns.append((brought, short, end.copy(), taken, over, held.copy()))
    delivered, short, end, collected, over, left = (
        np.stack(column) for column in zip(*columns, strict=True)
    )
    return Rolled(
        days=tuple(days),
        visits=served,
        delivered=delivered,
        short=short,
        end=end,
        collected=collected,
        over=over,
        held=left,
        put_off=tuple(put_off),
    )


def _asked(
    stores: Stores,
    returning: Returning,
    at: Whole,
    pieces: Whole,
    spare: Floats,
    due: Yes,
    held: Floats,
) -> tuple[Asked, tuple[CarrierLoad, ...]]:
    scenario = stores.scenario
    classes = {row.id: row for row in scenario.stock_classes}
    lines = []
    for which, n, rest in zip(at.tolist(), pieces.tolist(), spare.tolist(), strict=True):
        row = int(stores.row[which])
        ward_item, item = scenario.ward_items[row], scenario.items[int(stores.item[which])]
        urgency = Urgency.LATER if rest >= 0 else Urgency.NOW
        stock_class = classes[ward_item.stock_class or item.stock_class]
        lines.append(Line(row, ward_item, item, stock_class, n, urgency, rest))
    maker = OrderMaker(scenario.model_copy(update={"orders": ()}), may_wait=False)
    maker.make(lines)
    orders = (*maker.orders, *returning.orders(due, held))
    return Asked(orders, tuple(maker.order_lines)), tuple(maker.loads)


def _lost(
    loads: tuple[CarrierLoad, ...], unserved: tuple[Unserved, ...]
) -> Mapping[tuple[str, str], int]:
    """Pieces by ward and item that are in the carriers left out: the last of each order."""
    lost: dict[tuple[str, str], int] = {}
    for left in unserved:
        own = [load for load in loads if load.order == left.order]
        n_carriers = max((load.carrier for load in own), default=0)
        for load in own:
            if load.carrier > n_carriers - left.carriers:
                key = load.ward, load.item
                lost[key] = lost.get(key, 0) + load.pieces
    return lost


def _less(stores: Stores, at: Whole, pieces: Whole, lost: Mapping[tuple[str, str], int]) -> Whole:
    rows = [stores.scenario.ward_items[int(stores.row[i])] for i in at]
    return pieces - np.array([lost.get((r.ward, r.item), 0) for r in rows], dtype=np.int64)


def _without(asked: Asked, lost: Mapping[tuple[str, str], int]) -> Asked:
    lines = []
    for line in asked.order_lines:
        pieces = line.pieces - lost.get((line.ward, line.item), 0)
        if pieces > 0:
            lines.append(line.model_copy(update={"pieces": pieces}))
    return Asked(asked.orders, tuple(lines))


def _taken(
    returning: Returning,
    orders: tuple[Order, ...],
    due: Yes,
    held: Floats,
    unserved: tuple[Unserved, ...],
) -> Floats:
    """What is taken back: all that is held, less the share of carriers left out."""
    taken = np.where(due[returning.ward], held, 0.0)
    missing = {left.order: left.carriers for left in unserved}
    shares = {(o.site, o.flow): 1 - missing.get(o.id, 0) / o.carriers for o in orders}
    scenario = returning.scenario
    for i in np.flatnonzero(taken > 0).tolist():
        site = scenario.wards[int(returning.ward[i])].site
        taken[i] *= shares.get((site, scenario.ward_returns[i].flow), 0.0)
    return taken


def _served(stores: Stores, returning: Returning, at: Whole, taken: Floats) -> Yes:
    """Wards that get or give something."""
    wards = np.zeros(len(stores.scenario.wards), dtype=np.bool_)
    wards[stores.ward[at]] = True
    wards[returning.ward[taken > 0]] = True
    return wards


def _put(
    scenario: Scenario,
    visits: Yes,
    possible: Yes,
    day: int,
    left: Unserved,
    orders: tuple[Order, ...],
) -> Put:
    """Visit the wards of the order's site again on the next day on which they may be."""
    order = next(order for order in orders if order.id == left.order)
    there = np.array([ward.site == order.site for ward in scenario.wards])
    there &= visits[day]
    for later in range(day + 1, len(visits)):
        may = there & possible[later]
        if may.any():
            visits[later] |= may
            return Put(day, order, left, later)
    return Put(day, order, left, None)
