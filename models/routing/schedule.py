"""When does everything on a route happen? Times for stops whose order is given.

Equation (R.7) of ``docs/models/routing.md``. Breaks and dock slots are not placed here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from models.routing.complete import Stop
from models.routing.problem import RoutingProblem, Windows

__all__ = ["Timed", "schedule"]


@dataclass(frozen=True, slots=True)
class Timed:
    """A stop with its times.

    Parameters
    ----------
    stop : Stop
        What is done.
    arrival, start, end : int
        Arrival at the place (of the first stop there), start and end of the stop. [s]
    """

    stop: Stop
    arrival: int
    start: int
    end: int


def schedule(
    problem: RoutingProblem, vehicle_type: int, stops: Sequence[Stop]
) -> tuple[int, int, tuple[Timed, ...]] | None:
    """Earliest end, then the latest start that still reaches it, then as early as possible.

    Parameters
    ----------
    problem : RoutingProblem
        For travel and set-up.
    vehicle_type : int
        Who drives.
    stops : sequence of Stop
        What is done, in order.

    Returns
    -------
    (start, end, times) or None
        Duty [s] and each stop's times; None where a window or the shift cannot be kept.

    Notes
    -----
    With one window a stop the duty is the shortest possible for these stops; with several
    the first one that can be met is taken.
    """
    vehicle = problem.vehicle_types[vehicle_type]
    legs = problem.legs[vehicle.profile]
    path = [vehicle.start_place, *(stop.place for stop in stops), vehicle.end_place]
    hops = [legs[a][b] for a, b in pairwise(path)]
    # Home is driven to, not served: its set-up is not spent at the end of the shift.
    if path[-2] != path[-1]:
        hops[-1] -= int(problem.setups[path[-1]])
    if any(hop >= problem.unreachable for hop in hops):
        return None
    forward = _forward(vehicle.shift[0], stops, hops)
    if forward is None or forward[-1] > vehicle.shift[1]:
        return None
    latest = forward[-1] - hops[-1]
    backwards = zip(reversed(stops), reversed(hops[:-1]), reversed(forward[:-1]), strict=True)
    for stop, hop, start in backwards:
        close = _closing(stop.windows, start)
        latest = min(latest - stop.duration, latest if close is None else close) - hop
    latest = max(latest, vehicle.shift[0])
    final = _forward(latest, stops, hops)
    if final is None:
        return None
    timed = []
    at, clock = vehicle.start_place, latest
    arrival = latest
    for stop, hop, start in zip(stops, hops, final, strict=False):
        if stop.place != at:
            arrival = clock + hop - int(problem.setups[stop.place])
            at = stop.place
        clock = start + stop.duration
        timed.append(Timed(stop, arrival, start, clock))
    return latest, final[-1], tuple(timed)


def _forward(clock: int, stops: Sequence[Stop], hops: Sequence[int]) -> list[int] | None:
    """Earliest starts of all stops, and the end, for a start of the duty."""
    starts = []
    for stop, hop in zip(stops, hops, strict=False):
        start = _opening(stop.windows, max(clock + hop, stop.ready))
        if start is None:
            return None
        starts.append(start)
        clock = start + stop.duration
    return [*starts, clock + hops[-1]]


def _opening(windows: Windows, time: int) -> int | None:
    """First moment at or after a time at which a service may start."""
    if not windows:
        return time
    position = bisect_left(windows, time, key=lambda window: window[1])
    return None if position == len(windows) else max(time, windows[position][0])


def _closing(windows: Windows, time: int) -> int | None:
    """End of the window that a time lies in."""
    if not windows:
        return None
    return windows[bisect_left(windows, time, key=lambda window: window[1])][1]
