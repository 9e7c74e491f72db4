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

__all__ = ["Timed", "latest_starts", "schedule"]

_MAX_STARTS = 12


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
    With one window a stop, the latest start that still reaches the earliest end gives the
    shortest duty. With several, a later start may catch a later window without waiting: such
    starts are tried in turn, up to a fixed number.
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
    best: tuple[int, list[int]] | None = None
    clock = vehicle.shift[0]
    for _ in range(_MAX_STARTS):
        found = _shortest_for_earliest_end(clock, stops, hops, vehicle.shift[1])
        if found is None:
            break
        if best is None or found[1][-1] - found[0] < best[1][-1] - best[0]:
            best = found
        slack = _slack(stops, found[1])
        if slack is None:
            break
        clock = found[0] + slack + 1
    if best is None:
        return None
    latest, final = best
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


def latest_starts(
    problem: RoutingProblem, vehicle_type: int, stops: Sequence[Stop]
) -> tuple[list[int], list[int], int]:
    """How early and how late may each stop of a legal route start?

    Parameters
    ----------
    problem : RoutingProblem
        For travel and set-up.
    vehicle_type : int
        Who drives.
    stops : sequence of Stop
        What is done, in order; :func:`schedule` finds times for it.

    Returns
    -------
    earliest, latest : list of int
        Start of each stop, within the shift, windows and what is ready when. [s]
    busy : int
        Driving, set-up and service of the whole, without any waiting. [s]
    """
    vehicle = problem.vehicle_types[vehicle_type]
    legs = problem.legs[vehicle.profile]
    path = [vehicle.start_place, *(stop.place for stop in stops), vehicle.end_place]
    hops = [legs[a][b] for a, b in pairwise(path)]
    if path[-2] != path[-1]:
        hops[-1] -= int(problem.setups[path[-1]])
    forward = _forward(vehicle.shift[0], stops, hops)
    if forward is None:
        raise ValueError("the stops cannot be kept in time")
    latest = [0] * len(stops)
    bound = vehicle.shift[1]
    for i in range(len(stops) - 1, -1, -1):
        bound -= hops[i + 1] + stops[i].duration
        openings = [w for w in stops[i].windows if w[0] <= bound]
        if openings:
            bound = min(bound, openings[-1][1])
        latest[i] = bound
    busy = sum(hops) + sum(stop.duration for stop in stops)
    return forward[:-1], latest, busy


def _shortest_for_earliest_end(
    clock: int, stops: Sequence[Stop], hops: Sequence[int], shift_end: int
) -> tuple[int, list[int]] | None:
    """Latest start, not before a time, that reaches the earliest end; and the starts then."""
    forward = _forward(clock, stops, hops)
    if forward is None or forward[-1] > shift_end:
        return None
    latest = forward[-1] - hops[-1]
    backwards = zip(reversed(stops), reversed(hops[:-1]), reversed(forward[:-1]), strict=True)
    for stop, hop, start in backwards:
        close = _closing(stop.windows, start)
        latest = min(latest - stop.duration, latest if close is None else close) - hop
    latest = max(latest, clock)
    final = _forward(latest, stops, hops)
    return None if final is None else (latest, final)


def _slack(stops: Sequence[Stop], starts: Sequence[int]) -> int | None:
    """Delay that keeps all stops in their windows; None where a longer one is of no use."""
    if all(len(stop.windows) < 2 for stop in stops):
        return None
    closings = [
        close - start
        for stop, start in zip(stops, starts, strict=False)
        if (close := _closing(stop.windows, start)) is not None
    ]
    return min(closings)


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
