"""When does a vehicle leave, so that it waits as little as it can?

Knows stops and windows in plain seconds, nothing of hospitals. All times are seconds since
midnight of the planning day. A later start never makes an end earlier, so the latest start
that still ends as early as possible lies between the slack of the windows met first and all
waiting, and is found there by halving.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Service", "Stop", "StopTimes", "Timetable", "best_timetable", "common", "timetable"]

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Service:
    """Something done at a stop.

    Parameters
    ----------
    duration_s : int
        How long it takes. [s]
    windows : tuple of (int, int)
        When it may start, in order of time, both ends included. [s]
    """

    duration_s: int
    windows: Spans


@dataclass(frozen=True, slots=True)
class Stop:
    """A halt of a vehicle: the way to it, set-up, services one after another, cleaning.

    Parameters
    ----------
    travel_s, setup_s : int
        Way from the stop before (or from home), and set-up on arrival. [s]
    services : tuple of Service
        In the order in which they are done.
    cleaning_s : int
        Cleaning after the last service. [s]
    """

    travel_s: int
    setup_s: int
    services: tuple[Service, ...]
    cleaning_s: int = 0


@dataclass(frozen=True, slots=True)
class StopTimes:
    """When a stop is reached and left, and when each of its services starts. [s]"""

    arrival: int
    starts: tuple[int, ...]
    departure: int


@dataclass(frozen=True, slots=True)
class Timetable:
    """Start at home, times of every stop, end at home.

    ``waiting_s`` is all waiting on the way; a start later by up to ``slack_s`` still keeps
    every window and ends no later. [s]
    """

    start: int
    stops: tuple[StopTimes, ...]
    end: int
    waiting_s: int = 0
    slack_s: int = 0

    @property
    def duration_s(self) -> int:
        """From start to end. [s]"""
        return self.end - self.start


def common(one: Spans, other: Spans, not_before: int = 0) -> Spans:
    """Spans of time that lie in both, from a moment on.

    Examples
    --------
    >>> common(((0, 10), (20, 30)), ((5, 25),), not_before=7)
    ((7, 10), (20, 25))
    """
    pairs = ((max(a, c, not_before), min(b, d)) for a, b in one for c, d in other)
    return tuple(sorted((a, b) for a, b in pairs if a <= b))


def timetable(stops: Sequence[Stop], home_s: int, start: int) -> Timetable | None:
    """Times of a round that leaves at a given moment and never dawdles.

    Parameters
    ----------
    stops : sequence of Stop
        In driving order.
    home_s : int
        Way home from the last stop. [s]
    start : int
        When it leaves home. [s]

    Returns
    -------
    Timetable or None
        None where a service cannot start in any of its windows.

    Examples
    --------
    >>> stop = Stop(600, 60, (Service(100, ((1000, 2000),)),))
    >>> timetable([stop], 600, start=0).end
    1700
    """
    now, waiting, slack, times = start, 0, math.inf, []
    for stop in stops:
        arrival = now + stop.travel_s
        now = arrival + stop.setup_s
        starts = []
        for service in stop.services:
            window = next((w for w in service.windows if now <= w[1]), None)
            if window is None:
                return None
            begin = max(now, window[0])
            waiting += begin - now
            slack = min(slack, waiting + window[1] - begin)
            starts.append(begin)
            now = begin + service.duration_s
        now += stop.cleaning_s
        times.append(StopTimes(arrival, tuple(starts), now))
    return Timetable(start, tuple(times), now + home_s, waiting, int(min(slack, waiting)))


def best_timetable(
    stops: Sequence[Stop], home_s: int, earliest: int, latest_end: int
) -> Timetable | None:
    """The latest start among those that end earliest: shortest duty, waiting only where due.

    Parameters
    ----------
    stops : sequence of Stop
        In driving order.
    home_s : int
        Way home from the last stop. [s]
    earliest, latest_end : int
        Bounds of start and end. [s]

    Returns
    -------
    Timetable or None
        None where the round cannot be driven within the bounds.

    Examples
    --------
    >>> stop = Stop(600, 60, (Service(100, ((1000, 2000),)),))
    >>> best_timetable([stop], 600, earliest=0, latest_end=5000).start
    340
    """
    first = timetable(stops, home_s, earliest)
    if first is None or first.end > latest_end:
        return None
    low, high = earliest + first.slack_s, earliest + first.waiting_s
    best = first if low == earliest else timetable(stops, home_s, low) or first
    while low < high:
        middle = (low + high + 1) // 2
        later = timetable(stops, home_s, middle)
        if later is not None and later.end == first.end:
            best, low = later, middle
        else:
            high = middle - 1
    return best
