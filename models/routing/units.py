"""Which tasks always ride together? Small tasks at one place, bundled for the search.

Tasks of one place that may be done in the same phases of the same contexts, and are small,
are one unit to the search: fewer things to move, and nearly always what one would do.
A solution to begin with is respected: what it does apart stays apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.routing.contexts import Context
from models.routing.problem import RoutingProblem, RoutingSolution, Windows
from models.routing.signatures import signature

__all__ = ["Unit", "bundle"]

_SHARE = 0.25

Options = tuple[tuple[int, tuple[int, ...]], ...]
"""Contexts, and the phases of each."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Tasks done one after the other.

    Parameters
    ----------
    tasks : tuple of int
        In the order in which they are done.
    place : int
        Where.
    delivery, pickup : tuple of int
        Loads in sum.
    service : int
        Durations in sum. [s]
    windows : Windows
        When the first may start so that all start in time; empty means always.
    release : int
        When the last is ready.
    prize : float or None
        Prizes in sum; None where one of them is required.
    vehicle_types : frozenset of int or None
        Who may do it.
    options : Options
        Contexts and phases it may be done in.
    """

    tasks: tuple[int, ...]
    place: int
    delivery: tuple[int, ...]
    pickup: tuple[int, ...]
    service: int
    windows: Windows
    release: int
    prize: float | None
    vehicle_types: frozenset[int] | None
    options: Options


def bundle(
    problem: RoutingProblem,
    kinds: Sequence[Context],
    *,
    skip: frozenset[int] = frozenset(),
    start: RoutingSolution | None = None,
    big_prize: float = float("inf"),
) -> tuple[Unit, ...]:
    """Bundle tasks into units.

    Parameters
    ----------
    problem : RoutingProblem
        What is asked.
    kinds : sequence of Context
        Kinds of trip that are offered.
    skip : frozenset of int
        Tasks that are not looked at.
    start : RoutingSolution, optional
        Tasks that it does apart are not bundled.
    big_prize : float
        Tasks worth more are never bundled with tasks worth less.

    Returns
    -------
    tuple of Unit
        Each task that is looked at is in one; units without options are left out.
    """
    after = _positions(start)
    units: list[Unit] = []
    latest: dict[tuple[object, ...], int] = {}
    # In the order of the start solution, neighbours on a route meet here as neighbours.
    order = sorted(range(problem.n_tasks), key=lambda t: (after.get(t, (1 << 30, 0, t)), t))
    for index in order:
        if index in skip:
            continue
        unit = _single(problem, kinds, index)
        if not unit.options:
            continue
        trip = after[index][:2] if index in after else None
        task = problem.tasks[index]
        dear = task.prize is None or task.prize > big_prize
        # An end of a shipment stays by itself.
        own = index if index in problem.shipment_of else None
        key = (unit.place, unit.options, unit.vehicle_types, trip, dear, task.is_pickup, own)
        position = latest.get(key)
        joined = None
        if position is not None and _adjacent(after, units[position].tasks[-1], index):
            joined = _joined(problem, units[position], unit)
        if joined is None or position is None:
            latest[key] = len(units)
            units.append(unit)
        else:
            units[position] = joined
    return tuple(units)


def _positions(start: RoutingSolution | None) -> dict[int, tuple[int, int, int]]:
    """Route, trip and place in the trip of each task that a solution does."""
    return {
        task: (r, number, place)
        for r, route in enumerate(start.routes if start is not None else ())
        for number, trip in enumerate(route.trips)
        for place, task in enumerate(trip.tasks)
    }


def _adjacent(after: dict[int, tuple[int, int, int]], one: int, other: int) -> bool:
    if one not in after and other not in after:
        return True
    if one not in after or other not in after:
        return False
    return after[other] == (*after[one][:2], after[one][2] + 1)


def _single(problem: RoutingProblem, kinds: Sequence[Context], index: int) -> Unit:
    task = problem.tasks[index]
    sig = signature(task)
    options = tuple(
        (c, allowed)
        for c, context in enumerate(kinds)
        for member, allowed in context.phases
        if member == sig
    )
    return Unit(
        (index,), task.place, task.delivery, task.pickup, task.service, task.windows,
        task.release if task.is_delivery else 0, task.prize, task.vehicle_types, options,
    )  # fmt: skip


def _joined(problem: RoutingProblem, one: Unit, other: Unit) -> Unit | None:
    """Both as one unit; None where that is too large or leaves no window."""
    delivery = tuple(a + b for a, b in zip(one.delivery, other.delivery, strict=True))
    pickup = tuple(a + b for a, b in zip(one.pickup, other.pickup, strict=True))
    rooms = [
        vehicle.capacity
        for index, vehicle in enumerate(problem.vehicle_types)
        if one.vehicle_types is None or index in one.vehicle_types
    ]
    if not any(
        all(max(a, b) <= _SHARE * r for a, b, r in zip(delivery, pickup, room, strict=True))
        for room in rooms
    ):
        return None
    windows: Windows = ()
    if one.windows or other.windows:
        everything: Windows = ((0, 1 << 30),)
        windows = tuple(
            (max(a, c - one.service), min(b, d - one.service))
            for a, b in one.windows or everything
            for c, d in other.windows or everything
            if max(a, c - one.service) <= min(b, d - one.service)
        )
        if not windows or len(windows) < max(len(one.windows), len(other.windows)):
            return None
    prize = None if one.prize is None or other.prize is None else one.prize + other.prize
    return Unit(
        (*one.tasks, *other.tasks), one.place, delivery, pickup, one.service + other.service,
        windows, max(one.release, other.release), prize, one.vehicle_types, one.options,
    )  # fmt: skip
