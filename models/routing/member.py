"""What is a search process to those who watch it? A pipe, what came by it, and an end."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import wait

from models.routing.messages import Job, Lack, Order, Report
from models.routing.problem import RoutingSolution
from models.routing.processes import Context, signals_held
from models.routing.ruin_shares import Share
from models.routing.with_pyvrp import Found
from models.routing.workers import work

__all__ = ["Member", "Watch", "grace_s"]

_GRACE_S = 1.0
_LEAST_GRACE_S = 0.3
_FIRST_GRACE_S = 10.0
"""For a first solution, without which there is no plan: to begin anew would take longer. [s]"""
_BEAT_S = 0.1


class Member:
    """One process and what it has said of its present job."""

    def __init__(self, context: Context) -> None:
        self._halted = False
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=work, args=(theirs,), daemon=True)
        with signals_held():
            self._process.start()
        theirs.close()
        self.told: Report | None = None
        self.found: Found | None = None
        self.error = ""

    def begin(self, job: Job, deadline: float | None) -> None:
        """Hand over a job."""
        self.told, self.found, self.error = None, None, ""
        # The job follows by the pipe: one that dies at once then blocks nobody.
        self._say((job, deadline))

    def is_able(self) -> bool:
        """Whether it can take another job; one that cannot is dismissed."""
        able = self.found is not None and self._process.is_alive() and not self._halted
        if not able:
            self.dismiss()
        return able

    def receive(self, tell: Callable[[Report | Lack | Share], None]) -> bool:
        """Take one message; False when it has no more to say of this job."""
        try:
            message = self.pipe.recv()
        except (EOFError, OSError):
            self.error = self.error or "a search process ended without an answer"
            return False
        if isinstance(message, Report | Lack | Share):
            if isinstance(message, Report):
                self.told = message
            tell(message)
            return True
        if isinstance(message, Found):
            self.found = message
        else:
            self.error = str(message)
        return False

    def pass_on(self, share: Share) -> None:
        """Have it know what a peer found."""
        self._say(share)

    def _say(self, words: Order | Share | None) -> None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.pipe.send(words)

    def answer(self) -> Found:
        """What it found, or told before it had to be stopped."""
        told = self.told or Report(RoutingSolution(()), 0)
        return self.found or Found(told.solution, (), told.iterations)

    def halt(self) -> None:
        """Ask it to come to an end."""
        self._halted = True
        self._say(None)

    def dismiss(self) -> None:
        """End the process, whatever it does: it holds nothing that could be lost."""
        self._process.kill()
        self._process.join()
        self.pipe.close()


class Watch:
    """Hears the members of a team until all have answered or time is over."""

    def __init__(
        self, members: Sequence[Member], deadline: float | None, *, has_start: bool
    ) -> None:
        self._members = members
        self._deadline = deadline
        self._has_start = has_start
        self._left_s = float("inf") if deadline is None else deadline - time.monotonic()
        self._halted = False

    def until_done(
        self,
        on_report: Callable[[int, Report], None],
        on_lack: Callable[[], None],
        should_stop: Callable[[], bool],
    ) -> None:
        """Hear what there is, and ask for the end when it is wanted."""
        at_work = {member.pipe: number for number, member in enumerate(self._members)}
        while at_work:
            for pipe in wait(list(at_work), timeout=_BEAT_S):
                number = at_work[pipe]  # type: ignore[index]

                def tell(message: Report | Lack | Share, number: int = number) -> None:
                    if isinstance(message, Report):
                        on_report(number, message)
                    elif isinstance(message, Share):
                        for other in set(at_work.values()) - {number}:
                            self._members[other].pass_on(message)
                    else:
                        on_lack()

                if not self._members[number].receive(tell):
                    del at_work[pipe]  # type: ignore[arg-type]
            if not self._halted and should_stop():
                self._halted = True
                for member in self._members:
                    member.halt()
                self._deadline = min(self._deadline or float("inf"), time.monotonic())
            if self._deadline is not None and time.monotonic() > self._deadline + self._grace():
                return

    def _grace(self) -> float:
        """How long an answer is waited for after the deadline. [s]"""
        has_plan = self._has_start or any(member.told for member in self._members)
        return grace_s(self._left_s, has_plan=has_plan, halted=self._halted)


def grace_s(left_s: float, *, has_plan: bool, halted: bool) -> float:
    """How long answers are waited for when time is over.

    Parameters
    ----------
    left_s : float
        Time there was when the search began. [s]
    has_plan : bool
        Whether there is a solution, told or to begin with.
    halted : bool
        Whether somebody wanted an end.

    Returns
    -------
    float
        After a short search little, for what is told is there; longest for a first solution,
        unless somebody waits for the end. [s]

    Examples
    --------
    >>> [grace_s(left, has_plan=True, halted=False) for left in (0.1, 0.7, 60.0)]
    [0.3, 0.7, 1.0]
    >>> grace_s(0.1, has_plan=False, halted=False), grace_s(0.1, has_plan=False, halted=True)
    (10.0, 1.0)
    """
    if has_plan:
        return min(_GRACE_S, max(_LEAST_GRACE_S, left_s))
    return _GRACE_S if halted else _FIRST_GRACE_S
