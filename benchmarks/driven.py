"""What does it cost to drive halts in their order, and can it be done in time?

Equations (R.1) and (R.7) of ``docs/models/routing.md`` once more, apart from what the engines use.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.implied import Halt
from models.routing.problem import RoutingProblem

__all__ = ["driven"]


def driven(
    problem: RoutingProblem, vehicle_type: int, halts: list[Halt]
) -> tuple[float, list[str]]:
    """Cost of halts in their order, and faults of time.

    Parameters
    ----------
    problem : RoutingProblem
        What was asked.
    vehicle_type : int
        Who drives.
    halts : list of Halt
        Where, home not among them.

    Returns
    -------
    (float, list of str)
        Meaningless cost where there are faults.
    """
    vehicle = problem.vehicle_types[vehicle_type]
    places = [vehicle.start_place, *(halt.place for halt in halts), vehicle.end_place]
    distance = int(problem.distances[vehicle.profile][places[:-1], places[1:]].sum())
    duty = _duty(problem, vehicle_type, places, halts)
    if isinstance(duty, str):
        return 0.0, [duty]
    longest = vehicle.ordinary + vehicle.max_overtime
    faults = [f"on duty for {duty} s, at most {longest}"] if duty > longest else []
    cost = vehicle.fixed_cost + vehicle.cost_per_metre * distance + vehicle.cost_per_second * duty
    return cost + vehicle.cost_per_overtime_second * max(0, duty - vehicle.ordinary), faults


def _duty(
    problem: RoutingProblem, vehicle_type: int, places: Sequence[int], halts: Sequence[Halt]
) -> int | str:
    """Shortest duty within the shift, or why there is none.

    The end does not fall as the start is moved later. Where duty is shortest, moving it
    later makes the end later, or breaks a window: up to some halt there is then no waiting, and
    that halt starts at the opening or closing of a window, or when its goods are ready. So all
    starts to be tried are known.
    """
    vehicle = problem.vehicle_types[vehicle_type]
    hops = problem.durations[vehicle.profile][places[:-1], places[1:]].copy()
    if (hops >= problem.unreachable).any():
        return "a way that does not exist"
    moved = np.array(places[:-1]) != np.array(places[1:])
    hops[~moved] = 0
    # Home is driven to and not served: no set-up there.
    hops[:-1] += np.where(moved[:-1], problem.setups[places[1:-1]], 0)
    since = 0
    starts = {vehicle.shift[0]}
    for halt, hop in zip(halts, hops.tolist(), strict=False):
        since += hop
        moments = {halt.ready, *(moment for window in halt.windows for moment in window)}
        starts |= {moment - since for moment in moments if moment - since > vehicle.shift[0]}
        since += halt.duration
    begun = np.array(sorted(starts), np.int64)
    clock = begun.copy()
    possible = np.ones(len(begun), bool)
    for number, (halt, hop) in enumerate(zip(halts, hops.tolist(), strict=False)):
        clock = np.maximum(clock + hop, halt.ready)
        if halt.windows:
            opening, closing = np.array(halt.windows, np.int64).T
            window = np.searchsorted(closing, clock)
            possible &= window < len(closing)
            clock = np.maximum(clock, opening[np.minimum(window, len(closing) - 1)])
            if not possible.any():
                return f"halt {number} at place {halt.place} outside its windows"
        clock = clock + halt.duration
    clock = clock + int(hops[-1])
    possible &= clock <= vehicle.shift[1]
    if not possible.any():
        return f"back at {int(clock[0])}, when the shift ends at {vehicle.shift[1]}"
    return int((clock - begun)[possible].min())
