"""What does a process hear while it searches? Its orders, what its peers found, and the end."""

from __future__ import annotations

import contextlib
import multiprocessing
import threading
import time
from collections import deque
from collections.abc import Iterable
from multiprocessing.connection import Connection, wait
from typing import cast

from models.routing.messages import Crew, Lack, Order, Report
from models.routing.ruin_shares import Share
from models.routing.with_pyvrp import Found

__all__ = ["Line", "PeersByLine"]

_FIRST_PATIENCE_S, _PATIENCE_S = 5.0, 1.0
"""How long a share of a peer is waited for: jobs of large problems are handed over one by one, and
so begun one after the other. [s]"""
_LEAST_PATIENCE_S = 0.1


class Line:
    """The pipe of a process: what it is to do, what its peers found, and when to end.

    Parameters
    ----------
    pipe : Connection
        Its parent is at the other end. Whatever is said by it while the process is at work means
        that it is to come to an end, but for what peers found.
    """

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._parent = multiprocessing.parent_process()
        self._heard: dict[int, deque[Share]] = {}
        self._deadline = float("inf")
        self._is_first = True
        self.has_ended = False

    def say(self, message: Report | Lack | Share | Found | str) -> None:
        """Say something to whoever listens at the other end."""
        self._pipe.send(message)

    def next_order(self) -> Order | None:
        """What to do next, and until when; None for nothing more."""
        self._heard.clear()
        while not self.has_ended and self._is_told_within(None):
            order = self._pipe.recv()
            # What a peer found comes too late.
            if not isinstance(order, Share):
                self._deadline = order[1] or float("inf") if order else float("inf")
                self._is_first = True
                return cast("Order | None", order)
        return None

    def should_stop(self) -> bool:
        """Whether the end is wanted, or nobody is there any more."""
        # Also after the end: whoever speaks to this one must not be held up.
        while self._pipe.poll():
            self._hear()
        return self.has_ended or (self._parent is not None and not self._parent.is_alive())

    def exchange(self, mine: Share, numbers: Iterable[int]) -> list[Share] | None:
        """Tell of a share, and hear one of each of these peers; None where one does not answer."""
        # A pipe that is full at both ends moves only if somebody reads while he speaks.
        speaking = threading.Thread(target=self._tell, args=(mine,), daemon=True)
        speaking.start()
        found = self._shares(list(numbers))
        speaking.join()
        return found

    def _tell(self, mine: Share) -> None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.say(mine)

    def _shares(self, wanted: list[int]) -> list[Share] | None:
        now = time.monotonic()
        until = now + (_FIRST_PATIENCE_S if self._is_first else _PATIENCE_S)
        until = min(until, max(self._deadline, now + _LEAST_PATIENCE_S))
        self._is_first = False
        while not all(self._heard.get(number) for number in wanted):
            if self.has_ended or not self._is_told_within(until - time.monotonic()):
                return None
            self._hear()
        return [self._heard[number].popleft() for number in wanted]

    def _hear(self) -> None:
        message = self._pipe.recv()
        if isinstance(message, Share):
            self._heard.setdefault(message.number, deque()).append(message)
        else:
            self.has_ended = True

    def _is_told_within(self, seconds: float | None) -> bool:
        """Whether something is said in time, by a parent that is alive."""
        if self._parent is None:
            return self._pipe.poll(seconds)
        timeout = None if seconds is None else max(0.0, seconds)
        # A forked process has both ends of the pipe: their end does not tell of its parent's.
        return self._pipe in wait([self._pipe, self._parent.sentinel], timeout)


class PeersByLine:
    """The others of a crew, by way of the parent.

    Parameters
    ----------
    crew : Crew
        Whose member this is.
    line : Line
        What is said to it.
    """

    def __init__(self, crew: Crew, line: Line) -> None:
        self.number, self.n = crew.number, crew.n
        self.seed, self.n_partings = crew.seed, crew.n_partings
        self._line = line

    def exchange(self, mine: Share) -> list[Share] | None:
        """Give a share, and have those of all others; None where one does not answer."""
        return self._line.exchange(mine, (o for o in range(self.n) if o != self.number))
