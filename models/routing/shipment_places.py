"""Where does a shipment cost least? Every pair of places in every route, times and loads kept."""

from __future__ import annotations

from models.kernels import bare, woven
from models.routing.ruin_moves import uniform
from models.routing.shipment_state import (
    N_OUT,
    USED,
    Ints,
    Net,
    State,
    Words,
    key_of,
    refresh,
)

__all__ = ["put_back"]

_OVERLOOKED = 0.01
"""Share of places for the source that are not looked at."""
_NOWHERE = 1e300


@woven
def _has_room(net: Net, state: State, v: int, i: int) -> bool:
    """Whether a shipment finds room beside what is on board after a node."""
    source = net.ends[i, 0]
    for d in range(len(net.capacity)):
        if state.load[v, d] + net.change[source, d] > net.capacity[d]:
            return False
    return True


@bare
def _best_in(net: Net, state: State, i: int, r: int, rng: Words, spot: Ints, least: float) -> float:
    """Cheapest places in a route, if cheaper than known: after which nodes source and target come.

    With the source after one node, the route is followed as it would then be driven for as long
    as its times and loads are kept: each node on the way may be the one before the target.
    """
    n = len(net.shipment_of)
    links, reach, hop, cost, times = state.links, state.reach, net.hop, net.cost, net.times
    s, t = net.ends[i, 0], net.ends[i, 1]
    is_empty = state.sizes[r] == 0
    a = n + 2 * r
    while True:
        ka, b = key_of(net, a), links[a, 0]
        kb = key_of(net, b)
        at_s = max(times[s, 0], reach[a, 0] + times[ka, 2] + hop[ka, s])
        looked_at = is_empty or uniform(rng) >= _OVERLOOKED
        if looked_at and at_s <= times[s, 1] and _has_room(net, state, a, i):
            base = net.fixed[0] if is_empty else -cost[ka, kb]
            # The target comes after v, reached at the end of the service there.
            v, clock = s, at_s + times[s, 2]
            before, after = cost[ka, s] + base, b
            while True:
                kw = key_of(net, after)
                at_t = max(times[t, 0], clock + hop[v, t])
                if at_t <= times[t, 1]:
                    added = before + cost[v, t] + cost[t, kw]
                    if v != s:
                        added += cost[s, kb] - cost[v, kw]
                    if added < least and at_t + times[t, 2] + hop[t, kw] <= reach[after, 1]:
                        least = added
                        spot[0], spot[1], spot[2] = r, a, v
                if after >= n:
                    break
                clock = max(times[after, 0], clock + hop[v, after])
                if clock > reach[after, 1] or not _has_room(net, state, after, i):
                    break
                clock += times[after, 2]
                v, after = after, links[after, 0]
        if b >= n:
            return least
        a = b


@woven
def _link(state: State, v: int, before: int, r: int) -> None:
    after = state.links[before, 0]
    state.links[v, 0], state.links[v, 1], state.links[v, 2] = after, before, r
    state.links[before, 0], state.links[after, 1] = v, v


@bare
def put_back(net: Net, state: State, limit: int, rng: Words, spot: Ints) -> None:
    """Put what is left out where it costs least, in its order; what fits nowhere stays out.

    ``limit`` is the most routes there may be; ``spot`` is room for three numbers.
    """
    n_out = state.meta[N_OUT]
    left = 0
    for k in range(n_out):
        i = state.out[k]
        least, empty = _NOWHERE, -1
        for r in range(len(state.sizes)):
            if state.sizes[r] > 0:
                least = _best_in(net, state, i, r, rng, spot, least)
            elif empty < 0:
                empty = r
        if empty >= 0 and state.meta[USED] < limit:
            least = _best_in(net, state, i, empty, rng, spot, least)
        if least >= min(_NOWHERE, net.worth[i]):
            state.out[left] = i
            left += 1
            continue
        r = spot[0]
        if state.sizes[r] == 0:
            state.meta[USED] += 1
        _link(state, net.ends[i, 0], spot[1], r)
        _link(state, net.ends[i, 1], spot[2], r)
        state.sizes[r] += 2
        state.value[0] += least
        state.value[1] -= net.worth[i]
        refresh(net, state, r)
    state.meta[N_OUT] = left
