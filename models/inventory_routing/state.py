"""What does the search hold: the case as arrays, a solution as arrays, and how is it copied?

A *slot* is one vehicle of one day. A visit is kept in three places: in the sequence of its
slot, in ``route_of`` and in ``amount``. Quantities are seen as running totals: the total brought
to a customer by the end of day t must lie between ``lo[t]``, what is needed by then, and, where
something is brought on t, ``hi[t]``, what fits.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.inventory_routing.problem import InventoryRoutingProblem, Replenishment
from models.kernels import bare

__all__ = [
    "ACC",
    "Case",
    "Marks",
    "State",
    "case_of",
    "copy_state",
    "empty_state",
]

Vector = NDArray[np.float64]
Whole = NDArray[np.int64]

ACC = 6
"""Running sums of a state: cost, overload, shortage of the hub, overtime, left out, (spare)."""

_GENEROUS = 1e15
_NEAR = 60


WEIGHT, VISIT_COST, SHORT_COST, ROOM, OVERFLOW_COST = range(5)
"""Columns of ``Case.customers``."""
CAPACITY, FIXED, RATE, LONGEST, KIND = range(5)
"""Columns of ``Case.slots``."""
LO, HI = range(2)
"""Rows of ``Case.bands``."""
BROUGHT, TAKEN = range(2)
"""Columns of ``State.visit``."""
LOAD, LASTING = range(2)
"""Columns of ``State.slot``."""
COST, SPACE, SLOT, AFTER, BACK = range(5)
"""Columns of an option: extra cost, room left before, slot, position, room left after."""


class Case(NamedTuple):
    """The problem as the kernels see it; places count from 1, the hub is 0.

    ``floor`` is less than the visits of a customer can cost.
    """

    distances: Vector
    distances_back: Vector
    durations: Vector
    service: Vector
    bands: Vector
    customers: Vector
    floor: Vector
    slots: Vector
    allowed: NDArray[np.bool_]
    hub: Vector
    near: Whole
    arisen: Vector
    timed: bool
    order_up_to: bool
    hub_binds: bool
    hub_cost: float
    mirrored: bool
    lag: int
    kept: float
    factor: float


class State(NamedTuple):
    """A solution and its running sums.

    ``other`` is what a customer costs in emergencies, -1 while it is left out.
    """

    sequence: Whole
    legs: Vector
    size: Whole
    slot: Vector
    visit: Vector
    route_of: Whole
    other: Vector
    hub: Vector
    acc: Vector


class Marks(NamedTuple):
    """Which slots and customers have changed since the last decision to keep or to go back.

    ``counts``: slots, customers, and the number of this step.
    """

    slot_stamp: Whole
    slots: Whole
    customer_stamp: Whole
    customers: Whole
    counts: Whole


def case_of(problem: InventoryRoutingProblem) -> Case:
    """Turn a problem into the arrays of the search.

    Parameters
    ----------
    problem : InventoryRoutingProblem
        What is asked.

    Returns
    -------
    Case
        For the kernels.
    """
    n, n_days = problem.n_customers, problem.n_days
    used = np.cumsum(problem.demand, axis=1)
    before = np.hstack([np.zeros((n, 1)), used[:, :-1]])
    lo = used + (problem.minimum - problem.initial)[:, None]
    hi = before + (problem.maximum - problem.initial)[:, None]
    unlimited = not np.isfinite(problem.hub_initial)
    hub = np.cumsum(problem.production) + (0.0 if unlimited else problem.hub_initial)
    hub_cost = 0.0 if unlimited else problem.hub_holding_cost
    fleet = [
        (v.capacity, v.fixed_cost, v.cost_per_distance, v.max_duration, k)
        for k, v in enumerate(problem.vehicles)
        for _ in range(min(v.n, n))
    ]
    returns = problem.returns
    arisen = np.zeros((n, n_days + 1))
    if returns is not None:
        arisen[:, 0] = returns.initial
        arisen[:, 1:] = returns.initial[:, None] + np.cumsum(returns.arising, axis=1)
    most = np.maximum(hi.max(axis=1), 0.0).sum()
    distances = np.ascontiguousarray(problem.distances, dtype=np.float64)
    both = distances[1:, 1:] + distances[1:, 1:].T
    nothing = np.zeros(n)
    return Case(
        distances=distances,
        distances_back=np.ascontiguousarray(distances.T),
        durations=np.ascontiguousarray(
            distances if problem.durations is None else problem.durations, dtype=np.float64
        ),
        service=np.concatenate([[0.0], problem.service]).astype(np.float64),
        bands=np.ascontiguousarray(np.stack([lo, hi], axis=1)),
        customers=np.ascontiguousarray(
            np.column_stack(
                [
                    problem.holding_cost - hub_cost,
                    problem.visit_cost,
                    problem.shortage_cost,
                    nothing if returns is None else returns.maximum,
                    nothing if returns is None else returns.overflow_cost,
                ]
            ).astype(np.float64)
        ),
        floor=_floor(problem, hub_cost),
        slots=np.array(fleet, dtype=np.float64),
        allowed=np.ascontiguousarray(problem.visit_allowed, dtype=np.bool_),
        hub=hub.astype(np.float64) + (_GENEROUS if unlimited else 0.0),
        near=np.ascontiguousarray(np.argsort(both, axis=1, kind="stable")[:, :_NEAR]),
        arisen=arisen,
        timed=problem.durations is not None
        and bool(np.isfinite([v.max_duration for v in problem.vehicles]).any()),
        order_up_to=problem.replenishment is Replenishment.ORDER_UP_TO,
        hub_binds=not unlimited and bool(most > hub.min()),
        hub_cost=float(hub_cost),
        mirrored=returns is not None,
        lag=0 if returns is None else returns.lag_days,
        kept=0.0 if returns is None else 1.0 - returns.loss,
        factor=1.0 if returns is None else returns.load_factor,
    )


def _floor(problem: InventoryRoutingProblem, hub_cost: float) -> Vector:
    """Less than the visits of each customer can cost; what is taken back may save anything."""
    if problem.returns is not None:
        return np.full(problem.n_customers, -_GENEROUS)
    most = np.maximum(0.0, problem.maximum - problem.initial + problem.demand.sum(axis=1))
    saved = (hub_cost - problem.holding_cost) * problem.n_days * most
    floor: Vector = -np.maximum(0.0, saved)
    return floor


def empty_state(case: Case) -> State:
    """Nobody visited yet.

    Parameters
    ----------
    case : Case
        The problem.

    Returns
    -------
    State
        Without visits; everybody is left out.
    """
    n, n_days = case.allowed.shape
    n_slots = case.slots.shape[0]
    return State(
        sequence=np.zeros((n_days, n_slots, n + 2), dtype=np.int64),
        legs=np.zeros((n_days, n_slots, n + 2)),
        size=np.zeros((n_days, n_slots), dtype=np.int64),
        slot=np.zeros((n_days, n_slots, 2)),
        visit=np.zeros((n, n_days, 2)),
        route_of=np.full((n, n_days), -1, dtype=np.int64),
        other=np.full(n, -1.0),
        hub=case.hub.copy(),
        acc=np.array([0.0, 0.0, 0.0, 0.0, float(n), 0.0]),
    )


@bare
def copy_state(source: State, target: State) -> None:
    """Copy all of a state."""
    n_days, n_slots = source.size.shape
    for day in range(n_days):
        for slot in range(n_slots):
            target.size[day, slot] = source.size[day, slot]
            for c in range(2):
                target.slot[day, slot, c] = source.slot[day, slot, c]
            for p in range(source.size[day, slot] + 2):
                target.sequence[day, slot, p] = source.sequence[day, slot, p]
                target.legs[day, slot, p] = source.legs[day, slot, p]
        target.hub[day] = source.hub[day]
    for i in range(source.other.shape[0]):
        target.other[i] = source.other[i]
        for day in range(n_days):
            target.route_of[i, day] = source.route_of[i, day]
            for c in range(2):
                target.visit[i, day, c] = source.visit[i, day, c]
    for k in range(source.acc.shape[0]):
        target.acc[k] = source.acc[k]
