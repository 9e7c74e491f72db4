"""What if the loops that choose days are not compiled yet? A process of their own makes them.

Nobody can stop a compiler in the middle, so a limit of time would not be kept by a process that
makes them itself. They are made for as long as the command runs: later ones find them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from multiprocessing.context import SpawnProcess
from types import TracebackType
from typing import Self

from models.routing.processes import fresh, leave_signals_to_parent, signals_held

__all__ = ["LoopMaker"]

log = logging.getLogger("wardflow.service")

_MAKING_S = 60.0
"""Where they cannot be kept they are made anew each time, within limits that leave room for it."""
_LEAST_S = 15.0
"""No machine makes them in less: shorter waits are of no use to this run. [s]"""
_BEAT_S = 0.1
_MAKING = (
    "The search for delivery days is made into machine code for the first time on this machine, "
    "which takes half a minute or more; 'wardflow doctor' does it once."
)


class LoopMaker:
    """Has loops made beside the work of this process. Use it in a ``with`` block."""

    def __init__(self) -> None:
        self._process: SpawnProcess | None = None

    def __enter__(self) -> Self:
        """Nothing is made until it is asked for."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Give up what is not ready by now."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()

    def ready_within(self, seconds: float, stop: Callable[[], bool]) -> bool:
        """Whether they are ready, waiting for them if need be.

        Parameters
        ----------
        seconds : float
            Longest wait; none where they cannot be made in it. [s]
        stop : callable
            Answers True to wait no longer.

        Returns
        -------
        bool
            True at once where they have been made before.

        Examples
        --------
        >>> from models.inventory_routing.ready import prepare
        >>> prepare()
        >>> with LoopMaker() as maker:
        ...     maker.ready_within(1.0, lambda: False)
        True
        """
        from models.inventory_routing.ready import is_ready, may_last  # heavy

        if is_ready():
            return True
        if not may_last():
            return seconds >= _MAKING_S
        until = time.monotonic() + (seconds if seconds >= _LEAST_S else 0.0)
        if self._process is None:
            log.warning(_MAKING)
            with signals_held():
                self._process = fresh().Process(target=_make, daemon=True)
                self._process.start()
        while self._process.is_alive() and time.monotonic() < until and not stop():
            self._process.join(_BEAT_S)
        return not self._process.is_alive() and is_ready()


def _make() -> None:
    leave_signals_to_parent()
    from models.inventory_routing.ready import prepare

    prepare()
