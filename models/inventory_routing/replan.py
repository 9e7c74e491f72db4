"""On which days is a customer visited, and what is brought, when all others stay as they are?

A dynamic program over days. Who is dearer to store at than the hub is planned backwards from
the last day, each visit as late and as small as can be; all others forwards (``fill.py``). A
label is a running total and its cost; one that needs more and costs more than another is
dropped, which loses nothing.
"""

from __future__ import annotations

from models.inventory_routing.options import LABELS, Scratch
from models.inventory_routing.state import (
    COST,
    HI,
    LO,
    SHORT_COST,
    SPACE,
    WEIGHT,
    Case,
    State,
    Vector,
    Whole,
)
from models.kernels import bare, woven

__all__ = [
    "AMOUNT",
    "CHOICE",
    "HELD",
    "LAST",
    "NEED",
    "PARENT",
    "SHORT",
    "VALUE",
    "keep_label",
    "plan_backwards",
]

_TINY = 1e-7
_PRICED = 1e300
NEED, VALUE, LAST, PARENT, CHOICE, AMOUNT, SHORT, HELD = range(8)
"""Columns of a label."""
_COLUMNS = 8


@bare
def keep_label(  # noqa: C901 - one pass, as each call between kernels costs
    labels: Vector,
    n_labels: Whole,
    row: int,
    need: float,
    value: float,
    last: float,
    parent: int,
    choice: int,
    amount: float,
    short: float,
    held: float,
) -> None:
    """Add a label to a day's unless another is as good in all ways; drop those it beats.

    Of needs, values and last visits (negative day) the smaller is the better.
    """
    n = n_labels[row]
    beats = False
    for k in range(n):
        if (
            labels[row, k, NEED] <= need + _TINY
            and labels[row, k, VALUE] <= value + _TINY
            and labels[row, k, LAST] <= last
        ):
            return
        if labels[row, k, VALUE] >= value - _TINY:
            beats = True
    m = n
    if beats:
        m = 0
        for k in range(n):
            if (
                need <= labels[row, k, NEED] + _TINY
                and value <= labels[row, k, VALUE] + _TINY
                and last <= labels[row, k, LAST]
            ):
                continue
            if m != k:
                for c in range(_COLUMNS):
                    labels[row, m, c] = labels[row, k, c]
            m += 1
    at = m
    if m == LABELS:
        at = 0
        for k in range(1, m):
            if labels[row, k, VALUE] > labels[row, at, VALUE]:
                at = k
        if labels[row, at, VALUE] <= value:
            n_labels[row] = m
            return
    else:
        m += 1
    labels[row, at, NEED] = need
    labels[row, at, VALUE] = value
    labels[row, at, LAST] = last
    labels[row, at, HELD] = held
    labels[row, at, PARENT] = parent
    labels[row, at, CHOICE] = choice
    labels[row, at, AMOUNT] = amount
    labels[row, at, SHORT] = short
    n_labels[row] = m


@woven
def _over(amount: float, room: float) -> float:
    """How much more a slot is overloaded by an amount."""
    return max(0.0, amount - room) - max(0.0, -room)


@woven
def plan_backwards(  # noqa: C901
    case: Case, state: State, scratch: Scratch, i: int, penalty: Vector
) -> float:
    """Plan a customer whose stock costs at least as much as the hub's; inf: there is no plan.

    Row t of the labels: what must have been brought by the evening of day t - 1.
    """
    n_days = case.hub.shape[0]
    weight = case.customers[i, WEIGHT]
    shortage = case.customers[i, SHORT_COST]
    bands, options, n_options = case.bands, scratch.options, scratch.n_options
    labels, n_labels, plan = scratch.labels, scratch.n_labels, scratch.plan
    # The most that can have been brought before each day.
    limit = 0.0
    for day in range(n_days):
        n_labels[day] = 0
        plan[day, 0] = limit
        if n_options[day] > 0:
            limit = max(limit, bands[i, HI, day])
    n_labels[n_days] = 1
    labels[n_days, 0, NEED] = max(0.0, bands[i, LO, n_days - 1])
    labels[n_days, 0, VALUE] = 0.0
    for day in range(n_days - 1, -1, -1):
        before = max(0.0, bands[i, LO, day - 1]) if day > 0 else 0.0
        limit = plan[day, 0] + _TINY
        rate = weight * (n_days - day)
        for k in range(n_labels[day + 1]):
            need, value = labels[day + 1, k, NEED], labels[day + 1, k, VALUE]
            if case.hub_binds:
                value += penalty[1] * _over(need, state.hub[day])
            if need <= limit:
                keep_label(labels, n_labels, day, need, value, 0.0, k, -1, 0.0, 0.0, 0.0)
            most = need - before
            if most <= _TINY:
                continue
            if shortage < _PRICED and need <= bands[i, LO, day] + _TINY and before <= limit:
                # The emergency delivery lifts the stock to its minimum only.
                extra = (shortage + (weight + case.hub_cost) * (n_days - day)) * most
                keep_label(
                    labels, n_labels, day, before, value + extra, 0.0, k, -1, 0.0, extra, 0.0
                )
            if need > bands[i, HI, day] + _TINY:
                continue
            for m in range(n_options[day]):
                cost, room = options[day, m, COST] + value, options[day, m, SPACE]
                part = min(most, room)
                if part > _TINY and need - part <= limit:
                    total = cost + rate * part
                    keep_label(labels, n_labels, day, need - part, total, 0.0, k, m, part, 0.0, 0.0)
                if room >= most:
                    break
                total = cost + rate * most + penalty[0] * _over(most, room)
                keep_label(labels, n_labels, day, before, total, 0.0, k, m, most, 0.0, 0.0)
                part = need - plan[day, 0]
                if part > max(room, _TINY) and part < most - _TINY:
                    total = cost + rate * part + penalty[0] * _over(part, room)
                    keep_label(labels, n_labels, day, need - part, total, 0.0, k, m, part, 0.0, 0.0)
    best, at = float("inf"), -1
    for k in range(n_labels[0]):
        if labels[0, k, NEED] <= 2 * _TINY and labels[0, k, VALUE] < best:
            best, at = labels[0, k, VALUE], k
    if at < 0:
        return best
    state.other[i] = 0.0
    for day in range(n_days):
        plan[day, 0] = labels[day, at, CHOICE]
        plan[day, 1] = labels[day, at, AMOUNT]
        plan[day, 2] = 0.0
        state.other[i] += labels[day, at, SHORT]
        at = int(labels[day, at, PARENT])
    return best
