"""How is one visit put into a slot, or taken out, and what do the running sums become?

``load`` is the fullest leg of a slot: with returns, what is still to be brought and what has
been taken ride together. ``acc`` keeps cost and excesses true after each step.
"""

from __future__ import annotations

from models.inventory_routing.marks import mark_customer, mark_slot
from models.inventory_routing.state import (
    BROUGHT,
    CAPACITY,
    FIXED,
    LASTING,
    LOAD,
    LONGEST,
    RATE,
    TAKEN,
    VISIT_COST,
    WEIGHT,
    Case,
    Marks,
    State,
    Vector,
)
from models.kernels import bare, woven

__all__ = ["fullest", "insert_visit", "lasting_of", "recount", "remove_customer"]


@woven
def fullest(case: Case, state: State, day: int, slot: int) -> float:
    """Load of a slot's fullest leg. [units]"""
    load = 0.0
    size = state.size[day, slot]
    for p in range(1, size + 1):
        load += state.visit[state.sequence[day, slot, p] - 1, day, BROUGHT]
    if not case.mirrored:
        return load
    most = load
    for p in range(1, size + 1):
        i = state.sequence[day, slot, p] - 1
        load += case.factor * state.visit[i, day, TAKEN] - state.visit[i, day, BROUGHT]
        most = max(most, load)
    return most


@woven
def lasting_of(case: Case, state: State, day: int, slot: int) -> float:
    """Duration of a slot's route. [time]"""
    total = 0.0
    for p in range(state.size[day, slot] + 1):
        a, b = state.sequence[day, slot, p], state.sequence[day, slot, p + 1]
        total += case.durations[a, b] + case.service[b]
    return total


@woven
def _hub_moves(hub: Vector, acc: Vector, binds: bool, first: int, amount: float) -> None:  # noqa: FBT001
    """Raise the hub's stock from a day on, and keep count of how much it is short."""
    for day in range(first, hub.shape[0]):
        if binds:
            acc[2] -= max(0.0, -hub[day])
            acc[2] += max(0.0, -hub[day] - amount)
        hub[day] += amount


@woven
def _settle(
    case: Case, state: State, i: int, day: int, slot: int, sign: float, driven: float
) -> None:
    """Bring loads and sums up to date after a visit was put in (sign 1) or taken out (-1)."""
    acc = state.acc
    brought, taken = state.visit[i, day, BROUGHT], state.visit[i, day, TAKEN]
    n_days, size = state.hub.shape[0], state.size[day, slot]
    load = state.slot[day, slot, LOAD]
    acc[1] -= max(0.0, load - case.slots[slot, CAPACITY])
    if sign < 0.0:
        state.visit[i, day, BROUGHT] = 0.0
        state.visit[i, day, TAKEN] = 0.0
    if case.mirrored:
        load = fullest(case, state, day, slot)
    elif size > 0:
        load += sign * brought
    else:
        load = 0.0
    acc[1] += max(0.0, load - case.slots[slot, CAPACITY])
    state.slot[day, slot, LOAD] = load
    if case.timed:
        acc[3] -= max(0.0, state.slot[day, slot, LASTING] - case.slots[slot, LONGEST])
        state.slot[day, slot, LASTING] = lasting_of(case, state, day, slot)
        acc[3] += max(0.0, state.slot[day, slot, LASTING] - case.slots[slot, LONGEST])
    cost = case.customers[i, WEIGHT] * (n_days - day) * brought + case.customers[i, VISIT_COST]
    if (size == 1 and sign > 0.0) or size == 0:
        cost += case.slots[slot, FIXED]
    back = day + case.lag + 1
    if case.kept > 0.0 and taken > 0.0 and back < n_days:
        amount = case.kept * taken
        cost += case.hub_cost * (n_days - back) * amount
        _hub_moves(state.hub, acc, case.hub_binds, back, sign * amount)
    _hub_moves(state.hub, acc, case.hub_binds, day, -sign * brought)
    acc[0] += sign * cost + case.slots[slot, RATE] * driven


@woven
def insert_visit(
    case: Case,
    state: State,
    marks: Marks,
    i: int,
    day: int,
    slot: int,
    after: int,
    brought: float,
    taken: float,
) -> None:
    """Put a visit of customer i behind position ``after`` of a slot."""
    mark_slot(marks, day, slot)
    size = state.size[day, slot]
    sequence, legs = state.sequence, state.legs
    place = i + 1
    a, b = sequence[day, slot, after], sequence[day, slot, after + 1]
    gone = 0.0 if size == 0 else legs[day, slot, after]
    for p in range(size + 1, after, -1):
        sequence[day, slot, p + 1] = sequence[day, slot, p]
        legs[day, slot, p] = legs[day, slot, p - 1]
    sequence[day, slot, after + 1] = place
    to_place, from_place = case.distances[a, place], case.distances[place, b]
    legs[day, slot, after] = to_place
    legs[day, slot, after + 1] = from_place
    state.size[day, slot] = size + 1
    state.visit[i, day, BROUGHT] = brought
    state.visit[i, day, TAKEN] = taken
    state.route_of[i, day] = slot
    _settle(case, state, i, day, slot, 1.0, to_place + from_place - gone)


@woven
def remove_customer(case: Case, state: State, marks: Marks, i: int) -> None:
    """Take all visits of a customer out."""
    mark_customer(marks, i)
    sequence, legs = state.sequence, state.legs
    place = i + 1
    for day in range(state.hub.shape[0]):
        slot = state.route_of[i, day]
        if slot < 0:
            continue
        mark_slot(marks, day, slot)
        size = state.size[day, slot]
        at = 1
        while sequence[day, slot, at] != place:
            at += 1
        gone = legs[day, slot, at - 1] + legs[day, slot, at]
        joined = 0.0
        if size > 1:
            a, b = sequence[day, slot, at - 1], sequence[day, slot, at + 1]
            joined = case.distances[a, b]
        for p in range(at, size + 1):
            sequence[day, slot, p] = sequence[day, slot, p + 1]
            legs[day, slot, p] = legs[day, slot, p + 1]
        legs[day, slot, at - 1] = joined
        state.size[day, slot] = size - 1
        state.route_of[i, day] = -1
        _settle(case, state, i, day, slot, -1.0, joined - gone)
    if state.other[i] < 0.0:
        state.acc[4] -= 1.0
    else:
        state.acc[0] -= state.other[i]
    state.other[i] = 0.0


@bare
def recount(  # noqa: C901
    case: Case, state: State
) -> None:
    """Count loads and sums anew, so that rounding does not add up."""
    n_days, n_slots = state.size.shape
    acc = state.acc
    for k in range(acc.shape[0]):
        acc[k] = 0.0
    for day in range(n_days):
        state.hub[day] = case.hub[day]
    for day in range(n_days):
        for slot in range(n_slots):
            size = state.size[day, slot]
            load = fullest(case, state, day, slot)
            state.slot[day, slot, LOAD] = load
            acc[1] += max(0.0, load - case.slots[slot, CAPACITY])
            if case.timed:
                lasting = lasting_of(case, state, day, slot)
                state.slot[day, slot, LASTING] = lasting
                acc[3] += max(0.0, lasting - case.slots[slot, LONGEST])
            if size > 0:
                acc[0] += case.slots[slot, FIXED]
            for p in range(size + 1):
                a, b = state.sequence[day, slot, p], state.sequence[day, slot, p + 1]
                state.legs[day, slot, p] = case.distances[a, b]
                acc[0] += case.slots[slot, RATE] * case.distances[a, b]
    for i in range(state.visit.shape[0]):
        if state.other[i] < 0.0:
            acc[4] += 1.0
        else:
            acc[0] += state.other[i]
        for day in range(n_days):
            if state.route_of[i, day] < 0:
                continue
            brought, taken = state.visit[i, day, BROUGHT], state.visit[i, day, TAKEN]
            acc[0] += case.customers[i, VISIT_COST]
            acc[0] += case.customers[i, WEIGHT] * (n_days - day) * brought
            _hub_moves(state.hub, acc, case.hub_binds, day, -brought)
            back = day + case.lag + 1
            if case.kept > 0.0 and taken > 0.0 and back < n_days:
                _hub_moves(state.hub, acc, case.hub_binds, back, case.kept * taken)
                acc[0] += case.hub_cost * (n_days - back) * case.kept * taken
