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

from models.inventory.kernels import kernel
from models.routing.moves import LOAD, TASK

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

EXACT, RELAXED, ROUGH, COARSE, EVERY = range(5)
"""What makes a label superfluous, and so what the search proves.

EXACT: another no worse in anything. RELAXED: the same, with no limit on duty and no overtime,
which is quicker and proves a little less. ROUGH: another no worse in time, cost and load, and
COARSE: in time and cost, both of which may lose routes and prove nothing. EVERY: another with
the same tasks done, which lists every route.
"""

DONE, FULL, STOPPED = range(3)
"""How it ended: every label extended, no room for more, or stopped from outside."""

N_RAW = 6
"""Numbers of a label before its loads: earliest time, cost, busy time, latest start of duty,
busy time and latest start since the last loading."""

_FAR = 1e15
_EPSILON = 1e-9
_GLANCE = 16


@kernel
def _write_keys(
    j: int,
    keys: NDArray[np.float64],
    raw: NDArray[np.float64],
    scalars: NDArray[np.float64],
    latest_there: float,
    flags: int,
    n_dims: int,
) -> None:
    """What labels are compared by: in all of them less is better.

    Duty at time T is max(T - L, B) for busy time B and latest start L. Waiting that cannot
    be avoided any more counts as busy, and a start later than of use is no better.
    """
    rate = scalars[4]
    at, cost, busy, latest = raw[j, 0], raw[j, 1], raw[j, 2], raw[j, 3]
    busy = max(busy, at - latest)
    latest = min(latest, latest_there - busy)
    keys[j, 0] = at
    keys[j, 1] = cost + rate * busy
    keys[j, 2] = cost - rate * latest
    k = 3
    for d in range(n_dims):
        most, taken = raw[j, N_RAW + 2 * d], raw[j, N_RAW + 2 * d + 1]
        # The fullest leg counts only where more may be brought, what is on board where more may
        # be taken.
        keys[j, k] = (most if flags & 1 else taken) if flags & 3 else 0.0
        keys[j, k + 1] = taken if flags & 2 else 0.0
        k += 2
    if scalars[8] > 0.0:
        counts = flags & 4
        keys[j, k] = raw[j, 4] if counts else 0.0
        keys[j, k + 1] = -raw[j, 5] if counts else 0.0
        k += 2
    if scalars[7] > 0.0:
        # Duty is limited, or dearer when it is long: it must be no longer, too.
        keys[j, k] = busy
        keys[j, k + 1] = -latest


@kernel
def _n_compared(mode: int, n_keys: int, n_dims: int, is_limited: bool) -> int:  # noqa: FBT001
    """How many keys count."""
    if mode == COARSE:
        return 2
    if mode == ROUGH:
        return 3 + 2 * n_dims
    if mode == RELAXED and is_limited:
        return n_keys - 2
    return n_keys


@kernel
def _is_superfluous(
    new: int,
    slot: int,
    keys: NDArray[np.float64],
    seen: NDArray[np.uint64],
    heads: NDArray[np.int32],
    after: NDArray[np.int32],
    where: NDArray[np.int32],
    mode: int,
    n_compared: int,
    at_most: int,
) -> bool:
    """Whether a label that was extended before is no worse in anything; else note this one.

    Labels are extended in the order of their time, so later ones need not be looked at. A list
    is in the order of the second key, so that those beyond need not be either.
    """
    before, n_looked_at = -1, 0
    i = heads[slot]
    while i >= 0 and keys[i, 1] <= keys[new, 1] + _EPSILON:
        n_looked_at += 1
        worse = False
        if mode in (EXACT, RELAXED):
            worse = (seen[i, 0] & ~seen[new, 0]) != 0 or (seen[i, 1] & ~seen[new, 1]) != 0
        elif mode == EVERY:
            worse = (
                seen[i, 0] != seen[new, 0]
                or seen[i, 1] != seen[new, 1]
                or where[i, 0] != where[new, 0]
                or where[i, 1] != where[new, 1]
            )
        if not worse:
            for k in range(n_compared):
                if keys[i, k] > keys[new, k] + _EPSILON:
                    worse = True
                    break
            if not worse:
                return True
        if n_looked_at == at_most:
            return False
        before = i
        i = after[i]
    if at_most == 0:
        after[new] = i
        if before < 0:
            heads[slot] = new
        else:
            after[before] = new
    return False


@kernel
def _slot(
    node: int, state: int, n_states: int, seen0: int, seen1: int, n_slots: int, mode: int
) -> int:
    """List that a label belongs to: its node and state, and where sets count its set."""
    slot = np.int64(node) * n_states + state
    if mode == EVERY:
        mixed = np.uint64(seen0) ^ (np.uint64(seen1) * np.uint64(0x9E3779B97F4A7C15))
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= np.uint64(slot) * np.uint64(0x94D049BB133111EB)
        slot = np.int64((mixed >> np.uint64(20)) % np.uint64(n_slots))
    return int(slot)


@kernel
def _cannot_pay(
    spent: float,
    left: float,
    seen0: int,
    seen1: int,
    masks: NDArray[np.uint64],
    worths: NDArray[np.float64],
    takes: NDArray[np.float64],
    ranked: NDArray[np.int64],
) -> bool:
    """Whether what is left to do in the time left earns less than was spent.

    Tasks come in the order of worth an hour, the last of them in part (Dantzig 1957).
    """
    for x in ranked:
        if spent < 0.0:
            return False
        if left <= 0.0:
            return True
        free0, free1 = masks[x, 0] & ~seen0, masks[x, 1] & ~seen1
        while free0 != 0 and left > 0.0:
            free0 &= free0 - np.uint64(1)
            part = 1.0 if takes[x] <= left else left / takes[x]
            spent -= worths[x] * part
            left -= takes[x]
        while free1 != 0 and left > 0.0:
            free1 &= free1 - np.uint64(1)
            part = 1.0 if takes[x] <= left else left / takes[x]
            spent -= worths[x] * part
            left -= takes[x]
    return spent >= 0.0


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
    n_compared = _n_compared(mode, keys.shape[1], n_dims, scalars[7] > 0.0)
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
                slot = _slot(v, s, n_states, seen[i, 0], seen[i, 1], n_slots, mode)
                if _is_superfluous(i, slot, keys, seen, heads, after, where, mode, n_compared, 0):
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
                        if _cannot_pay(spent, left, seen0, seen1, masks, worths, takes, ranked):
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
                    _write_keys(j, keys, raw, scalars, shift_end - to_home, flags, n_dims)
                    slot = _slot(u, then, n_states, seen0, seen1, n_slots, mode)
                    if _is_superfluous(
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
