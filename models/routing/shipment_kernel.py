"""Ruin and recreate of shipments: strings are torn out, and with each end the other one.

References
----------
Christiaens, Vanden Berghe (2020), Slack induction by string removals for vehicle routing
problems, Transportation Science 54(2), 417-433. https://doi.org/10.1287/trsc.2019.0914
"""

from __future__ import annotations

import math

from models.kernels import bare, woven
from models.routing.ruin_moves import uniform
from models.routing.shipment_places import put_back
from models.routing.shipment_state import (
    N_OUT,
    USED,
    Floats,
    Ints,
    Net,
    State,
    Words,
    copy_state,
    refresh,
    take_out,
)

__all__ = ["CHEAPER", "FEWER", "anneal", "close_route"]

CHEAPER, FEWER = range(2)
"""What a search aims at: less cost, or all shipments with a given number of routes."""

_LONGEST_STRING = 10.0
_EXACT = 1e-6


@woven
def _tear_out(net: Net, state: State, n_removed: float, rng: Words, room: Ints) -> None:
    """Take out strings from routes near a task drawn by chance. ``room``: two rows of numbers."""
    n, n_routes = len(net.shipment_of), state.meta[USED]
    torn, string = room[0], room[1]
    for r in range(len(state.sizes)):
        torn[r] = 0
    if n_routes == 0:
        return
    in_routes = 2.0 * (len(net.ends) - state.meta[N_OUT])
    longest = min(_LONGEST_STRING, in_routes / n_routes)
    n_strings = int(uniform(rng) * max(1.0, 4.0 * n_removed / (1.0 + longest) - 1.0)) + 1
    seed = net.ends[int(uniform(rng) * len(net.ends)), int(uniform(rng) * 2.0)]
    for q in range(net.near.shape[1]):
        c = net.near[seed, q]
        r = state.links[c, 2]
        if r < 0 or torn[r]:
            continue
        torn[r] = 1
        length = 1 + int(uniform(rng) * min(float(state.sizes[r]), longest))
        v = c
        for _ in range(int(uniform(rng) * length)):
            if state.links[v, 1] < n:
                v = state.links[v, 1]
        taken = 0
        while taken < length and v < n:
            string[taken] = v
            taken += 1
            v = state.links[v, 0]
        for k in range(taken):
            if state.links[string[k], 2] >= 0:
                take_out(net, state, net.shipment_of[string[k]])
        refresh(net, state, r)
        n_strings -= 1
        if n_strings == 0:
            return


@woven
def _order(net: Net, state: State, rng: Words, keys: Floats) -> None:
    """Decide which shipment is put back first: any, the far, the near, or the urgent."""
    n, out, n_out = len(net.shipment_of), state.out, state.meta[N_OUT]
    draw = uniform(rng)
    for k in range(n_out):
        s, t = net.ends[out[k], 0], net.ends[out[k], 1]
        if draw < 0.4:
            keys[k] = uniform(rng)
        elif draw < 0.6:
            keys[k] = -max(net.cost[n, s], net.cost[n, t])
        elif draw < 0.7:
            keys[k] = min(net.cost[n, s], net.cost[n, t])
        elif draw < 0.85:
            slack = min(net.times[s, 1] - net.times[s, 0], net.times[t, 1] - net.times[t, 0])
            keys[k] = float(slack)
        else:
            keys[k] = float(net.times[t, 1])
    for k in range(1, n_out):
        key, i = keys[k], out[k]
        m = k - 1
        while m >= 0 and keys[m] > key:
            keys[m + 1], out[m + 1] = keys[m], out[m]
            m -= 1
        keys[m + 1], out[m + 1] = key, i


@woven
def _missed(state: State, misses: Floats) -> float:
    """How often what is left out was left out before."""
    total = 0.0
    for k in range(state.meta[N_OUT]):
        total += misses[state.out[k]]
    return total


@bare
def anneal(
    net: Net,
    state: State,
    old: State,
    best: State,
    misses: Floats,
    rng: Words,
    room: Ints,
    keys: Floats,
    limit: int,
    n_steps: int,
    temperature: float,
    n_removed: float,
    aim: int,
) -> int:
    """Do some steps at one temperature.

    ``state`` and ``old`` are alike before and after; ``best`` is the best met. Where the aim is
    ``FEWER``, all are to be served with ``limit`` routes: what was left out often is served
    first, and the first solution that leaves nothing out ends the call.

    Returns
    -------
    int
        Steps done.
    """
    value = state.value[0] + state.value[1]
    for step in range(n_steps):
        _tear_out(net, state, n_removed, rng, room)
        _order(net, state, rng, keys)
        put_back(net, state, limit, rng, room[1])
        new = state.value[0] + state.value[1]
        limit_value = -temperature * math.log(max(uniform(rng), 1e-300))
        n_out, n_before = state.meta[N_OUT], old.meta[N_OUT]
        if aim == FEWER:
            accepted = n_out == 0 or _missed(state, misses) < _missed(old, misses)
            if not accepted and n_out <= n_before:
                accepted = state.value[0] < old.value[0] + limit_value
            for k in range(n_out):
                misses[state.out[k]] += 1.0
        else:
            accepted = new < value + limit_value
        if new < best.value[0] + best.value[1] - _EXACT:
            copy_state(state, best)
        if accepted:
            value = new
            copy_state(state, old)
            if aim == FEWER and n_out == 0:
                return step + 1
        else:
            copy_state(old, state)
    return n_steps


@bare
def close_route(net: Net, state: State, misses: Floats) -> None:
    """Take out the route whose shipments were left out least often."""
    n, at, least = len(net.shipment_of), -1, 1e300
    for r in range(len(state.sizes)):
        if state.sizes[r] == 0:
            continue
        total, v = 0.0, state.links[n + 2 * r, 0]
        while v < n:
            total += 1.0 + misses[net.shipment_of[v]]
            v = state.links[v, 0]
        if total < least:
            at, least = r, total
    if at < 0:
        return
    v = state.links[n + 2 * at, 0]
    while v < n:
        i = net.shipment_of[v]
        v = state.links[v, 0]
        # Both ends go at once: what follows must be one that stays until its own turn.
        while v < n and net.shipment_of[v] == i:
            v = state.links[v, 0]
        take_out(net, state, i)
    refresh(net, state, at)
