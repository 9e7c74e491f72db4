"""How does the search go from one solution to the next? Ruin, recreate, keep or go back."""

from __future__ import annotations

import math

from models.inventory_routing.fill import plan_forwards
from models.inventory_routing.marks import adopt, mark_customer
from models.inventory_routing.options import Scratch, find_options, nearest, uniform
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
    copy_state,
)
from models.inventory_routing.visits import insert_visit, recount
from models.kernels import bare, woven

__all__ = ["anneal", "recreate", "worth"]

_LEFT_OUT = 1e7
_EXACT = 1e-6
_OVERLOOKED = 0.01
"""Share of slots that are not looked at."""


@woven
def worth(state: State, penalty: Vector) -> float:
    """Cost with the price of what is not allowed."""
    acc = state.acc
    price = penalty[0] * acc[1] + penalty[1] * acc[2] + penalty[2] * acc[3]
    return float(acc[0] + price + _LEFT_OUT * acc[4])


@woven
def _allowed(state: State) -> bool:
    acc = state.acc
    return bool(max(acc[1], acc[2], acc[3]) < _EXACT and acc[4] < 0.5)


@woven
def recreate(
    case: Case,
    state: State,
    marks: Marks,
    scratch: Scratch,
    i: int,
    turn: Whole,
    blink: float,
    penalty: Vector,
) -> None:
    """Plan one customer anew."""
    find_options(case, state, scratch, i, turn, blink, penalty)
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
            if after < 0:
                after = nearest(case, state, i + 1, day, slot)
            brought = scratch.plan[day, 1]
            insert_visit(case, state, marks, i, day, slot, after, brought, scratch.plan[day, 2])


@woven
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


@woven
def _rebuild(
    case: Case,
    state: State,
    marks: Marks,
    scratch: Scratch,
    out: Whole,
    n_out: int,
    turn: Whole,
    penalty: Vector,
    limit: float,
) -> bool:
    """Plan anew who is out; False once it cannot cost less than a limit any more."""
    floor = 0.0
    for k in range(n_out):
        floor += case.floor[out[k]]
    for k in range(n_out):
        recreate(case, state, marks, scratch, out[k], turn, _OVERLOOKED, penalty)
        floor -= case.floor[out[k]]
        if state.acc[0] + floor > limit:
            return False
    return True


@woven
def _count(state: State, counts: Vector) -> None:
    """Count in what way the solution gone on from is legal."""
    for k in range(3):
        if state.acc[k + 1] < _EXACT:
            counts[3 + k] += 1.0
    if _allowed(state):
        counts[1] += 1.0


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
    ``counts`` gathers iterations, those that went on from a legal solution, when the best was found
    last, and those that went on from one without overload, shortage of the hub, and overtime.
    """
    recount(case, state)
    copy_state(state, old)
    value = worth(state, penalty)
    turn = out[-3:]
    for _ in range(n_iterations):
        # What it may cost is drawn before, so that what is too dear already can be left at that.
        limit = value - heat * math.log(max(uniform(scratch.rng), 1e-300))
        n_out = ruin(case, state, marks, scratch, out, turn, shape)
        _order(case, scratch, out, n_out, keys)
        counts[0] += 1.0
        # Until there is a legal solution every one is looked at.
        most = limit if best.acc[4] < 0.5 else 1e300
        if not _rebuild(case, state, marks, scratch, out, n_out, turn, penalty, most):
            adopt(marks, old, state)
        else:
            if state.acc[1] > _EXACT and not case.order_up_to and not case.mirrored:
                relieve_marked(case, state, marks, scratch.room, penalty[0])
            new = worth(state, penalty)
            if _allowed(state) and (state.acc[0] < best.acc[0] - _EXACT or best.acc[4] > 0.5):
                copy_state(state, best)
                counts[2] = counts[0]
            if new < limit:
                value = new
                adopt(marks, state, old)
            else:
                adopt(marks, old, state)
        _count(state, counts)
