"""Where does a visit fit into a vehicle that delivers and collects on the same round?

What is to be brought rides on every leg before the visit, what is taken on every leg after it.
So the room depends on the position: offered are the nearest one, and the one that is best for
a visit of usual size.
"""

from __future__ import annotations

from models.inventory_routing.state import (
    AFTER,
    BACK,
    BROUGHT,
    CAPACITY,
    COST,
    FIXED,
    LASTING,
    LO,
    LONGEST,
    RATE,
    SLOT,
    SPACE,
    TAKEN,
    VISIT_COST,
    Case,
    State,
    Vector,
)
from models.kernels import woven

__all__ = ["offer_both"]


@woven
def _fullest_from(case: Case, state: State, day: int, slot: int, at: int, load: float) -> float:
    """Fullest leg from position ``at`` on, whose own load is given. [units]"""
    most = load
    for p in range(at + 1, state.size[day, slot] + 1):
        j = state.sequence[day, slot, p] - 1
        load += case.factor * state.visit[j, day, TAKEN] - state.visit[j, day, BROUGHT]
        most = max(most, load)
    return most


@woven
def _write(
    options: Vector, day: int, k: int, cost: float, room: float, slot: int, at: int, back: float
) -> None:
    options[day, k, COST] = cost
    options[day, k, SPACE] = room
    options[day, k, SLOT] = slot
    options[day, k, AFTER] = at
    options[day, k, BACK] = back


@woven
def offer_both(
    case: Case,
    state: State,
    options: Vector,
    i: int,
    day: int,
    slot: int,
    n_kept: int,
    penalty: Vector,
) -> int:
    """Add up to two options of a slot; gives how many there are now."""
    place, size, n_days = i + 1, state.size[day, slot], state.hub.shape[0]
    capacity = case.slots[slot, CAPACITY]
    # A visit of usual size: what is used, and what arises, in two days.
    need = 2.0 * (case.bands[i, LO, n_days - 1] - case.bands[i, LO, 0]) / n_days
    back = 2.0 * case.factor * (case.arisen[i, n_days] - case.arisen[i, 0]) / n_days
    fixed = case.customers[i, VISIT_COST] + (case.slots[slot, FIXED] if size == 0 else 0.0)
    load = 0.0
    for p in range(1, size + 1):
        load += state.visit[state.sequence[day, slot, p] - 1, day, BROUGHT]
    first, last = load, _fullest_from(case, state, day, slot, 0, load)
    nearest, best, nearest_at = 1e300, 1e300, 0
    _write(options, day, n_kept + 1, 0.0, 0.0, slot, 0, 0.0)
    for at in range(size + 1):
        a, b = state.sequence[day, slot, at], state.sequence[day, slot, at + 1]
        if at > 0:
            passed = load
            load += case.factor * state.visit[a - 1, day, TAKEN] - state.visit[a - 1, day, BROUGHT]
            first = max(first, load)
            if passed >= last - 1e-9:
                last = _fullest_from(case, state, day, slot, at, load)
        extra = case.distances[a, place] + case.distances[place, b] - state.legs[day, slot, at]
        extra = case.slots[slot, RATE] * extra + fixed
        if case.timed:
            before = state.slot[day, slot, LASTING] - case.slots[slot, LONGEST]
            after = before + case.durations[a, place] + case.durations[place, b]
            after += case.service[place] - case.durations[a, b]
            extra += penalty[2] * (max(0.0, after) - max(0.0, before))
        if extra < nearest:
            nearest, nearest_at = extra, at
            _write(options, day, n_kept, extra, capacity - first, slot, at, capacity - last)
        over = max(0.0, first + need - capacity) + max(0.0, last + back - capacity)
        if extra + penalty[0] * over < best:
            best = extra + penalty[0] * over
            _write(options, day, n_kept + 1, extra, capacity - first, slot, at, capacity - last)
    same = int(options[day, n_kept + 1, AFTER]) == nearest_at
    return n_kept + 1 if same else n_kept + 2
