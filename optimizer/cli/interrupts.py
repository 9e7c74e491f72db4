"""How does a search end when somebody asks for it? Ctrl-C and SIGTERM stop it gently."""

from __future__ import annotations

import signal
from types import FrameType, TracebackType
from typing import Any, Self

from optimizer.cli.exits import Exit
from optimizer.cli.talk import Talk

__all__ = ["Interrupts", "TerminatedError", "forget_signals", "unwind", "unwound_by"]

_SEEN: list[int] = []
"""Signals that unwound the run, or were to: Python drops what is raised in some callbacks."""


class TerminatedError(BaseException):
    """SIGTERM has come; unwinds like Ctrl-C, so that temporary files are cleared away."""


def forget_signals() -> None:
    """Begin a run without those of an earlier one."""
    _SEEN.clear()


def unwound_by() -> Exit | None:
    """Exit code of the last signal that unwound the run; None where none did."""
    return Exit(128 + _SEEN[-1]) if _SEEN else None


def unwind(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    """Answer a signal where there is nothing to save.

    Raises
    ------
    KeyboardInterrupt
        At Ctrl-C.
    TerminatedError
        At SIGTERM.
    """
    _SEEN.append(number)
    raise _error(number)


def _error(number: int) -> BaseException:
    return TerminatedError() if number == signal.SIGTERM else KeyboardInterrupt()


class Interrupts:
    """Counts signals instead of dying of the first. Use it in a ``with`` block.

    The first Ctrl-C or SIGTERM asks the search to stop; the best plan is then saved. A
    second one aborts at once.

    Parameters
    ----------
    talk : Talk
        Where it is acknowledged.
    """

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._before: dict[signal.Signals, Any] = {}
        self.received: signal.Signals | None = None

    @property
    def exit_code(self) -> Exit:
        """Exit code that tells which signal came; done where none came."""
        if self.received is None:
            return Exit.DONE
        return Exit(128 + self.received)

    def __enter__(self) -> Self:
        if _SEEN:
            raise _error(_SEEN[-1])
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._receive)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)

    def _receive(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        if self.received is not None:
            raise KeyboardInterrupt
        self.received = signal.Signals(number)
        self._talk.call_out("Stopping; the best plan so far is kept. Once more to abort.")
