"""What would a visit cost on each day, and how much room is there?

For each day the cheapest position of every slot is found; kept are those slots where more room
is paid for with more driving.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.inventory_routing.options_both import offer_both
from models.inventory_routing.state import (
    AFTER,
    CAPACITY,
    COST,
    FIXED,
    KIND,
    LASTING,
    LOAD,
    LONGEST,
    RATE,
    SLOT,
    SPACE,
    VISIT_COST,
    Case,
    State,
    Vector,
    Whole,
)
from models.kernels import woven

__all__ = ["LABELS", "Scratch", "empty_scratch", "find_options", "nearest", "uniform"]

LABELS = 40
"""Labels kept for a day."""

_COLUMNS = 5


class Scratch(NamedTuple):
    """Room to work in: options by day, labels by day, and the plan that was chosen."""

    rng: NDArray[np.uint64]
    options: Vector
    n_options: Whole
    labels: Vector
    n_labels: Whole
    plan: Vector
    room: Vector


def empty_scratch(case: Case, seed: int) -> Scratch:
    """Room for one searcher.

    Parameters
    ----------
    case : Case
        The problem.
    seed : int
        Of its random stream.

    Returns
    -------
    Scratch
        Fresh.
    """
    n_days, n_slots = case.hub.shape[0], case.slots.shape[0]
    rng = np.random.SeedSequence(seed).generate_state(1, np.uint64) | np.uint64(1)
    return Scratch(
        rng=rng,
        options=np.zeros((n_days, 2 * n_slots + 1, _COLUMNS)),
        n_options=np.zeros(n_days, dtype=np.int64),
        labels=np.zeros((n_days + 1, LABELS + 1, 8)),
        n_labels=np.zeros(n_days + 1, dtype=np.int64),
        plan=np.zeros((n_days, 3)),
        room=np.zeros((n_days, 2)),
    )


@woven
def uniform(rng: NDArray[np.uint64]) -> float:
    """Next random number of the stream, in [0, 1)."""
    x = rng[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    rng[0] = x
    return np.float64(x >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@woven
def find_options(  # noqa: C901
    case: Case,
    state: State,
    scratch: Scratch,
    i: int,
    turn: Whole,
    blink: float,
    penalty: Vector,
) -> None:
    """Fill in the options of customer i, cheapest first, each with more room than those before.

    ``turn`` is day and slot not to be used, where no other route is begun either, and the day on
    which one is begun for nothing.
    """
    banned_day, banned_slot, gift_day = turn[0], turn[1], turn[2]
    n_days, n_slots = state.size.shape
    place = i + 1
    to_place, from_place = case.distances_back[place], case.distances[place]
    sequence, legs, options = state.sequence, state.legs, scratch.options
    for day in range(n_days):
        n_kept = 0
        empty_kind = -1.0
        if case.allowed[i, day]:
            for slot in range(n_slots):
                size = state.size[day, slot]
                if day == banned_day and (slot == banned_slot or size == 0):
                    continue
                if size == 0:
                    if case.slots[slot, KIND] == empty_kind:
                        continue
                    empty_kind = case.slots[slot, KIND]
                elif blink > 0.0 and uniform(scratch.rng) < blink:
                    continue
                if case.mirrored:
                    n_kept = offer_both(case, state, options, i, day, slot, n_kept, penalty)
                    continue
                # Where the least is to be had is looked up once it is chosen.
                least = 1e300
                here = 0
                for p in range(size + 1):
                    there = sequence[day, slot, p + 1]
                    least = min(least, to_place[here] + from_place[there] - legs[day, slot, p])
                    here = there
                at = -1
                cost = case.slots[slot, RATE] * least + case.customers[i, VISIT_COST]
                if size == 0:
                    cost += case.slots[slot, FIXED]
                    if day == gift_day:
                        cost = case.customers[i, VISIT_COST]
                if case.timed:
                    at = nearest(case, state, place, day, slot)
                    a, b = sequence[day, slot, at], sequence[day, slot, at + 1]
                    before = state.slot[day, slot, LASTING] - case.slots[slot, LONGEST]
                    after = before + case.durations[a, place] + case.durations[place, b]
                    after += case.service[place] - case.durations[a, b]
                    cost += penalty[2] * (max(0.0, after) - max(0.0, before))
                room = case.slots[slot, CAPACITY] - state.slot[day, slot, LOAD]
                n_kept = _offer(options, day, n_kept, cost, room, slot, at)
        scratch.n_options[day] = n_kept


@woven
def nearest(case: Case, state: State, place: int, day: int, slot: int) -> int:
    """Position behind which a place is the least way round."""
    to_place, from_place = case.distances_back[place], case.distances[place]
    least, at, here = 1e300, 0, 0
    for p in range(state.size[day, slot] + 1):
        there = state.sequence[day, slot, p + 1]
        extra = to_place[here] + from_place[there] - state.legs[day, slot, p]
        here = there
        if extra < least:
            least, at = extra, p
    return at


@woven
def _offer(
    options: Vector, day: int, n_kept: int, cost: float, room: float, slot: int, at: int
) -> int:
    """Put an option in its place and drop what is dearer without having more room."""
    k = n_kept
    while k > 0 and options[day, k - 1, COST] > cost:
        k -= 1
    if k > 0 and options[day, k - 1, SPACE] >= room:
        return n_kept
    end = k
    while end < n_kept and options[day, end, SPACE] <= room:
        end += 1
    shift = k + 1 - end
    if shift > 0:
        for m in range(n_kept - 1, end - 1, -1):
            for c in range(_COLUMNS):
                options[day, m + 1, c] = options[day, m, c]
    elif shift < 0:
        for m in range(end, n_kept):
            for c in range(_COLUMNS):
                options[day, m + shift, c] = options[day, m, c]
    options[day, k, COST] = cost
    options[day, k, SPACE] = room
    options[day, k, SLOT] = slot
    options[day, k, AFTER] = at
    return n_kept + shift
