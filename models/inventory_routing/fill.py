"""How is a customer planned who is cheap to store at, always filled up, or gives things back?

Forwards over the days. A label is what has been brought by a morning, the day of the last visit,
and the cost so far. What is dear to store is paid for at once until the end, what is cheap from
day to day: so a label that has brought more, was visited later, and cost less is better
whatever follows. A visit takes back all that is there.
"""

from __future__ import annotations

from models.inventory_routing.options import Scratch
from models.inventory_routing.replan import (
    AMOUNT,
    CHOICE,
    HELD,
    LAST,
    NEED,
    PARENT,
    SHORT,
    VALUE,
    keep_label,
)
from models.inventory_routing.state import (
    BACK,
    COST,
    HI,
    LO,
    OVERFLOW_COST,
    ROOM,
    SHORT_COST,
    SPACE,
    WEIGHT,
    Case,
    State,
    Vector,
)
from models.kernels import woven

__all__ = ["plan_forwards"]

_TINY = 1e-7
_PRICED = 1e300


@woven
def _over(amount: float, room: float) -> float:
    """How much more a slot is overloaded by an amount."""
    return max(0.0, amount - room) - max(0.0, -room)


@woven
def _spills(case: Case, i: int, held: float, more: float) -> float:
    """Price of what arises in a day and finds no room; infinite where it must."""
    room = case.customers[i, ROOM]
    spilt = max(0.0, held + more - room)
    if spilt <= _TINY:
        return 0.0
    return float(spilt * case.customers[i, OVERFLOW_COST])


@woven
def plan_forwards(  # noqa: C901
    case: Case, state: State, scratch: Scratch, i: int, penalty: Vector
) -> float:
    """Plan a customer; inf: there is no plan.

    Row t of the labels: minus what has been brought by the morning of day t, minus the day after
    the last visit, and the cost of the days before.
    """
    n_days = case.hub.shape[0]
    weight, shortage = case.customers[i, WEIGHT], case.customers[i, SHORT_COST]
    bands, options, n_options = case.bands, scratch.options, scratch.n_options
    labels, n_labels, plan = scratch.labels, scratch.n_labels, scratch.plan
    both = case.mirrored
    for row in range(1, n_days + 1):
        n_labels[row] = 0
    n_labels[0] = 1
    labels[0, 0, NEED] = 0.0
    labels[0, 0, VALUE] = 0.0
    labels[0, 0, LAST] = 0.0
    held, spilt, free = 0.0, 0.0, 0.0
    for day in range(n_days):
        lowest, n_left = bands[i, LO, day], n_days - day
        top, hub_now = bands[i, HI, day], 1e300
        if case.hub_binds:
            hub_now = state.hub[day]
            if not case.order_up_to and not both:
                least = 1e300
                for later in range(day, n_days):
                    least = min(least, state.hub[later])
                top = min(top, max(least, lowest))
        rate = weight * n_left if weight > 0.0 else weight
        paid = 0.0 if weight > 0.0 else weight
        for k in range(n_labels[day]):
            total, value = -labels[day, k, NEED], labels[day, k, VALUE]
            since = labels[day, k, LAST]
            if both:
                held = case.arisen[i, day]
                if since < -0.5:
                    held -= case.arisen[i, int(-since) - 1]
                if day > 0:
                    held = min(held, case.customers[i, ROOM])
                more = case.arisen[i, day + 1] - case.arisen[i, day]
                spilt = _spills(case, i, held, more)
                free = _spills(case, i, 0.0, more)
            if total >= lowest - _TINY and spilt < _PRICED:
                cost = value + paid * total + penalty[1] * _over(total, hub_now) + spilt
                keep_label(labels, n_labels, day + 1, -total, cost, since, k, -1, 0.0, spilt, 0.0)
            elif shortage < _PRICED and spilt < _PRICED:
                # The emergency does not come from the hub, whose stock the weight takes off.
                part = lowest - total
                extra = (shortage + (weight + case.hub_cost) * n_left) * part + spilt
                cost = value + extra + paid * (lowest - n_left * part)
                keep_label(labels, n_labels, day + 1, -lowest, cost, since, k, -1, 0.0, extra, 0.0)
            if free >= _PRICED:
                continue
            ceiling = max(top, total) if both else top
            most = ceiling - total
            if most <= _TINY and not both:
                continue
            now = -day - 1.0 if both else 0.0
            for m in range(n_options[day]):
                cost, room = options[day, m, COST] + value + free, options[day, m, SPACE]
                if both:
                    cost += penalty[0] * _over(case.factor * held, options[day, m, BACK])
                    back = day + case.lag + 1
                    if back < n_days:
                        cost += case.hub_cost * (n_days - back) * case.kept * held
                # Goals: as the vehicle has room, then until some later evening, then all.
                previous = total - 1.0 if both else max(total, total + room)
                for later in range(day - 1, n_days + 1):
                    if later < day or case.order_up_to:
                        goal = ceiling if case.order_up_to else total + min(most, room)
                    else:
                        if later >= day and room >= most and not both:
                            break
                        goal = ceiling
                        if later < n_days:
                            goal = max(min(ceiling, bands[i, LO, later]), total)
                        if goal <= previous + _TINY:
                            continue
                        previous = goal
                    part = goal - total
                    if part < -_TINY or goal < lowest - _TINY or (part <= _TINY and not both):
                        if case.order_up_to:
                            break
                        continue
                    price = penalty[0] * _over(part, room) + penalty[1] * _over(goal, hub_now)
                    price += rate * part + paid * total + cost
                    keep_label(labels, n_labels, day + 1, -goal, price, now, k, m, part, free, held)
                    if case.order_up_to:
                        break
                if room >= most and not both:
                    break
    best, at = float("inf"), -1
    for k in range(n_labels[n_days]):
        if labels[n_days, k, VALUE] < best:
            best, at = labels[n_days, k, VALUE], k
    if at < 0:
        return best
    state.other[i] = 0.0
    for day in range(n_days - 1, -1, -1):
        plan[day, 0] = labels[day + 1, at, CHOICE]
        plan[day, 1] = labels[day + 1, at, AMOUNT]
        plan[day, 2] = labels[day + 1, at, HELD]
        state.other[i] += labels[day + 1, at, SHORT]
        at = int(labels[day + 1, at, PARENT])
    return best
