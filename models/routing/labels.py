"""Which routes are worth having at given prices of tasks? All of them, label by label.

A *label* is a way from home to some stop. Labels are extended stop by stop in the order of
their time, along the legal moves of a state machine; of two labels at one stop in one
state, one that is no worse in anything makes the other superfluous. Equations (B.7)-(B.9)
of ``docs/models/routing.md``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.kernels import kernel
from models.routing.label_order import (
    COARSE,
    EVERY,
    EXACT,
    N_RAW,
    RELAXED,
    ROUGH,
    cannot_pay,
    is_superfluous,
    n_compared_in,
    slot_of,
    write_keys,
)
from models.routing.machine import LOAD, TASK

__all__ = [
    "COARSE",
    "DONE",
    "EVERY",
    "EXACT",
    "FULL",
    "N_RAW",
    "RELAXED",
    "ROUGH",
    "STOPPED",
    "extend_all",
]

DONE, FULL, STOPPED = range(3)
"""How it ended: every label extended, no room for more, or stopped from outside."""


_FAR = 1e15
_GLANCE = 16


@kernel
def extend_all(  # noqa: C901 - one loop; a call for each part of it would cost much
    nodes: NDArray[np.int64],
    windows: NDArray[np.float64],
    loads: NDArray[np.float64],
    masks: NDArray[np.uint64],
    keeps: NDArray[np.uint64],
    gains: NDArray[np.float64],
    worths: NDArray[np.float64],
    takes: NDArray[np.float64],
    ranked: NDArray[np.int64],
    disordered: NDArray[np.uint8],
    step_start: NDArray[np.int32],
    steps: NDArray[np.int32],
    state_flags: NDArray[np.int32],
    legs: NDArray[np.float64],
    costs: NDArray[np.float64],
    home: NDArray[np.float64],
    capacity: NDArray[np.float64],
    scalars: NDArray[np.float64],
    n_states: int,
    mode: int,
    threshold: float,
    where: NDArray[np.int32],
    before: NDArray[np.int32],
    seen: NDArray[np.uint64],
    raw: NDArray[np.float64],
    keys: NDArray[np.float64],
    after: NDArray[np.int32],
    queue: NDArray[np.int32],
    heads: NDArray[np.int32],
    buckets: NDArray[np.int32],
    ends: NDArray[np.int32],
    end_costs: NDArray[np.float64],
    stop: NDArray[np.int64],
) -> Any:
    """Extend labels until none is left; see ``models.routing.pricing`` for what the arrays hold.

    Returns
    -------
    (status, n_labels, n_ends, least) : tuple
        How it ended, labels made, routes kept, and the least cost of any route met.
    """
    n_nodes = nodes.shape[0]
    n_dims = capacity.shape[0]
    n_slots = heads.shape[0]
    n_compared = n_compared_in(mode, keys.shape[1], n_dims, scalars[7] > 0.0)
    most = where.shape[0]
    shift_start, shift_end = scalars[0], scalars[1]
    ordinary, longest = scalars[2], scalars[3]
    rate, extra_rate = scalars[4], scalars[5]
    if mode == RELAXED:
        longest, extra_rate = _FAR, 0.0
    n_buckets = buckets.shape[0]
    width = (shift_end - shift_start) / (n_buckets - 1) + 1e-9
    for k in range(n_slots):
        heads[k] = -1
    for k in range(n_buckets):
        buckets[k] = -1
    where[0, 0], where[0, 1], where[0, 2] = n_nodes, 0, 0
    before[0] = -1
    seen[0, 0], seen[0, 1] = np.uint64(0), np.uint64(0)
    for k in range(raw.shape[1]):
        raw[0, k] = 0.0
    raw[0, 0], raw[0, 1], raw[0, 3] = shift_start, scalars[6], shift_end
    raw[0, 5] = _FAR
    queue[0], buckets[0] = -1, 0
    n_labels, n_ends, n_popped = 1, 0, 0
    least = _FAR

    for b in range(n_buckets):
        while buckets[b] >= 0:
            i = buckets[b]
            buckets[b] = queue[i]
            n_popped += 1
            if n_popped % 256 == 0 and stop[0] != 0:
                return STOPPED, n_labels, n_ends, least
            v, s = where[i, 0], where[i, 1]
            if i > 0:
                slot = slot_of(v, s, n_states, seen[i, 0], seen[i, 1], n_slots, mode)
                if is_superfluous(i, slot, keys, seen, heads, after, where, mode, n_compared, 0):
                    continue
            place = nodes[v, 1] if v < n_nodes else int(scalars[9])
            at, busy, latest = raw[i, 0], raw[i, 2], raw[i, 3]
            if state_flags[s] & 8 and i > 0 and at + home[0, place] <= shift_end:
                way = home[0, place]
                begin = min(latest, shift_end - busy - way)
                duty = max(at + way - begin, busy + way)
                if begin >= shift_start and duty <= longest:
                    cost = raw[i, 1] + home[1, place] + rate * duty
                    cost += extra_rate * max(0.0, duty - ordinary)
                    least = min(least, cost)
                    if cost < threshold:
                        if n_ends == ends.shape[0]:
                            return FULL, n_labels, n_ends, least
                        ends[n_ends], end_costs[n_ends] = i, cost
                        n_ends += 1
            for k in range(step_start[s], step_start[s + 1]):
                u, then, fresh = steps[k, 0], steps[k, 1], steps[k, 2]
                seen0, seen1 = seen[i, 0], seen[i, 1]
                if nodes[u, 0] == TASK:
                    free0, free1 = masks[u, 0] & ~seen0, masks[u, 1] & ~seen1
                    if free0 == 0 and free1 == 0:
                        continue
                    if fresh == 0 and v < n_nodes and disordered[v, u]:
                        continue
                    seen0, seen1 = seen0 & keeps[u, 0], seen1 & keeps[u, 1]
                    if free0 != 0:
                        seen0 |= free0 & (~free0 + np.uint64(1))
                    else:
                        seen1 |= free1 & (~free1 + np.uint64(1))
                there = nodes[u, 1]
                hop = legs[place, there]
                if hop >= _FAR:
                    continue
                # Loads of the trip: the fullest leg, and what is on board now.
                fits = True
                for d in range(n_dims):
                    peak = loads[u, d, 0]
                    taken = loads[u, d, 1]
                    if fresh == 0 and nodes[u, 0] == TASK:
                        peak += raw[i, N_RAW + 2 * d]
                        taken += raw[i, N_RAW + 2 * d + 1]
                    if max(peak, taken) > capacity[d]:
                        fits = False
                        break
                if not fits:
                    continue
                service = float(nodes[u, 2])
                to_home = home[2, there]
                cost = raw[i, 1] + costs[place, there] - gains[u]
                flags = state_flags[then]
                for w in range(nodes[u, 4], nodes[u, 5]):
                    opens, closes = windows[w, 0], windows[w, 1]
                    start = max(at + hop, opens)
                    if start > closes:
                        continue
                    begin = min(latest, closes - busy - hop)
                    since, last_load = raw[i, 4], raw[i, 5]
                    if nodes[u, 0] == LOAD:
                        since, last_load = 0.0, closes
                    else:
                        last_load = min(last_load, closes - since - hop)
                        since += hop
                        release = float(nodes[u, 3])
                        if release > 0.0:
                            if release > last_load:
                                continue
                            start = max(start, release + since)
                            if start > closes:
                                continue
                    time, now_busy = start + service, busy + hop + service
                    duty = max(time - begin, now_busy) + to_home
                    if begin < shift_start or time + to_home > shift_end or duty > longest:
                        continue
                    if mode == EVERY:
                        so_far = duty - to_home
                        spent = cost + rate * so_far
                        spent += extra_rate * max(0.0, so_far - ordinary) - threshold
                        left = min(shift_end - time, longest - so_far)
                        if cannot_pay(spent, left, seen0, seen1, masks, worths, takes, ranked):
                            continue
                    if n_labels == most:
                        return FULL, n_labels, n_ends, least
                    j = n_labels
                    where[j, 0], where[j, 1], where[j, 2] = u, then, fresh
                    before[j] = i
                    seen[j, 0], seen[j, 1] = seen0, seen1
                    raw[j, 0], raw[j, 1], raw[j, 2], raw[j, 3] = time, cost, now_busy, begin
                    raw[j, 4], raw[j, 5] = since + service, last_load
                    for d in range(n_dims):
                        peak = loads[u, d, 0]
                        taken = loads[u, d, 1]
                        if fresh == 0 and nodes[u, 0] == TASK:
                            peak += raw[i, N_RAW + 2 * d]
                            taken += raw[i, N_RAW + 2 * d + 1]
                        raw[j, N_RAW + 2 * d] = max(peak, taken)
                        raw[j, N_RAW + 2 * d + 1] = taken
                    write_keys(j, keys, raw, scalars, shift_end - to_home, flags, n_dims)
                    slot = slot_of(u, then, n_states, seen0, seen1, n_slots, mode)
                    if is_superfluous(
                        j, slot, keys, seen, heads, after, where, mode, n_compared, _GLANCE
                    ):
                        continue
                    n_labels += 1
                    target = int((time - shift_start) / width)
                    queue[j] = buckets[target]
                    buckets[target] = j
                    if begin == latest:
                        break
    return DONE, n_labels, n_ends, least
