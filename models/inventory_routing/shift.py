"""Can an overloaded vehicle be relieved by bringing some of its load on another day?

The visits stay; amounts move from one visit of a customer to another of the same customer that
has room, or are left away where nothing needs them.
"""

from __future__ import annotations

from models.inventory_routing.marks import mark_customer, mark_slot
from models.inventory_routing.state import (
    BROUGHT,
    CAPACITY,
    HI,
    LO,
    LOAD,
    WEIGHT,
    Case,
    Marks,
    State,
    Vector,
    Whole,
)
from models.kernels import woven

__all__ = ["relieve", "relieve_marked"]

_TINY = 1e-7
_ROUNDS = 12


@woven
def _slack(bands: Vector, visit: Vector, route_of: Whole, i: int, day: int, totals: Vector) -> None:
    """Fill in how much less may have been brought by each evening, and how much more.

    What an emergency brings counts like a visit's amount: it fills the shelf as well, and no
    amount moves across its day, on which nothing may be less, nor more, for it to stay as it is.
    """
    n_days = route_of.shape[1]
    total = 0.0
    for t in range(n_days):
        total += visit[i, t, BROUGHT]
        least = max(0.0, bands[i, LO, t])
        totals[t, 1] = bands[i, HI, t] - total if route_of[i, t] >= 0 else 1e300
        if total < least - _TINY:
            total = least
            totals[t, 1] = 0.0
        totals[t, 0] = total - least
    least = 1e300
    for t in range(day, n_days):
        least = min(least, totals[t, 0])
        totals[t, 0] = least
    most = 1e300
    for t in range(day - 1, -1, -1):
        most = min(most, totals[t, 1])
        totals[t, 1] = most


@woven
def relieve(  # noqa: C901
    case: Case, state: State, marks: Marks, room: Vector, day: int, slot: int, price: float
) -> None:
    """Shift amounts out of a slot, the cheapest first, while that costs less than the overload."""
    n_days = state.hub.shape[0]
    visit, route_of, acc = state.visit, state.route_of, state.acc
    for _ in range(_ROUNDS):
        over = state.slot[day, slot, LOAD] - case.slots[slot, CAPACITY]
        if over <= _TINY:
            return
        best, best_i, best_day, best_part = price - 1e-9, -1, -1, 0.0
        for p in range(1, state.size[day, slot] + 1):
            i = state.sequence[day, slot, p] - 1
            weight = case.customers[i, WEIGHT]
            _slack(case.bands, visit, route_of, i, day, room)
            have = visit[i, day, BROUGHT]
            for other in range(n_days + 1):
                rate = weight * (day - other)
                if rate >= best or other == day:
                    continue
                if other == n_days:
                    part = room[n_days - 1, 0]
                else:
                    at = route_of[i, other]
                    if at < 0:
                        continue
                    part = case.slots[at, CAPACITY] - state.slot[other, at, LOAD]
                    part = min(part, room[other - 1, 0] if other > day else room[other, 1])
                part = min(part, have, over)
                if part > _TINY:
                    best, best_i, best_day, best_part = rate, i, other, part
        if best_i < 0:
            return
        mark_slot(marks, day, slot)
        mark_customer(marks, best_i)
        acc[0] += best * best_part
        acc[1] -= best_part
        state.slot[day, slot, LOAD] -= best_part
        visit[best_i, day, BROUGHT] -= best_part
        if best_day < n_days:
            at = route_of[best_i, best_day]
            mark_slot(marks, best_day, at)
            state.slot[best_day, at, LOAD] += best_part
            visit[best_i, best_day, BROUGHT] += best_part
        # The hub's stock changes between the two days.
        first, last = min(day, best_day), max(day, best_day)
        sign = 1.0 if best_day > day else -1.0
        for t in range(first, last):
            if case.hub_binds:
                acc[2] -= max(0.0, -state.hub[t])
                acc[2] += max(0.0, -state.hub[t] - sign * best_part)
            state.hub[t] += sign * best_part


@woven
def relieve_marked(case: Case, state: State, marks: Marks, room: Vector, price: float) -> None:
    """Relieve every slot that has changed and is overloaded."""
    n_slots = state.size.shape[1]
    for k in range(marks.counts[0]):
        relieve(
            case, state, marks, room, marks.slots[k] // n_slots, marks.slots[k] % n_slots, price
        )
