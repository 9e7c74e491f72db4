"""Which labels are superfluous? What they are compared by, and what lists them.

Equations (B.4) and (B.9) of ``docs/models/routing.md``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.kernels import kernel

__all__ = [
    "COARSE",
    "EVERY",
    "EXACT",
    "N_RAW",
    "RELAXED",
    "ROUGH",
    "cannot_pay",
    "is_superfluous",
    "n_compared_in",
    "slot_of",
    "write_keys",
]

EXACT, RELAXED, ROUGH, COARSE, EVERY = range(5)
"""What makes a label superfluous, and so what the search proves.

EXACT: another no worse in anything. RELAXED: the same, with no limit on duty and no overtime,
which is quicker and proves a little less. ROUGH: another no worse in time, cost and load, and
COARSE: in time and cost, both of which may lose routes and prove nothing. EVERY: another with
the same tasks done, which lists every route.
"""

N_RAW = 6
"""Numbers of a label before its loads: earliest time, cost, busy time, latest start of duty,
busy time and latest start since the last loading."""

_EPSILON = 1e-9


@kernel
def write_keys(
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
def n_compared_in(mode: int, n_keys: int, n_dims: int, is_limited: bool) -> int:  # noqa: FBT001
    """How many keys count."""
    if mode == COARSE:
        return 2
    if mode == ROUGH:
        return 3 + 2 * n_dims
    if mode == RELAXED and is_limited:
        return n_keys - 2
    return n_keys


@kernel
def is_superfluous(
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
def slot_of(
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
def cannot_pay(
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
