"""When does a vehicle leave, so that it waits as little as it can?

Knows stops and windows in plain seconds, nothing of hospitals. All times are seconds since
midnight of the planning day. A later start never makes an end earlier, so the latest start
that still ends as early as possible is found by halving.
"""

from __future__ import annotations

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
    """Start at home, times of every stop, end at home. [s]"""

    start: int
    stops: tuple[StopTimes, ...]
    end: int

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


def _start_of(service: Service, now: int) -> int | None:
    for earliest, latest in service.windows:
        if now <= latest:
            return max(now, earliest)
    return None


def _least_s(stop: Stop) -> int:
    services = sum(service.duration_s for service in stop.services)
    return stop.travel_s + stop.setup_s + services + stop.cleaning_s


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
    now, times = start, []
    for stop in stops:
        arrival = now + stop.travel_s
        now = arrival + stop.setup_s
        starts = []
        for service in stop.services:
            begin = _start_of(service, now)
            if begin is None:
                return None
            starts.append(begin)
            now = begin + service.duration_s
        now += stop.cleaning_s
        times.append(StopTimes(arrival, tuple(starts), now))
    return Timetable(start, tuple(times), now + home_s)


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
    waiting = first.duration_s - home_s - sum(_least_s(stop) for stop in stops)
    best, low, high = first, earliest, earliest + waiting
    while low < high:
        middle = (low + high + 1) // 2
        later = timetable(stops, home_s, middle)
        if later is not None and later.end == first.end:
            best, low = later, middle
        else:
            high = middle - 1
    return best
