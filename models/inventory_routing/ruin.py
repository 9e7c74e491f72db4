"""Which customers are taken out to be planned anew?"""

from __future__ import annotations

from models.inventory_routing.options import Scratch, uniform
from models.inventory_routing.state import (
    Case,
    Marks,
    State,
    Vector,
    Whole,
)
from models.inventory_routing.visits import remove_customer
from models.kernels import woven

__all__ = ["ruin"]


@woven
def _pick(case: Case, state: State, marks: Marks, out: Whole, n_out: int, i: int) -> int:
    """Take a customer out unless it is out already."""
    for k in range(n_out):
        if out[k] == i:
            return n_out
    remove_customer(case, state, marks, i)
    out[n_out] = i
    return n_out + 1


@woven
def ruin(  # noqa: C901
    case: Case, state: State, marks: Marks, scratch: Scratch, out: Whole, turn: Whole, shape: Vector
) -> int:
    """Take out customers that have to do with each other.

    ``shape`` is: largest number taken; where near ones, random ones, and strings of a route end
    on a scale to 1, the rest being whole routes; how often a day is offered a new route after a
    route was closed, and after near ones were taken. ``turn`` receives day and slot of the route
    closed and the day on which one may begin for nothing, each -1 where there is none.
    """
    n, n_days = state.route_of.shape
    rng = scratch.rng
    turn[0] = -1
    turn[1] = -1
    turn[2] = -1
    most = min(n, int(shape[0]))
    wanted = 1 + int(uniform(rng) * most)
    seed = int(uniform(rng) * n)
    n_out = 0
    draw = uniform(rng)
    if draw < shape[1]:
        if uniform(rng) < shape[5]:
            turn[2] = int(uniform(rng) * n_days)
        n_out = _pick(case, state, marks, out, n_out, seed)
        k = 0
        while n_out < wanted and k < n:
            other = case.near[seed, k]
            k += 1
            if uniform(rng) < 0.7:
                n_out = _pick(case, state, marks, out, n_out, other)
        return n_out
    if draw < shape[2]:
        for _ in range(wanted):
            n_out = _pick(case, state, marks, out, n_out, int(uniform(rng) * n))
        return n_out
    # The days on which the seed is visited are looked at from a random one on.
    first = int(uniform(rng) * n_days)
    day = -1
    for k in range(n_days):
        if state.route_of[seed, (first + k) % n_days] >= 0:
            day = (first + k) % n_days
            break
    if day < 0:
        return _pick(case, state, marks, out, n_out, seed)
    slot = state.route_of[seed, day]
    size = state.size[day, slot]
    if draw < shape[3] or size > 3 * most:
        at = 1
        while state.sequence[day, slot, at] != seed + 1:
            at += 1
        length = min(size, wanted)
        lowest = max(1, at - length + 1)
        highest = min(at, size - length + 1)
        start = lowest + int(uniform(rng) * (highest - lowest + 1))
    else:
        start, length = 1, size
        if uniform(rng) < 0.5:
            turn[0] = day
            turn[1] = slot
            if uniform(rng) < shape[4]:
                turn[2] = int(uniform(rng) * n_days)
    for p in range(start, start + length):
        out[p - start] = state.sequence[day, slot, p] - 1
    for k in range(length):
        remove_customer(case, state, marks, out[k])
    return int(length)
