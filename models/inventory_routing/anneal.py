"""How does the search go from one solution to the next? Ruin, recreate, keep or go back."""

from __future__ import annotations

import math

from models.inventory_routing.fill import plan_forwards
from models.inventory_routing.options import Scratch, find_options, uniform
from models.inventory_routing.replan import plan_backwards
from models.inventory_routing.ruin import ruin
from models.inventory_routing.shift import relieve_marked
from models.inventory_routing.state import (
    AFTER,
    LO,
    SLOT,
    WEIGHT,
    Case,
    Marks,
    State,
    Vector,
    Whole,
    adopt,
    copy_state,
    mark_customer,
)
from models.inventory_routing.visits import insert_visit, recount
from models.kernels import bare

__all__ = ["anneal", "recreate", "worth"]

_LEFT_OUT = 1e7
_EXACT = 1e-6


@bare
def worth(state: State, penalty: Vector) -> float:
    """Cost with the price of what is not allowed."""
    acc = state.acc
    price = penalty[0] * acc[1] + penalty[1] * acc[2] + penalty[2] * acc[3]
    return float(acc[0] + price + _LEFT_OUT * acc[4])


@bare
def _allowed(state: State) -> bool:
    acc = state.acc
    return bool(max(acc[1], acc[2], acc[3]) < _EXACT and acc[4] < 0.5)


@bare
def recreate(
    case: Case,
    state: State,
    marks: Marks,
    scratch: Scratch,
    i: int,
    ban: Whole,
    blink: float,
    penalty: Vector,
) -> None:
    """Plan one customer anew."""
    find_options(case, state, scratch, i, ban[0], ban[1], blink, penalty)
    if case.mirrored or case.order_up_to or case.customers[i, WEIGHT] < 0.0:
        value = plan_forwards(case, state, scratch, i, penalty)
    else:
        value = plan_backwards(case, state, scratch, i, penalty)
    mark_customer(marks, i)
    if value > 1e299:
        state.acc[4] += 1.0
        state.other[i] = -1.0
        return
    state.acc[0] += state.other[i]
    for day in range(state.hub.shape[0]):
        choice = int(scratch.plan[day, 0])
        if choice >= 0:
            slot = int(scratch.options[day, choice, SLOT])
            after = int(scratch.options[day, choice, AFTER])
            brought = scratch.plan[day, 1]
            insert_visit(case, state, marks, i, day, slot, after, brought, scratch.plan[day, 2])


@bare
def _order(case: Case, scratch: Scratch, out: Whole, n_out: int, keys: Vector) -> None:
    """Decide who is planned first."""
    rng = scratch.rng
    draw = uniform(rng)
    n_days = case.hub.shape[0]
    for k in range(n_out):
        i = out[k]
        if draw < 0.4:
            keys[k] = uniform(rng)
        elif draw < 0.7:
            keys[k] = case.bands[i, LO, 0] - case.bands[i, LO, n_days - 1]
        elif draw < 0.85:
            keys[k] = -case.distances[0, i + 1]
        else:
            keys[k] = case.distances[0, i + 1]
    for k in range(1, n_out):
        key, i = keys[k], out[k]
        m = k - 1
        while m >= 0 and keys[m] > key:
            keys[m + 1] = keys[m]
            out[m + 1] = out[m]
            m -= 1
        keys[m + 1] = key
        out[m + 1] = i


@bare
def anneal(
    case: Case,
    state: State,
    old: State,
    best: State,
    marks: Marks,
    scratch: Scratch,
    out: Whole,
    keys: Vector,
    penalty: Vector,
    shape: Vector,
    counts: Vector,
    n_iterations: int,
    heat: float,
) -> None:
    """Do some iterations at one temperature.

    ``state`` and ``old`` are alike before and after; ``best`` is the best legal one so far.
    ``counts`` gathers iterations, those that were legal, when the best was found last, and those
    without overload, without shortage of the hub, and without overtime.
    """
    recount(case, state)
    copy_state(state, old)
    value = worth(state, penalty)
    ban = out[-2:]
    for _ in range(n_iterations):
        n_out = ruin(case, state, marks, scratch, out, ban, shape)
        _order(case, scratch, out, n_out, keys)
        for k in range(n_out):
            recreate(case, state, marks, scratch, out[k], ban, shape[5], penalty)
        if state.acc[1] > _EXACT and not case.order_up_to and not case.mirrored:
            relieve_marked(case, state, marks, scratch.room, penalty[0])
        new = worth(state, penalty)
        counts[0] += 1.0
        legal = _allowed(state)
        for k in range(3):
            if state.acc[k + 1] < _EXACT:
                counts[3 + k] += 1.0
        if legal:
            counts[1] += 1.0
            if state.acc[0] < best.acc[0] - _EXACT or best.acc[4] > 0.5:
                copy_state(state, best)
                counts[2] = counts[0]
        if new < value - heat * math.log(max(uniform(scratch.rng), 1e-300)):
            value = new
            adopt(marks, state, old)
        else:
            adopt(marks, old, state)
