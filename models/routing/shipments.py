"""What is taken at one place and brought to another on the same trip?

Both ends of a shipment are tasks that move nothing to or from a depot; between them its goods
are on board. Rule (R.10) of ``docs/models/routing.md``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.routing.problem import Task

__all__ = ["Shipment", "by_task", "faults", "in_order", "load_changes"]


@dataclass(frozen=True, slots=True)
class Shipment:
    """Goods taken at one task and brought by another one of the same trip.

    Parameters
    ----------
    source, target : int
        Task at which they come on board, and task at which they leave it.
    amount : tuple of int, length n_dimensions
        Load between the two.
    """

    source: int
    target: int
    amount: tuple[int, ...]


def by_task(shipments: Sequence[Shipment]) -> dict[int, Shipment]:
    """Shipment of each task that is an end of one.

    Parameters
    ----------
    shipments : sequence of Shipment
        All of a problem.

    Returns
    -------
    dict of int to Shipment
        Both ends of each.

    Examples
    --------
    >>> sorted(by_task([Shipment(2, 0, (1,))]))
    [0, 2]
    """
    return {end: one for one in shipments for end in (one.source, one.target)}


def faults(shipments: Sequence[Shipment], tasks: Sequence[Task], n_dimensions: int) -> list[str]:
    """What cannot be meant of the shipments of a problem.

    Parameters
    ----------
    shipments : sequence of Shipment
        All of them.
    tasks : sequence of Task
        Those of the problem.
    n_dimensions : int
        Load dimensions.

    Returns
    -------
    list of str
        Empty where all is well.

    Examples
    --------
    >>> faults([Shipment(0, 1, (2,))], [], 1)
    ['a shipment has tasks 0 and 1, but there are 0']
    """
    found = []
    if len(by_task(shipments)) != 2 * len(shipments):
        found.append("a task is an end of two shipments, or both ends of one")
    for one in shipments:
        if not (0 <= min(one.source, one.target) <= max(one.source, one.target) < len(tasks)):
            ends = f"tasks {one.source} and {one.target}"
            found.append(f"a shipment has {ends}, but there are {len(tasks)}")
            continue
        source, target = tasks[one.source], tasks[one.target]
        if any((*source.delivery, *source.pickup, *target.delivery, *target.pickup)):
            found.append(f"shipment from task {one.source}: an end moves goods of a depot as well")
        if len(one.amount) != n_dimensions or min(one.amount, default=0) < 0:
            found.append(f"shipment from task {one.source}: {one.amount} is no load")
        if (source.prize is None) != (target.prize is None):
            found.append(f"shipment from task {one.source}: only one end must be done")
        if source.goods != target.goods:
            found.append(f"shipment from task {one.source}: its goods change on the way")
    return found


def in_order(shipment_of: Mapping[int, Shipment], tasks: Sequence[int]) -> list[str]:
    """What is wrong with the order of shipments in a trip.

    Parameters
    ----------
    shipment_of : mapping of int to Shipment
        From :func:`by_task`.
    tasks : sequence of int
        Tasks of the trip in driving order.

    Returns
    -------
    list of str
        Empty where every source comes before its target, and none is alone.

    Examples
    --------
    >>> of = by_task([Shipment(2, 0, (1,))])
    >>> in_order(of, (2, 1, 0)), in_order(of, (0, 2)), in_order(of, (1, 2))
    ([], ['shipment from task 2 to 0 out of order'], ['shipment from task 2 to 0 only in part'])
    """
    position = {task: number for number, task in enumerate(tasks)}
    found = []
    for one in dict.fromkeys(shipment_of[task] for task in tasks if task in shipment_of):
        source, target = position.get(one.source), position.get(one.target)
        if source is None or target is None:
            found.append(f"shipment from task {one.source} to {one.target} only in part")
        elif source > target:
            found.append(f"shipment from task {one.source} to {one.target} out of order")
    return found


def load_changes(
    shipment_of: Mapping[int, Shipment], task: int, n_dimensions: int
) -> tuple[int, ...]:
    """Load that a task of a shipment puts on board, negative where it takes it off.

    Parameters
    ----------
    shipment_of : mapping of int to Shipment
        From :func:`by_task`.
    task : int
        Any task.
    n_dimensions : int
        Load dimensions.

    Returns
    -------
    tuple of int
        Zeros for tasks that are no end of a shipment.

    Examples
    --------
    >>> of = by_task([Shipment(2, 0, (4,))])
    >>> [load_changes(of, task, 1) for task in range(3)]
    [(-4,), (0,), (4,)]
    """
    one = shipment_of.get(task)
    if one is None:
        return (0,) * n_dimensions
    return one.amount if task == one.source else tuple(-amount for amount in one.amount)
