"""What has changed since the search last decided to keep or to go back? Only that is copied."""

from __future__ import annotations

import numpy as np

from models.inventory_routing.state import (
    BROUGHT,
    LASTING,
    LOAD,
    TAKEN,
    Case,
    Marks,
    State,
)
from models.kernels import woven

__all__ = ["adopt", "empty_marks", "mark_customer", "mark_slot"]


def empty_marks(case: Case) -> Marks:
    """Nothing changed yet.

    Parameters
    ----------
    case : Case
        The problem.

    Returns
    -------
    Marks
        Without any.
    """
    n, n_days = case.allowed.shape
    n_slots = case.slots.shape[0]
    return Marks(
        slot_stamp=np.zeros((n_days, n_slots), dtype=np.int64),
        slots=np.zeros(n_days * n_slots, dtype=np.int64),
        customer_stamp=np.zeros(n, dtype=np.int64),
        customers=np.zeros(n, dtype=np.int64),
        counts=np.array([0, 0, 1], dtype=np.int64),
    )


@woven
def mark_slot(marks: Marks, day: int, slot: int) -> None:
    """Remember that a slot changes."""
    if marks.slot_stamp[day, slot] != marks.counts[2]:
        marks.slot_stamp[day, slot] = marks.counts[2]
        marks.slots[marks.counts[0]] = day * marks.slot_stamp.shape[1] + slot
        marks.counts[0] += 1


@woven
def mark_customer(marks: Marks, i: int) -> None:
    """Remember that the visits of a customer change."""
    if marks.customer_stamp[i] != marks.counts[2]:
        marks.customer_stamp[i] = marks.counts[2]
        marks.customers[marks.counts[1]] = i
        marks.counts[1] += 1


@woven
def adopt(marks: Marks, source: State, target: State) -> None:
    """Copy what is marked from one state to the other, and forget the marks."""
    n_slots = source.size.shape[1]
    for k in range(marks.counts[0]):
        day, slot = marks.slots[k] // n_slots, marks.slots[k] % n_slots
        size = source.size[day, slot]
        target.size[day, slot] = size
        target.slot[day, slot, LOAD] = source.slot[day, slot, LOAD]
        target.slot[day, slot, LASTING] = source.slot[day, slot, LASTING]
        for p in range(size + 2):
            target.sequence[day, slot, p] = source.sequence[day, slot, p]
            target.legs[day, slot, p] = source.legs[day, slot, p]
    n_days = source.hub.shape[0]
    for k in range(marks.counts[1]):
        i = marks.customers[k]
        target.other[i] = source.other[i]
        for day in range(n_days):
            target.visit[i, day, BROUGHT] = source.visit[i, day, BROUGHT]
            target.visit[i, day, TAKEN] = source.visit[i, day, TAKEN]
            target.route_of[i, day] = source.route_of[i, day]
    for day in range(n_days):
        target.hub[day] = source.hub[day]
    for k in range(source.acc.shape[0]):
        target.acc[k] = source.acc[k]
    marks.counts[0] = 0
    marks.counts[1] = 0
    marks.counts[2] += 1
